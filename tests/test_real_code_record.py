"""The record of real code keeps its form, and says what the documentation says. Offline: nothing is analysed."""

import re
from pathlib import Path

import pytest

from real_code import notebooks
from real_code.accuracy import RuleAccuracy, accuracies, table
from real_code.packages import pinned
from real_code.record import RIGHT, WRONG, Entry, compare, read, renewed, write
from tensortidy.registry import load
from tensortidy.rule import Severity

ROOT = Path(__file__).parent.parent
PACKAGES = pinned()
RECORD = read()
NOTEBOOKS = read(notebooks.RECORD)
RULES = {rule.card.name for rule in load().rules}
LEAKED = Entry("flair", "flair/data.py", 7, "unclosed-resource", "warning", RIGHT, "opened in a loop, never closed")


def test_every_package_is_pinned_to_one_wheel_by_its_hash() -> None:
    for package in PACKAGES:
        assert re.fullmatch(r"[0-9a-f]{64}", package.sha256), package.name
        name = re.sub(r"[-_.]+", "_", package.name)
        assert package.file.lower().startswith(f"{name}-{package.version}-".lower()), package.file
        assert package.file.endswith("-none-any.whl"), f"{package.file} is not for every machine"


def test_packages_are_many_and_each_stands_once() -> None:
    names = [package.name for package in PACKAGES]
    assert len(names) >= 28
    assert len(set(names)) == len(names)


def test_every_finding_was_read() -> None:
    for entry in (*RECORD, *NOTEBOOKS):
        assert entry.verdict in {RIGHT, WRONG}, entry
        assert len(entry.why.split()) >= 5, f"say what was seen in the code: {entry}"


def test_every_finding_is_of_a_pinned_package_a_rule_and_a_severity() -> None:
    severities = {severity.value for severity in Severity}
    for entry in RECORD:
        assert entry.package in {package.name for package in PACKAGES}, entry
        assert entry.rule in RULES, entry
        assert entry.severity in severities, entry
        assert entry.line > 0
        assert not Path(entry.file).is_absolute()


def test_the_notebooks_are_pinned_and_their_findings_are_of_cells() -> None:
    packages = {package.name: package for package in pinned(notebooks.PINS)}
    for package in packages.values():
        assert re.fullmatch(r"[0-9a-f]{64}", package.sha256), package.name
        assert package.file.endswith(f"-{package.version}.tar.gz")
    for entry in NOTEBOOKS:
        assert entry.package in packages, entry
        assert entry.rule in RULES, entry
        assert re.search(r"\.ipynb:cell \d+$", entry.file), entry


def test_no_finding_is_recorded_twice() -> None:
    keys = [entry.key for entry in (*RECORD, *NOTEBOOKS)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("row", accuracies(RECORD, RULES), ids=lambda row: str(row.rule))
def test_the_rule_is_right_in_at_least_nine_of_ten_warnings(row: RuleAccuracy) -> None:
    assert row.loud.is_enough, f"{row.loud.right} of {row.loud.findings}"


def test_the_documentation_shows_the_table_of_the_record() -> None:
    assert table(accuracies(RECORD, RULES)) in (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")


def test_the_documentation_names_every_package_with_its_version() -> None:
    text = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for package in PACKAGES:
        assert f"{package.name} {package.version}" in text


def test_a_new_finding_and_one_that_is_gone_are_told() -> None:
    moved = Entry("flair", "flair/data.py", 8, "unclosed-resource", "warning")
    difference = compare([moved], [LEAKED])
    assert difference.new == (moved,)
    assert difference.gone == (LEAKED,)


def test_a_finding_of_another_severity_is_a_new_one() -> None:
    quieter = Entry("flair", "flair/data.py", 7, "unclosed-resource", "information")
    assert compare([quieter], [LEAKED]).new == (quieter,)


def test_what_was_read_keeps_its_verdict_when_the_record_is_renewed() -> None:
    again = Entry("flair", "flair/data.py", 7, "unclosed-resource", "warning")
    unread = Entry("flair", "flair/data.py", 9, "unclosed-resource", "warning")
    assert renewed([again, unread], [LEAKED]) == (LEAKED, unread)


def test_a_record_reads_as_it_was_written(tmp_path: Path) -> None:
    quoted = Entry("kornia", "a.py", 3, "unclosed-resource", "information", WRONG, 'closed by "Reader" — in a \\ b')
    write([quoted, LEAKED], tmp_path)
    assert sorted(read(tmp_path)) == sorted([quoted, LEAKED])


def test_what_nobody_has_read_does_not_count_as_right() -> None:
    unread = Entry("flair", "flair/data.py", 9, "unclosed-resource", "warning")
    (row,) = accuracies([LEAKED, unread], ["unclosed-resource"])
    assert (row.loud.findings, row.loud.right, str(row.loud)) == (2, 1, "50 %")
    assert not row.loud.is_enough
