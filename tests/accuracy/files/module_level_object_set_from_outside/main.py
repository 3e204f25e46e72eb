"""The None in state.py is not what it stays: another file sets it to this or that."""

import sys

import state
from fill import prepare

prepare(sys.argv[1])
active = state.CURRENT  #? active is unknown
limit = state.LIMIT  #? limit is number
