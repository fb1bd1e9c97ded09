"""Words of names as two are compared: across scripts and spellings, with the errors that people make when they copy them.

The house folds names (`parties.names`); a search needs no more. Who is asked of a list of a thousand others needs to know how far two words lie
apart, and how much it says that they are the same: half the world is called one of fifty names.

Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from rapidfuzz.distance import OSA

from ifar.parties.names import PARTICLES, folded, skeleton
from ifar.trade.screening import chinese, meanings, scripts
from ifar.trade.screening.bodies import AND, LEGAL, SURE
from ifar.trade.screening.forms import groups
from ifar.trade.screening.meanings import bare_key
from ifar.trade.screening.sounds import sound

_APART: Final = re.compile(r"[\s,;/()\"“”«».\-–—_]+")
_MARKS: Final = re.compile("[\u064b-\u065f\u0670\u05b0-\u05c7]")
"""Vowels that are written above and below letters, where they are written at all."""
_NUMBERED: Final = re.compile(r"\b(?:no|nr|n°|№)\.?\s*(?=\d)", re.IGNORECASE)
"""What stands before a number and says nothing."""
_DOTTED: Final = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
"""A legal form as initials: S.A."""
_SILENT: Final = re.compile("[\u0621\u0639\u0640\u02bf\u02be]")
_BARE_SERVANT: Final = re.compile(r"^bdl(?=.{3})")
_VOWELS: Final = frozenset("aeiou")
_NEAR: Final = {
    **dict.fromkeys(map(frozenset, ("ij", "gk", "vf", "vb", "vu", "sz", "td", "pb", "jz")), 0.35),
    **dict.fromkeys(map(frozenset, ("gj", "hk", "hg", "mn", "gz", "jd")), 0.5),
}
"""Letters of which languages write one for the other, or which look alike, and what it costs."""
_BARE: Final = ("ARABIC", "HEBREW", "SYRIAC", "THAANA")
"""Scripts that leave short vowels out."""
_JOINS: Final = frozenset(
    {"abd", "abdul", "abdel", "abdal", "abdol", "abdoul", "abdur", "abdus", "abu", "abou", "aboo", "umm"}
)
"""What makes one name with the word behind it."""
_MORE: Final = "ur us ud ul uz as ar ad az ash es er zu zum zur ter ten dos das della dalla degli ould wuld bint bent binti del los las y"
_PARTICLES: Final = (PARTICLES - {"abu"}) | frozenset(_MORE.split())
_VIETNAMESE: Final = re.compile(
    "[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹăđơư]|\\b(?:nguyen|tran|pham|hoang|huynh|dang|bui)\\b",
    re.IGNORECASE,
)
_VIETNAMESE_PARTICLES: Final = _PARTICLES - {"van", "le", "la", "du", "de"}
"""What is a particle elsewhere is a name there."""
_SON: Final = "ag"
"""What stands before the father's name among Tuareg; at the end of a name it is a legal form."""
_BARE_PARTICLES: Final = frozenset(("בן", "בת", "بن", "ابن", "بنت", "ولد"))
_BARE_JOINS: Final = frozenset(("عبد", "ابو", "أبو", "ابا", "أبي", "ام", "أم"))
_TITLES: Final = (
    "mr mrs ms miss dr prof sheikh shaykh sheik shaikh haji hajji hadji hajj mullah mulla molla maulavi mawlawi maulvi colonel col gen brig brigadier "
    "major maj capt captain kapitan capitan capitaine kapten kaptan lt lieutenant sir eng engineer sayyid sayed doctor professor president minister ambassador "
    "reverend rev pastor bishop ayatollah hojatoleslam imam hafiz qari maulana mawlana alhaj elhadj ustad ustaz moalim maalim malam mme mlle monsieur madame "
    "herr frau senor senora junior senior jr sr esq barr barrister adv advocate chief alhaji mallam malam oba otunba retd ret rtd encik datuk dato drs lic licenciado seyyed seyed sayyed syed seyyid haci haciya mgr mons monsignor archbishop comrade ustadz admiral marshal sergeant sgt commander cmdr amb hon"
)
TITLES: Final = frozenset(_TITLES.split())
_SYSTEMS: Final = tuple(
    (re.compile(sign), tuple((re.compile(spelling), letters) for spelling, letters in turns))
    for sign, turns in (
        # Indonesian before 1972, and today's; German, Dutch and Slavic j; Greek as it is heard; Arabic as Persians and Egyptians hear it.
        ("oe|dj|tj", (("dj", "#"), ("tj", "c"), ("oe", "u"), ("j", "y"), ("#", "j"))),
        ("sy", (("sy", "sh"),)),
        ("j", (("dj", "#"), ("j", "y"), ("#", "j"))),
        ("(?<=.)(mp|nt|mb|nd)|^ch", (("(?<=.)m[pb]", "b"), ("(?<=.)n[td]", "d"), ("ch", "h"), ("ou", "u"))),
        ("dh", (("dh", "z"),)),
        # Somali; Turkish; Spanish; Portuguese, Italian and French; Albanian; Hungarian; Western Armenian; Korean as the South writes it; Belarusian; French as West Africa writes it.
        ("c(?:aa|[aeiou])|aa|ee|uu|[aeiou]c$", (("c(?=[aeiou]|$)", ""), ("x", "h"), ("aa", "a"), ("ee", "e"), ("uu", "u"), ("ii", "i"))),
        ("eo|eu", (("eo", "o"), ("eu", "u"), ("ae", "e"), ("^g", "k"), ("^d", "t"), ("^b", "p"), ("^j", "ch"))),
        ("ng[mn]", (("ng(?=[mn])", "k"),)),
        ("[aeiou]ch[aeiou]", (("(?<=[aeiou])ch(?=[aeiou])", "h"),)),
        ("gh[ei]|ch[aei]", (("gh(?=[ei])", "g"), ("ch(?=[aei])", "k"))),
        ("lj|nj|[oi]j", (("lj", "l"), ("nj", "n"), ("j", "i"), ("c$", "ch"))),
        ("ao?u", (("ao?u", "u"),)),
        ("x|^c[aeiou]", (("^c(?=[aeiou])", ""), ("x", "h"), ("aa", "a"), ("uu", "u"))),
        ("c(?![hk])", (("c(?![hk])", "j"),)),
        ("c(?=[ao])", (("c(?=[ao])", "s"),)),
        ("j|ll|x", (("j|x", "h"), ("ll", "y"))),
        ("gn|nh|lh|ny|x|gl", (("gn|nh|ny", "n"), ("lh|gl", "l"), ("x", "sh"))),
        ("xh|q", (("xh", "j"), ("q", "ch"))),
        ("gy|zs|cs", (("gy", "d"), ("zs", "zh"), ("cs", "ch"))),
        ("[ie]a?nt?s?$", (("k", "#"), ("g", "k"), ("#", "g"), ("p", "#"), ("b", "p"), ("#", "b"), ("t", "#"), ("d", "t"), ("#", "d"))),
        ("(?<=[a-z]{3})[aeo]u(?:$|s[kc])|[aeo]ub?na$", (("[aeo]u(?=$|s)", "ov"), ("[aeo]una$", "ovna"), ("ia|ya", "e"), ("dz(?=[ei])", "d"), ("^ha", "ga"))),
        # French with a silent e; Armenian as Russians hear it; Ukrainian; Persian; a sound that glides from one vowel to the next.
        ("[aeiou][nlrmd]e$", (("ou(?=[aei])", "w"), ("i(?=[aeo])", "y"), ("(?<=[aeiou][nlrmd])e$", ""))),
        ("^h.*[iy]anz?$", (("^hov+h?", "og"), ("^h", ""))),
        ("(?<![kzscg])h.*(?:[oe]v|enko|[cs]k(?:y|i|yi|ii|yj|yy))a?$", (("(?<![kzsc])h", "g"),)),
        ("khwa", (("khwa", "kho"),)),
        ("[ei][wv]o", (("(?<=[ei])[wv](?=o)", ""),)),
        ("ou[aei]|gu[ei]|di[aoe]", (("ou(?=[aei])", "w"), ("gu(?=[ei])", "g"), ("di(?=[aoe])", "j"))),
    )
)  # fmt: skip
"""In what a way of writing is known, and what it writes otherwise."""
_SOMALI: Final = re.compile("x|^c[aeiou]")
"""Whose letters are told apart in short words, too: `re` keeps one pattern once."""


