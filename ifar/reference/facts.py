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
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from ifar.reference import inscriptions

Mode = Literal["extend", "replace"]
Value = str | int | bool | None | dict[str, int]

NOUNS: Final = (
    "country",
    "area",
    "firearm_type",
    "calibre",
    "make",
    "model",
    "retention_rule",
    "mark_sign",
    "serial_style",
    "trace_desk",
    "check_item",
    "licence_kind",
    "eligibility_ground",
    "duty_term",
    "reminder_rule",
    "inspection_item",
)
ADDITIONS: Final = ("alias", "mapping", "label")
SETTINGS: Final = "lists"
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_CODES: Final[Mapping[str, re.Pattern[str]]] = {
    "country": re.compile(r"[A-Z]{2}|[A-Z]{4}"),
    "area": re.compile(r"\d{3}|[A-Z]{2}-[A-Z0-9]{1,6}"),
    "model": re.compile(r"[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*"),
}
_LONGEST: Final = {
    "code": 80,
    "source": 200,
    "name": 160,
    "label": 240,
    "alias": 160,
    "value": 160,
    "reads": 600,
}
DUTIES: Final = ("address_change", "inspection_after_move", "event")
"""What a term runs from: a new address, for the duty to report it or to inspect there; or an event of the life cycle."""
REMINDED: Final = ("licence_ends", "removal_due", "finding_due")
"""What a holder is reminded of."""
SIGN_KINDS: Final = (
    "proof",
    "proof_date",
    "factory",
    "made_in",
    "made_elsewhere",
    "import",
    "regional",
    "property",
)
"""What a sign says of a firearm: where it was proofed, made, not made, imported, or whose it is."""
CONFIDENCES: Final = ("high", "medium", "low")
"""How far the source of a row carries: a text of law or two sources; one good source; one that others contradict or that fits much."""


