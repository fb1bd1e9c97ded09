"""Open data: what two people publish of a year that is over, what anybody reads of it, and that no small number can be worked out."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ifar.accounts.services.proposals import decide
from ifar.errors import Conflict, Forbidden, Invalid, NotFound
from ifar.recoveries.services import items
from ifar.registry import occurred
from ifar.returns import services
from ifar.returns.models import Publication
from ifar.returns.official import OUTCOMES, TYPES
from ifar.returns.open_data import publishing
from ifar.returns.open_data import tables as open_data
from ifar.returns.open_data import views as open_views
from ifar.returns.open_data.suppression import ALL
from ifar.returns.open_data.tables import (
    APPLICATIONS,
    MARKING,
    MISSING,
    RECOVERIES,
    TRACING,
    Arm,
    Edition,
    rows_of,
)
from tests import cast
from tests.factories import a_case, an_item
from tests.logs import ORIGIN, Log
from tests.returns.test_suppression import bounds

YEAR = 2024


def a_year(dave, area: str = "KE-30") -> list[str]:
    """Nine pistols seized in one area, one revolver found, nobody said where."""
    case = a_case(dave, occurred=occurred.day(dt.date(YEAR, 3, 1), "UTC"), area=area)
    results = [an_item(dave, case, f"AB7{n}", identity={"type": "pistol"}) for n in range(9)]
    other = a_case(dave, "found", occurred=occurred.day(dt.date(YEAR, 3, 2), "UTC"))
    return [*results, an_item(dave, other, "ZZ1", identity={"type": "revolver"})]


def publish(bob, nina, note: str = "") -> Publication:
    asked = publishing.propose_publishing(actor=bob, year=YEAR, note=note, reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    return Publication.objects.order_by("-number").first()


def values(publication: Publication, name: str) -> dict:
    return dict(rows_of(next(table for table in publication.tables if table[0] == name)))


@pytest.mark.django_db
def test_two_people_publish_and_anybody_reads_exactly_that(dave, bob, nina):
    a_year(dave)
    publication = publish(bob, nina, "Customs not covered")
    result = values(publication, RECOVERIES)
    assert result["Arms seized", "rifle (Inlcuding Carbine)", "KE-30"] == 0, "zero is no small number"
    assert result["Arms found", "revolver", MISSING] is None
    assert result[ALL, ALL, ALL] is None or result["Arms seized", ALL, ALL] is None, (
        "their difference would tell of one"
    )
    anybody = Client()
    page = anybody.get("/open-data/").content.decode()
    for name, digest in publication.digests:
        assert digest in page
        answer = anybody.get(f"/open-data/{YEAR}/1/files/{name}")
        assert hashlib.sha256(answer.content).hexdigest() == digest
        assert "P-2026-17" not in answer.content.decode()
    assert "Customs not covered" in page
    result = list(csv.DictReader(io.StringIO(anybody.get(f"/open-data/{YEAR}/1/files/open-data-XXX-{YEAR}-v1-marking.csv").content.decode())))  # fmt: skip
    assert {row["status"] for row in result} == {"published", "suppressed"}
    assert all((row["value"] == "") == (row["status"] == "suppressed") for row in result)
    whole = json.loads(anybody.get(f"/open-data/{YEAR}/1/files/open-data-XXX-{YEAR}-v1.json").content)
    assert (whole["schema"], whole["year"], whole["version"], whole["threshold"]) == (
        "ifar.open-data/1",
        YEAR,
        1,
        5,
    )
    for path in (
        f"{YEAR}/2/recoveries/",
        f"{YEAR}/1/nothing/",
        f"{YEAR}/1/files/x.csv",
        "1999/1/recoveries/",
    ):
        assert anybody.get(f"/open-data/{path}").status_code == 404


@pytest.mark.django_db
def test_the_filterable_page_has_no_other_numbers_than_the_files(dave, bob, nina):
    a_year(dave)
    publication = publish(bob, nina)
    cells = values(publication, RECOVERIES)
    anybody = Client()
    for by, chosen in (
        ("type", {"kind": "Arms seized", "area": "KE-30"}),
        ("area", {"kind": "Arms found"}),
        ("kind", {"type": "pistol"}),
    ):
        answer = anybody.get(f"/open-data/{YEAR}/1/{RECOVERIES}/", {"by": by, **chosen})
        place = {"kind": ALL, "type": ALL, "area": ALL} | chosen
        nodes = next(nodes for dim, nodes in publication.tables[0][1] if dim == by)
        expected = [cells[tuple({**place, by: node}[dim] for dim in ("kind", "type", "area"))] for node in nodes]  # fmt: skip
        assert [row["value"] for row in answer.context["rows"]] == expected
        assert expected.count(None) == answer.content.decode().count(">withheld<")
    odd = anybody.get(f"/open-data/{YEAR}/1/{RECOVERIES}/", {"by": "x", "kind": "y"})
    assert odd.status_code == 200


@pytest.mark.django_db
def test_what_was_kept_back_stays_so_and_a_version_follows_only_where_something_changed(dave, bob, nina):
    first, *_ = a_year(dave)
    publication = publish(bob, nina)
    with pytest.raises(Conflict) as raised:
        publishing.propose_publishing(actor=bob, year=YEAR, note="", reason="again")
    assert raised.value.code == "returns.open.same"
    case = a_case(dave, "found", occurred=occurred.day(dt.date(YEAR, 4, 1), "UTC"))
    for n in range(9):
        an_item(dave, case, f"MO{n}", identity={"type": "revolver"})
    more = a_case(dave, occurred=occurred.day(dt.date(YEAR, 4, 1), "UTC"), area="KE-30")
    for n in range(9):
        an_item(dave, more, f"MS{n}", identity={"type": "shotgun"})
    two = publish(bob, nina)
    assert two.number == 2
    place = ("Arms found", "revolver", MISSING)
    assert values(publication, RECOVERIES)[place] is None
    assert values(two, RECOVERIES)[place] is None, "the difference of the two versions would tell it"
    items.note_tracing(actor=dave, item_id=first, outcome="illegitimate_owner_national")
    with pytest.raises(NotFound):
        publishing.prepared(bob, 1999)


@pytest.mark.django_db
def test_no_year_that_runs_nobody_alone_and_nothing_that_moved(dave, bob, nina, alice, judy):
    case = a_case(dave)
    an_item(dave, case, "AB1")
    with pytest.raises(Conflict) as raised:
        publishing.propose_publishing(actor=bob, year=dt.datetime.now(dt.UTC).year, note="", reason="x")
    assert raised.value.code == "returns.open.running"
    for somebody in (alice, judy, dave):
        with pytest.raises(Forbidden):
            publishing.propose_publishing(actor=somebody, year=YEAR, note="", reason="x")
    a_year(dave)
    asked = publishing.propose_publishing(actor=bob, year=YEAR, note="", reason="x")
    with pytest.raises(Forbidden):
        decide(actor=bob, proposal=asked.public_id, verdict="approve")
    with pytest.raises(DatabaseError), transaction.atomic():
        publishing.publish(bob, asked)
    more = a_case(dave, occurred=occurred.day(dt.date(YEAR, 5, 1), "UTC"))
    for n in range(9):
        an_item(dave, more, f"MV{n}")
    with pytest.raises(Conflict) as raised:
        decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert raised.value.code == "returns.moved"
    assert not Publication.objects.exists()


@pytest.mark.django_db
def test_the_public_pages_are_rate_limited_and_cost_few_queries(dave, bob, nina):
    a_year(dave)
    publish(bob, nina)
    anybody = Client()
    anybody.get("/open-data/")
    for path, most in (("", 8), (f"{YEAR}/1/{RECOVERIES}/", 12), (f"{YEAR}/1/files/open-data-XXX-{YEAR}-v1.json", 8)):  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            anybody.get(f"/open-data/{path}")
        assert len(asked) <= most, path
    answers = [anybody.get("/open-data/").status_code for _look in range(70)]
    assert 429 in answers


@pytest.mark.django_db
def test_the_desk(dave, bob, nina, signed_in):
    a_year(dave)
    head = signed_in("bob")
    assert "Look at it and propose it" in head.get("/returns/open/").content.decode()
    page = head.get(f"/returns/open/{YEAR}/").content.decode()
    assert "are kept back" in page
    made = head.post(f"/returns/open/{YEAR}/", {"note": "n", "reason": "due"}, follow=True)
    assert "Proposed as" in made.content.decode()
    reader = signed_in("nina")
    proposal = publishing.proposals.Proposal.objects.get()
    result = reader.get(f"/proposals/{proposal.public_id}/").content.decode()
    assert "figures, of which" in result


# What cannot be done past the service -----------------------------------------------------------------------------


def test_the_ledger_names_what_was_altered(peopled_db, settings, tmp_path):
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, dave, bob, nina = Log(peopled_db, tmp_path), *(cast.actor(name) for name in ("dave", "bob", "nina"))
    a_year(dave)
    publish(bob, nina)
    log.sequence()
    assert log.verify().good, log.verify().differences
    log.tamper("UPDATE returns_publication SET digests = jsonb_set(digests, '{0,1}', '\"0\"')")
    assert any("returns_publication" in difference.place for difference in log.verify().differences)
    log.tamper("UPDATE returns_publication SET year = 2100")
    assert "a year that was over" in {difference.should for difference in log.verify().differences}


@pytest.mark.django_db
def test_the_database_refuses_a_small_number_and_any_change(dave, bob, nina):
    a_year(dave)
    publication = publish(bob, nina)
    for statement in (
        "UPDATE returns_publication SET note = 'x'",
        "DELETE FROM returns_publication",
        "INSERT INTO returns_publication SELECT gen_random_uuid(), country, year, 2, threshold, tables, digests, note, proposal, at FROM returns_publication",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Publication.objects.get().entry == publication.entry


@pytest.mark.django_db
def test_the_database_compares_with_every_version_of_the_year(bob, nina, monkeypatch):
    rest = ["marking", [ALL]]
    wide, narrow = [["kind", [ALL, "Arms seized"]], rest], [["kind", [ALL]], rest]
    results = iter([[wide, [None, None]], [narrow, [20]], [wide, [20, 20]]])
    for _version in range(2):
        tables = [["marking", *next(results)]]
        monkeypatch.setattr(publishing, "_tables", lambda *_args, tables=tables: tables)
        publish(bob, nina)
    tables = [["marking", *next(results)]]
    monkeypatch.setattr(publishing, "_tables", lambda *_args: tables)
    with pytest.raises(DatabaseError, match="kept back"), transaction.atomic():
        publish(bob, nina)


# Rules ------------------------------------------------------------------------------------------------------------


def arms() -> dict[Arm, int]:
    labels = list(OUTCOMES.values())
    result: dict[Arm, int] = {}
    for n in range(260):
        kind = ("Arms seized", "Arms seized", "Arms seized", "Arms found", "Arms surrendered")[n % 5]
        arm = Arm(kind, TYPES[n * n % 7], ("X-1", "X-2", "X-3", "")[n % 11 % 4], ("uniquely marked", "no marking", "")[n % 3], labels[n * n % 11])  # fmt: skip
        result[arm] = result.get(arm, 0) + 1
    return result


DECIDED = {
    ("sport", "granted"): 40,
    ("sport", "refused"): 2,
    ("hunting", "granted"): 30,
    ("hunting", "refused"): 9,
}


def test_the_bounds_of_every_cell_of_the_published_tables_are_a_threshold_wide():
    """Acceptance: by linear programming, over everything that is published of a year together."""
    for family in open_data.families(arms(), DECIDED):
        result = {(table[0], place): value for table in open_data.published(arms(), DECIDED, 5) for place, value in rows_of(table)}  # fmt: skip
        kept = frozenset(family.cell(name, place) for (name, place), value in result.items() if value is None and name in family.by_name)  # fmt: skip
        assert kept
        for cell, (least, most) in bounds(family, kept).items():
            assert most is None or most - least >= 5 - 1e-6, cell


def test_shared_sums_are_kept_back_in_every_table_or_in_none():
    result = {table[0]: dict(rows_of(table)) for table in open_data.published(arms(), DECIDED, 5)}
    for kind in ("Arms seized", "Arms found", ALL):
        texts = {result[RECOVERIES][kind, ALL, ALL], result[MARKING][kind, ALL], result[TRACING][kind, ALL]}
        assert len(texts) == 1
    assert result[APPLICATIONS]["sport", "refused"] is None


def test_the_bytes_of_a_file_never_change():
    """A checksum on the ledger is of these bytes: whoever changes their form gives them a new schema and keeps writing the old."""
    edition = Edition("XXX", 2024, 1, 5, "n", [["marking", [["kind", [ALL, "Arms seized"]], ["marking", [ALL, "no marking"]]], [9, None, 9, None]]])  # fmt: skip
    assert {name: content.decode() for name, content in open_data.files(edition).items()} == {
        "open-data-XXX-2024-v1-marking.csv": "country,year,version,table,kind,marking,value,status\r\n"
        "XXX,2024,1,marking,Total,Total,9,published\r\nXXX,2024,1,marking,Total,no marking,,suppressed\r\n"
        "XXX,2024,1,marking,Arms seized,Total,9,published\r\nXXX,2024,1,marking,Arms seized,no marking,,suppressed\r\n",
        "open-data-XXX-2024-v1.json": '{"schema":"ifar.open-data/1","country":"XXX","year":2024,"version":1,"threshold":5,"note":"n","tables":'
        '[{"name":"marking","dimensions":["kind","marking"],"rows":[{"kind":"Total","marking":"Total","value":9,"suppressed":false},'
        '{"kind":"Total","marking":"no marking","value":null,"suppressed":true},{"kind":"Arms seized","marking":"Total","value":9,'
        '"suppressed":false},{"kind":"Arms seized","marking":"no marking","value":null,"suppressed":true}]}]}\n',
    }


def test_changes_that_would_tell_of_few_are_named():
    then = [["marking", [["kind", [ALL]], ["marking", [ALL, "none"]]], [20, 20]]]
    now = [["marking", [["kind", [ALL]], ["marking", [ALL, "none"]]], [40, 21]]]
    (telling,) = open_data.telling([then], now, 5)
    assert (telling.table, telling.place, telling.before, telling.after) == ("marking", (ALL, "none"), 20, 21)


def pistols(**areas: int) -> dict[Arm, int]:
    """Seized pistols by area, and twice as many revolvers as would hide behind any threshold."""
    counts = {
        Arm("Arms seized", "pistol", f"KE-{code[1:]}", "", ""): number for code, number in areas.items()
    }
    return counts | {Arm("Arms seized", "revolver", f"KE-{code[1:]}", "", ""): 40 for code in areas}


def test_what_the_sums_give_of_a_cell_that_is_kept_back_since_is_named():
    row = open_data.published(pistols(a01=30, a02=20), {}, 5)
    two = open_data.published(pistols(a01=3, a02=20), {}, 5, row)
    tellings = open_data.telling([row], two, 5)
    place = ("Arms seized", "pistol", "KE-01")
    assert dict(rows_of(two[0]))[place] is None
    assert [
        (tells.before, tells.after, tells.low, tells.high) for tells in tellings if tells.place == place
    ] == [(30, None, 3, 3)]
    assert not [tells for tells in tellings if tells.place == ("Arms seized", "pistol", "KE-02")], (
        "it can be 0 or 20"
    )
    three = open_data.published(pistols(a01=4, a02=20), {}, 5, [*two, *row])
    again = open_data.telling([two, row], three, 5)
    assert [(tells.low, tells.high) for tells in again if tells.place == place] == [(4, 4)], (
        "the first version still tells"
    )


def test_what_any_version_kept_back_stays_so_also_where_its_area_was_gone_in_between():
    row = open_data.published(pistols(a01=40, a30=3), {}, 5)
    two = open_data.published(pistols(a01=43), {}, 5, row)
    place = ("Arms seized", "pistol", "KE-30")
    assert place not in dict(rows_of(two[0]))
    three = open_data.published(pistols(a01=40, a30=8), {}, 5, [*two, *row])
    assert dict(rows_of(three[0]))[place] is None


@pytest.mark.django_db
def test_both_people_are_shown_every_change_that_tells(dave, bob, nina, signed_in):
    a_year(dave)
    publish(bob, nina)
    case = a_case(dave, occurred=occurred.day(dt.date(YEAR, 4, 1), "UTC"), area="KE-30")
    an_item(dave, case, "MO1", identity={"type": "pistol"})
    tellings = publishing.prepared(bob, YEAR).telling
    assert tellings
    asked = publishing.propose_publishing(actor=bob, year=YEAR, note="", reason="again")
    lines = [line.label for line in open_views.describe(nina, asked)]
    assert sum("Could tell of somebody" in label for label in lines) == len(tellings)
    page = signed_in("bob").get(f"/returns/open/{YEAR}/").content.decode()
    assert "Changes that could tell of somebody" in page
    with pytest.raises(Invalid) as wrong:
        publishing.propose_publishing(actor=bob, year=YEAR, note="a\u202eb", reason="again")
    assert (wrong.value.code, wrong.value.field) == ("returns.note", "note")
    with pytest.raises(Invalid):
        services.propose_freezing(actor=bob, year=YEAR, note="a\u202eb", reason="again")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
