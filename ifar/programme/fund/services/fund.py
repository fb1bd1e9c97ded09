"""The Fund's books: what donors pledge and agree, and every movement of money as a journal of balanced lines.

Where the organisation keeps its accounts elsewhere, those stay the master: this is the view of who gave what for which work and what came of it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from babel.core import get_global
from django.db import connection, transaction
from django.db.models import Min

from ifar.errors import Conflict
from ifar.programme import framework, indicators, labels
from ifar.programme.fund import money, postings
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.postings import ZERO, Line, Movement, Short
from ifar.programme.labels import absent
from ifar.programme.models import Contribution, Journal, Limit, Period, Project, Result
from ifar.programme.services.planning import HEADLINE
from ifar.programme.services.releases import released
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor, require

BOOKS: Final = "programme:fund:post"
_BALANCES: Final = """
SELECT account, contribution, project, sum(amount) FROM programme_posting WHERE contribution = %s GROUP BY account, contribution, project
"""
_RECEIVED: Final = """
SELECT coalesce(sum(amount), 0) FROM programme_journal WHERE contribution = %s AND state = 'posted'
  AND move IN ('receipt', 'agreement_cut') AND currency = %s
"""
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268749, 3)"
_DAYS: Final = """
SELECT p.account, p.contribution, p.project, j.booked_on, sum(p.amount)
FROM programme_posting p JOIN programme_journal j ON j.public_id = p.journal WHERE p.contribution = %s GROUP BY 1, 2, 3, 4
"""
_CASH: Final = "SELECT coalesce(sum(amount), 0) FROM programme_posting WHERE account = 'cash'"


def currencies() -> frozenset[str]:
    """Codes of ISO 4217 that are in use."""
    return frozenset(get_global("all_currencies"))


@dataclass(frozen=True)
class NewContribution:
    """What a donor promises. `pledged` and `agreed` in its own currency; `rate`: units of it to one of the Fund's own, that day."""

    donor: str
    reference: str
    currency: str
    amount: Decimal
    rate: Decimal
    on: dt.date
    grade: str = "unearmarked"
    earmark: str = ""
    support_percent: Decimal = money.STANDARD_SUPPORT
    rate_source: str = ""


def _amount(amount: Decimal, currency: str, rate: Decimal, on_field: str = "amount") -> Decimal:
    """The amount in the Fund's currency.

    Raises:
        Invalid: there is no such currency, amount or rate.
    """
    if currency not in currencies():
        raise labels.invalid("programme.fund.currency", "currency")
    if not money.says(amount, currency):
        raise labels.invalid("programme.fund.amount", on_field)
    if (
        rate < money.LEAST_RATE
        or rate != rate.quantize(money.LEAST_RATE)
        or (currency == FUND_CURRENCY and rate != 1)
    ):
        raise labels.invalid("programme.fund.rate", "rate")
    result = money.converted(amount, rate)
    if not 0 < result < money.MOST:
        raise labels.invalid("programme.fund.amount", on_field)
    return result


def _terms(new: NewContribution) -> dict[str, Any]:
    if not 0 <= new.support_percent <= money.MOST_SUPPORT or new.support_percent != money.cents(
        new.support_percent
    ):
        raise labels.invalid("programme.fund.percent", "support_percent")
    codes = {
        theme.code for theme in framework.SHIPPED if theme.kind in ("outcome", "area", "catalyst", "region")
    }
    known = new.grade in money.GRADES and money.binds(new.grade, new.earmark)
    if known and new.grade == "soft":
        known = new.earmark in codes
    if known and new.grade in ("project", "output"):
        project, _, output = new.earmark.partition("/")
        known = Project.objects.filter(public_id=project).exists()
        known &= not output or Result.objects.filter(public_id=output, project=project, level="output").exists()  # fmt: skip
    if not known:
        raise labels.invalid("programme.fund.earmark", "earmark")
    donor, reference = " ".join(new.donor.split()), new.reference.strip()
    if not donor or not reference or len(donor) > HEADLINE or len(reference) > 80:
        raise labels.invalid("programme.required", "donor" if not donor else "reference")
    return {
        "donor": donor,
        "agency": _office(donor),
        "reference": reference,
        "currency": new.currency,
        "grade": new.grade,
        "earmark": new.earmark,
        "support_percent": indicators.written(new.support_percent),
    }


def _office(donor: str) -> str:
    """The office that reads this donor's statement, or nothing: what the donor gives later stands on the same statement."""
    contributions = (
        Contribution.objects.filter(donor=donor).exclude(agency="").values_list("agency", flat=True)
    )
    return contributions.order_by("-id").first() or ""


