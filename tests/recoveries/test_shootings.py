"""Shootings without a gun: what was fired in several cases comes together under one firearm, which is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.recoveries import selectors
from ifar.recoveries.services import cases, exhibits, market
from ifar.rights import compartments_of, permissions_of
from tests import cast
from tests.factories import a_case, an_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def lab(dave):
    """Somebody of the laboratory, where nobody of the cast works."""
    where = cast.agency("laboratory")
    return replace(
        dave,
        agency=where.public_id,
        agency_id=where.pk,
        agency_kind=where.kind,
        agency_name=where.name,
        roles=frozenset({"forensic_examiner"}),
        permissions=permissions_of(frozenset({"forensic_examiner"})),
        compartments=compartments_of(where.kind),
    )


def fired(dave, number):
    case = a_case(dave, "shooting", place=f"Street {number}")
    shell = an_item(dave, case, None, kind="cartridge_case", quantity=number, identity={"calibre": "9x19"})
    return case, shell


def test_what_was_fired_in_several_cases_comes_together_and_the_firearm_is_found(dave, lab):
    (first, item), (second, two) = fired(dave, 1), fired(dave, 3)
    unrecovered = an_item(dave, first, None, kind="unrecovered", identity={"calibre": "9x19"})
    with pytest.raises(NotFound):
        exhibits.compare_item(actor=lab, item_id=item, weapon=unrecovered, method="L-4")
    for case in (first, second):
        cases.share_case(actor=dave, case_id=case, office=lab.agency, reason="comparison")
    for shell in (item, two):
        exhibits.compare_item(
            actor=lab, item_id=shell, weapon=unrecovered, method="comparison microscope, L-4"
        )
    weapon = selectors.item_for(dave, unrecovered)
    assert [record.public_id for record in selectors.fired_by(dave, weapon)] == [item, two]
    pistol = an_item(dave, a_case(dave), "AB71234")
    exhibits.merge_item(actor=dave, item_id=unrecovered, into=pistol, reason="test shots agree, L-9")
    assert selectors.item_for(dave, unrecovered).state == "merged"
    assert [record.public_id for record in selectors.fired_by(dave, selectors.item_for(dave, pistol))] == [
        item,
        two,
    ]
    with pytest.raises(Refused):
        exhibits.merge_item(actor=dave, item_id=unrecovered, into=pistol, reason="again")


def test_only_a_laboratory_compares_and_only_what_was_fired(dave, lab):
    case, shell = fired(dave, 1)
    pistol = an_item(dave, case, "AB71234")
    cases.share_case(actor=dave, case_id=case, office=lab.agency, reason="comparison")
    with pytest.raises(Forbidden):
        exhibits.compare_item(actor=dave, item_id=shell, weapon=pistol, method="looked")
    for item, weapon, method in ((pistol, shell, "x"), (shell, shell, "x"), (shell, pistol, " ")):
        with pytest.raises(Invalid):
            exhibits.compare_item(actor=lab, item_id=item, weapon=weapon, method=method)


# Market ---------------------------------------------------------------------------------------------------------------------


def test_what_an_arm_costs_is_noted_and_seen_by_those_who_watch_the_market(dave, judy, alice):
    seen = market.MarketObservation(
        "pistol",
        dt.date(2026, 5, 1),
        calibre="9x19",
        place="Harbour",
        price=45000,
        currency="USD",
        price_kind="asked",
    )
    noted = market.observe(actor=dave, seen=seen)
    for who in (dave, judy):
        assert list(selectors.observations_for(who)) == [noted]
    assert not selectors.observations_for(alice).exists()
    with pytest.raises(Forbidden):
        market.observe(actor=alice, seen=seen)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"thing": "moon"}, "thing"),
        ({"price": 0}, "price"),
        ({"price": 5, "currency": "dollars"}, "price"),
        ({"price": None, "currency": ""}, "price"),
        ({"channel": "moon"}, "channel"),
        ({"on": dt.date(2999, 1, 1)}, "on"),
    ],
)
def test_what_is_wrong_with_an_observation_is_said_at_its_field(dave, said, field):
    good = {"thing": "pistol", "on": dt.date(2026, 5, 1), "price": 45000, "currency": "USD"}
    with pytest.raises(Invalid) as refused:
        market.observe(actor=dave, seen=market.MarketObservation(**{**good, **said}))
    assert field in [reason.field for reason in refused.value.reasons]
