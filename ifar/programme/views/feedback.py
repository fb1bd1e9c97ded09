"""Pages of feedback and complaints: what waits and what is late, one with its words, and the door by which they are noted."""

from __future__ import annotations

from collections.abc import Mapping
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

from ifar.form_errors import actor_of, tried
from ifar.programme import feedback as rules
from ifar.programme import people_labels
from ifar.programme.models import Feedback
from ifar.programme.selectors import feedback as selectors
from ifar.programme.selectors import people, planning
from ifar.programme.services import feedback as services
from ifar.programme.services.feedback import NewFeedback
from ifar.programme.views import act_messages
from ifar.programme.views.planning import answered
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.typed import whole_number

TONES: Final = {"received": "info", "looked_into": "info", "answered": "good", "closed": "quiet"}
_LINES: Final = forms.Textarea(attrs={"rows": 4, "dir": "auto"})


def row_of(one: Feedback, kinds: Mapping[str, str]) -> dict[str, Any]:
    """One as a list shows it: nothing of its words."""
    days = rules.late(one.state, one.due_on, timezone.now().date())
    return {
        "one": one,
        "kind": kinds.get(one.kind, one.kind),
        "state": people_labels.FEEDBACK[one.state],
        "late": days,
        "tone": "warn" if days else TONES[one.state],
    }


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what is late, what has ended; of everything, or of a project or an initiative."""
    actor = actor_of(request)
    require(actor, selectors.ANSWER)
    show = request.GET.get("show", "open")
    show = show if show in selectors.SHOWS else "open"
    within = {name: request.GET.get(name, "")[:14] for name in ("project", "initiative")}
    found = selectors.listed(actor, show, timezone.now().date(), **within)
    kinds = reference.words(services.KIND)
    context = {
        "rows": [row_of(one, kinds) for one in found.rows],
        "show": show,
        "open": found.open,
        "late": found.late,
        "query": "".join(f"&{name}={value}" for name, value in within.items() if value),
        "may_note": may(actor, services.NOTE),
    }
    return render(request, "programme/feedback.html", context)


class FeedbackForm(forms.Form):
    """What somebody said of the work."""

    kind = forms.ChoiceField(label=lazy("Kind"))
    channel = forms.ChoiceField(label=lazy("How it reached us"), choices=list(people_labels.CHANNELS.items()))
    received_on = forms.DateField(
        label=lazy("Received on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    project = forms.ChoiceField(label=lazy("Project"), required=False)
    about = forms.ChoiceField(
        label=lazy("About somebody of ours"),
        required=False,
        help_text=lazy("Whoever it is about does not see it, and another person answers it."),
    )
    said = forms.CharField(
        label=lazy("What was said"),
        max_length=4000,
        widget=_LINES,
        help_text=lazy("It is kept apart from the log, and each reading of it is noted."),
    )
    reach = forms.CharField(
        label=lazy("How whoever said it can be reached"),
        required=False,
        max_length=400,
        help_text=lazy("Only if they want an answer. Nobody has to give a name."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(reference.words(services.KIND).items())  # type: ignore[attr-defined]
        self.fields["project"].choices = [("", "–"), *planning.projects(actor)]  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", lazy("nobody by name")), *services.staff(actor)]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest) -> HttpResponse:
    """Note feedback or a complaint that was received: the door on the pages of projects and initiatives."""
    actor = actor_of(request)
    require(actor, services.NOTE)
    asked = request.GET.get("initiative", "")[:14]
    of = people.initiative(actor, asked).one if asked else None
    initial = {"received_on": timezone.now().date(), "project": request.GET.get("project", "")[:14]}
    form = FeedbackForm(actor, request.POST or None, initial=initial)
    if of is not None:
        del form.fields["project"]
        back = reverse("programme:initiative", args=(of.public_id,))
    elif initial["project"]:
        back = reverse("programme:project", args=(initial["project"],))
    else:
        back = reverse("programme:feedback")

    def act(told: Mapping[str, Any]) -> str:
        new = NewFeedback(**told, initiative=of.public_id if of else "")
        services.note(actor=actor, new=new)
        return back

    return answered(request, form, act, title=_("Note feedback or a complaint"), said=of.title if of else "", button=_("Note it"), back=back)  # fmt: skip


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """One with its words; the read is noted."""
    actor = actor_of(request)
    found, done = services.read(actor, public_id)
    kinds = reference.words(services.KIND)
    project = found.project and planning.project(actor, found.project).project
    initiative = found.initiative and people.initiative(actor, found.initiative).one
    said = done[0].said
    context = {
        **row_of(found, kinds),
        "channel": people_labels.CHANNELS.get(found.channel, found.channel),
        "said": said.get("words", ""),
        "reach": said.get("reach", ""),
        "project": project,
        "initiative": initiative,
        "about": dict(services.staff(actor)).get(found.about, found.about) if found.about else "",
        "why": people_labels.CLOSINGS.get(found.why, ""),
        "acts": [
            {
                "at": each.at,
                "words": people_labels.FEEDBACK_ACTS[each.kind],
                "who": each.who,
                "text": each.said.get("answer", "") or each.said.get("note", ""),
            }
            for each in done
        ],
        "closings": [
            (code, text)
            for code, text in people_labels.CLOSINGS.items()
            if not rules.close_wrong(found.state, code)
        ],
    }
    return render(request, "programme/feedback_one.html", context)


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Look into it, note what was answered, close it."""
    actor = actor_of(request)
    require(actor, services.ANSWER)
    told = request.POST
    asked, n = told.get("act", ""), told.get("n", "")
    seen = whole_number(n, otherwise=0)

    def do() -> None:
        if asked == "look":
            services.look_into(actor=actor, feedback=public_id, n=seen, note=told.get("text", ""))
        elif asked == "answer":
            services.answer(actor=actor, feedback=public_id, n=seen, told=told.get("text", ""))
        else:
            services.close(actor=actor, feedback=public_id, n=seen, why=told.get("why", ""), note=told.get("text", ""))  # fmt: skip

    if not tried(request, do, act_messages.said("feedback", asked)) and told.get("text"):
        messages.info(request, _("What you typed: %(text)s") % {"text": told["text"][:500]})
    return redirect("programme:feedback_one", public_id)
