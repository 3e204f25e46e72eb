"""Numbers."""

scale = 2.5
