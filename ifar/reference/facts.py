"""Tables of facts as files: what a folder of CSV files says about the code lists, checked line by line.

ifar's own tables and a country's have the same shape. One file per list, named like the list (`make.csv`, `mark_kind.csv`); a
file that is not one of the nouns below is a short list. Every line has a `code` and a `source`; it may have `valid_from`,
`valid_to`, `aliases` (separated by `|`), words in any language (`label_fr`) and what the code is called in another scheme
(`as_iafq`, several values separated by `|`). Four files add to lists without repeating them: `lists.csv` (edition, and whether
the folder extends a list or replaces it), `alias.csv`, `mapping.csv`, `label.csv`.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from ifar.reference.columns import ADDITIONS, COMMON, MARKING_ASKS, NOUNS, READ_ON, Column, columns_of
from ifar.reference.sheets import Facts, Mode, Problem, Row, Sheet, Value

SETTINGS: Final = "lists"
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_CODES: Final[Mapping[str, re.Pattern[str]]] = {
    "country": re.compile(r"[A-Z]{2}|[A-Z]{4}"),
    "area": re.compile(r"\d{3}|[A-Z]{2}-[A-Z0-9]{1,6}"),
    "model": re.compile(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*"),
}
_LONGEST: Final = {
    "holidays": 2000,
    "code": 80,
    "source": 200,
    "name": 160,
    "label": 240,
    "alias": 160,
    "value": 160,
    "reads": 600,
}


def read_folder(
    files: Mapping[str, Iterable[str]],
    known: Mapping[str, Collection[str]] | None = None,
    partial: Collection[str] = (),
) -> Facts:
    """Read a folder of tables of facts.

    Args:
        files: stem of the file name -> its lines.
        known: list -> codes that exist already, which the folder may refer to.
        partial: lists whose lines complete others and may leave out columns that a whole line needs.

    Returns:
        The sheets in the order in which they are loaded, or every problem of every line. Sheets with problems are not to be
        loaded.
    """
    problems: list[Problem] = []
    settings = _read_settings(files.get(SETTINGS, ()), problems)
    sheets = []
    for name in _in_order(files):
        if name != SETTINGS:
            title, edition, mode = settings.get(name, ("", "", "extend"))
            rows = tuple(_read_rows(name, files[name], problems, whole=name not in partial))
            sheets.append(Sheet(name, rows, title, edition, mode))
    problems += check(sheets, known or {})
    return Facts(tuple(sheets), tuple(sorted(problems)))


def _in_order(names: Iterable[str]) -> list[str]:
    order = {
        name: position for position, name in enumerate(("country", "area", "instrument", *NOUNS, *ADDITIONS))
    }
    return sorted(names, key=lambda name: (order.get(name, 3 if name not in ADDITIONS else 99), name))


def _read_settings(lines: Iterable[str], problems: list[Problem]) -> dict[str, tuple[str, str, Mode]]:
    out: dict[str, tuple[str, str, Mode]] = {}
    for number, record in enumerate(csv.DictReader(lines), start=2):
        mode = (record.get("mode") or "extend").strip()
        if mode not in ("extend", "replace"):
            problems.append(Problem(SETTINGS, number, "mode", "not_allowed", mode))
            continue
        name = (record.get("list") or "").strip()
        out[name] = (
            (record.get("title") or "").strip(),
            (record.get("edition") or "").strip(),
            "replace" if mode == "replace" else "extend",
        )
    return out


def _read_rows(name: str, lines: Iterable[str], problems: list[Problem], *, whole: bool) -> Iterator[Row]:
    reader = csv.DictReader(lines, strict=True)
    try:
        header = [column.strip() for column in reader.fieldnames or ()]
        reader.fieldnames = header
        if wrong := _header_problems(name, header, whole=whole):
            problems += wrong
            return
        seen: dict[str, int] = {}
        for record in reader:
            row = _read_row(name, reader.line_num, record, problems, whole=whole)
            if row is None:
                continue
            if row.code in seen:
                problems.append(Problem(name, row.line, "code", "twice", row.code))
                continue
            seen[row.code] = row.line
            yield row
    except (csv.Error, UnicodeDecodeError) as error:
        problems.append(Problem(name, reader.line_num + 1, "", "not_csv", str(error)))


def _header_problems(name: str, header: list[str], *, whole: bool) -> list[Problem]:
    own = columns_of(name)
    out = [
        Problem(name, 1, column, "twice", column)
        for column in sorted({c for c in header if header.count(c) > 1})
    ]
    needed = [column for column, spec in own.items() if spec.needed and whole]
    needed += ["source"] if name in ADDITIONS else ["code", "source"]
    out += [Problem(name, 1, column, "missing_column", column) for column in needed if column not in header]
    for column in header:
        free = column.startswith(("label_", "as_"))
        if column not in own and column not in COMMON and not free:
            out.append(Problem(name, 1, column, "unknown_column", column))
    return out


def _read_row(
    name: str, line: int, record: Mapping[str | None, Any], problems: list[Problem], *, whole: bool
) -> Row | None:
    if None in record or None in record.values():
        problems.append(Problem(name, line, "", "wrong_number_of_columns"))
        return None
    cells = {str(column): " ".join(str(value).split()) for column, value in record.items()}
    if not any(cells.values()):
        return None
    wrong: list[Problem] = []
    fields = {
        column: _cell(name, line, column, spec, cells, wrong)
        for column, spec in columns_of(name).items()
        if whole or column in cells
    }
    code = _row_code(name, cells)
    wrong += _code_problems(name, line, code, cells)
    dates = [_date(name, line, column, cells.get(column, ""), wrong) for column in ("valid_from", "valid_to")]
    if dates[0] and dates[1] and dates[1] < dates[0]:
        wrong.append(Problem(name, line, "valid_to", "ends_before_it_starts", cells["valid_to"]))
    if wrong:
        problems += wrong
        return None
    return Row(
        line,
        code,
        fields,
        cells["source"],
        dates[0],
        dates[1],
        {column[6:]: text for column, text in cells.items() if column.startswith("label_") and text},
        tuple(sorted(set(_mappings(cells)))),
        tuple(dict.fromkeys(alias.strip() for alias in cells.get("aliases", "").split("|") if alias.strip())),
    )


def _row_code(name: str, cells: Mapping[str, str]) -> str:
    if name == "alias":
        return "/".join((cells["list"], cells.get("scope", ""), cells["alias"], cells["code"]))
    if name == "mapping":
        return "/".join((cells["list"], cells["code"], cells["scheme"], cells["value"]))
    if name == "label":
        return "/".join((cells["list"], cells["code"], cells["language"]))
    return cells["code"]


def _mappings(cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for column, text in cells.items():
        if column.startswith("as_"):
            yield from ((column[3:], value.strip()) for value in text.split("|") if value.strip())


def _cell(
    name: str, line: int, column: str, spec: Column, cells: Mapping[str, str], wrong: list[Problem]
) -> Value:
    text = cells.get(column, "")
    if spec.needed and not text:
        wrong.append(Problem(name, line, column, "empty"))
        return None
    if len(text) > _LONGEST.get(column, 240):
        wrong.append(Problem(name, line, column, "too_long", text[:40]))
        return None
    try:
        return spec.read(text)
    except (ValueError, KeyError):
        wrong.append(Problem(name, line, column, "not_allowed", text))
        return None


def _code_problems(name: str, line: int, code: str, cells: Mapping[str, str]) -> Iterator[Problem]:
    if not cells["source"]:
        yield Problem(name, line, "source", "empty")
    if name not in ADDITIONS and (
        len(code) > _LONGEST["code"] or not _CODES.get(name, _CODE).fullmatch(code)
    ):
        yield Problem(name, line, "code", "not_a_code", code)


def _date(name: str, line: int, column: str, text: str, wrong: list[Problem]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        wrong.append(Problem(name, line, column, "not_a_date", text))
        return None


def check(sheets: Iterable[Sheet], known: Mapping[str, Collection[str]]) -> Iterator[Problem]:
    """Every reference of every row that leads nowhere, neither in the sheets nor among the `known` codes."""
    sheets = list(sheets)
    here = {sheet.name: {row.code for row in sheet.rows} for sheet in sheets}

    def exists(name: str, code: str) -> bool:
        return code in here.get(name, ()) or code in known.get(name, ())

    for sheet in sheets:
        for row in sheet.rows:
            for column, target, code in _references(sheet.name, row):
                if not exists(target, code):
                    yield Problem(sheet.name, row.line, column, "leads_nowhere", code)
            if sheet.name == "marking_rule" and not any(row.fields.get(item) for item in MARKING_ASKS):
                yield Problem(sheet.name, row.line, MARKING_ASKS[0], "empty")
            for column, legs in READ_ON.items() if sheet.name == "regime" else ():
                if row.fields.get(column) and row.fields.get("leg", legs[0]) not in legs:
                    yield Problem(sheet.name, row.line, column, "not_allowed", str(row.fields[column]))


def _references(name: str, row: Row) -> Iterator[tuple[str, str, str]]:
    for column, spec in columns_of(name).items():
        code = row.fields.get(column)
        if spec.refers and code:
            for part in re.split("[|+]", str(code)) if spec.several else (str(code),):
                if part not in spec.also:
                    yield column, name if spec.refers == "own" else spec.refers, part
    if name == "model":
        yield "code", "make", row.code.partition("/")[0]
    if name in ADDITIONS:
        yield "code", str(row.fields["list"]), str(row.fields["code"])
