"""Whom of a list somebody might be, and why: asked of each name by which goods are dealt. It decides nothing; a person does. Pure.

A name is found by its words in whichever order, script and spelling, with a middle name more or less, an initial, a hyphen or one error of the
hand. One word in common is never enough, nor two that half the world bears. What else is said of both (day of birth, State, number of a document)
is told beside it and moves the score; only what is far apart takes a name away that is no more than alike.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from itertools import pairwise
from typing import Any, Final

from ifar.parties.likeness import identity_key
from ifar.parties.names import folded, skeleton
from ifar.trade.screening import chinese
from ifar.trade.screening.forms import groups
from ifar.trade.screening.judging import bodies, persons
from ifar.trade.screening.lists import Entry
from ifar.trade.screening.meanings import GENERAL as GENERAL_LEVELS
from ifar.trade.screening.meanings import OWN, corrected, kin, level
from ifar.trade.screening.pairing import Pairs, owned, pair, pair_bodies
from ifar.trade.screening.scripts import outlines
from ifar.trade.screening.spelling import (
    Word,
    consonants,
    heard,
    is_body,
    stem,
    together,
    words,
    words_of_body,
)

VERSION: Final = 4
"""By which rules a name was asked: what verifies a decision asks by the same, or not at all."""
COMPARED: Final = ("kind", "names", "born", "states", "numbers")
"""What of an entry, changed, asks a person again."""
STRONG: Final = 85
"""Score from which little speaks for another person."""
_SHORT: Final = 6
"""Letters and digits of a document's number below which it may be anything."""
_ACRONYM: Final = re.compile(r"\(([A-Z]{3,8})\)")
_LATIN: Final = re.compile(r"[A-Za-z]{3}")
_OTHER: Final = re.compile(r"[^\W\d_\u0000-\u02ff\u1e00-\u1eff]+")
"""Letters that no Latin alphabet has: a name that is written in two scripts is two."""
_SPACED: Final = re.compile(r"(?<!\w)\w(?:[\W_]\w(?!\w)){3,}")
"""Four letters or more, each set apart: no name has as many initials."""
_LETTERS: Final = re.compile(r"(?<!\w)\w(?!\w)")
_OTHERWISE_SPELT: Final = re.compile("[aeo]u(?:$|s[kc])|^h.*[iy]anz?$")
_INITIALS: Final = 12
"""Letters set apart beyond which they stand for nobody's name, and only make the asking long."""


@dataclass(frozen=True, slots=True)
class ScreenedName:
    """Somebody whose name is asked: every name, days or years of birth, States, numbers of documents; whether it is a `person`, a `body`, or not said."""

    names: tuple[str, ...]
    born: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that somebody might be.

    Attributes:
        score: from 1 to 100; it orders what a person decides.
        asked, name: the names that are alike; `how` the latter is listed (`primary`, `good`, `low`, `former`, `script`).
        words: word asked, word listed, in what way they are alike; one of them empty where it has none.
        says: what else is said of both: `born.same`, `state.differs`, `number.same` …
    """

    entry: Entry
    score: int
    asked: str
    name: str
    how: str
    words: tuple[tuple[str, str, str], ...]
    says: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {
            "asked": self.asked, "name": self.name, "how": self.how, "words": [list(word) for word in self.words], "says": list(self.says),
            "entry": dict(self.entry),
        }  # fmt: skip


def as_json(asked: ScreenedName) -> dict[str, Any]:
    """What is asked about somebody, as JSON holds it."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(asked).items()}


def is_other(result: Mapping[str, Any], entry: Mapping[str, Any], asked: ScreenedName) -> bool:
    """Whether an entry, or whoever is asked about, is described otherwise than a match told it (`Hit.told`, with `of`); what was erased tells nothing."""
    was: Mapping[str, Any] = result.get("entry") or {}
    changed = any(was.get(name) != entry[name] for name in COMPARED)
    return bool(result) and (changed or result.get("of") != as_json(asked))


@dataclass(frozen=True, slots=True)
class _Name:
    entry: Entry
    text: str
    how: str
    words: tuple[Word, ...]
    is_body: bool


