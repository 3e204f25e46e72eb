"""A list that ends with the call keeps nothing of what was put into it."""


def spread(value, times):  #? effects is none; returns is number
    rows = []
    for _ in range(times):
        rows.append(value)
    return len(rows)


def tell(value):  #? effects is none; returns is None
    holder = {"value": value}
    holder.clear()
