"""A workspace that somebody else made, full of traps: what is executed leaves a canary behind, whoever executes it."""

from __future__ import annotations

import os
import py_compile
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lsp.raw import Connection, connect

COMMAND = str(Path(sysconfig.get_path("scripts")) / "tensortidy")
# Who reads a device that never ends fails at 4 GiB, and not when the machine is full.
_BOUNDED = ("/bin/sh", "-c", 'ulimit -v 4194304; exec "$0" "$@"', COMMAND)
CANARY = "import os\nopen(os.environ['CANARY'], 'a').write(__file__ + '\\n')\n"

# Two files: what the first says rests on the second, so that imports are looked for. What it imports besides are traps.
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
FOUND = {"unreleased-tensor-references", "unclosed-resource"}
NET = "from torch import nn\n\n\nclass Net(nn.Module):\n    def forward(self, x):\n        return x * 2\n"

# What Python, its tools and its users run without being asked twice.
EXECUTED = (
    "setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py", "manage.py", "noxfile.py", "click.py", "jedi.py",
    "parso.py", "rich.py", "pygls.py", "email.py", "plugin.py", "torch/__init__.py", "tensortidy_rules/__init__.py",
    ".venv/lib/python3/site-packages/sitecustomize.py", "bin/buildout.py",
)  # fmt: skip
COMPILED = ("compiled.pyc", "models.pyc", "setup.pyc")
INTERPRETERS = tuple(f"{folder}{name}" for folder in (".venv/bin/", "venv/bin/", "") for name in
                     ("python", "python3", "tensortidy"))  # fmt: skip
PYTHON = '#!/bin/sh\necho "$0" >> "$CANARY"\nexit 1\n'
CONFIG = """\
[project]
name = "hostile"
[project.entry-points."tensortidy.rules"]
evil = "plugin:rules"
[tool.tensortidy]
exclude = ["../../**", "/etc/**"]
"""


@dataclass(frozen=True)
class Place:
    """A folder of the test's own: the workspace, and beside it a home, a cache, and the canary if one was left."""

    top: Path

    @property
    def workspace(self) -> Path:
        """The hostile folder."""
        return self.top / "workspace"

    @property
    def canary(self) -> Path:
        """Where those who were executed say so."""
        return self.top / "canary"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of a process there."""
        own = {"CANARY": self.canary, "HOME": self.top / "home", "XDG_CACHE_HOME": self.top / "cache"}
        return {**os.environ, "VIRTUAL_ENV": "", **{name: str(path) for name, path in own.items()}}

    def write(self, name: str, text: str) -> Path:
        """Write a file of the workspace."""
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run the command in the workspace."""
        return subprocess.run(
            [*_BOUNDED, *arguments],
            cwd=self.workspace,
            env={**self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def server(self) -> Iterator[Connection]:
        """A client of a server in the workspace; the server has to be well at the end."""
        process = subprocess.Popen(
            [*_BOUNDED, "lsp"],
            cwd=self.workspace,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            client = connect(process)
            client.initialize(
                workspaceFolders=[{"uri": self.workspace.as_uri(), "name": "hostile"}],
                capabilities={"textDocument": {"diagnostic": {}}},
            )
            yield client
            client.leave()
            process.communicate()
        finally:
            process.kill()
        assert process.returncode == 0

    def uri(self, name: str) -> str:
        """What a client calls a file of the workspace."""
        return (self.workspace / name).as_uri()

    def contents(self) -> dict[str, tuple[object, ...]]:
        """All that is in the workspace, with all that a write would change of it."""
        found: dict[str, tuple[object, ...]] = {}
        for root, folders, names in os.walk(self.workspace):
            for name in (*folders, *names):
                path = os.path.join(root, name)
                status = os.lstat(path)
                found[path] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino)
        return found

    def left_behind(self) -> list[str]:
        """The files outside of the workspace that are no caches of the user's."""
        files = (path.relative_to(self.top) for path in self.top.rglob("*") if path.is_file())
        kept = [path for path in files if path.parts[0] not in ("workspace", "cache") and ".cache" not in path.parts]
        return sorted(map(str, kept))


def hostile(top: Path) -> Place:
    """Make the workspace, in a folder that is otherwise empty."""
    place = Place(top)
    for name in EXECUTED:
        place.write(name, CANARY)
    place.write("main.py", MAIN)
    place.write("models/__init__.py", "")
    place.write("models/net.py", NET)
    place.write("compiled/net.py", NET)
    place.write("pyproject.toml", CONFIG)
    place.write("evil.pth", CANARY.replace("\n", "; ").replace("__file__", "'evil.pth'"))
    place.write("buildout.cfg", "[buildout]\n")
    place.write(".jedi/project.json", '[1, {"environment_path": ".venv", "path": "/", "sys_path": ["."]}]')
    source = place.write("source.py", CANARY)
    for name in COMPILED:  # what has no source
        py_compile.compile(str(source), cfile=str(place.workspace / name), doraise=True)
    source.unlink()
    for name in INTERPRETERS:
        place.write(name, PYTHON).chmod(0o755)
    place.write(".venv/pyvenv.cfg", f"home = {place.workspace}\n")
    return place
