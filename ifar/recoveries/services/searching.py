"""Searching items in the register when they are entered, and telling both sides of what is found.

What is found becomes a proposal with its reasons; a person says whether it is the one. What is not, stays open as saved searches:
what comes into the register later is noted by `hearing`. What lies in compartments that are closed to the officer, the saved
search's own handler puts to its owner; the officer learns whom to ask and nothing else.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction

from ifar.accounts.selectors import desks
from ifar.accounts.services import notices
from ifar.errors import Invalid, Unavailable
from ifar.recoveries import kinds
from ifar.recoveries.linking import Looked
from ifar.recoveries.models import Item
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.services.match_backlog import look_later, why_of
from ifar.registry.search.fetching import PATIENCE
from ifar.registry.search.finding import Hit as Found
from ifar.registry.search.finding import going_on, search
from ifar.rights import Actor

JOB: Final = Actor(kind="job", id="recoveries", name="recoveries")
HIT: Final = "recoveries.hit"
"""Kind of a notice: look at a proposal, and say whether it is the one. Its object is the item."""
ALL_PATIENCE: Final = 10.0
"""Seconds that the marks of one request may take together: a table of sixty that are too wide would keep its person waiting for minutes, and
everybody who waits for what it holds."""
INSPECTING: Final = "oversight:inspection:read"
# A trader reports what it lost, and what becomes of it is for the authority over it to hear: a case is in nobody's book.
_SIDES: Final = """
SELECT f.public_id, f.state, f.agency_id, o.id FROM registry_firearm f
LEFT JOIN ledger_entry l ON l.entry = f.legal_event LEFT JOIN accounts_agency a ON a.public_id = l.agency
LEFT JOIN accounts_agency o ON o.public_id = CASE WHEN registry_is_trader(a.kind) THEN registry_authority_over(a.id) ELSE a.public_id END
WHERE f.public_id = ANY(%s)
"""
_RECORDER: Final = (
    "SELECT a.id FROM ledger_entry l JOIN accounts_agency a ON a.public_id = l.agency WHERE l.entry = %s"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A firearm of the register that an item may be, with the mark that led to it."""

    mark: str
    found: Found

    @property
    def chance(self) -> float:
        """How likely it is the one, among all that fit."""
        return self.found.match.probability

    @property
    def named(self) -> tuple[str, int, str]:
        """Firearm, mark, and how it was compared."""
        return self.found.firearm, self.found.mark_n, self.found.match.held.plain

    def details(self, how: str) -> dict[str, Any]:
        """What the act that notes it says."""
        return {
            "firearm": self.found.firearm,
            "how": how,
            "mark": self.mark,
            "mark_n": self.found.mark_n,
            "plain": self.found.match.held.plain,
            "percent": saved_search.percent_of(self.chance),
            "reasons": saved_search.reasons_of(self.found.match),
            "was": self.found.state,
        }


def proposals_for(actor: Actor, looked: Sequence[Looked], until: float = float("inf")) -> list[Proposal]:
    """What of the register the actor sees that an item may be, the likeliest first: each firearm once, with its best mark.

    Args:
        until: when all marks must have been searched for, of the monotonic clock.
    """
    met: list[Proposal] = []
    for mark, question in looked:
        patience = min(PATIENCE, until - time.monotonic())
        hits = search(actor, question, limit=kinds.MOST_HITS, patience=patience).hits
        met += [Proposal(mark, hit) for hit in going_on(actor, hits) if hit.match.probability >= kinds.WORTH]
    return likeliest(met)


def likeliest(met: Sequence[Proposal]) -> list[Proposal]:
    """Each firearm once, with its best mark, the likeliest first."""
    best: dict[str, Proposal] = {}
    for proposal in met:
        known = best.get(proposal.found.firearm)
        if known is None or known.chance < proposal.chance:
            best[proposal.found.firearm] = proposal
    return sorted(best.values(), key=lambda item: (-item.chance, item.found.firearm))[: kinds.MOST_HITS]


