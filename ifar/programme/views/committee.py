"""Pages of the steering committee: who sits in it, its meetings, what it decided and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ifar.acts.edges import offered
from ifar.acts.forms import form_of
from ifar.form_errors import actor_of
from ifar.programme import committee, labels
from ifar.programme import people_inputs as inputs
from ifar.programme.models import Decision
from ifar.programme.selectors import committee as selectors
from ifar.programme.services import committee as services
from ifar.programme.views.asking import form_page
from ifar.programme.views.presenters import number
from ifar.rights import Actor, may, require


def _decided(decision: Decision) -> dict[str, Any]:
    days = committee.late(decision.state, decision.due_on, timezone.now().date())
    tone = {"tabled": "info", "adopted": "warn" if days else "info", "rejected": "quiet", "done": "good"}
    return {
        "one": decision,
        "state": labels.DECISIONS[decision.state],
        "late": days,
        "tone": tone[decision.state],
    }


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """The committee: seats, meetings, decisions that wait."""
    actor = actor_of(request)
    result = selectors.whole(actor)
    context = {
        "seats": [
            (
                labels.CONSTITUENCIES[record.constituency],
                record,
                offered(actor, services.SEAT, record)["acts"].values(),
            )
            for record in result.seats
        ],
        "meetings": [(record, labels.MEETINGS[record.state]) for record in result.meetings],
        "waiting": [_decided(decision) for decision in result.waiting],
        "taken": [_decided(decision) for decision in result.taken],
        "quorum": committee.quorum(len(result.seats)),
        "may_keep": may(actor, services.KEEP),
    }
    return render(request, "programme/committee.html", context)


@require_GET
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    """One meeting with its papers, who is present, and its decisions."""
    actor = actor_of(request)
    held = selectors.meeting(actor, public_id)
    names = {item.public_id: item.organisation for item in held.seats}
    record = held.meeting
    met = record.quorum is not None and len(record.present) >= record.quorum
    decisions = [
        {
            **_decided(decision),
            "rule": labels.RULES[decision.rule],
            "about": [
                (record_type, key, title)
                for key in decision.about
                for record_type, title in [held.about.get(key, ("", key))]
            ],
            "interests": [names.get(key, key) for key in decision.interests],
            "votes": [(names.get(key, key), labels.VOTES[vote]) for key, vote in decision.votes.items()],
            "how": held.how.get(decision.public_id, ""),
            "acts": _acts(actor, decision, met and record.state == "open"),
        }
        for decision in held.decisions
    ]
    here = request.build_absolute_uri("/")[:-1]
    context = {
        "one": record,
        "papers": [_paper(held, paper, paper.removeprefix(here)) for paper in record.papers],
        "state": labels.MEETINGS[record.state],
        "met": met,
        "present": [names.get(key, key) for key in record.present],
        "seats": any(item.state == "filled" for item in held.seats),
        "decisions": decisions,
        "may_table": may(actor, services.KEEP) and record.state in ("planned", "open"),
        "offered": offered(actor, services.MEETING, record),
    }
    return render(request, "programme/meeting.html", context)


def _acts(actor: Actor, decision: Decision, met: bool) -> list[dict[str, Any]]:
    """What can be done to a decision; its votes are counted where the committee is met."""
    acts = offered(actor, services.DECISION, decision)["acts"]
    return [act for kind, act in acts.items() if met or kind != "adopted"]


def _paper(held: selectors.Held, paper: str, path: str) -> dict[str, Any]:
    """A paper of a meeting: a value of an indicator by its words; another page of the strategy as its address; anything else as it was entered."""
    ours = path.startswith("/programme/")
    if paper in held.values and ours:
        value, title = held.values[paper]
        text = _("%(indicator)s: %(number)s, %(period)s") % {
            "indicator": title,
            "number": number(value.number) if value.number is not None else value.words[:80],
            "period": value.period,
        }
        return {"said": text, "path": path, "plain": False}
    return {"said": paper, "path": path if ours else "", "plain": True}


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """Fill a seat."""
    actor = actor_of(request)
    require(actor, services.KEEP)

    def do(given: inputs.FillSeat) -> None:
        services.fill_seat(actor=actor, **dict(given))

    return form_page(
        request,
        form_of(inputs.FillSeat, request),
        do,
        title=_("Fill a seat"),
        button=_("Fill it"),
        back=reverse("programme:committee"),
    )


@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    paper = request.GET.get("paper", "")[:200]
    form = form_of(inputs.PlanMeeting, request, initial={"papers": [paper] if paper else []})

    def do(given: inputs.PlanMeeting) -> str:
        made = services.plan_meeting(actor=actor, **dict(given))
        return reverse("programme:meeting", args=(made.public_id,))

    return form_page(
        request,
        form,
        do,
        title=_("Plan a meeting"),
        button=_("Plan it"),
        back=reverse("programme:committee"),
    )


@require_http_methods(["GET", "POST"])
def new_decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Table a decision at a meeting."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    record = selectors.meeting_for(actor, public_id)
    about = request.GET.get("about", "")[:60].split()
    form = form_of(inputs.TableDecision, request, initial={"about": about})

    def do(given: inputs.TableDecision) -> None:
        services.table_decision(actor=actor, meeting=public_id, **dict(given))

    return form_page(
        request,
        form,
        do,
        title=_("Table a decision"),
        said=record.title,
        button=_("Table it"),
        back=reverse("programme:meeting", args=(public_id,)),
    )
