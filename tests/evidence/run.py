"""Hold the rules' cards against torch: run their examples and fixes, and measure what they claim.

    python -m evidence.run [RULE ...]

Exits with 1 where an example does not run, a safe fix prints something else, or a claim does not hold. It
wants torch, of any kind; where that is not installed it says so and exits with 0, having measured nothing.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import multiprocessing
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.queues import SimpleQueue
from pathlib import Path

from evidence.measuring import Claim, Raises
from tensortidy.engine import analyze
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.rule import Card, FixSafety, Framework
from tensortidy.source import Source

CASES = Path(__file__).parent / "cases"
_SEED = "import torch\ntorch.manual_seed(0)\n"
_PATIENCE = 300  # seconds


def main() -> int:
    """Run what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description="Hold the cards of rules against torch.")
    parser.add_argument("rules", nargs="*", metavar="RULE", help="names of rules; by default all for PyTorch")
    wanted = parser.parse_args().rules
    if importlib.util.find_spec("torch") is None:
        print("torch is not installed here, so nothing was measured. `pip install torch` and try again.")
        return 0
    import torch

    print(f"torch {torch.__version__}, Python {platform.python_version()}, {platform.machine()}")
    cards = [rule.card for rule in load().rules if set(rule.card.frameworks) == {Framework.TORCH}]
    failed = 0
    for card in cards:
        if not wanted or card.name in wanted:
            for passed, what in (*_examples(card), *_claims(card)):
                print(f"{'ok    ' if passed else 'FAILED'}  {card.name}: {what}", flush=True)
                failed += not passed
    return 1 if failed else 0


# ---------------------------------------------------------------- examples and fixes


def _examples(card: Card) -> Iterator[tuple[bool, str]]:
    """Whether the examples run, and whether the fixed bad one prints what it printed before."""
    bad, good = _run(card.bad), _run(card.good)
    yield bad.returncode == 0, f"the bad example runs{_told(bad)}"
    yield good.returncode == 0, f"the good example runs{_told(good)}"
    if card.fix_safety is FixSafety.SAFE:
        registry = load()
        fixed = fix_all(Source(card.bad), lambda source: analyze(source, registry.rules, known_rules=registry.names))
        after = _run(fixed.text)
        same = after.returncode == 0 and after.stdout == bad.stdout
        yield same, f"the safe fix of the bad example prints the same{_told(after)}"


def _run(text: str) -> subprocess.CompletedProcess[str]:
    """Run a program from a fixed seed, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "example.py")
        path.write_text(_SEED + text, encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True, cwd=folder, timeout=_PATIENCE, check=False
        )


def _told(process: subprocess.CompletedProcess[str]) -> str:
    lines = process.stderr.strip().splitlines()
    return f" ({lines[-1]})" if process.returncode and lines else ""


# ---------------------------------------------------------------- claims


def _claims(card: Card) -> Iterator[tuple[bool, str]]:
    """Whether what is measured of a rule's case is as its card says."""
    name = card.name.replace("-", "_")
    if not (CASES / f"{name}.py").exists():
        yield False, f"has no case: write tests/evidence/cases/{name}.py"
        return
    case = importlib.import_module(f"evidence.cases.{name}")
    for claim in case.CLAIMS:
        if isinstance(claim, Raises):
            told = _apart(partial(_raised, claim))
            yield told == 1.0, f"{claim.what}: raises {claim.error.__name__}"
        else:
            yield _compared(claim)


def _compared(claim: Claim) -> tuple[bool, str]:
    bad, good = _apart(claim.bad), _apart(claim.good)
    if bad is None or good is None:
        return False, f"{claim.what}: could not be measured"
    figures = f"{bad:,.6g} against {good:,.6g}, {bad / good:,.1f} times"
    return bad / good >= claim.at_least, f"{claim.what}: {figures} (at least {claim.at_least:g} is claimed)"


def _raised(claim: Raises) -> float:
    try:
        claim.call()
    except claim.error:
        return 1.0
    return 0.0


def _apart(measure: Callable[[], float]) -> float | None:
    """A figure that is measured in a process of its own; None where that fails."""
    context = multiprocessing.get_context("fork")
    answers: SimpleQueue[float] = context.SimpleQueue()
    process = context.Process(target=lambda: answers.put(float(measure())))
    process.start()
    process.join(_PATIENCE)
    if process.is_alive():
        process.kill()
        process.join()
    return answers.get() if process.exitcode == 0 and not answers.empty() else None


if __name__ == "__main__":
    sys.exit(main())
