"""Everything that ``make bench`` measures.

    python -m bench.run [--peers] [--large] [--rounds 5] [--length 300 …] [latency] [throughput] [analysis]

Prints tables, and writes all figures with their samples to ``.bench/results.json``.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import sys
from dataclasses import asdict
from datetime import datetime, timezone
from typing import Any

import tensortidy
import tensortidy_rules
from bench import analysis, latency, machine, peers, report, subjects, throughput
from bench.client import ServerError
from real_code.packages import PackageError

RESULTS = peers.HOME / "results.json"
PARTS = ("latency", "throughput", "analysis")


def main() -> int:
    """Measure, print and write; gives the exit code: 1 where something could not be measured."""
    options = _options()
    _compile()
    load = os.getloadavg() if hasattr(os, "getloadavg") else (0.0,)
    results: dict[str, Any] = {
        "date": str(datetime.now(timezone.utc).date()),
        "machine": machine.description(),
        "load": load[0],
        "tensortidy": tensortidy.__version__,
    }
    print(f"{results['date']}, {results['machine']}, load {load[0]:.1f}, TensorTidy {tensortidy.__version__}\n")
    try:
        for part in options.parts or PARTS:
            results[part] = _MEASURES[part](options)
            _write(results)
    except (PackageError, peers.PeerError, ServerError, throughput.RunError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _compile() -> None:
    """Compile the sources, as they are wherever somebody has installed them: a tenth of a second of each start."""
    for package in (tensortidy, tensortidy_rules):
        compileall.compile_dir(package.__path__[0], quiet=1)


def _latency(options: argparse.Namespace) -> Any:
    chosen = peers.quick() + (peers.slow() if options.peers else [])
    races, tables = [], []
    for length in options.length or subjects.LENGTHS:
        race = latency.race(subjects.subject(length), chosen, options.rounds)
        races.append(race.summary())
        print(f"{report.edits_table(race)}\n", flush=True)
        tables.append(f"### {race.subject.name}\n\n{report.servers_table(race)}\n")
    print("\n".join(tables))
    ten = subjects.ten_of_a_thousand_lines()
    held = latency.memory_of(ten, chosen)
    print(f"{report.memory_table(held, len(ten))}\n", flush=True)
    return {"files": races, "memory_mb": held}


def _throughput(options: argparse.Namespace) -> Any:
    runs = throughput.passes()
    print(f"{throughput.table(runs)}\n", flush=True)
    if not options.large:
        return [asdict(run) for run in runs]
    grown = throughput.growth()
    print(f"{throughput.table(grown)}\n\n{throughput.linearity(grown)}\n", flush=True)
    return [asdict(run) for run in (*runs, *grown)]


def _analysis(options: argparse.Namespace) -> Any:
    measured = analysis.measure(lines=1000, count=40)
    print(f"{analysis.told(measured)}\n", flush=True)
    return asdict(measured)


_MEASURES = {"latency": _latency, "throughput": _throughput, "analysis": _analysis}


def _write(results: dict[str, Any]) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1, allow_nan=True), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how fast TensorTidy is, beside others.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure, of {', '.join(PARTS)}: all of them")
    parser.add_argument("--peers", action="store_true", help="also pylsp, jedi-language-server and pyright: slow")
    parser.add_argument("--large", action="store_true", help="also the command line up to a million lines: minutes")
    parser.add_argument("--rounds", type=int, default=5, metavar="NUMBER", help="how often each gesture is made")
    parser.add_argument(
        "--length", type=int, action="append", choices=subjects.LENGTHS, help="only the file of about so many lines"
    )
    options = parser.parse_args()
    unknown = set(options.parts).difference(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
