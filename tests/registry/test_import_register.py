"""`ifar import-register`: one command takes a small register in, adds up to the row, and changes nothing when it is repeated."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ifar.errors import IfarError
from ifar.registry.models import Firearm, Mark
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
