"""The package itself defines the name that one of its files has too."""

defaults = {"rate": 0.1, "decay": 0.01}
