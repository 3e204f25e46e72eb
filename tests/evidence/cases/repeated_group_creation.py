"""What repeated-group-creation costs: the threads and open files of every group."""

import tempfile

import torch
import torch.distributed as dist

from evidence.measuring import Claim, open_files, threads

PASSES = 20


def _reduced(*, again: bool) -> object:
    store = f"file://{tempfile.mkdtemp()}/store"
    dist.init_process_group("gloo", init_method=store, rank=0, world_size=1)
    group = dist.new_group([0])
    for _ in range(PASSES):
        if again:
            group = dist.new_group([0])
        dist.all_reduce(torch.ones(4), group=group)
    return group


CLAIMS = (
    Claim(
        f"threads after {PASSES} passes",
        bad=lambda: threads(lambda: _reduced(again=True)),
        good=lambda: threads(lambda: _reduced(again=False)),
        at_least=5,
    ),
    Claim(
        f"files and sockets open after {PASSES} passes",
        bad=lambda: open_files(lambda: _reduced(again=True)),
        good=lambda: open_files(lambda: _reduced(again=False)),
        at_least=5,
    ),
)