@lru_cache(maxsize=200_000)
def heard(plain: str) -> frozenset[str]:
    """How a word sounds, by each way of writing that it may be written in."""
    results = {sound(plain)}
    if len(plain) > 3:
        for sign, turns in _SYSTEMS:
            if (len(plain) > 5 or sign is _SOMALI) and sign.search(plain):
                other = plain
                for spelling, letters in turns:
                    other = spelling.sub(letters, other)
                results.add(sound(other))
    return frozenset(results)


_FIRST_PART: Final = re.compile(r"^(al|el|ul|bin|ben|ibn|vander|vanden|vande|van|von|dela|del)(?=[a-z]{4})")


def stem(heard: str) -> str:
    """A word as it is spoken, without the article or particle that is written as one with it."""
    return _FIRST_PART.sub("", heard)


_COMMON: Final = (
    "mohammed mohamed mahmoud ahmed ali hassan hussein ibrahim abdullah abdul abdulrahman omar osman othman khalid yusuf ismail mustafa said saleh salim "
    "hamid khan shah singh kumar sharma fatima maryam aisha amina karim rahman hamad nasser ivan alexander aleksandr sergei vladimir dmitri andrei "
    "alexei mikhail nikolai yuri igor oleg viktor petrov ivanov smirnov anna maria elena olga natalia jose juan carlos luis antonio francisco manuel pedro "
    "miguel garcia martinez rodriguez hernandez lopez gonzalez perez sanchez ramirez torres silva santos john david michael robert james william "
    "thomas peter paul daniel george joseph mark richard charles smith jones brown williams johnson jean pierre jacques michel marie philippe "
    "martin kim lee park li wang zhang chen liu nguyen tran pham muller schmidt giovanni giuseppe mario rossi joao mehmet mustapha ousmane mamadou "
    "moussa amadou ibrahima abubakar aboubacar boubacar diallo traore coulibaly "
    "quoc thang minh anh duc hung tuan dung huong linh thi thanh hoang long hai phuc phat thinh hoa lan mai van le hieu trung cuong nam tien"
)
COMMON: Final = frozenset(sound(part) for part in _COMMON.split())
"""What so many people are called that one such word tells little (as `sound` gives it)."""
_BARE_COMMON: Final = frozenset(
    bones for part in _COMMON.partition(" ivan ")[0].split() if len(bones := skeleton(part)) > 2
)
"""The same of Arabic names, which are written in too many ways, by their consonants."""


