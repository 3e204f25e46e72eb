"""What the model of a document is made of: each part knows those that it asks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from functools import cached_property

from tensortidy.knowledge import Knowledge, built_in
from tensortidy.semantics.accumulation import Accumulations
from tensortidy.semantics.autograd_functions import AutogradFunctions
from tensortidy.semantics.buffers import Buffers
from tensortidy.semantics.cells import Cells
from tensortidy.semantics.classes import Classes
from tensortidy.semantics.concatenation import Concatenations
from tensortidy.semantics.construction import Construction
from tensortidy.semantics.contexts import Contexts
from tensortidy.semantics.derivatives import Derivatives
from tensortidy.semantics.effects import Effects
from tensortidy.semantics.evaluations import Evaluations
from tensortidy.semantics.evidence import Evidence
from tensortidy.semantics.grad_mode import GradMode
from tensortidy.semantics.gradients import Gradients
from tensortidy.semantics.graph_tensors import GraphTensors
from tensortidy.semantics.guards import Guards
from tensortidy.semantics.holders import Holders
from tensortidy.semantics.hooks import Hooks
from tensortidy.semantics.inference import Inference
from tensortidy.semantics.leftovers import Leftovers
from tensortidy.semantics.memories import Memories
from tensortidy.semantics.names import Names
from tensortidy.semantics.optimizer_steps import OptimizerSteps
from tensortidy.semantics.owners import Owners
from tensortidy.semantics.parts import parts_of
from tensortidy.semantics.phases import Phases
from tensortidy.semantics.predictions import Predictions
from tensortidy.semantics.recurrences import Recurrences
from tensortidy.semantics.repetitions import Repetitions
from tensortidy.semantics.replays import Replays
from tensortidy.semantics.resources import Resources
from tensortidy.semantics.roles import Roles
from tensortidy.semantics.sizes import Sizes
from tensortidy.semantics.stores import Stores
from tensortidy.semantics.structure import Structure
from tensortidy.semantics.summaries import NoOtherFiles, OtherFiles, go_on
from tensortidy.semantics.terminations import Terminations
from tensortidy.semantics.unchanging import Unchanging
from tensortidy.source import Source


class Components:
    """Everything that is known of one document, found when first asked for, and kept.

    ``is_edited`` says that it will be advanced to newer texts: it remembers more for that. ``is_hurried`` says that
    somebody types: what takes long is left out.
    """

    def __init__(
        self,
        module: ast.Module,
        source: Source,
        *,
        knowledge: Knowledge | None = None,
        others: OtherFiles | None = None,
        free_calls: Collection[str] = (),
        give_way: Callable[[], None] = go_on,
        is_edited: bool = False,
        is_hurried: bool = False,
    ) -> None:
        self.module = module
        self.source = source
        self.knowledge = knowledge or built_in()
        self.others: OtherFiles = others or NoOtherFiles()
        self.free_calls = frozenset(free_calls)
        self._give_way = give_way
        self._is_edited = is_edited
        self._is_hurried = is_hurried

    def advance(
        self, body: list[ast.stmt], parsed: Collection[ast.stmt], source: Source, give_way: Callable[[], None] = go_on
    ) -> None:
        """Take over a newer text, of whose statements those in ``parsed`` are new or hold something new.

        What is known of functions that were not touched stays: it may rest on what the touched ones did before.
        """
        self.source = source
        for name in parts_of(self) - _KEPT:
            del vars(self)[name]
        quiet = self.structure.advance(body, parsed) if parsed or body != self.module.body else None
        if quiet is not None:
            self.names.advance(quiet)
            self.grad_mode.advance()
        self.inference.advance(give_way, quiet or ())

    @cached_property
    def structure(self) -> Structure:
        """Where nodes stand: parents, blocks, loops, functions."""
        return Structure(self.module, self._give_way)

    @cached_property
    def names(self) -> Names:
        """What names are bound to."""
        return Names(self.structure, self.knowledge, self.others)

    @cached_property
    def classes(self) -> Classes:
        """The classes of the file."""
        return Classes(self.structure, self.names, self.knowledge)

    @cached_property
    def grad_mode(self) -> GradMode:
        """Where gradient tracking is on."""
        return GradMode(self.structure, self.names, self.classes, self.knowledge, self.others)

    @cached_property
    def evidence(self) -> Evidence:
        """What variables must be, by the methods called on them."""
        return Evidence(self.structure, self.knowledge)

    @cached_property
    def inference(self) -> Inference:
        """What expressions may hold."""
        found = Inference(self.structure, self.names, self.classes, self.grad_mode, self.evidence, self.knowledge)
        found.give_way = self._give_way
        found.replays = Replays(self.structure) if self._is_edited else None
        return found

    @cached_property
    def gradients(self) -> Gradients:
        """Where backward passes run."""
        return Gradients(self.structure, self.names, self.classes, self.inference, self.knowledge)

    @cached_property
    def graph_tensors(self) -> GraphTensors:
        """Which expressions keep a graph alive."""
        return GraphTensors(self.source, self.structure, self.names, self.inference, self.gradients)

    @cached_property
    def flow(self) -> Effects:
        """Where values go, and what functions do."""
        return Effects(self.structure, self.names, self.inference, self.gradients, self.knowledge)

    @cached_property
    def buffers(self) -> Buffers:
        """What modules keep from one forward pass to the next."""
        return Buffers(self.structure, self.names, self.classes, self.grad_mode, self.inference)

    @cached_property
    def leftovers(self) -> Leftovers:
        """What forward passes leave in their modules."""
        return Leftovers(
            self.structure, self.names, self.classes, self.inference, self.knowledge, self.graph_tensors, self.roles
        )

    @cached_property
    def repetitions(self) -> Repetitions:
        """How often loops run."""
        return Repetitions(self.structure, self.names, self.classes, self.grad_mode.uses)

    @cached_property
    def sizes(self) -> Sizes:
        """Tensors whose size is written down."""
        return Sizes(self.names, self.knowledge)

    @cached_property
    def recurrences(self) -> Recurrences:
        """What does the same again in every iteration."""
        return Recurrences(self.structure, self.names, self.classes, self.inference, self.knowledge, self.flow)

    @cached_property
    def unchanging(self) -> Unchanging:
        """What is made of the same things in every pass of a loop."""
        return Unchanging(
            self.structure, self.names, self.classes, self.inference, self.knowledge, self.flow, self.repetitions
        )

    @cached_property
    def construction(self) -> Construction:
        """Where modules and optimizers are built."""
        return Construction(
            self.structure, self.names, self.classes, self.inference, self.knowledge, self.roles, self.unchanging
        )

    @cached_property
    def terminations(self) -> Terminations:
        """Which loops can end."""
        return Terminations(self.structure, self.names, self.knowledge, self.flow, self.grad_mode.uses)

    @cached_property
    def roles(self) -> Roles:
        """What functions are for."""
        return Roles(self.structure, self.classes, self.grad_mode.uses)

    @cached_property
    def holders(self) -> Holders:
        """Who still holds what is deleted."""
        return Holders(self.structure, self.names, self.inference, self.gradients, self.knowledge, self.flow)

    @cached_property
    def guards(self) -> Guards:
        """What decides whether code runs at all."""
        return Guards(self.structure)

    @cached_property
    def accumulations(self) -> Accumulations:
        """What grows from one iteration to the next."""
        return Accumulations(self.structure, self.names, self.inference, self.repetitions, self.knowledge, self.flow)

    @cached_property
    def concatenations(self) -> Concatenations:
        """Tensors that grow by copying themselves."""
        return Concatenations(self.structure, self.names, self.knowledge, self.accumulations, self.repetitions)

    @cached_property
    def autograd_functions(self) -> AutogradFunctions:
        """What custom autograd functions keep for their backward pass."""
        return AutogradFunctions(self.structure, self.names, self.classes, self.inference, self.knowledge)

    @cached_property
    def derivatives(self) -> Derivatives:
        """Gradients that have graphs of their own."""
        return Derivatives(self.structure, self.names, self.gradients, self.flow, self.optimizer_steps)

    @cached_property
    def optimizer_steps(self) -> OptimizerSteps:
        """With which gradients optimizers make their steps."""
        return OptimizerSteps(
            self.structure, self.names, self.classes, self.inference, self.gradients, self.knowledge, self.flow,
            self.grad_mode.uses,
        )  # fmt: skip

    @cached_property
    def phases(self) -> Phases:
        """What trains and what evaluates."""
        return Phases(
            self.structure, self.names, self.classes, self.inference, self.gradients, self.knowledge, self.flow
        )

    @cached_property
    def evaluations(self) -> Evaluations:
        """What evaluates a model."""
        return Evaluations(self.structure, self.names, self.inference, self.gradients, self.knowledge, self.flow)

    @cached_property
    def predictions(self) -> Predictions:
        """What predicts, and lets no graph out."""
        return Predictions(
            self.structure, self.names, self.inference, self.knowledge, self.graph_tensors, self.evaluations,
            self.phases,
        )  # fmt: skip

    @cached_property
    def contexts(self) -> Contexts:
        """What custom autograd functions keep."""
        return Contexts(self.structure, self.names, self.classes, self.inference, self.knowledge)

    @cached_property
    def memories(self) -> Memories:
        """Replay memories, and what is put into them."""
        return Memories(self.structure, self.names, self.inference, self.knowledge, self.graph_tensors, self.flow)

    @cached_property
    def resources(self) -> Resources:
        """Handles, and who closes them."""
        return Resources(self.structure, self.names, self.knowledge, self.free_calls)

    @cached_property
    def owners(self) -> Owners:
        """Who closes handles and sessions."""
        return Owners(self.structure, self.names, self.knowledge, self.free_calls, self.inference, self.flow)

    @cached_property
    def cells(self) -> Cells:
        """The cells of a notebook, and what they display."""
        return Cells(self.source, self.structure, self.names, self.inference)

    @cached_property
    def stores(self) -> Stores:
        """Containers that outlive the functions that fill them."""
        return Stores(self.structure, self.names, self.knowledge)

    @cached_property
    def hooks(self) -> Hooks:
        """Hooks of modules, and who can remove them."""
        return Hooks(
            self.structure, self.names, self.classes, self.inference, self.repetitions, self.roles,
            self.grad_mode.uses, self.knowledge,
        )  # fmt: skip

    @property
    def frameworks(self) -> frozenset[str]:
        """The frameworks that the file imports: ``torch``, ``tensorflow``, ``keras``."""
        return self.names.frameworks()


# Parts that keep their answers from one text to the next; all others are made anew when they are asked.
_KEPT = frozenset(
    {"structure", "names", "classes", "grad_mode", "evidence", "inference", "gradients", "flow", "model_events"}
    | {"graph_functions"}
)
