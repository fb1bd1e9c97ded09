"""The first page of the community, a space with its topics, who sits in it, a new one, its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ifar.acts.edges import offered
from ifar.acts.forms import done, form_of, submitted
from ifar.community import inputs, labels, vetting
from ifar.community import spaces as rules
from ifar.community.knowledge import labels as shelf_labels
from ifar.community.knowledge.views.shelf import address
from ifar.community.models import Member
from ifar.community.selectors import members, moderation, rooms, talk, tasks
from ifar.community.selectors.visible import Reader
from ifar.community.services import members as member_services
from ifar.community.services import rooms as services
from ifar.community.services import talk as writing
from ifar.community.services.writing import now
from ifar.community.views import presenters
from ifar.community.views.door import page
from ifar.cursors import page as pages
from ifar.form_errors import tried
from ifar.rights import Actor, may
from ifar.typed import BIGINT, whole_number


@require_GET
@page
def home(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """My spaces with what is new, and who named me; for whoever is no member, how to become one."""
    if reader is None:
        return _outside(request, actor)
    counted = rooms.counted(reader)
    writing.settle(actor=actor, reader=reader, counted=counted)
    spaces = list(rooms.spaces_for(reader))
    rows = [presenters.space_row(record, counted) for record in spaces]
    named = list(talk.mentions_for(reader, unread=True)[:10])
    context = {
        "mine": [row for row in rows if rules.KINDS[row["one"].kind].closed],
        "open": [row for row in rows if not rules.KINDS[row["one"].kind].closed],
        "ask_in": next(
            (
                record
                for record in sorted(spaces, key=lambda record: record.kind != "global")
                if reader.spaces[record.pk].writes and not rules.KINDS[record.kind].closed
            ),
            None,
        ),
        "named": named,
        "followed": talk.followed(reader),
        "waiting_rows": [
            {
                "one": waits,
                "words": shelf_labels.WAITING[waits.kind],
                "url": address(waits.object_type, waits.public_id),
            }
            for waits in tasks.waiting_for(reader, now().date())
        ],
        "to_second": members.to_second(reader).count(),
        "moderates": any(seated.moderates for seated in reader.spaces.values())
        or may(actor, moderation.MANAGE),
        "waiting": moderation.to_decide(actor, reader).count(),
        "may_vet": may(actor, members.NOMINATE),
        "about_me": list(moderation.about_me(reader)[:5]),
    }
    return render(request, "community/home.html", context)


def _outside(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What whoever is no member now reads: the same whether suspended, expired or never nominated, but for their own state."""
    member = members.own(actor)
    state = member.state if member else ""
    context = {
        "one": member,
        "state": labels.STATES["expired" if state == "active" else state] if member else "",
        "asks_for_code": bool(member)
        and state in ("nominated", "checked")
        and member.code != vetting.CODE_VERSION
        if member
        else False,
        "may_vet": may(actor, members.NOMINATE),
        "may_open": may(actor, services.MANAGE),
        "appeals": moderation.to_decide(actor, None).count() if may(actor, moderation.MANAGE) else 0,
    }
    return render(request, "community/outside.html", context)


