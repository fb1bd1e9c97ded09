"""Becoming a member, staying one, stopping to be one: each one act, one transaction, on the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection as Several
from collections.abc import Mapping
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Proposal, User
from ifar.accounts.services import proposals
from ifar.acts.offers import Offers
from ifar.community import inputs, labels, marks, vetting
from ifar.community.acts import ACTS
from ifar.community.models import (
    Assistance,
    Collection,
    Course,
    Gap,
    Guide,
    MarkedObject,
    Member,
    Post,
    Practice,
    Profile,
    Seat,
    Topic,
)
from ifar.community.selectors import members as selectors
from ifar.community.selectors.visible import READ, Reader, absent, reader_of
from ifar.community.services.writing import RECORDER, now
from ifar.community.vetting import Candidate
from ifar.errors import Conflict
from ifar.ledger.entry import timestamp
from ifar.rights import Actor, require

NOMINATE: Final = "community:member:nominate"
VET: Final = "community:member:vet"
MEMBER: Final = Offers(RECORDER, "member", selectors.candidate_for, page="community:candidate")
NOMINATION: Final = Offers(
    RECORDER,
    "member",
    lambda actor, public_id: selectors.nomination_for(reader_of(actor), public_id),
    page="community:second",
    on=lambda _found: (),
    name="nomination",
)
"""A nomination of a colleague, as the member sees it who may second it."""
PROPOSED: Final = _("Proposed. A second person of the secretariat decides.")
DECIDED: Final = tuple(ACTS.dual_control)
"""Acts that two people decide."""
LONGEST: Final = 2000
MARKED: Final[tuple[type[MarkedObject], ...]] = (
    Topic,
    Post,
    Guide,
    Collection,
    Practice,
    Gap,
    Assistance,
    Course,
)
"""What may name its readers."""


def _rule(member: Member) -> Candidate:
    return Candidate(
        member.state,
        member.user,
        member.ground,
        member.nominated_by,
        member.seconded_by,
        member.code,
        member.valid_until,
    )


def reader_needed(actor: Actor) -> Reader:
    """The member whom `actor` is now.

    Raises:
        NotFound: none, or a program, which does nothing in anybody's name but read.
    """
    reader = reader_of(actor)
    if reader is None or reader.program:
        raise absent()
    return reader


@transaction.atomic
def nominate(
    *, actor: Actor, user: str, expertise: Several[str], languages: Several[str], note: str = ""
) -> Member:
    """Nominate somebody: the national focal point alone for the own country, a member with a second one to come.

    Args:
        user: e-mail address or public identifier of the account; the person's home office is the organisation.
        note: why; kept apart from the log.

    Raises:
        Invalid: no such person in reach, oneself, or a field is wrong.
        Conflict: nominated already, or a member.
    """
    require(actor, READ)
    focal = NOMINATE in actor.permissions
    member = None if focal else reader_needed(actor)
    record = account_of(actor, member, user)
    if record is None:
        raise labels.invalid("community.member.person", "user")
    user = record.public_id
    if not set(expertise) <= set(vetting.EXPERTISE) or not expertise:
        raise labels.invalid("community.member.expertise", "expertise")
    if not set(languages) <= labels.LANGUAGES.keys() or not languages:
        raise labels.invalid("community.member.languages", "languages")
    before = Member.objects.filter(user=user).first()
    if before is not None and before.state not in ("refused", "left"):
        raise Conflict("community.member.there", labels.of("community.member.there"), field="user")
    changes = {
        "organisation": record.home.public_id,
        "country": record.home.country,
        "ground": "focal_point" if focal else "members",
        "expertise": sorted(expertise),
        "languages": sorted(languages),
    }
    if before is None:
        changes["user"] = user
    else:
        _end_seats(actor, before)
    RECORDER.record(actor, "member", "nominated", before, changes=changes, note=note[:LONGEST])
    made = Member.objects.get(user=user)
    Profile.objects.get_or_create(member=made, defaults={"name": record.name, "shown": {"name": "spaces"}})
    return made


def account_of(actor: Actor, member: Reader | None, user: str) -> User | None:
    """The account in reach that an e-mail address or a public identifier names: of the own country, as a member of the own office; None where
    none is, or several bear the address."""
    users = User.objects.select_related("home").filter(is_active=True)
    users = users.filter(email__iexact=user) if "@" in user else users.filter(public_id=user)
    if VET not in actor.permissions:
        users = users.filter(home__country=actor.country)
    if member is not None:
        users = users.filter(home__public_id=member.organisation)
    several = list(users[:2])
    return several[0] if len(several) == 1 else None


@NOMINATION.act(
    "seconded",
    inputs.SecondNomination,
    _("Second the nomination"),
    permission=READ,
    done=_("You have seconded the nomination."),
)
@transaction.atomic
def second(*, actor: Actor, member_id: str, note: str = "") -> Member:
    """Second another member's nomination of a colleague.

    Raises:
        NotFound: there is none that waits for this member.
        Refused: the same member nominated, or it is seconded already.
    """
    require(actor, READ)
    member = selectors.nomination_for(reader_needed(actor), member_id)
    RECORDER.record(actor, "member", "seconded", member, note=note[:LONGEST])
    member.refresh_from_db()
    return member


@transaction.atomic
def accept_code(*, actor: Actor) -> None:
    """Accept the code of conduct that is in force, for oneself.

    Raises:
        NotFound: nobody nominated this person.
    """
    require(actor, READ)
    member = selectors.own(actor)
    if member is None:
        raise absent()
    RECORDER.record(actor, "member", "code_accepted", member, changes={"code": vetting.CODE_VERSION})


@MEMBER.act(
    "checked",
    inputs.CheckMember,
    _("Check identity and employer"),
    permission=VET,
    done=lambda record: PROPOSED if selectors.waiting_proposal(record) else _("Noted."),
    leads=lambda record: record.state == "nominated",
)
@transaction.atomic
def check(
    *, actor: Actor, member_id: str, identity: str, employer: str, note: str = "", reason: str = ""
) -> None:
    """Note how it was seen who somebody is and for whom they work, and propose with that to admit them where a reason is given.

    Raises:
        NotFound: there is no such nomination.
        Invalid: not said how.
        Refused: it is about oneself, or was decided; or something is missing before anybody may be admitted.
    """
    require(actor, VET)
    member = selectors.candidate_for(actor, member_id)
    RECORDER.record(
        actor,
        "member",
        "checked",
        member,
        changes={"identity": identity, "employer": employer},
        note=note[:LONGEST],
    )
    if reason.strip():
        propose(actor=actor, member=member_id, kind="admitted", reason=reason)


@transaction.atomic
def propose(
    *, actor: Actor, member: str, kind: str, reason: str, until: dt.datetime | None = None, ground: str = ""
) -> Proposal:
    """Propose to admit, refuse, renew or reinstate somebody; a second person of the secretariat decides.

    Args:
        kind: `admitted`, `refused`, `renewed` or `reinstated`.
        until: the end of the term; two years from now without it.
        ground: of a refusal.

    Raises:
        NotFound: there is no such member.
        Refused: something is missing before anybody may decide, or it is about oneself.
        Invalid: the term or the ground is none.
    """
    require(actor, VET)
    record = selectors.candidate_for(actor, member)
    if not vetting.may_decide(_rule(record), actor.people):
        raise labels.refused("community.member.self")
    if kind == "admitted" and (lacks := vetting.missing(_rule(record))):
        raise labels.refused(*lacks)
    at = now()
    if kind == "renewed" and not vetting.may_renew(_rule(record), at):
        raise labels.refused("community.member.not_yet")
    if kind == "refused":
        if ground not in vetting.REFUSALS:
            raise labels.invalid("community.member.ground", "ground")
        details: dict[str, Any] = {"ground": ground}
    else:
        ends = until or at + vetting.TERM
        if vetting.term_wrong(ends, at):
            raise labels.invalid("community.member.term", "until")
        details = {"valid_until": timestamp(ends.astimezone(dt.UTC))}
    RECORDER.state_after("member", kind, record.state)
    return proposals.propose(
        actor=actor,
        act=f"community.member_{kind}",
        object=record.public_id,
        payload={"details": details},
        reason=reason,
    )


def _ready(_actor: Actor, member: Member) -> bool:
    return not vetting.missing(_rule(member))


@MEMBER.act(
    "admitted",
    inputs.ProposeMembership,
    _("Propose to admit"),
    permission=VET,
    done=PROPOSED,
    when=_ready,
    leads=True,
)
def admit(*, actor: Actor, member_id: str, reason: str) -> Proposal:
    """Propose to admit somebody for a term."""
    require(actor, VET)
    return propose(actor=actor, member=member_id, kind="admitted", reason=reason)


@MEMBER.act("refused", inputs.ProposeRefusal, _("Propose to refuse"), permission=VET, done=PROPOSED)
def refuse(*, actor: Actor, member_id: str, ground: str, reason: str) -> Proposal:
    """Propose to refuse somebody."""
    require(actor, VET)
    return propose(actor=actor, member=member_id, kind="refused", reason=reason, ground=ground)


@MEMBER.act(
    "renewed",
    inputs.ProposeMembership,
    _("Propose to renew the term"),
    permission=VET,
    done=PROPOSED,
    when=lambda _actor, record: vetting.may_renew(_rule(record), now()),
    leads=True,
)
def renew(*, actor: Actor, member_id: str, reason: str) -> Proposal:
    """Propose to renew a member's term."""
    require(actor, VET)
    return propose(actor=actor, member=member_id, kind="renewed", reason=reason)


