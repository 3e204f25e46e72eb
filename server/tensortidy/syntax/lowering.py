"""Statements: parso's tree lowered to ``ast``. What parso could not parse is left out."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Any

from tensortidy.syntax.expressions import Broken, ExpressionLowering, identifier, place
from tensortidy.syntax.modern import Respelled
from tensortidy.syntax.patterns import pattern_of

# parso ships no types for its node classes; this module and its neighbours read only
# ``type``, ``value``, ``children``, ``start_pos`` and ``end_pos``.
Parso = Any

_AUGMENTED: dict[str, type[ast.operator]] = {
    "+=": ast.Add, "-=": ast.Sub, "*=": ast.Mult, "@=": ast.MatMult, "/=": ast.Div, "%=": ast.Mod,
    "&=": ast.BitAnd, "|=": ast.BitOr, "^=": ast.BitXor, "<<=": ast.LShift, ">>=": ast.RShift,
    "**=": ast.Pow, "//=": ast.FloorDiv,
}  # fmt: skip


def lower_statements(tree: Parso, line_offset: int, respelled: Respelled) -> tuple[list[ast.stmt], bool]:
    """Lower a parsed unit, and say whether a part of it is broken; every line number is raised by ``line_offset``."""
    lowering = _StatementLowering(line_offset, respelled)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the text says: "\d"
            return lowering.block(tree.children), lowering.is_broken
    except RecursionError:
        return [], True


class _StatementLowering(ExpressionLowering):
    """One unit's statements. The methods carry the names of parso's grammar productions."""

    def __init__(self, line_offset: int, respelled: Respelled) -> None:
        super().__init__(line_offset)
        self._respelled = respelled
        self.is_broken = False
        self._statements: dict[str, Callable[[Parso], list[ast.stmt]]] = {
            "simple_stmt": self._simple_stmt,
            "if_stmt": self._if_stmt,
            "for_stmt": lambda node: [self._for_stmt(node, ast.For)],
            "while_stmt": self._while_stmt,
            "try_stmt": self._try_stmt,
            "with_stmt": lambda node: [self._match_or_with(node)],
            "funcdef": lambda node: [self._funcdef(node, ast.FunctionDef, [])],
            "classdef": lambda node: [self._classdef(node, [])],
            "decorated": self._decorated,
            "async_stmt": self._async_stmt,
            "async_funcdef": self._async_stmt,
        }

    def block(self, children: list[Parso]) -> list[ast.stmt]:
        """Lower a suite's statements, leaving out those that are broken."""
        body: list[ast.stmt] = []
        broken_line = 0
        for child in children:
            if child.type in ("error_node", "error_leaf"):
                self.is_broken = True
                if getattr(child, "token_type", "") not in ("INDENT", "DEDENT", "ERROR_DEDENT"):
                    broken_line = child.end_pos[0]
                continue
            if child.start_pos[0] == broken_line:
                continue  # the rest of a line that parso gave up on: `a = = 2` leaves a `2`
            lower = self._statements.get(child.type)
            try:
                if lower is not None:
                    body.extend(lower(child))
                elif child.type not in _LAYOUT:
                    # a lone small statement without its line break, at the end of a unit
                    body.extend(self._small(child))
            except Broken:
                self.is_broken = True
        return body

    def _suite(self, node: Parso) -> list[ast.stmt]:
        """The statements of a suite; `pass` where all of them are broken, since Python has no empty one."""
        children = node.children if node.type == "suite" else [node]  # `if x: statement` on one line
        return self.block(children) or [self.at(ast.Pass(), node)]

    # ------------------------------------------------------------ compound statements

    def _if_stmt(self, node: Parso) -> list[ast.stmt]:
        children = node.children
        orelse = self._else(node)
        end = len(children) - (3 if _has_else(node) else 0)
        # if test : suite elif test : suite …: built from the last arm back to the first
        for at in range(end - 4, -1, -4):
            arm = ast.If(test=self.expr(children[at + 1]), body=self._suite(children[at + 3]), orelse=orelse)
            place(arm, children[at], node, self.line_offset)
            orelse = [arm]
        return orelse

    def _else(self, node: Parso) -> list[ast.stmt]:
        return self._suite(node.children[-1]) if _has_else(node) else []

    def _for_stmt(self, node: Parso, kind: type[ast.For] | type[ast.AsyncFor]) -> ast.stmt:
        _, target, _, iterable, _, suite = node.children[:6]
        loop = kind(
            target=self.store(self.expr(target)),
            iter=self.expr(iterable),
            body=self._suite(suite),
            orelse=self._else(node),
        )
        return self.at(loop, node)

    def _while_stmt(self, node: Parso) -> list[ast.stmt]:
        _, test, _, suite = node.children[:4]
        loop = ast.While(test=self.expr(test), body=self._suite(suite), orelse=self._else(node))
        return [self.at(loop, node)]

    def _try_stmt(self, node: Parso) -> list[ast.stmt]:
        children = node.children
        statement = ast.Try(body=[], handlers=[], orelse=[], finalbody=[])
        for head, suite in zip(children[0::3], children[2::3], strict=False):
            body = self._suite(suite)
            word = head.value if head.type == "keyword" else "except"
            if word == "try":
                statement.body = body
            elif word == "else":
                statement.orelse = body
            elif word == "finally":
                statement.finalbody = body
            else:
                statement.handlers.append(self._handler(head, suite, body))
        if node.children[3].start_pos[0] in self._respelled.exception_groups:
            statement = _exception_group(statement)
        return [self.at(statement, node)]

    def _handler(self, head: Parso, suite: Parso, body: list[ast.stmt]) -> ast.ExceptHandler:
        kind = name = None
        if head.type == "except_clause":
            kind = self.expr(head.children[1])
            name = identifier(head.children[3]) if len(head.children) > 3 else None
        handler = ast.ExceptHandler(type=kind, name=name, body=body)
        place(handler, head, suite, self.line_offset)
        return handler

    def _with_stmt(self, node: Parso, kind: type[ast.With] | type[ast.AsyncWith]) -> ast.stmt:
        items = []
        for item in node.children[1:-2:2]:
            if item.type == "with_item":
                context, _, target = item.children
                items.append(ast.withitem(self.expr(context), self.store(self.expr(target))))
            else:
                items.append(ast.withitem(self.expr(item), None))
        return self.at(kind(items=items, body=self._suite(node.children[-1])), node)

    def _match_or_with(self, node: Parso) -> ast.stmt:
        if node.start_pos not in self._respelled.matches:
            return self._with_stmt(node, ast.With)
        items = [self.expr(item) for item in node.children[1:-2:2]]
        subject = items[0]
        if len(node.children) > 4:  # match first, second:
            subject = ast.Tuple(elts=items, ctx=ast.Load())
            place(subject, node.children[1], node.children[-3], self.line_offset)
        cases = [
            self._case(child)
            for child in node.children[-1].children
            if child.type == "with_stmt" and child.start_pos in self._respelled.cases
        ]
        return self.at(ast.Match(subject=subject, cases=cases), node)

    def _case(self, node: Parso) -> ast.match_case:
        items = node.children[1:-2:2]
        guard = None
        if items[-1].start_pos in self._respelled.guards:
            guard = self.expr(items.pop())
        patterns = [self._pattern(item) for item in items]
        pattern = patterns[0]
        if len(patterns) > 1:
            pattern = ast.MatchSequence(patterns=patterns)
            place(pattern, items[0], items[-1], self.line_offset)
        return ast.match_case(pattern=pattern, guard=guard, body=self._suite(node.children[-1]))

    def _pattern(self, item: Parso) -> ast.pattern:
        if item.type != "with_item":
            return pattern_of(self.expr(item))
        inner, _, name = item.children
        return self.at(ast.MatchAs(pattern=pattern_of(self.expr(inner)), name=name.value), item)

    def _async_stmt(self, node: Parso) -> list[ast.stmt]:
        inner = node.children[1]
        if inner.type == "funcdef":
            statement: ast.stmt = self._funcdef(inner, ast.AsyncFunctionDef, [])
        elif inner.type == "for_stmt":
            statement = self._for_stmt(inner, ast.AsyncFor)
        else:
            statement = self._with_stmt(inner, ast.AsyncWith)
        place(statement, node, inner, self.line_offset)
        return [statement]

    def _decorated(self, node: Parso) -> list[ast.stmt]:
        decorators, definition = node.children
        nodes = decorators.children if decorators.type == "decorators" else [decorators]
        expressions = [self.expr(decorator.children[1]) for decorator in nodes]
        if definition.type == "classdef":
            return [self._classdef(definition, expressions)]
        if definition.type == "funcdef":
            return [self._funcdef(definition, ast.FunctionDef, expressions)]
        function = self._funcdef(definition.children[1], ast.AsyncFunctionDef, expressions)
        place(function, definition, definition, self.line_offset)
        return [function]

    def _funcdef(
        self,
        node: Parso,
        kind: type[ast.FunctionDef] | type[ast.AsyncFunctionDef],
        decorators: list[ast.expr],
    ) -> ast.FunctionDef | ast.AsyncFunctionDef:
        parameters = next(child for child in node.children if child.type == "parameters")
        returns = None
        for arrow, annotation in zip(node.children, node.children[1:], strict=False):
            if arrow.type == "operator" and arrow.value == "->":
                returns = self.expr(annotation)
        function = kind(
            name=identifier(node.children[1]),
            args=self.arguments(parameters.children[1:-1]),
            body=self._suite(node.children[-1]),
            decorator_list=decorators,
            returns=returns,
            type_comment=None,
            **_NO_TYPE_PARAMETERS,
        )
        return self.at(function, node)

    def _classdef(self, node: Parso, decorators: list[ast.expr]) -> ast.stmt:
        bases: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        for before, child in zip(node.children, node.children[1:], strict=False):
            if before.type == "operator" and before.value == "(" and child.type != "operator":
                bases, keywords = self.call_arguments(child)
        definition = ast.ClassDef(
            name=identifier(node.children[1]),
            bases=bases,
            keywords=keywords,
            body=self._suite(node.children[-1]),
            decorator_list=decorators,
            **_NO_TYPE_PARAMETERS,
        )
        return self.at(definition, node)

    # ------------------------------------------------------------ small statements

    def _simple_stmt(self, node: Parso) -> list[ast.stmt]:
        body: list[ast.stmt] = []
        for child in node.children:
            if child.type not in _LAYOUT and not (child.type == "operator" and child.value == ";"):
                body.extend(self._small(child))
        return body

    def _small(self, node: Parso) -> list[ast.stmt]:
        if node.type == "error_node" or node.type == "error_leaf":
            raise Broken
        if node.type == "keyword" and node.value in _WORDS:
            return [self.at(_WORDS[node.value](), node)]
        lower = getattr(self, f"_{node.type}", None) if node.type in _SMALL else None
        if lower is None:
            return [self.at(ast.Expr(self.expr(node)), node)]
        return [self.at(lower(node), node)]

    def _expr_stmt(self, node: Parso) -> ast.stmt:
        children = node.children
        target = children[0]
        second = children[1]
        if second.type == "annassign":
            value = self.expr(second.children[3]) if len(second.children) > 3 else None
            lowered = self.store(self.expr(target))
            simple = int(isinstance(lowered, ast.Name) and target.type == "name")
            annotation = self.expr(second.children[1])
            return ast.AnnAssign(target=_single(lowered), annotation=annotation, value=value, simple=simple)
        operator = second.value
        if operator != "=":
            augmented = _single(self.store(self.expr(target)))
            return ast.AugAssign(target=augmented, op=_AUGMENTED[operator](), value=self.expr(children[2]))
        targets = [self.store(self.expr(child)) for child in children[0:-1:2]]
        return ast.Assign(targets=targets, value=self.expr(children[-1]), type_comment=None)

    def _return_stmt(self, node: Parso) -> ast.stmt:
        return ast.Return(self.expr(node.children[1]))

    def _del_stmt(self, node: Parso) -> ast.stmt:
        target = self.delete(self.expr(node.children[1]))
        bare = isinstance(target, ast.Tuple) and node.children[1].type == "exprlist"
        return ast.Delete(target.elts if bare and isinstance(target, ast.Tuple) else [target])

    def _assert_stmt(self, node: Parso) -> ast.stmt:
        message = self.expr(node.children[3]) if len(node.children) > 3 else None
        return ast.Assert(test=self.expr(node.children[1]), msg=message)

    def _raise_stmt(self, node: Parso) -> ast.stmt:
        cause = self.expr(node.children[3]) if len(node.children) > 3 else None
        return ast.Raise(exc=self.expr(node.children[1]), cause=cause)

    def _global_stmt(self, node: Parso) -> ast.stmt:
        return ast.Global([identifier(name) for name in node.children[1::2]])

    def _nonlocal_stmt(self, node: Parso) -> ast.stmt:
        return ast.Nonlocal([identifier(name) for name in node.children[1::2]])

    def _import_name(self, node: Parso) -> ast.stmt:
        return ast.Import(self._aliases(node.children[1], "dotted_as_names", "dotted_as_name"))

    def _import_from(self, node: Parso) -> ast.stmt:
        level, module, at = 0, None, 1
        while (child := node.children[at]).type != "keyword":
            if child.type == "operator":
                level += len(child.value)
            else:
                module = _dotted(child)
            at += 1
        imported = node.children[at + 1]
        if imported.type == "operator" and imported.value == "(":
            imported = node.children[at + 2]
        return ast.ImportFrom(
            module=module, names=self._aliases(imported, "import_as_names", "import_as_name"), level=level
        )

    def _aliases(self, node: Parso, many: str, one: str) -> list[ast.alias]:
        aliases = []
        for item in node.children if node.type == many else [node]:
            if item.type == "operator" and item.value == ",":
                continue
            renamed = item.type == one
            name = _dotted(item.children[0] if renamed else item)
            alias = ast.alias(name=name, asname=identifier(item.children[2]) if renamed else None)
            place(alias, item, item, self.line_offset)
            aliases.append(alias)
        return aliases


