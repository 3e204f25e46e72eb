"""The environment that training runs in."""