def proposals_of_each(
    actor: Actor, things: Sequence[tuple[Sequence[Looked], Sequence[str]]]
) -> list[list[Proposal]]:
    """The same of several things, each with the searches that are kept open for it.

    A thing is recorded whether the register can be searched or not: where it cannot, or not for this mark, its searches look through the register as
    soon as they can, and propose then. So it is with what is left when all together took `ALL_PATIENCE`.
    """
    until = time.monotonic() + ALL_PATIENCE
    try:
        with transaction.atomic():
            return [proposals_for(actor, looked, until) for looked, _searches in things]
    except (Unavailable, Invalid):
        return [_proposals_or_later(actor, *each, until) for each in things]


def _proposals_or_later(
    actor: Actor, looked: Sequence[Looked], searches: Sequence[str], until: float
) -> list[Proposal]:
    if searches and time.monotonic() >= until:
        look_later(searches, "late")
        return []
    try:
        with transaction.atomic():
            return proposals_for(actor, looked, until)
    except (Unavailable, Invalid) as error:
        if not (why := why_of(error)) or not searches:
            raise
        look_later(searches, why)
        return []


# Telling others -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Met:
    """An item that met a firearm: what those need who are told of it."""

    item: str
    case: str
    agency_id: int
    agency: str
    actor: str
    firearm: str
    percent: int
    entry: uuid.UUID
    how: str


def tell(met: Sequence[Met], *, personally: bool = True) -> None:
    """Tell both sides of hits on what is lost or stolen, and the inspectors of what should be no more; in the same transaction.

    The officer (or the whole office, where not `personally`), the office whose record it is and the one that reported the loss.
    One statement, and one for each notice.
    """
    if not met:
        return
    sides = sides_of({value.firearm for value in met})
    for item in met:
        state, offices = sides[item.firearm]
        likely = item.percent >= kinds.LIKELY * 100
        values = {
            "item": item.item,
            "case": item.case,
            "agency": item.agency,
            "firearm": item.firearm,
            "state": state,
            "how": item.how,
        }
        if item.how != "entry" or (likely and state in kinds.LIVE):
            whom: Mapping[str, str] = (
                {"user": item.actor} if personally else {"permission": "recoveries:case:write"}
            )
            notices.tell(
                kind=HIT,
                object=item.item,
                agency_id=item.agency_id,
                once=f"hit:{item.entry}",
                params=values,
                **whom,
            )
        if likely and state in kinds.LIVE:
            for office in sorted(offices - {item.agency_id}):
                notices.tell(
                    kind="recoveries.elsewhere",
                    object=item.firearm,
                    agency_id=office,
                    permission="registry:firearm:read",
                    once=f"elsewhere:{item.entry}:{office}",
                    params={name: values[name] for name in ("agency", "firearm", "state", "how")},
                )
        if likely and state in kinds.ENDED:
            warn(
                item.firearm, state, {item.agency_id, *offices}, item.item, item=item.item, agency=item.agency
            )


def warn(firearm: str, state: str, offices: set[int], once: str, *, item: str = "", agency: str = "") -> None:
    """Tell the inspectors nearest to each of these offices that something that is no more has turned up: a resurrection."""
    nearest = {near for office in sorted(offices) for near in desks.nearest_with(INSPECTING, office)}
    for office in sorted(nearest):
        notices.tell(
            kind="recoveries.resurrection",
            object=firearm,
            agency_id=office,
            permission=INSPECTING,
            once=f"resurrection:{once}:{firearm}:{office}",
            params={"firearm": firearm, "state": state, "item": item, "agency": agency},
        )


def recorder_of(entry: uuid.UUID) -> set[int]:
    """The office that recorded an act of the log."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDER, [entry])
        return {office for (office,) in cursor.fetchall()}


def sides_of(firearms: set[str]) -> dict[str, tuple[str, set[int]]]:
    """Firearm -> its state, and the offices that keep its record or reported it."""
    with connection.cursor() as cursor:
        cursor.execute(_SIDES, [sorted(firearms)])
        return {
            public_id: (state, {office for office in offices if office})
            for public_id, state, *offices in cursor.fetchall()
        }


def met_of(item: Item, proposal: Proposal, entry: uuid.UUID, actor: Actor) -> Met:
    """What is told of a proposal that came up when an item was entered."""
    return Met(
        item=item.public_id,
        case=item.case.public_id,
        agency_id=item.agency_id,
        agency=item.case.agency.name,
        actor=actor.id,
        firearm=proposal.found.firearm,
        percent=saved_search.percent_of(proposal.chance),
        entry=entry,
        how="entry",
    )
