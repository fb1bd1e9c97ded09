"""Counts of armouries, by scanner, keyboard or list: blind until they are closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ifar.accounts.selectors.people import names_of as people_names
from ifar.acts.edges import offered
from ifar.acts.forms import ActForm, form_of, submitted
from ifar.cursors import page_of
from ifar.documents.things import named
from ifar.form_errors import actor_of, tried
from ifar.matters.models import Matter
from ifar.rights import Actor, may, require
from ifar.stocks import counting, inputs, labels, selectors
from ifar.stocks.models import Count
from ifar.stocks.services import counts
from ifar.stocks.services.counts import COUNTED
from ifar.stocks.services.writing import COUNT

SHOWN = 200


def row_of(count: Count, name: str) -> dict[str, Any]:
    """A count as lists and its page show it."""
    return {
        "one": count,
        "name": name,
        "state": labels.state_words("count", count.state),
        "tone": labels.TONES.get(count.state, ""),
        "how": labels.COUNTS[count.kind],
        "outside": count.office != count.agency.public_id,
    }


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The counts of my armouries, the latest first; one is begun here."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    form: ActForm | None = None
    if may(actor, COUNT):
        kept = list(selectors.armouries_for(actor).values_list("public_id", flat=True)[:500])
        names = sorted(selectors.names_of(kept).items(), key=lambda pair: pair[1])
        start = {"armoury": request.GET.get("armoury", "")[:20]}
        form = form_of(inputs.BeginCount, request, among={"armoury": names}, initial=start)
        begun = submitted(form, lambda given: counts.begin(actor=actor, **given.model_dump()))
        if begun:
            messages.success(
                request, _("Read what is there. What should be there is shown when the count is closed.")
            )
            return redirect("stocks:count", begun)
    elif request.method == "POST":
        require(actor, COUNT)
    result = page_of(
        request.GET,
        selectors.counts_for(actor),
        order=("-id",),
        sorts={"begun_at": None, "state": labels.STATES["count"]},
    )
    called = selectors.names_of({count.armoury for count in result.items})
    context = {
        "form": form,
        "rows": [row_of(count, called.get(count.armoury, "")) for count in result.items],
        "found": result,
    }
    return render(request, "stocks/counts.html", context, status=422 if form and form.errors else 200)


def _form(request: HttpRequest, actor: Actor, count: Count) -> ActForm | None:
    """The field for what is read, or for how many are there; none for whoever does not count."""
    if count.state != "counting" or not (counts.counts_here(actor, count) and may(actor, COUNT)):
        return None
    return form_of(inputs.NoteSeen if count.kind == "serial" else inputs.CloseByNumber, request)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One count: while it runs a field for what is read; afterwards what it came to."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    count = selectors.count_for(actor, public_id)
    form = _form(request, actor, count)
    if form and count.kind == "serial":
        noted = submitted(form, lambda given: counts.note(actor=actor, count_id=public_id, seen=given.seen))
        if noted is not None:
            words = ngettext("%(number)d line was noted.", "%(number)d lines were noted.", len(noted))
            messages.success(request, words % {"number": len(noted)})
            return redirect("stocks:count", public_id)
    elif form:
        closed = submitted(
            form, lambda given: counts.close_by_number(actor=actor, count_id=public_id, number=given.number)
        )
        if closed is not None:
            messages.success(request, _("The count is closed."))
            return redirect("stocks:count", public_id)
    runs = count.state == "counting"
    things = named(
        actor,
        {difference["label"] for difference in count.differences if difference["label"][:1] in "FK"}
        | set(count.moved[:SHOWN]),
    )
    raised = selectors.matters_of(actor, count)
    opens = {
        (matter.cause.split(" ", 1)[0].removeprefix("stocks.count_"), _label(count, matter)): matter.public_id
        for matter, seen in raised
        if seen
    }
    context = {
        **row_of(count, selectors.names_of([count.armoury]).get(count.armoury, "")),
        "runs": runs,
        "form": form,
        "counters": people_names(set(counting.counters(count))).values(),
        "read": _read(count) if runs and form else [],
        "settlers": sorted({str(matter.agency.called) for matter, _seen in raised}),
        "goes_up": any(matter.agency_id != count.agency_id for matter, _seen in raised),
        "more": max(len(count.differences) - len(raised), 0),
        "differences": [
            {
                **difference,
                "matter": opens.get((difference["kind"], difference["label"]), ""),
                "words": labels.DIFFERENCES[difference["kind"]],
                "thing": things.get(difference["label"]),
            }
            for difference in count.differences
        ],
        "moved": [{"id": item, "thing": things.get(item)} for item in count.moved[:SHOWN]],
        "consequences": [
            _("What lies in the armoury by the register and was not read is a difference from then on.")
        ],
        "offered": offered(actor, COUNTED, count),
    }
    return render(request, "stocks/count.html", context, status=422 if form and form.errors else 200)


def _read(count: Count) -> list[dict[str, str]]:
    """What was read last, and by whom. It says nothing of what the register knows."""
    readings = selectors.readings_of(count)[-SHOWN:]
    names = people_names({reader for _text, reader in readings})
    return [{"text": text, "reader": names.get(reader, "")} for text, reader in reversed(readings)]


def _label(count: Count, matter: Matter) -> str:
    """Which difference of a count a matter is about."""
    return matter.about if matter.about != count.public_id else matter.cause.partition(" ")[2]


@require_POST
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Close a count: what is there was read."""
    actor = actor_of(request)
    require(actor, COUNT)
    tried(request, lambda: counts.close(actor=actor, count_id=public_id), _("The count is closed."))
    return redirect("stocks:count", public_id)
