"""What becomes of a licence: suspended at once by one person, surrendered; reinstated, revoked, ended or changed by two."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers, Together
from ifar.errors import Reason
from ifar.licensing import eligibility, holding, licence
from ifar.licensing.inputs import (
    ChangeLicence,
    EndLicence,
    ReinstateLicence,
    RevokeLicence,
    SurrenderLicence,
    SuspendLicence,
)
from ifar.licensing.kind import POSSESSING, Ground
from ifar.licensing.models import Licence, Removal
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import grounds, kind_of
from ifar.licensing.services import bars, removals
from ifar.licensing.services.applications import as_it_stands, today
from ifar.licensing.services.naming import check_unnamed
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

LICENCE: Final = Offers(RECORDER, "licence", records.licence_for, page="licensing:licence")
PROPOSE: Final = "licensing:decision:propose"
SUSPEND: Final = "licensing:licence:suspend"
REVIEW: Final = Actor(kind="job", id="licensing_review", name="licensing_review")


def _ground(code: str) -> Ground:
    ground = grounds().get(code)
    if ground is None:
        raise RECORDER.invalid(Reason("licensing.ground", field="ground"))
    return ground


_OPENS_REMOVAL: Final = _(
    "The firearms of the holder then have to leave. Where the register has none with the holder, that is opened all the same, and ends when you"
    " record that nothing is left."
)
_ALONE: Final = _("One person is enough: waiting is what endangers. Only a second person brings it back.")


def _follows(record: Licence) -> str:
    """What is said before a licence stops under which firearms may be held."""
    return str(_OPENS_REMOVAL) if POSSESSING & set(record.allows) else ""


def _among(effect: str) -> list[tuple[str, str]]:
    """The grounds with an effect, in words; without those that have an act of their own."""
    known = grounds()
    return [
        (choice.code, choice.words)
        for choice in reference.choices("eligibility_ground")
        if known[choice.code].effect == effect
        and not (effect == "ends" and choice.code in eligibility.OWN_WAYS)
    ]


def _stops(_actor: Actor, _found: Licence) -> Mapping[str, Any]:
    return {"among": {"ground": _among("suspends")}}


def _ends(_actor: Actor, record: Licence) -> Mapping[str, Any]:
    return {"among": {"ground": _among("ends")}, "initial": {"ground": record.ground}}


def _standing(actor: Actor, public_id: str, kind: str, expected_n: int | None) -> Licence:
    record = records.licence_for(actor, public_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.state_after("licence", kind, record.state)
    return record


@LICENCE.act(
    "suspended",
    SuspendLicence,
    _("Suspend it at once"),
    permission=SUSPEND,
    done=_("The licence is suspended."),
    hint=lambda record: f"{_follows(record)} {_ALONE}".strip(),
    when=lambda _actor, record: record.state != "suspended",
    asks=_stops,
    danger=True,
)
@transaction.atomic
def suspend(
    *, actor: Actor, licence_id: str, ground: str, reason: str, expected_n: int | None = None
) -> None:
    """Suspend a licence at once: one person is enough, because waiting is what endangers. Opens the removal of the firearms.

    Raises:
        NotFound, Refused, Conflict: as for every act on a licence.
        Invalid: no such ground, or no reason.
    """
    require(actor, "licensing:licence:suspend")
    record = _standing(actor, licence_id, "suspended", expected_n)
    result = _ground(ground)
    if not reason.strip():
        raise RECORDER.invalid(Reason("licensing.note", field="reason"))
    _stop(actor, record, result, note=reason)


def _stop(
    actor: Actor,
    record: Licence,
    ground: Ground,
    *,
    note: str = "",
    notice: str = "",
) -> None:
    details = {"ground": ground.code} | ({"notice": notice} if notice else {})
    RECORDER.record(
        actor, "licence", "suspended", record, changes={"ground": ground.code}, details=details, note=note
    )
    removals.open_for(actor, record, ground, notice=notice)


def stop_all(
    actor: Actor,
    holders: Collection[str],
    ground: Ground,
    notice: str,
    *,
    states: Collection[str] = licence.ALIVE,
) -> list[str]:
    """Suspend every licence of a party in one of some states, under any of its records. In the caller's transaction.

    One person's word suspends, whatever the ground: what ends a licence, a death too, takes a second person (`propose_end`).

    Returns the licences.
    """
    licences = list(
        Licence.objects.filter(holder__in=holders, state__in=states).select_related("agency").order_by("id")
    )
    for record in licences:
        _stop(actor, record, ground, notice=notice)
    return [item.public_id for item in licences]


@LICENCE.act(
    "surrendered",
    SurrenderLicence,
    _("Record that it is given back"),
    permission=SUSPEND,
    done=_("It is recorded that the licence was given back."),
)
@transaction.atomic
def surrender(*, actor: Actor, licence_id: str, note: str = "", expected_n: int | None = None) -> None:
    """Record that the holder gave the licence back. Opens the removal of what they still keep, where no other licence covers it."""
    require(actor, "licensing:licence:suspend")
    record = _standing(actor, licence_id, "surrendered", expected_n)
    RECORDER.record(actor, "licence", "surrendered", record, note=note)
    if removals.keeps(record, today()):
        removals.open_for(actor, record, _ground("surrendered"))


@LICENCE.act(
    "revoked",
    RevokeLicence,
    _("Submit revocation for approval"),
    permission=PROPOSE,
    asks=_stops,
    hint=_follows,
)
@transaction.atomic
def propose_revocation(
    *, actor: Actor, licence_id: str, ground: str, reason: str, expected_n: int | None = None
) -> Proposal:
    """Propose to revoke a licence; another person decides."""
    require(actor, "licensing:decision:propose")
    record = _standing(actor, licence_id, "revoked", expected_n)
    return _propose(actor, record, "revoked", {"ground": _ground(ground).code}, reason)


@LICENCE.act(
    "reinstated",
    ReinstateLicence,
    _("Submit reinstatement for approval"),
    permission=PROPOSE,
    leads=True,
    many=Together(title=_("Reinstate licences")),
)
@transaction.atomic
def propose_reinstatement(*, actor: Actor, licence_id: str, reason: str) -> Proposal:
    """Propose that a suspended licence is in force again; another person decides."""
    require(actor, "licensing:decision:propose")
    record = _standing(actor, licence_id, "reinstated", None)
    return _propose(actor, record, "reinstated", {"ground": ""}, reason)


@LICENCE.act(
    "lapsed",
    EndLicence,
    _("Submit its end for approval"),
    permission=PROPOSE,
    hint=_("A notice alone only stops a licence. That it ends, a second person decides."),
    asks=_ends,
)
@transaction.atomic
def propose_end(
    *, actor: Actor, licence_id: str, ground: str, reason: str, expected_n: int | None = None
) -> Proposal:
    """Propose that a licence ends because its holder is no more; another person decides.

    Raises:
        Invalid: no such ground, or one that ends nothing, or that has an act of its own.
    """
    require(actor, "licensing:decision:propose")
    record = _standing(actor, licence_id, "lapsed", expected_n)
    result = _ground(ground)
    if result.effect != "ends" or result.code in eligibility.OWN_WAYS:
        raise RECORDER.invalid(Reason("licensing.ground", field="ground"))
    return _propose(actor, record, "lapsed", {"ground": result.code}, reason)


@LICENCE.act(
    "changed",
    ChangeLicence,
    _("Change the licence"),
    permission=PROPOSE,
    asks=lambda _actor, record: as_it_stands(record, "categories", "quota", "conditions"),
)
@transaction.atomic
def propose_change(
    *,
    actor: Actor,
    licence_id: str,
    reason: str,
    categories: Sequence[str] | None = None,
    quota: int | None = None,
    conditions: Sequence[str] | None = None,
) -> Proposal:
    """Propose other categories, another number or other conditions; another person decides.

    Raises:
        Invalid: more than the kind allows, nothing changes, or a condition names the holder.
    """
    require(actor, "licensing:decision:propose")
    record = _standing(actor, licence_id, "changed", None)
    kind = kind_of(record.kind)
    sets: dict[str, Any] = {
        "categories": record.categories if categories is None else list(categories),
        "quota": record.quota if quota is None else quota,
        "conditions": record.conditions
        if conditions is None
        else [condition.strip() for condition in conditions if condition.strip()],
    }
    if reasons := tuple(
        eligibility.asking(kind, record.holder_kind, sets["categories"], sets["quota"], kind.months)
    ):
        raise RECORDER.invalid(*reasons)
    if sets["conditions"] != record.conditions:
        check_unnamed(record.holder, {"conditions": sets["conditions"]})
    if all(getattr(record, name) == value for name, value in sets.items()):
        raise RECORDER.invalid(Reason("licensing.nothing", field="conditions"))
    return _propose(actor, record, "changed", sets, reason)


def _propose(actor: Actor, record: Licence, kind: str, details: Mapping[str, Any], reason: str) -> Proposal:
    return proposals.propose(
        actor=actor,
        act=f"licensing.licence_{kind}",
        object=record.public_id,
        payload={"details": dict(details)},
        reason=reason,
        compartment=record.compartment,
    )


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Do what was approved: revoke, reinstate, end or change a licence."""
    kind = proposal.act.rpartition("_")[2]
    record = _standing(actor, proposal.object, kind, None)
    details = proposal.payload["details"]
    RECORDER.record(
        actor,
        "licence",
        kind,
        record,
        changes=details,
        details=details,
        note=proposal.reason,
        proposal=proposal.public_id,
    )
    if kind == "revoked":
        removals.open_for(actor, record, _ground(details["ground"]))
        bars.enter_revocation(actor, record, details["ground"])
    elif kind == "reinstated":
        _lift(actor, record)
    elif kind == "lapsed" and removals.keeps(record, today()):
        removals.open_for(actor, record, _ground(details["ground"]))


