"""An armoury is handed over: whoever arrives counts before they are told, both confirm under their own accounts, and what differs neither armourer can close."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.matters.models import Matter
from ifar.matters.services.matters import close as close_matter
from ifar.matters.services.matters import settle_found
from ifar.rights import Actor
from ifar.stocks.handovers import selectors, services
from ifar.stocks.handovers.models import Handover
from ifar.stocks.handovers.standing import differing
from ifar.stocks.models import Armoury
from ifar.stocks.selectors import closed_to
from ifar.stocks.writing_off import in_charge_of
from tests import cast
from tests.acting import without_guards
from tests.conftest import sign_in
from tests.stocks.making import a_counter, issued, works_at

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
    assert not re.search(r"\b940\b", text)
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
    made = services.begin(actor=at.chief, armoury=at.armoury, arriving=at.armourer.id)
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


def test_only_who_is_on_duty_hands_over_and_the_office_above_orders_it_where_they_are_absent():
    at = a_counter(1)
    quentin = works_at("quentin", "officer_in_charge", cast.agency("police"))
    heidi = works_at("heidi", "armourer", cast.agency("harbour"))

    def begin(who: Actor, to: Actor) -> str:
        return services.begin(actor=who, armoury=at.armoury, arriving=to.id)

    def order(who: Actor, to: Actor) -> str:
        return services.order(actor=who, armoury=at.armoury, arriving=to.id, reason="Ill since the morning.")

    def receive(who: Actor, made: str) -> None:
        services.receive(actor=who, handover_id=made, number=1, scanned=f"{at.lot} 1000")

    with pytest.raises(Refused, match="on duty"):
        begin(at.armourer, heidi)
    sets = {"armoury": at.armoury, "leaving": at.armourer.id, "arriving": heidi.id, "office": heidi.agency}
    late = (timezone.now() + dt.timedelta(hours=1)).isoformat()
    sets |= {"due_at": late, "left": selectors.standing_of(Armoury.objects.get())}
    keeper = (at.armourer.agency, "police")
    with pytest.raises(Refused, match="on duty"), transaction.atomic():
        services.RECORDER.record(at.armourer, "handover", "begun", changes=sets, keeper=keeper)
    receive(at.armourer, begin(at.chief, at.armourer))
    for who, to in ((at.chief, at.armourer), (at.chief, heidi), (heidi, at.chief)):
        with pytest.raises((Refused, Invalid)):
            begin(who, to)

    # The armourer on duty falls ill: neither the unit nor whoever receives it says so.
    for who in (at.chief, heidi):
        with pytest.raises(Forbidden):
            order(who, heidi)
    with pytest.raises(Invalid):
        order(quentin, at.armourer)
    sets |= {"office": at.chief.agency}
    with (
        without_guards(services.RECORDER),
        pytest.raises(DatabaseError, match="office above"),
        transaction.atomic(),
    ):
        services.RECORDER.record(at.chief, "handover", "ordered", changes=sets, note="x", keeper=keeper)
    page = f"/stocks/armouries/{at.armoury}/handovers/new/"
    assert sign_in("rosa").post(page, {"arriving": heidi.id, "reason": "x"}).status_code == 403
    told = sign_in("quentin").post(page, {"arriving": heidi.id, "reason": "Ill since the morning."})
    made = Handover.objects.get(state="open").public_id
    assert told["Location"] == f"/stocks/handovers/{made}/"
    assert "Ill since the morning." in sign_in("rosa").get(told["Location"]).content.decode()
    assert "Ill since" not in sign_in("heidi").get(told["Location"]).content.decode()
    with pytest.raises(Forbidden):
        services.withdraw(actor=at.armourer, handover_id=made)
    # Whoever is relieved is told of it, and not why; withdrawn, there is nothing to tell.
    relieved = Notice.objects.filter(kind=services.RELIEVED, user=at.armourer.id, done_at=None)
    text = sign_in("mallory").get("/notices/").content.decode()
    assert "You are relieved of the armoury" in text
    assert told["Location"] in text or relieved.get().public_id in text
    assert "Ill since" not in text
    services.withdraw(actor=quentin, handover_id=made)
    assert not relieved.exists()
    made = order(quentin, heidi)
    receive(heidi, made)
    assert relieved.get().object == made
    assert selectors.on_duty([Armoury.objects.get()]) == {at.armoury: heidi.id}
    assert in_charge_of(at.arms[0]) == {at.chief.id, heidi.id}
