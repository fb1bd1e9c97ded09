"""Pairs that may be one firearm, on a real PostgreSQL."""

from collections.abc import Iterator

import pytest

from ifar.registry.pairs import duplicates_of
from tests.registry.test_search import EVENT, FIREARM, Filling, own_register
from tests.spent import spent

FACTS = {"make": "beretta", "model": "beretta/92fs", "calibre": "9x19"}


@pytest.fixture(scope="module")
def filling(databases, template, django_db_blocker) -> Iterator[Filling]:
    with own_register(databases, template, django_db_blocker) as filling:
        yield filling


def key(public_id: str) -> int:
    return int(public_id[1:])


def pairs_of(*public_ids: str) -> list[tuple[int, int]]:
    return [(pair.one, pair.other) for pair in duplicates_of([key(public_id) for public_id in public_ids])]


def test_same_make_model_and_serial_are_a_pair_with_reasons(filling):
    first = filling.firearm("AB70001", **FACTS)
    second = filling.firearm("AB-70001", **FACTS)
    (pair,) = duplicates_of([key(second)])
    assert (pair.one, pair.other) == (key(first), key(second))
    assert [reason["code"] for reason in pair.reasons] == [
        "serial.equal",
        "make.agrees",
        "model.agrees",
        "calibre.agrees",
    ]
    assert 90 <= pair.score <= 99
    assert pairs_of(first) == []


def test_a_pistol_does_not_differ_from_a_semi_automatic_pistol(filling):
    filling.firearm("AB70099", **FACTS, type="pistol")
    second = filling.firearm("AB70099", **FACTS, type="pistol_semi_automatic")
    (pair,) = duplicates_of([key(second)])
    assert {reason["code"] for reason in pair.reasons} & {"type.wider", "type.narrower"}


def test_a_look_alike_serial_is_a_pair_of_lower_score(filling):
    filling.firearm("QX80015", **FACTS)
    equal = filling.firearm("QX80015", **FACTS)
    alike = filling.firearm("OX8O0I5", **FACTS)
    scores = {pair.other: pair.score for pair in duplicates_of([key(equal), key(alike)])}
    assert scores[key(alike)] < scores[key(equal)]


@pytest.mark.parametrize(
    ("serial", "other"),
    [
        ("NP90001", {"make": "walther", "model": "walther/p38"}),
        ("NP90002", {"make": "beretta", "model": "beretta/84"}),
        ("NP90003", FACTS | {"state": "destroyed"}),
        ("NP90004", FACTS | {"state": "exported"}),
        ("NP90005", FACTS | {"merged_into": "F0000000099999"}),
    ],
)
def test_another_maker_another_model_and_what_has_ended_are_no_pair(filling, serial, other):
    filling.firearm(serial, **other)
    assert pairs_of(filling.firearm(serial, **FACTS)) == []


def test_an_unknown_model_may_be_the_same_and_an_unknown_make_is_compared_as_written(filling):
    first = filling.firearm("UM10001", **FACTS)
    assert pairs_of(filling.firearm("UM10001", make="beretta"))[0][0] == key(first)
    first = filling.firearm("UM20002", make_raw="Obscure Works")
    assert pairs_of(filling.firearm("UM20002", make_raw="OBSCURE WORKS"))[0][0] == key(first)
    assert pairs_of(filling.firearm("UM20002", make_raw="Other Works")) == []
    filling.firearm("UM30003")
    assert pairs_of(filling.firearm("UM30003")) == []


def test_other_kinds_of_marks_make_no_pair(filling):
    filling.firearm(("import", "ESP 19"), **FACTS)
    assert pairs_of(filling.firearm(("import", "ESP 19"), **FACTS)) == []


def test_of_many_with_one_serial_each_is_paired_once(filling):
    same = [filling.firearm("MANY4444", **FACTS) for _ in range(6)]
    assert len(pairs_of(*same)) == 5
    assert duplicates_of([]) == []


def test_a_whole_import_is_checked_at_once(filling):
    rows = 20_000
    first = 1_000_000
    source = (
        f"(SELECT {first} + i AS id, 'glock' AS make, '' AS make_raw, 'glock/17' AS model, '9x19' AS calibre, 'pistol' AS type,"
        " 'AUT' AS country, 2000 AS year, 'held_civilian' AS state, '' AS merged_into, 'civilian' AS compartment"
        f" FROM generate_series(1, {rows}) AS i) AS r"
    )
    filling.connection.execute(FIREARM + source, (EVENT,))
    filling.connection.execute(
        "INSERT INTO registry_markkey (firearm_id, n, form, kind, plain, folded, keys, version)"
        " SELECT %s + i, 1, 0, 'serial', s, s, '{}', 1"
        " FROM generate_series(1, %s) AS i, lpad((i %% 19400)::text, 7, '0') AS s",
        (first, rows),
    )
    started = spent()
    pairs = duplicates_of(range(first + 1, first + rows + 1))
    assert len(pairs) == 600
    assert spent() - started < 2