class Problem(NamedTuple):
    """Something wrong at a line of a file. `what` is a stable word; `value` is what stood there."""

    file: str
    line: int
    column: str
    what: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its code, its typed fields, and what comes along with it."""

    line: int
    code: str
    fields: Mapping[str, Value]
    source: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    mappings: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """What the row says, as plain values: what is compared, kept as a revision and digested."""
        out: dict[str, Any] = dict(self.fields)
        out["source"] = self.source
        for name, date in (("valid_from", self.valid_from), ("valid_to", self.valid_to)):
            if date:
                out[name] = date.isoformat()
        if self.labels:
            out["labels"] = dict(self.labels)
        if self.mappings:
            out["mappings"] = [list(pair) for pair in self.mappings]
        if self.aliases:
            out["aliases"] = list(self.aliases)
        return out


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list as one folder gives it, with its title, its edition and how it stands to what was there before."""

    name: str
    rows: tuple[Row, ...]
    title: str = ""
    edition: str = ""
    mode: Mode = "extend"

    def digest(self) -> str:
        """SHA-256 over everything that the sheet says."""
        said = [
            self.name,
            self.title,
            self.edition,
            self.mode,
            [[row.code, row.content()] for row in self.rows],
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Facts:
    """A whole folder: its sheets in the order in which they build on each other, or what is wrong with it."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()


Read = Callable[[str], Value]


def _text(value: str) -> Value:
    return value


def _upper(value: str) -> Value:
    return value.upper()


def _integer(value: str) -> Value:
    return int(value) if value else None


def _micrometres(value: str) -> Value:
    """Millimetres with a decimal point to whole micrometres; empty is not known."""
    return round(float(value) * 1000) if value else None


def _yes_no(value: str) -> Value:
    return {"yes": True, "no": False}[value.casefold()]


def _access(value: str) -> Value:
    """`police:30|customs:10` to years after destruction by kind of agency."""
    pairs = (part.split(":") for part in value.split("|") if part)
    return {kind.strip(): int(years) for kind, years in pairs}


def _codes(value: str) -> Value:
    """Codes with `|` between them, each once."""
    return "|".join(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))


def _pattern(value: str) -> Value:
    """A pattern of `inscriptions`, as it stands there."""
    inscriptions.alternatives(value)
    return value


def _one_of(*allowed: str) -> Read:
    def read(value: str) -> Value:
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


_counts = _one_of("held", "spent", "none")
_effect = _one_of("suspends", "ends")


@dataclass(frozen=True, slots=True)
class _Column:
    """How a cell is read, whether it must say something, and which list it refers to (`several`: with `|` between the codes)."""

    read: Read = _text
    needed: bool = False
    refers: str = ""
    several: bool = False


_SHORT: Final[Mapping[str, _Column]] = {"parent": _Column(refers="own")}
COLUMNS: Final[Mapping[str, Mapping[str, _Column]]] = {
    "country": {
        "alpha3": _Column(_upper, needed=True),
        "numeric": _Column(),
        "name": _Column(needed=True),
        "region": _Column(refers="area"),
        "successors": _Column(),
    },
    "area": {
        "kind": _Column(needed=True),
        "category": _Column(),
        "name": _Column(needed=True),
        "country": _Column(refers="country"),
        "parent": _Column(refers="own"),
    },
    "make": {"name": _Column(needed=True), "country": _Column(refers="country"), "note": _Column()},
    "model": {
        "name": _Column(needed=True),
        "family": _Column(),
        "type": _Column(refers="firearm_type"),
        "calibre": _Column(refers="calibre"),
    },
    "calibre": {
        "name": _Column(needed=True),
        "kind": _Column(needed=True),
        "bore_mm": _Column(_micrometres),
        "case_mm": _Column(_micrometres),
    },
    "firearm_type": {
        "parent": _Column(refers="own"),
        "is_firearm": _Column(_yes_no, needed=True),
        "bearing": _Column(),
        "action": _Column(),
    },
    "retention_rule": {
        "instrument": _Column(needed=True, refers="instrument"),
        "record": _Column(needed=True),
        "years": _Column(_integer),
        "starts": _Column(needed=True),
        "adopted": _Column(_yes_no, needed=True),
        "access": _Column(_access),
        "article": _Column(needed=True),
    },
    "mark_sign": {
        "kind": _Column(_one_of(*SIGN_KINDS), needed=True),
        "symbols": _Column(refers="mark_symbol", several=True),
        "reads": _Column(_pattern),
        "places": _Column(refers="mark_place", several=True),
        "country": _Column(refers="country"),
        "make": _Column(refers="make"),
        "since": _Column(_integer),
        "until": _Column(_integer),
        "confidence": _Column(_one_of(*CONFIDENCES), needed=True),
    },
    "serial_style": {
        "shapes": _Column(_pattern, needed=True),
        "make": _Column(refers="make"),
        "model": _Column(refers="model"),
        "type": _Column(refers="firearm_type"),
        "country": _Column(refers="country"),
        "since": _Column(_integer),
        "until": _Column(_integer),
        "confidence": _Column(_one_of(*CONFIDENCES), needed=True),
    },
    "trace_desk": {
        "country": _Column(needed=True, refers="country"),
        "kind": _Column(needed=True),
    },
    "check_item": {
        "answered_by": _Column(needed=True, refers="agency_kind"),
        "good_days": _Column(_integer),
        "article": _Column(needed=True),
    },
    "licence_kind": {
        "holders": _Column(_codes, needed=True, refers="party_kind", several=True),
        "allows": _Column(_codes, needed=True),
        "categories": _Column(_codes),
        "counts": _Column(_counts, needed=True),
        "quota": _Column(_integer),
        "months": _Column(_integer),
        "renewal_days": _Column(_integer, needed=True),
        "checks": _Column(_codes, needed=True, refers="check_item", several=True),
        "clock_days": _Column(_integer, needed=True),
        "decides": _Column(needed=True),
    },
    "eligibility_ground": {
        "effect": _Column(_effect, needed=True),
        "at_once": _Column(_yes_no, needed=True),
        "days": _Column(_integer, needed=True),
        "article": _Column(needed=True),
    },
    "duty_term": {
        "about": _Column(_one_of(*DUTIES), needed=True),
        "kinds": _Column(_codes),
        "days": _Column(_integer, needed=True),
        "article": _Column(needed=True),
    },
    "reminder_rule": {
        "about": _Column(_one_of(*REMINDED), needed=True),
        "kinds": _Column(_codes),
        "before": _Column(_integer, needed=True),
        "channels": _Column(_codes, needed=True),
        "may_refuse": _Column(_yes_no, needed=True),
        "article": _Column(needed=True),
    },
    "inspection_item": {
        "kinds": _Column(_codes),
        "days": _Column(_integer, needed=True),
        "article": _Column(needed=True),
    },
    "alias": {
        "list": _Column(needed=True),
        "scope": _Column(),
        "alias": _Column(needed=True),
        "code": _Column(needed=True),
    },
    "mapping": {
        "list": _Column(needed=True),
        "code": _Column(needed=True),
        "scheme": _Column(needed=True),
        "value": _Column(needed=True),
    },
    "label": {
        "list": _Column(needed=True),
        "code": _Column(needed=True),
        "language": _Column(needed=True),
        "text": _Column(needed=True),
    },
}
_COMMON: Final = frozenset({"code", "source", "valid_from", "valid_to", "aliases"})


def columns_of(name: str) -> Mapping[str, _Column]:
    """The columns of a list beside the common ones."""
    return COLUMNS.get(name, _SHORT)


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
        if column not in own and column not in _COMMON and not free:
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
    name: str, line: int, column: str, spec: _Column, cells: Mapping[str, str], wrong: list[Problem]
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


def _references(name: str, row: Row) -> Iterator[tuple[str, str, str]]:
    for column, spec in columns_of(name).items():
        code = row.fields.get(column)
        if spec.refers and code:
            for one in str(code).split("|") if spec.several else (str(code),):
                yield column, name if spec.refers == "own" else spec.refers, one
    if name == "model":
        yield "code", "make", row.code.partition("/")[0]
    if name in ADDITIONS:
        yield "code", str(row.fields["list"]), str(row.fields["code"])
