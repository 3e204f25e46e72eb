"""The meaning of a program: what rules ask.

``Model`` is the door. Answers are three-valued: a rule fires on ``Answer.YES`` and tells the user
the assumptions that the answer rests on.
"""

from tensortidy.knowledge import Kind
from tensortidy.semantics.accumulation import Accumulation
from tensortidy.semantics.concatenation import Concatenation
from tensortidy.semantics.evaluations import Evaluation
from tensortidy.semantics.flow import ESCAPES, Destination
from tensortidy.semantics.model import Model
from tensortidy.semantics.resources import OpenHandle
from tensortidy.semantics.structure import Function, Loop
from tensortidy.semantics.values import Answer, Value

__all__ = [
    "ESCAPES",
    "Accumulation",
    "Answer",
    "Concatenation",
    "Destination",
    "Evaluation",
    "Function",
    "Kind",
    "Loop",
    "Model",
    "OpenHandle",
    "Value",
]
