"""Codes that are scanned, and labels that are printed: under the reader's rights, and naming no person."""

from __future__ import annotations

import json

import pypdfium2
import pytest

from ifar import identifiers
from ifar.accounts.models import Proposal, ReadLog
from ifar.accounts.services import proposals, shifts
from ifar.acts.forms import form_of
from ifar.documents import label_sheets
from ifar.documents.inputs import PrintLabels
from ifar.documents.label_sheets import SHEETS
from ifar.errors import Invalid
from ifar.matters.inputs import RaiseMatter
from ifar.registry.services.papers import issue_about_firearm
from tests.documents.accessible import faults
from tests.factories import a_case, a_firearm, a_person, an_item

pytestmark = pytest.mark.django_db
MM = 72 / 25.4


def scan(browser, text, letters=""):
    answer = browser.post("/api/scans", {"text": text, "letters": letters}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_a_code_names_the_thing_for_whoever_may_see_it(signed_in, alice, dave):
    firearm = a_firearm(alice, "AB71234", identity={"make": "glock"}).firearm
    alices, franks = signed_in("alice"), signed_in("frank")
    [thing] = scan(alices, identifiers.shown(firearm), "F")["things"]
    assert (thing["id"], thing["printed"], thing["mark"]) == (firearm, identifiers.shown(firearm), "AB71234")
    assert "Glock" in thing["what"]
    unknown = identifiers.new("F", lambda n: b"\x05" * n)
    answers = [scan(franks, text, "F") for text in (firearm, unknown)]
    assert [answer["things"] for answer in answers] == [[], []], "unseen and unknown answer alike"
    assert scan(alices, firearm, "X")["things"] == []
    item = an_item(dave, a_case(dave), "ZZ9")
    assert scan(signed_in("dave"), item, "X")["things"][0]["mark"].endswith("ZZ9")
    assert scan(alices, item)["things"] == []


def test_a_makers_code_names_the_one_that_bears_the_serial_number(signed_in, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    a_firearm(alice, "AB71235")
    alices = signed_in("alice")
    code = "]d2010950600013435221AB71234"
    result = scan(alices, code, "F")
    assert (result["serial"], result["trade_item"]) == ("AB71234", "09506000134352")
    assert [item["id"] for item in result["things"]] == [firearm]
    assert scan(alices, code.replace("71234", "71299"), "F")["things"] == []
    assert scan(alices, code, "P")["things"] == []


def test_a_paper_stands_for_what_it_is_about(signed_in, alice):
    firearm = a_firearm(alice, "AB71234", owner=a_person(alice), owner_kind="private").firearm
    paper = issue_about_firearm(
        actor=alice, firearm=firearm, kind="registration_certificate", language="en"
    ).public_id
    alices = signed_in("alice")
    address = f"https://register.test/documents/verify/{paper}/"
    assert scan(alices, address, "F")["things"][0]["id"] == firearm
    assert scan(alices, address)["things"][0]["id"] == paper
    assert scan(alices, address, "X")["things"] == []


def test_who_a_person_is_no_code_says(signed_in, alice):
    amina = a_person(alice, "Amina Diallo")
    result = scan(signed_in("alice"), amina, "P")
    assert result["things"][0]["id"] == amina
    assert "Amina" not in json.dumps(result)
    assert scan(signed_in("ivan"), amina, "P")["checked"] is False


def test_every_input_that_is_an_identifier_takes_a_scanner_by_its_type(alice):
    form = form_of(RaiseMatter, among={"kind": ()})
    assert form.fields["about"].widget.attrs["data-scans"]
    assert form.fields["owner"].widget.attrs["data-scans"] == "A"
    assert "data-scans" not in form.fields["text"].widget.attrs
    assert form_of(PrintLabels).fields["named"].widget.attrs["data-scans"]


@pytest.mark.parametrize("code", SHEETS)
def test_an_identifier_of_the_widest_letters_stands_on_one_line(alice, code, tmp_path, settings, monkeypatch):
    settings.IFAR_HOME = tmp_path
    firearm, widest = a_firearm(alice, "AB71234").firearm, "F-WMWM-WMWM-WMWM-W"
    monkeypatch.setattr(label_sheets.identifiers, "shown", lambda _number: widest)
    content = label_sheets.print_labels(
        actor=alice, named=[firearm], sheet=code, first=1, title="Labels", language="en"
    )
    assert widest in pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize("code", SHEETS)
def test_labels_lie_on_the_sheet_and_begin_where_it_is_said(alice, code, tmp_path, settings):
    sheet = SHEETS[code]
    firearms = [a_firearm(alice, f"AB7123{n}").firearm for n in range(3)]
    settings.IFAR_HOME = tmp_path
    first = sheet.labels - 1
    content = label_sheets.print_labels(
        actor=alice, named=[*firearms, firearms[0]], sheet=code, first=first, title="Labels", language="en"
    )
    pdf = pypdfium2.PdfDocument(content)
    assert len(pdf) == 2, "two labels are left on the first sheet, and each thing has one label"
    for number, firearm in enumerate(firearms):
        at = (first - 1 + number) % sheet.labels
        page = pdf[(first - 1 + number) // sheet.labels]
        left = (sheet.left + at % sheet.columns * sheet.step_x) * MM
        top = page.get_height() - (sheet.top + at // sheet.columns * sheet.step_y) * MM
        text = page.get_textpage().get_text_bounded(
            left, top - sheet.height * MM, left + sheet.width * MM, top
        )
        assert identifiers.shown(firearm) in text.replace("\r\n", " ")
        assert f"AB7123{number}" in text
    assert sheet.left + (sheet.columns - 1) * sheet.step_x + sheet.width <= 210
    assert sheet.top + (sheet.rows - 1) * sheet.step_y + sheet.height <= 297


def test_labels_are_accessible_and_name_no_owner(alice, tmp_path, settings):
    amina = a_person(alice, "Amina Diallo")
    firearm = a_firearm(alice, "AB71234", owner=amina, owner_kind="private").firearm
    settings.IFAR_HOME = tmp_path
    result = {"actor": alice, "named": [firearm], "sheet": "3x8", "first": 1}
    assert faults(label_sheets.print_labels(**result, title="الملصقات", language="ar")) == []
    content = label_sheets.print_labels(**result, title="Labels", language="en")
    text = pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded()
    assert "AB71234" in text
    assert "Amina" not in text
    assert identifiers.shown(amina) not in text


def test_a_label_is_refused_for_what_one_may_not_see_as_for_what_is_not_there(signed_in, alice, frank):
    firearm = a_firearm(alice, "AB71234").firearm
    unknown = identifiers.new("F", lambda n: b"\x05" * n)
    values = []
    for text in (firearm, unknown):
        with pytest.raises(Invalid) as refused:
            label_sheets.print_labels(
                actor=frank, named=[text], sheet="3x8", first=1, title="x", language="en"
            )
        values.append([reason.code for reason in refused.value.reasons])
    assert values == [["documents.label.unknown"]] * 2
    with pytest.raises(Invalid):
        label_sheets.print_labels(
            actor=alice, named=[firearm], sheet="3x7", first=22, title="x", language="en"
        )
    browser = signed_in("alice")
    page = browser.get("/documents/labels/", {"named": firearm}).content.decode()
    assert identifiers.shown(firearm) in page
    answer = browser.post(
        "/documents/labels/", {"named": f"{firearm}\n{unknown}", "sheet": "3x8", "first": "1"}
    )
    assert answer.status_code == 422
    assert identifiers.shown(unknown) in answer.content.decode()
    answer = browser.post("/documents/labels/", {"named": firearm, "sheet": "3x8", "first": "1"})
    assert answer["Content-Type"] == "application/pdf"


def test_w50_labels_of_arms_are_logged_and_above_the_number_released_by_a_second_person(
    signed_in, bob, nina, alice, settings, tmp_path
):
    settings.IFAR_HOME, settings.IFAR_TAKEN_ALONE = tmp_path, 2
    listed = [a_firearm(alice, f"AB7123{n}").firearm for n in range(3)]
    browser, address = signed_in("bob"), "/documents/labels/"
    posted = {"named": "\n".join(listed), "sheet": "3x8", "first": "1"}
    page = browser.post(address, posted).content.decode()
    assert "Ask a second person" in page
    assert '<input type="hidden" name="sheet" value="3x8">' in page
    assert not ReadLog.objects.filter(act="documents.labels.export").exists()
    assert browser.post(address, posted | {"reason": "For the racks."}).status_code == 302
    asked = Proposal.objects.get(act="lists.taken")
    assert browser.post(address, posted)["Content-Type"] != "application/pdf"
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert browser.get(asked.words["address"]).status_code == 200
    assert browser.post(address, posted)["Content-Type"] == "application/pdf"
    assert ReadLog.objects.get(act="documents.labels.export").count == 3
    assert browser.post(address, posted)["Content-Type"] != "application/pdf", "a release is used once"
    few = posted | {"named": listed[0]}
    assert browser.post(address, few)["Content-Type"] == "application/pdf"
    shifts.end(actor=bob)
    assert browser.post(address, few)["Content-Type"] != "application/pdf", "nor without a purpose"
