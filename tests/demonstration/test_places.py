"""The demonstration's armoury: what it has lies in racks, some was moved, the armourer has one; loaded a second time nothing changes."""

from __future__ import annotations

from ifar.demonstration import places
from ifar.placement.models import Event, Place, Placement
from tests import cast
from tests.placement.making import arms


def test_places_are_loaded_once(frank):
    places.load({"armourer": frank})
    assert not Place.objects.exists(), "it states nothing of what the armoury does not have"
    found = arms(cast.actor("frank"), 14, 40410)
    places.load({"armourer": frank})
    assert Placement.objects.count() == len(found)
    before = Event.objects.count()
    places.load({"armourer": frank})
    assert Event.objects.count() == before
