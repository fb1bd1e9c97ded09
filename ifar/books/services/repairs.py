"""Repairs in a trader's book: what its owner brings comes in, stands there as in repair with the day on which it is to be returned, and goes back to its owner and to nobody else.

Both are events of the life cycle (`repair_handed_over`, `repair_returned`) and have no second shape here. What may not come in is answered as a trade-in is (`taking_in.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from ifar.accounts.services import reads
from ifar.books import labels, stock
from ifar.books.services.sales import SELL
from ifar.books.services.taking_in import Bearer, bearer_of, brought, office_of
from ifar.bulk.given import things_of
from ifar.errors import Reason, Refused
from ifar.ledger import services as ledger
from ifar.licensing import licence as rules
from ifar.licensing.selectors import facts
from ifar.licensing.selectors.records import ruled
from ifar.parties.selectors import bars
from ifar.registry.lifecycle.rule import HELD_BY_CIVILIANS, TRADE_STOCK
from ifar.registry.lifecycle.states import Legal, State
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor, require

ASKED: Final = "books.repair.asked"
MOST: Final = 100
"""So many firearms come in, or go out, with one press."""
ARTICLE: Final = "Directive (EU) 2021/555 art. 4(6)"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of a line that was given: the firearm, or every reason why not."""

    given: str
    firearm: str = ""
    reasons: tuple[Reason, ...] = ()


def take_in(*, actor: Actor, firearms: str, owner: str, back_on: dt.date) -> list[Line]:
    """Record that firearms came in for repair from whoever lawfully has them; each line by itself, in their order.

    Args:
        firearms: as they were scanned or typed, one to a line: labels, serial numbers, identifiers.
        owner: identifier of the owner's licence, of its card, or of the trader.
        back_on: the day on which they are to be returned.

    Raises:
        Refused: nothing or too much is given, the day has passed, or the actor's own licence does not allow repairs; or no purpose of reading is stated.
    """
    require(actor, SELL)
    lines = _lines(firearms, "firearms")
    today = timezone.localdate()
    if back_on < today:
        raise labels.refused(Reason("books.repair.due", field="back_on"))
    asked = facts.EventFacts(firearm="", repairer=actor.agency, recorder=actor.agency)
    if facts.answers(actor, asked, {"repairer_licence"}, today).answers.get("repairer_licence") is False:
        raise labels.refused(Reason("books.repair.licence", article=ARTICLE))
    reads.log(actor, ASKED, owner)
    bearer = bearer_of(owner)
    bearer = Bearer(bearer.licence, bearer.owners - {actor.agency})
    details = {"return_date": back_on.isoformat(), "repairer": actor.agency}

    def bring(line: str) -> str:
        event = NewEvent("repair_handed_over", details, instant(ledger.now()), paper=bearer.paper)
        return brought(actor, line, bearer, event, HELD_BY_CIVILIANS | TRADE_STOCK)

    return _each(lines, bring)


def hand_out(*, actor: Actor, returned: str, collector: str) -> list[Line]:
    """Record that firearms that were here for repair went back to their owner; each line by itself, in their order.

    Args:
        returned: as for `take_in`.
        collector: identifier of the owner's licence, of its card, or of the trader; what is not theirs, or not under a licence in force, or is a prohibited person's, stays here.

    Raises:
        Refused: nothing or too much is given; or no purpose of reading is stated.
    """
    require(actor, SELL)
    lines = _lines(returned, "returned")
    reads.log(actor, ASKED, collector)
    bearer = bearer_of(collector)
    office = office_of(actor)
    today = timezone.localdate()
    is_good = bearer.licence is None or rules.in_force(ruled(bearer.licence), today)
    # Whoever is prohibited from having firearms gets none back from a repairer either.
    is_good = not bars.of_records(bearer.owners, today) and is_good

    def give(line: str) -> str:
        thing = stock.there_for(actor, line)
        if thing.state != State.IN_REPAIR or thing.custodian != actor.agency:
            raise labels.refused(Reason("books.repair.not_here", params={"state": thing.state}))
        if thing.legal != Legal.LAWFUL:
            raise labels.refused(Reason("books.repair.blocked"))
        if not is_good or thing.owner not in bearer.owners:
            raise labels.refused(Reason("books.repair.not_theirs", article=ARTICLE, params=office))
        event = NewEvent(
            "repair_returned", {"repairer": actor.agency}, instant(ledger.now()), paper=bearer.paper
        )
        record_event(actor=actor, firearm=thing.public_id, event=event)
        return thing.public_id

    return _each(lines, give)


def _lines(text: str, field: str) -> list[str]:
    lines = list(dict.fromkeys(things_of(text, numbers=False)))
    if not 0 < len(lines) <= MOST:
        raise labels.refused(Reason("books.repair.lines", field=field, params={"most": str(MOST)}))
    return lines


def _each(lines: Sequence[str], do: Callable[[str], str]) -> list[Line]:
    results = []
    for line in lines:
        try:
            results.append(Line(line, do(line)))
        except Refused as error:
            results.append(Line(line, reasons=tuple(error.reasons)))
    return results
