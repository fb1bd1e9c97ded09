"""The builder of the legacy register says the truth about what it built, and always builds the same."""

import csv
import hashlib
import io

import pytest
from python_calamine import CalamineWorkbook

from ifar.registry.marks.reading import keys_of
from tests.realdata import legacy

ROWS = 12_000


@pytest.fixture(scope="module")
def register(real_data):
    data, truth = legacy.as_bytes(real_data, ROWS, seed=5)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    return rows, truth, data


def test_every_row_is_of_exactly_one_kind(register):
    rows, truth, _data = register
    assert len(rows) == ROWS + 1
    assert rows[0] == list(legacy.HEADERS["fr"])
    assert sum(truth.kinds.values()) == ROWS
    assert len(truth.repeats) == truth.kinds["repeat"]
    assert len(truth.pairs) == truth.near
    assert len(truth.bad) == truth.bad_serials + sum(truth.kinds[kind] for kind in legacy.OTHER_BAD)
    assert truth.near / ROWS == pytest.approx(0.03, abs=0.006)
    assert truth.bad_serials / ROWS == pytest.approx(0.02, abs=0.006)


def test_what_the_truth_says_is_in_the_file(register):
    rows, truth, _data = register
    for number, first in truth.repeats.items():
        assert rows[number] == rows[first]
        assert first < number
    for number, first, kind in truth.pairs:
        row, older = rows[number], rows[first]
        assert row[0] != older[0]
        assert row[2:6] == older[2:6]
        assert (row[6] == older[6]) == (kind == "twin")
        assert keys_of(row[6]).folded == keys_of(older[6]).folded
    words = [rows[number][6] for number, kind in truth.bad.items() if kind == "serial_word"]
    assert words
    assert set(words) <= set(legacy.WORDS_FOR_SERIAL)


def test_no_duplicate_is_there_that_was_not_put_there(register):
    rows, truth, _data = register
    planned = {*truth.repeats, *truth.bad, *(number for number, _first, _kind in truth.pairs)}
    seen = {}
    for number, row in enumerate(rows[1:], start=1):
        if number not in planned:
            key = (row[3].casefold(), keys_of(row[6]).folded)
            assert seen.setdefault(key, number) == number, row


def test_there_are_cyrillic_rows_many_makers_and_people_with_several_firearms(register):
    rows, truth, _data = register
    assert truth.cyrillic > ROWS * 0.02
    assert len(truth.makes) > 100
    assert 0.4 < truth.holders / ROWS < 0.7
    assert sum(any("\u0400" <= c <= "\u04ff" for c in row[6]) for row in rows) > 100


def test_the_same_seed_gives_the_same_file_and_another_seed_another(real_data, register):
    _rows, _truth, data = register
    assert (
        hashlib.sha256(legacy.as_bytes(real_data, ROWS, seed=5)[0]).digest() == hashlib.sha256(data).digest()
    )
    assert legacy.as_bytes(real_data, 100, seed=6)[0] != legacy.as_bytes(real_data, 100, seed=5)[0]


@pytest.mark.parametrize("language", sorted(legacy.HEADERS))
def test_headers_differ_by_ministry_and_rows_do_not(real_data, language):
    data, _truth = legacy.as_bytes(real_data, 50, seed=5, headers=language)
    lines = data.decode("utf-8").splitlines()
    assert len(set(legacy.HEADERS[language])) == len(legacy.FIELDS)
    assert lines[1:] == legacy.as_bytes(real_data, 50, seed=5)[0].decode("utf-8").splitlines()[1:]


def test_the_workbook_holds_the_same_rows(real_data, tmp_path):
    path = tmp_path / "register.xlsx"
    truth = legacy.write_xlsx(path, real_data, 300, seed=5)
    cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    data, _truth = legacy.as_bytes(real_data, 300, seed=5)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))
    assert truth.rows == 300
    plain = [row for row in rows if not any(ord(c) < 32 for text in row for c in text)]
    assert [row for row in cells if not any(ord(c) < 32 or c == "_" for text in row for c in str(text))] == [
        row for row in plain if "_" not in "".join(row)
    ]
