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
class OwnershipLink:
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


def life_of(firearm: Firearm, *, before: int | None = None) -> list[OwnershipLink]:
    """The links that the record of a firearm tells, in the order of its events; none of what national security covers. One query.

    Args:
        before: the number of an event: only those that came before it.
    """
    if firearm.national_security:
        return []
    kinds = [*MADE, *PASSED, *LOST, *BEGINS, "annulled"]
    events = Event.objects.filter(firearm=firearm, kind__in=kinds).order_by("n")
    return links_of(events if before is None else events.filter(n__lt=before))


def links_of(events: Iterable[Event]) -> list[OwnershipLink]:
    """The links that events tell; what was annulled tells none."""
    every = list(events)
    annulled = {str(record.details.get("event")) for record in every if record.kind == "annulled"}
    role, who = "", ""
    results = []
    for event in every:
        if str(event.pk) in annulled or event.kind == "annulled":
            continue
        on = day_of(event)
        to_role, to_whom = (
            ROLES.get(str(event.details.get("owner_kind")), ""),
            str(event.details.get("owner") or ""),
        )
        if event.kind in MADE:
            role = role or "maker"
        elif event.kind in LOST:
            if role:
                results.append(OwnershipLink(role, who, on, diversion=LOST[event.kind]))
        elif event.kind in PASSED and to_role:
            role = role or ("dealer" if event.kind == "retail_sold" else "")
            if role:
                results.append(OwnershipLink(role, who, on, to_role, to_whom))
            role, who = to_role, to_whom
        elif event.kind in BEGINS:
            role, who = to_role, to_whom
    return results


def day_of(event: Event) -> dt.date | None:
    """The day of an event where it happened; None where the day is not known."""
    if event.occurred_from is None or event.precision not in ("day", "instant"):
        return None
    return event.first_day


def against(links: Sequence[Step], life: Sequence[OwnershipLink], names: Mapping[str, str]) -> list[Against]:
    """Where links contradict the register: another day, another trader, another buyer. `names`: of offices and, where the reader may see
    them, of people; a name that a book says is compared with theirs."""
    againsts: list[Against] = []
    for link in links:
        if link.state != "answered" or link.result != "passed_on":
            continue
        same = [
            result
            for result in life
            if result.to_role and result.role == link.role and result.to_role == link.to_role
        ]
        same = same or [
            result
            for result in life
            if result.to_role == "holder" == link.to_role and result.role != "holder"
        ]
        each = sorted((_differs(link, result, names) for result in same), key=len)
        againsts += each[0] if each else []
    return againsts


def _differs(step: Step, result: OwnershipLink, names: Mapping[str, str]) -> list[Against]:
    againsts = []
    if step.asked and result.who and step.asked != result.who:
        againsts.append(Against(step.line, "life_who", names.get(result.who, result.who)))
    if step.on and result.on and step.on != result.on:
        againsts.append(Against(step.line, "life_day", result.on.isoformat()))
    name = str((step.described or {}).get("name") or "")
    if result.to_whom and (
        (step.to_whom and step.to_whom != result.to_whom)
        or (
            not step.to_whom
            and name
            and result.to_whom in names
            and _bare(name) != _bare(names[result.to_whom])
        )
    ):
        againsts.append(Against(step.line, "life_next", names.get(result.to_whom, result.to_whom)))
    return againsts


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def noted(item: OwnershipLink, links: Iterable[Step]) -> bool:
    """Whether a chain has a link already that says what the register tells."""
    return any(
        link.state == "answered"
        and link.role == item.role
        and link.on == item.on
        and (link.diversion == item.diversion if item.diversion else link.to_role == item.to_role)
        for link in links
    )
