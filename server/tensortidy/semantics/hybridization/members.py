"""Methods of tensors, arrays, datasets, models and other objects of libraries."""

from __future__ import annotations

import ast

from tensortidy.semantics.hybridization.control_functions import DEEPEST_STRUCTURE, is_structure
from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, line_of
from tensortidy.semantics.hybridization.framework_objects import (
    DATASET_FUNCTIONS,
    DISTRIBUTING,
    NO_TENSORS,
    RUNNERS,
    FrameworkObjects,
)
from tensortidy.semantics.hybridization.objects import (
    ELEMENT,
    NOTHING,
    Array,
    Bound,
    Class,
    Container,
    Dataset,
    Function,
    Instance,
    Literal,
    Made,
    Member,
    Partial,
    Tensor,
    Things,
    Unknown,
)
from tensortidy.semantics.hybridization.things import FLOAT, SYMBOLIC, TENSOR, tensor

_SAME_ELEMENTS = frozenset({
    "shuffle", "repeat", "take", "skip", "prefetch", "cache", "filter", "shard", "with_options", "concatenate", "batch",
    "padded_batch", "unbatch", "apply", "ragged_batch", "snapshot", "rebatch", "ignore_errors", "sparse_batch",
    "make_one_shot_iterator", "as_numpy_iterator", "make_initializable_iterator", "window", "bucket_by_sequence_length",
    "flow", "flow_from_directory", "flow_from_dataframe",
})  # fmt: skip


