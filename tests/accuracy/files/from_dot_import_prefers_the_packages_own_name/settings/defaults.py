"""Never imported: the package's own name comes first."""

import torch

rate = torch.tensor(0.1)
