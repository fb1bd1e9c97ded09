"""A lot from its maker over a dealer to a holder, a unit and a loss: a request from abroad is answered from the register's own books of ammunition."""

from __future__ import annotations

import pytest

from ifar.accounts.models import Agency
from ifar.ammunition import hands
from ifar.ammunition.services import movements
from ifar.errors import Refused
from ifar.registry.occurred import day
from ifar.tracing.models import Step
from ifar.tracing.services import answering, chains, from_exhibit, requests
from tests import cast
from tests.ammunition.making import a_lot, lies, move
from tests.conftest import sign_in
from tests.factories import a_case, an_item
from tests.placement.making import a_place
from tests.tracing.conftest import FOUND, row, searching

pytestmark = pytest.mark.django_db
LOT = {"headstamp": "AW 26", "lot": "AW-26/014", "calibre": "9x19"}
ROUNDS = {"thing": "ammunition", "identity": {}, "marks": (), "lot": LOT}


def test_a_request_about_a_lot_is_answered_from_the_registers_books(erin, frank, ivan):
    """Must-show 5 of stocks: from maker over a dealer and a unit; what a unit of defence has is told to no police desk."""
    shop, yard, bunker = a_place(ivan, "Shop"), a_place(ivan, "Yard"), a_place(frank, "Bunker")
    lot, other = a_lot(ivan, "AW 26-014"), a_lot(ivan, "AW 26-0145")
    move(ivan, "imported", shop, (lot, 10_000), (other, 77))
    move(ivan, "moved", shop, (lot, 1_000), to_place=yard)
    sent = move(ivan, "sent", shop, (lot, 3_000), to_office=frank.agency)
    movements.receive_movement(actor=frank, movement_id=sent, to_place=bunker, counted={lot: 3_000})
    move(ivan, "lost", yard, (lot, 40))
    undone = move(ivan, "lost", yard, (lot, 500))
    movements.undo_movement(actor=ivan, movement_id=undone, ground="never")
    assert lies(yard, lot) == 960
    assert [record.public_id for record in hands.called("aw26014", "9 × 19")] == [lot]
    text = searching(erin, **ROUNDS)
    assert chains.take_from_life(actor=erin, request_id=text) == 3
    links = {
        (step.role, step.result, step.to_role, step.to_whom, step.quantity)
        for step in Step.objects.filter(request__public_id=text)
    }
    assert links == {
        ("dealer", "passed_on", "holder", "", 3_000),
        ("dealer", "diverted", "", "", 40),
        ("dealer", "kept", "", "", 6_960),
    }
    with pytest.raises(Refused):
        chains.take_from_life(actor=erin, request_id=text)
    # Who keeps the stock of defence reads it with its own name; who searches traces sees the books of all offices together.
    assert {
        hand.how for hand in hands.of_lots(frank, hands.called("AW-26/014")) if hand.office == frank.agency
    } == {"held"}
    page = sign_in("erin").get("/tracing/lots/?lot=AW26014").content.decode()
    assert "In the register's own books" in page
    assert Agency.objects.get(public_id=ivan.agency).name.replace("'", "&#x27;") in page
    assert cast.agency("armoury").name not in page
    assert "6960" in page.replace(",", "")


def test_what_was_seized_is_traced_by_the_lot_that_is_read_on_it(erin, ivan):
    """From the exhibit of a case to the books: the number of the lot goes with the request."""
    shop, lot = a_place(ivan, "Shop"), a_lot(ivan, "AW 26-014")
    move(ivan, "imported", shop, (lot, 500))
    move(ivan, "lost", shop, (lot, 20))
    marks = ({"kind": "code", "text": "AW 26"}, {"kind": "lot", "text": "AW26/014"})
    item = an_item(
        erin,
        a_case(erin, occurred=day(FOUND), place="Harbour"),
        kind="ammunition",
        quantity=12,
        marks=marks,
        identity={"calibre": "9x19"},
    )
    text = from_exhibit.open_from_item(actor=erin, item=item, direction="own")
    assert row(text).lot == {"headstamp": "AW 26", "lot": "AW26/014", "calibre": "9x19"}
    requests.send_request(actor=erin, request_id=text)
    answering.acknowledge(actor=erin, request_id=text)
    answering.search_register(actor=erin, request_id=text)
    assert chains.take_from_life(actor=erin, request_id=text) == 2
    steps = Step.objects.filter(request__public_id=text).order_by("line").values_list("diversion", "quantity")
    assert list(steps) == [("loss", 20), ("", 480)]
