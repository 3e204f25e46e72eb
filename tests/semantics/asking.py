"""Small programs in, answers out: the expression in question is the one before ``# ?``."""

import ast
import textwrap

from tensortidy.semantics import Model
from tensortidy.source import Source
from tensortidy.syntax import parse


def model_of(program: str) -> Model:
    """The model of a program."""
    source = Source(textwrap.dedent(program))
    return Model(parse(source).module, source)


def asked(program: str) -> tuple[Model, ast.expr]:
    """The model of a program, and the last expression on the line that ends in ``# ?``: its value or argument."""
    model = model_of(program)
    [line] = [number for number in range(1, model.source.line_count + 1) if "# ?" in model.source.line(number)]
    [statement] = [
        node
        for node in ast.walk(model.module)
        if isinstance(node, ast.Assign | ast.Expr | ast.AugAssign) and node.lineno == line
    ]
    return model, statement.value
