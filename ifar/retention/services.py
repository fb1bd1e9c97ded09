"""Ordering and lifting holds, and proposing to erase what has lapsed: each one act, one transaction."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.accounts.models import Agency, Proposal
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Invalid, NotFound, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.parties.selectors import erasable, parties_for, records_of
from ifar.parties.services import propose_erasure
from ifar.recoveries.erasing import beside
from ifar.registry.selectors import firearms_for
from ifar.retention import hold, labels, selectors
from ifar.retention.models import Hold, HoldEnd
from ifar.rights import Actor, require

LIFTED: Final = "retention.lifted"
MOST_AT_ONCE: Final = 50


def _compartment_of(actor: Actor, object: str) -> str:
    """The compartment of a firearm or a party that the actor sees.

    Raises:
        NotFound: there is none for this actor.
    """
    seen: Any = parties_for(actor) if object.startswith("P") else firearms_for(actor)
    compartment: str | None = seen.filter(public_id=object).values_list("compartment", flat=True).first()
    if compartment is None:
        raise NotFound("retention.object.not_found", _("There is no such firearm or party."))
    return compartment


@transaction.atomic
def place_hold(*, actor: Actor, object: str, ground: str, case: str, until: dt.date | None = None) -> Hold:
    """Order that what is known of a firearm or a party be kept.

    Args:
        object: its public identifier.
        ground: one of `hold.GROUNDS`.
        case: the number of the case that it is kept for.
        until: the last day; without it the hold stands until it is lifted.

    Raises:
        NotFound: there is no such thing for this actor.
        Invalid: a field is wrong.
    """
    require(actor, "retention:hold:place")
    now = ledger.now().astimezone(dt.UTC)
    case = " ".join(case.split())
    try:
        hold.check(ground, case, until, now.date())
    except Invalid as error:
        raise labels.in_words(error) from error
    compartment = _compartment_of(actor, object)
    public_id = identifiers.new("H", secrets.token_bytes)
    payload = {
        "hold": public_id,
        "object": object,
        "case": case,
        "ground": ground,
        "until": until.isoformat() if until else None,
        "compartment": compartment,
        "agency": actor.agency,
        "at": timestamp(now),
    }
    draft = Draft(
        schema="retention.held/1",
        act="retention.held",
        object=public_id,
        payload=payload,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    return Hold.objects.create(
        entry=draft.entry,
        public_id=public_id,
        object=object,
        case=case,
        ground=ground,
        until=until,
        compartment=compartment,
        agency=Agency.objects.get(public_id=actor.agency),
        placer=actor.id,
        at=now,
    )


@transaction.atomic
def propose_lifting(*, actor: Actor, public_id: str, ground: str, reason: str) -> Proposal:
    """Propose to lift a hold of one's own office; a second person decides.

    Raises:
        NotFound: there is no such hold for this actor.
        Refused: another office ordered it.
        Conflict: it stands no more.
    """
    require(actor, "retention:hold:place")
    found = selectors.hold_for(actor, public_id)
    if ground not in hold.ENDINGS:
        raise Invalid("retention.hold.ending", _("Choose why it is lifted."), field="ground")
    if found.agency_id != actor.agency_id:
        raise Refused(
            "retention.hold.other_office", _("Another office ordered this hold; only that office lifts it.")
        )
    _check_standing(found)
    return proposals.propose(
        actor=actor,
        act=LIFTED,
        object=public_id,
        payload={"hold": public_id, "ground": ground},
        reason=reason,
        compartment=found.compartment,
    )


def _check_standing(found: Hold) -> None:
    if not selectors.is_standing(found):
        raise Conflict("retention.hold.over", _("This hold stands no more."))


def lift(actor: Actor, proposal: Proposal) -> None:
    """Lift what was approved."""
    found = Hold.objects.select_related("end").get(public_id=proposal.object)
    _check_standing(found)
    now = ledger.now().astimezone(dt.UTC)
    draft = Draft(
        schema="retention.lifted/1",
        act=LIFTED,
        object=found.public_id,
        payload={**proposal.payload, "proposal": proposal.public_id, "at": timestamp(now)},
        previous=found.entry,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    HoldEnd.objects.create(
        entry=draft.entry, hold=found, ground=proposal.payload["ground"], proposal=proposal.public_id, at=now
    )


@transaction.atomic
def propose_erasures(*, actor: Actor, public_ids: Collection[str], reason: str) -> list[Proposal]:
    """Propose to erase everything personal of parties that have lapsed, one proposal for each record; all or none.

    Raises:
        Invalid: nobody was chosen, or too many at once.
        NotFound: one of them is none for this actor.
        Refused: an adopted rule or a hold still keeps one of them; nothing was proposed.
    """
    require(actor, "parties:personal:erase")
    if not 0 < len(set(public_ids)) <= MOST_AT_ONCE:
        raise Invalid(
            "retention.lapsed.number", _("Choose between one and fifty of them."), field="public_ids"
        )
    records = sorted({record for one in public_ids for record in records_of(one)})
    asked = [
        propose_erasure(actor=actor, public_id=record, fields=there, ground="retention_ended", reason=reason)
        for record in records
        if (there := erasable(record))
    ]
    if not asked:
        raise NotFound("parties.party.not_found", _("There is no such party, or nothing of this to erase."))
    return asked


# What stands against an erasure -----------------------------------------------------------------------------------


def objection_of_rules(actor: Actor, public_id: str, ground: str) -> Reason | None:
    """An adopted rule still keeps what is known of a party (Protocol art. 7; ITI para. 12; EU 2021/555 art. 4(5)).

    That it was entered by mistake counts only where it never stood beside a firearm or a licence: else a mistake would be the
    shortest way around every rule. A court's order goes before them.
    """
    if ground == "court_order":
        return None
    found = selectors.outlook_of(public_id)
    if found is None or (ground == "entered_by_mistake" and not found.firearms and not found.licences):
        return None
    if found.lapsed(selectors.today()):
        return None
    return Reason(
        "retention.erasure.kept", labels.refusal(found), article=labels.articles(found.kept.rules) or None
    )


def objection_of_holds(actor: Actor, public_id: str, ground: str) -> Reason | None:
    """A legal hold stands on the party, on a firearm that it ever held, or on somebody of whom the same account of a case tells.

    Whatever the ground. Holds that the actor may see are named, with the office that lifts them; their case is not told.
    """
    found = selectors.holds_against(public_id)
    for other in beside(public_id):
        found += selectors.holds_against(other)
    if not found:
        return None
    seen = selectors.holds_for(actor).filter(pk__in=[one.pk for one in found]).order_by("at")
    named = ", ".join(f"{identifiers.shown(one.public_id)} ({one.agency.name})" for one in seen)
    message = (
        _("A legal hold stands against it: %(holds)s. Those who ordered it must lift it first.")
        % {"holds": named}
        if named
        else _(
            "A legal hold stands on this person or on a firearm that was theirs. Those who ordered it must lift it first."
        )
    )
    return Reason("retention.erasure.held", message, article="EU 2016/680 art. 16(3)")
