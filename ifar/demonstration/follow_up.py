"""What follows a licence in the demonstration country: a round that is half visited, a fault, reminders, a move, overdue returns."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ifar.accounts.services import proposals
from ifar.demonstration import cashier
from ifar.demonstration.licences import checked, handed_in, on_duty
from ifar.demonstration.recoveries import on_duty as investigating
from ifar.licensing import inspection
from ifar.licensing.models import Licence, Reminder, Round, Visit
from ifar.licensing.selectors.terms import items
from ifar.licensing.services import applications, overdue, reminders, rounds, visits
from ifar.licensing.services.applications import today
from ifar.parties.models import Party
from ifar.parties.services import correct_party
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import day as on
from ifar.registry.services import overdue as registry_overdue
from ifar.registry.services.events import NewEvent, record_event
from ifar.rights import Actor

BEACON: Final = "State lottery of Kestria, draw of the day"
VALUE: Final = "07-12-19-23-31-44 bonus 02 draw 2026/331"
DRAWN: Final = 4
AHEAD: Final = dt.timedelta(seconds=5)
"""How far ahead the lottery is: its moment may not have come when the round is written, on a busy machine either."""
NUMBERS: Final = ("+000 20 0100", "", "+000 20 0102")


def load(officers: Mapping[str, Actor]) -> None:
    """Load what follows, where nothing is there yet."""
    if Round.objects.exists():
        return
    with (
        on_duty(officers["clerk"]) as clerk,
        on_duty(officers["head"]) as head,
        investigating(officers["police"]) as police,
    ):
        for number in NUMBERS:
            _ending(clerk, head, police, number)
        _round(clerk, police)
        _reminders(clerk)
        _away(clerk, "loaned", "borrower")
        _away(clerk, "repair_handed_over", "repairer")
    registry_overdue.tell_overdue()
    overdue.tell_overdue(today())


@transaction.atomic
def _ending(clerk: Actor, head: Actor, police: Actor, number: str) -> None:
    """A licence of a month, so that its holder is reminded at once: by short message, by letter, or by nobody."""
    held = Licence.objects.values("holder")
    who = (
        Party.objects.filter(kind="person", compartment="civilian", merged_into="", status="active")
        .exclude(public_id__in=held)
        .exclude(born=None)
        .order_by("-id")
        .first()
    )
    if who is None:
        return
    if number:
        correct_party(
            actor=clerk,
            public_id=who.public_id,
            values={"contact": {"telephone": number, "language": "ar" if number.endswith("0") else "fr"}},
            reason="Given at the counter.",
        )
    text = handed_in(clerk, who.public_id, "acquisition", 20)
    cashier.waive(clerk, head, text)
    checked(clerk, police, text, "acquisition")
    applications.advise(actor=clerk, application_id=text, advice="grant", note="Nothing stands against it.")
    asked = applications.propose_grant(actor=clerk, application_id=text, reason="Complete.", months=1)
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def _round(clerk: Actor, police: Actor) -> None:
    """A round over what the office keeps, drawn by a public lottery, half of it visited, with a fault at the first."""
    day = today()
    public_id = rounds.open_round(
        actor=clerk,
        kinds=["collector", "hunting", "possession", "sport"],
        number=DRAWN,
        period_from=day - dt.timedelta(days=20),
        period_to=day + dt.timedelta(days=40),
        beacon=BEACON,
        seed_after=timezone.now() + AHEAD,
    )
    after = Round.objects.get(public_id=public_id).seed_after
    while timezone.now() <= after:
        time.sleep(0.1)
    planned = rounds.draw_round(actor=clerk, round_id=public_id, value=VALUE)
    for number, visit in enumerate(planned[: DRAWN // 2]):
        licence = Visit.objects.values_list("licence", flat=True).get(public_id=visit)
        kind = Licence.objects.values_list("kind", flat=True).get(public_id=licence)
        asked = inspection.items_for(items(), kind)
        values = {
            item.code: "fault" if item.code == "keys_apart" and number == 0 else "good" for item in asked
        }
        visits.record(actor=police, visit_id=visit, answers=values, note="By appointment.")


def _reminders(clerk: Actor) -> None:
    """What the rules want now: sent to the folder of short messages, printed as letters, or left to a person."""
    reminders.plan()
    reminders.send()
    sent = Reminder.objects.filter(state="sent").order_by("id").first()
    if sent is not None:
        reminders.fail(actor=clerk, reminder_id=sent.public_id, failure="unknown_address")


def _away(clerk: Actor, kind: str, keeper: str) -> None:
    """A firearm that should be back since ten days."""
    day = today()
    before = timezone.now() - dt.timedelta(days=70)
    from_old_books = Event.objects.filter(n=1, kind="registered").values("firearm")
    results = (
        Firearm.objects.filter(
            agency_id=clerk.agency_id, state="held_civilian", merged_into="", pk__in=from_old_books
        )
        .annotate(latest=Max("events__occurred_to"))
        .filter(latest__lt=before)
        .exclude(owner="")
        .order_by("id")
    )
    other = Party.objects.filter(kind="person", compartment="civilian", merged_into="").order_by("id").first()
    item = results.first()
    if item is None or other is None:
        return
    back = (day - dt.timedelta(days=10)).isoformat()
    event = NewEvent(kind, {"return_date": back, keeper: other.public_id}, on(day - dt.timedelta(days=60)))
    record_event(actor=clerk, firearm=item.public_id, event=event)
