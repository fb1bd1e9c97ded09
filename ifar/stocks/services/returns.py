"""Taking back what was issued: arms into their places, rounds into the account of the armoury, and what is missing of them as spent on an occasion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from ifar.ammunition.acts import LOSSES
from ifar.ammunition.inputs import LineIn
from ifar.ammunition.selectors import stopped as stopped_of
from ifar.ammunition.services import movements
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.placement.models import Place, Placement
from ifar.placement.selectors import with_all_inside
from ifar.placement.services.placing import Placing, place_many
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent
from ifar.rights import Actor, require
from ifar.stocks import issuing, selectors
from ifar.stocks.models import Issue
from ifar.stocks.offline import Offline
from ifar.stocks.services import pins
from ifar.stocks.services.issues import about_arms, live, noticed
from ifar.stocks.services.writing import ISSUE, RECORDER, check_sides


@dataclass(frozen=True, slots=True)
class Spending:
    """On what rounds were spent that do not come back: the occasion, who saw it, the number of the firing report; or how they were lost, and the number of the report."""

    occasion: str = ""
    witness: str = ""
    reference: str = ""


@transaction.atomic
def take_back(
    *,
    actor: Actor,
    issue_id: str,
    arms: Sequence[str] = (),
    rounds: Mapping[str, int] | None = None,
    accessories: Mapping[str, int] | None = None,
    place: str = "",
    spending: Spending = Spending(),
    pin: str = "",
    offline: Offline | None = None,
) -> Issue:
    """Take back what an officer brings; what is out of it still stays out. Returns the issue as it stands then.

    Args:
        arms: those that come back; each goes where it lay before, or into `place`.
        rounds: lot -> how many come back, of each lot that is out; what is missing was spent.
        accessories: kind -> how many come back, of each kind that is out.
        pin: what the officer typed on this device.
        offline: that it was done without a line, when, and how the officer confirmed it then.

    Raises:
        NotFound: there is no such issue for this actor.
        Forbidden: another unit issued it, or the actor is the officer who brings it back.
        Invalid: an arm of another issue, more than is out, nothing said of what is out, or fewer rounds without their occasion.
    """
    require(actor, ISSUE)
    issue = selectors.issue_for(actor, issue_id)
    RECORDER.state_after("issue", "returned", issue.state)
    check_sides(actor, issue.officer)
    given = list(dict.fromkeys(arms))
    out = set(issue.arms) - set(issue.back)
    if wrong := [text for text in given if text not in out]:
        raise RECORDER.invalid(*about_arms("stocks.not_out", actor, wrong))
    back_accessories = _accessories(issue, accessories or {})
    left, back = _rounds(issue, rounds or {})
    # What is missing of a suspended lot stays out until the suspension is lifted: it may be brought back, and nothing else.
    stopped = stopped_of(back)
    spent = {lot: many - back.get(lot, 0) for lot, many in left.items() if lot in back and lot not in stopped}
    spent = {lot: many for lot, many in spent.items() if many}
    spending = _under_exercise(issue, spending)
    _check_spending(issue, spent, spending)
    officer = selectors.roster_for(actor).filter(public_id=issue.officer).first()
    if pin and officer:
        pins.check(officer, pin)
    signed = offline.proved(officer) if offline else "pin" if pin else ""
    to = _where(issue, given, place)
    store = place or issue.armoury
    moves = [
        *_movement(actor, issue, "moved", {lot: many for lot, many in back.items() if many}, to_place=store),
        *(
            _movement(
                actor,
                issue,
                "lost",
                spent,
                ground=spending.occasion,
                reference=spending.reference,
                barred=(issue.receiver, issue.issued_by),
            )
            if spending.occasion in LOSSES
            else _movement(actor, issue, "spent", spent, **_said(spending))
        ),
    ]
    settled = issuing.quantities(issue.settled)
    for lot in back:
        settled[lot] = settled.get(lot, 0) + (back[lot] if lot in stopped else left[lot])
    came, lines = [*issue.back, *given], issuing.lines_of(settled)
    sets = {"back": came, "accessories_back": back_accessories, "settled": lines}
    is_complete = issuing.is_complete(
        issue.arms, came, issue.accessories, back_accessories, issue.rounds, lines
    )
    kind = "returned" if is_complete else "returned_in_part"
    details: dict[str, Any] = {"moves": moves, "signed": signed, **(offline.details() if offline else {})}
    RECORDER.record(actor, "issue", kind, issue, changes=sets, details=details)
    if is_complete:
        noticed(actor, issue_id)
    happened = instant(offline.taken if offline else ledger.now())
    event = NewEvent("state_stock_returned", {"unit": actor.agency}, happened, paper=issue_id)
    live(actor, given, event)
    if given:
        place_many(actor=actor, placements=[Placing(text, to[text]) for text in given])
    return selectors.issue_for(actor, issue_id)


def _accessories(issue: Issue, values: Mapping[str, int]) -> dict[str, int]:
    """Accessories that came back so far."""
    out = issuing.lacking(issue.accessories, issue.accessories_back)
    wrong = [
        Reason("stocks.accessories", field=f"{text}s", params={"out": out[text]})
        for text in out
        if text not in values
    ]
    wrong += [
        Reason("stocks.more_back", field=f"{key}s", params={"out": out.get(key, 0)})
        for key, many in values.items()
        if not 0 <= many <= out.get(key, 0)
    ]
    if wrong:
        raise RECORDER.invalid(*wrong)
    before: dict[str, int] = issue.accessories_back
    result = {text: before.get(text, 0) + values.get(text, 0) for text in {*before, *values}}
    return {key: many for key, many in result.items() if many}


def _rounds(issue: Issue, values: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Rounds that are out, by lot, and those that come back now; of a lot of which nothing is said nothing is settled.

    Raises:
        Invalid: nothing is said though rounds are out, or more come back than are out.
    """
    left = issuing.left_of(issue.rounds, issue.settled)
    if left and not values:
        raise RECORDER.invalid(
            Reason("stocks.rounds_out", field="rounds", params={"out": sum(left.values())})
        )
    if any(not 0 <= many <= left.get(lot, 0) for lot, many in values.items()):
        raise RECORDER.invalid(Reason("stocks.more_back", field="rounds", params={"out": sum(left.values())}))
    return left, {lot: many for lot, many in values.items() if lot in left}


