"""The Trainer's own prediction_step switches tracking off itself; one that replaces it must too."""

from torch import nn
from transformers import Trainer

probe = nn.Linear(4, 2)


class CarefulTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        return probe(inputs["pixels"]).mean()  #? grad is unknown


class CarelessTrainer(Trainer):
    def prediction_step(self, model, inputs, prediction_loss_only, ignore_keys=None):
        logits = probe(inputs["pixels"])  #? grad is on; logits is graph tensor
        return None, logits.detach(), inputs["labels"]