class Index:
    """A list, made ready to be asked."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._names: list[_Name] = []
        self._keys: defaultdict[str, set[int]] = defaultdict(set)
        self._of_bodies: defaultdict[str, set[int]] = defaultdict(set)
        self._alone: defaultdict[str, set[int]] = defaultdict(set)
        self._numbers: defaultdict[str, list[Entry]] = defaultdict(list)
        self._near: dict[Word, frozenset[int]] = {}
        self._near_bodies: dict[Word, frozenset[int]] = {}
        borne: Counter[str] = Counter()
        for entry in entries:
            for number in entry["numbers"]:
                if len(key := identity_key(number)) >= _SHORT:
                    self._numbers[key].append(entry)
            sounds: set[str] = set()
            for name in _names_of(entry):
                sounds |= self._add(name)
            borne.update(sounds)
        self._kinds = [any(item.is_body is kind for item in self._names) for kind in (False, True)]
        # What many of a list are called tells as little as what half the world is called.
        self._borne = frozenset(text for text, times in borne.items() if times >= max(15, len(entries) // 40))

    def _add(self, name: _Name) -> set[str]:
        at = len(self._names)
        self._names.append(name)
        if name.is_body:
            return self._add_body(at, name)
        meant = name.words
        for word in _as_one(meant) if len(meant) == 2 else meant if len(meant) == 1 else ():
            for key in _kept(word):
                self._alone[key].add(at)
        for word in meant:
            for key in (*_kept(word), f"i{word.sound[:1]}", f"i{word.plain[:1]}"):
                self._keys[key].add(at)
        for word in (*_as_one(meant), *_three_as_one(meant)):
            for key in _kept(word):
                self._keys[key].add(at)
        return {word.sound for word in meant}

    def _add_body(self, at: int, name: _Name) -> set[str]:
        own = owned(name.words)
        for word in (*(own if len(own) == 1 else _whole(own)), *_whole(name.words)):
            for key in _kept(word):
                self._alone[key].add(at)
        for word in (*name.words, *_as_one(own), *_three_as_one(own)):
            for key in _keys_of_body(word, _kept):
                self._of_bodies[key].add(at)
        return {word.sound for word in own}

    def hits(self, asked: ScreenedName) -> list[Hit]:
        """The entries that somebody might be, the likeliest first; each once, by the name that is most alike."""
        best: dict[str, Hit] = {}
        for hit in self._each(asked):
            ref = str(hit.entry["ref"])
            if ref not in best or hit.score > best[ref].score:
                best[ref] = hit
        return sorted(best.values(), key=lambda item: (-item.score, item.entry["ref"]))

    def _each(self, asked: ScreenedName) -> Iterator[Hit]:
        for number in asked.numbers:
            if len(key := identity_key(number)) >= _SHORT:
                for entry in self._numbers.get(key, ()):
                    first = entry["names"][0]["name"] if entry["names"] else ""
                    says = ("number.same", *_beside(asked, entry))
                    yield Hit(entry, 95, asked.names[0] if asked.names else "", first, "primary", (), says)
        for text in asked.names:
            if asked.kind != "body" and self._kinds[0]:
                for how, given in _asked_as(text):
                    yield from self._of(asked, how, given, self._candidates(given))
            if asked.kind != "person" and self._kinds[1]:
                for how, given in _bodies_asked_as(text):
                    yield from self._of(asked, how, given, self._bodies(given))

    def _of(
        self, asked: ScreenedName, text: str, given: tuple[Word, ...], candidates: set[int]
    ) -> Iterator[Hit]:
        for at in candidates:
            name = self._names[at]
            row = self._alike(asked, given, name)
            if row is None:
                continue
            pairs, score = row
            says = _beside(asked, name.entry)
            if "born.far" in says and score < STRONG:
                continue
            score += sum(_WORTH.get(code, 0) for code in says)
            yield Hit(
                name.entry,
                max(1, min(100, score)),
                text,
                name.text,
                name.how,
                tuple(pairs.told()),
                tuple(says),
            )

    def _candidates(self, given: Sequence[Word]) -> set[int]:
        """Names of persons with two words that might be two of these; or the one word that there is."""
        votes: Counter[int] = Counter()
        joined = (*_as_one(given), *_three_as_one(given))
        for word in dict.fromkeys((*given, *joined)):
            votes.update(self._near_to(word))
        results = {at for at, times in votes.items() if times > 1}
        for word in (*(given if len(given) == 1 else ()), *(joined if len(given) == 2 else ())):
            for key in _sought(word):
                results |= self._alone.get(key, set())
        return {at for at in results if not self._names[at].is_body}

    def _bodies(self, given: Sequence[Word]) -> set[int]:
        """Names of bodies with a word of their own in common and another word; with three words that say what they do; or with the same letters."""
        votes: Counter[int] = Counter()
        own = owned(given)
        for word in dict.fromkeys((*given, *_as_one(own), *_three_as_one(own))):
            worth = 3 if level(word.plain) in OWN else 2 if level(word.plain) == "place" else 1
            for at in self._near_to_body(word):
                votes[at] += worth
        results = {at for at, times in votes.items() if times > 3 or (times == 3 and len(given) > 2)}
        for word in (*(own if len(own) == 1 else _whole(own)), *_whole(given)):
            for key in _sought(word):
                results |= self._alone.get(key, set())
        return {at for at in results if self._names[at].is_body}

    def _near_to_body(self, word: Word) -> frozenset[int]:
        if (known := self._near_bodies.get(word)) is None:
            known = frozenset().union(*(self._of_bodies.get(key, ()) for key in _keys_of_body(word, _sought)))
            if len(self._near_bodies) < 100_000:
                self._near_bodies[word] = known
        return known

    def _near_to(self, word: Word) -> frozenset[int]:
        if (known := self._near.get(word)) is None:
            keys = (f"i{word.sound[:1]}", f"i{word.plain[:1]}") if len(word.plain) == 1 else _sought(word)
            known = frozenset().union(*(self._keys.get(key, ()) for key in keys))
            if len(self._near) < 100_000:
                self._near[word] = known
        return known

    def _alike(self, asked: ScreenedName, given: tuple[Word, ...], name: _Name) -> tuple[Pairs, int] | None:
        if name.is_body:
            pairs = pair_bodies(given, name.words, self._borne)
            score = bodies(pairs, name.how)
        else:
            pairs = pair(given, name.words, self._borne)
            score = persons(pairs, name.how, _SPEAKS.get(_born_of(asked, name.entry), 0.0))
        return None if score is None else (pairs, score)


def _as_one(of: Sequence[Word]) -> Iterator[Word]:
    """Each two words that stand side by side, as one: Hidayat Allah, Hidayatullah."""
    return (
        together(first, second) for first, second in pairwise(of) if len(first.plain) > 1 < len(second.plain)
    )


def _three_as_one(of: Sequence[Word]) -> Iterator[Word]:
    """Each three words that stand side by side, as one."""
    return (together(together(*of[at : at + 2]), of[at + 2]) for at in range(len(of) - 2))


def _whole(of: Sequence[Word]) -> Iterator[Word]:
    """All words as one, where they are few."""
    if 1 < len(of) < 5:
        yield reduce(together, of)


def _keys_of_body(word: Word, keys: Callable[[Word], tuple[str, ...]]) -> tuple[str, ...]:
    """Under what a word of a body is kept and sought: what it means; where it is its own, how it may be written, too."""
    if level(word.plain) in GENERAL_LEVELS:
        return (f"m{word.plain}", *(f"k{number}" for number in kin(word.plain)))
    return (f"m{word.plain}", *keys(word))


def _keys(word: Word) -> tuple[str, ...]:
    """Under what a word is kept: its consonants, in whichever order, and itself with each letter left out, so that one error finds it all the same."""
    keys = [f"b{''.join(sorted(word.bones))}", f"b{''.join(sorted(consonants(word)))}"]
    for form in {word.sound, word.plain, word.raw}:
        keys.append(form)
        if not word.is_bare and 4 <= len(form) <= 18:
            keys += [form[:at] + form[at + 1 :] for at in range(len(form))]
    keys += [
        stem(word.sound),
        *(others := heard(word.plain)),
        *(
            f"b{''.join(sorted(bones))}"
            for other in (others if _OTHERWISE_SPELT.search(word.plain) else ())
            if len(bones := skeleton(other)) > 3
        ),
        *(f"c{text}" for text in chinese.kept(word.plain)),
        *(f"g{number}" for number in groups(word.plain)),
    ]
    return tuple(dict.fromkeys(keys))


def _kept(word: Word) -> tuple[str, ...]:
    """Under what a listed word is kept: as it is asked for in its own script, and in the other."""
    return (*_keys(word), *_outlined(word, word.is_bare))


def _sought(word: Word) -> tuple[str, ...]:
    """Under what a word that is asked is sought."""
    return (*_keys(word), *_outlined(word, not word.is_bare))


def _outlined(word: Word, is_bare: bool) -> Iterator[str]:
    """Its outlines, apart for words in either kind of script."""
    return (
        f"{'B' if is_bare else 'L'}{outline}"
        for outline in outlines(word.written if word.is_bare else word.plain, word.is_bare)
    )


def _readings(text: str) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """A name, without what stands in parentheses for short; and that by itself."""
    whole = words(_ACRONYM.sub(" ", text))
    if whole:
        yield text, whole
    if _LATIN.search(text) and (other := _OTHER.findall(text)):
        yield text, words(" ".join(other))
        yield text, words(_OTHER.sub(" ", text))
    for short in _ACRONYM.findall(text):
        yield short, words(short)


def _asked_as(text: str) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """The same of a name that is asked; and as one with what stands in parentheses, and with letters together that were set apart, so that neither hides it."""
    joined = _SPACED.sub(lambda match: re.sub(r"[\W_]+", "", match[0]), text)
    if len(_LETTERS.findall(text)) > _INITIALS:
        text = joined = _LETTERS.sub(" ", joined)
    yield from _readings(text)
    if _ACRONYM.search(text):
        yield text, words(text)
    if joined != text:
        yield text, words(joined)


_ASIDE: Final = re.compile(r"\([^()]*\)")
_OTHERWISE: Final = re.compile(
    r"\s*[,;(/]?\s*\b(?:a\.?k\.?a\.?|d\.?b\.?a\.?|t/a|f\.?k\.?a\.?|trading as|doing business as|formerly(?: known as)?|also known as|known as|c/o)\b[\s:.]*",
    re.IGNORECASE,
)


def _bodies_asked_as(text: str) -> Iterator[tuple[str, tuple[Word, ...]]]:
    """A name that is asked, as a body's: whole; without what stands aside; each of several names; and in each of two scripts."""
    joined = _SPACED.sub(lambda match: re.sub(r"[\W_]+", "", match[0]), text)
    several = [text, joined, _ASIDE.sub(" ", text), *_ACRONYM.findall(text), *_OTHERWISE.split(text)]
    if "," in text and len((first := text.partition(",")[0]).split()) > 1:
        several.append(first)
    if _LATIN.search(text) and (other := _OTHER.findall(text)):
        several += [" ".join(other), _OTHER.sub(" ", text)]
    mended = " ".join(
        corrected(plain) if (plain := folded(part)).isalpha() else part for part in text.split()
    )
    if mended.casefold() != text.casefold():
        several.append(mended)
    seen = set()
    for item in several:
        if item.strip() and (given := words_of_body(item)) and given not in seen:
            seen.add(given)
            yield item, given


