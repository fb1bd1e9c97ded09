"""Ordering and lifting holds, and proposing to erase what has lapsed: each one act, one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers
from ifar.acts.recorder import Recorder
from ifar.errors import Conflict, Invalid, NotFound, Reason
from ifar.parties.selectors import erasable, parties_for, records_of
from ifar.parties.services import propose_erasure
from ifar.recoveries.erasing import beside
from ifar.registry.selectors import firearms_for
from ifar.retention import hold, labels, selectors
from ifar.retention.acts import ACTS
from ifar.retention.inputs import LiftHold
from ifar.retention.models import Hold
from ifar.rights import Actor, require

RECORDER: Final = Recorder(ACTS, states_facts=False)
LIFTED: Final = "retention.hold_lifted"
MOST_AT_ONCE: Final = 50
HOLD: Final = Offers(RECORDER, "hold", selectors.hold_for, page="retention:holds", on=lambda _found: ())


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
    case = " ".join(case.split())
    try:
        hold.check(ground, case, until, selectors.today())
    except Invalid as error:
        raise labels.in_words(error) from error
    keeper = (actor.agency, _compartment_of(actor, object))
    changes = {"object": object, "case": case, "ground": ground, "until": until}
    made = RECORDER.record(actor, "hold", "ordered", changes=changes, keeper=keeper)
    return Hold.objects.select_related("agency").get(public_id=made.subject)


@HOLD.act(
    "lifted",
    LiftHold,
    _("Lift a legal hold"),
    permission="retention:hold:place",
    hint=_("The hold stands until somebody else has agreed. Only the office that ordered it may ask."),
)
@transaction.atomic
def propose_lifting(*, actor: Actor, hold_id: str, ground: str, reason: str) -> Proposal:
    """Propose to lift a hold of one's own office; a second person decides.

    Raises:
        NotFound: there is no such hold for this actor.
        Refused: another office ordered it.
        Conflict: it stands no more.
    """
    require(actor, "retention:hold:place")
    record = selectors.hold_for(actor, hold_id)
    if ground not in hold.ENDINGS:
        raise RECORDER.invalid(Reason("retention.hold.ending", field="ground"))
    if record.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("retention.hold.other_office"))
    _check_standing(record)
    return proposals.propose(
        actor=actor,
        act=LIFTED,
        object=hold_id,
        payload={"details": {"ending": ground}},
        reason=reason,
        compartment=record.compartment,
    )


def _check_standing(record: Hold) -> None:
    if not selectors.is_standing(record):
        raise Conflict("retention.hold.over", labels.of("retention.hold.over"))


def lift(actor: Actor, proposal: Proposal) -> None:
    """Lift what was approved."""
    record = Hold.objects.select_related("agency").get(public_id=proposal.object)
    _check_standing(record)
    decided = proposal.payload["details"]
    RECORDER.record(
        actor, "hold", "lifted", record, changes=decided, details=decided, proposal=proposal.public_id
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
    records = sorted({record for text in public_ids for record in records_of(text)})
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
    outlook = selectors.outlook_of(public_id)
    if outlook is None or (ground == "entered_by_mistake" and not outlook.firearms and not outlook.licences):
        return None
    if outlook.lapsed(selectors.today()):
        return None
    return Reason(
        "retention.erasure.kept", labels.refusal(outlook), article=labels.articles(outlook.kept.rules) or None
    )


def objection_of_holds(actor: Actor, public_id: str, ground: str) -> Reason | None:
    """A legal hold stands on the party, on a firearm that it ever held, or on somebody of whom the same account of a case tells.

    Whatever the ground. Holds that the actor may see are named, with the office that lifts them; their case is not told.
    """
    holds = selectors.holds_against(public_id)
    for other in beside(public_id):
        holds += selectors.holds_against(other)
    if not holds:
        return None
    seen = selectors.holds_for(actor).filter(pk__in=[record.pk for record in holds]).order_by("at")
    named = ", ".join(f"{identifiers.shown(record.public_id)} ({record.agency.name})" for record in seen)
    message = (
        gettext("A legal hold stands against it: %(holds)s. Those who ordered it must lift it first.")
        % {"holds": named}
        if named
        else gettext(
            "A legal hold stands on this person or on a firearm that was theirs. Those who ordered it must lift it first."
        )
    )
    return Reason("retention.erasure.held", message, article="EU 2016/680 art. 16(3)")
