"""The pages over which incidents come in, from the form to the map, over HTTP."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ifar.hotspots import tasks
from ifar.hotspots.models import Incident, Source, Trial
from ifar.hotspots.services import sources
from ifar.hotspots.views import desk
from tests.hotspots.making import ROWS, SAID, a_layer, a_source, table
from tests.hotspots.test_map_pages import HX, text_of

pytestmark = pytest.mark.django_db


def test_nothing_yet_is_said_as_such(signed_in):
    page = text_of(signed_in("quentin").get("/hotspots/map/"))
    assert "No incident has come yet" in page
    assert signed_in("dave").get("/hotspots/map/cells.csv").status_code == 404


def test_a_file_goes_from_the_form_to_the_map(signed_in, quentin):
    browser = signed_in("quentin")
    source = a_source()
    answer = browser.post(
        f"/hotspots/sources/{source}/",
        {"what": "file", "file": SimpleUploadedFile("a.csv", table([*ROWS, ROWS[0]]))},
    )
    assert answer.status_code == 302
    page = text_of(browser.get(answer["Location"]))
    assert "Row 14" in page
    assert "Nothing is loaded yet" in page
    answer = browser.post(f"{answer['Location']}load/")
    page = text_of(browser.get(answer["Location"]))
    assert "Every row is accounted for" in page
    undo = f"{answer['Location']}acts/withdrawn/"
    assert undo in page
    silent = browser.post(undo, {"reason": ""})
    assert list(silent.context["act"]["form"].errors) == ["reason"]
    answer = browser.post(undo, {"reason": "The wrong month"})
    assert "Withdrawn" in text_of(browser.get(answer["Location"]))
    assert Incident.objects.exclude(standing=2).count() == 0
    listed = text_of(browser.get("/hotspots/sources/"))
    assert "Police reports" in listed


def test_a_large_file_is_tried_in_the_background_and_its_page_says_how_far_it_is(
    signed_in, quentin, monkeypatch
):
    handed: list[object] = []
    monkeypatch.setattr(desk, "AT_ONCE", 10)
    monkeypatch.setattr(desk, "try_later", handed.append)
    browser = signed_in("quentin")
    file = SimpleUploadedFile("a.csv", table(ROWS))
    at = browser.post(f"/hotspots/sources/{a_source()}/", {"what": "file", "file": file})["Location"]
    assert "<progress" in text_of(browser.get(at))
    part = browser.get(at, **HX)
    assert "HX-Refresh" not in part
    tasks.try_file(str(handed[0]))
    assert browser.get(at, **HX)["HX-Refresh"] == "true"
    assert "Load it" in text_of(browser.get(at))
    assert browser.post(f"{at}again/").status_code == 302
    assert len(handed) == 2, "tried once more it is as large as before"
    assert "<progress" in text_of(browser.get(at))


def test_words_of_a_column_are_asked_for_and_kept(signed_in, quentin):
    browser = signed_in("quentin")
    source = sources.register_source(actor=quentin, kind="table", said={**SAID, "name": "Reports"})
    file = b"id,day,lat,lon,what\n1,2026-01-05,11.3,9.2,Robbery\n2,2026-01-06,11.3,9.2,shooting\n"
    at = browser.post(
        f"/hotspots/sources/{source}/", {"what": "file", "file": SimpleUploadedFile("a.csv", file)}
    )["Location"]
    assert at.endswith("/mapping/")
    page = text_of(browser.get(at))
    assert 'value="lat" selected' in page, "headings suggest what they say"
    sent = {
        "order": "ymd",
        "kind": "other",
        "place": "exact",
        "columns-id": "id",
        "columns-date": "",
    }
    sent |= {"columns-latitude": "lat", "columns-longitude": "lon", "columns-kind": "what"}
    page = text_of(browser.post(at, sent))
    assert "“Robbery”" in page
    meant = {"kinds-Robbery": "other", "kinds-shooting": "shooting"}
    answer = browser.post(at, {**sent, **meant})
    assert list(answer.context["form"].errors) == ["columns-date"], "what is missing stands at its column"
    answer = browser.post(at, {**sent, **meant, "columns-date": "day"})
    assert answer.status_code == 302, answer.content[:3000]
    kept = Source.objects.get(public_id=source).mapping
    assert kept["kinds"] == {"robbery": "other", "shooting": "shooting"}
    assert "Shooting" in text_of(browser.get(answer["Location"]))


def test_w30_rows_without_a_code_of_precision_are_decided_on_the_page_too(signed_in, quentin):
    """A cell in which nothing stands is asked for as *empty*, and what was decided for it is kept."""
    source = a_source(kind="ucdp")
    head = "id,type_of_violence,where_prec,latitude,longitude,date_prec,date_start,date_end,best,where_coordinates"
    rows = [f"{n},1,,11.{n},9.{n},1,2016-02-03,2016-02-03,1,Sela" for n in range(50, 53)]
    browser = signed_in("quentin")
    file = SimpleUploadedFile("events.csv", "\n".join([head, *rows]).encode())
    answer = browser.post(f"/hotspots/sources/{source}/", {"what": "file", "file": file}, follow=True)
    assert "where_prec = empty (3)" in answer.content.decode()
    browser.post(f"{answer.redirect_chain[-1][0]}codes/", {"places_of-": "district"})
    assert Trial.objects.get().report["places"] == {"district": 3}
    assert Source.objects.get().mapping["places"] == {"": "district"}


def test_w30_w33_a_person_decides_on_the_page_for_points_and_codes(signed_in, quentin):
    source = a_source(kind="ucdp")
    head = "id,type_of_violence,where_prec,latitude,longitude,date_prec,date_start,date_end,best,where_coordinates"
    lines = [
        f"{n}.0,1.0,1.0,11.5,9.5,1.0,2016-01-{1 + n % 28:02},2016-01-{1 + n % 28:02},1.0,Medina"
        for n in range(30)
    ]
    odd = [f"{n},1,9,11.{n},9.{n},1,2016-02-03,2016-02-03,1,Sela" for n in range(50, 53)]
    a_layer()
    browser = signed_in("quentin")
    file = SimpleUploadedFile("events.csv", "\n".join([head, *lines, *odd]).encode())
    answer = browser.post(f"/hotspots/sources/{source}/", {"what": "file", "file": file}, follow=True)
    page, address = answer.content.decode(), answer.redirect_chain[-1][0]
    assert "Points with many incidents" in page
    assert "1 Jan 2016 to 28 Jan 2016" in page
    assert "Medina" in page
    assert Trial.objects.get().report["places"] == {"exact": 30}
    browser.post(f"{address}codes/", {"places_of-9": "district"})
    assert Trial.objects.get().report["places"] == {"exact": 30, "district": 3}
    pile = Trial.objects.get().report["piles"][0]
    point = f"decided-{pile['longitude']},{pile['latitude']}"
    page = browser.post(f"{address}points/", {point: "province"}, follow=True).content.decode()
    assert Trial.objects.get().report["places"] == {"province": 30, "district": 3}
    assert "How exactly that is known was decided." in page
    browser.post(f"{address}points/", {point: "nowhere"})
    assert Source.objects.get().mapping["points"][0]["place"] == "province"
    browser.post(f"{address}points/", {point: "undecided"})
    assert Source.objects.get().mapping["points"] == [], "a decision is taken back"
