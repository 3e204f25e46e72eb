"""A package nobody can see, or its stand-in: neither name is certain to be the stand-in."""

from helpers import Meter, native

engine = native  #? engine is unknown
meter = Meter()  #? meter is unknown
