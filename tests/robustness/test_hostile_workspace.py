"""A workspace that somebody else made: nothing in it is executed, nothing is written, and nothing hangs."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lsp.raw import Connection
from robustness.hostile import COMPILED, EXECUTED, FOUND, INTERPRETERS, MAIN, NET, Place, hostile

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, devices and links as POSIX has them")

LEAK = 'import torch\n\nlog = open("log.csv", "w")\nlog.write("step,loss")\n'


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A hostile workspace."""
    return hostile(tmp_path)


def opened(client: Connection, uri: str, text: str = MAIN) -> set[str]:
    """Open a document; gives the rules that find something in it."""
    item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    client.send("textDocument/didOpen", {"textDocument": item})
    report = client.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    return {found["code"] for found in report["items"]}


def found_in_workspace(client: Connection) -> dict[str, set[str]]:
    """The rules that find something in the files of the workspace, by the last part of their names."""
    reports = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    return {report["uri"].rpartition("/")[2]: {item["code"] for item in report["items"]} for report in reports}


# ---------------------------------------------------------------- execution and writing


def test_each_trap_tells_whoever_falls_into_it(place: Place) -> None:
    python = [sys.executable, "-c", "import runpy, site, sys; runpy.run_path(sys.argv[1])"]
    for name in (*EXECUTED, *COMPILED):
        subprocess.run([*python, name], cwd=place.workspace, env=place.environment, check=True)
    loads_pth = [sys.executable, "-c", "import site; site.addsitedir('.')"]
    subprocess.run(loads_pth, cwd=place.workspace, env=place.environment, check=True)
    for name in INTERPRETERS:
        subprocess.run([f"./{name}"], cwd=place.workspace, env=place.environment, check=False)
    told = place.canary.read_text().splitlines()
    assert len(told) == len({*EXECUTED, *COMPILED, "evil.pth", *INTERPRETERS})


def test_the_command_line_executes_nothing_and_writes_nothing(place: Place) -> None:
    before = place.contents()
    told = place.run("check")
    for rule in FOUND:
        assert rule in told.stdout, told.stdout + told.stderr
    assert "`kept`" in place.run("explain", "main.py:11").stdout
    assert "+" in place.run("fix", "--diff", "--unsafe", ".").stdout
    assert place.contents() == before
    assert place.left_behind() == []


def test_the_server_executes_nothing_and_writes_nothing(place: Place) -> None:
    before = place.contents()
    with place.server() as client:
        assert opened(client, place.uri("main.py")) == FOUND
        assert found_in_workspace(client)["main.py"] == FOUND
        where = {"start": {"line": 0, "character": 0}, "end": {"line": 12, "character": 0}}
        asked = {"textDocument": {"uri": place.uri("main.py")}, "range": where, "context": {"diagnostics": []}}
        assert client.request("textDocument/codeAction", asked)
    assert place.contents() == before
    assert place.left_behind() == []


def test_what_is_installed_beside_the_server_is_not_imported_either(place: Place) -> None:
    place.write("src/installed/net.py", NET)
    (place.workspace / "compiled.pyc").rename(place.workspace / "src" / "installed.pyc")
    place.write("main.py", MAIN.replace("models.net", "installed.net"))
    # as where the project is installed to be worked on
    result = place.run("check", "main.py", PYTHONPATH=str(place.workspace / "src"))
    assert "unreleased-tensor-references" in result.stdout, result.stdout + result.stderr
    assert not place.canary.exists()


def test_nothing_outside_of_what_is_named_is_fixed(tmp_path: Path, place: Place) -> None:
    outside = tmp_path / "workspace-neighbour"
    outside.mkdir()
    for name in ("a.py", "b.py"):
        (outside / name).write_text(LEAK)
    (place.workspace / "linked").symlink_to(outside)
    (place.workspace / "linked.py").symlink_to(outside / "b.py")
    inside = place.write("leak.py", LEAK)
    place.run("fix", ".")
    assert inside.read_text() != LEAK
    assert [(outside / name).read_text() for name in ("a.py", "b.py")] == [LEAK, LEAK]


# ---------------------------------------------------------------- what is no file


@pytest.fixture
def crowded(place: Place) -> Place:
    """The workspace with pipes, devices and links, where files are looked for."""
    for name in ("pipe.py", "sub/unnamed.py", "sub/.gitignore", "models/pipe.py"):
        (place.workspace / name).parent.mkdir(exist_ok=True)
        os.mkfifo(place.workspace / name)
    (place.workspace / "endless.py").symlink_to("/dev/zero")
    (place.workspace / "terminal.py").symlink_to("/dev/stdin")
    place.write("sub/a.py", MAIN.replace("models.net", "pipe").replace("compiled.net", "endless"))
    (place.workspace / "loop").symlink_to(place.workspace)
    (place.workspace / "itself.py").symlink_to("itself.py")
    deep = place.workspace / "/".join(["deep"] * 150)
    deep.mkdir(parents=True)
    (deep / "up").symlink_to(place.workspace)
    return place


