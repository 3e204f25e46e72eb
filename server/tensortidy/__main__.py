"""``python -m tensortidy``: the same as the command ``tensortidy``."""

from tensortidy.cli import main

main(prog_name="tensortidy")
