"""The desk: the queue with its clocks, a new request, one from an exhibit, a draft that is changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.acts.forms import ActForm, form_of
from ifar.cursors import page_of
from ifar.errors import IfarError, Invalid
from ifar.form_errors import actor_of, at_fields
from ifar.messages import message_of
from ifar.recoveries.models import Item
from ifar.recoveries.selectors import item_for
from ifar.recoveries.views.forms import item_form, item_said
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may, require
from ifar.tracing import inputs, labels, selectors
from ifar.tracing.choices import countries
from ifar.tracing.models import Request
from ifar.tracing.selectors import ANSWER, WRITE
from ifar.tracing.services import from_exhibit, receiving, requests
from ifar.tracing.views import presenters
from ifar.tracing.views.forms import THING, mark_needed, request_form, request_parts, thing_of

TABS: Final[Mapping[str, Any]] = {
    "waiting": gettext_lazy("To be done here"),
    "asked": gettext_lazy("Waiting for others"),
    "late": gettext_lazy("Overdue"),
    "ended": pgettext_lazy("trace requests", "Ended"),
    "all": pgettext_lazy("trace requests", "All"),
}
HEADINGS: Final[Mapping[str, Any]] = {
    "outgoing": gettext_lazy("Ask another State"),
    "incoming": gettext_lazy("Enter a request of another State"),
    "domestic": gettext_lazy("Ask an office of this State"),
}

"""What a button says for a request within this State that stays at the office which asks."""


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """The requests that the actor may see, what is due first where a clock runs; filters stand in the address."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    which = request.GET.get("show", "") or "waiting"
    if which not in TABS:
        raise Invalid("tracing.code", labels.of("tracing.code"))
    narrow = {name: request.GET.get(name, "")[:40] for name in ("direction", "country", "urgency")}
    text = request.GET.get("q", "")[:120]
    result = page_of(
        request.GET,
        selectors.listed(actor, which, text=text, **narrow),
        order=("due_at", "id") if which == "late" else ("-id",),
        sorts={"direction": labels.DIRECTIONS, "due_at": None},
    )
    spoken, now = presenters.spoken_now(), timezone.now()
    context = {
        "rows": presenters.rows_of(actor, result.items, spoken, now),
        "found": result,
        "which": which,
        "tabs": TABS.items(),
        "q": text,
        "narrow": narrow,
        "directions": labels.DIRECTIONS.items(),
        "countries": countries(),
        "may_write": may(actor, WRITE),
        "may_answer": may(actor, ANSWER),
        "may_count": may(actor, selectors.FIGURES),
    }
    return render(request, "tracing/list.html", context)


def _form(
    request: HttpRequest, actor: Actor, direction: str, trace: Request | None
) -> tuple[ActForm, ActForm]:
    first: dict[str, Any] = {
        "country": request.GET.get("country", "")[:2],
        "desk": request.GET.get("desk", "")[:40],
    }
    if direction != "incoming":
        first["recovered_in"] = actor.country
    is_at_own_desk = trace is not None and bool(trace.item) and trace.office == actor.agency
    own = "" if is_at_own_desk else actor.agency
    form = request_form(request, direction, trace, own=own, **first)
    known = thing_of(trace) if trace else _from_elsewhere(request, actor)
    thing = item_form(request, prefix="thing", **known)
    if direction != "incoming":
        mark_needed(form)
        mark_needed(thing)
    return form, thing


