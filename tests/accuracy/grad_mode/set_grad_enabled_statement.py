"""As a statement, set_grad_enabled takes effect at once and until it is called again."""

import torch
from torch import nn

decoder = nn.Linear(4, 4)
latents = torch.randn(2, 4)

before = decoder(latents)  #? grad is on; before is graph tensor
torch.set_grad_enabled(False)
during = decoder(latents)  #? grad is off; during is detached tensor
torch.set_grad_enabled(True)
after = decoder(before)  #? grad is on
