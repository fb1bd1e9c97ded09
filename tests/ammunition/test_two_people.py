"""What one person does not write off: rounds that are suspended or were seized; and what only a maker enters."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ifar.accounts.models import Proposal
from ifar.ammunition import replay, selectors
from ifar.ammunition.models import Movement
from ifar.ammunition.services import lots, movements
from ifar.errors import Forbidden, Invalid, Refused
from ifar.matters.models import Matter
from tests.ammunition.making import a_lot, a_stock, agreed, lies, move, verified
from tests.ammunition.test_movements import codes
from tests.bulk.making import a_maker
from tests.conftest import sign_in
from tests.placement.making import a_place

pytestmark = pytest.mark.django_db


def test_suspended_or_seized_rounds_two_people_lose_and_undo(frank, grace, monkeypatch):
    """Neither a loss nor the undoing of an entry is one person's where the lot is suspended, was seized, or has such rounds in it."""
    bunker, lot = a_stock(frank)
    seized, into = a_lot(frank, "SZ-1"), a_lot(frank, "SZ-2")
    taken = move(frank, "seized", bunker, (seized, 500))
    found = move(frank, "found", bunker, (lot, 7))
    move(frank, "repacked", bunker, (seized, 100, into))
    lots.suspend_lot(actor=grace, lot_id=lot, ground="defect")
    for asks in ("service", "database"):
        if asks == "database":
            monkeypatch.setattr(selectors, "guarded", lambda lots: False)
        for text in (lot, seized, into):
            with pytest.raises((Invalid, Refused)) as refused:
                move(frank, "lost", bunker, (text, 1))
            assert codes(refused) == ["ammunition.reason" if asks == "service" else "ammunition.two_needed"]
        for entry in (taken, found):
            with pytest.raises(Refused) as refused:
                movements.undo_movement(actor=grace, movement_id=entry, ground="never")
            assert codes(refused) == ["ammunition.two_needed"]
    monkeypatch.undo()
    armoury = sign_in("frank")
    said = {
        "move": "lost",
        "place": bunker,
        "lines-0-lot": seized,
        "lines-0-quantity": "400",
        "ground": "stolen",
    }
    assert "second person" in armoury.post("/ammunition/record/lost/", said).content.decode()
    assert armoury.post("/ammunition/record/lost/", {**said, "reason": "the lock was cut"}).status_code == 302
    asked = Proposal.objects.get()
    assert (
        "Loss of ammunition"
        in sign_in("grace").get(f"/proposals/{asked.public_id}/", follow=True).content.decode()
    )
    with pytest.raises(Forbidden):
        agreed("frank", asked)
    assert lies(bunker, seized) == 400
    assert agreed("grace", asked).executed
    assert lies(bunker, seized) == 0
    lost = Movement.objects.get(public_id=asked.object)
    assert (lost.move, lost.ground) == ("lost_by_two", "stolen")
    matter = Matter.objects.get(about=lost.public_id)
    assert (matter.agency.name, matter.barred) == ("Ministry of Defence", sorted([frank.id, grace.id]))
    assert "It was stolen" in armoury.get(f"/ammunition/movements/{lost.public_id}/").content.decode()
    wish = movements.propose_undoing(
        actor=frank, movement_id=found, ground="never", reason="it was another box"
    )
    assert agreed("grace", wish).executed
    assert (lies(bunker, lot), Matter.objects.filter(about=found).count()) == (1000, 1)
    assert verified(*replay.REPLAYS) == []


def test_only_a_maker_makes_ammunition(frank, ivan, monkeypatch):
    works = a_maker()
    store, lot = a_place(works, "Store"), a_lot(works, "SW-1")
    # The smallest package bears a mark, by the service, the database and the verifier.
    for asks in ("service", "database"):
        if asks == "database":
            monkeypatch.setattr(selectors, "unmarked", lambda lots: False)
        with pytest.raises(Refused) as refused:
            move(works, "manufactured", store, (lot, 1000))
        assert codes(refused) == ["ammunition.unmarked"]
    monkeypatch.undo()
    lots.correct_lot(actor=works, lot_id=lot, mark="SW-1")
    move(works, "manufactured", store, (lot, 1000))
    assert lies(store, lot) == 1000
    for actor in (frank, ivan):
        here, own = a_place(actor, "Here"), a_lot(actor, f"OWN-{actor.agency}", mark="OWN")
        for asks in ("service", "database"):
            said = actor if asks == "service" else replace(actor, agency_kind="maker")
            with pytest.raises(Refused) as refused:
                move(said, "manufactured", here, (own, 5))
            assert codes(refused) == ["ammunition.maker_alone"]
    page = sign_in("frank").get("/ammunition/record/imported/").content.decode()
    assert "/ammunition/record/found/" in page
    assert "/ammunition/record/manufactured/" not in page
