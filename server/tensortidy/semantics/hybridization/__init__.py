"""Which functions should run as graphs: the decision of ``tf.function``, over whole programs.

``Hybridization`` is the door; a ``Verdict`` is what it says of a function.
"""

from tensortidy.semantics.hybridization.analysis import Hybridization
from tensortidy.semantics.hybridization.options import Options
from tensortidy.semantics.hybridization.verdicts import (
    Failure,
    LiteralCall,
    Reason,
    Refactoring,
    Transformation,
    Verdict,
)

__all__ = ["Failure", "Hybridization", "LiteralCall", "Options", "Reason", "Refactoring", "Transformation", "Verdict"]
