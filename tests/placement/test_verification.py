"""What verification says of places and placements: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import pytest

from ifar.placement.models import Place, Placement
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many, take_out
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.placement.making import a_place, arms

OFF = without_triggers(
    "placement_event", "placement_place", "placement_placement", "registry_event", "registry_firearm"
)


def fill() -> None:
    """Two shelves of a store, arms that moved, one that is in no place, a shelf that was closed."""
    frank = cast.actor("frank")
    store = a_place(frank, "Store", "store", code="S")
    text, other = a_place(frank, inside=store), a_place(frank, "Shelf 2", inside=store)
    results = arms(frank, 3, 90210)
    place_many(actor=frank, placements=[Placing(arm, text) for arm in results])
    place_many(actor=frank, placements=[Placing(arm, other) for arm in results[:2]])
    take_out(frank, results[2:])
    places.close_place(actor=frank, place_id=text)


country = filled_once(fill)


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says(of=("placement",)) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE placement_placement SET place = '{closed}' WHERE public_id = '{arm}'", "placement {arm}"),
        ("UPDATE placement_placement SET custodian = 'U'", "placement {arm}"),
        ("UPDATE placement_placement SET under = gen_random_uuid()", "placement {arm}"),
        ("UPDATE placement_placement SET since = since - interval '1 day'", "placement {arm}"),
        ("DELETE FROM placement_placement WHERE public_id = '{arm}'", "placement {arm}"),
        ("UPDATE placement_placement SET agency_id = agency_id + 1", "placement {arm}"),
        ("UPDATE placement_place SET name = 'Elsewhere' WHERE public_id = '{open}'", "place {open}"),
        ("UPDATE placement_place SET inside = '' WHERE public_id = '{open}'", "place {open}"),
        ("UPDATE placement_place SET state = 'open' WHERE public_id = '{closed}'", "place {closed}"),
        ("DELETE FROM placement_place WHERE public_id = '{closed}'", "place {closed}"),
        ("DELETE FROM placement_event WHERE subject = '{arm}' AND n = 2", "placement {arm}"),
        # The arms are said never to have left the shelf that was closed.
        ("DELETE FROM placement_event WHERE record_type = 'placement' AND n = 2", "place {closed}"),
        # Another office had custody when it was placed.
        (
            "UPDATE registry_event SET changes = changes || '{{\"custodian\": \"A0000000000000\"}}' WHERE changes ? 'custodian'",
            "placement {arm}, act 1",
        ),
        # It was said so long afterwards that nobody is believed.
        (
            "UPDATE placement_event SET changes = changes || '{{\"since\": \"2020-01-01T00:00:00.000000Z\"}}' WHERE subject = '{arm}' AND n = 1",
            "placement {arm}, act 1",
        ),
        (
            "UPDATE placement_place SET state = 'closed' WHERE kind = 'store'",
            "place {open}",
        ),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    words = {
        "arm": Placement.objects.filter(state="placed").first().public_id,
        "closed": Place.objects.get(state="closed").public_id,
        "open": Place.objects.get(state="open", kind="shelf").public_id,
    }
    says = country.says(*OFF, alteration.format(**words), of=("placement",))
    assert any(named.format(**words) in text for text in says), says
