"""Signals run week by week through Iraq 2003-2018 and Syria 2016-2019, held against a list of onsets with its sources.

The list and how it is used (tests/realdata/onsets.csv, onsets.md) were written before the first run; no threshold was changed since. Printed for
each signal: hits, onsets at which an alarm stood already, misses, delay in weeks, alarms that no onset explains by year, and how much of the
cells with events the alarms cover; and the same with only the alarms near each onset, beside what chance makes (added after Syria's first run).
`--country` runs one of them. Needs the real files (`IFAR_REAL_DATA`); half an hour or less.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from ifar.hotspots.feeding import settled  # noqa: E402
from ifar.hotspots.feeds.faults import FileContext  # noqa: E402
from ifar.hotspots.feeds.incident import LOCAL  # noqa: E402
from tests.realdata import onsets  # noqa: E402
from tests.realdata.incidents import FILES, reading  # noqa: E402
from tests.realdata.onsets import Alarm, Grid, Held, held, listed  # noqa: E402

DATA = Path(os.environ.get("IFAR_REAL_DATA") or ROOT.parent / "shared" / "data")
PERIODS = {
    "Iraq": (dt.date(2003, 1, 1), dt.date(2018, 12, 31)),
    "Syria": (dt.date(2016, 1, 1), dt.date(2019, 12, 31)),
}
CELL = 0.5


def alarms_of(signal: str, grid: Grid, weeks: range) -> list[Alarm]:
    """The alarms of one signal."""
    if signal == "scan":
        return onsets.scan_alarms(grid, weeks)
    if signal == "farrington":
        return onsets.farrington_alarms(grid, weeks)
    return onsets.ears_alarms(grid, weeks, signal)  # type: ignore[arg-type]


def told(signal: str, result: Held, seconds: float) -> dict[str, Any]:
    """One signal's numbers, printed and kept."""
    delays = result.delays
    row: dict[str, Any] = {
        "hits": result.number("hit"), "standing": result.number("standing"), "misses": result.number("miss"),
        "out_of_reach": result.number("out of reach"), "delay_weeks_median": median(delays) if delays else None,
        "delays_weeks": delays, "episodes": result.episodes, "unexplained": result.unexplained,
        "unexplained_a_year": round(result.unexplained / result.years, 2), "cells_under_alarm": round(result.cover, 4), "seconds": round(seconds, 1),
        "at_the_place": {
            "hits": result.number_here("hit"), "standing": result.number_here("standing"), "misses": result.number_here("miss"),
            "hits_by_chance": round(result.chance, 1), "delays_weeks": result.delays_here,
        },
        "onsets": [{"area": fate.onset.area, "day": fate.onset.day.isoformat(), "what": fate.onset.what, "fate": fate.fate, "delay_weeks": fate.delay, "at_the_place": here.fate, "delay_at_the_place": here.delay} for fate, here in zip(result.fates, result.here, strict=True)],
    }  # fmt: skip
    late = "–" if not delays else f"{median(delays):g} ({min(delays)} to {max(delays)})"
    print(
        f"  {signal:11} hits {row['hits']:2}, standing {row['standing']:2}, misses {row['misses']:2}, out of reach {row['out_of_reach']:2}; "
        f"delay in weeks {late}; false alarms a year {row['unexplained_a_year']:.1f} of {result.episodes / result.years:.1f} episodes; "
        f"{result.cover:.1%} of cells under alarm; {seconds:.0f} s",
        flush=True,
    )
    here = result.delays_here
    print(
        f"              at the place: hits {result.number_here('hit'):2} (by chance {result.chance:.1f}), standing {result.number_here('standing'):2}, "
        f"misses {result.number_here('miss'):2}; delay in weeks {f'{median(here):g} ({min(here)} to {max(here)})' if here else '–'}",
        flush=True,
    )
    return row


def _fate(row: dict[str, Any]) -> str:
    """One onset's fate by episodes, and at its place."""
    return f"{row['fate']}{_weeks(row['delay_weeks'])} / {row['at_the_place']}{_weeks(row['delay_at_the_place'])}"


def _weeks(delay: int | None) -> str:
    return "" if delay is None else f" {delay:+}"


def main() -> None:
    """Run, print and keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--country", choices=tuple(PERIODS), action="append")
    chosen = parser.parse_args()
    path = ROOT / "benchmarks" / "results" / "onsets.json"
    result: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    for country in chosen.country or PERIODS:
        start, end = PERIODS[country]
        incidents, _ = settled(
            reading(DATA, country, LOCAL), FILES[country][0], FileContext(), {}
        )  # as a register loads them
        grid = Grid(incidents, CELL)
        first = max(grid.week(start), onsets.HISTORY)
        weeks = range(first, min(grid.week(end), grid.weeks - 1) + 1)
        lines = listed(country)
        print(f"{country}: {int(grid.known[:, -1].sum()):,} events in {len(grid.cells)} cells, {len(weeks)} weeks, {len(lines)} onsets", flush=True)  # fmt: skip
        rows = {}
        for signal in ("C1", "C2", "C3", "scan", *(("farrington",) if country == "Iraq" else ())):
            began = time.perf_counter()
            found = held(grid, alarms_of(signal, grid, weeks), lines, weeks)
            rows[signal] = told(signal, found, time.perf_counter() - began)
        for onset, other in zip(rows["scan"]["onsets"], rows["C2"]["onsets"], strict=True):
            print(
                f"    {onset['day']}  {onset['area']:17} {onset['what']:52} scan {_fate(onset):24} C2 {_fate(other)}"
            )
        result[country] = {"cell_degrees": CELL, "weeks": len(weeks), "signals": rows}
        path.write_text(json.dumps(result, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
