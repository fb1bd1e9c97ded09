"""Registering, correcting, moving, merging and splitting parties: each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.recorder import WrittenAct
from ifar.errors import Conflict, Invalid, NotFound
from ifar.ledger import services as ledger
from ifar.outbox.services import state_fact
from ifar.parties import joining, labels, likeness, names, party, selectors
from ifar.parties.models import Party
from ifar.parties.services.writing import RECORDER
from ifar.rights import Actor, require

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


def _address_of(address: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What an entry says of an address, and the lines that stand apart."""
    if not address:
        return {}, {}
    public = {
        "country": address["country"],
        "area": address.get("area") or "",
        "valid_from": address.get("valid_from") or None,
    }
    lines = list(address.get("lines") or [])
    return {"address": public}, {"address": lines} if lines else {}


def registered(actor: Actor, new: NewParty, public_id: str | None = None) -> WrittenAct:
    """A registration, unwritten: the bulk import writes thousands at once."""
    public, personal = party.split(new.kind, new.values)
    details, lines = _address_of(new.address)
    return RECORDER.compose(
        actor,
        "party",
        "registered",
        public_id,
        changes={"kind": new.kind, **public},
        details=details,
        personal={**personal, **lines},
    )


def _check(kind: str, values: Mapping[str, Any], address: Mapping[str, Any] | None = None) -> None:
    today = ledger.now().date()
    try:
        party.check(kind, values, today)
        if address:
            party.check_address(address, today)
    except Invalid as error:
        raise labels.in_words(error) from error


def _name_known(public_id: str, name: str | None) -> None:
    """Write the search keys of a party's name, where it was given one."""
    if name:
        with connection.cursor() as cursor:
            cursor.execute(INSERT_NAME_KEY, (names.folded(name), names.VERSION, public_id))


@transaction.atomic
def register_party(*, actor: Actor, new: NewParty) -> str:
    """Register a party; returns its public identifier.

    Raises:
        Invalid: a field is wrong. Nothing was written.
    """
    require(actor, "parties:party:write")
    _check(new.kind, new.values, new.address)
    written = registered(actor, new)
    RECORDER.write(actor, written)
    _name_known(written.subject, new.values.get("name"))
    return written.subject


def _standing(actor: Actor, public_id: str, expected_n: int | None = None) -> Party:
    # The state table is the owner's: the runtime role cannot lock its rows, and need not. Events are numbered, and the
    # trigger refuses a number that somebody else took meanwhile.
    record = selectors.parties_for(actor).select_related("agency").filter(public_id=public_id).first()
    if record is None:
        raise NotFound("parties.party.not_found")
    if expected_n is not None and record.n != expected_n:
        message = _(
            "Somebody else recorded something about this party after you opened it. Look at it again, then repeat."
        )
        raise Conflict("parties.party.changed_meanwhile", message)
    return record


def _for_itself(actor: Actor, public_id: str, expected_n: int | None) -> Party:
    record = _standing(actor, public_id, expected_n)
    if record.merged_into:
        message = _("This record was joined to another one. Record it there, or separate the two first.")
        raise Conflict("parties.party.merged", message)
    return record


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
    RECORDER.record(actor, "party", "corrected", of, changes=public, personal=personal, note=reason)
    _name_known(of.public_id, values.get("name"))


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
    details, lines = _address_of(address)
    since = details["address"]["valid_from"]
    earlier = of.addresses.exists()
    is_now = not of.addresses.filter(valid_from__gt=since).exists()
    report = {"reported_by": reported_by, "reported_on": told_on.isoformat()}
    entry = RECORDER.record(actor, "party", "moved", of, details={**details, **report}, personal=lines).entry
    if earlier and is_now:
        area = details["address"]["area"]
        state_fact(
            topic=MOVED,
            key=of.public_id,
            payload={**report, "entry": str(entry), "moved_on": since, "area": area},
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
    seen = {"points": alike.points, "reasons": [item.code for item in alike.reasons]}
    RECORDER.record(
        actor,
        "party",
        "merged",
        of,
        changes={"merged_into": into},
        details={"likeness": seen},
        note=reason,
    )


@transaction.atomic
def split_parties(*, actor: Actor, public_id: str, reason: str) -> None:
    """Take a merge back: the record stands for itself again."""
    require(actor, "parties:party:merge")
    of = _standing(actor, public_id)
    if not of.merged_into:
        raise Conflict("parties.party.not_merged", _("This record was not joined to another one."))
    RECORDER.record(actor, "party", "split", of, note=reason)
