"""A dealer's book with all that may happen to a line, made through the real services."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from ifar.accounts.services import grants, people, proposals, shifts
from ifar.parties.services import NewParty, move_party, register_party
from ifar.registry.models import Firearm, Mark
from ifar.registry.occurred import day
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor
from tests import cast


def another_trader() -> None:
    """Mallory becomes the maker of the Small Arms Works."""
    works = cast.agency("works").public_id
    given = grants.propose_grant(
        actor=cast.actor("ken"), user=cast.user("mallory").public_id, role="maker", agency=works, reason="new"
    )
    assert proposals.decide(actor=cast.actor("laura"), proposal=given.public_id, verdict="approve").executed
    people.switch_agency(actor=cast.actor("mallory"), agency=works)
    shifts.start(actor=cast.actor("mallory"), purpose="stock", case="", hours=12)


def stocked(trader: Actor, serial: str, on: dt.date = dt.date(2026, 1, 5), kind: str = "retailer") -> str:
    """A pistol that a trader declares as its stock."""
    marks = (
        {"kind": "serial", "text": serial},
        {"kind": "maker", "text": "Small Arms Works"},
        {"kind": "country", "text": "XX"},
        {"kind": "year", "text": "2026"},
    )
    identity = {"make": "glock", "make_status": "known", "calibre": "9x19", "calibre_status": "known"}
    event = NewEvent("stock_declared", {"owner_kind": kind}, day(on), identity=identity, marks=marks)
    return register_firearm(actor=trader, event=event).firearm


def recorded(
    actor: Actor, firearm: str, kind: str, on: dt.date = dt.date(2026, 6, 3), **details: Any
) -> None:
    """An event of that day."""
    values = {name: details.pop(name) for name in ("paper", "place", "marks", "identity") if name in details}
    record_event(actor=actor, firearm=firearm, event=NewEvent(kind, details, day(on), **values))


def a_buyer(officer: Actor, name: str, line: str) -> str:
    """A person with an address."""
    address = {"country": "XX", "lines": [line]}
    return register_party(actor=officer, new=NewParty(kind="person", values={"name": name}, address=address))


def corrected(officer: Actor, head: Actor, firearm: str, serial: str) -> None:
    """Another serial number, by two people."""
    n = Mark.objects.get(firearm__public_id=firearm, kind="serial", retired=False).n
    event = NewEvent("corrected", {"reason": "A digit was misread."}, marks=({"n": n, "text": serial},))
    _by_two(officer, head, firearm, event)


def taken_back(officer: Actor, head: Actor, firearm: str) -> None:
    """The latest event, annulled by two people."""
    last = Firearm.objects.get(public_id=firearm).last_event
    _by_two(officer, head, firearm, NewEvent("annulled", {"reason": "It was not so.", "event": str(last)}))


def _by_two(officer: Actor, head: Actor, firearm: str, event: NewEvent) -> None:
    asked = propose_event(actor=officer, firearm=firearm, event=event, reason="It was not so.")
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve", reason="Seen.")


@dataclass(frozen=True)
class Book:
    """What stands in the story: firearms by what became of them, and the two buyers."""

    kept: str
    sold: str
    corrected: str
    undone: str
    bought: str
    amina: str
    boris: str


def told(ivan: Actor, alice: Actor, bob: Actor, maker: Actor) -> Book:
    """Ivan's book: one kept, one sold, one sold and corrected before, one whose sale was taken back, one that came from the maker and was sold."""
    amina, boris = (
        a_buyer(alice, "Amina Diallo", "1 Harbour Road"),
        a_buyer(alice, "Boris Marković", "9 Hill Street"),
    )
    kept, sold, wrong, undone = (
        stocked(ivan, item) for item in ("KEPT0001", "SOLD0002", "WR0NG003", "UNDO0004")
    )
    recorded(ivan, sold, "retail_sold", owner_kind="private", owner=amina, paper="Form 12/2026")
    corrected(alice, bob, wrong, "RIGHT003")
    recorded(ivan, wrong, "retail_sold", dt.date(2026, 6, 4), owner_kind="private", owner=boris)
    recorded(ivan, undone, "retail_sold", owner_kind="private", owner=boris)
    taken_back(alice, bob, undone)
    bought = stocked(maker, "MAKER005", kind="maker")
    recorded(
        maker, bought, "wholesale_transferred", dt.date(2026, 2, 1), owner_kind="retailer", owner=ivan.agency
    )
    recorded(ivan, bought, "retail_sold", dt.date(2026, 7, 1), owner_kind="private", owner=amina)
    move_party(actor=alice, public_id=amina, address={"country": "XX", "lines": ["77 New Town"]})
    return Book(kept, sold, wrong, undone, bought, amina, boris)