PATRONYMIC: Final = re.compile(r"(.vich|.vitch|.vna|^oglu|^ogly|^qizi|^kyzy)$")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A word of a name: as it is written, in Latin letters, as it is spoken, its consonants, whether its script leaves vowels out. The same words are one.

    `plain` is a body's word as English has it, `raw` as its own language does.
    """

    written: str
    plain: str
    raw: str
    sound: str
    bones: str
    is_bare: bool

    @property
    def weight(self) -> float:
        """How much it says that two words like this are the same."""
        if len(self.plain) == 1 and not self.is_bare:
            return 0.3
        return (
            0.5
            if self.sound in COMMON
            or self.bones in _BARE_COMMON
            or len(self.plain) < 3
            or (self.is_bare and len(self.bones) < 3)
            else 1.0
        )


@lru_cache(maxsize=200_000)
def _word(written: str, plain: str, is_bare: bool, raw: str = "") -> Word:
    return Word(
        written, plain, raw or plain, sound(plain, is_bare), skeleton(plain).replace("j", "g"), is_bare
    )


def _as_form(match: re.Match[str]) -> str:
    """Initials that are a legal form, as one word."""
    plain = match[0].replace(".", "")
    return plain if folded(plain) in LEGAL else match[0]


_HEBREW_FORM: Final = re.compile("בע[\"'״׳”]*מ")
_SLASHED: Final = re.compile(r"\b([A-Za-z])/([A-Za-z])\b")
_BETWEEN: Final = frozenset(
    ("lil", "li", "wal", "wa", "u", "for", "of", "the", "no", "to", "by", "al", "ye", "ee", "va", "o")
)
"""What stands between the words of a body's name and says nothing."""


