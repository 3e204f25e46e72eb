"""Two star imports bring the same name; the later one counts, the rest of the first stays."""

from counts import *
from tensors import *

first = width  #? first is parameter
second = depth  #? second is number
both = width * depth  #? both is graph tensor
