"""What was done at the counter of an armoury without a line and the register does not take: what was read, what stands against it, what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ifar.accounts.selectors.people import names_of as people_names
from ifar.documents.things import named
from ifar.form_errors import actor_of
from ifar.rights import require
from ifar.stocks import labels, selectors
from ifar.stocks.models import Event
from ifar.stocks.services import reading
from ifar.stocks.views.issues import without_a_line

TONES = {"observed": "bad", "waiting": "info", "followed": "good"}


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One entry of a device."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    observation = selectors.observation_for(actor, public_id)
    first = Event.objects.get(record_type="observation", subject=public_id, n=1)
    context = {
        "one": observation,
        "state": labels.STATES["observation"][observation.state],
        "tone": TONES[observation.state],
        "did": labels.DONE[observation.did],
        "armoury": selectors.names_of([observation.armoury]).get(observation.armoury, ""),
        "officer": reading.names_of(actor, {observation.officer} - {""}).get(observation.officer, ""),
        "entered_by": people_names({observation.entered_by}).get(observation.entered_by, ""),
        "arms": [*named(actor, observation.arms).values()],
        "why": dict.fromkeys(str(labels.why(code)) for code in observation.why),
        "there": without_a_line(first.details["offline"]),
    }
    return render(request, "stocks/observation.html", context)
