"""Ammunition in double entry: every movement adds up to nothing, no account goes below zero, two people destroy, and a suspended lot stops everywhere.

Must-have 21: lots and the conservation of quantities; 28: a suspended lot.
"""

from __future__ import annotations

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Sum

from ifar.ammunition.models import Balance, Lot, Movement, Posting
from ifar.ammunition.services import lots, movements
from ifar.ammunition.services.writing import RECORDER
from ifar.errors import Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.placement.services import places
from tests import cast
from tests.acting import without_guards
from tests.ammunition.making import a_lot, a_stock, agreed, lies, move
from tests.placement.making import a_place
from tests.trade.despatching import acting_at, an_office

pytestmark = pytest.mark.django_db


def codes(error: pytest.ExceptionInfo[IfarError]) -> list[str]:
    return [reason.code for reason in error.value.reasons]


def test_must_have_21_quantities_are_conserved_through_every_movement(ivan, frank):
    """Must-have 21: split and merge keep sums; nothing is there that did not come in, and nothing goes that does not lie somewhere."""
    store, range_ = a_place(frank, "Store"), a_place(frank, "Range")
    text, other = a_lot(frank), a_lot(frank, "PP-24-118")
    move(frank, "opened", store, (text, 1000))
    move(frank, "imported", store, (other, 500))
    move(frank, "moved", store, (text, 400), to_place=range_)
    move(frank, "repacked", range_, (text, 100, other))
    seen = {"occasion": "proof", "witness": cast.user("grace").public_id, "reference": "FR-7"}
    move(frank, "spent", range_, (text, 10), **seen)
    asked = move(frank, "destroyed", store, (other, 50), reason="corroded")
    assert lies(store, other) == 500
    assert agreed("grace", asked).executed
    sent = move(frank, "sent", store, (text, 60), (other, 40), to_office=ivan.agency)
    assert (lies(store, text), lies(range_, text), lies(sent, text)) == (540, 290, 60)
    shop = a_place(ivan, "Shop")
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={text: 60, other: 39})
    assert (lies(shop, text), lies(shop, other), lies(sent, text), lies(sent, other)) == (60, 39, 0, 0)
    assert set(Posting.objects.values("movement").annotate(n=Sum("amount")).values_list("n", flat=True)) == {
        0
    }
    inside = Balance.objects.aggregate(n=Sum("quantity"))["n"]
    assert inside == 1500 - 10 - 50 - 1
    difference = Matter.objects.get(about=sent)
    assert (difference.agency.public_id, difference.explainer) == (ivan.agency, frank.agency)
    with pytest.raises(Refused):
        movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={text: 60, other: 40})


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("moved", {"to_place": "other"}, "ammunition.short"),
        ("lost", {}, "ammunition.short"),
        ("destroyed", {"reason": "x"}, "ammunition.short"),
        ("opened", {}, "ammunition.begun"),
    ],
)
def test_nobody_takes_more_than_is_there_or_begins_twice(frank, kind, said, code):
    place, lot = a_stock(frank, quantity=10)
    said = {name: a_place(frank, "Other") if value == "other" else value for name, value in said.items()}
    with pytest.raises(Invalid) as refused:
        move(frank, kind, place, (lot, 11), **said)
    assert codes(refused) == [code]
    assert lies(place, lot) == 10


def test_the_database_refuses_what_the_service_did_not_see(frank, ivan, monkeypatch):
    place, lot = a_stock(frank, quantity=10)
    theirs = a_lot(ivan, "IV-1")
    other = a_lot(frank, "PP-45", calibre=".45 ACP")
    monkeypatch.setattr(movements, "_of_all", lambda *_said: [])
    for kind, values, lines, refusal in (
        ("lost", {}, [{"lot": lot, "quantity": 11}], "there is less of"),
        ("opened", {}, [{"lot": lot, "quantity": 1}], "there was some of it"),
        ("found", {}, [{"lot": theirs, "quantity": 1}], "another office keeps"),
        ("found", {}, [{"lot": lot, "quantity": 1}] * 2, "nothing that can be"),
        ("repacked", {}, [{"lot": lot, "quantity": 1, "into": other}], "another calibre"),
        ("sent", {"to_office": "A0000000000000"}, [{"lot": lot, "quantity": 1}], "no such office"),
        ("lost", {"place": a_place(ivan)}, [{"lot": lot, "quantity": 1}], "no such open place"),
    ):
        changes = {"move": kind, "place": place, "reference": "", **values}
        with pytest.raises((IntegrityError, Refused)) as refused, transaction.atomic():
            RECORDER.record(frank, "movement", kind, changes=changes, details={"lines": lines})
        assert isinstance(refused.value, Refused) or refusal in str(refused.value)
    assert lies(place, lot) == 10


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ammunition_posting (event, n, movement, account, agency, holder, lot, amount) "
        "VALUES (gen_random_uuid(), 1, 'B', 'held', 'A', 'Z', 'B', 5)",
        "UPDATE ammunition_balance SET quantity = quantity + 1",
        "DELETE FROM ammunition_posting",
    ],
)
def test_a_hand_made_row_is_refused(frank, statement):
    a_stock(frank)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        _by_hand(statement)


