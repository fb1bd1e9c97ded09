"""The words of papers in six languages. Pure.

The interface speaks English, Arabic and French; a paper is for its holder and for an authority abroad, and is complete in all six
languages of the United Nations. A test wants every word in each of them. Nothing here is looked up in the interface's catalogues. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from ifar.documents.wording import every, fields, titles
from ifar.languages import LANGUAGES

_ROWS: Final[Mapping[str, tuple[str, ...]]] = {**titles.ROWS, **fields.ROWS, **every.ROWS}

_FIGURE: Final = re.compile(r"[<>]?-?[0-9\u202f]+\.[0-9]+")
_WITH_POINT: Final = ("en", "zh")
_MARKS: Final[Mapping[str, Mapping[str, str]]] = {"ar": {",": "، ", ";": "؛ "}, "zh": {",": "、", ";": "；"}}
"""What stands between the parts of a list where the comma of other languages does not."""


def figure(text: str, language: str) -> str:
    """A number with what its language has before the fraction: a comma in all but English and Chinese. Other texts stay as they are."""
    return text.replace(".", ",") if language not in _WITH_POINT and _FIGURE.fullmatch(text) else text


def labelled(label: str, value: str, language: str) -> str:
    """A value after its label; in French a space that does not break stands before the colon, in Chinese it is as wide as a character."""
    colon = {"fr": "\u00a0: ", "zh": "\uff1a"}.get(language, ": ")
    return f"{label}{colon}{value}"


def listed(parts: Iterable[str], language: str, mark: str = ",") -> str:
    """Several things one after another, with the comma or semicolon of the language: in Arabic they follow each other to the left."""
    return _MARKS.get(language, {}).get(mark, f"{mark} ").join(parts)


def words(key: str, language: str) -> str:
    """The words of `key` in a language of papers.

    Raises:
        KeyError: no such words.
    """
    return _ROWS[key][LANGUAGES.index(language)]


def all_words() -> Mapping[str, tuple[str, ...]]:
    """Every key with its words, in the order of `LANGUAGES`."""
    return _ROWS
