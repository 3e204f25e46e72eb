"""A loop over the given states cuts each of them, behind a second function too."""


def cut_all(states):  #? effects is detaches states; returns is None
    for state in states:
        state.detach_()


def new_chunk(memory, label):  #? effects is detaches memory, prints
    print(label)
    cut_all(memory)
