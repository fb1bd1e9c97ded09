"""What a report from outside is sealed in: to the inspectorate's key, and answers to a key that only the reporter's code makes.

Sealing is HPKE (RFC 9180: X25519, HKDF-SHA-256, ChaCha20-Poly1305) of the library `cryptography`, and whatever is sealed is first filled up to one of
few sizes. A code of 24 digits (79 bits) goes through scrypt; of what comes out one half names the box in which answers lie, the other is the private
key that opens them. Nothing from which the code could be found again is kept. An inspector's private key lies in a file under a passphrase.
Nothing here reads settings or a database: the pages outside the register use it too.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

DIGITS: Final = 24
GROUP: Final = 4
TO_DESK: Final = b"ifar report to the inspectorate 1"
TO_REPORTER: Final = b"ifar answer to the reporter 1"
MARK: Final = b"\x00ifar sealed 1\n"
"""With what a sealed content begins."""
SMALLEST: Final = 16 * 1024
"""Bytes to which the shortest text is filled up; longer contents to the next power of two."""
LARGEST: Final = 32 * 2**20
WORK: Final = 2**17
"""How slow scrypt is: 128 MiB and some tenths of a second for each code or passphrase."""
LEAST_PASSPHRASE: Final = 16
_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_CODE_SALT: Final = b"ifar report code 1"
"""One for all: a code is looked up by itself alone, and has too many digits for a table of all."""


class Unopened(Exception):
    """It cannot be opened: another key sealed it, the passphrase is another, or it was altered."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a report as it was made anew: its name, its media type, what is in it."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What one side writes to the other: text, files, and what else is said (category, language)."""

    text: str
    files: tuple[Attachment, ...] = ()
    category: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a reporter's answers lie, and the private key that opens them; both follow from the code."""

    name: str
    private: X25519PrivateKey

    @property
    def public(self) -> str:
        """The key to which answers are sealed."""
        return public_of(self.private)


# Codes ------------------------------------------------------------------------------------------------------------------


def new_code() -> str:
    """A code to come back with: 24 digits, which every keyboard and every language has."""
    return "".join(str(secrets.randbelow(10)) for _ in range(DIGITS))


