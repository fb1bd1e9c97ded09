"""Sheets for the forms of ATF's eTrace and INTERPOL's iARMS: fields as data with their source, what is missing shown as missing."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.accounts.models import ReadLog
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.reference import services as reference
from ifar.rights import Actor
from ifar.tracing import sheets
from ifar.tracing.services import sheets as service
from tests import cast
from tests.tracing.conftest import a_request, came_in

FACTS = Path(service.__file__).resolve().parents[2] / "reference" / "facts"
MARKS = ({"kind": "serial", "text": "AB71234"}, {"kind": "import", "text": "BE 98"})
GLOCK = {"make": "glock", "type": "pistol", "calibre": "9x19"}


def rows_of(system: str) -> list[dict[str, str]]:
    with (FACTS / f"{sheets.SYSTEMS[system]}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("system", sheets.SYSTEMS)
def test_each_field_has_its_source_and_words_in_four_languages(system):
    """What no public source states says so; every other row names the source that states it."""
    rows = rows_of(system)
    known = {"request_date", "office", "country", *_VALUES}
    for row in rows:
        assert row["source"], row
        assert all(row[f"label_{language}"] for language in sheets.LANGUAGES), row
        assert row["as_need"] in ("", "required", "listed")
        assert row["as_from"] == "" or row["as_from"] in known, row
        assert row["as_value"] == "", "what a country always writes is the country's own"
        assert row["as_item"] == "" or not row["source"].startswith(sheets.UNKNOWN), row
    assert any(row["source"].startswith(sheets.UNKNOWN) for row in rows)


_VALUES = sheets.values_of(
    {
        "urgency": "urgent",
        "handling": "ordinary",
        "use": "investigation",
        "illicit": ["law"],
        "number": "T-1",
    },
    {name: {} for name in ("make", "model", "firearm_type", "calibre", "country", "mark_kind")},
    "en",
) | {"make": "", "model": "", "type": "", "calibre": ""}


def test_the_numbers_of_the_form_stand_once_and_the_required_ones_are_those_of_the_form():
    rows = {row["code"]: row for row in rows_of("etrace")}
    required = {row["as_item"] for row in rows.values() if row["as_need"] == "required"}
    assert required == {"4a", "5a", "5c", "5d", "5e", "5f", "5g", "5h"}
    assert {row["as_item"] for row in rows.values() if row["as_need"] == "listed"} == {"1b", "2a", "2b"}
    assert rows["5a"]["as_from"] == "serial"


def test_what_is_not_known_is_missing_and_never_guessed():
    rows = [sheets.Row("p", "", "Part", "s"), sheets.Row("a", "p", "A", "s", datum="serial"), sheets.Row("b", "p", "B", "To be configured: x", datum="place"), sheets.Row("c", "p", "C", "s", value="ORI 1")]  # fmt: skip
    [part] = sheets.filled(rows, {"serial": "", "place": "A flat"}, {}, named=False)
    a, b, c = part.fields
    assert (a.missing, a.value, a.unsure) == (True, "", False)
    assert (b.missing, b.withheld, b.value, b.unsure) == (False, True, "", True)
    assert (c.missing, c.value) == (False, "ORI 1")
    [part] = sheets.filled(rows, {"place": "A flat"}, {}, named=True)
    assert part.fields[1].value == "A flat"
    assert sheets.lines_of([part]) == "B: A flat\nC: ORI 1"


def _fields(sheet: service.Sheet) -> dict[str, sheets.Field]:
    return {field.code: field for part in sheet.parts for field in part.fields}


@pytest.mark.parametrize("language", sheets.LANGUAGES)
def test_a_request_fills_the_form_of_etrace(dave, language):
    text = a_request(dave, identity=GLOCK, marks=MARKS, urgency="immediate")
    sheet = service.sheet_of(actor=dave, request=text, system="etrace", language=language)
    fields = _fields(sheet)
    assert (fields["5a"].value, fields["5c"].value, fields["5c"].ncic) == ("AB71234", "Glock", "GLC")
    assert (fields["5d"].ncic, fields["5e"].ncic) == ("P", ""), "NCIC's code of a calibre is not known here"
    assert fields["5i"].value.endswith("BE 98")
    assert fields["4e"].value == "T-2026-1"
    assert fields["5f"].missing
    assert fields["4a"].missing
    assert fields["6a"].missing, "who had it is no part of a request"
    if language == "en":
        assert fields["1b"].value == "Urgent", "the form knows two priorities"
        assert fields["circumstances"].value.startswith("Found in the boot")


def test_what_is_personal_is_shown_under_a_purpose_alone_and_the_read_is_logged(dave):
    text = a_request(dave)
    before = ReadLog.objects.filter(object=text).count()
    sheet = service.sheet_of(actor=dave, request=text, system="iarms", language="en")
    assert _fields(sheet)["circumstances"].value
    assert ReadLog.objects.filter(object=text).count() == before + 1
    blind = replace(dave, purpose=None)
    withheld = _fields(service.sheet_of(actor=blind, request=text, system="iarms", language="en"))
    assert withheld["circumstances"].withheld
    assert "boot" not in repr(withheld)
    assert withheld["serial"].value == "AB71234"
    with pytest.raises(Refused):
        service.print_sheet(actor=blind, request=text, system="iarms", language="en")


def test_sheets_are_for_what_our_office_asks_another_state(dave, erin, heidi):
    text = a_request(dave)
    for actor, error in ((heidi, NotFound), (cast.actor("ivan"), Forbidden), (cast.actor("judy"), Forbidden)):
        with pytest.raises(error):
            service.sheet_of(actor=actor, request=text, system="etrace", language="en")
    with pytest.raises(NotFound):
        service.sheet_of(actor=dave, request=text, system="other", language="en")
    with pytest.raises(Invalid):
        service.sheet_of(actor=dave, request=text, system="etrace", language="zh")
    with pytest.raises(Refused):
        service.sheet_of(actor=erin, request=came_in(erin), system="etrace", language="en")


def test_a_country_completes_a_sheet_as_any_other_list(peopled_db, tmp_path):
    """The ORI number that it always writes, and a field that it knows of the closed form."""
    (tmp_path / "lists.csv").write_text("list,title,edition,mode\ntrace_sheet_etrace,eTrace,2026.2,extend\n")
    head = "code,parent,label_en,as_item,as_need,as_from,as_value,source\n"
    rows = "4a,part4,ORI number,4a,required,,XX0123456,our accreditation\n8a,further,Recovery date,8a,required,recovered_on,,the form itself\n"
    (tmp_path / "trace_sheet_etrace.csv").write_text(head + rows)
    job = Actor(kind="job", id="tests", permissions=frozenset({"reference:list:manage"}))
    reference.load_folder(actor=job, folder=tmp_path, origin="tests")
    dave = cast.actor("dave")
    fields = _fields(service.sheet_of(actor=dave, request=a_request(dave), system="etrace", language="en"))
    assert fields["4a"].value == "XX0123456"
    assert (fields["8a"].value, fields["8a"].item, fields["8a"].unsure) == ("2026-03-01", "8a", False)


def test_a_sheet_is_printed(dave):
    made = service.print_sheet(actor=dave, request=a_request(dave), system="etrace", language="es")
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made.document))
    for value in ("AB71234", "5a", "falta", "Hoja para eTrace"):
        assert value in text, value


def test_the_page_of_a_sheet_copies_each_value(dave, signed_in):
    text = a_request(dave, identity=GLOCK)
    browser, address = signed_in("dave"), f"/tracing/{text}/sheet/etrace/?language=ar"
    browser.get(address)  # a process reads the words of lists once
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-copies="AB71234"' in page
    assert 'data-copies="GLC"' in page
    assert 'lang="ar" dir="rtl"' in page
    assert "missing: fill in by hand" in page
    assert len(queries) <= 40
    printed = browser.get(f"/tracing/{text}/sheet/iarms/sheet.pdf?language=fr")
    assert printed["Content-Type"] == "application/pdf"
    assert browser.get(f"/tracing/{text}/").content.decode().count("/sheet/") == 2


def test_a_sheet_over_the_api(dave, signed_in):
    text = a_request(dave)
    answer = signed_in("dave").get(f"/api/tracing/{text}/sheets/iarms?language=fr")
    assert answer.status_code == 200
    values = {field["code"]: field for part in answer.json()["parts"] for field in part["fields"]}
    assert values["serial"]["value"] == "AB71234"
    assert values["ncb"]["missing"]
    assert not values["ncb"]["public"]
