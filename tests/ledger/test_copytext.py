"""What mass copies write is what the database reads."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.db import connections
from psycopg.types.json import Jsonb

from ifar import copytext

ROWS = [
    ("plain", 7, True, None, b"\x00\xff\\", [1, -2], uuid.UUID(int=5), Jsonb({"a": 'b\\n"\t\n'})),
    ("tab\t back\\slash \\N line\nreturn\r\u2028 \u0627", 0, False, "\\N", b"", [], uuid.UUID(int=6), Jsonb([])),
    ("", -1, True, "", b"\n\t", [3], uuid.UUID(int=7), Jsonb({"é": None})),
]  # fmt: skip
AT = dt.datetime(2026, 2, 3, 4, 5, 6, 789012, dt.UTC)


@pytest.mark.django_db(databases=["owner"])
def test_rows_come_back_as_they_were_written() -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE sample (a text, b int, c boolean, d text, e bytea, f int[], g uuid, h jsonb, at timestamptz)"
        )
        with cursor.copy("COPY sample FROM STDIN") as copy:
            copy.write(copytext.rows((*row, AT) for row in ROWS))
        cursor.execute("SELECT a, b, c, d, e, f, g, h, at FROM sample ORDER BY g")
        rows = cursor.fetchall()
    for row, value in zip(ROWS, rows, strict=True):
        assert (*value[:4], bytes(value[4]), *value[5:7]) == row[:7]
        assert json.loads(value[7]) == row[7].obj
        assert value[8] == AT


def test_a_value_of_a_type_that_no_column_has_is_refused() -> None:
    with pytest.raises(KeyError):
        copytext.rows([(1.5,)])
