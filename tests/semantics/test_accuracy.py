"""Small programs, and what the model must believe of them: ``#? subject is answer`` at the end of a line."""

import ast
import re
from pathlib import Path

import pytest

from tensortidy.knowledge import built_in
from tensortidy.semantics.explanation import explain
from tensortidy.semantics.model import Model
from tensortidy.semantics.program import Program
from tensortidy.source import Source
from tensortidy.syntax import parse

HERE = Path(__file__).parent.parent / "accuracy"
FOLDERS = sorted(path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("_"))
CASES = sorted(
    case
    for folder in FOLDERS
    for case in folder.iterdir()
    if case.suffix == ".py" or (case.is_dir() and not case.name.startswith("_"))
)


# What is true and not believed yet, and why. A case that comes right must leave this list.
MISSED = {
    "files/recursion_across_two_files": "recursion is looked for within a file",
    "flow/attribute_none_until_set": "None in `__init__` counts as a place that is filled later, whoever reads it",
    "flow/growth_emptied_under_another_name": "a list is not followed through its other names",
    "flow/nonlocal_rebinds_the_outer_name": "what an inner function does to its outer one's variables is not applied",
    "flow/owner_is_an_exit_stack": "what `enter_context` gives is not known to be the handle",
    "grad_mode/set_grad_enabled_by_phase": "a value is not known again under the condition that it was made under",
    "values/evaluate_with_and_without_metrics": "what `compile` was given is not remembered",
}


def expectations(case: Path) -> list[tuple[Path, int, str, str]]:
    """File, line, subject and answer of every annotation of a case."""
    found: list[tuple[Path, int, str, str]] = []
    for path in sorted(case.rglob("*.py")) if case.is_dir() else [case]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            _, mark, annotation = line.partition("#? ")
            for part in annotation.split(";") if mark else ():
                subject, _, answer = part.strip().rpartition(" is ")
                found.append((path, number, subject, answer))
    return found


def believed(path: Path, line: int, subject: str) -> str:
    """What the model says."""
    home = next(parent for parent in path.parents if parent.parent.parent == HERE or parent.parent == HERE)
    files = sorted(home.rglob("*.py")) if home.parent != HERE else []
    program = Program(
        lambda other: other.read_text(encoding="utf-8") if other.is_file() else None, built_in(), lambda _: files
    )
    source = Source(path.read_text(encoding="utf-8"))
    model = Model(parse(source).module, source, others=program.view(path))
    return explain(model, line).answer(subject)


def as_set(answer: str) -> set[str]:
    """Answers that list several things list them in any order."""
    return {part.strip() for part in answer.split(",")}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_the_model_believes_what_is_true(case: Path, request: pytest.FixtureRequest) -> None:
    reason = MISSED.get(f"{case.parent.name}/{case.stem}")
    if reason is not None:
        request.applymarker(pytest.mark.xfail(reason=reason, strict=True))
    expected = expectations(case)
    assert expected, "a case without an expected answer"
    wrong = [
        f"{path.name}:{line}: {subject} is {answer!r}, not {found!r}"
        for path, line, subject, answer in expected
        if as_set(found := believed(path, line, subject)) != as_set(answer)
    ]
    assert not wrong, "\n".join(wrong)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 300


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_cases_are_small_and_say_what_they_show(case: Path) -> None:
    for path in sorted(case.rglob("*.py")) if case.is_dir() else [case]:
        text = path.read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), path
        assert len(text.splitlines()) <= 45, path
        assert re.fullmatch(r"[a-z0-9_]+", path.stem), path
