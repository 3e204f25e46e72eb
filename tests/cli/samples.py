"""Programs that the command line is tried on."""

from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]

LEAK = 'import torch\n\nlog = open("log.csv", "w")\nlog.write("step,loss")\n'
MENDED = 'import torch\n\nwith open("log.csv", "w") as log:\n    log.write("step,loss")\n'
CLEAN = "import torch\n\nx = torch.ones(3)\n"
