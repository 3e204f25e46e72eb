"""Edit verbs: the few ways in which fixes change a text. A verb that is unsure yields nothing.

Spans are those of the original text (lines from 1, columns from 0 in code points).
"""

from tensortidy.edits.additions import (
    add_decorator,
    add_function,
    add_import,
    as_written,
)
from tensortidy.edits.changes import (
    apply_edits,
    changed,
    delete_statement,
    indent,
    indentation,
    insert_after,
    insert_line_after,
    insert_line_before,
    level,
    line_magic,
    move_before,
    remove_argument,
    replace,
    stands_alone,
    unwrap,
    wrap_in_with,
)

__all__ = [
    "add_decorator",
    "add_function",
    "add_import",
    "apply_edits",
    "as_written",
    "changed",
    "delete_statement",
    "indent",
    "indentation",
    "insert_after",
    "insert_line_after",
    "insert_line_before",
    "level",
    "line_magic",
    "move_before",
    "remove_argument",
    "replace",
    "stands_alone",
    "unwrap",
    "wrap_in_with",
]
