"""A cache of hundreds entered from one table: a file, or rows pasted from a sheet. What cannot be taken in is kept with its reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from ifar import scanned
from ifar.errors import Invalid, NotFound, Reason
from ifar.files import services as files
from ifar.files import store, tables
from ifar.files.store import Arrived
from ifar.languages import LANGUAGES
from ifar.ledger import services as ledger
from ifar.recoveries import kinds, labels, rows, selectors
from ifar.recoveries.linking import Looked, questions
from ifar.recoveries.models import Case, RefusedRow
from ifar.recoveries.services.cases import check_open
from ifar.recoveries.services.items import (
    NewItem,
    checked,
    close_kept,
    enter_items,
    keep_open,
    known_codes,
)
from ifar.recoveries.services.searching import proposals_of_each
from ifar.recoveries.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.registry.alerts.saved_search import percent_of
from ifar.registry.marks.placeholders import meaning_of, plain_word
from ifar.rights import Actor, require


@dataclass(frozen=True, slots=True)
class TableResult:
    """What came of a table: the items, how many met something in the register, how many rows wait, which column said what, how many of
    the rows that wait met something."""

    items: list[str]
    met: int
    refused: int
    columns: Mapping[str, str]
    waiting_met: int = 0


def enter_table(
    *, actor: Actor, case: str, name: str, content: Arrived | Path | Iterable[bytes]
) -> TableResult:
    """Enter the items of a table: every row that can be read becomes an item; every other is kept with why not. Both are searched.

    The file itself is sealed.

    Raises:
        NotFound: there is no such case for this actor.
        Refused: it is concluded, or no purpose is stated.
        Invalid: it is no table, no column is recognised, or it has too many rows; nothing is entered then.
    """
    require(actor, "recoveries:case:write")
    check_open(selectors.own_case_for(actor, case))
    kept = files.keep(actor=actor, purpose="recovery_table", name=name, content=content)
    look = tables.look(kept.path, kept.kind)
    names = names_of()
    columns = rows.columns_of(look.headings, look.rows, names)
    if not columns:
        raise RECORDER.invalid(Reason("recoveries.table.columns", field="file"))
    with (
        TemporaryDirectory(dir=store.incoming()) as folder,
        tables.stage(kept.path, look.layout, Path(folder), kinds.MOST_ITEMS) as staging,
    ):
        read = list(_rows(staging, columns))
    if staging.staged is None or staging.staged.more:
        raise RECORDER.invalid(
            Reason("recoveries.table.rows", field="file", params={"most": kinds.MOST_ITEMS})
        )
    headings = {name: look.headings[at] for name, at in columns.items()}
    return _take(actor, case, kept.name, read, names, headings)


def enter_read(*, actor: Actor, case: str, lines: Sequence[str], same: Mapping[str, str]) -> TableResult:
    """Enter items that were read one after the other: each line is the serial number of one, or the maker's code with it.

    Args:
        lines: as they were scanned or typed.
        same: what is known of each of them, by the fields of `rows`.

    Raises:
        NotFound: there is no such case for this actor.
        Refused: it is concluded, or no purpose is stated.
        Invalid: two lines are the same, or one is a label of the register; nothing is entered then.
    """
    require(actor, "recoveries:case:write")
    check_open(selectors.own_case_for(actor, case))
    known = {name: text for name, text in same.items() if text}
    read = ((n, {**known, "serial": serial}, "") for n, serial in enumerate(serials_of(lines), 1))
    return _take(actor, case, "scanned", read, names_of(), {})


def serials_of(lines: Sequence[str]) -> list[str]:
    """The serial numbers that lines say, as they were scanned or typed.

    Raises:
        Invalid: two lines are the same, or one is a label of the register.
    """
    codes = [scanned.read(line) for line in lines]
    serials = [code.serial or code.text for code in codes]
    wrong = [
        Reason("recoveries.scan.label", field="things", params={"line": n})
        for n, code in enumerate(codes, 1)
        if code.identifier
    ]
    first: dict[str, int] = {}
    for n, serial in enumerate(serials, 1):
        before = first.setdefault(serial.upper(), n)
        if before != n and meaning_of(serial) is None:
            wrong.append(Reason("recoveries.scan.twice", field="things", params={"line": n, "first": before}))
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return serials


def _rows(staging: tables.Staging, columns: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str], str]]:
    """Number, cells by field, and defect of each row."""
    for _number, part in staging.parts():
        for row in part.iter_rows(named=True):
            cells = {name: str(row.get(f"c{at}") or "").strip() for name, at in columns.items()}
            yield (
                int(row["n"]),
                {name: text for name, text in cells.items() if text},
                str(row["defect"] or ""),
            )


@transaction.atomic
def _take(
    actor: Actor,
    case: str,
    source: str,
    read: Iterable[tuple[int, dict[str, str], str]],
    names: rows.Names,
    headings: Mapping[str, str],
) -> TableResult:
    record = selectors.own_case_for(actor, case)
    this_year, known = ledger.now().year, known_codes()
    good: list[NewItem] = []
    bad: list[RefusedRow] = []
    for number, cells, defect in read:
        new, wrong = _item(cells, names, this_year, known)
        if defect in ("quote", "width", "undecodable"):
            wrong = [Reason("recoveries.row.defect")]
        if new is None or wrong:
            reasons = [
                {"code": reason.code, "field": reason.field or "", "params": dict(reason.params)}
                for reason in wrong
            ]
            bad.append(
                RefusedRow(
                    case=record, source=source, row=number, cells=cells, reasons=reasons, actor=actor.id
                )
            )
        else:
            good.append(new)
    waiting_met = _search_waiting(actor, record, bad, names)
    RefusedRow.objects.bulk_create(bad)
    if not good:
        return TableResult([], 0, len(bad), headings, waiting_met)
    entered = enter_items(actor=actor, case=case, items=good)
    return TableResult(entered.items, entered.met, len(bad), headings, waiting_met)


def _search_waiting(actor: Actor, case: Case, waiting: Sequence[RefusedRow], names: rows.Names) -> int:
    """Search what can be read of the marks of rows that wait: a word that nobody knows must not hide what is looked for.

    What the actor may see is noted on the row; the searches stay open until it is mended, and what lies in closed compartments is put to
    its owner, as for items. Returns how many rows met something.
    """
    looked: list[list[Looked]] = []
    for row in waiting:
        values = rows.read(row.cells, names).values
        # What a defective row says of its kind may be wrong; a mark is a mark.
        looked.append(questions("firearm", values["identity"], values["marks"]))
    kept = keep_open(actor, case, looked)
    each = proposals_of_each(actor, list(zip(looked, kept, strict=True)))
    for row, searches, proposals in zip(waiting, kept, each, strict=True):
        row.searches = searches
        row.hits = [
            {"firearm": proposal.found.firearm, "percent": percent_of(proposal.chance)}
            for proposal in proposals
        ]
    return sum(bool(row.hits) for row in waiting)


def _item(
    cells: Mapping[str, str], names: rows.Names, this_year: int, known: Mapping[str, Collection[str]]
) -> tuple[NewItem | None, list[Reason]]:
    """A row as an item that can be entered, or why it cannot."""
    read = rows.read(cells, names)
    if read.wrong:
        return None, list(read.wrong)
    new = NewItem(**read.values)
    try:
        checked(new, this_year, known)
    except Invalid as error:
        return None, list(error.reasons)
    return new, []


@transaction.atomic
def mend_row(*, actor: Actor, row: int, cells: Mapping[str, str]) -> str:
    """Enter a row that had to wait, as somebody has mended it; returns the item.

    Raises:
        NotFound: there is no such row that waits, for this actor.
        Forbidden: its case was shared with the actor's office, to be read.
        Refused: its case is concluded, or no purpose is stated.
        Invalid: something is still wrong, with every reason at its column.
    """
    require(actor, "recoveries:case:write")
    waiting = (
        RefusedRow.objects.filter(pk=row, mended="", case__in=selectors.cases_for(actor))
        .select_related("case")
        .first()
    )
    if waiting is None:
        raise NotFound("recoveries.not_found", labels.of("recoveries.not_found"))
    selectors.check_own(actor, waiting.case)
    check_open(waiting.case)
    result = {name: text for name in rows.FIELDS if (text := cells.get(name, "").strip())}
    new, wrong = _item(result, names_of(), ledger.now().year, known_codes())
    if new is None or wrong:
        raise RECORDER.invalid(*wrong)
    [item] = enter_items(actor=actor, case=waiting.case.public_id, items=[new]).items
    RefusedRow.objects.filter(pk=row).update(mended=item)
    close_kept(actor, waiting.searches, item)
    return item


def names_of() -> rows.Names:
    """The names that the reference data know, for reading rows."""
    return rows.Names(
        resolver=reference.resolver(),
        codes={name: _spoken(name) for name in ("condition", "marking")},
    )


def _spoken(name: str) -> dict[str, str]:
    """The words of a list in every language that it speaks, folded, and its codes."""
    result: dict[str, Any] = {}
    for language in dict.fromkeys((*LANGUAGES, get_language() or "en")):
        for code, text in reference.words(name, language).items():
            result[plain_word(text)] = code
            result.setdefault(plain_word(code.replace("_", " ")), code)
    return result
