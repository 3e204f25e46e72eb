"""The command line: ``tensortidy check``, ``fix``, ``explain``, ``rule`` and ``lsp``."""

from __future__ import annotations

import io
import os
import sys

import click

from tensortidy import __version__
from tensortidy.cli.check import check
from tensortidy.cli.explain import explain
from tensortidy.cli.fix import fix
from tensortidy.cli.lsp import lsp
from tensortidy.cli.rule import rule


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
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


for command in (check, fix, explain, rule, lsp):
    main.add_command(command)