def _exception_group(statement: ast.Try) -> ast.Try:
    """The same with ``except*``, where this Python knows it (3.11)."""
    kind: type[ast.Try] = getattr(ast, "TryStar", ast.Try)
    return kind(
        body=statement.body,
        handlers=statement.handlers,
        orelse=statement.orelse,
        finalbody=statement.finalbody,
    )


def _single(target: ast.expr) -> ast.Name | ast.Attribute | ast.Subscript:
    """The target of an augmented or annotated assignment, which cannot unpack."""
    if isinstance(target, ast.Name | ast.Attribute | ast.Subscript):
        return target
    raise Broken


def _has_else(node: Parso) -> bool:
    word = node.children[-3]
    return bool(word.type == "keyword" and word.value == "else")


def _dotted(node: Parso) -> str:
    leaves = node.children if node.type == "dotted_name" else [node]
    return "".join(identifier(leaf) for leaf in leaves)


# The field that Python 3.12 gave to definitions. Rules have no use for type parameters: they are left out.
_NO_TYPE_PARAMETERS: dict[str, Any] = {"type_params": []} if "type_params" in ast.ClassDef._fields else {}

_LAYOUT = frozenset({"newline", "endmarker", "indent", "dedent"})
_WORDS: dict[str, Callable[[], ast.stmt]] = {
    "pass": ast.Pass,
    "break": ast.Break,
    "continue": ast.Continue,
    "return": lambda: ast.Return(value=None),
    "raise": lambda: ast.Raise(exc=None, cause=None),
}
_SMALL = frozenset({
    "expr_stmt", "return_stmt", "del_stmt", "assert_stmt", "raise_stmt", "global_stmt", "nonlocal_stmt",
    "import_name", "import_from",
})  # fmt: skip