def _by_hand(statement: str) -> None:
    """A statement of the runtime role's own."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE ifar_app")
        cursor.execute(statement)


def test_the_topmost_authority_suspends_the_lot_of_a_trader_below_no_other(nina):
    alone = acting_at(an_office("dealer", "Dealer by Itself", above=""), "dealer", "oscar")
    topmost = acting_at(cast.agency("authority"), "licensing_head", "ken")
    lot = a_lot(alone, "DI-1")
    with pytest.raises(NotFound):
        lots.suspend_lot(actor=nina, lot_id=lot, ground="defect")
    lots.suspend_lot(actor=topmost, lot_id=lot, ground="defect")
    assert Lot.objects.get(public_id=lot).state == "suspended"


def test_a_suspended_lot_stops_everywhere_at_once(ivan, frank, grace, bob, nina):
    """Must-have 28, as far as lots go: within the commit of the suspension, at the office that keeps it and at the one that holds it."""
    bunker, lot = a_stock(frank, "IV-77", 1000)
    cave = a_place(frank, "Cave")
    sent = move(frank, "sent", bunker, (lot, 100), to_office=ivan.agency)
    again = move(frank, "sent", bunker, (lot, 100), to_office=ivan.agency)
    shop, yard = a_place(ivan, "Shop"), a_place(ivan, "Yard")
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=shop, counted={lot: 100})
    with pytest.raises(NotFound):
        lots.suspend_lot(actor=nina, lot_id=lot, ground="defect")
    with pytest.raises(Refused):
        lots.suspend_lot(actor=bob, lot_id=lot, ground="defect")
    lots.suspend_lot(actor=grace, lot_id=lot, ground="defect")
    seen = {"occasion": "training", "witness": cast.user("grace").public_id, "reference": "FR-1"}
    for actor, kind, place, values in (
        (frank, "moved", bunker, {"to_place": cave}),
        (frank, "sent", bunker, {"to_office": ivan.agency}),
        (frank, "imported", bunker, {}),
        (frank, "spent", bunker, seen),
        (ivan, "moved", shop, {"to_place": yard}),
    ):
        with pytest.raises(Refused) as refused:
            move(actor, kind, place, (lot, 1), **values)
        assert codes(refused) == ["ammunition.suspended"]
        # Past the service too: the database asks the same.
        with (
            without_guards(RECORDER),
            pytest.raises((IntegrityError, Refused), match="suspended"),
            transaction.atomic(),
        ):
            move(actor, kind, place, (lot, 1), **values)
    movements.receive_movement(actor=ivan, movement_id=again, to_place=shop, counted={lot: 100})
    assert (
        move(ivan, "lost", shop, (lot, 1), reason="the roof leaked").act == "ammunition.movement_lost_by_two"
    )
    with pytest.raises(Forbidden):
        lots.resume_lot(actor=grace, lot_id=lot)
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match="suspended_by_you"),
        transaction.atomic(),
    ):
        lots.resume_lot(actor=grace, lot_id=lot)
    assert Lot.objects.get(public_id=lot).state == "suspended"


def test_who_proposed_a_destruction_does_not_decide_it(frank, grace):
    place, lot = a_stock(grace, quantity=10)
    asked = move(grace, "demilitarised", place, (lot, 10), reason="old")
    with pytest.raises(Forbidden):
        agreed("grace", asked)
    changes = {"move": "destroyed", "place": place, "reference": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(
            grace,
            "movement",
            "destroyed",
            changes=changes,
            details={"lines": [{"lot": lot, "quantity": 1}], **changes},
        )
    assert lies(place, lot) == 10


def test_nobody_is_their_own_witness(frank):
    place, lot = a_stock(frank)
    with pytest.raises(Forbidden) as refused:
        move(frank, "spent", place, (lot, 5), occasion="exercise", witness=frank.id, reference="FR-1")
    assert codes(refused) == ["ammunition.own_witness"]


def test_a_place_with_ammunition_is_not_closed(frank):
    place, lot = a_stock(frank)
    with pytest.raises(Refused) as refused:
        places.close_place(actor=frank, place_id=place)
    assert codes(refused) == ["placement.not_empty"]
    move(frank, "lost", place, (lot, 1000))
    places.close_place(actor=frank, place_id=place)


def test_lots_are_named_by_their_numbers_as_marks_compare(frank):
    place, lot = a_stock(frank, "PP 24/117")
    result = move(frank, "lost", place, ("pp-24-117", 1))
    assert Movement.objects.get(public_id=result).move == "lost"
    a_lot(frank, "PP24117")
    move(frank, "lost", place, ("PP24117", 1))
    assert lies(place, lot) == 998
    with pytest.raises(Invalid) as refused:
        move(frank, "found", a_place(frank, "Elsewhere"), ("PP24117", 1))
    assert codes(refused) == ["ammunition.several"]
    with pytest.raises(Invalid) as refused:
        move(frank, "lost", place, ("PP-99", 1))
    assert codes(refused) == ["ammunition.lot"]


def test_a_suspension_and_a_movement_at_once(peopled_db):
    """One waits for the other: the movement that comes second finds the lot suspended."""
    frank = cast.actor("frank")
    place, lot = a_stock(frank)
    other = a_place(frank, "Cave")
    errors: list[BaseException] = []

    def mover() -> None:
        try:
            move(frank, "moved", place, (lot, 1), to_place=other)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=mover)
    with transaction.atomic():
        lots.suspend_lot(actor=cast.actor("grace"), lot_id=lot, ground="accident")
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it did not wait"
    thread.join()
    assert [type(error) for error in errors] == [Refused]
    assert lies(place, lot) == 1000
