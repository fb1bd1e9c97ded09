"""The second person for the Fund's money: what one proposed another approves or refuses; the amount from which that is so; who reads statements."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from ifar.accounts.selectors import agencies
from ifar.programme import indicators, labels
from ifar.programme.fund import money
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import MOST, POST, NewMovement
from ifar.programme.models import Contribution, Journal, Limit
from ifar.programme.services import notifications
from ifar.programme.services.planning import HEADLINE, NAME, absent
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require

APPROVE: Final = "programme:fund:approve"
DONOR: Final = "donor"
"""The kind of office under which a donor's people sign in."""
_PROPOSED: Final = """
SELECT l.actor, e.details::text FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'journal' AND e.subject = %s AND e.n = 1
"""


def proposed(found: Journal) -> tuple[str, dict[str, Any]]:
    """Who proposed a movement, and what the act said besides what stands in its row. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSED, [found.public_id])
        who, details = cursor.fetchone()
        return str(who), json.loads(details)


def _waiting(journal: str, n: int) -> Journal:
    found = Journal.objects.filter(public_id=journal).first()
    if found is None:
        raise absent()
    RECORDER.check_expected(found, n)
    return found


@transaction.atomic
def approve(*, actor: Actor, journal: str, n: int) -> Journal:
    """Approve a movement that another person proposed: everything is asked once more, and the books move.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Forbidden: the actor or whoever they stand in for proposed it.
        Refused: it does not wait, or it cannot be booked as things stand now.
        Invalid: its day lies before the contribution by now, or it says no amount.
    """
    require(actor, APPROVE)
    fund.lock()
    found = _waiting(journal, n)
    who, said = proposed(found)
    new = NewMovement(
        found.move, found.amount, found.booked_on, found.contribution, found.project, str(said["to"]), found.currency, found.rate,
        found.rate_source, str(said["reference"]), str(said["fund_amount"]).startswith("-"),
    )  # fmt: skip
    movement = fund.movement_of(new)
    _changes, details = fund.said_of(movement, fund.covered(movement, new.on), new, new.amount)
    entry = RECORDER.record(actor, "journal", "approved", found, details=details).entry
    notifications.answered(actor, who, "journal", found.public_id, agrees=True, entry=entry)
    return Journal.objects.get(pk=found.pk)


@transaction.atomic
def refuse(*, actor: Actor, journal: str, n: int, reason: str) -> Journal:
    """Refuse a movement that waits, or take back one's own.

    Raises:
        NotFound, Conflict: as `approve`.
        Refused: it does not wait.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    found = _waiting(journal, n)
    told = reason.strip()[:HEADLINE]
    entry = RECORDER.record(actor, "journal", "refused", found, details={"reason": told}).entry
    who = proposed(found)[0]
    notifications.answered(actor, who, "journal", found.public_id, agrees=False, entry=entry, reason=told)
    return Journal.objects.get(pk=found.pk)


@transaction.atomic
def propose_limit(*, actor: Actor, amount: Decimal, reason: str) -> None:
    """Propose another amount, in the Fund's currency, from which a movement takes a second person: the former stands until another sets it.

    Raises:
        Invalid: it is no amount, or there is no reason.
        Refused: one waits already.
    """
    require(actor, NAME)
    fund.lock()
    if not 0 < amount < MOST or amount != money.cents(amount):
        raise labels.invalid("programme.fund.amount", "amount")
    told = reason.strip()[:HEADLINE]
    changes = {"asked": indicators.written(amount)}
    RECORDER.record(actor, "limit", "proposed", Limit.objects.first(), changes=changes, details={"reason": told})  # fmt: skip


@transaction.atomic
def answer_limit(*, actor: Actor, n: int, agrees: bool, reason: str = "") -> None:
    """Set the limit that another person proposed, or refuse it (or take it back) with a reason.

    Raises:
        Conflict: none waits, or another one.
        Forbidden: the actor or whoever they stand in for proposed it.
        Invalid: it is refused without a reason.
    """
    require(actor, APPROVE)
    fund.lock()
    asked = selectors.limit_waiting(actor)
    if asked is None or asked.limit.n != n:
        raise RECORDER.changed_meanwhile()
    if agrees:
        told, changes = "", {"amount": indicators.written(asked.limit.asked)}
        made = RECORDER.record(actor, "limit", "set", asked.limit, changes=changes)
    else:
        told = reason.strip()[:HEADLINE]
        made = RECORDER.record(actor, "limit", "refused", asked.limit, details={"reason": told})
    notifications.answered(actor, asked.account, "limit", asked.limit.public_id, agrees=agrees, entry=made.entry, reason=told)  # fmt: skip


def offices(actor: Actor) -> list[tuple[str, str]]:
    """The offices of donors: public identifier and name. One query."""
    require(actor, POST)
    return list(
        agencies.agencies_for(actor).filter(kind=DONOR).order_by("name").values_list("public_id", "name")
    )


@transaction.atomic
def open_to(*, actor: Actor, contribution: str, agency: str) -> None:
    """Open the statement of the donor of a contribution to the people of its own office, or to nobody (empty).

    Raises:
        NotFound: there is no such contribution.
        Invalid: it is no donor's office, or another donor's.
    """
    require(actor, POST)
    found = Contribution.objects.filter(public_id=contribution).first()
    if found is None:
        raise absent()
    if agency and agency not in dict(offices(actor)):
        raise labels.invalid("programme.fund.office", "agency")
    if agency and Contribution.objects.filter(agency=agency).exclude(donor=found.donor).exists():
        raise labels.invalid("programme.fund.office", "agency")
    for one in Contribution.objects.filter(donor=found.donor).exclude(agency=agency).order_by("id"):
        RECORDER.record(actor, "contribution", "opened_to", one, changes={"agency": agency})
