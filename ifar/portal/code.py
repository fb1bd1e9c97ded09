"""The code of an invitation: short enough to be said and written on paper, useless without the link, and void after a few wrong tries.

Two halves travel on two ways: the link is sent, the code is said or handed over at the counter. Whoever intercepts one has nothing.
Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from ifar.identifiers import ALPHABET

LENGTH: Final = 8
"""Characters of five bits: with five tries the chance to guess one is one in two hundred thousand million."""
TRIES: Final = 5
GOOD_FOR: Final = dt.timedelta(hours=72)
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def new(random_bytes: Callable[[int], bytes]) -> str:
    """A new code."""
    return "".join(ALPHABET[byte & 31] for byte in random_bytes(LENGTH))


def shown(code: str) -> str:
    """The form for people: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def typed(text: str) -> str:
    """A code as somebody typed it, without separators; O, I, L and U are read as Crockford reads them."""
    return "".join(text.split()).replace("-", "").upper().translate(_MISREAD)
