"""The pages of recoveries: the thin line over HTTP, who sees what, and how many questions a page asks the database."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import uuid

import openpyxl
import pikepdf
import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from ifar.accounts.models import Notice
from ifar.accounts.selectors import desks
from ifar.ledger.models import Personal
from ifar.outbox import services as outbox
from ifar.recoveries import selectors
from ifar.recoveries.models import Case, Event, Hit, Item, Observation, Person, RefusedRow
from ifar.recoveries.services import case_persons, field, items, links
from ifar.recoveries.services.case_persons import Involved
from ifar.registry import occurred
from ifar.registry.models import Firearm
from ifar.tracing import selectors as tracing
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_case, a_firearm, a_person, an_item

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "seized",
    "number": "P-2026-17",
    "occurred_precision": "day",
    "occurred_from": "2026-05-03",
    "place_precision": "town",
}


def text_of(answer):
    assert answer.status_code == 200, (answer.status_code, answer.content[:500])
    return answer.content.decode()


def test_a_plain_pistol_takes_a_number_a_type_a_make_and_a_serial(signed_in, alice):
    firearm = a_firearm(alice, "AB71234").firearm
    police = signed_in("dave")
    values = {**NEW, "item-type": "pistol", "item-make": "Beretta", "item-serial": "AB71234"}
    made = police.post("/recoveries/new/", values)
    assert made.status_code == 302, (
        made.context["form"].errors.as_json() + made.context["item"].errors.as_json()
    )
    page = text_of(police.get(made.url))
    assert "P-2026-17" in page
    assert "It is the one: link it" in page
    hit, item = Hit.objects.get(), Item.objects.get()
    thing = text_of(police.get(f"/recoveries/items/{item.public_id}/"))
    assert "Every character of the mark agrees." in thing
    done = police.post(
        f"/recoveries/items/{item.public_id}/acts/judged/",
        {"hit": str(hit.pk), "verdict": "confirmed"},
        follow=True,
    )
    assert "Recorded." in text_of(done)
    assert Firearm.objects.get(public_id=firearm).state == "seized"
    assert "Seizure" in text_of(police.get("/recoveries/?q=P-2026&kind=seized"))


@pytest.mark.parametrize("page", ["/recoveries/", "/recoveries/map/", "/api/recoveries"])
def test_a_day_after_which_there_is_none_is_refused(signed_in, page):
    assert signed_in("dave").get(f"{page}?until=9999-12-31&to=9999-12-31").status_code == 422


def test_what_is_wrong_is_said_and_nothing_is_opened(signed_in):
    police = signed_in("dave")
    for wrong in (
        {"number": ""},
        {"area": "XX-99"},
        {"latitude": "4"},
        {"item-kind": "firearm", "item-make": "", "item-origin": "", "item-year": "12"},
    ):
        answer = police.post("/recoveries/new/", {**NEW, "item-serial": "AB71234", **wrong})
        assert answer.status_code == 422, wrong
    assert not Case.objects.exists()


def test_many_are_pasted_and_a_row_that_could_not_be_read_is_mended(signed_in, dave):
    case = a_case(dave)
    police = signed_in("dave")
    rows = "exhibit\tmake\tserial number\tcondition\nE1\tGlock\tAAA111\t\nE2\tGlock\tBBB222\tquite new\n"
    page = text_of(
        police.post(f"/recoveries/{case}/items/new/", {"how": "pasted", "rows": rows}, follow=True)
    )
    assert "quite new" in page
    waiting = RefusedRow.objects.get()
    assert waiting.row == 3
    mended = {**waiting.cells, "condition": ""}
    assert "The row was entered." in text_of(
        police.post(f"/recoveries/rows/{waiting.pk}/", mended, follow=True)
    )
    assert [item.exhibit for item in Item.objects.order_by("line")] == ["E1", "E2"]
    waiting.refresh_from_db()
    assert waiting.mended == Item.objects.get(line=2).public_id


def test_a_row_is_mended_at_its_columns_with_the_words_that_are_known(signed_in, dave, alice):
    a_firearm(alice, "KW190401B", state="stolen")
    case = a_case(dave)
    police = signed_in("dave")
    rows = (
        "type\tquantity\tserial number\tcondition\npistol\t50\t\t\npistol\t\tKW190401B\tconverted by hand\n"
    )
    page = text_of(
        police.post(f"/recoveries/{case}/items/new/", {"how": "pasted", "rows": rows}, follow=True)
    )
    assert "that 1 of the rows that wait may be" in page
    assert "The register has something that this row may be:" in page
    several, unknown = RefusedRow.objects.order_by("row")
    assert f'id="r{several.pk}kind"' in page
    assert f'aria-describedby="e{several.pk}quantity"' in page
    known = page.partition(f'id="e{unknown.pk}condition"')[2].partition("</div>")[0]
    assert known.index("Converted") < known.index("·")
    # What is still wrong is said at its column, and what was typed stays.
    answer = police.post(f"/recoveries/rows/{several.pk}/", {"type": "pistol", "quantity": "many"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="many"' in page
    assert f'id="e{several.pk}quantity"' in page
    done = police.post(
        f"/recoveries/rows/{several.pk}/", {"kind": "ammunition", "quantity": "50"}, follow=True
    )
    assert "The row was entered." in text_of(done)
    assert (Item.objects.get().kind, Item.objects.get().quantity) == ("ammunition", 50)
    refused = police.post(f"/recoveries/{case}/acts/concluded/", {"reason": "x"})
    assert "The register has the mark of rows 3" in refused.content.decode()


def test_ammunition_under_type_says_what_it_is(signed_in, dave):
    case = a_case(dave)
    values = {"how": "pasted", "rows": "type\tquantity\tcalibre\nammunition\t50\t9x19\n"}
    signed_in("dave").post(f"/recoveries/{case}/items/new/", values)
    assert (Item.objects.get().kind, Item.objects.get().quantity) == ("ammunition", 50)


def test_rows_of_a_concluded_case_are_read_and_not_typed_into(signed_in, dave):
    case = a_case(dave)
    police = signed_in("dave")
    rows = "type\tserial number\tcondition\npistol\tQQ90001\tquite new\n"
    police.post(f"/recoveries/{case}/items/new/", {"how": "pasted", "rows": rows})
    page = police.post(f"/recoveries/{case}/acts/concluded/", {"reason": "x"}).content.decode()
    assert "were not taken in. Mend them" in page
    assert "Rows that were not taken in stay out, for this reason" in page
    left = {"reason": "a joke", "leave_rows": "yes"}
    page = text_of(police.post(f"/recoveries/{case}/acts/concluded/", left, follow=True))
    row = RefusedRow.objects.get()
    assert "Rows that were not taken in" in page
    assert "quite new" in page
    assert f"/recoveries/rows/{row.pk}/" not in page
    assert f'id="r{row.pk}type"' not in page


def test_a_photograph_is_sealed_and_shown_clean_to_those_who_see_the_case(signed_in, dave):
    item = an_item(dave, a_case(dave))
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N"}
    Image.new("RGB", (300, 200), "red").save(picture, "JPEG", exif=exif)
    file = SimpleUploadedFile("mark.jpg", picture.getvalue(), "image/jpeg")
    page = text_of(
        signed_in("dave").post(f"/recoveries/items/{item}/photograph/", {"photo": file}, follow=True)
    )
    [sha256] = Item.objects.get().photos
    assert sha256 in page
    shown = signed_in("erin").get(f"/pictures/{sha256}/")
    assert b"Exif" not in b"".join(shown.streaming_content)
    assert signed_in("alice").get(f"/pictures/{sha256}/").status_code == 404


def test_people_are_named_only_to_those_who_may_read_them(signed_in, dave):
    case = a_case(dave)
    police = signed_in("dave")
    values = {
        "person-role": "suspect",
        "person-sex": "male",
        "person-age": "18_24",
        "person-stage": "suspected",
        "person-name": "Zed Nobody",
    }
    text_of(police.post(f"/recoveries/{case}/persons/", values, follow=True))
    person = Person.objects.get()
    for wrong in ("2026-13-45", "yesterday"):
        refused = police.post(
            f"/recoveries/{case}/acts/person_changed/",
            {"person": str(person.pk), "stage": "arrested", "on": wrong},
            follow=True,
        )
        assert refused.status_code == 422
        assert "Type a day, such as 2026-01-31." in refused.content.decode()
    person.refresh_from_db()
    assert person.stage == "suspected"
    text_of(
        police.post(
            f"/recoveries/{case}/acts/person_changed/",
            {"person": str(person.pk), "stage": "arrested", "on": "2026-05-04"},
            follow=True,
        )
    )
    person.refresh_from_db()
    assert (person.stage, str(person.stage_on)) == ("arrested", "2026-05-04")
    assert "Zed Nobody" in text_of(police.get(f"/recoveries/{case}/"))
    police.post("/me/purpose/end/")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_shift SET ends_at = now() WHERE user_id = (SELECT id FROM accounts_user WHERE username = 'dave')"
        )
    assert "Zed Nobody" not in text_of(police.get(f"/recoveries/{case}/"))


def test_a_person_is_chosen_of_the_records_that_a_name_leads_to(signed_in, erin, alice):
    party = a_person(alice, "Xanthippe Quirke")
    case = a_case(erin)
    chief = signed_in("erin")
    values = {
        "person-role": "suspect",
        "person-sex": "female",
        "person-age": "unknown",
        "person-stage": "noted",
    }
    asked = chief.post(f"/recoveries/{case}/persons/", {**values, "person-party": "Quirke"})
    assert asked.status_code == 422
    page = asked.content.decode()
    assert f'value="{party}"' in page
    assert "Xanthippe Quirke" in page
    assert not Person.objects.exists()
    nobody = chief.post(f"/recoveries/{case}/persons/", {**values, "person-party": "Zzyzx Nobody"})
    assert "Nobody on record fits" in nobody.content.decode()
    assert chief.post(f"/recoveries/{case}/persons/", {**values, "person-party": party}).status_code == 302
    assert Person.objects.get().party == party


def test_a_case_is_shared_with_an_office_that_is_chosen(signed_in, dave):
    case = a_case(dave)
    lab = cast.agency("laboratory")
    police = signed_in("dave")
    share = f"/recoveries/{case}/acts/shared/"
    assert f'href="{share}"' in text_of(police.get(f"/recoveries/{case}/"))
    assert f'<option value="{lab.public_id}">' in text_of(police.get(share))
    page = text_of(police.post(share, {"office": lab.public_id, "reason": "comparison"}, follow=True))
    assert f'<option value="{lab.public_id}">' not in text_of(police.get(share))
    assert lab.name in page


def test_illegible_is_not_the_same_as_not_asked(signed_in, dave):
    case = a_case(dave)
    unread = ({"kind": "serial", "text": None, "text_status": "unknown"},)
    bare = ({"kind": "serial", "text": None, "text_status": "none"},)
    an_item(dave, case, marks=unread, condition="industrial")
    an_item(dave, case, marks=bare)
    an_item(dave, case, None)
    page = text_of(signed_in("dave").get(f"/recoveries/{case}/"))
    rows = [part.partition("</tr>")[0] for part in page.split('<tr role="row">')[2:5]]
    results = [[part.partition("<")[0] for part in row.split('<span class="answer-')[1:]] for row in rows]
    assert [[item.partition('"')[0] for item in some] for some in results] == [
        ["unknown", "unknown"],
        ["none", "not_asked"],
        ["not_asked", "not_asked", "not_asked"],
    ]


def test_a_linked_item_is_offered_the_outcome_of_tracing_that_the_record_comes_to(signed_in, dave, alice):
    a_firearm(alice, "KW190401B", state="stolen")
    a_firearm(alice, "HELD7733")
    case = a_case(dave, ground="illicit_possession")
    police = signed_in("dave")
    outcomes = {}
    for serial in ("KW190401B", "HELD7733"):
        item = an_item(dave, case, serial)
        assert selectors.proposed_outcome(dave, Item.objects.get(public_id=item)) == ""
        links.judge_hit(actor=dave, item_id=item, hit=Hit.objects.get(verdict="").pk, verdict="confirmed")
        page = text_of(police.get(f"/recoveries/items/{item}/"))
        assert "names the last lawful holder" in page
        outcomes[serial] = selectors.proposed_outcome(dave, Item.objects.get(public_id=item))
        done = police.post(
            f"/recoveries/items/{item}/acts/traced/", {"outcome": outcomes[serial]}, follow=True
        )
        assert "names the last lawful holder" not in text_of(done)
    assert outcomes == {
        "KW190401B": "illegitimate_owner_national",
        "HELD7733": "legitimate_owner_national",
    }
    new = an_item(dave, case, "NEW99123")
    links.register_item(actor=dave, item=new)
    assert "names the last lawful holder" not in text_of(police.get(f"/recoveries/items/{new}/"))


def test_the_map_shows_where_what_one_sees_happened_and_says_the_same_in_words(signed_in, dave, alice):
    for latitude, longitude, area in (
        (36_810_000, 10_180_000, "TN-11"),
        (36_830_000, 10_190_000, "TN-11"),
        (-1_290_000, -36_820_000, "KE-30"),
    ):
        a_case(dave, latitude=latitude, longitude=longitude, area=area)
    a_case(dave, "found")
    police = signed_in("dave")
    page = text_of(police.get("/recoveries/map/"))
    assert "4 cases; of 3" in page
    assert page.count('<circle class="cell"') == 2
    assert "36.85, 10.15: 2" in page
    assert "-1.25, -36.85: 1" in page
    rows = page.partition("By area")[2]
    assert rows.index("not said") < rows.index("</table>")
    text = text_of(police.get("/recoveries/map/?kind=found"))
    assert '<circle class="cell"' not in text
    assert "1 case; of 0" in text
    # Another office's map shows nothing of it.
    assert '<circle class="cell"' not in text_of(signed_in("judy").get("/recoveries/map/?q=nothing"))
    assert signed_in("alice").get("/recoveries/map/").status_code == 403


def test_the_file_for_another_system_says_what_is_known_and_stands_in_the_log(signed_in, erin):
    case = a_case(erin, offences=["terrorism"])
    an_item(erin, case)
    head = signed_in("erin")
    answer = head.post(f"/recoveries/{case}/file.json", {"to": "case management"})
    data = json.loads(answer.content)
    assert data["format"] == "ifar.recovery/1"
    assert (data["case"]["id"], data["case"]["offences"], len(data["items"])) == (case, ["terrorism"], 1)
    head.cookies["django_language"] = "ar"
    book = head.post(f"/recoveries/{case}/file.xlsx", {"to": "case management"})
    sheets = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content)))
    assert sheets.sheetnames == ["case", "items", "persons"]
    assert not sheets["case"].sheet_view.rightToLeft, "for another system, whatever the reader's language"
    assert dict(sheets["case"].values)["anonymous"] is False
    assert list(sheets["persons"].values) in ([], [(None,)])
    assert Case.objects.get().n == 3
    assert signed_in("dave").post(f"/recoveries/{case}/file.json", {"to": "x"}).status_code == 403


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_case_is_handed_over_as_a_pdf_with_its_data_beside_it(signed_in, erin, language):
    case = a_case(erin, place="Harbour, gate 4", narrative="In the boot.", ground="illicit_possession")
    an_item(erin, case, "AB71234")
    who = Involved("suspect", "male", described={"name": "Sigmund #Sly *bold*"})
    case_persons.name_person(actor=erin, case=case, who=who)
    head = signed_in("erin")
    head.cookies["ifar_language"] = language
    answer = head.post(
        f"/recoveries/{case}/file.pdf", {"to": "case management"}, headers={"accept-language": language}
    )
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert f"{case}.pdf" in answer["Content-Disposition"]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        [name] = pdf.attachments
        data = pdf.attachments[name].get_file().read_bytes()
        assert pdf.Root.MarkInfo.Marked
    value = json.loads(data)
    assert (name, value["case"]["id"], value["items"][0]["marks"][0]["text"]) == (
        f"{case}.json",
        case,
        "AB71234",
    )
    event = Event.objects.get(kind="handed_over")
    assert event.details == {"sha256": hashlib.sha256(data).hexdigest()}
    assert Personal.objects.get(entry=event.id).value == "case management"
    document = pypdfium2.PdfDocument(answer.content)
    text = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    # What is read out of an Arabic page comes in the order in which it was painted: there the data speak.
    if language != "ar":
        assert "AB71234" in text
        assert "Sigmund #Sly *bold*" in text
        assert "In the boot." in text
    assert signed_in("dave").post(f"/recoveries/{case}/file.pdf", {"to": "x"}).status_code == 403


def test_the_list_is_taken_out_as_it_is_seen(signed_in, erin):
    a_case(erin, place="Harbour")
    day = dt.date(2026, 3, 14)
    a_case(erin, "found", place="Station", occurred=occurred.day(day))
    browser = signed_in("erin")
    asked = "?kind=found&q=Stat"
    page = browser.get(f"/recoveries/export.csv{asked}").content.decode()
    text = "Open, Number or place: Stat, Type of recovery: Find"
    assert text in page, "what narrows it stands there in words"
    answer = browser.post(f"/recoveries/export.csv{asked}")
    head, *rows = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (head[0], [row[4] for row in rows]) == ("Identifier", ["Station"])
    assert {len(row) for row in rows} == {len(head)}
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(browser.post(f"/recoveries/export.xlsx{asked}").streaming_content))
    ).active
    label, head, *rows = sheet.values
    assert label[0].startswith("Taken out by")
    assert f"Asked for: {text}. Records: 1." in label[0]
    assert (head[0], len(rows)) == ("Identifier", 1)
    assert rows[0][3].date() == day, "a day is a day, by which one can sort"


@pytest.mark.parametrize("wrong", ["since=2030-02-31", "kind=nonesuch", "offence=nonesuch"])
def test_w50_what_narrows_no_list_of_cases_takes_none_out(signed_in, erin, wrong):
    a_case(erin)
    browser = signed_in("erin")
    for ask in (browser.get, browser.post):
        answer = ask(f"/recoveries/export.csv?{wrong}")
        assert (answer.status_code, "Correct it, then export" in answer.content.decode()) == (422, True)


def test_a_list_that_is_too_long_is_refused_and_not_cut(signed_in, erin, monkeypatch):
    a_case(erin)
    a_case(erin)
    monkeypatch.setattr("ifar.recoveries.views.lists.MOST", 1)
    assert signed_in("erin").get("/recoveries/export.csv").status_code == 422


@pytest.mark.parametrize(
    "item",
    [
        {"marks": [{"kind": "nonesuch", "text": "AB71234"}]},
        {"type": "pistol", "quantity": 5},
        {"type": "pistol", "features": {"nonesuch": "x"}},
        {"type": "pistol", "year": 9999},
        {},
    ],
)
def test_an_item_that_no_list_knows_is_refused(signed_in, dave, item):
    case = a_case(dave)
    address, post = f"/api/recoveries/{case}/items", {"content_type": "application/json"}
    assert signed_in("dave").post(address, json.dumps({"items": [item]}), **post).status_code == 422
    assert not Item.objects.exists()


def test_the_market_is_watched(signed_in, dave):
    values = {
        "thing": "pistol",
        "on": "2026-05-01",
        "price": "450",
        "currency": "usd",
        "price_kind": "asked",
        "place": "Old port",
    }
    page = text_of(signed_in("dave").post("/recoveries/market/", values, follow=True))
    assert "450.00 USD" in page
    assert Observation.objects.get().price == 45000
    assert "Old port" in text_of(signed_in("judy").get("/recoveries/market/"))
    assert signed_in("alice").get("/recoveries/market/").status_code == 403


@pytest.mark.parametrize("address", ["/recoveries/", "/recoveries/{w}/", "/recoveries/items/{x}/"])
def test_a_page_asks_no_more_where_there_is_more(signed_in, dave, alice, address):
    police = signed_in("dave")
    case = a_case(dave)
    item = an_item(dave, case, "AB71234")
    place = address.format(w=case, x=item)

    def asked():
        police.get(place)
        with CaptureQueriesContext(
            connection,
        ) as capture_queries_context:
            text_of(police.get(place))
        return len(capture_queries_context)

    few = asked()
    for number in range(3):
        a_firearm(alice, f"AB7123{number}")
        a_case(dave)
    new = items.NewItem(
        identity={"make": "beretta", "type": "pistol"}, marks=({"kind": "serial", "text": "AB71230"},)
    )
    items.enter_items(actor=dave, case=case, items=[new] * 6)
    more = asked()
    # Where there are proposals: the marks of their firearms, all proposals of the items, and the size of the register.
    assert more <= few + 3, (few, more)
    assert more <= 42, more


def test_proposals_that_one_mark_led_to_share_what_there_is(signed_in, dave, alice):
    case = a_case(dave)
    item = an_item(dave, case, "AB71234")
    for serial in ("AB71234", "AB7I234", "AB71234"):
        a_firearm(alice, serial)
    while outbox.deliver():
        pass
    assert [hit.percent > 90 for hit in Hit.objects.all()] == [True] * 3, "each alone"
    police = signed_in("dave")
    shown = [row["percent"] for row in police.get(f"/recoveries/items/{item}/").context["hits"]]
    assert len(shown) == 3
    assert sum(shown) <= 100
    assert sorted(shown) == sorted(
        row["percent"] for _item, row in police.get(f"/recoveries/{case}/").context["hits"]
    )
    hits = police.get(f"/api/exhibits/{item}").json()["hits"]
    assert sorted(value["percent"] for value in hits) == sorted(shown), "programs are told the same"
    assert all(value["noted"] > 90 for value in hits)


def test_a_device_in_the_field_is_told_what_the_page_says(dave, alice):
    for serial in ("AB71234", "AB7I234", "AB71234"):
        a_firearm(alice, serial)
    capture = field.Capture(uuid.uuid4(), "seized", "pistol", timezone.now(), "AB71234")
    arrived = field.capture(actor=dave, said=capture)
    while outbox.deliver():
        pass
    page = sign_in("dave").get(f"/recoveries/items/{arrived.item}/")
    shown = sorted(row["percent"] for row in page.context["hits"])
    assert len(shown) == 3
    assert sorted(item.percent for item in field.answers_of(actor=dave, capture=capture.capture)) == shown
    assert shown[0] == 0
    result = sign_in("dave").get(f"/api/field/captures/{capture.capture}").json()["told"]
    assert any("<1 % likely" in item["words"] for item in result), "which does not say that it cannot be"


def test_what_was_entered_is_named_and_so_is_whom_to_ask_about_which_item(signed_in, dave, frank):
    a_firearm(frank, "AB71234", state="in_stock_state", owner_kind="state")
    while outbox.deliver():
        pass
    case = a_case(dave)
    an_item(dave, case, "CD71234")
    police = signed_in("dave")
    values = {
        "how": "one",
        "again": "yes",
        "item-kind": "firearm",
        "item-type": "pistol",
        "item-serial": "AB71234",
    }
    text = text_of(police.post(f"/recoveries/{case}/items/new/", values, follow=True))
    assert "AB71234\u2069, was entered and searched. Closed compartments are being asked about it" in text
    assert "Nothing that you may see fits" not in text
    item = Item.objects.get(line=2)
    assert "closed compartments are being asked" in text_of(
        police.get(f"/recoveries/items/{item.public_id}/")
    )
    while outbox.deliver():
        pass
    page = police.get(f"/recoveries/{case}/")
    assert [
        (row["name"], [value["one"].line for value in row["things"]]) for row in page.context["desks"]
    ] == [("Ministry of Defence", [2])]
    assert [row["ask"] for row in page.context["items"]] == [[], ["Ministry of Defence"]]
    assert "about the mark of this item" in text_of(page)
    assert "closed compartments are being asked" not in text_of(
        police.get(f"/recoveries/items/{item.public_id}/")
    )


def test_the_life_of_a_large_case_is_whole_and_in_order(signed_in, dave, monkeypatch):
    case = a_case(dave)
    new = [items.NewItem(kind="ammunition", quantity=1) for _ in range(230)]
    items.enter_items(actor=dave, case=case, items=new)
    page = signed_in("dave").get(f"/recoveries/{case}/")
    [entered, opened] = page.context["life"]
    assert opened["record_type"] == "case"
    assert (entered["number"], entered["more"]) == (230, 230 - len(entered["lines"]))
    assert [line for line, _item in entered["lines"]] == list(range(1, len(entered["lines"]) + 1))
    assert "230 items" in text_of(page)
    # Beyond what is read, how it began is still told.
    monkeypatch.setattr(selectors, "LIFE", 20)
    [entered, opened] = signed_in("dave").get(f"/recoveries/{case}/").context["life"]
    assert (opened["record_type"], entered["number"]) == ("case", 20)


def test_whoever_is_told_whom_to_ask_is_told_how(signed_in, dave, erin, grace, monkeypatch):
    a_firearm(grace, "AB71234", state="in_stock_state", owner_kind="state")
    item = an_item(dave, a_case(dave), "AB71234")
    while outbox.deliver():
        pass
    page = text_of(signed_in("dave").get(f"/recoveries/items/{item}/"))
    assert "Ask Ministry of Defence about this mark" in page
    assert "It answers no trace requests here" in page
    assert "It is not on the register" not in page, "somebody keeps it"
    assert "I have asked: it is none of theirs" in page
    # An office that answers requests is asked with one.
    answering = (*desks.ANSWERING, cast.agency("defence").kind)
    for place in (desks, tracing):
        monkeypatch.setattr(place, "ANSWERING", answering)
    head = signed_in("erin")
    page = head.get(f"/recoveries/items/{item}/").content.decode()
    assert "It answers no trace requests here" not in page
    asked = cast.agency("defence").public_id
    assert re.search(rf'<input type="hidden" name="office"\s+value="{asked}"', page)
    answer = head.post(f"/tracing/from/{item}/", {"direction": "domestic", "office": asked})
    assert answer.url.startswith("/tracing/")
    assert "recoveries" not in answer.url


def test_a_second_record_of_what_may_be_on_the_register_takes_a_word(signed_in, dave, alice):
    a_firearm(alice, "AB71234")
    item = an_item(dave, a_case(dave), "AB71234")
    police = signed_in("dave")
    place = f"/recoveries/items/{item}/"
    assert "it is another firearm" in text_of(police.get(place))
    for values in ({}, {"none": "yes"}):
        assert Firearm.objects.count() == 1
        text = text_of(police.post(f"{place}register/", values, follow=True))
        assert ("one firearm must not get two records" in text) == (not values)
    assert Firearm.objects.count() == 2
    plain = an_item(dave, a_case(dave), "XY99999")
    assert "it is another firearm" not in text_of(police.get(f"/recoveries/items/{plain}/"))
    police.post(f"/recoveries/items/{plain}/register/")
    assert Firearm.objects.count() == 3


def test_what_a_notice_asks_for_is_settled_where_it_is_done(dave, alice):
    first, other = (a_firearm(alice, "AB71234").firearm for _ in range(2))
    item = an_item(dave, a_case(dave), "AB71234")

    def waiting():
        notices = Notice.objects.filter(kind="recoveries.hit", object=item, done_at__isnull=True)
        return {value["firearm"] for value in notices.values_list("params", flat=True)}

    for firearm in (first, other):
        hit = Hit.objects.filter(item__public_id=item, firearm__public_id=firearm).get()
        Notice.objects.create(
            public_id=f"N{hit.pk.hex[-13:]}", kind="recoveries.hit", object=item, agency_id=dave.agency_id,
            user=dave.id, params={"item": item, "firearm": firearm}, once=str(hit.pk),
        )  # fmt: skip
    assert waiting() == {first, other}
    links.judge_hit(
        actor=dave, item_id=item, hit=Hit.objects.get(firearm__public_id=first).pk, verdict="rejected"
    )
    assert waiting() == {other}
    assert Notice.objects.get(params__firearm=first, object=item).done_by == dave.id
    links.register_item(actor=dave, item=item)
    assert waiting() == set()


def test_w08_an_item_says_before_it_is_sent_what_it_needs(signed_in, dave):
    police, at = signed_in("dave"), f"/recoveries/{a_case(dave)}/items/new/"
    for answer in (police.get(at), police.post(at, {"how": "one", "item-kind": "firearm"})):
        page = answer.content.decode()
        for name in ("type", "make", "serial"):
            label = page.partition(f'for="id_item-{name}"')[2].partition("</label>")[0]
            assert "at least one fact or mark" in label
            assert "(optional)" not in label
    assert answer.status_code == 422


def test_a_time_that_cannot_be_read_is_refused_over_http_in_words(signed_in):
    values = {"kind": "seized", "number": "R-1", "occurred": "yesterday"}
    answer = signed_in("erin").post("/api/recoveries", values, content_type="application/json")
    assert answer.status_code == 422
    [reason] = answer.json()["error"]["reasons"]
    assert (reason["field"], reason["message"]) == (
        "occurred",
        "The time cannot be read. Enter a date such as 2024-03-01, or only the year or the month.",
    )
