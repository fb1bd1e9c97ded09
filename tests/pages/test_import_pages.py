"""The pages of an import: uploaded, mapped, tried, proposed, released by another; refused to those who prepare none."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.accounts.services import proposals
from ifar.registry.models import Firearm, Import
from ifar.registry.services import imports
from ifar.registry.services.events import NewEvent
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.conftest import sign_in

BOOK = b"""Make;Model;Calibre;Serial number
Beretta;92FS;9x19;AB1234
Beretta;92FS;9x19;AB1235
Beretta;92FS;9x19;AB1235
Glock;17;9x19;
"""


def uploaded(browser):
    sent = browser.post("/imports/", {"file": SimpleUploadedFile("book.csv", BOOK)})
    assert sent.status_code == 302
    return Import.objects.get(), sent["Location"]


def tried(browser):
    result, address = uploaded(browser)
    chosen = {"column-0": "make", "column-1": "model", "column-2": "calibre", "column-3": "serial"}
    browser.post(address, {"act": "map", **chosen, "order": "dmy", "empty_serial": "quarantine"})
    result.refresh_from_db()
    assert result.status == "trying"
    assert b"hx-get" in browser.get(address, headers={"HX-Request": "true"}).content
    imports.work(result.public_id)
    return result, address


def test_a_book_goes_from_its_upload_to_its_report(peopled_db):
    browser = sign_in("carol")
    result, address = tried(browser)
    page = browser.get(address)
    assert page.context["adds_up"]
    assert {row[0]: row[2] for row in page.context["counts"]} == {
        "quarantined": 1,
        "ready": 2,
        "repeat": 1,
    }
    browser.post(address, {"act": "propose", "reason": "The provincial book"})
    result.refresh_from_db()
    assert result.status == "proposed"
    assert Firearm.objects.count() == 0
    proposals.decide(actor=cast.actor("bob"), proposal=result.proposal, verdict="approve")
    imports.work(result.public_id)
    assert Firearm.objects.count() == 2
    assert browser.get(address).context["step"] == 6


def test_suggestions_are_chosen_and_a_mapping_without_a_serial_is_refused(peopled_db):
    browser = sign_in("carol")
    result, address = uploaded(browser)
    page = browser.get(address).content.decode()
    assert '<option value="serial" selected>' in page
    assert "AB1234" in page
    assert browser.post(address, {"act": "map", "column-0": "make"}).status_code == 200
    result.refresh_from_db()
    assert result.status == "uploaded"


def test_a_row_in_quarantine_is_mended(peopled_db):
    browser = sign_in("carol")
    result, _ = tried(browser)
    assert "Glock" in browser.get("/quarantine/").content.decode()
    n = browser.get("/quarantine/").context["rows"][0]["row"].n
    row = f"/quarantine/{result.public_id}/{n}/"
    page = browser.get(row).content.decode()
    assert re.findall(r'<input id="field-(\w+)"', page)[:3] == ["serial", "make", "model"], (
        "the faulty one is first"
    )
    assert re.search(
        r'id="field-serial"[^>]*aria-invalid="true"\s+aria-describedby="wrong-serial"\s+autofocus', page
    )
    assert page.count("There is no serial number.") == 1, "the reason stands at its field"
    assert page.count("aria-invalid") == 1
    sent = browser.post(
        row, {"act": "mend", "field-make": "Glock", "field-model": "17", "field-serial": "XY1"}
    )
    assert sent["Location"] == f"/quarantine/?import={result.public_id}"
    page = browser.get(sent["Location"]).content.decode()
    assert f'href="/imports/{result.public_id}/#release"' in page
    assert f'href="/imports/{result.public_id}/#release"' in browser.get(row).content.decode()
    assert 'id="release"' in browser.get(f"/imports/{result.public_id}/").content.decode()


def test_who_prepares_none_sees_none_and_the_list_costs_the_same_for_more(peopled_db):
    assert sign_in("alice").get("/imports/").status_code == 403
    assert sign_in("alice").get("/quarantine/").status_code == 403
    browser = sign_in("carol")
    uploaded(browser)
    browser.get("/imports/")
    with CaptureQueriesContext(
        connection,
    ) as capture_queries_context:
        browser.get("/imports/")
    browser.post("/imports/", {"file": SimpleUploadedFile("other.csv", BOOK + b"Glock;19;9x19;ZZ9\n")})
    browser.get("/imports/")
    with CaptureQueriesContext(connection) as two:
        browser.get("/imports/")
    assert len(two) <= len(capture_queries_context)


def test_dates_that_could_be_read_both_ways_are_asked_about(peopled_db):
    browser = sign_in("carol")
    chosen = {"column-0": "make", "column-1": "serial", "column-2": "since", "empty_serial": "quarantine"}
    for number, (date, is_open) in enumerate((("03/04/2011", True), ("23/04/2011", False))):
        book = f"Make;Serial number;Date registered\nBeretta;AB1234;{date}\n".encode()
        address = browser.post("/imports/", {"file": SimpleUploadedFile(f"{number}.csv", book)})["Location"]
        page = browser.get(address).content.decode()
        assert ('<option value="" selected>Choose</option>' in page) is is_open, date
        assert ("whether the day or the month comes first" in page) is is_open, date
        imported = Import.objects.get(public_id=address.rstrip("/").rpartition("/")[2])
        if is_open:
            answer = browser.post(address, {"act": "map", **chosen, "order": ""}).content.decode()
            assert "whether the day or the month comes first" in answer
            imported.refresh_from_db()
            assert imported.status == "uploaded", "nothing is read before somebody said how"
        browser.post(address, {"act": "map", **chosen, "order": "mdy" if is_open else "dmy"})
        imported.refresh_from_db()
        assert imported.status == "trying"
        imports.work(imported.public_id)
        imported.refresh_from_db()
        assert imported.mapping["order"] == ("mdy" if is_open else "dmy")


def test_a_column_of_dates_that_no_heading_told_is_asked_about_too(peopled_db):
    browser = sign_in("carol")
    book = b"Make;Serial number;registered\nBeretta;AB1234;03/04/2019\nBeretta;AB1235;05/06/2020\n"
    address = browser.post("/imports/", {"file": SimpleUploadedFile("book.csv", book)})["Location"]
    assert '<option value="" selected>Choose</option>' in browser.get(address).content.decode()
    chosen = {"column-0": "make", "column-1": "serial", "empty_serial": "quarantine", "order": ""}
    answer = browser.post(address, {"act": "map", **chosen, "column-2": "since"}).content.decode()
    assert "whether the day or the month comes first" in answer
    imported = Import.objects.get()
    assert imported.status == "uploaded"
    browser.post(address, {"act": "map", **chosen})
    imported.refresh_from_db()
    assert imported.status == "trying", "without dates nobody needs to say how they are written"


def test_whoever_releases_an_import_reads_what_it_takes_in_and_finds_its_page(peopled_db):
    browser = sign_in("carol")
    result, address = tried(browser)
    browser.post(address, {"act": "propose", "reason": "The provincial book"})
    result.refresh_from_db()
    head = sign_in("bob")
    page = head.get(f"/proposals/{result.proposal}/")
    report = {str(line.label): str(line.value) for line in page.context["lines"]}
    assert report["File"] == "book.csv"
    assert report["Sent in by"].startswith(cast.user("carol").name)
    assert {
        label: report[label]
        for label in ("Rows that are taken in with this", "Rows of the file", "would be taken in")
    } == {"Rows that are taken in with this": "2", "Rows of the file": "4", "would be taken in": "2"}
    assert report["waits in quarantine"] == report["stands earlier in this file"] == "1"
    assert f'href="{address}"' in page.content.decode()
    assert head.get(address).status_code == 200
    assert "book.csv" in head.get("/proposals/").content.decode()


def test_dates_that_begin_with_the_year_tell_nothing_of_those_that_end_with_it(peopled_db):
    browser = sign_in("carol")
    chosen = {"column-0": "make", "column-1": "serial", "column-2": "since", "empty_serial": "quarantine"}
    book = b"Make;Serial number;Date registered\nBeretta;AB1234;2001-02-03\nBeretta;AB1235;03/04/2005\n"
    address = browser.post("/imports/", {"file": SimpleUploadedFile("book.csv", book)})["Location"]
    answer = browser.post(address, {"act": "map", **chosen, "order": ""}).content.decode()
    assert "whether the day or the month comes first" in answer
    imported = Import.objects.get()
    assert imported.status == "uploaded"
    browser.post(address, {"act": "map", **chosen, "order": "ymd"})
    imports.work(imported.public_id)
    imported.refresh_from_db()
    assert imported.reasons == {"since.order": 1}, "the reason is the order, not a day that does not exist"


def test_w01_rows_say_what_stands_or_stood_on_record_and_what_they_became(peopled_db):
    browser = sign_in("carol")
    result, address = tried(browser)
    already = "A firearm with this serial number is on the register already."
    assert already not in browser.get(address).content.decode()
    browser.post(address, {"act": "propose", "reason": "The provincial book"})
    result.refresh_from_db()
    proposals.decide(actor=cast.actor("bob"), proposal=result.proposal, verdict="approve")
    imports.work(result.public_id)
    firearm = Firearm.objects.order_by("id").first()
    with CaptureQueriesContext(connection) as whole:
        page = browser.get(address).content.decode()
    with CaptureQueriesContext(connection) as none:
        browser.get(address + "?outcome=known")
    assert len(whole) <= len(none) + 5, "the rows of a page cost two statements, marks and two lists of words"
    assert page.count(f'href="/firearms/{firearm.public_id}/"') == 2, "the row's own words lead to it too"
    assert "AB1234" in "".join(page.split("mark"))

    again = b"Make;Model;Calibre;Serial number;Remark\nBeretta;92FS;9x19;AB-1234;x\nGlock;17;9x19;AB1234;x\nBeretta;92FS;9x19;ZZ77;x\n"
    address = browser.post("/imports/", {"file": SimpleUploadedFile("again.csv", again)})["Location"]
    chosen = {"column-0": "make", "column-1": "model", "column-2": "calibre", "column-3": "serial"}
    browser.post(address, {"act": "map", **chosen, "order": "dmy", "empty_serial": "quarantine"})
    imports.work(Import.objects.latest("id").public_id)
    page = browser.get(address)
    assert [row["row"].n for row in page.context["rows"] if row.get("on_record")] == [2]
    assert page.content.decode().count(already) == 1

    event = NewEvent("corrected", {"reason": "misread"}, marks=({"n": 1, "text": "QX7700011"},))
    asked = propose_event(actor=cast.actor("alice"), firearm=firearm.public_id, event=event, reason="misread")
    proposals.decide(actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve")
    page = browser.get(address).content.decode()
    assert already not in page
    assert "A firearm on the register was formerly recorded under this serial number." in page


def test_a_row_that_swallowed_the_next_one_says_so_until_what_it_took_in_is_gone(peopled_db):
    browser = sign_in("carol")
    book = b'Make;Serial number;Remark\nBeretta;AB1234;"old book\nBeretta;AB1235;\nGlock;;\n'
    address = browser.post("/imports/", {"file": SimpleUploadedFile("open.csv", book)})["Location"]
    imported = Import.objects.get()
    browser.post(
        address,
        {
            "act": "map",
            "column-0": "make",
            "column-1": "serial",
            "column-2": "remark",
            "order": "dmy",
            "empty_serial": "quarantine",
        },
    )
    imports.work(imported.public_id)
    rows = browser.get("/quarantine/").context["rows"]
    row = next(item["row"] for item in rows if "row.quote" in item["row"].reasons)
    values = {f"field-{name}": text for name, text in row.texts.items()}
    assert "AB1235" in values["field-remark"]
    place = f"/quarantine/{imported.public_id}/{row.n}/"
    for _ in range(2):
        sent = browser.post(place, {"act": "mend", **values, "field-make": "Glock"})
        assert sent["Location"] == place, "what else is typed does not bring the swallowed row back"
        assert "the next row of the file was taken into this one" in browser.get(place).content.decode()
    sent = browser.post(place, {"act": "mend", **values, "field-remark": "old book"})
    assert sent["Location"] == f"/quarantine/?import={imported.public_id}"


def test_a_make_that_the_lists_do_not_know_is_given_one_for_the_whole_file(peopled_db):
    browser = sign_in("carol")
    book = b"Make;Serial number\nQwertz & Sons;AB1234\nQwertz & Sons;AB1235\nunknown;AB1236\nGlock;AB1237\n"
    address = browser.post("/imports/", {"file": SimpleUploadedFile("makes.csv", book)})["Location"]
    imported = Import.objects.get()
    browser.post(
        address,
        {
            "act": "map",
            "column-0": "make",
            "column-1": "serial",
            "empty_serial": "quarantine",
            "order": "dmy",
        },
    )
    imports.work(imported.public_id)
    page = browser.get(address)
    (asked,) = page.context["questions"]
    assert (asked["word"], asked["rows"]) == ("Qwertz & Sons", 2), "a word for unknown asks nothing"
    assert 'hx-get="/known/make/"' in page.content.decode()
    refused = browser.post(address, {"act": "words", "word-0": "Nobody's Arms"}, follow=True).content.decode()
    assert "The list has nothing of this name alone." in refused
    browser.post(address, {"act": "words", "word-0": "Glock"})
    imports.work(imported.public_id)
    page = browser.get(address)
    assert not page.context["questions"]
    made = {row["row"].texts["make"]: row["row"].values["make"] for row in page.context["rows"]}
    assert made["Qwertz & Sons"] == made["Glock"] != made["unknown"]


def test_the_trial_says_which_row_of_the_file_bears_the_same_number(peopled_db):
    browser = sign_in("carol")
    book = b"Make;Serial number;Remark\nBeretta;AB1234;\nBeretta;AB1234;page 2\nGlock;AB1234;\nGlock;AB1299;\nGlock;AB1299;\n"
    address = browser.post("/imports/", {"file": SimpleUploadedFile("twice.csv", book)})["Location"]
    imported = Import.objects.get()
    columns = {"column-0": "make", "column-1": "serial", "column-2": "remark"}
    browser.post(address, {"act": "map", **columns, "empty_serial": "quarantine", "order": "dmy"})
    imports.work(imported.public_id)
    page = browser.get(address)
    assert {row["row"].n: row.get("twin") for row in page.context["rows"]} == {
        2: 3, 3: 2, 4: None, 5: None, 6: None,
    }, "a row that only repeats another one is none that would be taken in"  # fmt: skip
    assert "Row 3 bears the same serial number." in page.content.decode()
