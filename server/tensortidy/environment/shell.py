"""Shell profiles and scripts: their assignments, and the blocks these hold in.

No shell's grammar is checked. What is read is what tells assignments from the arguments of commands: words, quotes,
comments, here-documents, and what opens and closes a block. A text that is broken or half typed is read as far as it
goes; a library that parses shell gives up on one, and knows no places within words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count

from tensortidy.environment.document import Assignment, Comment, Part, Reading
from tensortidy.environment.words import skip_brackets, word

_BLANK = re.compile(r"(?:[ \t\r\f\v]|\\\r?\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_REDIRECTION = re.compile(r"<<<|<<-?|&>>?|>>|>\||[<>]&|<>|[<>]")
_OPERATOR = re.compile(r"&&|\|\||;;&|;;|;&|\|&|[;&|()\n]")
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?)=")
_FUNCTION = re.compile(r"\([ \t]*\)")
_ENDS_WORDS = " \t\r\f\v\n;&|<>()"
_DECLARATIONS = frozenset({"export", "declare", "typeset", "local", "readonly"})
_STAYS = frozenset({"then", "!", "time"})
_OPENS = {"if": "if", "do": "do", "{": "{"}
_CLOSES = {"fi": "if", "done": "do", "}": "{"}

# Blocks within one another; a text of more is nobody's.
_DEEPEST = 100


@dataclass
class _Frame:
    """A block that is open. ``part`` numbers the branch that is being read, ``chain`` what ``&&`` makes conditional."""

    opener: str
    part: int
    chain: int = 0
    is_pattern: bool = False

    @property
    def path(self) -> tuple[int, ...]:
        return (self.part, self.chain) if self.chain else (self.part,)


def read_shell(text: str) -> Reading:
    """The assignments and comments of a shell script."""
    return _Shell(text).read()


class _Shell:
    """One pass over a script."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._assignments: list[Assignment] = []
        self._comments: list[Comment] = []
        self._numbers = count(1)
        self._frames = [_Frame("", 0)]
        self._here_documents: list[tuple[str, bool]] = []
        self._goes_on = False
        self._next_word = ""
        self._begin()

    def _begin(self) -> None:
        """A command begins. ``_takes`` says what is to come: a command, declarations, or mere arguments."""
        self._takes = "command"
        self._start = -1
        self._is_prefix = False
        self._found: list[tuple[str, bool, list[Part], int, int]] = []

    def read(self) -> Reading:
        """Read to the end, or to where blocks are nested too deep."""
        text, end = self._text, len(self._text)
        while self._at < end and len(self._frames) <= _DEEPEST:
            if blank := _BLANK.match(text, self._at):
                self._at = blank.end()
            elif comment := _COMMENT.match(text, self._at):
                self._comments.append(Comment(comment.start(), comment.end()))
                self._at = comment.end()
            elif redirection := _REDIRECTION.match(text, self._at):
                self._at = redirection.end()
                self._next_word = redirection[0]
            elif operator := _OPERATOR.match(text, self._at):
                self._operator(operator)
            else:
                self._word()
        self._end()
        return Reading(tuple(self._assignments), tuple(self._comments))

    # ------------------------------------------------------------ words

    def _word(self) -> None:
        start = self._at
        if self._start < 0:
            self._start = start
        assigned = _ASSIGNMENT.match(self._text, start)
        if assigned is not None and not self._next_word and self._takes in ("command", "declarations"):
            if not self._frames[-1].is_pattern:
                self._assign(assigned)
                return
        _, self._at = word(self._text, start, len(self._text), stops=_ENDS_WORDS)
        self._at = max(self._at, start + 1)
        written = self._text[start : self._at]
        role, self._next_word = self._next_word, ""
        if role in ("<<", "<<-"):
            self._here_documents.append((re.sub(r"[\\'\"]", "", written), role == "<<-"))
        elif role == "function":
            self._takes = "command"
        elif role == "case":
            if written != "in":
                self._next_word = "case"
            else:
                self._push("case")
                self._frames[-1].is_pattern = True
                self._begin()
        elif not role:
            self._plain(written)

    def _assign(self, assigned: re.Match[str]) -> None:
        value = assigned.end()
        if self._text.startswith("(", value):  # an array
            self._at = skip_brackets(self._text, value, len(self._text))
            parts = [Part(value, self._at)]
        else:
            parts, self._at = word(self._text, value, len(self._text), stops=_ENDS_WORDS)
        self._found.append((assigned[1], bool(assigned[2]), parts, assigned.start(), self._at))

    def _plain(self, written: str) -> None:
        """A word that is no assignment."""
        frame = self._frames[-1]
        if frame.is_pattern:
            if written == "esac":
                self._pop("case")
                self._takes = "arguments"
        elif self._takes != "command":
            return
        elif self._found:
            self._is_prefix = True  # NAME=value command
            self._takes = "arguments"
        elif written in _OPENS:
            self._push(_OPENS[written])
            self._begin()
        elif written in ("else", "elif"):
            frame.part, frame.chain = next(self._numbers), 0
            self._begin()
        elif written in _CLOSES:
            self._pop(_CLOSES[written])
            self._takes = "arguments"
        elif written == "esac":
            self._pop("case")
            self._takes = "arguments"
        elif written in _DECLARATIONS:
            self._takes = "declarations"
        elif written in ("case", "function"):
            self._next_word = written
            self._takes = "arguments"
        elif written not in _STAYS:
            self._takes = "arguments"

    # ------------------------------------------------------------ commands and blocks

    def _operator(self, operator: re.Match[str]) -> None:
        sign = operator[0]
        frame = self._frames[-1]
        if sign == "(" and not frame.is_pattern:
            header = _FUNCTION.match(self._text, self._at)
            if header is not None:
                self._at = header.end()
                self._takes = "command"
                return
        self._end()
        self._at = operator.end()
        if self._next_word not in ("case", "function"):
            self._next_word = ""
        if sign == "\n":
            self._skip_here_documents()
            frame.chain = frame.chain if self._goes_on else 0
            return
        self._goes_on = sign in ("&&", "||", "|", "|&")
        if self._goes_on:
            frame.chain = frame.chain or next(self._numbers)
        elif sign == "(":
            if not frame.is_pattern:
                self._push("(")
        elif sign == ")":
            if frame.is_pattern:
                frame.is_pattern, frame.part, frame.chain = False, next(self._numbers), 0
            else:
                self._pop("(")
        else:
            frame.chain = 0
            frame.is_pattern = frame.opener == "case" and sign in (";;", ";&", ";;&")

    def _end(self) -> None:
        """The command ends here: what it assigns holds from now on, or for its own program alone."""
        block = tuple(number for frame in self._frames for number in frame.path)[1:]
        if self._is_prefix:
            block = (*block, next(self._numbers))
        for name, appends, parts, start, end in self._found:
            statement = (self._start, self._at)
            self._assignments.append(Assignment(name, tuple(parts), start, end, statement, block, appends))
        if self._start >= 0:
            self._goes_on = False
        self._begin()

    def _push(self, opener: str) -> None:
        self._frames.append(_Frame(opener, next(self._numbers)))

    def _pop(self, opener: str) -> None:
        if self._frames[-1].opener == opener:
            self._frames.pop()

    def _skip_here_documents(self) -> None:
        for delimiter, has_tabs in self._here_documents:
            while self._at < len(self._text):
                end = self._text.find("\n", self._at)
                end = end if end >= 0 else len(self._text)
                line = self._text[self._at : end].rstrip("\r")
                self._at = min(end + 1, len(self._text))
                if (line.lstrip("\t") if has_tabs else line) == delimiter:
                    break
        self._here_documents.clear()
