"""My desk: the queue of applications with their clocks, and taking one in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.errors import Invalid
from ifar.form_errors import actor_of
from ifar.licensing import labels
from ifar.licensing.inputs import DraftApplication
from ifar.licensing.selectors import records
from ifar.licensing.selectors.kinds import kinds
from ifar.licensing.services import applications
from ifar.licensing.views.bulk import acts_of
from ifar.licensing.views.presenters import reading_of
from ifar.parties.services.naming import names_of
from ifar.reference import selectors as reference
from ifar.rights import may, require

TABS: Final[Mapping[str, Any]] = {
    "mine": _("In progress"),
    "checks": _("Ask for a check"),
    "waiting": _("Awaiting the applicant"),
    "decide": _("Awaiting decision"),
    "ended": pgettext_lazy("applications", "Decided"),
}


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """My desk's applications by tab, the most urgent first."""
    actor = actor_of(request)
    reads = may(actor, "licensing:application:read")
    tab = request.GET.get("show", "") or ("mine" if reads else "checks")
    if tab not in TABS:
        raise Invalid("licensing.queue")
    require(actor, records.QUEUES[tab])
    order = ("-id",) if tab in ("ended", "waiting") else ("due", "id")
    spoken = reference.words("licence_kind")
    result = page_of(
        request.GET,
        records.with_due(records.queue(actor, tab)),
        order=order,
        sorts={"kind": spoken, "state": labels.APPLICATION, "due_on": None, "decided_on": None},
    )
    day, known = applications.today(), kinds()
    names = names_of(
        actor,
        {application.applicant for application in result.items},
        act="licensing.desk.list",
        object="applications",
    )
    rows = [
        {
            "one": application,
            "kind": spoken.get(application.kind, application.kind),
            "applicant": names.get(application.applicant, ""),
            "state": labels.APPLICATION[application.state],
            "tone": labels.TONES.get(application.state, ""),
            "clock": reading_of(application, day),
            "checks": f"{sum(check['answer'] == 'passed' for check in application.checks.values())}/{len(known[application.kind].checks)}",
        }
        for application in result.items
    ]
    context = {
        "rows": rows,
        "found": result,
        "tab": tab,
        "tabs": [(key, value) for key, value in TABS.items() if (key == "checks") != reads],
        "late": records.overdue(actor, day).count() if reads else None,
        "bulk_acts": acts_of(actor, tab),
        "may_write": may(actor, "licensing:application:write"),
    }
    return render(request, "licensing/desk.html", context)


@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """To the applications of every desk that ask my kind of office for a check."""
    require(actor_of(request), "licensing:check:answer")
    return redirect(f"{reverse('licensing:desk')}?show=checks")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take in an application."""
    actor = actor_of(request)
    require(actor, "licensing:application:write")
    form = form_of(DraftApplication, request, initial={"applicant": request.GET.get("applicant", "")[:20]})
    made = submitted(form, lambda given: applications.draft(actor=actor, **given.arguments()))
    if made:
        return redirect("licensing:application", made)
    return render(
        request, "licensing/application_new.html", {"form": form}, status=422 if form.is_bound else 200
    )
