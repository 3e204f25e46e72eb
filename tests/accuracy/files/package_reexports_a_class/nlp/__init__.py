"""What the package shows to the outside."""

from .tagger import Tagger

__all__ = ["Tagger"]
