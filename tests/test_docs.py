"""The documentation says what is so: generated pages are current, and what it shows runs."""

import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tensortidy.cli import main
from tensortidy.semantics import Model
from tensortidy.semantics.explanation import explain
from tensortidy.source import Source
from tensortidy.syntax import parse

ROOT = Path(__file__).parent.parent


def test_generated_pages_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_configurations_of_editors_that_are_shown_are_the_files_that_are_tested() -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    files = [path for path in (ROOT / "docs" / "editors").rglob("*") if path.is_file()]
    assert len(files) == 9
    for path in files:
        assert f"\n{path.read_text(encoding='utf-8')}```\n" in page, f"docs/editors.md does not show {path.name}"


def test_links_between_pages_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_example_has_the_smells_that_it_promises_and_the_fixes_leave_none(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text((ROOT / "docs" / "examples" / "train.py").read_text(encoding="utf-8"), encoding="utf-8")
    runner = CliRunner()
    found = json.loads(runner.invoke(main, ["check", str(script), "--isolated", "--output-format", "json"]).stdout)
    assert len({finding["rule"] for finding in found["findings"]}) == 7
    runner.invoke(main, ["fix", "--unsafe", str(script), "--isolated"])
    compile(script.read_text(encoding="utf-8"), "train.py", "exec")
    left = runner.invoke(main, ["check", str(script), "--isolated"])
    assert left.exit_code == 0, left.output


def test_the_accuracy_case_that_is_shown_is_a_true_one() -> None:
    shown = re.search(
        r"```text\n(\"\"\".*?)```", (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown is not None
    source = Source(shown.group(1))
    model = Model(parse(source).module, source)
    annotated = [(number, *line.partition("#? ")[::2]) for number, line in enumerate(source.text.splitlines(), start=1)]
    expected = [
        (number, part.strip()) for number, _, annotation in annotated if annotation for part in annotation.split(";")
    ]
    assert len(expected) == 3
    for number, claim in expected:
        subject, _, answer = claim.rpartition(" is ")
        assert explain(model, number).answer(subject) == answer


def test_the_demo_runs_to_its_end() -> None:
    done = subprocess.run([sys.executable, str(ROOT / "docs" / "demo.py")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for expected in ("unclosed-resource", "category:", "leads to:", "+        losses.append(loss.detach())", "Neovim"):
        assert expected in done.stdout


def test_a_new_rule_is_started_by_the_generator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = runpy.run_path(str(ROOT / "docs" / "new_rule.py"))
    package = tmp_path / "rules" / "tensortidy_rules" / "pytorch"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    module["main"].__globals__["ROOT"] = tmp_path
    monkeypatch.setattr(sys, "argv", ["new_rule.py", "missing-something", "pytorch"])
    module["main"]()
    assert (package / "missing_something.py").exists()
    namespace = runpy.run_path(str(package / "missing_something.py"))
    assert namespace["MissingSomething"].card.name == "missing-something"
    fixture = tmp_path / "tests" / "fixtures" / "pytorch" / "missing_something.py"
    assert "# smell: missing-something" in fixture.read_text()
    with pytest.raises(SystemExit, match="exists already"):
        module["main"]()
