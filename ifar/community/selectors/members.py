"""Members: the desk that vets, one's own membership, and profiles as far as their members show them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import get_language

from ifar import identifiers
from ifar.accounts.models import Agency, Proposal
from ifar.accounts.selectors import proposals
from ifar.accounts.selectors.agencies import called
from ifar.community import naming
from ifar.community.acts import ACTS
from ifar.community.models import Event, Member
from ifar.community.selectors.visible import READ, Reader, absent
from ifar.rights import Actor, may

NOMINATE: Final = "community:member:nominate"
VET: Final = "community:member:vet"
LISTS: Final = ("waiting", "members", "ending", "ended", "all")


def vetted(actor: Actor) -> Q:
    """The one condition on nominations and memberships as a desk sees them: the secretariat's are all; a focal point's those of the own
    country; a member's those that they nominated or seconded, while nobody has decided and they are members; and one's own."""
    if may(actor, VET):
        return Q()
    in_force = Member.objects.filter(user=actor.id, state="active", valid_until__gt=Now())
    vouched = Q(nominated_by=actor.id) | Q(seconded_by=actor.id)
    seen = Q(user=actor.id) | vouched & Q(state__in=("nominated", "checked")) & Q(Exists(in_force))
    if may(actor, NOMINATE):
        seen |= Q(country=actor.country)
    return seen


def reads_notes(actor: Actor, member: Member) -> bool:
    """Whether somebody reads, with the steps of a membership, who took them and what was noted: the secretariat and the focal point of the
    country, and nobody about themselves."""
    desk = may(actor, VET) or (may(actor, NOMINATE) and member.country == actor.country)
    return desk and member.user != actor.id


def candidates_for(actor: Actor) -> QuerySet[Member]:
    """Members and nominations that `actor` may see at the desk."""
    return Member.objects.filter(vetted(actor))


def candidate_for(actor: Actor, public_id: str) -> Member:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    member = candidates_for(actor).filter(public_id=public_id).first()
    if member is None:
        raise absent()
    return member


def to_vet(actor: Actor) -> QuerySet[Member]:
    """Nominations that wait at the desk, but for one's own."""
    return candidates_for(actor).filter(state__in=("nominated", "checked")).exclude(user=actor.id)


_BY_TWO: Final = tuple(ACTS.dual_control)


def waiting_proposal(member: Member) -> Proposal | None:
    """What was proposed about a member and waits for a second person."""
    return proposals.waiting_about(member.public_id, _BY_TWO).first()


def whom(actor: Actor, results: Collection[str]) -> dict[str, str]:
    """Names of those about whom some proposals are, by proposal, as far as the actor may see them at the desk. At most three queries, and
    none for whoever does not vet."""
    if not results or not may(actor, VET):
        return {}
    asked = Proposal.objects.filter(public_id__in=results, act__in=_BY_TWO)
    objects = dict(asked.values_list("public_id", "object"))
    seen = Member.objects.filter(vetted(actor), public_id__in=objects.values()).values_list(
        "public_id", "user"
    )
    users = dict(seen)
    names = people(users.values()) if users else {}
    return {key: names[users[about]][0] for key, about in objects.items() if users.get(about) in names}


def own(actor: Actor) -> Member | None:
    """The actor's own nomination or membership, whatever became of it."""
    return Member.objects.filter(user=actor.id).first()


@dataclass(frozen=True, slots=True)
class Program:
    """An API client of a member's organisation that could read in the member's name, and whether it does."""

    public_id: str
    name: str
    expires_at: Any
    reads: bool


_PROGRAMS: Final = """
SELECT c.public_id, c.name, c.expires_at, c.public_id = ANY(m.programs) FROM community_member m
JOIN accounts_agency a ON a.public_id = m.organisation JOIN accounts_client c ON c.agency_id = a.id
WHERE m.id = %s AND c.revoked_at IS NULL AND c.expires_at > statement_timestamp() AND %s = ANY(SELECT jsonb_array_elements_text(to_jsonb(c.scopes)))
ORDER BY c.name, c.id
"""


def programs_of(reader: Reader) -> list[Program]:
    """The API clients of a member's organisation that may read in the community at all. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PROGRAMS, [reader.member, READ])
        return [Program(*row) for row in cursor.fetchall()]


def to_second(reader: Reader | None) -> QuerySet[Member]:
    """Nominations by another member that wait for a second one of the same organisation: nobody else is asked to vouch for a stranger."""
    if reader is None or reader.program:
        return Member.objects.none()
    waiting = Member.objects.filter(state="nominated", ground="members", seconded_by="")
    return (
        waiting.filter(organisation=reader.organisation)
        .exclude(nominated_by=reader.user)
        .exclude(user=reader.user)
    )


def nomination_for(reader: Reader | None, public_id: str) -> Member:
    """A nomination that waits for the reader to second it.

    Raises:
        NotFound: there is none for this reader.
    """
    member = to_second(reader).filter(public_id=public_id).first()
    if member is None:
        raise absent()
    return member


def history_of(member: Member) -> list[Event]:
    """The log of decisions about a member, the first first."""
    return list(Event.objects.filter(record_type="member", subject=member.public_id).order_by("n"))


_PEOPLE: Final = """
SELECT u.public_id, u.name, a.public_id, coalesce(a.names ->> %s, a.name) FROM accounts_user u JOIN accounts_agency a ON a.id = u.home_id
WHERE u.public_id = ANY(%s)
"""


def people(users: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """For the desks that vet: user -> (name, office, its name). One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [(get_language() or "")[:2], sorted(set(users))])
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class MemberProfile:
    """A member as one reader sees them: the name that they show this reader, else their number; what else they show."""

    id: int
    public_id: str
    name: str
    named: bool
    post: str = ""
    about: str = ""
    contact: str = ""
    office: str = ""
    organisation: str = ""
    country: str = ""
    expertise: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


