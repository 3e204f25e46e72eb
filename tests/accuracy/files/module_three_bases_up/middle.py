"""Second floor."""

import base


class Sequenced(base.Trainable):
    """Adds nothing."""
