"""SDG 16.4.2: golden cases G1 to G4 by figures, without any file."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifar.returns import indicator
from ifar.returns.indicator import Tally, rounded, series_values, tally, values
from ifar.returns.official import (
    BY_LOCATION,
    BY_TYPE,
    FOUND,
    OUTCOMES,
    SEIZED,
    SURRENDERED,
    TOTAL,
    Cell,
    Key,
    Returns,
)

COUNTS = st.dictionaries(st.sampled_from(sorted(OUTCOMES)), st.integers(0, 10**6))


def cells_of(iso3, year, counts, kind=SEIZED, region="Europe", whole=None):
    cells = [
        Cell(Key(iso3, year, kind, BY_LOCATION, OUTCOMES[code], "na", "na", 0), value, iso3, region, region)
        for code, value in counts.items()
    ]
    if whole is not None:
        dimension = TOTAL if kind == SEIZED else BY_TYPE
        cells.append(
            Cell(Key(iso3, year, kind, dimension, TOTAL, "na", "na", 0), whole, iso3, region, region)
        )
    return cells


SPAIN = {
    2016: {"LEG": 7966, "ILN": 189, "ILF": 0, "POD": 737, "ATT": 17, "PEN": 836, "NOT": 0, "UNK": 0, "ALT": 848},
    2017: {"ILN": 212, "ATT": 8, "PEN": 62},
}  # fmt: skip


def of(returns, formula="B"):
    return {(value.area, value.year): value for value in values(returns, [formula])}


def test_g1_spain_2016():
    returns = Returns(
        tuple(cell for year, counts in SPAIN.items() for cell in cells_of("ESP", year, counts, whole=9003))
    )
    item = of(returns)["ESP", 2016]
    assert (item.tally.numerator, item.tally.denominator) == (926, 1779)
    assert rounded(item.single) == Decimal("52.05")
    assert rounded(item.value) == Decimal("63.61")
    assert item.footnote == "2016-2017 average based on available data"
    by_metadata = of(returns, "A")["ESP", 2016]
    assert (by_metadata.tally.numerator, by_metadata.tally.denominator) == (926, 9003)
    assert rounded(by_metadata.single) == Decimal("10.29")
    assert by_metadata.tally.lacking == (FOUND, SURRENDERED)


@pytest.mark.parametrize(
    ("iso3", "counts", "published"),
    [
        (
            "MDA",
            {2016: {"ILN": 4, "UNK": 25, "LEG": 9}, 2017: {"ILN": 1, "UNK": 23, "ILM": 5}},
            "8.98",
        ),
        ("LTU", {2022: {"ILN": 1, "ATT": 1, "UNK": 50}}, "1.92"),
    ],
)
def test_g2_unknown_marking_counts(iso3, counts, published):
    returns = Returns(
        tuple(cell for year, of_year in counts.items() for cell in cells_of(iso3, year, of_year))
    )
    assert rounded(of(returns)[iso3, min(counts)].value) == Decimal(published)


@pytest.mark.parametrize(
    ("area", "years", "published"),
    [
        ("ARG", {2016: (4201, 17471), 2017: (1641, 14433)}, "17.71"),
        ("ATG", {2016: (2, 17), 2017: (0, 9)}, "5.88"),
        ("AZE", {2017: (133, 133), 2018: (0, 131)}, "50.00"),
        ("BRA", {2016: (246, 4185), 2017: (596, 1947)}, "18.24"),
        ("ESP", {2017: (212, 282), 2018: (1021, 1784)}, "66.20"),
        ("ESP", {2020: (820, 1772), 2021: (852, 1982)}, "44.63"),
        ("GUY", {2021: (1, 61)}, "1.64"),
        ("KEN", {2016: (34, 5224), 2017: (0, 9728)}, "0.33"),
        ("MDA", {2018: (1, 8), 2019: (17, 38)}, "28.62"),
        ("MEX", {2021: (20474, 20637), 2022: (22988, 23029)}, "99.52"),
        ("PER", {2020: (642, 1786)}, "35.95"),
        ("GBR", {2017: (116, 915), 2018: (170, 614)}, "20.18"),
    ],
)
def test_g3_pairs_of_years(area, years, published):
    results = series_values({area: {year: Tally(*pair) for year, pair in years.items()}}, "B")
    assert abs(results[0].value - Fraction(published)) <= Fraction(2, 100)


def test_g4_a_region_is_pooled_not_averaged():
    large = cells_of("MEX", 2021, {"ILN": 900, "UNK": 100})
    small = cells_of("ATG", 2021, {"ILN": 0, "UNK": 10})
    returns = Returns((*large, *small))
    (world,) = indicator.pooled(returns, "world", "B")
    assert (world.tally.numerator, world.tally.denominator) == (900, 1010)
    assert world.value == Fraction(90_000, 1010) != Fraction(90, 2)
    (region,) = indicator.pooled(returns, "region", "B")
    assert (region.area, region.value) == ("Europe", world.value)


def test_a_block_that_was_not_filled_is_no_zero():
    assert tally({}, ("ESP", 2016), "B") is None
    only_owners = {cell.key: cell for cell in cells_of("ESP", 2016, {"LEG": 7, "ALT": 3}, whole=10)}
    assert tally(only_owners, ("ESP", 2016), "B") is None
    assert tally(only_owners, ("ESP", 2016), "A") is None
    zeros = {cell.key: cell for cell in cells_of("ESP", 2016, {"ILN": 0, "UNK": 0})}
    assert tally(zeros, ("ESP", 2016), "B") == Tally(0, 0)
    assert not values(Returns(tuple(zeros.values())), ["B"]), "nothing divided by nothing is no share"


@given(COUNTS, st.sampled_from(sorted(OUTCOMES)), st.integers(1, 1000))
def test_one_more_arm_moves_what_it_should(counts, code, more):
    def told(given):
        cells = {cell.key: cell for cell in cells_of("ESP", 2016, given)}
        return tally(cells, ("ESP", 2016), "B")

    before = told({**dict.fromkeys(OUTCOMES, 0), **counts})
    grown = {**dict.fromkeys(OUTCOMES, 0), **counts}
    grown[code] += more
    after = told(grown)
    counted = code in (*indicator.ESTABLISHED, *indicator.OPEN)
    assert after.denominator - before.denominator == (more if counted else 0)
    assert after.numerator - before.numerator == (more if code in indicator.ESTABLISHED else 0)


def test_a_total_that_was_not_declared_is_added_up_from_the_types():
    cells = [
        Cell(Key("ESP", 2016, FOUND, BY_TYPE, "pistol", "na", "na", 0), 3),
        Cell(Key("ESP", 2016, FOUND, BY_TYPE, "revolver", "na", "na", 0), 4),
    ]
    assert indicator.total({cell.key: cell for cell in cells}, ("ESP", 2016), FOUND) == 7
    assert indicator.total({}, ("ESP", 2016), FOUND) is None
