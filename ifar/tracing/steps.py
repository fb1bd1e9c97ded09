"""The chain that a trace follows: maker, importer, wholesaler, dealer, last legal holder; and where the arm left it. Pure.

Tracing is the systematic following of an arm from its maker to its purchaser (Firearms Protocol art. 3(f)); the point of diversion is
where, when and how it left the licit circuit (SDG 16.4.2). Pure.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, Protocol

from ifar.errors import Reason

ROLES: Final = ("maker", "importer", "wholesaler", "dealer", "holder")
"""The links in the order in which an arm goes through them; not every arm goes through all."""
RESULTS: Final = ("passed_on", "kept", "diverted")
"""It went to the next; it should still be here, so that whoever was asked is the last that the law knows; it was lost, stolen or passed on
unlawfully from here."""
FAILURES: Final = ("no_record", "out_of_business", "too_old", "illegible", "abroad", "no_answer", "withdrawn")
"""Why a step led nowhere: no such arm in the book; the business is closed and its book is not here; before the book begins; the mark
was not read well enough; it is another State's to say; nobody answered; the request was withdrawn before anybody did."""
OF_TRADER: Final = ("no_record", "out_of_business", "too_old", "illegible", "abroad")
"""What a trader says of the own book."""
OF_DESK: Final = ("no_answer", "out_of_business")
"""What a desk may say in a trader's stead, once the trader's time is over."""
DIVERSIONS: Final = (
    "theft",
    "loss",
    "unlawful_sale",
    "false_papers",
    "diverted_in_transit",
    "state_stock",
    "other",
)

Doubt = Literal["backwards", "hole", "mismatch", "more"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a link says.

    Attributes:
        result: of `RESULTS`; `on` the day on which it passed on or was diverted.
        to_role, to_whom, to_country: whose link is the next: a public identifier of an office or a party, a country.
        diversion: how it left the licit circuit, of `DIVERSIONS`.
        source: the page of the book, or the paper.
        described: who the last legal holder is where the register has no record of them: personal.
        quantity: how many rounds of the lot passed on, stayed or were diverted; None where nobody says it, and for firearms.
    """

    result: str
    on: dt.date | None = None
    to_role: str = ""
    to_whom: str = ""
    to_country: str = ""
    diversion: str = ""
    source: str = ""
    described: Mapping[str, str] = field(default_factory=dict)
    quantity: int | None = None

    def columns(self) -> dict[str, Any]:
        """What it sets in the step's row."""
        return {name: getattr(self, name) for name in self.__slots__ if name not in ("described", "source")}

    def personal(self) -> dict[str, Any]:
        """What is kept apart from the log."""
        result = {name: " ".join(text.split())[:200] for name, text in self.described.items() if text.strip()}
        return {"described": result or None, **source_of(self.source)}


def source_of(text: str) -> dict[str, str]:
    """Where a link is known from, as it is kept: a page of a book may name whose it is, so it stands beside the log."""
    return {"source": " ".join(text.split())[:200]} if text.strip() else {}


@dataclass(frozen=True, slots=True)
class Step:
    """A link of the chain as far as it is known.

    `who` and `country`: whose link it is; `on` the day on which it passed on or was diverted; `to_role`, `to_whom`: whose is the next.
    `quantity`: rounds of a lot, None where nobody said it.
    """

    n: int
    role: str
    state: str
    who: str = ""
    country: str = ""
    result: str = ""
    on: dt.date | None = None
    to_role: str = ""
    to_whom: str = ""
    diversion: str = ""
    failure: str = ""
    quantity: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """What the steps say together.

    Attributes:
        reached: the last link that anybody answered for, of `ROLES`; empty where nobody did.
        holder: the step that names the last legal holder.
        diversion: the step from which the arm left the licit circuit.
        sold_on: the first day on which it went to somebody who is no trader: the first retail sale.
        doubts: what does not fit: (number of the step, what).
    """

    reached: str = ""
    holder: Step | None = None
    diversion: Step | None = None
    sold_on: dt.date | None = None
    doubts: tuple[tuple[int, Doubt], ...] = ()


class Placed(Protocol):
    """What orders a link: whose it is, and the day on which the arm left them."""

    @property
    def role(self) -> str:
        """Of `ROLES`."""

    @property
    def on(self) -> dt.date | None:
        """The day; None where nobody said it."""


def ordered[T: Placed](links: Iterable[T]) -> list[T]:
    """The links as the arm went through them, whenever each was noted: by day, then by role; one without a day stands after the last
    link whose role is not further on."""
    given = list(links)
    results = sorted((value for value in given if value.on), key=lambda value: (value.on, _place(value.role)))
    for item in sorted((value for value in given if not value.on), key=lambda value: _place(value.role)):
        before = [n for n, other in enumerate(results, 1) if _place(other.role) <= _place(item.role)]
        results.insert(max(before, default=0), item)
    return results


def _place(role: str) -> int:
    return ROLES.index(role) if role in ROLES else len(ROLES)


def followed(steps: Sequence[Step]) -> Chain:
    """Follow the steps in the order in which the arm went through them."""
    answered = ordered(step for step in steps if step.state == "answered")
    reached = max(
        (ROLES.index(role) for step in answered for role in (step.role, step.to_role) if role), default=-1
    )
    last = next(
        (step for step in reversed(answered) if step.role == "holder" or step.to_role == "holder"), None
    )
    sold = [step.on for step in answered if step.on and step.to_role == "holder" and step.role != "holder"]
    return Chain(
        reached=ROLES[reached] if reached >= 0 else "",
        holder=last,
        diversion=next((step for step in reversed(answered) if step.result == "diverted"), None),
        sold_on=min(sold, default=None),
        doubts=tuple(_doubts(answered)),
    )


def _doubts(answered: Sequence[Step]) -> list[tuple[int, Doubt]]:
    rows: list[tuple[int, Doubt]] = []
    for before, step in itertools.pairwise(answered):
        if _place(step.role) < _place(before.role):
            # By its day the arm left the dealer before it had left the maker: the day of the link before does not fit.
            rows.append((before.n, "backwards"))
            continue
        if before.quantity is not None and step.quantity is not None and step.quantity > before.quantity:
            # A lot is split on its way and never grows (IATG 03.50).
            rows.append((step.n, "more"))
        if before.to_role and before.to_role != step.role:
            rows.append((step.n, "hole"))
        elif before.to_whom and step.who and before.to_whom != step.who:
            rows.append((step.n, "mismatch"))
    return rows


def problems(
    role: str, result: str, *, on: dt.date | None, to_role: str, diversion: str, today: dt.date
) -> list[Reason]:
    """What is wrong with the answer of a link."""
    wrong = []
    if role not in ROLES:
        wrong.append(Reason("tracing.code", field="role"))
    if result not in RESULTS:
        wrong.append(Reason("tracing.step.result", field="result"))
    if result == "passed_on" and (to_role not in ROLES or ROLES.index(to_role) < _least(role)):
        wrong.append(Reason("tracing.step.to_role", field="to_role"))
    if result == "passed_on" and on is None:
        wrong.append(Reason("tracing.step.on", field="on"))
    if (result == "diverted") != bool(diversion) or (diversion and diversion not in DIVERSIONS):
        wrong.append(Reason("tracing.step.diversion", article="SDG 16.4.2", field="diversion"))
    if on and on > today:
        wrong.append(Reason("tracing.future", field="on"))
    return wrong


def _least(role: str) -> int:
    """An arm goes down the chain, or between two of one role: one dealer sells to another, one holder to the next."""
    return ROLES.index(role) if role in ROLES else 0
