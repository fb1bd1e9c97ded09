"""What verification says of recoveries: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import datetime as dt

import pytest

from ifar.outbox import services as outbox
from ifar.recoveries.models import Case, Hit, Item
from ifar.recoveries.services import case_persons, cases, links, market
from ifar.registry.occurred import parse
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.factories import a_case, a_firearm, an_item


def _fill() -> None:
    """A case with a linked item, a rejected proposal, one that came later, somebody named, an observation of the market."""
    alice, dave = cast.actor("alice"), cast.actor("dave")
    a_firearm(alice, "AB71234")
    case = a_case(
        dave, occurred=parse("2026-05"), narrative="Found in a boot.", latitude=9_060_000, longitude=7_480_000, offences=["terrorism"],
        kept=[{"kind": "phone", "reference": "X-1"}],
    )  # fmt: skip
    an_item(dave, case, "AB71234")
    item = an_item(dave, case, "AB71234")
    rejected, confirmed = Hit.objects.order_by("entry")
    links.judge_hit(
        actor=dave, item_id=rejected.item.public_id, hit=rejected.pk, verdict="rejected", note="x"
    )
    links.judge_hit(actor=dave, item_id=item, hit=confirmed.pk, verdict="confirmed")
    a_firearm(alice, "AB71234")
    while outbox.deliver():
        pass
    who = case_persons.Involved("suspect", "male", "18_24", described={"name": "Somebody"})
    person = case_persons.name_person(actor=dave, case=case, who=who)
    case_persons.record_stage(
        actor=dave, case_id=case, person=person, stage="arrested", on=dt.date(2026, 5, 3)
    )
    cases.amend_case(
        actor=dave,
        case=case,
        said=cases.Circumstances("seized", "P-2026-18", narrative="Found in a boot, at night."),
    )
    market.observe(
        actor=dave, seen=market.MarketObservation("pistol", dt.date(2026, 5, 1), availability="rare")
    )
    assert Hit.objects.filter(how="later").exists()


country = filled_once(_fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says() == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE recoveries_item SET state = 'open', firearm = '', recorded = NULL", "item {x}, firearm"),
        ("UPDATE recoveries_item SET compartment = 'civilian'", "item {x}, compartment"),
        ("UPDATE recoveries_case SET shared = '{{A0000000000000}}'", "case {w}, shared"),
        ("UPDATE recoveries_case SET narrative = 'other'", "case {w}, narrative"),
        ("UPDATE recoveries_case SET latitude = 1", "case {w}, latitude"),
        ("UPDATE recoveries_hit SET verdict = ''", ", hits"),
        ("DELETE FROM recoveries_hit WHERE how = 'later'", ", hits"),
        ("UPDATE recoveries_person SET stage = 'acquitted'", "case {w}, persons"),
        ("UPDATE recoveries_person SET described = NULL", "case {w}, persons"),
        ("DELETE FROM recoveries_person", "case {w}, persons"),
        (
            "UPDATE acts_act SET transitions = '{{}}' WHERE prefix = 'recoveries' AND kind = 'linked'",
            "acts_act recoveries item linked",
        ),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    case, item = Case.objects.get(), Item.objects.get(state="linked")
    off = without_triggers(*(f"recoveries_{table}" for table in ("case", "item", "hit", "person")))
    says = country.says(*off, alteration.format())
    assert any(named.format(w=case.public_id, x=item.public_id) in text for text in says), says
