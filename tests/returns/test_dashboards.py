"""Dashboards: what is counted, as of when, what they are narrowed to, the rows behind each figure, the files, and who sees which."""

from __future__ import annotations

import csv
import datetime as dt
import re
from html import unescape

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from ifar import charts
from ifar.charts import Point
from ifar.errors import Forbidden
from ifar.ledger import selectors as ledger
from ifar.recoveries.services import items
from ifar.registry import occurred
from ifar.returns import deadlines
from ifar.returns.dashboards import counting, rollups, subjects
from ifar.returns.dashboards.rollups import DashboardFilter
from ifar.returns.dashboards.subjects import SUBJECTS, Chart, of_chart
from ifar.returns.models import Rollup, RollupCell
from tests import cast
from tests.factories import a_case, a_firearm, a_licence, a_person, an_item
from tests.registry.test_restricted_hits import STOCK

pytestmark = pytest.mark.django_db


def some_records(dave, alice, bob) -> None:
    for year, kind, of_type, area, made in (
        (2024, "seized", "pistol", "KE-30", "IT"),
        (2025, "seized", "revolver", "KE-30", "IT"),
        (2025, "seized", "pistol", "", "AT"),
        (2025, "found", "shotgun_double", "KE-01", ""),
    ):
        case = a_case(dave, kind, occurred=occurred.day(dt.date(year, 5, 2), "UTC"), area=area)
        identity = {"type": of_type} | ({"country_made": made} if made else {})
        an_item(dave, case, f"AB{year}{of_type[:2]}{area[-2:]}", identity=identity, marking="unique")
    holder = a_person(alice, "Amina Diallo")
    a_licence(alice, bob, holder)
    a_firearm(alice, "QQ71234")


def sums(actor, subject: str, chart: str, **asked) -> dict:
    figures = rollups.figures(actor, SUBJECTS[subject], DashboardFilter(**asked))
    assert figures is not None
    return of_chart(SUBJECTS[subject].chart(chart), figures.sums)


def test_every_chart_adds_up_to_the_records_and_is_narrowed_by_the_address(dave, alice, bob, judy):
    some_records(dave, alice, bob)
    assert counting.refresh(bob) == list(SUBJECTS)
    assert sums(bob, "recoveries", "years") == {
        ("2024", "seized"): 1,
        ("2025", "seized"): 2,
        ("2025", "found"): 1,
    }
    types = {("pistol",): 2, ("revolver",): 1, ("shotgun (Including Short Carbine)",): 1}
    assert sums(bob, "recoveries", "types") == types, "a type counts where its official label counts"
    assert sums(bob, "recoveries", "outcomes") == {("not_initiated",): 4}
    assert sums(bob, "recoveries", "areas") == {("KE-30",): 2, ("KE-01",): 1, ("",): 1}
    assert sums(bob, "recoveries", "areas", nodes={"type": "pistol"}) == {("KE-30",): 1, ("",): 1}
    assert sums(bob, "recoveries", "types", since=2025, nodes={"kind": "seized"}) == {
        ("revolver",): 1,
        ("pistol",): 1,
    }
    assert sums(bob, "recoveries", "types", until=2024) == {("pistol",): 1}
    assert sums(bob, "recoveries", "types", nodes={"area": ""}) == {("pistol",): 1}
    assert sums(bob, "flows", "made") == {("IT", "KE-30"): 2, ("AT", ""): 1}
    assert rollups.figures(bob, SUBJECTS["flows"], DashboardFilter()).options[("year",)] == {
        ("2024",): 1,
        ("2025",): 2,
    }
    assert sums(bob, "licences", "states") == {("in_force",): 1}
    assert sum(sums(judy, "stocks", "owners").values()) == 1


def test_narrowing_to_what_everything_has_says_the_same_as_the_margins(dave, alice, bob):
    """The first view is read from the margins, a narrowed one is summed in the database: both are one figure."""
    some_records(dave, alice, bob)
    counting.refresh(bob)
    for subject in SUBJECTS.values():
        whole = rollups.figures(bob, subject, DashboardFilter())
        narrowed = rollups.figures(bob, subject, DashboardFilter(since=1900) if subject.yearly else DashboardFilter(nodes={"state": "in_force"} if subject.name == "licences" else {}))  # fmt: skip
        assert {key: dict(rows) for key, rows in narrowed.sums.items()} == {key: dict(rows) for key, rows in whole.sums.items()}  # fmt: skip


