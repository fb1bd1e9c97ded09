"""How many pieces came in, for figures: only what somebody saw, when they saw it first."""

from __future__ import annotations

from ifar.placement.roads.reconciling import Box, Piece, Report, Whole
from ifar.trade.consignments.entering import entered

WHOLE = Whole(
    [Piece("a", "C1", "S1", "", 1), Piece("b", "C1", "S2", "", 1), Piece("c", "C2", "", "", 50)],
    {"C1": Box("C1", ("X1",)), "C2": Box("C2", ("X2",))},
)


def came(*looks):
    return entered(WHOLE, [Report(str(n), **{"leg": "entry", "country": "", "at": n, **look}) for n, look in enumerate(looks)])  # fmt: skip


def test_what_was_only_declared_or_seen_elsewhere_did_not_come_in():
    assert came({"degree": "declared"}, {"degree": "counted", "counted": 52, "leg": "check"}) == {}
    assert came({"degree": "seal_intact", "seals": ("X1", "other")}) == {}
    assert came({"degree": "seal_intact"}) == {}, "nobody who names no seal saw one"
    assert came({"degree": "seal_intact", "seals": ("X1", "X2")}) == {
        "a": [(0, 1)],
        "b": [(0, 1)],
        "c": [(0, 50)],
    }


def test_what_was_looked_for_and_not_there_did_not_come_in_until_somebody_reads_it():
    row = {"degree": "serial_read", "crate": "C1", "serials": ("S1",)}
    assert came(row) == {"a": [(0, 1)]}
    assert came(row, {**row, "serials": ("S1", "S2"), "leg": "receipt"}) == {"a": [(0, 1)], "b": [(1, 1)]}
    assert came({**row, "serials": ("S1", "ZZ9")}) == {"a": [(0, 1)], "b": [(0, 1)]}, (
        "another one in its place"
    )


def test_where_fewer_were_counted_as_many_came_in():
    short = {"degree": "counted", "crate": "C2", "counted": 48}
    assert came(short) == {"c": [(0, 48)]}
    assert came(short, {**short, "counted": 50, "leg": "receipt"}) == {"c": [(0, 48), (1, 2)]}
    assert came({**short, "counted": 60}) == {"c": [(0, 50)]}