_SHOWN: Final = """
SELECT m.id, m.public_id, m.organisation, m.country, m.expertise, m.languages, p.name, p.post, p.about, p.contact,
    coalesce(p.shown, '{}')::text, coalesce(a.names ->> %s, a.name), u.name,
    EXISTS (SELECT FROM community_seat t JOIN community_space s ON s.public_id = t.space AND s.state = 'open'
            WHERE t.member = m.public_id AND t.state <> 'left' AND s.kind IN ('working_group', 'case_room') AND s.id = ANY(%s))
FROM community_member m LEFT JOIN community_profile p ON p.member_id = m.id
LEFT JOIN accounts_agency a ON a.public_id = m.organisation LEFT JOIN accounts_user u ON u.public_id = m."user" WHERE
"""


def shown(
    reader: Reader | None,
    *,
    ids: Collection[int] = (),
    where: str = "",
    values: Collection[Any] = (),
    limit: int = 200,
) -> dict[int, MemberProfile]:
    """Members by key, each as far as they show themselves to this reader. One query."""
    rooms = list(reader.spaces) if reader else []
    text = where or "m.id = ANY(%s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_SHOWN} {text} ORDER BY m.id LIMIT {int(limit)}",
            [(get_language() or "")[:2], rooms, *(values if where else [list(ids)])],
        )
        rows = cursor.fetchall()
    return {row[0]: _as_shown(reader, row) for row in rows}


def _as_shown(reader: Reader | None, row: tuple[Any, ...]) -> MemberProfile:
    (
        id,
        public_id,
        organisation,
        country,
        expertise,
        languages,
        name,
        post,
        about,
        contact,
        circles,
        office,
        vetted_name,
        shares,
    ) = row
    mine = reader is not None and reader.member == id
    circles = json.loads(circles)

    def to_me(field: str, otherwise: str = "nobody") -> bool:
        circle = circles.get(field, otherwise)
        if reader is None:
            return False
        return (
            mine
            or circle == "members"
            or (circle == "spaces" and bool(shares))
            or (circle == "organisation" and organisation == reader.organisation)
        )

    named = bool(name) and to_me("name")
    number = identifiers.shown(public_id)[:6]
    # Whoever calls themselves otherwise than they were vetted carries their number too: nobody passes for another.
    called = name if named and naming.is_same_name(name, vetted_name or "") else f"{name} ({number})"
    return MemberProfile(
        id,
        public_id,
        called if named else number,
        named,
        post=post if post and to_me("post") else "",
        about=about if about and to_me("about") else "",
        contact=contact if contact and to_me("contact") else "",
        office=organisation if to_me("organisation") else "",
        organisation=office or "" if to_me("organisation") else "",
        country=country if to_me("country", "members") else "",
        expertise=tuple(expertise) if to_me("expertise", "members") else (),
        languages=tuple(languages) if to_me("languages", "members") else (),
    )


_MEMBER: Final = "m.state = 'active' AND m.valid_until > statement_timestamp()"


def profile_for(reader: Reader | None, public_id: str) -> MemberProfile:
    """One member's profile as this reader sees it; unknown, left and suspended answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    result = shown(reader, where=f"{_MEMBER} AND m.public_id = %s", values=[public_id if reader else ""])
    if not result:
        raise absent()
    return next(iter(result.values()))


def suggested(reader: Reader | None, space: int, typed: str, limit: int = 8) -> list[MemberProfile]:
    """Members who could be mentioned in a space: who read it, and whose name, as they show it to this reader, begins so.

    Nobody is suggested by a name that they do not show, and nobody of a space that the reader does not read.
    """
    if reader is None or space not in reader.spaces or len(typed.strip()) < 2:
        return []
    room = reader.spaces[space]
    where = f"""{_MEMBER} AND m.id <> %s AND (p.name ILIKE %s OR m.public_id LIKE %s) AND (
        EXISTS (SELECT FROM community_seat t WHERE t.member = m.public_id AND t.space = %s AND t.state <> 'left')
        OR %s OR EXISTS (SELECT FROM community_space s WHERE s.id = %s AND s.kind = 'regional' AND m.country = ANY(s.countries)))"""
    like = typed.strip().replace("\\", "").replace("%", "").replace("_", "")
    open_to_all = room.kind in ("global", "thematic", "announcements")
    values = [
        reader.member,
        f"{like}%",
        f"{like.upper().replace('-', '')}%",
        room.public_id,
        open_to_all,
        space,
    ]
    result = shown(reader, where=where, values=values, limit=40).values()
    fits = [item for item in result if item.name.lower().startswith(like.lower())]
    return fits[:limit]


def offices(wanted: Collection[str] | None = None) -> dict[str, str]:
    """Names of offices by identifier: all for the desk that vets, or some."""
    agencies = Agency.objects.all() if wanted is None else Agency.objects.filter(public_id__in=list(wanted))
    return dict(agencies.values_list("public_id", called()))
