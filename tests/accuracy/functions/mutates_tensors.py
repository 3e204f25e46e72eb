"""Methods with an underscore and item assignment change the tensor, arithmetic makes another."""

import torch


def doubled(table: torch.Tensor):  #? returns is parameter table; effects is mutates table
    return table.mul_(2.0)


def mask(table: torch.Tensor, place):  #? effects is mutates table
    table[place] = 0.0


def scaled(table: torch.Tensor):  #? effects is none
    table = table * 2.0
    return table
