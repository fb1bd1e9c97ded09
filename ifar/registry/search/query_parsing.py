"""What an officer types into the one search box: an identifier, a mark half read, perhaps with make and model before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final, Protocol

from ifar import scanned
from ifar.registry.marks.reading import keys_of
from ifar.registry.search.matching import Question
from ifar.typed import plain

LONGEST: Final = 200
SHORTEST_MARK: Final = 4
"""Characters of a mark after which the words before it may be a model; less is rather a mark that was written in groups."""

SHORTEST_NAME: Final = 2
"""Letters and figures of what may be a model's name where no make was typed: "TT", but not the one letter before a number."""

MOST_WORDS: Final = 3
"""Words that the name of a model has, where its make does not say whose models to look at."""

SHORTEST_GUESS: Final = 5
"""Characters of words that are taken for a make which they do not quite spell."""


QUOTES: Final = {'"': '"', "“": "”", "„": "“", "«": "»", "”": "”"}
"""Quotation marks: what stands in them is one mark."""


class Resolved(Protocol):
    """What a name was taken for: a code, and whether the text is a recorded spelling of that thing alone."""

    @property
    def code(self) -> str | None:
        """The code, or None."""

    @property
    def is_certain(self) -> bool:
        """Whether nothing was guessed."""

    @property
    def alternatives(self) -> tuple[str, ...]:
        """What it may be where it is not one thing alone: for a model without its make, all that bear the name."""


class Names(Protocol):
    """The names that the reference data know."""

    def resolve_make(self, raw: str) -> Resolved:
        """The make that a text names."""

    def resolve_model(self, make: str | None, raw: str) -> Resolved:
        """The model of a make that a text names; without a make alternatives alone."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the words were taken to mean: `identifier` where they are one, else `question`.

    `make_words` and `model_words` were read as make and model; whoever meant a mark by them must be able to say so. A model that was
    typed without its make is left out of the question: copies of many makers bear its name.

    Where the same words can be read in two ways, `other` is what asks in the other: the whole as one mark, in quotation marks, or the mark
    without the word beside it. Whoever was told of nobody was told so of one reading alone.
    """

    identifier: str | None
    question: Question
    make_words: str = ""
    model_words: str = ""
    other: str = ""

    @property
    def is_model_left_out(self) -> bool:
        """Whether words were read as the name of a model, and the question does not hold it."""
        return bool(self.model_words) and self.question.model is None

    @property
    def is_one_mark(self) -> bool:
        """Whether a word beside the mark was read as part of it, though it may be none."""
        return bool(self.other) and not self.model_words


def understand(text: str, names: Names) -> Parsed:
    """Take the words of the search box apart.

    Leading words without digits and without `?` or `*` are tried as a make, the longest first; a make alone is a question too.
    After a make, everything may be a model ("Beretta 92"), or words with a letter in them that a mark follows
    ("Beretta 92FS AB1234"). Only recorded spellings count; but words of some length that a mark follows, or that follow a mark, are
    a make also where they are nearly spelled as one ("Berreta AB1234"), since no mark is read so. Words beside a mark that models are named
    ("TT 0529514", "AK-47 12345") are such a name without a make too. Everything else is the mark, exactly as typed; and what stands in
    quotation marks is one mark, whatever else it may be.
    """
    text = " ".join(plain(text)[:LONGEST].split())
    code = scanned.read(text)
    if code.identifier:
        return Parsed(code.identifier, Question())
    if code.serial:
        return Parsed(None, Question(serial=code.serial))
    if quoted := _in_quotes(text):
        return Parsed(None, Question(serial=quoted))
    words = text.split(" ") if text else []
    for length in range(_leading(words, _may_be_a_make), 0, -1):
        head, rest = " ".join(words[:length]), words[length:]
        if (make := _certain(names.resolve_make(head))) is not None:
            return _with_make(make, head, rest, names)
    for head, mark in _beside_a_mark(words, _may_be_a_make):
        resolved = names.resolve_make(head)
        if (make := _certain(resolved)) is not None:
            return _with_make(make, head, mark.split(" "), names)
    for head, mark in _beside_a_mark(words, _is_read, MOST_WORDS):
        if _may_be_a_model(head) and names.resolve_model(None, head).alternatives:
            return Parsed(None, Question(serial=mark), "", head, f'"{text}"')
    for head, mark in _beside_a_mark(words, _may_be_a_make):
        resolved = names.resolve_make(head)
        if resolved.code is not None and len(head) >= SHORTEST_GUESS:
            alone = _without_words(mark.split(" "))
            other = f"{head} {alone}" if alone else ""
            return Parsed(None, Question(serial=mark, make=resolved.code), head, other=other)
    return Parsed(None, Question(serial=text), other=_without_words(words))


