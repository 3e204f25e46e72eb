"""A registry in another file with module classes only: whatever is asked for is a module."""

import torch

from registry import build

net = build({"kind": "large", "width": 8})  #? net is module
rule = torch.optim.SGD(net.parameters(), lr=0.1)  #? rule is optimizer
