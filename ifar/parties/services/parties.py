"""Registering, correcting, moving, merging and splitting parties: each one act, one transaction."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, NotFound
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.parties import joining, labels, likeness, names, party, selectors
from ifar.parties.models import Party
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

SCHEMA_VERSION = 1
INSERT_EVENT = "INSERT INTO parties_event (id, party, n, kind, schema, changes, details, proposal) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
WAIT: Final = "SELECT parties_lock_for_event(%s, %s)"
"""Has one or two parties to oneself until the transaction ends, in one order. It is asked before an entry takes its number in the log."""
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
    public = {
        "country": address["country"],
        "area": address.get("area") or "",
        "valid_from": address.get("valid_from") or None,
    }
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
    payload = {
        "kind": kind,
        "n": n,
        "changes": dict(changes),
        "details": dict(details or {}),
        "proposal": proposal,
    }
    act = Draft(
        schema=schema,
        act=f"parties.{kind}",
        object=public_id,
        payload=payload,
        personal=personal,
        previous=previous,
        entry=entry,
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


def _check(kind: str, values: Mapping[str, Any], address: Mapping[str, Any] | None = None) -> None:
    today = ledger.now().date()
    try:
        party.check(kind, values, today)
        if address:
            party.check_address(address, today)
    except Invalid as error:
        raise labels.in_words(error) from error


def _write(actor: Actor, act: Draft, row: tuple[Any, ...], name: str | None) -> None:
    with connection.cursor() as cursor:
        if act.previous is not None:
            cursor.execute(WAIT, [act.object, act.payload["changes"].get("merged_into")])
        ledger.append(actor=actor, drafts=[act])
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
    _check(new.kind, new.values, new.address)
    public_id, act, row = registered(actor, new)
    _write(actor, act, row, new.values.get("name"))
    return public_id


def _standing(actor: Actor, public_id: str, expected_n: int | None = None) -> Party:
    # The state table is the owner's: the runtime role cannot lock its rows, and need not. Events are numbered, and the
    # trigger refuses a number that somebody else took meanwhile.
    found = selectors.parties_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("parties.party.not_found")
    if expected_n is not None and found.n != expected_n:
        message = _(
            "Somebody else recorded something about this party after you opened it. Look at it again, then repeat."
        )
        raise Conflict("parties.party.changed_meanwhile", message)
    return found


def _for_itself(actor: Actor, public_id: str, expected_n: int | None) -> Party:
    found = _standing(actor, public_id, expected_n)
    if found.merged_into:
        message = _("This record was joined to another one. Record it there, or separate the two first.")
        raise Conflict("parties.party.merged", message)
    return found


def _record(
    actor: Actor,
    of: Party,
    kind: str,
    *,
    changes: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    reason: str = "",
    name: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    # What an officer writes as a reason may name people: it is kept apart like every other personal value.
    noted = {"note": reason.strip()} if reason.strip() else {}
    act, row = draft(
        public_id=of.public_id,
        n=of.n + 1,
        kind=kind,
        changes=changes or {},
        personal={**(personal or {}), **noted},
        details=details,
        previous=of.last_event,
    )
    _write(actor, act, row, name)
    entry: uuid.UUID = row[0]
    return entry


@transaction.atomic
def correct_party(
    *, actor: Actor, public_id: str, values: Mapping[str, Any], reason: str, expected_n: int | None = None
) -> None:
    """Correct what is known of a party; the old values stay in its history.

    Raises:
        NotFound: no such party for this actor.
        Conflict: somebody else recorded something meanwhile, or the record was joined to another one.
        Invalid: a field is wrong, or nothing changes.
    """
    require(actor, "parties:party:write")
    of = _for_itself(actor, public_id, expected_n)
    _check(of.kind, values)
    public, personal = party.split(of.kind, values)
    if not public and not personal:
        raise Invalid("parties.nothing", _("Nothing was changed."))
    _record(actor, of, "corrected", changes=public, personal=personal, reason=reason, name=values.get("name"))


MOVED: Final = "parties.moved"
"""The fact that a party that had an address has another one now: {entry, moved_on, reported_on, reported_by, area}."""


@transaction.atomic
def move_party(
    *,
    actor: Actor,
    public_id: str,
    address: Mapping[str, Any],
    reported_by: str = "officer",
    reported_on: dt.date | None = None,
    expected_n: int | None = None,
) -> None:
    """Record a new address from a day on (change-of-address duty); the earlier one ends that day.

    Args:
        address: {country, area, lines, valid_from}; without `valid_from` it holds from today on.
        reported_by: `holder` where the party reported it, `officer` where an office found it out.
        reported_on: the day of the report, which counts for the duty; today where None.

    Raises:
        Invalid: a field is wrong, or the day of the report has not come, or lies before the move.
    """
    require(actor, "parties:party:write")
    of = _for_itself(actor, public_id, expected_n)
    today = ledger.now().date()
    if not address.get("valid_from"):
        address = {**address, "valid_from": today.isoformat()}
    _check(of.kind, {}, address)
    told_on = reported_on or today
    if reported_by not in party.REPORTED_BY or told_on > today:
        raise Invalid(
            "parties.address.reported",
            _("Say who reported it, and on which day that has come."),
            field="reported_on",
        )
    changes, lines = _address_of(address)
    since = changes["address"]["valid_from"]
    earlier = of.addresses.exists()
    is_now = not of.addresses.filter(valid_from__gt=since).exists()
    told = {"reported_by": reported_by, "reported_on": told_on.isoformat()}
    entry = _record(
        actor, of, "moved", changes=changes, personal={"address": lines} if lines else {}, details=told
    )
    if earlier and is_now:
        area = changes["address"]["area"]
        state_fact(
            topic=MOVED,
            key=of.public_id,
            payload={**told, "entry": str(entry), "moved_on": since, "area": area},
        )


@transaction.atomic
def merge_parties(
    *, actor: Actor, public_id: str, into: str, reason: str, expected_n: int | None = None
) -> None:
    """Two records are one person: the first points to the second from now on. `split_parties` takes it back.

    The record keeps what spoke for and against it when it was decided: the codes of the reasons, which name nobody.

    Raises:
        Conflict: one of them was joined to another record, they are of different kinds or compartments, or an app above objects: a
            person with two accounts of their own is one too many.
    """
    require(actor, "parties:party:merge")
    with connection.cursor() as cursor:
        # Whoever joins one of them meanwhile is waited for, and what they did is told in words.
        cursor.execute(WAIT, [public_id, into])
    of, survivor = _standing(actor, public_id, expected_n), _standing(actor, into)
    if of.pk == survivor.pk or survivor.merged_into or of.merged_into:
        message = _("These two records cannot be joined: one of them was joined already.")
        raise Conflict("parties.party.cannot_merge", message)
    if of.kind != survivor.kind or of.compartment != survivor.compartment:
        message = _("These two records cannot be joined: they are of different kinds, or kept apart by law.")
        raise Conflict("parties.party.cannot_merge", message)
    joining.check(of.public_id, survivor.public_id)
    alike = likeness.compare(selectors.described(of), selectors.described(survivor))
    seen = {"points": alike.points, "reasons": [one.code for one in alike.reasons]}
    _record(actor, of, "merged", changes={"merged_into": into}, reason=reason, details={"likeness": seen})


@transaction.atomic
def split_parties(*, actor: Actor, public_id: str, reason: str) -> None:
    """Take a merge back: the record stands for itself again."""
    require(actor, "parties:party:merge")
    of = _standing(actor, public_id)
    if not of.merged_into:
        raise Conflict("parties.party.not_merged", _("This record was not joined to another one."))
    _record(actor, of, "split", changes={"merged_into": ""}, reason=reason)


def names_known(pairs: Sequence[tuple[str, str]]) -> None:
    """Write the search keys of many parties at once: pairs of public identifier and name."""
    with connection.cursor() as cursor:
        cursor.executemany(
            INSERT_NAME_KEY, [(names.folded(name), names.VERSION, public_id) for public_id, name in pairs]
        )
