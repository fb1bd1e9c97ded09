"""Pages of what carriers and marketplaces report: their own door and list, and the queue of those who take reports on."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.acts.inputs import part_of
from ifar.form_errors import actor_of
from ifar.hotspots.selectors import places
from ifar.programme import people_inputs as inputs
from ifar.programme import people_labels
from ifar.programme.sightings import report as sighting
from ifar.programme.sightings import selectors, services
from ifar.rights import may, require

SHOWS: Final = ("waiting", "hand", "ended")
TONES: Final = {"sent": "info", "taken": "warn", "passed": "good", "closed": "quiet"}
MINE_TONES: Final = {"received": "info", "looked_into": "warn", "ended": "quiet"}


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The own office's reports and how each stands."""
    actor = actor_of(request)
    require(actor, services.SEND)
    rows = [
        {
            "one": item,
            "what": people_labels.WHATS[item.what],
            "goods": people_labels.GOODS[item.goods],
            "state": people_labels.SHOWN[item.state],
            "tone": MINE_TONES[item.state],
        }
        for item in selectors.mine(actor)[0]
    ]
    context = {"rows": rows, "of": selectors.stakeholder_of(actor)}
    return render(request, "programme/sightings_mine.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Report a suspicious parcel or listing."""
    actor = actor_of(request)
    require(actor, services.SEND)
    form = form_of(inputs.SendSighting, request, initial={"happened_on": timezone.now().date()})
    if submitted(
        form, lambda given: services.send(actor=actor, said=part_of(given, sighting.SightingReport))
    ):
        messages.success(
            request, _("Received. The competent desk is dealing with it; its status is shown here.")
        )
        return redirect("programme:my_sightings")
    context = {"form": form}
    return render(request, "programme/sighting_new.html", context, status=422 if form.is_bound else 200)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Reports that wait, that somebody has in hand, or that are dealt with; without their words."""
    actor = actor_of(request)
    require(actor, services.TAKE)
    show = request.GET.get("show", "waiting")
    show = show if show in SHOWS else "waiting"
    result = selectors.queue(actor, show)
    context = {
        "rows": [
            {
                "one": record,
                "sent_at": result.sent_at.get(record.public_id),
                "age": _age(result.sent_at.get(record.public_id)),
                "of": name,
                "what": people_labels.WHATS[record.what],
                "goods": people_labels.GOODS[record.goods],
                "desk": people_labels.DESKS[record.desk],
                "state": people_labels.SIGHTINGS[record.state],
                "tone": TONES[record.state],
            }
            for record, name in result.rows
        ],
        "show": show,
        "waiting": result.waiting,
    }
    return render(request, "programme/sightings.html", context)


def _age(sent_at: dt.datetime | None) -> str:
    """How long ago it came, in words; nothing on the day itself."""
    days = (timezone.now() - sent_at).days if sent_at else 0
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days} if days else ""


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A report with its words; the read is noted."""
    actor = actor_of(request)
    require(actor, services.TAKE)
    opened = services.read(actor, public_id)
    record = opened.one
    context = {
        "opened": opened,
        "one": record,
        "what": people_labels.WHATS[record.what],
        "goods": people_labels.GOODS[record.goods],
        "desk": people_labels.DESKS[record.desk],
        "state": people_labels.SIGHTINGS[record.state],
        "tone": TONES[record.state],
        "why": people_labels.REASONS.get(record.why, ""),
        "acts": [
            {
                "at": done.at,
                "words": people_labels.SIGHTING_ACTS[done.kind],
                # Who at the reporter's pressed the button is nobody's business here.
                "who": opened.reporter if done.kind == "sent" else done.who,
                "text": done.said.get("note", ""),
            }
            for done in opened.acts
        ],
        "offered": offered(actor, services.SIGHTING, record),
        "may_search": may(actor, "registry:mark:search"),
        "may_open_tip": may(actor, places.PRECISE),
    }
    return render(request, "programme/sighting.html", context)
