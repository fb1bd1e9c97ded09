"""The Fund over HTTP: contributions, movements, statements; amounts are text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import (
    Amount,
    Code,
    Currency,
    Headline,
    Identifier,
    ListAsked,
    Percent,
    Rate,
    Seen,
    money,
    text,
)
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import Statement
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewContribution, NewMovement
from ifar.programme.models import Contribution, Journal

router = Router()


class StatementOut(Schema):
    """What became of money, in the Fund's currency: `received` is what is left, what was spent, support that was paid and refunds."""

    pledged: str
    owed: str
    received: str
    support: str
    support_paid: str
    unallocated: str
    allocated: str
    obligated: str
    spent: str
    refunded: str
    left: str


class DonorOut(Schema):
    """A donor with what became of what it gave; `contribution` leads to its statement."""

    name: str
    contribution: str
    statement: StatementOut


class FundOut(Schema):
    """The Fund; the trial balance (debits above zero) adds up to zero. A donor sees what it gave, and no trial balance."""

    currency: str
    statement: StatementOut
    trial_balance: dict[str, str]
    donors: list[DonorOut]


class ContributionOut(Schema):
    """What a donor promised and agreed, in its own currency."""

    id: str
    donor: str
    reference: str
    state: str
    n: int
    currency: str
    pledged: str | None
    agreed: str | None
    grade: str
    earmark: str
    support_percent: str


class ContributionsOut(Schema):
    """A page of contributions."""

    items: list[ContributionOut]
    after: str | None


class ContributionIn(Schema):
    """What a donor promises or agrees: the amount in its own currency, at the rate of the day (units of it to one of the Fund's own)."""

    donor: Headline
    reference: Annotated[str, Field(max_length=80)]
    currency: Currency
    amount: Amount
    rate: Rate = "1"
    on: dt.date
    grade: Literal["unearmarked", "soft", "project", "output"] = "unearmarked"
    earmark: Annotated[str, Field(max_length=40)] = ""
    support_percent: Percent = "13"
    rate_source: Headline = ""

    def new(self) -> NewContribution:
        """As the services take it."""
        numbers = {name: Decimal(getattr(self, name)) for name in ("amount", "rate", "support_percent")}
        return NewContribution(**{**self.dict(exclude={"contribution", "n"}), **numbers})


class AgreementIn(ContributionIn):
    """An agreement, by itself or in the place of a pledge as it was read."""

    contribution: Identifier | Literal[""] = ""
    n: Seen | None = None


class MovementIn(Schema):
    """A movement of money: `to` names the project that a reallocation goes to; `loss` makes a revaluation a loss."""

    move: Code
    amount: Amount
    on: dt.date
    contribution: Identifier | Literal[""] = ""
    project: Identifier | Literal[""] = ""
    to: Identifier | Literal[""] = ""
    currency: Currency = FUND_CURRENCY
    rate: Rate = "1"
    rate_source: Headline = ""
    reference: Headline = ""
    loss: bool = False


class JournalOut(Schema):
    """A movement: `posted` in the books, `waiting` for another person, or `refused` by one."""

    id: str
    state: str
    move: str
    contribution: str
    project: str
    booked_on: dt.date
    currency: str
    amount: str | None
    rate: str | None
    rate_source: str


class PostingOut(Schema):
    """A posting in the Fund's currency: debits above zero, credits below."""

    account: str
    project: str
    amount: str


class JournalWholeOut(JournalOut):
    """A movement with its lines, which add up to zero."""

    lines: list[PostingOut]


class JournalsOut(Schema):
    """A page of movements, the latest first."""

    items: list[JournalOut]
    after: str | None


class WorkedOut(Schema):
    """What a donor's money did in a project."""

    project: str
    reference: str
    title: str
    allocated: str
    obligated: str
    spent: str


class BookedOut(Schema):
    """A movement as a statement lists it."""

    id: str
    on: dt.date
    move: str
    contribution: str
    project: str
    currency: str
    amount: str | None
    in_fund: str
    voucher: str


class DonorStatementOut(Schema):
    """A donor's statement: every figure is the sum of its lines."""

    donor: str
    currency: str
    statement: StatementOut
    contributions: dict[str, StatementOut]
    projects: list[WorkedOut]
    movements: list[BookedOut]


class ContributionsAsked(ListAsked):
    """Which contributions."""

    donor: Headline = ""
    state: Literal["", "pledged", "agreed", "withdrawn", "closed"] = ""


class JournalsAsked(ListAsked):
    """Which movements."""

    contribution: Identifier | Literal[""] = ""
    project: Identifier | Literal[""] = ""
    since: dt.date | None = None
    until: dt.date | None = None


_TERMS = ("donor", "reference", "state", "n", "currency", "grade", "earmark")
_MOVED = ("state", "move", "contribution", "project", "booked_on", "currency", "rate_source")
_SUMS = (
    "pledged", "owed", "received", "support", "support_paid", "unallocated", "allocated", "obligated", "spent", "refunded", "left",
)  # fmt: skip


def _statement(one: Statement) -> StatementOut:
    return StatementOut(**{name: money(getattr(one, name)) for name in _SUMS})


