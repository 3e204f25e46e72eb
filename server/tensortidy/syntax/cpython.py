"""What nobody types in, and what is long, parsed by CPython itself where it is whole: ten times as fast as by parso."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_left

from tensortidy.source import Position, Source, Span, first_line, mentions_directive
from tensortidy.syntax.expressions import with_placed_parts
from tensortidy.syntax.parsing import Parsed, parse_whole

# Left out of the tree are type parameters, statements with templates, a `match` on a line that is joined, lines that
# begin with what joins them to the next, and some that a form feed stands before.
_LEFT_OUT = re.compile(
    r"(?:^|\r)[ \t\f]*(?:type[ \t]+\w+[ \t]*[=\[]|(?:async[ \t]+)?def[ \t]+\w+[ \t]*\[|class[ \t]+\w+[ \t]*\[)"
    r"|(?<!\w)(?:[tT][rR]?|[rR][tT])['\"]"
    r"|\\(?:\r\n|\r|\n)[ \t\f]*match\b"
    r"|(?:^|\r)[ \t\f]*\\[\r\n]"
    r"|(?:^|\r)[ \t]*\f[ \t\f]*\S",
    re.MULTILINE,
)
# For CPython alone a block whose last statement ends with a semicolon ends behind it.
_LAST_SEMICOLON = re.compile(r";(?:[ \t\f]|\\(?:\r\n|\r|\n))*(?:[#\r\n]|\Z)")
_MENDED = re.compile(r"[^\x00-\x7f]|(?<!\w)(?:[fF][rR]?|[rR][fF])['\"]")


def module_of(text: str) -> ast.Module | None:
    """The module of a text, with columns in UTF-8 bytes; None for what is no Python for the Python that runs this."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the text says: "\d"
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def parse_unit(text: str, indentation: str = "") -> Parsed | None:
    """A statement of a block as ``parse_whole`` gives it, but for ``line_offset``; None where that has to be asked.

    CPython places what stands inside f-strings differently from version to version: these are parsed by parso where the
    expressions in them are not seen to stand at their places.
    """
    if mentions_directive(text) or _LEFT_OUT.search(text) or _LAST_SEMICOLON.search(text):
        return None
    whole = f"if 1:\n{text}" if indentation else text
    module = module_of(whole)
    if module is None:
        return None
    if _MENDED.search(text):
        try:
            _Mending(whole).mend(module)
        except (_NotTheSameError, RecursionError):
            return None
    if not indentation:
        return Parsed(module.body, [], is_broken=False)
    outer = module.body[0]
    if len(module.body) > 1 or not isinstance(outer, ast.If) or outer.orelse:
        return None
    return Parsed(outer.body, [], is_broken=False, line_offset=1)


class _NotTheSameError(Exception):
    """An f-string that parso does not read as CPython does."""


class _Mending:
    """Puts right where CPython's tree of a text is not as parso's: columns behind characters, and f-strings."""

    def __init__(self, text: str) -> None:
        self._source = Source(text)
        lines = range(1, self._source.line_count + 1)
        self._lines = [line for line in lines if _MENDED.search(self._source.line(line))]

    def mend(self, node: ast.AST) -> None:
        """Mend all that is inside a node."""
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, list):
                value[:] = map(self._mended, value)
            elif isinstance(value, ast.AST):
                setattr(node, name, self._mended(value))

    def _mended(self, node: object) -> object:
        """A node that is as parso's; what is no node stays as it is."""
        if not isinstance(node, ast.AST):
            return node
        if isinstance(node, ast.expr | ast.stmt | ast.ExceptHandler | ast.arg | ast.keyword | ast.alias | ast.pattern):
            begin = first_line(node) if isinstance(node, ast.stmt) else node.lineno
            end = node.end_lineno or begin
            at = bisect_left(self._lines, begin)
            if at == len(self._lines) or self._lines[at] > end:
                return node  # none of its lines needs it
            node.col_offset = self._column(node.lineno, node.col_offset)
            node.end_col_offset = self._column(end, node.end_col_offset or 0)
        if isinstance(node, ast.JoinedStr):
            return self._placed(node) or self._formatted(node)
        self.mend(node)
        return node

    def _column(self, line: int, column: int) -> int:
        """A column in code points, by that in UTF-8 bytes."""
        text = self._source.line(line)
        return column if text.isascii() else len(text.encode()[:column].decode())

    def _placed(self, node: ast.JoinedStr) -> ast.JoinedStr | None:
        """An f-string as CPython reads it; None where an expression, or a name in it, may stand elsewhere."""
        lines = [self._source.line(line) for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)]
        if not all(map(str.isascii, lines)):
            return None
        last = (node.lineno, node.col_offset)
        for value in [inner.value for inner in ast.walk(node) if isinstance(inner, ast.FormattedValue)]:
            names = [inner for inner in ast.walk(value) if isinstance(inner, ast.Name)]
            for name in names:
                line = lines[name.lineno - node.lineno] if 0 <= name.lineno - node.lineno < len(lines) else ""
                if not line.startswith(name.id, name.col_offset):
                    return None
            if not names or (value.lineno, value.col_offset) <= last or isinstance(value, ast.Tuple):
                return None  # (a tuple is read with brackets around it)
            last = (value.lineno, value.col_offset)
        for inner in ast.walk(node):
            if isinstance(inner, ast.JoinedStr):
                with_placed_parts(inner)
        return node

    def _formatted(self, node: ast.JoinedStr) -> ast.expr:
        """An f-string as parso reads it. Raises _NotTheSameError where it reads something else."""
        line, column = node.lineno, node.col_offset
        text = self._source.slice(
            Span(Position(line, column), Position(node.end_lineno or line, node.end_col_offset or 0))
        )
        padded = f"({' ' * (column - 1)}{text})" if column else text  # it may go on in the next line
        statements = parse_whole(padded).statements
        found = statements[0] if len(statements) == 1 else None
        if not isinstance(found, ast.Expr) or not isinstance(found.value, ast.JoinedStr):
            raise _NotTheSameError
        ast.increment_lineno(found, line - 1)
        return found.value