@transaction.atomic
def pledge(*, actor: Actor, new: NewContribution) -> Contribution:
    """Enter what a donor pledged; nothing of it can be spent.

    Raises:
        Invalid: a field is wrong.
        Conflict: the reference is taken.
    """
    require(actor, BOOKS)
    lock()
    _check_day(new.on)
    in_fund = _amount(new.amount, new.currency, new.rate)
    changes = {**_terms(new), "pledged": indicators.written(new.amount), "agreed": None}
    if Contribution.objects.filter(reference=changes["reference"]).exists():
        raise Conflict("programme.taken", labels.of("programme.taken"), field="reference")
    subject = RECORDER.record(actor, "contribution", "pledged", changes=changes).subject
    _book(actor, Movement("pledge", in_fund, subject), new, new.amount)
    return Contribution.objects.get(public_id=subject)


@transaction.atomic
def agree(
    *, actor: Actor, new: NewContribution, contribution: str = "", n: int | None = None
) -> Contribution:
    """Enter an agreement, of a pledge (`contribution`, as it stood at `n`) or by itself; the pledge lapses into it.

    Raises:
        NotFound: there is no such pledge.
        Conflict: somebody changed it meanwhile, or the reference is taken.
        Invalid: a field is wrong.
        Refused: it is agreed already.
    """
    require(actor, BOOKS)
    lock()
    _check_day(new.on, contribution)
    in_fund = _amount(new.amount, new.currency, new.rate)
    before = Contribution.objects.filter(public_id=contribution).first() if contribution else None
    if contribution and before is None:
        raise absent()
    if before is not None:
        RECORDER.check_expected(before, n)
    changes = _terms(new) | {
        "pledged": indicators.written(before.pledged) if before else None,
        "agreed": indicators.written(new.amount),
    }
    taken = Contribution.objects.filter(reference=changes["reference"])
    if taken.exclude(public_id=contribution).exists():
        raise Conflict("programme.taken", labels.of("programme.taken"), field="reference")
    subject = RECORDER.record(actor, "contribution", "agreed", before, changes=changes).subject
    lapses = balances(subject).get(("pledges", subject, ""), ZERO)
    _book(actor, Movement("agreement", in_fund, subject, lapses=lapses), new, new.amount)
    return Contribution.objects.get(public_id=subject)


@dataclass(frozen=True)
class NewMovement:
    """A movement that somebody books. `amount` in `currency`, at `rate` of the day `on`; `reference` of the voucher."""

    move: str
    amount: Decimal
    on: dt.date
    contribution: str = ""
    project: str = ""
    to: str = ""
    currency: str = FUND_CURRENCY
    rate: Decimal = Decimal(1)
    rate_source: str = ""
    reference: str = ""
    loss: bool = False


@transaction.atomic
def book(*, actor: Actor, new: NewMovement) -> Journal:
    """Book one movement of money; from the limit on it waits for another person, and the books move with their approval.

    Raises:
        NotFound: there is no such contribution or project.
        Invalid: the amount, the currency, the rate or the movement is none.
        Refused: there is not enough, the donor bound the money to something else, or the organisation's own accounts are the master there.
        Conflict: somebody booked on the same envelope meanwhile.
    """
    require(actor, BOOKS)
    if _has_master(new):
        raise labels.refused("programme.fund.master")
    lock()
    if new.reference.strip() and _stands(new):
        raise labels.refused("programme.fund.twice")
    return _moved(actor, new)


_SAME: Final = """
SELECT EXISTS (SELECT FROM programme_journal j JOIN programme_event e ON e.subject = j.public_id AND e.record_type = 'journal' AND e.n = 1
WHERE j.state <> 'refused' AND j.contribution = %s AND j.move = %s AND j.project = %s AND j.currency = %s AND j.amount = %s AND lower(e.details ->> 'reference') = lower(%s))
"""


def _stands(new: NewMovement) -> bool:
    """Whether the same movement of the same amount is booked already under this voucher."""
    amounts: list[str | Decimal] = [new.contribution, new.move, new.project, new.currency, new.amount, new.reference.strip()[:HEADLINE]]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SAME, amounts)
        return bool(cursor.fetchone()[0])


