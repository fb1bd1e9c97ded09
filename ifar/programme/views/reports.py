"""Reports as PDF and as workbooks, from the same tables: a donor's statement, what its money reached, and the whole strategy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ifar.accounts.selectors.agencies import name_of
from ifar.documents import dossiers
from ifar.documents.dossiers import Dossier, Section
from ifar.files.tables import writing
from ifar.form_errors import actor_of
from ifar.numbers import number_words
from ifar.programme import framework, labels
from ifar.programme.fund.money import FUND_CURRENCY
from ifar.programme.fund.selectors import fund as selectors
from ifar.programme.fund.selectors.fund import Told
from ifar.programme.indicators import BANDS
from ifar.programme.selectors import figures, strategy
from ifar.programme.selectors.reached import Reached, reached
from ifar.programme.selectors.strategy import Part
from ifar.programme.views.presenters import money, number, unit
from ifar.programme.views.strategy import named
from ifar.rights import require
from ifar.templatetags.days import day_words

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS: Final = ("pdf", "xlsx")


@dataclass(frozen=True)
class Table:
    """A table of a report. Cells that are decimals are numbers in a workbook and written in the reader's way in a PDF."""

    heading: str
    columns: Sequence[Any]
    rows: Sequence[Sequence[Any]]
    empty: str = ""


class Measured(Decimal):
    """A number that was measured, and is no amount of money: printed with as many places as it has, at most two."""


def measured(value: Decimal | None) -> Measured | None:
    """A number for a table of what was reached; nothing where there is none."""
    return None if value is None else Measured(value)


def cell(value: Any) -> str:
    """A cell as it is printed: amounts to the cent, what was measured as pages show it, days in words."""
    if isinstance(value, Measured):
        return number(value)
    if isinstance(value, dt.date):
        return day_words(value).replace(" ", "\u00a0")
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    return money(value) if value == value.quantize(Decimal("0.01")) else number_words(value)


