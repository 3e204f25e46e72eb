"""A star import brings public names only: _size stays the one imported by name before it."""

from lengths import _size
from pieces import *

block = make()  #? block is module
length = _size()  #? length is number
