"""A mark as it was read, and the keys under which it is found again.

The text as read is never changed: what a clerk typed is evidence. Beside it stand a cleaned text, the findings that the
cleaning met, and derived keys. A serial is never a key of its own and never unique; these keys only find candidates.

Three keys, because look and sound are different things (Cyrillic Р looks like P and sounds like R):

* `trimmed`: capitals, without separators and labels such as "No."; what the comparison character by character shows;
* `latin`: the same, transliterated;
* `folded`: the same by shape: look-alikes of other scripts brought to Latin, then O/Q→0, I/L→1, Z→2, S→5, G→6, B→8.

`?` stands for one character that nobody could read, `*` for several; a mark on the register may hold them as well as a
question may. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from anyascii import anyascii

from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN, Status
from ifar.registry.marks.lookalikes import EASTERN_DIGIT_SHAPES, FOLDS, SHAPES
from ifar.registry.marks.placeholders import meaning_of

KEYS_VERSION: Final = 4
"""Version of all rules below and of the tables they use; stored keys of another version are rebuilt."""

UNREAD: Final = "?"
UNREAD_SEVERAL: Final = "*"
WILDCARDS: Final = frozenset({UNREAD, UNREAD_SEVERAL})
LONGEST_MARK: Final = 200
"""Characters of a mark that are kept; the longest known inscriptions (proof houses, importers) stay far below."""

# Characters that people use for one unread character, and for several.
_UNREAD_SIGNS: Final = "?？¿؟_□▢▯☐⍰�"
_SEVERAL_SIGNS: Final = "*＊∗﹡…"


class Finding(NamedTuple):
    """Something about the text that a person should know; `at` is the position in the text as read, from 0."""

    code: str
    at: int


REFUSED_AT_DECLARATION: Final = frozenset(
    {
        "space.leading",
        "space.trailing",
        "space.double",
        "space.unusual",
        "control.tab",
        "control.return",
        "control.feed",
        "control.other",
        "word.unknown",
        "word.none",
        "unread",
        "nothing",
        "long",
    }
)
"""Findings for which a maker's own declaration is refused (NWR); everywhere else the text is cleaned and kept."""

FINDINGS: Final = REFUSED_AT_DECLARATION | {"form.not_composed", "script.mixed", "placeholder"}


class Reading(NamedTuple):
    """A mark as read: `raw` as typed, `text` cleaned (empty unless the status is `known`), with script and findings."""

    raw: str
    text: str
    status: Status
    script: str
    findings: tuple[Finding, ...]

    @property
    def refused_at_declaration(self) -> tuple[Finding, ...]:
        """The findings for which a maker's own declaration is refused; none where it may stand."""
        return tuple(finding for finding in self.findings if finding.code in REFUSED_AT_DECLARATION)


class Form(NamedTuple):
    """One way to understand a mark: `plain` for the comparison, `folded` for the index."""

    plain: str
    folded: str


class Keys(NamedTuple):
    """The derived keys of one mark, see the head of this module. `forms` has one to three rows, `folded`'s first."""

    trimmed: str
    latin: str
    folded: str
    forms: tuple[Form, ...]


