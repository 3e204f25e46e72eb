"""A list that nothing empties during the loop grows; emptying it afterwards is too late."""


def collect(batches):
    rows, keys = [], set()
    for batch in batches:
        rows.append(batch)  #? growth of rows is grows
        keys.add(id(batch))  #? growth of keys is grows
    rows.clear()
    return keys
