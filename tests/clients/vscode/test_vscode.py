"""The VS Code extension: its units, in VS Code's own extension host, and used as a person uses it."""

import fcntl
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
EXTENSION = ROOT / "vscode-client"
WORKBENCH = ROOT / ".editors" / "vscode" / "installed"
LARGEST = 8 * 2**20  # bytes

has_npm = shutil.which("npm") is not None and (EXTENSION / "node_modules").is_dir()
needs_npm = pytest.mark.skipif(not has_npm, reason="the VS Code extension's npm packages are not installed: make lint")
needs_workbench = pytest.mark.skipif(
    not (has_npm and WORKBENCH.is_file()), reason="VS Code's workbench is not installed: make editors"
)


def run(*command: str, timeout: int = 900) -> str:
    """The output of a command, which has to succeed."""
    environment = {
        **os.environ,
        "PYTHON": sys.executable,
        "TENSORTIDY": str(Path(sys.executable).with_name("tensortidy")),
        "TENSORTIDY_PYTHON": sys.executable,
    }
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension, packaged: once, however many processes run tests."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    vsix = shared / "tensortidy.vsix"
    with (shared / "package.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not vsix.exists():
            run("npm", "--prefix", str(EXTENSION), "run", "--silent", "package")
            shutil.move(EXTENSION / "tensortidy.vsix", vsix)
    return vsix


@needs_npm
def test_units() -> None:
    run("npm", "--prefix", str(EXTENSION), "run", "--silent", "test")


@needs_npm
def test_the_package_holds_the_server_and_what_it_needs_and_nothing_else(package: Path) -> None:
    assert package.stat().st_size < LARGEST
    with zipfile.ZipFile(package) as archive:
        names = archive.namelist()
    for needed in ("tensortidy/lsp/server.py", "tensortidy_rules/__init__.py", "pygls/__init__.py", "start.py"):
        assert f"extension/bundled/{needed}" in names
    for kind in (".so", ".pyd", ".pyc", ".ts", ".map"):
        assert [name for name in names if name.endswith(kind)] == []
    folders = {name.split("/")[1] for name in names if name.startswith("extension/") and name.count("/") > 1}
    assert folders == {"bundled", "dist", "media"}


@needs_workbench
def test_in_the_extension_host(package: Path) -> None:
    run("node", str(HERE / "host-tests.mjs"))


@needs_workbench
def test_as_a_person_uses_it(package: Path, tmp_path: Path) -> None:
    printed = run("node", str(HERE / "drive.mjs"), str(package), str(tmp_path))
    assert "FAILED" not in printed


@needs_workbench
def test_programs_of_a_workspace_are_run_only_where_it_is_trusted(package: Path) -> None:
    run("node", str(HERE / "untrusted.mjs"), str(package))
