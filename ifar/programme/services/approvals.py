"""The second person for the Fund's money: what one proposed another approves or refuses; so the amount from which that is so."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.inputs import RecordInput
from ifar.acts.offers import Offers
from ifar.programme import indicators, labels
from ifar.programme.fund import inputs, money
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.models import Journal, Limit
from ifar.programme.services import notifications
from ifar.programme.services.planning import HEADLINE, NAME
from ifar.programme.services.writing import RECORDER
from ifar.rights import Actor, require

APPROVE: Final = "programme:fund:approve"
JOURNAL: Final = Offers(
    RECORDER, "journal", selectors.journal_for, page="programme:fund", on=lambda _found: ()
)
LIMIT: Final = Offers(RECORDER, "limit", selectors.limit_for, page="programme:fund", on=lambda _found: ())
_PROPOSED: Final = """
SELECT l.actor, e.details::text FROM programme_event e JOIN ledger_entry l ON l.entry = e.id
WHERE e.record_type = %s AND e.subject = %s AND e.n = %s
"""


def _proposed(record_type: str, public_id: str, n: int) -> tuple[str, dict[str, Any]]:
    """Who did the act that proposed, the `n`th of its record, and what it said besides what stands in the row. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSED, [record_type, public_id, n])
        who, details = cursor.fetchone()
        return str(who), json.loads(details)


def _journal(actor: Actor, public_id: str, n: int | None) -> Journal:
    journal = selectors.journal_for(actor, public_id)
    RECORDER.check_expected(journal, n)
    return journal


@JOURNAL.act(
    "approved",
    RecordInput,
    _("Approve and book the movement"),
    permission=APPROVE,
    done=_("The movement is approved and booked."),
    leads=True,
)
@transaction.atomic
def approve(*, actor: Actor, journal_id: str, expected_n: int | None = None) -> Journal:
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
    journal = _journal(actor, journal_id, expected_n)
    who, values = _proposed("journal", journal.public_id, 1)
    new = NewMovement(
        journal.move, journal.amount, journal.booked_on, journal.contribution, journal.project, str(values["to"]), journal.currency, journal.rate,
        journal.rate_source, str(values["reference"]), str(values["fund_amount"]).startswith("-"),
    )  # fmt: skip
    movement = fund.movement_of(new)
    _changes, details = fund.movement_details(movement, fund.covered(movement, new.on), new, new.amount)
    entry = RECORDER.record(actor, "journal", "approved", journal, details=details).entry
    notifications.answered(actor, who, "journal", journal.public_id, agrees=True, entry=entry)
    return Journal.objects.get(pk=journal.pk)


@JOURNAL.act(
    "refused",
    inputs.RefuseMoney,
    _("Refuse the movement"),
    permission=APPROVE,
    done=_("The movement is refused; nothing is booked."),
    hint=_("Whoever proposed it takes it back so."),
)
@transaction.atomic
def refuse(*, actor: Actor, journal_id: str, reason: str, expected_n: int | None = None) -> Journal:
    """Refuse a movement that waits, or take back one's own.

    Raises:
        NotFound, Conflict: as `approve`.
        Refused: it does not wait.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    journal = _journal(actor, journal_id, expected_n)
    who, _said = _proposed("journal", journal.public_id, 1)
    text = reason.strip()[:HEADLINE]
    entry = RECORDER.record(actor, "journal", "refused", journal, note=text).entry
    notifications.answered(actor, who, "journal", journal.public_id, agrees=False, entry=entry)
    return Journal.objects.get(pk=journal.pk)


@transaction.atomic
def propose_limit(*, actor: Actor, amount: Decimal, reason: str) -> Limit:
    """Propose another amount, in the Fund's currency, from which a movement takes a second person: the former stands until another sets it.

    Raises:
        Invalid: it is no amount, or there is no reason.
        Refused: one waits already.
    """
    require(actor, NAME)
    fund.lock()
    if not 0 < amount < money.MOST or amount != money.cents(amount):
        raise labels.invalid("programme.fund.amount", "amount")
    text = reason.strip()[:HEADLINE]
    changes = {"asked": indicators.written(amount)}
    made = RECORDER.record(actor, "limit", "proposed", Limit.objects.first(), changes=changes, note=text)  # fmt: skip
    return Limit.objects.get(public_id=made.subject)


def _limit(actor: Actor, public_id: str, n: int | None) -> Limit:
    fund.lock()
    limit = selectors.limit_for(actor, public_id)
    RECORDER.check_expected(limit, n)
    return limit


@LIMIT.act(
    "set",
    RecordInput,
    _("Approve the amount"),
    permission=APPROVE,
    done=_("The amount is approved, and counts from now on."),
    leads=True,
)
@transaction.atomic
def set_limit(*, actor: Actor, limit_id: str, expected_n: int | None = None) -> None:
    """Set the limit that another person proposed.

    Raises:
        NotFound: there is none.
        Conflict: somebody did something with it meanwhile.
        Forbidden: the actor or whoever they stand in for proposed it.
        Refused: none waits.
    """
    require(actor, APPROVE)
    limit = _limit(actor, limit_id, expected_n)
    who, _said = _proposed("limit", limit.public_id, limit.n)
    changes = {"amount": indicators.written(limit.asked)}
    entry = RECORDER.record(actor, "limit", "set", limit, changes=changes).entry
    notifications.answered(actor, who, "limit", limit.public_id, agrees=True, entry=entry)


@LIMIT.act(
    "refused",
    inputs.RefuseMoney,
    _("Refuse the amount"),
    permission=APPROVE,
    done=_("The amount is refused. The former one stands."),
    hint=_("Whoever proposed it takes it back so."),
)
@transaction.atomic
def refuse_limit(*, actor: Actor, limit_id: str, reason: str, expected_n: int | None = None) -> None:
    """Refuse the limit that waits, or take back one's own; the former one stands.

    Raises:
        NotFound, Conflict, Refused: as `set_limit`.
        Invalid: no reason.
    """
    require(actor, APPROVE)
    limit = _limit(actor, limit_id, expected_n)
    who, _said = _proposed("limit", limit.public_id, limit.n)
    text = reason.strip()[:HEADLINE]
    entry = RECORDER.record(actor, "limit", "refused", limit, note=text).entry
    notifications.answered(actor, who, "limit", limit.public_id, agrees=False, entry=entry)
