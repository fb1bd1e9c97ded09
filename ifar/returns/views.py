"""Pages of the official returns: the years, one year's tables, the rows behind a figure, and the file in the official columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page
from ifar.errors import NotFound
from ifar.files.tables import writing
from ifar.form_errors import actor_of
from ifar.recoveries import categories
from ifar.reference import selectors as reference
from ifar.returns import indicator, labels, sdmx, selectors, services
from ifar.returns.composition import Block, Line
from ifar.returns.editions import Revision
from ifar.returns.forms import labels as form_labels
from ifar.returns.hub import packages
from ifar.returns.indicator import FORMULAS, rounded
from ifar.returns.inputs import FreezeReturn
from ifar.returns.official import HEADER
from ifar.returns.questionnaire_labels import Spoken, spoken_of
from ifar.returns.selectors import YearlyReturn
from ifar.returns.services import IAFQ
from ifar.rights import may, require

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET: Final = "data_iafq_firearms_trafficking"
MOST_CHANGES: Final = 100


@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """The years for which there is a return, with SDG 16.4.2 by both formulas."""
    actor = actor_of(request)
    rows = [
        {
            "year": row.year,
            "arms": [row.arms.get(kind) for kind in categories.ARMS],
            "values": [_value(row.values.get(formula)) for formula in FORMULAS],
        }
        for row in selectors.yearly_rows(actor)
    ]
    return render(request, "returns/years.html", {"rows": rows, "formulas": labels.FORMULAS.values()})


def _value(value: indicator.Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {
        "value": rounded(value.value),
        "single": rounded(value.single),
        "tally": value.tally,
        "mean": len(value.years) > 1,
        "years": value.years,
    }


@require_GET
def iafq(request: HttpRequest, year: int) -> HttpResponse:
    """One year's return: every table of the form, its figures leading to the rows behind them."""
    actor = actor_of(request)
    of_year = selectors.yearly_return(actor, year)
    spoken = spoken_of(of_year.labels)
    context = {
        "year": year,
        "country": of_year.country,
        "others": [_line(line, labels.OTHERS[line.category], year) for line in of_year.others],
        "parts": [_part(of_year, kind, spoken) for kind in labels.KINDS],
        "justice": _justice(of_year),
        "sdg": [
            {
                "name": formula,
                "words": labels.FORMULAS[formula],
                "tally": tally,
                "share": rounded(share) if tally and (share := tally.share()) is not None else None,
            }
            for formula in FORMULAS
            for tally in [of_year.tally(formula)]
        ],
        "computed": timezone.now(),
        "editions": list(selectors.editions(actor, year)),
        "may_freeze": may(actor, "returns:return:prepare") and services.is_over(year),
        "waiting": selectors.freezing(actor, year),
        "notes": [(row, form_labels.label_in_words(row[0]), answer) for row, answer in of_year.noted.items()],
    }
    return render(request, "returns/iafq.html", context)


def _part(of_year: YearlyReturn, kind: str, spoken: Spoken) -> dict[str, Any]:
    blocks = [block for block in of_year.blocks if block.indicator == kind]
    return {
        "title": labels.KINDS[kind],
        "blocks": [_block(block, of_year.year, spoken[block.name]) for block in blocks],
    }


def _block(block: Block, year: int, spoken: Mapping[tuple[str, int], Any]) -> dict[str, Any]:
    lines = [_line(line, spoken.get(_key(line), line.category), year) for line in block.lines]
    most = max((line.value or 0 for line in block.lines), default=0)
    for line in lines:
        line["share"] = round(100 * (line["value"] or 0) / most) if most else 0
    return {
        "title": labels.BLOCKS[block.name],
        "filled": block.filled,
        "several": block.name in categories.SEVERAL_ANSWERS,
        "arms": block.arms,
        "answered": block.answered,
        "silent": block.arms - block.answered if block.answered is not None else None,
        "lines": lines,
        "totals": [
            {"words": labels.TOTALS.get(line.category, labels.TOTALS["Total"]), "value": line.value}
            for line in block.totals
        ],
    }


def _key(line: Line) -> tuple[str, int]:
    return (line.category, line.behind.n if line.behind else 1)


