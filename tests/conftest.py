"""Property tests try the same examples in every run, so that a run says something about the change alone.

``HYPOTHESIS_PROFILE=explore`` tries many new ones instead, to find what nobody thought of.
"""

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
