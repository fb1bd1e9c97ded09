"""Who reads something under a mark: told to its author before it is written (domain.md G17).

The same rule as the database's condition, `marks.may_see`, asked of each member who may read the space now. A member whose organisation the
author is not shown is named in neither list where organisations are named: who is of which is not to be found out by naming one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection

from ifar.community import marks
from ifar.community.marks import Mark, Who
from ifar.community.models import Space
from ifar.community.selectors import members
from ifar.community.selectors.members import MemberProfile
from ifar.community.selectors.visible import READ, Reader
from ifar.rights import ROLES

MOST_SHOWN: Final = 50
"""So many are told by name on each side; of the others how many they are."""

_ROLES: Final = sorted(name for name, role in ROLES.items() if READ in role.permissions)
"""Roles that read in the community at all: a member whose last one was taken reads nothing (`visible.reader_of`)."""
_READERS: Final = """
SELECT m.id, m.organisation FROM community_member m JOIN community_space s ON s.id = %(space)s
JOIN accounts_user u ON u.public_id = m."user" AND u.is_active
  AND EXISTS (SELECT FROM accounts_grant g JOIN accounts_agency o ON o.id = g.agency_id AND NOT o.closed
    WHERE g.user_id = u.id AND g.role = ANY(%(roles)s) AND g.valid_from <= statement_timestamp()
      AND (g.valid_to IS NULL OR g.valid_to > statement_timestamp()) AND NOT EXISTS (SELECT FROM accounts_grantend e WHERE e.grant_id = g.entry))
LEFT JOIN community_seat t ON t.space = s.public_id AND t.member = m.public_id AND t.state <> 'left'
WHERE (%(all)s OR m.public_id = ANY(%(wanted)s)) AND m.state = 'active' AND m.valid_until > statement_timestamp()
  AND (t.id IS NOT NULL OR s.kind IN ('global', 'thematic', 'announcements') OR s.kind = 'regional' AND m.country = ANY(s.countries))
ORDER BY m.id
"""


def readers_in(space: Space, wanted: Collection[str] | None = None) -> dict[int, Who]:
    """The members who may read a space now, by key; only those of `wanted`, public identifiers, where it is given. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _READERS,
            {"space": space.pk, "all": wanted is None, "wanted": list(wanted or ()), "roles": _ROLES},
        )
        return {id: Who(id, organisation) for id, organisation in cursor.fetchall()}


def readers_of(space: Space, wanted: Collection[str]) -> list[int]:
    """Keys of those of some members who may read a space now."""
    return list(readers_in(space, wanted))


def organisations_in(reader: Reader, space: Space) -> dict[str, str]:
    """Organisations that a member may name in a space, with their names: their own, and those that readers of the space show them."""
    result = members.shown(reader, ids=[reader.member, *readers_in(space)], limit=10_000).values()
    return {item.office: item.organisation for item in result if item.office}


def suggested_organisations(reader: Reader | None, space: Space, typed: str) -> dict[str, str]:
    """Those of them whose name holds what is typed, a few."""
    if reader is None or len(typed) < 2:
        return {}
    result = organisations_in(reader, space).items()
    return dict([(id, name) for id, name in result if typed.casefold() in name.casefold()][:8])


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will read something, and who of its space will not.

    Attributes:
        everybody: whether all who read the space will.
        count: how many will, the author not among them, as far as it is said.
        reads, leaves_out: members by name, at most `MOST_SHOWN` of each, the author not among them.
        more_read, more_left_out: how many there are besides.
        unsaid: members of whom it is not said, as their organisation is not shown to the author.
    """

    everybody: bool
    count: int
    reads: tuple[MemberProfile, ...]
    leaves_out: tuple[MemberProfile, ...]
    more_read: int = 0
    more_left_out: int = 0
    unsaid: int = 0


def audience(reader: Reader, space: Space, mark: Mark, around: Mark | None = None) -> Audience:
    """Who will read what `reader` is about to write in a space under a mark, within something under the mark `around`."""
    whos = [who for who in readers_in(space).values() if who.member != reader.member]
    both = [mark, *([around] if around else ())]
    if not any(item.names for item in both):
        return Audience(True, len(whos), (), ())
    reads = [who.member for who in whos if all(marks.may_see(who, item) for item in both)]
    seen = {*reads}
    out = [who.member for who in whos if who.member not in seen]
    unsaid: set[int] = set()
    if any(item.organisations for item in both):
        result = members.shown(reader, ids=[who.member for who in whos], limit=10_000)
        named = {key for item in both for key in (*item.recipients, item.author)}
        unsaid = {key for key, value in result.items() if not value.office and key not in named}
    reads, out = ([key for key in side if key not in unsaid] for side in (reads, out))
    people = members.shown(reader, ids=[*reads[:MOST_SHOWN], *out[:MOST_SHOWN]], limit=2 * MOST_SHOWN)
    return Audience(
        False,
        len(reads),
        tuple(people[key] for key in reads[:MOST_SHOWN]),
        tuple(people[key] for key in out[:MOST_SHOWN]),
        max(0, len(reads) - MOST_SHOWN),
        max(0, len(out) - MOST_SHOWN),
        len(unsaid),
    )
