"""A module that is imported for its switch turns tracking off in the file that imports it."""

import torch

torch.manual_seed(7)
torch.set_grad_enabled(False)
THRESHOLD = 0.5
