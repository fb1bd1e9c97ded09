"""The resolver: free text to codes, from recorded spellings. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from rapidfuzz.distance import Levenshtein

from ifar.missingness import KNOWN, Status
from ifar.reference.naming.keys import (
    CALIBRE_TOKEN,
    CALIBRE_WORDS,
    METRIC,
    MODEL_WORDS,
    NOISE,
    OTHER_CARTRIDGE,
    PARENTHESES,
    answer_status,
    calibre_key,
    calibre_key_of,
    calibre_keys,
    calibre_text,
    gauge,
    make_keys,
    mended,
    model_key,
    plain_key,
    tokens_of,
)

How = Literal["code", "alias", "folded", "partial", "fuzzy", "ambiguous", "unresolved"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a free text was taken to mean.

    `code` is None where nothing fits or where several things fit equally; `alternatives` then holds what was considered.
    `status` tells unknown, none and not asked apart from a name that is simply not in the reference data (`known`, code None).
    """

    code: str | None
    how: How
    alternatives: tuple[str, ...] = ()
    status: Status = KNOWN

    @property
    def is_certain(self) -> bool:
        """Whether the text is a recorded spelling of this thing alone, not a guess."""
        return self.how in ("code", "alias", "folded") and not self.alternatives


@dataclass(frozen=True, slots=True)
class Spelling:
    """One recorded way to write a code; `scope` is the make's code for models, else empty; lower `rank` is preferred."""

    code: str
    text: str
    scope: str = ""
    rank: int = 0


UNRESOLVED: Final = Resolved(None, "unresolved")


def _digits(key: str) -> str:
    return re.sub(r"[a-z/]+", "_", key)


@dataclass(frozen=True, slots=True)
class _Index:
    """Folded keys of one noun (and one scope) -> codes in order of preference, with a look-up that forgives letters."""

    exact: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    by_digits: Mapping[str, tuple[str, ...]] = field(repr=False)
    fine: frozenset[str] = frozenset()

    def one(self, key: str, how: How) -> Resolved | None:
        codes = self.keys.get(key)
        if not codes:
            return None
        return Resolved(codes[0], how, codes[1:])

    def fuzzy(self, key: str, minimum: int, *, same_start: bool = False) -> Resolved | None:
        """The one key that differs in one letter (two from nine letters on) and in no digit; several make it ambiguous."""
        letters = sum(character.isalpha() for character in key)
        if letters < minimum:
            return None
        allowed = 2 if letters >= 9 else 1
        best = allowed + 1
        codes: list[str] = []
        for candidate in self.by_digits.get(_digits(key), ()):
            if same_start and candidate[:1] != key[:1]:
                continue
            distance = Levenshtein.distance(key, candidate, score_cutoff=best)
            if distance > best or distance > allowed:
                continue
            if distance < best:
                best, codes = distance, []
            codes.extend(code for code in self.keys[candidate][:1] if code not in codes)
        if not codes:
            return None
        if len(codes) > 1:
            return Resolved(None, "ambiguous", tuple(sorted(codes)))
        return Resolved(codes[0], "fuzzy")


def _index(spellings: Iterable[Spelling], keys_of: Callable[[str], Sequence[str]]) -> _Index:
    """Build an index. A code that a finer key names wins over one that only a coarser key of another spelling names."""
    exact: dict[str, str] = {}
    result: dict[str, dict[str, tuple[int, int]]] = {}
    for spelling in spellings:
        exact.setdefault(" ".join(spelling.text.split()).casefold(), spelling.code)
        for coarseness, key in enumerate(keys_of(spelling.text)):
            if not key:
                continue
            ranks = result.setdefault(key, {})
            ranks[spelling.code] = min(ranks.get(spelling.code, (9, 999)), (coarseness, spelling.rank))
    keys = {key: tuple(sorted(ranks, key=lambda code: (ranks[code], code))) for key, ranks in result.items()}
    by_digits: dict[str, list[str]] = {}
    for key in keys:
        by_digits.setdefault(_digits(key), []).append(key)
    fine = frozenset(
        key for key, ranks in result.items() if min(coarseness for coarseness, _ in ranks.values()) < 2
    )
    return _Index(exact, keys, {digits: tuple(group) for digits, group in by_digits.items()}, fine)


_EMPTY: Final = _Index({}, {}, {})


