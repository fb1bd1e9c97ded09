"""An armoury is handed over: whoever arrives counts before they are told, both confirm under their own accounts, and what differs neither armourer can close."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.matters.models import Matter
from ifar.matters.services.matters import close as close_matter
from ifar.matters.services.matters import settle_found
from ifar.stocks.handovers import services
from ifar.stocks.handovers.models import Handover
from ifar.stocks.handovers.standing import differing
from ifar.stocks.selectors import closed_to
from tests import cast
from tests.conftest import sign_in
from tests.stocks.making import a_counter, issued

pytestmark = pytest.mark.django_db


def test_both_armourers_confirm_and_whoever_arrives_counts_blind():
    at = a_counter(3)
    issued(at)
    with pytest.raises(Invalid):
        services.begin(actor=at.chief, armoury=at.armoury, arriving=cast.user("alice").public_id)
    with pytest.raises(Invalid):
        services.begin(actor=at.chief, armoury=at.armoury, arriving=at.chief.id)
    rosa, mallory = sign_in("rosa"), sign_in("mallory")
    begun = rosa.post("/stocks/handovers/", {"armoury": at.armoury, "arriving": at.armourer.id})
    handover = Handover.objects.get()
    page = f"/stocks/handovers/{handover.public_id}/"
    assert begun["Location"] == page
    (unsigned,) = handover.left["unsigned"]
    assert handover.left == {
        "in": 2,
        "out": 1,
        "issues": 1,
        "unsigned": [unsigned],
        "rounds": [{"lot": at.lot, "quantity": 940}],
    }
    with pytest.raises(Refused):
        services.begin(actor=at.armourer, armoury=at.armoury, arriving=at.chief.id)
    assert Notice.objects.filter(kind=services.TO_RECEIVE, object=handover.public_id).count() == 1
    text = rosa.get(page).content.decode()
    assert "940" in text
    text = mallory.get(page).content.decode()
    assert "Receive the armoury" in text, "blind: what should be there is not told"
    assert "940" not in text
    assert "HB00001" in text, "what is out is told"
    assert closed_to(at.armourer) == {at.armourer.agency}, "the stock is closed to whoever is to count it"
    with pytest.raises(Forbidden):
        services.receive(actor=at.chief, handover_id=handover.public_id, number=2)
    assert mallory.post(page, {"number": "2", "scanned": "PP-25-1"}).status_code == 422, (
        "how many is not said"
    )
    mallory.post(page, {"number": "2", "scanned": "PP-25-1 900\nPP-25-1 40"})
    handover.refresh_from_db()
    assert (handover.state, handover.differences) == ("agreed", [])
    assert not Matter.objects.exists()
    assert "On duty" in mallory.get(f"/stocks/armouries/{at.armoury}/").content.decode()
    with pytest.raises(Refused):
        services.receive(actor=at.armourer, handover_id=handover.public_id, number=2)

    # Back again in the morning, with one arm and forty rounds less than should be there; what is issued meanwhile counts.
    made = services.begin(actor=at.armourer, armoury=at.armoury, arriving=at.chief.id)
    issued(at, at.arms[1:2], rounds={})
    done = services.receive(actor=at.chief, handover_id=made, number=0, scanned=f"{at.lot} 900")
    assert done.differences == [
        {"of": "arms", "should": 1, "was": 0},
        {"of": at.lot, "should": 940, "was": 900},
    ]
    (matter,) = Matter.objects.all()
    for who in (at.armourer, at.chief):
        with pytest.raises(Forbidden):
            close_matter(actor=who, matter_id=matter.public_id, outcome="explained", reason="x")
    assert "neither armourer can close" in rosa.get(f"/stocks/handovers/{made}/").content.decode()

    # One that nobody receives is overdue, again once the matter was closed and its day passed, and is withdrawn.
    made = services.begin(actor=at.armourer, armoury=at.armoury, arriving=at.chief.id)
    now = timezone.now() + dt.timedelta(hours=5)
    assert (services.raise_late(now), services.raise_late(now)) == (1, 0)
    late = Matter.objects.get(about=made)
    settle_found(cast.actor("erin"), made, services.LATE, "explained", "They were called away.")
    again = now + (late.due_on - now.date()) + dt.timedelta(days=1)
    assert [services.raise_late(day) for day in (again - dt.timedelta(days=2), again, again)] == [0, 1, 0]
    services.withdraw(actor=at.chief, handover_id=made)
    assert services.raise_late(now) == 0
    assert not Notice.objects.filter(kind=services.TO_RECEIVE, done_at=None).exists()


def test_the_database_compares_a_handover_by_its_own_hand():
    at = a_counter(1)
    made = services.begin(actor=at.chief, armoury=at.armoury, arriving=at.armourer.id)
    stands = Handover.objects.get().left
    counted = {"in": 3, "rounds": []}
    first, second = differing(stands, counted)

    def receive(kind: str, **sets: Any) -> None:
        handover = Handover.objects.get(public_id=made)
        with transaction.atomic():
            services.RECORDER.record(at.armourer, "handover", kind, handover, changes=sets)

    for kind, sets, why in (
        ("agreed", {"stands": stands}, "its differences are not those"),
        ("differed", {"stands": {**stands, "in": 3}, "differences": [second]}, "changed|did something"),
        ("differed", {"stands": stands, "differences": [first]}, "its differences are not those"),
    ):
        with pytest.raises((DatabaseError, Refused, Conflict), match=why):
            receive(kind, counted=counted, **sets)
    receive("differed", stands=stands, counted=counted, differences=[first, second])
