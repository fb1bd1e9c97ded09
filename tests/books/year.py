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
    year = Year(maker, a_carrier(), dealers, [])
    with year.timed("declared"):
        made = making.produced(maker, f"YR000001-YR{count:06}")
    year.arms = list(
        Answer.objects.filter(batch=made.public_id).order_by("n").values_list("thing", flat=True)
    )
    with year.timed("marked"):
        making.marked(maker, year.arms)
    with year.timed("stocked"):
        for some in batched(year.arms, MOST):
            making.done(maker, "registry.stock_declared", {"owner_kind": "maker"}, "\n".join(some))
    return year


def serials_of(year: Year, arms: Sequence[str]) -> list[str]:
    """The serial numbers of arms, which a scanner reads."""
    place = {arm: number for number, arm in enumerate(year.arms, 1)}
    return [f"YR{place[arm]:06}" for arm in arms]


def sent(year: Year, dealer: Actor, arms: Sequence[str]) -> str:
    """Arms that go to a dealer, packed by scan crate by crate and handed to the carrier."""
    made = offered(year.maker, dealer, year.carrier, len(arms))
    for number in range(0, len(arms), CRATE):
        some, crate = arms[number : number + CRATE], str(number // CRATE + 1)
        with year.timed("packed"):
            done = despatching.pack(
                actor=year.maker,
                despatch_id=made,
                number=crate,
                seals=[f"S-{crate}"],
                things=serials_of(year, some),
            )
        assert not [packed.reasons for packed in done if packed.reasons]
    with year.timed("handed over"):
        despatching.send(actor=year.maker, despatch_id=made)
    year.despatches.append(made)
    return made


def received(
    year: Year, dealer: Actor, made: str, arms: Sequence[str], *, broken: bool = False
) -> receiving.Received:
    """What a dealer scanned of a despatch, all crates at once."""
    crates = -(-len(arms) // CRATE)
    seals = ["S-0" if broken else f"S-{number}" for number in range(1, crates + 1)]
    with year.timed("received"):
        return receiving.receive(
            actor=dealer, despatch_id=made, seals=seals, things=serials_of(year, arms), complete=True
        )


def scrapped(year: Year, arms: Sequence[str]) -> None:
    """Arms that the maker scraps as the law wants: by an order, before two witnesses, with an authority's second person."""
    details = {
        "order": "SCRAP-2026-1",
        "method": "smelting",
        "witnesses": [cast.user(witness).public_id for witness in WITNESSES],
    }
    for arm in arms:
        event = NewEvent("destroyed", details, occurred=instant(ledger.now()))
        with year.timed("scrapped"):
            asked = propose_event(actor=year.maker, firearm=arm, event=event, reason="Failed at proof.")
            proposals.decide(
                actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve", reason="Seen."
            )
    year.scrapped += arms


def balance(year: Year) -> dict[str, int]:
    """Where the arms of the year are, by the register."""
    state = Counter(Firearm.objects.filter(public_id__in=year.arms).values_list("state", flat=True))
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


def first_pages(year: Year) -> int:
    """Compose the first page of each trader's book, as that trader reads it; how many pages."""
    traders = [year.maker, *year.dealers]
    for trader in traders:
        book = book_for(trader, trader.agency)
        page = page_of(lines_for(trader, book))
        assert len(composed(trader, book, page.items)) == len(page.items)
    return len(traders)
