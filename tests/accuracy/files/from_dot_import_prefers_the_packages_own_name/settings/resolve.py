"""`from . import defaults` takes what __init__.py defines before it looks for defaults.py."""

from . import defaults

chosen = defaults  #? chosen is container of number
step = defaults["rate"]  #? step is number
