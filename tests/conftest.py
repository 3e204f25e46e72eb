"""Property tests try the same examples in every run, so that a run says something about the change alone.

``HYPOTHESIS_PROFILE=explore`` tries many new ones instead, to find what nobody thought of.
"""

import os

from hypothesis import settings

from tensortidy.budget import allow_depth

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=3000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

allow_depth()  # here, before Hypothesis looks at the limit: the engine raises it when it first runs
