"""The shapes of tensors, where the file tells them: literals, sizes, layers, datasets and what is computed of these.

A length that is not known is a symbol, and two axes of the same symbol are of one length. (``shapes`` is about the
shapes of syntax trees, ``sizes`` about the bytes of big matrices.)
"""

from __future__ import annotations

import ast
from dataclasses import replace

from tensortidy.semantics.bindings import Binding
from tensortidy.semantics.shape_arithmetic import Group, Held, Length, Stream, Symbol, TensorShape
from tensortidy.semantics.shape_frames import Frame
from tensortidy.semantics.shape_names import reaching, where_in
from tensortidy.semantics.shape_streams import ShapeStreams
from tensortidy.semantics.structure import Function

_MOST_STEPS = 4000  # for one question
_DEEPEST = 40  # expressions in expressions


class TensorShapes(ShapeStreams):
    """Questions about the shapes of the tensors of one module."""

    def of(self, node: ast.expr) -> TensorShape | None:
        """The shape that an expression surely has; None where it is no tensor, or its shape is not known."""
        self._steps = self._depth = 0
        return self.shape(node, None)

    def maker(self, node: ast.expr) -> ast.Call | None:
        """The call that makes what an expression is: of a layer, a loss, a model."""
        self._steps = self._depth = 0
        made, _ = self.source(node, None)
        return made if isinstance(made, ast.Call) else None

    # ------------------------------------------------------------ expressions

    def held(self, node: ast.expr, frame: Frame | None) -> Held | None:
        """The tensor, or what holds tensors, that an expression is."""
        key = (node, frame)
        if key not in self._answers:
            if self._steps > _MOST_STEPS or self._depth > _DEEPEST:
                return None
            self._steps += 1
            self._depth += 1
            self._answers[key] = None  # what is made of itself is not known
            self._answers[key] = self._held(node, frame)
            self._depth -= 1
        return self._answers[key]

    def _held(self, node: ast.expr, frame: Frame | None) -> Held | None:
        match node:
            case ast.Constant(value=bool() | int() | float()):
                return TensorShape((), node)
            case ast.Name():
                return self._of_name(node, frame)
            case ast.Call():
                return self._of_call(node, frame)
            case ast.Attribute():
                return self._of_attribute(node, frame)
            case ast.Tuple() | ast.List():
                if any(isinstance(item, ast.Starred | ast.Constant) for item in node.elts):
                    return None
                return Group(tuple(self.held(item, frame) for item in node.elts))
            case ast.Subscript(value=whole, slice=index):
                return self._picked(self.held(whole, frame), index, node, frame)
            case ast.BinOp(left=left, op=op, right=right):
                return self.together(left, right, node, frame, is_product=isinstance(op, ast.MatMult))
            case ast.Compare(left=left, comparators=[right]):
                return self.together(left, right, node, frame)
            case ast.UnaryOp(operand=operand) if not isinstance(node.op, ast.Not):
                return self.shape(operand, frame)
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.held(value, frame)
            case ast.IfExp(body=one, orelse=other):
                found = self.held(one, frame)
                return found if found is not None and found == self.held(other, frame) else None
        return None

    def _of_name(self, node: ast.Name, frame: Frame | None) -> Held | None:
        found: Held | None = None
        for binding in reaching(node, self._names, self._structure):
            held = self._bound(node.id, binding, frame)
            if held is None or (found is not None and held != found):
                return None
            found = held
        return found

    def _bound(self, name: str, binding: Binding, frame: Frame | None) -> Held | None:
        """What one binding gives a name."""
        if isinstance(binding.node, ast.arg):
            return self._of_parameter(binding.node, frame)
        if binding.value is not None:
            return self.held(binding.value, frame)
        place = where_in(name, binding, self._structure)
        if place is None:
            return None
        outer, path = place
        if isinstance(outer, ast.Assign):
            held = self.held(outer.value, frame)
        elif isinstance(outer, ast.For | ast.AsyncFor | ast.comprehension):
            held = self.element(outer.iter, frame)
        else:
            return None
        for at in path:
            held = held.items[at] if isinstance(held, Group) and -len(held.items) <= at < len(held.items) else None
        return held

    def _of_parameter(self, parameter: ast.arg, frame: Frame | None) -> Held | None:
        function = self.function_of(parameter)
        if function is None:
            return None
        if frame is not None and frame.function is function:
            given = frame.given.get(parameter.arg)
            return self.held(*given) if isinstance(given, tuple) else given
        found: Held | None = None
        for entered in self.entries(function):
            given = entered.given.get(parameter.arg) if entered is not None else None
            held = self.held(*given) if isinstance(given, tuple) else given
            if held is None or (found is not None and held != found):
                return None
            found = held
        return found

    # ------------------------------------------------------------ calls and attributes

    def _of_call(self, node: ast.Call, frame: Frame | None) -> Held | None:
        if any(isinstance(item, ast.Starred) for item in node.args):
            return None
        name = self._names.qualified(node.func)
        if name is not None:
            return self.of_library(name, node, frame)
        if isinstance(node.func, ast.Attribute):
            return self._of_method(node.func, node, frame)
        local = self._names.definition(node.func)
        if isinstance(local, Function):
            return self.returned(local, self.entered(local, node, frame))
        return self.applied(node.func, [self.held(item, frame) for item in node.args], node, frame)

    def _of_method(self, function: ast.Attribute, node: ast.Call, frame: Frame | None) -> Held | None:
        """``x.mean(1)``, ``dataset.batch(32)``, ``model.predict(x)``, ``self.layer(x)``, ``rng.normal(size=k)``."""
        held = self.held(function.value, frame)
        if isinstance(held, TensorShape) and held.library == "pandas":
            return self.of_table(held, function.attr, node)
        if isinstance(held, TensorShape):
            is_name = function.attr in self._broadcasting or function.attr in ("matmul", "mm", "dot")
            if is_name and len(node.args) == 1:
                product = function.attr not in self._broadcasting
                return self.together(function.value, node.args[0], node, frame, is_product=product)
            return self.operation(held, function.attr, node.args, node, frame)
        if isinstance(held, Stream):
            return self.of_dataset(held, function.attr, node, frame)
        if function.attr == "reshape":  # of what is not known, but the wanted shape is
            return self.reshaped(None, node.args, node, "numpy", frame)
        if function.attr in ("predict", "predict_on_batch"):
            return self.predicted(function.value, node, frame)
        if function.attr in ("fit_transform", "transform") and len(node.args) == 1:
            given = self.shape(node.args[0], frame)
            lengths = (given.lengths[0], Symbol("?", node)) if given is not None and len(given.lengths) == 2 else ()
            return TensorShape(lengths, node, "numpy") if lengths else None
        owner = self.instance(function.value, frame)
        method = self._classes.own_method(owner.definition, function.attr) if owner is not None else None
        if owner is not None and method is not None:
            return self.returned(method, self.entered(method, node, frame, owner))
        made, _ = self.source(function.value, frame)
        if isinstance(made, ast.Call) and self._knowledge.is_one_of(
            self._names.qualified(made.func), "number generators"
        ):
            return self.made_by(f"numpy.random.{function.attr}", node, frame)
        return self.applied(function, [self.held(item, frame) for item in node.args], node, frame)

    def _of_attribute(self, node: ast.Attribute, frame: Frame | None) -> Held | None:
        """``x.T``, ``self.target``, ``data.target`` of what scikit-learn loads."""
        made, where = self.source(node, frame)
        if made is not node:
            return self.held(made, where)
        if node.attr == "T":
            found = self.shape(node.value, frame)
            return found.with_lengths(found.lengths[::-1], node, by_hand=True) if found is not None else None
        if node.attr in ("data", "target"):
            samples, _ = self.source(node.value, frame)
            name = self._names.qualified(samples.func) if isinstance(samples, ast.Call) else None
            if name is not None and self._knowledge.is_one_of(name, "loading samples"):
                rows = Symbol("samples", samples)
                lengths = (rows,) if node.attr == "target" else (rows, Symbol("features", samples))
                return TensorShape(lengths, node, "numpy")
        if node.attr in ("values", "indices", "iloc"):
            held = self.held(node.value, frame)
            if isinstance(held, TensorShape) and held.library == "pandas":
                return held if node.attr == "iloc" else replace(held, library="numpy")
            return held.items[0] if isinstance(held, Group) else None
        return None

    def _picked(self, held: Held | None, index: ast.expr, node: ast.expr, frame: Frame | None) -> Held | None:
        """``pair[0]``, ``x[:, None]``, ``x[:100]``, ``x[:, 0]``, ``x[rows]``."""
        at = self.integer(index, frame) if isinstance(index, ast.Constant | ast.UnaryOp) else None
        if isinstance(held, Group):
            return held.items[at] if at is not None and -len(held.items) <= at < len(held.items) else None
        if not isinstance(held, TensorShape):
            return None
        if held.library == "pandas" and not (isinstance(node, ast.Subscript) and _is_by_place(node.value)):
            return self.of_columns(held, index, node)
        items = list(index.elts) if isinstance(index, ast.Tuple) else [index]
        dots = [at for at, item in enumerate(items) if isinstance(item, ast.Constant) and item.value is ...]
        taken = sum(not self._is_new_axis(item) for item in items) - len(dots)
        if len(dots) > 1 or taken > len(held.lengths):
            return None
        if dots:
            items[dots[0] : dots[0] + 1] = [ast.Slice()] * (len(held.lengths) - taken)
        left, lengths, by_hand = list(held.lengths), list[Length](), False
        for item in items:
            if self._is_new_axis(item):
                lengths.append(1)
                by_hand = True
                continue
            length = left.pop(0)
            if isinstance(item, ast.Slice):
                lengths.append(length if _is_whole(item) else self._sliced_length(item, length, frame))
            elif isinstance(self.length(item, frame), int) or self._is_number(item, frame):
                by_hand = True
            else:
                return None
        made = node if by_hand else held.made
        return replace(held, lengths=(*lengths, *left), made=made, by_hand=by_hand or held.by_hand)

    def _is_new_axis(self, node: ast.expr) -> bool:
        """``None``, ``np.newaxis``, ``tf.newaxis``."""
        if isinstance(node, ast.Constant):
            return node.value is None
        return isinstance(node, ast.Attribute) and node.attr == "newaxis"

    def _is_number(self, node: ast.expr, frame: Frame | None) -> bool:
        found = self.shape(node, frame)
        return found is not None and found.lengths == ()

    def _sliced_length(self, item: ast.Slice, length: Length, frame: Frame | None) -> Length:
        """How long a part of an axis is; the same for the same part of axes of one length."""
        upper = self.length(item.upper, frame) if item.upper is not None else None
        lower = self.length(item.lower, frame) if item.lower is not None else 0
        if item.step is None and isinstance(length, int) and isinstance(lower, int):
            end = length if upper is None else upper
            if isinstance(end, int):
                return len(range(length)[lower:end])
        step = self.length(item.step, frame) if item.step is not None else 1
        return Symbol("?", (length, lower, upper, step))


def _is_whole(item: ast.Slice) -> bool:
    return item.lower is None and item.upper is None and item.step is None


def _is_by_place(node: ast.expr) -> bool:
    """``table.iloc``."""
    return isinstance(node, ast.Attribute) and node.attr == "iloc"
