"""Lists of those with whom nothing is dealt, as their authors write them: the consolidated list of the Security Council in XML, or a table in CSV. Pure.

Nothing outside a file is read and nothing in it is carried out: no document type, and so no entity, is taken; sizes are bounded.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from ifar.errors import Reason

MOST_BYTES: Final = 64 * 1024 * 1024
MOST_ENTRIES: Final = 50_000
_MOST_ELEMENTS: Final = 4_000_000
"""Elements of a file that are read: each costs far more memory than its letters."""
MOST_NAMES: Final = 200
"""Names of one entry that are read."""
LONGEST: Final = 300
"""Characters of a name that are read."""
_LONGEST_CELL: Final = 100_000
"""Characters of a cell of a table, which holds all aliases of an entry; more is a quotation mark left open."""
_NOTE: Final = 600
_SPACE: Final = re.compile(r"\s+")
_ROOT: Final = "CONSOLIDATED_LIST"
_DAY: Final = re.compile(r"^(\d{4})-(\d{2})-(\d{2})")
_YEAR: Final = re.compile(r"^\d{4}$")
_GIVEN: Final = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_SEVERAL: Final = re.compile(r"[;|]")

type Entry = dict[str, Any]
"""One of a list: `ref` by which its authors number it, `kind` (`person`, `entity`, or empty where that is not said), `names` (`{"name", "as"}`), `born` (days,
years, or `1965/1968`), `states`, `numbers` of documents, `listed_on`, `note`."""

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "ref": ("reference", "ref", "id", "number", "listing number", "entity number"),
    "name": ("name", "full name", "whole name", "primary name"),
    "aliases": ("aliases", "alias", "aka", "a.k.a.", "also known as", "other names"),
    "kind": ("kind", "type", "entity type", "subject type"),
    "states": ("state", "states", "country", "countries", "nationality", "citizenship"),
    "born": ("born", "date of birth", "dob", "birth date"),
    "numbers": ("documents", "document", "passport", "identity numbers"),
    "note": ("note", "remarks", "comments", "reason"),
}
"""What a table may say -> what its columns may be called."""
_KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("person", "individual", "natural person", "p", "i"), "person"),
    **dict.fromkeys(("entity", "organisation", "organization", "company", "legal entity", "vessel", "e"), "entity"),
}  # fmt: skip


class Unreadable(Exception):
    """No list that can be read; `reason` says why, and where."""

    def __init__(self, code: str, **where: Any) -> None:
        self.reason = Reason(f"trade.list.{code}", params=where, field="file")
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Read:
    """A list as it was read: how it is written, the day that it says of itself (empty where it says none), its entries, and the hash of the file."""

    form: str
    edition: str
    entries: tuple[Entry, ...]
    digest: str


def read(content: bytes, columns: Mapping[str, str] | None = None) -> Read:
    """Read a list.

    Args:
        columns: of a table, what it says -> the heading of its column, where that is none of `COLUMNS`.

    Raises:
        Unreadable: it is larger than `MOST_BYTES`, or neither; or it names nobody.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("large", megabytes=MOST_BYTES // 1024 // 1024)
    is_xml = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    edition, entries = _un(content) if is_xml else ("", [*_table(content, columns or {})])
    if not entries:
        raise Unreadable("empty")
    seen: set[str] = set()
    for entry in entries:
        if entry["ref"] in seen:
            raise Unreadable("twice", ref=entry["ref"])
        seen.add(entry["ref"])
    return Read("un_xml" if is_xml else "csv", edition, tuple(entries), hashlib.sha256(content).hexdigest())


# The consolidated list of the Security Council --------------------------------------------------------------------


def _un(content: bytes) -> tuple[str, list[Entry]]:
    reading = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    root: etree._Element | None = None
    entries: list[Entry] = []
    try:
        for number, (event, element) in enumerate(reading):
            if number > 2 * _MOST_ELEMENTS:
                raise Unreadable("long", most=MOST_ENTRIES)
            if root is None:
                root = element
                info = root.getroottree().docinfo
                if info.doctype or info.internalDTD is not None:
                    raise Unreadable("doctype")
                if root.tag != _ROOT:
                    raise Unreadable("root")
            if event == "end" and element.tag in ("INDIVIDUAL", "ENTITY"):
                if len(entries) >= MOST_ENTRIES:
                    raise Unreadable("long", most=MOST_ENTRIES)
                entries.append(_entry(element))
                element.clear()
    except etree.XMLSyntaxError as error:
        raise Unreadable("syntax", line=error.position[0] if error.position else 0) from None
    edition = _DAY.match(str(root.get("dateGenerated") or "")) if root is not None else None
    return edition[0] if edition else "", entries


def _entry(element: etree._Element) -> Entry:
    is_person = element.tag == "INDIVIDUAL"
    ref = _text_of(element, "REFERENCE_NUMBER") or _text_of(element, "DATAID")
    if not ref:
        raise Unreadable("ref", line=element.sourceline or 0)
    names = [(" ".join(filter(None, (_text_of(element, item) for item in _GIVEN))), "primary")]
    names.append((_text_of(element, "NAME_ORIGINAL_SCRIPT"), "script"))
    if not names[0][0]:
        raise Unreadable("name", line=element.sourceline or 0)
    for alias in element.iterfind(f"{element.tag}_ALIAS"):
        quality = _text_of(alias, "QUALITY").casefold()
        how = {"low": "low", "f.k.a.": "former"}.get(quality, "good")
        names += [(part, how) for part in _SEVERAL.split(_text_of(alias, "ALIAS_NAME"))]
    return {
        "ref": ref[:60],
        "kind": "person" if is_person else "entity",
        "names": _names(names),
        "born": _once(_born(element)),
        "states": _once(
            [text for at in ("NATIONALITY", "NATIONALITY2") for text in _values(element, at)]
            + [_text_of(item, "COUNTRY") for item in element.iterfind(f"{element.tag}_ADDRESS")]
        ),
        "numbers": _once(_text_of(item, "NUMBER") for item in element.iterfind("INDIVIDUAL_DOCUMENT")),
        "listed_on": day[0] if (day := _DAY.match(_text_of(element, "LISTED_ON"))) else "",
        "note": _text_of(element, "COMMENTS1")[:_NOTE],
    }


def _text_of(element: etree._Element, name: str) -> str:
    result = element.find(name)
    return "" if result is None else _clean("".join(map(str, result.itertext())))


def _values(element: etree._Element, name: str) -> Iterator[str]:
    for item in element.iterfind(name):
        yield from (_clean(value.text or "") for value in item.iterfind("VALUE"))
        yield _clean(item.text or "")


def _born(element: etree._Element) -> Iterator[str]:
    for item in element.iterfind("INDIVIDUAL_DATE_OF_BIRTH"):
        first, last = _text_of(item, "FROM_YEAR"), _text_of(item, "TO_YEAR")
        yield from (birth(_text_of(item, name)) for name in ("DATE", "YEAR"))
        if _YEAR.match(first) and _YEAR.match(last):
            yield f"{first}/{last}"


def birth(text: str) -> str:
    """A day or a year of birth as entries have it; empty where it is neither."""
    if day := _DAY.match(text):
        return day[0]
    return text if _YEAR.match(text) else ""


# A table ------------------------------------------------------------------------------------------------------------


def _table(content: bytes, columns: Mapping[str, str]) -> Iterator[Entry]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("encoding") from None
    first = io.StringIO(text, newline=None).readline()
    # A quote that is never closed would swallow every row behind it.
    rows = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=max(",;\t|", key=first.count),
        skipinitialspace=True,
        strict=True,
    )
    try:
        yield from _entries(_of_usual_length(rows), columns)
    except csv.Error:
        raise Unreadable("quotes", line=rows.line_num) from None


