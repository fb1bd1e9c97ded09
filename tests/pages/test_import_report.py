"""The report of an import: downloaded as CSV and as a workbook, adding up to the row, with no cell that acts as a formula."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from ifar.accounts.services import proposals
from ifar.files.tables.writing import safe
from ifar.registry.models import Import
from ifar.registry.services import imports
from tests import cast
from tests.conftest import sign_in

BOOK = b"""Make;Model;Calibre;Serial number;Status
Beretta;92FS;9x19;AB1234;held
Beretta;92FS;9x19;AB1235;held
Beretta;92FS;9x19;AB1235;held
Beretta;92FS;9x19;=1+1;@SUM(A1)
Glock;17;9x19;;held
Glock;17;9x19;XY1;in the well
"""


def tried(browser, book=BOOK, **more):
    address = browser.post("/imports/", {"file": SimpleUploadedFile("=cmd|x.csv", book)})["Location"]
    chosen = {
        "column-0": "make",
        "column-1": "model",
        "column-2": "calibre",
        "column-3": "serial",
        "column-4": "state",
    }
    browser.post(address, {"act": "map", **chosen, "order": "dmy", "empty_serial": "quarantine", **more})
    imported = Import.objects.order_by("-id")[0]
    imports.work(imported.public_id)
    imported.refresh_from_db()
    return imported, address


def test_the_report_adds_up_and_runs_nothing(peopled_db):
    browser = sign_in("carol")
    result, address = tried(browser)
    imports.propose(actor=cast.actor("carol"), batch=result.public_id, reason="The book of the province")
    result.refresh_from_db()
    proposals.decide(actor=cast.actor("bob"), proposal=result.proposal, verdict="approve")
    imports.work(result.public_id)
    answer = browser.post(f"{address}report.csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 1 + 6
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "5", "6", "7"]
    assert rows[3][4] == "3"
    assert rows[1][5].startswith("F-")
    sent = b"".join(browser.post(f"{address}report.xlsx").streaming_content)
    book = CalamineWorkbook.from_filelike(io.BytesIO(sent))
    summary, lines = (book.get_sheet_by_index(at).to_python() for at in (0, 1))
    assert len(lines) == 1 + 6
    assert ["Rows of the file", 6] in [[row[0], row[1]] for row in summary]
    assert b"<f>" not in sent


def test_no_text_acts_as_a_formula():
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"):
        assert safe(text).startswith("'")
    assert safe("Beretta") == "Beretta"
    assert safe(-5) == "-5"
    assert safe(None) == ""


def test_words_that_nobody_knows_are_mapped_once_and_the_trial_shows_what_rows_become(peopled_db):
    browser = sign_in("carol")
    result, address = tried(browser)
    assert result.reasons["state.word"] == 2
    page = browser.get(address)
    asked = {question["word"]: question["at"] for question in page.context["questions"]}
    assert set(asked) == {"in the well", "@SUM(A1)"}
    browser.post(address, {"act": "words", f"word-{asked['in the well']}": "lost"})
    imports.work(result.public_id)
    result.refresh_from_db()
    assert result.reasons["state.word"] == 1
    page = browser.get(f"{address}?outcome=ready").content.decode()
    assert "Lost" in page
    assert "9x19" in page
    assert "XY1" in page


def test_a_file_is_read_anew_as_a_person_says(peopled_db):
    browser = sign_in("carol")
    book = "Marque;Modèle;N° de série\nManufrance;Idéal;123\n".encode("cp1252")
    address = browser.post("/imports/", {"file": SimpleUploadedFile("book.csv", book)})["Location"]
    browser.post(address, {"act": "again", "encoding": "cp1251", "delimiter": ";", "header": "0"})
    imported = Import.objects.get()
    assert imported.layout["encoding"] == "cp1251"
    assert imported.layout["header"] == 0
    assert imported.look["rows"][1][1] != "Idéal"
    browser.post(address, {"act": "again", "encoding": "cp1252", "delimiter": ";", "header": "1"})
    assert "Idéal" in browser.get(address).content.decode()


def test_others_get_no_report(peopled_db):
    _, address = tried(sign_in("carol"))
    for name in ("alice", "dave", "grace", "judy"):
        assert sign_in(name).get(f"{address}report.csv").status_code == 404
    assert sign_in("bob").get(f"{address}report.csv").status_code == 200
