"""A holder's applications: asking for a licence, sending documents, handing in, answering, taking back, appealing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.errors import IfarError, NotFound
from ifar.files.uploads import arrived
from ifar.form_errors import at_fields, tried
from ifar.portal import selectors
from ifar.portal.services import applications as services
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter
from ifar.portal.views.forms import ApplyForm
from ifar.rights import Actor
from ifar.typed import version_seen


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    _actor, mine = enter(request)
    context = {
        "rows": presenters.applications(selectors.applications_of(mine)[:50]),
        "may_apply": any(services.kinds_for(one) for one in mine),
    }
    return render(request, "portal/applications.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an application; it is kept as a draft until it is handed in."""
    actor, mine = enter(request, shows=False)
    form = ApplyForm(mine, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            found = services.apply(
                actor=actor, kind=said["kind"], of=form.whose(), quota=said["quota"], note=said["note"]
            )
        except IfarError as error:
            at_fields(form, error)
        else:
            return redirect("mine:application", found)
    return render(request, "portal/apply.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What must be brought, what was sent, how the clock stands, what is asked."""
    _actor, mine = enter(request)
    found = selectors.application_for(mine, public_id)
    context = presenters.whole_application(found)
    context["sends"] = found.state in services.TAKES_DOCUMENTS
    left = services.missing(found) if found.state == "draft" else []
    context["missing"] = [check["label"] for check in context["checks"] if check["code"] in left]
    return render(request, "portal/application.html", context)


@require_POST
def send(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a document for one of the checks."""
    actor, mine = enter(request, shows=False)
    selectors.application_for(mine, public_id)

    def keep() -> None:
        name, content = arrived(request, "file")
        services.send_document(
            actor=actor,
            application=public_id,
            item=request.POST.get("item", "")[:60],
            name=name,
            content=content,
        )

    tried(request, keep, _("The document is there. The office sees it."))
    return redirect("mine:application", public_id)


Act = Callable[[Actor, str, str, int | None, bool], Any]
_ACTS: Final[dict[str, Act]] = {
    "hand-in": lambda a, i, _note, n, sure: services.hand_in(
        actor=a, application=i, incomplete=sure, expected_n=n
    ),
    "answered": lambda a, i, note, n, _sure: services.answered(
        actor=a, application=i, note=note, expected_n=n
    ),
    "take-back": lambda a, i, note, n, _sure: services.take_back(
        actor=a, application=i, note=note, expected_n=n
    ),
    "appeal": lambda a, i, note, n, _sure: services.appeal(actor=a, application=i, note=note, expected_n=n),
}


def _done(what: str) -> str:
    return {
        "hand-in": _("Handed in: the clock of the law runs."),
        "answered": _("The office knows that you have answered; the clock runs again."),
        "take-back": _("The application is taken back."),
        "appeal": _("Your appeal is recorded."),
    }[what]


@require_POST
def act(request: HttpRequest, public_id: str, what: str) -> HttpResponse:
    """Do what a button of the page says."""
    actor, mine = enter(request, shows=False)
    selectors.application_for(mine, public_id)
    if what not in _ACTS:
        raise NotFound("portal.not_found")
    note, n = request.POST.get("note", "")[:2000], request.POST.get("n", "")
    seen = version_seen(n)
    sure = "incomplete" in request.POST
    tried(request, lambda: _ACTS[what](actor, public_id, note, seen, sure), _done(what))
    return redirect("mine:application", public_id)


@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the application to renew a licence."""
    actor, _mine = enter(request, shows=False)
    made: list[str] = []
    tried(
        request,
        lambda: made.append(services.renew(actor=actor, licence=public_id)),
        _("The application is a draft. Send what is asked for, then hand it in."),
    )
    return redirect("mine:application", made[0]) if made else redirect("mine:papers")
