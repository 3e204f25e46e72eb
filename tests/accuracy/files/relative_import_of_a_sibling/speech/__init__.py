"""An empty package."""
