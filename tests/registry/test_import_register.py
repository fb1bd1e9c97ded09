"""`ifar import-register`: one command takes a small register in, adds up to the row, and changes nothing when it is repeated."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction

from ifar.accounts.models import Agency
from ifar.errors import IfarError
from ifar.registry.models import Firearm, Import, Mark
from ifar.registry.services.imports import running
from tests import cast

BOOK = """Make;Model;Calibre;Serial number;Holder;Date of birth
Beretta;92FS;9 mm Para;AB1234;Amina Diallo;1970-12-31
Beretta;92FS;9x19;AB1235;Jean Mbeki;1965-02-03
Beretta;92FS;9x19;AB1235;Jean Mbeki;1965-02-03
Glock;17;9x19;;Nobody Known;1980-01-01
"""


def imported(file: Path, report: Path, monkeypatch: pytest.MonkeyPatch, *, second: str = "bob") -> dict:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{cast.PASSWORD}\n{cast.PASSWORD}\n"))
    call_command("import_register", str(file), by="carol", released_by=second, report=report)
    return json.loads(report.read_text())


def test_a_book_is_taken_in_adds_up_and_is_recognised_when_it_comes_again(
    peopled_db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, report = tmp_path / "book.csv", tmp_path / "report.json"
    book.write_text(BOOK)
    first = imported(book, report, monkeypatch)
    assert first["status"] == "finished"
    assert first["adds_up"]
    assert first["rows"] == 4
    assert first["counts"]["ready"] == 2
    assert first["counts"]["repeat"] == 1
    assert first["counts"]["quarantined"] == 1
    assert Firearm.objects.count() == 2
    assert set(Mark.objects.filter(kind="serial").values_list("text", flat=True)) == {"AB1234", "AB1235"}
    again = imported(book, report, monkeypatch)
    assert again["adds_up"]
    assert again["counts"]["known"] == 2
    assert Firearm.objects.count() == 2


def test_nobody_releases_what_they_prepared_and_a_wrong_password_opens_nothing(
    peopled_db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, report = tmp_path / "book.csv", tmp_path / "report.json"
    book.write_text(BOOK)
    with pytest.raises(IfarError):
        imported(book, report, monkeypatch, second="carol")
    monkeypatch.setattr("sys.stdin", io.StringIO("wrong\n"))
    with pytest.raises(CommandError):
        call_command("import_register", str(book), by="carol")
    assert Firearm.objects.count() == 0


ROW = "INSERT INTO registry_importedrow (agency_id, hash, batch_id, n, firearm_id) VALUES "


def test_what_an_import_brings_is_refused_alone_and_among_others_where_something_of_it_is_not_there(
    peopled_db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, report = tmp_path / "book.csv", tmp_path / "report.json"
    book.write_text(BOOK)
    imported(book, report, monkeypatch)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('registry_markkey_keys')")
        assert cursor.fetchone() == (0,), "keys of marks wait to enter the index of every search"
    batch, firearm = Import.objects.get(), Firearm.objects.order_by("id").last()
    other = Agency.objects.exclude(pk=batch.agency_id).values_list("pk", flat=True)[0]
    good = [(batch.agency_id, f"g{n}".encode(), batch.pk, 100 + n, firearm.pk) for n in range(2)]
    for text, wrong in (
        ("no firearm", (batch.agency_id, b"w", batch.pk, 99, firearm.pk + 1)),
        ("nobody released", (batch.agency_id, b"w", batch.pk + 1, 99, firearm.pk)),
        ("nobody released", (other, b"w", batch.pk, 99, firearm.pk)),
    ):
        for rows in ([wrong], [good[0], wrong, good[1]]):
            insert = ROW + ", ".join("(%s, %s, %s, %s, %s)" for _ in rows)
            values = [value for row in rows for value in row]
            with (
                pytest.raises(IntegrityError, match=text),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(insert, values)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROW + "(%s, %s, %s, %s, %s)", good[0])
        transaction.set_rollback(True)


_GROWING = ("ledger_entry_p0", "registry_firearm")
_TAKEN_FOR = "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', %s::text, 'relpages', 1, 'reltuples', %s::real)"
_READ = """
SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)
"""


def test_what_is_read_to_write_a_chunk_does_not_grow_with_the_register_whatever_the_planner_takes_its_tables_for(
    peopled_db, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: dict[str, int] = {}

    def counted(*chunk):
        with transaction.atomic(), connection.cursor() as cursor:
            written = running_write(*chunk)
            cursor.execute(_READ, [list(_GROWING)])
            read.update(cursor.fetchall())
        return written

    running_write = running.write_rows
    monkeypatch.setattr(running, "write_rows", counted)
    rows = 0
    for size, taken_for in ((300, -1), (10, 0), (10, 100_000)):
        with connections["owner"].cursor() as cursor:
            for table in _GROWING:
                cursor.execute(_TAKEN_FOR, [table, taken_for])
        book = tmp_path / f"{taken_for}.csv"
        lines = (f"Beretta;92FS;9x19;ZQ{rows + n:05};;" for n in range(size))
        book.write_text("\n".join([BOOK.partition("\n")[0], *lines]))
        assert imported(book, tmp_path / "report.json", monkeypatch)["counts"] == {"ready": size}
        rows += size
        assert set(read) == set(_GROWING)
        assert max(read.values()) <= 6 * size, (
            f"{read} rows read to write {size} where a table is taken for {taken_for}"
        )
    assert Firearm.objects.count() == rows
