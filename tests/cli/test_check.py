"""``tensortidy check``: what it prints, for people and for programs, and how it exits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from cli.samples import CLEAN, LEAK, Run
from tensortidy import __version__
from tensortidy.cli.output import text_report
from tensortidy.cli.reports import FileReport
from tensortidy.engine import Analysis
from tensortidy.files import SourceFile
from tensortidy.project import Project
from tensortidy.rule import Confidence, Finding, Related, Severity
from tensortidy.source import Position, Source, Span

PAGE = Path(__file__).parents[2] / "docs" / "command-line.md"


def marked(capsys: pytest.CaptureFixture[str], text: str, start: tuple[int, int], end: tuple[int, int]) -> list[str]:
    """The two lines that show a finding at a place: the source and the mark below it."""
    finding = Finding("a-rule", Span(Position(*start), Position(*end)), "m", Severity.ERROR, Confidence.HIGH)
    file = SourceFile(Path("a.py"), text, "utf-8", text.encode())
    text_report([FileReport(file.path, file, Analysis((finding,)))])
    return capsys.readouterr().out.splitlines()[2:4]


# ---------------------------------------------------------------- exit codes


def test_clean_files_exit_with_0(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(CLEAN)
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "No smells in 1 file.\n")


def test_findings_exit_with_1(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    assert run("check").exit_code == 1
    assert run("check", "--exit-zero").exit_code == 0


def test_no_file_at_all_is_said(folder: Path, run: Run) -> None:
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "No Python files found.\n")


def test_what_cannot_be_read_exits_with_2_after_the_rest(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "bad.py").write_bytes(b"import torch\n\n\nname = '\xe9'\n")
    result = run("check", "--exit-zero", "a.py", "bad.py", "gone.py")
    assert result.exit_code == 2
    assert "a.py:3:7" in result.stdout
    assert "2 files could not be checked." in result.stdout
    assert "error bad.py is not utf-8 in line 4" in result.stderr
    assert "error gone.py does not exist" in result.stderr


def test_broken_syntax_is_analysed_around(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK + "\ndef broken(:\n")
    result = run("check")
    assert result.exit_code == 1
    assert "unclosed-resource" in result.stdout


def test_a_rule_that_crashes_is_named_once_and_costs_its_own_findings(
    folder: Path, run: Run, crashing_rule: None
) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "b.py").write_text(CLEAN)
    result = run("check")
    assert result.exit_code == 2
    assert "a.py:3:7" in result.stdout
    assert result.stderr.count("the rule `crashing` crashed at a.py:3, and in 1 more file") == 1
    assert "ValueError: boom" in result.stderr
    assert "warning The pack `x` is broken." in result.stderr


def test_a_crash_is_in_the_json_too(folder: Path, run: Run, crashing_rule: None) -> None:
    (folder / "a.py").write_text(CLEAN)
    result = run("check", "--output-format", "json")
    crash = {"rule": "crashing", "path": "a.py", "line": 3, "message": "ValueError: boom"}
    assert json.loads(result.stdout)["crashes"] == [crash]
    assert "`crashing`" in result.stderr
    assert result.exit_code == 2


def test_a_bug_that_one_file_brings_out_does_not_hide_the_others(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "cursed.py").write_text(CLEAN)
    real = Project.analyze

    def analyze(self: Project, path: Path, source: Source) -> Analysis:
        if path.name == "cursed.py":
            raise RuntimeError("unexpected")
        return real(self, path, source)

    monkeypatch.setattr(Project, "analyze", analyze)
    result = run("check")
    assert result.exit_code == 2
    assert "a.py:3:7" in result.stdout
    assert "cursed.py could not be analysed, which is a bug in TensorTidy: RuntimeError: unexpected" in result.stderr


# ---------------------------------------------------------------- options


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--select", "unclosed-resource"], 1),
        (["--select", "unused-ignore,tensor-over-concatenation"], 0),
        (["--select", "unused-ignore", "--select", "tensorflow"], 1),
        (["--ignore", "unclosed-resource"], 0),
        (["--ignore", "unused-ignore, unclosed-resource"], 0),
    ],
)
def test_rules_are_chosen_by_name_or_framework(folder: Path, run: Run, arguments: list[str], expected: int) -> None:
    (folder / "a.py").write_text(LEAK.replace("torch", "tensorflow"))
    assert run("check", *arguments).exit_code == expected


def test_a_misspelt_rule_is_rejected(run: Run) -> None:
    result = run("check", "--ignore", "unclosed-resorce")
    assert result.exit_code == 2
    assert "there is no rule or framework `unclosed-resorce`; did you mean `unclosed-resource`?" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["--no-such-option"], ["-", "a.py"], ["--stdin-filename", "a.py"], ["--output-format", "xml"]]
)
def test_bad_usage_exits_with_2(run: Run, arguments: list[str]) -> None:
    assert run("check", *arguments).exit_code == 2


def test_standard_input_is_read(run: Run) -> None:
    result = run("check", "-", input=LEAK)
    assert result.exit_code == 1
    assert result.stdout.startswith("<stdin>:3:7 ")


def test_standard_input_is_configured_as_the_file_that_it_stands_for(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.tensortidy.per-file-ignores]\n"tests/*" = ["unclosed-resource"]\n')
    assert run("check", "-", "--stdin-filename", "src/a.py", input=LEAK).stdout.startswith("src/a.py:3:7 ")
    assert run("check", "-", "--stdin-filename", "tests/a.py", input=LEAK).exit_code == 0


# ---------------------------------------------------------------- configuration


def test_a_broken_configuration_is_told_and_its_files_are_left_alone(folder: Path, run: Run) -> None:
    for name in ("broken", "fine"):
        (folder / name).mkdir()
        (folder / name / "a.py").write_text(LEAK)
    (folder / "broken" / "pyproject.toml").write_text('[tool.tensortidy]\n\nslect = ["torch"]\n')
    result = run("check")
    assert result.exit_code == 2
    place = os.path.join("broken", "pyproject.toml")
    assert f"configuration {place}:3: unknown key `slect`; did you mean `select`?" in result.stderr
    assert re.findall(r"^(\w+)\S*a\.py:3:7", result.stdout, re.MULTILINE) == ["fine"]
    errors = json.loads(run("check", "--output-format", "json").stdout)["errors"]
    assert errors == [{"path": place, "message": "line 3: unknown key `slect`; did you mean `select`?"}]
    assert run("check", "--isolated").exit_code == 1


def test_excluded_files_are_left_out(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").write_text('[tool.tensortidy]\nexclude = ["gen.py"]\n')
    (folder / "gen.py").write_text(LEAK)
    assert run("check", ".", "gen.py").exit_code == 0
    assert run("check", "--isolated").exit_code == 1


# ---------------------------------------------------------------- text


def test_the_span_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert marked(capsys, "x = 1\ny = f(x)\n", (2, 4), (2, 8)) == [
        "    2 | y = f(x)",
        "      |     ^^^^",
    ]


def test_tabs_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    assert marked(capsys, "\tif x:\tf(x)\n", (1, 7), (1, 11)) == [
        "    1 |     if x:   f(x)",
        "      |             ^^^^",
    ]


def test_wide_characters_are_aligned(capsys: pytest.CaptureFixture[str]) -> None:
    assert marked(capsys, "f('模型', '損失')\n", (1, 8), (1, 12)) == [
        "    1 | f('模型', '損失')",
        "      |           ^^^^^^",
    ]


def test_of_several_lines_the_first_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert marked(capsys, "y = f(\n    x,\n)\n", (1, 4), (3, 1)) == [
        "    1 | y = f(",
        "      |     ^^",
    ]


def test_an_empty_span_has_a_mark_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert marked(capsys, "x = 1\n", (1, 5), (1, 5)) == ["    1 | x = 1", "      |      ^"]


def test_source_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert marked(capsys, "x = '\x1b[31m'\n", (1, 0), (1, 1)) == [
        "    1 | x = '\N{REPLACEMENT CHARACTER}[31m'",
        "      | ^",
    ]


def test_related_lines_and_assumptions_follow(capsys: pytest.CaptureFixture[str]) -> None:
    span = Span(Position(1, 0), Position(1, 1))
    finding = Finding(
        "a-rule",
        span,
        "m",
        Severity.HINT,
        Confidence.LOW,
        related=(Related(Span(Position(7, 0), Position(7, 4)), "the loop"),),
        assumptions=("it trains",),
    )
    file = SourceFile(Path("a.py"), "x\n", "utf-8", b"x\n")
    text_report([FileReport(file.path, file, Analysis((finding,)))])
    assert "     = line 7: the loop\n     = taken for granted: it trains\n" in capsys.readouterr().out


def test_a_path_outside_the_current_folder_is_shown_as_given(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "here").mkdir()
    (folder / "a.py").write_text(LEAK)
    monkeypatch.chdir(folder / "here")
    assert run("check", os.path.join("..", "a.py")).stdout.startswith(os.path.join("..", "a.py:3:7"))
    monkeypatch.chdir(folder)
    assert run("check", str(folder / "a.py")).stdout.startswith("a.py:3:7")


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_are_for_terminals_that_want_them(
    folder: Path, run: Run, environment: dict[str, str], coloured: bool
) -> None:
    (folder / "a.py").write_text(LEAK)
    result = run("check", color=True, env={"NO_COLOR": None, **environment})
    assert ("\x1b[" in result.stdout) is coloured
    assert "\x1b[" not in run("check", env={"NO_COLOR": None}).stdout


def test_a_terminal_that_knows_few_characters_gets_the_others_escaped(folder: Path) -> None:
    (folder / "a.py").write_text(LEAK.replace("log.csv", "損失.csv"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tensortidy", "check", "a.py"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
    )
    assert (done.returncode, b"\\u640d" in done.stdout) == (1, True), done.stderr


# ---------------------------------------------------------------- the JSON contract


def test_the_json_has_exactly_these_keys(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK)
    (folder / "b.py").write_text(CLEAN)
    document = json.loads(run("check", "--output-format", "json").stdout)
    assert list(document) == ["version", "findings", "crashes", "errors", "files", "lines", "seconds"]
    assert (document["version"], document["files"], document["lines"]) == (__version__, 2, 7)
    assert document["seconds"] >= 0
    [finding] = document["findings"]
    assert list(finding) == [
        "rule", "path", "cell", "line", "column", "end_line", "end_column", "severity", "confidence", "message",
        "category", "subcategory", "assumptions", "related", "fix",
    ]  # fmt: skip
    assert (finding["rule"], finding["path"], finding["cell"]) == ("unclosed-resource", "a.py", None)
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (3, 7, 3, 27)
    assert list(finding["fix"]) == ["title", "safety", "edits"]
    assert all(list(edit) == ["line", "column", "end_line", "end_column", "text"] for edit in finding["fix"]["edits"])


def test_columns_count_code_points(folder: Path, run: Run) -> None:
    (folder / "a.py").write_text(LEAK.replace("log =", "损失𝑥 ="), encoding="utf-8")
    [finding] = json.loads(run("check", "--output-format", "json").stdout)["findings"]
    assert (finding["column"], finding["end_column"]) == (7, 27)


def test_errors_are_in_the_json(folder: Path, run: Run) -> None:
    result = run("check", "--output-format", "json", "gone.py")
    document = json.loads(result.stdout)
    assert document["errors"] == [{"path": "gone.py", "message": "does not exist"}]
    assert (document["files"], document["lines"], result.exit_code) == (0, 0, 2)


@pytest.mark.parametrize(("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\r\nb", 2), ("a\n\n", 2)])
def test_lines_are_counted_as_an_editor_numbers_them(folder: Path, run: Run, text: str, lines: int) -> None:
    (folder / "a.py").write_bytes(text.encode())
    assert json.loads(run("check", "--output-format", "json").stdout)["lines"] == lines


# ---------------------------------------------------------------- the documentation


def example(kind: str) -> str:
    found = re.search(rf"```{kind}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


def documented(folder: Path, run: Run, *arguments: str) -> Result:
    (folder / "train.py").write_text(example("python"), encoding="utf-8")
    return run(*arguments, "train.py")


def test_the_documented_text_is_what_is_printed(folder: Path, run: Run) -> None:
    command, _, output = example("console").partition("\n")
    assert command == "$ tensortidy check train.py"
    assert documented(folder, run, "check").stdout == output


def test_the_documented_json_is_what_is_printed(folder: Path, run: Run) -> None:
    printed = json.loads(documented(folder, run, "check", "--output-format", "json").stdout)
    shown = json.loads(example("json"))
    assert printed | {"version": "", "seconds": 0} == shown | {"version": "", "seconds": 0}


def test_the_documented_diff_is_what_is_printed(folder: Path, run: Run) -> None:
    assert documented(folder, run, "fix", "--diff").stdout == example("diff")
