"""The meaning of a program: what rules ask.

``Model`` is the door. Answers are three-valued: a rule fires on ``Answer.YES`` and tells the user
the assumptions that the answer rests on.
"""

from tensortidy.knowledge import Kind
from tensortidy.semantics.accumulation import Accumulation
from tensortidy.semantics.autograd_functions import CustomFunction, KeptTensor
from tensortidy.semantics.cells import Shown
from tensortidy.semantics.concatenation import Concatenation
from tensortidy.semantics.contexts import KeptOutput
from tensortidy.semantics.derivatives import AddedDerivative
from tensortidy.semantics.evaluations import Evaluation
from tensortidy.semantics.flow import ESCAPES, Destination
from tensortidy.semantics.hooks import LostHook
from tensortidy.semantics.lambda_layers import WrappedFunction
from tensortidy.semantics.leftovers import Leftover, Stay
from tensortidy.semantics.model import Model
from tensortidy.semantics.optimizer_steps import OptimizerStep
from tensortidy.semantics.phases import Phase
from tensortidy.semantics.predictions import Prediction
from tensortidy.semantics.recurrences import Recurrence
from tensortidy.semantics.resources import OpenHandle
from tensortidy.semantics.shape_mismatches import ColumnAndRow
from tensortidy.semantics.structure import Function, Loop
from tensortidy.semantics.symbolic_tensors import Symbolic
from tensortidy.semantics.values import Answer, Value

__all__ = [
    "ESCAPES",
    "Accumulation",
    "AddedDerivative",
    "Answer",
    "ColumnAndRow",
    "Concatenation",
    "CustomFunction",
    "Destination",
    "Evaluation",
    "Function",
    "KeptOutput",
    "KeptTensor",
    "Kind",
    "Leftover",
    "Loop",
    "LostHook",
    "Model",
    "OpenHandle",
    "OptimizerStep",
    "Phase",
    "Prediction",
    "Recurrence",
    "Shown",
    "Stay",
    "Symbolic",
    "Value",
    "WrappedFunction",
]