@MEMBER.act(
    "reinstated",
    inputs.ProposeMembership,
    _("Propose to lift the suspension"),
    permission=VET,
    done=PROPOSED,
)
def reinstate(*, actor: Actor, member_id: str, reason: str) -> Proposal:
    """Propose to lift a member's suspension."""
    require(actor, VET)
    return propose(actor=actor, member=member_id, kind="reinstated", reason=reason)


def carry_out(actor: Actor, proposal: Proposal) -> None:
    """Do what two people decided.

    Raises:
        Refused: it stands elsewhere by now, or one of the two decided about themselves.
    """
    kind = proposal.act.rpartition("_")[2]
    member = Member.objects.filter(public_id=proposal.object).first()
    if member is None:
        raise absent()
    details: Mapping[str, Any] = proposal.payload["details"]
    changes = {} if kind == "refused" else {"valid_until": details["valid_until"]}
    RECORDER.record(
        actor, "member", kind, member, changes=changes, details=details, proposal=proposal.public_id
    )
    if kind in ("admitted", "reinstated"):
        _begin(member)


_BEGIN: Final = """
INSERT INTO community_spaceread (member_id, space_id, post)
SELECT %s, s.id, coalesce((SELECT max(id) FROM community_post), 0) FROM community_space s ON CONFLICT DO NOTHING
"""


