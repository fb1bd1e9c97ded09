"""Progress reports: composed by a button, written, submitted, approved by another person, printed in six languages."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.documents.kinds import LANGUAGES
from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.programme import progress, report_texts, work_labels
from ifar.programme.models import Period, Report
from ifar.programme.selectors import progress as selectors
from ifar.programme.selectors import work
from ifar.programme.services import reports as services
from ifar.programme.services.planning import LONGEST, absent
from ifar.programme.services.writing import today
from ifar.programme.views import act_messages
from ifar.programme.views.planning import LANGUAGES as NAMES
from ifar.programme.views.work import tabs
from ifar.rights import may, require
from ifar.templatetags.days import day_words
from ifar.typed import whole_number

_DAYS: Final = re.compile(r"\d{4}-\d\d-\d\d")
TONES: Final = {"draft": "", "submitted": "info", "approved": "good", "withdrawn": "quiet"}


class ComposeForm(forms.Form):
    """Which period, in which language."""

    period = forms.ChoiceField(label=lazy("Period"))
    language = forms.ChoiceField(label=lazy("Language of the report"))


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reports of a project, and the button that composes one."""
    actor = actor_of(request)
    of = work.project(actor, public_id)
    may_write = may(actor, services.WRITE)
    form = ComposeForm(request.POST or None, initial={"language": get_language()})
    begun = Period.objects.filter(starts_on__lte=today()).order_by("-ends_on").values_list("name", flat=True)
    form.fields["period"].choices = [(name, name) for name in begun]  # type: ignore[attr-defined]
    form.fields["language"].choices = [(code, NAMES[code]) for code in LANGUAGES]  # type: ignore[attr-defined]
    if request.method == "POST":
        require(actor, services.WRITE)
        if form.is_valid():
            try:
                made = services.compose(actor=actor, project=public_id, **form.cleaned_data)
            except IfarError as error:
                if error.status not in (409, 422):
                    raise
                at_fields(form, error)
            else:
                messages.success(request, _("The draft is composed. Read it, write what the records cannot say, and submit it."))  # fmt: skip
                return redirect("programme:report_of", made.public_id)
    context = {
        **tabs(actor, of, "reports"),
        "rows": [(one, work_labels.REPORT_STATES[one.state], TONES[one.state]) for one in selectors.reports_of(actor, public_id)],
        "form": form,
        "may_write": may_write,
    }  # fmt: skip
    return render(request, "programme/reports.html", context, status=422 if form.is_bound else 200)


def _unbroken(cell: str) -> str:
    """A cell in which no day is broken over two lines."""
    return _DAYS.sub(lambda day: day.group().replace("-", "\u2011"), cell)


def _sections(found: Report) -> list[dict[str, Any]]:
    """The parts of a report as the page shows them: the same that the PDF has, in the reader's language."""
    language = get_language() or "en"
    return [
        {
            "heading": one.heading,
            "columns": list(one.columns),
            "rows": [
                list(zip(one.columns or ("",) * len(row), map(_unbroken, row), strict=True))
                for row in one.rows
            ],
            "prose": not one.columns and len(one.rows) == 1 and not one.rows[0][0],
            "empty": one.empty,
        }
        for one in progress.sections_of(found.facts, found.texts, language)
    ]


@require_GET
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """One report: what the records said, what its author writes, who approves."""
    actor = actor_of(request)
    found = selectors.report_for(actor, public_id)
    people = selectors.names_of([found.author, found.approved_by])
    mine = found.author == actor.id and may(actor, services.WRITE)
    context = {
        **tabs(actor, work.project(actor, found.project), "reports"),
        "one": found,
        "state": work_labels.REPORT_STATES[found.state],
        "tone": TONES[found.state],
        "author": people.get(found.author, ""),
        "approver": people.get(found.approved_by, ""),
        "composed": report_texts.words(
            "note.composed", get_language() or "en", {"day": day_words(found.composed_on)}
        ),
        "sections": _sections(found),
        "may_edit": mine and found.state == "draft",
        "may_approve": found.state == "submitted"
        and not actor.acts_for(found.author)
        and may(actor, services.APPROVE),
        "moved": found.state in ("draft", "submitted") and services.moved(found),
        "reason": selectors.reason_of(found) if found.state == "draft" else "",
        "languages": [(code, NAMES[code]) for code in LANGUAGES],
        "demonstration": settings.DEMO,
    }
    return render(request, "programme/progress.html", context)


def _n(request: HttpRequest) -> int:
    told = request.POST.get("n", "")
    return whole_number(told, otherwise=0)


@require_http_methods(["GET", "POST"])
def rewrite(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the texts of a draft."""
    actor = actor_of(request)
    require(actor, services.WRITE)
    found = selectors.report_for(actor, public_id)
    if found.author != actor.id or found.state != "draft":
        raise absent()
    texts = found.texts
    n = found.n
    problem = ""
    if request.method == "POST":
        texts = {name: request.POST.get(name, "")[:LONGEST] for name in progress.TEXTS}
        try:
            services.rewrite(actor=actor, report=public_id, n=_n(request), texts=texts)
        except IfarError as error:
            if error.status not in (409, 422):
                raise
            # What was typed is kept; whoever sends it again has seen that something else stands there now.
            problem = str(error)
        else:
            messages.success(request, act_messages.said("report", "write"))
            return redirect("programme:report_of", public_id)
    context = {
        **tabs(actor, work.project(actor, found.project), "reports"),
        "one": found,
        "n": n,
        "problem": problem,
        "texts": [(name, work_labels.TEXTS[name], texts.get(name, "")) for name in progress.TEXTS],
    }
    return render(request, "programme/progress_form.html", context, status=422 if problem else 200)


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compose anew, submit, withdraw, approve or give back."""
    actor = actor_of(request)
    found = selectors.report_for(actor, public_id)
    asked, n = request.POST.get("act", ""), _n(request)

    def do() -> None:
        if asked == "renew":
            services.renew(actor=actor, report=public_id, n=n)
        elif asked == "submit":
            services.hand_in(actor=actor, report=public_id, n=n)
        elif asked == "drop":
            services.drop(actor=actor, report=public_id, n=n)
        elif asked == "approve":
            services.approve(actor=actor, report=public_id, n=n)
        elif asked == "give_back":
            services.give_back(actor=actor, report=public_id, n=n, reason=request.POST.get("reason", ""))
        else:
            raise absent()

    ended = tried(request, do, act_messages.said("report", asked))
    if ended and asked == "drop":
        return redirect("programme:reports", found.project)
    return redirect("programme:report_of", public_id)


@require_GET
def printed(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """A report as PDF, in any of six languages."""
    name, content = services.print_report(actor=actor_of(request), report=public_id, language=language)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
