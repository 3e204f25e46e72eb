"""Who may import whom: every module imports only from floors below its own, or from its own package."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((*(ROOT / "server").rglob("*.py"), *(ROOT / "rules").rglob("*.py")))

# From the ground up. A name stands for the module or package `tensortidy.<name>`.
FLOORS = [
    {"lines"},
    {"source", "budget"},
    {"notebook"},
    {"syntax", "environment"},
    {"knowledge"},
    {"semantics"},
    {"rule"},
    {"edits", "suppression", "change", "borders", "shell_cells"},
    {"graph_edits"},
    {"rules"},
    {"checking"},
    {"engine"},
    {"conversions"},
    {"fixer", "registry", "render", "files", "config_values", "beliefs"},
    {"config"},
    {"project", "cache", "config_schema"},
    {"lsp", "cli"},
    {"__main__"},
]
LIBRARIES = {
    "parso": {"syntax"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
    "click": {"cli"},
    "rich": {"cli"},
    "pathspec": {"config", "config_values", "files"},
}


def home(path: Path) -> str:
    """The floor's name for a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "rules" if parts[0] == "rules" else parts[2]


def floor(name: str) -> int:
    return next(number for number, names in enumerate(FLOORS) if name in names)


def imports(path: Path) -> list[str]:
    """The full names that a file imports when it is itself imported; those under ``if TYPE_CHECKING:`` are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found.extend(names if node.module == "tensortidy" else [node.module or ""])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_only_run_down(path: Path) -> None:
    here = home(path)
    if here == "__init__":
        return
    for name in imports(path):
        first, *rest = name.split(".")
        if first == "tensortidy" and rest:
            target = rest[0]
            if target == "__version__":
                continue
            # server.py starts from the command line, which may import it where it is called
            starts = here == "cli" and target == "lsp"
            assert starts or target == here or floor(target) < floor(here), f"{path.name} imports {name}"
        elif first == "tensortidy_rules":
            pytest.fail(f"{path.name} imports a rule: {name}")
        elif first in LIBRARIES:
            assert here in LIBRARIES[first], f"{path.name} imports {first}"


def test_nothing_prints_to_the_protocol() -> None:
    for path in FILES:
        if home(path) == "cli":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id == "print"), f"{path}:{called.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_short(path: Path) -> None:
    reasons = {
        "expressions.py": "one small method for each production of parso's grammar",
        "lowering.py": "one small method for each production of parso's grammar",
    }
    length = len(path.read_text(encoding="utf-8").splitlines())
    assert length <= 300 or path.name in reasons, f"{length} lines: one thing to know, or several?"
