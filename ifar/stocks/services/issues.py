"""Issuing arms and rounds to an officer, or arms to another unit: the record of the issue, the life of each arm and the account of the rounds in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar import identifiers
from ifar.accounts.selectors import agencies
from ifar.accounts.services import notices
from ifar.acts.offers import Offers
from ifar.ammunition.inputs import LineIn
from ifar.ammunition.services import movements
from ifar.documents.things import named
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.placement import selectors as placement
from ifar.placement.services import writing as of_places
from ifar.registry.occurred import instant
from ifar.registry.services import events
from ifar.registry.services.events import NewEvent
from ifar.registry.services.events.alike import Deciding
from ifar.registry.services.events.many import write_each
from ifar.rights import UNITS, Actor, require
from ifar.stocks import inputs, issuing, selectors
from ifar.stocks.fitness import unfit
from ifar.stocks.models import Armoury, Issue, Officer
from ifar.stocks.offline import Offline
from ifar.stocks.serviceability import selectors as serviceability
from ifar.stocks.serviceability.acts import uninspected
from ifar.stocks.services import pins
from ifar.stocks.services.writing import CONFIRM, ISSUE, RECORDER, check_sides, today
from ifar.typed import is_case_number

ISSUED: Final = Offers(RECORDER, "issue", selectors.issue_for, page="stocks:issue", name="stocks_issue")
OVERDUE: Final = "stocks.overdue"
TO_CONFIRM: Final = "stocks.to_confirm"
"""The notice to an officer with an account that an issue waits for their word."""
_TOLD: Final = 20


@transaction.atomic
def issue(
    *,
    actor: Actor,
    armoury: str,
    kind: str,
    officer: str = "",
    unit: str = "",
    arms: Sequence[str] = (),
    rounds: Mapping[str, int] | None = None,
    accessories: Mapping[str, int] | None = None,
    due_at: dt.datetime | None = None,
    order: str = "",
    exercise: str = "",
    pin: str = "",
    offline: Offline | None = None,
) -> str:
    """Issue arms of an armoury, with rounds and accessories; returns the identifier of the issue.

    Args:
        arms: public identifiers of arms that lie in the armoury.
        rounds: lot -> how many, which lie in the armoury.
        order: number of the order; the armoury's standing order where none is said, but for a loan.
        exercise: the exercise or operation, of an issue for one.
        due_at: of a personal issue the day of its muster, a year on where nothing is said: it is shown, taken back and issued anew.
        pin: what the officer typed on this device; where nothing is said, they confirm later.
        offline: that it was done without a line, when, and how the officer confirmed it then.

    Raises:
        NotFound: there is no such armoury for this actor.
        Forbidden: it is another unit's, or the actor is the officer who receives.
        Invalid: an officer of another unit or who may not carry, an arm that is not in the armoury, more rounds than lie there, another PIN, no order.
        Refused: the life cycle says no, a lot is suspended, or somebody else was quicker.
    """
    require(actor, ISSUE)
    kept = selectors.armoury_for(actor, armoury)
    check_sides(actor, officer)
    given = list(dict.fromkeys(arms))
    out = {key: many for key, many in (accessories or {}).items() if many}
    order = " ".join(order.split()) or ("" if kind == "loan" else kept.standing_order)
    to = _receiver(actor, kind, officer, unit)
    if not given and not rounds:
        raise RECORDER.invalid(Reason("stocks.nothing", field="scanned"))
    if order and not is_case_number(order):
        raise RECORDER.invalid(Reason("stocks.order", field="order"))
    exercise = " ".join(exercise.split())
    if exercise and not is_case_number(exercise):
        raise RECORDER.invalid(Reason("stocks.exercise", field="exercise"))
    taken = offline.taken if offline else timezone.now()
    if kind == "personal" and due_at is None:
        due_at = taken + dt.timedelta(days=issuing.LONGEST[kind])
    if due_at is not None and due_at <= taken:
        raise RECORDER.invalid(Reason("stocks.due", field="due_at"))
    longest = issuing.LONGEST.get(kind)
    if due_at is not None and longest and due_at > taken + dt.timedelta(days=longest):
        raise RECORDER.invalid(Reason("stocks.too_late", field="due_at", params={"days": longest}))
    if rounds and to is None:
        raise RECORDER.invalid(Reason("stocks.loan_rounds", field="scanned"))
    if missing := [text for text in given if text not in selectors.lying_in(kept, given)]:
        raise RECORDER.invalid(*about_arms("stocks.not_here", actor, missing))
    if wanting := serviceability.not_serviceable(given):
        raise RECORDER.invalid(*about_arms("stocks.not_serviceable", actor, wanting))
    seen = serviceability.inspections_of(given, today())
    if late := uninspected(given, seen["inspected"], seen["within"], seen["day"]):
        raise RECORDER.invalid(*about_arms("stocks.not_inspected", actor, late))
    if to is not None and pin:
        pins.check(to, pin)
    signed = offline.proved(to) if offline else "pin" if to is not None and pin else ""
    made = RECORDER.new_id("issue")
    holder = place_of(actor, to) if rounds and to is not None else ""
    sets = {
        "armoury": armoury,
        "kind": kind,
        "officer": officer,
        "receiver": to.account if to is not None else "",
        "unit": unit,
        "order": order,
        "exercise": exercise,
        "arms": given,
        "accessories": out,
        "rounds": issuing.lines_of(rounds or {}),
        "holder": holder,
        "moves": _moved(actor, kept, holder, rounds or {}, order),
        "due_at": due_at.astimezone(dt.UTC).isoformat() if due_at else None,
        "signed": signed,
        "sheet": offline.sheet if offline and signed == "paper" else "",
    }
    RECORDER.record(
        actor,
        "issue",
        "issued",
        made,
        changes=sets,
        details=offline.details() if offline else None,
        seen=seen,
    )
    details = {"order": order, "unit": unit or actor.agency, **({"issued_to": officer} if officer else {})}
    happened = instant(offline.taken if offline else ledger.now())
    live(actor, given, NewEvent("state_stock_issued", details, happened, paper=made))
    if to is not None and to.account and not signed:
        notices.tell(
            kind=TO_CONFIRM,
            object=made,
            agency_id=kept.agency_id,
            user=to.account,
            once=f"{TO_CONFIRM} {made}",
        )
    return made


def noticed(actor: Actor, issue_id: str) -> None:
    """Nobody is asked any more to confirm an issue: it was confirmed, or everything is back."""
    notices.settle(actor=actor, kind=TO_CONFIRM, object=issue_id)


def about_arms(code: str, actor: Actor, arms: Sequence[str]) -> list[Reason]:
    """A reason for each of some arms, which are called by what they are and their number as far as the actor sees them."""
    known = named(actor, arms[:_TOLD])
    names = {arm: f"{thing.what} {thing.mark}".strip() for arm, thing in known.items()}
    return [
        Reason(code, field="scanned", params={"given": names.get(arm) or identifiers.shown(arm)})
        for arm in arms[:_TOLD]
    ]


def _receiver(actor: Actor, kind: str, officer: str, unit: str) -> Officer | None:
    """The officer who receives; None for a loan to another unit."""
    if kind == "loan":
        known = agencies.agencies_for(actor).filter(public_id=unit, closed=False, kind__in=UNITS)
        if officer or not known.exclude(public_id=actor.agency).exists():
            raise RECORDER.invalid(Reason("stocks.unit", field="unit"))
        return None
    if unit:
        raise RECORDER.invalid(Reason("stocks.unit", field="unit"))
    record = selectors.own_serving(actor).filter(public_id=officer).first()
    if record is None:
        raise RECORDER.invalid(Reason("stocks.officer", field="scanned"))
    if why := unfit(record, today()):
        raise RECORDER.invalid(*(Reason(f"stocks.unfit_{text}", field="scanned") for text in why))
    return record


def place_of(actor: Actor, officer: Officer) -> str:
    """The place that an officer is, in which their rounds are; opened where they had none yet."""
    known = placement.own_with_officers(actor).filter(person=officer.public_id).first()
    if known is not None:
        return known.public_id
    sets = {"kind": "person", "person": officer.public_id}
    return of_places.RECORDER.record(actor, "place", "opened", changes=sets).subject


def _moved(actor: Actor, kept: Armoury, holder: str, rounds: Mapping[str, int], order: str) -> list[str]:
    """The movements that bring rounds to an officer: one for each place of the armoury in which they lie."""
    from_where: dict[str, list[LineIn]] = {}
    for lot, many in sorted(rounds.items()):
        place = selectors.place_with(kept, lot, many)
        if not place:
            raise RECORDER.invalid(Reason("stocks.too_few_rounds", field="scanned"))
        from_where.setdefault(place, []).append(LineIn(lot=lot, quantity=many))
    return [
        str(
            movements.record_movement(
                actor=actor,
                move="moved",
                place=place,
                to_place=holder,
                lines=lines,
                reference=order,
                of_issue=True,
            )
        )
        for place, lines in sorted(from_where.items())
    ]


def live(actor: Actor, arms: Sequence[str], event: NewEvent) -> None:
    """Record an event in the life of each arm."""
    if not arms:
        return
    snapshots = events.snapshots_of(actor, arms, event)
    deciding = Deciding(actor, event)
    write_each([deciding.composed(snapshots[arm]) for arm in arms])


# The other side ----------------------------------------------------------------------------------------------------------


def _is_receiver(actor: Actor, record: Issue) -> bool:
    return record.receiver == actor.id and not record.signed


def _unsigned(actor: Actor, record: Issue) -> bool:
    return not record.signed and record.agency.public_id == actor.agency


@ISSUED.act(
    "confirmed",
    inputs.ConfirmIssue,
    _("Confirm that you received it"),
    permission=CONFIRM,
    done=_("Confirmed under your own account."),
    leads=True,
    when=_is_receiver,
)
@transaction.atomic
def confirm(*, actor: Actor, issue_id: str, expected_n: int | None = None) -> None:
    """Confirm, under one's own account, what one received.

    Raises:
        NotFound: there is no such issue for this actor.
        Forbidden: somebody else received it.
        Refused: it was confirmed already.
    """
    require(actor, CONFIRM)
    record = selectors.issue_for(actor, issue_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.record(actor, "issue", "confirmed", record, changes={"signed": "account"})
    noticed(actor, issue_id)


def _borrows(actor: Actor, record: Issue) -> bool:
    return record.unit == actor.agency and not record.signed


@ISSUED.act(
    "borrowed",
    inputs.ConfirmLoan,
    _("Confirm that your unit received it"),
    permission=ISSUE,
    done=_("Confirmed under your own account."),
    leads=True,
    when=_borrows,
)
@transaction.atomic
def confirm_loan(*, actor: Actor, issue_id: str, expected_n: int | None = None) -> None:
    """Confirm, for the unit that borrows, what another unit lent to it.

    Raises:
        NotFound: there is no such issue for this actor.
        Forbidden: another unit borrows it, or the actor lent it.
        Refused: it was confirmed already.
    """
    require(actor, ISSUE)
    record = selectors.issue_for(actor, issue_id)
    RECORDER.check_expected(record, expected_n)
    RECORDER.record(actor, "issue", "borrowed", record, changes={"signed": "unit"})


@ISSUED.act(
    "countersigned",
    inputs.CountersignIssue,
    _("Enter the sheet that the officer signed"),
    permission=ISSUE,
    hint=_("Where neither a PIN nor an account is at hand, the officer signs on paper."),
    when=_unsigned,
)
@transaction.atomic
def countersign(*, actor: Actor, issue_id: str, sheet: str, expected_n: int | None = None) -> None:
    """Enter the number of the paper on which the officer confirmed what they received.

    Raises:
        NotFound: there is no such issue for this actor.
        Forbidden: another unit issued it, or the actor received it.
        Invalid: it is no number of a paper.
        Refused: it was confirmed already.
    """
    require(actor, ISSUE)
    record = selectors.issue_for(actor, issue_id)
    RECORDER.check_expected(record, expected_n)
    check_sides(actor, record.officer)
    number = " ".join(sheet.split())
    if not is_case_number(number):
        raise RECORDER.invalid(Reason("stocks.sheet", field="sheet"))
    RECORDER.record(actor, "issue", "countersigned", record, changes={"signed": "paper", "sheet": number})
    noticed(actor, issue_id)


def raise_overdue(now: dt.datetime) -> int:
    """Raise a matter of each issue that should be back, and again where the last was closed and its day passed. How many it raised."""
    result = 0
    for record in Issue.objects.filter(state="out", due_at__lt=now).select_related("agency").order_by("id"):
        with transaction.atomic():
            barred = [text for text in (record.receiver, record.issued_by) if text]
            cause = matters.next_cause(record.public_id, OVERDUE, timezone.localdate(now))
            result += bool(
                cause
                and matters.open_matter(
                    "overdue_return",
                    record.public_id,
                    cause,
                    record.agency,
                    compartment=record.compartment,
                    barred=barred,
                )
            )
    return result
