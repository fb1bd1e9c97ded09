"""The command `ifar scan`: clusters in plain tables of cases and populations; needs neither a database nor settings.

Anyone can try with it published data of other programs, or their own. Pure.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from ifar.errors import Invalid
from ifar.hotspots.casefile import Read, ReadingOptions
from ifar.hotspots.casefile import read as read_study
from ifar.hotspots.statistics.scan import Choices, Cluster, scan
from ifar.hotspots.statistics.study_period import UNITS

HELP: Final = "Find clusters in space and time in plain tables of cases and populations; needs no database."
_SHAPE: Final = (
    "Cases: CSV with the columns area, x, y, date, count, in any order; population: area, population, and a date where it changes. "
    "Without dates the scan is purely spatial. docs/hotspots.md says what each number means."
)


def scan_files(words: Sequence[str]) -> int:
    """Carry out the command; returns the exit code.

    Raises:
        Invalid: a file, a row or a choice is not as it should be; the message names rows.
    """
    chosen = _parser().parse_args(words)
    asked = ReadingOptions(
        model=chosen.model, lonlat=chosen.lonlat, dates=chosen.dates, unit=chosen.unit, length=chosen.unit_length, start=chosen.start,
        end=chosen.end, spatial=chosen.spatial, adjust=tuple(chosen.adjust_for.split(",")) if chosen.adjust_for else (),
        time_share=chosen.max_time,
        most_intervals=chosen.max_intervals,
    )  # fmt: skip
    if not 0 < chosen.max_time <= 1:
        raise Invalid("scan.share", "A window's share of the study's time must be above 0 and at most 1.")
    read = read_study(chosen.cases, chosen.population, asked, today=datetime.now(UTC).date())
    for note in read.notes:
        sys.stderr.write(f"ifar: {note}\n")
    result = scan(
        read.study,
        Choices(
            share=chosen.max_share, prospective=chosen.prospective, replicates=chosen.replicates, seed=chosen.seed, p=chosen.p,
            rates=chosen.rates, longest=read.longest, ties=chosen.ties,
        ),
    )  # fmt: skip
    rows = [_as_json(cluster, read) for cluster in result.clusters]
    if chosen.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        _print(rows, read, result.windows)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ifar scan", description=HELP, epilog=_SHAPE)
    parser.add_argument(
        "--cases", type=Path, required=True, metavar="FILE", help="cases by area, place and date"
    )
    parser.add_argument(
        "--population", type=Path, metavar="FILE", help="population at risk by area (model poisson)"
    )
    parser.add_argument("--model", choices=("poisson", "permutation"), default="poisson", help="what cases are compared with (poisson)")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print JSON instead of a list for people")
    parser.add_argument("--max-share", "--share", type=_share, default=0.5, metavar="SHARE", help="population at risk that a circle holds at most (0.5)")  # fmt: skip
    parser.add_argument(
        "--replicates", type=_whole, default=999, metavar="N", help="Monte Carlo replicates (999)"
    )
    parser.add_argument("--seed", type=_whole, default=1, metavar="N", help="of the replicates (1)")
    parser.add_argument(
        "--p", choices=("rank", "gumbel"), default="rank", help="how p-values come from the replicates (rank)"
    )
    parser.add_argument(
        "--rates",
        choices=("high", "low", "both"),
        default="high",
        help="which clusters are looked for (high)",
    )
    parser.add_argument(
        "--prospective", action="store_true", help="only windows that last until the end of the study"
    )
    parser.add_argument("--max-time", type=_share, default=0.5, metavar="SHARE", help="of the study's time that a window lasts at most (0.5)")  # fmt: skip
    parser.add_argument("--max-intervals", type=_positive, metavar="N", help="intervals that a window lasts at most, instead of a share")  # fmt: skip
    parser.add_argument("--unit", choices=UNITS, help="how time is aggregated (as exact as the dates)")
    parser.add_argument(
        "--unit-length", type=_positive, default=1, metavar="N", help="units in one interval (1)"
    )
    parser.add_argument("--start", type=date.fromisoformat, metavar="DAY", help="first day of the study")
    parser.add_argument("--end", type=date.fromisoformat, metavar="DAY", help="last day of the study")
    parser.add_argument("--spatial", action="store_true", help="leave dates aside")
    parser.add_argument("--dates", choices=("dmy", "mdy"), help="how dates like 05/06/2019 are read")
    parser.add_argument("--adjust-for", metavar="COLUMNS", help="covariates, in both files, that expected cases take into account: age,sex")  # fmt: skip
    parser.add_argument("--ties", choices=("single", "together"), default="single", help="areas at one distance come into a circle one by one, as SaTScan has it, or together (single)")  # fmt: skip
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--lonlat", action="store_true", default=None, help="x and y are longitude and latitude: great-circle distances")  # fmt: skip
    where.add_argument(
        "--planar",
        dest="lonlat",
        action="store_false",
        help="x and y are planar, whatever their headings say",
    )
    return parser


def _whole(word: str) -> int:
    number = int(word)
    if number < 0:
        raise argparse.ArgumentTypeError("must not be negative")
    return number


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _share(word: str) -> float:
    number = float(word)
    if number > 1:
        number /= 100  # 50 means 50 %
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError("must be above 0 and at most 1")
    return number


def _as_json(cluster: Cluster, read: Read) -> dict[str, Any]:
    start = read.bounds[cluster.first].isoformat() if read.bounds else None
    end = (read.bounds[cluster.last + 1] - timedelta(days=1)).isoformat() if read.bounds else None
    return {
        "members": list(cluster.members),
        "start": start,
        "end": end,
        "observed": cluster.observed,
        "expected": cluster.expected,
        "relative_risk": cluster.relative_risk,
        "llr": cluster.llr,
        "p": cluster.p,
        "centre": cluster.centre,
        "radius": cluster.radius,
        "rate": "high" if cluster.high else "low",
    }


def _print(rows: Sequence[dict[str, Any]], read: Read, windows: int) -> None:
    study = read.study
    when = (
        f", {read.bounds[0]} to {read.bounds[-1] - timedelta(days=1)} in {len(read.bounds) - 1:,} intervals"
        if read.bounds
        else ""
    )
    lines = [
        f"{int(study.counts.sum()):,} cases in {len(study.areas):,} areas{when}; {windows:,} windows.",
        "",
    ]
    for at, row in enumerate(rows, 1):
        period = f", {row['start']} to {row['end']}" if row["start"] else ""
        unit = " km" if study.lonlat else ""
        risk = "–" if row["relative_risk"] is None else f"{row['relative_risk']:.2f}"
        p = "" if row["p"] is None else f", p {row['p']:.4g}"
        lines += [
            f"{at}. around {row['centre']}, radius {row['radius']:.4g}{unit}{period}",
            f"   observed {row['observed']:,}, expected {row['expected']:.2f}, relative risk {risk}, LLR {row['llr']:.6f}{p}",
            f"   {len(row['members'])} areas: {', '.join(row['members'])}",
        ]
    if not rows:
        lines.append("No window has more cases than expected." if rows == [] else "")
    sys.stdout.write("\n".join(lines) + "\n")
