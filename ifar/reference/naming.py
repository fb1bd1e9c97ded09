"""From what people write to what they mean: makes, models, calibres, types and countries in free text to stable codes.

Registers spell one cartridge in dozens of ways (`9x19`, `9 mm Para`, `9mm Luger`, `7,62х39` with a Cyrillic letter), and a
maker in several scripts. A name is folded to a key; the key is looked up in the aliases of the reference data; if that fails,
the known name at its beginning is taken, then the one name at one or two wrong letters. Digits are never guessed: 5.56×45 and
5.45×39 are two letters apart. The raw text is always kept beside the code, so nothing is lost when the answer is "not known".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from anyascii import anyascii
from rapidfuzz.distance import Levenshtein

from ifar.optional import KNOWN, NONE, NOT_ASKED, UNKNOWN, Status

How = Literal["code", "alias", "folded", "partial", "fuzzy", "ambiguous", "unresolved"]

_CYRILLIC_TIMES = re.compile(r"(?<=[\d\s])[хХ](?=[\s\d])")
_DECIMAL_COMMA = re.compile(r"(?<=\d)[,٫](?=\d)")
_SIGNS = str.maketrans({"×": "x", "✕": "x", "✖": "x", "∗": "x", "*": "x", "№": " ", "´": "'", "’": "'"})
_WORD = re.compile(r"\d+|[a-z]+")
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_CALIBRE_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z]+|[/+]")
_METRIC = re.compile(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)(sr|rb|rs|r)?")
_GAUGE = re.compile(
    r"(?:cal|ga)?\s*(410|36|4|8|10|12|14|16|20|24|28|32)\s*(?P<word>ga|bore|er|k)?\s*"
    r"(?P<chamber>[/x-]?\s*(?:50|51|63\.5|65|67\.5|70|73|76|89|1\s*3/4|2\s*1/2|2\s*3/4|2-3/4|2\.5|2\.75|3\s*1/2|3\.5|3)"
    r"\s*(?:''|\"|in|inch|mm|mag(?:num)?)?)?"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNKNOWN_WORDS: Final = _set(
    "unknown unbekannt inconnu inconnue desconocido desconocida ignoto unk unbek inconnus indetermine indeterminee "
    "non-identifie neizvestno neizvestnyj neizvestnaya"
) | {
    "?",
    "??",
    "???",
    "غير معروف",
    "غير محدد",
    "مجهول",
    "неизвестно",
    "неизвестен",
    "неизвестный",
    "не установлено",
    "н/д",
    "n/k",
}
_NONE_WORDS: Final = _set("none ohne keine kein sans neant aucun aucune ninguno ninguna nessuno bez") | {
    "néant",
    "بدون",
    "لا يوجد",
    "нет",
    "без",
    "отсутствует",
    "no mark",
    "sans marque",
    "sans numéro",
    "no number",
    "бн",
    "б/н",
}
_NOT_ASKED_WORDS: Final = frozenset({"", "-", "--", "---", "n/a", "na", "null", "nil", "."})

_NOISE: Final = _set(
    "mm cal caliber calibre calib kal kaliber kalibr kaliberu kalibra calibro kalibre milim mil millimetre millimeter de "
    "the mlm"
)
_CALIBRE_WORDS: Final[Mapping[str, str]] = {
    "parabellum": "luger",
    "parabelum": "luger",
    "para": "luger",
    "lugar": "luger",
    "lyuger": "luger",
    "parabyellum": "luger",
    "remington": "rem",
    "reminton": "rem",
    "winchester": "win",
    "winchster": "win",
    "magnum": "mag",
    "magn": "mag",
    "special": "spl",
    "spezial": "spl",
    "spez": "spl",
    "spc": "spl",
    "spec": "spl",
    "weatherby": "wby",
    "springfield": "spr",
    "sprg": "spr",
    "automatic": "auto",
    "government": "gov",
    "govt": "gov",
    "gauge": "ga",
    "gage": "ga",
    "federal": "fed",
    "makarow": "makarov",
    "tokarew": "tokarev",
    "tok": "tokarev",
    "mauzer": "mauser",
    "ackley": "ai",
    "improved": "",
    "otan": "nato",
    "russian": "russian",
}
_OTHER_CARTRIDGE: Final = _set("mag short long super ai wssm wsm rum saum express max r ultra kurz")
_LEGAL_FORMS: Final = _set(
    "inc llc ltd limited corp corporation co company gmbh ag kg sa spa srl sas sarl as sro oy ab ad jsc ojsc cjsc oao pao zao "
    "ooo plc bv nv the and und et y e i ve cie cia fa"
)
_TRADE_WORDS: Final = _set(
    "mfg manufacturing manufacture manufacturers industries industry international usa us firearms firearm arms arm armas armes "
    "armi arma weapons waffen waffenfabrik works factory silah sanayi sanayii ticaret oruzhie group holding made in"
)
_MODEL_WORDS: Final = _set("model mod modell modelo modele mle modello modelu")


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


def answer_status(raw: str) -> Status:
    """Whether a text says "unknown", "none" or nothing at all, in the words that registers use for it."""
    text = " ".join(raw.split()).casefold().strip("<>[]")
    if text in _NOT_ASKED_WORDS:
        return NOT_ASKED
    if text in _UNKNOWN_WORDS:
        return UNKNOWN
    if text in _NONE_WORDS:
        return NONE
    return KNOWN


def fold(raw: str) -> str:
    """Lower-case Latin letters and digits, with separators kept as they are: the common ground of all keys."""
    text = unicodedata.normalize("NFKC", raw)
    text = text if text.isascii() else anyascii(_DECIMAL_COMMA.sub(".", text.translate(_SIGNS)))
    return " ".join(text.casefold().split())


def _tokens(raw: str) -> list[str]:
    text = unicodedata.normalize("NFKC", raw).replace("&", " ").replace("'", "").replace("’", "")
    return _WORD.findall(fold(text).replace(".", "" if _has_initials(text) else " "))


def _has_initials(text: str) -> bool:
    return bool(re.search(r"\b\w\.\s?\w\.", text))


def make_keys(raw: str) -> tuple[str, str, str]:
    """Three keys of a maker's name, each coarser than the last: whole, without legal form, without words of the trade."""
    tokens = _tokens(raw)
    plain = [token for token in tokens if token not in _LEGAL_FORMS] or tokens
    core = [token for token in plain if token not in _TRADE_WORDS] or plain
    return "".join(tokens), "".join(plain), "".join(core)


