"""The desk of vetting: nominations, checks, what two people decide, suspension."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from ifar import identifiers
from ifar.accounts.descriptions import Line, title
from ifar.accounts.models import Proposal
from ifar.acts.edges import offered
from ifar.acts.forms import form_of, submitted
from ifar.community import inputs, labels, vetting
from ifar.community.models import Member
from ifar.community.selectors import members as selectors
from ifar.community.selectors.history import history, since
from ifar.community.selectors.visible import Reader
from ifar.community.services import inviting
from ifar.community.services import members as services
from ifar.community.services.writing import now
from ifar.community.views.door import page
from ifar.cursors import page_of
from ifar.form_errors import tried
from ifar.rights import Actor, may, require
from ifar.templatetags.days import day_words

ACTS = {
    "nominated": pgettext_lazy("a candidate", "Nominated"),
    "seconded": lazy("Seconded by a second member"),
    "code_accepted": lazy("Accepted the code of conduct"),
    "checked": lazy("Identity and employer checked"),
    "admitted": lazy("Admitted by two people"),
    "refused": lazy("Refused by two people"),
    "renewed": lazy("Term renewed by two people"),
    "suspended": pgettext_lazy("a candidate", "Suspended"),
    "reinstated": lazy("Suspension lifted by two people"),
    "left": pgettext_lazy("a candidate", "Left"),
    "described": lazy("Said what they know and read"),
    "programs_set": lazy("Said which programs read in their name"),
}


def state_words(member: Member, at: dt.datetime) -> Any:
    """Where a member stands; a term that is over is told as such."""
    over = member.state == "active" and not vetting.is_in_force(member.state, member.valid_until, at)
    return labels.STATES["expired" if over else member.state]


@require_GET
@page
def desk(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Nominations that wait, members, terms that end."""
    require(actor, selectors.NOMINATE)
    show = request.GET.get("show", "waiting")
    members = selectors.candidates_for(actor)
    if show == "members":
        members = members.filter(state="active", valid_until__gt=now())
    elif show == "ending":
        members = members.filter(state="active", valid_until__lte=now() + vetting.RENEWAL_WINDOW)
    elif show == "ended":
        members = members.filter(state__in=("suspended", "refused", "left"))
    else:
        show = "waiting"
        members = members.filter(state__in=("nominated", "checked"))
    found = page_of(
        request.GET,
        members,
        order=("-id",),
        sorts={"valid_until": None},
    )
    people = selectors.people([member.user for member in found.items])
    at = now()
    rows = [
        {
            "one": member,
            "name": people.get(member.user, ("", "", ""))[0],
            "office": people.get(member.user, ("", "", ""))[2],
            "state": state_words(member, at),
        }
        for member in found.items
    ]
    tabs = [
        ("waiting", _("Waiting")),
        ("members", _("Members")),
        ("ending", _("Terms that end")),
        ("ended", pgettext("candidates", "Ended")),
    ]
    return render(
        request, "community/vetting.html", {"rows": rows, "found": found, "show": show, "tabs": tabs}
    )


