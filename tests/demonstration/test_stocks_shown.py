"""The demonstration's armoury at work: loaded once, with something out, something back and a count that agrees."""

from __future__ import annotations

from ifar.demonstration import ammunition, places, stocks
from ifar.stocks.models import Count, Event, Issue
from tests import cast
from tests.books.test_who_sees_what import another_trader
from tests.placement.making import arms


def test_stocks_are_loaded_once(frank, grace, ivan):
    another_trader()
    officers = {"maker": cast.actor("mallory"), "dealer": ivan, "armourer": frank, "commander": grace}
    arms(frank, 8)
    for part in (places, ammunition, stocks):
        part.load(officers)
    assert sorted(Issue.objects.values_list("kind", "state")) == [
        ("personal", "out"),
        ("shift", "out"),
        ("shift", "returned"),
    ]
    assert Count.objects.get().state == "agreed"
    before = Event.objects.count()
    stocks.load(officers)
    assert Event.objects.count() == before