def grouped(code: str) -> str:
    """A code as people copy it."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(text: str) -> str:
    """The digits of what was typed, in whatever script; what is no code becomes one that nobody has, so that both take the same time."""
    digits = "".join(
        str(unicodedata.decimal(sign)) for sign in text[:200] if unicodedata.decimal(sign, -1) >= 0
    )
    return digits if len(digits) == DIGITS else "x" * DIGITS


def box_of(code: str) -> Box:
    """The box that a code opens. Slow on purpose."""
    derived = Scrypt(salt=_CODE_SALT, length=48, n=WORK, r=8, p=1).derive(code.encode())
    return Box(derived[:16].hex(), X25519PrivateKey.from_private_bytes(derived[16:]))


# Letters ----------------------------------------------------------------------------------------------------------------


def public_of(private: X25519PrivateKey) -> str:
    """The public key in hexadecimal."""
    return private.public_key().public_bytes_raw().hex()


def fingerprint(public: str) -> str:
    """What people compare of a public key: 32 hexadecimal signs in groups of four."""
    text = hashlib.sha256(bytes.fromhex(public)).hexdigest()[:32]
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def is_public(text: str) -> bool:
    """Whether a text is a public key as we write it."""
    try:
        return len(text) == 64 and text == text.lower() and len(bytes.fromhex(text)) == 32
    except ValueError:
        return False


def seal(letter: Letter, public: str, purpose: bytes) -> bytes:
    """A letter that only the private key of `public` opens."""
    key = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    return MARK + _SUITE.encrypt(_filled(letter), key, info=purpose)


def opened(content: bytes, private: X25519PrivateKey, purpose: bytes) -> Letter:
    """The letter that was sealed.

    Raises:
        Unopened: another key sealed it, or it was altered.
    """
    if not content.startswith(MARK):
        raise Unopened
    try:
        return _unfilled(_SUITE.decrypt(content[len(MARK) :], private, info=purpose))
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise Unopened from error


def _filled(letter: Letter) -> bytes:
    head = {
        "text": letter.text,
        "category": letter.category,
        "language": letter.language,
        "files": [[file.name, file.media_type, len(file.content)] for file in letter.files],
    }
    said = json.dumps(head, ensure_ascii=False).encode("utf-8", "replace")
    content = len(said).to_bytes(4) + said + b"".join(file.content for file in letter.files)
    size = max(SMALLEST, 1 << (len(content) - 1).bit_length())
    return content + bytes(size - len(content))


def _unfilled(content: bytes) -> Letter:
    end = 4 + int.from_bytes(content[:4])
    head = json.loads(content[4:end])
    files = []
    for name, media_type, size in head["files"]:
        files.append(Attachment(str(name), str(media_type), content[end : end + size]))
        end += size
    return Letter(str(head["text"]), tuple(files), str(head["category"]), str(head["language"]))


# The inspectors' key file -----------------------------------------------------------------------------------------------


def new_key_file(passphrase: str) -> tuple[bytes, str]:
    """A new private key in a file under a passphrase, and its public key."""
    private, salt, nonce = X25519PrivateKey.generate(), secrets.token_bytes(16), secrets.token_bytes(12)
    public = public_of(private)
    wrapped = _wrapping(passphrase, salt).encrypt(nonce, private.private_bytes_raw(), public.encode())
    values = {
        "ifar": "private key for reports 1",
        "public": public,
        "salt": base64.b64encode(salt).decode(),
        "nonce": base64.b64encode(nonce).decode(),
        "wrapped": base64.b64encode(wrapped).decode(),
    }
    return json.dumps(values, indent=1).encode() + b"\n", public


def open_key_file(content: bytes, passphrase: str) -> X25519PrivateKey:
    """The private key in a file.

    Raises:
        Unopened: it is no such file, or the passphrase is another.
    """
    try:
        values: dict[str, Any] = json.loads(content)
        salt, nonce, wrapped = (
            base64.b64decode(values[name], validate=True) for name in ("salt", "nonce", "wrapped")
        )
        raw = _wrapping(passphrase, salt).decrypt(nonce, wrapped, str(values["public"]).encode())
        return X25519PrivateKey.from_private_bytes(raw)
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise Unopened from error


def _wrapping(passphrase: str, salt: bytes) -> ChaCha20Poly1305:
    said = unicodedata.normalize("NFKC", passphrase).encode()
    return ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=WORK, r=8, p=1).derive(said))


# What lies in the folder between the two ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Envelope:
    """A sealed letter on its way in: whose box, the key for answers, the day, to which key of the inspectorate it is sealed."""

    box: str
    reply: str
    day: str
    key: str
    content: bytes

    def written(self) -> bytes:
        """As it lies in the folder: one line of JSON, then what is sealed."""
        head = {"box": self.box, "reply": self.reply, "day": self.day, "key": self.key}
        return json.dumps(head).encode() + b"\n" + self.content


def envelope_of(content: bytes) -> Envelope | None:
    """The envelope that a file of the folder is, or None: whoever took over the pages outside may have put anything there."""
    line, _, sealed = content.partition(b"\n")
    try:
        head = json.loads(line) if len(line) < 1000 else None
    except ValueError:
        return None
    names = ("box", "reply", "day", "key")
    if not isinstance(head, dict) or not all(isinstance(head.get(name), str) for name in names):
        return None
    made = Envelope(head["box"], head["reply"], head["day"], head["key"], sealed)
    fits = is_box(made.box) and is_public(made.reply) and is_public(made.key) and sealed.startswith(MARK)
    return made if fits else None


def is_box(text: str) -> bool:
    """Whether a text is the name of a box."""
    return len(text) == 32 and set(text) <= set("0123456789abcdef")


def answers_written(state: str, answers: Sequence[tuple[str, bytes]]) -> bytes:
    """What lies in a box: how far the report is, and each answer with its day."""
    rows = [[day, base64.b64encode(content).decode()] for day, content in answers]
    return json.dumps({"state": state, "answers": rows}).encode()


def answers_of(content: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """The same, read."""
    values = json.loads(content)
    return str(values["state"]), [(str(day), base64.b64decode(text)) for day, text in values["answers"]]
