"""The file by which two States without a common line exchange a request and its answer: made, signed, read, and judged. Pure.

It is a signed document between registers (`documents/exchange`); `payload` is what is said (docs/tracing.md, `schemas/trace-file.1.json`).
The same document may come inside the PDF that was set from it, whose seal must then hold too, or as the codes of its print.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ifar.documents import exchange, payload, seal
from ifar.documents.exchange import AHEAD, Read, hashed, still_signed
from ifar.errors import Invalid
from ifar.ledger.checkpoint import SigningKey, VerifierKey
from ifar.tracing import loggable_text, states

__all__ = ["AHEAD", "Read", "hashed", "read", "signed", "still_signed", "unpacked"]
FORMAT: Final = "ifar.trace/1"
FORMS: Final = ("request", "answer")
LARGEST: Final = 1024 * 1024
PDF: Final = b"%PDF-"
CODES: Final = f"{payload.PREFIX}/".encode()
GOOD_FOR: Final = dt.timedelta(days=90)
"""How long a file may be taken in after it was made."""
REASONS: Final = (
    "unreadable", "form", "unknown_sender", "altered", "resigned", "misdirected", "expired", "ahead", "replayed", "entered", "unrelated",
)  # fmt: skip
"""Why a file is refused: it is no such document; it does not keep to the schema; its State has no key in our directory; what it says is not
what was signed; somebody signed it whose key no log that we know certifies; it is for another State; its time is over; it comes from the
future; it was taken in before; what it asks was entered before; it answers nothing that we asked."""
_SCHEMAS: Final = Path(__file__).parent / "schemas"
SCHEMA: Final = _SCHEMAS / "trace-file.1.json"
NOTICE_SCHEMA: Final = _SCHEMAS / "trace-notice.1.json"


def signed(values: Mapping[str, Any], key: SigningKey, certificate: str) -> bytes:
    """The document that says `values`.

    Raises:
        fastjsonschema.JsonSchemaValueException: it does not keep to the schema; a mistake of ours.
    """
    return exchange.signed(values, key, certificate, _schema(values))


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
    every = [our for ours in keys.values() for our in ours]
    if data.startswith(PDF) and (wrong := _unsealed(data, every)):
        return Read(digest, {}, reason=wrong)
    file, sealed = unpacked(data, every)
    result = exchange.opened(
        file,
        largest=LARGEST,
        schema=_schema,
        sound=lambda values: (
            not loggable_text.any_spoiled(values) and all(_is_day(day) for day in _days(values))
        ),
        known=lambda values: keys.get(values["sender"]["country"], ()),
    )
    reason = result.reason
    if data.startswith(PDF) and not reason:
        reason = _paper(
            sealed, str(result.said.get("request", "")), list(keys[result.said["sender"]["country"]])
        )
        digest = digest if reason else result.hash
    if reason in ("", "unknown_sender"):
        # Of whom the directory has no key is judged as if it had one: what would be refused then waits for no key.
        reason = _late(result.said, country, now) or reason
    # What is taken in is the document, whichever way it came; of what is refused we know only the bytes.
    return replace(result, hash=digest if reason else result.hash, reason=reason)


def _schema(values: Mapping[str, Any]) -> Path:
    """What a payload has to keep to; what says no form of ours is held against the schema of requests."""
    return NOTICE_SCHEMA if values.get("form") in states.NOTICES else SCHEMA


def _unsealed(data: bytes, known: list[VerifierKey]) -> str:
    """Why a PDF is not to be unpacked: it carries no seal, or none of a State that we know; empty where it may be."""
    try:
        seal.parse(data).verify(known)
    except seal.Unsealed:
        return "unreadable"
    except seal.UnknownKey:
        return "resigned" if known else "unknown_sender"
    except seal.BrokenSeal:
        return "altered"
    return ""


def unpacked(data: bytes, known: Iterable[VerifierKey]) -> tuple[bytes, seal.Sealed | None]:
    """The document that a file carries, and the seal of the paper that it lies in; the file itself where it is none of ours.

    A PDF that nobody whom we know (`known`) has sealed is not unpacked: whoever made it could have put anything there.
    """
    if data.startswith(PDF):
        if _unsealed(data, list(known)):
            return b"", None
        sealed = seal.parse(data)
        return payload.embedded(sealed.pdf) or b"", sealed
    if data.startswith(CODES):
        try:
            return payload.from_parts(line for line in data.decode().splitlines() if line.strip())[1], None
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


def _late(values: Mapping[str, Any], country: str, now: dt.datetime) -> str:
    if values["recipient"]["country"] != country:
        return "misdirected"
    return exchange.timing(values, GOOD_FOR, now)


def _days(values: Mapping[str, Any]) -> list[str | None]:
    """Every day that is named in what was said."""
    if values["form"] in states.NOTICES:
        return [item.get("until") for item in values["said"].get("authorised", ())]
    data = values.get("answer", {}).get("data", {})
    rows = [*data.get("trade_chain", ()), *data.get("import_export", ()), *data.get("loss_report", ())]
    return [
        values.get("content", {}).get("recovered_on"),
        data.get("first_sale"),
        *(row.get("on") for row in (*rows, data.get("point_of_diversion", {}))),
    ]


def _is_day(text: str | None) -> bool:
    """Whether a day that is named is one of the calendar."""
    try:
        return text is None or bool(dt.date.fromisoformat(text))
    except ValueError:
        return False
