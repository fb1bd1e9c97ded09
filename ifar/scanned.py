"""What a scanned code says: one of the register's identifiers, or what a maker wrote into the code on an arm or its box.

The register prints its codes as an address that verifies a paper, with or without a signed statement behind it, and as the identifier
alone on labels. Makers print GS1 element strings (General Specifications, section 3: `01` trade item, `21` serial number, `10` lot) or the
same as an address (GS1 Digital Link). Scanners put the code's symbology before it (`]d2`) where they are told to. Pure.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote, urlsplit

from ifar import identifiers

LONGEST: Final = 4000
"""Signs of one code; a QR code of most signs holds 4,296."""
SUGGESTED: Final = frozenset("AP")
"""Letters of what is suggested by its name where it is typed: offices and people. Everything else is scanned, or typed as it is printed."""
_SYMBOLOGY: Final = re.compile(r"\A\][A-Za-z][0-9A-Za-z]")
_SEPARATOR: Final = "\x1d"
_CONTROLS: Final = re.compile("[\x00-\x1c\x1e\x1f\x7f]")
_FIXED: Final = {
    "00": 18, "01": 14, "02": 14, "03": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
    "410": 13, "411": 13, "412": 13, "413": 13, "414": 13, "415": 13, "416": 13, "417": 13,
}  # fmt: skip
"""Application identifiers whose values have one length; the others end at a separator, or with the code."""
_VARIABLE: Final = {
    "10": 20,
    "21": 20,
    "22": 20,
    "30": 8,
    "37": 8,
    "235": 28,
    "240": 30,
    "241": 30,
    "250": 30,
    "251": 30,
}
_BRACKETED: Final = re.compile(r"\((\d{2,4})\)([^(]*)")
_ADDRESS: Final = re.compile(r"\Ahttps?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a code says; what it does not say is empty.

    Attributes:
        identifier: of the register, in its stored form.
        serial: the serial number as the maker wrote it; `lot` and `trade_item` (the number of the article, 14 digits) beside it.
        text: the code as it is, without what a scanner puts around it.
    """

    text: str
    identifier: str = ""
    serial: str = ""
    lot: str = ""
    trade_item: str = ""


def read(text: str) -> Scanned:
    """Read what a scanner sent, or what somebody typed or chose of the suggestions, which end with the identifier in brackets."""
    plain = _CONTROLS.sub("", _SYMBOLOGY.sub("", text.strip()[:LONGEST]).strip(_SEPARATOR)).strip()
    if result := identifiers.parse(plain) or _in_brackets(plain):
        return Scanned(plain, result)
    if _ADDRESS.match(plain):
        return _of_address(plain)
    elements = _elements(plain)
    if "01" in elements or "21" in elements:
        return Scanned(plain, "", elements.get("21", ""), elements.get("10", ""), elements.get("01", ""))
    return Scanned(plain)


def identifier_in(text: str, letters: str = "") -> str | None:
    """The identifier that a text says, of one of some kinds; None where it says none.

    Args:
        letters: the kinds; every one where empty.
    """
    identifier = read(text).identifier
    return identifier if identifier and (not letters or identifier[0] in letters) else None


def parted(line: str) -> tuple[str, str]:
    """The identifier with which a line begins, as it is stored, and what is said behind it; nothing where it begins with none.

    The code of a label may hold the address of the record's page.
    """
    words = line.split()
    for end in range(1, min(len(words), 6) + 1):
        if text := identifiers.parse("".join(words[:end]).rstrip("/").rpartition("/")[2]):
            return text, " ".join(words[end:])
    return "", ""


def in_short(text: str) -> str:
    """A line as it was typed; of a code that is longer than what it names, the identifier or the serial number."""
    code = read(text)
    return code.serial or (code.identifier if _ADDRESS.match(code.text) else "") or text


def _in_brackets(text: str) -> str:
    return identifiers.parse(text.rpartition("(")[2].rstrip(") ")) or "" if "(" in text else ""


def _of_address(text: str) -> Scanned:
    try:
        path = urlsplit(text).path
    except ValueError:
        return Scanned(text)
    parts = [unquote(part) for part in path.split("/") if part]
    result = next((code for part in reversed(parts) if (code := identifiers.parse(part))), "")
    if result:
        return Scanned(text, result)
    pairwise = dict(itertools.pairwise(parts))
    if not _is_trade_item(pairwise.get("01", "").zfill(14)):
        return Scanned(text)
    return Scanned(text, "", pairwise.get("21", ""), pairwise.get("10", ""), pairwise["01"].zfill(14))


def _elements(text: str) -> dict[str, str]:
    """The elements of a GS1 string by their application identifiers; nothing where any of it is none."""
    if text.startswith("("):
        values = {key: value.strip() for key, value in _BRACKETED.findall(text)}
        return values if _is_trade_item(values.get("01", "")) or "21" in values else {}
    values, rest = {}, text
    while rest:
        key = next((rest[:n] for n in (2, 3) if rest[:n] in _FIXED or rest[:n] in _VARIABLE), "")
        if not key:
            return {}
        rest = rest[len(key) :]
        if (length := _FIXED.get(key)) is not None:
            value, rest = rest[:length], rest[length:].removeprefix(_SEPARATOR)
            if len(value) < length or not value.isascii() or not value.isdecimal():
                return {}
        else:
            value, _separator, rest = rest.partition(_SEPARATOR)
            if not 0 < len(value) <= _VARIABLE[key]:
                return {}
        values[key] = value
    # Digits alone are a serial number far oftener than an element string: only a trade item, whose check digit fits, tells them apart.
    return values if _is_trade_item(values.get("01", "")) else {}


_FOURTEEN: Final = re.compile("[0-9]{14}")


def _is_trade_item(text: str) -> bool:
    """Whether 14 digits are the number of a trade item: its check digit fits (GS1 General Specifications, 7.9)."""
    if _FOURTEEN.fullmatch(text) is None:
        return False
    weighed = sum(int(digit) * (3, 1)[n % 2] for n, digit in enumerate(text[:-1]))
    return (10 - weighed % 10) % 10 == int(text[-1])
