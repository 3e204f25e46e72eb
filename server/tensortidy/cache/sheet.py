"""The answers on the files of one project, with what they rest on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from tensortidy.cache.facts import Facts
from tensortidy.cache.plain import Plain, analysis_of, facts_of, plain_analysis, plain_facts
from tensortidy.config import Config
from tensortidy.engine import Analysis
from tensortidy.rule import Rule


class SheetError(ValueError):
    """A sheet cannot be read, for a reason that is told in words."""


# So many settings are kept for each file: who checks with some rules and then with all has both.
_MOST_SETTINGS = 3


@dataclass
class Sheet:
    """Answers by path and by the settings that they were given under. ``facts`` are what they rest on."""

    facts: Facts = field(default_factory=Facts)
    _answers: dict[str, dict[str, Plain]] = field(default_factory=dict)

    def answer(self, path: str, settings: str) -> Analysis | None:
        """The answer on a file under some settings, if it is kept. Raises SheetError where it makes no sense."""
        try:
            found = self._answers.get(path, {}).get(settings)
            return analysis_of(found) if found is not None else None
        except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
            raise SheetError("is damaged") from error

    def keep(self, path: str, settings: str, analysis: Analysis) -> None:
        """Keep an answer; those under settings that were last kept long ago are let go."""
        answers = self._answers.setdefault(path, {})
        answers.pop(settings, None)
        answers[settings] = plain_analysis(analysis)
        for oldest in list(answers)[:-_MOST_SETTINGS]:
            del answers[oldest]

    def drop(self, path: str) -> None:
        """Keep no answers on a file."""
        self._answers.pop(path, None)

    def as_text(self, stamp: str) -> str:
        """The sheet as JSON. ``stamp`` says what state of TensorTidy it is of."""
        document = {"stamp": stamp, "answers": self._answers, "facts": plain_facts(self.facts)}
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, stamp: str) -> Sheet:
        """Read a sheet. Raises SheetError where it is of another state of TensorTidy, or makes no sense."""
        try:
            document = json.loads(text)
            if document["stamp"] != stamp:
                raise SheetError("was written by another version of TensorTidy, or with other rules")
            answers = {str(path): dict(found) for path, found in document["answers"].items()}
            return cls(facts_of(document["facts"]), answers)
        except SheetError:
            raise
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise SheetError("is damaged") from error


def settings_of(config: Config, path: Path, rules: tuple[Rule, ...]) -> str:
    """A digest of what an answer on a file depends on in its configuration, beside its knowledge."""
    running = ",".join(rule.card.name for rule in config.rules_for(path, rules))
    written = f"{running} {sorted(config.severity.items())} {config.free_calls}"
    return blake2b(written.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
