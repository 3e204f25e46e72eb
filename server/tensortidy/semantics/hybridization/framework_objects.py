"""Objects of TensorFlow and Keras: layers, models, optimizers, tapes, strategies."""

from __future__ import annotations

import ast

from tensortidy.knowledge import Kind
from tensortidy.semantics.hybridization.attributes import VARIABLES_OF_MODELS
from tensortidy.semantics.hybridization.frames import Arguments, Event, Frame, line_of
from tensortidy.semantics.hybridization.library_functions import LibraryFunctions
from tensortidy.semantics.hybridization.objects import (
    NOTHING,
    Bound,
    Container,
    Function,
    Instance,
    Made,
    Thing,
    Things,
)
from tensortidy.semantics.hybridization.things import SYMBOLIC, TENSOR, VARIABLE

DATASET_FUNCTIONS = ("map", "flat_map", "interleave", "filter", "reduce", "scan", "map_with_legacy_function")
"""Methods of datasets that call a function with their elements."""
_ENDPOINTS = frozenset({
    "fit", "predict", "evaluate", "train_on_batch", "test_on_batch", "predict_on_batch", "fit_generator",
    "predict_generator", "evaluate_generator",
})  # fmt: skip

NO_TENSORS = frozenset({
    "set_shape", "get_shape", "numpy", "ndims", "as_list", "tolist", "add_loss", "add_metric", "compile", "summary",
    "save", "save_weights", "load_weights", "build", "set_weights", "reset_states", "reset_state", "update_state",
    "get_config", "apply_gradients", "minimize", "watch", "append", "merge_from", "__init__", "restore", "stop",
    "start", "reset_metrics", "setup", "close", "flush", "record",
})  # fmt: skip

RUNNERS = frozenset({"run", "experimental_run_v2", "call_for_each_replica"})

DISTRIBUTING = frozenset({"experimental_distribute_dataset", "distribute_datasets_from_function"})


