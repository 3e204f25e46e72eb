"""Python's own functions, and a few of its standard library."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TypeAlias

from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, Way, line_of
from tensortidy.semantics.hybridization.instances import Instances
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Container,
    Function,
    Instance,
    Partial,
    Tensor,
    Things,
)
from tensortidy.semantics.hybridization.things import FLOAT, INTEGER, TENSOR, TEXT, TRUTH, in_order, is_tensor

Handler: TypeAlias = "Callable[[Arguments, ast.AST, Frame], Things]"


class BuiltinFunctions(Instances):
    """What Python's own functions give."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.handlers: dict[str, Handler] = {
            "print": self._print, "range": self._range, "enumerate": self._enumerate, "zip": self._zip,
            "itertools.zip_longest": self._zip, "map": self._map, "filter": self._filter, "list": self._collected,
            "tuple": self._collected, "set": self._collected, "frozenset": self._collected, "sorted": self._collected,
            "reversed": self._collected, "collections.deque": self._collected, "dict": self._dict,
            "collections.OrderedDict": self._dict, "collections.defaultdict": self._default_dict, "iter": self._iter,
            "next": self._next_one, "sum": self._sum, "min": self._least, "max": self._least, "abs": self._absolute,
            "round": self._same, "int": self._integer, "len": self._integer, "hash": self._integer,
            "ord": self._integer, "id": self._integer, "float": self._float, "str": self._text, "repr": self._text,
            "format": self._text, "chr": self._text, "bool": self._truth, "isinstance": self._truth,
            "issubclass": self._truth, "hasattr": self._truth, "callable": self._truth, "any": self._truth,
            "all": self._truth, "getattr": self._getattr, "setattr": self._setattr, "type": self._type,
            "copy.copy": self._same, "copy.deepcopy": self._copied, "typing.cast": self._second,
            "functools.partial": self._partial, "functools.reduce": self._reduce, "itertools.chain": self._chain,
            "itertools.cycle": self._same, "itertools.islice": self._same, "tqdm.tqdm": self._same, "tqdm": self._same,
            "tqdm.auto.tqdm": self._same, "collections.namedtuple": self._named_tuple, "input": self._text,
            "absl.app.run": self._run_main, "tensorflow.app.run": self._run_main,
        }  # fmt: skip

    def _print(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        frame.prints.setdefault("print", Event("prints", line_of(node)))
        return NOTHING

    def _range(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        for held in arguments.positional:
            self.note_literal_use(held, "is counted to with `range`", node)
        return frozenset((self.list_of(INTEGER, node, frame),))

    def _enumerate(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        pair = self.tuple_of([INTEGER, self.element(arguments.get(0), node, frame)], node, frame, tag="pair")
        return frozenset((self.list_of(frozenset((pair,)), node, frame, kind="enumerate"),))

    def _zip(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        if arguments.rest:
            inner = self.element(arguments.rest, node, frame)
            held = frozenset((self.list_of(inner, node, frame, tag="rest"),))
        else:
            items = [self.element(item, node, frame) for item in arguments.positional]
            held = frozenset((self.tuple_of(items, node, frame, kind="tuple", tag="row"),))
        return frozenset((self.list_of(held, node, frame, kind="iterator"),))

    def _map(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """``map`` runs nothing by itself: a lambda that is handed to it is not looked into."""
        called = frozenset(
            thing
            for thing in arguments.get(0)
            if not (isinstance(thing, Function) and isinstance(thing.source.node, ast.Lambda))
        )
        given = Arguments([self.element(item, node, frame) for item in arguments.positional[1:]])
        held = self.call(called, given, node, frame) if called else self.unknown(node, frame)
        return frozenset((self.list_of(held, node, frame, kind="iterator"),))

    def _filter(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        held = self.element(arguments.get(1), node, frame)
        self.call(arguments.get(0), Arguments([held]), node, frame)
        return frozenset((self.list_of(held, node, frame, kind="iterator"),))

    def _collected(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        given = arguments.get(0)
        placed = [thing for thing in given if isinstance(thing, Container) and ELEMENT not in thing.fields]
        if len(given) == 1 and placed and placed[0].kind in ("list", "tuple"):
            items = [self.get(placed[0], place, frame) for place in range(len(placed[0].fields))]
            return frozenset((self.tuple_of(items, node, frame, kind=placed[0].kind),))
        return frozenset((self.list_of(self.element(given, node, frame), node, frame),))

    def _dict(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        made = self.container("dict", node, frame)
        for name, held in arguments.keywords.items():
            self.put(made, name, held)
        for thing in arguments.get(0):
            if isinstance(thing, Container) and thing.kind == "dict":
                for key, held in list(thing.fields.items()):
                    self.put(made, key, held)
            else:
                pair = self.element(frozenset((thing,)), node, frame)
                self.put(made, ELEMENT, self.element(pair, node, frame))
        return frozenset((made,))

    def _default_dict(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        made = self.container("dict", node, frame)
        held = self.call(arguments.get(0), Arguments(), node, frame)
        if held:
            self.put(made, ELEMENT, held)
        return frozenset((made,))

    def _iter(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        found: Things = NOTHING
        for thing in arguments.get(0):
            is_sequence = isinstance(thing, Container) and thing.kind != "iterator"
            if is_sequence or isinstance(thing, Instance):
                held = self.element(frozenset((thing,)), node, frame)
                found |= {self.list_of(held, node, frame, kind="iterator")}
            else:
                found |= {thing}
        return found

    def _next_one(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return self.next_of(arguments.get(0), node, frame) | arguments.get(1)

    def _sum(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        held = self.element(arguments.get(0), node, frame)
        if any(isinstance(thing, Tensor) for thing in held):
            self.note_computation("sums tensors", node, frame)
            return TENSOR
        return held

    def _least(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        if len(arguments.positional) == 1:
            return self.element(arguments.get(0), node, frame)
        return frozenset().union(*arguments.positional)

    def _absolute(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        if any(isinstance(thing, Tensor) for thing in arguments.get(0)):
            self.note_computation("computes with tensors", node, frame)
        return arguments.get(0)

    def _copied(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        if any(isinstance(thing, Tensor) for thing in arguments.get(0)):
            frame.once.setdefault("copy.deepcopy", Event("copies a tensor with `deepcopy`", line_of(node)))
        return arguments.get(0)

    def _same(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return arguments.get(0)

    def _second(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return arguments.get(1)

    def _integer(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return INTEGER

    def _float(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        if any(is_tensor(thing) for thing in arguments.get(0)):
            self.note_computation("takes a tensor for a number", node, frame)
        return FLOAT

    def _text(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.note_text(arguments.get(0), node, frame)
        return TEXT

    def _truth(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return TRUTH

    def _getattr(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        name = self.text(arguments.get(1))
        if name is not None:
            return self.attribute(arguments.get(0), name, node, frame) | arguments.get(2)
        return self.unknown(node, frame)

    def _setattr(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        name = self.text(arguments.get(1))
        self.set_attribute(arguments.get(0), name or ELEMENT, arguments.get(2), node, frame)
        return NOTHING

    def _type(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        found = {thing.definition for thing in arguments.get(0) if isinstance(thing, Instance)}
        return frozenset(found) or self.unknown(node, frame)

    def _partial(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        made = self.make(frame, (node, "partial"), lambda: Partial(frame, NOTHING))
        made.functions |= arguments.get(0)
        for place, held in enumerate(arguments.positional[1:]):
            self.put(made, place, held)
        for name, held in arguments.keywords.items():
            self.put(made, name, held)
        return frozenset((made,))

    def _reduce(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        element = self.element(arguments.get(1), node, frame)
        return self.call(arguments.get(0), Arguments([element | arguments.get(2), element]), node, frame)

    def _chain(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        held = frozenset().union(*(self.element(item, node, frame) for item in arguments.all()))
        return frozenset((self.list_of(held, node, frame, kind="iterator"),))

    def _named_tuple(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        return frozenset((self.made("collections.namedtuple", node, frame),))

    def _run_main(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """``app.run(main)`` calls main with the words of the command line."""
        words = self.list_of(TEXT, node, frame)
        main = arguments.get(0, "main") or self.look_up("main", frame)
        return self.call_back(main, [frozenset((words,))], node, frame)

    # ------------------------------------------------------------ others

    def call_back(self, called: Things, items: list[Things], node: ast.AST, frame: Frame) -> Things:
        """A library calls functions of the program with some arguments."""
        found: Things = NOTHING
        for thing in in_order(called):
            given = Arguments(list(items))
            if isinstance(thing, Function):
                found |= self.call_function(thing, given, node, frame, Way.LIBRARY)
            else:
                found |= self.call(frozenset((thing,)), given, node, frame)
        return found

    def call_other(self, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """A function of a library of which nothing else is known."""
        self.let_escape(arguments)
        if name.rpartition(".")[2].endswith(("Error", "Exception", "Warning")):
            return NOTHING
        return frozenset((self.made(name, node, frame),))
