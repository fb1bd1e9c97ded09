"""The Fund over HTTP: contributions, movements, statements; amounts are text."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from ifar.acts.edges import operations
from ifar.acts.inputs import part_of
from ifar.cursors import page
from ifar.form_errors import actor_of
from ifar.programme.api.shapes import (
    Headline,
    Identifier,
    ListAsked,
    money,
    text,
)
from ifar.programme.fund import inputs
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import Statement
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.services import contributions, fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.models import Contribution, Journal, Limit
from ifar.programme.services import approvals

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


def _statement(statement: Statement) -> StatementOut:
    return StatementOut(**{name: money(getattr(statement, name)) for name in _SUMS})


def contribution_of(contribution: Contribution) -> ContributionOut:
    """A contribution as it stands."""
    result = {name: getattr(contribution, name) for name in _TERMS}
    return ContributionOut(
        id=contribution.public_id,
        pledged=text(contribution.pledged),
        agreed=text(contribution.agreed),
        support_percent=text(contribution.support_percent) or "0",
        **result,
    )


def journal_of(journal: Journal) -> JournalOut:
    """A movement as it was booked."""
    result = {name: getattr(journal, name) for name in _MOVED}
    return JournalOut(id=journal.public_id, amount=text(journal.amount), rate=text(journal.rate), **result)


@router.get("/programme/fund", response=FundOut, operation_id="programme_get_fund")
def get_fund(request: HttpRequest) -> FundOut:
    """The Fund as it stands."""
    whole = selectors.whole(actor_of(request))
    return FundOut(
        currency=FUND_CURRENCY,
        statement=_statement(whole.statement),
        trial_balance={account: money(amount) for account, amount in whole.balance.items()},
        donors=[
            DonorOut(name=donor.name, contribution=donor.contributions[0].public_id, statement=_statement(donor.statement))
            for donor in whole.donors
        ],
    )  # fmt: skip


@router.get("/programme/contributions", response=ContributionsOut, operation_id="programme_list_contributions")  # fmt: skip
def list_contributions(request: HttpRequest, asked: Query[ContributionsAsked]) -> ContributionsOut:
    """Contributions."""
    listed = selectors.contributions_for(actor_of(request), donor=asked.donor, state=asked.state)
    result = page(listed, order=("id",), after=asked.after, size=asked.size)
    return ContributionsOut(
        items=[contribution_of(contribution) for contribution in result.items], after=result.after
    )


@router.get("/programme/contributions/{contribution}", response=ContributionOut, operation_id="programme_get_contribution")  # fmt: skip
def get_contribution(request: HttpRequest, contribution: Identifier) -> ContributionOut:
    """One contribution."""
    return contribution_of(selectors.contribution_for(actor_of(request), contribution))


@router.post("/programme/contributions", response={201: ContributionOut}, operation_id="programme_enter_contribution")  # fmt: skip
def enter(request: HttpRequest, data: inputs.EnterContribution) -> Status[ContributionOut]:
    """Enter what a donor pledged, or an agreement by itself."""
    made = contributions.enter(actor=actor_of(request), **data.arguments())
    return Status(201, contribution_of(made))


operations(router, contributions.CONTRIBUTION, ContributionOut, contribution_of, "/programme/contributions/{contribution}")  # fmt: skip


@router.get("/programme/contributions/{contribution}/statement", response=DonorStatementOut, operation_id="programme_get_statement")  # fmt: skip
def get_statement(request: HttpRequest, contribution: Identifier) -> DonorStatementOut:
    """The statement of the donor of a contribution, movement by movement."""
    statement = selectors.statement(actor_of(request), contribution)
    return DonorStatementOut(
        donor=statement.donor.name,
        currency=FUND_CURRENCY,
        statement=_statement(statement.donor.statement),
        contributions={record.public_id: _statement(of) for record, of in statement.by_contribution},
        projects=[
            WorkedOut(
                project=project.project, reference=project.reference, title=project.title, allocated=money(project.allocated), obligated=money(project.obligated),
                spent=money(project.spent),
            )
            for project in statement.projects
        ],
        movements=[
            BookedOut(
                id=booked.journal, on=booked.on, move=booked.move, contribution=booked.contribution, project=booked.project, currency=booked.currency,
                amount=text(booked.amount), in_fund=money(booked.in_fund), voucher=booked.voucher,
            )
            for booked in statement.booked
        ],
    )  # fmt: skip


@router.get("/programme/journals", response=JournalsOut, operation_id="programme_list_journals")
def list_journals(request: HttpRequest, asked: Query[JournalsAsked]) -> JournalsOut:
    """Movements of the Fund, the latest first."""
    listed = selectors.journals_for(
        actor_of(request), contribution=asked.contribution, project=asked.project, since=asked.since, until=asked.until
    )  # fmt: skip
    result = page(listed, order=("-booked_on", "-id"), after=asked.after, size=asked.size)
    return JournalsOut(items=[journal_of(journal) for journal in result.items], after=result.after)


@router.get("/programme/journals/{journal}", response=JournalWholeOut, operation_id="programme_get_journal")
def get_journal(request: HttpRequest, journal: Identifier) -> JournalWholeOut:
    """One movement with its lines."""
    record, lines = selectors.journal(actor_of(request), journal)
    return JournalWholeOut(
        **journal_of(record).dict(),
        lines=[
            PostingOut(account=posting.account, project=posting.project, amount=money(posting.amount))
            for posting in lines
        ],
    )


@router.post("/programme/journals", response={201: JournalOut}, operation_id="programme_book_movement")
def book(request: HttpRequest, data: inputs.BookMovement) -> Status[JournalOut]:
    """Book a movement of money; its lines are made by the Fund's own rule. From the limit on it waits for another person."""
    made = fund.book(actor=actor_of(request), new=part_of(data, NewMovement))
    return Status(201, journal_of(made))


operations(router, approvals.JOURNAL, JournalOut, journal_of, "/programme/journals/{journal}")


class LimitOut(Schema):
    """The amount from which a movement takes a second person, and the one that was proposed last."""

    id: str
    state: str
    n: int
    amount: str | None
    asked: str


def limit_of(limit: Limit) -> LimitOut:
    """The limit as it stands."""
    return LimitOut(
        id=limit.public_id, state=limit.state, n=limit.n, amount=text(limit.amount), asked=money(limit.asked)
    )


@router.post("/programme/limits", response={201: LimitOut}, operation_id="programme_propose_limit")
def propose_limit(request: HttpRequest, data: inputs.ProposeLimit) -> Status[LimitOut]:
    """Propose another amount from which a movement takes a second person; the former one stands until another person sets it."""
    return Status(201, limit_of(approvals.propose_limit(actor=actor_of(request), **data.arguments())))


operations(router, approvals.LIMIT, LimitOut, limit_of, "/programme/limits/{limit}")
