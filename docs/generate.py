"""Writes what is generated: docs/rules/*.md and the table in the README from the rules' cards, the schema of the
configuration, and the settings of the VS Code extension, which are its keys.

``make docs`` runs it; with ``--check`` it only says whether anything is out of date, and exits with 1 if so.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tensortidy import __version__
from tensortidy.config_schema import pyproject_schema, settings_schema
from tensortidy.registry import load
from tensortidy.render import page, table

ROOT = Path(__file__).parent.parent
BEGIN, END = "<!-- rules: begin -->\n", "<!-- rules: end -->"


def generated() -> dict[Path, str]:
    """Every generated file with its text as it should be."""
    rules = load([]).rules
    pages = {ROOT / "docs" / "rules" / f"{rule.card.name}.md": page(rule.card) for rule in rules}
    readme = ROOT / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    manifest = ROOT / "vscode-client" / "package.json"
    extension = json.loads(manifest.read_text(encoding="utf-8"))
    extension["version"] = __version__
    extension["contributes"]["configuration"][-1]["properties"] = settings_schema(rules)
    return {
        **pages,
        readme: f"{before}{BEGIN}{table(rules)}{END}{after}",
        manifest: _json(extension),
        ROOT / "docs" / "pyproject.schema.json": _json(pyproject_schema(rules)),
    }


def _json(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def stale() -> list[Path]:
    """The generated files that are missing, out of date, or of no rule any more."""
    wanted = generated()
    orphans = [path for path in (ROOT / "docs" / "rules").glob("*.md") if path not in wanted]
    return orphans + [
        path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write the files, or check them."""
    if "--check" in sys.argv[1:]:
        found = stale()
        for path in found:
            print(f"out of date: {path.relative_to(ROOT)} (run `make docs`)")
        sys.exit(1 if found else 0)
    for path in stale():
        text = generated().get(path)
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        print(f"{'wrote' if text is not None else 'removed'} {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
