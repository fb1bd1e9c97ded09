"""A signed document: what a register says to another authority, as data that anybody can check without a network. Pure.

`{"certificate": …, "payload": {"format": …, …}, "signature": …}`: the signature is Ed25519 of the register's paper key on the context of
the format, a newline, and the canonical form (RFC 8785) of certificate and payload; the certificate is the note by which the key of the
register's log certifies the paper key, as on papers (decision 0013). It travels as a JSON file, inside a PDF, or as codes to be scanned. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ifar import identifiers
from ifar.documents import seal
from ifar.errors import Invalid
from ifar.ledger import canonical
from ifar.ledger.checkpoint import MalformedNote, SigningKey, VerifierKey, decode_base64, encode_base64

CONTEXTS: Final[Mapping[str, bytes]] = {
    "ifar.trace/1": b"ifar trace file/1\n",
    "ifar.hand-over/1": b"ifar hand-over/1\n",
    "ifar.return/1": b"ifar return package/1\n",
    "ifar.extract/1": b"ifar offline extract/1\n",
    "ifar.receipt/1": b"ifar return receipt/1\n",
}
"""Format of a payload -> what its signature begins with, so that a signature on one thing is never one on another."""
_MEMBERS: Final = {"certificate", "payload", "signature"}


class AlteredDocument(Invalid):
    """A document does not say what was signed."""

    default_code = "documents.document.altered"


def sign(payload: Mapping[str, Any], key: SigningKey, certificate: str) -> dict[str, Any]:
    """The document that says `payload`.

    Raises:
        KeyError: its format has no context.
    """
    message = _message(payload, certificate)
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(message)
    return {
        "certificate": certificate,
        "payload": dict(payload),
        "signature": encode_base64(signature),
    }


def is_document(values: Any) -> TypeGuard[dict[str, Any]]:
    """Whether something that was parsed has the shape of a signed document of a format that we know."""
    return (
        isinstance(values, dict)
        and set(values) == _MEMBERS
        and isinstance(values["payload"], dict)
        and values["payload"].get("format") in CONTEXTS
        and isinstance(values["certificate"], str)
        and isinstance(values["signature"], str)
    )


def verify(document: Mapping[str, Any], logs: Sequence[VerifierKey]) -> VerifierKey:
    """The paper key that signed a document.

    Raises:
        seal.UnknownKey: no log of `logs` certifies it.
        AlteredDocument: it is not as it was signed.
    """
    key = seal.certified(document["certificate"], list(logs))
    _check(document, key)
    return key


def keeps_to_itself(document: Mapping[str, Any]) -> bool:
    """Whether the key that a document names itself has signed what it says; whether anybody vouches for that key is not asked."""
    try:
        _check(document, VerifierKey.parse(document["certificate"].split("\n")[1]))
    except (AlteredDocument, MalformedNote, IndexError):
        return False
    return True


def _check(document: Mapping[str, Any], key: VerifierKey) -> None:
    try:
        signature = decode_base64(document["signature"])
        message = _message(document["payload"], document["certificate"])
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, MalformedNote, ValueError, KeyError, canonical.NotCanonical) as error:
        raise AlteredDocument(message="It does not say what was signed.") from error


def number_of(document: Mapping[str, Any]) -> str:
    """The number of what a document is about, as its codes and its seal name it; empty where it names none."""
    request = document["payload"].get("request")
    return request if isinstance(request, str) and identifiers.parse(request) == request else ""


def _message(payload: Mapping[str, Any], certificate: str) -> bytes:
    return CONTEXTS[payload["format"]] + canonical.encode({"certificate": certificate, "payload": payload})
