"""Puts one parameter into another one."""


def push(rows, value):  #? effects is mutates rows, keeps value
    rows.append(value)


def joined(rows, value):  #? effects is none
    return [*rows, value]
