"""Names of people and bodies, folded for search across scripts, cases and orders."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

VERSION: Final = 1
_WORD: Final = re.compile(r"[a-z0-9]+")
PARTICLES: Final = frozenset({"al", "el", "ibn", "bin", "ben", "abu", "de", "du", "des", "la", "le", "van", "von", "der", "den"})


def folded(name: str) -> str:
    """The search key of a name: transliterated, lower case, words in alphabetical order, particles last.

    `Al-Haddad, Yusuf` and `Yusuf al Haddad` fold alike; so do `Владимир Петров` and `Vladimir Petrov`.
    """
    plain = anyascii(unicodedata.normalize("NFKC", name)).lower().replace("'", "")
    words = _WORD.findall(plain)
    return " ".join(sorted(words, key=lambda word: (word in PARTICLES, word)))