class Members(FrameworkObjects):
    """What methods give, by what they are methods of."""

    def call_member(self, thing: Member, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What a method of something gives."""
        receiver, name = thing.receiver, thing.name
        if name == "numpy":
            frame.eager_only.setdefault("numpy", Event("calls `.numpy()`", line_of(node)))
        match receiver:
            case Container():
                return self.call_container(receiver, name, arguments, node, frame)
            case Literal():
                if receiver.kind != "str":
                    return NOTHING
                for held in arguments.all() if name == "format" else ():
                    self.note_text(held, node, frame)
                return self.call_text(name, node, frame)
            case Tensor():
                return self._of_tensor(receiver, name, arguments, node, frame)
            case Array():
                return self._of_array(receiver, name, arguments, node, frame)
            case Dataset():
                return self._of_dataset(receiver, name, arguments, node, frame)
            case Instance():
                return self._of_instance_of_library(receiver, name, arguments, node, frame)
            case Made():
                return self._of_library_object(receiver, receiver.name, name, arguments, node, frame)
            case Unknown():
                return self._of_unknown(receiver, name, arguments, node, frame)
            case Class():
                bases = self.library_bases(receiver)
                return self.call_library(f"{bases[0]}.{name}", arguments, node, frame) if bases else NOTHING
            case Function() | Partial() | Bound():
                if name in ("__call__", "python_function", "func"):
                    return self.call(frozenset((receiver,)), arguments, node, frame)
                return self.unknown(node, frame)
        return NOTHING

    def call_unknown(self, thing: Unknown, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """Calling something of which nothing is known, a method of something unknown mostly."""
        owner = thing.owner
        if isinstance(owner, Unknown) and not thing.is_element and isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            return self._of_unknown(owner, name, arguments, node, frame)
        return super().call_unknown(thing, arguments, node, frame)

    # ------------------------------------------------------------ tensors and arrays

    def _of_tensor(self, thing: Tensor, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        last = name.rpartition(".")[2]
        if last == "numpy":
            return self.array(node, frame, thing.dtype, thing.shape)
        if last in NO_TENSORS or name.startswith(("shape", "dtype")):
            return self.member(thing, f"{last}()") if last in ("get_shape", "as_list") else NOTHING
        self.note_computation(f"calls `.{name}()` of a tensor", node, frame)
        return SYMBOLIC if thing.kind == "symbolic" else TENSOR

    def _of_array(self, thing: Array, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        self.numpy_calls[node] = f"numpy.ndarray.{name}"
        if name in ("fill", "sort", "resize", "put", "itemset", "setflags"):
            self.write(thing, ELEMENT, NOTHING, node, frame, f"changes an array with `{name}`")
            return NOTHING
        if name == "tolist":
            return frozenset((self.list_of(FLOAT, node, frame),))
        if name == "item":
            return FLOAT
        return self.array(node, frame)

    # ------------------------------------------------------------ datasets

    def _of_dataset(self, thing: Dataset, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        element = self.get(thing, ELEMENT, frame)
        self_: Things = frozenset((thing,))
        if name in DATASET_FUNCTIONS:
            mapped = self.call_back_with_element(arguments.get(0, "map_func", "predicate"), element, node, frame)
            match name:
                case "filter":
                    return self_
                case "reduce":
                    function = arguments.get(1, "reduce_func")
                    return self.call_back(function, [arguments.get(0), element], node, frame) | arguments.get(0)
                case "flat_map" | "interleave":
                    return self.dataset(self.element(mapped, node, frame), node, frame)
            return self.dataset(self._as_tensors(mapped), node, frame)
        if name in ("batch", "padded_batch", "unbatch"):
            return self.dataset(self._batched(element, node, frame), node, frame)
        if name == "enumerate":
            pair = self.tuple_of([frozenset((tensor("int64", ()),)), element], node, frame, kind="tuple", tag="pair")
            return self.dataset(frozenset((pair,)), node, frame)
        if name == "zip":
            return self._zipped(arguments, node, frame)
        if name in ("get_next", "next", "__next__", "get_single_element"):
            return element
        if name in _SAME_ELEMENTS:
            return self_
        return frozenset((self.made(f"dataset.{name}", node, frame),))

    def call_back_with_element(self, called: Things, element: Things, node: ast.AST, frame: Frame) -> Things:
        """A dataset calls a function with its elements: tuples are handed over item by item."""
        found: Things = NOTHING
        for thing in element or TENSOR:
            if isinstance(thing, Container) and thing.kind == "tuple" and ELEMENT not in thing.fields:
                items = [self.get(thing, place, frame) for place in range(len(thing.fields))]
            else:
                items = [frozenset((thing,))]
                wanted = _places_wanted(called)
                if wanted > 1 and isinstance(thing, Tensor) and thing.shape is None:
                    items *= wanted
            found |= self.call_back(called, items, node, frame)
        return found

    def _as_tensors(self, things: Things) -> Things:
        """What a mapped function returns comes out as tensors."""
        return (
            frozenset(tensor() if isinstance(thing, Literal | Unknown | Array | Made) else thing for thing in things)
            or TENSOR
        )

    def _batched(self, element: Things, node: ast.AST, frame: Frame, tag: str = "batch") -> Things:
        found: Things = NOTHING
        for thing in element:
            if isinstance(thing, Tensor):
                shape = (None, *thing.shape) if thing.shape is not None else None
                found |= {tensor(thing.dtype, shape)}
            elif isinstance(thing, Container) and is_structure(thing) and tag.count(".") < DEEPEST_STRUCTURE:
                made = self.container(thing.kind, node, frame, tag)
                for key, held in list(thing.fields.items()):
                    self.put(made, key, self._batched(held, node, frame, f"{tag}.{key}"))
                found |= {made}
            else:
                found |= {thing}
        return found

    # ------------------------------------------------------------ unknown objects

    def _of_unknown(self, thing: Unknown, name: str, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        if name == "numpy":
            frame.eager_only.setdefault("numpy", Event("calls `.numpy()`", line_of(node)))
            self.note_use(frozenset((thing,)), "has `.numpy()`", node)
            return self.array(node, frame)
        runs = arguments.get(0) | arguments.get(0, "fn")
        if name in RUNNERS and any(isinstance(item, Function | Bound) for item in runs):
            return self._run_on_replicas(arguments, node, frame)
        if name in DISTRIBUTING:
            return self._distributed(arguments, node, frame)
        if name == "gradient":
            self.note_computation("computes gradients", node, frame)
            return self._gradients(arguments.get(1, "sources"), node, frame)
        self.note_unknown_computation(node, frame)
        self.change_unknown(thing, name, arguments, node, frame)
        self.let_escape(arguments)
        what = f"calls `{name}` of something that is not known"
        frame.unresolved.setdefault(name, Event(what, line_of(node)))
        if name in ("items", "keys", "values", "get", "copy", "pop"):
            return self.part(thing, "[]", is_element=True)
        return self.computed_from(arguments.get(0), node, frame)


def _places_wanted(called: Things) -> int:
    """How many arguments functions need at least."""
    counts = []
    for thing in called:
        function = thing.function if isinstance(thing, Bound) else thing
        if isinstance(function, Function):
            source = function.source
            needed = [item for item in source.positional if item.arg not in source.defaulted]
            counts.append(len(needed) - isinstance(thing, Bound))
    return max(counts, default=0)
