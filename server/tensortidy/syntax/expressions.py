"""Expressions: parso's tree lowered to ``ast``."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

Parso = Any
Node = TypeVar("Node", bound=ast.AST)
_Loaded = ast.Load()
_Stored = ast.Store()
_Deleted = ast.Del()

_BINARY: dict[str, type[ast.operator]] = {
    "+": ast.Add, "-": ast.Sub, "*": ast.Mult, "@": ast.MatMult, "/": ast.Div, "%": ast.Mod, "&": ast.BitAnd,
    "|": ast.BitOr, "^": ast.BitXor, "<<": ast.LShift, ">>": ast.RShift, "**": ast.Pow, "//": ast.FloorDiv,
}  # fmt: skip
_UNARY: dict[str, type[ast.unaryop]] = {"+": ast.UAdd, "-": ast.USub, "~": ast.Invert, "not": ast.Not}
_COMPARE: dict[str, type[ast.cmpop]] = {
    "<": ast.Lt, ">": ast.Gt, "==": ast.Eq, ">=": ast.GtE, "<=": ast.LtE, "!=": ast.NotEq, "<>": ast.NotEq,
    "in": ast.In, "is": ast.Is, "not in": ast.NotIn, "is not": ast.IsNot,
}  # fmt: skip
_WORDS = {"None": None, "True": True, "False": False}


class Broken(Exception):  # noqa: N818 - control flow inside this package, never seen outside it
    """A node that parso could not parse, met while lowering the statement around it."""


def place(node: ast.AST, first: Parso, last: Parso, line_offset: int) -> None:
    """Give a node the range from the start of ``first`` to the end of ``last``."""
    line, column = first.start_pos
    node.lineno = line + line_offset  # type: ignore[attr-defined]
    node.col_offset = column  # type: ignore[attr-defined]
    while last.type in _SUITES and _is_layout(last):
        last = _last_child(last)
    line, column = last.end_pos
    node.end_lineno = line + line_offset  # type: ignore[attr-defined]
    node.end_col_offset = column  # type: ignore[attr-defined]


def identifier(leaf: Parso) -> str:
    """A name as Python understands it: in normal form KC (the language reference, "Identifiers").

    Raises Broken for what parso takes in a name's place: ``f((a)=1)``.
    """
    if hasattr(leaf, "children"):
        raise Broken
    name = str(leaf.value)
    return name if name.isascii() else unicodedata.normalize("NFKC", name)


# A compound statement ends in parso after its line break, in Python before it.
_SUITES = frozenset({
    "suite", "simple_stmt", "if_stmt", "for_stmt", "while_stmt", "try_stmt", "with_stmt", "funcdef", "classdef",
    "decorated", "async_stmt", "async_funcdef",
})  # fmt: skip


def _is_layout(node: Parso) -> bool:
    return bool(node.children)


def _last_child(node: Parso) -> Parso:
    children = node.children
    at = len(children) - 1
    while at > 0 and (
        children[at].type in ("newline", "error_leaf")
        or (node.type == "simple_stmt" and children[at].type == "operator" and children[at].value == ";")
    ):
        at -= 1
    return children[at]


class ExpressionLowering:
    """Lowers expressions of one unit. Methods named after parso's grammar productions."""

    def __init__(self, line_offset: int) -> None:
        self.line_offset = line_offset
        lower: dict[str, Callable[[Parso], ast.expr]] = {
            "name": self._name,
            "keyword": self._keyword,
            "number": self._number,
            "string": self._string,
            "strings": self._strings,
            "fstring": self._fstring,
            "operator": self._operator,
            "atom": self._atom,
            "atom_expr": self._atom_expr,
            "power": self._binary,
            "factor": self._unary,
            "not_test": self._unary,
            "and_test": self._boolean,
            "or_test": self._boolean,
            "comparison": self._comparison,
            "test": self._conditional,
            "ternary": self._conditional,
            "lambdef": self._lambdef,
            "namedexpr_test": self._named,
            "star_expr": self._starred,
            "yield_expr": self._yield_expr,
            "subscript": self._subscript,
            "subscriptlist": self._tuple,
            "sliceop": self._broken,
        }
        lower.update(dict.fromkeys(("term", "arith_expr", "shift_expr", "and_expr", "xor_expr", "expr"), self._binary))
        lower.update(dict.fromkeys(("testlist_star_expr", "testlist", "exprlist", "testlist_comp"), self._tuple))
        self._lower = lower

    def expr(self, node: Parso) -> ast.expr:
        """Lower one expression. Raises Broken where parso could not parse it."""
        lower = self._lower.get(node.type)
        if lower is None:
            raise Broken
        return lower(node)

    def at(self, node: Node, over: Parso) -> Node:
        """Give a node the range of a parso node."""
        place(node, over, over, self.line_offset)
        return node

    def _between(self, node: Node, first: Parso, last: Parso) -> Node:
        place(node, first, last, self.line_offset)
        return node

    def store(self, target: ast.expr) -> ast.expr:
        """Mark an expression, and what it unpacks, as being assigned to."""
        return self._in_context(target, _Stored)

    def delete(self, target: ast.expr) -> ast.expr:
        """Mark an expression as being deleted."""
        return self._in_context(target, _Deleted)

    def _in_context(self, target: ast.expr, context: ast.expr_context) -> ast.expr:
        if isinstance(target, ast.Name | ast.Attribute | ast.Subscript | ast.Starred | ast.Tuple | ast.List):
            target.ctx = context
        if isinstance(target, ast.Starred):
            self._in_context(target.value, context)
        elif isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                self._in_context(element, context)
        return target

    # ------------------------------------------------------------ leaves

    def _broken(self, node: Parso) -> ast.expr:
        raise Broken

    def _name(self, node: Parso) -> ast.expr:
        return self.at(ast.Name(id=identifier(node), ctx=_Loaded), node)

    def _keyword(self, node: Parso) -> ast.expr:
        if node.value in _WORDS:
            return self.at(ast.Constant(value=_WORDS[node.value], kind=None), node)
        if node.value == "yield":
            return self.at(ast.Yield(value=None), node)
        raise Broken

    def _operator(self, node: Parso) -> ast.expr:
        if node.value == "...":
            return self.at(ast.Constant(value=Ellipsis, kind=None), node)
        if node.value == ":":  # the whole of `x[:]`
            return self.at(ast.Slice(lower=None, upper=None, step=None), node)
        raise Broken

    def _number(self, node: Parso) -> ast.expr:
        return self.at(ast.Constant(value=_literal(node.value), kind=None), node)

    def _string(self, node: Parso) -> ast.expr:
        kind = "u" if node.value[0] in "uU" else None
        return self.at(ast.Constant(value=_literal(node.value), kind=kind), node)

    def _strings(self, node: Parso) -> ast.expr:
        parts = [self.expr(child) for child in node.children]
        values: list[ast.expr] = []
        for part in parts:
            values.extend(part.values if isinstance(part, ast.JoinedStr) else [part])
        merged = _merge(values)
        if any(isinstance(part, ast.JoinedStr) for part in parts):
            return with_placed_parts(self.at(ast.JoinedStr(values=merged), node))
        if not merged:
            return self.at(ast.Constant(value="", kind=None), node)
        if len(merged) > 1:  # bytes beside text: not Python
            raise Broken
        return self.at(merged[0], node)

    def _fstring(self, node: Parso) -> ast.expr:
        raw = "r" in node.children[0].value.lower().rstrip("\"'")
        return with_placed_parts(self.at(ast.JoinedStr(values=self._fstring_content(node.children[1:-1], raw)), node))

    def _fstring_content(self, children: list[Parso], raw: bool) -> list[ast.expr]:
        values: list[ast.expr] = []
        for child in children:
            if child.type == "fstring_string":
                text = child.value.replace("{{", "{").replace("}}", "}")
                values.append(self.at(ast.Constant(value=text if raw else _unescape(text), kind=None), child))
            elif child.type == "fstring_expr":
                values.extend(self._fstring_expr(child, raw))
            else:
                raise Broken
        return _merge(values)

    def _fstring_expr(self, node: Parso, raw: bool) -> list[ast.expr]:
        conversion, spec, shown = -1, None, False
        for child in node.children[2:-1]:
            if child.type == "fstring_conversion":
                conversion = ord(child.children[1].value[0])
            elif child.type == "fstring_format_spec":
                spec = self.at(ast.JoinedStr(values=self._fstring_content(child.children[1:], raw)), child)
            elif child.type == "operator" and child.value == "=":
                shown = True
        value = self.expr(node.children[1])
        if shown and conversion == -1 and spec is None:
            conversion = ord("r")
        formatted = self.at(ast.FormattedValue(value=value, conversion=conversion, format_spec=spec), node)
        if not shown:
            return [formatted]
        text = f"{node.children[1].get_code()}{node.children[2].get_code()}"
        return [self.at(ast.Constant(value=text, kind=None), node), formatted]

    # ------------------------------------------------------------ displays and comprehensions

    def _atom(self, node: Parso) -> ast.expr:
        opening = node.children[0].value
        inner = node.children[1]
        empty = inner.type == "operator" and inner.value in ")]}"
        if opening == "(":
            if empty:
                return self.at(ast.Tuple(elts=[], ctx=_Loaded), node)
            if inner.type == "testlist_comp":
                return self.at(self._listed(inner, ast.GeneratorExp), node)
            return self.expr(inner)
        if opening == "[":
            if empty:
                return self.at(ast.List(elts=[], ctx=_Loaded), node)
            if inner.type == "testlist_comp":
                listed = self._listed(inner, ast.ListComp)
                if isinstance(listed, ast.Tuple):
                    listed = ast.List(elts=listed.elts, ctx=_Loaded)
                return self.at(listed, node)
            return self.at(ast.List(elts=[self.expr(inner)], ctx=_Loaded), node)
        return self.at(self._braces(inner, empty), node)

    def _listed(self, node: Parso, comprehension: type[ast.GeneratorExp] | type[ast.ListComp]) -> ast.expr:
        if node.children[-1].type in _COMP_FOR:
            return comprehension(elt=self.expr(node.children[0]), generators=self._generators(node.children[-1]))
        return self._tuple(node)

    def _braces(self, inner: Parso, empty: bool) -> ast.expr:
        if empty:
            return ast.Dict(keys=[], values=[])
        if inner.type != "dictorsetmaker":
            return ast.Set(elts=[self.expr(inner)])
        children = inner.children
        comp = children[-1] if children[-1].type in _COMP_FOR else None
        first, second = children[0], children[1]
        if _is_operator(first, "**") or _is_operator(second, ":"):
            keys, values = self._pairs(children)
            if comp is not None and keys[0] is not None:
                return ast.DictComp(key=keys[0], value=values[0], generators=self._generators(comp))
            return ast.Dict(keys=keys, values=values)
        if comp is not None:
            return ast.SetComp(elt=self._set_element(children[:-1]), generators=self._generators(comp))
        return ast.Set(elts=[self._set_element(group) for group in _split_at_commas(children)])

    def _set_element(self, group: list[Parso]) -> ast.expr:
        if len(group) == 3 and _is_operator(group[1], ":="):
            return self._walrus(*group)
        return self.expr(group[0])

    def _pairs(self, children: list[Parso]) -> tuple[list[ast.expr | None], list[ast.expr]]:
        keys: list[ast.expr | None] = []
        values: list[ast.expr] = []
        at = 0
        while at < len(children) and children[at].type not in _COMP_FOR:
            if _is_operator(children[at], "**"):
                keys.append(None)
                values.append(self.expr(children[at + 1]))
                at += 3
            else:
                if not _is_operator(children[at + 1], ":"):
                    raise Broken
                keys.append(self.expr(children[at]))
                values.append(self.expr(children[at + 2]))
                at += 3 if at + 3 < len(children) and children[at + 3].type in _COMP_FOR else 4
        return keys, values

    def _generators(self, node: Parso) -> list[ast.comprehension]:
        generators: list[ast.comprehension] = []
        following: Parso | None = node
        while following is not None:
            is_async = 0
            if following.type == "comp_for":
                is_async, following = 1, following.children[1]
            if following.type == "comp_if":
                generators[-1].ifs.append(self.expr(following.children[1]))
                following = following.children[2] if len(following.children) > 2 else None
                continue
            generators.append(
                ast.comprehension(
                    target=self.store(self.expr(following.children[1])),
                    iter=self.expr(following.children[3]),
                    ifs=[],
                    is_async=is_async,
                )
            )
            following = following.children[4] if len(following.children) > 4 else None
        return generators

    def _tuple(self, node: Parso) -> ast.expr:
        elements = [self.expr(child) for child in node.children if not _is_operator(child, ",")]
        return self.at(ast.Tuple(elts=elements, ctx=_Loaded), node)

    # ------------------------------------------------------------ operators

    def _binary(self, node: Parso) -> ast.expr:
        children = node.children
        if children[1].value == "**":
            power = ast.BinOp(left=self.expr(children[0]), op=ast.Pow(), right=self.expr(children[2]))
            return self.at(power, node)
        left = self.expr(children[0])
        for operator, right in zip(children[1::2], children[2::2], strict=True):
            left = ast.BinOp(left=left, op=_BINARY[operator.value](), right=self.expr(right))
            self._between(left, children[0], right)
        return left

    def _unary(self, node: Parso) -> ast.expr:
        operator, operand = node.children
        return self.at(ast.UnaryOp(op=_UNARY[operator.value](), operand=self.expr(operand)), node)

    def _boolean(self, node: Parso) -> ast.expr:
        operator = ast.And() if node.type == "and_test" else ast.Or()
        return self.at(ast.BoolOp(op=operator, values=[self.expr(child) for child in node.children[::2]]), node)

    def _comparison(self, node: Parso) -> ast.expr:
        operators = [
            _COMPARE[" ".join(leaf.value for leaf in child.children) if child.type == "comp_op" else child.value]()
            for child in node.children[1::2]
        ]
        left, *comparators = [self.expr(child) for child in node.children[::2]]
        return self.at(ast.Compare(left=left, ops=operators, comparators=comparators), node)

    def _conditional(self, node: Parso) -> ast.expr:
        body, _, test, _, orelse = node.children
        return self.at(ast.IfExp(test=self.expr(test), body=self.expr(body), orelse=self.expr(orelse)), node)

    def _lambdef(self, node: Parso) -> ast.expr:
        return self.at(ast.Lambda(args=self.arguments(node.children[1:-2]), body=self.expr(node.children[-1])), node)

    def _named(self, node: Parso) -> ast.expr:
        return self._walrus(*node.children)

    def _walrus(self, target: Parso, _: Parso, value: Parso) -> ast.expr:
        stored = self.store(self.expr(target))
        if not isinstance(stored, ast.Name):
            raise Broken
        return self._between(ast.NamedExpr(target=stored, value=self.expr(value)), target, value)

    def _starred(self, node: Parso) -> ast.expr:
        return self.at(ast.Starred(value=self.expr(node.children[1]), ctx=_Loaded), node)

    def _yield_expr(self, node: Parso) -> ast.expr:
        argument = node.children[1]
        if argument.type == "yield_arg":
            return self.at(ast.YieldFrom(value=self.expr(argument.children[1])), node)
        return self.at(ast.Yield(value=self.expr(argument)), node)

    # ------------------------------------------------------------ trailers

    def _atom_expr(self, node: Parso) -> ast.expr:
        children = node.children
        awaited = children[0].type == "keyword" and children[0].value == "await"
        first = children[1] if awaited else children[0]
        value = self.expr(first)
        for trailer in children[2 if awaited else 1 :]:
            value = self._between(self._trailer(value, trailer), first, trailer)
        return self.at(ast.Await(value=value), node) if awaited else value

    def _trailer(self, value: ast.expr, trailer: Parso) -> ast.expr:
        opening = trailer.children[0].value
        if opening == ".":
            return ast.Attribute(value=value, attr=identifier(trailer.children[1]), ctx=_Loaded)
        inner = trailer.children[1]
        if opening == "[":
            return ast.Subscript(value=value, slice=self.expr(inner), ctx=_Loaded)
        if _is_operator(inner, ")"):
            return ast.Call(func=value, args=[], keywords=[])
        positional, keywords = self.call_arguments(inner)
        if len(positional) == 1 and isinstance(positional[0], ast.GeneratorExp) and inner.type == "argument":
            self._between(positional[0], trailer, trailer)  # the brackets are the generator's, as in CPython
        return ast.Call(func=value, args=positional, keywords=keywords)

    def _subscript(self, node: Parso) -> ast.expr:
        if _is_operator(node.children[1], ":=") if len(node.children) > 1 else False:
            return self._walrus(*node.children)
        parts: list[ast.expr | None] = [None, None, None]
        at = 0
        for child in node.children:
            if child.type == "sliceop":
                at = 2
                parts[2] = self.expr(child.children[1]) if len(child.children) > 1 else None
            elif _is_operator(child, ":"):
                at += 1
            else:
                parts[at] = self.expr(child)
        return self.at(ast.Slice(lower=parts[0], upper=parts[1], step=parts[2]), node)

    def call_arguments(self, node: Parso) -> tuple[list[ast.expr], list[ast.keyword]]:
        """Lower what stands between the brackets of a call or a class definition."""
        positional: list[ast.expr] = []
        keywords: list[ast.keyword] = []
        for argument in node.children if node.type == "arglist" else [node]:
            if _is_operator(argument, ","):
                continue
            if argument.type != "argument":
                positional.append(self.expr(argument))
                continue
            first, second = argument.children[0], argument.children[1]
            if _is_operator(first, "**"):
                keywords.append(self.at(ast.keyword(arg=None, value=self.expr(second)), argument))
            elif _is_operator(first, "*"):
                positional.append(self.at(ast.Starred(value=self.expr(second), ctx=_Loaded), argument))
            elif _is_operator(second, "="):
                value = self.expr(argument.children[2])
                keywords.append(self.at(ast.keyword(arg=identifier(first), value=value), argument))
            elif _is_operator(second, ":="):
                positional.append(self._walrus(*argument.children))
            else:
                generator = ast.GeneratorExp(elt=self.expr(first), generators=self._generators(second))
                positional.append(self.at(generator, argument))
        return positional, keywords

    def arguments(self, children: list[Parso]) -> ast.arguments:
        """Lower the parameters of a function or a lambda."""
        lowered = ast.arguments(
            posonlyargs=[], args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]
        )
        keyword_only = False
        for child in children:
            if child.type == "operator":
                if child.value == "/":
                    lowered.posonlyargs, lowered.args = lowered.args, []
                elif child.value == "*":
                    keyword_only = True
                continue
            if child.type != "param":
                raise Broken
            stars, name, annotation, default = _parameter(child)
            argument = ast.arg(arg=identifier(name), annotation=annotation and self.expr(annotation), type_comment=None)
            self._between(argument, name, annotation or name)
            if stars == "*":
                lowered.vararg, keyword_only = argument, True
            elif stars == "**":
                lowered.kwarg = argument
            elif keyword_only:
                lowered.kwonlyargs.append(argument)
                lowered.kw_defaults.append(self.expr(default) if default is not None else None)
            else:
                lowered.args.append(argument)
                if default is not None:
                    lowered.defaults.append(self.expr(default))
        return lowered