def lock() -> None:
    """Whoever books waits for whoever books: what is there is read once nobody else can spend it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def _check_day(on: dt.date, contribution: str = "") -> None:
    """Ask for a day that has come, not before the contribution began, and of a period whose books are open.

    Raises:
        Invalid: the day is still to come, or was before the donor promised anything.
        Refused: the period is locked.
    """
    if on > today():
        raise labels.invalid("programme.fund.future", "on")
    first = Journal.objects.filter(contribution=contribution).aggregate(first=Min("booked_on"))["first"] if contribution else None  # fmt: skip
    if first is not None and on < first:
        raise labels.invalid("programme.fund.early", "on")
    if Period.objects.filter(state="locked", starts_on__lte=on, ends_on__gte=on).exists():
        raise labels.refused("programme.fund.locked")


@transaction.atomic
def book_of_master(*, actor: Actor, new: NewMovement) -> Journal:
    """Book what the organisation's own accounts say (`extracts.py`), also where they are the master. From the limit on it waits as well.

    Raises:
        NotFound, Invalid, Refused, Conflict: as `book`.
    """
    require(actor, BOOKS)
    return _moved(actor, new)


_MASTER: Final = """
SELECT EXISTS (SELECT FROM programme_extract x JOIN programme_feed f ON f.public_id = x.feed AND f.state = 'open'
WHERE %s = ANY (x.contributions) AND %s = ANY (x.moves) AND %s BETWEEN x.starts_on AND x.ends_on)
"""


def _has_master(new: NewMovement) -> bool:
    """Whether an extract of the organisation's own accounts speaks of such movements of this contribution on this day."""
    with connection.cursor() as cursor:
        cursor.execute(_MASTER, [new.contribution, new.move, new.on])
        return bool(cursor.fetchone()[0])


def _moved(actor: Actor, new: NewMovement) -> Journal:
    movement = movement_of(new)
    if postings.takes_two(new.move, movement.amount, _alone(actor, new), limit()):
        return _propose(actor, movement, new)
    return _book(actor, movement, new, new.amount)


def limit() -> Decimal:
    """The amount, in the Fund's currency, from which a movement takes a second person. One query."""
    return Limit.objects.values_list("amount", flat=True).first() or postings.LIMIT


def _alone(actor: Actor, new: NewMovement) -> Decimal:
    """What was booked alone of the same movement lately, by the actor or for the same, in the Fund's currency. One query."""
    of = "" if new.move == "revaluation" else new.contribution
    with connection.cursor() as cursor:
        cursor.execute("SELECT programme_alone(%s, %s, %s, %s, statement_timestamp())", [actor.id, new.move, of, new.project])  # fmt: skip
        return Decimal(cursor.fetchone()[0])


def _propose(actor: Actor, movement: Movement, new: NewMovement) -> Journal:
    changes, values = movement_details(movement, covered(movement, new.on), new, new.amount)
    details = {name: values[name] for name in ("fund_amount", "to", "reference")}
    made = RECORDER.record(actor, "journal", "proposed", changes=changes, details=details)
    return Journal.objects.get(public_id=made.subject)


def movement_of(new: NewMovement) -> Movement:
    """The movement that the books make of what is said, once everything about it may be.

    Raises:
        NotFound, Invalid, Refused: as `book`.
    """
    if new.move not in postings.BOOKED:
        raise labels.invalid("programme.fund.move", "move")
    if wrong := postings.misnamed(new.move, new.contribution, new.project, new.to):
        raise labels.invalid_at(wrong)
    lock()
    _check_day(new.on, new.contribution if new.move != "revaluation" else "")
    in_fund = _amount(new.amount, new.currency, new.rate)
    percent = clears = ZERO
    if new.move != "revaluation":
        contribution = Contribution.objects.filter(public_id=new.contribution).first()
        if contribution is None:
            raise absent()
        percent = contribution.support_percent
        there = balances(contribution.public_id)
        if new.move == "receipt":
            clears = _settled(contribution, new, in_fund, there)
        elif new.move == "refund":
            clears = money.support_of(in_fund, percent)
        _check_given(contribution, new)
    if new.project and not Project.objects.filter(public_id=new.project).exists():
        raise absent()
    amount = -in_fund if new.loss and new.move == "revaluation" else in_fund
    return Movement(
        new.move,
        amount,
        new.contribution if new.move != "revaluation" else "",
        new.project,
        new.to,
        clears,
        ZERO,
        percent,
    )


def _settled(contribution: Contribution, new: NewMovement, in_fund: Decimal, there: Mapping[postings.Key, Decimal]) -> Decimal:  # fmt: skip
    owed = there.get(("receivable", contribution.public_id, ""), ZERO)
    if contribution.agreed is None or new.currency != contribution.currency:
        return min(owed, in_fund)
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, [contribution.public_id, contribution.currency])
        outstanding = contribution.agreed - cursor.fetchone()[0]
    return postings.settled(owed, outstanding, new.amount)


