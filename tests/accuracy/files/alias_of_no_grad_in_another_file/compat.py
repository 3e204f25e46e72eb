"""Short names for torch's own."""

import torch

still = torch.no_grad
fast = torch.inference_mode
loud = torch.enable_grad