def contribution_of(one: Contribution) -> ContributionOut:
    """A contribution as it stands."""
    told = {name: getattr(one, name) for name in _TERMS}
    return ContributionOut(
        id=one.public_id,
        pledged=text(one.pledged),
        agreed=text(one.agreed),
        support_percent=text(one.support_percent) or "0",
        **told,
    )


def journal_of(one: Journal) -> JournalOut:
    """A movement as it was booked."""
    told = {name: getattr(one, name) for name in _MOVED}
    return JournalOut(id=one.public_id, amount=text(one.amount), rate=text(one.rate), **told)


@router.get("/programme/fund", response=FundOut, operation_id="programme_get_fund")
def get_fund(request: HttpRequest) -> FundOut:
    """The Fund as it stands."""
    found = selectors.whole(actor_of(request))
    return FundOut(
        currency=FUND_CURRENCY,
        statement=_statement(found.statement),
        trial_balance={account: money(amount) for account, amount in found.balance.items()},
        donors=[
            DonorOut(name=one.name, contribution=one.contributions[0].public_id, statement=_statement(one.statement))
            for one in found.donors
        ],
    )  # fmt: skip


@router.get("/programme/contributions", response=ContributionsOut, operation_id="programme_list_contributions")  # fmt: skip
def list_contributions(request: HttpRequest, asked: Query[ContributionsAsked]) -> ContributionsOut:
    """Contributions."""
    listed = selectors.contributions_for(actor_of(request), donor=asked.donor, state=asked.state)
    found = page(listed, order=("id",), after=asked.after, size=asked.size)
    return ContributionsOut(items=[contribution_of(one) for one in found.items], after=found.after)


@router.get("/programme/contributions/{contribution}", response=ContributionOut, operation_id="programme_get_contribution")  # fmt: skip
def get_contribution(request: HttpRequest, contribution: Identifier) -> ContributionOut:
    """One contribution."""
    return contribution_of(selectors.contribution_for(actor_of(request), contribution))


@router.post("/programme/pledges", response={201: ContributionOut}, operation_id="programme_enter_pledge")
def pledge(request: HttpRequest, data: ContributionIn) -> Status[ContributionOut]:
    """Enter what a donor pledged."""
    return Status(201, contribution_of(fund.pledge(actor=actor_of(request), new=data.new())))


@router.post("/programme/agreements", response={201: ContributionOut}, operation_id="programme_enter_agreement")  # fmt: skip
def agree(request: HttpRequest, data: AgreementIn) -> Status[ContributionOut]:
    """Enter an agreement; the pledge that it names lapses into it."""
    made = fund.agree(actor=actor_of(request), new=data.new(), contribution=data.contribution, n=data.n or 0)
    return Status(201, contribution_of(made))


@router.get("/programme/contributions/{contribution}/statement", response=DonorStatementOut, operation_id="programme_get_statement")  # fmt: skip
def get_statement(request: HttpRequest, contribution: Identifier) -> DonorStatementOut:
    """The statement of the donor of a contribution, movement by movement."""
    told = selectors.statement(actor_of(request), contribution)
    return DonorStatementOut(
        donor=told.donor.name,
        currency=FUND_CURRENCY,
        statement=_statement(told.donor.statement),
        contributions={one.public_id: _statement(of) for one, of in told.by_contribution},
        projects=[
            WorkedOut(
                project=one.project, reference=one.reference, title=one.title, allocated=money(one.allocated), obligated=money(one.obligated),
                spent=money(one.spent),
            )
            for one in told.projects
        ],
        movements=[
            BookedOut(
                id=one.journal, on=one.on, move=one.move, contribution=one.contribution, project=one.project, currency=one.currency,
                amount=text(one.amount), in_fund=money(one.in_fund), voucher=one.voucher,
            )
            for one in told.booked
        ],
    )  # fmt: skip


@router.get("/programme/journals", response=JournalsOut, operation_id="programme_list_journals")
def list_journals(request: HttpRequest, asked: Query[JournalsAsked]) -> JournalsOut:
    """Movements of the Fund, the latest first."""
    listed = selectors.journals_for(
        actor_of(request), contribution=asked.contribution, project=asked.project, since=asked.since, until=asked.until
    )  # fmt: skip
    found = page(listed, order=("-booked_on", "-id"), after=asked.after, size=asked.size)
    return JournalsOut(items=[journal_of(one) for one in found.items], after=found.after)


@router.get("/programme/journals/{journal}", response=JournalWholeOut, operation_id="programme_get_journal")
def get_journal(request: HttpRequest, journal: Identifier) -> JournalWholeOut:
    """One movement with its lines."""
    found, lines = selectors.journal(actor_of(request), journal)
    return JournalWholeOut(
        **journal_of(found).dict(),
        lines=[
            PostingOut(account=one.account, project=one.project, amount=money(one.amount)) for one in lines
        ],
    )


@router.post("/programme/journals", response={201: JournalOut}, operation_id="programme_book_movement")
def book(request: HttpRequest, data: MovementIn) -> Status[JournalOut]:
    """Book a movement of money; its lines are made by the Fund's own rule. From the limit on it waits for another person."""
    numbers = {"amount": Decimal(data.amount), "rate": Decimal(data.rate)}
    made = fund.book(actor=actor_of(request), new=NewMovement(**{**data.dict(), **numbers}))
    return Status(201, journal_of(made))
