"""A star also passes on what a file itself imported."""

import torch.optim as rules

LIMIT = 10_000
