"""The demonstration's ammunition: made, sent, received, kept and spent; loaded a second time nothing changes."""

from __future__ import annotations

from ifar.ammunition.models import Balance, Event, Lot, Movement
from ifar.demonstration import ammunition
from tests import cast
from tests.books.test_who_sees_what import another_trader


def test_ammunition_is_loaded_once(frank, grace, ivan):
    another_trader()
    maker = cast.actor("mallory")
    officers = {"maker": maker, "dealer": ivan, "armourer": frank, "commander": grace}
    ammunition.load(officers)
    assert Lot.objects.filter(state="suspended").count() == 1
    assert set(Movement.objects.values_list("state", flat=True)) == {"posted", "on_road"}
    assert Movement.objects.filter(move="spent").count() == 1
    assert Balance.objects.filter(agency=ivan.agency, quantity=2_000).count() == 2
    before = Event.objects.count()
    ammunition.load(officers)
    assert Event.objects.count() == before
