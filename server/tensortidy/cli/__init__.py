"""The command line: ``tensortidy check``, ``fix``, ``explain``, ``hybridize``, ``rule`` and ``lsp``."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from importlib import import_module

import click

from tensortidy import __version__

# Before it ends, the interpreter would look for garbage among all that was made, which takes a tenth of a second.
atexit.register(gc.freeze)


class _Commands(click.Group):
    """Commands that are imported when they are asked for: the server starts sooner without the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, each of which is in a module of its own name."""
        return ["check", "explain", "fix", "hybridize", "lsp", "rule"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = getattr(import_module(f"tensortidy.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tensortidy")
@click.pass_context
def main(context: click.Context) -> None:
    """Find, explain and fix resource leaks in PyTorch, TensorFlow and Keras code."""
    if os.environ.get("NO_COLOR"):
        context.color = False
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # no terminal is too old for someone's source line
            stream.reconfigure(errors="backslashreplace")
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
