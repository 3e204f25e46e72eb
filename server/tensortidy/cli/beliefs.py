"""An explanation of a line in plain words, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from tensortidy.cli.terminal import on_one_line, printable
from tensortidy.rule import Finding, Safety
from tensortidy.semantics.explanation import NOTHING, Belief, Explanation, FunctionAround, LoopAround
from tensortidy.source import Source

# So many lines are shown before and after the one that is explained.
_CONTEXT = 2
# So many callers are shown.
_MOST_CALLERS = 6
# What stands at the left of a belief takes so many columns.
_LABEL = 11

FATES = {
    "backward": "goes into a backward pass",
    "returned": "is returned",
    "yielded": "is yielded",
    "attribute": "is kept in an attribute",
    "global": "is kept in a global variable",
    "captured": "is captured by an inner function",
    "container": "is put into a container",
    "argument": "is given to code that is not known, which may keep it",
    "method": "has methods called on it",
    "read": "is read, and goes nowhere",
}
OWNERS = {
    "nobody": "is never closed",
    "with": "is closed by a `with` statement",
    "closed": "is closed by a call",
    "caller": "is handed to the caller, who must close it",
    "object": "belongs to an object, which must close it",
    "unknown": "is given to code that is not known, which may close it",
}
GROWTHS = {
    "grows": "grows with each iteration",
    "cleared": "grows in the loop, and is emptied there",
    "bounded": "grows in the loop, up to a limit",
    "starts over": "starts over in each iteration",
}
CARRIED = {"yes": "builds on its value of the last iteration", "no": "is made anew in each iteration"}
_SENTENCES = {"fate": FATES, "owner": OWNERS, "growth": GROWTHS, "carried": CARRIED}
_LABELS = {
    "returns": "returns", "effects": "does", "grad inside": "inside", "instance": "instances", "grad": "gradients",
    "phase": "phase",
}  # fmt: skip


def print_explanation(
    path: str, source: Source, explanation: Explanation, findings: Sequence[Finding], silence: str
) -> None:
    """Print what is believed of a line. ``silence`` tells why there can be no findings, where there can be none."""
    click.echo(click.style(f"{on_one_line(path)}:{explanation.line}", bold=True))
    click.echo()
    _print_code(source, explanation.line)
    if not (explanation.values or explanation.others):
        click.echo("No code begins on this line.\n")
    _print_section("Values", _values(explanation.values))
    definition = [
        item for item in explanation.others if item.subject in ("returns", "effects", "grad inside", "instance")
    ]
    _print_section("What is defined here", _labelled(definition))
    _print_section("Where values go", _sentences(explanation.others))
    # where something is defined, the mode matters to nobody: what holds inside is told above
    asked = () if explanation.answer("instance") != NOTHING else ("phase",) if definition else ("grad", "phase")
    place = [item for item in explanation.others if item.subject in asked]
    around = [*_labelled(place), *_loop(explanation.loop), *_function(explanation.function)]
    _print_section("Around it", around)
    _print_section("Findings", _findings(findings, silence))


def _print_section(title: str, lines: Sequence[str] | Iterator[str]) -> None:
    lines = list(lines)
    if lines:
        click.echo(click.style(title, bold=True))
        for line in lines:
            click.echo(f"  {line}")
        click.echo()


def _print_code(source: Source, line: int) -> None:
    for number in range(max(line - _CONTEXT, 1), min(line + _CONTEXT, source.line_count) + 1):
        text = printable(source.line(number)).rstrip()
        if number == line:
            click.echo(click.style(f"> {number:>4} | {text}".rstrip(), bold=True))
        elif number < source.line_count or text:
            click.echo(f"  {number:>4} | {text}".rstrip())
    click.echo()


def _values(values: Sequence[Belief]) -> Iterator[str]:
    told = [belief for belief in values if belief.answer != "unknown" or not _is_callee(belief, values)]
    known = [belief for belief in told if belief.answer != "unknown" or belief.reason]
    width = max((len(printable(belief.subject)) for belief in known), default=0)
    for belief in known:
        quoted = f"`{printable(belief.subject)}`"
        yield f"{quoted.ljust(width + 2)}  {belief.answer if belief.answer != 'unknown' else belief.reason}"
        yield from _assumptions(belief)
    unknown = [belief for belief in told if belief not in known]
    if unknown:
        yield f"nothing is known of {', '.join(f'`{printable(belief.subject)}`' for belief in unknown)}"


def _is_callee(belief: Belief, values: Sequence[Belief]) -> bool:
    """Whether an expression is what is called in another one, or a part of its name: what the call gives matters."""
    return any(other.subject.startswith((f"{belief.subject}(", f"{belief.subject}.")) for other in values)


def _labelled(beliefs: Sequence[Belief]) -> Iterator[str]:
    for belief in beliefs:
        answer = "not known" if belief.answer == "unknown" else belief.answer
        if belief.subject == "grad inside":
            answer = f"gradients {answer}"
        elif belief.subject == "effects" and answer == "none":
            answer = "nothing that its callers notice"
        reason, assumptions = belief.reason, belief
        if belief.subject == "phase" and belief.answer == "unknown":  # a name may suggest one
            reason, assumptions = "; ".join(belief.assumptions), Belief("", "")
        yield _line(_LABELS[belief.subject], f"{answer}: {reason}" if reason else answer)
        yield from _assumptions(assumptions)


def _sentences(beliefs: Sequence[Belief]) -> Iterator[str]:
    for belief in beliefs:
        question, of, name = (
            belief.subject.partition(" of ") if " of " in belief.subject else belief.subject.partition(" ")
        )
        words = _SENTENCES.get(question)
        if words is None or not of:
            continue
        parts = [words.get(part, part) for part in belief.answer.split(", ")]
        yield f"`{printable(name)}` {', and '.join(parts)}"
        yield from _assumptions(belief)


def _loop(loop: LoopAround | None) -> Iterator[str]:
    if loop is None:
        return
    held = f" ({loop.over.answer})" if loop.over.answer != "unknown" and not loop.is_while else ""
    word = "while" if loop.is_while else "over"
    yield _line("loop", f"line {loop.line}, {word} `{printable(loop.over.subject)}`{held}")
    yield from _assumptions(loop.over)


def _function(function: FunctionAround | None) -> Iterator[str]:
    if function is None:
        return
    yield _line("function", f"`{function.name}`, line {function.line}")
    label = "called"
    for caller in function.callers[:_MOST_CALLERS]:
        yield _line(label, f"line {caller.line}: {printable(caller.code)}")
        label = ""
    left = len(function.callers) - _MOST_CALLERS
    if left > 0:
        yield _line("", f"and in {left} more")
    if not function.callers:
        yield _line("called", "nowhere in this file")


def _findings(findings: Sequence[Finding], silence: str) -> Iterator[str]:
    for finding in findings:
        yield f"{finding.severity.value} {click.style(finding.rule, bold=True)}"
        yield f"  {printable(finding.message)}"
        for assumption in finding.assumptions:
            yield f"  assumes: {printable(assumption)}"
        if finding.fix is not None:
            unsafe = f" (unsafe: {finding.fix.reason})" if finding.fix.safety is Safety.UNSAFE else ""
            yield click.style(f"  fix: {finding.fix.title}{unsafe}", fg="green")
    if not findings:
        yield f"none: {silence}" if silence else "none"


def _line(label: str, text: str) -> str:
    return f"{label.ljust(_LABEL)}{printable(text)}"


def _assumptions(belief: Belief) -> Iterator[str]:
    for assumption in belief.assumptions:
        yield click.style(f"  assumes: {printable(assumption)}", dim=True)
