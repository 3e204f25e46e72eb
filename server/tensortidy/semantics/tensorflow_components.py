"""What the model of a document with TensorFlow and Keras is made of, beside what all documents have."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from functools import cached_property

from tensortidy.semantics.components import Components
from tensortidy.semantics.execution import Execution
from tensortidy.semantics.fit_loops import FitLoops
from tensortidy.semantics.graph_functions import GraphFunctions
from tensortidy.semantics.graph_growth import GraphGrowth
from tensortidy.semantics.kept_tensors import KeptTensors
from tensortidy.semantics.keras_version import KerasVersion
from tensortidy.semantics.lambda_layers import LambdaLayers
from tensortidy.semantics.model_events import ModelEvents
from tensortidy.semantics.model_loops import ModelLoops
from tensortidy.semantics.model_reuse import ModelReuse
from tensortidy.semantics.process_environment import ProcessEnvironment
from tensortidy.semantics.recorded_functions import RecordedFunctions
from tensortidy.semantics.reruns import Reruns
from tensortidy.semantics.sessions import Sessions
from tensortidy.semantics.shape_mismatches import ShapeMismatches
from tensortidy.semantics.small_predictions import SmallPredictions
from tensortidy.semantics.summaries import go_on
from tensortidy.semantics.symbolic_tensors import SymbolicTensors
from tensortidy.semantics.tensor_shapes import TensorShapes
from tensortidy.source import Source


class TensorFlowComponents(Components):
    """The parts that answer questions about TensorFlow and Keras, found when first asked for."""

    @cached_property
    def graph_functions(self) -> GraphFunctions:
        """Which functions should run as graphs."""
        return GraphFunctions(
            self.structure, self.source, self.names, self.knowledge, self.others, self._give_way,
            is_hurried=self._is_hurried,
        )  # fmt: skip

    @cached_property
    def recorded_functions(self) -> RecordedFunctions:
        """What PyTorch records or compiles."""
        return RecordedFunctions(self.structure, self.names, self.classes)

    def advance(
        self, body: list[ast.stmt], parsed: Collection[ast.stmt], source: Source, give_way: Callable[[], None] = go_on
    ) -> None:
        """Take over a newer text."""
        super().advance(body, parsed, source, give_way)
        self.graph_functions.advance()

    @cached_property
    def keras_version(self) -> KerasVersion:
        """Which Keras the file is written for."""
        return KerasVersion(self.structure, self.names, self.knowledge)

    @cached_property
    def lambda_layers(self) -> LambdaLayers:
        """What Lambda layers wrap."""
        return LambdaLayers(self.structure, self.names, self.inference, self.knowledge)

    @cached_property
    def symbolic_tensors(self) -> SymbolicTensors:
        """What Keras models are put together from."""
        return SymbolicTensors(self.structure, self.names, self.inference, self.grad_mode.uses, self.roles)

    @cached_property
    def tensor_shapes(self) -> TensorShapes:
        """The shapes of tensors, where the file tells them."""
        return TensorShapes(self.structure, self.names, self.classes, self.grad_mode.uses, self.knowledge)

    @cached_property
    def shape_mismatches(self) -> ShapeMismatches:
        """Columns that meet rows."""
        return ShapeMismatches(self.structure, self.names, self.knowledge, self.tensor_shapes)

    @cached_property
    def fit_loops(self) -> FitLoops:
        """Loops that do nothing but train by ``fit``."""
        return FitLoops(self.structure, self.names, self.inference, self.repetitions, self.unchanging)

    @cached_property
    def small_predictions(self) -> SmallPredictions:
        """What loops predict in small pieces."""
        return SmallPredictions(
            self.structure, self.names, self.classes, self.inference, self.knowledge, self.repetitions,
            self.unchanging, self.grad_mode.uses,
        )  # fmt: skip

    @cached_property
    def reruns(self) -> Reruns:
        """What cells do once more when they are run again."""
        return Reruns(self.structure, self.names, self.cells, self.accumulations, self.gradients)

    @cached_property
    def kept_tensors(self) -> KeptTensors:
        """Eager tensors and gradient tapes that are kept for nothing."""
        return KeptTensors(self.structure, self.names, self.inference, self.knowledge, self.accumulations)

    @cached_property
    def execution(self) -> Execution:
        """How TensorFlow executes: in a graph, or at once."""
        return Execution(self.structure, self.names, self.grad_mode.uses, self.inference, self.knowledge)

    @cached_property
    def graph_growth(self) -> GraphGrowth:
        """What is added to TensorFlow's graph again and again."""
        return GraphGrowth(
            self.structure, self.names, self.inference, self.knowledge, self.execution, self.unchanging,
            self.repetitions, self.guards, self.grad_mode.uses,
        )  # fmt: skip

    @cached_property
    def sessions(self) -> Sessions:
        """TensorFlow's sessions, and who closes them."""
        return Sessions(self.structure, self.names, self.classes, self.knowledge, self.flow, self.free_calls)

    @property
    def may_have_keras_models(self) -> bool:
        """Whether there can be Keras models: not in files that import no framework but PyTorch."""
        return self.frameworks != {"torch"}

    @cached_property
    def model_events(self) -> ModelEvents:
        """What is done with Keras models."""
        return ModelEvents(
            self.structure, self.names, self.classes, self.inference, self.knowledge, self.flow, self.repetitions,
            self.free_calls,
        )  # fmt: skip

    @cached_property
    def model_loops(self) -> ModelLoops:
        """Loops that build Keras models."""
        return ModelLoops(self.structure, self.names, self.knowledge, self.model_events)

    @cached_property
    def model_reuse(self) -> ModelReuse:
        """Loops that use one Keras model again and again."""
        return ModelReuse(self.structure, self.names, self.knowledge, self.model_events)

    @cached_property
    def process_environment(self) -> ProcessEnvironment:
        """The environment variables that the program assigns."""
        return ProcessEnvironment(self.source, self.structure, self.names, self.inference, self.knowledge)
