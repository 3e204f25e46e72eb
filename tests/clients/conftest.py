"""A home with a script in it, for editors to open; and what becomes of tests whose editor is not here.

They are skipped, and told of. ``TENSORTIDY_NO_SKIPS=1`` makes that a failure, for a machine that has them all.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from clients.finding import SCRIPT


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script with one finding, in a folder that can be somebody's home."""
    path = tmp_path / "train.py"
    path.write_text(SCRIPT)
    return path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("TENSORTIDY_NO_SKIPS") == "1":
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longreprtext
        report.outcome = "failed"
        report.longrepr = f"{reason}\nNo test of an editor may be skipped here, since TENSORTIDY_NO_SKIPS is set."
    return report
