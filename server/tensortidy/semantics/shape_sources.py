"""What makes what an expression is, and the numbers that are told for lengths."""

from __future__ import annotations

import ast
from dataclasses import replace

from tensortidy.semantics.shape_arithmetic import Length, Symbol, TensorShape
from tensortidy.semantics.shape_frames import Frame, Instance
from tensortidy.semantics.shape_models import ShapeModels
from tensortidy.semantics.shape_names import reaching
from tensortidy.semantics.structure import Function

_FURTHEST = 12
_MOST_CALLS = 4
_DEEPEST = 40  # expressions in expressions
_SAME_MODULE = frozenset({"to", "cuda", "cpu", "eval", "train", "float", "double", "half"})
_COUNTS = frozenset({"len", "int", "round"})
_TELLING = frozenset({"tensorflow.shape", "keras.ops.shape", "numpy.shape", "keras.backend.shape"})


class ShapeSources(ShapeModels):
    """The makers of things, and lengths."""

    def source(self, node: ast.expr, frame: Frame | None) -> tuple[ast.expr, Frame | None]:
        """The expression that makes what an expression is: behind variables, attributes and functions."""
        key = (node, frame)
        if key not in self._sources:
            self._sources[key] = key  # what is made of itself
            found = key
            for _ in range(_FURTHEST):
                step = self._behind(*found)
                if step is None:
                    break
                found = step
            self._sources[key] = found
        return self._sources[key]

    def _behind(self, node: ast.expr, frame: Frame | None) -> tuple[ast.expr, Frame | None] | None:
        match node:
            case ast.Name():
                bindings = reaching(node, self._names, self._structure)
                if len(bindings) != 1:
                    return None
                if bindings[0].value is not None:
                    return bindings[0].value, frame
                return self._handed(node.id, bindings[0].node, frame)
            case ast.Attribute(value=whole, attr=attribute):
                return self._attribute(whole, attribute, frame)
            case ast.Call(func=ast.Attribute(value=whole, attr=method)) if method in _SAME_MODULE:
                return (whole, frame) if self._names.qualified(node.func) is None else None
            case ast.Call(func=function, args=[first, *_]) if self._knowledge.is_one_of(
                self._names.qualified(function), "module wrappers"
            ):
                return first, frame
            case ast.Call(func=ast.Name()):
                local = self._names.definition(node.func)
                if not isinstance(local, Function) or self._uses.is_generator(local):
                    return None
                returns = [item for item in self._structure.nodes_of(local) if isinstance(item, ast.Return)]
                entered = self.entered(local, node, frame)
                if len(returns) == 1 and returns[0].value is not None and entered is not None:
                    return returns[0].value, entered
        return None

    def _handed(self, name: str, parameter: ast.AST, frame: Frame | None) -> tuple[ast.expr, Frame | None] | None:
        """What a parameter is given by the call that is looked into, or by the only one."""
        function = self.function_of(parameter) if isinstance(parameter, ast.arg) else None
        if function is None:
            return None
        if frame is None or frame.function is not function:
            entries = self.entries(function)
            frame = entries[0] if len(entries) == 1 else None
        given = frame.given.get(name) if frame is not None else None
        return given if isinstance(given, tuple) else None

    def function_of(self, parameter: ast.arg) -> Function | None:
        """The function whose parameter it is; None for lambdas, and for what gathers further arguments."""
        arguments = self._structure.parent(parameter)
        function = self._structure.parent(arguments) if arguments is not None else None
        if not isinstance(function, Function) or parameter in (function.args.vararg, function.args.kwarg):
            return None
        return function

    def entries(self, function: Function) -> list[Frame | None]:
        """The calls of a function, None for a use that is no call; none where there are more than a few."""
        uses = self._uses.of(function)
        found: list[Frame | None] = []
        for use in uses[:_MOST_CALLS]:
            call = self._structure.parent(use)
            is_call = isinstance(call, ast.Call) and call.func is use
            found.append(self.entered(function, call, None) if is_call and isinstance(call, ast.Call) else None)
        return found if len(uses) <= _MOST_CALLS else []

    def _attribute(self, whole: ast.expr, attribute: str, frame: Frame | None) -> tuple[ast.expr, Frame | None] | None:
        """What ``self.layer`` is assigned, where that is done once."""
        owner = self.instance(whole, frame)
        definition = owner.definition if owner is not None else self._own_class(whole)
        assigned = self._classes.assignments(definition, attribute) if definition is not None else []
        if len(assigned) != 1 or not isinstance(assigned[0], ast.Assign | ast.AnnAssign) or assigned[0].value is None:
            return None
        targets = assigned[0].targets if isinstance(assigned[0], ast.Assign) else [assigned[0].target]
        if len(targets) != 1 or not isinstance(targets[0], ast.Attribute):
            return None
        method = self._structure.function(assigned[0])
        entered = None
        if owner is not None and isinstance(method, Function) and method.name == "__init__":
            entered = self.entered(method, owner.call, owner.frame, owner)
        return assigned[0].value, entered

    def instance(self, node: ast.expr, frame: Frame | None) -> Instance | None:
        """The object of a class of the file that an expression is: ``self`` in a method that is entered, too."""
        if isinstance(node, ast.Name) and frame is not None and frame.owner is not None:
            if isinstance(frame.function, Function) and node.id == self._classes.self_name(frame.function):
                return frame.owner
        made, where = self.source(node, frame)
        definition = self._names.definition(made.func) if isinstance(made, ast.Call) else None
        if isinstance(made, ast.Call) and isinstance(definition, ast.ClassDef):
            return Instance(definition, made, where)
        return None

    def _own_class(self, node: ast.expr) -> ast.ClassDef | None:
        """The class in whose method an expression is ``self``."""
        method = self._structure.function(node)
        is_self = (
            isinstance(method, Function) and isinstance(node, ast.Name) and node.id == self._classes.self_name(method)
        )
        return self._structure.class_of(node) if is_self else None

    # ------------------------------------------------------------ numbers

    def length(self, node: ast.expr, frame: Frame | None) -> Length:
        """The number that an expression is; a symbol where that is not known."""
        key = (node, frame)
        if key not in self._lengths:
            self._lengths[key] = Symbol("?", key)  # what is made of itself
            if self._depth < _DEEPEST:
                self._depth += 1
                self._lengths[key] = self._length(node, frame)
                self._depth -= 1
        return self._lengths[key]

    def _length(self, node: ast.expr, frame: Frame | None) -> Length:
        match node:
            case ast.Constant(value=int(number)) if not isinstance(number, bool):
                return number
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                found = self.length(operand, frame)
                return -found if isinstance(found, int) else self._symbol(node, frame)
            case ast.Name():
                return self._of_variable(node, frame)
            case ast.BinOp(left=left, op=op, right=right):
                one, other = self.length(left, frame), self.length(right, frame)
                known = _computed(one, op, other) if isinstance(one, int) and isinstance(other, int) else None
                return known if known is not None else self._symbol(node, frame)
            case ast.Call(func=ast.Name(id="len"), args=[whole]):
                found_shape = self.shape(whole, frame)
                if found_shape is not None and found_shape.lengths:
                    return found_shape.lengths[0]
            case ast.Call(func=ast.Attribute(value=whole, attr="size"), args=[axis]):
                return self._axis(self.shape(whole, frame), axis, node, frame)
            case ast.Subscript(value=told, slice=axis):
                lengths = self.lengths(told, frame) if isinstance(told, ast.Attribute | ast.Call | ast.Name) else None
                if lengths is not None:
                    at = self.integer(axis, frame)
                    if at is not None and -len(lengths) <= at < len(lengths):
                        return lengths[at]
        return self._symbol(node, frame)

    def _axis(self, shape: TensorShape | None, axis: ast.expr, node: ast.expr, frame: Frame | None) -> Length:
        at = self.integer(axis, frame)
        if shape is None or at is None or not -len(shape.lengths) <= at < len(shape.lengths):
            return self._symbol(node, frame)
        return shape.lengths[at]

    def _of_variable(self, node: ast.Name, frame: Frame | None) -> Length:
        """A number that a variable holds: what it is bound to, or a symbol for it."""
        bindings = reaching(node, self._names, self._structure)
        if len(bindings) != 1:
            return Symbol(node.id, (node, frame))
        [binding] = bindings
        if binding.value is not None:
            found = self.length(binding.value, frame)
            return replace(found, text=node.id) if isinstance(found, Symbol) else found
        if isinstance(binding.node, ast.arg):
            given = frame.given.get(node.id) if frame is not None else None
            if isinstance(given, tuple):
                return self.length(*given)
            return Symbol(node.id, (binding.node, frame))
        return Symbol(node.id, (binding.node, node.id, frame))

    def _symbol(self, node: ast.expr, frame: Frame | None) -> Symbol:
        """The same symbol wherever the same is written of variables that hold the same."""
        parts: list[object] = []
        for part in self._structure.walk(node):
            if isinstance(part, ast.Name):
                bindings = reaching(part, self._names, self._structure)
                if len(bindings) > 1:
                    return Symbol(self._written(node), (node, frame))
                parts.extend(binding.node for binding in bindings)
            elif isinstance(part, ast.Call) and not isinstance(part.func, ast.Name):
                return Symbol(self._written(node), (node, frame))
        written = self._written(node)
        return Symbol(written, (written, *parts, frame) if written != "?" else (node, frame))

    def lengths(self, node: ast.expr, frame: Frame | None) -> tuple[Length, ...] | None:
        """The lengths that an expression tells: ``(k, 1)``, ``-1``, ``x.shape``, ``tf.shape(x)``."""
        match node:
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                if any(isinstance(item, ast.Starred) or _is_none(item) for item in elements):
                    return None
                return tuple(self.length(item, frame) for item in elements)
            case ast.Attribute(value=whole, attr="shape"):
                shape = self.shape(whole, frame)
                return shape.lengths if shape is not None else None
            case ast.Call(func=ast.Attribute(value=whole, attr="size"), args=[]):
                shape = self.shape(whole, frame)
                return shape.lengths if shape is not None else None
            case ast.Call(func=function, args=[whole]) if self._names.qualified(function) in _TELLING:
                shape = self.shape(whole, frame)
                return shape.lengths if shape is not None else None
            case ast.Name():
                made, where = self.source(node, frame)
                if isinstance(made, ast.Tuple | ast.List | ast.Attribute | ast.Call):
                    return self.lengths(made, where)
                found = self.length(node, frame)
                return (found,) if isinstance(found, int) or self._is_count(node, made) else None
            case ast.Constant(value=int()) | ast.UnaryOp() | ast.BinOp():
                return (self.length(node, frame),)
        return None

    def _is_count(self, node: ast.Name, made: ast.expr) -> bool:
        """Whether a variable holds one number, and no tuple of several: ``n = len(x)``, ``range(n)``."""
        if isinstance(made, ast.Subscript) or (
            isinstance(made, ast.Call) and self._names.qualified(made.func) in _COUNTS
        ):
            return True
        outer = [self._structure.parent(read) for read in self._structure.reads(node.id)]
        return any(isinstance(call, ast.Call) and self._names.qualified(call.func) == "range" for call in outer)

    @staticmethod
    def _written(node: ast.expr) -> str:
        try:
            return ast.unparse(node)
        except (ValueError, RecursionError, AttributeError):
            return "?"


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _computed(one: int, op: ast.operator, other: int) -> int | None:
    """What two numbers give; None where it is no whole number of a sane size."""
    match op:
        case ast.Add():
            return one + other
        case ast.Sub():
            return one - other
        case ast.Mult():
            return one * other
        case ast.FloorDiv() if other:
            return one // other
        case ast.Pow() if 0 <= other <= 40 and abs(one) <= 1024:
            return int(one**other)
    return None
