"""Memory and handles that are never released."""
