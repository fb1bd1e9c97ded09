"""Signed documents between registers: how any of them is made to its schema, opened and told genuine. Pure.

What a document is and how it is signed says `documents/signed`; what it says is its kind's business. The reader trusts no key of the
document itself: only those of its own directory. Pure.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import fastjsonschema

from ifar.documents import seal
from ifar.documents import signed as documents
from ifar.ledger import canonical
from ifar.ledger.checkpoint import MalformedNote, Note, SigningKey, VerifierKey

AHEAD: Final = dt.timedelta(days=1)
"""How far a sender's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was read; nothing of it is trusted before `reason` is empty.

    `hash` is the SHA-256 of the bytes; `said` the payload, empty where it could not be read; `key` who signed it, as it says; `log` the key
    of the log that vouches for it, empty where none that we know does.
    """

    hash: str
    said: Mapping[str, Any]
    key: str = ""
    reason: str = ""
    log: str = ""

    def of(self, name: str) -> str:
        """A text of the payload's head, for the log of a file that may be anything: empty where it has none."""
        value: Any = self.said
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value[:120] if isinstance(value, str) and value.isprintable() else ""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed a document, as it says itself: the register's name, the key that signed, and name and id of the log that is said to vouch."""

    register: str
    key: str
    log: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key that signed, in groups that can be read out."""
        digest = hashlib.sha256(VerifierKey.parse(self.key).public).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def signer_of(data: bytes) -> Signer | None:
    """Who signed a document, as it says itself; None where it is none, or not what was signed. Nothing of it is to be believed."""
    try:
        document = canonical.parse(data)
        if not documents.is_document(document) or not documents.keeps_to_itself(document):
            return None
        signatures = Note.parse(document["certificate"].encode()).signatures
    except (canonical.NotCanonical, MalformedNote):
        return None
    sender = document["payload"].get("sender")
    register = sender.get("register") if isinstance(sender, dict) else ""
    logs = ", ".join(f"{signature.name}+{signature.key_id.hex()}" for signature in signatures)
    return Signer(str(register)[:120], _named(document["certificate"]), logs[:200])


@functools.cache
def checker(schema: Path) -> Callable[[Any], Any]:
    """What raises unless a document keeps to a schema."""
    document = json.loads(schema.read_text(encoding="utf-8"))
    check: Callable[[Any], Any] = fastjsonschema.compile(document, use_default=False)
    return check


def hashed(data: bytes) -> str:
    """The SHA-256 of a document's bytes."""
    return hashlib.sha256(data).hexdigest()


def signed(values: Mapping[str, Any], key: SigningKey, certificate: str, schema: Path) -> bytes:
    """The document that says `values`.

    Raises:
        fastjsonschema.JsonSchemaValueException: it does not keep to the schema; a mistake of ours.
    """
    document = documents.sign(values, key, certificate)
    checker(schema)(document)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


def opened(
    data: bytes,
    *,
    largest: int,
    schema: Callable[[Mapping[str, Any]], Path],
    sound: Callable[[Mapping[str, Any]], bool],
    known: Callable[[Mapping[str, Any]], Collection[VerifierKey]],
) -> Read:
    """Open a document and say whether it is genuine. Whatever the bytes are, this returns.

    Args:
        schema: what a payload has to keep to, by what it says that it is.
        sound: whether a payload that keeps to the schema is one, beyond what a schema can ask.
        known: the keys of whoever a payload says that it comes from, by our directory.
    """
    digest = hashed(data)
    if len(data) > largest:
        return Read(digest, {}, reason="unreadable")
    try:
        document = canonical.parse(data)
    except canonical.NotCanonical:
        return Read(digest, {}, reason="unreadable")
    if not isinstance(document, dict) or not isinstance(document.get("payload"), dict):
        return Read(digest, {}, reason="unreadable")
    payload: Mapping[str, Any] = document["payload"]
    try:
        checker(schema(payload))(document)
        canonical.encode(document)
        if not sound(payload):
            return Read(digest, payload, reason="form")
    except (fastjsonschema.JsonSchemaValueException, canonical.NotCanonical, RecursionError):
        return Read(digest, payload, reason="form")
    keys = list(known(payload))
    if not keys:
        # Whoever signed it, it must be what they signed: what was altered waits for no key.
        own = documents.is_document(document) and documents.keeps_to_itself(document)
        return Read(digest, payload, _named(document["certificate"]), "unknown_sender" if own else "altered")
    reason = _wrong(document, keys)
    vouches = next(
        (
            verifier_key.encode()
            for verifier_key in keys
            if not reason and not _wrong(document, [verifier_key])
        ),
        "",
    )
    return Read(digest, payload, _named(document["certificate"]), reason, vouches)


def still_signed(data: bytes, log: VerifierKey) -> bool:
    """Whether a document that was kept still is what was signed, by a key that this log vouched for; whatever its age."""
    try:
        document = canonical.parse(data)
        return documents.is_document(document) and not _wrong(document, [log])
    except canonical.NotCanonical:
        return False


def _wrong(document: Mapping[str, Any], known: list[VerifierKey]) -> str:
    """What is wrong with the signature of a document."""
    try:
        documents.verify(document, known)
    except seal.UnknownKey:
        return "resigned"
    except documents.AlteredDocument:
        return "altered"
    return ""


def _named(certificate: str) -> str:
    """The key that a certificate is about, whoever signed it; only for the log."""
    try:
        return VerifierKey.parse(certificate.split("\n")[1]).encode()[:120]
    except (MalformedNote, IndexError):
        return ""


def timing(values: Mapping[str, Any], good_for: dt.timedelta, now: dt.datetime) -> str:
    """What is wrong with the moments `made_at` and `expires_at` of a payload: `form`, `ahead`, `expired`, or nothing."""
    made, until = _moment(values["made_at"]), _moment(values["expires_at"])
    if made is None or until is None or until <= made or until - made > good_for:
        return "form"
    if made > now + AHEAD:
        return "ahead"
    return "expired" if until <= now else ""


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