def _part_of_model(index: _Index, tokens: Sequence[str]) -> Resolved | None:
    """The longest known name at the beginning of what is written, or a word or two after it (`Glock G19 Gen 5 MOS`)."""
    for start in range(min(3, len(tokens))):
        for end in range(len(tokens), start, -1):
            key = "".join(tokens[start:end])
            if len(key) > 1 + (start > 0) and (resolved := index.one(key, "partial")):
                return resolved
    return None


@dataclass(frozen=True, slots=True)
class Resolver:
    """Free text to codes, from one version of the reference data. Immutable; remembers what it was asked."""

    codes: Mapping[str, frozenset[str]]
    makes: _Index
    models: Mapping[str, _Index]
    calibres: _Index
    types: _Index
    countries: _Index
    _memory: dict[tuple[str, str, str], Resolved] = field(default_factory=dict, repr=False, compare=False)

    def resolve_make(self, raw: str) -> Resolved:
        """The maker or brand that `raw` names."""
        return self._remembered("make", "", raw, self._make)

    def resolve_model(self, make: str | None, raw: str) -> Resolved:
        """The model of `make` (a code) that `raw` names; without a make only alternatives are given."""
        if make is None:
            return self._remembered("model", "", raw, self._model_of_any)
        return self._remembered("model", make, raw, lambda text: self._model(make, text))

    def resolve_calibre(self, raw: str) -> Resolved:
        """The cartridge or gauge that `raw` names."""
        return self._remembered("calibre", "", raw, self._calibre)

    def resolve_type(self, raw: str) -> Resolved:
        """The type of firearm that `raw` names, in the languages of the aliases."""
        return self._remembered("firearm_type", "", raw, lambda text: self._plain(self.types, text))

    def resolve_country(self, raw: str) -> Resolved:
        """The country that `raw` names: an ISO 3166 code, or a name in a language of the aliases."""
        return self._remembered("country", "", raw, lambda text: self._plain(self.countries, text))

    def many(self, resolve: Callable[[str], Resolved], values: Iterable[str]) -> list[Resolved]:
        """`resolve` for each of many values, each distinct value once."""
        seen: dict[str, Resolved] = {}
        out = []
        for value in values:
            answer = seen.get(value)
            if answer is None:
                answer = seen[value] = resolve(value)
            out.append(answer)
        return out

    def _remembered(self, noun: str, scope: str, raw: str, decide: Callable[[str], Resolved]) -> Resolved:
        place = (noun, scope, raw)
        answer = self._memory.get(place)
        if answer is None:
            status = answer_status(raw)
            if status != KNOWN:
                answer = Resolved(None, "unresolved", status=status)
            elif raw in self.codes.get(noun, frozenset()):
                answer = Resolved(raw, "code")
            else:
                answer = decide(raw)
            if len(self._memory) > 200_000:
                self._memory.clear()
            self._memory[place] = answer
        return answer

    def _make(self, raw: str) -> Resolved:
        text = " ".join(raw.split()).casefold()
        if text in self.makes.exact:
            return Resolved(self.makes.exact[text], "alias")
        keys = make_keys(raw)
        for key in keys:
            if resolved := self.makes.one(key, "folded"):
                return resolved
        tokens = tokens_of(raw)
        for end in range(len(tokens) - 1, 0, -1):
            if resolved := self._make_beginning("".join(tokens[:end])):
                return resolved
        resolved = self.makes.fuzzy(keys[-1], 5, same_start=True)
        return resolved or UNRESOLVED

    def _make_beginning(self, key: str) -> Resolved | None:
        """A maker's name with more behind it; two letters are enough only where they are the maker's own code (`CZ …`)."""
        if key not in self.makes.fine or (len(key) < 3 and key not in self.codes["make"]):
            return None
        return self.makes.one(key, "partial")

    def _model(self, make: str, raw: str) -> Resolved:
        index = self.models.get(make, _EMPTY)
        text = " ".join(raw.split()).casefold()
        if text in index.exact:
            return Resolved(index.exact[text], "alias")
        whole = tokens_of(raw)
        readings = [whole, self._without_make(make, whole)]
        readings = [[token for token in tokens if token not in MODEL_WORDS] or tokens for tokens in readings]
        for tokens in readings:
            if resolved := index.one("".join(tokens), "folded"):
                return resolved
        for tokens in reversed(readings):
            if resolved := _part_of_model(index, tokens):
                return resolved
        return index.fuzzy("".join(readings[-1]), 4) or UNRESOLVED

    def _without_make(self, make: str, tokens: list[str]) -> list[str]:
        for end in range(len(tokens) - 1, 0, -1):
            if make in self.makes.keys.get("".join(tokens[:end]), ()):
                return tokens[end:]
        return tokens

    def _model_of_any(self, raw: str) -> Resolved:
        results = [
            answer.code
            for make in self.models
            if (answer := self._model(make, raw)).code is not None and answer.is_certain
        ]
        return Resolved(None, "ambiguous" if results else "unresolved", tuple(sorted(filter(None, results))))

    def _calibre(self, raw: str) -> Resolved:
        text = " ".join(raw.split()).casefold()
        if text in self.calibres.exact:
            return Resolved(self.calibres.exact[text], "alias")
        fine, coarse = calibre_keys(raw)
        if resolved := self.calibres.one(fine, "folded"):
            return resolved
        if (number := gauge(raw)) and number in self.codes.get("calibre", frozenset()):
            return Resolved(number, "folded")
        inside = PARENTHESES.findall(raw)
        for part in (PARENTHESES.sub(" ", raw), *inside):
            if inside and (resolved := self.calibres.one(calibre_key(part), "folded")):
                return resolved
        return self.calibres.one(coarse, "folded") or self._calibre_guess(raw)

    def _calibre_guess(self, raw: str) -> Resolved:
        """A metric designation inside the text, one or two wrong letters, or a known name at its beginning."""
        text = calibre_text(raw)
        if match := METRIC.search(text.replace("mm", "")):
            for tail in ((match[3] or ""), ""):
                key = calibre_key(f"{match[1]}x{match[2]}{tail}")
                if resolved := self.calibres.one(key, "partial"):
                    return resolved
        tokens = [mended(token) for token in CALIBRE_TOKEN.findall(text)]
        if resolved := self.calibres.one(calibre_key_of(tokens), "fuzzy"):
            return resolved
        if resolved := self.calibres.fuzzy(calibre_key(raw), 4):
            return resolved
        if family := self._calibre_family(tokens):
            return Resolved(None, "ambiguous", family)
        return self._calibre_beginning(tokens)

    def _calibre_family(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """All cartridges of a bore, where the text gives the bore alone (`7,62 mm`)."""
        numbers = [token for token in tokens if token not in NOISE]
        if len(numbers) != 1 or "." not in numbers[0]:
            return ()
        return tuple(sorted(code for code in self.codes["calibre"] if code.startswith(f"{numbers[0]}x")))

    def _calibre_beginning(self, tokens: Sequence[str]) -> Resolved:
        """A known name, followed by more: the name, unless what follows makes another cartridge of it (.222 Rem *Magnum*)."""
        for end in range(len(tokens) - 1, 0, -1):
            key = calibre_key_of(tokens[:end])
            if len(key) > 2 and (resolved := self.calibres.one(key, "partial")):
                rest = {CALIBRE_WORDS.get(token, token) for token in tokens[end:]}
                return (
                    Resolved(None, "ambiguous", (resolved.code or "",))
                    if rest & OTHER_CARTRIDGE
                    else resolved
                )
        return UNRESOLVED

    def _plain(self, index: _Index, raw: str) -> Resolved:
        text = " ".join(raw.split()).casefold()
        if text in index.exact:
            return Resolved(index.exact[text], "alias")
        key = plain_key(raw)
        return index.one(key, "folded") or index.fuzzy(key, 5) or UNRESOLVED


def build_resolver(
    *,
    makes: Iterable[Spelling],
    models: Iterable[Spelling],
    calibres: Iterable[Spelling],
    types: Iterable[Spelling],
    countries: Iterable[Spelling],
) -> Resolver:
    """Build a resolver from recorded spellings; every code should have at least its own name among them."""
    makes, models, calibres, types, countries = (
        list(noun) for noun in (makes, models, calibres, types, countries)
    )
    by_make: dict[str, list[Spelling]] = {}
    for spelling in models:
        by_make.setdefault(spelling.scope, []).append(spelling)
    nouns = {"make": makes, "model": models, "calibre": calibres, "firearm_type": types, "country": countries}
    return Resolver(
        codes={noun: frozenset(spelling.code for spelling in spellings) for noun, spellings in nouns.items()},
        makes=_index(makes, make_keys),
        models={make: _index(group, lambda text: (model_key(text),)) for make, group in by_make.items()},
        calibres=_index(calibres, calibre_keys),
        types=_index(types, lambda text: (plain_key(text),)),
        countries=_index(countries, lambda text: (plain_key(text),)),
    )
