// The programs that the journeys edit.

const cell = (source) => ({ cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source });

/** Two leaks, both with a safe fix. */
export const SCRIPT = `import torch
from torch import nn


def train(model: nn.Module, loader, optimizer):
    losses = []
    for x, y in loader:
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss)
    return float(sum(losses) / len(losses))
`;

/** A notebook with one leak, in its second cell, which the first one is needed to see. */
export const NOTEBOOK = {
  cells: [
    cell(`import torch
from torch import nn

model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters())`),
    cell(`losses = []
for x, y in torch.utils.data.DataLoader(data):
    loss = nn.functional.mse_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss)`),
  ],
  metadata: { language_info: { name: 'python' } },
  nbformat: 4,
  nbformat_minor: 4,
};
