"""Acts as somebody writes them who goes past the service: what the database itself says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from ifar.acts import Rule
from ifar.acts.recorder import Recorder
from ifar.ledger.sources import Replay


@contextmanager
def without_guards(recorder: Recorder) -> Iterator[None]:
    """The service asks no guard and no rule, and puts no refusal of the database into words."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recorder, "_failing", lambda *situation: iter(()))
        patch.setattr(recorder, "_guards", [])
        patch.setattr(Rule, "against", lambda *situation: [])
        yield


class _Altered:
    """A cursor for which the rows of a table are others than they are."""

    def __init__(self, cursor: Any, table: str, values: str) -> None:
        self._cursor, self._with = (
            cursor,
            f"WITH {table} AS (SELECT r.* FROM public.{table} t CROSS JOIN LATERAL jsonb_populate_record(t, {values}) r) ",
        )

    def execute(self, statement: str, params: Any = None) -> None:
        self._cursor.execute(self._with + statement, params)

    def fetchall(self) -> list[Any]:
        return list(self._cursor.fetchall())


def altered(replay: Replay, table: str, where: str, values: str) -> set[str]:
    """What a check of the verifier would name, had somebody altered rows of a table past the service and the database.

    Args:
        where: of which rows, called `t`; `values` is an object of SQL with the columns that they would have.
    """
    with connection.cursor() as cursor:
        rows = _Altered(cursor.cursor, table, f"CASE WHEN {where} THEN {values} ELSE '{{}}' END")
        return {difference.kind for difference in replay.check(rows, None)}  # type: ignore[arg-type]
