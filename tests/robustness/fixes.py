"""What must hold of every fix of every file."""

from __future__ import annotations

import difflib
from collections import Counter
from pathlib import Path

from tensortidy import files
from tensortidy.edits import apply_edits
from tensortidy.engine import Analysis, analyze
from tensortidy.fixer import fix_all
from tensortidy.registry import load
from tensortidy.rule import Finding, Safety
from tensortidy.source import Source

_REGISTRY = load()


def examine(path: Path) -> int:
    """Apply the safe fixes of a file, one by one and all together; gives how many there are.

    Raises AssertionError where one does not parse, changes lines that are none of its own, brings a finding that was
    not there, or is lost; or where fixing what is fixed changes it again.
    """
    source = Source(files.read(path).text)
    before = _analyze(source)
    safe = [finding for finding in before.findings if finding.fix is not None and finding.fix.safety is Safety.SAFE]
    for finding in safe:
        _examine_one(source, finding)
    if not safe:
        return 0
    result = fix_all(source, _analyze)
    assert _parses(result.text) or not _parses(source.text), f"{path}: does not parse any more"
    after = _analyze(Source(result.text))
    applied = Counter(finding.rule for finding in result.applied)
    left = [item for item in after.findings if item.fix is not None and item.fix.safety is Safety.SAFE]
    assert not left, f"{path}: not fixed, though safe: {left}"
    assert applied >= Counter(finding.rule for finding in safe), f"{path}: lost some fixes"
    new = _rules(after) - (_rules(before) - Counter(finding.rule for finding in safe))
    assert not new, f"{path}: the fixes bring {new}"
    assert fix_all(Source(result.text), _analyze).text == result.text, f"{path}: fixed again, it changes again"
    return len(safe)


def _examine_one(source: Source, finding: Finding) -> None:
    """One fix by itself parses, and changes only lines that its edits touch."""
    assert finding.fix is not None
    text = apply_edits(source, finding.fix.edits)
    assert text != source.text, f"{finding}: a fix that changes nothing"
    assert _parses(text) or not _parses(source.text), f"{finding}: does not parse any more"
    touched = {line for edit in finding.fix.edits for line in range(edit.span.start.line, edit.span.end.line + 1)}
    old, new = source.text.split("\n"), text.split("\n")
    for kind, start, end, _, _ in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            changed = {line for line in range(start + 1, end + 1) if old[line - 1].strip()}  # blank ones are all alike
            assert changed <= touched, f"{finding}: changes lines {sorted(changed - touched)}, which no edit touches"


def _analyze(source: Source) -> Analysis:
    analysis = analyze(source, _REGISTRY.rules, known_rules=_REGISTRY.names)
    assert not analysis.crashes, analysis.crashes[0].traceback
    return analysis


def _rules(analysis: Analysis) -> Counter[str]:
    return Counter(finding.rule for finding in analysis.findings)


def _parses(text: str) -> bool:
    """Whether Python takes it: what stands outside of a function or nested too deep is no program either."""
    try:
        compile(text, "fixed.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True
