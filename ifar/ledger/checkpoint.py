"""Signed notes, checkpoints of the log and cosignatures of witnesses, in the forms of C2SP.

Specifications: signed-note, tlog-checkpoint and tlog-cosignature (Ed25519, types 0x01 and 0x04), as published in the public
repository C2SP/C2SP. A note is text, an empty line, and one signature line per key; a checkpoint is a note whose text states
origin, size and root of a tree; a cosignature is a witness's signature on a checkpoint with the time at which it signed. Pure.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ifar.errors import Invalid
from ifar.ledger import merkle

ED25519: Final = 0x01
"""Type of a key that signs the text of a note (signed-note)."""

COSIGNATURE: Final = 0x04
"""Type of a witness's key: signs the text of a checkpoint and a time (tlog-cosignature, v1)."""

MAX_NOTE_BYTES: Final = 1_000_000
MAX_SIGNATURES: Final = 100
MAX_NUMBER: Final = 2**63 - 1
"""Greatest tree size and greatest time of a cosignature."""

_KEY_BYTES = 32
_SIGNATURE_BYTES = {ED25519: 64, COSIGNATURE: 8 + 64}
_LINE_START = "\u2014 "
_DECIMAL = re.compile(r"0|[1-9][0-9]*", re.ASCII)
_KEY_ID = re.compile(r"[0-9a-fA-F]{8}", re.ASCII)


class MalformedNote(Invalid):
    """A note, a checkpoint, a cosignature or a key is not of the form that its specification gives."""

    default_code = "ledger.note.malformed"


class UnverifiedNote(Invalid):
    """A note carries no good signature of a trusted key, or a bad one."""

    default_code = "ledger.note.unverified"


def decode_base64(text: str) -> bytes:
    """Read standard base64 (RFC 4648, section 4), accepting the one canonical spelling only.

    Raises:
        MalformedNote: it is another spelling, or no base64.
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise MalformedNote(message="This is no base64.") from error
    if base64.b64encode(data).decode() != text:
        raise MalformedNote(message="This base64 is not in its canonical spelling.")
    return data


def encode_base64(data: bytes) -> str:
    """Write standard base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def parse_decimal(text: str) -> int:
    """Read a decimal number without sign or leading zeroes, at most 2^63-1.

    Raises:
        MalformedNote: it is none.
    """
    if not _DECIMAL.fullmatch(text) or len(text) > len(str(MAX_NUMBER)) or int(text) > MAX_NUMBER:
        raise MalformedNote(message="This is no decimal number in its canonical spelling.")
    return int(text)


