"""A name that the other file does not define is unknown, even where it sounds well-known."""

import helpers
from helpers import Linear, present
from plain import Width

sure = present()  #? sure is number
layer = Linear(3, 3)  #? layer is unknown
rule = helpers.Adam(layer.parameters())  #? rule is unknown
width = Width()  #? width is unknown
