"""Reads of the roster: each under a stated purpose, each logged before anything is given, with everybody who is shown (EU 2016/680 art. 4, 25).

What names an officer beside what they have, on the page of an issue or a matter, is left out for whoever has not said why they read it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from ifar.accounts.models import ReadLog
from ifar.accounts.selectors.reads import told
from ifar.accounts.services import reads
from ifar.cursors import Page, page_of
from ifar.rights import Actor, require
from ifar.stocks import selectors
from ifar.stocks.models import Officer
from ifar.stocks.services.writing import MANAGE, today

MOST: Final = 50
"""Reads on an officer's page."""


def list_officers(
    actor: Actor, text: str, *, lapsing: bool = False, given: Mapping[str, str]
) -> Page[Officer]:
    """Officers of the rosters that the actor sees, by name or as the address `given` sorts them; `text` = a card, a service number or part of a name; `lapsing` = those alone who may not carry, or soon may not.

    Raises:
        Forbidden: this actor reads no roster.
        Refused: no purpose was stated.
    """
    require(actor, selectors.ROSTER)
    reads.require_purpose(actor)
    officers = selectors.searched(selectors.roster_for(actor).exclude(state="erased"), text)
    officers = selectors.lapsing(officers, today()) if lapsing else officers
    result = page_of(
        given,
        officers,
        order=("name", "id"),
        sorts=dict.fromkeys(("name", "number", "trained_until", "medical_until")),
    )
    reads.log(actor, "stocks.roster.list", text or "roster", len(result.items), people=_all(result.items))
    return result


def open_officer(actor: Actor, public_id: str) -> Officer:
    """One officer; unknown and unseen answer alike.

    Raises:
        Forbidden: this actor reads no roster.
        NotFound: there is none for this actor.
        Refused: no purpose was stated.
    """
    require(actor, selectors.ROSTER)
    officer = selectors.officer_for(actor, public_id)
    reads.log(actor, "stocks.officer.read", public_id, people=_all([officer]))
    return officer


def names_of(actor: Actor, people: Collection[str]) -> dict[str, str]:
    """What officers of the rosters that the actor sees are called, by identifier; nothing for whoever has not said why they read it."""
    if actor.purpose is None or not people:
        return {}
    officers = list(selectors.roster_for(actor).filter(public_id__in=people))
    if officers:
        reads.log(actor, "stocks.roster.named", "roster", len(officers), people=_all(officers))
    return {officer.public_id: officer.name for officer in officers}


def unnamed(actor: Actor, people: Collection[str]) -> bool:
    """Whether some of these officers would be named to an actor who said why they read it."""
    return actor.purpose is None and selectors.roster_for(actor).filter(public_id__in=people).exists()


def note_extract(actor: Actor, officers: Collection[Officer]) -> None:
    """Note that cards, service numbers and fitness of officers go to a device.

    Raises:
        Refused: no purpose was stated.
    """
    if officers:
        reads.log(actor, "stocks.roster.extract", "roster", len(officers), people=_all(officers))


def reads_of(actor: Actor, officer: Officer) -> list[ReadLog]:
    """Who read what is kept about an officer of the actor's unit, by whatever office, the latest first: what the officer may be told.

    Raises:
        Forbidden: this actor is in charge of no armoury.
    """
    require(actor, MANAGE)
    if officer.agency_id != actor.agency_id:
        return []
    rows = ReadLog.objects.filter(told(), object=officer.public_id, count__gt=0).order_by("-id")
    return list(rows[:MOST])


def _all(officers: Iterable[Officer]) -> list[str]:
    """Officers, and the accounts that are their own: under these they see themselves who read about them."""
    return [text for officer in officers for text in (officer.public_id, officer.account) if text]
