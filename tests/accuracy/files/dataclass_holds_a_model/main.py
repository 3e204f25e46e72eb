"""The fields of a dataclass in another file: as given, by default and by a factory."""

import torch
from torch import nn

from config import Parts

parts = Parts(nn.Linear(4, 1))  #? parts is unknown
body = parts.body  #? body is module
rate = parts.rate  #? rate is number
notes = parts.notes  #? notes is container
value = body(torch.zeros(1, 4)) * rate