@lru_cache(maxsize=50_000)
def words_of_body(name: str) -> tuple[Word, ...]:
    """The words of a name that is known to be a body's, by what they mean; legal forms and particles left out, where others remain."""
    name = _SLASHED.sub(r"\1\2", _MARKS.sub("", _HEBREW_FORM.sub(" ", name)))
    name = _DOTTED.sub(lambda match: match[0].replace(".", ""), name)
    name = _NUMBERED.sub("", meanings.spaced(name))
    rows: list[tuple[str, str, bool]] = []
    for written in _APART.split(name):
        is_bare = any(unicodedata.name(text, "").startswith(_BARE) for text in written if text.isalpha())
        plains = folded(_SILENT.sub("", written) or written).split()
        if is_bare:
            plains = (
                plains[:1]
                if len(plains) < 2
                else [text for text in plains if text not in _PARTICLES][-1:] or plains[:1]
            )
        rows += [
            (written, plain, is_bare)
            for plain in plains
            if len(plain) > 1 or plain.isdecimal() or len(plains) == 1
        ]
    kept: list[Word] = []
    for at, meant, raw in meanings.of_words([(written, plain) for written, plain, _is_bare in rows]):
        written, own, is_bare = rows[at]
        plain = own if is_bare and meant == raw == bare_key(written) else meant
        if (
            plain in _PARTICLES
            or written in _BARE_PARTICLES
            or plain in _BETWEEN
            or (plain in AND and len(plain) < 4)
            or plain in LEGAL
        ):
            continue
        if kept and plain == kept[-1].plain and plain != raw:
            continue
        if is_bare and plain == own:
            kept.append(_word(written, plain, is_bare))
        else:
            written = " ".join(scripts.syllables(written))
            kept.append(_word(written, plain, is_bare and plain == own, raw if raw.isascii() else own))
    return tuple(kept) or words(name)


@lru_cache(maxsize=50_000)
def words(name: str) -> tuple[Word, ...]:
    """The words of a name in the order in which they are spoken; particles and titles left out, where others remain."""
    if len(_APART.sub(" ", _DOTTED.sub("", name)).split()) > 1:
        name = _DOTTED.sub(_as_form, name)
    name = _NUMBERED.sub("", _MARKS.sub("", name))
    family, comma, given = name.partition(",")
    if (
        comma
        and "," not in given
        and given.strip()
        and not any(part in LEGAL for part in folded(given).split())
    ):
        name = f"{given} {family}"
    particles = _VIETNAMESE_PARTICLES if _VIETNAMESE.search(name) else _PARTICLES
    rows: list[tuple[str, str, bool]] = []
    for written in chain.from_iterable(map(scripts.syllables, _APART.split(name))):
        is_bare = any(unicodedata.name(text, "").startswith(_BARE) for text in written if text.isalpha())
        # A letter that Latin script has none for would part the word.
        plains = folded(_SILENT.sub("", written) or written).split()
        rows += [(written, _BARE_SERVANT.sub("bd", plain) if is_bare else plain, is_bare) for plain in plains]
    joined: list[tuple[str, str, bool]] = []
    for written, plain, is_bare in rows:
        if ((plain in particles or written in _BARE_PARTICLES) and len(rows) > 1) or (
            plain == _SON and 0 < len(joined) < len(rows) - 1
        ):
            continue
        if joined and (joined[-1][0] in _BARE_JOINS if joined[-1][2] else joined[-1][1] in _JOINS):
            before = joined.pop()
            stem = "abd" if before[1].startswith("abd") else before[1]
            joined.append((f"{before[0]} {written}", stem + plain, is_bare))
        else:
            joined.append((written, plain, is_bare))
    kept = [row for row in joined if row[2] or row[1] not in TITLES] or joined
    return tuple(_word(*row) for row in kept)


@lru_cache(maxsize=100_000)
def together(first: Word, second: Word) -> Word:
    """Two words written as one."""
    stem, bare = first.raw + second.raw, first.is_bare or second.is_bare
    return _word(f"{first.written} {second.written}", stem, bare)


