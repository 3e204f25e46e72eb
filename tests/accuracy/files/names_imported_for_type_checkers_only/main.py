"""Under TYPE_CHECKING nothing runs: the else branch gives the function, an annotation the class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nets import Net
    from stubs import measure
else:
    from real import measure

size = measure([1, 2, 3])  #? size is number


def strip(net: Net):
    inner = net.lin  #? inner is module
    return inner
