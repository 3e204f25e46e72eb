"""Files are found, read with their encoding, and written back without losing anything."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tensortidy import files
from tensortidy.files import FileError

NOTHING_EXCLUDED = [].__contains__


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("import torch\n", encoding="utf-8")


def found(root: Path, *under: str, excluded: tuple[str, ...] = ()) -> list[str]:
    paths = [root / name for name in under or ("",)]
    items = files.discover(paths, lambda path: path.relative_to(root).as_posix() in excluded)
    return [item.relative_to(root).as_posix() for item in items if isinstance(item, Path)]


# ---------------------------------------------------------------- reading and writing


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        ("é = 1\n".encode(), "utf-8"),
        ("é = 1\n".encode("utf-8-sig"), "utf-8-sig"),
        ("# coding: latin-1\né = 1\n".encode("latin-1"), "iso-8859-1"),
        ("#!/usr/bin/python\n# -*- coding: cp1252 -*-\nprice = '€'\n".encode("cp1252"), "cp1252"),
        (b"a = 1\r\nb = 2\n", "utf-8"),
        (b"", "utf-8"),
    ],
)
def test_what_is_read_is_written_back_byte_for_byte(tmp_path: Path, raw: bytes, encoding: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(raw)
    file = files.read(path)
    assert file.encoding == encoding
    assert not file.text.startswith("\N{BYTE ORDER MARK}")
    files.write(file, file.text + "c = 3\n")
    assert path.read_bytes() == raw + b"c = 3\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a = '\xe9'\n", "is not UTF-8"),
        (b"\n\n\na = '\xe9'\n", "is not utf-8 in line 4"),
        (b"# coding: klingon\n", "names an encoding that Python does not know, `klingon`"),
        (b"# coding: rot13\n", "cannot be decoded as rot13"),
        ("import torch\n".encode("utf-16"), "is not UTF-8"),
        (b"\xef\xbb\xbf# coding: latin-1\n", "byte order mark"),
    ],
)
def test_what_does_not_decode_is_told_with_what_to_do(tmp_path: Path, raw: bytes, expected: str) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(raw)
    with pytest.raises(FileError, match="save it as UTF-8, or name its encoding") as caught:
        files.read(path)
    assert expected in caught.value.message
    assert caught.value.path == path


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="does not exist"):
        files.read(tmp_path / "gone.py")
    with pytest.raises(FileError, match="is not a regular file"):
        files.read(tmp_path)


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    file = files.read(path)
    path.write_text("a = 2\n")
    with pytest.raises(FileError, match="has changed on disk"):
        files.write(file, "a = 3\n")
    assert path.read_text() == "a = 2\n"


def test_a_text_that_its_encoding_cannot_hold_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"# coding: latin-1\n")
    with pytest.raises(FileError, match="cannot hold the fixed text"):
        files.write(files.read(path), "# coding: latin-1\nprice = '€'\n")
    assert path.read_bytes() == b"# coding: latin-1\n"
    assert os.listdir(tmp_path) == ["a.py"]


def test_a_file_that_would_not_come_back_the_same_is_not_written(tmp_path: Path) -> None:
    raw = b"# coding: utf-7\nx = '+AGEAYg-'\n"  # spells "ab" in a way that no encoder chooses
    path = tmp_path / "a.py"
    path.write_bytes(raw)
    file = files.read(path)
    with pytest.raises(FileError, match="would change other bytes"):
        files.write(file, file.text + "y = 1\n")
    assert path.read_bytes() == raw


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_the_mode_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("a = 1\n")
    path.chmod(0o754)
    files.write(files.read(path), "a = 2\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o754


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    make(tmp_path, "real.py")
    link = tmp_path / "link.py"
    link.symlink_to("real.py")
    files.write(files.read(link), "a = 2\n")
    assert link.is_symlink()
    assert (tmp_path / "real.py").read_text() == "a = 2\n"


# ---------------------------------------------------------------- finding


def test_python_files_are_found_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.py", "a.py", "stubs/c.pyi", "notes.txt", "data.json")
    assert found(tmp_path) == ["a.py", "b.py", "stubs/c.pyi"]


def test_folders_without_source_of_the_projects_own_are_left_out(tmp_path: Path) -> None:
    make(
        tmp_path, "a.py", ".venv/x.py", "venv/x.py", "__pycache__/x.py", "node_modules/x.py", "build/x.py", ".git/x.py"
    )
    make(tmp_path, "my-environment/x.py", "my-environment/pyvenv.cfg")
    assert found(tmp_path) == ["a.py"]


def test_gitignore_is_honoured_and_the_innermost_decides(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "gen/x.py", "deep/y_pb2.py", "deep/kept_pb2.py", "deep/gen/x.py")
    (tmp_path / ".gitignore").write_text("gen/\n*_pb2.py\n")
    (tmp_path / "deep" / ".gitignore").write_text("!kept_pb2.py\n")
    assert found(tmp_path) == ["a.py", "deep/kept_pb2.py"]


def test_gitignore_files_above_hold_inside_a_repository(tmp_path: Path) -> None:
    make(tmp_path, "src/a.py", "src/gen/x.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("/src/gen/\n")
    assert found(tmp_path, "src") == ["src/a.py"]


def test_a_folder_that_is_named_is_walked_although_it_is_ignored(tmp_path: Path) -> None:
    make(tmp_path, "gen/x.py")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("gen/\n")
    assert found(tmp_path) == []
    assert found(tmp_path, "gen") == ["gen/x.py"]


def test_a_file_that_is_named_is_taken_whatever_its_suffix(tmp_path: Path) -> None:
    make(tmp_path, "tool")
    assert found(tmp_path, "tool") == ["tool"]


def test_what_is_excluded_is_left_out_even_when_named(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.py", "sub/c.py")
    assert found(tmp_path, "", "b.py", excluded=("b.py", "sub")) == ["a.py"]


def test_a_file_is_given_once(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "sub/b.py")
    assert found(tmp_path, "sub/b.py", "", "a.py") == ["sub/b.py", "a.py"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    make(tmp_path, "sub/a.py")
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    (tmp_path / "sub" / "dangling.py").symlink_to("nowhere.py")
    assert found(tmp_path) == ["sub/a.py"]


def test_notebooks_are_found_where_they_are_asked_for(tmp_path: Path) -> None:
    make(tmp_path, "a.py", "b.ipynb", "c.txt")
    assert found(tmp_path) == ["a.py"]
    items = files.discover([tmp_path], NOTHING_EXCLUDED, files.WITH_NOTEBOOKS)
    assert [item.name for item in items if isinstance(item, Path)] == ["a.py", "b.ipynb"]


def test_a_path_that_does_not_exist_is_an_error_and_the_others_are_found(tmp_path: Path) -> None:
    make(tmp_path, "a.py")
    missing, present = files.discover([tmp_path / "gone.py", tmp_path], NOTHING_EXCLUDED)
    assert isinstance(missing, FileError)
    assert (missing.path, missing.message) == (tmp_path / "gone.py", "does not exist")
    assert present == tmp_path / "a.py"


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.py", "locked/b.py")
    real = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if os.fspath(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    present, locked = files.discover([tmp_path], NOTHING_EXCLUDED)
    assert present == tmp_path / "a.py"
    assert isinstance(locked, FileError)
    assert (locked.path, locked.message) == (tmp_path / "locked", "cannot be listed: Permission denied")
