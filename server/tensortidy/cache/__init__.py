"""Answers on files, kept from one run of the command line to the next for as long as they are true."""

from tensortidy.cache.facts import Facts, FileFacts, Texts, TornError, digest, gather
from tensortidy.cache.sheet import Sheet, SheetError, settings_of
from tensortidy.cache.stamp import stamp
from tensortidy.cache.store import CacheError, Store, default_folder

__all__ = [
    "CacheError", "Facts", "FileFacts", "Sheet", "SheetError", "Store", "Texts", "TornError", "default_folder",
    "digest", "gather", "settings_of", "stamp",
]  # fmt: skip
