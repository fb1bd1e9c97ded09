"""Readers of foreign content in processes of their own: one file each, limits before the file, a spare that loads ahead."""

import json

import pytest

from ifar.files import confinement
from ifar.files.confinement import Limits, Unreadable
from tests import readers

LIMITS = Limits(seconds=20, memory=1536 * 1024 * 1024, output=1024 * 1024)
READER = "ifar.files.tables.worker"


def look(path):
    return ["look", str(path), "text", json.dumps({})]


@pytest.fixture(autouse=True)
def started_as_the_product_does(monkeypatch):
    confinement._end_spares()
    confinement._forget_spares()
    monkeypatch.setattr(confinement, "_loading", readers.loading_alone)
    yield
    confinement._end_spares()
    confinement._forget_spares()


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table"
    path.write_text("a,b\n1,2\n3,4\n")
    return path


def finished(process):
    output, errors = process.communicate(timeout=60)
    return confinement.answer_of(process.returncode, output, errors)


def test_a_spare_reads_one_file_and_the_next_file_gets_another_process(table):
    confinement.prepare(READER)
    spare = confinement._SPARES[READER]
    confinement.prepare(READER)
    assert confinement._SPARES[READER] is spare
    first = confinement.start(READER, look(table), LIMITS)
    second = confinement.start(READER, look(table), LIMITS)
    assert first is spare
    assert second.pid != spare.pid
    assert finished(first) == finished(second)
    assert confinement.run(READER, look(table), LIMITS)["headings"] == ["a", "b"]


def test_a_spare_that_is_gone_is_replaced(table):
    confinement.prepare(READER)
    spare = confinement._SPARES[READER]
    spare.kill()
    spare.wait()
    process = confinement.start(READER, look(table), LIMITS)
    assert process.pid != spare.pid
    assert finished(process)["headings"] == ["a", "b"]


def test_a_spare_keeps_the_limits_of_the_file_it_is_told_of(table):
    confinement.prepare(READER)
    with pytest.raises(Unreadable) as refused:
        confinement.run(READER, look(table), Limits(seconds=20, memory=16 * 1024 * 1024, output=1024))
    assert refused.value.code in ("memory", "crash", "tables.memory")


def test_a_spare_has_nothing_of_the_servers_environment(monkeypatch):
    monkeypatch.setenv("IFAR_SECRET_KEY", "secret")
    confinement.prepare(READER)
    with open(f"/proc/{confinement._SPARES[READER].pid}/environ", "rb") as file:
        assert b"IFAR_SECRET_KEY" not in file.read()