def test_it_says_as_of_when_it_is_and_how_much_came_since(dave, alice, bob, signed_in):
    assert rollups.figures(bob, SUBJECTS["recoveries"], DashboardFilter()) is None
    head = signed_in("bob")
    assert "Nothing has been counted yet" in head.get("/returns/dashboards/").content.decode()
    some_records(dave, alice, bob)
    counting.refresh(bob)
    assert rollups.figures(bob, SUBJECTS["recoveries"], DashboardFilter()).since == 0
    assert counting.refresh(bob) == [], "nothing was recorded, nothing is counted"
    before = ledger.entries()
    an_item(dave, a_case(dave), "NEW1")
    new = ledger.entries() - before
    assert new >= 2
    figures = rollups.figures(bob, SUBJECTS["recoveries"], DashboardFilter())
    assert figures.since == new
    page = head.get("/returns/dashboards/").content.decode()
    assert f"{new} acts were recorded since and are not in these figures." in page
    assert "is behind" not in page
    Rollup.objects.update(checked_at=timezone.now() - dt.timedelta(hours=2))
    assert "the job that counts them is behind" in head.get("/returns/dashboards/").content.decode()
    again = head.post("/returns/dashboards/count/", {"subject": "recoveries"}, follow=True).content.decode()
    assert "The figures were counted again." in again
    assert Rollup.objects.count() == len(SUBJECTS), "one count of each is kept"
    assert RollupCell.objects.exclude(rollup__in=Rollup.objects.all()).count() == 0


def test_whoever_may_not_read_figures_neither_reads_nor_counts(alice, dave, bob):
    counting.refresh(bob)
    for what in (
        lambda: counting.refresh(alice),
        lambda: rollups.figures(dave, SUBJECTS["stocks"], DashboardFilter()),
    ):
        with pytest.raises(Forbidden):
            what()


def test_stocks_and_licences_are_those_of_ones_own_compartments(alice, grace, frank, bob, judy):
    """Protocol art. 4: what the armed forces have does not exist for a licensing desk, in counts too."""
    a_firearm(alice, "QQ71234")
    a_firearm(frank, "AR1", **STOCK)
    counting.refresh(bob)
    assert sum(sums(bob, "stocks", "owners").values()) == 1
    assert sums(bob, "stocks", "owners", nodes={"ownership": "state"}) == {}
    assert sum(sums(judy, "stocks", "owners").values()) == 2, "an inspector sees both"
    figures = rollups.figures(bob, SUBJECTS["stocks"], DashboardFilter())
    assert ("state",) not in figures.options[("ownership",)], "and no filter names it"


def links(page: str) -> dict[str, str]:
    """The addresses of the rows behind each figure of a page, by themselves."""
    return {unescape(item): figure for item, figure in re.findall(r'<td class="figure-value"\s*>\s*<a\s+href="([^"]+)"\s*>\s*([^<]+?)\s*</a', page)}  # fmt: skip


def test_each_figure_opens_its_rows(dave, alice, bob, signed_in):
    some_records(dave, alice, bob)
    counting.refresh(bob)
    inspector = signed_in("judy")
    followed = 0
    for name in SUBJECTS:
        page = inspector.get(f"/returns/dashboards/{name}/").content.decode()
        for address, figure in links(page).items():
            behind = inspector.get(address)
            assert behind.status_code == 200
            assert behind.context["counted"] == int(figure), address
            assert len(behind.context["rows"]) in (0, int(figure))
            followed += 1
    assert followed > 20
    page = inspector.get("/returns/dashboards/recoveries/?since=2025&kind=seized&area=-").content.decode()
    assert all("kind=seized" in link and "area=-" in link for link in links(page))


def test_pages_cost_the_same_few_queries_however_much_there_is(dave, alice, bob, signed_in):
    head = signed_in("bob")
    some_records(dave, alice, bob)
    counting.refresh(bob)
    rows = []
    for _more in range(2):
        counts = {}
        for address in (
            "recoveries/",
            "recoveries/?since=2025",
            "tracing/",
            "flows/",
            "licences/",
            "stocks/",
            "due/",
        ):
            head.get(f"/returns/dashboards/{address}")
            with CaptureQueriesContext(connection) as asked:
                assert head.get(f"/returns/dashboards/{address}").status_code == 200
            counts[address] = len(asked)
        rows.append(counts)
        an_item(dave, a_case(dave, area="KE-02"), "MORE1")
        counting.refresh(bob)
    assert rows[0] == rows[1]
    assert rows[0] == QUERIES, str(rows[0])