def _names_of(entry: Entry) -> Iterator[_Name]:
    for name in entry["names"]:
        for text, given in _readings(name["name"]):
            body = entry["kind"] == "entity" or (not entry["kind"] and is_body(given))
            yield _Name(entry, text, name["as"], words_of_body(text) if body else given, body)


# What else is said of both ------------------------------------------------------------------------------------------

_WORTH: Final[Mapping[str, int]] = {
    "born.same": 6,
    "born.near": 2,
    "born.differs": -10,
    "born.far": -20,
    "state.same": 2,
    "state.differs": -4,
}


def _beside(asked: ScreenedName, entry: Entry) -> list[str]:
    says = []
    if born := _born_of(asked, entry):
        says.append(_TOLD_AS.get(born, born))
    if asked.states and entry["states"]:
        says.append("state.same" if set(asked.states) & set(entry["states"]) else "state.differs")
    return says


_ORDER: Final = ("born.day", "born.same", "born.turned", "born.near", "born.differs", "born.far")
_SPEAKS: Final[Mapping[str, float]] = {"born.day": 2.0, "born.turned": 2.0, "born.same": 0.3}
"""How much it says for two names that both were born the same day, or that day with its month turned, or the same year."""


def _born_of(asked: ScreenedName, entry: Entry) -> str:
    """How the births of both lie: `born.far` … `born.day`; empty where one of them is not known."""
    both = [_births(text, other) for text in asked.born for other in entry["born"]]
    return min(both, key=_ORDER.index, default="")


_TOLD_AS: Final = {"born.day": "born.same", "born.turned": "born.near"}


def _births(ours: str, theirs: str) -> str:
    if len(ours) == len(theirs) == 10 and ours[:4] == theirs[:4]:
        if ours == theirs:
            return "born.day"
        if ours[5:7] == theirs[8:] and ours[8:] == theirs[5:7]:
            return "born.turned"
    if ours == theirs or (ours[:4] == theirs[:4] and 4 in (len(ours), len(theirs))):
        return "born.same"
    first, last = (int(part[:4]) for part in (theirs.split("/") * 2)[:2])
    year = int(ours[:4])
    if first <= year <= last:
        return "born.near"
    off = min(abs(year - first), abs(year - last))
    return "born.near" if off <= 1 else "born.differs" if off <= 5 else "born.far"
