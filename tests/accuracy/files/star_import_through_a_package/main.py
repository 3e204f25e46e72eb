"""Stars in __init__.py: classes, constants and even the imports of a file come through."""

from models import LIMIT, Small, rules

tiny = Small()  #? tiny is module
cap = LIMIT  #? cap is number
stepper = rules.SGD(tiny.parameters(), lr=0.1)  #? stepper is optimizer