def _line(line: Line, value: Any, year: int) -> dict[str, Any]:
    where = ""
    if line.value and line.behind is not None:
        cell = line.behind
        asked: dict[str, str | int] = {
            "indicator": cell.indicator,
            "block": cell.block,
            "category": cell.category,
            "n": cell.n,
        }
        where = f"{reverse('returns:behind', args=(year,))}?{urlencode(asked)}"
    if line.category == "Instances/cases of seizures":
        where = ""  # cases are no items; the list of cases has them
    return {"words": value, "official": line.category, "value": line.value, "behind": where}


def _justice(of_year: YearlyReturn) -> list[dict[str, Any]]:
    rows = []
    for name, value in labels.JUSTICE.items():
        result = {
            sex: number for (indicator_, _block, _category, sex), number in of_year.justice.items() if indicator_ == name
        }  # fmt: skip
        if result:
            rows.append({"words": value, "cells": [result.get(sex, 0) for sex in labels.SEXES]})
    return rows


# Editions ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def freeze(request: HttpRequest, year: int, code: str = IAFQ) -> HttpResponse:
    """Propose to freeze the return of a year, after looking at what it says that the latest edition does not."""
    actor = actor_of(request)
    require(actor, "returns:return:prepare")
    form = form_of(FreezeReturn, request)
    asked = submitted(
        form, lambda given: services.propose_freezing(actor=actor, year=year, form=code, **dict(given))
    )
    if asked:
        text = _("Proposed as %(id)s. A second person looks at the same figures and signs them.")
        messages.success(request, text % {"id": identifiers.shown(asked.public_id)})
        return redirect(page_of(code, year))
    of_year = services.computed(actor, code, year)
    latest = selectors.editions(actor, year, code).first()
    before = selectors.cells_of(year, latest.country, latest.cells) if latest else ()
    context = {
        "form": form,
        "year": year,
        "latest": latest,
        "figures": len(of_year.cells),
        "changes": _changes(selectors.changed(before, of_year.cells)) if latest else [],
        "silent": _silent(of_year) if isinstance(of_year, YearlyReturn) else [],
        "name": labels.FORMS[code],
        "back": page_of(code, year),
    }
    return render(request, "returns/freeze.html", context, status=422 if form.is_bound else 200)


def _silent(of_year: YearlyReturn) -> list[dict[str, Any]]:
    return [
        result
        for block in of_year.blocks
        if (result := _block(block, of_year.year, {}) | {"kind": labels.KINDS[block.indicator]})["silent"]
    ]


def page_of(code: str, year: int) -> str:
    """The address of a form's year."""
    return (
        reverse("returns:iafq", args=(year,)) if code == IAFQ else reverse("returns:form", args=(code, year))
    )


