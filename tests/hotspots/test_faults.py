"""Bad input: swapped axes, swapped days and months, projected places, the future, pile-ups; each is told with its rows, for thousands of rows."""

import datetime as dt
import random
import re
from pathlib import Path

import pytest
from django.utils import translation

from ifar.hotspots.feeding import settled
from ifar.hotspots.feeds import labels
from ifar.hotspots.feeds.custom_table import Mapped
from ifar.hotspots.feeds.faults import Box, Centre, FileContext, faults, spans
from ifar.hotspots.feeds.incident import COUNTS, KINDS, PLACES, SPANS
from ifar.hotspots.feeds.reading import OUTCOMES, Row, Unreadable, read
from ifar.hotspots.labels import FETCHED

FOLDER = Path(labels.__file__).parent
TODAY = dt.date(2026, 11, 27)
FEED = Mapped(
    "police",
    {"id": "id", "date": "day", "longitude": "x", "latitude": "y", "text.country": "country"},
    "dmy",
    "seizure",
)
IRAQ = Box(38.8, 29.0, 48.6, 37.4)


def a_table(number=4000, seed=1):
    """Rows of seizures in Iraq, all in order: day first, three places in four unlike each other."""
    chance = random.Random(seed)
    some = []
    for at in range(number):
        on = dt.date(2020, 1, 1) + dt.timedelta(days=chance.randrange(1500))
        some.append({
            "id": str(at), "day": on.strftime("%d.%m.%Y"), "x": f"{chance.uniform(42, 47):.4f}", "y": f"{chance.uniform(30, 36):.4f}",
            "country": "Iraq",
        })  # fmt: skip
    return some


def reading(table, feed=FEED):
    return read(feed, [Row(at, cells) for at, cells in enumerate(table, 2)], today=TODAY)


def turned(day):
    """A day as it is written with the month first."""
    number, month, year = day.split(".")
    return f"{month}/{number}/{year}"


def told(table, known=None, feed=FEED):
    """Every fault of a table: those of its rows and those of the whole, by code."""
    result = reading(table, feed)
    assert result.adds_up
    return {reason.code: reason for reason in (*result.reasons, *faults(result, known))}


def test_nothing_is_told_of_a_table_in_order():
    assert told(a_table()) == {}
    assert (
        told(a_table(), FileContext(IRAQ, {"Iraq": IRAQ}, (Centre(43.68, 33.22, "country", "Iraq"),))) == {}
    )


@pytest.mark.parametrize("known", [None, FileContext(IRAQ), FileContext(countries={"Iraq": IRAQ})])
def test_swapped_axes_of_some_rows_are_told(known):
    table = a_table()
    wrong = [*range(100, 500), 3999]
    for at in wrong:
        table[at]["x"], table[at]["y"] = table[at]["y"], table[at]["x"]
    result = told(table, known)
    assert list(result) == ["place.swapped"]
    assert result["place.swapped"].rows == tuple(at + 2 for at in wrong)
    assert labels.reason_in_words(result["place.swapped"]).startswith(
        "Rows 102-501, 4001: Longitude and latitude are swapped"
    )


def test_swapped_axes_of_a_whole_table_are_told_where_the_country_is_known_or_the_earth_is_left():
    table = a_table()
    for row in table:
        row["x"], row["y"] = row["y"], row["x"]
    assert len(told(table, FileContext(IRAQ))["place.swapped"].rows) == 4000
    table = [row | {"x": "10.5", "y": "123.7"} for row in a_table()]
    assert len(told(table)["place.swapped"].rows) == 4000


def test_a_place_in_another_country_is_told_apart_from_a_swapped_one():
    table = a_table(50)
    table[7] |= {"x": "2.35", "y": "48.85"}
    assert told(table, FileContext(IRAQ))["place.outside"].rows == (9,)


def test_projected_places_are_told():
    table = a_table()
    for at in range(0, 4000, 2):
        table[at] |= {"x": f"{440000 + at}", "y": f"{3680000 + at}"}
    result = told(table)
    assert result["place.projected"].rows == tuple(range(2, 4002, 2))
    assert labels.reason_in_words(result["place.projected"]).startswith(
        "Rows 2, 4, 6, 8, 10, 12, 14, 16 … and 1,992 more: The point lies off the Earth"
    )


def test_swapped_days_and_months_are_told_row_by_row_and_for_the_whole_table():
    table = a_table()
    for at in (5, 6, 7):
        table[at]["day"] = "05.17.2021"
    result = told(table)
    assert list(result) == ["date.swapped"]
    assert result["date.swapped"].rows == (7, 8, 9)
    whole = [row | {"day": turned(row["day"])} for row in a_table()]
    result = told(whole)
    assert len(result["date.turned"].rows) == sum(int(row["day"][3:5]) > 12 for row in whole) > 2000
    assert "whole file" in labels.reason_in_words(result["date.turned"])


def test_days_that_never_pass_the_twelfth_are_told_unless_they_are_months():
    early = [row | {"day": f"{at % 12 + 1:02}.{at % 7 + 1:02}.2021"} for at, row in enumerate(a_table(400))]
    assert len(told(early)["date.never_past_12"].rows) == 400
    monthly = [row | {"day": f"01.{at % 12 + 1:02}.2021"} for at, row in enumerate(a_table(400))]
    assert told(monthly) == {}


