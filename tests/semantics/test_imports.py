"""Where modules are: found by jedi and by looking, never by running anything."""

import sys
from pathlib import Path

import pytest

from tensortidy.semantics.imports import Imports


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "importer", "place", "rest"),
    [
        ("models", "train.py", "models.py", ()),
        ("models.Net", "train.py", "models.py", ("Net",)),
        ("pkg", "train.py", "pkg/__init__.py", ()),
        ("pkg.Net", "train.py", "pkg/__init__.py", ("Net",)),
        ("pkg.net.Net.forward", "train.py", "pkg/net.py", ("Net", "forward")),
        (".net.Net", "pkg/train.py", "pkg/net.py", ("Net",)),
        ("..net.Net", "pkg/sub/train.py", "pkg/net.py", ("Net",)),
        ("pkg.net", "pkg/sub/train.py", "pkg/net.py", ()),
        ("space.net.Net", "train.py", "space/net.py", ("Net",)),  # a folder without __init__.py
        ("fish.net", "tests/check.py", "src/fish/net.py", ()),  # the src layout
    ],
)
def test_names_lead_into_files(tmp_path: Path, name: str, importer: str, place: str, rest: tuple[str, ...]) -> None:
    write(tmp_path, "pyproject.toml", "train.py", "models.py", "pkg/__init__.py", "pkg/net.py", "pkg/sub/__init__.py")
    write(tmp_path, "space/net.py", "src/fish/__init__.py", "src/fish/net.py", "pkg/train.py", "pkg/sub/train.py")
    assert Imports().locate(name, tmp_path / importer) == (tmp_path / place, rest)


@pytest.mark.parametrize("name", ["torch", "numpy.random", "json", "absent", "..too.far.up"])
def test_what_is_outside_the_project_is_not_looked_at(tmp_path: Path, name: str) -> None:
    write(tmp_path, "pyproject.toml", "train.py")
    assert Imports().locate(name, tmp_path / "train.py") is None


def test_a_folder_of_scripts_named_like_a_library_is_not_that_library(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "examples/torch/train.py", "examples/plain.py")
    assert Imports({"torch"}).locate("torch.nn", tmp_path / "examples" / "plain.py") is None


def test_without_time_only_what_has_been_asked_is_known(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "train.py", "models.py")
    imports, train = Imports(), tmp_path / "train.py"
    assert imports.locate_known("models.Net", train) is False
    imports.locate("models.Net", train)
    assert imports.locate_known("models.Net", train) == (tmp_path / "models.py", ("Net",))


def test_nothing_of_the_workspace_is_run(tmp_path: Path) -> None:
    """Interpreters, start-up files and modules that lie in the workspace would leave a mark."""
    mark = tmp_path / "ran"
    trap = f"#!/bin/sh\ntouch {mark}\n"
    for name in ("venv/bin/python", "venv/bin/python3", "bin/python"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(trap, encoding="utf-8")
        path.chmod(0o755)
    code = f"open({str(mark)!r}, 'w').close()\n"
    for name in ("sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "evil.py", "pkg/__init__.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
    (tmp_path / "venv" / "pyvenv.cfg").write_text("home = /usr/bin\n", encoding="utf-8")
    (tmp_path / "compiled.so").write_bytes(b"\x7fELF")
    imports = Imports()
    assert imports.locate("evil.name", tmp_path / "train.py") == (tmp_path / "evil.py", ("name",))
    assert imports.locate("pkg.name", tmp_path / "train.py") == (tmp_path / "pkg" / "__init__.py", ("name",))
    assert imports.locate("compiled", tmp_path / "train.py") is None
    assert not mark.exists()
    assert "evil" not in sys.modules
