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
from ifar.programme.fund.selectors.fund import StatementPage
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


def answered(form: str, name: str, value: Dossier, tables: Sequence[Table], summary: Sequence[tuple[Any, Any]]) -> HttpResponse:  # fmt: skip
    """A report in one of its forms.

    Raises:
        NotFound: there is no such form.
    """
    if form not in FORMS:
        raise labels.absent()
    content = _pdf(value, tables, summary) if form == "pdf" else _workbook(tables, summary)
    response = HttpResponse(content, content_type="application/pdf" if form == "pdf" else XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _pdf(values: Dossier, tables: Sequence[Table], summary: Sequence[tuple[Any, Any]]) -> bytes:
    sections = [Section(_("Summary"), [(str(name), cell(value)) for name, value in summary])]
    sections += [
        Section(table.heading, [[cell(each) for each in row] for row in table.rows], [str(name) for name in table.columns], table.empty)
        for table in tables
    ]  # fmt: skip
    whole = Dossier(values.title, values.number, values.office, values.lines, values.foot, sections)
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
    for table in tables:
        sheets[table.heading[:31]] = (
            [str(name) for name in table.columns],
            [[plain(each) for each in row] for row in table.rows],
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


def _measured(results: Sequence[Reached]) -> Table:
    return Table(
        _("What was reached"),
        [_("Project"), _("Indicator"), _("Unit"), _("Baseline"), _("Latest value"), _("Period"), _("Target"), _("Status")],
        [
            (
                item.project, item.title, unit(item.unit), measured(item.baseline),
                measured(item.latest) if item.latest is not None else (_("Waits for approval") if item.waits else pgettext("a value", "Not reported")),
                item.period, measured(item.target), labels.BANDS[item.band],
            )
            for item in results
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


def worked_rows(result: StatementPage) -> list[tuple[Any, ...]]:
    """The rows of that table; what was given is the sum of the three beside it."""
    return [
        (
            project.reference,
            project.title,
            project.allocated + project.obligated + project.spent,
            project.allocated,
            project.obligated,
            project.spent,
        )
        for project in result.projects
    ]


@require_GET
def donor(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """What became of a donor's money and what it reached: projects, indicators with approved values, as PDF or workbook."""
    actor = actor_of(request)
    statement = selectors.statement(actor, public_id)
    results = reached(actor, [project.project for project in statement.projects])
    of = statement.donor.statement
    summary = [
        (_("Received"), of.received), (_("Not allocated"), of.unallocated), (_("Allocated"), of.allocated + of.obligated + of.spent),
        (labels.ACCOUNTS["allocated"], of.allocated), (labels.ACCOUNTS["obligated"], of.obligated),
        (_("Spent"), of.spent), (_("Programme support costs"), of.support),
    ]  # fmt: skip
    tables = [
        Table(
            _("Projects that the money went to"),
            worked_columns(),
            worked_rows(statement),
            _("Nothing was allocated yet."),
        ),
        _measured(results),
    ]
    head = dossier(
        _("Report to %(donor)s") % {"donor": statement.donor.name},
        statement.donor.contributions[0].reference,
        name_of(actor),
        _("Values are those that another person than who reported them has approved. What nobody reported is not zero."),
    )  # fmt: skip
    return answered(form, f"report-{public_id}", head, tables, summary)


@require_GET
def whole(request: HttpRequest, form: str) -> HttpResponse:
    """The strategy as it stands: outcomes, cells of the matrix, indicators, as PDF or workbook."""
    actor = actor_of(request)
    result = strategy.whole(actor)
    names = named(result.themes)
    head = [_("Projects"), _("Given"), _("Spent"), *(labels.BANDS[band] for band in BANDS)]

    def row(name: str, part: Part) -> tuple[Any, ...]:
        return (name, part.work, part.money.all, part.money.spent, *(part.bands[band] for band in BANDS))

    tables = [
        Table(_("Four outcomes"), [_("Outcome"), *head], [row(names[code]["name"], outcome) for code, outcome in result.outcomes.items()]),
        Table(
            _("The matrix"),
            [_("Priority area and catalyst"), *head],
            [row(f"{names[code[:2]]['name']} × {names[code[2:]]['name']}", result.cells[code]) for code in framework.CELLS],
        ),
        _measured(reached(actor, None)),
    ]  # fmt: skip
    summary = [
        (_("Projects"), sum(n for state, n in result.projects.items() if state in strategy.WORK)),
        (_("Allocated"), result.money.all),
        (_("Spent"), result.money.spent),
        (_("Not allocated"), result.unallocated),
        (_("Gaps"), sum(1 for part in result.cells.values() if part.empty)),
    ]
    value = dossier(_("The strategy"), "", name_of(actor), _("Money that belongs to several cells is divided equally among them."))  # fmt: skip
    return answered(form, "strategy", value, tables, summary)


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
