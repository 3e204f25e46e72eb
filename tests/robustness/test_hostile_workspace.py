"""A workspace that somebody else made: nothing in it is executed, nothing outside is written, and nothing hangs.

What is executed would leave a canary behind, whoever executes it.
"""

import os
import py_compile
import subprocess
import sysconfig
from pathlib import Path

import pytest

from lsp.raw import connect

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, devices and links as POSIX has them")

COMMAND = str(Path(sysconfig.get_path("scripts")) / "tensortidy")
CANARY = "import os\nopen(os.environ['CANARY'], 'a').write(__file__ + '\\n')\n"

# Two files: what the first says rests on the second, so that imports are looked for.
MAIN = """\
import torch
from models.net import Net
from compiled.net import Net as Other
import sitecustomize, conftest, setup, click, plugin


def run(data):
    model = Net()
    kept = []
    for x in data:
        kept.append(model(x).mean())
    print(len(kept), Other, open("log.txt").read(), sitecustomize, conftest, setup, click, plugin)
"""
NET = "from torch import nn\n\n\nclass Net(nn.Module):\n    def forward(self, x):\n        return x * 2\n"

# What Python, its tools and its users run without being asked twice.
EXECUTED = (
    "setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py", "manage.py", "noxfile.py", "click.py", "jedi.py",
    "parso.py", "rich.py", "pygls.py", "email.py", "plugin.py", "torch/__init__.py", "tensortidy_rules/__init__.py",
    ".venv/lib/python3/site-packages/sitecustomize.py", "bin/buildout.py",
)  # fmt: skip
PYTHON = '#!/bin/sh\necho "$0" >> "$CANARY"\nexit 1\n'
CONFIG = """\
[project]
name = "hostile"
[project.entry-points."tensortidy.rules"]
evil = "plugin:rules"
[tool.tensortidy]
exclude = ["../../**", "/etc/**"]
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder full of traps, in an otherwise empty one."""
    folder = tmp_path / "workspace"
    for name in EXECUTED:
        _write(folder / name, CANARY)
    _write(folder / "main.py", MAIN)
    _write(folder / "models" / "__init__.py", "")
    _write(folder / "models" / "net.py", NET)
    _write(folder / "compiled" / "net.py", NET)
    _write(folder / "pyproject.toml", CONFIG)
    _write(folder / "evil.pth", CANARY.replace("\n", "; ").replace("__file__", "'pth'"))
    _write(folder / "buildout.cfg", "[buildout]\n")
    _write(folder / ".jedi" / "project.json", '[1, {"environment_path": ".venv", "path": "/", "sys_path": ["."]}]')
    source = _write(tmp_path / "source.py", CANARY)
    for name in ("compiled.pyc", "models.pyc", "setup.pyc"):  # jedi would import what has no source
        py_compile.compile(str(source), cfile=str(folder / name), doraise=True)
    source.unlink()
    for name in ("python", "python3", "tensortidy"):
        for place in (folder / ".venv" / "bin", folder / "venv" / "bin", folder):
            _write(place / name, PYTHON).chmod(0o755)
    _write(folder / ".venv" / "pyvenv.cfg", f"home = {folder}\n")
    return folder


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """The environment, with the canary and a home of its own."""
    return {**os.environ, "CANARY": str(tmp_path / "canary"), "HOME": str(tmp_path / "home"), "VIRTUAL_ENV": "",
            "XDG_CACHE_HOME": str(tmp_path / "cache")}  # fmt: skip


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def _run(workspace: Path, surroundings: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COMMAND, *arguments], cwd=workspace, env=surroundings, capture_output=True, text=True, check=False
    )


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _left_behind(tmp_path: Path) -> list[str]:
    """What is in the folder beside the workspace, other than caches in their place."""
    return sorted(path.name for path in tmp_path.iterdir() if path.name not in ("workspace", "cache"))


def test_the_command_line_executes_nothing_and_writes_nothing(
    tmp_path: Path, workspace: Path, surroundings: dict[str, str]
) -> None:
    before = _contents(workspace)
    result = _run(workspace, surroundings, "check")
    assert "unreleased-tensor-references" in result.stdout, result.stdout + result.stderr
    assert "unclosed-resource" in result.stdout
    _run(workspace, surroundings, "explain", "main.py:11")
    _run(workspace, surroundings, "fix", "--diff", "--unsafe", ".")
    assert _contents(workspace) == before
    assert [name for name in _left_behind(tmp_path) if name != "home"] == []
    home = tmp_path / "home"
    assert [path for path in home.rglob("*") if path.is_file() and ".cache" not in path.parts] == []