def check_name(name: str) -> str:
    """Return `name` if a key may carry it: not empty, no space of any script, no plus sign, no control character.

    Raises:
        MalformedNote: it may not.
    """
    if not name or "+" in name or any(character.isspace() or ord(character) < 0x20 for character in name):
        raise MalformedNote(message="A key's name must not be empty and holds neither spaces nor plus signs.")
    return name


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: the name and the four-byte id of the key, and what it signed."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its end of line."""
        return f"{_LINE_START}{self.name} {encode_base64(self.key_id + self.signature)}\n"

    @classmethod
    def parse(cls, line: str) -> Signature:
        """Read one line, its end of line left out.

        Raises:
            MalformedNote: it is no signature line.
        """
        name, _, encoded = line.removeprefix(_LINE_START).partition(" ")
        if not line.startswith(_LINE_START):
            raise MalformedNote(message="A signature line starts with a dash (U+2014) and a space.")
        data = decode_base64(encoded)
        if len(data) < 5:
            raise MalformedNote(message="A signature line holds a key's id and a signature.")
        return cls(check_name(name), data[:4], data[4:])


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key as others are told it: `<name>+<id>+<base64 of type and key>`."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """SHA-256(name, newline, type, public key), its first four bytes."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def encode(self) -> str:
        """The text form, for configuration and display."""
        return f"{self.name}+{self.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read the text form.

        Raises:
            MalformedNote: it is not of that form, of another algorithm, or its id does not belong to it.
        """
        name, kind, public, key_id = _parse_key(text)
        key = cls(name, kind, public)
        if key.key_id != key_id:
            raise MalformedNote(message="The id of this key does not belong to it.")
        return key

    def verifies(self, text: str, signature: Signature) -> bool:
        """Whether `signature` is this key's good signature on `text`."""
        if (signature.name, signature.key_id) != (self.name, self.key_id):
            return False
        if len(signature.signature) != _SIGNATURE_BYTES[self.kind]:
            return False
        message, raw = text.encode(), signature.signature
        if self.kind == COSIGNATURE:
            time = int.from_bytes(raw[:8])
            if time > MAX_NUMBER:
                return False
            message, raw = cosigned_message(text, time), raw[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(raw, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name; `kind` says whether it signs notes or, as a witness, cosigns checkpoints."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """Read `PRIVATE+KEY+<name>+<id>+<base64 of type and seed>`, the form of Go's note package.

        Raises:
            MalformedNote: it is not of that form, or its id does not belong to it. The message never holds the key.
        """
        prefix = "PRIVATE+KEY+"
        if not text.startswith(prefix):
            raise MalformedNote(message="This is no private key.")
        name, kind, seed, key_id = _parse_key(text.removeprefix(prefix))
        key = cls(name, kind, seed)
        if key.verifier.key_id != key_id:
            raise MalformedNote(message="The id of this private key does not belong to it.")
        return key

    def encode(self) -> str:
        """The text form, for the file of the key."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{encode_base64(bytes([self.kind]) + self.seed)}"

    @property
    def verifier(self) -> VerifierKey:
        """The public key that belongs to it."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public)

    def sign(self, text: str) -> Signature:
        """Sign the text of a note."""
        if self.kind != ED25519:
            raise ValueError("a witness's key cosigns checkpoints and signs nothing else")
        return self._signature(b"", text.encode())

    def cosign(self, text: str, time: int) -> Signature:
        """Cosign the text of a checkpoint as of `time`, seconds of POSIX time."""
        if self.kind != COSIGNATURE:
            raise ValueError("a log's key signs notes and cosigns nothing")
        return self._signature(time.to_bytes(8), cosigned_message(text, time))

    def _signature(self, before: bytes, message: bytes) -> Signature:
        raw = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        return Signature(self.name, self.verifier.key_id, before + raw)


def _parse_key(text: str) -> tuple[str, int, bytes, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
        raise MalformedNote(message="A key has the form <name>+<id>+<base64>.")
    data = decode_base64(parts[2])
    if len(data) != 1 + _KEY_BYTES or data[0] not in _SIGNATURE_BYTES:
        raise MalformedNote(message="This key is of an algorithm or of a length that is not supported.")
    return check_name(parts[0]), data[0], data[1:], bytes.fromhex(parts[1])


def cosigned_message(text: str, time: int) -> bytes:
    """What a witness signs: header, time in seconds, and the whole text of the checkpoint (tlog-cosignature, Ed25519)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosigned_at(signature: Signature) -> int:
    """The time of a cosignature, seconds of POSIX time.

    Raises:
        MalformedNote: the signature has not the length of a cosignature.
    """
    if len(signature.signature) != _SIGNATURE_BYTES[COSIGNATURE]:
        raise MalformedNote(message="This signature is no cosignature.")
    return int.from_bytes(signature.signature[:8])


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read: nothing of it is trusted yet."""

    text: str
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """Read a note.

        Raises:
            MalformedNote: it is too long, holds control characters, or is not text, an empty line and signature lines.
        """
        if len(data) > MAX_NOTE_BYTES:
            raise MalformedNote(message="This note is too long.")
        try:
            whole = data.decode()
        except UnicodeDecodeError as error:
            raise MalformedNote(message="This note is not UTF-8.") from error
        text, separator, lines = whole.rpartition("\n\n")
        if not separator or not lines.endswith("\n") or any(byte < 0x20 and byte != 0x0A for byte in data):
            raise MalformedNote(message="A note is text, an empty line, and signature lines.")
        signatures = [Signature.parse(line) for line in lines[:-1].split("\n")]
        if len(signatures) > MAX_SIGNATURES:
            raise MalformedNote(message="This note carries too many signatures.")
        return cls(text + "\n", tuple(signatures))

    def encode(self) -> bytes:
        """The bytes of the note."""
        return (self.text + "\n" + "".join(signature.line() for signature in self.signatures)).encode()

    def verified_by(self, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
        """Which of these keys signed the note. Signatures of other keys are ignored, as the specification demands.

        Raises:
            UnverifiedNote: a signature that claims one of these keys is bad, or none of them signed.
        """
        good: list[VerifierKey] = []
        for key in keys:
            claims = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
            if not all(key.verifies(self.text, claim) for claim in claims):
                raise UnverifiedNote(message=f"The signature of the key {key.name} is not good.")
            if claims and key not in good:
                good.append(key)
        if not good:
            raise UnverifiedNote(message="No trusted key has signed this note.")
        return good


def sign_note(text: str, keys: Sequence[SigningKey]) -> Note:
    """Sign `text` with each of these keys.

    Raises:
        MalformedNote: the text does not end in a newline or holds what a note may not hold.
    """
    note = Note(text, tuple(key.sign(text) for key in keys))
    if not text.endswith("\n") or Note.parse(note.encode()) != note:
        raise MalformedNote(message="This text cannot be the text of a note.")
    return note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of its tree: whose it is, how many leaves, which root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text of the note."""
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, encode_base64(self.root), *self.extensions)
        )

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a note as a checkpoint.

        Raises:
            MalformedNote: it has not three or more lines, one is empty, or size or root are not in their canonical spelling.
        """
        lines = text.removesuffix("\n").split("\n")
        if not text.endswith("\n") or len(lines) < 3 or not all(lines):
            raise MalformedNote(message="A checkpoint has three or more lines and none of them is empty.")
        root = decode_base64(lines[2])
        if len(root) != merkle.HASH_BYTES:
            raise MalformedNote(message="The root of a checkpoint has 32 bytes.")
        return cls(lines[0], parse_decimal(lines[1]), root, tuple(lines[3:]))
