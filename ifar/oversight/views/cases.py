"""The cases that an inspector works on, a case, opening one, and what an office is asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.models import Agency
from ifar.accounts.selectors.people import names_of
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.cursors import page_of
from ifar.form_errors import actor_of
from ifar.ledger.models import Entry
from ifar.matters.found import things_of
from ifar.oversight import labels, words
from ifar.oversight.acts import DAYS
from ifar.oversight.inputs import AskOffice, OpenFromSignals, OpenInspection
from ifar.oversight.models import Event, Inspection, Request
from ifar.oversight.selectors import cases, signals
from ifar.oversight.services import requests
from ifar.oversight.services.cases import CASE, open_case, open_from_signals
from ifar.oversight.services.requests import REQUEST
from ifar.oversight.views.signals import shown
from ifar.rights import Actor, may, require


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """My cases and those that wait for a lead, by deadline; or those that are closed."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    closed = request.GET.get("list") == "closed"
    result = page_of(
        request.GET,
        cases.list_of(actor, closed),
        order=("due_on", "id"),
        sorts={"origin": labels.ORIGINS, "state": labels.STATES["inspection"], "due_on": None},
    )
    offices = _offices(office for case in result.items for office in case.offices)
    people = names_of({case.lead for case in result.items} - {""})
    rows = [
        {
            **_case(case),
            "concerned": [offices[office] for office in case.offices if office in offices],
            "lead": people.get(case.lead, ""),
            "late_requests": case.late,  # type: ignore[attr-defined]
        }
        for case in result.items
    ]
    return render(request, "oversight/cases.html", {"rows": rows, "found": result, "closed": closed})


def _offices(ids: Iterable[str]) -> dict[str, Agency]:
    return Agency.objects.in_bulk([text for text in set(ids) if text], field_name="public_id")