def answered(form: str, name: str, said: Dossier, tables: Sequence[Table], summary: Sequence[tuple[Any, Any]]) -> HttpResponse:  # fmt: skip
    """A report in one of its forms.

    Raises:
        NotFound: there is no such form.
    """
    if form not in FORMS:
        raise labels.absent()
    content = _pdf(said, tables, summary) if form == "pdf" else _workbook(tables, summary)
    response = HttpResponse(content, content_type="application/pdf" if form == "pdf" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pdf(said: Dossier, tables: Sequence[Table], summary: Sequence[tuple[Any, Any]]) -> bytes:
    sections = [Section(_("Summary"), [(str(name), cell(value)) for name, value in summary])]
    sections += [
        Section(one.heading, [[cell(each) for each in row] for row in one.rows], [str(name) for name in one.columns], one.empty)
        for one in tables
    ]  # fmt: skip
    whole = Dossier(said.title, said.number, said.office, said.lines, said.foot, sections)
    return dossiers.set_dossier(whole, get_language() or "en")


def _workbook(tables: Sequence[Table], summary: Sequence[tuple[Any, Any]]) -> bytes:
    def plain(value: Any) -> Any:
        if isinstance(value, Decimal) and not isinstance(value, Measured) and value == round(value, 2):
            return round(value, 2)  # an amount has its cents, as where it is printed
        return value if isinstance(value, Decimal | int | dt.date) else "" if value is None else str(value)

    # Sums of money and counts stand in one column: only what is money has a currency beside it.
    rows = [
        (str(name), plain(value), FUND_CURRENCY if isinstance(value, Decimal) else "")
        for name, value in summary
    ]
    sheets: dict[str, Any] = {str(_("Summary")): ([_("What"), _("Value"), _("Currency")], rows)}
    for one in tables:
        sheets[one.heading[:31]] = (
            [str(name) for name in one.columns],
            [[plain(each) for each in row] for row in one.rows],
        )
    with TemporaryDirectory(prefix="ifar-report-") as folder:
        path = Path(folder) / "report.xlsx"
        writing.write_workbook(path, sheets, mirrored=get_language_bidi())
        return path.read_bytes()


def dossier(title: str, of: str, office: str, foot: str) -> Dossier:
    """The head of a report."""
    lines = [
        _("All amounts in %(currency)s.") % {"currency": FUND_CURRENCY},
        day_words(timezone.localdate()),
    ]
    return Dossier(title=title, number=of, office=office, lines=lines, foot=foot, sections=[])


def _measured(found: Sequence[Reached]) -> Table:
    return Table(
        _("What was reached"),
        [_("Project"), _("Indicator"), _("Unit"), _("Baseline"), _("Latest value"), _("Period"), _("Target"), _("How it stands")],
        [
            (
                one.project, one.title, unit(one.unit), measured(one.baseline),
                measured(one.latest) if one.latest is not None else (_("Waits for approval") if one.waits else pgettext("a value", "Not reported")),
                one.period, measured(one.target), labels.BANDS[one.band],
            )
            for one in found
        ],
        _("Nothing is measured yet."),
    )  # fmt: skip


def worked_columns() -> list[Any]:
    """The head of a table of projects that money went to: what each was given, and what is left and spent of it."""
    return [
        _("Project"),
        _("Title"),
        _("Given"),
        *(labels.ACCOUNTS[name] for name in ("allocated", "obligated")),
        _("Spent"),
    ]


def worked_rows(told: Told) -> list[tuple[Any, ...]]:
    """The rows of that table; what was given is the sum of the three beside it."""
    return [
        (
            one.reference,
            one.title,
            one.allocated + one.obligated + one.spent,
            one.allocated,
            one.obligated,
            one.spent,
        )
        for one in told.projects
    ]


@require_GET
def donor(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """What became of a donor's money and what it reached: projects, indicators with approved values, as PDF or workbook."""
    actor = actor_of(request)
    told = selectors.statement(actor, public_id)
    found = reached(actor, [one.project for one in told.projects])
    of = told.donor.statement
    summary = [
        (_("Received"), of.received), (_("Not allocated"), of.unallocated), (_("Given to projects"), of.allocated + of.obligated + of.spent),
        (labels.ACCOUNTS["allocated"], of.allocated), (labels.ACCOUNTS["obligated"], of.obligated),
        (_("Spent"), of.spent), (_("Kept for programme support"), of.support),
    ]  # fmt: skip
    tables = [
        Table(
            _("Projects that the money went to"),
            worked_columns(),
            worked_rows(told),
            _("Nothing was allocated yet."),
        ),
        _measured(found),
    ]
    head = dossier(
        _("Report to %(donor)s") % {"donor": told.donor.name},
        told.donor.contributions[0].reference,
        name_of(actor),
        _("Values are those that another person than who reported them has approved. What nobody reported is not zero."),
    )  # fmt: skip
    return answered(form, f"report-{public_id}", head, tables, summary)


@require_GET
def whole(request: HttpRequest, form: str) -> HttpResponse:
    """The strategy as it stands: outcomes, cells of the matrix, indicators, as PDF or workbook."""
    actor = actor_of(request)
    found = strategy.whole(actor)
    names = named(found.themes)
    head = [_("Projects"), _("Given"), _("Spent"), *(labels.BANDS[band] for band in BANDS)]

    def row(name: str, part: Part) -> tuple[Any, ...]:
        return (name, part.work, part.money.all, part.money.spent, *(part.bands[band] for band in BANDS))

    tables = [
        Table(_("Four outcomes"), [_("Outcome"), *head], [row(names[code]["name"], one) for code, one in found.outcomes.items()]),
        Table(
            _("The matrix"),
            [_("Priority area and catalyst"), *head],
            [row(f"{names[code[:2]]['name']} × {names[code[2:]]['name']}", found.cells[code]) for code in framework.CELLS],
        ),
        _measured(reached(actor, None)),
    ]  # fmt: skip
    summary = [
        (_("Projects"), sum(n for state, n in found.projects.items() if state in strategy.WORK)),
        (_("Given to projects"), found.money.all),
        (_("Spent"), found.money.spent),
        (_("Not allocated"), found.unallocated),
        (_("Cells where there is nothing"), sum(1 for one in found.cells.values() if one.empty)),
    ]
    said = dossier(_("The strategy"), "", name_of(actor), _("Money that belongs to several cells is divided equally among them."))  # fmt: skip
    return answered(form, "strategy", said, tables, summary)


@require_GET
def indicators(request: HttpRequest, name: str) -> HttpResponse:
    """Indicators with their approved values as CSV, SDMX-CSV and SDMX-ML, and the structure that the last two speak of."""
    actor = actor_of(request)
    require(actor, strategy.READ)
    made = figures.file(actor, name)
    response = HttpResponse(made.content, content_type=made.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
