"""Pages of feedback and complaints: what waits and what is late, one with its words, and the door by which they are noted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.programme import feedback as rules
from ifar.programme import people_inputs as inputs
from ifar.programme import people_labels
from ifar.programme.models import Feedback
from ifar.programme.selectors import feedback as selectors
from ifar.programme.selectors import people, planning
from ifar.programme.services import feedback as services
from ifar.programme.services.feedback import NewFeedback
from ifar.programme.views.asking import form_page
from ifar.reference import selectors as reference
from ifar.rights import may, require

TONES: Final = {"received": "info", "looked_into": "info", "answered": "good", "closed": "quiet"}


def row_of(feedback: Feedback, kinds: Mapping[str, str]) -> dict[str, Any]:
    """One as a list shows it: nothing of its words."""
    days = rules.late(feedback.state, feedback.due_on, timezone.now().date())
    return {
        "one": feedback,
        "kind": kinds.get(feedback.kind, feedback.kind),
        "state": people_labels.FEEDBACK[feedback.state],
        "late": days,
        "tone": "warn" if days else TONES[feedback.state],
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what is late, what has ended; of everything, or of a project or an initiative."""
    actor = actor_of(request)
    require(actor, selectors.ANSWER)
    show = request.GET.get("show", "open")
    show = show if show in selectors.SHOWS else "open"
    within = {name: request.GET.get(name, "")[:14] for name in ("project", "initiative")}
    result = selectors.listed(actor, show, timezone.now().date(), **within)
    kinds = reference.words(services.KIND)
    context = {
        "rows": [row_of(feedback, kinds) for feedback in result.rows],
        "show": show,
        "open": result.open,
        "late": result.late,
        "query": "".join(f"&{name}={value}" for name, value in within.items() if value),
        "may_note": may(actor, services.NOTE),
    }
    return render(request, "programme/feedback.html", context)


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note feedback or a complaint that was received: the door on the pages of projects and initiatives."""
    actor = actor_of(request)
    require(actor, services.NOTE)
    within = request.GET.get("initiative", "")[:14]
    of = people.initiative_for(actor, within) if within else None
    initial = {"received_on": timezone.now().date(), "project": request.GET.get("project", "")[:14]}
    among = {"project": planning.projects(actor), "about": services.staff(actor)}
    form = form_of(
        inputs.NoteFeedback, request, initial=initial, among=among, without=("project",) if of else ()
    )
    if of is not None:
        back = reverse("programme:initiative", args=(of.public_id,))
    elif initial["project"]:
        back = reverse("programme:project", args=(initial["project"],))
    else:
        back = reverse("programme:feedback")

    def do(given: inputs.NoteFeedback) -> None:
        new = replace(part_of(given, NewFeedback), initiative=of.public_id if of else "")
        services.note(actor=actor, new=new)

    return form_page(
        request,
        form,
        do,
        title=_("Note feedback or a complaint"),
        said=of.title if of else "",
        button=_("Note it"),
        back=back,
    )


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One with its words; the read is noted."""
    actor = actor_of(request)
    feedback, done = services.read(actor, public_id)
    kinds = reference.words(services.KIND)
    project = feedback.project and planning.project(actor, feedback.project).project
    initiative = feedback.initiative and people.initiative_for(actor, feedback.initiative)
    values = done[0].said
    context = {
        **row_of(feedback, kinds),
        "channel": people_labels.CHANNELS.get(feedback.channel, feedback.channel),
        "said": values.get("words", ""),
        "reach": values.get("reach", ""),
        "project": project,
        "initiative": initiative,
        "about": dict(services.staff(actor)).get(feedback.about, feedback.about) if feedback.about else "",
        "why": people_labels.CLOSINGS.get(feedback.why, ""),
        "acts": [
            {
                "at": each.at,
                "words": people_labels.FEEDBACK_ACTS[each.kind],
                "who": each.who,
                "text": each.said.get("answer", "") or each.said.get("note", ""),
            }
            for each in done
        ],
        "offered": offered(actor, services.FEEDBACK, feedback),
    }
    return render(request, "programme/feedback_one.html", context)