def test_the_server_executes_nothing_and_writes_nothing(
    tmp_path: Path, workspace: Path, surroundings: dict[str, str]
) -> None:
    before = _contents(workspace)
    pipe = subprocess.PIPE
    process = subprocess.Popen([COMMAND, "lsp"], cwd=workspace, env=surroundings, stdin=pipe, stdout=pipe, stderr=pipe)
    client = connect(process)
    client.initialize(workspaceFolders=[{"uri": workspace.as_uri(), "name": "hostile"}])
    uri = (workspace / "main.py").as_uri()
    opened = {"uri": uri, "languageId": "python", "version": 1, "text": MAIN}
    client.send("textDocument/didOpen", {"textDocument": opened})
    reports = client.request("workspace/diagnostic", {"previousResultIds": []})["items"]
    codes = {item["code"] for report in reports if report["uri"] == uri for item in report["items"]}
    assert codes == {"unreleased-tensor-references", "unclosed-resource"}
    client.leave()
    process.communicate()
    assert _contents(workspace) == before
    assert [name for name in _left_behind(tmp_path) if name != "home"] == []


def test_what_is_installed_beside_the_server_is_not_imported_either(
    tmp_path: Path, workspace: Path, surroundings: dict[str, str]
) -> None:
    _write(workspace / "src" / "installed" / "net.py", NET)
    (workspace / "compiled.pyc").rename(workspace / "src" / "installed.pyc")
    main = _write(workspace / "main.py", MAIN.replace("models.net", "installed.net"))
    surroundings["PYTHONPATH"] = str(workspace / "src")  # as where the project is installed to be worked on
    result = _run(workspace, surroundings, "check", str(main))
    assert "unreleased-tensor-references" in result.stdout, result.stdout + result.stderr
    assert not (tmp_path / "canary").exists()


def test_nothing_outside_of_what_is_named_is_fixed(
    tmp_path: Path, workspace: Path, surroundings: dict[str, str]
) -> None:
    leak = 'import torch\n\nlog = open("log.csv", "w")\nlog.write("step,loss")\n'
    outside = _write(tmp_path / "workspace-neighbour" / "a.py", leak)
    (workspace / "linked").symlink_to(outside.parent)
    inside = _write(workspace / "leak.py", leak)
    _run(workspace, surroundings, "fix", ".")
    assert inside.read_text() != leak
    assert outside.read_text() == leak


def test_pipes_devices_and_loops_are_passed_by(tmp_path: Path, workspace: Path, surroundings: dict[str, str]) -> None:
    for name in ("pipe.py", "sub/.gitignore", "models/pipe.py"):
        (workspace / name).parent.mkdir(exist_ok=True)
        os.mkfifo(workspace / name)
    (workspace / "endless.py").symlink_to("/dev/zero")
    (workspace / "terminal.py").symlink_to("/dev/stdin")
    (workspace / "sub" / "a.py").write_text(MAIN.replace("models.net", "pipe").replace("compiled.net", "endless"))
    (workspace / "loop").symlink_to(workspace)
    (workspace / "itself.py").symlink_to("itself.py")
    deep = workspace / "/".join(["deep"] * 150)
    deep.mkdir(parents=True)
    (deep / "up").symlink_to(workspace)
    result = _run(workspace, surroundings, "check", "main.py", "sub", "loop/main.py", "pipe.py", "endless.py", ".")
    assert "pipe.py is not a regular file" in result.stderr
    assert "endless.py is not a regular file" in result.stderr
    assert result.stdout.count("unclosed-resource") >= 2
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize("target", ["pipe", "/dev/zero", "/dev/stdin", "folder", "itself"])
def test_a_configuration_that_is_no_file_is_told(workspace: Path, surroundings: dict[str, str], target: str) -> None:
    config = workspace / "pyproject.toml"
    config.unlink()
    if target == "pipe":
        os.mkfifo(config)
    elif target == "folder":
        config.mkdir()
    elif target == "itself":
        config.symlink_to("pyproject.toml")
    else:
        config.symlink_to(target)
    result = _run(workspace, surroundings, "check", "main.py")
    if target == "itself":
        assert result.returncode == 1, "a link that leads nowhere is no file at all"
    else:
        assert result.returncode == 2
        assert "pyproject.toml:1: cannot be read: it is not a regular file" in result.stderr


def test_a_configuration_that_points_outside_says_nothing_of_what_is_there(
    tmp_path: Path, workspace: Path, surroundings: dict[str, str]
) -> None:
    secret = _write(tmp_path / "workspace-secret" / "key.txt", "hunter2 = [ this is no TOML\n")
    (workspace / "pyproject.toml").unlink()
    (workspace / "pyproject.toml").symlink_to(secret)
    result = _run(workspace, surroundings, "check", "main.py")
    assert result.returncode == 2
    assert "hunter2" not in result.stdout + result.stderr
    assert secret.read_text() == "hunter2 = [ this is no TOML\n"


def test_a_huge_folder_is_walked(workspace: Path, surroundings: dict[str, str]) -> None:
    for folder in ("data", "models/data"):
        (workspace / folder).mkdir()
        for number in range(3_000):
            (workspace / folder / f"{number}.txt").touch()
    result = _run(workspace, surroundings, "check")
    assert "unclosed-resource" in result.stdout