def model_key(raw: str) -> str:
    """The key of a model's name: letters and digits, without the word "model" in the languages of registers."""
    tokens = _tokens(raw)
    return "".join([token for token in tokens if token not in _MODEL_WORDS] or tokens)


def plain_key(raw: str) -> str:
    """The key of a type's or a country's name: letters and digits."""
    return "".join(_tokens(raw))


def _calibre_text(raw: str) -> str:
    text = unicodedata.normalize("NFKC", raw).translate(_SIGNS)
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text)
    text = _CYRILLIC_TIMES.sub("x", _DECIMAL_COMMA.sub(".", text))
    text = text.replace("мм", " mm ").replace("ملم", " mm ").replace("مم", " mm ").replace("عيار", " cal ")
    text = text if text.isascii() else anyascii(text)
    text = re.sub(r"(?<=\d)\s*x\s*(?=\d)", "x", text.casefold())
    text = (
        text.replace("s&w", "sw")
        .replace("s & w", "sw")
        .replace("smith wesson", "sw")
        .replace("smith & wesson", "sw")
    )
    text = text.replace("h&h", "hh").replace("h&r", "hr").replace("long rifle", "lr").replace("l.f.b", "lfb")
    return re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", text)


def calibre_key(raw: str) -> str:
    """The key of a calibre: numbers with their points, words in one spelling, without "cal" and, beside words, without "mm".

    A number that stands alone keeps its "mm", so that 4.5 mm is not .45 and 40 mm is not .40.

    >>> calibre_key("9 mm Para") == calibre_key("9mm Luger") == calibre_key("9 мм Парабеллум")
    True
    """
    return _calibre_key(_CALIBRE_TOKEN.findall(_calibre_text(raw)))


def calibre_keys(raw: str) -> tuple[str, str]:
    """The key of a calibre, and a coarser one without points and "mm", for those who leave them out."""
    key = calibre_key(raw)
    return key, key.replace(".", "").removesuffix("mm")


