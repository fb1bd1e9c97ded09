"""The map and its files over HTTP: what each may see, how many questions a page asks the database, and that nothing precise leaks to others."""

from __future__ import annotations

import csv
import datetime as dt
import html
import re
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.db import connection
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.hotspots.maps import atlas, cells, drawing, pictures
from ifar.hotspots.maps.cells import Box
from ifar.hotspots.models import Incident
from ifar.hotspots.selectors import map_data, tables
from ifar.hotspots.selectors.map_data import MapFilter
from ifar.hotspots.services import layers, tips
from ifar.hotspots.views.map_layers import LAYERS
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
    assert len(asked) <= 24, "\n".join(row["sql"][:120] for row in asked)
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
    assert sum(int(row["Incidents"]) for row in csv.DictReader(rows)) == 63
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
    text = text_of(browser.get(f"/hotspots/incidents/{number}/"))
    assert "rows.csv" in text
    assert browser.get("/hotspots/incidents/?cell=zz").status_code == 404
    assert browser.get("/hotspots/incidents/999999/").status_code == 404


def _told_to(browser) -> dict[str, str]:
    """All that the map and its files answer at many zooms, places, periods and with every filter."""
    result = {}
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
            result[f"page {query}"] = text_of(browser.get(f"/hotspots/map/?{query}", **HX))
        for file in ("cells.csv", "areas.csv"):
            result[f"{file} {box}"] = text_of(
                browser.get(f"/hotspots/map/{file}?box={quote(box)}&{periods[2]}")
            )
        for layer in LAYERS:
            for narrow in (periods[2], "kind=shooting", "source=H0000000000000"):
                answer = browser.get(f"/hotspots/map/{layer}.json?box={quote(box)}&{narrow}")
                if layer == "points":
                    # Refused, whatever stands there: the page of a refusal has a number of its own.
                    assert answer.status_code == 403
                else:
                    result[f"{layer} {box} {narrow}"] = text_of(answer)
    for part in ("", "west=9&south=11&east=10&north=12", "west=9.19&south=11.29&east=9.21&north=11.31"):
        for narrow in (
            "",
            "since=2025-01&until=2025-01",
            "since=2025-03&kind=shooting",
            "source=H0000000000000",
        ):
            result[f"api {part} {narrow}"] = text_of(browser.get(f"/api/incidents/cells?{part}&{narrow}"))
    return result


def test_two_registers_that_round_alike_give_an_officer_the_same_answers_byte_by_byte(
    signed_in, quentin, filled
):
    """No zoom, period, filter, total, file or difference of them tells more than the rounded table."""
    before = _told_to(signed_in("dave"))
    exact = map_data.see(quentin, MapFilter(cells.Box(8, 10, 12, 13), 2025 * 12, 2026 * 12 + 11)).cells
    # 63 and 12 become 64 and 14 in the same cells and years, elsewhere in them and in other months, of another kind and source.
    other = a_source("Observatory", kind="table", place="exact")
    more = [
        ("e1", "2025-03-03", 9.21, 11.31, 1, ""),
        ("e2", "2026-03-09", 9.22, 11.31, 1, ""),
        ("e3", "2026-05-09", 9.21, 11.3, 1, ""),
    ]
    loaded(other, more)
    assert (
        map_data.see(quentin, MapFilter(cells.Box(8, 10, 12, 13), 2025 * 12, 2026 * 12 + 11)).cells != exact
    )
    after = _told_to(signed_in("dave"))
    assert after == before
    assert any("≥ 60" in page for page in before.values())
    assert any("≥ 10" in page for page in before.values())


def test_an_officer_cannot_count_up_to_the_next_multiple_with_tips(dave, filled):
    """Whoever sees the rounded table may note tips: were they in it, it would say after how many a number passes a multiple."""
    before = map_data.table(dave)
    for _ in range(5):
        where = {"longitude": Decimal("9.2"), "latitude": Decimal("11.3"), "area": ""}
        tips.note(actor=dave, day=dt.date(2026, 1, 5), told="Rifles in the old mill.", **where)
    assert Incident.objects.filter(kind="tip").count() == 5
    assert map_data.table(dave) == before


def test_an_officer_learns_nothing_of_a_place_finer_than_the_fixed_grid(signed_in, filled):
    browser = signed_in("dave")
    for box in ("9.19,11.29,9.21,11.31", ""):
        rows = text_of(browser.get(f"/hotspots/map/cells.csv?box={quote(box)}")).splitlines()[1:]
        for row in rows:
            cell, _x, _y, since, until, count, *_made = row.split(",")
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
    assert len(asked) <= most, "\n".join(row["sql"][:150] for row in asked)


def test_the_map_as_numbers_and_no_rows_that_must_stay_here(signed_in, filled):
    browser = signed_in("quentin")
    result = browser.get("/api/incidents/cells?since=2025-01&until=2025-12").json()
    assert (result["precise"], result["total"]) == (True, 63)
    assert sum(cell["count"] for cell in result["cells"]) == 63
    assert browser.get("/api/incidents/cells?west=10&east=9").status_code == 422
    assert browser.get("/api/incidents").json()["items"] == [], "the source's terms keep its rows here"
    assert [item["name"] for item in browser.get("/api/incidents/sources").json()] == ["Police reports"]
    assert signed_in("dave").get("/api/incidents/sources").status_code == 403


