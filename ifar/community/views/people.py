"""Members: one's own membership and profile, another's profile, one's own data, the code of conduct."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar import identifiers
from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of
from ifar.community import labels, vetting
from ifar.community.inputs import EndMembership, SetProfile, SetPrograms
from ifar.community.knowledge.views import shelf
from ifar.community.models import Member, Profile
from ifar.community.selectors import members, moderation
from ifar.community.selectors.history import history, since
from ifar.community.selectors.visible import Reader, absent
from ifar.community.services import exports, profiles
from ifar.community.services import members as services
from ifar.community.services import moderation as moderating
from ifar.community.views import presenters
from ifar.community.views.door import page
from ifar.form_errors import tried
from ifar.rights import Actor


@require_GET
@page
def code(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """The code of conduct, and one's own word on it."""
    member = members.own(actor)
    asks = (
        member is not None
        and member.state in ("nominated", "checked", "active")
        and member.code != vetting.CODE_VERSION
    )
    return render(request, "community/code.html", {"asks": asks, "accepted": member is not None and not asks})


@require_GET
@page
def there(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Whether I am a member still: asked by every open page."""
    if reader is None:
        raise absent()
    return HttpResponse(status=204)


@require_POST
@page
def accept(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Accept the code of conduct."""
    tried(
        request,
        lambda: services.accept_code(actor=actor),
        _("Thank you. You have accepted the code of conduct."),
    )
    return redirect("community:home")


@require_http_methods(["GET", "POST"])
@page
def me(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """What I say of myself, and to whom; my membership; what was decided about my posts."""
    if reader is None:
        raise absent()
    member = Member.objects.get(pk=reader.member)
    profile, _made = Profile.objects.get_or_create(member=member)
    initial = {
        **{name: getattr(profile, name) for name in ("name", "post", "about", "contact", "digest")},
        "expertise": member.expertise,
        "languages": member.languages,
        **{f"circle_{name}": profile.shown.get(name, _standard(name)) for name in profiles.FIELDS},
    }
    form = form_of(SetProfile, request, initial=initial)

    def keep(given: SetProfile) -> None:
        fields = {name: getattr(given, name) for name in ("name", "post", "about", "contact")}
        profiles.set_profile(actor=actor, fields=fields, circles=given.circles(), digest=given.digest)
        profiles.describe(actor=actor, expertise=given.expertise, languages=given.languages)

    if done(request, form, keep, _("Your profile is kept.")):
        return redirect("community:me")
    context = {
        "one": member,
        "form": form,
        "pairs": [
            (form[name], form[f"circle_{name}"])
            for name in ("name", "post", "about", "contact", "expertise", "languages")
        ],
        "alone": [form["circle_organisation"], form["circle_country"]],
        "decided": _decided(actor, reader),
        "leavings": labels.LEAVINGS,
        "programs": members.programs_of(reader),
    }
    return render(request, "community/me.html", context, status=422 if form.errors else 200)


def _decided(actor: Actor, reader: Reader) -> list[dict[str, Any]]:
    """What was decided about what I wrote: which thing, the ground, the reason, and whether I may appeal."""
    reports = list(moderation.about_me(reader)[:50])
    if not reports:
        return []
    things, reasons = moderation.things_of(reader, reports), moderation.reasons_of(reports)
    rows = []
    for report in reports:
        object_type, thing = report.object_type, things.get(report.about)
        rows.append(
            {
                "one": report,
                "state": labels.AUTHOR_STATES[report.state],
                "ground": labels.REPORTS[report.ground],
                "kind": labels.OBJECT_TYPES[object_type],
                "title": shelf.words_of(object_type, thing)[0] if thing else "",
                "url": shelf.place(object_type, thing) if thing else "",
                "reason": reasons.get(report.public_id, ""),
                "acts": offered(actor, moderating.DECISION, report)["acts"].values(),
            }
        )
    return rows


def _standard(name: str) -> str:
    return "members" if name in ("country", "expertise", "languages") else "nobody"


@require_POST
@page
def programs(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Say which programs of my organisation read in my name."""
    done(
        request,
        form_of(SetPrograms, request),
        lambda given: profiles.set_programs(actor=actor, clients=given.program),
        _("It is kept which programs read in your name."),
    )
    return redirect("community:me")


@require_POST
@page
def leave(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Leave the community, where whoever asks said which membership they end."""
    member = members.own(actor)
    if member is None:
        raise absent()
    form = form_of(EndMembership, request)
    if not form.is_valid() or form.given.sure != member.public_id:
        messages.error(request, _("You are still a member. Confirm that you end your membership."))
        return redirect("community:me")
    tried(request, lambda: services.leave(actor=actor), _("You have left the community."))
    return redirect("community:home")


@require_GET
@page
def data(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Everything that the community keeps of me, as a file."""
    response = JsonResponse(
        exports.own_data(actor=actor), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="community-own-data.json"'
    return response


@require_GET
@page
def profile(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A member, as far as they show themselves to me."""
    result = members.profile_for(reader, identifiers.parse(public_id, "S") or "")
    context = presenters.person_words(result) | {"me": reader is not None and reader.member == result.id}
    return render(request, "community/profile.html", context)


@require_GET
@page
def second(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Nominations of colleagues that wait for a second member."""
    waiting = list(members.to_second(reader)[:50])
    people = members.people([member.user for member in waiting])
    rows = [
        {
            "one": member,
            "name": people.get(member.user, ("", "", ""))[0],
            "acts": offered(actor, services.NOMINATION, member)["acts"].values(),
            # What the nominator says of this nomination, and nothing that the secretariat noted or that was said of an earlier one.
            "notes": [
                past.note
                for past in since("nominated", history("member", member.public_id))
                if past.note and past.kind == "nominated"
            ],
        }
        for member in waiting
    ]
    return render(request, "community/second.html", {"rows": rows})
