"""The file by which two States without a common line exchange a request and its answer: made, signed, read, and judged. Pure.

One JSON document in UTF-8: `payload` is what is said (docs/tracing.md, `schemas/trace-file.1.json`), `signature` the Ed25519 signature
of the register's paper key on `CONTEXT` and the canonical form (RFC 8785) of the payload, `certificate` the note by which the key of
the sender's log certifies that key, as on papers. The reader trusts no key of the file itself: only those of its own directory.
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
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ifar.ledger import canonical
from ifar.ledger.checkpoint import MalformedNote, SigningKey, VerifierKey, decode_base64, encode_base64
from ifar.papers import seal
from ifar.tracing import plain

FORMAT: Final = "ifar.trace/1"
CONTEXT: Final = b"ifar trace file/1\n"
FORMS: Final = ("request", "answer")
NOTICES: Final = ("authorised", "methods")
"""Forms of an exchange of experience, which belongs to no request (Firearms Protocol art. 12(1) and 12(2))."""
LARGEST: Final = 1024 * 1024
GOOD_FOR: Final = dt.timedelta(days=90)
"""How long a file may be taken in after it was made."""
AHEAD: Final = dt.timedelta(days=1)
"""How far a sender's clock may be ahead of ours."""
REASONS: Final = (
    "unreadable", "form", "unknown_sender", "altered", "resigned", "misdirected", "expired", "ahead", "replayed", "entered", "unrelated",
)  # fmt: skip
"""Why a file is refused: it is no such document; it does not keep to the schema; its State has no key in our directory; what it says is not
what was signed; somebody signed it whose key no log that we know certifies; it is for another State; its time is over; it comes from the
future; it was taken in before; what it asks was entered before; it answers nothing that we asked."""
_SCHEMAS: Final = Path(__file__).parent / "schemas"
SCHEMA: Final = _SCHEMAS / "trace-file.1.json"
NOTICE_SCHEMA: Final = _SCHEMAS / "trace-notice.1.json"


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read; nothing of it is trusted before `reason` is empty.

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


@functools.cache
def _checker_of(schema: Path) -> Callable[[Any], Any]:
    document = json.loads(schema.read_text(encoding="utf-8"))
    check: Callable[[Any], Any] = fastjsonschema.compile(document, use_default=False)
    return check


def _check(document: Mapping[str, Any]) -> None:
    """Raise where a document does not keep to the schema of its form; what says no form of ours is held against that of requests."""
    notice = document["payload"].get("form") in NOTICES
    _checker_of(NOTICE_SCHEMA if notice else SCHEMA)(document)


def hashed(data: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()


def signed(payload: Mapping[str, Any], key: SigningKey, certificate: str) -> bytes:
    """The document that says `payload`.

    Raises:
        fastjsonschema.JsonSchemaValueException: it does not keep to the schema; a mistake of ours.
    """
    document = {
        "certificate": certificate,
        "payload": dict(payload),
        "signature": encode_base64(_sign(payload, certificate, key)),
    }
    _check(document)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _message(payload: Mapping[str, Any], certificate: str) -> bytes:
    return CONTEXT + canonical.encode({"certificate": certificate, "payload": payload})


def _sign(payload: Mapping[str, Any], certificate: str, key: SigningKey) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(key.seed).sign(_message(payload, certificate))


def read(data: bytes, *, country: str, keys: Mapping[str, Collection[VerifierKey]], now: dt.datetime) -> Read:
    """Read a file of another State and judge it. Whatever the bytes are, this returns.

    Args:
        country: our own.
        keys: country -> the keys of its register's log by our directory.
        now: the database's moment.
    """
    digest = hashed(data)
    if len(data) > LARGEST:
        return Read(digest, {}, reason="unreadable")
    try:
        document = canonical.parse(data)
    except canonical.NotCanonical:
        return Read(digest, {}, reason="unreadable")
    if not isinstance(document, dict) or not isinstance(document.get("payload"), dict):
        return Read(digest, {}, reason="unreadable")
    said: Mapping[str, Any] = document["payload"]
    try:
        _check(document)
        canonical.encode(document)
        if plain.any_spoiled(said) or not all(_is_day(one) for one in _days(said)):
            return Read(digest, said, reason="form")
    except (fastjsonschema.JsonSchemaValueException, canonical.NotCanonical, RecursionError):
        return Read(digest, said, reason="form")
    known = list(keys.get(said["sender"]["country"], ()))
    if not known:
        return Read(digest, said, reason="unknown_sender")
    key, reason = _signer(document, known)
    log = next((one.encode() for one in known if not reason and not _signer(document, [one])[1]), "")
    return Read(digest, said, key, reason or _late(said, country, now), log)


def still_signed(data: bytes, log: VerifierKey) -> bool:
    """Whether a document that was kept still is what was signed, by a key that this log vouched for; whatever its age."""
    try:
        document = canonical.parse(data)
        return not _signer(document, [log])[1]
    except (canonical.NotCanonical, KeyError, TypeError, AttributeError):
        return False


def _signer(document: Mapping[str, Any], known: list[VerifierKey]) -> tuple[str, str]:
    """Who signed, and what is wrong with it."""
    named = _named(document["certificate"])
    try:
        key = seal.certified(document["certificate"], known)
    except seal.UnknownKey:
        return named, "resigned"
    try:
        signature = decode_base64(document["signature"])
        message = _message(document["payload"], document["certificate"])
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, MalformedNote, ValueError):
        return named, "altered"
    return named, ""


def _named(certificate: str) -> str:
    """The key that a certificate is about, whoever signed it; only for the log."""
    try:
        return VerifierKey.parse(certificate.split("\n")[1]).encode()[:120]
    except (MalformedNote, IndexError):
        return ""


def _late(said: Mapping[str, Any], country: str, now: dt.datetime) -> str:
    made, until = _moment(said["made_at"]), _moment(said["expires_at"])
    if said["recipient"]["country"] != country:
        return "misdirected"
    if made is None or until is None or until <= made or until - made > GOOD_FOR:
        return "form"
    if made > now + AHEAD:
        return "ahead"
    return "expired" if until <= now else ""


def _days(said: Mapping[str, Any]) -> list[str | None]:
    """Every day that is named in what was said."""
    if said["form"] in NOTICES:
        return [one.get("until") for one in said["said"].get("authorised", ())]
    data = said.get("answer", {}).get("data", {})
    rows = [*data.get("trade_chain", ()), *data.get("import_export", ()), *data.get("loss_report", ())]
    return [
        said.get("content", {}).get("recovered_on"),
        data.get("first_sale"),
        *(one.get("on") for one in (*rows, data.get("point_of_diversion", {}))),
    ]


def _is_day(text: str | None) -> bool:
    """Whether a day that is named is one of the calendar."""
    try:
        return text is None or bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
