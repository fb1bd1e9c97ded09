"""Looking at a sheet of a million rows takes no longer than at a short one, and says the same as reading it whole."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from ifar.files import tables
from ifar.files.tables import beginning, workbook
from tests.files import hostile


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "file"
    path.write_bytes(hostile.whole_sheet(("Serial",), ("AB1",)))
    return path


def test_w49_the_beginning_of_a_whole_sheet_is_read_without_the_rest(whole):
    began = time.process_time()
    look = workbook.look(whole, "xlsx")
    spent = time.process_time() - began
    assert (look.headings, len(look.rows), look.layout.header) == (("Serial",), 200, 1)
    cut = beginning.beginning(whole, "xlsx", 220)
    assert cut is not None
    assert len(cut.getvalue()) < 100_000
    # Reading all of it takes twenty times as long on any machine, a busy one too; cutting is some hundredths of a second.
    assert spent < 3


def test_w49_of_a_whole_sheet_so_many_rows_are_staged_as_are_asked_for(whole, tmp_path):
    look = tables.look(whole, "zip")
    with tables.stage(whole, look.layout, tmp_path, 1_000) as staging:
        parts = [part for _number, part in staging.parts()]
    assert staging.staged is not None
    assert (staging.staged.rows, staging.staged.more, staging.staged.parts) == (1_000, True, ((2, 1_001),))
    assert pl.concat(parts)["c0"].unique().to_list() == ["AB1"]


def a_book(rows: int, *, first: int = 0, left: int = 0) -> bytes:
    """A workbook with an empty sheet, one of texts, days, sums and gaps, and one after it that uses other texts."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd", "remove_timezone": True}) as book:
        book.add_worksheet("Empty")
        for name in ("Arms", "Others"):
            sheet = book.add_worksheet(name)
            for column, heading in enumerate(("Serial", "Make", "Since", "Sum")):
                sheet.write(first, left + column, heading)
            for at in range(first + 1, first + rows):
                if at % 7 == 0:
                    sheet.set_row(at, 20)
                    continue
                sheet.write(at, left, f"{name} {at} <&>")
                sheet.write(at, left + 1, "Beretta")
                sheet.write_datetime(at, left + 2, dt.datetime(1999, 3, 14, tzinfo=dt.UTC))
                sheet.write_formula(at, left + 3, f'=IF(A{at}="<&>",1,2)', None, at)
    return buffer.getvalue()


@pytest.mark.parametrize("sheet", ["", "Arms", "Others"])
@pytest.mark.parametrize(("first", "left"), [(0, 0), (3, 2)])
def test_w49_what_is_looked_at_is_what_the_whole_workbook_says(tmp_path, sheet, first, left):
    path = tmp_path / "file"
    path.write_bytes(a_book(900, first=first, left=left))
    look = workbook.look(path, "xlsx", sheet=sheet)
    assert look == workbook._looked(CalamineWorkbook.from_path(str(path)), "xlsx", sheet, None)
    assert look.sheets == ("Empty", "Arms", "Others")
    assert look.rows[0][2:] == ("1999-03-14", str(first + 1))
    all_rows = pl.concat(list(workbook.frames(path, look.layout)))
    some = pl.concat(list(workbook.frames(path, look.layout, 300)))
    assert 300 < len(some) < 450
    assert some.equals(all_rows.head(len(some)))


def test_w49_a_row_far_below_that_begins_further_left_moves_no_column(tmp_path):
    path = tmp_path / "file"
    rows: list[list[object]] = [["", "Serial", "Make"], *[["", f"AB{at}", "Glock"] for at in range(400)]]
    path.write_bytes(hostile.workbook([*rows, ["note", "AB400", "Glock"]]))
    look = tables.look(path, "zip")
    assert look.headings == ("Serial", "Make")
    (tmp_path / "parts").mkdir()
    with tables.stage(path, look.layout, tmp_path / "parts") as staging:
        data_frame = pl.concat([part for _number, part in staging.parts()])
    assert data_frame["c0"].to_list() == [f"AB{at}" for at in range(401)]
    # What stands beside the table is not lost without a word.
    assert [row["n"] for row in data_frame.filter(pl.col("defect") != "").iter_rows(named=True)] == [402]


def test_w49_an_open_document_sheet_is_cut_table_by_table(tmp_path):
    def table(name: str, rows: int) -> str:
        text = "".join(
            f'<table:table-row><table:table-cell office:value-type="string"><text:p>{name}{at}</text:p></table:table-cell></table:table-row>'
            for at in range(rows)
        )
        return f'<table:table table:name="{name}">{text}</table:table>'

    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content{spaces}><office:body><office:spreadsheet>"
        f"{table('Arms', 50_000)}{table('Few', 3)}</office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "file"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
        made.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    for sheet, rows in (("Arms", 200), ("Few", 3)):
        look = workbook.look(path, "ods", sheet=sheet, header=0)
        assert look == workbook._looked(CalamineWorkbook.from_path(str(path)), "ods", sheet, 0)
        assert (look.sheets, len(look.rows), look.rows[2]) == (("Arms", "Few"), rows, (f"{sheet}2",))
    cut = beginning.beginning(path, "ods", 220)
    assert cut is not None
    assert len(cut.getvalue()) < 100_000
