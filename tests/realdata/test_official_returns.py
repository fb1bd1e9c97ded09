"""UNODC's official workbook and CSV, and the values of SDG 16.4.2 that the UN published: G1 to G6 on the files themselves."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from ifar.returns import offline
from ifar.returns.checks import mismatches
from ifar.returns.editions import revisions
from ifar.returns.indicator import pooled, tally
from ifar.returns.official import BY_CONDITION, BY_GROUND, BY_MARKING, BY_TYPE, SEIZED, TOTAL, Key
from ifar.returns.published import DIFFERS, OTHER_SOURCE, REPRODUCED, YEAR_MISSING
from ifar.returns.reading import read_returns

WORKBOOK = "un_statistics/data_iafq_firearms_trafficking_2024-08-26.xlsx"
OLDER = "un_statistics/data_iafq_firearms_trafficking_2022-06-17.csv"
PUBLISHED = "un_statistics/sdg_16_4_2_VC_ARM_SZTRACE_2026Q3.csv"


@pytest.fixture(scope="module")
def newest(real_data):
    return read_returns(real_data / WORKBOOK)


@pytest.fixture(scope="module")
def older(real_data):
    return read_returns(real_data / OLDER)


def ifar(*words, home):
    """The command as a person runs it, with nothing set up; `asked` is the same without a process of its own."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "ifar.cli", "returns", *map(str, words)],
        check=False, capture_output=True, text=True, env=bare | {"IFAR_HOME": str(home)}, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def asked(capsys):
    def carry_out(*words):
        assert offline.returns([str(word) for word in words]) == 0
        return capsys.readouterr().out

    return carry_out


def test_g6_the_official_workbook_is_read_whole(newest, older):
    assert (len(newest.cells), len(newest.countries()), newest.faults) == (15_468, 116, ())
    assert (len(older.cells), len(older.countries()), older.faults) == (11_032, 107, ())


def test_every_published_value_gets_a_verdict(real_data, tmp_path):
    words = ("sdg-16-4-2", "--from-workbook", real_data / WORKBOOK)
    rows = json.loads(ifar(*words, "--published", real_data / PUBLISHED, "--json", home=tmp_path))
    for row in rows:
        assert {"iso3", "year", "formula", "value", "single_year_value", "numerator", "denominator"} <= set(
            row
        )
    judged = [row for row in rows if "verdict" in row]
    counted = Counter(row["verdict"] for row in judged)
    assert counted == {REPRODUCED: 31, YEAR_MISSING: 10, DIFFERS: 3}
    assert counted[OTHER_SOURCE] == 0
    assert len(judged) == 44
    at = {(row["iso3"], row["year"]): row for row in rows if row["formula"] == "B"}
    spain = at["ESP", 2016]
    assert (spain["numerator"], spain["denominator"], spain["single_year_value"], spain["value"]) == (926, 1779, 52.05, 63.61)  # fmt: skip
    for iso3, year in (("MDA", 2016), ("LTU", 2022), ("ARG", 2016), ("BRA", 2016), ("GBR", 2017), ("MEX", 2021)):  # fmt: skip
        assert at[iso3, year]["verdict"] == REPRODUCED
    differ = {(row["iso3"], row["year"]) for row in judged if row["verdict"] == DIFFERS}
    assert differ <= {("GBR", 2018), ("GBR", 2019), ("GBR", 2021), ("BRA", 2017), ("AZE", 2018), ("ESP", 2022), ("GBR", 2020), ("GBR", 2022)}  # fmt: skip


def test_g4_regions_are_pooled(newest):
    for value in pooled(newest, "region", "B"):
        members = [
            item
            for about, cells in newest.by_return().items()
            if about[1] == value.year
            and next(iter(cells.values())).region == value.area
            and (item := tally(cells, about, "B"))
        ]
        assert value.tally.numerator == sum(member.numerator for member in members)
        assert value.tally.denominator == sum(member.denominator for member in members)


def test_g5_the_blocks_of_spain_add_up(newest):
    spain = newest.by_return()["ESP", 2021]
    for dimension, parts in (
        (BY_TYPE, [3163, 914, 1177, 2640, 125, 15, 27, 0]),
        (BY_MARKING, [6769, 138, 1154, 0]),
        (BY_CONDITION, [7812, 4, 95, 66, 42, 32, 10]),
        (BY_GROUND, [13, 14, 941, 183, 909, 6001]),
    ):
        values = [cell.value for key, cell in spain.items() if key[2:4] == (SEIZED, dimension) and key.category != TOTAL]  # fmt: skip
        assert sum(values) == 8061
        assert Counter(value for value in values if value) == Counter(part for part in parts if part)
    assert not [
        mismatch for mismatch in mismatches(newest) if (mismatch.iso3, mismatch.year) == ("ESP", 2021)
    ]
    mexico = newest.by_return()["MEX", 2021]
    assert mexico[Key("MEX", 2021, SEIZED, BY_CONDITION, TOTAL, "na", "na", 0)].value == 0


def test_published_values_that_lie_beside_the_workbook_are_compared_unasked(real_data, asked):
    """The 2022 edition says less, so more years are missing, and no other reason is given."""
    rows = json.loads(asked("sdg-16-4-2", "--from-workbook", real_data / OLDER, "--json"))
    counted = Counter(row["verdict"] for row in rows if "verdict" in row)
    assert counted == {REPRODUCED: 21, YEAR_MISSING: 21, DIFFERS: 2}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_written_reads_as_the_same_table(real_data, newest, tmp_path, form, asked):
    written = tmp_path / f"again.{form}"
    asked("export", "--from-workbook", real_data / WORKBOOK, "--to", written)
    again = read_returns(written)
    assert again.countries() == newest.countries()
    assert len(again.countries()) == 116
    assert [cell.row() for cell in again.cells] == [cell.row() for cell in newest.cells]
    assert [cell.key for cell in again.cells] == [cell.key for cell in newest.cells]


def test_editions_compared(newest, older):
    changed = revisions(older, newest)
    counted = Counter(revision.change for revision in changed)
    assert len(older.cells) + counted["added"] - counted["withdrawn"] == len(newest.cells)
    assert counted == {"added": 4520, "withdrawn": 84, "revised": 35}
