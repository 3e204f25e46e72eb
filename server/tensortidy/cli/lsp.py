"""``tensortidy lsp``: the language server."""

from __future__ import annotations

import gc
import sys

import click

# Seconds that the analysis may keep a message waiting: a hundredth of the usual.
_SWITCH_AFTER = 0.00005
# New objects, ten times the usual: of what is made at the start next to nothing is garbage. Then how often that is done
# before what was found to stay is searched, too, and before everything is: whoever types would notice a long search.
_COLLECT_AFTER = (7_000, 2, 36)


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output: the default.")
@click.option("--tcp", metavar="[HOST:]PORT", help="Listen for one client on a TCP port, for debugging.")
def lsp(stdio: bool, tcp: str | None) -> None:
    """Run the language server for an editor."""
    sys.setswitchinterval(_SWITCH_AFTER)
    gc.set_threshold(*_COLLECT_AFTER)
    from tensortidy.lsp.server import main  # noqa: PLC0415 - the protocol's types take half a second to import

    if stdio and tcp is not None:
        raise click.UsageError("use either --stdio or --tcp, not both")
    main(_address(tcp) if tcp is not None else None)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdigit() or not 0 <= int(port) < 65536:
        raise click.BadParameter(f"expected HOST:PORT or PORT, found {text!r}", param_hint="--tcp")
    return host or "127.0.0.1", int(port)
