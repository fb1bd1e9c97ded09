"""What was repacked into another lot: a suspension and a trace follow it under its new number, and whoever has some of it is told."""

from __future__ import annotations

import pytest

from ifar.accounts.models import Agency, Notice
from ifar.ammunition import hands, selectors
from ifar.ammunition.models import Lot
from ifar.ammunition.services import lots, movements, sales
from ifar.errors import Forbidden, Refused
from tests import cast
from tests.ammunition.making import a_lot, a_stock, lies, move
from tests.ammunition.test_movements import codes
from tests.conftest import sign_in
from tests.placement.making import a_place
from tests.trade.despatching import acting_at

pytestmark = pytest.mark.django_db


def told(kind: str) -> set[tuple[str, str]]:
    """Office and lot of each open notice of a kind."""
    open_ones = Notice.objects.filter(kind=f"ammunition.{kind}", done_at=None)
    return set(open_ones.values_list("agency__public_id", "object"))


def test_a_suspension_and_a_trace_follow_what_was_repacked(frank, grace, ivan, monkeypatch):
    bunker, first = a_stock(frank, "AW-1", 1000)
    shop, yard, cave = a_place(ivan, "Shop"), a_place(ivan, "Yard"), a_place(frank, "Cave")
    second, third, free = a_lot(frank, "OWN-2"), a_lot(ivan, "OWN-3"), a_lot(frank, "OWN-4")
    move(frank, "repacked", bunker, (first, 900, second))
    undone = move(frank, "repacked", bunker, (first, 10, free))
    movements.undo_movement(actor=frank, movement_id=undone, ground="lot")
    move(frank, "opened", bunker, (free, 5))
    move(frank, "repacked", bunker, (first, 20))
    loose = Lot.objects.get(place=bunker).public_id
    sent = move(frank, "sent", bunker, (second, 300), to_office=ivan.agency)
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={second: 300})
    repacked = move(ivan, "repacked", shop, (second, 100, third))
    coming = move(frank, "sent", bunker, (second, 50), to_office=ivan.agency)
    move(ivan, "moved", shop, (third, 1), to_place=yard)
    lots.suspend_lot(actor=grace, lot_id=first, ground="defect")
    assert told("suspended") == {
        *((frank.agency, lot) for lot in (first, second, loose)),
        *((ivan.agency, lot) for lot in (second, third)),
    }
    seen = {"occasion": "training", "witness": cast.user("grace").public_id, "reference": "FR-1"}
    tried = (
        (frank, "moved", bunker, second, {"to_place": cave}),
        (frank, "sent", bunker, second, {"to_office": ivan.agency}),
        (frank, "spent", bunker, second, seen),
        (frank, "moved", bunker, loose, {"to_place": cave}),
        (ivan, "moved", shop, third, {"to_place": yard}),
        (ivan, "sent", shop, third, {"to_office": frank.agency}),
    )
    for asks in ("service", "database"):
        for actor, kind, place, lot, values in tried:
            with pytest.raises(Refused) as refused:
                move(actor, kind, place, (lot, 1), **values)
            assert codes(refused) == [
                "ammunition.suspended_source" if asks == "service" else "ammunition.suspended"
            ]
        with pytest.raises(Refused):
            movements.undo_movement(actor=ivan, movement_id=repacked, ground="lot")
        with pytest.raises(Refused) as refused:
            sales.sell(actor=ivan, lot=third, quantity=1, buyer="", place=shop)
        if asks == "service":
            assert codes(refused) == ["ammunition.suspended_source"]
            monkeypatch.setattr(selectors, "stopped", lambda lots: {})
    monkeypatch.undo()
    move(frank, "moved", bunker, (free, 1), to_place=cave)
    # The page says because of which lot it stops, and whose act lifts it.
    dealer = sign_in("ivan")
    page = dealer.get(f"/ammunition/lots/{third}/").content.decode()
    assert all(text in page for text in ("A defect was found", "AW-1", "In it are rounds of:"))
    assert "Record a movement" not in page
    assert "May be used" not in page
    assert dealer.get("/ammunition/").content.decode().count("badge-bad") == 2
    assert "badge-bad" in dealer.get(f"/ammunition/movements/{coming}/").content.decode()
    assert "is suspended: use, move and send none of it" in dealer.get("/notices/").content.decode()
    armoury = sign_in("frank").get(f"/ammunition/lots/{first}/").content.decode()
    above = Agency.objects.get(public_id=frank.agency)
    assert f"{above.name} · {above.parent.name}" in armoury
    assert all(text in armoury for text in ("Rounds of it went into", "OWN-2"))
    body = dealer.get(f"/api/ammunition/lots/{third}").json()
    assert (body["stopped_by"], body["came_from"], body["went_into"]) == ([first], [second], [])
    # A trace goes on under the other numbers, with no more than can be of it.
    went = {(hand.how, hand.under, hand.quantity) for hand in hands.of_lots(frank, hands.called("AW-1"))}
    assert {("held", "", 80), ("held", "OWN-2", 550), ("sent", "OWN-2", 350)} <= went
    assert ("held", "OWN-4", 6) not in went
    # Another person lifts it; nobody is asked to stop any more.
    with pytest.raises(Forbidden):
        lots.resume_lot(actor=grace, lot_id=first)
    lots.resume_lot(actor=acting_at(above, "armoury_commander", "oscar"), lot_id=first)
    assert told("suspended") == set()
    assert (ivan.agency, third) in told("resumed")
    move(ivan, "moved", shop, (third, 1), to_place=yard)
    assert lies(yard, third) == 2
