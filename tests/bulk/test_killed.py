"""A batch that is killed again and again is taken up each time; each arm of it verifies by its proof alone, without the register."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from django.db import connection, connections

from ifar.bulk.models import Answer
from ifar.bulk.services import batches, running
from ifar.ledger import offline, proof, selectors
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.services.manufacture import PRODUCED
from ifar.rights import Actor
from tests.bulk.making import PISTOL, a_maker, given, marked
from tests.databases import Database
from tests.logs import Log

READER = Actor(kind="person", id="U1", permissions=frozenset({"ledger:proof:read"}))
SEED = 25


class Killed(BaseException):
    """What a worker hears last."""


def work_until(batch: str, statements: int) -> None:
    """Carry a batch out, and die before this statement to the database; COPY and what follows from it are one."""
    left = iter(range(statements))

    def count(execute, sql, params, many, context):
        if next(left, None) is None:
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count), pytest.raises(Killed):
        running.work(batch, a_maker())


def begun(text: str) -> str:
    batch = given(a_maker(), PRODUCED, PISTOL, text)
    batches.begin(actor=a_maker(), batch_id=batch.public_id)
    return batch.public_id


@pytest.fixture
def in_chunks(monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr(running, "CHUNK", 25)


def test_killed_at_ten_random_points_no_serial_comes_twice_or_is_missing(peopled_db, in_chunks):
    batch, points, stood = begun("W0001-W0500"), random.Random(SEED), []
    for _ in range(10):
        work_until(batch, points.randrange(3, 60))
        stood.append(batches.Batch.objects.get(public_id=batch).done)
        assert Firearm.objects.count() == stood[-1], "what is answered is recorded, and nothing else"
    assert stood == sorted(stood)
    assert 0 < stood[-1] < 500
    running.work(batch, a_maker())
    record = batches.Batch.objects.get(public_id=batch)
    assert (record.state, record.written, record.rejected) == ("ended", 500, 0)
    assert sorted(Mark.objects.values_list("text", flat=True)) == [f"W{n:04}" for n in range(1, 501)]
    assert list(Answer.objects.order_by("n").values_list("n", flat=True)) == list(range(1, 501))
    assert Event.objects.filter(proposal=batch).count() == 1000
    assert not Answer.objects.filter(entry=None).exists()


def test_each_arm_of_a_batch_that_was_taken_up_again_is_proved_offline(
    peopled_db: None, committed_db: Database, tmp_path: Path, in_chunks, monkeypatch, capsys
):
    monkeypatch.setattr(running, "CHUNK", 10)
    batch = begun("W0001-W0030")
    work_until(batch, 45)
    assert 0 < batches.Batch.objects.get(public_id=batch).done < 30
    running.work(batch, a_maker())
    made = dict(Answer.objects.filter(batch=batch).values_list("thing", "entry"))
    second = marked(a_maker(), [*made])
    running.work(second.public_id, a_maker())
    marks = dict(Answer.objects.filter(batch=second.public_id).values_list("thing", "entry"))
    log = Log(committed_db, tmp_path)
    log.sequence()
    documents = [
        (act, arm, under, selectors.proof_of(actor=READER, entry=entry).encode())
        for act, under, entries in ((PRODUCED, batch, made), ("registry.marked", second.public_id, marks))
        for arm, entry in entries.items()
    ]
    key = log.key()
    connections.close_all()
    assert len(documents) == 60
    for act, arm, under, document in documents:
        entry = proof.prove(proof.Proof.parse(document), logs=[key]).entry
        assert (entry["act"], entry["object"], entry["payload"]["proposal"]) == (act, arm, under)
    path = tmp_path / "proof.json"
    path.write_bytes(documents[7][3])
    assert offline.verify_proof([str(path), "--key", key.encode()], tmp_path / "elsewhere") == 0
    assert capsys.readouterr().out.startswith("PROVED")
