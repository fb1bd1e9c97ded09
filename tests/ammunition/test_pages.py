"""The pages of ammunition: a lot is registered, moved on one page with one press, found by its number, received as it was counted."""

from __future__ import annotations

import pytest

from ifar.accounts.models import Proposal
from ifar.ammunition.models import Lot, Movement
from ifar.ammunition.services import lots
from ifar.reference.selectors import words
from tests.ammunition.making import a_stock, lies
from tests.conftest import sign_in
from tests.placement.making import a_place

pytestmark = pytest.mark.django_db


def posted(browser, move_, **said):
    return browser.post(f"/ammunition/record/{move_}/", {"move": move_, **said})


def test_from_the_registration_of_a_lot_to_its_receipt_elsewhere(frank, ivan):
    armoury, shop = sign_in("frank"), a_place(ivan, "Shop")
    assert 'id="ammunition"' in armoury.get("/help/").content.decode()
    bunker, cave = a_place(frank, "Bunker"), a_place(frank, "Cave")
    values = {
        "kind": "cartridge",
        "maker": "Poudrerie",
        "number": "PP 24/117",
        "calibre": "9x19",
        "pieces": "50",
    }
    assert armoury.post("/ammunition/lots/new/", values).status_code == 302
    lot = Lot.objects.get()
    assert (lot.unit, lot.pieces) == ("piece", 50)
    line = {"lines-0-lot": lot.public_id, "lines-0-quantity": "1000"}
    assert posted(armoury, "opened", place=bunker, **line).status_code == 302
    assert (
        posted(
            armoury, "moved", place=bunker, to_place=cave, **line | {"lines-0-quantity": "400"}
        ).status_code
        == 302
    )
    refused = posted(armoury, "lost", place=cave, **line | {"lines-0-quantity": "401"})
    assert refused.status_code == 422
    assert "There is less of a lot there than you take: PP 24/117." in refused.content.decode()
    assert "Enter at least one lot" in posted(armoury, "lost", place=cave).content.decode()
    listed = armoury.get("/ammunition/?q=pp24").content.decode()
    assert all(text in listed for text in ("PP 24/117", "1,000 pieces", "600 pieces", "400 pieces", "Cave"))
    assert "No lot is found" in armoury.get("/ammunition/?q=zz").content.decode()
    sent = posted(armoury, "sent", place=cave, to_office=ivan.agency, **line | {"lines-0-quantity": "100"})
    movement = Movement.objects.get(move="sent").public_id
    assert sent.url == f"/ammunition/movements/{movement}/"
    dealer = sign_in("ivan")
    assert movement in dealer.get("/ammunition/").content.decode()
    # Counted blind: how much was sent stands in no field.
    form = dealer.get(sent.url).content.decode()
    assert words("calibre")["9x19"] in form
    assert f'name="counted-{lot.public_id}"' in form
    assert "100 pieces" not in form
    assert "100 pieces" in armoury.get(sent.url).content.decode()
    counted = {"to_place": shop, f"counted-{lot.public_id}": "90"}
    assert dealer.post(f"{sent.url}acts/received/", counted).status_code == 302
    assert (lies(shop, lot.public_id), lies(movement, lot.public_id)) == (90, 0)
    page = armoury.get(f"/ammunition/lots/{lot.public_id}/").content.decode()
    assert all(text in page for text in ("<svg", "900 pieces", "Moved to another place", "Bunker"))


def test_a_destruction_is_proposed_and_told_to_whoever_decides(frank, grace):
    place, lot = a_stock(frank)
    line = {"lines-0-lot": lot, "lines-0-quantity": "10"}
    answer = posted(sign_in("frank"), "destroyed", place=place, reason="corroded", **line)
    assert answer.status_code == 302
    asked = Proposal.objects.get().public_id
    message = sign_in("grace").get(f"/proposals/{asked}/", follow=True).content.decode()
    assert all(text in message for text in ("Destruction of ammunition", "10 pieces", "PP-24-117", "Bunker"))
    assert lies(place, lot) == 1000


def test_a_suspended_lot_says_so_on_its_page_and_offers_no_movement(frank, grace):
    _place, lot = a_stock(frank)
    lots.suspend_lot(actor=grace, lot_id=lot, ground="unstable")
    page = sign_in("frank").get(f"/ammunition/lots/{lot}/").content.decode()
    assert "It is no longer stable." in page
    assert "Lift the suspension" not in page
    assert "Record a movement" not in page


def test_the_api_records_and_traces(frank):
    place, lot = a_stock(frank)
    armoury = sign_in("frank")
    body = {"move": "lost", "place": place, "lines": [{"lot": lot, "quantity": 3}]}
    made = armoury.post("/api/ammunition/movements", body, content_type="application/json")
    assert made.status_code == 201, made.content
    result = armoury.get(f"/api/ammunition/lots/{lot}").json()
    assert [(item["move"], item["account"], item["amount"]) for item in result["life"]] == [
        ("lost", "lost", 3),
        ("lost", "held", -3),
        ("opened", "held", 1000),
        ("opened", "opening", -1000),
    ]
    body |= {"move": "destroyed", "reason": "old"}
    assert armoury.post("/api/ammunition/movements", body, content_type="application/json").status_code == 202
