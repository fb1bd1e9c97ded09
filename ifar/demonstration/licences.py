"""Licences of the demonstration country: applications in every state, licences in force, a suspended holder whose firearms must leave.

And what dealers sold to holders under their licences, with an offer that waits for the buyer's side and one that it confirmed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from ifar.accounts.services import proposals, shifts
from ifar.demonstration import cashier
from ifar.demonstration.recoveries import on_duty as investigating
from ifar.errors import IfarError
from ifar.licensing import clock, holding
from ifar.licensing.kind import covers
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors.kinds import kind_of
from ifar.licensing.services import applications, licences, notices, offers
from ifar.licensing.services.applications import today
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.services.writing import RECORDER
from ifar.parties import selectors as parties
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor, Purpose

GRANTED: Final = ("sport", "hunting", "possession", "collector", "hunting", "sport", "possession", "hunting")
RUNNING: Final = (
    ("sport", "submitted", 3),
    ("hunting", "examination", 21),
    ("possession", "examination", 74),
    ("collector", "waiting", 40),
    ("hunting", "advised", 55),
    ("sport", "advised", 88),
    ("possession", "examination", 97),
    ("hunting", "draft", 0),
)
"""Kind, state, and how many days ago it was handed in: one is past its time."""
_PEOPLE: Final = 200


def load(officers: Mapping[str, Actor], by_office: Mapping[str, Actor]) -> None:
    """Load the licences, where there are none yet.

    Args:
        officers: by user name.
        by_office: whoever records for an office, by the identifier of the agency.
    """
    if Application.objects.exists():
        return
    with (
        on_duty(officers["clerk"]) as clerk,
        on_duty(officers["head"]) as head,
        investigating(officers["police"]) as police,
    ):
        held = _load(clerk, head, police)
        _sell(clerk, by_office, held)


@contextmanager
def on_duty(officer: Actor) -> Iterator[Actor]:
    """The officer with a stated purpose: a grant asks after bars, which is a read of personal data."""
    shift = shifts.start(actor=officer, purpose="licensing")
    yield replace(officer, purpose=Purpose(shift.public_id, shift.purpose, shift.case))
    shifts.end(actor=officer)


def _load(clerk: Actor, head: Actor, police: Actor) -> list[str]:
    """Everything but what is sold; returns the licences that were granted, in the order of `GRANTED`."""
    who = _people(clerk)
    taken = iter(who)
    first, second = GRANTED[: len(GRANTED) // 2], GRANTED[len(GRANTED) // 2 :]
    with cashier.day(clerk, head, 2):
        held = [_granted(clerk, head, police, next(taken), kind, number) for number, kind in enumerate(first)]
    short = Decimal("2.00")
    with cashier.day(clerk, head, 1, short=short, explanation="A roll of coins held less than it said."):
        held += [
            _granted(clerk, head, police, next(taken), kind, number) for number, kind in enumerate(second, 4)
        ]
    cashier.load(clerk, head, who[:3])
    for number, (kind, state, days) in enumerate(RUNNING):
        _running(clerk, head, police, next(taken), kind, state, days, number)
    _refused(clerk, head, police, next(taken))
    licences.suspend(
        actor=clerk,
        licence_id=held[2],
        ground="storage",
        reason="The safe was open when the storage was inspected.",
    )
    _report(police, who[0], certain=True)
    _report(police, who[4], certain=False)
    return held


def _people(clerk: Actor) -> Sequence[str]:
    """People who keep firearms first, because a removal without any would show little; then others."""
    records = parties.listed(clerk, "person").exclude(born=None).exclude(identity_numbers=None).order_by("id")
    ids = list(records.values_list("public_id", flat=True)[:_PEOPLE])
    keepers = holding.keepers(ids)
    return sorted(ids, key=lambda text: (text not in keepers, ids.index(text)))


def handed_in(clerk: Actor, applicant: str, kind: str, days: int) -> str:
    """An application that was handed in some days ago: a demonstration has a past."""
    draft = applications.draft(actor=clerk, kind=kind, applicant=applicant)
    drafted = Application.objects.get(public_id=draft)
    day = today() - dt.timedelta(days=days)
    due = clock.due(day, (), drafted.clock_days)
    RECORDER.record(clerk, "application", "submitted", drafted, changes={"submitted_on": day, "due_on": due})
    return draft


def checked(clerk: Actor, police: Actor, application: str, kind: str, of: int | None = None) -> None:
    """The first checks of a kind, each answered as passed by the office that the list names."""
    for item in kind_of(kind).checks[:of]:
        who = clerk if clerk.agency_kind in item.answered_by else police
        applications.answer_check(actor=who, application_id=application, item=item.code, answer="passed")


@transaction.atomic
def _granted(clerk: Actor, head: Actor, police: Actor, applicant: str, kind: str, number: int) -> str:
    text = handed_in(clerk, applicant, kind, 30)
    cashier.pay(clerk, text, number)
    checked(clerk, police, text, kind)
    applications.advise(actor=clerk, application_id=text, advice="grant", note="Nothing stands against it.")
    asked = applications.propose_grant(
        actor=clerk, application_id=text, reason="Complete.", conditions=["Kept in a safe, unloaded."]
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    return str(asked.payload["details"]["licence"])


@transaction.atomic
def _running(
    clerk: Actor, head: Actor, police: Actor, applicant: str, kind: str, state: str, days: int, number: int
) -> None:
    if state == "draft":
        applications.draft(actor=clerk, kind=kind, applicant=applicant)
        return
    text = handed_in(clerk, applicant, kind, days)
    if state == "submitted":
        return
    # One that is being examined waits for the police.
    checked(clerk, police, text, kind, None if state == "advised" else 1)
    if state == "waiting":
        applications.pause(
            actor=clerk, application_id=text, note="The plan of the room in which the collection is kept."
        )
    if state == "advised":
        if number % 2:
            cashier.waive(clerk, head, text)
        else:
            cashier.pay(clerk, text, number)
        applications.advise(
            actor=clerk, application_id=text, advice="grant", note="Nothing stands against it."
        )
        applications.propose_grant(actor=clerk, application_id=text, reason="Complete.")


@transaction.atomic
def _refused(clerk: Actor, head: Actor, police: Actor, applicant: str) -> None:
    text = handed_in(clerk, applicant, "carry", 25)
    checked(clerk, police, text, "carry", 2)
    asked = applications.propose_refusal(
        actor=clerk, application_id=text, reason="No need was shown.", grounds=["no_good_cause"]
    )
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def _report(police: Actor, public_id: str, *, certain: bool) -> None:
    party = parties.party_for(police, public_id)
    described: dict[str, Any] = {"name": party.name, "born": party.born.isoformat() if party.born else ""}
    if certain:
        described["identity_numbers"] = party.identity_numbers
    ground, source = (
        ("protection_order", "Family court of Medina Nova") if certain else ("medical", "Hôpital de Belrive")
    )
    new = NewNotice(ground, source, f"2026-{1 if certain else 2:04}", described)
    notices.take(actor=police, new=new)


SOLD: Final = 6
CAME: Final = "Came to the office with an identity document."
"""How many firearms dealers sell to holders of licences; two more stay offered, one of them confirmed."""


def _sell(clerk: Actor, by_office: Mapping[str, Actor], licences_granted: Sequence[str]) -> None:
    """Dealers offer firearms of their stock to holders of licences; the licensing desk confirms for the buyers, and they are sold."""
    records = Licence.objects.filter(public_id__in=licences_granted, state="in_force").order_by("id")
    stock = iter(
        Firearm.objects.filter(state="in_stock_retail", owner__in=by_office, merged_into="")
        .exclude(category="")
        .order_by("id")
    )
    buyers = [licence for licence in records if "possess" in licence.allows]
    for number in range(SOLD + 2):
        buyer = buyers[number % len(buyers)]
        for thing in stock:
            if not covers(buyer.categories, thing.category):
                continue
            with suppress(IfarError), transaction.atomic():
                _sale(
                    clerk, by_office[thing.owner], thing, buyer, answered=number != SOLD, sold=number < SOLD
                )
                break


def _sale(clerk: Actor, dealer: Actor, thing: Firearm, buyer: Licence, *, answered: bool, sold: bool) -> None:
    made = offers.make(
        actor=dealer,
        firearm=thing.public_id,
        firearm_n=thing.n,
        buyer=buyer.holder,
        seller=thing.owner,
        transfer="retail_sold",
        licence=buyer.public_id,
    )
    if answered:
        offers.answer(actor=clerk, offer_id=made, confirmed=True, note=CAME)
    if sold:
        details = {"owner_kind": "private", "owner": buyer.holder, "licence": buyer.public_id}
        record_event(actor=dealer, firearm=thing.public_id, event=NewEvent("retail_sold", details))
