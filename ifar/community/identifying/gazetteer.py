"""Places of the gazetteer in a text, however its words are joined and whether or not they have capitals. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from ifar.community.identifying.ordinary import is_ordinary

_JOINS: Final = re.compile(r"[\s\u00ad\u2010-\u2015\u2212_-]+")
_BEFORE: Final = re.compile(r"(?:\b(?:في|من|إلى|قرب|نحو)\s|ب|在|于|从)$")
"""Words that say where, in scripts without capitals."""
_WHERE: Final = re.compile(
    r"\b(?:in|at|near|from|outside|around|towards?|à|près de|chez|vers|depuis|en|cerca de|junto a|desde|hacia|в|во|возле|около|под|из)\s(?:(?:the|la|le|les|el|los|las)\s)?$"
)
_MADE_AT: Final = re.compile(
    r"(?i)(?:\b(?:made|manufactured|produced|proofed|assembled|fabriquée?s?|produite?s?|hech[oa]s?|fabricad[oa]s?|сделан\w{0,2}|изготовлен\w{0,2}|произвед[её]н\w{0,2})|"
    r"(?:صنع|مصنوع)\w{0,3})\s(?:in|at|à|en|в|في)\s(?:the\s)?$|"
    r"\b(?:proof house|banc d[’']épreuve|banco de pruebas|arsenal|manufacture)\s(?:of|in|at|d[eu]|à)\s$"
)
_MAKES: Final = re.compile(r"(?i)^\s(?:proof|arsenal|works|factory|armou?ry)\b")
"""Where an arm was made or proved describes it."""
_ORDINARY: Final = frozenset(
    {
        "the", "of", "and", "de", "du", "des", "la", "le", "les", "el", "los", "las", "del", "y", "et", "l", "d", "north", "south",
        "east", "west", "northern", "southern", "eastern", "western", "central", "centre", "center", "upper", "lower", "middle", "inner",
        "outer", "great", "greater", "new", "old", "region", "district", "area", "province", "state", "city", "capital", "island",
        "islands", "river", "lake", "lakes", "coast", "mountain", "mountains", "bar", "split", "van", "man", "ash", "nord", "sud", "est",
        "ouest", "haut", "haute", "bas", "basse", "région", "île", "îles", "lac", "lacs", "norte", "sur", "este", "oeste", "alto", "alta",
        "bajo", "baja", "provincia", "región", "isla", "islas", "río", "lago", "север", "юг", "восток", "запад", "северный", "южный",
        "восточный", "западный", "область", "край", "район", "остров",
    }
)  # fmt: skip
"""Words of which names of places are made that, in small letters, may as well be no name."""


def joined(text: str) -> str:
    """A text with one space for whatever stands between two words: spaces, ends of lines, dashes of any kind."""
    return _JOINS.sub(" ", text)


@lru_cache(maxsize=8)
def _written(places: frozenset[str]) -> tuple[str, ...]:
    return tuple(joined(place) for place in places if len(place) > 2)


@lru_cache(maxsize=8)
def _small(places: frozenset[str]) -> tuple[str, ...]:
    """Names that are names in small letters too."""
    return tuple(
        small
        for small in (text.lower() for text in _written(places))
        if small != small.upper()
        and (len(small) > 3 or not is_ordinary(small))
        and not {*re.findall(r"\w+", small)} <= _ORDINARY
    )


def names_a_place(text: str, places: frozenset[str]) -> bool:
    """Whether a place is named as it is written, or in other letters: then of several words, or after a word that says where."""
    words = joined(text)
    for place in _written(places):
        cased = place[:1].upper() != place[:1].lower()
        for at in _standing(words, place, alone=cased):
            if _MADE_AT.search(words[max(at - 60, 0) : at]) or _MAKES.search(words[at + len(place) :][:12]):
                continue
            if cased and _begins(words, at) and {*re.findall(r"\w+", place.lower())} <= _ORDINARY:
                continue  # "Est-ce": a capital that every sentence begins with
            if cased or _BEFORE.search(words[max(at - 8, 0) : at]):
                return True
    small = words.lower()
    return any(
        (" " in place or _WHERE.search(small[max(at - 20, 0) : at]))
        and not _MADE_AT.search(small[max(at - 60, 0) : at])
        for place in _small(places)
        for at in _standing(small, place, alone=True)
    )


def _begins(text: str, at: int) -> bool:
    """Whether what stands there begins a sentence."""
    return not (before := text[:at].rstrip(' «“"(¿¡')) or before[-1] in ".!?…:"


def _standing(text: str, place: str, *, alone: bool) -> list[int]:
    """Where a name stands; `alone`: with no letter or figure beside it."""
    results, at = [], text.find(place)
    while at >= 0:
        if not alone or not (text[at - 1 : at].isalnum() or text[at + len(place) :][:1].isalnum()):
            results.append(at)
        at = text.find(place, at + 1)
    return results