QUERIES = {
    "recoveries/": 7,
    "recoveries/?since=2025": 8,
    "tracing/": 6,
    "flows/": 6,
    "licences/": 6,
    "stocks/": 7,
    "due/": 5,
}


def test_w16_the_table_of_a_chart_says_when_and_of_what_as_its_picture_does(dave, alice, bob, signed_in):
    some_records(dave, alice, bob)
    counting.refresh(bob)
    head, base = signed_in("bob"), "/returns/dashboards/recoveries/types.csv"
    figures = rollups.figures(bob, SUBJECTS["recoveries"], DashboardFilter())
    at = timezone.localtime(figures.at).isoformat(timespec="seconds")
    for asked, text in (({}, ""), ({"since": "2025", "type": "revolver"}, "2025–… · Type: Revolver")):
        lines = b"".join(head.get(base, asked)).decode("utf-8-sig").splitlines()
        rows = list(csv.DictReader(lines))
        assert rows
        assert {(row["as_of"], row["narrowed_to"]) for row in rows} == {(at, text)}


def test_charts_are_files_too(dave, alice, bob, signed_in):
    some_records(dave, alice, bob)
    counting.refresh(bob)
    head = signed_in("bob")
    base = "/returns/dashboards/recoveries/types"
    splitlines = b"".join(head.get(f"{base}.csv?since=2025")).decode("utf-8-sig").splitlines()
    assert splitlines[0] == "type,type_name,number,as_of,narrowed_to"
    assert [
        line for line in splitlines if line.startswith("revolver,Revolver,1,") and line.endswith(",2025–…")
    ]
    svg = head.get(f"{base}.svg?since=2025")
    assert svg["Content-Type"] == "image/svg+xml"
    assert "2025–…" in svg.content.decode()
    odd = head.get(f"{base}.svg", {"area": "KE\x08"})
    assert odd.status_code == 200
    assert b"\x08" not in odd.content, "no XML holds it, and no picture is drawn of it"
    png = head.get(f"{base}.png", {"area": "KE\x08"})
    assert png.status_code == 200
    png = head.get(f"{base}.png")
    assert png.content.startswith(b"\x89PNG")
    assert head.get("/returns/dashboards/recoveries/nothing.csv").status_code == 404
    assert head.get("/returns/dashboards/nothing/").status_code == 404
    odd = head.get("/returns/dashboards/recoveries/?since=x&type=%00&kind=" + "k" * 200)
    assert odd.status_code == 200
    odd = odd.content.decode()
    assert "is not a year" in odd
    odd = head.get("/returns/dashboards/recoveries/?kind=nonsense").content.decode()
    assert "Nothing on record has “nonsense” in the field “Kind of recovery”" in odd
    turned = head.get("/returns/dashboards/recoveries/?since=2026&until=2023").content.decode()
    assert "The years are the wrong way round: from 2026 to 2023" in turned


def test_a_page_from_right_to_left_has_mirrored_pictures(dave, alice, bob, signed_in):
    some_records(dave, alice, bob)
    counting.refresh(bob)
    head = signed_in("bob")
    left = head.get("/returns/dashboards/").content.decode()
    with translation.override("ar"):
        head.cookies[settings.LANGUAGE_COOKIE_NAME] = "ar"
        right = head.get("/returns/dashboards/").content.decode()
    assert 'dir="rtl"' in right
    first = r'<rect x="([0-9.]+)"[^>]*width="([0-9.]+)"[^>]*fill="url\(#recoveries-types-0\)"><title>'
    x, width = map(float, re.search(first, left).groups())
    y, same = map(float, re.search(first, right).groups())
    assert (x, y) == (0, charts.WIDE - same)
    assert width == same


# Rules ------------------------------------------------------------------------------------------------------------


