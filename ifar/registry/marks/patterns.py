"""How a half-read mark is looked for: which keys to probe, which pattern to compare, how many errors to allow.

Pure; `registry/search/candidates.py` turns a plan into SQL. A question without wildcards, or with at most two `?`, is *near*: it
probes deletion keys and tolerates errors. With more `?`, or with `*`, it is a *pattern*: its beginning, its ending or a
run of three characters in its middle finds it. So it is with fewer `?` where marks of its length carry fewer deletions: long inscriptions, and a
number of three or four characters. Where nothing fits a pattern, one error in one of its pieces is allowed
for, while another piece is right and finds it. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from ifar.registry.marks.reading import UNREAD, UNREAD_SEVERAL, WILDCARDS, keys_of
from ifar.registry.search.deletion_keys import (
    LONGEST_FOR_ONE,
    LONGEST_FOR_TWO,
    ROUTED_BELOW,
    RUN,
    depth_for,
    probe_keys,
    probe_keys_of_make,
    run_keys,
)

MOST_EDITS: Final = 2
FEW_DIGITS: Final = 6
HALVED: Final = 6
"""Characters of a piece between wildcards from which on either half may find what the other has wrong."""

SHORTEST_ANCHOR: Final = 2
"""Characters of a beginning or an ending that may find a mark by themselves when another piece is wrong."""


@dataclass(frozen=True, slots=True)
class Near:
    """Probe `keys` and `others` for marks within `edits` errors of one of `texts`.

    Marks that are met by `others` alone are of other makes: where they are shorter than `ROUTED_BELOW`, only equal ones are meant.

    `unread` of the characters are `?`, each of which counts one in the plain distance. A swap is one error and two in
    the plain distance: `swaps` are the texts with one pair of neighbours exchanged, `twice` those that a swap and
    another swap or a dropped character between the two give. Of the marks that are found those of another make than `make` come last.
    """

    texts: tuple[str, ...]
    edits: int
    unread: int
    keys: tuple[int, ...]
    others: tuple[int, ...]
    swaps: tuple[str, ...]
    twice: tuple[str, ...]
    make: str | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """Compare with any of `likes`; exactly one of `head`, `tail` (reversed) and `runs` narrows it by an index."""

    likes: tuple[str, ...]
    head: str = ""
    tail: str = ""
    runs: tuple[int, ...] = ()


def is_pattern(question: str) -> bool:
    """Say whether the question is compared as a pattern: a `*`, or more `?` than deletion keys bridge, which a mark of its length carries."""
    return any(
        UNREAD_SEVERAL in form.folded or form.folded.count(UNREAD) > depth_for(len(form.folded))
        for form in keys_of(question).forms
    )


def near(question: str, edits: int, make: str | None = None) -> Near:
    """Plan a search within `edits` errors; unread characters use up the errors that the keys can bridge.

    With a make, a short question meets the marks of that make and of unknown make, and equal ones of every make.
    """
    texts = tuple(form.folded for form in keys_of(question).forms)
    unread = max((text.count(UNREAD) for text in texts), default=0)
    edits = min(edits, MOST_EDITS - unread)
    probes = [_probes(text, edits, make) for text in texts]
    keys = set(chain.from_iterable(row for row, _ in probes))
    others = set(chain.from_iterable(row for _, row in probes)) - keys
    once = set(chain.from_iterable(map(_swaps, texts))) - set(texts) if edits else set()
    wrong = (
        chain(filter(_may_lose_two, once), *map(_shorter, filter(_may_lose_two, texts))) if edits > 1 else ()
    )
    twice = set(chain.from_iterable(map(_swaps, wrong)))
    return Near(
        texts,
        edits,
        unread,
        tuple(sorted(keys)),
        tuple(sorted(others)),
        tuple(sorted(once)),
        tuple(sorted(twice)),
        make,
    )


def _may_lose_two(text: str) -> bool:
    """Whether marks of about this length meet with two characters deleted; what longer ones meet by is within two errors plainly.

    A question of two hundred characters would have sixty thousand texts otherwise.
    """
    return len(text) - MOST_EDITS <= LONGEST_FOR_TWO


def patterns(question: str) -> tuple[Pattern, ...]:
    """Plan a search by pattern, one plan for each understanding of the question; none where too little is known."""
    plans = (_pattern(form.folded) for form in keys_of(question).forms)
    return tuple(plan for plan in plans if plan is not None)


def _pattern(folded: str) -> Pattern | None:
    pieces = folded.replace(UNREAD_SEVERAL, UNREAD).split(UNREAD)
    head, tail = pieces[0], pieces[-1]
    longest = max(map(len, pieces))
    if longest >= RUN and longest > max(len(head), len(tail)):
        return Pattern((like(folded),), runs=tuple(run_keys(folded)))
    if head and len(head) >= len(tail):
        return Pattern((like(folded),), head=head)
    if tail:
        return Pattern((like(folded),), tail=tail[::-1])
    return None


def mistaken(question: str) -> tuple[Pattern, ...]:
    """Plan a search by pattern with one wrong, missing, extra or swapped character in one of the pieces between the wildcards.

    A long piece counts as two, so that its one half may find what the other half has wrong. None for long inscriptions.
    """
    folded = {form.folded for form in keys_of(question).forms if len(form.folded) <= LONGEST_FOR_ONE}
    return tuple(chain.from_iterable(map(_mistaken, sorted(folded))))


def _mistaken(folded: str) -> list[Pattern]:
    pieces = _pieces(folded)
    plans = []
    for at, piece in enumerate(pieces):
        anchor = _anchor(pieces, at)
        if piece[0] in WILDCARDS or anchor is None:
            continue
        before, after = like("".join(pieces[:at])), like("".join(pieces[at + 1 :]))
        likes = tuple(sorted(before + wrong + after for wrong in _wrong(piece)))
        plans.append(replace(anchor, likes=likes))
    return plans


def _pieces(folded: str) -> list[str]:
    """The text in its pieces and the wildcards between them, long pieces halved; together they are the text."""
    pieces: list[str] = []
    for piece in re.findall(r"[?*]+|[^?*]+", folded):
        half = len(piece) // 2 if len(piece) >= HALVED and piece[0] not in WILDCARDS else 0
        pieces += [piece[:half], piece[half:]] if half else [piece]
    return pieces


def _anchor(pieces: list[str], but: int) -> Pattern | None:
    """What finds the text by the longest of its pieces except one; None where they are all too short."""
    others = [at for at, piece in enumerate(pieces) if at != but and piece[0] not in WILDCARDS]
    last = len(pieces) - 1
    for at in sorted(others, key=lambda at: -len(pieces[at])):
        if at == 0 and len(pieces[at]) >= SHORTEST_ANCHOR:
            return Pattern((), head=pieces[at])
        if at == last and len(pieces[at]) >= SHORTEST_ANCHOR:
            return Pattern((), tail=pieces[at][::-1])
        if len(pieces[at]) >= RUN:
            return Pattern((), runs=tuple(run_keys(pieces[at])))
    return None


def _wrong(piece: str) -> set[str]:
    """LIKE patterns for all texts that one error makes of a piece."""
    wrong = {f"{piece[:at]}_{piece[at + 1 :]}" for at in range(len(piece))}
    missing = {f"{piece[:at]}_{piece[at:]}" for at in range(len(piece) + 1)}
    return wrong | missing | _shorter(piece) | _swaps(piece)


def like(text: str) -> str:
    """The pattern of a look-alike key, as SQL compares it."""
    return text.replace(UNREAD, "_").replace(UNREAD_SEVERAL, "%")


def text_pattern(like: str) -> str:
    """A LIKE pattern as a regular expression; nothing is escaped in the patterns of this module.

    A piece between two `%` is as good at its first place as at any later one. It is held there (an atomic group), since a mark of many equal
    characters has more ways to place a dozen pieces than anybody can wait for.
    """
    first, *others = (
        "".join("." if text == "_" else re.escape(text) for text in piece) for piece in like.split("%")
    )
    if not others:
        return first
    return first + "".join(f"(?>.*?{piece})" for piece in others[:-1] if piece) + ".*" + others[-1]


def _probes(folded: str, edits: int, make: str | None) -> tuple[list[int], list[int]]:
    return (probe_keys(folded, edits), []) if make is None else probe_keys_of_make(folded, edits, make)


def is_narrowed_by_make(question: str) -> bool:
    """Say whether a make goes inside the keys of the question, so that marks of other makes are met only where they equal it."""
    return any(len(form.folded) < ROUTED_BELOW for form in keys_of(question).forms)


def is_dense(question: str) -> bool:
    """Say whether the question is a number of few digits, of which even one make has used a good part of those near it."""
    folded = keys_of(question).folded
    return len(folded) <= FEW_DIGITS and folded.isdigit()


def _swaps(text: str) -> set[str]:
    """All texts in which one pair of different neighbours has changed places."""
    return {
        text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        for at in range(len(text) - 1)
        if text[at] != text[at + 1]
    }


def _shorter(text: str) -> set[str]:
    """All texts with one character less."""
    return {text[:at] + text[at + 1 :] for at in range(len(text))}