def _check_given(contribution: Contribution, new: NewMovement) -> None:
    """Ask what the rule of the movement asks of the project that it goes to, as it stands now (`postings.GIVEN_TO`).

    Raises:
        NotFound: there is no such project.
        Refused: it has not started, is over, gets nothing of this contribution, or waits for a release.
    """
    states = postings.GIVEN_TO.get(new.move)
    if states is None:
        return
    project = Project.objects.filter(public_id=new.to if new.move == "reallocation" else new.project).first()
    if project is None:
        raise absent()
    if new.move in postings.GIVES:
        _check_bound(contribution, project)
    if project.state == "planned" and "planned" not in states:
        raise labels.refused("programme.fund.planned")
    if project.state not in states or (
        new.move in postings.GIVES and contribution.state not in ("pledged", "agreed")
    ):
        raise labels.refused(
            "programme.fund.over"
            if new.move != "obligation" or project.state != "suspended"
            else "programme.fund.suspended"
        )
    if new.move in postings.GIVES:
        released(project)


def _check_bound(contribution: Contribution, of: Project) -> None:
    project = of.public_id
    outputs = Result.objects.filter(project=project, level="output").values_list("public_id", flat=True)
    may = money.may_fund(
        contribution.grade,
        contribution.earmark,
        project=project,
        outcomes=of.outcomes,
        cells=of.cells,
        regions=framework.regions(of.countries),
        outputs=list(outputs) if contribution.grade == "output" else (),
    )
    if not may:
        raise labels.refused("programme.fund.bound")


def balances(contribution: str) -> dict[postings.Key, Decimal]:
    """The balances of an envelope, debits above zero. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_BALANCES, [contribution])
        return {(account, of, project): amount for account, of, project, amount in cursor.fetchall()}


def journal_of(movement: Movement, made: tuple[Line, ...], *, on: dt.date, currency: str, amount: Decimal, rate: Decimal, rate_source: str, reference: str) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """What the act of a movement sets, and what it says."""
    changes = {
        "move": movement.move,
        "contribution": movement.contribution,
        "project": movement.project,
        "booked_on": on,
        "currency": currency,
        "amount": indicators.written(amount),
        "rate": indicators.written(rate),
        "rate_source": rate_source.strip()[:HEADLINE],
    }
    details = {
        "lines": [
            {
                "account": line.account,
                "contribution": line.contribution,
                "project": line.project,
                "amount": f"{line.amount:f}",
            }
            for line in made
        ],
        "fund_amount": f"{movement.amount:f}",
        "to": movement.to,
        "clears": f"{movement.clears:f}",
        "lapses": f"{movement.lapses:f}",
        "percent": indicators.written(movement.percent),
        "reference": reference.strip()[:HEADLINE],
    }
    return changes, details


def _check_there(contribution: str, made: tuple[Line, ...], on: dt.date) -> None:
    """Ask that there is enough: in the envelope on that day and on every later one, and in the Fund's bank.

    Raises:
        Short: there is not.
    """
    touched = {line.key for line in made}
    days: dict[dt.date, list[Line]] = {}
    with connection.cursor() as cursor:
        if contribution:
            cursor.execute(_DAYS, [contribution])
            for account, of, project, day, amount in cursor.fetchall():
                if (account, of, project) in touched:
                    days.setdefault(day, []).append(Line(account, of, project, amount))
        if any(line.account == "cash" and line.amount < 0 for line in made):
            cursor.execute(_CASH)
            there = cursor.fetchone()[0]
            if there + sum(line.amount for line in made if line.account == "cash") < 0:
                raise Short(("cash", "", ""), there)
    standing: dict[postings.Key, Decimal] = {}
    for day in sorted({on, *days}):
        before = days.get(day, [])
        if day < on:
            standing = postings.balances_of([*(Line(*key, amount) for key, amount in standing.items()), *before])  # fmt: skip
        else:
            standing = standing | postings.after(standing, [*before, *(made if day == on else ())])


def covered(movement: Movement, on: dt.date) -> tuple[Line, ...]:
    """The lines of a movement, once there is enough for them.

    Raises:
        Refused: there is not.
    """
    made = postings.lines(movement)
    try:
        _check_there(movement.contribution, made, on)
    except Short as short:
        raise labels.refused("programme.fund.short", account=short.key[0], there=f"{short.there:f}") from None
    return made


def movement_details(movement: Movement, made: tuple[Line, ...], new: NewMovement | NewContribution, amount: Decimal) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """What the act of a movement sets, and what it says."""
    return journal_of(
        movement,
        made,
        on=new.on,
        currency=new.currency,
        amount=amount,
        rate=new.rate,
        rate_source=new.rate_source,
        reference=getattr(new, "reference", ""),
    )


def _book(actor: Actor, movement: Movement, new: NewMovement | NewContribution, amount: Decimal) -> Journal:
    changes, details = movement_details(movement, covered(movement, new.on), new, amount)
    made = RECORDER.record(actor, "journal", "posted", changes=changes, details=details)
    return Journal.objects.get(public_id=made.subject)
