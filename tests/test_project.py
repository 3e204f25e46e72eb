"""One analysis for the editor and the command line: the nearest configuration decides, and the last good one stays."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tensortidy.project import Project
from tensortidy.registry import load
from tensortidy.rule import Severity
from tensortidy.source import Source

REGISTRY = load([])
LEAK = 'import torch\n\nlog = open("log.csv", "w")\nlog.write("step,loss")\n'


def configure(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text(text, encoding="utf-8")
    return path


def names(project: Project, path: Path | None, text: str = LEAK) -> list[str]:
    return [finding.rule for finding in project.analyze(path, Source(text)).findings]


@pytest.fixture
def project() -> Project:
    return Project(REGISTRY)


def test_a_text_without_a_file_has_the_defaults(project: Project) -> None:
    assert names(project, None) == ["unclosed-resource"]


def test_the_nearest_configuration_with_our_table_decides(tmp_path: Path, project: Project) -> None:
    configure(tmp_path, '[tool.tensortidy]\nignore = ["unclosed-resource"]\n')
    configure(tmp_path / "inner", "[project]\nname = 'has no table of ours'\n")
    configure(tmp_path / "own", "[tool.tensortidy]\n")
    assert names(project, tmp_path / "inner" / "deep" / "a.py") == []
    assert names(project, tmp_path / "own" / "a.py") == ["unclosed-resource"]


def test_isolated_reads_no_configuration(tmp_path: Path) -> None:
    configure(tmp_path, '[tool.tensortidy]\nignore = ["unclosed-resource"]\n')
    assert names(Project(REGISTRY, isolated=True), tmp_path / "a.py") == ["unclosed-resource"]


@pytest.mark.parametrize(
    ("settings", "file", "overrides", "severity"),
    [
        ({}, "", {}, Severity.WARNING),
        ({"severity": {"unclosed-resource": "hint"}}, "", {}, Severity.HINT),
        ({"severity": {"unclosed-resource": "hint"}}, 'severity = {unclosed-resource = "error"}', {}, Severity.ERROR),
        ({"severity": {"unclosed-resource": "hint"}}, 'free-calls = ["shut"]', {}, Severity.HINT),
        ({}, 'ignore = ["unclosed-resource"]', {"ignore": ["unused-ignore"]}, Severity.WARNING),
        ({"ignore": ["unclosed-resource"]}, "ignore = []", {}, Severity.WARNING),
        ({}, "", {"select": ["unused-ignore"]}, None),
    ],
)
def test_options_win_over_the_file_which_wins_over_the_editor_key_by_key(
    tmp_path: Path, settings: Mapping[str, Any], file: str, overrides: Mapping[str, Any], severity: Severity | None
) -> None:
    configure(tmp_path, f"[tool.tensortidy]\n{file}\n")
    project = Project(REGISTRY, settings, overrides=overrides)
    found = project.analyze(tmp_path / "a.py", Source(LEAK)).findings
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_rules_are_off_in_files_that_say_so(tmp_path: Path, project: Project) -> None:
    configure(tmp_path, '[tool.tensortidy.per-file-ignores]\n"tests/*" = ["unclosed-resource"]\n')
    assert names(project, tmp_path / "tests" / "a.py") == []
    assert names(project, tmp_path / "src" / "a.py") == ["unclosed-resource"]


def test_free_calls_release_what_they_are_given(tmp_path: Path, project: Project) -> None:
    text = LEAK + "log.shut_down()\n"
    assert names(project, tmp_path / "a.py", text) == ["unclosed-resource"]
    configure(tmp_path, '[tool.tensortidy]\nfree-calls = ["shut_down"]\n')
    assert names(project, tmp_path / "a.py", text) == []


def test_an_ignore_comment_for_a_rule_that_is_off_is_not_unused(tmp_path: Path, project: Project) -> None:
    configure(tmp_path, '[tool.tensortidy]\nignore = ["unclosed-resource"]\n')
    text = LEAK.replace('"w")', '"w")  # tensortidy: ignore[unclosed-resource] closed by the shell')
    assert names(project, tmp_path / "a.py", text) == []


def test_exclude_is_relative_to_its_file(tmp_path: Path, project: Project) -> None:
    configure(tmp_path, '[tool.tensortidy]\nexclude = ["/gen"]\n')
    assert project.is_excluded(tmp_path / "gen" / "a.py")
    assert not project.is_excluded(tmp_path / "src" / "gen" / "a.py")


def test_an_editors_patterns_are_relative_to_the_project_that_the_file_is_in(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    project = Project(REGISTRY, {"exclude": ["/gen"]})
    assert project.is_excluded(tmp_path / "gen" / "a.py")
    assert not project.is_excluded(tmp_path / "src" / "gen" / "a.py")


def test_a_change_of_the_file_holds_at_once(tmp_path: Path, project: Project) -> None:
    path = configure(tmp_path, "[tool.tensortidy]\n")
    assert names(project, tmp_path / "a.py") == ["unclosed-resource"]
    configure(tmp_path, '[tool.tensortidy]\nignore = ["unclosed-resource"]\n')
    assert names(project, tmp_path / "a.py") == []
    path.unlink()
    assert names(project, tmp_path / "a.py") == ["unclosed-resource"]


def test_a_change_that_leaves_size_and_time_is_seen_when_told_to_forget(tmp_path: Path, project: Project) -> None:
    path = configure(tmp_path, '[tool.tensortidy]\nignore = ["unclosed-resource"]\n')
    status = path.stat()
    assert names(project, tmp_path / "a.py") == []
    configure(tmp_path, '[tool.tensortidy]\nselect = ["unclosed-resource"]\n')
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    project.forget_configs()
    assert names(project, tmp_path / "a.py") == ["unclosed-resource"]


@pytest.mark.parametrize(
    "broken", ["[tool.tensortidy\n", '[tool.tensortidy]\nignroe = ["unclosed-resource"]\n', "[tool]\ntensortidy = 1\n"]
)
def test_the_last_good_configuration_stays_in_force(tmp_path: Path, project: Project, broken: str) -> None:
    configure(tmp_path, '[tool.tensortidy]\nignore = ["unclosed-resource"]\n')
    assert names(project, tmp_path / "a.py") == []
    path = configure(tmp_path, broken)
    assert names(project, tmp_path / "a.py") == []
    [problem] = project.problems(tmp_path / "a.py")
    assert problem.path == path
    assert project.problems(path) == (problem,)
    configure(tmp_path, '[tool.tensortidy]\nselect = ["unclosed-resource"]\n')
    assert names(project, tmp_path / "a.py") == ["unclosed-resource"]
    assert project.problems(tmp_path / "a.py") == ()


def test_where_there_was_no_good_one_the_good_keys_hold(tmp_path: Path, project: Project) -> None:
    configure(tmp_path, '[tool.tensortidy]\nslect = ["torch"]\nignore = ["unclosed-resource"]\n')
    assert names(project, tmp_path / "a.py") == []
    assert len(project.problems(tmp_path / "a.py")) == 1


def test_wrong_settings_of_an_editor_are_told(project: Project) -> None:
    [problem] = project.configure({"select": "torch", "ignore": ["unclosed-resource"]})
    assert problem.key == "select"
    assert names(project, None) == []
