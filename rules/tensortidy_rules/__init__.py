"""The built-in rules: one file is one smell, with its card, its check and its fix."""
