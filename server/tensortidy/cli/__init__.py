"""The command line: ``tensortidy check``, ``fix``, ``rule`` and ``lsp``."""

from __future__ import annotations

import click

from tensortidy import __version__
from tensortidy.cli.check import check
from tensortidy.cli.fix import fix
from tensortidy.cli.lsp import lsp
from tensortidy.cli.rule import rule


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tensortidy")
def main() -> None:
    """Find, explain and fix resource leaks in PyTorch, TensorFlow and Keras code."""


for command in (check, fix, rule, lsp):
    main.add_command(command)
