"""Who sees what of ammunition: every page and operation, asked by the armoury that keeps a lot, its dealer, a licensing clerk and the inspectorate.

Defence's lots are closed to a licensing clerk in lists, pages, searches and counts; of a lot that went on to a dealer whom the clerk looks after they see what is
there, and neither the armoury nor what lies with it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ifar.ammunition.services import movements
from tests import cast
from tests.ammunition.making import a_lot, a_stock, move
from tests.conftest import sign_in
from tests.placement.making import a_place
from tests.who_sees import asked, check_written, filled, operations_of, pages_of

pytestmark = pytest.mark.django_db
WRITTEN = Path(__file__).parent / "who_sees_what.txt"
ASKING = ("armourer", "dealer", "clerk", "inspector", "police")
WHO = ("frank", "ivan", "alice", "judy", "dave")


def test_every_page_and_operation_answers_each_as_it_is_written_down(frank, ivan):
    place, lot = a_stock(frank)
    sent = move(frank, "sent", place, (lot, 10), to_office=ivan.agency)
    result = {
        "lots": lot, "movements": sent, "lot": lot, "movement": sent, "public_id": lot, "move": "lost", "record": "lost",
    }  # fmt: skip

    def where(address: str) -> str:
        named = {**result, "public_id": sent if "/movements/" in address else lot}
        return filled(address, named, {"lots": "suspended", "movements": "received"})

    addresses = [*pages_of("ammunition", "/ammunition/"), *operations_of("/api/ammunition/")]
    report = asked([sign_in(who) for who in WHO], addresses, where)
    check_written(report, ASKING, WRITTEN)


def test_a_lot_of_defence_is_told_to_no_licensing_clerk(frank, ivan):
    bunker, secret = a_stock(frank, "SECRET-9")
    _, shared = a_stock(frank, "SHARED-7", 777)
    mine = a_lot(ivan, "IVAN-1")
    sent = move(frank, "sent", a_of(shared), (shared, 70), to_office=ivan.agency)
    movements.receive_movement(actor=ivan, movement_id=sent, to_place=a_place(ivan), counted={shared: 70})
    clerk = sign_in("alice")
    for address in (
        "/ammunition/",
        "/ammunition/?q=SECRET",
        "/api/ammunition/lots",
        "/api/ammunition/lots?number=SECRET",
    ):
        text = clerk.get(address).content.decode()
        assert "SECRET-9" not in text
        assert secret not in text
        assert bunker not in text
    assert mine in clerk.get("/api/ammunition/lots").content.decode()
    for address in (
        f"/ammunition/lots/{secret}/",
        f"/api/ammunition/lots/{secret}",
        "/ammunition/lots/B0000000000000/",
    ):
        assert clerk.get(address).status_code == 404
    result = clerk.get(f"/api/ammunition/lots/{shared}").json()
    assert [(item["office"], item["quantity"]) for item in result["held"]] == [(ivan.agency, 70)]
    assert {item["office"] for item in result["life"]} == {ivan.agency}
    page = clerk.get(f"/ammunition/lots/{shared}/").content.decode()
    for hidden in (cast.agency("armoury").name, "777 pieces", "707 pieces"):
        assert hidden not in page


def a_of(lot: str) -> str:
    """The place in which a lot lies."""
    from ifar.ammunition.models import Balance

    return Balance.objects.get(lot=lot).holder
