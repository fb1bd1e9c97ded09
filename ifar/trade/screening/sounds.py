"""A word in Latin letters as it is spoken, near enough. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SOUNDS: Final = (
    ("iyev", "ev"), ("iev", "ev"), ("yev", "ev"), ("chr", "kr"),
    ("shch", "s"), ("tsch", "s"), ("sch", "s"), ("tch", "s"), ("dzh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("zh", "z"), ("sh", "s"), ("ch", "s"), ("ck", "k"), ("tz", "z"), ("ts", "z"), ("cz", "s"), ("sz", "s"),
    ("ce", "se"), ("ci", "si"), ("cy", "si"), ("c", "k"), ("q", "k"), ("x", "ks"),
    ("w", "v"), ("you", "yu"), ("ye", "e"), ("yo", "e"), ("y", "i"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("ij", "i"), ("oe", "o"),
    ("ae", "a"), ("ue", "u"), ("au", "av"), ("ei", "ai"),
)  # fmt: skip
"""Spellings of one sound, in the order in which they are read, and what stands for them."""
_ENDS: Final = (
    (re.compile(r"kue$"), "k"),
    (re.compile(r"zad[ae]h?$"), "zad"),
    (re.compile(r"(?<=[oe])ff+$"), "v"),
    (re.compile(r"(?<=[a-z]{2})[aou]+llah?$"), "ala"),
    (re.compile(r"(?<=[aeiou])h$"), ""),
)
_DOUBLE: Final = re.compile(r"(.)\1+")
_SERVANT: Final = re.compile(r"^abd[aeou]+l?(?=[a-z]{3})")
_FAITH: Final = re.compile(r"(?<=[a-z]{2})(?:[aeou]?[ld]|[aeou])?dine?$")
"""What ends in al-Din: Nuraldin, Nureddin, Nur al-Din."""
_OF_THE: Final = re.compile(r"(?<=[a-z]{3})ur(?=r)")
"""The article within a name: Ziaurrahman."""


@lru_cache(maxsize=200_000)
def sound(word: str, is_bare: bool = False) -> str:
    """A word in Latin letters as it is spoken, near enough: spellings of one sound are one, and double letters where vowels are written."""
    word = _OF_THE.sub("", word)
    if word.startswith("ie"):
        word = word[1:]
    for spelling, letter in _SOUNDS:
        if spelling in word and not (is_bare and spelling == "zh"):
            word = word.replace(spelling, letter)
    for end, instead in _ENDS:
        word = end.sub(instead, word)
    return word if is_bare else _FAITH.sub("din", _SERVANT.sub("abd", _DOUBLE.sub(r"\1", word)))