def _lift(actor: Actor, record: Licence) -> None:
    """What had to leave may stay: the removal that this licence's suspension opened ends, unless another licence is still stopped.

    A holder has one open removal, so one that waited for the other licence ends with that one. What a licence opened that was
    revoked, given back or lapsed stays.
    """
    whose = parties.records_of(record.holder)
    if Licence.objects.filter(holder__in=whose, state="suspended").exclude(pk=record.pk).exists():
        return
    again = Licence.objects.filter(holder__in=whose, state="in_force").values("public_id")
    for removal in Removal.objects.filter(holder__in=whose, state="open", licence__in=again):
        RECORDER.record(actor, "removal", "lifted", removal)
        removals.settle(actor, removal.public_id, "explained", "")


STEP: Final = 5000
"""How many holders the daily review looks at with each query."""


def expire(actor: Actor, day: dt.date) -> int:
    """Open the removal for every holder whose licences ended in whatever way and who still keeps firearms; returns how many are new.

    Three queries for each five thousand holders, and what each new removal takes.
    """
    ended = records.ended(day)
    opened = 0
    for start in range(0, len(ended), STEP):
        keys = _still_keeping(ended[start : start + STEP], day)
        for record in Licence.objects.filter(pk__in=keys).select_related("agency").order_by("id"):
            opened += removals.open_for(actor, record, _ended_by(record))
    return opened