_COMP_FOR = frozenset({"comp_for", "sync_comp_for"})


def with_placed_parts(text: ast.JoinedStr) -> ast.JoinedStr:
    """An f-string whose parts stand where it stands as a whole, which not every CPython says; expressions stay."""
    for part in text.values:
        ast.copy_location(part, text)
        if isinstance(part, ast.FormattedValue) and isinstance(part.format_spec, ast.JoinedStr):
            with_placed_parts(ast.copy_location(part.format_spec, text))
    return text


def _parameter(node: Parso) -> tuple[str, Parso, Parso | None, Parso | None]:
    """One parameter's stars, name, annotation and default, as parso nodes."""
    children = [child for child in node.children if not _is_operator(child, ",")]
    stars = ""
    if children[0].type == "operator":
        stars = children.pop(0).value
    first = children.pop(0)
    name, annotation = first, None
    if first.type == "tfpdef":
        name, annotation = first.children[0], first.children[2]
    return stars, name, annotation, children[1] if children else None


def _is_operator(node: Parso, value: str) -> bool:
    return bool(node.type == "operator" and node.value == value)


def _split_at_commas(children: list[Parso]) -> list[list[Parso]]:
    groups: list[list[Parso]] = [[]]
    for child in children:
        if _is_operator(child, ","):
            groups.append([])
        else:
            groups[-1].append(child)
    return [group for group in groups if group]


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError) as error:
        raise Broken from error


