"""The links that the register's own record of a firearm tells, and where a chain says otherwise. Pure but for `life_of`.

A dealer's book, another State's letter and the register may each be wrong; nothing is settled by which of them came last, so a chain that
contradicts the register says so beside the link, with what the register says (ITI 12; Firearms Protocol art. 7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ifar.registry.models import Event, Firearm
from ifar.tracing.models import Step

ROLES: Final[Mapping[str, str]] = {
    "maker": "maker",
    "importer": "importer",
    "wholesaler": "wholesaler",
    "retailer": "dealer",
    "private": "holder",
    "company": "holder",
    "museum": "holder",
    "state": "holder",
}
"""Kind of owner in the register -> whose link it is."""
MADE: Final = frozenset({"production_planned", "production_completed", "marked", "stock_declared"})
PASSED: Final = frozenset(
    {
        "wholesale_transferred",
        "retail_sold",
        "sold_to_civilians",
        "acquired",
        "privately_transferred",
        "inherited",
    }
)
LOST: Final[Mapping[str, str]] = {"stolen": "theft", "lost": "loss"}
BEGINS: Final = frozenset({"registered", "imported"})

Doubt = Literal["life_day", "life_who", "life_next"]


@dataclass(frozen=True, slots=True)
class Told:
    """A link as the register tells it: whose it is, the day, who had it next, or how it left the licit circuit."""

    role: str
    who: str = ""
    on: dt.date | None = None
    to_role: str = ""
    to_whom: str = ""
    diversion: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """What a link says otherwise than the register: the link's number, what, and what the register says."""

    line: int
    doubt: Doubt
    said: str


def life_of(firearm: Firearm, *, before: int | None = None) -> list[Told]:
    """The links that the record of a firearm tells, in the order of its events; none of what national security covers. One query.

    Args:
        before: the number of an event: only those that came before it.
    """
    if firearm.national_security:
        return []
    kinds = [*MADE, *PASSED, *LOST, *BEGINS, "annulled"]
    events = Event.objects.filter(firearm=firearm, kind__in=kinds).order_by("n")
    return told(events if before is None else events.filter(n__lt=before))


def told(events: Iterable[Event]) -> list[Told]:
    """The links that events tell; what was annulled tells none."""
    every = list(events)
    annulled = {str(one.details.get("event")) for one in every if one.kind == "annulled"}
    role, who = "", ""
    found = []
    for one in every:
        if str(one.pk) in annulled or one.kind == "annulled":
            continue
        on = day_of(one)
        to_role, to_whom = (
            ROLES.get(str(one.details.get("owner_kind")), ""),
            str(one.details.get("owner") or ""),
        )
        if one.kind in MADE:
            role = role or "maker"
        elif one.kind in LOST:
            if role:
                found.append(Told(role, who, on, diversion=LOST[one.kind]))
        elif one.kind in PASSED and to_role:
            role = role or ("dealer" if one.kind == "retail_sold" else "")
            if role:
                found.append(Told(role, who, on, to_role, to_whom))
            role, who = to_role, to_whom
        elif one.kind in BEGINS:
            role, who = to_role, to_whom
    return found


def day_of(event: Event) -> dt.date | None:
    """The day of an event where it happened; None where the day is not known."""
    if event.occurred_from is None or event.precision not in ("day", "instant"):
        return None
    return event.first_day


def against(links: Sequence[Step], life: Sequence[Told], names: Mapping[str, str]) -> list[Against]:
    """Where links contradict the register: another day, another trader, another buyer. `names`: of offices and, where the reader may see
    them, of people; a name that a book says is compared with theirs."""
    found: list[Against] = []
    for one in links:
        if one.state != "answered" or one.result != "passed_on":
            continue
        same = [
            told for told in life if told.to_role and told.role == one.role and told.to_role == one.to_role
        ]
        same = same or [
            told for told in life if told.to_role == "holder" == one.to_role and told.role != "holder"
        ]
        each = sorted((_differs(one, told, names) for told in same), key=len)
        found += each[0] if each else []
    return found


def _differs(one: Step, told: Told, names: Mapping[str, str]) -> list[Against]:
    found = []
    if one.asked and told.who and one.asked != told.who:
        found.append(Against(one.line, "life_who", names.get(told.who, told.who)))
    if one.on and told.on and one.on != told.on:
        found.append(Against(one.line, "life_day", told.on.isoformat()))
    said = str((one.described or {}).get("name") or "")
    if told.to_whom and (
        (one.to_whom and one.to_whom != told.to_whom)
        or (not one.to_whom and said and told.to_whom in names and _bare(said) != _bare(names[told.to_whom]))
    ):
        found.append(Against(one.line, "life_next", names.get(told.to_whom, told.to_whom)))
    return found


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def noted(one: Told, links: Iterable[Step]) -> bool:
    """Whether a chain has a link already that says what the register tells."""
    return any(
        link.state == "answered"
        and link.role == one.role
        and link.on == one.on
        and (link.diversion == one.diversion if one.diversion else link.to_role == one.to_role)
        for link in links
    )
