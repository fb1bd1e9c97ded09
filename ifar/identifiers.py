"""Public identifiers: a kind letter, twelve random Crockford characters and one check character.

They are never reused and tell neither time nor count. The check character is ISO 7064's hybrid system taken to 32
characters (MOD 33,32), which detects every single wrong character and nearly every swap of neighbours. Pure.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
KINDS = {
    "F": "firearm",
    "K": "part",
    "P": "party, or officer of a unit of the State",
    "A": "agency",
    "U": "user",
    "C": "client",
    "L": "licence",
    "Q": "proposal",
    "I": "import, or batch of one act on many things",
    "D": "duplicate",
    "S": "shift; member, space, seat, topic, post, attachment or report of the community",
    "N": "notice, or matter",
    "E": "saved search, or hit of one",
    "B": "restricted hit, or lot or movement of ammunition",
    "R": "bar, or record of the programme",
    "H": "legal hold, or record of hotspots",
    "V": "paper",
    "G": "application",
    "Y": "eligibility notice or reminder",
    "M": "removal, inspection round, visit, finding or move",
    "T": "transfer offer, or record of international trade",
    "J": "cashier's record",
    "O": "trace request, link of its chain, or file of an exchange",
    "W": "recovery",
    "X": "exhibit",
    "Z": "place, armoury, or what custody keeps: count, laboratory request, destruction batch, series",
}
LENGTH = 14
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def check_character(text: str) -> str:
    """Return the check character of `text` (kind letter included), ISO 7064 hybrid MOD 33,32.

    The kind letter stands for its position in the alphabet of letters, so a wrong kind is detected too.
    """
    remainder = 32
    for character in text:
        value = _VALUE.get(character)
        if value is None:
            value = ord(character) % 32
        remainder = (remainder + value) % 32 or 32
        remainder = (remainder * 2) % 33
    return ALPHABET[(33 - remainder) % 32]


def new(kind: str, random_bytes: Callable[[int], bytes]) -> str:
    """Make a new identifier of `kind` from eight bytes that `random_bytes` supplies (60 bits are used)."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of identifier: {kind!r}")
    number = int.from_bytes(random_bytes(8)) >> 4
    body = kind + "".join(ALPHABET[(number >> shift) & 31] for shift in range(55, -1, -5))
    return body + check_character(body)


def parse(text: str, kind: str | None = None) -> str | None:
    """Return the identifier that a person typed, without separators, or None where it is none.

    Case, spaces and hyphens do not count; O, I, L and U are read as Crockford reads them.
    """
    compact = "".join(text.split()).replace("-", "").upper()
    if len(compact) != LENGTH or compact[0] not in KINDS or (kind and compact[0] != kind):
        return None
    compact = compact[0] + compact[1:].translate(_MISREAD)
    if any(character not in _VALUE for character in compact[1:]):
        return None
    return compact if check_character(compact[:-1]) == compact[-1] else None


def begun(text: str, kinds: str) -> str:
    """The beginning of an identifier of one of some kinds, as it is stored, of which at least four characters are typed; else nothing."""
    compact = "".join(text.split()).replace("-", "").upper()
    if not 4 <= len(compact) < LENGTH or compact[0] not in kinds or not any(map(str.isdigit, compact)):
        return ""
    compact = compact[0] + compact[1:].translate(_MISREAD)
    return compact if all(character in _VALUE for character in compact[1:]) else ""


def is_mistyped(text: str) -> bool:
    """Whether `text` has the form of an identifier, with its hyphens, but its check character does not fit."""
    groups = text.strip().upper().split("-")
    formed = [len(group) for group in groups] == [1, 4, 4, 4, 1] and groups[0] in KINDS
    return (
        formed
        and all(code in _VALUE or code in "OILU" for code in "".join(groups[1:]))
        and parse(text) is None
    )


def shown(identifier: str) -> str:
    """Return the form for people: the kind, three groups of four, the check character, with hyphens between."""
    return "-".join((identifier[0], identifier[1:5], identifier[5:9], identifier[9:13], identifier[13:]))


def uuid7(milliseconds: int, random_bytes: Callable[[int], bytes]) -> uuid.UUID:
    """Make an RFC 9562 version 7 UUID; used for events and messages only (it tells the time)."""
    tail = int.from_bytes(random_bytes(10))
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | ((tail >> 68) & 0xFFF) << 64
    value |= 0b10 << 62 | (tail & ((1 << 62) - 1))
    return uuid.UUID(int=value)
