"""Travellers are asked of sanctions lists: a holder by their record, a visitor by their name; nobody crosses while somebody might stand on one."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from ifar.errors import Refused
from ifar.matters.models import Matter
from ifar.trade.journeys.inputs import ShownPaper
from ifar.trade.journeys.services import border, journeys
from ifar.trade.models import Journey, Match
from ifar.trade.screening.replay import SCREENED
from ifar.trade.screening.services import screening
from ifar.trade.services.writing import RECORDER
from tests.acting import without_guards
from tests.factories import a_person
from tests.trade.making import a_list, a_visit
from tests.trade.test_journeys import _announced, _forced, _rifles, alice, heidi, law

LISTED = b"name,reference,kind\nAmina Diallo-Zubizarreta,N-1,person\nMaja Lindqvistsdottir,N-2,person\n"
WHY = "Another day of birth."

__all__ = ["alice", "heidi", "law"]


def _list():
    return a_list(LISTED).public_id


def _of(alice, who):
    """A journey of somebody who is called as one on the list; whom its match is about."""
    if who == "visitor":
        made = a_visit(
            alice, name="Maja Lindqvistsdottir", papers=[ShownPaper(kind="firearms_pass", number="1")]
        )
        return made, made
    holder = a_person(alice, "Amina Diallo Zubizarreta")
    return _announced(alice, holder, _rifles(alice, holder, ["SC 1"])), holder


def _may_pass_without_a_line(heidi):
    """What the offline extract of a border post says of each firearm."""
    (row,) = border.in_extract(heidi, 9)
    return [arm["may"] for arm in row["arms"]]


@pytest.mark.parametrize("who", ["holder", "visitor"])
def test_nobody_crosses_who_might_be_on_a_list(alice, heidi, who):
    _list()
    made, about = _of(alice, who)
    match = Match.objects.get()
    assert (match.party, match.state, match.agency_id) == (about, "open", alice.agency_id)
    assert Matter.objects.get(about=made).kind == "listed"
    assert not any(_may_pass_without_a_line(heidi))
    with pytest.raises(Refused) as refused:
        journeys.cross(actor=heidi, journey_id=made)
    assert "trade.gate.match" in {reason.code for reason in refused.value.reasons}
    with pytest.raises(Refused) as by_database, without_guards(RECORDER), transaction.atomic():
        _forced(heidi, made, [1])
    assert by_database.value.code == "trade.gate.match"
    screening.decide(actor=alice, match_id=match.public_id, verdict="another", reason=WHY)
    assert Matter.objects.get(about=made).state != "open"
    assert all(_may_pass_without_a_line(heidi))
    journeys.cross(actor=heidi, journey_id=made)
    assert Journey.objects.get(public_id=made).state == "under_way"


def test_a_list_that_comes_later_stops_who_was_announced_and_customs_decide_nothing(alice, heidi):
    made, _about = _of(heidi, "visitor")
    loaded = _list()
    with pytest.raises(Refused) as refused:
        journeys.cross(actor=heidi, journey_id=made)
    assert "trade.gate.asked_anew" in {reason.code for reason in refused.value.reasons}
    assert screening.ask_again(loaded) == (1, 0)
    # Customs announced it: a licensing authority decides.
    office = Match.objects.get().agency
    assert (office.kind, office.parent) == ("licensing_authority", None)
    with pytest.raises(Refused) as refused:
        journeys.cross(actor=heidi, journey_id=made)
    assert "trade.gate.match" in {reason.code for reason in refused.value.reasons}


def test_whoever_crosses_was_asked_of_the_lists_that_stand(alice, heidi):
    """Past the service, of a list that was never asked, or of an older version of it, the database says no."""
    made = a_visit(alice, name="Ola Berg", papers=[ShownPaper(kind="firearms_pass", number="1")])
    known = _list()
    for values in ({}, {known: 7}):
        with pytest.raises(Refused) as refused, without_guards(RECORDER), transaction.atomic():
            _forced(heidi, made, [1], screened={"by": 1, **values})
        assert refused.value.code == "trade.gate.asked_anew"
    journeys.cross(actor=heidi, journey_id=made)
    assert Journey.objects.get(public_id=made).screened[known] == 1


def test_verification_names_a_visitor_whom_a_program_passed_over(alice, heidi, monkeypatch):
    _list()
    monkeypatch.setattr(screening, "_unknown", lambda *_asked: iter(()))
    made, _about = _of(alice, "visitor")
    journeys.cross(actor=heidi, journey_id=made)
    with connection.cursor() as cursor:
        results = [str(difference) for difference in SCREENED.check(cursor.cursor, None)]
    assert any(made in text and "was not found to be like N-2" in text for text in results), results
