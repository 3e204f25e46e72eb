"""A server with one more rule, which crashes at every call: for the tests of containment."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import replace

from tensortidy.lsp.server import create_server
from tensortidy.registry import Registry, load
from tensortidy.rule import Finding, Rule
from tensortidy.semantics import Model


class CrashingRule(Rule):
    """Raises."""

    card = replace(load().rules[0].card, name="crashing-rule")
    visits = (ast.Call,)

    def check(self, node: ast.AST, model: Model) -> Iterator[Finding]:
        """Raise."""
        raise RuntimeError("this rule is broken")


server = create_server(Registry((*load().rules, CrashingRule())))
server.start_io(sys.stdin.buffer, sys.stdout.buffer)
