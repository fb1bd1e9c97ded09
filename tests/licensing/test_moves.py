"""The duty to report a new address, and the file that goes with the holder to another authority."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import Agency, Notice
from ifar.accounts.selectors import agencies
from ifar.errors import Forbidden, Invalid
from ifar.licensing import move
from ifar.licensing.models import Licence, Move, Removal, Visit
from ifar.licensing.selectors import follow_up
from ifar.licensing.services import applications, licences, moves
from ifar.licensing.services.writing import RECORDER
from ifar.outbox import services as outbox
from ifar.parties.services import move_party
from ifar.parties.services.parties import NewParty, register_party
from tests.factories import a_firearm, a_licence

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(alice):
    values = {"name": "Amina Diallo", "born": "1984-03-02"}
    address = {"country": "FR", "area": "FR-13", "lines": ["1, quai Vieux"], "valid_from": "2020-01-01"}
    return register_party(actor=alice, new=NewParty("person", values, address))


def moved(actor, who, area="FR-13", days_ago=0, reported=0, **said):
    """She moved so many days ago, and it was reported so many days ago."""
    day = applications.today()
    move_party(
        actor=actor,
        public_id=who,
        address={
            "country": "FR",
            "area": area,
            "lines": ["9, quai Neuf"],
            "valid_from": (day - dt.timedelta(days=days_ago)).isoformat(),
        },
        reported_on=day - dt.timedelta(days=reported),
        **said,
    )
    while outbox.deliver():
        pass
    return Move.objects.order_by("-id").first()


TERM = 30


@pytest.mark.parametrize(("days", "late"), [(TERM, False), (TERM + 1, True)])
def test_reported_on_the_last_day_and_on_the_day_after(alice, bob, amina, days, late):
    a_licence(alice, bob, amina)
    result = moved(alice, amina, days_ago=days, reported_by="holder")
    assert (result.late, result.reported_by, result.state) == (late, "holder", "noted")
    assert result.due_on == result.moved_on + dt.timedelta(days=TERM)
    assert Notice.objects.filter(kind="licensing.move_late").count() == late


def test_the_day_of_the_report_counts_and_not_that_of_the_entry(alice, bob, amina):
    a_licence(alice, bob, amina)
    assert not moved(alice, amina, days_ago=60, reported=40, reported_by="holder").late


def test_a_day_of_report_that_has_not_come_is_refused(alice, amina):
    with pytest.raises(Invalid):
        moved(alice, amina, reported=-1)


def test_whoever_holds_no_licence_has_no_such_duty(alice, amina):
    assert moved(alice, amina, days_ago=90) is None


def test_an_earlier_address_told_later_is_no_move(alice, bob, amina):
    a_licence(alice, bob, amina)
    moved(alice, amina, days_ago=10)
    assert Move.objects.count() == 1
    moved(alice, amina, days_ago=200)
    assert Move.objects.count() == 1


def test_the_shortest_term_that_names_a_kind_binds():
    terms = [
        move.Term("all", "address_change", (), 30, ""),
        move.Term("trade", "address_change", ("dealer",), 10, ""),
    ]
    assert move.term_for(terms, "address_change", {"sport", "dealer"}).days == 10
    assert move.term_for(terms, "address_change", {"sport"}).days == 30
    assert move.term_for(terms[1:], "address_change", {"sport"}) is None


def test_the_nearest_area_around_an_address_answers():
    parents = {"FR-13": "FR-PAC", "FR-PAC": ""}
    assert move.responsible("FR-13", parents, {"FR-PAC": "A1"}) == "A1"
    assert move.responsible("FR-13", parents, {"FR-PAC": "A1", "FR-13": "A2"}) == "A2"
    assert move.responsible("FR-75", parents, {"FR-PAC": "A1"}) is None
    assert move.responsible("X", {"X": "Y", "Y": "X"}, {}) is None


@pytest.fixture
def areas(monkeypatch, alice, nina):
    """Alice's office answers for FR-13, Nina's for FR-75."""
    by_area = {"FR-13": alice.agency, "FR-75": nina.agency}

    def authority(area, held):
        agency = agencies.by_public_id(by_area.get(area, ""))
        return agency if agency and any(item.agency_id != agency.pk for item in held) else None

    monkeypatch.setattr(moves, "_authority", authority)


def test_a_move_across_the_border_hands_the_file_over(alice, bob, nina, amina, areas):
    text = a_licence(alice, bob, amina, kind="collector", quota=5)
    a_firearm(alice, owner=amina)
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    result = moved(alice, amina, area="FR-75")
    assert (result.state, result.to_agency) == ("waiting", nina.agency)
    assert [waits.public_id for waits in follow_up.waiting_moves(nina)] == [result.public_id]
    assert not follow_up.waiting_moves(alice).exists()
    assert not Visit.objects.exists()
    with pytest.raises(Forbidden):
        moves.take(actor=alice, move_id=result.public_id)
    assert moves.take(actor=nina, move_id=result.public_id) == [text]
    assert Licence.objects.get().agency_id == nina.agency_id
    assert Removal.objects.get().agency_id == nina.agency_id
    planned = Visit.objects.get()
    assert (planned.why, planned.agency_id) == ("moved", nina.agency_id)
    assert planned.due_on == applications.today() + dt.timedelta(days=30)


def test_within_the_area_storage_is_inspected_where_the_kind_asks(alice, bob, amina, areas):
    a_licence(alice, bob, amina, kind="collector", quota=5)
    assert moved(alice, amina, area="FR-13").state == "noted"
    assert Visit.objects.get().why == "moved"


def test_a_sports_shooter_is_not_inspected_for_moving(alice, bob, amina, areas):
    a_licence(alice, bob, amina)
    moved(alice, amina)
    assert not Visit.objects.exists()


def test_a_file_is_sent_back_with_a_reason(alice, bob, nina, amina, areas):
    a_licence(alice, bob, amina)
    result = moved(alice, amina, area="FR-75")
    with pytest.raises(Invalid):
        moves.send_back(actor=nina, move_id=result.public_id, note=" ")
    moves.send_back(actor=nina, move_id=result.public_id, note="the street is not ours")
    assert Move.objects.get().state == "sent_back"
    assert Licence.objects.get().agency_id == alice.agency_id


def test_the_database_hands_over_for_a_taken_move_alone(alice, bob, nina, amina, areas):
    a_licence(alice, bob, amina)
    result = moved(alice, amina, area="FR-75")
    licence = Licence.objects.select_related("agency").get()
    with pytest.raises(IntegrityError, match="no move hands it over"), transaction.atomic():
        RECORDER.record(
            nina,
            "licence",
            "handed",
            licence,
            changes={"agency": nina.agency},
            details={"move": result.public_id},
        )


def test_the_authority_is_found_by_the_areas_of_the_offices(alice, nina):
    """The offices of the cast have no area: nobody is handed over; one that has answers for it."""
    held = [type("Held", (), {"agency_id": alice.agency_id})()]
    assert moves._authority("FR-75", held) is None
    assert Agency.objects.filter(kind="licensing_authority").exclude(area="").count() == 0
