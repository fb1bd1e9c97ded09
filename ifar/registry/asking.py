"""What an officer types into the one search box: an identifier, a mark half read, perhaps with make and model before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Protocol

from ifar import identifiers
from ifar.registry.marks import keys_of
from ifar.registry.matching import Question

LONGEST: Final = 200
SHORTEST_MARK: Final = 4
"""Characters of a mark after which the words before it may be a model; less is rather a mark that was written in groups."""

SHORTEST_GUESS: Final = 5
"""Characters of words that are taken for a make which they do not quite spell."""


class Resolved(Protocol):
    """What a name was taken for: a code, and whether the text is a recorded spelling of that thing alone."""

    @property
    def code(self) -> str | None:
        """The code, or None."""

    @property
    def is_certain(self) -> bool:
        """Whether nothing was guessed."""


class Names(Protocol):
    """The names that the reference data know."""

    def resolve_make(self, raw: str) -> Resolved:
        """The make that a text names."""

    def resolve_model(self, make: str | None, raw: str) -> Resolved:
        """The model of a make that a text names."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words were taken to mean: `identifier` where they are one, else `question`.

    `make_words` and `model_words` were read as make and model; whoever meant a mark by them must be able to say so.
    """

    identifier: str | None
    question: Question
    make_words: str = ""
    model_words: str = ""


def understand(text: str, names: Names) -> Asked:
    """Take the words of the search box apart.

    Leading words without digits and without `?` or `*` are tried as a make, the longest first; a make alone is a question too.
    After a make, everything may be a model ("Beretta 92"), or words with a letter in them that a mark follows
    ("Beretta 92FS AB1234"). Only recorded spellings count; but words of some length that a mark follows, or that follow a mark, are
    a make also where they are nearly spelled as one ("Berreta AB1234"), since no mark is read so. Everything else is the mark, exactly as typed.
    """
    text = " ".join(text[:LONGEST].split())
    if (found := identifiers.parse(_in_brackets(text))) is not None:
        return Asked(found, Question())
    words = text.split(" ") if text else []
    for length in range(_leading(words), 0, -1):
        head, rest = " ".join(words[:length]), words[length:]
        if (make := _certain(names.resolve_make(head))) is not None:
            return _with_make(make, head, rest, names)
    for head, mark in _beside_a_mark(words):
        resolved = names.resolve_make(head)
        if resolved.code is not None and (resolved.is_certain or len(head) >= SHORTEST_GUESS):
            return Asked(None, Question(serial=mark, make=resolved.code), head)
    return Asked(None, Question(serial=text))


def _beside_a_mark(words: list[str]) -> Iterator[tuple[str, str]]:
    """The words before and behind what may be a mark, the longest first, and that mark."""
    before = _leading(words)
    behind = _leading(words[::-1])
    splits = [(words[:at], words[at:]) for at in range(before, 0, -1)]
    splits += [(words[-at:], words[:-at]) for at in range(behind, 0, -1)]
    for head, rest in splits:
        mark = " ".join(rest)
        if any(map(str.isdigit, mark)) and len(keys_of(mark).trimmed) >= SHORTEST_MARK:
            yield " ".join(head), mark


def _in_brackets(text: str) -> str:
    """What stands in brackets at the end, as the suggestions of names write an identifier; else the text itself."""
    return text.rpartition("(")[2].rstrip(")") if text.endswith(")") and "(" in text else text


def may_be_a_name(text: str) -> bool:
    """Whether words can be somebody's name: letters, and none of the signs of a mark that is half read."""
    return not any(one.isdigit() or one in "?*/#" for one in text) and any(map(str.isalpha, text))


def _with_make(make: str, make_words: str, rest: list[str], names: Names) -> Asked:
    for length in range(len(rest), 0, -1):
        head, mark = " ".join(rest[:length]), " ".join(rest[length:])
        if mark and (not any(map(str.isalpha, head)) or len(keys_of(mark).trimmed) < SHORTEST_MARK):
            continue
        if (model := _certain(names.resolve_model(make, head))) is not None:
            return Asked(None, Question(serial=mark, make=make, model=model), make_words, head)
    return Asked(None, Question(serial=" ".join(rest), make=make), make_words)


def _certain(resolved: Resolved) -> str | None:
    return resolved.code if resolved.is_certain else None


def narrowed(
    asked: Asked, *, make: str | None, model: str | None, calibre: str | None, type: str | None
) -> Question:
    """The question with the facts that were chosen beside the box; what is chosen there goes before what was typed."""
    question = asked.question
    return replace(
        question,
        make=make or question.make,
        model=model or (question.model if make in (None, question.make) else None),
        calibre=calibre or question.calibre,
        type=type or question.type,
    )


def _leading(words: list[str]) -> int:
    """How many words from the front could name a make."""
    count = 0
    for word in words:
        if any(character.isdigit() or character in "?*" for character in word):
            break
        count += 1
    return count
