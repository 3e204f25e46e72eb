"""From text to syntax trees: parso parses, and what it parsed is handed on as Python's own ``ast``.

This package is the only place that knows parso. Everything above it sees the node classes that the
standard library documents, whatever Python runs TensorTidy and however broken the text is.
"""

from tensortidy.syntax.placed import BLOCKS
from tensortidy.syntax.tree import Syntax, SyntaxMemory, get_ready, parse, parse_by_cpython

__all__ = ["BLOCKS", "Syntax", "SyntaxMemory", "get_ready", "parse", "parse_by_cpython"]
