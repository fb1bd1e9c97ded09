"""What bodies are called besides their name: legal forms, what they do or are, and how other languages and scripts say it (`words_of_bodies.csv`).

A row of the table has an English word, its `level` and, parted by `|`, how others say or shorten it; several words with spaces between them are one
expression. Level `form` is a legal form, `weak` says only that it is a body or how large, `does` says what it does, `name` tells one body from another
and is only translated. A word with `~` before it is also what people are called: it counts beside another word of a body alone.

Pure.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import pycountry
from rapidfuzz.distance import OSA

from ifar.trade.screening.sounds import sound


class _Row(NamedTuple):
    """A word of a body in one spelling: as it is written, as English has it, and of which level it is; whether people are called so as well."""

    said: str
    english: str
    level: str
    is_borne: bool


def _rows() -> Iterator[_Row]:
    with (Path(__file__).parent / "words_of_bodies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            english, level = row["english"].lstrip("~"), row["level"]
            others = [one for one in row["others"].split("|") if one]
            if level != "form" and " " not in english:
                yield _Row(english, english, level, row["english"].startswith("~"))
            for one in others:
                yield _Row(one.lstrip("~"), english, level, one.startswith("~"))


_ROWS: Final = tuple(_rows())
_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_BARE: Final = re.compile("[\u0590-\u07bf]")


def _is_latin(said: str) -> bool:
    return not _HAN.search(said) and not _BARE.search(said)


LEGAL: Final = frozenset(one.said for one in _ROWS if one.level == "form" and " " not in one.said)
WEAK: Final = frozenset(one.english for one in _ROWS if one.level == "weak")
"""Those that do not even say what it does."""
GENERAL: Final = WEAK | {word for one in _ROWS if one.level == "does" for word in one.english.split()}
"""What so many bodies are called that it tells none from the other."""
MEANT: Final[Mapping[str, tuple[str, ...]]] = {
    one.said: tuple(one.english.split()) for one in _ROWS if one.level != "form" and " " not in one.said and _is_latin(one.said)
}  # fmt: skip
"""What a body is called in other languages or for short -> as English has it."""
SURE: Final = frozenset(one.said for one in _ROWS if not one.is_borne and " " not in one.said)
"""Words by which a name is known to be a body's."""
_LONG: Final = tuple(one for one, english in MEANT.items() if len(one) > 6 and GENERAL.issuperset(english))
_ENDING: Final = re.compile(r"(?:yi|ii|iy|yy|aya|aia|oe|oye|oi|oy|ykh|ikh|ogo|ego|oho|iv|ov|ev|ami|akh|ye|larin?i?|lerin?i?|ija|[aeiouy]+)s?$")


def stem_of(word: str) -> str:
    """A word without the ending that gender, number and case give it."""
    stem = _ENDING.sub("", word)
    return stem if len(stem) > 4 else word


_SPOKEN: Final = {sound(one): one for one in reversed([*MEANT]) if len(one) > 4 and one in SURE}
_STEMS: Final = {stem_of(one): one for one in reversed([*MEANT]) if len(one) > 6 and one in SURE}
EXPRESSIONS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    tuple(one.said.split()): () if one.level == "form" else tuple(one.english.split())
    for one in _ROWS
    if " " in one.said
}
"""Several words that are one expression -> as English has it; nothing of a legal form."""
HAN: Final[Mapping[str, str]] = {
    one.said: one.english
    for one in sorted(_ROWS, key=lambda one: -len(one.said))
    if _HAN.search(one.said) and (one.level not in ("name", "brand") or one.english in ("korea", "china"))
}
"""Words of bodies in scripts that put no space between them, the longest first."""
BARE: Final[Mapping[str, str]] = {
    one.said: one.english for one in _ROWS if _BARE.search(one.said) and not one.is_borne
}
"""The same in scripts without short vowels, without the article."""
ENDINGS: Final = re.compile(
    r"(?<=[a-z]{4})(servis|service|stroi|prom|torg|trans|invest|eksport|export|import|impeks|impex|holding|mash|neft|tekh|energo|metall|bank|gesellschaft|technik|technologie|handels|vertriebs)$"
)
BEGINNINGS: Final = re.compile(
    r"^(avia|agro|energo|stroi|metall|neft|prom|spets|spetz|spez|mash|avto|trans|eksport)(?=[a-z]{4})"
)
"""With what Slavic names of bodies begin and end as one word, which others write apart."""
_SURE_ENDINGS: Final = frozenset(
    {"servis", "stroi", "prom", "torg", "eksport", "impeks", "impex", "holding", "neft"}
)
STATES: Final = frozenset(
    name.lower() for one in pycountry.countries for name in (one.name, getattr(one, "common_name", "")) if name.isalpha()
) | frozenset(["korea", "korean", "dprk", "iran", "iranian", "russia", "russian", "syria", "syrian", "china", "chinese", "hong", "kong", "iraqi", "libyan", "afghan", "turkish", "turkiye", "dubai", "uae", "usa", "uk", "nig", "pak", "bd", "nigerian", "pakistani", "indian", "ukrainian", "yemeni", "lebanese", "sudanese", "venezolana", "bolivariana"])  # fmt: skip
"""Where bodies say that they are at home; often left out."""
AND: Final = frozenset({"y", "e", "and", "und", "et", "va", "i", "ve", "wa", "o"})
"""What stands between two names of one body, as `&` does."""


def as_english(said: Sequence[str]) -> list[tuple[int, str]]:
    """The words of a body as English has them, each with where it stood; those of a name in which no word is a body's stay as they are."""
    if not any(_is_sure(one) for one in said) and not any(_expression(said, at) for at in range(len(said))):
        return [*enumerate(said)]
    found: list[tuple[int, str]] = []
    at = 0
    while at < len(said):
        if size := _expression(said, at):
            found += [(at, one) for one in EXPRESSIONS[tuple(said[at : at + size])]]
            at += size
            continue
        for part in _parts(said[at]):
            found += [(at, one) for one in MEANT.get(meant(part), (part,))]
        at += 1
    return found or [*enumerate(said)]


@lru_cache(maxsize=50_000)
def meant(word: str) -> str:
    """The word of the table that is meant by another ending or spelling of it. The word itself where there is none."""
    return (
        word if word in MEANT or word in LEGAL else _STEMS.get(stem_of(word)) or _SPOKEN.get(sound(word), word)
    )


@lru_cache(maxsize=50_000)
def corrected(word: str) -> str:
    """The word of the table that is meant where the hand made one error in a long one. The word itself where there is none."""
    if len(word) < 7 or meant(word) in MEANT:
        return word
    near = (one for one in _LONG if abs(len(one) - len(word)) < 2)
    return next((one for one in near if OSA.distance(one, word, score_cutoff=1) < 2), word)


def _is_sure(word: str) -> bool:
    if meant(word) in SURE:
        return True
    return meant(word) not in MEANT and any(part in _SURE_ENDINGS for part in _parts(word)[1:])


def _expression(said: Sequence[str], at: int) -> int:
    """How many words from here on are one expression; 0 where none begins."""
    return next((size for size in (4, 3, 2) if tuple(said[at : at + size]) in EXPRESSIONS), 0)


def _parts(word: str) -> Sequence[str]:
    """What is written as one word in some languages, apart."""
    if word in LEGAL or meant(word) in MEANT:
        return (word,)
    return ENDINGS.sub(r" \1", BEGINNINGS.sub(r"\1 ", word)).split()
