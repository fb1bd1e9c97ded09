"""What posts are found by in scripts for which PostgreSQL knows no words: pairs of Chinese characters, triples of Arabic letters.

PostgreSQL has no configuration for Chinese, and its stemmer for Arabic does not undo what is written together with a word (و, ب, ال).
Chinese is found by every two characters that follow each other, Arabic by every three letters of a word whose spellings were made alike.
Everything else is left to PostgreSQL's own dictionaries, by the language of the post. Pure.
"""

from __future__ import annotations

import re
from typing import Final

CONFIGURATIONS: Final = {
    "en": "english", "fr": "french", "es": "spanish", "ru": "russian", "pt": "portuguese", "tr": "turkish", "sr": "serbian",
}  # fmt: skip
"""Language of a post -> PostgreSQL's configuration; every other is `simple`."""
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0002fa1f]+")
_ARABIC: Final = re.compile("[\u0621-\u064a\u066e-\u06d3\u0640\u064b-\u065f\u0670]+")
_JOINS: Final = re.compile(r"(?<=\w)[-/._]+(?=\w)")
_MARKS: Final = re.compile("[\u0640\u064b-\u065f\u0670]")
_ALIKE: Final = str.maketrans(
    {
        "\u0622": "\u0627",
        "\u0623": "\u0627",
        "\u0625": "\u0627",
        "\u0671": "\u0627",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u0629": "\u0647",
        "\u06a9": "\u0643",
    }
)
_BEGINNINGS: Final = (
    "\u0648\u0627\u0644",
    "\u0628\u0627\u0644",
    "\u0641\u0627\u0644",
    "\u0643\u0627\u0644",
    "\u0644\u0644",
    "\u0627\u0644",
)


def _pieces(word: str, size: int) -> list[str]:
    return [word[at : at + size] for at in range(max(1, len(word) - size + 1))]


def _bare(word: str) -> str:
    """An Arabic word without vowels and stretching, its spellings made alike."""
    return _MARKS.sub("", word).translate(_ALIKE)


def _stem(word: str) -> str:
    """The same without the article and what is written together with it."""
    for beginning in _BEGINNINGS:
        if word.startswith(beginning) and len(word) - len(beginning) >= 3:
            return word[len(beginning) :]
    return word


def terms(text: str) -> list[str]:
    """The pieces by which a text is found, each once, sorted."""
    results: set[str] = set()
    for run in _HAN.findall(text):
        results.update(_pieces(run, 2))
        results.update(run)
    for word in map(_bare, _ARABIC.findall(text)):
        results.update(_pieces(word, 3))
        results.update(_pieces(_stem(word), 3))
    return sorted(piece for piece in results if piece)


def spread(text: str) -> str:
    """A text with what hyphens and the like join told apart too: PostgreSQL takes `AB-71234` for a word and a negative number."""
    return f"{text} {_JOINS.sub(' ', text)}"


def parse_question(question: str) -> tuple[list[str], str]:
    """A question as (pieces that must all be there, the rest of it, for PostgreSQL's own dictionaries)."""
    results: set[str] = set()
    for run in _HAN.findall(question):
        results.update(_pieces(run, 2))
    for word in map(_bare, _ARABIC.findall(question)):
        results.update(_pieces(_stem(word), 3))
    rest = _ARABIC.sub(" ", _HAN.sub(" ", question))
    return sorted(piece for piece in results if piece), " ".join(_JOINS.sub(" ", rest).split())


def query_of(pieces: list[str]) -> str:
    """Pieces as text that PostgreSQL reads as a `tsquery`: every one must be there."""
    return " & ".join(f"'{piece}'" for piece in pieces)
