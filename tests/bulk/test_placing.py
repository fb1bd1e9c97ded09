"""A range is recorded, marked and put on a shelf in three acts; what the office does not hold is refused by itself."""

from __future__ import annotations

from ifar.bulk.models import Line
from ifar.bulk.services import batches
from ifar.placement.models import Event, Placement
from ifar.placement.services.together import PLACED
from tests.bulk.making import a_maker, done, given, marked, produced
from tests.factories import a_firearm
from tests.placement.making import a_place


def test_a_range_is_recorded_marked_and_put_on_a_shelf(peopled_db, alice):
    walter = a_maker()
    arms = batches.done_of(marked(walter, batches.done_of(produced(walter, "W0001-W0040"))))
    assert len(arms) == 40
    shelf = a_place(walter)
    elsewhere = a_firearm(alice, "AB71234").firearm
    found = done(walter, PLACED, {"place": shelf}, "\n".join([*arms, elsewhere]))
    assert (found.written, found.refused) == (40, 1)
    (line,) = Line.objects.filter(batch=found.public_id).exclude(reasons=[])
    assert (line.thing, line.reasons[0]["code"]) == (elsewhere, "placement.not_in_custody")
    assert set(Placement.objects.values_list("public_id", "place")) == {(one, shelf) for one in arms}
    assert Event.objects.filter(kind="placed", proposal=found.public_id).count() == 40
    again = given(walter, PLACED, {"place": shelf}, "\n".join(arms))
    assert again.refused == 0, "what lies there already lies there"
