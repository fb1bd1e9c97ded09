"""Search keys of marks, written with the marks they are derived from, inside the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import connection

from ifar.registry.marks.reading import KEYS_VERSION, keys_of
from ifar.registry.search.deletion_keys import stored_keys
from ifar.registry.search.former_marks import values_of

COLUMNS: Final = ("firearm_id", "n", "form", "kind", "plain", "folded", "keys", "version")
_DROP: Final = "DELETE FROM registry_markkey WHERE firearm_id = %s AND n = ANY(%s)"
_INSERT: Final = (
    f"INSERT INTO registry_markkey ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)

Row = tuple[int, int, int, str, str, str, list[int], int]


def rows(
    firearm_id: int,
    marks: Iterable[Mapping[str, Any]],
    *,
    make: str | None,
    former: Collection[str] | None = (),
) -> list[Row]:
    """The key rows of a firearm's marks, in the order of `COLUMNS`; marks without a text have none.

    `make` is the code of the firearm's make after the event, None where the register does not know it; `former` what its facts said before.
    Retired marks keep theirs: a firearm that was marked anew must still be found by its old mark.
    """
    formerly = values_of(former or (), "make")
    return [
        (
            firearm_id,
            mark["n"],
            form,
            mark["kind"],
            understood.plain,
            understood.folded,
            stored_keys(understood.folded, make, formerly),
            KEYS_VERSION,
        )
        for mark in marks
        if mark.get("text")
        for form, understood in enumerate(keys_of(mark["text"]).forms)
    ]


def write(
    firearm_id: int,
    marks: Iterable[Mapping[str, Any]],
    *,
    make: str | None,
    former: Collection[str] | None,
) -> None:
    """Replace the keys of these marks, each given whole as it stands after the event (with another make: all marks)."""
    results = list(marks)
    with connection.cursor() as cursor:
        cursor.execute(_DROP, (firearm_id, [mark["n"] for mark in results]))
        for row in rows(firearm_id, results, make=make, former=former):
            cursor.execute(_INSERT, row)
