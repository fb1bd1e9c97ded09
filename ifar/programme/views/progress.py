"""Progress reports: composed by a button, written, submitted, approved by another person, printed in six languages."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.form_errors import actor_of
from ifar.languages import LANGUAGES, NAMES
from ifar.programme import progress, report_texts, work_labels
from ifar.programme.models import Period, Report
from ifar.programme.selectors import progress as selectors
from ifar.programme.selectors import work
from ifar.programme.services import reports as services
from ifar.programme.services.writing import today
from ifar.programme.views.work import tabs
from ifar.programme.work_inputs import ComposeReport
from ifar.rights import may, require
from ifar.templatetags.days import day_words

_DAYS: Final = re.compile(r"\d{4}-\d\d-\d\d")
TONES: Final = {"draft": "", "submitted": "info", "approved": "good", "withdrawn": "quiet"}


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reports of a project, and the button that composes one."""
    actor = actor_of(request)
    of = work.project(actor, public_id)
    if request.method == "POST":
        require(actor, services.WRITE)
    may_write = may(actor, services.WRITE)
    begun = Period.objects.filter(starts_on__lte=today()).order_by("-ends_on").values_list("name", flat=True)
    among: dict[str, list[tuple[str, str]]] = {
        "period": [(name, name) for name in begun],
        "language": [(code, NAMES[code]) for code in LANGUAGES],
    }
    form = form_of(ComposeReport, request, initial={"language": get_language()}, among=among)
    made = submitted(form, lambda given: services.compose(actor=actor, project=public_id, **dict(given)))
    if made:
        messages.success(
            request,
            _("The draft is composed. Read it, write what the records cannot say, and submit it."),
        )
        return redirect("programme:report_of", made.public_id)
    context = {
        **tabs(actor, of, "reports"),
        "rows": [(record, work_labels.REPORT_STATES[record.state], TONES[record.state]) for record in selectors.reports_of(actor, public_id)],
        "form": form,
        "may_write": may_write,
    }  # fmt: skip
    return render(request, "programme/reports.html", context, status=422 if form.is_bound else 200)


def _unbroken(cell: str) -> str:
    """A cell in which no day is broken over two lines."""
    return _DAYS.sub(lambda day: day.group().replace("-", "\u2011"), cell)


def _sections(record: Report) -> list[dict[str, Any]]:
    """The parts of a report as the page shows them: the same that the PDF has, in the reader's language."""
    language = get_language() or "en"
    return [
        {
            "heading": section.heading,
            "columns": list(section.columns),
            "rows": [
                list(zip(section.columns or ("",) * len(row), map(_unbroken, row), strict=True))
                for row in section.rows
            ],
            "prose": not section.columns and len(section.rows) == 1 and not section.rows[0][0],
            "empty": section.empty,
        }
        for section in progress.sections_of(record.facts, record.texts, language)
    ]


@require_GET
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """One report: what the records said, what its author writes, who approves."""
    actor = actor_of(request)
    record = selectors.report_for(actor, public_id)
    people = selectors.names_of([record.author, record.approved_by])
    context = {
        **tabs(actor, work.project(actor, record.project), "reports"),
        "one": record,
        "state": work_labels.REPORT_STATES[record.state],
        "tone": TONES[record.state],
        "author": people.get(record.author, ""),
        "approver": people.get(record.approved_by, ""),
        "composed": report_texts.words(
            "note.composed", get_language() or "en", {"day": day_words(record.composed_on)}
        ),
        "sections": _sections(record),
        "offered": offered(actor, services.REPORT, record),
        "moved": record.state in ("draft", "submitted") and services.moved(record),
        "reason": selectors.reason_of(record) if record.state == "draft" else "",
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "demonstration": settings.DEMO,
    }
    return render(request, "programme/progress.html", context)


@require_GET
def printed(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """A report as PDF, in any of six languages."""
    name, content = services.print_report(actor=actor_of(request), report=public_id, language=language)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
