"""Naming who receives the support of a project; what else is done to a recipient is offered on the project's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.programme.selectors import diligence as selectors
from ifar.programme.selectors import work as projects
from ifar.programme.services import recipients as services
from ifar.programme.services.planning import PLAN
from ifar.programme.services.recipients import NewRecipient
from ifar.programme.views.asking import form_page
from ifar.programme.work_inputs import NameRecipient
from ifar.rights import require


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Name who receives support of a project."""
    actor = actor_of(request)
    require(actor, PLAN)
    of = projects.project(actor, public_id)
    activities = [(activity.public_id, activity.title) for activity in selectors.activities(actor, of)]

    def do(given: NameRecipient) -> None:
        services.name(actor=actor, project=public_id, new=part_of(given, NewRecipient))

    return form_page(
        request,
        form_of(NameRecipient, request, among={"activity": activities}),
        do,
        title=_("Name who receives support"),
        said=of.title,
        button=_("Name it"),
        back=reverse("programme:project", args=(public_id,)),
    )
