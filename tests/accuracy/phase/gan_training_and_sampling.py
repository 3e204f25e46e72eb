"""Both halves of a GAN train in one loop; the loop that saves samples only generates."""

import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as bce

maker, critic = nn.Linear(2, 8), nn.Linear(8, 1)
maker_rule = torch.optim.Adam(maker.parameters())
critic_rule = torch.optim.Adam(critic.parameters())
yes, no = torch.ones(4, 1), torch.zeros(4, 1)

for real in torch.randn(10, 4, 8):
    fake = maker(torch.randn(4, 2))  #? phase is training
    (bce(critic(real), yes) + bce(critic(fake.detach()), no)).backward()
    critic_rule.step()
    bce(critic(fake), yes).backward()
    maker_rule.step()
for number in range(3):
    torch.save(maker(torch.randn(1, 2)), f"sample{number}.pt")  #? phase is inference
