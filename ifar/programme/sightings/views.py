"""Pages of what carriers and marketplaces report: their own door and list, and the queue of those who take reports on."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.errors import IfarError
from ifar.form_errors import actor_of, at_fields, tried
from ifar.hotspots.selectors import places
from ifar.hotspots.services import tips
from ifar.programme import people_labels
from ifar.programme.sightings import report as sighting
from ifar.programme.sightings import selectors, services
from ifar.programme.views import act_messages
from ifar.reference import selectors as reference
from ifar.rights import may, require
from ifar.typed import whole_number

SHOWS: Final = ("waiting", "hand", "ended")
TONES: Final = {"sent": "info", "taken": "warn", "passed": "good", "closed": "quiet"}
MINE_TONES: Final = {"received": "info", "looked_into": "warn", "ended": "quiet"}


class SightingForm(forms.Form):
    """What a carrier or a marketplace saw."""

    what = forms.ChoiceField(
        label=lazy("What it is"), choices=[("", lazy("choose")), *people_labels.WHATS.items()]
    )
    goods = forms.ChoiceField(
        label=lazy("What it seems to be"), choices=[("", lazy("choose")), *people_labels.GOODS.items()]
    )
    happened_on = forms.DateField(
        label=lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    where = forms.CharField(
        label=lazy("Where"),
        required=False,
        max_length=500,
        help_text=lazy("The depot where the parcel is, or the address of the listing."),
    )
    countries = forms.CharField(
        label=lazy("Countries of the route"),
        required=False,
        max_length=400,
        help_text=lazy("Names or two-letter codes of countries, with commas between."),
    )
    marks = forms.CharField(
        label=lazy("Marks as read"),
        required=False,
        max_length=1300,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        help_text=lazy("One mark a line: makers, models, serial numbers, as they stand there."),
    )
    reference = forms.CharField(label=lazy("Your reference"), required=False, max_length=200)
    told = forms.CharField(
        label=lazy("What was seen, and why it is suspicious"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=lazy(
            "About the thing, not about people: no names of senders, recipients or sellers. The authority asks for them by its own powers."
        ),
    )

    def clean_countries(self) -> list[str]:
        """Codes of what was typed: names in any language that the register knows, or codes; these may stand with spaces between."""
        return [
            found
            for one in re.split(r"[,;،\n]", self.cleaned_data["countries"])
            if one.strip()
            for found in _countries(one.strip())
        ]

    def said(self) -> sighting.Said:
        """What was typed."""
        told = self.cleaned_data
        return sighting.Said(
            told["what"],
            told["goods"],
            told["happened_on"],
            told["told"],
            told["reference"],
            told["where"],
            tuple(line.strip() for line in told["marks"].splitlines() if line.strip()),
            tuple(told["countries"]),
        )


def _countries(text: str) -> list[str]:
    """The codes that a piece of what was typed means: codes with spaces between, or one name.

    Raises:
        ValidationError: no country is called so.
    """
    codes = text.upper().split()
    if all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        return codes
    found = reference.resolver().resolve_country(text)
    if not found.is_certain or not found.code:
        raise forms.ValidationError(_("No country is called “%(text)s” in the register.") % {"text": text})
    return [found.code]


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """The own office's reports and how each stands."""
    actor = actor_of(request)
    require(actor, services.SEND)
    rows = [
        {
            "one": one,
            "what": people_labels.WHATS[one.what],
            "goods": people_labels.GOODS[one.goods],
            "state": people_labels.SHOWN[one.state],
            "tone": MINE_TONES[one.state],
        }
        for one in selectors.mine(actor)[0]
    ]
    context = {"rows": rows, "of": selectors.stakeholder_of(actor)}
    return render(request, "programme/sightings_mine.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Report a suspicious parcel or listing."""
    actor = actor_of(request)
    require(actor, services.SEND)
    form = SightingForm(request.POST or None, initial={"happened_on": timezone.now().date()})
    if form.is_valid():
        try:
            services.send(actor=actor, said=form.said())
        except IfarError as error:
            at_fields(form, error)
        else:
            messages.success(
                request, _("Received. The competent desk looks at it; you see here how it stands.")
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
    found = selectors.queue(actor, show)
    context = {
        "rows": [
            {
                "one": one,
                "sent_at": found.sent_at.get(one.public_id),
                "age": _age(found.sent_at.get(one.public_id)),
                "of": name,
                "what": people_labels.WHATS[one.what],
                "goods": people_labels.GOODS[one.goods],
                "desk": people_labels.DESKS[one.desk],
                "state": people_labels.SIGHTINGS[one.state],
                "tone": TONES[one.state],
            }
            for one, name in found.rows
        ],
        "show": show,
        "waiting": found.waiting,
    }
    return render(request, "programme/sightings.html", context)


def _age(sent_at: dt.datetime | None) -> str:
    """How long ago it came, in words; nothing on the day itself."""
    days = (timezone.now() - sent_at).days if sent_at else 0
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days} if days else ""


class TipForm(forms.Form):
    """The tip that is made of a report."""

    area = forms.ChoiceField(label=lazy("Area"))
    told = forms.CharField(
        label=lazy("What the tip says"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=lazy("Leave out whatever would tell who somebody is."),
    )

    def __init__(self, areas: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", _("choose")), *sorted(areas.items(), key=lambda one: one[1])]  # type: ignore[attr-defined]


def _page(request: HttpRequest, public_id: str, form: TipForm | None = None, status: int = 200) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    opened = services.read(actor, public_id)
    one = opened.one
    holds = one.state == "taken" and one.taken_by == actor.agency
    if form is None and holds and may(actor, tips.PERMISSION):
        said = {
            "told": opened.told,
            "where": opened.where,
            "marks": ", ".join(opened.marks),
            "reference": opened.reference,
        }
        told = sighting.as_tip(said, opened.reporter, one.public_id)
        form = TipForm(places.named_areas(), initial={"told": told})
    context = {
        "opened": opened,
        "one": one,
        "what": people_labels.WHATS[one.what],
        "goods": people_labels.GOODS[one.goods],
        "desk": people_labels.DESKS[one.desk],
        "state": people_labels.SIGHTINGS[one.state],
        "tone": TONES[one.state],
        "why": people_labels.REASONS.get(one.why, ""),
        "reasons": list(people_labels.REASONS.items()),
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
        "form": form,
        "may_take": one.state == "sent",
        "holds": holds,
        "may_close": one.state == "sent" or holds,
        "may_search": may(actor, "registry:mark:search"),
        "may_open_tip": may(actor, places.PRECISE),
    }
    return render(request, "programme/sighting.html", context, status=status)


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """A report with its words; the read is noted."""
    actor = actor_of(request)
    require(actor, services.TAKE)
    return _page(request, public_id)


@require_POST
def act(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a report on, give it back, make a tip of it, close it."""
    actor = actor_of(request)
    require(actor, services.TAKE)
    told = request.POST
    asked, n = told.get("act", ""), told.get("n", "")
    seen = whole_number(n, otherwise=0)
    if asked == "tip":
        form = TipForm(places.named_areas(), told)
        if form.is_valid():
            try:
                services.make_tip(actor=actor, sighting=public_id, n=seen, **form.cleaned_data)
            except IfarError as error:
                at_fields(form, error)
            else:
                messages.success(request, _("A tip was made of it."))
                return redirect("programme:sighting", public_id)
        return _page(request, public_id, form, status=422)

    def do() -> None:
        if asked == "take":
            services.take(actor=actor, sighting=public_id, n=seen)
        elif asked == "back":
            services.give_back(actor=actor, sighting=public_id, n=seen)
        else:
            services.close(actor=actor, sighting=public_id, n=seen, why=told.get("why", ""), note=told.get("text", ""))  # fmt: skip

    tried(request, do, act_messages.said("sighting", asked))
    return redirect("programme:sighting", public_id)