def _under_exercise(issue: Issue, spending: Spending) -> Spending:
    """What is missing of an issue for an exercise was spent on that one, where nothing else is said."""
    if issue.kind != "exercise" or spending.occasion in LOSSES:
        return spending
    occasion = spending.occasion or "exercise"
    return Spending(occasion, spending.witness, spending.reference.strip() or issue.exercise)


def _check_spending(issue: Issue, spent: Mapping[str, int], spending: Spending) -> None:
    if not spent:
        return
    asked = ("occasion", "reference") if spending.occasion in LOSSES else ("occasion", "witness", "reference")
    lacks = [name for name in asked if not getattr(spending, name).strip()]
    if lacks:
        first = Reason("stocks.spent", field="rounds", params={"fewer": sum(spent.values())})
        raise RECORDER.invalid(first, *(Reason(f"stocks.{name}", field=name) for name in lacks))
    if issue.kind == "exercise" and spending.occasion not in (*issuing.SPENT_ON, *LOSSES):
        raise RECORDER.invalid(Reason("stocks.exercise_spent", field="occasion"))
    if spending.witness and spending.witness in {issue.receiver, *selectors.accounts_of(issue.officer)}:
        raise RECORDER.invalid(Reason("stocks.own_witness", field="witness"))


def _said(spending: Spending) -> dict[str, str]:
    return {"occasion": spending.occasion, "witness": spending.witness, "reference": spending.reference}


def _movement(actor: Actor, issue: Issue, move: str, rounds: Mapping[str, int], **said: Any) -> list[str]:
    if not rounds:
        return []
    lines = [LineIn(lot=lot, quantity=many) for lot, many in sorted(rounds.items())]
    asked: dict[str, Any] = {"reference": issue.order, "of_issue": True, **said}
    return [str(movements.record_movement(actor=actor, move=move, place=issue.holder, lines=lines, **asked))]


def _where(issue: Issue, arms: Sequence[str], place: str) -> dict[str, str]:
    """Where each arm goes: into the place that was scanned, else where it lay before, else into the armoury itself.

    Raises:
        Invalid: the place is none of the armoury.
    """
    within = set(with_all_inside([issue.armoury]))
    if place and place not in within:
        raise RECORDER.invalid(Reason("stocks.place_elsewhere", field="scanned"))
    is_open = set(
        Place.objects.filter(public_id__in=within, state="open").values_list("public_id", flat=True)
    )
    lay = dict(Placement.objects.filter(public_id__in=arms).values_list("public_id", "place"))
    return {arm: place or (lay[arm] if lay.get(arm, "") in is_open else issue.armoury) for arm in arms}