def _calibre_key(tokens: Sequence[str]) -> str:
    out = []
    for token in tokens:
        if token[0].isdigit():
            out.append(token[2:] if token.startswith("0.") else token)
        elif token not in _NOISE and token != "+":
            out.append(_CALIBRE_WORDS.get(token, token))
    alone = len(out) == 1 and "mm" in tokens and out[0][0].isdigit()
    return out[0] + "mm" if alone else "".join(out)


def gauge(raw: str) -> str | None:
    """The gauge in `12/70`, `12 ga 3"`, `cal. 12`, `12x76`; None where the text is not a shotgun's gauge.

    A bare number is a gauge only where no other cartridge is called so (12, 16, 20, 24, 28, 410).
    """
    text = " ".join(token for token in _calibre_text(raw).replace("gauge", "ga").split() if token != "mm")
    text = (
        re.sub(r"\b(calibre|caliber|cal\.?|kal\.?|kaliber|kalibr\w*|ga)\s*", " ga ", text)
        .replace("ga .", "ga")
        .strip()
    )
    text = " ".join(text.split())
    match = _GAUGE.fullmatch(text)
    if match is None:
        return None
    number = match[1]
    bare = not (match["word"] or match["chamber"] or text.startswith("ga "))
    if bare and number in ("10", "32", "36", "8", "4", "14"):
        return None
    if number in ("10", "32", "8", "4", "14") and not (match["word"] or match["chamber"]):
        return None
    return "410" if number in ("36", "410") else f"{number}ga"


def _mended(token: str) -> str:
    """A word of cartridge names with one wrong letter (two from nine letters on), put right; anything else as it is."""
    if len(token) < 5 or token in _CALIBRE_WORDS:
        return token
    allowed = 2 if len(token) >= 9 else 1
    near = [
        word for word in _CALIBRE_WORDS if Levenshtein.distance(token, word, score_cutoff=allowed) <= allowed
    ]
    return near[0] if near else token


def _digits(key: str) -> str:
    return re.sub(r"[a-z/]+", "_", key)


@dataclass(frozen=True, slots=True)
class _Index:
    """Folded keys of one noun (and one scope) -> codes in order of preference, with a look-up that forgives letters."""

    exact: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]
    by_digits: Mapping[str, tuple[str, ...]] = field(repr=False)

    def one(self, key: str, how: How) -> Resolved | None:
        codes = self.keys.get(key)
        if not codes:
            return None
        return Resolved(codes[0], how, codes[1:])

    def fuzzy(self, key: str, minimum: int) -> Resolved | None:
        """The one key that differs in one letter (two from nine letters on) and in no digit; several make it ambiguous."""
        letters = sum(character.isalpha() for character in key)
        if letters < minimum:
            return None
        allowed = 2 if letters >= 9 else 1
        best = allowed + 1
        codes: list[str] = []
        for candidate in self.by_digits.get(_digits(key), ()):
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
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for spelling in spellings:
        exact.setdefault(" ".join(spelling.text.split()).casefold(), spelling.code)
        for coarseness, key in enumerate(keys_of(spelling.text)):
            if not key:
                continue
            ranks = found.setdefault(key, {})
            ranks[spelling.code] = min(ranks.get(spelling.code, (9, 999)), (coarseness, spelling.rank))
    keys = {key: tuple(sorted(ranks, key=lambda code: (ranks[code], code))) for key, ranks in found.items()}
    by_digits: dict[str, list[str]] = {}
    for key in keys:
        by_digits.setdefault(_digits(key), []).append(key)
    return _Index(exact, keys, {digits: tuple(group) for digits, group in by_digits.items()})


_EMPTY: Final = _Index({}, {}, {})


