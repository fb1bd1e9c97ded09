"""Suppression: the bounds of every cell that is kept back, by linear programming over all that is published, are a threshold wide."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.returns.open_data.suppression import ALL, Axis, Family, Table, small, suppress, width
from tests.covering import EVERY_CASE, covering

KINDS = Axis.flat("kind", ("seized", "found", "surrendered"))
TYPES = Axis.flat("type", ("pistol", "revolver", "rifle", "shotgun", ""))
MARKING = Axis.flat("marking", ("unique", "altered", "none", ""))
OUTCOMES = Axis("outcome", {"national": "unique", "foreign": "unique", "made": "rest", "erased": "rest", "unique": ALL, "rest": ALL, "": ALL})  # fmt: skip
AREAS = Axis("area", {"N1": "N", "N2": "N", "S1": "S", "S2": "S", "S3": "S", "N": ALL, "S": ALL, "": ALL})


def bounds(family: Family, kept: frozenset, only: object = None) -> dict:
    """Cell that is kept back -> least and most that it can be for whoever knows all others; no most where there is none."""
    from scipy.optimize import linprog  # a third of a second, in every process that collects these tests

    columns = {cell: at for at, cell in enumerate(sorted(kept))}
    rows, right = [], []
    for total, parts in family.equations():
        row, known = np.zeros(len(columns)), 0
        for cell, sign in ((total, 1), *((part, -1) for part in parts)):
            if cell in columns:
                row[columns[cell]] += sign
            else:
                known -= sign * family.values[cell]
        if row.any():
            rows.append(row)
            right.append(known)
    result = {}
    for cell, at in columns.items():
        if only is not None and cell not in only:
            continue
        ends = []
        for sign in (1, -1):
            wish = np.zeros(len(columns))
            wish[at] = sign
            outcome = linprog(wish, A_eq=np.array(rows), b_eq=right, bounds=(0, None), method="highs")
            assert outcome.status in (0, 3), outcome.message
            ends.append(sign * outcome.fun if outcome.status == 0 else None)
        result[cell] = tuple(ends)
    return result


def too_narrow(family: Family, kept: frozenset, threshold: int) -> list:
    return [
        (cell, least, most)
        for cell, (least, most) in bounds(family, kept).items()
        if most is not None and most - least < threshold - 1e-6
    ]


def filled(axes: tuple[Axis, ...], seed: int, arms: int, skew: float) -> dict:
    """Arms thrown at a table; the first leaves of each dimension get most."""
    draw = random.Random(seed)
    counts: dict = {}
    for _arm in range(arms):
        place = tuple(axis.leaves[min(int(draw.expovariate(skew)), len(axis.leaves) - 1)] for axis in axes)
        counts[place] = counts.get(place, 0) + 1
    return counts


def published_together(seed: int, arms: int, skew: float) -> Family:
    """What the open data publish of a year: one table of three dimensions and two of two, of the same arms."""
    draw = random.Random(seed)
    whole: dict = {}
    for place, number in filled((KINDS, TYPES, AREAS), seed, arms, skew).items():
        for _arm in range(number):
            row = (*place, draw.choice(MARKING.leaves), draw.choice(OUTCOMES.leaves))
            whole[row] = whole.get(row, 0) + 1

    def by(*which: int) -> dict:
        counts: dict = {}
        for row, number in whole.items():
            place = tuple(row[at] for at in which)
            counts[place] = counts.get(place, 0) + number
        return counts

    return Family(
        (
            Table("types", (KINDS, TYPES, AREAS), by(0, 1, 2)),
            Table("marking", (KINDS, MARKING), by(0, 3)),
            Table("tracing", (KINDS, OUTCOMES), by(0, 4)),
        ),
        1,
    )


@settings(max_examples=30 if EVERY_CASE else 10, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(0, 120),
    st.sampled_from((0.2, 0.6, 1.5)),
    st.sampled_from((2, 3, 5, 10)),
    st.sampled_from(((KINDS, TYPES), (AREAS,), (OUTCOMES, KINDS), (KINDS, MARKING, AREAS))),
)
def test_no_cell_that_is_kept_back_can_be_worked_out_to_less_than_the_threshold(
    seed, arms, skew, threshold, axes
):
    family = Family((Table("one", axes, filled(axes, seed, arms, skew)),))
    suppression = suppress(family, threshold)
    assert {cell for cell, value in family.values.items() if small(value, threshold)} <= suppression.cells
    assert too_narrow(family, suppression.cells, threshold) == []


@pytest.mark.parametrize(
    ("seed", "arms", "skew"),
    covering([(1, 3, 0.5), (2, 40, 0.5), (3, 150, 1.2), (4, 400, 0.8)], lambda item: [item[1] > 100]),
)
def test_tables_that_are_published_together_do_not_tell_of_each_other(seed, arms, skew):
    family = published_together(seed, arms, skew)
    suppression = suppress(family, 5)
    assert too_narrow(family, suppression.cells, 5) == []


def test_every_cell_that_is_kept_back_stands_in_a_move_that_keeps_all_sums():
    family = published_together(5, 300, 0.6)
    suppression = suppress(family, 5)
    covered = set()
    for move in suppression.moves:
        assert move.keys() <= suppression.cells
        assert (wide := width(family, move)) is None or wide >= 5
        for total, parts in family.equations():
            assert move.get(total, 0) == sum(move.get(part, 0) for part in parts)
        covered |= move.keys()
    assert covered == suppression.cells


def test_keeping_back_the_small_cells_alone_is_not_enough():
    family = Family(
        (
            Table(
                "one",
                (KINDS, TYPES),
                {("seized", "pistol"): 3, ("seized", "rifle"): 40, ("found", "rifle"): 20},
            ),
        )
    )
    primary = frozenset(cell for cell, value in family.values.items() if small(value, 5))
    assert too_narrow(family, primary, 5), "the sums give it away"
    assert too_narrow(family, suppress(family, 5).cells, 5) == []


def test_tables_one_by_one_are_not_enough_where_they_share_sums():
    """A whole that one table keeps back is read in the other."""
    counts = {("seized", "pistol"): 2, ("found", "rifle"): 30, ("surrendered", "rifle"): 30}
    item = Table("types", (KINDS, TYPES), counts)
    two = Table(
        "marking", (KINDS, MARKING), {(kind, "unique"): number for (kind, _type), number in counts.items()}
    )
    family = Family((item, two), 1)
    apart = {
        family.cell(name, place)
        for table in (item, two)
        for name, place in suppress(Family((table,)), 5).cells
    }
    together = suppress(family, 5).cells
    assert ("", ("seized",)) in together
    assert too_narrow(family, together, 5) == []
    assert apart <= set(family.values)


def test_what_an_earlier_version_kept_back_stays_so():
    counts = {
        ("seized", "pistol"): 30,
        ("seized", "rifle"): 40,
        ("found", "rifle"): 20,
        ("found", "pistol"): 10,
    }
    family = Family((Table("one", (KINDS, TYPES), counts),))
    assert suppress(family, 5).cells == frozenset()
    cell = ("one", ("found", "pistol"))
    suppression = suppress(family, 5, {cell, ("one", ("no", "such"))})
    assert cell in suppression.cells
    assert too_narrow(family, suppression.cells, 5) == []


def test_a_few_arms_alone_are_kept_back_with_all_their_sums():
    family = Family((Table("one", (KINDS, TYPES), {("seized", "pistol"): 2}),))
    suppression = suppress(family, 5)
    assert {
        ("one", place) for place in itertools.product(("seized", ALL), ("pistol", ALL))
    } <= suppression.cells


def test_tables_that_say_different_sums_are_a_fault_of_ours():
    table = Table("types", (KINDS, TYPES), {("seized", "pistol"): 2})
    two = Table("marking", (KINDS, MARKING), {})
    with pytest.raises(ValueError, match="sums up"):
        _ = Family((table, two), 1).values
    with pytest.raises(ValueError, match="threshold"):
        suppress(Family((table,)), 1)


def test_a_grand_total_is_kept_back_only_where_nothing_else_is_wide_enough():
    counts = {
        ("seized", "pistol"): 400,
        ("found", "pistol"): 90,
        ("found", "rifle"): 2,
        ("seized", "rifle"): 60,
    }
    together = Family(
        (
            Table("types", (KINDS, TYPES), counts),
            Table("marking", (KINDS, MARKING), {("seized", "unique"): 460, ("found", "none"): 92}),
        ),
        1,
    )
    for family in (Family((Table("one", (KINDS, TYPES), counts),)), together):
        suppression = suppress(family, 5)
        assert not any(set(place) == {ALL} for _name, place in suppression.cells)
        assert too_narrow(family, suppression.cells, 5) == []
    lonely = Family((Table("one", (KINDS,), {("found",): 2}),))
    assert ("one", (ALL,)) in suppress(lonely, 5).cells, "there is nothing else behind which it could hide"
