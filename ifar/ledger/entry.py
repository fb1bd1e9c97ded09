"""What one accountable act looks like as a leaf of the log.

A leaf is the RFC 6962 leaf hash of the canonical JSON (RFC 8785) of the entry. Personal values never enter it: only an
HMAC-SHA256 of each, keyed with a 32-byte salt of its own, so that erasing value and salt leaves the log verifiable. Pure.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ifar.errors import Invalid
from ifar.ledger import canonical

SALT_BYTES = 32
MAX_BYTES = 65_535
"""Longest entry: what a bundle of C2SP tlog-tiles can hold."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An act about to be recorded.

    Attributes:
        schema: `noun.event/version`, e.g. `firearm.transferred/1`.
        act: dotted name of the act in the table of rights, e.g. `registry.transferred`.
        object: public identifier of what the act is about.
        payload: JSON without floats; what the act says. Must be rebuildable from the act's own row.
        personal: field -> value that may have to be erased one day; only commitments enter the log.
        previous: the object's previous entry, or None for its first.
        entry: the entry's UUID (version 7); also the primary key of the act's own row.
    """

    schema: str
    act: str
    object: str
    payload: Mapping[str, Any]
    entry: uuid.UUID
    personal: Mapping[str, Any] = field(default_factory=dict)
    previous: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A composed entry: the columns of `ledger_entry`, and the salts and values of its personal fields."""

    entry: uuid.UUID
    schema: str
    act: str
    actor: str
    agency: str
    recorded_at: dt.datetime
    object: str
    previous: uuid.UUID | None
    commitments: Mapping[str, str]
    canonical: bytes
    voucher: bytes
    personal: tuple[tuple[str, bytes, Any], ...] = ()

    def columns(self) -> tuple[Any, ...]:
        """Values in the order of `COLUMNS`, commitments as JSON text."""
        return (
            self.entry,
            self.schema,
            self.act,
            self.actor,
            self.agency,
            self.recorded_at,
            self.object,
            self.previous,
            canonical.encode(dict(self.commitments)).decode() if self.commitments else "{}",
            self.canonical,
            self.voucher,
        )

    def told(self) -> tuple[str | bytes | None, ...]:
        """The same values as text that the database reads by each column's type: no adapter has to look at them."""
        return (
            str(self.entry),
            self.schema,
            self.act,
            self.actor,
            self.agency,
            timestamp(self.recorded_at),
            self.object,
            None if self.previous is None else str(self.previous),
            canonical.encode(dict(self.commitments)).decode() if self.commitments else "{}",
            self.canonical,
            self.voucher,
        )


COLUMNS = (
    "entry",
    "schema",
    "act",
    "actor",
    "agency",
    "recorded_at",
    "object",
    "previous",
    "commitments",
    "canonical",
    "voucher",
)


@lru_cache(maxsize=1000)
def timestamp(moment: dt.datetime) -> str:
    """RFC 3339 in UTC with exactly six digits of a second: the only form of time inside an entry."""
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def commitment(salt: bytes, value: Any) -> str:
    """HMAC-SHA256 of the canonical JSON of `value`, as lower-case hexadecimal."""
    return hmac.new(salt, canonical.encode(value), hashlib.sha256).hexdigest()


def body(
    *,
    schema: str,
    entry: uuid.UUID,
    act: str,
    actor: str,
    agency: str,
    recorded_at: dt.datetime,
    object: str,
    payload: Mapping[str, Any],
    commitments: Mapping[str, str],
    previous: uuid.UUID | None,
) -> bytes:
    """The canonical bytes of an entry from its parts; the verifier calls this with what the live columns say."""
    return canonical.encode(
        {
            "schema": schema,
            "entry": str(entry),
            "act": act,
            "actor": actor,
            "agency": agency,
            "recorded_at": timestamp(recorded_at),
            "object": object,
            "payload": payload,
            "commitments": dict(commitments),
            "previous": None if previous is None else str(previous),
        }
    )


def compose(
    draft: Draft,
    *,
    actor: str,
    agency: str,
    recorded_at: dt.datetime,
    random_bytes: Callable[[int], bytes],
    vouch: Callable[[bytes], bytes],
) -> Entry:
    """Turn a draft into an entry: salt and commit its personal values, make the canonical bytes and what vouches for them.

    Raises:
        ifar.errors.Invalid: the payload holds something that has no canonical form (a float, a lone surrogate), or is too
            long.
    """
    personal = tuple(
        (name, random_bytes(SALT_BYTES), value) for name, value in sorted(draft.personal.items())
    )
    commitments = {name: commitment(salt, value) for name, salt, value in personal}
    data = body(
        schema=draft.schema,
        entry=draft.entry,
        act=draft.act,
        actor=actor,
        agency=agency,
        recorded_at=recorded_at,
        object=draft.object,
        payload=draft.payload,
        commitments=commitments,
        previous=draft.previous,
    )
    if len(data) > MAX_BYTES:
        raise Invalid(
            "ledger.entry.too_long", f"An entry has at most {MAX_BYTES:,} bytes; this one has {len(data):,}."
        )
    return Entry(
        entry=draft.entry,
        schema=draft.schema,
        act=draft.act,
        actor=actor,
        agency=agency,
        recorded_at=recorded_at,
        object=draft.object,
        previous=draft.previous,
        commitments=commitments,
        canonical=data,
        voucher=vouch(data),
        personal=personal,
    )
