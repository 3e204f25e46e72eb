"""``tensortidy rule``: the handbook in the terminal."""

from __future__ import annotations

import json

import click

from tensortidy.cli.output import card_as_json
from tensortidy.config_values import did_you_mean
from tensortidy.registry import Registry, load
from tensortidy.render import page


@click.command()
@click.argument("name", required=False)
@click.option("--all", "every", is_flag=True, help="All rules.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rule(name: str | None, every: bool, output_format: str) -> None:
    """Explain a rule; without a name, list all of them."""
    registry = load()
    if name is not None and every:
        raise click.UsageError("give a rule's name or --all, not both")
    if name is not None:
        found = registry.rule(name)
        if found is None:
            raise click.BadParameter(
                f"there is no rule `{name}`{did_you_mean(name, registry.names)}", param_hint="NAME"
            )
        cards = [found.card]
    else:
        cards = [item.card for item in registry.rules]
    if output_format == "json":
        listed = [card_as_json(card) for card in cards]
        click.echo(json.dumps(listed if name is None else listed[0], indent=2))
    elif name is not None or every:
        _print_markdown("\n".join(page(card) for card in cards))
    else:
        _print_list(registry)


def _print_markdown(text: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import
    from rich.markdown import Markdown  # noqa: PLC0415

    console = Console()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        click.echo(text, nl=False)


def _print_list(registry: Registry) -> None:
    """A table on a terminal; elsewhere one line a rule, for other programs."""
    from rich.console import Console  # noqa: PLC0415 - rich is slow to import
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    if console.is_terminal:
        table = Table("Rule", "What it finds", "Fix", show_lines=True)
        for item in registry.rules:
            table.add_row(f"[bold]{item.card.name}[/bold]", Text(item.card.summary), item.card.fix_safety.value)
        console.print(table)
        return
    width = max(len(name) for name in registry.names)
    for item in registry.rules:
        click.echo(f"{item.card.name.ljust(width)}  {item.card.summary}")
