"""The demonstration's armoury: what it has lies in racks, some was moved, the armourer has one; loaded a second time nothing changes."""

from __future__ import annotations

from ifar.demonstration import places
from ifar.placement.models import Event, Place, Placement
from tests import cast
from tests.placement.making import arms


def counted(place):
    return Placement.objects.filter(place=place.public_id).count()


def test_places_are_loaded_once(frank):
    places.load({"armourer": frank})
    assert not Place.objects.exists(), "it states nothing of what the armoury does not have"
    results = arms(cast.actor("frank"), 46, 40410)
    places.load({"armourer": frank})
    assert Placement.objects.count() == min(len(results), places.RACKS * places.IN_RACK - len(places.MOVED))
    assert all(place.capacity is None or counted(place) <= place.capacity for place in Place.objects.all())
    before = Event.objects.count()
    places.load({"armourer": frank})
    assert Event.objects.count() == before