class _ByCharacter(dict[int, str]):
    """A table for `str.translate` that works a character out on first sight and remembers it."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        result = self._rule(chr(code))
        if code < 0x10000:  # bounds the memory that hostile text can take
            self[code] = result
        return result


# Reading ----------------------------------------------------------------------------------------------------------

_CONTROL_CODES: Final = {"\t": "control.tab", "\r": "control.return", "\n": "control.feed"}
_RUN_OF_DIGITS: Final = "01234567890"
_SCRIPTS: Final = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "COPTIC": "Copt",
    "ARABIC": "Arab",
    "ARABIC-INDIC": "Arab",
    "EXTENDED": "Arab",
    "HEBREW": "Hebr",
    "ARMENIAN": "Armn",
    "GEORGIAN": "Geor",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "THAI": "Thai",
    "ETHIOPIC": "Ethi",
    "CJK": "Hani",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
}


def read_mark(raw: str) -> Reading:
    """Take down a serial or another mark as somebody typed it.

    Spaces are trimmed and joined, controls dropped, the text composed (NFC); each such repair is a finding. Words that
    mean *illegible* or *no number* give the status `unknown` or `none` and no text; an empty field is `not_asked`.
    NUL and lone surrogates, which no database keeps, stand as U+FFFD in `raw`.
    """
    raw = _storable(raw)
    text, findings = _clean(raw)
    if not text:
        return Reading(raw, "", NOT_ASKED, "Zyyy", tuple(findings))
    row = meaning_of(text)
    if row is not None:
        status = UNKNOWN if row[0] == "unknown" else NONE
        return Reading(raw, "", status, script_of(text), (*findings, Finding(f"word.{row[0]}", 0)))
    trimmed = _trimmed(text)
    if not trimmed.strip("?*"):
        return Reading(raw, "", UNKNOWN, script_of(text), (*findings, Finding("nothing", 0)))
    script = script_of(text)
    findings += _remarks(text, trimmed, script)
    return Reading(raw, text, KNOWN, script, tuple(findings))


def script_of(text: str) -> str:
    """Return the script of the letters as an ISO 15924 code; `Zyyy` without letters, `Zzzz` unknown, `mixed` for several.

    Digits of Arabic script count as Arabic, plain digits and symbols count as nothing.
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else "Zyyy"
    scripts = {script for script in map(_script_of_character, text) if script}
    if len(scripts) > 1:
        return "mixed"
    return scripts.pop() if scripts else "Zyyy"


@lru_cache(maxsize=10_000)
def _script_of_character(character: str) -> str | None:
    if not (character.isalpha() or (character.isdigit() and not character.isascii())):
        return None
    name = unicodedata.name(unicodedata.normalize("NFKC", character)[0], "")
    if character.isdigit() and "ARABIC" not in name:
        return None
    return _SCRIPTS.get(name.partition(" ")[0], "Zzzz")


def _storable(raw: str) -> str:
    if raw.isascii() and "\0" not in raw:
        return raw
    return "".join("\ufffd" if c == "\0" or 0xD800 <= ord(c) <= 0xDFFF else c for c in raw)


