"""A summary writer made by a helper is an open handle; writing with it gives None."""

from torch.utils.tensorboard import SummaryWriter


def writer_for(run):
    return SummaryWriter(f"runs/{run}")


board = writer_for("first")
told = board.add_scalar("cost", 0.5, 0)
print(board, told)  #? board is open handle; told is None
board.close()
