"""Pages of the steering committee: who sits in it, its meetings, what it decided and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.errors import IfarError
from ifar.form_errors import actor_of
from ifar.programme import committee, labels
from ifar.programme.models import Decision
from ifar.programme.selectors import committee as selectors
from ifar.programme.services import committee as services
from ifar.programme.views.planning import answered
from ifar.programme.views.presenters import number
from ifar.rights import may, require
from ifar.typed import whole_number

_DAY: Final = forms.DateInput(attrs={"type": "date"})
_LINES: Final = forms.Textarea(attrs={"rows": 3, "dir": "auto"})


def _decided(one: Decision) -> dict[str, Any]:
    days = committee.late(one.state, one.due_on, timezone.now().date())
    tone = {"tabled": "info", "adopted": "warn" if days else "info", "rejected": "quiet", "done": "good"}
    return {"one": one, "state": labels.DECISIONS[one.state], "late": days, "tone": tone[one.state]}


@require_GET
def whole(request: HttpRequest) -> HttpResponse:
    """The committee: seats, meetings, decisions that wait."""
    actor = actor_of(request)
    found = selectors.whole(actor)
    context = {
        "seats": [(labels.CONSTITUENCIES[one.constituency], one) for one in found.seats],
        "meetings": [(one, labels.MEETINGS[one.state]) for one in found.meetings],
        "waiting": [_decided(one) for one in found.waiting],
        "taken": [_decided(one) for one in found.taken],
        "quorum": committee.quorum(len(found.seats)),
        "may_keep": may(actor, services.KEEP),
    }
    return render(request, "programme/committee.html", context)


@require_GET
def meeting(request: HttpRequest, public_id: str) -> HttpResponse:
    """One meeting with its papers, who is present, and its decisions."""
    return _page(request, public_id)


def _page(
    request: HttpRequest, public_id: str, ticked: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """The page of a meeting; what was ticked stays ticked where the meeting could not be opened."""
    actor = actor_of(request)
    held = selectors.meeting(actor, public_id)
    names = {one.public_id: one.organisation for one in held.seats}
    found = held.meeting
    filled = [one for one in held.seats if one.state == "filled"]
    met = found.quorum is not None and len(found.present) >= found.quorum
    decisions = [
        {
            **_decided(one),
            "rule": labels.RULES[one.rule],
            "about": [
                (record_type, key, title)
                for key in one.about
                for record_type, title in [held.about.get(key, ("", key))]
            ],
            "interests": [names.get(key, key) for key in one.interests],
            "votes": [(names.get(key, key), labels.VOTES[vote]) for key, vote in one.votes.items()],
            "voters": [(key, names.get(key, key)) for key in found.present if key not in one.interests],
            "how": held.how.get(one.public_id, ""),
            "may_decide": one.state == "tabled" and found.state == "open" and met,
        }
        for one in held.decisions
    ]
    here = request.build_absolute_uri("/")[:-1]
    context = {
        "one": found,
        "papers": [_paper(held, paper, paper.removeprefix(here)) for paper in found.papers],
        "state": labels.MEETINGS[found.state],
        "met": met,
        "present": [names.get(key, key) for key in found.present],
        "seats": filled,
        "needed": committee.quorum(len(filled)),
        "ticked": ticked,
        "decisions": decisions,
        "votes": list(labels.VOTES.items()),
        "may_keep": may(actor, services.KEEP),
    }
    return render(request, "programme/meeting.html", context, status=status)


def _paper(held: selectors.Held, paper: str, path: str) -> dict[str, Any]:
    """A paper of a meeting: a value of an indicator by its words; another page of the strategy as its address; anything else as it was entered."""
    ours = path.startswith("/programme/")
    if paper in held.values and ours:
        value, title = held.values[paper]
        said = _("%(indicator)s: %(number)s, %(period)s") % {
            "indicator": title,
            "number": number(value.number) if value.number is not None else value.words[:80],
            "period": value.period,
        }
        return {"said": said, "path": path, "plain": False}
    return {"said": paper, "path": path if ours else "", "plain": True}


class SeatForm(forms.Form):
    """A seat."""

    constituency = forms.ChoiceField(label=lazy("Constituency"), choices=list(labels.CONSTITUENCIES.items()))
    organisation = forms.CharField(label=lazy("Organisation"), max_length=400)
    starts_on = forms.DateField(label=lazy("Begins on"), widget=_DAY)
    ends_on = forms.DateField(label=lazy("Ends on"), required=False, widget=_DAY)


@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest) -> HttpResponse:
    """Fill a seat."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    back = reverse("programme:committee")

    def act(told: Mapping[str, Any]) -> str:
        services.fill_seat(actor=actor, **told)
        return back

    return answered(request, SeatForm(request.POST or None), act, title=_("Fill a seat"), button=_("Fill it"), back=back)  # fmt: skip


