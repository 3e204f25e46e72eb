"""Starts a new rule: its file with an empty card, and its fixture. ``make rule NAME=… IN=…`` runs it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

RULE = '''"""{name}: WHAT IS WRONG, in one line."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tensortidy.rule import Card, Confidence, Finding, FixSafety, Framework, Rule, Severity
from tensortidy.semantics import Answer, Model


class {class_name}(Rule):
    """WHAT IT LOOKS FOR, in Python: ``loss.backward(retain_graph=True)``."""

    card = Card(
        name="{name}",
        title="{title}",
        frameworks=(Framework.TORCH,),
        category="CATEGORY OF THE CATALOGUE",
        subcategory="ITS SUB-CATEGORY",
        summary="One sentence for the table, with its full stop.",
        explanation="What happens, why, and when it does not matter.",
        consequences=("what it leads to",),
        practices=("What to do instead.",),
        bad="import torch\\n",
        good="import torch\\n",
        fix_safety=FixSafety.NONE,
        fix_note="Why there is no fix, or why it is unsafe.",
        severity=Severity.WARNING,
        confidence=Confidence.MEDIUM,
        evidence="What was measured: how much, on which version.",
    )
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Report … (ask the model; fire on YES only)."""
        if isinstance(node, ast.Call) and model.graph_tensors.is_graph_tensor(node) is Answer.YES:
            yield self.finding(node, "What is wrong here, what it leads to, and what to do.")
'''

FIXTURE = '''"""{name}: true shapes first, then traps."""

import torch

# At least five true shapes, each marked on the line that is to be reported: # smell: {name}
# (write the mark behind the code). Known misses: # missed: {name}, why

# At least ten traps, each under a line like this:
# trap: why this is fine
'''


def main() -> None:
    """Write the two files, and say what to do next."""
    if len(sys.argv) != 3 or not re.fullmatch(r"[a-z]+(-[a-z]+)+", sys.argv[1]):
        sys.exit("usage: make rule NAME=missing-zero-grad IN=pytorch/graph_and_gradient")
    name, folder = sys.argv[1], sys.argv[2]
    module = name.replace("-", "_")
    words = {
        "name": name,
        "class_name": "".join(word.capitalize() for word in name.split("-")),
        "title": " ".join(word.capitalize() for word in name.split("-")),
    }
    package = ROOT / "rules" / "tensortidy_rules" / folder
    if not (package / "__init__.py").exists():
        sys.exit(
            f"there is no package rules/tensortidy_rules/{folder}: make it, with an __init__.py that says what it is"
        )
    targets = {
        package / f"{module}.py": RULE,
        ROOT / "tests" / "fixtures" / folder.split("/")[0] / f"{module}.py": FIXTURE,
    }
    for path in targets:
        if path.exists():
            sys.exit(f"{path.relative_to(ROOT)} exists already")
    for path, template in targets.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template.format(**words), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
    print("Next: the card, then the check, then the fixture; `make test` until it is green, and `make docs`.")


if __name__ == "__main__":
    main()
