"""The other yearly forms: each figure is a count of rows, what no row answers is missing, and a person may say it with a note."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ifar.accounts.services.proposals import decide
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.registry import figures as registry
from ifar.registry import occurred
from ifar.registry.services.events import NewEvent, register_firearm
from ifar.returns import selectors, services
from ifar.returns.forms import labels as form_labels
from ifar.returns.forms import selectors as form_selectors
from ifar.returns.forms import tables as forms
from ifar.returns.forms.tables import CURRENCY, FORMS, Answer, Fact, Setting
from ifar.returns.models import Edition
from ifar.returns.reading import read_returns
from tests import cast
from tests.factories import a_case, a_firearm, an_item
from tests.logs import ORIGIN, Log

YEAR = 2025
SETTING = Setting(
    "XKE",
    {"pistol": "Revolvers and self-loading pistols", "rifle_automatic": "Assault rifles"},
    ("Revolvers and self-loading pistols", "Assault rifles", "Recoilless rifles"),
    frozenset({"pistol", "rifle_automatic", "shotgun"}),
)
OFFICIAL = {table.title: table for form in FORMS.values() for table in form.tables}


def fact(kind="exit", number=1, **more):
    source = kind if kind in ("exit", "entry") else "events"
    return Fact(source, kind, number, **{"type": "pistol", "partner": "BEL", "key": "k", **more})


def figures(form, facts, answers=None):
    tables = forms.filled(FORMS[form], facts, answers or {}, SETTING)
    return {figure.name: figure for table in tables for figure in table.figures}, tables


EXPORTS = "International transfers of small arms and light weapons: exports"


def test_a_table_without_a_record_is_missing_and_not_zero():
    result, _ = figures("unroca", [])
    assert all(item.value is None for item in result.values())
    result, _ = figures("unroca", [fact(number=3), fact(number=2, partner="GHA"), fact(partner="")])
    assert result[EXPORTS, "Revolvers and self-loading pistols", "Total"].value == 6
    assert result[EXPORTS, "Revolvers and self-loading pistols", "BEL"].value == 3
    assert result[EXPORTS, "Revolvers and self-loading pistols", "Not known"].value == 1
    assert result[EXPORTS, "Assault rifles", "Total"].value == 0, "the table speaks, so none is zero"
    assert result[EXPORTS, "Recoilless rifles", "Total"].value is None, "no record could ever answer that"
    imports = "International transfers of small arms and light weapons: imports"
    assert result[imports, "Assault rifles", "Total"].value is None


def test_what_a_form_does_not_ask_for_is_told_beside_it():
    _, tables = figures("unroca", [fact(type="shotgun", number=7)])
    assert tables[0].outside == 7
    assert tables[0].filled
    assert tables[0].figures[0].value is None


def test_what_came_from_the_state_itself_is_a_doubt_and_no_figure():
    """Nothing crosses a border from a State to itself: such a record is left out and listed, whatever the form."""
    result, tables = figures("att", [fact("imported", 4), fact("imported", 2, partner="XKE", key="own")])
    title = "Imports of small arms and light weapons: actual"
    assert result[title, "Revolvers and self-loading pistols", "Total"].value == 4
    assert (title, "Revolvers and self-loading pistols", "XKE") not in result
    [imports] = [table for table in tables if table.table.title == title]
    assert (imports.doubtful, imports.doubt.value, imports.doubt.keys) == (2, 2, ("own",))


def test_whose_arms_and_whose_make_decide_where_they_count():
    holding = Fact("stock", "in_stock_state", 5, "k", "rifle_automatic", compartment="defence", owned="state")
    police = holding._replace(compartment="police", number=9)
    bought = fact("state_stock_received", 2, compartment="defence", origin="XKE", partner="")
    abroad = bought._replace(origin="BEL")
    result, _ = figures("unroca", [holding, police, bought, abroad])
    assert result["Military holdings of small arms and light weapons", "Assault rifles", "Total"].value == 5
    procured = "Procurement of small arms and light weapons through national production"
    assert result[procured, "Revolvers and self-loading pistols", "Total"].value == 2
    destroyed = [
        fact("destroyed", 1, owned="state", legal="lawful"),
        fact("destroyed", 2, owned="state", legal="for_disposal"),
        fact("destroyed", 4, owned="private", legal="lawful"),
    ]
    result, _ = figures("poa", destroyed)
    values = [
        result["Destruction", question, "Total"].value for question in OFFICIAL["Destruction"].questions
    ]
    assert values == [1, 2, 4]


def test_a_person_answers_only_what_no_record_does():
    answer = Answer(12, "by the ministry's own list", "U1", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "e")
    name = (EXPORTS, "Recoilless rifles", "Total")
    counted = (EXPORTS, "Assault rifles", "Total")
    result, tables = figures("unroca", [fact(number=3)], {name: answer, counted: answer})
    assert (result[name].value, result[name].counted) == (12, False)
    assert (result[counted].value, result[counted].counted) == (0, True), (
        "a note beside a count changes no count"
    )
    cells = forms.cells(FORMS["unroca"], tables, "XKE", "Kestria", "Europe", YEAR)
    sources = {cell.key[2:5]: (cell.source, cell.note) for cell in cells}
    assert sources[name] == ("UNROCA (stated)", answer.note)
    assert sources[counted] == ("UNROCA", answer.note)


def test_every_official_word_has_words_for_the_page():
    for form in FORMS.values():
        for table in form.tables:
            for label in (table.title.partition(CURRENCY)[0], *table.questions):
                assert label in form_labels.SAID, label
            assert table.asked <= set(table.questions)
            assert not table.rule or table.rule in form_labels.RULES


# Computed from rows -------------------------------------------------------------------------------------------------


def on(month: int) -> dict[str, object]:
    return {"occurred": occurred.day(dt.date(YEAR, month, 1), "UTC")}


@pytest.fixture
def stock(db, grace):
    """Three rifles of the armoury, one of them a matter of national security."""
    return [
        a_firearm(
            grace, f"ST{n}", state="in_stock_state", identity={"type": "rifle_automatic", "category": ""}
        )
        for n in range(3)
    ]


@pytest.mark.django_db
def test_stocks_are_those_of_the_year_and_what_is_secret_is_left_out(stock, grace, bob):
    this_year = dt.datetime.now(dt.UTC).year
    form_return = form_selectors.filled_in(bob, "unroca", this_year)
    held = {
        cell.key.dimension: cell.value
        for cell in form_return.cells
        if cell.key.indicator.startswith("Military holdings")
    }
    assert held["Assault rifles"] == 3
    assert held["Heavy machine guns"] == 0
    assert "Recoilless rifles" not in held
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_firearm")
        assert cursor.fetchone()[0] == 3
    figure = form_selectors.figure(
        bob,
        "unroca",
        this_year,
        ("Military holdings of small arms and light weapons", "Assault rifles", "Total"),
    )
    assert form_selectors.behind(bob, this_year, figure).firearms.count() == 0, (
        "a licensing head reads the figure and opens no arm of the armoury"
    )
    seen = registry.behind(_with(grace, selectors.PERMISSION), this_year, "stock", (), figure.keys)
    assert seen.count() == 3


@pytest.mark.django_db
def test_what_crossed_a_border_in_the_year_is_counted_by_country_and_opens(heidi, bob):
    for number, (month, country, kind) in enumerate(
        [(3, "BE", "pistol"), (4, "BE", "revolver"), (5, "GH", "rifle_automatic"), (6, "BE", "shotgun")]
    ):
        event = NewEvent(
            kind="imported",
            details={"owner_kind": "retailer", "country": country},
            identity={"make": "beretta", "type": kind, "calibre": "9x19"},
            marks=({"kind": "serial", "text": f"IM{number}"},),
            **on(month),
        )
        register_firearm(actor=heidi, event=event)
    form_return = form_selectors.filled_in(bob, "att", YEAR)
    result = {
        cell.key[3:5]: cell.value
        for cell in form_return.cells
        if cell.key.indicator == "Imports of small arms and light weapons: actual"
    }
    assert (
        result["Revolvers and self-loading pistols", "Total"]
        == result["Revolvers and self-loading pistols", "BEL"]
        == 2
    )
    assert (result["Assault rifles", "GHA"], result["Rifles and carbines", "Total"]) == (1, 0)
    assert [table.outside for table in form_return.tables] == [0, 0, 0, 1], (
        "a shotgun is nothing that the treaty's category asks for"
    )
    name = ("Imports of small arms and light weapons: actual", "Revolvers and self-loading pistols", "BEL")
    assert (
        form_selectors.behind(bob, YEAR, form_selectors.figure(bob, "att", YEAR, name)).firearms.count() == 2
    )
    assert not form_selectors.filled_in(bob, "att", YEAR - 1).cells
    marking = {
        cell.key.dimension: cell.value
        for cell in form_selectors.filled_in(bob, "poa", YEAR).cells
        if cell.key.indicator == "Manufacture and marking"
    }
    assert (marking["Firearms imported"], marking["Marked at import"]) == (4, 0)
    kept = "Firearms on record at the end of the year"
    today = timezone.localdate().year
    there = [
        any(cell.key.dimension == kept for cell in form_selectors.filled_in(bob, "poa", year).cells)
        for year in (today, today - 1)
    ]
    assert there == [True, False], "before the register was founded it is missing, not zero"


def _with(actor, *permissions):
    return replace(actor, permissions=actor.permissions | set(permissions))


@pytest.mark.django_db
def test_the_national_report_counts_recoveries_and_what_a_person_says(dave, bob, nina):
    an_item(dave, a_case(dave, **on(3)))
    name = ("Stocks of the State", "Declared surplus", "Total")
    services.answer(actor=bob, form="poa", year=YEAR, name=name, value=40, note="by order 7 of the ministry")
    result = {cell.key[2:5]: cell.value for cell in form_selectors.filled_in(bob, "poa", YEAR).cells}
    assert result["Collection", "Arms seized", "Total"] == 1
    assert result[name] == 40
    assert ("Destruction", "Destroyed otherwise", "Total") not in result
    with pytest.raises(Refused):
        services.answer(
            actor=bob,
            form="poa",
            year=YEAR,
            name=("Collection", "Arms seized", "Total"),
            value=9,
            note="more",
        )
    with pytest.raises(Invalid):
        services.answer(actor=bob, form="poa", year=YEAR, name=name, value=4, note=" ")
    with pytest.raises(NotFound):
        services.answer(actor=bob, form="poa", year=YEAR, name=("x", "y", "Total"), value=4, note="n")
    with pytest.raises(Forbidden):
        services.answer(actor=dave, form="poa", year=YEAR, name=name, value=4, note="n")
    services.take_back(actor=nina, form="poa", year=YEAR, name=name, note="the order was withdrawn")
    assert name not in {cell.key[2:5] for cell in form_selectors.filled_in(bob, "poa", YEAR).cells}


@pytest.mark.django_db
def test_a_form_is_frozen_by_two_as_the_questionnaire_is(dave, bob, nina):
    an_item(dave, a_case(dave, **on(3)))
    name = ("International assistance", "Requests for assistance made", "Total")
    services.answer(actor=bob, form="poa", year=YEAR, name=name, value=0, note="none was made")
    with pytest.raises(Invalid):
        services.propose_freezing(actor=bob, year=YEAR, note="", reason="due", form="unroca")
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due", form="poa")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    frozen = Edition.objects.get()
    assert (frozen.form, frozen.number) == ("poa", 1)
    assert [*name, "na", "na", 0, 0, "none was made", "PoA/ITI (stated)"] in frozen.cells
    with pytest.raises(Conflict):
        services.propose_freezing(actor=bob, year=YEAR, note="", reason="again", form="poa")
    an_item(dave, a_case(dave, **on(4)), "ZZ9")
    now = form_selectors.filled_in(bob, "poa", YEAR).cells
    moved = selectors.changed(selectors.cells_of(YEAR, frozen.country, frozen.cells), now)
    assert [
        (revision.key.category, revision.key.dimension, revision.before.value, revision.after.value)
        for revision in moved
    ] == [("Total", "Arms seized", 1, 2)]
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="iafq stands apart")
    assert asked.object == f"IAFQ-{YEAR}-1"


@pytest.mark.django_db
def test_nobody_states_a_figure_of_the_questionnaire_but_a_note_goes_with_it(dave, bob, nina):
    an_item(dave, a_case(dave, **on(3)), marking="unique")
    name = ("Arms seized", "by marking", "uniquely marked")
    with pytest.raises(Refused):
        services.answer(actor=bob, form="iafq", year=YEAR, name=name, value=7, note="more")
    services.answer(actor=bob, form="iafq", year=YEAR, name=name, value=None, note="without customs")
    cells = {cell.key[2:5]: cell.note for cell in selectors.yearly_return(bob, YEAR).cells}
    assert cells[name] == "without customs"
    asked = services.propose_freezing(actor=bob, year=YEAR, note="", reason="due")
    decide(actor=nina, proposal=asked.public_id, verdict="approve")
    frozen = Edition.objects.get()
    assert selectors.recomputed(bob, frozen) == selectors.cells_of(YEAR, frozen.country, frozen.cells)


def test_an_altered_answer_is_named(peopled_db, settings, tmp_path):
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    log, bob = Log(peopled_db, tmp_path), cast.actor("bob")
    name = ("Stocks of the State", "Declared surplus", "Total")
    services.answer(actor=bob, form="poa", year=YEAR, name=name, value=40, note="by order 7")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE returns_answer SET value = 4")
    log.sequence()
    assert log.verify().good, log.verify().differences
    log.tamper("UPDATE returns_answer SET value = 4")
    assert any("returns_answer" in difference.place for difference in log.verify().differences)


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_pages_and_files_of_forms(signed_in, dave, stock, tmp_path):
    an_item(dave, a_case(dave, **on(3)))
    head = signed_in("bob")
    assert "UN Register of Conventional Arms" in head.get("/returns/forms/").content.decode()
    head.get(f"/returns/forms/poa/{YEAR}/")
    with CaptureQueriesContext(connection) as asked:
        page = head.get(f"/returns/forms/poa/{YEAR}/").content.decode()
    assert len(asked) == 19
    for words in (
        "Cooperation in tracing",
        "missing is not zero",
        "Arms seized",
        "Workbook in the official columns",
    ):
        assert words in page
    assert "Freeze it" not in signed_in("judy").get(f"/returns/forms/poa/{YEAR}/").content.decode()
    where = f"/returns/forms/poa/{YEAR}/answer/?table=Stocks+of+the+State&question=Declared+surplus&category=Total"
    head = signed_in("bob")
    assert head.get(where).status_code == 200
    assert head.post(where, {"value": "-4", "note": "x"}).status_code == 422
    value = head.post(where, {"value": "40", "note": "by order 7"}, follow=True).content.decode()
    assert "by order 7" in value
    assert "stated" in value
    taken = head.post(
        where, {"value": "40", "note": "withdrawn by order 8", "what": "take_back"}, follow=True
    )
    assert "by order 7" not in taken.content.decode()
    named = {
        "table": "Stocks of the State",
        "question": "Declared surplus",
        "value": 40,
        "note": "by order 9",
    }
    over_http = f"/api/returns/forms/poa/{YEAR}/answers"
    assert head.post(over_http, named, content_type="application/json").status_code == 204
    for form in ("csv", "xlsx"):
        answer = head.get(f"/returns/forms/poa/{YEAR}/return.{form}")
        path = tmp_path / f"return.{form}"
        path.write_bytes(b"".join(answer) if answer.streaming else answer.content)
        again = read_returns(path)
        assert not again.faults
        form_return = form_selectors.filled_in(the_head(), "poa", YEAR)
        assert [cell.row() for cell in again.cells] == [cell.row() for cell in form_return.cells]
    year = dt.datetime.now(dt.UTC).year
    behind = f"/returns/forms/unroca/{year}/behind/?table=Military+holdings+of+small+arms+and+light+weapons&question=Assault+rifles&category=Total"
    assert "None of it is for your office" in head.get(behind).content.decode()
    assert head.get(f"/returns/forms/none/{YEAR}/").status_code == 404
    assert head.get("/returns/forms/poa/2999/").status_code == 404


def the_head():
    return cast.actor("bob")
