"""What tests of the State's stocks need: the armoury of a police station, with people who work in it and officers on its roster."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.accounts.services import grants, people, proposals, shifts
from ifar.placement.services.placing import Placing, place_many
from ifar.rights import Actor
from ifar.stocks.services import armouries, issues, roster
from ifar.stocks.services.writing import today
from tests import cast
from tests.ammunition.making import a_lot, move
from tests.factories import a_firearm
from tests.placement.making import a_place
from tests.registry.waiting import STOCK


def works_at(who: str, role: str, office: Agency, purpose: str = "stock", case: str = "") -> Actor:
    """A member of the cast, who works at an office from now on."""
    given = grants.propose_grant(
        actor=cast.actor("ken"),
        user=cast.user(who).public_id,
        role=role,
        agency=office.public_id,
        reason="new",
    )
    assert proposals.decide(actor=cast.actor("laura"), proposal=given.public_id, verdict="approve").executed
    people.switch_agency(actor=cast.actor(who), agency=office.public_id)
    shifts.start(actor=cast.actor(who), purpose=purpose, case=case, hours=12)
    return cast.actor(who)


def in_days(days: int) -> dt.date:
    """A day from today on."""
    return today() + dt.timedelta(days=days)


def staffed() -> tuple[Actor, Actor]:
    """Mallory is the armourer of the harbour's police, Rosa its officer in charge."""
    harbour = cast.agency("harbour")
    return works_at("mallory", "armourer", harbour), works_at("rosa", "officer_in_charge", harbour)


def an_armoury(armourer: Actor, chief: Actor, name: str = "Main armoury", **said: Any) -> str:
    """A store that somebody took over today; its identifier."""
    place = a_place(armourer, name, "store")
    asked = {"charge": chief.id, "since": today(), "standing_order": "SO-1", **said}
    return armouries.take_over(actor=chief, place=place, **asked)


def an_officer(armourer: Actor, name: str = "Sami Haddad", number: str = "N-100", **said: Any) -> str:
    """An officer who may carry; the public identifier."""
    asked = {"trained_until": in_days(200), "medical_until": in_days(100), **said}
    return roster.enrol(actor=armourer, name=name, number=number, **asked)


@dataclass(frozen=True)
class Counter:
    """The counter of an armoury: who works there, an officer who may carry, arms on its rack and a lot of rounds."""

    armourer: Actor
    chief: Actor
    armoury: str
    officer: str
    arms: Sequence[str]
    lot: str


def a_counter(many: int = 2, **officer: Any) -> Counter:
    """An armoury at work."""
    armourer, chief = staffed()
    armoury = an_armoury(armourer, chief)
    rack = a_place(armourer, "Rack 1", inside=armoury, code="R1")
    arms = [a_firearm(armourer, f"HB{number:05}", **STOCK).firearm for number in range(1, many + 1)]
    place_many(actor=armourer, placements=[Placing(arm, rack) for arm in arms])
    lot = a_lot(armourer, "PP-25-1")
    move(armourer, "opened", rack, (lot, 1000))
    return Counter(armourer, chief, armoury, an_officer(chief, **officer), arms, lot)


def issued(at: Counter, arms: Sequence[str] = (), **said: Any) -> str:
    """An issue for a shift with sixty rounds; its identifier."""
    asked: dict[str, Any] = {
        "kind": "shift",
        "officer": at.officer,
        "rounds": {at.lot: 60},
        "due_at": timezone.now() + dt.timedelta(hours=12),
        **said,
    }
    return issues.issue(actor=at.armourer, armoury=at.armoury, arms=arms or at.arms[:1], **asked)
