"""A dataset of the project, its inherited length and a loader over it."""

from torch.utils.data import DataLoader

from pairs import Pairs

pairs = Pairs([1.0, 2.0, 3.0])  #? pairs is dataset
amount = len(pairs)  #? amount is number
feed = DataLoader(pairs, batch_size=2)  #? feed is data loader