def _beside_a_mark(
    words: list[str], may_be: Callable[[str], bool], most: int = LONGEST
) -> Iterator[tuple[str, str]]:
    """The words before and behind what may be a mark, at most `most`, the longest first, and that mark; each of them what `may_be` says."""
    before = min(_leading(words, may_be), most)
    behind = min(_leading(words[::-1], may_be), most)
    splits = [(words[:at], words[at:]) for at in range(before, 0, -1)]
    splits += [(words[-at:], words[:-at]) for at in range(behind, 0, -1)]
    for head, rest in splits:
        mark = " ".join(rest)
        if any(map(str.isdigit, mark)) and len(keys_of(mark).trimmed) >= SHORTEST_MARK:
            yield " ".join(head), mark


def _without_words(words: list[str]) -> str:
    """The mark without the words of letters alone beside it, which may be something else that nobody knows here; nothing where there are none."""
    whole = keys_of(" ".join(words)).trimmed  # without labels such as "No.", which no mark begins with
    rests = (rest for _, rest in _beside_a_mark(words, _may_be_a_make))
    return next((rest for rest in rests if keys_of(rest).trimmed != whole), "")


def _in_quotes(text: str) -> str:
    """What stands in quotation marks, where all of it does."""
    inside = text[1:-1].strip()
    whole = len(text) > 2 and QUOTES.get(text[0]) == text[-1] and text[-1] not in inside
    return inside if whole else ""


def may_be_a_name(text: str) -> bool:
    """Whether words can be somebody's name: letters, and none of the signs of a mark that is half read."""
    return not any(code.isdigit() or code in "?*/#" for code in text) and any(map(str.isalpha, text))


def _with_make(make: str, make_words: str, rest: list[str], names: Names) -> Parsed:
    for length in range(len(rest), 0, -1):
        head, mark = " ".join(rest[:length]), " ".join(rest[length:])
        if mark and (not any(map(str.isalpha, head)) or len(keys_of(mark).trimmed) < SHORTEST_MARK):
            continue
        if (model := _certain(names.resolve_model(make, head))) is not None:
            other = f'{make_words} "{" ".join(rest)}"' if mark else ""
            return Parsed(None, Question(serial=mark, make=make, model=model), make_words, head, other)
    text = " ".join(rest)
    if quoted := _in_quotes(text):
        return Parsed(None, Question(serial=quoted, make=make), make_words)
    alone = _without_words(rest)
    return Parsed(
        None, Question(serial=text, make=make), make_words, other=f"{make_words} {alone}" if alone else ""
    )


def _certain(resolved: Resolved) -> str | None:
    return resolved.code if resolved.is_certain else None


def narrowed(
    asked: Parsed, *, make: str | None, model: str | None, calibre: str | None, type: str | None
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


def _leading(words: list[str], may_be: Callable[[str], bool]) -> int:
    """How many words from the front are what `may_be` says."""
    return len(list(takewhile(may_be, words)))


def _is_read(word: str) -> bool:
    return not any(character in "?*" for character in word)


def _may_be_a_make(word: str) -> bool:
    return _is_read(word) and not any(map(str.isdigit, word))


def _may_be_a_model(words: str) -> bool:
    return any(map(str.isalpha, words)) and sum(map(str.isalnum, words)) >= SHORTEST_NAME
