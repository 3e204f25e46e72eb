"""Builds upon a package that is not installed."""

import acmevision
from acmevision.models import Backbone


class Detector(Backbone):  #? instance is unknown
    """Maybe a module: its base is out of sight."""


def create_model(name):  #? returns is unknown
    return acmevision.create_model(name)