def _case(case: Inspection) -> dict[str, Any]:
    over = case.state == "closed"
    return {
        "case": case,
        "state": labels.STATES["inspection"][case.state],
        "tone": labels.TONES[case.state],
        "origin": labels.ORIGINS[case.origin],
        "left": None if over else (case.due_on - timezone.localdate()).days,
        "outcome": labels.OUTCOMES.get(case.outcome, ""),
    }


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A case: whom it concerns, what is planned, asked, found."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    case = cases.case_for(actor, public_id)
    asked = cases.requests_of(case)
    offices = _offices([*case.offices, *(each.addressed for each in asked)])
    history = cases.history_of(case)
    entries = Entry.objects.filter(entry__in=[event.id for event in history])
    written = {entry.entry: entry for entry in entries}
    people = names_of(
        {entry.actor for entry in written.values()} | {case.lead, *case.members, case.who} - {""}
    )
    objects = [event.details["object"] for event in history if event.kind == "evidenced"]
    known = things_of(actor, [*objects, *([case.who] if case.who else [])])
    notes = cases.notes_of(case)
    context = {
        **_case(case),
        "concerned": [offices[office] for office in case.offices if office in offices],
        "who": people.get(case.who, ""),
        "thing": known.get(case.who),
        "lead": people.get(case.lead, ""),
        "members": [people.get(member, member) for member in case.members],
        "signals": list(shown(actor, list(cases.signals_of(actor, case))).values()),
        "requests": [_request(each, offices.get(each.addressed)) for each in asked],
        "history": [
            {
                "label": labels.ACTS[event.kind][0],
                "icon": labels.ACTS[event.kind][1],
                "by": people.get(written[event.id].actor, ""),
                "at": written[event.id].recorded_at,
                "words": notes.get(str(event.id), ""),
                "grade": labels.CLASSES.get(event.details.get("class", ""), ""),
                "thing": known.get(event.details.get("object", "")),
                "on": _day(event),
            }
            for event in reversed(history)
        ],
        "offered": offered(actor, CASE, case),
        "may_ask": case.state == "underway" and actor.id in (case.lead, *case.members),
    }
    return render(request, "oversight/case.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask an office, for a case, to explain, to take a provisional measure or to follow a recommendation."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    case = cases.case_for(actor, public_id)
    first = next(iter(_offices(case.offices[:1]).values()), None)
    initial = {
        "due_on": requests.day_to_answer(),
        "kind": "explanation",
        "addressed": f"{first.called} ({identifiers.shown(first.public_id)})" if first else "",
    }
    form = form_of(AskOffice, request, initial=initial)
    made = submitted(
        form, lambda given: requests.ask(actor=actor, inspection_id=public_id, **given.model_dump())
    )
    if made:
        messages.success(request, _("The request was sent. The office sees nothing else of the case."))
        return redirect("oversight:case", public_id)
    return render(
        request, "oversight/ask.html", {"form": form, "case": case}, status=422 if form.is_bound else 200
    )


def _day(event: Event) -> dt.date | None:
    said = event.details.get("on") or event.changes.get("due_on")
    return dt.date.fromisoformat(said) if said and event.kind != "opened" else None


def _request(request: Request, office: Agency | None) -> dict[str, Any]:
    return {
        "request": request,
        "office": office,
        "kind": labels.REQUESTS[request.kind],
        "state": labels.STATES["request"][request.state],
        "tone": labels.TONES[request.state],
        "late": request.state == "asked" and request.due_on < timezone.localdate(),
        "done": labels.done_words(request.kind).get(request.done, ""),
    }


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a case that no signal asks for."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    initial = {"due_on": timezone.localdate() + dt.timedelta(days=DAYS)}
    form = form_of(OpenInspection, request, initial=initial)
    made = submitted(form, lambda given: open_case(actor=actor, **given.model_dump()))
    if made:
        messages.success(request, _("The case is open. Assign its lead inspector."))
        return redirect("oversight:case", made)
    return render(request, "oversight/new_case.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def from_signals(request: HttpRequest, who: str) -> HttpResponse:
    """Open a case from the signals of one person, office, trader or holder: whom it concerns, who may lead it, and what follows stand above the button."""
    actor = actor_of(request)
    require(actor, cases.WORK)
    opening = cases.opening_from(actor, who)
    titles = [str(words.RULES[signal.rule].title) for signal in opening.signals]
    initial = {
        "text": "; ".join(titles),
        "due_on": timezone.localdate() + dt.timedelta(days=DAYS),
    }
    leads = cases.independent_of(actor, opening.barred, opening.offices)
    form = form_of(OpenFromSignals, request, initial=initial, among={"lead": leads})
    made = submitted(form, lambda given: open_from_signals(actor=actor, who=who, **given.model_dump()))
    if made:
        messages.success(
            request, _("The case is open. The lead declares first that there is no conflict of interest.")
        )
        return redirect("oversight:case", made)
    offices = _offices(opening.offices)
    context = {
        "form": form,
        "who": who,
        "name": signals.names_of([who]).get(who, ""),
        "thing": things_of(actor, [who]).get(who),
        "titles": titles,
        "concerned": [offices[office] for office in opening.offices if office in offices],
        "barred": sorted(names_of(set(opening.barred)).values()),
    }
    return render(request, "oversight/case_from_signals.html", context, status=422 if form.is_bound else 200)


@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What the inspectorate asks of my office."""
    actor = actor_of(request)
    require(actor, cases.ANSWER)
    result = page_of(
        request.GET,
        cases.requests_for(actor).filter(addressed=actor.agency),
        order=("due_on", "id"),
        sorts={"due_on": None, "state": labels.STATES["request"]},
    )
    rows = [_request(each, None) for each in result.items]
    return render(request, "oversight/requests.html", {"rows": rows, "found": result})


@require_GET
def one_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """A request: what is asked, by when, and the answer. Its office sees nothing else of the case."""
    actor = actor_of(request)
    _either(actor)
    record = cases.request_for(actor, public_id)
    office = Agency.objects.get(public_id=record.addressed)
    of_case = cases.cases_for(actor).filter(pk=record.inspection_id).exists()
    context = {
        **_request(record, office),
        "of_case": of_case,
        "offered": offered(actor, REQUEST, record),
    }
    return render(request, "oversight/request.html", context)


def _either(actor: Actor) -> None:
    """Whoever may answer for an office, or works on cases."""
    if not may(actor, cases.WORK):
        require(actor, cases.ANSWER)
