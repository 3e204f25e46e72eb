"""The tables that ``make bench`` prints."""

from __future__ import annotations

from collections.abc import Mapping

from bench import figures
from bench.edits import GESTURES, UNDO
from bench.figures import Summary, markdown, number, verdict
from bench.latency import Race
from bench.peers import FLOOR, RUFF, TENSORTIDY


def edits_table(race: Race) -> str:
    """One file: p50 and p95 in milliseconds for each gesture, the ratio to ruff, and whether the goals are met."""
    others = [name for name in race.samples if name not in (TENSORTIDY, RUFF, FLOOR)]
    rows = [["", TENSORTIDY, RUFF, "ratio", "goal", "in ms", FLOOR, *others]]
    for gesture in (*GESTURES, UNDO):
        times = {name: Summary.of(samples.gestures.get(gesture, ())) for name, samples in race.samples.items()}
        ours, ruff = times[TENSORTIDY], times[RUFF]
        ratio = ours.p50 / ruff.p50
        row = [
            gesture,
            str(ours),
            str(ruff),
            f"{number(ratio)}x",
            *_goals(race, gesture, ratio, ours),
            str(times[FLOOR]),
        ]
        rows.append([*row, *(_ahead(times[name], ours) for name in others)])
    work = Summary.of(race.work)
    return (
        f"### {race.subject.name}, {race.subject.lines:,} lines\n\n{markdown(rows)}\n\n"
        f"A fixed piece of work took {number(work.p50)} ms in the median, {1000 * min(race.work):.0f} ms at best."
    )


def _goals(race: Race, gesture: str, ratio: float, ours: Summary) -> tuple[str, str]:
    """The goal as a ratio, and what it meant in milliseconds where it was set."""
    if gesture == UNDO:
        return "", ""
    limit = figures.RATIO_GOALS[race.subject.length][gesture]
    in_time = limit * figures.RUFF_THEN[race.subject.length][gesture]
    return verdict(ratio, limit, "x"), verdict(ours.p50, float(number(in_time)))


def _ahead(theirs: Summary, ours: Summary) -> str:
    """A slow server's time, and how many times TensorTidy's that is: in bold where it is not as many as wanted."""
    if not theirs.answered:
        return str(theirs)
    times = theirs.p50 / ours.p50
    return f"{theirs}, {number(times)}x" if times >= figures.AHEAD else f"{theirs}, **{number(times)}x**"


def servers_table(race: Race) -> str:
    """One file: what else a server is asked, and what it uses."""
    names = list(race.samples)
    samples = race.samples
    floor = Summary.of(samples[FLOOR].initialized).p50
    start = Summary.of(samples[TENSORTIDY].initialized).p50 - floor
    first = Summary.of(samples[TENSORTIDY].first).p50
    asked = {name: (Summary.of(found.hover), Summary.of(found.actions)) for name, found in samples.items()}
    limit = figures.REQUEST_GOAL
    begun = verdict(start, figures.INITIALIZE_GOAL, f" ms above {FLOOR}")
    shown = verdict(first, figures.FIRST_GOAL, " ms") if race.subject.length == 1000 else ""
    rows = [
        ["", *names, "goal"],
        ["start to `initialize` answered", *_timed(race, "initialized"), begun],
        ["from there to the first diagnostics", *_timed(race, "first"), shown],
        ["hover", *(str(hover) for hover, _ in asked.values()), verdict(asked[TENSORTIDY][0].p95, limit, " ms p95")],
        ["actions", *(str(acts) for _, acts in asked.values()), verdict(asked[TENSORTIDY][1].p95, limit, " ms p95")],
        ["CPU ms per gesture", *(number(samples[name].cpu_milliseconds) for name in names), ""],
        ["memory at most, MB", *(number(samples[name].memory) for name in names), ""],
        ["diagnostics", *(str(samples[name].diagnostics) for name in names), ""],
    ]
    return markdown(rows)


def _timed(race: Race, attribute: str) -> list[str]:
    return [str(Summary.of(getattr(samples, attribute))) for samples in race.samples.values()]


def memory_table(held: Mapping[str, float], files: int) -> str:
    """What servers hold with several files open."""
    goal = verdict(held[TENSORTIDY], figures.MEMORY_GOAL, " MB")
    rows = [["", *held, "goal"], [f"MB with {files} files of 1,000 lines", *map(number, held.values()), goal]]
    return markdown(rows)
