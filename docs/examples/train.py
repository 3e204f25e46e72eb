"""Train a small spiral classifier: a script like many, with seven leaks that TensorTidy finds.

Runs in a few seconds where torch is installed:

    python train.py --epochs 3 --log run.csv
"""

import argparse
import itertools
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split


def spirals(count: int, arms: int = 3, noise: float = 0.15) -> TensorDataset:
    """Points on interleaved spiral arms; the label of a point is its arm."""
    labels = torch.arange(count) % arms
    radius = torch.linspace(0.1, 1.0, count)
    angle = 4.0 * radius + labels * (2 * math.pi / arms) + noise * torch.randn(count)
    points = torch.stack([radius * angle.cos(), radius * angle.sin()], dim=1)
    return TensorDataset(points, labels)


class RunningNorm(nn.Module):
    """Normalises features by an exponential moving average of their mean."""

    def __init__(self, features: int, momentum: float = 0.1) -> None:
        super().__init__()
        self.momentum = momentum
        self.register_buffer("running_mean", torch.zeros(features))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mean = x.mean(dim=0)
        if self.training:
            self.running_mean = (1 - self.momentum) * self.running_mean + self.momentum * mean
            return x - mean
        return x - self.running_mean


class Classifier(nn.Module):
    """A multi-layer perceptron over two coordinates."""

    def __init__(self, width: int = 64, arms: int = 3) -> None:
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(2, width), RunningNorm(width), nn.ReLU())
        self.head = nn.Linear(width, arms)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.encoder(x))


def train_epoch(model: nn.Module, loader: DataLoader, optimizer: torch.optim.Optimizer) -> float:
    """One pass over the training data; returns the mean loss."""
    model.train()
    losses = []
    for points, labels in loader:
        logits = model(points)
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss)
    return float(sum(losses) / len(losses))


def evaluate(model: nn.Module, loader: DataLoader) -> tuple[float, float]:
    """Mean loss and accuracy over held-out data."""
    model.eval()
    total = 0.0
    correct = 0
    count = 0
    for points, labels in loader:
        logits = model(points)  # the graph of every batch is built, and nobody needs it
        total += F.cross_entropy(logits, labels, reduction="sum").item()
        correct += int((logits.argmax(dim=1) == labels).sum())
        count += len(labels)
    return total / count, correct / count


def embed(model: Classifier, loader: DataLoader) -> torch.Tensor:
    """The hidden features of a whole data set, one row per point."""
    features = torch.empty(0, model.head.in_features)
    with torch.no_grad():
        for points, _ in loader:
            hidden = model.encoder(points)
            features = torch.cat((features, hidden), dim=0)
    return features


def warm_up(model: nn.Module, loader: DataLoader, optimizer: torch.optim.Optimizer, steps: int) -> None:
    """A fixed number of steps, whatever the size of the data set."""
    batches = itertools.cycle(loader)
    for step in range(steps):
        points, labels = next(batches)
        for group in optimizer.param_groups:
            group["lr"] = 1e-2 * (step + 1) / steps
        optimizer.zero_grad()
        F.cross_entropy(model(points), labels).backward()
        optimizer.step()


def write_log(path: Path, rows: list[tuple[int, float, float, float]]) -> None:
    """Write the history of a run as CSV."""
    log = open(path, "w")
    log.write("epoch,train_loss,validation_loss,accuracy\n")
    for epoch, train_loss, validation_loss, accuracy in rows:
        log.write(f"{epoch},{train_loss:.4f},{validation_loss:.4f},{accuracy:.4f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--log", type=Path, default=Path("run.csv"))
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    training, held_out = random_split(spirals(3000), [2500, 500])
    train_loader = DataLoader(training, batch_size=options.batch_size, shuffle=True)
    validation_loader = DataLoader(held_out, batch_size=options.batch_size)

    model = Classifier()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    warm_up(model, train_loader, optimizer, steps=20)

    history = []
    for epoch in range(1, options.epochs + 1):
        train_loss = train_epoch(model, train_loader, optimizer)
        validation_loss, accuracy = evaluate(model, validation_loader)
        history.append((epoch, train_loss, validation_loss, accuracy))
        print(f"epoch {epoch}: train {train_loss:.3f}, validation {validation_loss:.3f}, accuracy {accuracy:.1%}")

    write_log(options.log, history)
    print(f"{len(embed(model, validation_loader))} points embedded; history in {options.log}")


if __name__ == "__main__":
    main()