def test_shapes_stay_within_their_picture():
    points = [Point(f"Something with a long name number {n}", n * 7 % 90, str(n), "/x") for n in range(14)]
    years = [str(year) for year in range(2010, 2026)]
    series = [(f"Series {n}", [Point("", n + at, str(n + at)) for at in range(len(years))]) for n in range(4)]
    links_of = [(f"From {n % 5}", f"To {n % 3}", Point("", n + 1, str(n))) for n in range(12)]
    for picture in (charts.bars(points), charts.columns(years, series, "20"), charts.flow(links_of), charts.bars([]), charts.columns([], [], "0")):  # fmt: skip
        for item in (picture, charts.mirrored(picture)):
            for box in item.boxes:
                assert -0.1 <= box.x <= box.x + box.width <= charts.WIDE + 0.1
                assert -0.1 <= box.y <= box.y + box.height <= item.height + 0.1
            assert all(-0.1 <= text.y <= item.height for text in item.texts)
        again = charts.mirrored(charts.mirrored(picture))
        assert [box.x for box in again.boxes] == pytest.approx([box.x for box in picture.boxes])
        assert [text.anchor for text in again.texts] == [text.anchor for text in picture.texts]


def test_no_word_is_cut_and_a_code_keeps_its_look():
    long = "A very long name of a table that would not stand in one line of any picture whatsoever"
    for picture in (charts.bars([Point(long, 3, "3")]), charts.columns(["2025"], [(long, [Point("", 3, "3")])], "3"), charts.flow([(long, "x", Point("", 3, "3"))])):  # fmt: skip
        words = " ".join(text.text for text in picture.texts)
        assert "…" not in words
        assert all(word in words for word in long.split())
    alone = charts.columns(["2025"], [("Found", [Point("", 3, "3")])], "3", looks=[1])
    beside = charts.columns(["2025"], [("Seized", [Point("", 9, "9")]), ("Found", [Point("", 3, "3")])], "12", looks=[0, 1])  # fmt: skip
    assert {box.series for box in alone.boxes} == {1}
    assert [box.series for box in beside.boxes if "Found" in box.title] == [1]


def test_a_funnel_narrows_and_the_rest_of_a_long_chart_is_told():
    funnel = subjects.funnel(("a", "b", "c"), {("a",): 5, ("c",): 2})
    assert funnel == {("a",): 7, ("b",): 2, ("c",): 2}
    shown, left_out, rest = subjects.largest({("x",): 1, ("y",): 9, ("z",): 3}, 2)
    assert (shown, left_out, rest) == ([(("y",), 9), (("z",), 3)], 1, 1)
    assert Chart("x", ("a",), only=("how", "made")).sets == ("a", "how")


def test_what_is_due_is_read_from_the_configuration(settings):
    assert deadlines.days("iafq= unroca=05-31") == {"iafq": None, "unroca": (5, 31)}
    for wrong in ("iafq", "iafq=31-05", "iafq=5"):
        with pytest.raises(ValueError, match=r"IFAR_RETURNS_DUE|month"):
            deadlines.days(wrong)
    settings.IFAR_RETURNS_DUE = "iafq=31-05"
    with pytest.raises(ImproperlyConfigured, match="IFAR_RETURNS_DUE"):
        apps.get_app_config("returns").ready()
    today = dt.date(2026, 6, 1)
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    dues = deadlines.due(("unroca",), {"unroca": (5, 31)}, {("unroca", 2024): (2, at)}, today)
    assert [(due.year, due.state(today)) for due in dues[:2]] == [(2025, "overdue"), (2024, "frozen")]
    assert deadlines.Due("iafq", 2025, None, None, None).state(today) == "open"
    assert deadlines.Due("x", 2025, dt.date(2026, 6, 1), None, None).state(today) == "due"


def test_the_job_may_count_and_nothing_else():
    assert counting.JOB.permissions == {"returns:figure:read"}
    assert cast.actor("bob").permissions >= counting.JOB.permissions


def test_an_outcome_of_tracing_moves_to_its_bar(dave, alice, bob):
    case = a_case(dave)
    first = an_item(dave, case, "AB1", marking="unique")
    items.note_tracing(actor=dave, item_id=first, outcome="illegitimate_owner_national")
    counting.refresh(bob)
    assert sums(bob, "recoveries", "outcomes") == {("illegitimate_owner_national",): 1}
