"""A server that says how it is: for the tests that ask it much."""

import asyncio
import gc
import sys
import threading
from pathlib import Path
from typing import Any

from tensortidy.lsp.connection import Server
from tensortidy.lsp.server import create_server

STATUS = Path("/proc/self/status")
server = create_server()


@server.feature("robustness/state")
async def state(ls: Server, params: Any) -> dict[str, int]:
    """Resident memory in KiB (0 where the system does not tell), and how many tasks (done ones too) and threads.

    What is being done is waited for: only what never ends is left behind.
    """
    others = asyncio.all_tasks() - {asyncio.current_task()}
    handlers = [task for task in others if "_serve" not in str(task.get_coro())]  # that one reads the messages
    if handlers:
        await asyncio.wait(handlers, timeout=60)
    del others, handlers
    for _ in range(3):  # what has ended is let go of by the loop
        await asyncio.sleep(0)
    gc.collect()
    tasks = sum(isinstance(item, asyncio.Task) for item in gc.get_objects())
    lines = STATUS.read_text().splitlines() if STATUS.exists() else []
    memory = next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)
    return {"memory": memory, "tasks": tasks, "threads": threading.active_count()}


if __name__ == "__main__":
    server.start_io(sys.stdin.buffer, sys.stdout.buffer)