def is_body(of: Iterable[Word]) -> bool:
    """Whether a name sounds like that of a body and not of a person."""
    return any(word.plain in SURE or meanings.is_part(word.written) for word in of)


# How far two words lie apart ----------------------------------------------------------------------------------------


def between(word: Word, other: Word) -> tuple[float, str] | None:
    """How far two words lie apart (0 to 2) and in what way (`same`, `initial`, `script`, `spelling`, `error`); None where they are two words."""
    row = _between(word, other)
    if row and row[0] == 0.0 and sound(word.raw) != sound(other.raw):
        return (0.0, "meaning")
    if (word.raw == word.plain and other.raw == other.plain) or (row and row[0] == 0.0):
        return row
    raw = _between(
        *(_word(of.written, of.raw, of.is_bare or meanings.is_bare(of.written)) for of in (word, other))
    )
    return min(filter(None, (row, raw)), default=None)


@lru_cache(maxsize=500_000)
def _between(word: Word, other: Word) -> tuple[float, str] | None:
    if word.plain == other.plain:
        return (0.0, "same")
    if word.plain.isdecimal() or other.plain.isdecimal():
        return None
    for korean, latin in ((word, other), (other, word)):
        if (pattern := scripts.korean(korean.written)) and pattern.fullmatch(latin.plain):
            return (0.1, "script")
    if (len(word.plain) == 1 and not word.is_bare) or (len(other.plain) == 1 and not other.is_bare):
        same = word.sound[:1] == other.sound[:1] or word.plain[:1] == other.plain[:1]
        return (0.3, "initial") if same else None
    if word.is_bare or other.is_bare:
        return _across(word, other)
    if word.sound == other.sound:
        return (0.1, "spelling")
    ways = {(word.sound, other.sound), (word.plain, other.plain), (stem(word.sound), stem(other.sound))}
    rows = [far for pair in ways if (far := _apart(*pair))]
    short, long = sorted((word.plain, other.plain), key=len)
    if groups(word.plain) & groups(other.plain):
        rows.append((0.1, "spelling"))
    elif chinese.is_same(word.plain, other.plain) or (
        stem(word.sound) == stem(other.sound)
        or heard(word.plain) & heard(other.plain)
        # Forms cut what is long; bodies bear the plural or not.
        or (len(short) > 9 and long.startswith(short))
        or (len(short) > 5 and long in (f"{short}s", f"{short.removesuffix('y')}ies"))
    ):
        rows.append((0.3, "spelling"))
    if not rows and len(short) > 4 and len(heard(word.plain)) + len(heard(other.plain)) > 2:
        # Each written in a way of its own, and an error besides.
        rows = [
            (far[0] + 0.1, far[1])
            for ours in heard(word.plain)
            for theirs in heard(other.plain)
            if ours[:1] == theirs[:1] and (far := _apart(ours, theirs)) and far[0] < 0.65
        ]
    nearest = min(rows, default=None)
    # Two names of which each is known by itself are no spellings of one.
    is_known = word.sound in COMMON and other.sound in COMMON
    if nearest and not is_known and len(bare := _unvoiced(word)) > 4 and bare == _unvoiced(other):
        nearest = min(nearest, (0.3, "spelling"))
    return None if is_known and nearest and nearest[0] > 0.5 else nearest


def consonants(of: Word) -> str:
    """The consonants of a word, without the article or particle that is written as one with it."""
    return skeleton(stem(of.plain)).replace("j", "g")


def _unvoiced(of: Word) -> str:
    """A word as it is spoken, without its vowels."""
    return "".join(letter for letter in stem(of.sound) if letter not in _VOWELS)


def _across(word: Word, other: Word) -> tuple[float, str] | None:
    """Of a word without its short vowels and another: its consonants are there, and its long vowels where one can be heard."""
    bare, spoken = (word, other) if word.is_bare else (other, word)
    if not spoken.is_bare and (pattern := scripts.spoken(bare.written)) and pattern.match(spoken.plain):
        return (0.1, "script")
    ours, theirs = (
        scripts.outlines(of.written if of.is_bare else of.plain, of.is_bare) for of in (bare, spoken)
    )
    if not ours & theirs:
        return None
    size = min(len(bare.bones), len(spoken.bones))
    if not size or abs(len(bare.bones) - len(spoken.bones)) > 1:
        return None
    cost = _heard(bare.sound, spoken.sound, spoken.is_bare)
    return (0.1 + cost, "script") if cost <= (0.2 if size < 3 else 0.3 if size == 3 else 0.6) else None


