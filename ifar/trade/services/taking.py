"""What did not go on as it was authorised: detained, seized, stolen, refused at entry, returned. One act says it of pieces that are on record here.

What an office of this State detained or seized is a case of recoveries with an item for each piece, linked to its record; what was stolen is searched for at
once. Nobody types a serial number again. What another State's posts did is a report and no event of a life; refusal and return are reports too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ifar.errors import IfarError, Reason
from ifar.ledger import services as ledger
from ifar.recoveries.services import cases, items, links
from ifar.recoveries.services.cases import Circumstances
from ifar.reference import selectors as reference
from ifar.registry.occurred import instant
from ifar.registry.search.naming import identity_of
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.rights import Actor, may
from ifar.trade.services.writing import RECORDER

TAKEN: Final = ("detained", "seized")
"""What leaves the pieces in the hands of an authority."""
CASE: Final = "recoveries:case:write"
STOLEN: Final = "stolen"
MOST: Final = 2_000
"""Things of one report: as many as a case takes at once."""


@dataclass(frozen=True, slots=True)
class Arm:
    """A thing that it is about: its record where it has one, and what is known of it; of parts and ammunition so many."""

    kind: str = "firearm"
    quantity: int = 1
    firearm: str = ""
    serial: str = ""
    type: str = ""
    make: str = ""
    model: str = ""
    calibre: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of firearms: one of the codes of `labels.FATES`, in which State, and under which number at the office."""

    what: str
    country: str = ""
    number: str = ""
    ground: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it became so in this State."""
        return self.country in ("", settings.IFAR_COUNTRY)

    @property
    def opens_case(self) -> bool:
        """Whether a case of recoveries follows."""
        return self.what in TAKEN and self.is_here


def check(actor: Actor, fate: Fate, count: int) -> None:
    """Refuse what says too little, or of too much.

    Raises:
        Refused: the actor opens no cases.
        Invalid: a case has no number, there is no such ground, or more is named than one report takes.
    """
    if fate.opens_case and not may(actor, CASE):
        raise RECORDER.refused(Reason("trade.fate.office"))
    if count > MOST:
        raise RECORDER.invalid(Reason("trade.fate.many", field="serials", params={"most": MOST}))
    if fate.opens_case and not fate.number.strip():
        raise RECORDER.invalid(Reason("trade.fate.number", field="number"))
    if fate.ground and not reference.exists("seizure_ground", fate.ground):
        raise RECORDER.invalid(Reason("trade.fate.ground", field="ground"))


@transaction.atomic
def follow(actor: Actor, about: str, fate: Fate, arms: Sequence[Arm]) -> str:
    """Do what follows in recoveries and in the lives of firearms; returns the public identifier of the case, where there is one.

    Args:
        about: public identifier of the consignment or journey on which they were.

    Raises:
        Refused: the office has a case of that number, or the life cycle says no of a firearm.
    """
    if fate.what == STOLEN:
        _report(actor, about, fate, arms)
    return _take(actor, about, fate, arms) if fate.opens_case else ""


def _take(actor: Actor, about: str, fate: Fate, arms: Sequence[Arm]) -> str:
    ground = fate.ground or ("other" if fate.what == "detained" else "illicit_trafficking")
    circumstances = Circumstances(
        kind="seized",
        number=fate.number,
        occurred=instant(ledger.now()),
        ground=ground,
        # By this the case leads back to what it came from.
        report=about,
    )
    case = cases.open_case(actor=actor, said=circumstances)
    resolver = reference.resolver()
    new = [
        items.NewItem(
            kind=value.kind, quantity=value.quantity, identity=_identity(value, resolver), marks=_marks(value)
        )
        for value in arms
    ]
    entered = items.enter_items(actor=actor, case=case, items=new)
    for arm, item in zip(arms, entered.items, strict=True):
        if arm.firearm:
            links.link_item(actor=actor, item_id=item, firearm=arm.firearm)
        if arm.firearm or arm.kind != "firearm" or not arm.serial:
            continue
        try:
            with transaction.atomic():
                links.register_item(actor=actor, item=item, none=False)
        except IfarError:
            # The register has something that it may be: a person says whether it is the one.
            continue
    return case


def _report(actor: Actor, about: str, fate: Fate, arms: Iterable[Arm]) -> None:
    details: dict[str, Any] = {"taken_from": "transport"}
    if fate.number.strip():
        details["report"] = fate.number.strip()
    resolver = reference.resolver()
    for arm in arms:
        event = NewEvent("stolen", details, occurred=instant(ledger.now()), paper=about)
        if arm.firearm:
            record_event(actor=actor, firearm=arm.firearm, event=event)
        else:
            first = NewEvent(
                event.kind,
                event.details,
                event.occurred,
                paper=about,
                identity=_identity(arm, resolver),
                marks=_marks(arm),
            )
            register_firearm(actor=actor, event=first)


def _identity(arm: Arm, resolver: Any) -> dict[str, Any]:
    # What kind of part it is, or ammunition, is no type of firearm.
    names = ("type", "make", "model", "calibre") if arm.kind == "firearm" else ("make", "model", "calibre")
    result = {name: getattr(arm, name) for name in names}
    known = {name: text for name, text in result.items() if text}
    return identity_of(known, resolver) if known else {}


def _marks(arm: Arm) -> tuple[dict[str, Any], ...]:
    return ({"kind": "serial", "text": arm.serial, "text_status": "known"},) if arm.serial else ()
