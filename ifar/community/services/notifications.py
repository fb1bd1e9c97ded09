"""Who is told of an act of the community: whoever it is about or who has to do something next, and does not look by chance.

The notice says that something happened and where; what, is read there, by the one condition of who sees what. Who hears of an act its
declaration says (`hears`); here are the people behind that. The recorder asks for every act that it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.accounts.models import User
from ifar.accounts.services import notices
from ifar.acts.recorder import WrittenAct
from ifar.community import audiences, marks
from ifar.community.acts import ACTS
from ifar.community.marks import Mark, Who
from ifar.community.models import (
    Agreement,
    Assistance,
    Course,
    Gap,
    Guide,
    MarkedObject,
    Member,
    Practice,
    Progress,
    Report,
    Seat,
    Training,
)
from ifar.community.selectors.audience import readers_in
from ifar.rights import Actor


@dataclass(frozen=True, slots=True)
class About:
    """What a notice leads to, the accounts that are told, by public identifier, and the kind of notice where it is not the act's own name."""

    object: str
    users: Iterable[str]
    kind: str = ""


def _members(public_ids: Iterable[str]) -> list[str]:
    return list(Member.objects.filter(public_id__in=list(public_ids)).values_list("user", flat=True))


def _authors(keys: Iterable[int]) -> list[str]:
    return list(Member.objects.filter(pk__in=list(keys), state="active").values_list("user", flat=True))


def _moderators(space: str, *, without: Iterable[str] = (), mark: Mark | None = None) -> list[str]:
    """Who moderates a space, but for some members, and for those whom a mark keeps it from."""
    seats = (
        Seat.objects.filter(space=space, role="moderator")
        .exclude(state="left")
        .exclude(member__in=list(without))
    )
    members = Member.objects.filter(public_id__in=seats.values("member"), state="active")
    return [
        member.user
        for member in members
        if mark is None or marks.may_see(Who(member.pk, member.organisation), mark)
    ]


def _nominee(subject: str) -> list[About]:
    return [About(subject, [Member.objects.get(public_id=subject).user])]


def _nominated(subject: str) -> list[About]:
    member = Member.objects.get(public_id=subject)
    abouts = [About(subject, [member.user])]
    if member.ground == "members":
        colleagues = Member.objects.filter(organisation=member.organisation, state="active").exclude(
            user=member.user
        )
        abouts.append(About(SECOND, colleagues.values_list("user", flat=True)))
    return abouts


def _nominator(subject: str) -> list[About]:
    return [About(subject, [Member.objects.get(public_id=subject).nominated_by])]


def _seat(subject: str) -> list[About]:
    seat = Seat.objects.get(public_id=subject)
    return [About(seat.space, _members([seat.member]))]


def _space(subject: str) -> list[About]:
    return [About(subject, _moderators(subject))]


def _reported(subject: str) -> list[About]:
    report = Report.objects.get(public_id=subject)
    return [About(subject, _moderators(report.space, without=[report.author, report.by, report.decided_by]))]


def _author_of_reported(subject: str) -> list[About]:
    report = Report.objects.get(public_id=subject)
    kind = "heard" if report.state in ("upheld", "overturned") else "decided"
    return [About(subject, _members([report.author]), kind)]


def _checkers(subject: str) -> list[About]:
    practice = Practice.objects.select_related("space", "author").get(public_id=subject)
    mark = Mark(practice.tlp, practice.author_id, practice.recipients, practice.organisations)
    return [
        About(subject, _moderators(practice.space.public_id, without=[practice.author.public_id], mark=mark))
    ]


def _author_of(model: type[Any]) -> Callable[[str], list[About]]:
    def told(subject: str) -> list[About]:
        return [About(subject, _authors([model._default_manager.get(public_id=subject).author_id]))]

    return told


def _those_who_see(result: MarkedObject, members: Iterable[str]) -> list[str]:
    """Of some members those who may see an object now: no mark that was raised since and no seat that was lost keeps it from them."""
    mark = Mark(result.tlp, result.author_id, result.recipients, result.organisations)
    seen = [key for key, who in readers_in(result.space, [*members]).items() if marks.may_see(who, mark)]
    return _authors(seen)


