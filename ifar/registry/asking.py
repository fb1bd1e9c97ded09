"""What an officer types into the one search box: an identifier, a serial half read, perhaps with the make before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ifar import identifiers
from ifar.registry.matching import Question

Known = Callable[[str], str | None]
"""Words -> the code that they surely name, or None."""

LONGEST: int = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What the words were taken to mean: `identifier` where they are one, else `question`; `make_words` were read as a make."""

    identifier: str | None
    question: Question
    make_words: str = ""


def understand(text: str, make_of: Known) -> Asked:
    """Take the words of the search box apart.

    Leading words without digits and without `?` or `*` are tried as a make, the longest first, as long as something is left
    for the mark; a make alone is a question too. Everything else is the mark, exactly as typed.
    """
    text = " ".join(text[:LONGEST].split())
    if (found := identifiers.parse(text)) is not None:
        return Asked(found, Question())
    words = text.split(" ") if text else []
    for length in range(_leading(words), 0, -1):
        head, rest = " ".join(words[:length]), " ".join(words[length:])
        if (make := make_of(head)) is not None:
            return Asked(None, Question(serial=rest, make=make), head)
    return Asked(None, Question(serial=text))


def narrowed(
    asked: Asked, *, make: str | None, model: str | None, calibre: str | None, type: str | None
) -> Question:
    """The question with the facts that were chosen beside the box; what is chosen there goes before what was typed."""
    question = asked.question
    return replace(
        question,
        make=make or question.make,
        model=model or question.model,
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
