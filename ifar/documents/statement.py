"""The signed statement of a card: what a border guard's telephone can check without a network. Pure.

    version (1)  key (4)  number of the paper (8)  kind (1)  licence, initials, categories (1 + n bytes of UTF-8 each)
    valid from, valid to (2 each: days since 2000-01-01; 65535: no end)  leaf (32)  signature (64)

Integers are big-endian. The signature is Ed25519 over `CONTEXT` and everything before it. `leaf` is the hash under which the
act of issuing stands in the log: it binds the card to its whole content, and leads to the proof on line. At most 250 bytes; what
is not exactly what `encode` would write is refused. Pure.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ifar import identifiers
from ifar.documents.kinds import BY_NUMBER, KINDS
from ifar.errors import Invalid
from ifar.ledger.checkpoint import ED25519, SigningKey, VerifierKey

VERSION: Final = 1
CONTEXT: Final = b"ifar paper statement/1\n"
LONGEST: Final = 250
EPOCH: Final = dt.date(2000, 1, 1)
NO_END: Final = 0xFFFF
LIMITS: Final = {"licence": 32, "initials": 12, "categories": 80}
"""Field -> the most bytes of UTF-8 that it may take; together the statement stays below `LONGEST`."""
_FIXED: Final = 1 + 4 + 8 + 1
_TAIL: Final = 2 + 2 + 32
_SIGNATURE: Final = 64


class MalformedStatement(Invalid):
    """Bytes are not a statement, or not the one canonical spelling of what they say."""

    default_code = "documents.statement.malformed"


@dataclass(frozen=True, slots=True)
class Statement:
    """What a card says. `categories` are sorted and distinct; `valid_to` is None where it has no end."""

    paper: str
    kind: str
    licence: str
    initials: str
    categories: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    leaf: bytes

    def body(self, key_id: bytes) -> bytes:
        """Everything but the signature.

        Raises:
            MalformedStatement: a field has no place in a statement.
        """
        if identifiers.parse(self.paper, "V") != self.paper or len(self.leaf) != 32 or len(key_id) != 4:
            raise MalformedStatement(message="A statement names its paper, its leaf and its key.")
        if list(self.categories) != sorted(set(self.categories)) or any(
            "," in category or not category for category in self.categories
        ):
            raise MalformedStatement(message="The categories of a statement are sorted and distinct.")
        texts = (
            ("licence", self.licence),
            ("initials", self.initials),
            ("categories", ",".join(self.categories)),
        )
        return b"".join(
            (
                bytes([VERSION]),
                key_id,
                _number(self.paper).to_bytes(8),
                bytes([KINDS[self.kind].number]),
                *(_text(name, value) for name, value in texts),
                _day(self.valid_from).to_bytes(2),
                (NO_END if self.valid_to is None else _day(self.valid_to)).to_bytes(2),
                self.leaf,
            )
        )

    def sign(self, key: SigningKey) -> bytes:
        """The statement with its signature."""
        body = self.body(key.verifier.key_id)
        return body + Ed25519PrivateKey.from_private_bytes(key.seed).sign(CONTEXT + body)


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement as it was read, with its key's id and signature; nothing of it is trusted yet."""

    says: Statement
    key_id: bytes
    signature: bytes

    def is_signed_by(self, key: VerifierKey) -> bool:
        """Whether this is `key`'s good signature."""
        if key.kind != ED25519 or key.key_id != self.key_id:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(
                self.signature, CONTEXT + self.says.body(self.key_id)
            )
        except InvalidSignature:
            return False
        return True


def parse(data: bytes) -> Signed:
    """Read a statement.

    Raises:
        MalformedStatement: it is none, or another spelling of one.
    """
    if not _FIXED + 3 + _TAIL + _SIGNATURE <= len(data) <= LONGEST or data[0] != VERSION:
        raise MalformedStatement(message="This is no statement of a card.")
    body, signature = data[:-_SIGNATURE], data[-_SIGNATURE:]
    kind = BY_NUMBER.get(body[13])
    texts, rest = [], body[_FIXED:]
    for _ in LIMITS:
        length = rest[0] if rest else 0
        texts.append(rest[1 : 1 + length])
        rest = rest[1 + length :]
    if kind is None or len(rest) != _TAIL:
        raise MalformedStatement(message="This is no statement of a card.")
    begins, ends = int.from_bytes(rest[:2]), int.from_bytes(rest[2:4])
    try:
        licence, initials, categories = (text.decode() for text in texts)
        says = Statement(
            paper=_paper(int.from_bytes(body[5:13])),
            kind=kind.code,
            licence=licence,
            initials=initials,
            categories=tuple(categories.split(",")) if categories else (),
            valid_from=EPOCH + dt.timedelta(days=begins),
            valid_to=None if ends == NO_END else EPOCH + dt.timedelta(days=ends),
            leaf=rest[4:],
        )
        canonical = says.body(body[1:5]) == body
    except (UnicodeDecodeError, OverflowError) as error:
        raise MalformedStatement(message="This is no statement of a card.") from error
    if not canonical:
        raise MalformedStatement(message="This statement is not in its canonical spelling.")
    return Signed(says, body[1:5], signature)


def to_text(data: bytes) -> str:
    """The statement as it stands in a card's code: base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Read base64url without padding, in its one canonical spelling.

    Raises:
        MalformedStatement: it is another.
    """
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise MalformedStatement(message="This is no statement of a card.") from error
    if to_text(data) != text:
        raise MalformedStatement(message="This statement is not in its canonical spelling.")
    return data


def initials_of(name: str) -> str:
    """The initials of a name, as many as fit: the first letter of each of its words, composed (NFC), in capitals."""
    words = unicodedata.normalize("NFC", name).replace("-", " ").split()
    out = ""
    for word in words:
        letter = next((character for character in word if character.isalpha()), "").upper()[:1]
        if len((out + letter).encode()) > LIMITS["initials"]:
            break
        out += letter
    return out


def _text(name: str, value: str) -> bytes:
    data = value.encode()
    if len(data) > LIMITS[name] or not all(character.isprintable() for character in value):
        raise MalformedStatement(message=f"The {name} of a statement is too long or cannot be printed.")
    return bytes([len(data)]) + data


def _day(day: dt.date) -> int:
    days = (day - EPOCH).days
    if not 0 <= days < NO_END:
        raise MalformedStatement(message="A statement tells days from 2000 to 2179.")
    return days


def _number(paper: str) -> int:
    value = 0
    for character in paper[1:13]:
        value = value << 5 | identifiers.ALPHABET.index(character)
    return value


def _paper(number: int) -> str:
    if number >> 60:
        raise MalformedStatement(message="This is no number of a paper.")
    body = "V" + "".join(identifiers.ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
    return body + identifiers.check_character(body)
