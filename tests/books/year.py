"""A maker's year as a story: a range declared, marked, taken into stock, sent by carrier to three dealers who receive by scan, some lost under way, some scrapped.

The suite tells it with 500 pistols, `benchmarks/despatches.py` with 10,000.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched

from ifar.accounts.services import proposals
from ifar.books.selectors import book_for, composed, lines_for, page_of
from ifar.bulk.models import Answer
from ifar.bulk.one_by_one import MOST
from ifar.ledger import services as ledger
from ifar.registry.models import BookLine, Firearm
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent
from ifar.registry.services.proposals import propose_event
from ifar.rights import Actor
from ifar.trade.despatches.services import despatching, receiving
from tests import cast
from tests.books.story import another_trader
from tests.bulk import making
from tests.trade.despatching import a_carrier, a_dealer, offered

CRATE = 500
"""Firearms in one crate."""
WITNESSES = ("laura", "ken")


@dataclass
class Year:
    """Who takes part, what went where, and how many seconds each step took."""

    maker: Actor
    carrier: Actor
    dealers: list[Actor]
    arms: list[str]
    despatches: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    scrapped: list[str] = field(default_factory=list)
    seconds: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def timed(self, what: str) -> Iterator[None]:
        """Add what is done to the seconds of a step."""
        began = time.perf_counter()
        yield
        self.seconds[what] += time.perf_counter() - began


def declared(count: int) -> Year:
    """So many pistols that a maker declared by range, marked and took into stock."""
    another_trader()
    maker = making.a_maker()
    dealers = [cast.actor("ivan"), a_dealer("Olga's Arms"), a_dealer("Southern Guns", "nina")]
    told = Year(maker, a_carrier(), dealers, [])
    with told.timed("declared"):
        made = making.produced(maker, f"YR000001-YR{count:06}")
    told.arms = list(
        Answer.objects.filter(batch=made.public_id).order_by("n").values_list("thing", flat=True)
    )
    with told.timed("marked"):
        making.marked(maker, told.arms)
    with told.timed("stocked"):
        for some in batched(told.arms, MOST):
            making.done(maker, "registry.stock_declared", {"owner_kind": "maker"}, "\n".join(some))
    return told


def serials_of(told: Year, arms: Sequence[str]) -> list[str]:
    """The serial numbers of arms, which a scanner reads."""
    place = {one: number for number, one in enumerate(told.arms, 1)}
    return [f"YR{place[one]:06}" for one in arms]


def sent(told: Year, dealer: Actor, arms: Sequence[str]) -> str:
    """Arms that go to a dealer, packed by scan crate by crate and handed to the carrier."""
    made = offered(told.maker, dealer, told.carrier, len(arms))
    for number in range(0, len(arms), CRATE):
        some, crate = arms[number : number + CRATE], str(number // CRATE + 1)
        with told.timed("packed"):
            done = despatching.pack(
                actor=told.maker,
                despatch_id=made,
                number=crate,
                seals=[f"S-{crate}"],
                things=serials_of(told, some),
            )
        assert not [one.reasons for one in done if one.reasons]
    with told.timed("handed over"):
        despatching.send(actor=told.maker, despatch_id=made)
    told.despatches.append(made)
    return made


def received(
    told: Year, dealer: Actor, made: str, arms: Sequence[str], *, broken: bool = False
) -> receiving.Received:
    """What a dealer scanned of a despatch, all crates at once."""
    crates = -(-len(arms) // CRATE)
    seals = ["S-0" if broken else f"S-{number}" for number in range(1, crates + 1)]
    with told.timed("received"):
        return receiving.receive(
            actor=dealer, despatch_id=made, seals=seals, things=serials_of(told, arms), complete=True
        )


def scrapped(told: Year, arms: Sequence[str]) -> None:
    """Arms that the maker scraps as the law wants: by an order, before two witnesses, with an authority's second person."""
    details = {
        "order": "SCRAP-2026-1",
        "method": "smelting",
        "witnesses": [cast.user(one).public_id for one in WITNESSES],
    }
    for one in arms:
        event = NewEvent("destroyed", details, occurred=instant(ledger.now()))
        with told.timed("scrapped"):
            asked = propose_event(actor=told.maker, firearm=one, event=event, reason="Failed at proof.")
            proposals.decide(
                actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve", reason="Seen."
            )
    told.scrapped += arms


def balance(told: Year) -> dict[str, int]:
    """Where the arms of the year are, by the register."""
    state = Counter(Firearm.objects.filter(public_id__in=told.arms).values_list("state", flat=True))
    stock = state["in_stock_maker"]
    return {
        "produced": sum(state.values()),
        "stock": stock,
        "sold": state["in_stock_retail"],
        "road": state["despatched"],
        "missing": state["missing"],
        "scrapped": state["destroyed"],
    }


def lines_of(trader: Actor) -> tuple[int, int]:
    """How many lines of a trader's book stand open, and how many are closed."""
    mine = BookLine.objects.filter(holder=trader.agency)
    return mine.filter(until=None).count(), mine.filter(until__isnull=False).count()


def first_pages(told: Year) -> int:
    """Compose the first page of each trader's book, as that trader reads it; how many pages."""
    traders = [told.maker, *told.dealers]
    for one in traders:
        book = book_for(one, one.agency)
        found = page_of(lines_for(one, book))
        assert len(composed(one, book, found.items)) == len(found.items)
    return len(traders)
