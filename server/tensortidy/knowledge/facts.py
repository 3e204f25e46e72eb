"""The words in which facts about libraries are told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(str, Enum):
    """What a value is, as far as rules care."""

    TENSOR = "tensor"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    MODULE = "module"
    OPTIMIZER = "optimizer"
    LOADER = "data loader"
    DATASET = "dataset"
    KERAS_MODEL = "Keras model"
    KERAS_LAYER = "Keras layer"
    SESSION = "session"
    HANDLE = "open handle"
    CONTAINER = "container"
    FUNCTION = "function"
    CLASS = "class"
    NONE = "None"


class Returns(str, Enum):
    """How the result of a call depends on what goes in."""

    FRESH = "fresh"
    """Nothing of the arguments: a new object, a tensor without a graph."""
    DERIVED = "derived"
    """Computed from the arguments and the receiver: attached to a graph when one of them is."""
    DETACHED = "detached"
    """Computed from them, without their graph."""


@dataclass(frozen=True)
class Call:
    """What calling a function, class or method gives back."""

    kind: Kind
    returns: Returns = Returns.FRESH


def fresh(kind: Kind, prefix: str, names: str) -> dict[str, Call]:
    """Facts for names under one prefix that all return a new ``kind``; ``names`` are parted by spaces."""
    return {f"{prefix}{name}": Call(kind) for name in names.split()}


# One name for what libraries re-export under several. The longest prefix that fits is replaced.
_ALIASES = {
    "tensorflow.compat.v1.keras": "keras",
    "tensorflow.compat.v2": "tensorflow",
    "tensorflow.keras": "keras",
    "tensorflow.python.keras": "keras",
    "tf_keras": "keras",
    "keras.api": "keras",
    "pytorch_lightning": "lightning.pytorch",
    "lightning.LightningModule": "lightning.pytorch.LightningModule",
    "lightning.Trainer": "lightning.pytorch.Trainer",
    "lightning.pytorch.core.LightningModule": "lightning.pytorch.LightningModule",
    "torch.autograd.no_grad": "torch.no_grad",
    "torch.autograd.grad_mode": "torch",
    "torch.autograd.inference_mode": "torch.inference_mode",
    "torch.autograd.set_grad_enabled": "torch.set_grad_enabled",
    "torch.nn.modules.module.Module": "torch.nn.Module",
    "torch.nn.parameter.Parameter": "torch.nn.Parameter",
    "torch.utils.data.dataloader.DataLoader": "torch.utils.data.DataLoader",
    "torch.concat": "torch.cat",
    "torch.concatenate": "torch.cat",
    "io.open": "open",
}


def canonical_name(name: str) -> str:
    """The one name under which facts about a full dotted name are kept.

    >>> canonical_name("tensorflow.keras.models.Sequential")
    'keras.models.Sequential'
    """
    head = name
    while head:
        if head in _ALIASES:
            return _ALIASES[head] + name[len(head) :]
        head = head.rpartition(".")[0]
    return name


# The first part of an import's name → the frameworks whose smells its file can have.
_FRAMEWORKS = {
    "torch": "torch", "torchvision": "torch", "torchaudio": "torch", "torchtext": "torch",
    "lightning": "torch", "pytorch_lightning": "torch", "accelerate": "torch", "timm": "torch",
    "torch_geometric": "torch", "fastai": "torch", "ignite": "torch", "monai": "torch", "skorch": "torch",
    "tensorflow": "tensorflow", "tensorflow_datasets": "tensorflow", "tensorflow_probability": "tensorflow",
    "keras": "keras", "tf_keras": "keras", "scikeras": "keras", "keras_tuner": "keras",
}  # fmt: skip

FRAMEWORK_IMPORTS = tuple(_FRAMEWORKS)


def frameworks_of(imported: str) -> frozenset[str]:
    """The frameworks that an import of this full name brings in: ``torch``, ``tensorflow``, ``keras``."""
    found = {_FRAMEWORKS.get(imported.partition(".")[0])}
    if imported.startswith("tensorflow") and "keras" in imported:
        found.add("keras")
    return frozenset(name for name in found if name)