def _begin(member: Member) -> None:
    """What was said before somebody came counts as read: nobody begins with ten thousand unread posts."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [member.pk])


@MEMBER.act(
    "suspended",
    inputs.SuspendMember,
    _("Suspend at once"),
    permission=NOMINATE,
    done=_("Suspended. Their access has ended."),
    danger=True,
)
@transaction.atomic
def suspend(*, actor: Actor, member_id: str, ground: str, note: str = "") -> None:
    """Suspend a member at once: by one person, the secretariat or the focal point of their country. Access ends with their next request.

    Raises:
        NotFound: there is no such member for this actor.
        Invalid: no ground.
        Refused: oneself, or it stands elsewhere.
    """
    require(actor, NOMINATE)
    member = selectors.candidate_for(actor, member_id)
    if ground not in vetting.SUSPENSIONS:
        raise labels.invalid("community.member.ground", "ground")
    RECORDER.record(
        actor,
        "member",
        "suspended",
        member,
        details={"ground": ground},
        note=note[:LONGEST],
    )


@transaction.atomic
def leave(*, actor: Actor, ground: str = "own_wish") -> None:
    """Leave the community oneself.

    Seats, programs and places in the circles of RED end with the membership.

    Raises:
        NotFound: the actor is no member.
        Invalid: no ground.
        Refused: the membership is suspended: two lift a suspension, and no way goes round them.
    """
    require(actor, READ)
    member = selectors.own(actor)
    if member is None:
        raise absent()
    _leave(actor, member, ground)


def _may_say_left(actor: Actor, member: Member) -> bool:
    return member.state != "suspended" or (VET in actor.permissions and not actor.acts_for(member.user))


@MEMBER.act(
    "left",
    inputs.SayLeft,
    _("End the nomination or the membership"),
    permission=NOMINATE,
    done=_("Noted."),
    hint=_("Where they are a member, their access ends."),
    when=_may_say_left,
    danger=True,
)
@transaction.atomic
def say_left(*, actor: Actor, member_id: str, ground: str) -> None:
    """Say, as focal point or secretariat, that somebody left the post, or that their nomination ends.

    Raises:
        NotFound: there is no such member for this actor.
        Invalid: no ground.
        Refused: the membership is suspended, and this is not the secretariat.
    """
    require(actor, NOMINATE)
    _leave(actor, selectors.candidate_for(actor, member_id), ground)


def _leave(actor: Actor, member: Member, ground: str) -> None:
    if ground not in vetting.LEAVINGS:
        raise labels.invalid("community.member.ground", "ground")
    if not _may_say_left(actor, member):
        raise labels.refused("community.member.suspended")
    RECORDER.record(actor, "member", "left", member, details={"ground": ground})
    _end_seats(actor, member)
    _forget(member)


def _end_seats(actor: Actor, member: Member) -> None:
    """End all seats of whoever is no member any more: whoever comes back is invited anew."""
    # In the order of their spaces, which each of these acts locks.
    for seat in Seat.objects.filter(member=member.public_id).exclude(state="left").order_by("space"):
        RECORDER.record(actor, "seat", "left", seat, details={"by": "membership"})


def _forget(member: Member) -> None:
    """Take whoever left out of the circles of marks: fewer people, which takes no act. A mark that named nobody else names its author."""
    for model in MARKED:
        manager: Any = model._default_manager
        named = manager.filter(recipients__contains=[member.pk])
        alone = named.filter(tlp__lt=marks.RED, recipients=[member.pk], organisations=[])
        alone.exclude(author=member).update(
            recipients=Func(F("author_id"), template="ARRAY[%(expressions)s]")
        )
        fewer = Func(F("recipients"), Value(member.pk), function="array_remove")
        named.exclude(tlp__lt=marks.RED, recipients=[member.pk], organisations=[]).update(recipients=fewer)
