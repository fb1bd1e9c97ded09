"""Indicators as files: plain CSV, and observations of SDMX (CSV 2.0 and ML 2.1) with the structure that they speak of.

Only approved values leave, with the target of their period and the baseline; a value that nobody reported has no row: missing is not zero.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ifar.files.tables import writing
from ifar.programme import indicators, labels
from ifar.programme.selectors.exporting import GOAL_INDICATORS
from ifar.programme.selectors.strategy import READ
from ifar.returns import sdmx, sdmx_ml
from ifar.returns.sdmx import Observation, Structure
from ifar.rights import Actor, require

FILES: Final = ("indicators.csv", "indicators-sdmx.csv", "indicators-sdmx.xml", "indicators-structure.xml")
HEADER: Final = (
    "indicator", "title", "project", "outcome", "cells", "unit", "measure", "period", "starts_on", "ends_on", "place", "value", "numerator",
    "denominator", "words", "target", "baseline", "baseline_year", "source",
)  # fmt: skip
STRUCTURE: Final = Structure(
    agency="IFAR",
    flow="DF_PROGRAMME_INDICATORS",
    version="1.0",
    name="Indicators of the programme",
    dimensions=("FREQ", "INDICATOR", "REF_AREA", "MEASURE", "BREAKDOWN"),
    attributes=("OBS_STATUS", "UNIT_MEASURE", "TITLE", "GOAL_INDICATOR", "NUMERATOR", "DENOMINATOR", "TIME_COVERAGE", "COMMENT_OBS"),
    concepts={
        "FREQ": "Frequency",
        "INDICATOR": "Indicator, by its public identifier",
        "REF_AREA": "State (ISO 3166-1 alpha-2), or _Z for all States together",
        "MEASURE": "ACTUAL what was approved, TARGET what was aimed at, BASELINE where it began",
        "BREAKDOWN": "Part of the number, or _T for the whole",
        "TIME_PERIOD": "Reporting period",
        "OBS_VALUE": "Value",
        "OBS_STATUS": "Status of the observation: A normal value",
        "UNIT_MEASURE": "Unit",
        "TITLE": "Title of the indicator",
        "GOAL_INDICATOR": "Indicator of the Sustainable Development Goals that it is",
        "NUMERATOR": "Of a share: how many",
        "DENOMINATOR": "Of a share: of how many",
        "TIME_COVERAGE": "First and last day of the period",
        "COMMENT_OBS": "What was said of the value in words",
    },
)  # fmt: skip
_ROWS: Final = """
SELECT i.public_id, i.title, coalesce(q.reference, ''), r.outcome, r.cells, i.unit, i.measure, i.source, i.frequency, i.baseline, i.baseline_year, i.targets,
       v.period, p.starts_on, p.ends_on, v.place, v.number, v.numerator, v.denominator, v.words, v.parts
FROM programme_indicator i JOIN programme_result r ON r.public_id = i.result LEFT JOIN programme_project q ON q.public_id = r.project
LEFT JOIN programme_value v ON v.indicator = i.public_id AND v.state = 'approved' LEFT JOIN programme_period p ON p.name = v.period
WHERE i.state = 'defined' ORDER BY q.reference NULLS FIRST, i.id, p.ends_on, v.place
"""
_PERIODS: Final = "SELECT name, starts_on, ends_on FROM programme_period"
_FREQUENCIES: Final = {"year": "A", "half": "S", "quarter": "Q", "once": "_O"}


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its bytes and what it is."""

    content: bytes
    media_type: str


def file(actor: Actor, name: str) -> Made:
    """A file of indicators. Two queries at most.

    Raises:
        NotFound: there is no such file.
    """
    require(actor, READ)
    if name == "indicators-structure.xml":
        return Made(sdmx_ml.structure(STRUCTURE, _sender(), timezone.now()), "application/xml")
    if name not in FILES:
        raise labels.absent()
    rows = _ask(_ROWS)
    if name == "indicators.csv":
        return Made(b"".join(writing.csv_pieces(HEADER, _plain(rows))), "text/csv; charset=utf-8")
    observations = _observations(rows, {period: (since, until) for period, since, until in _ask(_PERIODS)})
    if name.endswith(".csv"):
        return Made(sdmx.document(STRUCTURE.header(), sdmx.csv_rows(STRUCTURE, observations)), "text/csv; charset=utf-8")  # fmt: skip
    return Made(sdmx_ml.data(STRUCTURE, observations, _sender(), timezone.now()), "application/xml")


