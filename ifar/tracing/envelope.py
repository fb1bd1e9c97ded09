"""The file by which two States without a common line exchange a request and its answer: made, signed, read, and judged. Pure.

One JSON document in UTF-8: `payload` is what is said (docs/tracing.md, `schemas/trace-file.1.json`), `signature` the Ed25519 signature
of the register's paper key, `certificate` the note by which the key of the sender's log certifies that key (`papers/signed.py`).
The reader trusts no key of the file itself: only those of its own directory. The same document may come inside the PDF that was set
from it, whose seal must then hold too, or as the codes of its print.
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

from ifar.errors import Invalid
from ifar.ledger import canonical
from ifar.ledger.checkpoint import MalformedNote, SigningKey, VerifierKey
from ifar.papers import payload, seal
from ifar.papers import signed as documents
from ifar.tracing import plain

FORMAT: Final = "ifar.trace/1"
FORMS: Final = ("request", "answer")
LARGEST: Final = 1024 * 1024
PDF: Final = b"%PDF-"
CODES: Final = f"{payload.PREFIX}/".encode()
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
SCHEMA: Final = Path(__file__).parent / "schemas" / "trace-file.1.json"


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read; nothing of it is trusted before `reason` is empty.

    `hash` is the SHA-256 of the bytes; `said` the payload, empty where it could not be read; `key` who signed it, as it says.
    """

    hash: str
    said: Mapping[str, Any]
    key: str = ""
    reason: str = ""

    def of(self, name: str) -> str:
        """A text of the payload's head, for the log of a file that may be anything: empty where it has none."""
        value: Any = self.said
        for part in name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        return value[:120] if isinstance(value, str) and value.isprintable() else ""


@functools.cache
def _checker() -> Callable[[Any], Any]:
    document = json.loads(SCHEMA.read_text(encoding="utf-8"))
    check: Callable[[Any], Any] = fastjsonschema.compile(document, use_default=False)
    return check


def hashed(data: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(data).hexdigest()


def signed(said: Mapping[str, Any], key: SigningKey, certificate: str) -> bytes:
    """The document that says `said`.

    Raises:
        fastjsonschema.JsonSchemaValueException: it does not keep to the schema; a mistake of ours.
    """
    document = documents.sign(said, key, certificate)
    _checker()(document)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True).encode()


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
    file, sealed = unpacked(data)
    try:
        document = canonical.parse(file)
    except canonical.NotCanonical:
        return Read(digest, {}, reason="unreadable")
    if not isinstance(document, dict) or not isinstance(document.get("payload"), dict):
        return Read(digest, {}, reason="unreadable")
    said: Mapping[str, Any] = document["payload"]
    try:
        _checker()(document)
        canonical.encode(document)
        if plain.any_spoiled(said) or not all(_is_day(one) for one in _days(said)):
            return Read(digest, said, reason="form")
    except (fastjsonschema.JsonSchemaValueException, canonical.NotCanonical, RecursionError):
        return Read(digest, said, reason="form")
    known = list(keys.get(said["sender"]["country"], ()))
    if not known:
        return Read(digest, said, reason="unknown_sender")
    key, reason = _signer(document, known)
    if data.startswith(PDF):
        reason = reason or _paper(sealed, said["request"], known)
        digest = digest if reason else hashed(file)
    return Read(digest, said, key, reason or _late(said, country, now))


def unpacked(data: bytes) -> tuple[bytes, seal.Sealed | None]:
    """The document that a file carries, and the seal of the paper that it lies in; the file itself where it is none of ours."""
    if data.startswith(PDF):
        try:
            sealed = seal.parse(data)
        except seal.Unsealed:
            return payload.embedded(data) or b"", None
        return payload.embedded(sealed.pdf) or b"", sealed
    if data.startswith(CODES):
        try:
            return payload.from_parts(one for one in data.decode().splitlines() if one.strip())[1], None
        except (Invalid, UnicodeDecodeError):
            return b"", None
    return data, None


def _paper(sealed: seal.Sealed | None, number: str, known: list[VerifierKey]) -> str:
    """What is wrong with the paper that a good document lies in: its words may be others than those of the document."""
    if sealed is None or sealed.paper != number:
        return "altered"
    try:
        sealed.verify(known)
    except seal.UnknownKey:
        return "resigned"
    except seal.BrokenSeal:
        return "altered"
    return ""


def _signer(document: Mapping[str, Any], known: list[VerifierKey]) -> tuple[str, str]:
    """Who signed, and what is wrong with it."""
    named = _named(document["certificate"])
    try:
        documents.verify(document, known)
    except seal.UnknownKey:
        return named, "resigned"
    except documents.AlteredDocument:
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