# 16, 17: what a drill-down keeps, what a picture says, what the first view shows --------------------------------------------


def _words_of(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def test_w16_a_drill_down_keeps_the_filters(signed_in, filled):
    """What a cell, an area and the table lead to is what was counted there: as many incidents, of the same kinds and sources."""
    other = a_source("Observatory", kind="table", place="exact")
    loaded(
        other, [("o1", "2025-03-03", 9.2, 11.3, 1, "Medina"), ("o2", "2025-03-04", 9.2, 11.3, 1, "Medina")]
    )
    browser = signed_in("quentin")
    asked = f"from=2025-01&to=2025-12&kind=shooting&kind=seizure&source={other}"
    page = text_of(browser.get(f"/hotspots/map/?{asked}"))
    links = set(re.findall(r'href="(/hotspots/incidents/\?[^"]*)"', page))
    assert len(links) >= 2
    for link in links:
        query = QueryDict(html.unescape(link).partition("?")[2])
        assert query.getlist("kind") == ["shooting"] or query.getlist("kind") == ["shooting", "seizure"]
        assert query.getlist("source") == [other]
        assert (query["from"], query["to"]) == ("2025-01", "2025-12")
        listed = text_of(browser.get(html.unescape(link)))
        assert listed.count('class="row-link"') == 2
        assert "Police reports" not in re.sub(r"<form.*?</form>", "", listed, flags=re.S)
        assert f'name="source" value="{other}"' in listed
        back = QueryDict(html.unescape(re.search(r'href="/hotspots/map/\?([^"]*)"', listed)[1]))
        assert back.getlist("source") == [other]


def test_w16_an_area_leads_to_as_many_incidents_as_it_counts(signed_in, filled):
    """Incidents of which the State alone is known lie in no area's count, and so in no area's list."""
    vague = a_source("Far away", kind="table", place="country")
    loaded(vague, [("v1", "2025-03-03", 9.2, 11.3, 1, "")])
    browser = signed_in("quentin")
    areas = text_of(browser.get("/hotspots/map/areas.csv?from=2025-03&to=2025-03")).splitlines()[1:]
    number = int(next(row for row in areas if row.startswith("P1,")).split(",")[4])
    assert text_of(browser.get("/hotspots/incidents/?area=P1&from=2025-03&to=2025-03")).count('class="row-link"') == number  # fmt: skip


def test_w16_a_table_names_what_it_was_narrowed_by_and_whose_figures_it_has(signed_in, filled):
    browser = signed_in("quentin")
    where = "from=2025-01&to=2025-12"
    for name in ("cells", "areas"):
        every, *_more = csv.DictReader(text_of(browser.get(f"/hotspots/map/{name}.csv?{where}")).splitlines())
        assert (every["Kinds"], every["Only from the sources"], every["Sources in it"]) == (
            "all",
            "all",
            "The police",
        )
        address = f"/hotspots/map/{name}.csv?{where}&kind=shooting&source={filled}"
        for row in csv.DictReader(text_of(browser.get(address)).splitlines()):
            assert (row["Kinds"], row["Only from the sources"]) == ("Shooting", "Police reports")
            assert row["As of"] == timezone.localdate().isoformat()
    both = list(
        csv.DictReader(
            text_of(browser.get("/hotspots/map/cells.csv?from=2025-07&to=2025-12&versus=1")).splitlines()
        )
    )
    assert {row["From"] for row in both} == {"2025-01", "2025-07"}
    coarse = text_of(signed_in("judy").get(f"/hotspots/map/cells.csv?{where}"))
    assert "Incidents, at least" in coarse.splitlines()[0]
    assert "The police" not in coarse


def test_w16_the_list_of_incidents_stands_in_the_order_of_days(signed_in, filled):
    pages = text_of(signed_in("quentin").get("/hotspots/incidents/?area=P1"))
    shown = [
        int(number) for number in re.findall(r'class="row-link" href="/hotspots/incidents/(\d+)/"', pages)
    ]
    days = dict(Incident.objects.values_list("pk", "first"))
    assert len(shown) == 50
    assert [days[number] for number in shown] == sorted((days[day] for day in days), reverse=True)[:50]
    after = re.search(r"after=([^&\"]+)", pages)
    assert after is not None
    further = text_of(signed_in("quentin").get(f"/hotspots/incidents/?area=P1&after={after[1]}"))
    rest = re.findall(r'class="row-link" href="/hotspots/incidents/(\d+)/"', further)
    assert {*map(int, rest), *shown} == set(days)


def test_w16_a_dashed_boundary_is_explained_wherever_it_is_drawn(signed_in, filled):
    browser = signed_in("quentin")
    text = "Disputed boundary"
    for box, dashed in (("9,11,10,12", False), ("15,-60,120,60", True)):
        query = f"from=2025-01&to=2025-12&box={box}"
        assert (text in text_of(browser.get(f"/hotspots/map/?{query}"))) is dashed
        assert (text in text_of(browser.get(f"/hotspots/map/map.svg?{query}"))) is dashed
    for box, dashed in ((Box(9, 11, 10, 12), False), (Box(15, -60, 120, 60), True)):
        small = pictures.ground_of(drawing.fitted(box))
        safe_string = render_to_string(
            "hotspots/small_map.html", {"small_map": {**small, "paths": []}, "label": "A map"}
        )
        assert (text in safe_string) is dashed


def test_w16_a_picture_says_when_of_what_and_whose_figures_it_shows(signed_in, filled):
    other = a_source("Observatory", kind="table", place="exact")
    loaded(other, [("o1", "2024-03-03", 9.2, 11.3, 1, "Medina")])
    far = a_source("Harbour list", kind="table", place="exact")
    loaded(far, [("f1", "2025-03-03", 10.9, 11.9, 1, "Port")])
    a_source("Discarded list")
    browser = signed_in("quentin")
    box = "9.1,11.2,9.4,11.4"
    words = _words_of(text_of(browser.get(f"/hotspots/map/map.svg?from=2025-01&to=2025-12&box={box}")))
    assert "As of 2026" in words or re.search(r"As of \S", words)
    assert "January 2025" in words
    assert "December 2025" in words
    assert "Kinds: all" in words
    assert "Sources: The police" in words
    for absent in ("Observatory", "Harbour list", "Discarded list", "Only from"):
        assert absent not in words
    narrowed = _words_of(
        text_of(browser.get(f"/hotspots/map/map.svg?from=2025-01&to=2025-12&kind=shooting&source={filled}"))
    )
    assert "Only from: Police reports" in narrowed
    assert "Kinds: all" not in narrowed
    page = text_of(browser.get("/hotspots/map/?from=2024-01&to=2024-12"))
    sources = re.search(r'<p class="hint">Sources:(.*?)</p>', page, re.S)[1]
    assert "The police" in sources
    nothing = text_of(browser.get(f"/hotspots/map/?from=2025-01&to=2025-12&source={other}"))
    assert '<p class="hint">Sources:' not in nothing
    coarse = _words_of(text_of(signed_in("dave").get("/hotspots/map/map.svg")))
    assert "Sources:" not in coarse
    assert re.search(r"As of \S", coarse)


def _box_of(page: str) -> cells.Box:
    return cells.Box(*map(float, re.search(r'name="box" value="([^"]*)"', page)[1].split(",")))


@pytest.mark.parametrize("who", ["quentin", "dave"])
def test_w17_the_first_view_fits_the_data(signed_in, filled, who):
    """Not the world, and not only the country: all that is shown lies in it, and it is no more than a few times as wide."""
    browser = signed_in(who)
    box = _box_of(text_of(browser.get("/hotspots/map/")))
    assert box.holds(cells.Box(9.2, 11.3, 9.31, 11.3))
    assert box.east - box.west < 3
    loaded(a_source("Observatory", kind="table", place="exact"), [
        (f"o{n}", "2026-03-03", -60.2, -11.3, 1, "Medina") for n in range(6)
    ])  # fmt: skip
    wide = _box_of(text_of(browser.get("/hotspots/map/")))
    assert wide.holds(cells.Box(-60.2, -11.3, 9.31, 11.3))
    asked = _box_of(text_of(browser.get("/hotspots/map/?box=9.1,11.2,9.4,11.4")))
    assert asked.east - asked.west < 1


def test_w17_places_have_names_and_no_coordinates(signed_in, filled):
    browser = signed_in("quentin")
    page = text_of(browser.get("/hotspots/map/?from=2025-01&to=2026-12&box=9.1,11.2,9.4,11.4"))
    table = page[page.index("The cells of the map as a table") :]
    assert "<bdi>Medina (Province P1)</bdi>" in table
    assert not re.search(r"<bdi[^>]*>-?\d+\.\d+, ", table)
    assert "<title>Medina (Province P1) · " in page
    cell = f"{cells.parent(cells.cell_at(9_200_000, 11_300_000), 6):x}"
    assert "Medina (Province P1)" in text_of(browser.get(f"/hotspots/incidents/?cell={cell}"))
    officer = text_of(signed_in("dave").get("/hotspots/map/?from=2025-01&to=2026-12"))
    assert "Medina" not in officer
    assert "Province P1" in officer


def test_w17_neighbours_are_land_and_not_ocean(filled):
    """The coast of Brittany: an incident at the shore has neighbours inland, and none in the sea; one at sea stays, and is alone."""
    shore = cells.cell_at(-4_750_000, 48_030_000, 5)  # Pointe du Raz
    sea = cells.cell_at(-8_500_000, 47_500_000, 5)
    codes, _x, _y, near = tables._of_cells({str(shore), str(sea)})
    assert {str(shore), str(sea)} <= set(codes)
    own = {shore, sea}
    assert all(atlas.on_land([int(code) for code in codes if int(code) not in own]))
    assert 2 < len(codes) < 8, "some of the six around the shore are land, none around the ship"
    assert near.n == len(codes)
    alone = codes.index(str(sea))
    assert near.number[alone] == 0
