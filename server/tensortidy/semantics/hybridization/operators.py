"""Operators: what arithmetic and comparisons give."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, Way, line_of
from tensortidy.semantics.hybridization.members import Members
from tensortidy.semantics.hybridization.objects import (
    NOTHING,
    Array,
    Container,
    Dataset,
    Instance,
    Literal,
    Made,
    Member,
    Tensor,
    Thing,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.things import FLOAT, TENSOR, TEXT, TRUTH, literal, some, tensor

OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.MatMult: "matmul", ast.Pow: "pow",
    ast.Mod: "mod", ast.FloorDiv: "floordiv", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor",
    ast.LShift: "lshift", ast.RShift: "rshift",
}  # fmt: skip


class Operators(Members):
    """What operators give."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.iterated: dict[ast.AST, Things] = {}
        """What loops, comprehensions, starred arguments, unpacking and Python's own functions iterate over."""
        self.conditions: dict[ast.AST, Things] = {}
        """What branches, assertions and comprehensions ask for its truth, and lists for a place."""

    def note_iterated(self, node: ast.AST, held: Things) -> None:
        """Something is gone through at a node."""
        self.iterated[node] = self.iterated.get(node, NOTHING) | held

    def _eval_BinOp(self, node: ast.BinOp, frame: Frame) -> Things:
        left, right = self.evaluate(node.left, frame), self.evaluate(node.right, frame)
        self._note_partners(node, left, right, frame)
        if isinstance(node.op, ast.Mod) and any(isinstance(thing, Literal) and thing.kind == "str" for thing in left):
            inside = [items for thing in right if isinstance(thing, Container) for items in thing.fields.values()]
            self.note_text(right.union(*inside), node, frame)  # "%f, %f" % (one, other)
        return self.operation(OPERATORS[type(node.op)], left, right, node, frame)

    def _note_partners(self, node: ast.BinOp, left: Things, right: Things, frame: Frame) -> None:
        """Which dtypes an array that is a parameter is computed with: eagerly it takes on each of them."""
        for operand, own, others in ((node.left, left, right), (node.right, right, left)):
            if not isinstance(operand, ast.Name) or not own or own != frame.given(operand.id):
                continue
            if any(type(thing) is Array for thing in own):
                partners = frame.partners.setdefault(operand.id, {})
                for thing in others:
                    if isinstance(thing, Tensor | Array) and thing.dtype is not None:
                        partners.setdefault(thing.dtype, Event(f"computes with {thing.dtype}", line_of(node)))

    def operation(self, name: str, left: Things, right: Things, node: ast.AST, frame: Frame) -> Things:
        """What a binary operator gives."""
        if not left or not right:
            left, right = left or right, right or left
        found: Things = NOTHING
        for thing in left:
            if isinstance(thing, Instance):
                found |= self._by_method(thing, f"__{name}__", right, node, frame)
        for thing in right:
            if isinstance(thing, Instance):
                found |= self._by_method(thing, f"__r{name}__", left, node, frame)
        tensors = [thing for thing in (*left, *right) if type(thing) is Tensor]
        if tensors:
            self.note_computation("computes with tensors", node, frame)
            self.note_use(left | right, "is computed with a tensor", node)
            return found | {_combined(left, right, tensors)}
        if any(type(thing) is Array for thing in (*left, *right)):
            return found | self.array(node, frame)
        made = [thing for thing in (*left, *right) if isinstance(thing, Made | Dataset)]
        if made:
            return found | (TENSOR if any(is_computing(thing) for thing in made) else self.unknown(node, frame))
        unknown = frozenset(thing for thing in (*left, *right) if isinstance(thing, Unknown | Member))
        if unknown:
            self.note_unknown_computation(node, frame)
            return found | unknown
        containers = [thing for thing in (*left, *right) if isinstance(thing, Container)]
        if containers:
            return found | self._joined(containers, node, frame)
        kinds = {thing.kind for thing in (*left, *right) if isinstance(thing, Literal)}
        return found | _computed_literal(name, kinds)

    def _by_method(self, thing: Instance, name: str, other: Things, node: ast.AST, frame: Frame) -> Things:
        found: Things = NOTHING
        for method in self.method_of(thing.definition, name, frame):
            arguments = Arguments([frozenset((thing,)), other])
            found |= self.call_function(method, arguments, node, frame, Way.BOUND)
        return found

    def _joined(self, containers: list[Container], node: ast.AST, frame: Frame) -> Things:
        held = frozenset().union(*(self.get_all(thing, frame) for thing in containers))
        return frozenset((self.list_of(held, node, frame, kind=containers[0].kind),))

    def _eval_UnaryOp(self, node: ast.UnaryOp, frame: Frame) -> Things:
        held = self.evaluate(node.operand, frame)
        if any(type(thing) is Tensor for thing in held):
            self.note_computation("computes with tensors", node, frame)
            return held
        if isinstance(node.op, ast.Not):
            return TRUTH
        negated = {
            literal(-thing.value) if isinstance(node.op, ast.USub) and isinstance(thing.value, int | float) else thing
            for thing in held
            if isinstance(thing, Literal)
        }
        return frozenset(thing for thing in held if not isinstance(thing, Literal)) | negated

    def _eval_Compare(self, node: ast.Compare, frame: Frame) -> Things:
        held = [self.evaluate(item, frame) for item in (node.left, *node.comparators)]
        compared = frozenset().union(*held)
        if any(isinstance(operator, ast.Is | ast.IsNot | ast.In | ast.NotIn) for operator in node.ops):
            if isinstance(node.ops[0], ast.In | ast.NotIn):
                self.note_iterated(node.left, held[0])
            return TRUTH
        for thing in node.comparators:
            if isinstance(thing, ast.Constant) and isinstance(thing.value, str):
                self.note_literal_use(held[0], f"is compared with {thing.value!r}", node)
        if any(type(thing) is Tensor for thing in compared):
            self.note_computation("compares tensors", node, frame)
            return frozenset((tensor("bool"),))
        if any(type(thing) is Array for thing in compared):
            return self.array(node, frame)
        unknown = frozenset(thing for thing in compared if isinstance(thing, Unknown))
        return unknown or TRUTH

    def _eval_BoolOp(self, node: ast.BoolOp, frame: Frame) -> Things:
        return frozenset().union(*(self.evaluate(item, frame) for item in node.values))

    def _eval_IfExp(self, node: ast.IfExp, frame: Frame) -> Things:
        self.evaluate(node.test, frame)
        return self.evaluate(node.body, frame) | self.evaluate(node.orelse, frame)


def is_computing(thing: Thing) -> bool:
    """Whether an object of a library stands for a number that is computed with: a schedule, a metric."""
    return isinstance(thing, Made) and thing.name.startswith(("keras.", "tensorflow."))


def _combined(left: Things, right: Things, tensors: list[Tensor]) -> Tensor:
    """The tensor that arithmetic over two operands gives; their shapes are told where they are the same."""
    kind = "symbolic" if any(item.kind == "symbolic" for item in tensors) else "tensor"
    dtypes = {item.dtype for item in tensors}
    shapes = {item.shape for item in tensors}
    others = any(type(item) not in (Tensor, Literal) for item in (*left, *right))
    dtype = dtypes.pop() if len(dtypes) == 1 and not others else None
    shape = shapes.pop() if len(shapes) == 1 and not others else None
    return tensor(dtype, shape, kind)


def _computed_literal(name: str, kinds: set[str]) -> Things:
    if "str" in kinds:
        return TEXT
    if name == "truediv" or "float" in kinds:
        return FLOAT
    return frozenset((some("int"),)) if kinds & {"int", "bool"} else NOTHING