def _gap(subject: str) -> list[About]:
    gap = Gap.objects.select_related("space").get(public_id=subject)
    workers = _those_who_see(gap, Progress.objects.get(public_id=subject).workers)
    return [About(subject, [*_authors([gap.author_id]), *workers])]


def _sides(subject: str) -> list[About]:
    agreement = Agreement.objects.get(public_id=subject)
    sides = Assistance.objects.filter(public_id__in=(agreement.need, agreement.offer))
    return [About(side.public_id, _authors([side.author_id])) for side in sides]


def _giver(subject: str) -> list[About]:
    course = Training.objects.get(public_id=subject).course
    return [About(course, _authors([Course.objects.get(public_id=course).author_id]))]


def _pupil(subject: str) -> list[About]:
    training = Training.objects.get(public_id=subject)
    course = Course.objects.select_related("space").get(public_id=training.course)
    return [About(training.course, _those_who_see(course, [training.member]))]


TOLD: Final[Mapping[str, Callable[[str], list[About]]]] = {
    audiences.NOMINEE: _nominated,
    audiences.NOMINATOR: _nominator,
    audiences.MEMBER: _nominee,
    audiences.SEATED: _seat,
    audiences.MODERATORS: _space,
    audiences.DESK: _reported,
    audiences.AUTHOR_OF_REPORTED: _author_of_reported,
    audiences.CHECKERS: _checkers,
    audiences.AUTHOR_OF_PRACTICE: _author_of(Practice),
    audiences.AUTHOR_OF_GUIDE: _author_of(Guide),
    audiences.GAP: _gap,
    audiences.SIDES: _sides,
    audiences.GIVER: _giver,
    audiences.PUPIL: _pupil,
}
"""Who hears of an act -> what their notices lead to and whom they tell; whoever did it is told of nothing."""
SETTLES: Final[Mapping[tuple[str, str], str]] = {
    **{
        ("member", kind): "nominated" for kind in ("code_accepted", "seconded", "admitted", "refused", "left")
    },
    **{("appraisal", kind): "submitted" for kind in ("returned", "cleared")},
    **{("report", kind): "made" for kind in ("dismissed", "hidden", "warned", "frozen")},
    **{("report", kind): "appealed" for kind in ("upheld", "overturned")},
    **{("agreement", kind): "proposed" for kind in ("declined", "agreed", "broken_off")},
    ("agreement", "assessed"): "delivered",
}
"""Type of record and kind of an act -> the kind of the act whose notices ask nothing any more."""
SECOND: Final = "second"
"""What leads to the nominations that wait for a second member."""
ONE_OF: Final[Mapping[tuple[str, str], bool]] = {
    ("member", "code_accepted"): False,
    ("member", "seconded"): True,
}
"""Acts that answer one of the two questions of a nomination -> whether it is the colleagues', and not the nominee's own."""


def _settle(actor: Actor, act: WrittenAct) -> None:
    """Close what an act answered: the notices that named the same record, wherever they led."""
    key = (act.record_type, act.kind)
    if key == ("member", "nominated"):
        user = Member.objects.get(public_id=act.subject).user
        notices.settle(actor=actor, kind="community.invited", object=user)
    if (before := SETTLES.get(key)) is None:
        return
    second = ONE_OF.get(key)
    place = None if second is None else SECOND if second else act.subject
    kind = f"community.{act.record_type}_{before}"
    notices.settle(actor=actor, kind=kind, object=place, params={"of": act.subject})


def tell(actor: Actor, act: WrittenAct) -> None:
    """Tell of an act in its own transaction, each person once."""
    _settle(actor, act)
    whom = TOLD.get(ACTS[act.record_type, act.kind].hears)
    results: set[str] = {actor.id}
    for about in whom(act.subject) if whom else ():
        wanted = {*about.users} - results
        results |= wanted
        offices = User.objects.filter(public_id__in=wanted, is_active=True).values_list(
            "public_id", "home_id"
        )
        for user, office in offices.order_by("public_id"):
            notices.tell(
                kind=f"community.{about.kind}" if about.kind else act.name,
                object=about.object,
                agency_id=office,
                once=f"community {act.entry} {user}",
                user=user,
                params={"of": act.subject},
            )
