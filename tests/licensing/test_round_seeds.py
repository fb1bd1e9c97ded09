"""Where the seed of a round comes from, and who may not be left out of its frame: with a log that is sequenced and witnessed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from ifar.licensing.models import Round
from ifar.licensing.selectors import framing
from ifar.licensing.services import rounds
from tests import cast
from tests.factories import a_person
from tests.licensing.test_rounds import a_round, people
from tests.logs import Log


def test_the_database_refuses_a_frame_that_leaves_somebody_out(peopled_db, tmp_path, monkeypatch):
    """A licence that is granted on the very day may be left out, as the office's day may differ from the log's; an older one may not."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    people(alice, bob, 3)
    Log(peopled_db, tmp_path).tamper("UPDATE licensing_licence SET valid_from = valid_from - 2")
    kept = framing.candidates

    def all_but_a_friend(*asked):
        return kept(*asked)[1:]

    monkeypatch.setattr(framing, "candidates", all_but_a_friend)
    with pytest.raises(IntegrityError, match="leaves somebody out"), transaction.atomic():
        a_round(alice, 1)
    monkeypatch.setattr(framing, "candidates", kept)
    a_round(alice, 1)


def test_the_seed_is_the_first_witnessed_root_after_the_frame(peopled_db, tmp_path):
    """Sequenced without a witness it gives none; the first root that a witness cosigns gives it, and no later one."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    log = Log(peopled_db, tmp_path)
    people(alice, bob)
    log.sequence()
    public_id = a_round(alice, 2, beacon="")
    log.sequence()
    first = log.value("SELECT max(size) FROM ledger_checkpoint")
    assert framing.seed_of(public_id) is None
    a_person(alice, "Somebody else")
    log.sequence()
    second = log.value("SELECT max(size) FROM ledger_checkpoint")
    assert second > first
    log.tamper(
        "INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (%s, 'witness', 'a line', now())",
        second,
    )
    told = framing.seed_of(public_id)
    assert told is not None
    assert told[0] == second
    log.tamper(
        "INSERT INTO ledger_cosignature (size, witness, line, at) VALUES (%s, 'witness', 'a line', now())",
        first,
    )
    size, seed = framing.seed_of(public_id)
    assert size == first
    rounds.draw_round(actor=alice, round_id=public_id)
    found = Round.objects.get()
    assert (found.seed_size, found.seed) == (first, seed)
    assert seed == log.value("SELECT encode(root, 'hex') FROM ledger_checkpoint WHERE size = %s", first)
    log.sequence()
    told = {one.kind for one in log.verify().differences}
    assert told <= {"cosignature_false"}, "nothing but the lines that this test wrote in a witness's place"
