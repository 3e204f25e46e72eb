"""Emptied through another name of the same list; the copy that is emptied is another list."""


def drain(stream):
    rows, copies = [], []
    for value in stream:
        rows.append(value)  #? growth of rows is cleared
        copies.append(value)  #? growth of copies is grows
        same, other = rows, list(copies)
        same.clear()
        other.clear()
