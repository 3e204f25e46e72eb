"""The function takes the place of the file it comes from."""

from .drive import drive
