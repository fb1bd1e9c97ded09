"""Files of persons whose true pairs are known, linked by ifar and by Splink's defaults: precision, recall and F1 of each."""

from __future__ import annotations

import csv
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow
import splink.comparison_library as splink_has
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from ifar.parties.linkage.columns import roles_of
from ifar.parties.linkage.linking import Linking
from ifar.parties.linkage.rows import row_of

FILES = ("febrl_dataset1.csv", "febrl_dataset2.csv", "splink_fake_1000.csv")
Pairs = set[tuple[int, int]]


class Told(NamedTuple):
    """How well pairs were found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def table_of(file: Path) -> tuple[list[str], list[list[str]]]:
    """Headings and rows."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        heads, *rows = csv.reader(lines, skipinitialspace=True)
    return [head.strip() for head in heads], [[cell.strip() for cell in row] for row in rows]


def truth(heads: list[str], rows: list[list[str]]) -> Pairs:
    """The true pairs by position: the number in `rec-123-dup-0`, or the column `cluster`."""
    people = defaultdict(list)
    for at, row in enumerate(rows):
        whose = row[heads.index("cluster")] if "cluster" in heads else row[0].split("-")[1]
        people[whose].append(at)
    return {pair for person in people.values() for pair in combinations(person, 2)}


def by_ifar(heads: list[str], rows: list[list[str]], without: Collection[str] = ()) -> Pairs:
    """What ifar finds; `without` are roles whose columns it is not shown."""
    roles = {role: column for role, column in roles_of(heads).items() if role not in without}
    folded = [
        row_of(at, {role: row[column] for role, column in roles.items()}) for at, row in enumerate(rows)
    ]
    return {(pair.one, pair.other) for pair in Linking(folded).pairs()}


def judged(pairs: Pairs, true: Pairs) -> Told:
    """Precision and recall of what was found."""
    right = len(pairs & true)
    return Told(right / max(len(pairs), 1), right / max(len(true), 1))


def by_splink(heads: list[str], rows: list[list[str]]) -> Pairs:
    """What Splink finds with the comparisons of its library as they come, its weights learnt as its tutorial does."""
    columns = {head: [row[at] or None for row in rows] for at, head in enumerate(heads)}
    columns["unique_id"] = list(range(len(rows)))
    febrl = "rec_id" in heads
    comparisons, blocks, trained, sure = _of_febrl() if febrl else _of_splinks_own()
    settings = SettingsCreator(
        link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=blocks
    )
    table = DuckDBAPI().register(pyarrow.table(columns))
    linker = Linker(table, settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(sure, recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for rule in trained:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    results = linker.inference.predict(threshold_match_probability=0.5).as_record_list()
    return set(_pairs(results))


def _pairs(rows: Iterable[dict[str, Any]]) -> Iterable[tuple[int, int]]:
    for row in rows:
        item, other = sorted((row["unique_id_l"], row["unique_id_r"]))
        yield item, other


def _of_febrl() -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    comparisons = [
        splink_has.NameComparison("given_name"),
        splink_has.NameComparison("surname"),
        splink_has.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
        splink_has.DamerauLevenshteinAtThresholds("soc_sec_id"),
        splink_has.ExactMatch("street_number"),
        splink_has.ExactMatch("postcode"),
    ]
    blocks = [
        block_on("soc_sec_id"),
        block_on("date_of_birth"),
        block_on("given_name", "surname"),
        block_on("surname", "postcode"),
        block_on("given_name", "postcode"),
    ]
    return comparisons, blocks, [block_on("date_of_birth"), block_on("postcode")], [block_on("soc_sec_id")]


def _of_splinks_own() -> tuple[list[Any], list[Any], list[Any], list[Any]]:
    comparisons = [
        splink_has.NameComparison("first_name"),
        splink_has.NameComparison("surname"),
        splink_has.DateOfBirthComparison("dob", input_is_string=True),
        splink_has.ExactMatch("city").configure(term_frequency_adjustments=True),
        splink_has.EmailComparison("email"),
    ]
    blocks = [block_on(name) for name in ("first_name", "surname", "dob", "email")]
    trained = [block_on("first_name", "surname"), block_on("dob")]
    return comparisons, blocks, trained, [block_on("first_name", "dob"), block_on("email")]
