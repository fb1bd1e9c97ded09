"""Which kinds of sources there are, and how their files become rows and incidents. Pure.

The adapters stand in `feeds/`; here is which one reads which kind of source, and how a table that was read cell by cell becomes its rows. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ifar.hotspots.feeds import acled, faults, geojson, ucdp
from ifar.hotspots.feeds.acled import Acled
from ifar.hotspots.feeds.custom_table import Mapped, mapped
from ifar.hotspots.feeds.faults import FileContext, Pile, Point
from ifar.hotspots.feeds.iafq import Iafq
from ifar.hotspots.feeds.incident import Incident
from ifar.hotspots.feeds.reading import Feed, Reading, Row, Unreadable
from ifar.hotspots.feeds.ucdp import Ucdp

TABLES: Final = ("ucdp", "acled", "iafq", "table", "geojson")
"""Kinds of sources whose files are loaded."""
OWN: Final = ("recoveries", "losses", "traces")
"""Kinds of sources that are the register itself."""
TIPS: Final = "tips"
"""The kind of what people tell: it comes by a form."""
KINDS: Final = (*TABLES, *OWN, TIPS)
MAPPED: Final = frozenset({"table", "geojson"})
"""Kinds whose files are read by a mapping that a person settled on."""
LICENCES: Final[Mapping[str, tuple[str, bool, str]]] = {
    "ucdp": (
        "CC BY 4.0",
        True,
        "Uppsala Conflict Data Program, UCDP Georeferenced Event Dataset (Sundberg & Melander 2013).",
    ),
    "acled": (
        "ACLED terms of use",
        False,
        "Armed Conflict Location & Event Data Project (ACLED), acleddata.com (Raleigh et al. 2010).",
    ),
    "iafq": (
        "United Nations terms of use",
        True,
        "UNODC, Illicit Arms Flows Questionnaire, dataunodc.un.org.",
    ),
}
"""Kind -> licence, whether rows may be handed on, and how the source asks to be named."""


def feed_of(kind: str, mapping: Mapping[str, Any], code: str) -> Feed:
    """The adapter of a source.

    Raises:
        Invalid: the mapping is incomplete.
        KeyError: files of this kind of source are not loaded.
    """
    if kind == "ucdp":
        return Ucdp(places=mapping.get("places") or {})
    if kind == "acled":
        return Acled(places=mapping.get("places") or {})
    if kind == "iafq":
        return Iafq()
    if kind in MAPPED:
        result: Mapped = mapped({**mapping, "code": code})
        return result
    raise KeyError(kind)


def decided_in(mapping: Mapping[str, Any]) -> dict[Point, str]:
    """What was decided for single points of a source, as its mapping keeps it: point -> `as_stated` or a place."""
    return {(point["longitude"], point["latitude"]): point["place"] for point in mapping.get("points", ())}


def settled(
    reading: Reading, feed: Feed, known: FileContext, decided: Mapping[Point, str]
) -> tuple[tuple[Incident, ...], list[Pile]]:
    """The incidents of a delivery as they are loaded, and the points at which suspiciously many lie.

    Everything that takes a source's files for a register's incidents comes this way, the benchmarks too.
    """
    at = faults.piles(reading.incidents, known.centres, stated=feed.states_place, decided=decided)
    return faults.coarsened(reading.incidents, at), at


def rows_of_table(headings: Sequence[str], parts: Iterable[Iterable[Mapping[str, Any]]]) -> Iterator[Row]:
    """Rows of a staged table, every cell under its heading; capitals of headings stay as they are written."""
    for part in parts:
        for row in part:
            cells = {
                heading: "" if (value := row.get(f"c{at}")) is None else str(value)
                for at, heading in enumerate(headings)
                if heading
            }
            yield Row(int(row["n"]), cells)


def rows_of_geojson(text: str) -> list[Row]:
    """Rows of a GeoJSON file.

    Raises:
        Unreadable: it is none.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("geojson.form") from error
    if not isinstance(document, Mapping):
        raise Unreadable("geojson.form")
    return geojson.rows_of(document)


def rows_of_answer(kind: str, text: str) -> tuple[list[Row], frozenset[str]]:
    """Rows of a saved answer of a source's service, and the identifiers that it says were withdrawn (ACLED's list of deletions).

    Raises:
        Unreadable: it is none.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("answer.form") from error
    if not isinstance(document, Mapping):
        raise Unreadable("answer.form")
    if kind == "ucdp":
        return ucdp.rows_of(document), frozenset()
    rows = acled.rows_of(document)
    if kind == "table":
        # HDX HAPI says of each month and district how many events it had, of those without any too.
        return [row for row in rows if row.cells.get("events") != "0"], frozenset()
    if rows and all("deleted_timestamp" in row.cells for row in rows):
        return [], acled.withdrawn_in(document)
    return rows, frozenset()


def rows_of_answers(kind: str, answers: Iterable[str], deleted: set[str]) -> Iterator[Row]:
    """Rows of all answers of a list, numbered through; what was withdrawn is added to `deleted` on the way.

    Raises:
        Unreadable: one of them is none.
    """
    number = 0
    for answer in answers:
        rows, withdrawn = rows_of_answer(kind, answer)
        deleted |= withdrawn
        for row in rows:
            number += 1
            yield Row(number, row.cells)


def headings_of(rows: Sequence[Row]) -> list[str]:
    """The headings that rows have, in the order in which they come up."""
    result: dict[str, None] = {}
    for row in rows[:200]:
        result.update(dict.fromkeys(row.cells))
    return list(result)
