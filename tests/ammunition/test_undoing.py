"""A wrong movement is undone by a counter-entry that names it; what two decided one cannot undo, and nothing goes below zero."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from ifar.ammunition import selectors
from ifar.ammunition.models import Movement, Posting
from ifar.ammunition.services import lots, movements
from ifar.ammunition.services.writing import RECORDER
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.placement.services import places
from tests import cast
from tests.acting import without_guards
from tests.ammunition.making import a_lot, a_stock, agreed, lies, move
from tests.ammunition.test_movements import codes
from tests.conftest import sign_in
from tests.placement.making import a_place

pytestmark = pytest.mark.django_db


def undo(actor, movement: str, ground: str = "quantity") -> None:
    movements.undo_movement(actor=actor, movement_id=movement, ground=ground)


def test_every_movement_of_one_person_is_undone_by_a_counter_entry(frank, grace, ivan):
    bunker, cave, armoury = a_place(frank, "Bunker"), a_place(frank, "Cave"), sign_in("frank")
    lot, other = a_lot(frank), a_lot(frank, "PP-24-118")
    begun = move(frank, "opened", bunker, (lot, 100))
    undo(frank, begun, "lot")
    # As if it had never begun: it is counted in again.
    begun = move(frank, "opened", bunker, (lot, 1000), (other, 50))
    seen = {"occasion": "proof", "witness": cast.user("grace").public_id, "reference": "FR-7"}
    for kind, lines, values in (
        ("found", [(lot, 5)], {}),
        ("moved", [(lot, 400)], {"to_place": cave}),
        ("repacked", [(lot, 100, other)], {}),
        ("spent", [(lot, 10)], seen),
        ("lost", [(lot, 7), (other, 1)], {}),
        ("sent", [(lot, 60)], {"to_office": ivan.agency}),
    ):
        wrong = move(frank, kind, bunker, *lines, **values)
        assert (lies(bunker, lot), lies(bunker, other)) != (1000, 50)
        undo(grace, wrong, "never")
        assert (lies(bunker, lot), lies(bunker, other), lies(cave, lot), lies(wrong, lot)) == (1000, 50, 0, 0)
        with pytest.raises(Refused):
            undo(frank, wrong)
        page = armoury.get(f"/ammunition/movements/{wrong}/").content.decode()
        assert "It never happened" in page
        stands = Movement.objects.get(public_id=wrong)
        assert (stands.state, stands.ground) == ("undone", "never")
    assert (
        not Posting.objects.values("movement", "lot", "account")
        .annotate(n=Sum("amount"))
        .exclude(n=0)
        .exclude(movement=begun)
        .exists()
    )
    with pytest.raises(Invalid) as refused:
        undo(frank, begun, "mood")
    assert codes(refused) == ["ammunition.mistake"]
    for stranger in (ivan, cast.actor("bob")):
        with pytest.raises((NotFound, Forbidden)):
            undo(stranger, begun)
    # What it brought is elsewhere by now.
    move(frank, "moved", bunker, (lot, 1), to_place=cave)
    with pytest.raises(Refused) as refused:
        undo(frank, begun)
    assert codes(refused) == ["ammunition.short_meanwhile"]
    # The place was closed since, or the lot is suspended.
    gone = a_place(frank, "Shed")
    back = move(frank, "moved", cave, (lot, 1), to_place=gone)
    move(frank, "moved", gone, (lot, 1), to_place=bunker)
    places.close_place(actor=frank, place_id=gone)
    with pytest.raises((Refused, Invalid)) as refused:
        undo(frank, back)
    assert codes(refused) == ["ammunition.place"]
    spent = move(frank, "spent", bunker, (lot, 1), **seen)
    lots.suspend_lot(actor=grace, lot_id=lot, ground="defect")
    with pytest.raises(Refused) as refused:
        undo(frank, spent)
    assert codes(refused) == ["ammunition.suspended"]


def test_what_two_decided_one_does_not_undo(frank, grace):
    place, lot = a_stock(frank)
    asked = move(frank, "destroyed", place, (lot, 10), reason="corroded")
    agreed("grace", asked)
    with pytest.raises(Refused) as refused:
        undo(grace, asked.object)
    assert codes(refused) == ["ammunition.two_decided"]
    with without_guards(RECORDER), pytest.raises(IntegrityError, match="two_decided"), transaction.atomic():
        undo(grace, asked.object)
    movement = Movement.objects.get(public_id=asked.object)
    for lines in ([{"lot": lot, "quantity": 10}], [{"lot": lot, "quantity": 9}]):
        with pytest.raises(IntegrityError), transaction.atomic():
            RECORDER.record(
                grace,
                "movement",
                "undone_by_two",
                movement,
                changes={"ground": "lot"},
                details={"ground": "lot", "lines": lines},
            )
    lost = move(frank, "lost", place, (lot, 1))
    # What one person writes off is a matter of the office above, and of another person; so is what came in and is said not to have.
    undo(grace, move(frank, "found", place, (lot, 5)), "never")
    matters = Matter.objects.order_by("id").values_list("cause", "agency__name", "barred")
    assert list(matters) == [
        ("ammunition.lost", "Ministry of Defence", [frank.id]),
        ("ammunition.entry_undone", "Ministry of Defence", sorted([frank.id, grace.id])),
    ]
    values = {"ground": "lot", "reason": "it was the one beside it"}
    with pytest.raises(Refused) as refused:
        movements.propose_undoing(actor=frank, movement_id=lost, **values)
    assert codes(refused) == ["ammunition.one_entered"]
    wish = movements.propose_undoing(actor=frank, movement_id=asked.object, **values)
    with pytest.raises(Forbidden):
        agreed("frank", wish)
    message = sign_in("grace").get(f"/proposals/{wish.public_id}/", follow=True).content.decode()
    assert all(text in message for text in ("It was another lot", "10 pieces", "PP-24-117"))
    assert lies(place, lot) == 989
    assert agreed("grace", wish).executed
    assert lies(place, lot) == 999


def test_a_receipt_is_undone_by_the_office_that_counted_it(frank, ivan):
    bunker, lot = a_stock(frank)
    shop = a_place(ivan, "Shop")
    sent = move(frank, "sent", bunker, (lot, 100), to_office=ivan.agency)
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={lot: 10})
    with pytest.raises(Refused) as refused:
        undo(frank, sent)
    assert codes(refused) == ["ammunition.received_there"]
    with pytest.raises(Forbidden) as refused:
        movements.undo_receipt(actor=frank, movement_id=sent, ground="quantity")
    assert codes(refused) == ["ammunition.not_to_you"]
    movement = Movement.objects.get(public_id=sent)
    changes, details = {"ground": "lot"}, {"lines": [{"lot": lot, "quantity": 100}]}
    with pytest.raises(IntegrityError, match="not those"), transaction.atomic():
        RECORDER.record(ivan, "movement", "receipt_undone", movement, changes=changes, details=details)
    movements.undo_receipt(actor=ivan, movement_id=sent, ground="quantity")
    assert (lies(shop, lot), lies(sent, lot), lies(bunker, lot)) == (0, 100, 900)
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={lot: 100})
    assert (lies(shop, lot), lies(sent, lot)) == (100, 0)
    assert Posting.objects.filter(account="difference").aggregate(n=Sum("amount"))["n"] == 0
    page = sign_in("ivan").get(f"/ammunition/movements/{sent}/").content.decode()
    assert all(
        text in page for text in ("Receipt undone", "It was another quantity", "Received from another")
    )
    life = selectors.life_of(ivan, lots.LOT.find(ivan, lot))
    assert [line.act for line in life if line.account == "held"] == ["received", "receipt_undone", "received"]
    # Each difference is a matter of its own, and nobody who sent or counted it judges one.
    movements.undo_receipt(actor=ivan, movement_id=sent, ground="quantity")
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={lot: 0})
    found = Matter.objects.filter(kind="count_difference").order_by("id")
    assert [item.cause for item in found] == ["ammunition.received 2", "ammunition.received 6"]
    assert all(item.barred == sorted([frank.id, ivan.id]) for item in found)
    movements.undo_receipt(actor=ivan, movement_id=sent, ground="never")
    undo(frank, sent, "never")
    assert (lies(sent, lot), lies(bunker, lot)) == (0, 1000)
    armoury = sign_in("frank")
    assert "Stands no more" in armoury.get(f"/ammunition/lots/{lot}/").content.decode()
    assert "Undo the movement" not in armoury.get(f"/ammunition/movements/{sent}/").content.decode()
