"""The copy of a day that is kept apart: read without ifar it says what the books say, and the log knows its hash (domain.md 9.2)."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from ifar.books.services import copies
from ifar.ledger.models import Entry
from tests.books.story import Book, stocked
from tests.books.test_book import sheet

pytestmark = pytest.mark.django_db


def read(path) -> dict[str, list[list[str]]]:
    """What somebody reads who has a zip program and a table program."""
    with zipfile.ZipFile(path) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        result = {}
        for book in manifest["books"]:
            data = pack.read(book["file"])
            assert hashlib.sha256(data).hexdigest() == book["sha256"]
            result[book["trader"]] = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return result


def cells(rows) -> list[list[str]]:
    """The cells of a workbook as a table has them."""
    days = [
        [
            str(item.date()) if isinstance(item, dt.datetime) else "" if item is None else str(item)
            for item in row
        ]
        for row in rows
    ]
    return [[text.replace("\r\n", "\n") for text in row] for row in days]


def test_a_day_that_is_restored_from_the_copy_says_what_the_books_say(
    book: Book, ivan, signed_in, settings, tmp_path
):
    settings.IFAR_BOOKS_COPY = str(tmp_path / "apart")
    done = copies.copy(timezone.localdate(), tmp_path / "apart")
    result = read(done.path)
    assert set(result) == {"Ivan's Arms", "Small Arms Works"}
    page = sheet(signed_in("ivan"), f"/books/{ivan.agency}/book.xlsx")
    assert cells(result["Ivan's Arms"][1:]) == cells(page)
    assert len(page) == 6
    assert (done.books, done.lines) == (2, 7)
    assert done.path.stat().st_mode & 0o077 == 0, "it holds names"


def test_the_log_knows_the_copy_and_no_other(book: Book, settings, tmp_path, capsys):
    done = copies.copy(timezone.localdate(), tmp_path / "apart")
    payload = json.loads(bytes(Entry.objects.get(act="books.copied").canonical))["payload"]
    assert payload == {"day": str(timezone.localdate()), "sha256": done.sha256, "books": 2, "lines": 7}
    call_command("books_copy", check=done.path)
    assert str(timezone.localdate()) in capsys.readouterr().out
    done.path.write_bytes(done.path.read_bytes().replace(b"csv", b"cvs", 1))
    with pytest.raises(CommandError):
        call_command("books_copy", check=done.path)


def test_days_without_a_copy_get_one_and_no_day_gets_two(book: Book, settings, tmp_path):
    assert copies.copy_due() == []
    settings.IFAR_BOOKS_COPY = str(tmp_path / "apart")
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    done = copies.copy_due(tomorrow)
    assert len(done) == copies.BACK
    assert [copied.lines for copied in done] == [0] * (copies.BACK - 1) + [7]
    assert copies.copy_due(tomorrow) == []
    done[0].path.unlink()
    assert [copied.path.name for copied in copies.copy_due(tomorrow)] == [done[0].path.name]


def test_whoever_begins_to_keep_copies_gets_every_day_on_which_a_book_was_written(
    book: Book, settings, tmp_path
):
    assert copies.copy_all() == []
    settings.IFAR_BOOKS_COPY = str(tmp_path / "apart")
    assert copies.copy_all() == [], "today is not over"
    [done] = copies.copy_all(timezone.localdate() + dt.timedelta(days=400))
    assert (done.path.name, done.lines) == (copies.file_name(timezone.localdate()), 7)


def test_a_day_that_is_not_over_gets_no_copy_yet(book: Book, settings, tmp_path):
    settings.IFAR_BOOKS_COPY = str(tmp_path / "apart")
    today = timezone.localdate()
    with pytest.raises(CommandError, match="not over"):
        call_command("books_copy", day=today)
    [done] = [copied for copied in copies.copy_due(today + dt.timedelta(days=1)) if copied.lines]
    assert done.path.name == copies.file_name(today), "what the whole day entered"


def test_a_file_is_written_when_the_log_knows_it(book: Book, tmp_path, monkeypatch):
    """A transaction that fails at its end leaves no file which the next run would take for the day's copy."""
    within, results = len(connection.savepoint_ids), []
    write = lambda *_: results.append(len(connection.savepoint_ids))  # noqa: E731
    monkeypatch.setattr(copies.durable, "write", write)
    done = copies.copy(timezone.localdate(), tmp_path / "apart")
    assert results == [within]
    assert done.sha256 in bytes(Entry.objects.get(act="books.copied").canonical).decode()


def test_a_day_that_was_copied_anew_with_other_lines_is_told(book: Book, ivan, tmp_path, capsys):
    """Whoever altered a book could have its copy written anew."""
    day = timezone.localdate()
    first = copies.copy(day, tmp_path / "apart")
    copies.copy(day, tmp_path / "apart")
    call_command("books_copy", check=first.path)
    assert "It knows" not in capsys.readouterr().out, "alike to the byte"
    stocked(ivan, "LATER001")
    call_command("books_copy", check=copies.copy(day, tmp_path / "apart").path)
    assert "It knows 2 of that day" in capsys.readouterr().out