def _of_usual_length(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """The rows; a cell that no list holds is refused here, as the limit of `csv` belongs to the whole process."""
    for row in rows:
        if max(map(len, row), default=0) > _LONGEST_CELL:
            raise csv.Error
        yield row


def _entries(rows: Iterator[list[str]], columns: Mapping[str, str]) -> Iterator[Entry]:
    at = _columns_of([_clean(text) for text in next(rows, [])], columns)
    for number, row in enumerate(rows, start=2):
        values = {what: _clean(row[column]) if column < len(row) else "" for what, column in at.items()}
        if not any(values.values()):
            continue
        if not values["name"]:
            raise Unreadable("name", line=number)
        if number > MOST_ENTRIES + 1:
            raise Unreadable("long", most=MOST_ENTRIES)
        several = {
            what: _SEVERAL.split(values.get(what, "")) for what in ("aliases", "states", "born", "numbers")
        }
        yield {
            "ref": values.get("ref", "")[:60] or hashlib.sha256(values["name"].encode()).hexdigest()[:12],
            "kind": _KINDS.get(values.get("kind", "").casefold(), ""),
            "names": _names(
                [(values["name"], "primary"), *((alias, "good") for alias in several["aliases"])]
            ),
            "born": _once(birth(text.strip()) for text in several["born"]),
            "states": _once(several["states"]),
            "numbers": _once(several["numbers"]),
            "listed_on": "",
            "note": values.get("note", "")[:_NOTE],
        }


def _columns_of(heading: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    plain = [code.casefold().replace("_", " ") for code in heading]
    result: dict[str, int] = {}
    for what, called in COLUMNS.items():
        own = columns.get(what, "").casefold().replace("_", " ").strip()
        if own and own not in plain:
            raise Unreadable("column", column=columns[what])
        for text in (own,) if own else called:
            if text in plain:
                result[what] = plain.index(text)
                break
    if "name" not in result:
        raise Unreadable("columns")
    return result


# What both have in common -------------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    plain = "".join(" " if unicodedata.category(code) in ("Cc", "Cs") else code for code in text)
    return _SPACE.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def _names(names: list[tuple[str, str]]) -> list[dict[str, str]]:
    result: dict[str, str] = {}
    for name, how in names:
        if name := _clean(name)[:LONGEST]:
            result.setdefault(name, how)
    return [{"name": name, "as": how} for name, how in [*result.items()][:MOST_NAMES]]


def _once(texts: Any) -> list[str]:
    return [*dict.fromkeys(code for text in texts if (code := _clean(text)[:LONGEST]))][:MOST_NAMES]