def _part_of_model(index: _Index, tokens: Sequence[str]) -> Resolved | None:
    """The longest known name at the beginning of what is written, or a word or two after it (`Glock G19 Gen 5 MOS`)."""
    for start in range(min(3, len(tokens))):
        for end in range(len(tokens), start, -1):
            key = "".join(tokens[start:end])
            if len(key) > 1 + (start > 0) and (found := index.one(key, "partial")):
                return found
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
            if found := self.makes.one(key, "folded"):
                return found
        tokens = _tokens(raw)
        for end in range(len(tokens) - 1, 0, -1):
            key = "".join(tokens[:end])
            if len(key) > 1 and (found := self.makes.one(key, "partial")):
                return found
        for key in dict.fromkeys(keys):
            if found := self.makes.fuzzy(key, 5):
                return found
        return UNRESOLVED

    def _model(self, make: str, raw: str) -> Resolved:
        index = self.models.get(make, _EMPTY)
        text = " ".join(raw.split()).casefold()
        if text in index.exact:
            return Resolved(index.exact[text], "alias")
        whole = _tokens(raw)
        readings = [whole, self._without_make(make, whole)]
        readings = [[token for token in tokens if token not in _MODEL_WORDS] or tokens for tokens in readings]
        for tokens in readings:
            if found := index.one("".join(tokens), "folded"):
                return found
        for tokens in reversed(readings):
            if found := _part_of_model(index, tokens):
                return found
        return index.fuzzy("".join(readings[-1]), 4) or UNRESOLVED

    def _without_make(self, make: str, tokens: list[str]) -> list[str]:
        for end in range(len(tokens) - 1, 0, -1):
            if make in self.makes.keys.get("".join(tokens[:end]), ()):
                return tokens[end:]
        return tokens

    def _model_of_any(self, raw: str) -> Resolved:
        found = [
            answer.code
            for make in self.models
            if (answer := self._model(make, raw)).code is not None and answer.is_certain
        ]
        return Resolved(None, "ambiguous" if found else "unresolved", tuple(sorted(filter(None, found))))

    def _calibre(self, raw: str) -> Resolved:
        text = " ".join(raw.split()).casefold()
        if text in self.calibres.exact:
            return Resolved(self.calibres.exact[text], "alias")
        fine, coarse = calibre_keys(raw)
        if found := self.calibres.one(fine, "folded"):
            return found
        if (number := gauge(raw)) and number in self.codes.get("calibre", frozenset()):
            return Resolved(number, "folded")
        inside = _PARENTHESES.findall(raw)
        for part in (_PARENTHESES.sub(" ", raw), *inside):
            if inside and (found := self.calibres.one(calibre_key(part), "folded")):
                return found
        return self.calibres.one(coarse, "folded") or self._calibre_guess(raw)

    def _calibre_guess(self, raw: str) -> Resolved:
        """A metric designation inside the text, one or two wrong letters, or a known name at its beginning."""
        text = _calibre_text(raw)
        if match := _METRIC.search(text.replace("mm", "")):
            for tail in ((match[3] or ""), ""):
                key = calibre_key(f"{match[1]}x{match[2]}{tail}")
                if found := self.calibres.one(key, "partial"):
                    return found
        tokens = [_mended(token) for token in _CALIBRE_TOKEN.findall(text)]
        if found := self.calibres.one(_calibre_key(tokens), "fuzzy"):
            return found
        if found := self.calibres.fuzzy(calibre_key(raw), 4):
            return found
        if family := self._calibre_family(tokens):
            return Resolved(None, "ambiguous", family)
        return self._calibre_beginning(tokens)

    def _calibre_family(self, tokens: Sequence[str]) -> tuple[str, ...]:
        """All cartridges of a bore, where the text gives the bore alone (`7,62 mm`)."""
        numbers = [token for token in tokens if token not in _NOISE]
        if len(numbers) != 1 or "." not in numbers[0]:
            return ()
        return tuple(sorted(code for code in self.codes["calibre"] if code.startswith(f"{numbers[0]}x")))

    def _calibre_beginning(self, tokens: Sequence[str]) -> Resolved:
        """A known name, followed by more: the name, unless what follows makes another cartridge of it (.222 Rem *Magnum*)."""
        for end in range(len(tokens) - 1, 0, -1):
            key = _calibre_key(tokens[:end])
            if len(key) > 2 and (found := self.calibres.one(key, "partial")):
                rest = {_CALIBRE_WORDS.get(token, token) for token in tokens[end:]}
                return Resolved(None, "ambiguous", (found.code or "",)) if rest & _OTHER_CARTRIDGE else found
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
