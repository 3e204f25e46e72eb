"""The answers on the files of one project, with what they rest on."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from tensortidy.cache.facts import Facts
from tensortidy.cache.plain import Plain, analysis_of, facts_of, plain_analysis, plain_facts
from tensortidy.config import Config
from tensortidy.engine import Analysis
from tensortidy.rule import Rule


class SheetError(ValueError):
    """A sheet cannot be read, for a reason that is told in words."""


@dataclass
class Sheet:
    """Answers by path, each with the settings that it was given under. ``facts`` are what they rest on."""

    facts: Facts = field(default_factory=Facts)
    _answers: dict[str, tuple[str, Plain]] = field(default_factory=dict)

    def answer(self, path: str, settings: str) -> Analysis | None:
        """The answer on a file under some settings, if it is kept. Raises SheetError where it makes no sense."""
        found = self._answers.get(path)
        if found is None or found[0] != settings:
            return None
        try:
            return analysis_of(found[1])
        except (ValueError, TypeError, KeyError, IndexError) as error:
            raise SheetError("is damaged") from error

    def keep(self, path: str, settings: str, analysis: Analysis) -> None:
        """Keep an answer."""
        self._answers[path] = (settings, plain_analysis(analysis))

    def drop(self, path: str) -> None:
        """Keep no answer on a file."""
        self._answers.pop(path, None)

    def as_text(self, stamp: str) -> str:
        """The sheet as JSON. ``stamp`` says what state of TensorTidy it is of."""
        answers = {path: [settings, plain] for path, (settings, plain) in self._answers.items()}
        document = {"stamp": stamp, "answers": answers, "facts": plain_facts(self.facts)}
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str, stamp: str) -> Sheet:
        """Read a sheet. Raises SheetError where it is of another state of TensorTidy, or makes no sense."""
        try:
            document = json.loads(text)
            if document["stamp"] != stamp:
                raise SheetError("was written by another version of TensorTidy, or with other rules")
            answers = {str(path): (str(settings), plain) for path, (settings, plain) in document["answers"].items()}
            return cls(facts_of(document["facts"]), answers)
        except SheetError:
            raise
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
            raise SheetError("is damaged") from error


def settings_of(config: Config, path: Path, rules: tuple[Rule, ...]) -> str:
    """What an answer on a file depends on in its configuration, beside its knowledge."""
    running = ",".join(rule.card.name for rule in config.rules_for(path, rules))
    return f"{running} {sorted(config.severity.items())} {config.free_calls}"
