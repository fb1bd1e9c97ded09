"""The command `ifar returns`: official figures of a file, recomputed, checked, compared, written again; needs no database.

Anyone can repeat with it what is said about the published values of SDG 16.4.2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

import pycountry
from rich.console import Console
from rich.table import Table

from ifar.errors import Invalid
from ifar.files.tables.writing import csv_pieces, write_workbook
from ifar.returns import indicator, sdmx
from ifar.returns.checks import mismatches
from ifar.returns.editions import CHANGES, Revision, revisions
from ifar.returns.indicator import FORMULAS, Formula, Value, rounded
from ifar.returns.official import HEADER, Returns
from ifar.returns.published import VERDICTS, Published, verdicts
from ifar.returns.reading import read_published, read_returns

HELP: Final = (
    "Recompute SDG 16.4.2 from official returns, check their sums, compare editions; needs no database."
)
_FILE: Final = (
    "UNODC's workbook or CSV of the Illicit Arms Flows Questionnaire, or a country's own in the same columns"
)
_FAULTS_SHOWN: Final = 20


def returns(words: Sequence[str]) -> int:
    """Carry out the command; returns the exit code.

    Raises:
        Invalid: a file cannot be read as what it should be; the message says why.
    """
    parser = argparse.ArgumentParser(prog="ifar returns", description=HELP)
    acts = parser.add_subparsers(dest="act", required=True, metavar="what")
    sdg = acts.add_parser("sdg-16-4-2", help="the share of traced arms, by both formulas")
    _takes_file(sdg)
    sdg.add_argument("--formula", choices=FORMULAS, help="one formula instead of both")
    sdg.add_argument("--published", type=Path, metavar="FILE", help="published values to compare with (formula B); without it, a file *VC_ARM_SZTRACE*.csv that lies beside the workbook")  # fmt: skip
    sdg.add_argument("--pooled", choices=("region", "subregion", "world"), help="regions instead of countries")  # fmt: skip
    sdg.add_argument(
        "--to", type=Path, metavar="FILE", help="write formula B as a file too: .csv in UNSD's columns"
    )
    sdg.add_argument("--sdmx", action="store_true", help="with --to: SDMX-CSV 2.0 instead")
    check = acts.add_parser("check", help="the sums that the form asks for")
    _takes_file(check)
    compare = acts.add_parser("compare", help="what two editions say differently")
    compare.add_argument("older", type=Path, help=_FILE)
    compare.add_argument("newer", type=Path, help=_FILE)
    compare.add_argument("--json", action="store_true", help="print JSON instead of a list for people")
    export = acts.add_parser("export", help="write the figures again in the official columns")
    export.add_argument("--from-workbook", type=Path, required=True, metavar="FILE", help=_FILE)
    export.add_argument("--to", type=Path, required=True, metavar="FILE", help="a .csv or .xlsx to write")
    export.add_argument("--country", metavar="ISO3", help="one country alone")
    chosen = parser.parse_args(words)
    match chosen.act:
        case "sdg-16-4-2":
            return _sdg(chosen)
        case "check":
            return _check(chosen)
        case "compare":
            return _compare(chosen)
        case _:
            return _export(chosen)


def _takes_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from-workbook", type=Path, required=True, metavar="FILE", help=_FILE)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table for people")


def _read(path: Path) -> Returns:
    """The figures of a file; rows that are not understood are told on the error output, and their returns left out."""
    result = read_returns(path)
    for fault in result.faults[:_FAULTS_SHOWN]:
        _say(f"{path}, row {fault.line}: {fault.column} is not understood: {fault.text!r}", sys.stderr)
    if result.faults:
        spoilt = len({fault.about for fault in result.faults if fault.about})
        _say(
            f"{len(result.faults)} rows are not understood; nothing is computed for the {spoilt} returns they belong to.",
            sys.stderr,
        )
    return result


def _say(line: str, to: TextIO | None = None) -> None:
    (to or sys.stdout).write(line + "\n")


# SDG 16.4.2 -------------------------------------------------------------------------------------------------------


def _sdg(chosen: argparse.Namespace) -> int:
    if chosen.published and (chosen.pooled or chosen.formula == "A"):
        raise Invalid(
            "returns.published.formula", "Published values are compared by country, with formula B."
        )
    if chosen.published is None and not chosen.pooled and chosen.formula != "A":
        chosen.published = _beside_it(chosen.from_workbook)
    result = _read(chosen.from_workbook)
    formulas: tuple[Formula, ...] = (chosen.formula,) if chosen.formula else FORMULAS
    if chosen.pooled:
        values = [value for formula in formulas for value in indicator.pooled(result, chosen.pooled, formula)]
    else:
        values = indicator.values(result, formulas)
    if chosen.to:
        _write_series(chosen, values)
    compared = verdicts(read_published(chosen.published), [value for value in values if value.formula == "B"]) if chosen.published else []  # fmt: skip
    rows = _with_verdicts(values, compared, "area" if chosen.pooled else "iso3")
    if chosen.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return 0
    for formula in formulas:
        _print_values([row for row in rows if row["formula"] == formula], formula, bool(compared))
    if compared:
        counted = Counter(word for _, _, word in compared)
        _say("; ".join(f"{word}: {counted[word]}" for word in VERDICTS) + f" (of {len(compared)})")
    return 0


def _write_series(chosen: argparse.Namespace, values: Sequence[Value]) -> None:
    """The published series as a file; areas that have no numeric code are told."""
    if chosen.pooled or chosen.formula == "A":
        raise Invalid("returns.series.formula", "The published series is by country, with formula B.")
    if chosen.sdmx:
        m49 = {country.alpha_3: country.numeric for country in pycountry.countries}
        document = sdmx.document(sdmx.SDMX_HEADER, sdmx.sdmx_rows(values, m49, "G"))
        left = sorted({value.area for value in values if value.area not in m49})
        if left:
            _say(f"Without a numeric code, and so left out: {', '.join(left)}.", sys.stderr)
    else:
        document = sdmx.document(sdmx.UNSD_HEADER, sdmx.unsd_rows(values))
    chosen.to.write_bytes(document)


def _beside_it(workbook: Path) -> Path | None:
    """The published values that lie beside a workbook: of several files the one whose name comes last, as releases are named."""
    return max(workbook.parent.glob("*VC_ARM_SZTRACE*.csv"), default=None)


def _with_verdicts(
    values: Iterable[Value], compared: Sequence[tuple[Published, Value | None, str]], named: str
) -> list[dict[str, Any]]:
    at = {(item.iso3, item.year): (item, word) for item, _, word in compared}
    rows = []
    for value in values:
        row = _row(value, named)
        if value.formula == "B" and (value.area, value.year) in at:
            row |= _beside(*at[value.area, value.year])
        rows.append(row)
    nothing = dict.fromkeys(("value", "single_year_value", "numerator", "denominator"))
    for published, computed, word in compared:
        if computed is None:
            rows.append(
                {"iso3": published.iso3, "year": published.year, "formula": "B"}
                | nothing
                | _beside(published, word)
            )
    return rows


def _row(value: Value, named: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        named: value.area,
        "year": value.year,
        "formula": value.formula,
        "value": float(rounded(value.value)),
        "single_year_value": float(rounded(value.single)),
        "numerator": value.tally.numerator,
        "denominator": value.tally.denominator,
        "footnote": value.footnote,
    }
    if value.tally.lacking:
        row["not_reported"] = list(value.tally.lacking)
    return row


def _beside(published: Published, word: str) -> dict[str, Any]:
    return {"published": float(published.value), "published_source": published.source, "published_footnote": published.footnote, "verdict": word}  # fmt: skip


def _print_values(rows: Sequence[Mapping[str, Any]], formula: Formula, compared: bool) -> None:
    table = Table(title=f"Formula {formula}: {indicator.WORDS[formula]}", title_justify="left")
    for name in ("area", "year", "value, %", "year alone, %", "numerator", "denominator"):
        table.add_column(name, justify="left" if name == "area" else "right")
    if compared:
        table.add_column("published", justify="right")
        table.add_column("verdict")
    for row in rows:
        cells = [row.get("iso3") or row.get("area"), row["year"], row["value"], row["single_year_value"], row["numerator"], row["denominator"]]  # fmt: skip
        cells += [row.get("published", ""), row.get("verdict", "")] if compared else []
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    console = Console()
    Console(width=max(console.width, 110)).print(table)


# Checks, editions, export -----------------------------------------------------------------------------------------


def _check(chosen: argparse.Namespace) -> int:
    results = mismatches(_read(chosen.from_workbook))
    if chosen.json:
        rows = [
            {"iso3": item.iso3, "year": item.year, "indicator": item.check.indicator, "check": item.check.code, "added": item.added, "declared": item.declared}
            for item in results
        ]  # fmt: skip
        sys.stdout.write(json.dumps(rows, indent=1) + "\n")
        return 0
    for mismatch in results:
        _say(
            f"{mismatch.iso3} {mismatch.year}  {mismatch.check.indicator}, {mismatch.check.code}: the parts give {mismatch.added:,}, the total says {mismatch.declared:,}"
        )
    _say(f"{len(results)} blocks do not add up.")
    return 0


def _compare(chosen: argparse.Namespace) -> int:
    results = revisions(_read(chosen.older), _read(chosen.newer))
    counted = Counter(item.change for item in results)
    if chosen.json:
        document = {"counts": {change: counted[change] for change in CHANGES}, "cells": [_as_json(item) for item in results]}  # fmt: skip
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        return 0
    for revision in results:
        row = _as_json(revision)
        _say(
            f"{revision.change:10} {row['iso3']} {row['year']}  {row['indicator']}, {row['dimension']}, {row['category']}: "
            f"{'-' if row['before'] is None else row['before']} -> {'-' if row['after'] is None else row['after']}"
        )
    _say("; ".join(f"{change}: {counted[change]}" for change in CHANGES))
    return 0


def _as_json(revision: Revision) -> dict[str, Any]:
    return {
        "change": revision.change,
        **{name: getattr(revision.key, name) for name in ("iso3", "year", "indicator", "dimension", "category", "sex", "age")},
        "before": revision.before.value if revision.before else None,
        "after": revision.after.value if revision.after else None,
    }  # fmt: skip


def _export(chosen: argparse.Namespace) -> int:
    result = _read(chosen.from_workbook)
    cells = [cell for cell in result.cells if chosen.country in (None, cell.key.iso3)]
    if not cells:
        raise Invalid("returns.export.empty", f"There is no figure of {chosen.country or 'any country'} in {chosen.from_workbook}.")  # fmt: skip
    rows = [cell.row() for cell in cells]
    if chosen.to.suffix.lower() == ".csv":
        with chosen.to.open("wb") as file:
            file.writelines(csv_pieces(HEADER, rows))
    elif chosen.to.suffix.lower() == ".xlsx":
        write_workbook(chosen.to, {"data_iafq_firearms_trafficking": (HEADER, rows)})
    else:
        raise Invalid("returns.export.form", f"{chosen.to} should end in .csv or .xlsx.")
    _say(f"{len(rows):,} figures written to {chosen.to}.")
    return 0
