"""The Fund as those see it who may: all of it, or what one's own office gave; statements that are the sums of their lines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet, Sum

from ifar.programme import labels
from ifar.programme.fund import postings
from ifar.programme.fund.postings import Line, Statement
from ifar.programme.labels import absent
from ifar.programme.models import Contribution, Journal, Limit, Posting, Project
from ifar.rights import Actor, may, require

READ: Final = "programme:fund:read"
OWN: Final = "programme:fund:own"
_SUMS: Final = """
SELECT p.contribution, j.move, p.account, sum(p.amount) FROM programme_posting p JOIN programme_journal j ON j.public_id = p.journal
WHERE p.contribution = ANY(%s) GROUP BY 1, 2, 3
"""
_BALANCE: Final = "SELECT account, sum(amount) FROM programme_posting GROUP BY account"
_BOOKED: Final = """
SELECT j.public_id, j.booked_on, j.move, j.contribution, c.reference, j.project, coalesce(q.title, ''), j.currency, j.amount, j.rate,
       j.rate_source, (e.details ->> 'fund_amount')::numeric, coalesce(e.details ->> 'reference', '')
FROM programme_journal j JOIN programme_event e ON e.subject = j.public_id AND e.record_type = 'journal' AND e.kind IN ('posted', 'approved')
LEFT JOIN programme_contribution c ON c.public_id = j.contribution LEFT JOIN programme_project q ON q.public_id = j.project
WHERE j.contribution = ANY(%s) ORDER BY j.booked_on, j.id
"""
_PROJECTS: Final = """
SELECT q.title, q.reference, q.public_id, p.account, -sum(p.amount) FROM programme_posting p
JOIN programme_project q ON q.public_id = p.project
WHERE p.contribution = ANY(%s) AND p.account IN ('allocated', 'obligated', 'spent') GROUP BY q.title, q.reference, q.public_id, p.account ORDER BY q.reference
"""


@dataclass(frozen=True, slots=True)
class Donor:
    """A donor with what became of what it gave."""

    name: str
    contributions: tuple[Contribution, ...]
    statement: Statement


@dataclass(frozen=True, slots=True)
class Booked:
    """One movement as a statement lists it; `amount` in `currency`, `in_fund` in the Fund's."""

    journal: str
    on: dt.date
    move: str
    contribution: str
    reference: str
    project: str
    project_title: str
    currency: str
    amount: Decimal
    rate: Decimal
    rate_source: str
    in_fund: Decimal
    voucher: str


@dataclass(frozen=True, slots=True)
class Worked:
    """What a donor's money did in a project."""

    title: str
    reference: str
    project: str
    allocated: Decimal
    obligated: Decimal
    spent: Decimal


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A donor's statement with its lines."""

    donor: Donor
    booked: Sequence[Booked]
    projects: Sequence[Worked]
    by_contribution: Sequence[tuple[Contribution, Statement]]


@dataclass(frozen=True, slots=True)
class Whole:
    """The Fund as far as it is seen: donors, the statement over all of them; the trial balance for whoever sees the whole, else nothing."""

    donors: Sequence[Donor]
    statement: Statement
    balance: dict[str, Decimal]

    @property
    def adds_up(self) -> bool:
        """Whether the trial balance is zero."""
        return sum(self.balance.values(), postings.ZERO) == 0


