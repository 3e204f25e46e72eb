"""An explanation of a line in plain words, ready to be laid out: in a terminal, or as Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tensortidy.rule import Finding, Safety
from tensortidy.semantics.explanation import NOTHING, Belief, Explanation, FunctionAround, LoopAround

# So many callers are told.
_MOST_CALLERS = 6

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
# `with torch.no_grad()` (line 27): how reasons name lines
_NAMED_LINES = re.compile(r"(?<=\()lines? (?P<numbers>\d[\d, and]*)(?=\))")
_SENTENCES = {"fate": FATES, "owner": OWNERS, "growth": GROWTHS, "carried": CARRIED}
_LABELS = {
    "returns": "returns", "effects": "does", "grad inside": "inside", "instance": "instances", "grad": "gradients",
    "phase": "phase",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One thing that is told: of what (code in backquotes, or a word; it may be empty), what, and notes on it."""

    label: str
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """Lines that belong together, under a title. ``is_table``: whether their labels are words, to stand in a column."""

    title: str
    lines: tuple[Line, ...]
    is_table: bool = False


VALUES, FINDINGS = "Values", "Findings"
"""The titles of the section on what expressions hold, and of that on what rules report."""


Place = Callable[[int], str]
"""What a line of the text that was analysed, from 1, is called: ``line 3``, ``cell 2, line 1``."""


def in_line(line: int) -> str:
    """What a line is called in a document that is one text."""
    return f"line {line}"


def renamed(belief: Belief, place: Place) -> Belief:
    """A belief whose reason names lines as readers find them."""
    return replace(belief, reason=_NAMED_LINES.sub(lambda found: _lines(found["numbers"], place), belief.reason))


def _lines(numbers: str, place: Place) -> str:
    if place is in_line:
        return f"line{'s' if not numbers.isdigit() else ''} {numbers}"
    *first, last = (place(int(number)) for number in re.findall(r"\d+", numbers))
    return f"{'; '.join(first)} and {last}" if first else last


def sections(
    explanation: Explanation, findings: Sequence[Finding], silence: str, place: Place = in_line
) -> Iterator[Section]:
    """What is believed of a line. ``silence`` tells why there can be no findings, where there can be none."""
    explanation = replace(explanation, others=tuple(renamed(item, place) for item in explanation.others))
    definition = [
        item for item in explanation.others if item.subject in ("returns", "effects", "grad inside", "instance")
    ]
    # where something is defined, the mode matters to nobody: what holds inside is told above
    asked = () if explanation.answer("instance") != NOTHING else ("phase",) if definition else ("grad", "phase")
    modes = [item for item in explanation.others if item.subject in asked]
    around = (*_labelled(modes), *_loop(explanation.loop, place), *_function(explanation.function, place))
    for section in (
        Section(VALUES, tuple(_values(explanation.values))),
        Section("What is defined here", tuple(_labelled(definition)), is_table=True),
        Section("Where values go", tuple(_sentences(explanation.others))),
        Section("Around it", around, is_table=True),
        Section(FINDINGS, tuple(_findings(findings, silence))),
    ):
        if section.lines:
            yield section


def as_markdown(explanation: Explanation, findings: Sequence[Finding], silence: str, place: Place = in_line) -> str:
    """What is believed of a line, as a page for an editor."""
    parts = [f"# {place(explanation.line).capitalize()}", f"```python\n{explanation.code.strip()}\n```"]
    if not (explanation.values or explanation.others):
        parts.append("No code begins on this line.")
    for section in sections(explanation, findings, silence, place):
        end = ":" if section.title == VALUES else ""
        parts.append(f"## {section.title}\n\n" + "\n".join(_bullet(line, end) for line in section.lines))
    return "\n\n".join(parts) + "\n"


