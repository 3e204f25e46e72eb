"""The step that trains stands in a helper of another file."""

from torch.nn import functional as F


def absorb(network, optimizer, rows, wanted):
    optimizer.zero_grad()
    misfit = F.mse_loss(network(rows), wanted)  #? phase is training
    misfit.backward()
    optimizer.step()
    return misfit.item()