def _clean(raw: str) -> tuple[str, list[Finding]]:
    """Return the text without what a mark cannot hold, and what was found on the way."""
    joined = " ".join(raw.split())
    if joined == raw and raw.isascii() and raw.isprintable():
        return raw, []
    findings = [
        Finding(code, at)
        for at, character in enumerate(raw)
        if (code := _character_finding(character)) is not None
    ]
    visible = "".join(c for c in raw if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    composed = unicodedata.normalize("NFC", visible)
    if composed != visible:
        findings.append(Finding("form.not_composed", 0))
    return " ".join(composed.split()), findings + _space_findings(raw)


@lru_cache(maxsize=10_000)
def _character_finding(character: str) -> str | None:
    if " " <= character <= "~":
        return None
    if character in _CONTROL_CODES:
        return _CONTROL_CODES[character]
    if character.isspace():
        return "space.unusual"
    return "control.other" if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") else None


def _space_findings(raw: str) -> list[Finding]:
    findings = []
    if raw[:1].isspace():
        findings.append(Finding("space.leading", 0))
    if raw[-1:].isspace():
        findings.append(Finding("space.trailing", len(raw) - 1))
    inner = re.search(r"\S(\s{2,})\S", raw)
    if inner is not None:
        findings.append(Finding("space.double", inner.start(1)))
    return findings


def _remarks(text: str, trimmed: str, script: str) -> list[Finding]:
    """What should be said about a text that is otherwise in order."""
    findings = []
    if WILDCARDS & set(trimmed):
        at = next(at for at, c in enumerate(text) if c in _UNREAD_SIGNS or c in _SEVERAL_SIGNS)
        findings.append(Finding("unread", at))
    if script == "mixed":
        findings.append(Finding("script.mixed", 0))
    if len(trimmed) >= 3 and (len(set(trimmed)) == 1 or (len(trimmed) >= 5 and trimmed in _RUN_OF_DIGITS)):
        findings.append(Finding("placeholder", 0))
    if len(text) > LONGEST_MARK:
        findings.append(Finding("long", LONGEST_MARK))
    return findings


# Keys -------------------------------------------------------------------------------------------------------------

_LABEL: Final = re.compile(
    r"""\s*(?:
        (?:ser(?:ial|ie)?\.?\s*)?(?:(?:no|nr|num|number|номер|رقم)\s*[.:\#]+ | n\s*[°º] | № | \#)
        | s/n(?=[\s.:\#])
        | s\.?n\.?\s*:
        | serial(?:\s+number)?(?=[\s.:\#])
    )[\s.:\#]*""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL_STARTS: Final = frozenset("nNsS#№нНр" + "ر")
_NO_CONTENT: Final = frozenset("+|~^`$=<>°№™®©")


def keys_of(text: str) -> Keys:
    """Return the derived keys of a mark or of a question; pure, and the same for every spelling of the same characters.

    `forms` holds the understandings under which the mark is indexed and asked for: by shape, by sound where that
    differs, and digits of Arabic script by shape (by value is the first form).
    """
    trimmed = _trimmed(text)
    latin = trimmed if trimmed.isascii() else trimmed.translate(_LATIN)[:LONGEST_MARK] or trimmed
    folded = trimmed.translate(_FOLD)[:LONGEST_MARK]
    if trimmed.isascii():
        return Keys(trimmed, latin, folded, (Form(trimmed, folded),) if folded else ())
    return Keys(trimmed, latin, folded, _forms(trimmed, latin, folded))


def _trimmed(text: str) -> str:
    """The first of the keys: capitals, without separators and labels."""
    text = text[:LONGEST_MARK].lstrip()
    if text.isascii():
        return _without_label(text).translate(_TRIM)
    composed = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _without_label(composed).translate(_TRIM))[:LONGEST_MARK]


def fold(trimmed: str) -> str:
    """Return the look-alike key of a trimmed text, same length for every script that stamps single letters."""
    return trimmed.translate(_FOLD)


def shape(character: str) -> str:
    """Return the Latin capital or digit that one trimmed character looks like (digits of other scripts: is worth)."""
    return _SHAPE[ord(character)] if len(character) == 1 else character


def _forms(trimmed: str, latin: str, folded: str) -> tuple[Form, ...]:
    forms = {folded: Form(trimmed, folded)}
    by_sound = latin.translate(_FOLD)[:LONGEST_MARK]
    forms.setdefault(by_sound, Form(latin, by_sound))
    by_eye = trimmed.translate(_EASTERN)
    if by_eye != trimmed:
        eye_folded = by_eye.translate(_FOLD)[:LONGEST_MARK]
        forms.setdefault(eye_folded, Form(by_eye, eye_folded))
    return tuple(form for form in forms.values() if form.folded)


def _without_label(text: str) -> str:
    """Drop a label such as "No." or "S/N" that was typed before the number itself."""
    if text[:1] not in _LABEL_STARTS:
        return text
    label = _LABEL.match(text)
    if label is None or not any(map(str.isalnum, text[label.end() :])):
        return text
    return text[label.end() :]


def _trim_character(character: str) -> str:
    if character in _UNREAD_SIGNS:
        return UNREAD
    if character in _SEVERAL_SIGNS:
        return UNREAD_SEVERAL
    if character in _NO_CONTENT:
        return ""
    capitals = unicodedata.normalize("NFKC", character).upper()
    return "".join(c for c in capitals if unicodedata.category(c)[0] not in "ZPCM" and c not in _NO_CONTENT)


def _shape_character(character: str) -> str:
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    base = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    return "".join(_LOOKS_LIKE.get(c, c) for c in base)


def _latin_character(character: str) -> str:
    if character in WILDCARDS:
        return character
    return "".join(c for c in anyascii(character).upper() if c.isalnum())


_LOOKS_LIKE: Final = {c: row.looks_like for row in SHAPES for c in row.characters}
_DIGIT_FOR: Final = {letter: row.digit for row in FOLDS for letter in row.letters}
_TRIM: Final = _ByCharacter(_trim_character)
_SHAPE: Final = _ByCharacter(_shape_character)
_FOLD: Final = _ByCharacter(
    lambda character: "".join(_DIGIT_FOR.get(c, c) for c in _shape_character(character))
)
_LATIN: Final = _ByCharacter(_latin_character)
_EASTERN: Final = str.maketrans({c: row.looks_like for row in EASTERN_DIGIT_SHAPES for c in row.characters})
