"""Passes on everything, twice."""

from .small import *
from .large import *