class MeetingForm(forms.Form):
    """A meeting."""

    title = forms.CharField(label=lazy("Title"), max_length=400)
    held_on = forms.DateField(label=lazy("Day"), widget=_DAY)
    place = forms.CharField(label=lazy("Place"), required=False, max_length=400)
    papers = forms.CharField(label=lazy("Papers"), required=False, widget=_LINES, max_length=4000, help_text=lazy("One document or address a line."))  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    actor = actor_of(request)
    require(actor, services.KEEP)

    form = MeetingForm(request.POST or None, initial={"papers": request.GET.get("paper", "")[:200]})

    def act(told: Mapping[str, Any]) -> str:
        made = services.plan_meeting(actor=actor, **{**told, "papers": told["papers"].splitlines()})
        return reverse("programme:meeting", args=(made.public_id,))

    return answered(request, form, act, title=_("Plan a meeting"), button=_("Plan it"), back=reverse("programme:committee"))  # fmt: skip


class DecisionForm(forms.Form):
    """A decision."""

    title = forms.CharField(label=lazy("Decision"), max_length=400)
    text = forms.CharField(label=lazy("In words"), required=False, widget=_LINES, max_length=4000)
    rule = forms.ChoiceField(label=lazy("Decided by"), choices=list(labels.RULES.items()))
    about = forms.CharField(
        label=lazy("About"),
        required=False,
        max_length=400,
        help_text=lazy("Identifiers of projects and indicators, with spaces between."),
    )
    owner = forms.CharField(label=lazy("Whose it is to carry out"), required=False, max_length=400)
    due_on = forms.DateField(label=lazy("To be done by"), required=False, widget=_DAY)  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """Table a decision at a meeting."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    held = selectors.meeting(actor, public_id)
    back = reverse("programme:meeting", args=(public_id,))
    form = DecisionForm(request.POST or None, initial={"about": request.GET.get("about", "")[:60]})

    def act(told: Mapping[str, Any]) -> str:
        about = [identifiers.parse(one) or one for one in told["about"].replace(",", " ").split()]
        services.table_decision(actor=actor, meeting=public_id, **{**told, "about": about})
        return back

    return answered(request, form, act, title=_("Table a decision"), said=held.meeting.title, button=_("Table it"), back=back)  # fmt: skip


ACTED: Final = {
    "open": lazy("The meeting is open."),
    "closed": lazy("The meeting is closed."),
    "cancelled": lazy("The meeting is cancelled."),
    "interest": lazy("The interests are noted."),
    "decide": lazy("The votes are counted. What came of them stands at the decision."),
    "done": lazy("It is noted that the decision was carried out."),
    "sum_up": lazy("What the public is told is written."),
}
"""What was done, in words."""


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open, close or cancel a meeting; note interests, count votes, note what became of a decision."""
    actor = actor_of(request)
    require(actor, services.KEEP)
    told = request.POST
    asked, decision = told.get("act", ""), told.get("decision", "")
    n = whole_number(told.get("n", ""), otherwise=0)
    try:
        if asked == "open":
            services.open_meeting(actor=actor, meeting=public_id, present=told.getlist("present"))
        elif asked == "interest":
            services.declare_interest(actor=actor, decision=decision, n=n, seats=told.getlist("seats"))
        elif asked == "decide":
            votes = {key[5:]: value for key, value in told.items() if key.startswith("vote-") and value}
            services.decide(actor=actor, decision=decision, n=n, votes={key: str(value) for key, value in votes.items()})  # fmt: skip
        elif asked == "done":
            services.carry_out(actor=actor, decision=decision, n=n, how=told.get("how", ""))
        elif asked == "sum_up":
            services.sum_up(actor=actor, decision=decision, n=n, text=told.get("text", ""))
        else:
            services.end_meeting(actor=actor, meeting=public_id, kind=asked)
    except IfarError as error:
        if error.status not in (409, 422):
            raise
        messages.error(request, str(error))
        if asked == "open":
            return _page(request, public_id, told.getlist("present"), error.status)
    else:
        messages.success(request, str(ACTED.get(asked, "")))
    return redirect("programme:meeting", public_id)
