"""Expressions: what they hold, and what evaluating them does."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tensortidy.semantics.hybridization.frames import Arguments, Frame
from tensortidy.semantics.hybridization.objects import ELEMENT, NOTHING, Container, Function, Tensor, Things
from tensortidy.semantics.hybridization.things import TEXT, literal
from tensortidy.semantics.hybridization.written_calls import WrittenCalls


class Expressions(WrittenCalls):
    """What expressions hold."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._evaluators: dict[type[ast.AST], Callable[[ast.expr, Frame], Things]] = {
            getattr(ast, name.removeprefix("_eval_")): getattr(self, name)
            for name in dir(type(self))
            if name.startswith("_eval_")
        }

    def evaluate(self, node: ast.expr, frame: Frame) -> Things:
        """What an expression may hold."""
        evaluator = self._evaluators.get(type(node))
        return evaluator(node, frame) if evaluator is not None else NOTHING

    # ------------------------------------------------------------ names

    def _eval_Attribute(self, node: ast.Attribute, frame: Frame) -> Things:
        return self.attribute(self.evaluate(node.value, frame), node.attr, node, frame)

    def _eval_Constant(self, node: ast.Constant, frame: Frame) -> Things:
        return frozenset((literal(node.value),))

    def _eval_JoinedStr(self, node: ast.JoinedStr, frame: Frame) -> Things:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.note_text(self.evaluate(part.value, frame), node, frame)
        return TEXT

    def _eval_NamedExpr(self, node: ast.NamedExpr, frame: Frame) -> Things:
        held = self.evaluate(node.value, frame)
        self.assign(node.target.id, held, frame, node)
        return held

    def _eval_Starred(self, node: ast.Starred, frame: Frame) -> Things:
        return self.element(self.evaluate(node.value, frame), node, frame)

    def _eval_Await(self, node: ast.Await, frame: Frame) -> Things:
        return self.evaluate(node.value, frame)

    def _eval_Yield(self, node: ast.Yield, frame: Frame) -> Things:
        if node.value is not None:
            self.give_next(frame, self.evaluate(node.value, frame))
        return NOTHING

    def _eval_YieldFrom(self, node: ast.YieldFrom, frame: Frame) -> Things:
        self.give_next(frame, self.element(self.evaluate(node.value, frame), node, frame))
        return NOTHING

    def _eval_Lambda(self, node: ast.Lambda, frame: Frame) -> Things:
        return frozenset((self.function(node, frame),))

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, frame: Frame) -> Function:
        """The function that a definition makes in a frame."""
        source = frame.file.functions[node]
        is_in_class = frame.class_thing is not None and source.owner is not None
        outer = frame.outer if frame.class_thing is not None and frame.outer is not None else frame
        owner = frame.class_thing if is_in_class else None
        found = self.make(frame, node, lambda: Function(frame, source, outer, owner))
        if found not in (known := self.closures.setdefault(source, [])):
            known.append(found)
        positional = source.positional[len(source.positional) - len(node.args.defaults) :]
        for parameter, default in (
            *zip(positional, node.args.defaults, strict=True),
            *zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True),
        ):
            if default is not None:
                held = found.defaults.get(parameter.arg, NOTHING)
                found.defaults[parameter.arg] = held | self.evaluate(default, frame)
        return found

    # ------------------------------------------------------------ containers

    def _eval_List(self, node: ast.List, frame: Frame) -> Things:
        return self._sequence("list", node, frame)

    def _eval_Tuple(self, node: ast.Tuple, frame: Frame) -> Things:
        return self._sequence("tuple", node, frame)

    def _eval_Set(self, node: ast.Set, frame: Frame) -> Things:
        held = [self.evaluate(item, frame) for item in node.elts]
        return frozenset((self.list_of(frozenset().union(*held), node, frame, kind="set"),))

    def _sequence(self, kind: str, node: ast.List | ast.Tuple, frame: Frame) -> Things:
        if any(isinstance(item, ast.Starred) for item in node.elts):
            held = frozenset().union(*(self.evaluate(item, frame) for item in node.elts))
            return frozenset((self.list_of(held, node, frame, kind=kind),))
        return frozenset((self.tuple_of([self.evaluate(item, frame) for item in node.elts], node, frame, kind=kind),))

    def _eval_Dict(self, node: ast.Dict, frame: Frame) -> Things:
        made = self.container("dict", node, frame)
        for key, value in zip(node.keys, node.values, strict=True):
            held = self.evaluate(value, frame)
            if key is None:
                self.call_container(made, "update", Arguments([held]), node, frame)
                continue
            index = self.evaluate(key, frame)
            known = [item for item in self.constants(index) if isinstance(item, str | int)]
            self.put(made, known[0] if len(known) == 1 and len(index) == 1 else ELEMENT, held)
        return frozenset((made,))

    def _eval_ListComp(self, node: ast.ListComp, frame: Frame) -> Things:
        return self._comprehension("list", node, node.elt, frame)

    def _eval_SetComp(self, node: ast.SetComp, frame: Frame) -> Things:
        return self._comprehension("set", node, node.elt, frame)

    def _eval_GeneratorExp(self, node: ast.GeneratorExp, frame: Frame) -> Things:
        return self._comprehension("iterator", node, node.elt, frame)

    def _eval_DictComp(self, node: ast.DictComp, frame: Frame) -> Things:
        return self._comprehension("dict", node, node.value, frame)

    def _comprehension(
        self,
        kind: str,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
        element: ast.expr,
        frame: Frame,
    ) -> Things:
        env = frame.env
        frame.env = dict(env) if env is not None else None
        for generator in node.generators:
            self.iterate(generator.target, generator.iter, generator, frame)
            for condition in generator.ifs:
                self.decide(condition, frame)
        if isinstance(node, ast.DictComp):
            self.evaluate(node.key, frame)
        held = self.evaluate(element, frame)
        frame.env = env
        return frozenset((self.list_of(held, node, frame, kind=kind),))

    def decide(self, condition: ast.expr, frame: Frame) -> None:
        """Ask for the truth of an expression."""
        held = self.evaluate(condition, frame)
        self.conditions[condition] = self.conditions.get(condition, NOTHING) | held

    def iterate(self, target: ast.expr, iterated: ast.expr, node: ast.AST, frame: Frame) -> None:
        """``for target in iterated``."""
        held = self.evaluate(iterated, frame)
        self.note_iterated(node, held)
        self.store(target, self.element(held, node, frame), frame, node)

    def _eval_Subscript(self, node: ast.Subscript, frame: Frame) -> Things:
        held, index = self.evaluate(node.value, frame), self.evaluate(node.slice, frame)
        if any(type(thing) is Tensor for thing in index) and any(type(thing) is Container for thing in held):
            self.conditions[node.slice] = self.conditions.get(node.slice, NOTHING) | index
        return self.item(held, index, node, frame)

    def _eval_Slice(self, node: ast.Slice, frame: Frame) -> Things:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.evaluate(part, frame)
        return NOTHING

    def store(self, target: ast.expr, held: Things, frame: Frame, node: ast.AST) -> None:
        """Assign something to a target."""
        match target:
            case ast.Name():
                self.assign(target.id, held, frame, node)
            case ast.Attribute():
                self.set_attribute(self.evaluate(target.value, frame), target.attr, held, node, frame)
            case ast.Subscript():
                index = self.evaluate(target.slice, frame)
                self.set_item(self.evaluate(target.value, frame), index, held, node, frame)
            case ast.Tuple() | ast.List():
                self.note_iterated(target, held)
                starred = next((at for at, item in enumerate(target.elts) if isinstance(item, ast.Starred)), None)
                parts = self.unpacked(held, len(target.elts), starred, target, frame)
                for item, part in zip(target.elts, parts, strict=True):
                    self.store(item.value if isinstance(item, ast.Starred) else item, part, frame, node)
