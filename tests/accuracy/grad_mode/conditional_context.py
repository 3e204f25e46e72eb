"""Whether the block tracks depends on an argument from the command line."""

import argparse
from contextlib import nullcontext

import torch
from torch import nn

parser = argparse.ArgumentParser()
parser.add_argument("--evaluate", action="store_true")
evaluating = parser.parse_args().evaluate

student = nn.Linear(3, 2)
with torch.no_grad() if evaluating else nullcontext():
    answers = student(torch.randn(4, 3))  #? grad is unknown; answers is tensor
    if evaluating:
        print(student(answers.new_ones(1, 3)))  #? grad is off
more = student(torch.randn(4, 3))  #? grad is on
