"""Calling an async function gives a coroutine, awaiting that gives what it returns."""

from torch import nn

net = nn.Linear(3, 1)


async def answer(rows):  #? effects is none
    return net(rows).sum().item()


async def serve(rows):
    waiting = answer(rows)  #? waiting is unknown
    points = await waiting  #? points is number
    return points
