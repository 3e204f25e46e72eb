"""The second thing that act() of another file returns is attached, and the list of them grows."""

import torch

from players import Player


def episode(env):
    player, memory, over = Player(), [], False
    seen = torch.zeros(4)
    while not over:
        move, logp = player.act(seen)  #? logp is graph tensor; fate of logp is container
        memory.append(logp)  #? growth of memory is grows; phase is acting
        seen, gain, over, _, _ = env.step(move)
    return len(memory)
