"""What the decision takes into account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """The choices of who asks.

    ``follow_type_hints`` believes annotations of parameters. ``speculative`` decides by context where no call is known,
    and tells so. ``literal_booleans`` counts Booleans as literals. ``test_entry_points`` takes it that pytest and
    unittest call tests. ``infer_input_signatures`` looks for input signatures.
    """

    follow_type_hints: bool = True
    speculative: bool = True
    literal_booleans: bool = False
    test_entry_points: bool = True
    infer_input_signatures: bool = False
