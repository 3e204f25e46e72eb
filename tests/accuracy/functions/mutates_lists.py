"""Adding to the given list changes it; adding to a copy or making a longer one does not."""


def extend(rows: list):  #? effects is mutates rows
    rows += [0]


def longer(rows: list):  #? effects is none
    rows = rows + [0]
    return rows


def copied(rows: list):  #? effects is none; returns is container
    rows = list(rows)
    rows.append(0)
    return rows
