"""How a word in a script that leaves short vowels out may stand in Latin letters, whoever writes it there: one pattern for all conventions.

There are as many ways to write such a name in Latin letters as languages, and no table of names ends. A letter, however, has few readings, and
between two of them stand at most two vowels: a pattern of that finds English, French, German, Persian, Turkish, Indonesian and Somali spellings.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_LETTERS: Final[Mapping[str, str]] = {
    **dict.fromkeys("بﺑ", "b|p"), "پ": "p|b", **dict.fromkeys("تټٹ", "t|d"), "ث": "th|s|t", "ج": "dj|dsch|dzh|j|g|gu|c|zh|y",
    "چ": "tch|tsch|ch|tj|c|cz", "ح": "h|kh|ch|x", "خ": "kh|ch|h|k|x|j", **dict.fromkeys("دډڈ", "d"), "ذ": "dh|dz|z|d|th",
    **dict.fromkeys("رړڑ", "r"), "ز": "z|s|dz", "ژ": "zh|j|z", "س": "s|c|z", "ش": "sch|sh|ch|sy|sj|s", "ص": "s|c|z", "ض": "dh|dz|d|z", "ط": "th|t",
    "ظ": "zh|dh|th|z|d", "ع": "[aeiou]{0,2}|c|gh", "غ": "gh|rh|g|r|q|kh", "ف": "ph|f|v", "ق": "gh|kh|ck|q|k|c|g", **dict.fromkeys("كک", "ck|kh|ch|k|c|q"),
    **dict.fromkeys("گګ", "gh|gu|g"), "ل": "l", "م": "m", **dict.fromkeys("نڼں", "n|m"), **dict.fromkeys("وؤ", "w|v|ou|oo|[ou]"),
    **dict.fromkeys("هہھ", "h"), **dict.fromkeys("يیىېۍے", "ij|ie|ee|[yiej]"), **dict.fromkeys("ئ", "[yie]?"),
    **dict.fromkeys("اأإآٱ", "[aeiou]{0,2}"), **dict.fromkeys("ةۃۀ", "[aeiou]?[ht]?"), "ښ": "sh|kh|x", "ځ": "dz|z|j", "څ": "ts|s|c", "ږ": "gh|zh|g|z",
    "א": "[aeiou]{0,2}", "ב": "b|v", "ג": "g|j", "ד": "d", "ה": "h?", "ו": "v|w|[ou]|oo|ou", "ז": "z|s", "ח": "ch|kh|h", "ט": "t", "י": "ee|[yiej]",
    **dict.fromkeys("כך", "kh|ch|k|c"), "ל": "l", **dict.fromkeys("מם", "m"), **dict.fromkeys("נן", "n"), "ס": "s", "ע": "[aeiou]{0,2}",
    **dict.fromkeys("פף", "ph|p|f"), **dict.fromkeys("צץ", "tz|ts|z|c"), "ק": "k|c|q", "ר": "r", "ש": "sh|sch|ch|s", "ת": "th|t",
}  # fmt: skip
"""Letter -> how it is read. Arabic with the letters of Persian, Pashto and Urdu; Hebrew."""
_ARTICLE: Final = "ال"
_STRETCHED: Final = "\u0640"
_SERVANT: Final = "عبد"
_OF_SERVANT: Final = re.compile(r"^abd[aeou]*l?(?=[a-z]{3})")
_ARTICLES: Final = "[aeiou]{0,2}[lrsdznt]?"
"""The article as it is heard before a word, and inside of one: Abd ar-Rahman."""
_AT_END: Final[Mapping[str, str]] = {
    "ا": "[aeo]h?|e",
    **dict.fromkeys("ىی", "[aieyj]|ah|ee"),
    "ه": "[ae]h?|h|t",
    "ح": "h|kh|ch|x|",
    "ع": "[aeiou]{0,2}",
}
"""How a letter is read at the end, where that is otherwise."""


@lru_cache(maxsize=50_000)
def spoken(written: str) -> re.Pattern[str] | None:
    """What a word of Arabic or Hebrew letters may be in Latin ones, in lower case and without signs; None where a letter is not known or none has a consonant."""
    parts = unicodedata.normalize("NFKC", written).replace(_STRETCHED, "").split()
    pattern, consonants = [], 0
    for at, part in enumerate(parts):
        rest = part
        if rest.startswith(_ARTICLE) and len(rest) > 3:
            pattern.append(_ARTICLES)
            rest = rest[2:]
        while rest:
            if pattern and rest.startswith(_ARTICLE) and len(rest) > 3 and len(part) - len(rest) > 1:
                pattern.append(_ARTICLES)
                rest = rest[2:]
                continue
            letter, rest = rest[0], rest[1:]
            read = _LETTERS.get(letter)
            if read is None:
                if letter.isalpha():
                    return None
                continue
            if not rest and at == len(parts) - 1:
                read = _AT_END.get(letter, read)
            consonants += "[aeiou]" not in read
            pattern.append(f"(?:{read})" if "[" in read or not read else f"(?:{_twice(read)})")
    if not consonants:
        return None
    return re.compile("^[aeiou]?" + "[aeiou]{0,2}".join(pattern) + "[ae]?$")


def _twice(read: str) -> str:
    """Readings of a consonant, each of which may be doubled."""
    return "|".join(f"{part}{part}?" if len(part) == 1 else part for part in read.split("|"))


_LATIN: Final = tuple(
    (re.compile(sign), letter)
    for sign, letter in (
        ("ph", "f"), ("d?sch|tch|dj|dzh|dz|tz|sh|zh", "S"), ("ck|kh|gh", "K"), ("th|dh", "T"), ("ch|c", "C"), ("[aeiouhywv]", ""), ("[bpf]", "B"),
        ("[mn]", "N"), ("[dt]", "T"), ("[szj]", "S"), ("[kgqx]", "K"),
    )
)  # fmt: skip
_CLASSES: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys("بﺑپفבפף", ("B",)), **dict.fromkeys("منڼںנןמם", ("N",)), **dict.fromkeys("لל", ("l",)), **dict.fromkeys("رړڑר", ("r",)),
    **dict.fromkeys("وؤهہھيیىېۍےئاأإآٱعאהויע", ("",)), **dict.fromkeys("تټٹطدډڈטתד", ("T",)), **dict.fromkeys("ثذضظ", ("T", "S")),
    **dict.fromkeys("جږג", ("S", "K")), **dict.fromkeys("چژزسشصځڅסצץזש", ("S",)), **dict.fromkeys("كکقگګקכך", ("K",)), **dict.fromkeys("خحח", ("K", "")),
    "غ": ("K", "r"), "ښ": ("S", "K"), **dict.fromkeys("ةۃۀ", ("", "T")),
}  # fmt: skip
_REPEATED: Final = re.compile(r"(.)\1+")
_MANY: Final = 16


@lru_cache(maxsize=200_000)
def outlines(written: str, is_bare: bool) -> frozenset[str]:
    """What is left of a word however it is spelt: l, r, sounds of the lips (B), of the nose (N), of the teeth (T, S), of the throat (K); several where a letter has several."""
    each = {""}
    if is_bare:
        for part in unicodedata.normalize("NFKC", written).split():
            rest = part.replace(_SERVANT + _ARTICLE, _SERVANT, 1)
            for letter in rest[2:] if rest.startswith(_ARTICLE) and len(rest) > 3 else rest:
                if letter.isalpha():
                    each = _each(each, _CLASSES.get(letter, ("",)))
    else:
        written = _OF_SERVANT.sub("abd", written)
        for sign, instead in _LATIN:
            written = sign.sub(instead, written)
        for letter in written:
            each = _each(each, ("S", "K") if letter == "C" else (letter,))
    return frozenset(_REPEATED.sub(r"\1", text) for text in each) - {""}


def _each(results: set[str], classes: tuple[str, ...]) -> set[str]:
    return {
        before + class_name
        for before in results
        for class_name in (classes if len(results) < _MANY else classes[:1])
    }


# Korean -----------------------------------------------------------------------------------------------------------------

_FIRST: Final = (
    "g|k", "kk|k|gg|g", "n", "d|t", "tt|t|dd|d", "r|l|n|y|", "m", "b|p", "pp|p|bb|b", "s|sh", "ss|s", "", "j|ch|c|z", "jj|ch|j|tch", "ch|j|tch", "k|kh|c",
    "t|th", "p|ph|f", "h|",
)  # fmt: skip
_MIDDLE: Final = (
    "ah?", "ae|ai|e", "ya|ia", "yae|ye", "eo|o|u|e", "e|eh", "yeo|yo|you|yu|ye|eo", "ye|e|yeh", "oh?|oo", "wa|oa|hwa", "wae|wai", "oe|oi|we|wae", "yo",
    "u|oo|wu|woo", "wo|weo|wu", "we", "wi|ui|we", "yu|yoo|you|u", "e?u|oo|e|ou", "ui|eui|i|ee|yi|hi", "i|ee|yi|ih",
)  # fmt: skip
_LAST: Final = (
    "", "k|g|ck", "k|g|ck", "k|g|ck", "n", "n", "n", "t|d", "l|r|ll", "k|g|lk", "m|lm", "l|p|b", "l", "l", "p", "l", "m", "p|b", "p|b", "t|s", "t|s", "ng",
    "t|j", "t", "k", "t", "p", "h|t|",
)  # fmt: skip
_SURNAMES: Final[Mapping[str, str]] = {
    "이": "yi|lee|ri|rhee|i|li|ree|rhie", "박": "pa?r?k|ba?r?k|bag|park", "최": "choi|choe|chwe|choy", "임": "i?m|lim|rim|yim", "유": "yu|yoo|you|ryu|ryoo",
    "오": "oh?", "우": "u|woo|wu|oo", "안": "ahn?|an", "정": "jung|jeong|chung|chong|jong|cheong", "여": "yeo|yuh|ryo|yo",
}  # fmt: skip
"""Syllables that people's names write otherwise than others."""
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")


def syllables(written: str) -> list[str]:
    """A word of two to four Korean syllables, each by itself: a name is written as one word there, and as two or three in Latin letters."""
    return [*written] if 1 < len(written) < 5 and all(map(_HANGUL.match, written)) else [written]


@lru_cache(maxsize=50_000)
def korean(written: str) -> re.Pattern[str] | None:
    """What Korean syllables may be in Latin letters, by each way of writing them; None where it is something else."""
    parts = written.split()
    if not parts or not all(len(part) == 1 and _HANGUL.match(part) for part in parts):
        return None
    return re.compile("".join(f"(?:{_SURNAMES.get(part) or _syllable(part)})" for part in parts))


def _syllable(text: str) -> str:
    at = ord(text) - 0xAC00
    first, middle, last = at // 588, at % 588 // 28, at % 28
    return "".join(f"(?:{letters})" for letters in (_FIRST[first], _MIDDLE[middle], _LAST[last]))
