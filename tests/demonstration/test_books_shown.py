"""The demonstration's dealer: a line entered late, one corrected, one annulled; loaded a second time nothing changes."""

from __future__ import annotations

from ifar.books import balance, declarations, orders
from ifar.books.models import Closing, Count, Declaration, Order
from ifar.demonstration import books, closing, parts, production, shop
from ifar.matters.models import Matter
from ifar.registry.models import Event, Firearm
from tests.books.story import stocked
from tests.books.test_book import of
from tests.books.test_lateness import terms
from tests.bulk.making import PISTOL, a_maker

__all__ = ["terms"]


def test_a_dealer_shows_a_late_line_a_correction_and_an_annulled_entry(
    terms, db, ivan, alice, bob, monkeypatch
):
    monkeypatch.setattr(books, "load_folder", lambda **_said: None)  # the terms are there
    a_maker()
    for number in range(4):
        stocked(ivan, f"SHOW000{number}")
    officers = {"dealer": ivan, "clerk": alice, "head": bob}
    books.load(officers)
    lines = of(ivan)
    assert [line.disposal.late["ground"] for line in lines if line.disposal and line.disposal.late] == [
        "no_power"
    ]
    assert [line.corrected.serial for line in lines if line.is_corrected] == ["SHOW0007"]
    assert sum(bool(line.disposal and line.disposal.struck) for line in lines) == 1
    before = Event.objects.count()
    books.load(officers)
    assert Event.objects.count() == before


def test_a_pistol_with_its_parts_and_an_exchanged_barrel_is_shown(ivan, signed_in):
    pistol = stocked(ivan, "PISTOL01")
    for _again in range(2):
        parts.load({"dealer": ivan})
    drawn = signed_in("ivan").get(f"/firearms/{pistol}/").context["assembly"]["pieces"]
    assert [(item.kind, item.way, item.mark) for item in drawn] == [
        ("frame_or_receiver", "in", "KF-20714"),
        ("barrel", "in", "KB-31102"),
        ("slide_or_cylinder", "in", "KS-20714"),
        ("barrel", "out", "KB-20714"),
    ]


def test_a_count_of_the_shop_with_two_differences_is_shown(ivan, db):
    for n in range(3):
        stocked(ivan, f"SHOP000{n}")
    for _again in range(2):
        shop.load({"dealer": ivan})
    differences = Count.objects.get().differences
    assert [item["kind"] for item in differences] == ["missing", "unknown"]
    assert differences[1]["label"] == shop.STRANGER


def test_a_dealer_who_gave_up_is_shown_once(ivan, alice, bob, heidi):
    """It is no dealer whom the demonstration itself plays; loaded a second time nothing changes."""
    thing = stocked(ivan, "CLOSED01")
    officers, clerks = {"dealer": heidi, "clerk": alice, "head": bob}, {"ivans": ivan}
    for _again in range(2):
        closing.load(officers, clerks)
    assert Closing.objects.get().public_id == ivan.agency
    assert Firearm.objects.get(public_id=thing).custodian == alice.agency


def test_a_maker_shows_an_order_with_gaps_its_balance_and_a_declaration_that_differs(
    ivan, bob, signed_in, monkeypatch
):
    monkeypatch.setattr(production, "PISTOL", {name: PISTOL[name] for name in production.PISTOL})
    maker = a_maker()
    for _again in range(2):
        production.load({"maker": maker, "head": bob, "dealer": ivan})
    assert orders.progress(maker, Order.objects.get()).counts() == {"made": 10, "explained": 1, "left": 1}
    sums = balance.sums(balance.balance(maker, balance.maker_for(maker, maker.agency)))
    assert (sums["stock"], sums["sold"]) == (7, 3)
    ((_maker, differs),) = declarations.compared(bob, Declaration.objects.get())
    assert [(difference.type, difference.declared, difference.in_book) for difference in differs] == [
        ("pistol", 5, 3)
    ]
    assert Matter.objects.get(kind="declaration_difference").explainer == maker.agency
