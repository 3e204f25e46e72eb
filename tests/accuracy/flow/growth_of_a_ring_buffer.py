"""Places that are used again bound what is stored; a new key in each step does not."""


def watch(stream):
    ring, table, slot = {}, {}, {}
    for step, value in enumerate(stream):
        ring[step % 16] = value  #? growth of ring is bounded
        table[step] = value  #? growth of table is grows
        slot["newest"] = value  #? growth of slot is bounded
    return ring, table, slot