def _sender() -> str:
    return str(settings.IFAR_LEDGER_NAME)


def _ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _text(number: Decimal | None) -> str:
    return indicators.written(number) or ""


def _plain(rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """A row for each approved value, and one for an indicator that has none. Numbers are numbers: no text acts as a formula."""
    for (
        ident, title, project, outcome, cells, unit, measure, source, _frequency, baseline, year, aims, period, since, until, place, number,
        top, below, value, _parts,
    ) in rows:  # fmt: skip
        target = json.loads(aims).get(period) if period else None
        numbers = [None if item is None else Decimal(_text(item)) for item in (number, top, below)]
        yield (
            ident, title, project, outcome, " ".join(cells), unit, measure, period or "", since.isoformat() if since else "",
            until.isoformat() if until else "", place or "", *numbers, value or "", Decimal(target) if target else None,
            None if baseline is None else Decimal(_text(baseline)), year, source,
        )  # fmt: skip


def _observations(rows: Sequence[tuple[Any, ...]], periods: Mapping[str, tuple[dt.date, dt.date]]) -> list[Observation]:  # fmt: skip
    """Each observation once: what has the same place and time as an earlier one is left out."""
    result: dict[tuple[str, ...], Observation] = {}
    for observation in _observed(rows, periods):
        result.setdefault(
            (*(observation.dimensions.get(name, "_T") for name in STRUCTURE.dimensions), observation.time),
            observation,
        )
    return list(result.values())


def _observed(rows: Sequence[tuple[Any, ...]], periods: Mapping[str, tuple[dt.date, dt.date]]) -> Iterator[Observation]:  # fmt: skip
    seen: set[str] = set()
    for (
        ident, title, _project, _outcome, _cells, unit, _measure, source, frequency, baseline, year, aims, _period, since, until, place, number,
        top, below, value, parts,
    ) in rows:  # fmt: skip
        base = {"FREQ": _FREQUENCIES.get(frequency, "A"), "INDICATOR": ident}
        result = {"OBS_STATUS": "A", "UNIT_MEASURE": unit, "TITLE": title, "GOAL_INDICATOR": GOAL_INDICATORS.get(source, "")}  # fmt: skip
        if ident not in seen:
            seen.add(ident)
            whole = {**base, "REF_AREA": "_Z", "BREAKDOWN": "_T"}
            if baseline is not None and year:
                yield Observation(
                    {**whole, "FREQ": "A", "MEASURE": "BASELINE"}, str(year), _text(baseline), result
                )
            for name, target in sorted(json.loads(aims).items()):
                if name in periods:
                    yield _within({**whole, "MEASURE": "TARGET"}, *periods[name], target, result)
        if number is None:
            continue
        actual = {**base, "REF_AREA": place or "_Z", "MEASURE": "ACTUAL"}
        more = {**result, "NUMERATOR": _text(top), "DENOMINATOR": _text(below), "COMMENT_OBS": value}
        yield _within({**actual, "BREAKDOWN": "_T"}, since, until, _text(number), more)
        for part in json.loads(parts):
            yield _within({**actual, "BREAKDOWN": f"{part['by']}:{part['name']}"}, since, until, str(part["number"]), result)  # fmt: skip


def _within(dimensions: dict[str, str], since: dt.date, until: dt.date, value: str, result: dict[str, str]) -> Observation:  # fmt: skip
    """An observation of some days: the frequency is that of the days."""
    time, frequency = sdmx.time_of(since, until)
    covers = f"{since.isoformat()}/{until.isoformat()}"
    return Observation({**dimensions, "FREQ": frequency}, time, value, {**result, "TIME_COVERAGE": covers})
