"""How a half-read mark is looked for: which keys to probe, which pattern to compare, how many errors to allow.

Pure; `registry/search.py` turns a plan into SQL. A question without wildcards, or with at most two `?`, is *near*: it
probes deletion keys and tolerates errors. With more `?`, or with `*`, it is a *pattern*: its beginning, its ending or a
run of three characters in its middle finds it, and look-alikes alone are forgiven.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Final

from ifar.registry.marks import UNREAD, UNREAD_SEVERAL, keys_of
from ifar.registry.neighbourhood import RUN, probe_keys, run_keys

MOST_EDITS: Final = 2


@dataclass(frozen=True, slots=True)
class Near:
    """Probe `keys` for marks within `edits` errors of one of `texts`.

    `unread` of the characters are `?`, each of which counts one in the plain distance. A swap is one error and two in
    the plain distance: `swaps` are the texts with one pair of neighbours exchanged, `twice` those that a swap and
    another swap or a dropped character between the two give.
    """

    texts: tuple[str, ...]
    edits: int
    unread: int
    keys: tuple[int, ...]
    swaps: tuple[str, ...]
    twice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Compare with `like`; exactly one of `head`, `tail` (reversed) and `runs` narrows it by an index."""

    like: str
    head: str = ""
    tail: str = ""
    runs: tuple[int, ...] = ()


def is_pattern(question: str) -> bool:
    """Say whether the question is compared as a pattern: a `*`, or more `?` than errors can be tolerated."""
    folded = keys_of(question).folded
    return UNREAD_SEVERAL in folded or folded.count(UNREAD) > MOST_EDITS


def near(question: str, edits: int) -> Near:
    """Plan a search within `edits` errors; unread characters use up the errors that the keys can bridge."""
    texts = tuple(form.folded for form in keys_of(question).forms)
    unread = max((text.count(UNREAD) for text in texts), default=0)
    edits = min(edits, MOST_EDITS - unread)
    keys = sorted(set(chain.from_iterable(probe_keys(text, edits) for text in texts)))
    once = set(chain.from_iterable(map(_swaps, texts))) - set(texts) if edits else set()
    twice = set(chain.from_iterable(map(_swaps, chain(once, *map(_shorter, texts))))) if edits > 1 else set()
    return Near(texts, edits, unread, tuple(keys), tuple(sorted(once)), tuple(sorted(twice)))


def patterns(question: str) -> tuple[Pattern, ...]:
    """Plan a search by pattern, one plan for each understanding of the question; none where too little is known."""
    plans = (_pattern(form.folded) for form in keys_of(question).forms)
    return tuple(plan for plan in plans if plan is not None)


def _pattern(folded: str) -> Pattern | None:
    like = folded.replace(UNREAD, "_").replace(UNREAD_SEVERAL, "%")
    pieces = folded.replace(UNREAD_SEVERAL, UNREAD).split(UNREAD)
    head, tail = pieces[0], pieces[-1]
    longest = max(map(len, pieces))
    if longest >= RUN and longest > max(len(head), len(tail)):
        return Pattern(like, runs=tuple(run_keys(folded)))
    if head and len(head) >= len(tail):
        return Pattern(like, head=head)
    if tail:
        return Pattern(like, tail=tail[::-1])
    return None


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