def _still_keeping(ended: Sequence[tuple[int, str]], day: dt.date) -> list[int]:
    """Keys of the licences whose holders keep firearms under any of their records, and hold no licence under any that covers it."""
    whose = parties.records_of_all([holder for _, holder in ended])
    everybody = frozenset().union(*whose.values())
    keep = holding.keepers(everybody)
    keeping = [(key, whose[holder]) for key, holder in ended if whose[holder] & keep]
    may = records.covered(frozenset().union(*(group for _, group in keeping)), day)
    return [key for key, group in keeping if not group & may]


def _ended_by(record: Licence) -> Ground:
    """Why a licence is over. One given back while it was suspended still names the ground of the suspension."""
    if record.state == "surrendered":
        return _ground("surrendered")
    return _ground("expired" if record.state in licence.ALIVE else record.ground)


def bury(actor: Actor) -> int:
    """Stop the licences of people who are recorded as dead, and open the removal of what they still keep; returns how many are new.

    Four queries for each five thousand of the dead, and what each act takes.
    """
    ground = _ground("death")
    dead = parties.dead_people()
    opened = 0
    for start in range(0, len(dead), STEP):
        step = dead[start : start + STEP]
        whose = parties.records_of_all([party for party, *_ in step])
        everybody = frozenset().union(*whose.values())
        standing = Licence.objects.filter(holder__in=everybody, state="in_force")
        living = frozenset(standing.values_list("holder", flat=True))
        keep = holding.keepers(everybody)
        followed = frozenset(
            Removal.objects.filter(holder__in=everybody, state="open").values_list("holder", flat=True)
        )
        for party, agency_id, agency, compartment in step:
            if whose[party] & living:
                opened += bool(stop_all(actor, whose[party], ground, "", states=("in_force",)))
            elif whose[party] & keep and not whose[party] & followed:
                opened += removals.open_of(actor, party, ground, office=(agency_id, agency, compartment))
    return opened


@transaction.atomic
def review(day: dt.date) -> int:
    """The daily look at who still holds what they may not: ended licences, dead holders. Returns how many removals are new."""
    return expire(REVIEW, day) + bury(REVIEW)
