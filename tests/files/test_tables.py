"""Tables as somebody uploads them: read right where they can be, refused in words where not, never at the cost of the server."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifar.errors import IfarError
from ifar.files import kinds, labels, tables
from ifar.files.purposes import PURPOSES
from ifar.files.tables import encodings, text
from ifar.files.tables.delimiters import division_of
from ifar.files.tables.layout import Layout
from ifar.files.tables.writing import write_workbook
from tests.files import hostile

SECONDS = 10


def read(path: Path, folder: Path) -> tuple[pl.DataFrame, tables.Look]:
    """Everything that a deposit of a register goes through, without the deposit."""
    kind = kinds.recognise(path.read_bytes()[: kinds.HEAD])
    if kind.code not in PURPOSES["legacy_register"].kinds:
        raise IfarError("files.kind", labels.words_of("files.kind", {"kind": kind.code, "allowed": ["text"]}))
    look = tables.look(path, kind.code)
    folder.mkdir()
    with tables.stage(path, look.layout, folder) as staging:
        parts = [part for _, part in staging.parts()]
    assert staging.staged is not None
    assert staging.staged.rows == sum(map(len, parts))
    return pl.concat(parts), look


@pytest.mark.parametrize("file", hostile.FILES, ids=lambda file: file.name)
def test_a_hostile_file_ends_in_a_clear_message_or_in_its_rows_within_seconds(file, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(file.build())
    began = time.monotonic()
    try:
        rows, _ = read(path, tmp_path / "parts")
        code, message = "", ""
        assert len(rows) > 0
    except IfarError as error:
        code, message = error.code, str(error)
    assert time.monotonic() - began < SECONDS
    if file.refusal:
        assert code.startswith(file.refusal), (code, message)
        assert message.endswith(".")
        assert "%(" not in message
    else:
        assert not code, message


def defects(path: Path, folder: Path) -> dict[int, str]:
    rows, _ = read(path, folder)
    return {n: defect for n, defect in rows.select("n", "defect").iter_rows() if defect}


def test_a_row_that_swallowed_the_next_one_is_named_as_such(tmp_path):
    path = tmp_path / "file"
    for number, (lines, result) in enumerate(
        (
            (["a;b;c", '"A1;x;y', "A2;x;y"], {2: "quote"}),
            (["a;b;c", 'A1;x;"y', "A2;x;y", 'A3;x;"', "A4;x;y"], {2: "quote"}),
            (["a;b;c", 'A1;x;"two; with', 'lines"', "A2;x;y"], {}),
            (["a;b;c", "A1;x", "A2;x;y"], {2: "width"}),
        )
    ):
        path.write_bytes("\n".join(lines).encode())
        assert defects(path, tmp_path / f"parts{number}") == result, lines


def test_a_row_that_is_not_sound_is_kept_and_named(tmp_path):
    lines = [
        "serial;make",
        "A1;x",
        "A2",
        "A3;y;z",
        "A4;\x00",
        "A5;" + "x" * 20_000,
        "",
        "A6;z;",
        'A7;"a;b"',
        'A8;"two\nlines"',
        "A9;ok",
    ]
    path = tmp_path / "file"
    path.write_bytes("\n".join(lines).encode())
    assert defects(path, tmp_path / "parts") == {3: "width", 4: "width", 5: "control", 6: "long"}
    rows, _ = read(path, tmp_path / "more")
    values = {n: (serial, make) for n, serial, make in rows.select("n", "c0", "c1").iter_rows()}
    assert values[9] == ("A7", "a;b")
    assert values[10] == ("A8", "two\nlines")
    assert values[11] == ("A9", "ok")
    assert values[8] == ("A6", "z")
    assert 7 not in values
    assert len(values[6][1]) == 10_000
    assert "\x00" not in values[5][1]


@pytest.mark.parametrize(
    ("name", "sample"),
    [
        ("cp1251", "Серийный номер;Марка\nАБ12;Тула\nВГ34;Ижевск\n"),
        ("cp1251", "Серијски број;Произвођач\nА1;Застава\n"),
        ("cp1256", "الرقم المتسلسل;الصانع\nAB1;بيريتا\nAB2;كلاشنيكوف\n"),
        ("cp1252", "Numéro de série;Modèle;Année\nAB1;Idéal;1950\nAB2;Défense;1961\n"),
        ("cp1252", "Nummer;Größe;Händler\n1;groß;Jäger\n"),
        ("utf-8", "Numéro;Модель;الصانع\n1;2;3\n"),
        ("utf-8-sig", "Numéro;x\n1;2\n"),
        ("utf-16", "Номер;Марка\n1;ТОЗ\n"),
        ("utf-16-le", "Serial;Make\nAB1;Beretta\n"),
    ],
)
def test_the_encoding_is_told_from_the_text(name, sample, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(sample.encode(name))
    look = tables.look(path, "text")
    assert look.layout.encoding == name
    assert list(look.headings) == sample.splitlines()[0].split(";")


def test_broken_places_in_a_good_text_do_not_change_its_encoding():
    probe = encodings.Probe()
    probe.feed(("é" * 40).encode() + b"\xff\xfe" + ("è" * 40).encode())
    assert probe.result().name == "utf-8"
    assert probe.result().broken > 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_from_the_rows(delimiter):
    rows = [
        ["no", "calibre, bore", "maker; country"],
        ["1", "7,62", "a;b"],
        ["2", "5,45", "c"],
        ["3", "9", "d|e"],
    ]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    assert division_of(buffer.getvalue()).delimiter == delimiter


def test_a_title_above_the_headings_is_no_heading_and_a_person_may_say_otherwise(tmp_path):
    path = tmp_path / "file"
    path.write_text("Register of the province;;\n;;\nSerial;Make;Model\nAB1;Beretta;92\nAB2;Glock;17\n")
    look = tables.look(path, "text")
    assert look.headings == ("Serial", "Make", "Model")
    assert look.layout.header == 3
    assert tables.look(path, "text", {"header": 4}).headings == ("AB1", "Beretta", "92")
    bare = tables.look(path, "text", {"header": 0})
    assert bare.headings == ("", "", "")
    assert bare.rows[0][0] == "Register of the province"


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from('";,\n\t|'), max_size=12
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=30),
    st.sampled_from(",;\t|"),
    st.booleans(),
)
def test_what_a_writer_of_csv_writes_is_what_is_read(tmp_path_factory, rows, delimiter, everything_quoted):
    path = tmp_path_factory.mktemp("csv") / "file"
    with path.open("w", newline="", encoding="utf-8") as file:
        quoting = csv.QUOTE_ALL if everything_quoted else csv.QUOTE_MINIMAL
        csv.writer(file, delimiter=delimiter, quoting=quoting).writerows([["a", "b", "c"], *rows])
    layout = Layout("csv", header=1, width=3, encoding="utf-8", delimiter=delimiter)
    results = [
        list(row) for part in text.frames(path, layout) for row in part.select("c0", "c1", "c2").iter_rows()
    ]
    assert results == [[cell.replace("\r\n", "\n") for cell in row] for row in rows]


def test_a_workbook_is_read_as_a_person_sees_it(tmp_path):
    import datetime as dt

    path = tmp_path / "file"
    day = dt.date(1999, 3, 14)
    path.write_bytes(
        hostile.workbook(
            [["Serial", "Year", "Since", "Weight"], ["00123", 1999, day, 1.5], [12345678901, "", "", ""]],
            default_date_format="yyyy-mm-dd",
        )
    )
    rows, look = read(path, tmp_path / "parts")
    assert look.sheets == ("Register",)
    assert rows.select("c0", "c1", "c2", "c3").rows() == [
        ("00123", "1999", "1999-03-14", "1.5"),
        ("12345678901", "", "", ""),
    ]
    assert rows["n"].to_list() == [2, 3]


def test_a_reader_gets_nothing_of_the_servers_environment(monkeypatch):
    from ifar.files import confinement

    monkeypatch.setenv("IFAR_SECRET_KEY", "secret")
    monkeypatch.setenv("DATABASE_URL", "postgresql://")
    assert not {name for name in confinement.environment() if name.startswith(("IFAR", "DATABASE"))}


def test_w29_cells_of_a_workbook_are_of_their_kind_and_wide_enough(tmp_path: Path) -> None:
    """Days and moments are days and moments, columns are as wide as what they hold, long heads go on in a second line."""
    path = tmp_path / "list.xlsx"
    at = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
    rows = [
        (dt.date(2026, 3, 1), at, Decimal("1234.50"), "A name that is longer than its head", "y" * 90, False)
    ]
    write_workbook(path, {"One": (("Day", "Moment", "Sum", "Name", "A head of several words", "Yes"), rows)})
    sheet = openpyxl.load_workbook(path)["One"]
    assert [str(item.value) for item in sheet[2]][:3] == [
        "2026-03-01 00:00:00",
        "2026-03-01 09:30:00",
        "1234.5",
    ]
    assert [item.data_type for item in sheet[2]] == ["d", "d", "n", "s", "s", "b"]
    assert [sheet["A2"].number_format, sheet["B2"].number_format] == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert all(width >= needed for width, needed in zip(widths, (10, 16, 8, 35, 60), strict=True))
    assert max(widths) < 62
    assert sheet["E1"].alignment.wrap_text
    assert sheet["E2"].alignment.wrap_text
    assert not sheet.sheet_view.rightToLeft


def test_w29_a_workbook_in_arabic_runs_from_right_to_left(tmp_path: Path) -> None:
    """A line about the sheet stands above its head and makes no column wide."""
    path = tmp_path / "list.xlsx"
    write_workbook(path, {"One": (["x" * 200], [["Number", "Name"], ["1", "A"]])}, mirrored=True)
    sheet = openpyxl.load_workbook(path)["One"]
    assert sheet.sheet_view.rightToLeft
    assert sheet.column_dimensions["A"].width < 12
    assert sheet["B2"].font.b
    assert not sheet["B3"].font.b
    assert sheet.freeze_panes == "A3"
