"""What marks a firearm must bear: Protocol art. 8 and the EU profile, on the golden cases."""

import datetime as dt
from decimal import Decimal

import pytest

from ifar.registry.marks.marking import (
    Inscription,
    at_import,
    at_manufacture,
    at_transfer_to_civilians,
    due_at_import,
    under_eu_profile,
)

NEW = dt.date(2025, 7, 23)


def mark(*says, **more):
    return Inscription(frozenset(says), **more)


def due(marking):
    return [reason.field for reason in marking.missing]


def codes(reasons):
    return [reason.code for reason in reasons]


FULL = (mark("maker", text="BERETTA"), mark("country", text="ITALY"), mark("serial", text="AB1234"))


def test_maker_country_and_serial_are_complete():
    assert at_manufacture(FULL).complete


@pytest.mark.parametrize(("left_out", "field"), [(0, "maker"), (1, "country"), (2, "serial")])
def test_leaving_one_out_is_named_with_its_article(left_out, field):
    marking = at_manufacture(FULL[:left_out] + FULL[left_out + 1 :])
    assert due(marking) == [field]
    assert marking.missing[0].article == "Protocol art. 8(1)(a)"


def test_the_place_of_manufacture_stands_for_the_country():
    assert at_manufacture((FULL[0], mark("place", text="GARDONE V.T."), FULL[2])).complete


def test_one_mark_may_say_everything():
    assert at_manufacture((mark("maker", "country", "serial"),)).complete


def test_symbols_with_a_code_are_the_alternative():
    assert at_manufacture((mark("symbol", text="▲"), mark("code", text="36 7712"))).complete
    assert due(at_manufacture((mark("symbol"),))) == ["maker", "country", "serial", "code"]


@pytest.mark.parametrize("gone", [{"status": "unknown"}, {"status": "none"}, {"retired": True}])
def test_a_mark_that_nobody_can_read_says_nothing(gone):
    assert due(at_manufacture((*FULL[:2], mark("serial", **gone)))) == ["serial"]


def test_permanent_import_of_fifty_without_marks_is_due_for_all():
    assert due_at_import([FULL] * 50, temporary=False) == 50


def test_temporary_import_for_a_competition_is_due_for_none():
    assert due_at_import([FULL] * 50, temporary=True) == 0


def test_an_unmarked_import_needs_an_import_mark_and_a_unique_mark():
    assert due(at_import((), temporary=False)) == ["import_country", "unique"]


def test_an_import_mark_with_country_and_year_is_complete_and_the_year_is_only_advised():
    whole = at_import((*FULL, mark("import_country", "import_year", text="ES 19")), temporary=False)
    assert (due(whole), whole.advised) == ([], ())
    without_year = at_import((*FULL, mark("import_country", text="ES")), temporary=False)
    assert without_year.complete
    assert codes(without_year.advised) == ["marking.import_year.missing"]


def test_state_stock_sold_to_civilians_needs_the_mark_of_the_transferring_country():
    assert due(at_transfer_to_civilians(FULL)) == ["transfer_country"]
    assert at_transfer_to_civilians((*FULL, mark("transfer_country", text="SL"))).complete
    west_african = mark("transfer_country", "unique", text="ECOWAS SL POL 03 2014 00123")
    assert at_transfer_to_civilians((west_african,)).complete


@pytest.mark.parametrize(
    ("height", "depth", "expected"),
    [
        ("1600", "76.2", []),
        ("1599.9", "76.2", ["marking.height.too_small"]),
        ("1590", "76.2", ["marking.height.too_small"]),
        ("1600", "76.1", ["marking.depth.too_small"]),
        ("1590", "76.1", ["marking.height.too_small", "marking.depth.too_small"]),
    ],
)
def test_height_and_depth_at_their_limits(height, depth, expected):
    measured = mark("serial", text="A1", height_um=Decimal(height), depth_um=Decimal(depth))
    assert codes(under_eu_profile((measured,), first_placed=NEW).missing) == expected


def test_the_depth_is_asked_only_of_what_came_to_the_market_after_the_day():
    shallow = mark("serial", text="A1", height_um=Decimal(1600), depth_um=Decimal("76.1"))
    assert codes(under_eu_profile((shallow,), first_placed=dt.date(2025, 7, 23)).missing) == [
        "marking.depth.too_small"
    ]
    assert under_eu_profile((shallow,), first_placed=dt.date(2025, 7, 22)).complete
    unsure = under_eu_profile((shallow,), first_placed=None)
    assert unsure.complete
    assert codes(unsure.advised) == ["marking.depth.too_small"]


def test_what_nobody_measured_is_advised():
    marking = under_eu_profile((mark("serial", text="A1"),), first_placed=NEW)
    assert marking.complete
    assert codes(marking.advised) == ["marking.height.not_measured", "marking.depth.not_measured"]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("AB1", True),
        ("АБ1", True),
        ("ΑΒ1", True),
        ("123", True),
        ("XIV", True),
        ("ب12", False),
        ("中1", False),
    ],
)
def test_scripts_of_the_eu_profile(text, allowed):
    measured = mark("serial", text=text, height_um=Decimal(2000), depth_um=Decimal(100))
    assert under_eu_profile((measured,), first_placed=NEW).complete == allowed
