"""__all__ decides: the listed private class comes along, the unlisted tensor does not."""

from consts import scale
from pieces import *

core = _Core()  #? core is module
factor = scale  #? factor is number
knob = core.scale  #? knob is parameter
