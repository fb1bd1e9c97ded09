"""The package by which a State sends a frozen return to a hub, and the hub's receipt for it: made, signed, read and judged. Pure.

Both are signed documents between registers (`documents/exchange`), like the files of tracing. A package names the hub it is for, what the
State consents to, its conditions, and the package whose place it takes; a withdrawal names the one that no longer holds. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from ifar.documents import exchange
from ifar.documents.exchange import Read, hashed
from ifar.ledger.checkpoint import SigningKey, VerifierKey
from ifar.returns import notes
from ifar.tracing import loggable_text

__all__ = ["Read", "hashed", "read", "read_receipt", "receipt", "signed"]
FORMAT: Final = "ifar.return/1"
RECEIPT: Final = "ifar.receipt/1"
LARGEST: Final = 2 * 1024 * 1024
"""What a hub reads: as much as a body of the API may have (`DATA_UPLOAD_MAX_MEMORY_SIZE`)."""
GOOD_FOR: Final = dt.timedelta(days=90)
"""How long a package may be taken in after it was made."""
CONSENTS: Final = ("compare", "share", "publish")
"""What a State may let a hub do with the figures: show them beside those of other States to its own desks; give them to other States;
publish them. Without any the hub keeps the package, and says only that the State has reported."""
REASONS: Final = (
    "unreadable", "form", "unknown_sender", "altered", "resigned", "misdirected", "expired", "ahead", "replayed", "older", "unrelated",
    "large",
)  # fmt: skip
"""Why a package is refused: it is no such document; it does not keep to the schema; its State has no key in our directory; what it says
is not what was signed; somebody signed it whose key no log that we know certifies; it is for another hub; its time is over; it comes from
the future; it was taken in before; a later edition is here already; it withdraws or replaces nothing that is here; it has more figures and words than an entry of the
hub's log can hold."""
_SCHEMAS: Final = Path(__file__).parents[1] / "schemas"
SCHEMA: Final = _SCHEMAS / "return-package.1.json"
RECEIPT_SCHEMA: Final = _SCHEMAS / "return-receipt.1.json"


def signed(payload: Mapping[str, Any], key: SigningKey, certificate: str) -> bytes:
    """The package that says `payload`."""
    return exchange.signed(payload, key, certificate, SCHEMA)


def receipt(payload: Mapping[str, Any], key: SigningKey, certificate: str) -> bytes:
    """The receipt that says `payload`."""
    return exchange.signed(payload, key, certificate, RECEIPT_SCHEMA)


def read(data: bytes, *, hub: str, keys: Mapping[str, Collection[VerifierKey]], now: dt.datetime) -> Read:
    """Read a package and judge it. Whatever the bytes are, this returns.

    Args:
        hub: the name of our own log.
        keys: country -> the keys of its register's log by our directory.
        now: the database's moment.
    """
    result = again(data, keys)
    if result.reason:
        return result
    wrong = result.said["recipient"]["hub"] != hub
    return replace(result, reason="misdirected" if wrong else exchange.timing(result.said, GOOD_FOR, now))


def again(data: bytes, keys: Mapping[str, Collection[VerifierKey]]) -> Read:
    """Read a package and say whether it is genuine, whatever its age and whomever it is for; `keys`: country -> keys of its log."""
    return exchange.opened(
        data,
        largest=LARGEST,
        schema=lambda _said: SCHEMA,
        sound=_sound,
        known=lambda values: keys.get(values["sender"]["country"], ()),
    )


def row_of(read: Read, country: str) -> dict[str, Any]:
    """What a hub keeps of a package that it takes in, as the columns of `Received`; `country`: alpha-3 of its sender."""
    values, about = read.said, read.said["return"]
    return {
        "kind": values["form"],
        "sender": country,
        "register": values["sender"]["register"],
        **{name: values[name] for name in ("message", "replaces", "consent", "conditions", "made_at")},
        **{name: about[name] for name in ("form", "year", "edition", "cells", "note")},
        "key": read.key,
    }


def _sound(values: Mapping[str, Any]) -> bool:
    """A package holds no hidden characters and no figure twice, and a withdrawal says what it withdraws and no figures."""
    cells = values["return"]["cells"]
    labels = {tuple(cell[:6]) for cell in cells}
    withdrawal = values["form"] == "withdrawal"
    return (
        notes.said_plainly(values)
        and len(labels) == len(cells)
        and (not cells and bool(values["replaces"]) if withdrawal else bool(cells))
    )


def read_receipt(data: bytes, *, keys: Mapping[str, VerifierKey]) -> Read:
    """Read a hub's receipt and judge it; `keys`: name of a hub's log -> its key."""
    return exchange.opened(
        data,
        largest=LARGEST,
        schema=lambda _said: RECEIPT_SCHEMA,
        sound=lambda values: not loggable_text.any_spoiled(values),
        known=lambda values: [keys[values["hub"]]] if values["hub"] in keys else [],
    )
