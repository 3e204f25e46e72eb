"""Data loading, hyperparameters and model lifecycle."""
