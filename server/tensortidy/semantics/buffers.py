"""State of modules: buffers and plain tensors that a forward pass updates from one call to the next."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tensortidy.knowledge import Kind
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.evidence import dotted
from tensortidy.semantics.flow import root
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.names import Names
from tensortidy.semantics.structure import Function, Structure
from tensortidy.semantics.values import Answer

_IN_PLACE = frozenset({"add_", "sub_", "mul_", "div_", "lerp_", "copy_", "addcmul_", "addcdiv_"})


@dataclass(frozen=True)
class Update:
    """One statement that computes an attribute's next value from its last one.

    ``path`` is the attribute as it is written, ``self.mean``. ``attached`` are the innermost expressions
    through which a graph comes in, ``assumptions`` what that rests on.
    """

    owner: ast.ClassDef
    path: str
    statement: ast.stmt
    attached: tuple[ast.expr, ...]
    assumptions: tuple[str, ...]


class Buffers:
    """Questions about the tensors that the module classes of one file keep."""

    def __init__(
        self, structure: Structure, names: Names, classes: Classes, grad_mode: GradMode, inference: Inference
    ) -> None:
        self._structure = structure
        self._names = names
        self._classes = classes
        self._grad_mode = grad_mode
        self._inference = inference

    def update(self, statement: ast.stmt) -> Update | None:
        """The update that a statement of a module's method makes, where a graph comes in; else None.

        Matches ``self.mean = decay * self.mean + (1 - decay) * batch_mean``, the augmented forms, and the
        in-place methods ``self.mean.mul_(decay).add_(batch_mean)``, ``lerp_`` and ``copy_``.
        """
        written = self._written(statement)
        owner = self._structure.class_of(statement)
        method = self._structure.function(statement)
        if written is None or owner is None or not isinstance(method, Function) or method.name == "__init__":
            return None
        target, sources = written
        this = self._classes.self_name(method)
        if not (isinstance(target.value, ast.Name) and target.value.id == this):
            return None
        if self._classes.is_module(owner) is not Answer.YES or not self._is_plain_tensor(owner, target.attr):
            return None
        if self._grad_mode.at(statement) is not Answer.YES or self._is_read_by_others(owner, target.attr):
            return None
        path = dotted(target) or ""
        attached = [leaf for source in sources for leaf in self._attached(source, path, method)]
        if not attached:
            return None
        assumptions = [text for leaf in attached for text in self._assumptions(leaf, method)]
        return Update(owner, path, statement, tuple(attached), tuple(dict.fromkeys(assumptions)))

    def is_read_in_training(self, update: Update) -> bool:
        """Whether anything but the update itself reads the attribute while the module is training."""
        return any(
            not self._structure.inside(node, update.statement) and not self._in_evaluation(node)
            for node in self._structure.walk(update.owner)
            if isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Load)
            and dotted(node) == update.path
            and self._written_root(node) is None
        )

    def _is_read_by_others(self, owner: ast.ClassDef, attribute: str) -> bool:
        """Whether code outside the class reads the attribute, as a training step does with ``model.aux_loss``."""
        return any(
            isinstance(node, ast.Attribute)
            and dotted(node) != f"self.{attribute}"
            and not self._structure.inside(node, owner)
            for node in self._structure.reads(attribute)
        )

    # ------------------------------------------------------------ what a statement writes

    def _written(self, statement: ast.stmt) -> tuple[ast.Attribute, list[ast.expr]] | None:
        """The attribute that a statement updates, and the expressions that go in."""
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = root(statement.targets[0])
            if isinstance(target, ast.Attribute) and _reads(statement.value, dotted(target)):
                return target, [statement.value]
        elif isinstance(statement, ast.AugAssign):
            target = root(statement.target)
            if isinstance(target, ast.Attribute):
                return target, [statement.value]
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            return self._in_place(statement.value)
        return None

    @staticmethod
    def _in_place(call: ast.Call) -> tuple[ast.Attribute, list[ast.expr]] | None:
        """``self.mean.mul_(a).add_(b)``: the attribute at the root, and the arguments of all calls."""
        sources: list[ast.expr] = []
        only_copies = True
        node: ast.expr = call
        while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _IN_PLACE:
            sources.extend([*node.args, *(keyword.value for keyword in node.keywords)])
            only_copies &= node.func.attr == "copy_"
            node = node.func.value
        target = root(node)
        if not sources or not isinstance(target, ast.Attribute):
            return None
        if only_copies and not any(_reads(source, dotted(target)) for source in sources):
            return None  # overwritten as a whole: one graph at a time
        return target, sources

    def _written_root(self, node: ast.Attribute) -> ast.stmt | None:
        """The in-place update that a read is the root of."""
        statement = self._structure.statement(node)
        written = self._written(statement) if isinstance(statement, ast.Expr) else None
        return statement if written is not None and written[0] is node else None

    # ------------------------------------------------------------ where the graph comes from

    def _attached(self, node: ast.expr, path: str, method: Function) -> Iterator[ast.expr]:
        """The smallest parts of an expression that carry a graph, the attribute itself left out."""
        if dotted(node) == path:
            return
        if isinstance(node, ast.BinOp):
            yield from self._attached(node.left, path, method)
            yield from self._attached(node.right, path, method)
        elif isinstance(node, ast.Call) and _reads(node, path):
            # torch.lerp(self.mean, batch, 0.1) and self.mean.lerp(batch, 0.1), not move(self.mean, device_of=batch)
            method_of_it = isinstance(node.func, ast.Attribute) and _reads(node.func.value, path) and node.func.attr
            if not method_of_it and not (self._names.qualified(node.func) or "").startswith("torch."):
                return
            if method_of_it in self._inference.knowledge.members("tensor", "metadata"):  # self.best.to(batch)
                return
            for argument in node.args:
                yield from self._attached(argument, path, method)
        elif self._carries_graph(node, method):
            yield node

    def _carries_graph(self, node: ast.expr, method: Function) -> bool:
        value = self._inference.value(node)
        if value.kind is Kind.TENSOR and value.graph is Answer.YES:
            return True
        if value.kind not in (None, Kind.TENSOR) or value.graph is Answer.NO or value.maybe:
            return False
        return method.name == "forward" and bool(value.origins) and value.origins <= self._inputs(method)

    def _assumptions(self, node: ast.expr, method: Function) -> tuple[str, ...]:
        value = self._inference.value(node)
        if value.graph is Answer.YES:
            return value.assumptions
        names = sorted(origin.arg for origin in value.origins if isinstance(origin, ast.arg))
        return tuple(f"`{name}` comes from layers that are trained" for name in names)

    @staticmethod
    def _inputs(method: Function) -> frozenset[ast.AST]:
        """The parameters of forward() that have no default: its tensors, as a rule."""
        given = method.args.args[1 : len(method.args.args) - len(method.args.defaults)]
        return frozenset(given)

    # ------------------------------------------------------------ what an attribute is

    def _is_plain_tensor(self, owner: ast.ClassDef, attribute: str) -> bool:
        """Whether an attribute is a registered buffer or made as a tensor in ``__init__``, and no parameter."""
        if any(self._registers(call, attribute) for call in self._structure.within(owner, ast.Call)):
            return True
        makers = [
            statement.value
            for statement in self._classes.assignments(owner, attribute)
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
            and isinstance(function := self._structure.function(statement), Function) and function.name == "__init__"
        ]  # fmt: skip
        values = [self._inference.value(maker) for maker in makers]
        return any(value.kind is Kind.TENSOR for value in values) and all(value.graph is Answer.NO for value in values)

    @staticmethod
    def _registers(call: ast.Call, attribute: str) -> bool:
        """``self.register_buffer("mean", …)``."""
        named = call.args[0] if call.args else None
        return (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "register_buffer"
            and isinstance(named, ast.Constant)
            and named.value == attribute
        )

    def _in_evaluation(self, node: ast.AST) -> bool:
        """Whether a read runs in evaluation only: under ``if not self.training``, or after the training branch left."""
        inner = node
        for outer in self._structure.ancestors(node):
            if isinstance(outer, ast.If) and (mode := _training_test(outer.test)) is not None:
                in_body = inner in outer.body
                if in_body != mode and (in_body or inner in outer.orelse):
                    return True
            if isinstance(inner, ast.stmt):
                block = self._structure.block(inner)
                if any(_leaves_when_training(earlier) for earlier in block[: block.index(inner)]):
                    return True
            if isinstance(outer, Function):
                return False
            inner = outer
        return False


def _training_test(test: ast.expr) -> bool | None:
    """True for ``self.training``, False for ``not self.training``, None for any other condition."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = _training_test(test.operand)
        return None if inner is None else not inner
    return True if isinstance(test, ast.Attribute) and test.attr == "training" else None


def _leaves_when_training(statement: ast.stmt) -> bool:
    """``if self.training: …; return x``."""
    return (
        isinstance(statement, ast.If)
        and _training_test(statement.test) is True
        and isinstance(statement.body[-1], ast.Return)
    )


def _reads(expression: ast.AST, path: str | None) -> bool:
    return any(isinstance(node, ast.Attribute) and dotted(node) == path for node in ast.walk(expression))
