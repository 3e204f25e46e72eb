"""Naming the method close without calling it closes nothing; flush closes nothing either."""

from torch.utils.tensorboard import SummaryWriter


def report(values):
    board = SummaryWriter()  #? owner of board is nobody
    other = SummaryWriter("other")  #? owner of other is nobody
    for step, value in enumerate(values):
        board.add_scalar("value", value, step)
        other.add_scalar("value", value, step)
    board.close
    other.flush()
