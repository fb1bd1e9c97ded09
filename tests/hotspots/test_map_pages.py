"""The map and its files over HTTP: what each may see, how many questions a page asks the database, and that nothing precise leaks to others."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.hotspots import cells
from ifar.hotspots.models import Incident
from ifar.hotspots.selectors import mapped
from ifar.hotspots.selectors.mapped import Asked
from ifar.hotspots.services import layers, tips
from tests import cast
from tests.databases import ground
from tests.hotspots.making import ROWS, a_layer, a_source, loaded

pytestmark = pytest.mark.django_db
HX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(scope="module")
def filled(databases, peopled_template, django_db_setup, django_db_blocker):
    """The source of what stands in the register in which all these tests look."""
    with ground(databases, peopled_template, django_db_blocker):
        source = _fill(cast.actor("quentin"))
        with django_db_blocker.block():
            yield source


def _fill(quentin):
    a_layer()
    people = b"area,year,value\nP1,2025,100000\nP2,2025,2000\n"
    layers.load_figures(actor=quentin, name="People", what="population", origin="Census", content=[people])
    source = a_source()
    many = [
        (f"m{n}", f"2025-{1 + n % 12:02}-{1 + n % 28:02}", 9.2 + (n % 7) * 0.001, 11.3, 0, "Medina")
        for n in range(63)
    ]
    loaded(source, [*ROWS, *many])
    return source


def text_of(answer):
    assert answer.status_code == 200, (answer.status_code, answer.content[:300])
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def test_the_map_shows_cells_areas_and_rates_in_few_questions(signed_in, filled):
    browser = signed_in("quentin")
    browser.get("/hotspots/map/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = text_of(browser.get("/hotspots/map/?from=2025-01&to=2026-12"))
    assert len(asked) <= 24, "\n".join(one["sql"][:120] for one in asked)
    assert "Province P1" in page
    assert re.search(r'class="tone-\d"', page)
    assert "75.0" in page, "75 incidents among 100,000 people"
    assert "do not imply official endorsement or acceptance by the United Nations" in page
    alone = text_of(browser.get("/hotspots/map/?from=2025-01&to=2026-12", **HX))
    assert "<html" not in alone
    assert "Province P1" in alone


def test_two_periods_stand_side_by_side(signed_in, filled):
    page = text_of(signed_in("quentin").get("/hotspots/map/?from=2026-01&to=2026-06&versus=1"))
    assert page.count('class="map-figure') == 2


def test_files_say_what_the_page_says(signed_in, filled):
    browser = signed_in("quentin")
    rows = text_of(browser.get("/hotspots/map/cells.csv?from=2025-01&to=2025-12")).splitlines()
    assert sum(int(row.rsplit(",", 1)[1]) for row in rows[1:]) == 63
    areas = text_of(browser.get("/hotspots/map/areas.csv?from=2025-01&to=2025-12"))
    assert "P1,Province P1,2025-01,2025-12,63,63.0" in areas
    svg = text_of(browser.get("/hotspots/map/map.svg"))
    assert svg.lstrip().startswith("<svg")
    png = browser.get("/hotspots/map/map.png")
    assert png.content.startswith(b"\x89PNG")


def test_a_cell_leads_to_its_incidents_with_where_each_comes_from(signed_in, filled):
    browser = signed_in("quentin")
    cell = cells.parent(cells.cell_at(9_200_000, 11_300_000), 7)
    page = text_of(browser.get(f"/hotspots/incidents/?cell={cell:x}&from=2025-01&to=2025-01"))
    assert "Police reports" in page
    number = Incident.objects.order_by("id").first().pk
    one = text_of(browser.get(f"/hotspots/incidents/{number}/"))
    assert "rows.csv" in one
    assert browser.get("/hotspots/incidents/?cell=zz").status_code == 404
    assert browser.get("/hotspots/incidents/999999/").status_code == 404


def _told_to(browser) -> dict[str, str]:
    """All that the map and its files answer at many zooms, places, periods and with every filter."""
    found = {}
    boxes = (
        "",
        "9,11,10,12",
        "9.19,11.29,9.21,11.31",
        "9.199,11.299,9.2005,11.301",
        "-180,-60,180,80",
        "9.25,11.2,9.4,11.4",
    )
    periods = (
        "",
        "from=2025-01&to=2025-01",
        "from=2025-03&to=2026-02",
        "from=2026-01&to=2026-06",
        "from=2025-12&to=2025-12",
    )
    filters = ("", "&kind=shooting", "&kind=protest", "&source=H0000000000000", "&versus=1")
    for box in boxes:
        asked = [(period, "") for period in periods] + (
            [("", narrow) for narrow in filters] if not box else []
        )
        for period, narrow in asked:
            query = f"box={quote(box)}&{period}{narrow}"
            found[f"page {query}"] = text_of(browser.get(f"/hotspots/map/?{query}", **HX))
        for file in ("cells.csv", "areas.csv"):
            found[f"{file} {box}"] = text_of(
                browser.get(f"/hotspots/map/{file}?box={quote(box)}&{periods[2]}")
            )
    for part in ("", "west=9&south=11&east=10&north=12", "west=9.19&south=11.29&east=9.21&north=11.31"):
        for narrow in (
            "",
            "since=2025-01&until=2025-01",
            "since=2025-03&kind=shooting",
            "source=H0000000000000",
        ):
            found[f"api {part} {narrow}"] = text_of(browser.get(f"/api/incidents/cells?{part}&{narrow}"))
    return found


def test_two_registers_that_round_alike_give_an_officer_the_same_answers_byte_by_byte(
    signed_in, quentin, filled
):
    """No zoom, period, filter, total, file or difference of them tells more than the rounded table."""
    before = _told_to(signed_in("dave"))
    exact = mapped.see(quentin, Asked(cells.Box(8, 10, 12, 13), 2025 * 12, 2026 * 12 + 11)).cells
    # 63 and 12 become 64 and 14 in the same cells and years, elsewhere in them and in other months, of another kind and source.
    other = a_source("Observatory", kind="table", place="exact")
    more = [
        ("e1", "2025-03-03", 9.21, 11.31, 1, ""),
        ("e2", "2026-03-09", 9.22, 11.31, 1, ""),
        ("e3", "2026-05-09", 9.21, 11.3, 1, ""),
    ]
    loaded(other, more)
    assert mapped.see(quentin, Asked(cells.Box(8, 10, 12, 13), 2025 * 12, 2026 * 12 + 11)).cells != exact
    after = _told_to(signed_in("dave"))
    assert after == before
    assert any("≥ 60" in page for page in before.values())
    assert any("≥ 10" in page for page in before.values())


def test_an_officer_cannot_count_up_to_the_next_multiple_with_tips(dave, filled):
    """Whoever sees the rounded table may note tips: were they in it, it would say after how many a number passes a multiple."""
    before = mapped.table(dave)
    for _ in range(5):
        where = {"longitude": Decimal("9.2"), "latitude": Decimal("11.3"), "area": ""}
        tips.note(actor=dave, day=dt.date(2026, 1, 5), told="Rifles in the old mill.", **where)
    assert Incident.objects.filter(kind="tip").count() == 5
    assert mapped.table(dave) == before


def test_an_officer_learns_nothing_of_a_place_finer_than_the_fixed_grid(signed_in, filled):
    browser = signed_in("dave")
    for box in ("9.19,11.29,9.21,11.31", ""):
        rows = text_of(browser.get(f"/hotspots/map/cells.csv?box={quote(box)}")).splitlines()[1:]
        for row in rows:
            cell, _x, _y, since, until, count = row.split(",")
            assert cells.resolution_of(int(cell, 16)) <= 4
            assert (since[5:], until[5:]) == ("01", "12")
            assert int(count) % 5 == 0


@pytest.mark.parametrize(
    "path",
    [
        "incidents/",
        "incidents/1/",
        "sources/",
        "layers/",
        "duplicates/",
        "deliveries/H0000000000000/",
        "deliveries/H0000000000000/rows.csv",
    ],
)
def test_what_is_precise_is_closed_to_an_officer(signed_in, filled, path):
    expected = {200} if path == "layers/" else {403, 404}
    assert signed_in("dave").get(f"/hotspots/{path}").status_code in expected


def test_a_picture_of_an_officer_is_coarse_too(signed_in, filled):
    svg = text_of(signed_in("dave").get("/hotspots/map/map.svg"))
    assert "at least" in svg


@pytest.mark.parametrize(
    ("path", "most"),
    [("sources/", 10), ("sources/{s}/", 13), ("incidents/", 11), ("layers/", 9), ("duplicates/", 11)],
)
def test_lists_ask_few_questions(signed_in, filled, path, most):
    browser = signed_in("quentin")
    address = f"/hotspots/{path.format(s=filled)}"
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    assert len(asked) <= most, "\n".join(one["sql"][:150] for one in asked)


def test_the_map_as_numbers_and_no_rows_that_must_stay_here(signed_in, filled):
    browser = signed_in("quentin")
    told = browser.get("/api/incidents/cells?since=2025-01&until=2025-12").json()
    assert (told["precise"], told["total"]) == (True, 63)
    assert sum(one["count"] for one in told["cells"]) == 63
    assert browser.get("/api/incidents/cells?west=10&east=9").status_code == 422
    assert browser.get("/api/incidents").json()["items"] == [], "the source's terms keep its rows here"
    assert [one["name"] for one in browser.get("/api/incidents/sources").json()] == ["Police reports"]
    assert signed_in("dave").get("/api/incidents/sources").status_code == 403
