"""Which functions should run as graphs: the decision of ``tf.function``, over whole programs.

``analysis.Hybridization`` is the door, imported by who goes through it alone; a ``Verdict`` is what it says.
"""

from tensortidy.semantics.hybridization.options import Options
from tensortidy.semantics.hybridization.verdicts import (
    Failure,
    LiteralCall,
    Reason,
    Refactoring,
    Transformation,
    Verdict,
)

__all__ = ["Failure", "LiteralCall", "Options", "Reason", "Refactoring", "Transformation", "Verdict"]