@require_GET
@page
def space(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """A space: its topics, the one last written in first."""
    record = rooms.space_with_facts(reader, public_id)
    assert reader is not None
    listed = talk.topics_for(reader).filter(space=record)
    show = request.GET.get("show", "")
    if show == "unsolved":
        listed = listed.exclude(talk.solved(reader))
    elif show == "mine":
        listed = listed.filter(author_id=reader.member)
    part = pages(
        listed,
        order=("-last_at", "-id"),
        after=request.GET.get("after", "")[:500],
        before=request.GET.get("before", "")[:500],
        size=25,
    )
    lines = talk.lines(reader, part.items)
    people, _names = talk.people_in(reader, [], part.items)
    seat = reader.spaces[record.pk]
    context = {
        "one": record,
        "kind": labels.KINDS[record.kind],
        "kind_words": labels.KIND_WORDS[record.kind],
        "rows": [
            {
                "line": line,
                "mark": presenters.mark_of(line.topic),
                "by": people.get(line.topic.author_id),
                "language": labels.LANGUAGES.get(line.topic.language, ""),
            }
            for line in lines
        ],
        "part": part,
        "show": show,
        "writes": seat.writes,
        "offered": offered(actor, services.SPACE, record),
        "shortened": "shortened" in record.facts,
        "frozen": seat.frozen,
        "seated": bool(seat.role),
        "ending": labels.ENDINGS.get(record.at_end, ""),
        "watched": {None: "", False: "follow", True: "mute"}[
            talk.watched(reader, [record.public_id]).get(record.public_id)
        ],
        "newest": talk.newest_in(reader, record)[0],
        "keeps_days": record.keeps_days,
    }
    return render(request, "community/space.html", context)


@require_GET
@page
def changed(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Whether something was written in a space since an open list was made: 204 where nothing, else how much."""
    record = rooms.space_for(reader, public_id)
    text = request.GET.get("since", "")
    since = whole_number(text, most=BIGINT, otherwise=0)
    newest, count = talk.newest_in(reader, record, since)
    if newest <= since:
        return HttpResponse(status=204)
    return render(request, "community/space_new.html", {"one": record, "newest": newest, "count": count})


@require_POST
@page
def watch(
    request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str, how: str
) -> HttpResponse:
    """Follow a space, mute it, or neither."""
    record = rooms.space_for(reader, public_id)
    values = {"follow": _("You follow this space."), "mute": _("You hear nothing of this space any more.")}
    tried(
        request,
        lambda: writing.watch_space(actor=actor, space=record.public_id, how=how),
        values.get(how, _("You neither follow nor mute this space.")),
    )
    return redirect("community:space", record.public_id)


@require_POST
@page
def read_all(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Count everything in a space as read."""
    tried(request, lambda: writing.read_all(actor=actor, space=public_id), _("Everything counts as read."))
    return redirect("community:space", public_id)


@require_http_methods(["GET", "POST"])
@page
def new(request: HttpRequest, actor: Actor, reader: Reader | None) -> HttpResponse:
    """Open a space."""
    everything = may(actor, services.MANAGE)
    if not everything:
        member_services.reader_needed(actor)
    kinds = [
        (kind, f"{labels.KINDS[kind]}: {labels.KIND_WORDS[kind]}")
        for kind, what in rules.KINDS.items()
        if everything or what.opens == "member"
    ]
    form = form_of(
        inputs.OpenSpace,
        request,
        initial={} if everything else {"kind": "case_room"},
        without=() if everything else ("moderator", "countries"),
        among={"kind": kinds},
    )
    made = submitted(form, lambda given: services.open_space(actor=actor, **dict(given)))
    if made:
        messages.success(request, _("The space is open."))
        # A secretary who is no member opens spaces without reading them.
        return redirect("community:space", made.public_id) if reader else redirect("community:home")
    return render(request, "community/new_space.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@page
def seats(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Who has a seat in a space; those who may invite give one, those who moderate it change and take them."""
    record = rooms.space_for(reader, public_id)
    assert reader is not None
    mine, at = reader.spaces[record.pk], now()
    invites = rules.may_invite(mine.kind, mine.state, mine.role, mine.frozen)
    form = form_of(inputs.GiveSeat, request, ids="seat") if invites else None
    if form is not None and done(
        request,
        form,
        lambda given: services.invite(actor=actor, space=public_id, **dict(given)),
        _("They are a member now."),
    ):
        return redirect("community:seats", public_id)
    seated = rooms.seats_of(reader, record)
    keys = dict(
        Member.objects.filter(public_id__in=[seat.member for seat in seated]).values_list("public_id", "pk")
    )
    people = members.shown(reader, ids=list(keys.values()), limit=1000)
    context = {
        "one": record,
        "rows": [
            {
                "seat": seat,
                "by": people.get(keys.get(seat.member, 0)),
                "role": labels.ROLES[seat.role],
                "frozen": rules.is_frozen(seat.state, seat.until, at),
                "me": "self" in seat.facts,
                "acts": offered(actor, services.SEAT, seat)["acts"].values(),
            }
            for seat in seated
        ],
        "invitation": form,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "community/seats.html", context, status=status)


@require_POST
@page
def leave(request: HttpRequest, actor: Actor, reader: Reader | None, public_id: str) -> HttpResponse:
    """Give up one's own seat, after which there may be no page of the space to go back to."""
    tried(
        request,
        lambda: services.leave_space(actor=actor, space=public_id),
        _("You have no seat there any more."),
    )
    return redirect("community:home")
