"""The words of a body by what they mean, in whichever language and script it bears them: `words_of_bodies.csv`, and what bodies call themselves after
(`words_of_brands.csv`: beasts, stars, virtues, places, numbers, kinds of military units).

A translator carries a name over word by word: a concept that both names share is as good as a sound that they share. A word is looked up as it is
written, without the ending that case and number give it, as it sounds, by what a word of an unwritten-vowel script may be in Latin letters, and for short.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final, NamedTuple

from babel import Locale
from rapidfuzz.distance import OSA

from ifar.languages import LANGUAGES
from ifar.parties.names import folded
from ifar.trade.screening import scripts
from ifar.trade.screening.bodies import AND, BEGINNINGS, BODIES, BRANDS, ENDINGS, LEGAL, STATES, stem_of
from ifar.trade.screening.sounds import sound
from ifar.typed import whole_number


class Meaning(NamedTuple):
    """What a word of a body means: in English, as one word each, and of which level it is (`form`, `weak`, `does`, `name`, `brand`, `place`, `number`)."""

    english: tuple[str, ...]
    level: str


_HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_BARE: Final = re.compile("[\u0590-\u07bf]")
_BEFORE: Final = re.compile("^(?:وال|بال|فال|كال|ال|لل)(?=..)")
_ONE: Final = re.compile("^[وبلהולב](?=...)")
_AFTER: Final = re.compile("(?:يات|يه|ات|ها|هاي|هايي|ين|ون|ان|اي|ي|ه|ים|ות|ית|י)$")
_TURNED: Final = str.maketrans(
    "أإآٱىیېۍكکةۀھ",
    "ااااييييككههه",
    "\u0640\u200c\u200d\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0621",
)
_DERIVED: Final = re.compile(
    r"(?:enn|evn|ovn|ovsk|evsk|insk|n|sk|ov|ev)(?:yi|ii|iy|yy|y|i|aya|aia|a|oe|oye|o|e|oi|oy|ykh|ikh|ogo|oho)$"
)
"""What makes a Slavic adjective of a word."""
_ARTICLE: Final = re.compile(r"^(?:al|el|ul|lil|ar|as|ash|an|az|ad|at|er|es|ed|en|ez|ech|esh)(?=[a-z]{4})")
_FORM: Final = Meaning((), "form")


def bare_key(written: str) -> str:
    """A word in a script without short vowels, as it is looked up: without article, and its letters as one office writes them."""
    return _BEFORE.sub("", unicodedata.normalize("NFKC", written).translate(_TURNED))


def is_bare(written: str) -> bool:
    """Whether a word is written in letters that leave short vowels out."""
    return bool(_BARE.search(written))


def _key(text: str) -> str:
    if _BARE.search(text):
        return bare_key(text)
    return folded(text).replace(" ", "")


@dataclass
class _Table:
    """The words, by each way in which they are looked up.

    Attributes:
        levels: English word -> of which level it is.
    """

    known: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    weaker: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    loose: dict[tuple[str, ...], Meaning] = field(default_factory=dict)
    han_words: dict[str, Meaning] = field(default_factory=dict)
    outlined: defaultdict[str, list[tuple[re.Pattern[str], Meaning]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    korean: list[tuple[re.Pattern[str], Meaning]] = field(default_factory=list)
    stems: dict[str, Meaning] = field(default_factory=dict)
    spoken: dict[str, Meaning] = field(default_factory=dict)
    levels: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for text, meaning in _rows():
            self._take(text, meaning)
            for english in meaning.english:
                self.levels.setdefault(english, meaning.level)
        for state in (*STATES, *AND):
            self.levels.setdefault(state, "place" if state in STATES else "form")
        self.long = tuple(
            key[0]
            for key, value in self.known.items()
            if len(key) == 1 and len(key[0]) > 6 and key[0].isascii() and value.level in ("weak", "does")
        )
        self.han_parts = re.compile("|".join(map(re.escape, sorted(self.han_words, key=len, reverse=True))))

    def _take(self, text: str, meaning: Meaning) -> None:
        if _HAN.search(text):
            if len(text) == 1 and "\uac00" <= text <= "\ud7a3" and text not in "강산":
                # One Korean syllable is a part of too many names.
                return
            self.han_words.setdefault(text, meaning)
            pinyin = folded(text).replace(" ", "")
            if len(text) > 1 and meaning.level != "number" and (pattern := scripts.korean(" ".join(text))):
                self.korean.append((pattern, meaning))
            elif len(text) > 1 and meaning.english:
                self.weaker.setdefault((pinyin,), meaning)
            return
        key = tuple(filter(None, map(_key, text.split())))
        if not key:
            return
        self.known.setdefault(key, meaning)
        if len(key) > 1 and all(len(code) > 4 and code.isascii() for code in key):
            self.loose.setdefault(tuple(sound(stem_of(code)) for code in key), meaning)
        if len(key) > 1 and len(together := "".join(key)) > 3 and not _BARE.search(text):
            self.weaker.setdefault((together,), meaning)
        if len(key) > 1 or not meaning.english:
            return
        if _BARE.search(text):
            self.weaker.setdefault((_AFTER.sub("", key[0]) if len(key[0]) > 4 else key[0],), meaning)
            # What it may be in Latin letters, where enough consonants say so.
            least = 2 if meaning.level == "brand" else 3 if meaning.level == "name" else 4
            if (
                meaning.level != "place"
                and max(map(len, scripts.outlines(bare_key(text), True)), default=0) >= least
                and (spoken := scripts.spoken(bare_key(text)))
            ):
                for outline in scripts.outlines(bare_key(text), True):
                    self.outlined[outline].append((spoken, meaning))
        else:
            if meaning.level == "form":
                return
            if len(key[0]) > 5:
                self.stems.setdefault(sound(stem_of(key[0])), meaning)
            if len(key[0]) > 4:
                self.spoken.setdefault(sound(key[0]), meaning)


@cache
def _table() -> _Table:
    """Made when the first name is read: that takes half a second, and most programs of ifar read none."""
    return _Table()


def _rows() -> Iterator[tuple[str, Meaning]]:
    for row in (*BODIES, *BRANDS):
        english, others = row.english.lstrip("~"), [other.lstrip("~") for other in row.others]
        if row.level == "form":
            meaning = _FORM
        elif row.level == "number":
            meaning = Meaning((others[0],), row.level)
        elif row in BODIES or english == "import export":
            meaning = Meaning(tuple(english.split()), row.level)
        else:
            meaning = Meaning((english.replace(" ", ""),), row.level)
        if row.level != "form" or " " in english:
            yield english, meaning
        yield from ((other, meaning) for other in others)
    for language in LANGUAGES:
        for code, territory in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and len(territory) > 2 - bool(_HAN.search(territory)):
                yield territory, Meaning((_key(Locale.parse("en").territories[code]),), "place")


_ORDINAL: Final = re.compile(
    r"\b(\d+)[\s.\-]?(?:st|nd|rd|th|ья|ая|я|ый|ий|ой|й|ое|ого|го|а|er|re|eme|e|nci|inci|uncu|ta|to|ma)\b"
)
_ELIDED: Final = re.compile(r"\b[dl]['’](?=[^\W\d_]{2})", re.IGNORECASE)
_DOTTED_WORD: Final = re.compile(r"\b([^\W\d_]{3,8})\.(?=\s|$|,|\))")


def is_part(written: str) -> bool:
    """Whether a word that its script writes together, or without vowels, has one in it that says what a body does."""
    meaning = (
        _table().han_words.get(part[0])
        if (part := _table().han_parts.search(written))
        else _table().known.get((bare_key(written),))
        if _BARE.search(written)
        else None
    )
    return meaning is not None and meaning.level in ("form", "weak", "does")


def spaced(name: str) -> str:
    """A name with spaces around the words of the table that its script writes together, and with what is written for short, and with a full stop, written out."""
    name = _ELIDED.sub(" ", _ORDINAL.sub(r"\1 ", name))
    return _DOTTED_WORD.sub(_written_out, _table().han_parts.sub(lambda match: f" {match[0]} ", name))


def _written_out(match: re.Match[str]) -> str:
    return f"{_longer(folded(match[1]).replace(' ', '')) or match[1]} "


@lru_cache(maxsize=10_000)
def _longer(short: str) -> str:
    if (short,) in _table().known or short in LEGAL:
        return short
    longer = (
        (meaning.level != "does", key[0] not in meaning.english, key[0])
        for key, meaning in _table().known.items()
        if len(key) == 1
        and meaning.level in ("weak", "does", "name")
        and key[0].startswith(short)
        and len(key[0]) > len(short) + 1
    )
    return min(longer, key=lambda row: row[:2], default=(True, True, ""))[2]


@lru_cache(maxsize=50_000)
def of_word(key: str) -> Meaning | None:
    """What one word means, as it is written, or in another form or spelling of it; None where the table has none."""
    if word := _table().known.get((key,)):
        return word
    if _BARE.search(key):
        rest = _ONE.sub("", key)
        for text in (rest, _AFTER.sub("", key), _AFTER.sub("", rest)):
            if len(text) > 2 and (word := _table().known.get((text,)) or _table().weaker.get((text,))):
                return word
        return None
    if key in LEGAL:
        return _FORM
    if len(key) > 4 and (word := _table().spoken.get(sound(key))):
        return word
    if len(key) > 5 and (
        word := _table().stems.get(sound(stem_of(key))) or _table().known.get((key.removesuffix("s"),))
    ):
        return word
    if word := _table().weaker.get((key,)):
        return word
    if "ts" in key and (word := of_word(key.replace("ts", "c"))):
        return word
    if (base := _DERIVED.sub("", key)) != key and len(base) > 3 and (word := _table().stems.get(sound(base))):
        return word
    if (short := _ARTICLE.sub("", key)) != key and (word := of_word(short)):
        return word
    if len(key) > 3:
        for outline in scripts.outlines(key, False):
            for pattern, meaning in _table().outlined.get(outline, ()):
                if pattern.match(key):
                    return meaning
        if len(key) > 4:
            for pattern, meaning in _table().korean:
                if pattern.fullmatch(key):
                    return meaning
    return _shortened(key)


_VOWEL: Final = re.compile("[aeiouy]")


def _shortened(key: str) -> Meaning | None:
    """What is meant by a word without its vowels: hldgs, trdg, svcs."""
    short = key.removesuffix("s")
    if len(short) < 3 or len(key) < 4 or _VOWEL.search(short):
        return None
    for (word, *more), meaning in _table().known.items():
        if (
            more
            or meaning.level not in ("weak", "does")
            or word[:1] != short[0]
            or len(word) < len(short) + 2
        ):
            continue
        plain = word.removesuffix("s")
        if plain[-1] != short[-1] or not word.isascii() or len(short) * 2 < len(_VOWEL.sub("", plain)):
            continue
        rest = iter(plain)
        if all(letter in rest for letter in short):
            return meaning
    return None


@lru_cache(maxsize=50_000)
def corrected(word: str) -> str:
    """The word of the table that is meant where the hand made one error in a long one that says what a body does. The word itself where there is none."""
    if len(word) < 7 or of_word(word):
        return word
    near = (text for text in _table().long if abs(len(text) - len(word)) < 2)
    return next((text for text in near if OSA.distance(text, word, score_cutoff=1) < 2), word)


def of_words(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    """The words of a body, each with where it stood, as English has it and as it was said; those of a legal form left out.

    Args:
        rows: each word as it is written, and in small Latin letters without signs.
    """
    yield from _counted(_meant(rows))


def _counted(rows: Iterator[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
    """Three thousand, as one number."""
    before: tuple[int, str, str] | None = None
    for row in rows:
        times = {"100": 100, "1000": 1000}.get(row[1], 0)
        many = whole_number(before[1], most=999) if before and times else None
        if before and many is not None and many < times:
            before = (before[0], str(many * times), row[2])
            continue
        if before:
            yield before
        before = row
    if before:
        yield before


def _meant(rows: Sequence[tuple[str, str]]) -> Iterator[tuple[int, str, str]]:
    keys = [bare_key(written) if _BARE.search(written) else plain for written, plain in rows]
    at = 0
    while at < len(keys):
        han = _table().han_words.get(rows[at][0])
        size, meaning = (1, han) if han else _longest(keys, at)
        if meaning is None:
            parts = _parts(keys[at]) if not _BARE.search(keys[at]) else (keys[at],)
            for part in parts:
                known = of_word(part) if len(parts) > 1 else None
                for text in known.english if known else (part,):
                    yield at, text, part
        else:
            raw = "".join(plain for _written, plain in rows[at : at + size])
            for text in meaning.english:
                yield at, text, raw if len(meaning.english) == 1 else text
        at += size


def _longest(keys: Sequence[str], at: int) -> tuple[int, Meaning | None]:
    for size in (4, 3, 2):
        if at + size <= len(keys) and (meaning := _table().known.get(tuple(keys[at : at + size]))):
            return size, meaning
        if at + size <= len(keys) and (
            meaning := _table().loose.get(tuple(sound(stem_of(key)) for key in keys[at : at + size]))
        ):
            return size, meaning
    return 1, of_word(keys[at])


_SPLIT: Final = (
    "spets spec tekh tekhno prom torg mash khim neft gaz pribor prylad oboron ukr bel ros rus voen trans eksport "
    "export import servis stroi energo metall avia avto agro radio elektro ural sib sever yug vostok zapad snab remont sudo "
    "gos mor kiev kyiv mosk lvov lviv kharkov kharkiv odes don dal biel polit elektron "
)
_PIECES: Final = frozenset(_SPLIT.split())
"""Of what Slavic names of bodies are put together as one word."""


def _pieces(word: str, most: int = 5) -> tuple[str, ...]:
    """A word taken apart, where it is nothing but such pieces."""
    for at in range(len(word), 2, -1):
        if (first := word[:at]) in _PIECES:
            if at == len(word):
                return (first,)
            if len(word) - at > 5 and (known := _table().known.get((word[at:],))) and known.level == "does":
                return (first, word[at:])
            if most > 1 and (rest := _pieces(word[at:], most - 1)):
                return (first, *rest)
    return ()


@lru_cache(maxsize=50_000)
def _parts(word: str) -> tuple[str, ...]:
    """What is written as one word in some languages, apart; a German compound where both of its parts are known."""
    if len(word) > 8 and (several := _pieces(word)):
        return several
    if len(word) > 8:
        for at in range(4, len(word) - 3):
            first, last = word[:at], word[at:]
            for text in (
                first,
                first.removesuffix("s"),
                first.removesuffix("n"),
                first.removesuffix("en"),
                first.removesuffix("o"),
            ):
                if len(text) > 3 and (text,) in _table().known and (last,) in _table().known:
                    return (text, last)
    return tuple(ENDINGS.sub(r" \1", BEGINNINGS.sub(r"\1 ", word)).split())


@lru_cache(maxsize=50_000)
def level(plain: str) -> str:
    """Of which level a word is, as English has it; `own` where it is the body's own."""
    if text := _table().levels.get(plain):
        return text
    if plain.isdecimal():
        return "number"
    return "form" if plain in LEGAL else "own"


