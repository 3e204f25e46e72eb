"""What one run of the command line keeps for the next: never an answer that is no longer true."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.samples import CLEAN, LEAK, MENDED, Run
from projects import CALLS_COLLECT, COLLECT, NET, NO_NET, USES_NET
from tensortidy import files
from tensortidy.cache import Facts, FileFacts, Store, TornError, default_folder, stamp
from tensortidy.project import Project
from tensortidy.registry import Registry, load
from tensortidy.semantics.imports import Imports

Analysed = Callable[[], list[str]]


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> Analysed:
    """The files that were analysed since it was last asked, sorted."""
    names: list[str] = []
    usual = Project.analyze

    def counting(self: Project, path: Path | None, *arguments: Any, **options: Any) -> Any:
        names.append(path.name if path is not None else "")
        return usual(self, path, *arguments, **options)

    def since() -> list[str]:
        found = sorted(names)
        names.clear()
        return found

    monkeypatch.setattr(Project, "analyze", counting)
    return since


def finds(result: Result, rule: str = "unreleased-tensor-references") -> bool:
    return rule in result.stdout


def test_unchanged_files_are_not_analysed_again(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "leak.py").write_text(LEAK)
    (folder / "clean.py").write_text(CLEAN)
    first = run("check")
    assert analysed() == ["clean.py", "leak.py"]
    second = run("check")
    assert analysed() == []
    assert (second.stdout, second.stderr, second.exit_code) == (first.stdout, "", 1)


def test_findings_come_back_whole(folder: Path, run: Run) -> None:
    (folder / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    (folder / "leak.py").write_text(LEAK)
    first, second = (run("check", "--output-format", "json").stdout.splitlines() for _ in range(2))
    assert len(first) > 20
    assert [line for line in first if '"seconds"' not in line] == [line for line in second if '"seconds"' not in line]


def test_only_what_changed_is_analysed(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "a.py").write_text(CLEAN)
    (folder / "b.py").write_text(CLEAN)
    run("check")
    analysed()
    (folder / "a.py").write_text(LEAK)
    assert finds(run("check"), "unclosed-resource")
    assert analysed() == ["a.py"]


def test_a_text_over_its_budget_is_not_tried_again(
    folder: Path, run: Run, analysed: Analysed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "long.py").write_text(LEAK)
    monkeypatch.setattr("tensortidy.budget.MOST_LINES", 2)
    first = run("check")
    assert first.exit_code == 2
    assert "long.py has 4 lines" in first.stderr
    analysed()
    second = run("check")
    assert analysed() == []
    assert (second.stdout, second.stderr, second.exit_code) == (first.stdout, first.stderr, 2)


# ---------------------------------------------------------------- what answers rest on


def test_an_imported_file_changes(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    (folder / "other.py").write_text(CLEAN)
    assert finds(run("check"))
    analysed()
    (folder / "models.py").write_text(NO_NET)
    assert not finds(run("check"))
    assert analysed() == ["models.py", "train.py"]


def test_a_file_that_is_imported_and_not_checked_changes(folder: Path, run: Run) -> None:
    (folder / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    assert finds(run("check", "train.py"))
    (folder / "models.py").unlink()
    assert not finds(run("check", "train.py"))


def test_a_file_that_an_imported_one_imports_changes(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "base.py").write_text("import torch\n\nBase = torch.nn.Module\n")
    (folder / "models.py").write_text(f"from base import Base\n{NET.replace('nn.Module', 'Base')}")
    (folder / "train.py").write_text(USES_NET)
    assert finds(run("check"))
    analysed()
    (folder / "base.py").write_text("import torch\n\nBase = object\n")
    assert not finds(run("check"))
    assert analysed() == ["base.py", "models.py", "train.py"]


def test_a_caller_switches_gradients_off(folder: Path, run: Run) -> None:
    (folder / "collect.py").write_text(COLLECT)
    (folder / "main.py").write_text(CALLS_COLLECT.replace("torch.no_grad()", "open('log')"))
    assert finds(run("check"))
    (folder / "main.py").write_text(CALLS_COLLECT)
    assert not finds(run("check"))
    (folder / "main.py").write_text(CALLS_COLLECT.replace("torch.no_grad()", "open('log')"))
    assert finds(run("check"))


def test_a_caller_comes_and_goes(folder: Path, run: Run) -> None:
    (folder / "collect.py").write_text(COLLECT)
    assert finds(run("check"))
    (folder / "main.py").write_text(CALLS_COLLECT)
    assert not finds(run("check"))
    (folder / "main.py").unlink()
    assert finds(run("check"))


def test_a_new_module_takes_the_place_of_an_imported_one(folder: Path, run: Run) -> None:
    (folder / "pyproject.toml").touch()
    (folder / "src").mkdir()
    (folder / "src" / "models.py").write_text(NET)
    (folder / "train.py").write_text(USES_NET)
    assert finds(run("check"))
    (folder / "models.py").write_text(NO_NET)
    assert not finds(run("check"))


def test_an_import_that_led_nowhere_is_found(folder: Path, run: Run) -> None:
    (folder / "train.py").write_text(USES_NET)
    assert not finds(run("check", "train.py"))
    (folder / "models").mkdir()
    (folder / "models" / "__init__.py").write_text(NET)
    assert finds(run("check", "train.py"))


# ---------------------------------------------------------------- settings and versions


def test_the_configuration_changes(folder: Path, run: Run) -> None:
    (folder / "leak.py").write_text(LEAK)
    assert "unclosed-resource" in run("check").stdout
    for table, expected in [
        ('severity = { unclosed-resource = "hint" }', "hint"),
        ("select = ['unused-ignore']", "No smells"),
    ]:
        (folder / "pyproject.toml").write_text(f"[tool.tensortidy]\n{table}\n")
        assert expected in run("check").stdout
    (folder / "pyproject.toml").write_text('[tool.tensortidy]\nfree-calls = ["log.write"]\n')
    assert run("check").stdout == run("check", "--no-cache").stdout


def test_settings_for_some_files_change(folder: Path, run: Run) -> None:
    (folder / "leak.py").write_text(LEAK)
    (folder / "main.py").write_text(LEAK)
    assert "2 smells" in run("check").stdout
    for names, expected in [('"leak.py" = ["all"]', "1 smell in 2"), ('"*.py" = ["all"]', "No smells in 2")]:
        (folder / "pyproject.toml").write_text(f"[tool.tensortidy.per-file-ignores]\n{names}\n")
        for _ in range(2):
            assert expected in run("check").stdout


def test_own_facts_change(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "a.py").write_text(CLEAN)
    run("check")
    analysed()
    (folder / "pyproject.toml").write_text('[tool.tensortidy.knowledge.instances]\nmodule = ["mylib.Net"]\n')
    run("check")
    assert analysed() == ["a.py"]


def test_options_of_the_command_line_count(folder: Path, run: Run) -> None:
    (folder / "leak.py").write_text(LEAK)
    assert "1 smell" in run("check").stdout
    assert "No smells" in run("check", "--ignore", "unclosed-resource").stdout
    assert "1 smell" in run("check").stdout


def test_answers_under_other_options_stay(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "leak.py").write_text(LEAK)
    run("check")
    run("check", "--ignore", "unclosed-resource")
    analysed()
    assert "1 smell" in run("check").stdout
    assert "No smells" in run("check", "--ignore", "unclosed-resource").stdout
    assert analysed() == []
    (folder / "leak.py").write_text(CLEAN)
    assert "No smells" in run("check").stdout
    assert "No smells" in run("check", "--ignore", "unclosed-resource").stdout
    assert analysed() == ["leak.py", "leak.py"]


def test_another_text_of_a_rule_pack_is_another_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = tmp_path / "pack_of_rules"
    pack.mkdir()
    (pack / "__init__.py").write_text("from cli.conftest import Crashing\n\n\nclass Mine(Crashing):\n    pass\n")
    (pack / "words.py").write_text("WORDS = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    registry = Registry((*load([]).rules, import_module("pack_of_rules").Mine()))
    before = stamp(registry)
    assert stamp(registry) == before != stamp(load([]))
    (pack / "words.py").write_text("WORDS = 2\n")
    assert stamp(registry) != before


def test_after_another_version_all_is_analysed_again(
    folder: Path, run: Run, analysed: Analysed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "leak.py").write_text(LEAK)
    run("check")
    analysed()
    monkeypatch.setattr("tensortidy.cli.look.stamp", lambda _: "of another version")
    assert "another version" in run("check").stderr
    assert analysed() == ["leak.py"]


def test_crashes_are_not_kept(folder: Path, run: Run, crashing_rule: None, analysed: Analysed) -> None:
    (folder / "leak.py").write_text(LEAK)
    for _ in range(2):
        assert run("check").exit_code == 2
        assert analysed() == ["leak.py"]


# ---------------------------------------------------------------- caches in a bad state


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b"",
        lambda raw: raw.replace(b"leak.py", b"lead.py"),
        lambda raw: raw[:-1] + b"\xff",
        lambda raw: b"not ours at all",
    ],
    ids=["cut short", "empty", "altered", "not text", "foreign"],
)
def test_a_damaged_cache_is_made_anew(
    folder: Path, run: Run, analysed: Analysed, damage: Callable[[bytes], bytes]
) -> None:
    (folder / "leak.py").write_text(LEAK)
    first = run("check")
    (sheet,) = (folder / ".cache").iterdir()
    sheet.write_bytes(damage(sheet.read_bytes()))
    second = run("check")
    assert second.stdout == first.stdout
    assert second.stderr.count("\n") == 1
    assert "is damaged" in second.stderr
    analysed()
    assert run("check").stderr == ""
    assert analysed() == []


def test_a_sheet_that_is_sealed_and_makes_no_sense_is_damaged(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "leak.py").write_text(LEAK)
    run("check")
    analysed()

    class Nonsense:
        def as_text(self, stamp: str) -> str:
            return f'{{"stamp": "{stamp}", "answers": [], "facts": 3}}'

    key: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "touch", lambda self, name: key.append(name))
        run("check")
    Store(folder / ".cache", stamp(load())).save(key[0], Nonsense())  # type: ignore[arg-type]
    assert "is damaged" in run("check").stderr
    assert analysed() == ["leak.py"]


def test_a_cache_that_cannot_be_used_is_told_once(folder: Path, run: Run) -> None:
    (folder / "leak.py").write_text(LEAK)
    (folder / "occupied").touch()
    result = run("check", "--cache-dir", str(folder / "occupied" / "cache"))
    assert "unclosed-resource" in result.stdout
    assert result.stderr.count("\n") == 1
    assert "cannot be read" in result.stderr


def test_a_cache_that_cannot_be_written_is_told(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    (folder / "leak.py").write_text(LEAK)
    monkeypatch.setattr("tensortidy.cache.store.tempfile.mkstemp", refuse)
    result = run("check")
    assert result.exit_code == 1
    assert "cannot be written: Permission denied" in result.stderr


def test_no_cache_keeps_nothing(folder: Path, run: Run) -> None:
    (folder / "leak.py").write_text(LEAK)
    run("check", "--no-cache")
    assert not (folder / ".cache").exists()


def test_processes_at_once_leave_a_whole_cache(folder: Path, run: Run, analysed: Analysed) -> None:
    for number in range(5):
        (folder / f"leak_{number}.py").write_text(LEAK)
    command = [sys.executable, "-m", "tensortidy", "check", "--exit-zero"]
    for process in [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(4)]:
        assert process.wait() == 0
    assert run("check").stderr == ""
    assert analysed() == []
    assert len(list((folder / ".cache").iterdir())) == 1


def test_files_that_change_while_they_are_read_contradict_each_other() -> None:
    facts = Facts({"a.py": FileFacts("old")})
    with pytest.raises(TornError):
        facts.add(Facts({"a.py": FileFacts("new")}))


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "/of/mine")
    assert default_folder() == Path("/of/mine/tensortidy")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/me")
    assert default_folder() == Path("/home/me/.cache/tensortidy")


# ---------------------------------------------------------------- what costs nothing


def test_files_without_a_framework_are_not_parsed_and_all_are_read_once(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    parsed: list[str] = []
    usual, parse = files.read, import_module("tensortidy.engine").parse

    def reading(path: Path) -> files.SourceFile:
        read.append(path.name)
        return usual(path)

    def counting(source: Any, *arguments: Any, **options: Any) -> Any:
        parsed.append(source.text)
        return parse(source, *arguments, **options)

    monkeypatch.setattr(files, "read", reading)
    for module in ("tensortidy.engine", "tensortidy.semantics.exports"):
        monkeypatch.setattr(f"{module}.parse", counting)
    (folder / "plain.py").write_text("import os\n\nprint(os.name)\n")
    (folder / "collect.py").write_text(COLLECT)
    (folder / "main.py").write_text(CALLS_COLLECT)
    run("check")
    assert sorted(read) == ["collect.py", "main.py", "plain.py"]
    assert (folder / "plain.py").read_text() not in parsed


def test_nothing_is_asked_twice_of_files_in_one_folder(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "models.py").write_text(NET)
    for number in range(5):
        (folder / f"train_{number}.py").write_text(USES_NET)
    run("check")
    located: list[str] = []
    configured: list[Path | None] = []
    locate, config_for = Imports.locate, Project.config_for

    def locating(self: Imports, name: str, path: Path) -> Any:
        located.append(name)
        return locate(self, name, path)

    def configuring(self: Project, path: Path | None) -> Any:
        configured.append(path)
        return config_for(self, path)

    monkeypatch.setattr(Imports, "locate", locating)
    monkeypatch.setattr(Project, "config_for", configuring)
    assert "5 smells in 6 files" in run("check").stdout
    assert "models.Net" in located
    assert len(located) == len(set(located))
    assert len(configured) == 1


def test_a_run_from_memory_loads_nothing_that_starts_processes(folder: Path, run: Run) -> None:
    (folder / "leak.py").write_text(LEAK)
    run("check")
    program = (
        "import sys\n"
        "from tensortidy.cli import main\n"
        "main(['check', '--exit-zero'], standalone_mode=False)\n"
        "print(sorted({'multiprocessing', 'rich'}.intersection(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_fixes_are_made_of_what_check_has_found(folder: Path, run: Run, analysed: Analysed) -> None:
    (folder / "leak.py").write_text(LEAK)
    (folder / "clean.py").write_text(CLEAN)
    run("check", ".")
    analysed()
    assert "1 smell fixed in 1 file." in run("fix", ".").stdout
    assert (folder / "leak.py").read_text() == MENDED
    assert analysed() == ["leak.py"]  # once more, after its fix
    assert "0 smells fixed" in run("fix", ".").stdout
    assert analysed() == ["leak.py"]
    assert "0 smells fixed" in run("fix", ".").stdout
    assert analysed() == []


def test_a_file_that_changes_before_it_is_fixed_is_looked_at_again(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "leak.py").write_text(LEAK)
    fix_file = import_module("tensortidy.cli.fix").fix_file

    def writing(*arguments: Any, **options: Any) -> Any:
        (folder / "leak.py").write_text(f"# new\n{LEAK}")
        return fix_file(*arguments, **options)

    monkeypatch.setattr("tensortidy.cli.fix.fix_file", writing)
    run("fix", ".")
    assert (folder / "leak.py").read_text() == f"# new\n{MENDED}"
