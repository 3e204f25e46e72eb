"""PyTorch and the libraries around it."""

from __future__ import annotations

from tensortidy.knowledge.facts import Call, Kind, Returns, fresh

MODULE = "torch.nn.Module"

MODULE_BASES = frozenset({
    MODULE, "torch.nn.Sequential", "torch.nn.ModuleList", "torch.nn.ModuleDict", "torch.jit.ScriptModule",
    "lightning.pytorch.LightningModule", "transformers.PreTrainedModel", "torch.nn.DataParallel",
    "torch_geometric.nn.MessagePassing", "torch_geometric.nn.conv.MessagePassing",
})  # fmt: skip

# Classes whose hooks the framework itself calls without gradients, clears and detaches for.
MANAGED_BASES = frozenset({
    "lightning.pytorch.LightningModule", "transformers.Trainer", "lightning.pytorch.Callback",
    "lightning.pytorch.LightningDataModule",
})  # fmt: skip
MANAGED_EVALUATION_HOOKS = ("validation_", "test_", "predict_", "on_validation_", "on_test_", "on_predict_")

NO_GRAD = frozenset({"torch.no_grad", "torch.inference_mode"})
SET_GRAD_ENABLED = "torch.set_grad_enabled"
ENABLE_GRAD = "torch.enable_grad"

CONCATENATIONS = frozenset({
    "torch.cat", "torch.hstack", "torch.vstack", "torch.dstack", "torch.row_stack", "torch.column_stack",
})  # fmt: skip

CALLS: dict[str, Call] = {
    **fresh(
        Kind.TENSOR,
        "torch.",
        "tensor as_tensor from_numpy zeros ones empty full rand randn randint randperm arange linspace logspace "
        "eye normal bernoulli multinomial zeros_like ones_like empty_like full_like rand_like randn_like "
        "randint_like load_tensor tril_indices triu_indices poisson frombuffer Tensor FloatTensor LongTensor "
        "argmax argmin argsort eq ne gt lt ge le isnan isinf isfinite bincount histc searchsorted "
        "nonzero unique count_nonzero any all",
    ),
    **fresh(Kind.LOADER, "", "torch.utils.data.DataLoader torch_geometric.loader.DataLoader "
            "torch_geometric.data.DataLoader monai.data.DataLoader"),
    **fresh(Kind.DATASET, "torch.utils.data.", "TensorDataset Subset ConcatDataset ChainDataset"),
    **fresh(Kind.MODULE, "", "timm.create_model torch.hub.load torch.jit.trace torch.jit.script torch.jit.load "
            "torch.compile torch.nn.parallel.DistributedDataParallel segmentation_models_pytorch.create_model"),
    **fresh(Kind.NUMBER, "torch.", "is_tensor numel manual_seed seed get_num_threads is_grad_enabled"),
    "torch.nn.Parameter": Call(Kind.TENSOR),
    "torch.cuda.is_available": Call(Kind.NUMBER),
}  # fmt: skip

# torch.<name> that is no tensor operation
_NOT_OPERATIONS = frozenset(
    [
        "device",
        "load",
        "save",
        "compile",
        "no_grad",
        "inference_mode",
        "set_grad_enabled",
        "enable_grad",
        "Generator",
        "dtype",
        "Size",
        "cuda",
        "get_default_dtype",
        "set_default_dtype",
        "set_default_tensor_type",
        "set_num_threads",
        "set_printoptions",
        "finfo",
        "iinfo",
        "use_deterministic_algorithms",
        "set_float32_matmul_precision",
        "autocast",
        "is_autocast_enabled",
        "typename",
        "get_rng_state",
        "set_rng_state",
        "initial_seed",
        "is_floating_point",
        "is_complex",
        "result_type",
        "can_cast",
    ]
)

# Tensor methods and attributes by what they give back; every other method is DERIVED.
TENSOR_NUMBERS = frozenset(
    [
        "item",
        "size",
        "dim",
        "ndimension",
        "numel",
        "nelement",
        "element_size",
        "stride",
        "storage_offset",
        "get_device",
        "is_contiguous",
        "is_floating_point",
        "is_complex",
        "data_ptr",
        "__len__",
        "allclose",
        "equal",
        "shape",
        "ndim",
        "requires_grad",
        "is_cuda",
        "device",
        "dtype",
        "grad_fn",
        "is_leaf",
    ]
)
TENSOR_DETACHED = frozenset(
    [
        "detach",
        "detach_",
        "data",
        "argmax",
        "argmin",
        "argsort",
        "eq",
        "ne",
        "gt",
        "lt",
        "ge",
        "le",
        "logical_and",
        "logical_or",
        "logical_not",
        "isnan",
        "isinf",
        "isfinite",
        "any",
        "all",
        "nonzero",
        "new_zeros",
        "new_ones",
        "new_full",
        "new_empty",
        "new_tensor",
        "bool",
        "int",
        "long",
        "short",
        "byte",
        "count_nonzero",
        "unique",
        "grad",
    ]
)
# Return values and their indices: always, or (reductions) where they are told an axis.
PAIRS = frozenset({"max", "min", "median", "mode", "nanmedian", "topk", "sort", "kthvalue", "cummax", "cummin"})
REDUCTIONS = frozenset({"max", "min", "median", "nanmedian"})
TENSOR_ARRAYS = frozenset({"numpy", "tolist", "__array__"})

# Methods that only tensors have, and methods that only modules have.
TENSOR_EVIDENCE = frozenset({"item", "detach", "backward", "unsqueeze", "squeeze", "requires_grad_", "cpu"})
MODULE_EVIDENCE = frozenset({
    "eval", "train", "parameters", "named_parameters", "state_dict", "load_state_dict", "modules", "named_modules",
    "children", "register_forward_hook", "half",
})  # fmt: skip

IN_PLACE_CONTAINER_METHODS = frozenset({"append", "extend", "insert", "add", "appendleft", "update", "setdefault"})


def call_of(name: str) -> Call | None:
    """Facts that hold for whole families of names."""
    family, _, last = name.rpartition(".")
    if family == "torch.nn" or family.startswith(("torch.nn.modules", "torch_geometric.nn")):
        return Call(Kind.MODULE) if last[:1].isupper() else None
    if family in ("torch.nn.functional", "torch.linalg", "torch.special", "torch.fft"):
        return Call(Kind.TENSOR, Returns.DERIVED)
    if family == "torch.optim" or (family.startswith("torch.optim.") and "lr_scheduler" not in family):
        return Call(Kind.OPTIMIZER) if last[:1].isupper() else None
    if family.startswith("torchvision.models"):
        return Call(Kind.MODULE)
    if family.startswith("torchvision.datasets"):
        return Call(Kind.DATASET)
    if family.startswith("transformers.") and last == "from_pretrained":
        owner = family.removeprefix("transformers.")
        is_model = "Model" in owner or "For" in owner
        return Call(Kind.MODULE) if is_model else None
    if family == "torch" and last not in _NOT_OPERATIONS and not last[:1].isupper():
        return Call(Kind.TENSOR, Returns.DERIVED)
    return None