@lru_cache(maxsize=50_000)
def is_sound_only(raw: str) -> bool:
    """Whether a word is none of the table as it is written."""
    return (raw,) not in _table().known and (raw,) not in _table().weaker and raw not in LEGAL


_FAMILIES: Final = (
    "charity relief welfare humanitarian help care support orphan children foundation society association trust zakat call education social union federation league",
    "shipping maritime ship transport logistics port forwarding sea naval courier", "trading import export commercial distribution supply product procurement broker agent agency foreign",
    "plant workshop manufacturing industry foundry forging metal steel", "machinery mechanics equipment engineering tools instrument device technical technology instrumentmaking",
    "arms ammunition defence ordnance gun cartridge gunsmith military rifle arsenal tools", "security protection guard patrol defence",
    "research institute laboratory scientific academy designbureau university technology", "aviation airline aerospace aircraft helicopter air",
    "exchange remittance finance money broker", "construction contracting reconstruction engineering", "oil gas petrochemical energy", "chemical explosive gunpowder pharmaceutical polymer",
    "communication information network computer software electronics radio radioelectronics microelectronics electric", "medical pharmaceutical health hospital",
    "hunting shooting sport club", "food agriculture livestock meat fish grain fishing", "spareparts component vehicle motors equipment",
    "falcon eagle hawk", "leopard tiger panther", "lightning thunder", "crescent moon", "victory help", "guardian protector guard", "shield armoured",
    "mountain summit", "nation people", "light lantern ray", "brotherhood brothers", "future progress development", "river sea", "fortress tower",
    "storm wind", "pioneer vanguard", "hope future", "prosperity welfare", "freedom liberation", "salvation liberation", "dawn sun", "horse knight",

)  # fmt: skip
_KIN: Final[defaultdict[str, set[int]]] = defaultdict(set)
for _at, _family in enumerate(_FAMILIES):
    for _one in _family.split():
        _KIN[_one].add(_at)


def kin(plain: str) -> frozenset[int]:
    """The families of words that say much the same of what a body does, so that a translator takes one for the other."""
    return frozenset(_KIN.get(plain, ()))


OWN: Final = frozenset({"own", "brand", "name", "number"})
"""Levels of the words that tell one body from another."""
GENERAL: Final = frozenset({"weak", "does"})
