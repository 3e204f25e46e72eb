"""Three rounds over the data, under names that tell nothing."""

import torch


def one(net, feed, rule):
    for x, y in feed:
        (net(x) - y).abs().mean().backward()  #? phase is training
        rule.step()


@torch.no_grad()
def two(net, feed):
    return sum((net(x) - y).abs().mean().item() for x, y in feed)


@torch.no_grad()
def three(net, feed):
    return [net(x) for x, _ in feed]
