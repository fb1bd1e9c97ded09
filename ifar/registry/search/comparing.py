"""Many marks beside one question: which are within its errors, which fit its patterns, how unlike it they are.

Pure. Look-alike keys are compared as bytes, one for each character (`mark_files.bytes_of`); where two characters share a byte, what looks
near is compared once more as texts. An inscription may stand on every second firearm of a nation: marks are compared a piece at a time, and
of many what they say is compared once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from rapidfuzz.distance import OSA, Levenshtein
from rapidfuzz.process import cdist

from ifar.registry.marks.likeness import likeness
from ifar.registry.marks.patterns import Near, text_pattern
from ifar.registry.search.index_files import WIDTH, Integers, bytes_of, text_of

PIECE: Final = 40_000
"""Marks that are compared at once; seldom are more met."""

_MANY: Final = PIECE // 4
"""Marks among which it is worth looking for those that say the same."""

_BEYOND: Final = 9
"""Stands for more errors than are allowed."""


def pieces(number: int) -> list[slice]:
    """Marks are looked at so many at once that memory stays small where an inscription stands on every second firearm."""
    return [slice(at, at + PIECE) for at in range(0, max(number, 1), PIECE)]


def distinct_of[Text: (str, bytes)](held: list[Text]) -> tuple[list[Text], Integers | None]:
    """The different ones of many texts and which of them each is; all of them, and nothing, where they are few."""
    if len(held) < _MANY:
        return held, None
    places = {text: at for at, text in enumerate(dict.fromkeys(held))}
    return list(places), np.fromiter(map(places.__getitem__, held), np.int64, len(held))


def unlikeness(plan: Near, texts: Integers) -> Integers:
    """How unlike the question texts are; the same is worked out once where they are many."""
    of = None
    if len(texts) >= _MANY:
        results, of = distinct_of(texts.view(f"V{WIDTH}").ravel().tolist())
        texts = np.frombuffer(b"".join(results), np.uint8).reshape(-1, WIDTH)
    unlike: Integers = np.negative(np.max([likeness(bytes_of(text), texts) for text in plan.texts], axis=0))
    return unlike if of is None else unlike[of]


def within(
    plan: Near,
    held: Sequence[str] | Sequence[bytes],
    of: Integers | None,
    shorter: Integers,
    texts: Integers | None = None,
) -> tuple[Integers, Integers]:
    """Which of the marks the plan means, and their errors.

    Args:
        held: what they say; `of`: which of it each says, where the same is told once.
        shorter: of which of them only equal ones are meant.
        texts: `held` as it stands in the file of texts, where it does.
    """
    errors = _errors(plan, held, texts if of is None else None)
    errors = errors if of is None else errors[of]
    errors[shorter & (errors > 0)] = _BEYOND
    near = np.flatnonzero(errors != _BEYOND)
    return near, errors[near]


def _errors(plan: Near, held: Sequence[str] | Sequence[bytes], rows: Integers | None) -> Integers:
    """Errors between each of these texts and the nearest of the plan's, `_BEYOND` where they are more than it allows.

    Counted as `registry_marks_near` counts those of new marks: a wrong, missing, extra or swapped character is one, also where one more is
    wrong, missing or extra at the place of the swap.
    """
    errors = np.full(len(held), _BEYOND, np.uint8)
    if not held:
        return errors
    say = _all_bytes if isinstance(held[0], bytes) else list
    texts, swaps = say(plan.texts), say(plan.swaps)
    allowed, unread = plan.edits, plan.unread
    if (
        plan.twice
    ):  # nothing unread: swaps are counted at once, but for those with another error at their place
        distance = _nearest(OSA.distance, texts, held, allowed + 1)
        within = distance <= allowed
        errors[within] = distance[within]
        beyond = np.flatnonzero(distance == allowed + 1)
        if rows is not None:
            beyond = beyond[_may_be_swapped(plan, rows[beyond])]
        contents = [held[at] for at in beyond.tolist()]
        twice = set(say(plan.twice))
        swapped = _nearest(Levenshtein.distance, swaps, contents, 1) <= 1
        errors[beyond[swapped | np.fromiter((text in twice for text in contents), bool, len(contents))]] = (
            allowed
        )
        return errors
    distance = _nearest(Levenshtein.distance, texts, held, unread + allowed + 1)
    if allowed > 1:
        beyond = np.flatnonzero(distance == unread + 3)
        contents = [held[at] for at in beyond.tolist()]
        errors[beyond[_nearest(Levenshtein.distance, swaps, contents, 1) <= 1]] = 2
        errors[distance == unread + 2] = 2
    if allowed:
        beyond = np.flatnonzero(distance == unread + 2)
        contents = [held[at] for at in beyond.tolist()]
        errors[beyond[_nearest(Levenshtein.distance, swaps, contents, unread) <= unread]] = 1
        errors[distance == unread + 1] = 1
    errors[distance <= unread] = 0
    return errors


def _may_be_swapped(plan: Near, rows: Integers) -> Integers:
    """Which of these texts a swap and one more error at its place may have made: they have one character more or less, and the others are the same.

    One that is x more and as x times x in squares is x itself. What stands elsewhere for its length may be.
    """
    may: Integers = rows[:, 0] == 0
    wide = rows.astype(np.int32)
    sums, squares = wide.sum(axis=1), np.einsum("ij,ij->i", wide, wide)
    for text in plan.texts:
        asked = list(bytes_of(text))
        more = sums - sum(asked)
        may |= squares - sum(number * number for number in asked) == more * np.abs(more)
    return may


def _all_bytes(texts: Sequence[str]) -> list[bytes]:
    """`bytes_of` each: together where all are ASCII, as nearly all are."""
    together = "\n".join(texts)
    return together.encode().split(b"\n") if texts and together.isascii() else list(map(bytes_of, texts))


def _nearest(scorer: Any, texts: Sequence[Any], held: Sequence[Any], most: int) -> Integers:
    """Errors between each of the marks and the nearest of the texts, more than `most` where there are more."""
    if not texts or not held:
        return np.full(len(held), _BEYOND, np.uint8)
    nearest: Integers = cdist(texts, held, scorer=scorer, score_cutoff=most, dtype=np.uint8).min(axis=0)
    return nearest


def equal(plan: Near, texts: Integers) -> Integers:
    """Which of these texts equal one of the plan's; any may where some of its characters were not read."""
    equal = np.full(len(texts), plan.unread > 0)
    for text in plan.texts:
        equal |= (texts == np.frombuffer(text_of(text), np.uint8)).all(axis=1)
    return equal


def bytes_pattern(like: str) -> bytes:
    """The same for texts of which each character is a byte."""
    return text_pattern(bytes_of(like).decode("latin-1")).encode("latin-1")