def _bullet(line: Line, end: str) -> str:
    label = line.label if line.label.startswith("`") else f"**{line.label}**"
    start = f"- {label}{end} {line.text}" if line.label else f"- {line.text}"
    return "\n".join([start, *(f"  - {note}" for note in line.notes)])


# ---------------------------------------------------------------- the sections


def _values(values: Sequence[Belief]) -> Iterator[Line]:
    told = [belief for belief in values if belief.answer != "unknown" or not _is_callee(belief, values)]
    known = [belief for belief in told if belief.answer != "unknown" or belief.reason]
    for belief in known:
        answer = belief.answer if belief.answer != "unknown" else belief.reason
        yield Line(f"`{belief.subject}`", answer, _assumptions(belief))
    unknown = [belief for belief in told if belief not in known]
    if unknown:
        yield Line("", f"nothing is known of {', '.join(f'`{belief.subject}`' for belief in unknown)}")


def _is_callee(belief: Belief, values: Sequence[Belief]) -> bool:
    """Whether an expression is what is called in another one, or a part of its name: what the call gives matters."""
    return any(other.subject.startswith((f"{belief.subject}(", f"{belief.subject}.")) for other in values)


def _labelled(beliefs: Sequence[Belief]) -> Iterator[Line]:
    for belief in beliefs:
        answer = "not known" if belief.answer == "unknown" else belief.answer
        if belief.subject == "grad inside":
            answer = f"gradients {answer}"
        elif belief.subject == "effects" and answer == "none":
            answer = "nothing that its callers notice"
        reason, notes = belief.reason, _assumptions(belief)
        if belief.subject == "phase" and belief.answer == "unknown":  # a name may suggest one
            reason, notes = "; ".join(belief.assumptions), ()
        yield Line(_LABELS[belief.subject], f"{answer}: {reason}" if reason else answer, notes)


def _sentences(beliefs: Sequence[Belief]) -> Iterator[Line]:
    for belief in beliefs:
        question, of, name = (
            belief.subject.partition(" of ") if " of " in belief.subject else belief.subject.partition(" ")
        )
        words = _SENTENCES.get(question)
        if words is None or not of:
            continue
        parts = [words.get(part, part) for part in belief.answer.split(", ")]
        yield Line(f"`{name}`", ", and ".join(parts), _assumptions(belief))


def _loop(loop: LoopAround | None, place: Place) -> Iterator[Line]:
    if loop is None:
        return
    held = f" ({loop.over.answer})" if loop.over.answer != "unknown" and not loop.is_while else ""
    word = "while" if loop.is_while else "over"
    yield Line("loop", f"{place(loop.line)}, {word} `{loop.over.subject}`{held}", _assumptions(loop.over))


def _function(function: FunctionAround | None, place: Place) -> Iterator[Line]:
    if function is None:
        return
    yield Line("function", f"`{function.name}`, {place(function.line)}")
    label = "called"
    for caller in function.callers[:_MOST_CALLERS]:
        yield Line(label, f"{place(caller.line)}: {caller.code}")
        label = ""
    left = len(function.callers) - _MOST_CALLERS
    if left > 0:
        yield Line("", f"and in {left} more")
    if not function.callers:
        yield Line("called", f"nowhere in this {'file' if place is in_line else 'notebook'}")


def _findings(findings: Sequence[Finding], silence: str) -> Iterator[Line]:
    for finding in findings:
        notes = [finding.message, *(f"assumes: {assumption}" for assumption in finding.assumptions)]
        if finding.fix is not None:
            unsafe = f" (unsafe: {finding.fix.reason})" if finding.fix.safety is Safety.UNSAFE else ""
            notes.append(f"fix: {finding.fix.title}{unsafe}")
        yield Line(finding.severity.value, finding.rule, tuple(notes))
    if not findings:
        yield Line("", f"none: {silence}" if silence else "none")


def _assumptions(belief: Belief) -> tuple[str, ...]:
    return tuple(f"assumes: {assumption}" for assumption in belief.assumptions)
