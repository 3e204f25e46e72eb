"""What library-path-mismatch says of Python: who sets LD_LIBRARY_PATH for its own process sets it too late."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from evidence.measuring import Claim

FRAMEWORK = "tensorflow"

_LOAD = """\
import ctypes, os, sys
if sys.argv[1]:
    os.environ["LD_LIBRARY_PATH"] = sys.argv[1]
try:
    ctypes.CDLL("libtensortidy_evidence.so")
except OSError:
    print(1)
else:
    print(0)
"""


def _missing(*, inside: bool) -> float:
    """How many of two libraries are not found: one that does not exist, and one in a folder of the variable."""
    with tempfile.TemporaryDirectory() as folder:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = next(line.split()[-1] for line in maps if "/libm.so" in line or "/libm-" in line)
        shutil.copy(loaded, Path(folder, "libtensortidy_evidence.so"))
        environment = {name: value for name, value in os.environ.items() if name != "LD_LIBRARY_PATH"}
        if not inside:
            environment["LD_LIBRARY_PATH"] = folder
        command = [sys.executable, "-c", _LOAD, folder if inside else ""]
        printed = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
        return 1 + float(printed)


CLAIMS = (
    Claim(
        "libraries not found, of one that does not exist and one in a folder of LD_LIBRARY_PATH",
        bad=lambda: _missing(inside=True),
        good=lambda: _missing(inside=False),
        at_least=2,
    ),
)
