"""Re-exported by __init__.py; the forward ends in argmax, which has no gradient."""

import torch

from nlp import Tagger

tagger = Tagger()  #? tagger is module
words = torch.randn(7, 16)
tags = tagger(words)  #? tags is detached tensor
scores = tagger.out(words)  #? scores is graph tensor
