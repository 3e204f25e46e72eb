"""Methods that use what only the subclasses make."""

from torch import nn


class Judge(nn.Module):
    def verdict(self, case):
        return self.brain(case).squeeze(-1)

    def name(self):
        return f"judge with {self.brain.in_features} inputs"
