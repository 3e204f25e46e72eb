"""Where modules are: found in the listings of folders, never by opening or running anything."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
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


@pytest.mark.parametrize(
    ("importer", "place"),
    [
        ("examples/train.py", "examples/helpers.py"),  # a script finds what is beside it
        ("train.py", "helpers.py"),
        ("pkg/sub/train.py", "helpers.py"),  # a module of a package does not
        ("tools/deep/train.py", "tools/helpers/__init__.py"),  # the nearest one above
    ],
)
def test_of_modules_with_one_name_that_is_meant_which_python_takes(tmp_path: Path, importer: str, place: str) -> None:
    write(tmp_path, "pyproject.toml", "helpers.py", "examples/helpers.py", "pkg/__init__.py", "pkg/helpers.py")
    write(tmp_path, "pkg/sub/__init__.py", "pkg/sub/helpers.py", "src/helpers.py", "tools/helpers/__init__.py")
    write(tmp_path, "tools/deep/helpers/unlike.py")  # a folder without __init__.py is meant where nothing else is
    write(tmp_path, importer)
    assert Imports().locate("helpers", tmp_path / importer) == (tmp_path / place, ())


@pytest.mark.parametrize("name", ["torch", "numpy.random", "json", "absent", "..too.far.up"])
def test_what_is_outside_the_project_is_not_looked_at(tmp_path: Path, name: str) -> None:
    write(tmp_path, "pyproject.toml", "train.py")
    assert Imports().locate(name, tmp_path / "train.py") is None


def test_a_folder_of_scripts_named_like_a_library_is_not_that_library(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "examples/torch/train.py", "examples/plain.py")
    assert Imports({"torch"}).locate("torch.nn", tmp_path / "examples" / "plain.py") is None


def test_a_module_within_a_package_is_not_the_library_that_it_is_named_like(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "pkg/__init__.py", "pkg/tensorflow.py", "pkg/keras.py", "script/torch.py")
    imports = Imports({"tensorflow", "torch"})
    assert imports.locate("tensorflow.data", tmp_path / "pkg" / "keras.py") is None
    assert imports.locate("pkg.tensorflow.data", tmp_path / "pkg" / "keras.py") is not None
    assert imports.locate("torch.nn", tmp_path / "script" / "train.py") is not None, "what is beside a script is"


def test_without_time_only_what_has_been_asked_is_known(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "train.py", "models.py")
    imports, train = Imports(), tmp_path / "train.py"
    assert imports.locate_known("models.Net", train) is False
    imports.locate("models.Net", train)
    assert imports.locate_known("models.Net", train) == (tmp_path / "models.py", ("Net",))


def test_files_that_came_are_seen_when_asked_to_look_again(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "train.py")
    imports, train = Imports(), tmp_path / "train.py"
    assert imports.locate("models", train) is None
    write(tmp_path, "src/models.py")
    assert imports.locate("models", train) is None
    imports.forget()
    assert imports.locate("models", train) == (tmp_path / "src" / "models.py", ())


@pytest.mark.skipif(os.name == "nt", reason="links as POSIX has them")
def test_links_that_lead_nowhere_are_passed_by(tmp_path: Path) -> None:
    write(tmp_path, "pyproject.toml", "space/deep/net.py")
    for name in ("itself", "itself.py", "space/itself", "space/deep/itself"):
        (tmp_path / name).symlink_to(Path(name).name)
    (tmp_path / "space" / "up").symlink_to(tmp_path)
    imports, train = Imports(), tmp_path / "train.py"
    assert imports.locate("itself", train) is None
    assert imports.locate("space.deep.net", train) == (tmp_path / "space" / "deep" / "net.py", ())


HEARD: list[set[str]] = []
"""One set for each test that listens."""


def hear(event: str, _: object) -> None:
    """Take down what the interpreter does: a hook stays for good, and so must cost nothing while nobody listens."""
    for heard in HEARD:
        heard.add(event)


sys.addaudithook(hear)


@contextmanager
def listening() -> Iterator[set[str]]:
    """What the interpreter does meanwhile, by the names of its audit events."""
    HEARD.append(set())
    try:
        yield HEARD[-1]
    finally:
        HEARD.pop()


def test_nothing_is_opened(tmp_path: Path) -> None:
    """What is opened could be a pipe, or endless."""
    write(tmp_path, "pyproject.toml", "models.py", "pkg/__init__.py", "pkg/net.py", "space/net.py", "src/fish.py")
    write(tmp_path, "buildout.cfg", "bin/buildout", "manage.py", "sitecustomize.py", "compiled.pyc", "compiled.so")
    imports = Imports()
    with listening() as heard:
        for name in ("models", "pkg.net", "space.net", "fish", "sitecustomize", ".models", "compiled", "torch.nn"):
            imports.locate(name, tmp_path / "train.py")
    assert "os.listdir" in heard, "it does listen"
    assert not heard & {"open", "import", "compile", "exec", "marshal.loads", "subprocess.Popen"}


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
