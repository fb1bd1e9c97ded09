"""Text cut into runs of one direction, so that `7.62×39 mm` and a serial read right inside Arabic. Pure.

The Unicode algorithm alone would set `AB-123/4` in an Arabic line as `4/AB-123`: hyphens, slashes and signs between letters and
digits take the direction of the line. So whatever has no right-to-left letter is kept together as one left-to-right run. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, TypedDict

LONGEST_NUMBER: Final = 24
_TOKEN: Final = re.compile(r"\s+|\S+")
_PAIRS: Final = {"(": ")", "[": "]", "{": "}", "«": "»"}
_STOPS: Final = ".,:;!?؛،؟"
_RIGHT: Final = frozenset({"R", "AL"})


class Run(TypedDict):
    """A piece of text, and whether it is set from left to right whatever surrounds it."""

    text: str
    ltr: bool


def runs_of(text: str, language: str) -> list[Run]:
    """The runs of a text on a paper in `language`; one run where the language itself goes from left to right.

    What is marked as one run from left to right is never broken over two lines; there that helps a number to stay whole.
    """
    if language != "ar":
        return [
            {
                "text": text,
                "ltr": len(text) <= LONGEST_NUMBER and " " not in text and any(map(str.isdigit, text)),
            }
        ]
    tokens = [part for token in _TOKEN.findall(text) for part in _parted(token)]
    sides = _paired(tokens, _resolved([_side(token) for token in tokens]))
    runs: list[Run] = []
    for token, side in zip(tokens, sides, strict=True):
        if runs and runs[-1]["ltr"] == side:
            runs[-1]["text"] += token
        else:
            runs.append({"text": token, "ltr": side})
    return runs


def _paired(tokens: list[str], sides: list[bool]) -> list[bool]:
    """A bracket that closes goes the way of its other half where all between them does (UAX #9, rule N0): `Novi Most (Eastern March)`."""
    out, open_at = list(sides), list[int]()
    for at, token in enumerate(tokens):
        if token in _PAIRS:
            open_at.append(at)
        elif token[0] in _PAIRS.values() and open_at:
            first = open_at.pop()
            if all(out[first:at]):
                out[at] = True
    return out


def _parted(token: str) -> list[str]:
    """A token without what belongs to the line and turns with it: a bracket whose other half stands elsewhere, a stop that ends it."""
    before, after = "", ""
    while len(token) > 1 and token[0] in _PAIRS and _PAIRS[token[0]] not in token:
        before, token = before + token[0], token[1:]
    while len(token) > 1 and any(token[-1] == end and start not in token for start, end in _PAIRS.items()):
        after, token = token[-1] + after, token[:-1]
    kept = token.rstrip(_STOPS) or token
    return [part for part in (before, kept, token[len(kept) :] + after) if part]


def _side(token: str) -> bool | None:
    """Whether a token is read from left to right; None where it has no direction: a space, a dash, a sign."""
    classes = {unicodedata.bidirectional(character) for character in token}
    if classes & _RIGHT:
        return False
    return True if classes & {"L", "EN"} else None


def _resolved(sides: list[bool | None]) -> list[bool]:
    """Give what has no direction that of both its neighbours, else that of the line; a text without a right-to-left letter is one run."""
    known = [side for side in sides if side is not None]
    if known and all(known):
        return [True] * len(sides)
    out = []
    for at, side in enumerate(sides):
        before = next((item for item in reversed(sides[:at]) if item is not None), False)
        after = next((item for item in sides[at + 1 :] if item is not None), False)
        out.append(bool(before and after) if side is None else side)
    return out