def test_a_date_in_the_future_is_told():
    table = a_table()
    table[3998]["day"] = "28.11.2026"
    table[3999]["day"] = "03.12.2026"
    result = told(table)
    assert result["date.future"].rows == (4000,)
    assert result["date.future_swapped"].rows == (4001,)
    assert "lies in the future" in labels.reason_in_words(result["date.future"])


IRAQ_MIDDLE = FileContext(centres=(Centre(43.68, 33.22, "country", "Iraq"),))
STATED = Mapped(
    "police", {**FEED.columns, "place_precision": "prec"}, "dmy", "seizure", places={"1": "exact"}
)


@pytest.mark.parametrize(
    ("x", "y", "known", "feed", "code", "place"),
    [
        ("43.679", "33.223", IRAQ_MIDDLE, FEED, "pile.held", "country"),
        ("43.679", "33.223", IRAQ_MIDDLE, STATED, "pile.centre", "exact"),
        ("43.75", "33.25", IRAQ_MIDDLE, FEED, "pile.many", "exact"),
        ("44", "33", FileContext(), FEED, "pile.whole_degrees", "exact"),
        ("44.366", "33.315", FileContext(), FEED, "pile.many", "exact"),
        ("44.366", "33.315", FileContext(), STATED, "pile.many", "exact"),
    ],
)
def test_w30_a_pile_is_shown_and_held_back_only_on_a_known_middle_without_a_word_of_the_source(
    x, y, known, feed, code, place
):
    table = [row | {"prec": "1"} for row in a_table()]
    for at in range(1000, 1400):
        table[at] |= {"x": x, "y": y}
    result = reading(table, feed)
    incidents, at_points = settled(result, feed, known, {})
    told_of = faults(result, known, at_points)
    assert [reason.code for reason in told_of] == [code]
    assert told_of[0].rows == tuple(range(1002, 1402))
    assert labels.reason_in_words(told_of[0]).startswith("Rows 1002-1401: All these incidents lie on")
    assert {incidents[at].place for at in range(1000, 1400)} == {place}
    assert incidents[0] == result.incidents[0]


@pytest.mark.parametrize(
    ("decision", "place"), [("as_stated", "exact"), ("district", "district"), ("country", "country")]
)
@pytest.mark.parametrize("feed", [FEED, STATED])
def test_w30_what_a_person_decided_for_a_point_holds_however_few_incidents_lie_there(decision, place, feed):
    table = [row | {"prec": "1"} for row in a_table(60)]
    for at in (3, 5):
        table[at] |= {"x": "43.68", "y": "33.22"}
    result = reading(table, feed)
    incidents, at_points = settled(result, feed, IRAQ_MIDDLE, {(43_680_000, 33_220_000): decision})
    assert [(at_point.decided, at_point.rows) for at_point in at_points] == [(decision, (5, 7))]
    assert {incidents[at].place for at in (3, 5)} == {place}
    assert [incident for at, incident in enumerate(incidents) if at not in (3, 5)] == [
        incident for at, incident in enumerate(result.incidents) if at not in (3, 5)
    ]


def test_a_pile_that_the_source_admits_is_no_fault():
    table = [row | {"x": "44", "y": "33"} for row in a_table(400)]
    assert told(table, feed=Mapped("police", FEED.columns, "dmy", "seizure", "country")) == {}


def test_rows_are_named_as_a_person_writes_them():
    assert spans([7]) == ("7", 0)
    assert spans([9, 7, 8, 12, 13]) == ("7-9, 12, 13", 0)
    assert spans(range(1, 100, 2), most=2) == ("1, 3", 48)
    assert labels.rows_in_words((7,)) == "Row 7"


def test_every_reason_and_every_choice_has_words():
    text = "".join(path.read_text() for path in FOLDER.glob("*.py") if path.name != "labels.py")
    raised = set(re.findall(r'(?:Unreadable|Repeated|Reason)\(\s*"([a-z_0-9.]+)"', text))
    raised |= set(re.findall(r'"(date\.[a-z_0-9]+|duplicate\.[a-z]+)"', text))
    raised |= {f"{kind}.{what}" for kind in ("imprecise", "together") for what in ("place", "time")}
    raised |= {
        "imprecise.time",
        "pile.centre",
        "pile.whole_degrees",
        "pile.many",
        "pile.held",
        "pile.decided",
        "mapping",
        "mapping.date.missing",
    }
    fetched = {"settings", "answer.changed"}  # of a fetch, whose page says what became of it
    assert {code.removeprefix("answer.") for code in fetched} <= FETCHED.keys()
    assert raised - fetched == {*labels.REASONS, *labels.MAPPING}
    for values, meant in (
        (labels.PLACES, PLACES), (labels.SPANS, SPANS), (labels.KINDS, KINDS), (labels.COUNTS, COUNTS), (labels.OUTCOMES, OUTCOMES),
    ):  # fmt: skip
        assert tuple(values) == meant


def test_a_reason_is_said_in_the_language_of_the_reader():
    table = a_table(30)
    table[0]["day"] = "28.11.2026"
    reason = told(table)["date.future"]
    values = set()
    for language in ("en", "ar", "fr"):
        with translation.override(language):
            values.add(labels.reason_in_words(reason))
    assert len(values) == 3
    with pytest.raises(Unreadable):
        FEED.incident(Row(2, table[0]), TODAY)
