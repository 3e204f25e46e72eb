"""A server that has worked for long is as it was; ``make robustness ARGS=soak`` makes 20,000 edits."""

from robustness import soak
from robustness.corpus import small
from robustness.soak import DOCUMENTS
from tensortidy import files


def test_nothing_is_left_behind_and_answers_are_right_after_many_edits() -> None:
    longest = sorted(small(), key=lambda path: path.stat().st_size)[-DOCUMENTS:]
    texts = [files.read(path).text for path in longest]
    assert all("\r" not in text for text in texts)
    result = soak.run(texts, edits=300, measures=3)
    assert result.wrong == ()
    assert result.is_tidy, result.measures
