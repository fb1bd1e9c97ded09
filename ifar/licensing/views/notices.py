"""Eligibility notices: taking one in, the queue of those that may mean somebody, and saying whom one means."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.accounts.services import reads
from ifar.answers import actor_of, at_fields, tried
from ifar.cursors import page
from ifar.errors import IfarError
from ifar.licensing import eligibility, words
from ifar.licensing.selectors import records
from ifar.licensing.services import notices
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.views.shown import history_of
from ifar.parties import selectors as parties
from ifar.parties.services import readings
from ifar.parties.words import likeness_words
from ifar.reference import selectors as reference
from ifar.rights import may, require


class NoticeForm(forms.Form):
    """What is reported, by whom, and whom it means."""

    ground = forms.ChoiceField(label=gettext_lazy("What is reported"))
    source = forms.CharField(
        label=gettext_lazy("Who reports it"),
        max_length=100,
        help_text=gettext_lazy("The court, the civil registry, the police station, the hospital."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    reference = forms.CharField(
        label=gettext_lazy("Their number for it"),
        max_length=100,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    effective_on = forms.DateField(
        label=gettext_lazy("Since when"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("In any script."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    born = forms.DateField(
        label=gettext_lazy("Date of birth"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    number = forms.CharField(
        label=gettext_lazy("Identity number"),
        required=False,
        max_length=60,
        help_text=gettext_lazy(
            "Only a number leaves no doubt; without one a person decides whom the notice means."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["ground"]
        spoken = reference.words("eligibility_ground")
        chosen.choices = [
            ("", _("Choose")),
            *((code, spoken.get(code, code)) for code in eligibility.NOTICE_GROUNDS),
        ]

    def notice(self) -> NewNotice:
        """What was typed, as the service wants it."""
        said = self.cleaned_data
        number = [{"kind": "national_id", "number": said["number"]}] if said["number"] else []
        described = {
            "name": said["name"],
            "born": said["born"].isoformat() if said["born"] else "",
            "identity_numbers": number,
        }
        return NewNotice(said["ground"], said["source"], said["reference"], described, said["effective_on"])


@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take in a notice; what it surely means is done before the page comes back."""
    actor = actor_of(request)
    require(actor, notices.TAKE)
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = notices.take(actor=actor, new=form.notice())
        except IfarError as error:
            at_fields(form, error)
        else:
            _tell(request, taken)
            if taken.notice:
                return redirect("licensing:notice", taken.notice)
            return redirect("licensing:notices")
    return render(request, "licensing/notice_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, taken: notices.Taken) -> None:
    if taken.outcome == "applied":
        count = len(taken.licences)
        messages.success(
            request,
            ngettext(
                "It surely means a holder: %(count)d licence was stopped.",
                "It surely means a holder: %(count)d licences were stopped.",
                count,
            )
            % {"count": count},
        )
    elif taken.outcome == "waiting":
        messages.warning(
            request,
            _("It may mean somebody on record. A licensing desk has to say whom; nothing was stopped yet."),
        )
    elif taken.outcome == "known":
        messages.info(request, _("This notice was taken in before."))
    else:
        messages.info(request, _("It means nobody on record. Nothing was kept."))


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The notices of which nobody has said whom they mean, the oldest first."""
    actor = actor_of(request)
    require(actor, notices.TAKE)
    ended = request.GET.get("show") == "ended"
    listed = records.notices_for(actor).exclude(state="waiting") if ended else records.waiting_notices(actor)
    found = page(
        listed,
        order=("-id",) if ended else ("id",),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    spoken = reference.words("eligibility_ground")
    if found.items:
        reads.log(actor, "licensing.notice.list", "notices", len(found.items))
    rows = [
        {
            "one": one,
            "ground": spoken.get(one.ground, one.ground),
            "name": (one.described or {}).get("name", ""),
            "state": words.NOTICE[one.state],
            "tone": words.TONES.get(one.state, ""),
        }
        for one in found.items
    ]
    return render(request, "licensing/notices.html", {"rows": rows, "found": found, "ended": ended})


@require_GET
def one(request: HttpRequest, public_id: str) -> HttpResponse:
    """What is reported of whom, who on record may be meant, with every reason for and against."""
    actor = actor_of(request)
    found = records.notice_for(actor, public_id)
    reads.log(actor, "licensing.notice.read", public_id)
    decides = found.state == "waiting" and may(actor, "licensing:removal:clear")
    matches = []
    if decides:
        described = notices.meant(found)
        matches = [
            {"party": match.party, "reasons": [likeness_words(one) for one in match.likeness.reasons]}
            for match in readings.match_party(actor, "person", described, limit=8)
        ]
    party = parties.parties_for(actor).filter(public_id=found.party).first() if found.party else None
    context = {
        "one": found,
        "ground": reference.words("eligibility_ground").get(found.ground, found.ground),
        "described": _described(found.described or {}),
        "state": words.NOTICE[found.state],
        "tone": words.TONES.get(found.state, ""),
        "matches": matches,
        "party": party,
        "decides": decides,
        "settles": found.state == "applied"
        and may(actor, "licensing:decision:propose")
        and not records.stops(public_id),
        "proposals": records.open_proposals(public_id),
        "dismissals": words.DISMISSALS.items(),
        "acts": history_of(public_id, "notice"),
    }
    return render(request, "licensing/notice.html", context)


def _described(described: dict[str, Any]) -> list[tuple[Any, Any]]:
    numbers = ", ".join(str(one.get("number", "")) for one in described.get("identity_numbers", ()))
    rows = [
        (_("Name"), described.get("name")),
        (_("Date of birth"), described.get("born")),
        (_("Identity number"), numbers),
    ]
    return [(label, value) for label, value in rows if value]


@require_POST
def match(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say whom it means: their licences are stopped."""
    actor = actor_of(request)
    party = request.POST.get("party", "")[:20]
    tried(
        request,
        lambda: notices.match(actor=actor, notice_id=public_id, party=party),
        _("It means this person: their licences are stopped."),
    )
    return redirect("licensing:notice", public_id)


@require_POST
def dismiss(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it means nobody on record."""
    actor, said = actor_of(request), request.POST
    tried(
        request,
        lambda: notices.dismiss(
            actor=actor, notice_id=public_id, why=said.get("why", ""), note=said.get("note", "")[:2000]
        ),
        _("It is recorded that the notice means nobody on record."),
    )
    return redirect("licensing:notice", public_id)


@require_POST
def settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Propose that it stands no longer: another person decides."""
    actor, reason = actor_of(request), request.POST.get("reason", "")[:2000]
    tried(
        request,
        lambda: notices.propose_settlement(actor=actor, notice_id=public_id, reason=reason),
        _("Proposed. Another person decides."),
    )
    return redirect("licensing:notice", public_id)