def _from_elsewhere(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What is known of the arm where it was looked for: a firearm of the register, or what was typed in a search."""
    firearm = identifiers.parse(request.GET.get("firearm", "")[:20], "F") or ""
    record = firearms_for(actor).filter(public_id=firearm).first() if firearm else None
    if record is not None:
        identity, marks = from_exhibit.described(record)
        return item_said(Item(kind="firearm", identity=identity, marks=marks))
    return {name: text for name in THING if (text := request.GET.get(name, "")[:120])}


def _shown(
    request: HttpRequest, direction: str, form: ActForm, thing: ActForm, trace: Request | None
) -> HttpResponse:
    context = {
        "one": trace,
        "form": form,
        "thing": thing,
        "heading": HEADINGS[direction],
        "direction": direction,
        "arm": [thing[name] for name in THING],
        **request_parts(form, direction),
    }
    return render(request, "tracing/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new request: to another State, of another State, or to an office of ours. It can be sent once it says what it must."""
    actor = actor_of(request)
    direction = request.GET.get("direction", "outgoing")
    if direction not in HEADINGS:
        raise Invalid("tracing.code", labels.of("tracing.code"))
    require(actor, ANSWER if direction == "incoming" else WRITE)
    parent = identifiers.parse(request.GET.get("parent", "")[:20], "O") or ""
    form, thing = _form(request, actor, direction, None)
    if form.is_valid() and thing.is_valid():
        try:
            content = requests.content_of_input(form.given, thing.given)
            if direction == "incoming":
                made = receiving.take_in(
                    actor=actor,
                    said=content,
                    reference_number=form.given.reference,
                    search=form.given.then == "searched",
                )
            else:
                made = requests.draft_request(
                    actor=actor, said=replace(content, parent=parent), direction=direction
                )
        except IfarError as error:
            _at(form, thing, error)
        else:
            done = (
                _("The request is entered; its clock runs.")
                if direction == "incoming"
                else _("The draft is kept. Nobody hears of it yet.")
            )
            messages.success(request, done)
            return redirect("tracing:request", made)
    return _shown(request, direction, form, thing, None)


def _at(form: ActForm, thing: ActForm, error: IfarError) -> None:
    """Put what is wrong at the form that has the field."""
    ours = [item for item in error.reasons if item.field not in thing.fields or item.field in form.fields]
    for reason in error.reasons:
        if reason not in ours and reason.field:
            thing.add_error(reason.field, str(reason.message or reason.code))
    if ours or not error.reasons:
        at_fields(
            form,
            error.__class__(error.code, message_of(error), field=error.field, reasons=ours)
            if error.reasons
            else error,
        )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft."""
    actor = actor_of(request)
    require(actor, WRITE)
    trace = selectors.request_for(actor, public_id)
    if trace.circumstances or trace.justification:
        requests.require_reader(actor, trace)
    form, thing = _form(request, actor, trace.direction, trace)
    if form.is_valid() and thing.is_valid():
        content = requests.content_of_input(form.given, thing.given, trace)
        try:
            requests.amend_request(
                actor=actor, request_id=public_id, said=content, expected_n=form.given.expected_n
            )
        except IfarError as error:
            _at(form, thing, error)
        else:
            messages.success(request, _("The draft was changed."))
            return redirect("tracing:request", public_id)
    return _shown(request, trace.direction, form, thing, trace)


def _short_rows(actor: Actor, traces: list[Request]) -> list[dict[str, Any]]:
    spoken, now = presenters.spoken_now(), timezone.now()
    return presenters.rows_of(actor, traces, spoken, now)


@require_GET
def of_item(request: HttpRequest, item: str) -> HttpResponse:
    """The requests about an exhibit that the actor may see: a part that the exhibit's page asks for."""
    actor = actor_of(request)
    require(actor, selectors.READ)
    traces = selectors.requests_about(actor, item=item_for(actor, item).public_id)
    return render(request, "tracing/of_item.html", {"requests": _short_rows(actor, traces)})


def _which_office(actor: Actor, item: str, *, again: bool) -> dict[str, Any]:
    """Ask which other office of this State is meant; or offer to trace it here, which is asking nobody."""
    return {
        "item": item,
        "again": again,
        "offices": [row for row in selectors.offices_that_answer() if row[0] != actor.agency],
        "own_desk": actor.agency_kind in selectors.ANSWERING,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def from_item(request: HttpRequest, item: str) -> HttpResponse:
    """Open a request from an exhibit in one act; what is still to be chosen has an address of its own, with the direction."""
    actor = actor_of(request)
    require(actor, WRITE)
    known = selectors.requests_about(actor, item=item_for(actor, item).public_id)
    before = [trace for trace in known if trace.state != "withdrawn"]
    form = form_of(inputs.TraceOnceMore, request)
    if not form.is_valid():
        return _to_choose(request, actor, item, before)
    arguments = form.given.arguments()
    again = arguments.pop("again")
    query = {"direction": arguments["direction"]} | ({"again": "1"} if again else {})
    if (before and not again) or (arguments["direction"] == "domestic" and not arguments["office"]):
        return redirect(f"{request.path}?{urlencode(query)}")
    try:
        made = from_exhibit.open_from_item(actor=actor, item=item, **arguments)
    except Invalid as error:
        for reason in error.reasons or (error,):
            messages.error(request, str(reason.message or message_of(error)))
        return redirect("recoveries:item", item)
    messages.success(request, _("The draft says what is known of the exhibit. Complete it and send it."))
    return redirect("tracing:request", made)


def _to_choose(request: HttpRequest, actor: Actor, item: str, before: list[Request]) -> HttpResponse:
    """What is still to be chosen before a request is drafted: whether to ask once more, and whom; the exhibit's page where nothing is."""
    direction, again = request.GET.get("direction", ""), "again" in request.GET
    if before and not again and direction:
        context = {"item": item, "direction": direction, "requests": _short_rows(actor, before)}
        return render(request, "tracing/again.html", context)
    if direction == "domestic":
        return render(request, "tracing/which_office.html", _which_office(actor, item, again=again))
    return redirect("recoveries:item", item)
