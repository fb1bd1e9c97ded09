"""Lots: registered by the office that keeps them, corrected, suspended by whoever looks after that office; another person lifts the suspension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.ammunition import inputs, selectors
from ifar.ammunition.models import Lot
from ifar.ammunition.services.writing import RECORD, RECORDER, SUSPEND, WRITE
from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

SUSPENDED: Final = "ammunition.suspended"
RESUMED: Final = "ammunition.resumed"
"""Notices to whoever has some of a lot."""
LOT: Final = Offers(RECORDER, "lot", selectors.lot_for, page="ammunition:lot")


@transaction.atomic
def register_lot(
    *,
    actor: Actor,
    kind: str,
    maker: str,
    number: str,
    calibre: str = "",
    year: int | None = None,
    pieces: int | None = None,
    packages: int | None = None,
    mark: str = "",
    hazard: str = "",
    expires_on: dt.date | None = None,
    survey_on: dt.date | None = None,
) -> str:
    """Register a lot of the actor's office, as its maker marked it; returns its public identifier. Powder is weighed, everything else counted.

    Raises:
        Invalid: no such kind, no maker or number, or no calibre where there is one.
    """
    require(actor, WRITE)
    sets = {
        "kind": kind,
        "maker": " ".join(maker.split()),
        "number": " ".join(number.split()),
        "calibre": calibre_of(calibre),
        "year": year,
        "unit": "gram" if kind == "powder" else "piece",
        "pieces": pieces,
        "packages": packages,
        "mark": mark,
        "hazard": hazard,
        "expires_on": expires_on,
        "survey_on": survey_on,
    }
    return RECORDER.record(actor, "lot", "registered", changes=sets).subject


@transaction.atomic
def open_mixed(*, actor: Actor, place: str, calibre: str) -> str:
    """The mixed lot of the actor's office for the loose rounds of a calibre at a place, opened where there is none yet; its identifier.

    Raises:
        Invalid: no such place of the office, or no calibre.
    """
    require(actor, RECORD)
    calibre = calibre_of(calibre)
    if lot := selectors.mixed(actor.agency_id, place, calibre):
        return lot.public_id
    if not placement.own_with_officers(actor).filter(public_id=place).exists():
        raise RECORDER.invalid(Reason("ammunition.place", field="place"))
    sets = {"kind": "cartridge", "calibre": calibre, "unit": "piece", "place": place}
    return RECORDER.record(actor, "lot", "mixed", changes=sets).subject


def calibre_of(text: str) -> str:
    """A calibre as the reference data knows it, so that lots of one calibre are alike; else the words as they were typed."""
    text = " ".join(text.split())
    if text in reference.words("calibre"):
        return text
    resolved = reference.resolver().resolve_calibre(text) if text else None
    return str(resolved.code) if resolved and resolved.code else text


def _stands(_actor: Actor, lot: Lot) -> Mapping[str, Any]:
    return {"initial": {"mark": lot.mark, "expires_on": lot.expires_on, "survey_on": lot.survey_on}}


@LOT.act(
    "corrected",
    inputs.CorrectLot,
    _("Correct the mark or the shelf life"),
    permission=WRITE,
    asks=_stands,
    when=lambda _actor, record: not record.place,
)
@transaction.atomic
def correct_lot(
    *,
    actor: Actor,
    lot_id: str,
    mark: str = "",
    expires_on: dt.date | None = None,
    survey_on: dt.date | None = None,
    expected_n: int | None = None,
) -> None:
    """Say what is on the smallest package, until when the lot may be used, and when it is looked at again.

    Raises:
        NotFound: there is no such lot for this actor.
        Forbidden: another office keeps it.
    """
    require(actor, WRITE)
    lot = selectors.lot_for(actor, lot_id)
    RECORDER.check_expected(lot, expected_n)
    RECORDER.record(
        actor,
        "lot",
        "corrected",
        lot,
        changes={"mark": mark, "expires_on": expires_on, "survey_on": survey_on},
    )


@LOT.act(
    "suspended",
    inputs.SuspendLot,
    _("Suspend the lot"),
    permission=SUSPEND,
    hint=_(
        "From then on nobody uses, moves or sends any of it, wherever it is. Another person lifts the suspension."
    ),
    when=selectors.looks_after,
    danger=True,
)
@transaction.atomic
def suspend_lot(*, actor: Actor, lot_id: str, ground: str, expected_n: int | None = None) -> None:
    """Stop a lot everywhere at once.

    Raises:
        NotFound: there is no such lot for this actor.
        Refused: it is suspended already, or another authority looks after its office.
        Invalid: no ground of the list.
    """
    require(actor, SUSPEND)
    _set(actor, lot_id, "suspended", {"ground": ground}, expected_n)


@LOT.act(
    "resumed",
    inputs.ResumeLot,
    _("Lift the suspension"),
    permission=SUSPEND,
    when=selectors.looks_after,
)
@transaction.atomic
def resume_lot(*, actor: Actor, lot_id: str, expected_n: int | None = None) -> None:
    """Let a suspended lot be used again.

    Raises:
        NotFound: there is no such lot for this actor.
        Forbidden: the actor suspended it.
        Refused: it is not suspended, or another authority looks after its office.
    """
    require(actor, SUSPEND)
    _set(actor, lot_id, "resumed", {}, expected_n)


def _set(actor: Actor, lot_id: str, kind: str, changes: Mapping[str, Any], expected_n: int | None) -> None:
    lot = selectors.lot_for(actor, lot_id)
    RECORDER.check_expected(lot, expected_n)
    if not selectors.looks_after(actor, lot):
        raise RECORDER.refused(Reason("ammunition.not_yours_to_stop"))
    RECORDER.record(actor, "lot", kind, lot, changes=changes)
    _tell(actor, lot, kind)


def _tell(actor: Actor, lot: Lot, kind: str) -> None:
    """Tell every office that has some of a lot, under whichever number, or to which it is on the road, that it stops or goes on."""
    for agency, held in selectors.holders(lot.public_id):
        if kind == "resumed":
            notices.settle(actor=actor, kind=SUSPENDED, object=held, params={"lot": lot.public_id})
        notices.tell(
            kind=SUSPENDED if kind == "suspended" else RESUMED,
            object=held,
            agency_id=agency,
            permission=selectors.READ,
            once=f"ammunition.{kind} {lot.public_id} {lot.n + 1} {held} {agency}",
            params={"lot": lot.public_id},
        )


def raise_overdue(day: dt.date) -> int:
    """Raise as a matter of every office that holds some of it that a lot's shelf life is over or its surveillance due, once for each day that was set. How many."""
    raised = 0
    for lot, agency, cause, on in selectors.overdue(day):
        office = Agency.objects.get(public_id=agency)
        raised += bool(
            matters.open_matter("finding", lot.public_id, f"{cause} {agency}-{on.isoformat()}", office)
        )
    return raised