def _ask(statement: str, params: Any = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _by_contribution(of: Sequence[Contribution]) -> dict[str, list[tuple[str, Line]]]:
    result: dict[str, list[tuple[str, Line]]] = defaultdict(list)
    for contribution, move, account, amount in _ask(_SUMS, [[record.public_id for record in of]]):
        result[contribution].append((move, Line(account, contribution, "", amount)))
    return result


def whole(actor: Actor) -> Whole:
    """The Fund as it stands, as far as the actor sees it. Three queries.

    Raises:
        Forbidden: the actor may see nothing of the Fund.
    """
    seen = list(contributions_for(actor).order_by("donor", "reference"))
    lines = _by_contribution(seen)
    by_donor: dict[str, list[Contribution]] = defaultdict(list)
    for contribution in seen:
        by_donor[contribution.donor].append(contribution)
    donors = [
        Donor(
            name,
            tuple(given),
            postings.statement([line for record in given for line in lines.get(record.public_id, [])]),
        )
        for name, given in by_donor.items()
    ]
    balance = dict.fromkeys(postings.NORMAL, postings.ZERO) | dict(_ask(_BALANCE)) if may(actor, READ) else {}
    every = postings.statement([line for many in lines.values() for line in many])
    return Whole(donors, every, balance)


def statement(actor: Actor, contribution: str) -> StatementPage:
    """The statement of the donor of a contribution: its movements one by one, its contributions, the projects that its money went to.

    Raises:
        Forbidden: the actor may see nothing of the Fund.
        NotFound: there is no such contribution, or it is another donor's.
    """
    of = contribution_for(actor, contribution)
    given = list(contributions_for(actor, donor=of.donor).order_by("reference"))
    lines = _by_contribution(given)
    keys = [record.public_id for record in given]
    by_contribution = [(record, postings.statement(lines.get(record.public_id, []))) for record in given]
    every = postings.statement([line for record in given for line in lines.get(record.public_id, [])])
    booked = [Booked(*row) for row in _ask(_BOOKED, [keys])]
    sums: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for title, reference, project, account, amount in _ask(_PROJECTS, [keys]):
        sums[title, reference, project][account] = amount
    projects = [
        Worked(*key, *(row.get(account, postings.ZERO) for account in ("allocated", "obligated", "spent")))
        for key, row in sums.items()
    ]
    return StatementPage(Donor(of.donor, tuple(given), every), booked, projects, by_contribution)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A movement that waits for another person; `own`: the actor proposed it."""

    journal: Journal
    reference: str
    project: str
    to: str
    who: str
    own: bool


_WAITING: Final = """
SELECT e.subject, coalesce(c.reference, ''), coalesce(q.title, ''), coalesce(t.title, ''), l.actor, coalesce(u.name, l.actor)
FROM programme_journal j JOIN programme_event e ON e.subject = j.public_id AND e.record_type = 'journal' AND e.n = 1
JOIN ledger_entry l ON l.entry = e.id LEFT JOIN accounts_user u ON u.public_id = l.actor
LEFT JOIN programme_contribution c ON c.public_id = j.contribution LEFT JOIN programme_project q ON q.public_id = j.project
LEFT JOIN programme_project t ON t.public_id = e.details ->> 'to' WHERE j.state = 'waiting' ORDER BY j.id
"""


def waiting(actor: Actor) -> list[Proposed]:
    """The movements that wait for another person. Two queries."""
    require(actor, READ)
    journals = {record.public_id: record for record in Journal.objects.filter(state="waiting")}
    return [
        Proposed(journals[journal], reference, project, to, name, actor.acts_for(who))
        for journal, reference, project, to, who, name in _ask(_WAITING)
        if journal in journals
    ]


@dataclass(frozen=True, slots=True)
class ProposedLimit:
    """The limit that waits for another person: who proposed it and why; `own`: the actor did, or stands in for who did."""

    limit: Limit
    account: str
    who: str
    reason: str
    own: bool


_LIMIT: Final = """
SELECT l.actor, coalesce(u.name, l.actor), coalesce((SELECT p.value #>> '{}' FROM ledger_personal p WHERE p.entry = e.id AND p.field = 'note'), '') FROM programme_limit r
JOIN programme_event e ON e.record_type = 'limit' AND e.subject = r.public_id AND e.n = r.n
JOIN ledger_entry l ON l.entry = e.id LEFT JOIN accounts_user u ON u.public_id = l.actor WHERE r.state = 'waiting'
"""


def limit_waiting(actor: Actor) -> ProposedLimit | None:
    """The limit that waits for another person, if one does. Two queries."""
    require(actor, READ)
    for who, name, reason in _ask(_LIMIT):
        return ProposedLimit(Limit.objects.get(), who, name, reason, actor.acts_for(who))
    return None


def limit_for(actor: Actor, public_id: str) -> Limit:
    """The amount from which a movement takes a second person, once somebody proposed another than the one that ships.

    Raises:
        NotFound: nobody did.
    """
    require(actor, READ)
    limit = Limit.objects.filter(public_id=public_id).first()
    if limit is None:
        raise absent()
    return limit


def booked_for(actor: Actor) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The contributions and the projects that a movement may name: public identifier, and what people call each. Two queries."""
    require(actor, READ)
    given = Contribution.objects.order_by("reference").values_list("public_id", "reference", "donor")
    projects = Project.objects.order_by("reference").values_list("public_id", "reference", "title")
    return [(text, f"{reference} – {donor}") for text, reference, donor in given], [
        (text, f"{reference} – {title}") for text, reference, title in projects
    ]


def account_words(balance: dict[str, Decimal]) -> list[tuple[Any, Decimal, Decimal]]:
    """The trial balance in words: account, debit, credit."""
    zero = postings.ZERO
    return [
        (labels.ACCOUNTS[account], max(amount, zero), max(-amount, zero))
        for account, amount in balance.items()
    ]


# --- lists for programs ----------------------------------------------------------------------------------------------------


def contributions_for(actor: Actor, *, donor: str = "", state: str = "") -> QuerySet[Contribution]:
    """Contributions, of a donor or in a state: all, or those that the actor's own office gave.

    Raises:
        Forbidden: the actor may see nothing of the Fund.
    """
    seen = Contribution.objects.all()
    if not may(actor, READ):
        require(actor, OWN)
        seen = seen.filter(agency=actor.agency).exclude(agency="")
    asked = {"donor": donor, "state": state}
    return seen.filter(**{name: value for name, value in asked.items() if value})


def funded(actor: Actor) -> frozenset[str]:
    """Projects that money of one's own office stands in or was spent by; none for whoever reads nothing of the Fund. One query."""
    if not (may(actor, READ) or may(actor, OWN)):
        return frozenset()
    given = Posting.objects.filter(contribution__in=contributions_for(actor).values("public_id"), account__in=("allocated", "obligated", "spent"))  # fmt: skip
    sums = given.values("project").annotate(left=Sum("amount")).exclude(left=0)
    return frozenset(sums.values_list("project", flat=True))


def contribution_for(actor: Actor, public_id: str) -> Contribution:
    """One contribution.

    Raises:
        NotFound: there is none, or it is another donor's.
    """
    contribution = contributions_for(actor).filter(public_id=public_id).first()
    if contribution is None:
        raise absent()
    return contribution


def journals_for(actor: Actor, *, contribution: str = "", project: str = "", since: dt.date | None = None, until: dt.date | None = None) -> QuerySet[Journal]:  # fmt: skip
    """Movements, of a contribution or a project, in some days: all, or those of what the actor's own office gave.

    Raises:
        Forbidden: the actor may see nothing of the Fund.
    """
    seen = Journal.objects.all()
    if not may(actor, READ):
        seen = seen.filter(state="posted", contribution__in=contributions_for(actor).values("public_id"))
    asked = {
        "contribution": contribution,
        "project": project,
        "booked_on__gte": since,
        "booked_on__lte": until,
    }
    return seen.filter(**{name: value for name, value in asked.items() if value})


def journal_for(actor: Actor, public_id: str) -> Journal:
    """One movement.

    Raises:
        NotFound: there is none, or it is of what another donor gave.
    """
    record = journals_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise absent()
    return record


def journal(actor: Actor, public_id: str) -> tuple[Journal, Sequence[Posting]]:
    """One movement with its lines. Two queries.

    Raises:
        NotFound: as `journal_for`.
    """
    return journal_for(actor, public_id), list(Posting.objects.filter(journal=public_id).order_by("n"))
