"""Names of people and bodies, folded for search across scripts, cases and orders. Pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from anyascii import anyascii

VERSION: Final = 2
_WORD: Final = re.compile(r"[a-z0-9]+")
_ARTICLE: Final = re.compile(r"\bال(?=\w{2})")
PARTICLES: Final = frozenset(
    {"al", "el", "ibn", "bin", "ben", "bn", "abu", "de", "du", "des", "la", "le", "van", "von", "der", "den"}
)

DIGRAPHS: Final = (
    ("kh", "x"),
    ("gh", "g"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("dj", "j"),
    ("ch", "s"),
    ("sh", "s"),
    ("q", "k"),
    ("c", "k"),
)
"""Spellings of one sound that officers of different languages use for the same name, and the letter that stands for it."""


def folded(name: str) -> str:
    """The search key of a name: transliterated, lower case, words in alphabetical order, particles last.

    `Al-Haddad, Yusuf` and `Yusuf al Haddad` fold alike; so do `Владимир Петров` and `Vladimir Petrov`.
    """
    apart = _ARTICLE.sub("al ", unicodedata.normalize("NFKC", name))
    words = _WORD.findall(anyascii(apart).lower().replace("'", ""))
    return " ".join(sorted(words, key=lambda word: (word in PARTICLES, word)))


def skeleton(folded_name: str) -> str:
    """The consonants of a folded name: what a script without short vowels and a Latin spelling have in common.

    `يوسف الحداد` and `Yusuf Haddad` have one skeleton. The same steps stand in the database, as `parties_skeleton`.
    """
    text = folded_name
    for spelling, letter in DIGRAPHS:
        text = text.replace(spelling, letter)
    text = re.sub(r"h\b|[aeiouyw]", "", text)
    return re.sub(r"([a-z0-9])\1+", r"\1", text)