def _changes(revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    return [
        {
            "indicator": revision.key.indicator,
            "dimension": revision.key.dimension,
            "category": revision.key.category,
            "before": revision.before.value if revision.before else None,
            "after": revision.after.value if revision.after else None,
        }
        for revision in revisions[:MOST_CHANGES]
    ]


@require_GET
def edition(request: HttpRequest, year: int, number: int, code: str = IAFQ) -> HttpResponse:
    """A frozen edition, and what the records say differently today."""
    actor = actor_of(request)
    record = selectors.edition(actor, year, number, code)
    cells = selectors.cells_of(year, record.country, record.cells)
    now = selectors.changed(cells, services.computed(actor, code, year).cells)
    earlier = selectors.editions(actor, year, code).filter(number=number - 1).first()
    then = (
        selectors.changed(selectors.cells_of(year, earlier.country, earlier.cells), cells) if earlier else []
    )
    context = {
        "edition": record,
        "year": year,
        "cells": cells,
        "now": _changes(now),
        "now_count": len(now),
        "earlier": earlier,
        "then": _changes(then),
        "then_count": len(then),
        "name": labels.FORMS[code],
        "back": page_of(code, year),
        "dispatches": packages.dispatches(actor, code, year, number),
        "may_send": may(actor, packages.SEND),
        "known": bool(packages.hubs()),
    }
    return render(request, "returns/edition.html", context)


@require_GET
def behind(request: HttpRequest, year: int) -> HttpResponse:
    """The rows that a figure was counted from, as far as the actor may open them."""
    actor = actor_of(request)
    require(actor, selectors.PERMISSION)
    asked = request.GET
    number = asked.get("n", "1")
    cell = categories.Cell(
        asked.get("indicator", ""),
        asked.get("block", ""),
        asked.get("category", ""),
        2 if number == "2" else 1,
    )
    if cell.indicator not in labels.OTHERS or cell.block not in (*labels.BLOCKS, categories.TOTAL):
        raise NotFound("returns.cell", labels.of("returns.cell"))
    counted, items = selectors.behind(actor, year, cell)
    part = page(
        items, order=("-id",), after=asked.get("after", "")[:500], before=asked.get("before", "")[:500]
    )
    types = reference.words("firearm_type")
    makes = reference.words("make")
    context = {
        "year": year,
        "figure": labels.OTHERS[cell.indicator],
        # Not `block`: inside a block of a template that name is Django's own.
        "table": labels.BLOCKS.get(cell.block, ""),
        "said": spoken_of(selectors.labels()).get(cell.block, {}).get((cell.category, cell.n))
        or labels.TOTALS.get(cell.category, cell.category),
        "category": cell.category,
        "counted": counted,
        "rows": [
            {
                "item": item,
                "type": types.get(item.identity.get("type", ""), ""),
                "make": makes.get(item.identity.get("make", ""), "") or item.identity.get("make_raw", ""),
            }
            for item in part.items
        ],
        "after": part.after,
        "before": part.before,
    }
    return render(request, "returns/behind.html", context)


@require_GET
def as_file(request: HttpRequest, year: int, form: str, code: str = IAFQ) -> HttpResponseBase:
    """The return of a year in the official columns, as CSV or as a workbook; notes stand in a column of their own, where there are any."""
    of_year = services.computed(actor_of(request), code, year)
    noted = any(cell.note for cell in of_year.cells)
    header = (*HEADER, "Note") if noted else HEADER
    rows = [(*cell.row(), cell.note) if noted else cell.row() for cell in of_year.cells]
    return file_of(
        header, rows, form, f"{code}-{of_year.country.iso3}-{year}", SHEET if code == IAFQ else code
    )


def file_of(
    header: Sequence[str], rows: Iterable[Sequence[str | int]], form: str, name: str, sheet: str
) -> HttpResponseBase:
    """A table as a file to download: `form` is `csv` or `xlsx`."""
    if form == "csv":
        return _named(
            StreamingHttpResponse(writing.csv_pieces(header, rows), content_type="text/csv; charset=utf-8"),
            f"{name}.csv",
        )
    return _named(HttpResponse(_workbook(header, rows, sheet), content_type=XLSX), f"{name}.xlsx")


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _workbook(header: Sequence[str], rows: Iterable[Sequence[str | int]], sheet: str) -> bytes:
    with TemporaryDirectory(prefix="ifar-returns-") as folder:
        path = Path(folder) / "return.xlsx"
        writing.write_workbook(path, {sheet: (header, rows)})
        return path.read_bytes()


@require_GET
def sdg_file(request: HttpRequest, form: str) -> HttpResponseBase:
    """SDG 16.4.2 of all years by formula B, as SDMX-CSV or in UNSD's columns."""
    actor = actor_of(request)
    where = selectors.country()
    values = [
        replace(value, area=where.iso3)
        for row in reversed(selectors.yearly_rows(actor))
        for value in row.values.values()
    ]
    if form == "sdmx":
        m49 = dict(
            reference.rows_of("country").filter(valid_to__isnull=True).values_list("alpha3", "numeric")
        )
        document = sdmx.document(sdmx.SDMX_HEADER, sdmx.sdmx_rows(values, m49, "N"))
        kind = "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8"
    else:
        document, kind = sdmx.document(sdmx.UNSD_HEADER, sdmx.unsd_rows(values)), "text/csv; charset=utf-8"
    return _named(
        HttpResponse(document, content_type=kind),
        f"sdg-16-4-2-{where.iso3}{'-sdmx' if form == 'sdmx' else ''}.csv",
    )