class FrameworkObjects(LibraryFunctions):
    """What methods of objects of libraries give."""

    def call_made(self, thing: Made, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """What calling an object of a library gives: layers, models, losses and metrics give tensors."""
        name = thing.name
        if name in ("tensorflow.function", "keras.utils.register_keras_serializable"):  # tf.function(…)(f)
            return arguments.get(0)
        if name == "collections.namedtuple":
            return frozenset((self.tuple_of(list(arguments.positional), node, frame, kind="tuple"),))
        if not name.startswith(("keras.", "tensorflow", "tfp")):
            self.let_escape(arguments)
            return self.unknown(node, frame)
        self.note_computation("calls a layer or model", node, frame)
        self._note_variables(thing, node, frame)
        for held in arguments.positional:
            self.note_use(held, f"is handed to `{name.rpartition('.')[2]}`", node)
        for held in [self.get(thing, "layers", frame)]:
            for layer in held:
                self.call(frozenset((layer,)), Arguments([arguments.get(0)]), node, frame)
        if name.endswith(("MultiHeadAttention", "LSTM", "GRU", "RNN", "Bidirectional", "LSTMCell", "GRUCell")):
            found = SYMBOLIC if self.is_symbolic(arguments) else TENSOR
            return found | frozenset((self.list_of(found, node, frame),))
        return SYMBOLIC if self.is_symbolic(arguments) else TENSOR

    def _note_variables(self, thing: Thing, node: ast.AST, frame: Frame) -> None:
        """Something that has variables is used."""
        if isinstance(thing, Made) and self.knowledge.is_one_of(thing.name, "makers of variables"):
            last = thing.name.rpartition(".")[2]
            frame.uses.setdefault(thing, Event(f"makes the variables of `{last}` each time", line_of(node)))

    def _of_instance_of_library(
        self, thing: Instance, name: str, arguments: Arguments, node: ast.AST, frame: Frame
    ) -> Things:
        """What an instance of a class of the program inherits from a library."""
        bases = self.library_bases(thing.definition)
        made_by = bases[0] if bases else ""
        if name == "__call__" and bases:
            return self._call_keras(thing, arguments, node, frame)
        return self._of_library_object(thing, made_by, name, arguments, node, frame)

    def _of_library_object(
        self, thing: Thing, made_by: str, name: str, arguments: Arguments, node: ast.AST, frame: Frame
    ) -> Things:
        last = name.rpartition(".")[2]
        if last in RUNNERS and arguments.positional:
            return self._run_on_replicas(arguments, node, frame)
        if last in DISTRIBUTING:
            return self._distributed(arguments, node, frame)
        if made_by.startswith(("keras.", "tensorflow")):
            return self._of_framework_object(thing, made_by, last, arguments, node, frame)
        if made_by.startswith("pandas") and last in ("to_numpy", "values"):
            return self.array(node, frame)
        self.let_escape(arguments)
        return self.unknown(node, frame)

    def _of_framework_object(
        self, thing: Thing, made_by: str, name: str, arguments: Arguments, node: ast.AST, frame: Frame
    ) -> Things:
        kind = self.knowledge.instance_of(made_by) or self.knowledge.call(made_by)
        is_model = kind in (Kind.KERAS_MODEL, Kind.KERAS_LAYER)
        if name in _ENDPOINTS and is_model:
            frame.eager_only.setdefault(name, Event(f"calls `.{name}()` of a model", line_of(node)))
            self.let_escape(arguments)
            return self.array(node, frame) if "predict" in name else self.unknown(node, frame)
        if name in ("add_weight", "add_variable"):
            return VARIABLE
        if name == "gradient" or name in ("jacobian", "get_gradients", "compute_gradients"):
            self.note_computation("computes gradients", node, frame)
            return self._gradients(arguments.get(1, "sources"), node, frame)
        if name == "call":
            return self.call_made(self.made(made_by, node, frame), arguments, node, frame)
        if name in DATASET_FUNCTIONS or name in ("flow", "flow_from_directory", "flow_from_dataframe"):
            return self.dataset(self.array(node, frame), node, frame)
        if name == "get_weights":
            return frozenset((self.list_of(self.array(node, frame), node, frame),))
        if name in ("minimize", "apply_gradients", "assign", "assign_add", "assign_sub", "update_state"):
            self.note_computation(f"calls `.{name}()`", node, frame)
            self._note_variables(thing, node, frame)
            self._call_lambdas(arguments, node, frame)
            return NOTHING
        if (
            name in NO_TENSORS
            or name.startswith(("set_", "save", "load", "log"))
            or made_by.startswith(("tensorflow.train.", "tensorflow.io.", "tensorflow.summary"))
        ):
            return NOTHING
        if name in VARIABLES_OF_MODELS:
            return frozenset((self.list_of(VARIABLE, node, frame, tag="variables"),))
        if name.startswith(("get_", "from_", "summary", "scope", "as_")) or not name.islower():
            self.let_escape(arguments)
            return self.unknown(node, frame)
        self.note_computation(f"calls `.{name}()`", node, frame)
        self.let_escape(arguments)
        return TENSOR

    def _call_lambdas(self, arguments: Arguments, node: ast.AST, frame: Frame) -> None:
        for held in arguments.positional:
            functions = frozenset(thing for thing in held if isinstance(thing, Function | Bound))
            self.call_back(functions, [], node, frame)

    def _gradients(self, sources: Things, node: ast.AST, frame: Frame) -> Things:
        """A gradient for each source, in the structure that the sources are in."""
        is_listed = [isinstance(thing, Container) for thing in sources]
        found: Things = NOTHING
        if not all(is_listed) or not is_listed:
            found |= TENSOR
        if any(is_listed) or not is_listed:
            found |= {self.list_of(TENSOR, node, frame, tag="gradients")}
        return found

    def _run_on_replicas(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        """``strategy.run(fn, args=(…), kwargs={…})``."""
        given = arguments.get(1, "args")
        items = self._items(given, node, frame) if given else []
        named: dict[str, Things] = {}
        for thing in arguments.get(2, "kwargs"):
            if isinstance(thing, Container):
                named.update({key: held for key, held in thing.fields.items() if isinstance(key, str)})
        found: Things = NOTHING
        for thing in arguments.get(0, "fn"):
            found |= self.call(frozenset((thing,)), Arguments(list(items), named), node, frame)
        return found

    def _distributed(self, arguments: Arguments, node: ast.AST, frame: Frame) -> Things:
        given = arguments.get(0)
        called = frozenset(thing for thing in given if isinstance(thing, Function | Bound))
        if called:
            given = (given - called) | self.call_back(called, [self.unknown(node, frame)], node, frame)
        return given
