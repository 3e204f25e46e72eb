"""The state of a recurrent net goes into the next step, its output does not."""

from torch import nn

reader = nn.GRU(4, 8)


def read(chunks):
    state = None
    for chunk in chunks:
        output, state = reader(chunk, state)  #? carried state is yes; state is graph tensor
        score = output.mean()  #? carried score is no; score is graph tensor
        print(score.item())
    return state
