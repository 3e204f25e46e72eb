"""Things that are opened and must be closed: files, archives, writers, videos."""

from __future__ import annotations

from dataclasses import dataclass

from tensortidy.knowledge.facts import Call, Kind


@dataclass(frozen=True)
class Opener:
    """A call that returns an open handle.

    ``close`` is the method that closes it. ``context_manager`` says whether ``with`` closes it too.
    ``loses_data`` is true for writers that buffer: what was written last is lost when nobody closes.
    """

    noun: str
    close: str = "close"
    context_manager: bool = True
    loses_data: bool = False


OPENERS: dict[str, Opener] = {
    "open": Opener("file"),
    "codecs.open": Opener("file"),
    "gzip.open": Opener("file"),
    "bz2.open": Opener("file"),
    "lzma.open": Opener("file"),
    "pathlib.Path.open": Opener("file"),
    "zipfile.ZipFile": Opener("archive"),
    "tarfile.open": Opener("archive"),
    "h5py.File": Opener("HDF5 file"),
    "tables.open_file": Opener("HDF5 file"),
    "tensorflow.io.gfile.GFile": Opener("file"),
    "tensorflow.gfile.GFile": Opener("file"),
    "tensorflow.gfile.Open": Opener("file"),
    "tensorflow.compat.v1.gfile.GFile": Opener("file"),
    "tensorflow.compat.v1.gfile.Open": Opener("file"),
    "tensorflow.io.TFRecordWriter": Opener("TFRecord writer", loses_data=True),
    "tensorflow.python_io.TFRecordWriter": Opener("TFRecord writer", loses_data=True),
    "tensorflow.compat.v1.python_io.TFRecordWriter": Opener("TFRecord writer", loses_data=True),
    "cv2.VideoCapture": Opener("video", close="release", context_manager=False),
    "cv2.VideoWriter": Opener("video writer", close="release", context_manager=False, loses_data=True),
    "lmdb.open": Opener("LMDB environment"),
}

CALLS: dict[str, Call] = dict.fromkeys(OPENERS, Call(Kind.HANDLE))

# Functions that read or write a handle they are given, keep nothing of it and do not close it.
READERS = frozenset({
    "json.load", "json.dump", "pickle.load", "pickle.dump", "yaml.load", "yaml.safe_load", "yaml.dump",
    "yaml.safe_dump", "yaml.full_load", "toml.load", "tomllib.load", "torch.load", "torch.save", "marshal.load",
    "marshal.dump", "numpy.save", "numpy.savetxt", "numpy.loadtxt", "numpy.genfromtxt", "shutil.copyfileobj",
    "print", "len", "list", "tuple", "set", "sum", "sorted", "isinstance",
})  # fmt: skip

# Functions whose result goes on reading or writing the handle, and does not close it.
BORROWERS = frozenset({
    "csv.reader", "csv.writer", "csv.DictReader", "csv.DictWriter", "enumerate", "zip", "iter", "map", "filter",
})  # fmt: skip

# Methods of handles whose result does not need the handle any more.
PLAIN_METHODS = frozenset({
    "read", "readline", "readlines", "write", "writelines", "flush", "seek", "tell", "fileno", "truncate", "size",
})  # fmt: skip