def _unescape(text: str) -> str:
    """The characters that the middle of a string literal stands for."""
    if "\\" not in text:
        return text
    # A quote of the enclosing kind cannot stand here bare, any other one is escaped for the literal below.
    body = text.replace("\r\n", "\n").replace('"', '\\"').replace('\\\\"', '\\"')
    value = _literal(f'"""{body}"""')
    return value if isinstance(value, str) else text


def _merge(values: list[ast.expr]) -> list[ast.expr]:
    """Join neighbouring constants of one type, as implicit concatenation does, and drop empty text."""
    merged: list[ast.expr] = []
    for value in values:
        last = merged[-1] if merged else None
        if (
            isinstance(value, ast.Constant)
            and isinstance(last, ast.Constant)
            and isinstance(value.value, str | bytes)
            and type(value.value) is type(last.value)
        ):
            joined = ast.Constant(value=last.value + value.value, kind=last.kind)  # type: ignore[operator]
            joined.lineno, joined.col_offset = last.lineno, last.col_offset
            joined.end_lineno, joined.end_col_offset = value.end_lineno, value.end_col_offset
            merged[-1] = joined
        else:
            merged.append(value)
    if any(isinstance(value, ast.FormattedValue) for value in merged):
        return [value for value in merged if not (isinstance(value, ast.Constant) and value.value == "")]
    return merged
