"""What unreleased-shell-references costs: all that the cells of a session have displayed.

It wants IPython; where that is not installed, nothing is claimed.
"""

import contextlib
import io
import os
import tempfile
from importlib.util import find_spec

from evidence.measuring import Claim, kept_bytes

_TABLE = "import torch\ntable = torch.ones(2048, 2048)"
_MODEL = "import torch\nmodel = torch.nn.Sequential(*(torch.nn.Linear(512, 512) for _ in range(16)))"
_RUNS = 3
_LISTS = f"{_MODEL}\nbatches = [torch.ones(512, 512)] * 8\noutputs = []"
_FILLS = "with torch.no_grad():\n    for x in batches:\n        outputs.append(model(x))"
_RAISES = f"""{_MODEL}
def step():
    out = model(torch.ones(2048, 512))
    raise RuntimeError
step()"""


def _session(*cells: str) -> object:
    """A session in which these cells were run."""
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp()
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            shell.run_cell(cell, store_history=True)
    return shell


CLAIMS = (
    (
        Claim(
            "bytes kept of a tensor that was displayed, and then deleted",
            bad=lambda: kept_bytes(lambda: _session(_TABLE, "table", "del table")),
            good=lambda: kept_bytes(lambda: _session(_TABLE, "table;", "del table")),
            at_least=5,
        ),
        Claim(
            "bytes kept of a tensor that was displayed, after `del` and `%reset out`, and after `%xdel`",
            bad=lambda: kept_bytes(lambda: _session(_TABLE, "table", "del table", "%reset -f out")),
            good=lambda: kept_bytes(lambda: _session(_TABLE, "table", "%xdel table")),
            at_least=5,
        ),
        Claim(
            "bytes kept of a model that was displayed, and then built again",
            bad=lambda: kept_bytes(lambda: _session(_MODEL, "model", _MODEL)),
            good=lambda: kept_bytes(lambda: _session(_MODEL, "model;", _MODEL)),
            at_least=1.5,
        ),
        Claim(
            f"bytes kept by a cell that displays the output of a model, run {_RUNS} times",
            bad=lambda: kept_bytes(lambda: _session(_MODEL, *["model(torch.ones(512, 512))"] * _RUNS)),
            good=lambda: kept_bytes(lambda: _session(_MODEL, *["model(torch.ones(512, 512));"] * _RUNS)),
            at_least=2,
        ),
        Claim(
            "bytes kept of the output of a model that is called `_`, and of one with `;`",
            bad=lambda: kept_bytes(lambda: _session(_MODEL, "_ = model(torch.ones(512, 512))")),
            good=lambda: kept_bytes(lambda: _session(_MODEL, "model(torch.ones(512, 512));")),
            at_least=1.5,
        ),
        Claim(
            f"bytes kept by a cell that fills a list of another cell, run {_RUNS} times, and where it makes the list",
            bad=lambda: kept_bytes(lambda: _session(_LISTS, *[_FILLS] * _RUNS)),
            good=lambda: kept_bytes(lambda: _session(_LISTS, *[f"outputs = []\n{_FILLS}"] * _RUNS)),
            at_least=1.4,
        ),
        Claim(
            "bytes kept after a cell has raised and another one has run, and after one more exception",
            bad=lambda: kept_bytes(lambda: _session(_RAISES, "1;")),
            good=lambda: kept_bytes(lambda: _session(_RAISES, "1 / 0")),
            at_least=1.5,
        ),
    )
    if find_spec("IPython")
    else ()
)
