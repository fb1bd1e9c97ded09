"""The seal of a PDF: what was printed into it is what the register set. Pure.

A PDF may show one thing and carry another: an embedded proof says nothing about the words beside it. So the whole file is signed
with the paper key, in one line of comment after its end, which readers of PDF pass over: `%ifar-seal/1 <base64>`, where the base64
holds canonical JSON of the paper, the key's certificate (a note that the log's key signed) and the signature on every byte before
the line. Whoever knows the log's key needs nothing else to see that not one byte was altered. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ifar.errors import Invalid
from ifar.ledger import canonical
from ifar.ledger.checkpoint import (
    ED25519,
    MalformedNote,
    Note,
    SigningKey,
    UnverifiedNote,
    VerifierKey,
    decode_base64,
    encode_base64,
    sign_note,
)

CONTEXT: Final = b"ifar paper file/1\n"
_LINE: Final = b"\n%ifar-seal/1 "
_HEADER: Final = "ifar paper key"


class Unsealed(Invalid):
    """A file carries no seal, or one that is none."""

    default_code = "documents.seal.none"


class BrokenSeal(Invalid):
    """A file is not as it was sealed, or somebody else sealed it."""

    default_code = "documents.seal.broken"


class UnknownKey(Invalid):
    """A paper key is not certified by a key of a log that the reader trusts."""

    default_code = "documents.key.unknown"


def certificate(paper_key: VerifierKey, log_key: SigningKey) -> str:
    """The note by which the key of a log says that a key signs papers for its register."""
    return sign_note(f"{_HEADER}\n{paper_key.encode()}\n", [log_key]).encode().decode()


def certified(note: str, logs: list[VerifierKey]) -> VerifierKey:
    """The paper key that a certificate names.

    Raises:
        UnknownKey: it is none, or no trusted log signed it.
    """
    try:
        value = Note.parse(note.encode())
        header, text, *rest = value.text.removesuffix("\n").split("\n")
        key = VerifierKey.parse(text)
        value.verified_by(logs)
    except (MalformedNote, UnverifiedNote, ValueError) as error:
        raise UnknownKey(message="No log that you trust has certified the key of this paper.") from error
    if header != _HEADER or rest or key.kind != ED25519 or value.encode().decode() != note:
        raise UnknownKey(message="No log that you trust has certified the key of this paper.")
    return key


def seal(pdf: bytes, paper: str, key: SigningKey, note: str) -> bytes:
    """The file with its seal; `note` is the certificate of `key`."""
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(_message(paper, note, pdf))
    content = canonical.encode({"certificate": note, "paper": paper, "signature": encode_base64(signature)})
    return pdf + _LINE + encode_base64(content).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file as it was read: what was sealed, the paper, the certificate, the signature; nothing of it is trusted yet."""

    pdf: bytes
    paper: str
    certificate: str
    signature: bytes

    def verify(self, logs: list[VerifierKey]) -> VerifierKey:
        """The paper key that sealed every byte of this file.

        Raises:
            UnknownKey: the key is not certified by a log that the reader trusts.
            BrokenSeal: the file is not as it was sealed.
        """
        key = certified(self.certificate, logs)
        try:
            Ed25519PublicKey.from_public_bytes(key.public).verify(
                self.signature, _message(self.paper, self.certificate, self.pdf)
            )
        except InvalidSignature as error:
            raise BrokenSeal(message="The file is not as the register made it.") from error
        return key


def parse(data: bytes) -> Sealed:
    """Read a sealed file.

    Raises:
        Unsealed: it carries no seal.
    """
    pdf, line, encoded = data.rpartition(_LINE)
    if not line or not encoded.endswith(b"\n") or encoded.count(b"\n") != 1:
        raise Unsealed(message="The file carries no seal of a register.")
    try:
        value = canonical.decode(decode_base64(encoded[:-1].decode("ascii")))
        sealed = Sealed(pdf, value["paper"], value["certificate"], decode_base64(value["signature"]))
    except (Invalid, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Unsealed(message="The file carries no seal of a register.") from error
    if set(value) != {"paper", "certificate", "signature"} or len(sealed.signature) != 64:
        raise Unsealed(message="The file carries no seal of a register.")
    return sealed


def _message(paper: str, note: str, pdf: bytes) -> bytes:
    return CONTEXT + canonical.encode([paper, note]) + b"\n" + pdf
