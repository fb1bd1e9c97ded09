"""What tests of the State's stocks need: the armoury of a police station, with people who work in it and officers on its roster."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ifar.accounts.models import Agency
from ifar.accounts.services import grants, people, proposals, shifts
from ifar.rights import Actor
from ifar.stocks.services import armouries, roster
from ifar.stocks.services.writing import today
from tests import cast
from tests.placement.making import a_place


def works_at(who: str, role: str, office: Agency) -> Actor:
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
    shifts.start(actor=cast.actor(who), purpose="stock", case="", hours=12)
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
