"""Jupyter notebooks as Python texts: the code cells in their order, and the way back into the cells and into the file.

Nothing of a notebook is ever run, and nothing but the lines of its cells is ever changed.
"""

from tensortidy.notebook.cells import BEGIN, Cell, CellEdit, Notebook, cell_markers, in_words
from tensortidy.notebook.document import NotebookError, read_notebook, usable
from tensortidy.notebook.jupyter import MARK, column_in_text, hides
from tensortidy.notebook.shell import ShellCell, shell_cells
from tensortidy.notebook.writing import write_notebook

SUFFIX = ".ipynb"

__all__ = [
    "BEGIN", "MARK", "SUFFIX", "Cell", "CellEdit", "Notebook", "NotebookError", "ShellCell", "cell_markers",
    "column_in_text", "hides", "in_words", "read_notebook", "shell_cells", "usable", "write_notebook",
]  # fmt: skip
