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
from tensortidy.semantics.fit_loops import FitLoop
from tensortidy.semantics.flow import ESCAPES, Destination
from tensortidy.semantics.graph_growth import Addition
from tensortidy.semantics.hoards import Hoard
from tensortidy.semantics.hooks import LostHook
from tensortidy.semantics.hybridization import LiteralCall, Transformation, Verdict
from tensortidy.semantics.kept_tensors import KeptEagerTensor, PersistentTape, Reading
from tensortidy.semantics.keras_version import KerasVersion
from tensortidy.semantics.lambda_layers import WrappedFunction
from tensortidy.semantics.leftovers import Leftover, Stay
from tensortidy.semantics.model import Model
from tensortidy.semantics.model_events import ModelEvent
from tensortidy.semantics.model_loops import Cleared, ModelLoop
from tensortidy.semantics.model_reuse import Over, Reuse
from tensortidy.semantics.optimizer_steps import OptimizerStep
from tensortidy.semantics.phases import Phase
from tensortidy.semantics.predictions import Prediction
from tensortidy.semantics.recorded_functions import is_print
from tensortidy.semantics.recurrences import Recurrence
from tensortidy.semantics.reruns import Refill
from tensortidy.semantics.resources import OpenHandle
from tensortidy.semantics.sessions import OpenSession
from tensortidy.semantics.shape_mismatches import ColumnAndRow
from tensortidy.semantics.small_predictions import Given, SmallPrediction
from tensortidy.semantics.structure import Function, Loop
from tensortidy.semantics.symbolic_tensors import Symbolic
from tensortidy.semantics.values import Answer, Value
from tensortidy.semantics.ways_out import Leaving, WayOut

__all__ = [
    "ESCAPES",
    "Accumulation",
    "AddedDerivative",
    "Addition",
    "Answer",
    "Cleared",
    "ColumnAndRow",
    "Concatenation",
    "CustomFunction",
    "Destination",
    "Evaluation",
    "FitLoop",
    "Function",
    "Given",
    "Hoard",
    "KeptEagerTensor",
    "KeptOutput",
    "KeptTensor",
    "KerasVersion",
    "Kind",
    "Leaving",
    "Leftover",
    "LiteralCall",
    "Loop",
    "LostHook",
    "Model",
    "ModelEvent",
    "ModelLoop",
    "OpenHandle",
    "OpenSession",
    "OptimizerStep",
    "Over",
    "PersistentTape",
    "Phase",
    "Prediction",
    "Reading",
    "Recurrence",
    "Refill",
    "Reuse",
    "Shown",
    "SmallPrediction",
    "Stay",
    "Symbolic",
    "Transformation",
    "Value",
    "Verdict",
    "WayOut",
    "WrappedFunction",
    "is_print",
]
