"""Production orders: numbers that are reserved once, produced, explained; a number used twice is named before anything is written (issue 27, must-show 3)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given as drawn
from hypothesis import strategies as some

from ifar.accounts.services import proposals
from ifar.books import orders, reserved
from ifar.books.models import Event, Order
from ifar.books.services import opening
from ifar.books.services import orders as services
from ifar.books.services.writing import RECORDER
from ifar.bulk.models import Line
from ifar.bulk.services import batches
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.registry.labels import words_of
from ifar.registry.models import Firearm
from ifar.registry.selectors.serials import compared
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from ifar.registry.services.manufacture import PRODUCED
from ifar.registry.services.proposals import propose_event
from tests.books.test_balance import scrap
from tests.books.test_who_sees_what import another_trader
from tests.bulk.making import PISTOL, a_maker, given, marked, produced
from tests.factories import a_firearm

MODEL = {name: PISTOL[name] for name in ("make", "model", "type", "calibre")}


def told(**said: Any) -> dict[str, Any]:
    return {"number": "PO-1", "planned_on": dt.date(2026, 12, 1), "ranges": "W0001-W0010", **MODEL, **said}


def codes(refused: Any) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


@pytest.fixture
def walter(peopled_db):
    return a_maker()


SERIALS = some.integers(0, 30).map(lambda n: f"W{n:04}")
RANGES = some.tuples(some.integers(0, 40), some.integers(1, 9)).map(
    lambda row: f"W{row[0]:04}-W{row[0] + row[1]:04}"
)
GROWN = some.tuples(some.integers(1, 9), some.integers(10, 120)).map(lambda row: f"W{row[0]}-W{row[1]}")
STEPS = some.integers(1, 9).map(lambda n: f"A0{n - 1}X-A0{n}X")
LINES = some.lists(some.one_of(SERIALS, RANGES, GROWN, STEPS), min_size=1, max_size=4)


def counted(lines: list[str]) -> list[str]:
    return [compared(text) for line in lines for text in (reserved.range_of(line) or [line])]


def spans(lines: list[str]) -> list[reserved.Span]:
    return [span for line in lines for span in reserved.spans_of(line, compared)]


def numbers(result: Any) -> list[str]:
    return [number for span in result for number in span.numbers()]


@drawn(mine=LINES, others=LINES)
def test_spans_are_the_numbers_one_by_one(mine, others):
    assert sorted(numbers(spans(mine))) == sorted(counted(mine))
    assert set(numbers(reserved.shared(spans(mine), spans(others)))) == set(counted(mine)) & set(
        counted(others)
    )
    assert set(numbers(reserved.minus(spans(mine), spans(others)))) == set(counted(mine)) - set(
        counted(others)
    )
    assert set(numbers(reserved.twice(spans(mine)))) == {
        text for text in counted(mine) if counted(mine).count(text) > 1
    }


@drawn(lines=LINES, taken=LINES)
def test_what_is_left_keeps_the_spelling_that_was_reserved(lines, taken):
    left = reserved.minus(spans(lines), spans(taken))
    values = reserved.as_reserved(lines, left, compared)
    spelled = {text for line in lines for text in (reserved.range_of(line) or [line])}
    assert {text for line in values for text in (reserved.range_of(line) or [line])} == {
        text for text in spelled if compared(text) in numbers(left)
    }
    dashed = reserved.as_reserved(["K9-50001…K9-50050"], spans(["K9-50003-K9-50050"]), compared)
    assert dashed == ["K9-50003-K9-50050"]


def test_numbers_of_arms_that_left_the_maker_stay_taken(walter, ivan, alice, bob):
    another_trader()
    text, other = batches.done_of(produced(walter, "K9-50001\nK9-50002"))
    marked(walter, [text, other])
    for firearm in (text, other):
        event = NewEvent("stock_declared", {"owner_kind": "maker"})
        record_event(actor=walter, firearm=firearm, event=event)
    sold = NewEvent("wholesale_transferred", {"owner_kind": "retailer", "owner": ivan.agency})
    record_event(actor=walter, firearm=text, event=sold)
    asked = propose_event(actor=walter, firearm=other, event=scrap(), reason="It cracked.")
    assert proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    looked = services.look(actor=walter, **told(ranges="K9-50001-K9-50050"))
    assert [reason.code for reason in looked.reasons] == ["books.order.taken"]
    assert "K9-50001-K9-50002" in str(looked.reasons[0].message)
    # What others entered is not named.
    a_firearm(alice, "K9-60001", identity={"model": "beretta/92fs"})
    looked = services.look(actor=walter, **told(ranges="K9-60001-K9-60050"))
    assert [reason.code for reason in looked.reasons] == ["books.order.taken_elsewhere"]
    assert "60001" not in str(looked.reasons[0].message)


def test_a_number_used_twice_is_named_in_a_range_across_ranges_orders_and_on_record(walter):
    before = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        services.declare(actor=walter, **told(ranges="W0001-W0010\nw-0010\nW0005-W0006"))
    assert codes(refused) == ["books.order.twice"]
    assert "W0005-W0006, W0010" in str(refused.value.reasons[0].message)
    services.declare(actor=walter, **told())
    # Another model of the same family, in other spelling.
    with pytest.raises(Invalid) as refused:
        services.declare(actor=walter, **told(number="PO-2", model="beretta/92d", ranges="w 0008 - w 0012"))
    assert codes(refused) == ["books.order.reserved"]
    assert "PO-1" in str(refused.value.reasons[0].message)
    assert "W 0008-W 0010" in str(refused.value.reasons[0].message)
    produced(walter, "W0500-W0501")
    with pytest.raises(Invalid) as refused:
        services.declare(actor=walter, **told(number="PO-3", ranges="W0490-W0510"))
    assert codes(refused) == ["books.order.taken"]
    assert "W0500-W0501" in str(refused.value.reasons[0].message)
    assert Event.objects.count() == before + 1, "nothing was written"
    services.declare(actor=walter, **told(number="PO-4", model="beretta/px4", ranges="W0001-W0010"))


def why(batch):
    lines = Line.objects.filter(batch=batch.public_id).order_by("n")
    return [reason["code"] for line in lines for reason in line.reasons]


def test_a_number_in_another_spelling_is_the_same_number(walter):
    """O for 0, look-alikes of another script, case and full stop of a make and a model that no list knows."""
    unlisted = {"make": "Kestrel Arms Co.", "model": "K. Nine"}
    services.declare(actor=walter, **told(ranges="SN0O01-SN0O05"))
    services.declare(actor=walter, **told(number="PO-2", ranges="SB0001-SB0002", **unlisted))
    produced(walter, "KB70001-KB70003", **unlisted)
    produced(walter, "KB70001-KB70003")
    others = {"make": "KESTREL ARMS CO", "model": "K-nine"}
    for ranges, of, code, shown in (
        ("SNO003-SNO009", {}, "reserved", "SNO003-SNO005"),
        ("ЅN0003", {}, "reserved", "ЅN0003"),
        ("sb 0OO2", others, "reserved", "sb 0OO2"),
        ("KB7ООО2", {}, "taken", "KB7ООО2"),
        ("K870003-K870009", others, "taken", "K870003"),
        ("H99-L01", {}, "twice", "I00"),
    ):
        looked = services.look(actor=walter, **told(number="PO-3", ranges=ranges, **of))
        assert [reason.code for reason in looked.reasons] == [f"books.order.{code}"], ranges
        assert shown in str(looked.reasons[0].message), ranges
    for numbers, of in (("KB7OO0З", {}), ("KB7O003", others)):
        batch = given(walter, PRODUCED, PISTOL | of, numbers)
        assert why(batch) == ["registry.precondition.serial_unique"]
    assert why(given(walter, PRODUCED, PISTOL, "KB800O1\nKB80001")) == ["bulk.double"]
    order = Order.objects.get(number="PO-1")
    produced(walter, "SN0001-SN0002")
    looked = orders.order_for(walter, order.public_id)
    left = orders.progress(walter, looked).left
    assert reserved.as_reserved(looked.ranges, left, compared) == ["SN0O03-SN0O05"], "as it was typed"
    with pytest.raises(Refused) as refused:
        services.close(actor=walter, order_id=order.public_id)
    assert "SN0O03" in str(refused.value.reasons[0].message)


@pytest.mark.parametrize(
    ("ranges", "code"),
    [
        ("-- //", "nothing"),
        ("W10-W0005", "form"),
        ("W000001-W010001", "many"),
        ("W0001-W6000\nX0001-X6000", "many"),
        ("1" * 55 + "00000-" + "9" * 60, "many"),
        ("\n".join(f"W{n:04}" for n in range(101)), "lines"),
    ],
)
def test_what_is_no_range_is_refused(walter, ranges, code):
    looked = services.look(actor=walter, **told(ranges=ranges))
    assert f"books.order.{code}" in [reason.code for reason in looked.reasons]


def test_the_database_refuses_a_number_that_another_order_has_and_who_is_no_maker(walter, ivan):
    services.declare(actor=walter, **told())
    sets = dict(services.look(actor=walter, **told(ranges="X0001-X0002")).sets)
    taken = {**sets, "spans": orders.stored(spans(["W0010-W0011"]))}
    with pytest.raises((Invalid, Refused, DatabaseError)) as refused, transaction.atomic():
        RECORDER.record(walter, "order", "declared", changes=taken)
    assert getattr(refused.value, "code", "") == "books.order.meanwhile"
    twice = {**sets, "spans": orders.stored(spans(["X0001-X0002", "X0002"]))}
    with pytest.raises((Invalid, Refused, DatabaseError)), transaction.atomic():
        RECORDER.record(walter, "order", "declared", changes=twice)
    with pytest.raises(Refused) as refused, transaction.atomic():
        RECORDER.record(ivan, "order", "declared", changes=sets)
    assert codes(refused) == ["books.order.maker"]
    with transaction.atomic():
        RECORDER.record(walter, "order", "declared", changes=sets)


def test_what_is_reserved_is_produced_or_explained_and_then_the_order_is_closed(walter):
    order = services.declare(actor=walter, **told(ranges="W0001-W0010\nX01"))
    produced(walter, "W0001-W0006\nW0008")
    record = orders.order_for(walter, order)
    assert orders.progress(walter, record).counts() == {"made": 7, "explained": 0, "left": 4}
    with pytest.raises(Refused) as refused:
        services.close(actor=walter, order_id=order)
    assert codes(refused) == ["books.order.left"]
    with pytest.raises(Refused) as refused:
        services.cancel(actor=walter, order_id=order)
    assert codes(refused) == ["books.order.begun"]
    for lines, ground, code in (
        ("W0008", "spoiled", "made"),
        ("W0011", "spoiled", "outside"),
        ("W0007", "no such", "ground"),
    ):
        with pytest.raises(Invalid) as refused:
            services.explain(actor=walter, order_id=order, numbers=lines, ground=ground)
        assert codes(refused) == [f"books.order.{code}"]
    services.explain(actor=walter, order_id=order, numbers="W0007\nX01", ground="spoiled")
    with pytest.raises(Invalid) as refused:
        services.explain(actor=walter, order_id=order, numbers="W0007", ground="trial")
    assert codes(refused) == ["books.order.explained_before"]
    services.explain(actor=walter, order_id=order, numbers="W0009-W0010", ground="not_made")
    assert orders.progress(walter, orders.order_for(walter, order)).counts() == {
        "made": 7,
        "explained": 4,
        "left": 0,
    }
    services.close(actor=walter, order_id=order)
    assert Order.objects.get().state == "closed"


def test_pages_and_api_show_the_order_and_lead_to_production(walter, signed_in):
    another_trader()
    browser = signed_in("mallory")
    values = told(ranges="W0001-W0004\r\nW0004")
    page = browser.post(reverse("books:declare_order"), values)
    assert page.status_code == 422
    assert "W0004" in page.content.decode()
    values["ranges"] = "W0001-W0004"
    page = browser.post(reverse("books:declare_order"), values)
    assert "4 serial numbers can be reserved." in page.content.decode()
    assert not Order.objects.exists()
    done = browser.post(reverse("books:declare_order") + "?record=1", values)
    order = Order.objects.get()
    assert done.url == reverse("books:order", args=[order.public_id])
    produced(walter, "W0001-W0003")
    line = browser.get(reverse("books:book", args=[walter.agency])).content.decode()
    assert "Its production was planned." not in line
    page = browser.get(done.url).content.decode()
    assert reverse("bulk:new") + "?act=registry.production_completed" in page
    assert "&amp;make=Fabbrica+d%27Armi+Pietro+Beretta&amp;" in page, "in words where they say the same"
    told_so = browser.get(f"/api/orders/{order.public_id}").json()
    assert (told_so["made"], told_so["left"], told_so["left_numbers"]) == (3, 1, ["W0004"])
    body = json.dumps({**values, "planned_on": "2026-12-01", "number": "PO-2"})
    looked = browser.post("/api/orders/preview", body, content_type="application/json").json()
    assert [reason["code"] for reason in looked["reasons"]] == ["books.order.reserved", "books.order.taken"]
    refused = browser.post("/api/orders", body, content_type="application/json")
    assert refused.status_code == 422
    assert browser.get(reverse("books:orders")).status_code == 200
    alice = signed_in("alice")
    assert "PO-1" in alice.get(reverse("books:orders")).content.decode()
    assert alice.get(done.url).status_code == 200
    assert signed_in("ivan").get(done.url).status_code == 404


def test_nobody_but_a_maker_declares_and_nobody_else_reads(walter, ivan, alice):
    order = services.declare(actor=walter, **told())
    for actor in (ivan, alice):
        with pytest.raises(Forbidden):
            services.declare(actor=actor, **told(number="PO-9"))
    assert orders.order_for(alice, order).number == "PO-1"
    with pytest.raises(NotFound):
        orders.order_for(ivan, order)


def test_numbers_of_a_closed_order_outside_of_one_and_of_arms_that_left_are_not_made(
    walter, ivan, alice, bob
):
    """By range, by hand and as opening stock; each number is named, and nothing is written."""
    another_trader()
    order = services.declare(actor=walter, **told(ranges="K9-50001-K9-50006"))
    services.explain(actor=walter, order_id=order, numbers="K9-50006", ground="spoiled")
    services.declare(actor=walter, **told(number="PO-2", ranges="K9-70001-K9-70003"))
    arms = batches.done_of(produced(walter, "K9-50001-K9-50005", lot="PO-1"))
    marked(walter, arms[:2])
    for firearm in arms[:2]:
        record_event(actor=walter, firearm=firearm, event=NewEvent("stock_declared", {"owner_kind": "maker"}))
    sold = NewEvent("wholesale_transferred", {"owner_kind": "retailer", "owner": ivan.agency})
    record_event(actor=walter, firearm=arms[0], event=sold)
    asked = propose_event(actor=walter, firearm=arms[1], event=scrap(), reason="It cracked.")
    assert proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve").executed
    firearms = Firearm.objects.count()
    taken, ended, outside = "precondition.serial_unique", "reserved.ended", "reserved.outside"
    for closed in (False, True):
        if closed:
            services.close(actor=walter, order_id=order)
        for numbers, lot, wanted in (
            ("K9-50001\nK9-50002", "", [taken] * 2),
            ("K9-50006", "", [ended]),
            ("K9-5O006\nK9-70001", "PO-2", [ended]),
            ("K9-70003-K9-70004", "PO-2", [outside]),
            ("K9-90001", "PO-1", [outside]),
        ):
            batch = given(walter, PRODUCED, {**PISTOL, "lot": lot}, numbers)
            assert why(batch) == [f"registry.{text}" for text in wanted], (numbers, lot)
    assert "PO-2" in str(words_of("registry.reserved.outside", {"order": "PO-2"}))
    mark = {"kind": "serial", "text": "K9-50006", "text_status": "known"}
    identity = {name: PISTOL[name] for name in ("make", "model", "type", "calibre")}
    plan = NewEvent("production_planned", {"batch": "PO-1"}, identity=identity, marks=(mark,))
    with pytest.raises(Refused) as refused:
        register_firearm(actor=walter, event=plan)
    assert codes(refused) == ["registry.reserved.ended"]
    row = "{},beretta,92FS,pistol,9x19mm"
    table = "\n".join(
        ["serial,make,model,type,calibre", *map(row.format, ("K9-50001", "K9-50002", "K9-50006"))]
    )
    at_work = replace(walter, purpose=ivan.purpose)
    looked = opening.record(actor=at_work, joined_on=dt.date(2026, 1, 1), owner_kind="maker", table=table)
    assert [[reason.code for reason in line.reasons] for line in looked] == [
        ["books.opening.taken"], ["books.opening.taken"], ["registry.reserved.ended"]]  # fmt: skip
    assert Firearm.objects.count() == firearms, "nothing was written"
