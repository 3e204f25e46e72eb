"""A backward pass says that the loss has a graph, and each loss in a sum of them; not that the target has one."""

import torch


def fit(predict, make_loss, batches):
    for x, y in batches:
        loss = (predict(x) - y).pow(2).mean()
        loss.backward()
        print(y)  #? y is unknown
        print(loss)  #? loss is graph tensor
        one = make_loss(x, y)
        other = make_loss(y, x)
        both = one * 0.5 + other
        both.backward()
        print(one, other)  #? one is graph tensor; other is graph tensor