@require_http_methods(["GET", "POST"])
@page
def nominate(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Nominate somebody: as focal point, or as a member a colleague."""
    if not may(actor, selectors.NOMINATE):
        services.reader_needed(actor)
    focal = may(actor, selectors.NOMINATE)
    form = form_of(inputs.Nominate, request, initial={"user": request.GET.get("person", "")[:20]})

    def nominated(given: inputs.Nominate) -> HttpResponse:
        if focal and "@" in given.user and services.account_of(actor, None, given.user) is None:
            return _invited(request, actor, given.user)
        made = services.nominate(actor=actor, **dict(given))
        messages.success(
            request,
            _("Nominated. The person is asked to accept the code of conduct when they next sign in."),
        )
        return redirect("community:candidate", made.public_id)

    answer = submitted(form, nominated)
    if answer:
        return answer
    return render(request, "community/nominate.html", {"form": form}, status=422 if form.errors else 200)


def _invited(request: HttpRequest, actor: Actor, email: str) -> HttpResponse:
    """Send an invitation, and show its link to whoever sent it: mail may not be set up."""
    inviting.check(email)
    place = reverse("community:invited", args=(inviting.token(actor=actor, email=email),))
    link = request.build_absolute_uri(place)
    mailed = inviting.send(actor=actor, email=email, link=link)
    return render(request, "community/invited.html", {"link": link, "email": email, "mailed": mailed})


@require_http_methods(["GET", "POST"])
@page
def invited(request: HttpRequest, actor: Actor, reader: Reader | None, token: str) -> HttpResponse:
    """Follow an invitation with one's own account: whoever sent it is told, and nominates."""
    if request.method == "POST":
        if tried(
            request,
            lambda: inviting.follow(actor=actor, token=token),
            _("Whoever invited you is told, and nominates you."),
        ):
            return redirect("community:home")
    else:
        inviting.sender_of(token)
    return render(request, "community/follow.html", {})


@require_GET
@page
def candidate(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A nomination or a membership with its log of decisions."""
    member = selectors.candidate_for(actor, public_id)
    desk = selectors.reads_notes(actor, member)
    past = history("member", member.public_id)
    if not desk:
        past = since("nominated", past)
    results = [member.nominated_by, member.seconded_by, *(item.actor for item in past)] if desk else []
    people = selectors.people([member.user, *results])
    rule = vetting.Candidate(
        member.state,
        member.user,
        member.ground,
        member.nominated_by,
        member.seconded_by,
        member.code,
        member.valid_until,
    )
    vets = may(actor, selectors.VET) and not actor.acts_for(member.user)
    proposed = selectors.waiting_proposal(member) if vets else None
    context = {
        "one": member,
        "name": people.get(member.user, ("", "", ""))[0],
        "office": people.get(member.user, ("", "", ""))[2],
        "state": state_words(member, now()),
        "ground": labels.GROUNDS[member.ground],
        "by": people.get(member.nominated_by, ("", "", ""))[0] if desk else "",
        "second": people.get(member.seconded_by, ("", "", ""))[0] if desk else "",
        "identity": labels.IDENTITY.get(member.identity, ""),
        "employer": labels.EMPLOYER.get(member.employer, ""),
        "expertise": [labels.EXPERTISE[code] for code in member.expertise],
        "languages": [labels.LANGUAGES[code] for code in member.languages],
        "missing": [labels.of(code) for code in vetting.missing(rule)]
        if member.state in ("nominated", "checked")
        else [],
        "past": [
            {
                "one": item,
                "what": ACTS[item.kind],
                "by": people.get(item.actor, ("", "", ""))[0] if desk else "",
                "note": item.note if desk else "",
                "ground": _ground(item.details) if desk or member.user == actor.id else "",
            }
            for item in past
        ],
        "proposed": proposed,
        "proposed_words": title(proposed) if proposed else "",
        # What waits is said in words to whoever vets, and to nobody else.
        "offered": {**offered(actor, services.MEMBER, member), "waiting": []},
    }
    return render(request, "community/candidate.html", context)


def _ground(details: dict[str, Any]) -> Any:
    code = details.get("ground", "")
    return labels.SUSPENSIONS.get(code) or labels.REFUSALS.get(code) or labels.LEAVINGS.get(code) or ""


def describe(actor: Actor, proposal: Proposal) -> Sequence[Line]:
    """What a proposal about a member would do, for whoever decides; to anybody else, the number alone."""
    member = Member.objects.filter(selectors.vetted(actor), public_id=proposal.object).first()
    if member is None:
        return [Line(_("Member"), identifiers.shown(proposal.object))]
    person = selectors.people([member.user]).get(member.user, ("", "", ""))
    place = reverse("community:candidate", args=(member.public_id,))
    lines = [
        Line(_("Member"), person[0] or identifiers.shown(member.public_id), url=place),
        Line(_("Organisation"), person[2]),
        Line(_("Nominated by"), labels.GROUNDS[member.ground]),
        Line(_("Identity"), labels.IDENTITY.get(member.identity, _("not checked"))),
        Line(_("Employer"), labels.EMPLOYER.get(member.employer, _("not checked"))),
    ]
    details = proposal.payload.get("details", {})
    if until := parse_datetime(details.get("valid_until", "")):
        lines.append(Line(_("Term until"), day_words(until, "day")))
    if ground := labels.REFUSALS.get(details.get("ground", "")):
        lines.append(Line(_("Ground"), ground))
    return lines
