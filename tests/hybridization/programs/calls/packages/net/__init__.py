"""Packages hand on what their modules define."""

from .layers import Scale
