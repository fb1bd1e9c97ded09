"""Registering, correcting, moving, merging and splitting parties: each one act, one transaction."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, NotFound, Reason
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.parties import names, party, selectors
from ifar.parties.models import Party
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

SCHEMA_VERSION = 1
INSERT_EVENT = (
    "INSERT INTO parties_event (id, party, n, kind, schema, changes, details, proposal) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_NAME_KEY = (
    "INSERT INTO parties_namekey (party_id, folded, version) SELECT id, %s, %s FROM parties_party WHERE public_id = %s "
    "ON CONFLICT (party_id) DO UPDATE SET folded = excluded.folded, version = excluded.version"
)


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party as somebody gives it: `values` by the names of `parties/party.py`, address apart."""

    kind: str
    values: Mapping[str, Any]
    address: Mapping[str, Any] = field(default_factory=dict)


def _address_of(address: Mapping[str, Any]) -> tuple[dict[str, Any], list[str] | None]:
    if not address:
        return {}, None
    if not address.get("country"):
        raise Invalid("parties.invalid", reasons=[Reason("parties.address.country", field="address")])
    public = {"country": address["country"], "area": address.get("area", ""), "valid_from": address.get("valid_from")}
    return {"address": public}, list(address.get("lines") or []) or None


def draft(
    *,
    public_id: str,
    n: int,
    kind: str,
    changes: Mapping[str, Any],
    personal: Mapping[str, Any],
    details: Mapping[str, Any] | None = None,
    previous: uuid.UUID | None = None,
    proposal: str = "",
) -> tuple[Draft, tuple[Any, ...]]:
    """The ledger draft of a party event and the row of `parties_event` that goes with it."""
    entry = ledger.new_entry_id()
    schema = f"party.{kind}/{SCHEMA_VERSION}"
    payload = {"kind": kind, "n": n, "changes": dict(changes), "details": dict(details or {}), "proposal": proposal}
    act = Draft(
        schema=schema, act=f"parties.{kind}", object=public_id, payload=payload, personal=personal, previous=previous, entry=entry
    )
    row = (entry, public_id, n, kind, schema, Jsonb(dict(changes)), Jsonb(dict(details or {})), proposal)
    return act, row


def registered(
    actor: Actor, new: NewParty, public_id: str | None = None
) -> tuple[str, Draft, tuple[Any, ...]]:
    """Draft and row of a registration, unwritten: the bulk import writes thousands at once."""
    public, personal = party.split(new.kind, new.values)
    address, lines = _address_of(new.address)
    if lines:
        personal["address"] = lines
    changes = {
        "kind": new.kind,
        "compartment": AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"),
        "agency": actor.agency,
        **public,
        **address,
    }
    public_id = public_id or identifiers.new("P", secrets.token_bytes)
    act, row = draft(public_id=public_id, n=1, kind="registered", changes=changes, personal=personal)
    return public_id, act, row


def _write(actor: Actor, act: Draft, row: tuple[Any, ...], name: str | None) -> None:
    ledger.append(actor=actor, drafts=[act])
    with connection.cursor() as cursor:
        cursor.execute(INSERT_EVENT, row)
        if name:
            cursor.execute(INSERT_NAME_KEY, (names.folded(name), names.VERSION, act.object))


@transaction.atomic
def register_party(*, actor: Actor, new: NewParty) -> str:
    """Register a party; returns its public identifier.

    Raises:
        Invalid: a field is wrong. Nothing was written.
    """
    require(actor, "parties:party:write")
    party.check(new.kind, new.values, ledger.now().date())
    public_id, act, row = registered(actor, new)
    _write(actor, act, row, new.values.get("name"))
    return public_id


def _locked(actor: Actor, public_id: str, expected_n: int | None) -> Party:
    # The state table is the owner's: the runtime role cannot lock its rows, and need not. Events are numbered, and the
    # trigger refuses a number that somebody else took meanwhile.
    found = selectors.parties_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("parties.party.not_found")
    if expected_n is not None and found.n != expected_n:
        raise Conflict("parties.party.changed_meanwhile")
    return found


def _record(
    actor: Actor,
    of: Party,
    kind: str,
    *,
    changes: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> None:
    act, row = draft(
        public_id=of.public_id,
        n=of.n + 1,
        kind=kind,
        changes=changes or {},
        personal=personal or {},
        details=details,
        previous=of.last_event,
    )
    _write(actor, act, row, name)


@transaction.atomic
def correct_party(
    *, actor: Actor, public_id: str, values: Mapping[str, Any], reason: str, expected_n: int | None = None
) -> None:
    """Correct what is known of a party; the old values stay in its history."""
    require(actor, "parties:party:write")
    of = _locked(actor, public_id, expected_n)
    party.check(of.kind, values, ledger.now().date())
    public, personal = party.split(of.kind, values)
    _record(actor, of, "corrected", changes=public, personal=personal, details={"reason": reason}, name=values.get("name"))


@transaction.atomic
def move_party(*, actor: Actor, public_id: str, address: Mapping[str, Any], expected_n: int | None = None) -> None:
    """Record a new address from a date on (change-of-address duty); the earlier one ends that day."""
    require(actor, "parties:party:write")
    of = _locked(actor, public_id, expected_n)
    changes, lines = _address_of(address)
    if not changes:
        raise Invalid("parties.invalid", reasons=[Reason("parties.address.missing", field="address")])
    _record(actor, of, "moved", changes=changes, personal={"address": lines} if lines else {})


@transaction.atomic
def merge_parties(*, actor: Actor, public_id: str, into: str, reason: str) -> None:
    """Two records are one person: the first points to the second from now on. `split_parties` takes it back."""
    require(actor, "parties:party:merge")
    of, survivor = _locked(actor, public_id, None), _locked(actor, into, None)
    if of.pk == survivor.pk or survivor.merged_into or of.merged_into or of.kind != survivor.kind:
        raise Conflict("parties.party.cannot_merge")
    _record(actor, of, "merged", changes={"merged_into": into}, details={"reason": reason})


@transaction.atomic
def split_parties(*, actor: Actor, public_id: str, reason: str) -> None:
    """Take a merge back: the record stands for itself again."""
    require(actor, "parties:party:merge")
    of = _locked(actor, public_id, None)
    if not of.merged_into:
        raise Conflict("parties.party.not_merged")
    _record(actor, of, "split", changes={"merged_into": ""}, details={"reason": reason})


def names_known(pairs: Sequence[tuple[str, str]]) -> None:
    """Write the search keys of many parties at once: pairs of public identifier and name."""
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_NAME_KEY, [(names.folded(name), names.VERSION, public_id) for public_id, name in pairs])
