"""Above an async function the decorator only covers the making of the coroutine."""

import asyncio

import torch
from torch import nn

net = nn.Linear(4, 2)


@torch.no_grad()
async def answer(question):
    await asyncio.sleep(0)
    return net(question)  #? grad is on; net(question) is graph tensor


async def answer_quietly(question):
    with torch.inference_mode():
        return net(question)  #? grad is off


asyncio.run(answer(torch.randn(1, 4)))
asyncio.run(answer_quietly(torch.randn(1, 4)))
