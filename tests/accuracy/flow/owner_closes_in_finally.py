"""A handle closed in finally is closed on every path."""


def dump(rows, path):
    target = open(path, "w")  #? owner of target is closed; target is open handle
    try:
        for row in rows:
            target.write(f"{row}\n")
    finally:
        target.close()
