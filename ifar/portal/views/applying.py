"""A holder's applications: asking for a licence, sending documents, handing in, answering, taking back, appealing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import submitted
from ifar.files.uploads import arrived
from ifar.form_errors import tried
from ifar.portal import selectors
from ifar.portal.inputs import Apply
from ifar.portal.services import applications as services
from ifar.portal.views import presenters
from ifar.portal.views.entering import enter, form_about
from ifar.reference import selectors as reference


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    _actor, mine = enter(request)
    context = {
        "rows": presenters.applications(selectors.applications_of(mine)[:50]),
        "may_apply": any(services.kinds_for(own) for own in mine),
    }
    return render(request, "portal/applications.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin an application; it is kept as a draft until it is handed in."""
    actor, mine = enter(request, shows=False)
    may_ask = {kind.code for party in mine for kind in services.kinds_for(party)}
    spoken = [
        (choice.code, choice.words) for choice in reference.choices("licence_kind") if choice.code in may_ask
    ]
    form = form_about(Apply, request, mine, among={"kind": spoken})
    if text := submitted(form, lambda given: services.apply(actor=actor, **given.arguments())):
        return redirect("mine:application", text)
    return render(request, "portal/apply.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What must be brought, what was sent, how the clock stands, what is asked."""
    actor, mine = enter(request)
    application = selectors.application_for(mine, public_id)
    context = presenters.whole_application(application)
    context["sends"] = application.state in services.TAKES_DOCUMENTS
    context["offered"] = offered(actor, services.APPLICATION, application)
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


@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the application to renew a licence."""
    actor, _mine = enter(request, shows=False)
    made: list[str] = []
    tried(
        request,
        lambda: made.append(services.renew(actor=actor, licence=public_id)),
        _("The application is a draft. Add what is asked for, then submit it."),
    )
    return redirect("mine:application", made[0]) if made else redirect("mine:papers")