def test_the_command_line_passes_by_pipes_devices_and_loops(crowded: Place) -> None:
    result = crowded.run("check", "main.py", "sub", "loop/main.py", "pipe.py", "endless.py", ".")
    assert "pipe.py is not a regular file" in result.stderr
    assert "endless.py is not a regular file" in result.stderr
    assert "unnamed.py" not in result.stderr, "what nobody named is passed by without a word"
    assert result.stdout.count("unclosed-resource") >= 2
    assert not crowded.canary.exists()


def test_the_server_passes_by_pipes_devices_and_loops(crowded: Place) -> None:
    with crowded.server() as client:
        for name in ("pipe.py", "endless.py", "itself.py", "sub/a.py"):
            assert "unclosed-resource" in opened(client, crowded.uri(name)), "the text is the client's"
        assert found_in_workspace(client)["main.py"] == FOUND


def test_scripts_of_buildout_are_not_looked_at(place: Place) -> None:
    os.mkfifo(place.workspace / "bin" / "pipe")
    (place.workspace / "bin" / "endless").symlink_to("/dev/zero")
    assert "unreleased-tensor-references" in place.run("check").stdout


@pytest.mark.parametrize(
    "text",
    ["x = f'" + "{a}" * 100_000 + "'\n", "x = 1\n" * 2_000_000, f"# coding: punycode\n{'a' * 900_000}-{'b' * 900_000}"],
    ids=["long f-string", "many lines", "slow encoding"],
)
def test_imported_files_are_over_their_budget_as_others_are(place: Place, text: str) -> None:
    place.write("sitecustomize.py", text)
    assert "unreleased-tensor-references" in place.run("check", "main.py").stdout


def test_huge_folders_are_walked_and_imports_are_found_beside_them(place: Place) -> None:
    for folder in ("data", "models/data", "sitecustomize"):
        (place.workspace / folder).mkdir()
        for number in range(3_000):
            (place.workspace / folder / f"{number}.txt").touch()
    for rule in FOUND:
        assert rule in place.run("check").stdout
    with place.server() as client:
        assert found_in_workspace(client)["main.py"] == FOUND


# ---------------------------------------------------------------- configurations


def a_pipe(config: Path) -> None:
    os.mkfifo(config)


def a_folder(config: Path) -> None:
    config.mkdir()


def endless(config: Path) -> None:
    config.symlink_to("/dev/zero")


def the_terminal(config: Path) -> None:
    config.symlink_to("/dev/stdin")


@pytest.mark.parametrize("put", [a_pipe, a_folder, endless, the_terminal])
def test_a_configuration_that_is_no_file_is_told(place: Place, put: Callable[[Path], None]) -> None:
    (place.workspace / "pyproject.toml").unlink()
    put(place.workspace / "pyproject.toml")
    result = place.run("check", "main.py")
    assert result.returncode == 2
    assert "pyproject.toml:1: cannot be read: it is not a regular file" in result.stderr
    with place.server() as client:
        assert opened(client, place.uri("main.py")) == FOUND, "and the server goes on without"


def test_a_configuration_whose_link_leads_nowhere_is_none(place: Place) -> None:
    (place.workspace / "pyproject.toml").unlink()
    (place.workspace / "pyproject.toml").symlink_to("pyproject.toml")
    assert place.run("check", "main.py").returncode == 1


def test_a_configuration_that_points_outside_says_nothing_of_what_is_there(tmp_path: Path, place: Place) -> None:
    secret = tmp_path / "workspace-secret"
    secret.write_text("hunter2 = [ this is no TOML\n")
    (place.workspace / "pyproject.toml").unlink()
    (place.workspace / "pyproject.toml").symlink_to(secret)
    result = place.run("check", "main.py")
    assert result.returncode == 2
    assert "hunter2" not in result.stdout + result.stderr
    with place.server() as client:
        opened(client, place.uri("main.py"))
        told = str(client.notifications)
    assert "pyproject.toml" in told
    assert "hunter2" not in told
    assert secret.read_text() == "hunter2 = [ this is no TOML\n"


# ---------------------------------------------------------------- terminals


def test_names_of_files_cannot_command_a_terminal(place: Place) -> None:
    name = "\x1b]0;evil\x07\nerror all is lost.py"
    place.write(name, LEAK)
    place.write(f"broken{name}", "# coding: klingon\n")
    told = place.run("check")
    fixed = place.run("fix", ".")
    for text in (told.stdout, told.stderr, fixed.stdout, fixed.stderr):
        assert "evil" in text
        assert "\x1b" not in text
        assert "\nerror all" not in text
