"""The official table: what a row says, what is not understood, what two editions say differently, what does not add up."""

from decimal import Decimal

import pytest

from ifar.returns.checks import mismatches
from ifar.returns.editions import revisions
from ifar.returns.indicator import values
from ifar.returns.official import HEADER, NOT_UNIQUE_TOTAL, UNIQUE_TOTAL, Returns, columns_of, returns_of
from ifar.returns.published import (
    DIFFERS,
    OTHER_SOURCE,
    REPRODUCED,
    YEAR_MISSING,
    Published,
    verdict,
    verdicts,
)
from tests.returns.test_indicator import SPAIN, cells_of

ROW = ("ESP", "Spain", "Europe", "Southern Europe", "Arms seized", "by type", "pistol", "na", "na", "2021", "Counts", "3163", "IAFQ")  # fmt: skip


def row(**changed):
    names = dict(zip(("iso3", "country", "region", "subregion", "indicator", "dimension", "category", "sex", "age", "year", "unit", "value", "source"), ROW, strict=True))  # fmt: skip
    return tuple((names | changed).values())


@pytest.mark.parametrize(
    ("text", "value"),
    [("3163", 3163), ("3163.0", 3163), (" 27,806 ", 27806), ("0", 0), ("1,234,567", 1234567)],
)
def test_whole_numbers_as_they_are_written(text, value):
    (cell,) = returns_of([(4, row(value=text))]).cells
    assert (cell.value, cell.line) == (value, 4)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"value": "-1"}, "VALUE"),
        ({"value": "12.5"}, "VALUE"),
        ({"value": "1,23"}, "VALUE"),
        ({"value": "many"}, "VALUE"),
        ({"value": "9" * 400}, "VALUE"),
        ({"value": "=1+1"}, "VALUE"),
        ({"iso3": "Spain"}, "Iso3_code"),
        ({"iso3": ""}, "Iso3_code"),
        ({"year": "21"}, "Year"),
        ({"indicator": ""}, "Indicator"),
    ],
)
def test_a_row_that_is_not_understood_is_named_and_spoils_its_return_alone(changed, column):
    returns = returns_of([(2, row()), (3, row(**changed)), (4, row(iso3="PRT", value="5"))])
    (fault,) = returns.faults
    assert (fault.line, fault.column) == (3, column)
    assert len(returns.cells) == 2
    spoilt = ("ESP", 2021) not in returns.by_return()
    assert spoilt == (column in ("VALUE", "Indicator"))
    assert ("PRT", 2021) in returns.by_return()


def test_an_empty_value_is_missing_and_not_zero():
    assert returns_of([(2, row(value=""))]) == Returns(())


def test_labels_that_stand_twice_are_numbered():
    cells = returns_of([(2, row(value="1")), (3, row(value="2")), (4, row(category="revolver"))]).cells
    assert [cell.key.repeat for cell in cells] == [0, 1, 0]


def test_columns_are_found_in_any_order_and_none_stands_twice():
    backwards = tuple(reversed(HEADER))
    assert columns_of([name.upper() for name in backwards]) == tuple(reversed(range(len(HEADER))))
    assert columns_of([*HEADER, "Year"]) is None
    assert columns_of(HEADER[:-1]) is None


# Verdicts ---------------------------------------------------------------------------------------------------------


def computed():
    cells = [cell for year, counts in SPAIN.items() for cell in cells_of("ESP", year, counts)]
    return {(value.area, value.year): value for value in values(Returns(tuple(cells)), ["B"])}


@pytest.mark.parametrize(
    ("year", "value", "source", "footnote", "word"),
    [
        (2016, "63.61", "IAFQ", "2016-2017 average based on available data", REPRODUCED),
        (2016, "63.63", "IAFQ", "2016-2017 average based on available data", REPRODUCED),
        (2016, "63.64", "IAFQ", "2016-2017 average based on available data", DIFFERS),
        (2016, "12.00", "SDG", "", OTHER_SOURCE),
        (2018, "53.71", "IAFQ", "2018-2019 average based on available data", YEAR_MISSING),
        (2017, "66.20", "IAFQ", "2017-2018 average based on available data", YEAR_MISSING),
        (2017, "66.20", "IAFQ", "", DIFFERS),
        (2016, "63.61", "SDG", "", REPRODUCED),
    ],
)
def test_a_verdict_invents_no_reason(year, value, source, footnote, word):
    published = Published("ESP", year, Decimal(value), source, footnote)
    assert verdict(published, computed().get(("ESP", year)), {2016, 2017}) == word
    assert verdicts([published], computed().values())[0][2] == word


# Editions, sums ---------------------------------------------------------------------------------------------------


def test_what_changed_between_editions():
    older = returns_of(
        [(2, row()), (3, row(category="revolver", value="914")), (4, row(category="Drugs")), (5, row(category="x", value="1")), (6, row(category="x", value="2"))]
    )  # fmt: skip
    newer = returns_of(
        [(2, row(value="3164")), (3, row(category="machine gun", value="0")), (4, row(category="Drug trafficking")), (5, row(category="x", value="2")), (6, row(category="x", value="1"))]
    )  # fmt: skip
    rows = [(revision.change, revision.key.category) for revision in revisions(older, newer)]
    assert sorted(rows) == [("added", "machine gun"), ("revised", "pistol"), ("withdrawn", "revolver")]
    assert revisions(newer, newer) == []


def outcome_rows(places, outcomes, totals):
    results = [row(dimension="by location", category="national territory", value=str(places))] if places is not None else []  # fmt: skip
    if outcomes is not None:
        results += [row(dimension="by location", category=UNIQUE_TOTAL, value=str(outcomes))]
        results += [row(dimension="by location", category=NOT_UNIQUE_TOTAL, value="0")]
    results += [row(dimension="by location", category="Total", value=str(value)) for value in totals]
    return returns_of(list(enumerate(results, 2)))


@pytest.mark.parametrize(
    ("places", "outcomes", "totals", "codes"),
    [
        (10, 10, [10, 10], set()),
        (10, 8, [8, 10], set()),
        (10, 0, [10], set()),
        (None, 8, [9], {"outcome"}),
        (10, 8, [9, 7], {"outcome", "place"}),
    ],
)
def test_places_and_outcomes_share_the_label_of_their_totals(places, outcomes, totals, codes):
    assert {mismatch.check.code for mismatch in mismatches(outcome_rows(places, outcomes, totals))} == codes
