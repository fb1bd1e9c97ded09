"""Where the seed of a round comes from, and who may not be left out of its frame: with a log that is sequenced and witnessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from ifar.licensing.models import Round
from ifar.licensing.selectors import framing
from ifar.licensing.services import applications, rounds
from tests import cast
from tests.databases import ground
from tests.factories import a_person
from tests.licensing.test_rounds import a_round, people
from tests.logs import Log


@pytest.fixture(scope="module")
def three(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory):
    """A register in which three people hold a licence, and the licence of one of them."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        strange = people(cast.actor("alice"), cast.actor("bob"), 3)[1]
        with django_db_blocker.block():
            yield Log(database, tmp_path_factory.mktemp("home")), strange


@pytest.mark.django_db
def test_the_database_refuses_a_frame_that_leaves_somebody_out(three, alice, monkeypatch):
    """Nor one that was granted on the very day: the frame says of which day it is, and holds all that stood on it."""
    kept = framing.candidates

    def all_but_a_friend(*asked):
        return kept(*asked)[1:]

    monkeypatch.setattr(framing, "candidates", all_but_a_friend)
    with pytest.raises(IntegrityError, match="leaves somebody out"), transaction.atomic():
        a_round(alice, 1)
    monkeypatch.setattr(framing, "candidates", kept)
    a_round(alice, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "was",
    [
        "valid_to = current_date - 2",
        "valid_from = current_date + 2",
        "state = 'suspended'",
        "kind = 'collector'",
    ],
)
def test_the_database_refuses_a_frame_that_holds_what_did_not_stand(three, tmp_path, monkeypatch, was):
    log, strange = three
    alice = cast.actor("alice")
    kept = framing.candidates
    framed = kept(alice.agency_id, ["sport"], "", applications.today(), 10)
    column = was.split(" = ")[0]
    stood = log.value(f"SELECT {column} FROM licensing_licence WHERE public_id = %s", strange)
    log.tamper(f"UPDATE licensing_licence SET {was} WHERE public_id = %s", strange)
    try:
        with cast.undone():
            monkeypatch.setattr(framing, "candidates", lambda *asked: framed)
            with pytest.raises(IntegrityError, match="not the office's"), transaction.atomic():
                a_round(alice, 1)
            monkeypatch.setattr(framing, "candidates", kept)
            a_round(alice, 1)
    finally:
        log.tamper(f"UPDATE licensing_licence SET {column} = %s WHERE public_id = %s", stood, strange)


@pytest.mark.django_db
def test_the_database_refuses_a_frame_with_somebody_who_lives_elsewhere(three, alice, monkeypatch):
    kept = framing.candidates
    monkeypatch.setattr(
        framing, "candidates", lambda agency, kinds, area, *rest: kept(agency, kinds, "", *rest)
    )
    with pytest.raises(IntegrityError, match="not the office's"), transaction.atomic():
        a_round(alice, 1, area="FR-13")


@pytest.mark.django_db
def test_the_database_refuses_a_licence_twice_and_among_another_kind(three, alice, monkeypatch):
    kept = framing.candidates
    for change, words in (
        (lambda record: [*record, record[0]], "not the one whose hash"),
        (
            lambda record: [replace(record[0], stratum="collector.low"), *record[1:]],
            "among those of another kind",
        ),
    ):
        monkeypatch.setattr(framing, "candidates", lambda *asked, change=change: change(kept(*asked)))
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            a_round(alice, 1)


@pytest.mark.django_db
def test_a_frame_is_of_the_day_that_it_says(three, alice, monkeypatch):
    day = applications.today() + dt.timedelta(days=5)
    monkeypatch.setattr(rounds, "today", lambda: day)
    with pytest.raises(IntegrityError, match="of no day"), transaction.atomic():
        a_round(alice, 1, period_from=day, period_to=day)


def test_the_seed_is_the_first_witnessed_root_after_the_frame(peopled_db, tmp_path):
    """Sequenced without a witness it gives none; the first root that a witness cosigns gives it, and no later one."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    log = Log(peopled_db, tmp_path)
    people(alice, bob)
    log.sequence()
    public_id = a_round(alice, 2, beacon="")
    log.sequence()
    first = log.value("SELECT max(size) FROM ledger_checkpoint")
    frozen = Round.objects.get()
    assert framing.seed_of(frozen.last_event, frozen.seed_after) is None
    a_person(alice, "Somebody else")
    log.sequence()
    second = log.value("SELECT max(size) FROM ledger_checkpoint")
    assert second > first
    log.tamper(
        "INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (%s, 'witness', 'a line', now())",
        second,
    )
    row = framing.seed_of(frozen.last_event, frozen.seed_after)
    assert row is not None
    assert row[0] == second
    log.tamper(
        "INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (%s, 'witness', 'a line', now())",
        first,
    )
    size, seed = framing.seed_of(frozen.last_event, frozen.seed_after)
    assert size == first
    rounds.draw_round(actor=alice, round_id=public_id)
    record = Round.objects.get()
    assert (record.seed_size, record.seed) == (first, seed)
    assert seed == log.value("SELECT encode(root, 'hex') FROM ledger_checkpoint WHERE size = %s", first)
    log.sequence()
    row = {difference.kind for difference in log.verify().differences}
    assert row <= {"cosignature_false"}, "nothing but the lines that this test wrote in a witness's place"
