"""The number of a cell: the database's division and ours are one, and it leads back to the cell."""

from __future__ import annotations

import pytest
from django.db import connection

from ifar.recoveries import kinds

PLACES = [
    (36_821_900, -1_292_100),
    (-1, -1),
    (0, 0),
    (-180_000_000, -90_000_000),
    (180_000_000, 90_000_000),
    (-99_999, 99_999),
]


@pytest.mark.parametrize(("longitude", "latitude"), PLACES)
def test_a_square_leads_back_to_its_cell(longitude: int, latitude: int) -> None:
    row = kinds.cell(kinds.square(longitude, latitude))
    assert row == (longitude // kinds.CELL, latitude // kinds.CELL)


@pytest.mark.django_db
def test_the_database_counts_the_same_squares() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('recoveries_case_square'::regclass, 2, true)")
        ((value,),) = cursor.fetchall()
        for longitude, latitude in PLACES:
            cursor.execute(
                f"SELECT {value} FROM (SELECT %s::int AS longitude, %s::int AS latitude)",
                [longitude, latitude],
            )
            assert cursor.fetchone() == (kinds.square(longitude, latitude),)
