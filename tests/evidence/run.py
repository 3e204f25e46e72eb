"""Hold the rules' cards against their frameworks: run examples and fixes, and measure what the cards claim.

    python -m evidence.run [--framework torch|tensorflow] [RULE ...]

Exits with 1 where an example does not run, a safe fix prints something else, or a claim does not hold. Each framework
is measured by a Python that has it. Where that is not installed it says so, how to give another Python, and
exits with 0, having measured nothing.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.util
import logging
import multiprocessing
import os
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
TORCH, TENSORFLOW = "torch", "tensorflow"
# What examples begin with: the same random numbers in every run.
_SEEDS = {
    TORCH: "import torch\ntorch.manual_seed(0)\n",
    TENSORFLOW: "import random, numpy, tensorflow\n"
    "random.seed(0), numpy.random.seed(0), tensorflow.random.set_seed(0)\n",
}
# TensorFlow is measured on the CPU, and says nothing of what it finds there.
_SETTINGS = {"CUDA_VISIBLE_DEVICES": "-1", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
_PATIENCE = 300  # seconds


def main() -> int:
    """Run what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(description="Hold the cards of rules against their frameworks.")
    parser.add_argument("--framework", choices=(TORCH, TENSORFLOW), default=TORCH)
    parser.add_argument("rules", nargs="*", metavar="RULE", help="names of rules; by default all of the framework")
    asked = parser.parse_args()
    wanted, framework = asked.rules, asked.framework
    cards = [rule.card for rule in load().rules if framework_of(rule.card) == framework]
    cards = [card for card in cards if not wanted or card.name in wanted]
    if not cards:
        return 0
    if importlib.util.find_spec(framework) is None:
        print(
            f"{framework} is not installed here, so {len(cards)} of its rules were skipped. Give a Python that has it: "
            f"make evidence {framework.upper()}=/path/to/python"
        )
        return 0
    if framework == TENSORFLOW:
        os.environ.update(_SETTINGS)
        logging.getLogger("tensorflow").setLevel(logging.CRITICAL)
    version = importlib.import_module(framework).__version__
    print(f"{framework} {version}, Python {platform.python_version()}, {platform.machine()}", flush=True)
    failed = 0
    for card in cards:
        for passed, what in (*_examples(card, _SEEDS[framework]), *_claims(card)):
            print(f"{'ok    ' if passed else 'FAILED'}  {card.name}: {what}", flush=True)
            failed += not passed
    return 1 if failed else 0


def framework_of(card: Card) -> str | None:
    """The framework by which a rule is measured: what its case says, else what its card says; None for any.

    The case is read and not imported, for what it imports may not be installed.
    """
    path = _case(card)
    if path.exists():
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            match statement:
                case ast.Assign(targets=[ast.Name(id="FRAMEWORK")], value=ast.Constant(value=str(name))):
                    return name
        return TORCH
    if Framework.TORCH not in card.frameworks:
        return TENSORFLOW
    return TORCH if len(card.frameworks) == 1 else None


def _case(card: Card) -> Path:
    return CASES / f"{card.name.replace('-', '_')}.py"


# ---------------------------------------------------------------- examples and fixes


def _examples(card: Card, seed: str) -> Iterator[tuple[bool, str]]:
    """Whether the examples run, and whether the fixed bad one prints what it printed before."""
    run = partial(_run, seed) if card.language == "python" else _run_shell
    bad, good = run(card.bad), run(card.good)
    yield bad.returncode == 0, f"the bad example runs{_told(bad)}"
    yield good.returncode == 0, f"the good example runs{_told(good)}"
    if card.fix_safety is FixSafety.SAFE:
        registry = load()
        fixed = fix_all(Source(card.bad), lambda source: analyze(source, registry.rules, known_rules=registry.names))
        after = run(fixed.text)
        same = after.returncode == 0 and after.stdout == bad.stdout
        yield same, f"the safe fix of the bad example prints the same{_told(after)}"


def _run(seed: str, text: str) -> subprocess.CompletedProcess[str]:
    """Run a program from a fixed seed, in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "example.py")
        path.write_text(seed + text, encoding="utf-8")
        return subprocess.run(
            [sys.executable, str(path)], capture_output=True, text=True, cwd=folder, timeout=_PATIENCE, check=False
        )


def _run_shell(text: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script, in which the first command that fails ends it."""
    return subprocess.run(["sh", "-e"], input=text, capture_output=True, text=True, timeout=_PATIENCE, check=False)


def _told(process: subprocess.CompletedProcess[str]) -> str:
    lines = process.stderr.strip().splitlines()
    return f" ({lines[-1]})" if process.returncode and lines else ""


# ---------------------------------------------------------------- claims


def _claims(card: Card) -> Iterator[tuple[bool, str]]:
    """Whether what is measured of a rule's case is as its card says."""
    name = _case(card).stem
    if not _case(card).exists():
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
