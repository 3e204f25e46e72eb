"""Whether another process is still there."""

from __future__ import annotations

import asyncio
import os
import sys

_SECONDS_BETWEEN_LOOKS = 2.0


def is_running(process: int) -> bool:
    """Whether there is a process with this number. On Windows always True: there is no harmless way to ask."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is there, and somebody else's
        return True
    return True


async def ended(process: int) -> None:
    """Wait until a process has ended."""
    while is_running(process):
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