_EMPHATIC: Final = ({"s", "t"}, {"z", "d"}, {"z", "t"}, {"d", "t"})
_LONG: Final = {"i": "ie", "v": "uov", "a": "a"}
"""Vowels that such a script writes -> how they are heard."""


def _heard(bare: str, spoken: str, is_bare: bool) -> float:
    row = [0.0]
    for facing in spoken:
        row.append(row[-1] + _unheard(facing, is_bare))
    for letter in bare:
        above = row
        row = [above[0] + _unwritten(letter)]
        for j, facing in enumerate(spoken):
            if letter == facing or facing in _LONG.get(letter, ""):
                turned = 0.0
            elif frozenset((letter, facing)) in _NEAR or {letter, facing} in _EMPHATIC:
                turned = 0.3
            else:
                turned = 0.5 if letter in _LONG and facing in _VOWELS else 1.0
            row.append(
                min(above[j] + turned, above[j + 1] + _unwritten(letter), row[j] + _unheard(facing, is_bare))
            )
    return row[-1]


def _unheard(letter: str, is_bare: bool) -> float:
    return 0.05 if letter in _VOWELS and not is_bare else 0.3 if letter in "hiv" else 1.0


def _unwritten(letter: str) -> float:
    return 0.1 if letter == "a" else 0.2 if letter == "h" else 0.5 if letter in "ivt" else 1.0


def _limit(length: int) -> float:
    return (
        0.0 if length <= 3 else 0.5 if length == 4 else 1.0 if length <= 8 else 1.5 if length <= 12 else 2.0
    )


def _apart(text: str, other: str) -> tuple[float, str] | None:
    most = _limit(max(len(text), len(other)))
    if not most or abs(len(text) - len(other)) > 2 or min(len(text), len(other)) < 3:
        return None
    # No change costs less than a vowel for another.
    if OSA.distance(text, other, score_cutoff=int(most / 0.3)) > most / 0.3:
        return None
    cost = _distance(text, other, most)
    if cost > most:
        return None
    # Of a long word an error says less.
    lighter = cost * min(1.0, 9 / max(len(text), len(other)))
    return (lighter, "spelling" if cost < 0.8 else "error")


def _turned(text: str, other: str) -> float:
    """What it costs that one letter stands for another."""
    if text == other:
        return 0.0
    if text in _VOWELS and other in _VOWELS:
        return 0.3
    return _NEAR.get(frozenset((text, other)), 1.0)


def _left_out(letter: str, is_last: bool, beside: str = "") -> float:
    """What it costs that a letter is not there; less of two vowels in a row; an `a` at the end makes a woman's name of a man's."""
    if letter in _VOWELS:
        return 1.0 if is_last else 0.3 if beside and beside in _VOWELS else 0.5
    return 0.5 if letter == "h" else 1.0


def _distance(text: str, other: str, most: float) -> float:
    width = len(other)
    before: list[float] = []
    row = [0.0]
    for at, letter in enumerate(other):
        row.append(row[-1] + _left_out(letter, at == width - 1))
    for i, letter in enumerate(text):
        last = i == len(text) - 1
        above, row, older = row, [row[0] + _left_out(letter, last)], before
        for j, facing in enumerate(other):
            turned = _turned(letter, facing)
            if last and j == width - 1 and turned == 0.3:
                turned = 0.8 if "a" in (letter, facing) else 0.5
            best = min(
                above[j] + turned,
                above[j + 1] + _left_out(letter, last, text[i - 1 : i]),
                row[j] + _left_out(facing, j == width - 1, other[j - 1 : j] if j else ""),
            )
            if i and j and letter == other[j - 1] and text[i - 1] == facing and letter != facing:
                best = min(best, older[j - 1] + 0.8)
            row.append(best)
        before = above
        if min(row) > most + 1:
            return min(row)
    return row[-1]
