"""Two lists; one of them is emptied by a function."""

HISTORY = []
WINDOW = []


def flush():
    WINDOW.clear()
