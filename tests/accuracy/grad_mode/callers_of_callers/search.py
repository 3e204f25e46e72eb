"""The only block that turns tracking off is in the entry point."""

import torch
from heads import encode, rescale


def index(pages):
    return rescale(encode(pages))  #? grad is off


def main():
    with torch.no_grad():
        table = index(torch.randn(9, 6))  #? table is detached tensor
    return table.shape


main()
