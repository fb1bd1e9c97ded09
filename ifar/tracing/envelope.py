"""The file by which two States without a common line exchange a request and its answer: made, signed, read, and judged. Pure.

It is a signed document between registers (`papers/exchange`); `payload` is what is said (docs/tracing.md, `schemas/trace-file.1.json`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ifar.ledger.checkpoint import SigningKey, VerifierKey
from ifar.papers import exchange
from ifar.papers.exchange import AHEAD, Read, hashed
from ifar.tracing import plain

__all__ = ["AHEAD", "Read", "hashed", "read", "signed"]
FORMAT: Final = "ifar.trace/1"
CONTEXT: Final = b"ifar trace file/1\n"
FORMS: Final = ("request", "answer")
LARGEST: Final = 1024 * 1024
GOOD_FOR: Final = dt.timedelta(days=90)
"""How long a file may be taken in after it was made."""
REASONS: Final = (
    "unreadable", "form", "unknown_sender", "altered", "resigned", "misdirected", "expired", "ahead", "replayed", "entered", "unrelated",
)  # fmt: skip
"""Why a file is refused: it is no such document; it does not keep to the schema; its State has no key in our directory; what it says is not
what was signed; somebody signed it whose key no log that we know certifies; it is for another State; its time is over; it comes from the
future; it was taken in before; what it asks was entered before; it answers nothing that we asked."""
SCHEMA: Final = Path(__file__).parent / "schemas" / "trace-file.1.json"


def signed(payload: Mapping[str, Any], key: SigningKey, certificate: str) -> bytes:
    """The document that says `payload`.

    Raises:
        fastjsonschema.JsonSchemaValueException: it does not keep to the schema; a mistake of ours.
    """
    return exchange.signed(payload, key, certificate, CONTEXT, SCHEMA)


def read(data: bytes, *, country: str, keys: Mapping[str, Collection[VerifierKey]], now: dt.datetime) -> Read:
    """Read a file of another State and judge it. Whatever the bytes are, this returns.

    Args:
        country: our own.
        keys: country -> the keys of its register's log by our directory.
        now: the database's moment.
    """
    found = exchange.opened(
        data,
        largest=LARGEST,
        context=CONTEXT,
        schema=SCHEMA,
        sound=lambda said: not plain.any_spoiled(said) and all(_is_day(one) for one in _days(said)),
        known=lambda said: keys.get(said["sender"]["country"], ()),
    )
    return found if found.reason else replace(found, reason=_late(found.said, country, now))


def _late(said: Mapping[str, Any], country: str, now: dt.datetime) -> str:
    if said["recipient"]["country"] != country:
        return "misdirected"
    return exchange.timing(said, GOOD_FOR, now)


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
