"""A registry whose entries make different kinds of things tells nothing without the key."""

import sys

from registry import MAKERS, build

net = build(sys.argv[1], 2, 2)  #? net is unknown
fixed = MAKERS["line"](2, 2)  #? fixed is module
