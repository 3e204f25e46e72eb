"""A helper called train_step that runs the model and nothing else."""

import torch


def train_step(network, rows):
    with torch.no_grad():
        return network(rows).argmax(1)  #? phase is inference
