"""The package holds a number of the same kind of name as the file's."""

width = 16
