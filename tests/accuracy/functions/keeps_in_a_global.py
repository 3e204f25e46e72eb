"""What a list of the file is given outlives the call; a number computed from it is not it."""

HISTORY = []
NEWEST = None


def push(entry):  #? effects is keeps entry
    HISTORY.append(entry)


def place(entry):  #? effects is keeps entry
    global NEWEST
    NEWEST = entry


def tick(entry):  #? effects is none
    HISTORY.append(float(entry))
