"""Two bases named Module in one file: only the one that comes from torch makes modules."""

from torch.nn import Module as TorchModule

from .module import Module


class Service(Module):  #? instance is unknown
    """Has parts and train(), and is still no network."""


class Network(TorchModule):  #? instance is module
    """The real one."""


service = Service().train()  #? service is unknown
network = Network().train()  #? network is module
