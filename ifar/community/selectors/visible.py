"""The one condition of who sees what in the community, as SQL: list, page, search, count, digest, export, API, mention, attachment.

`reader_of` asks the database who asks, anew with each request: a member in force, their organisation, the spaces that they may read now. Suspension, expiry, leaving and the end of a room therefore end access with the next request, whatever a session, an open page
or a token says. `visible` is the condition itself, over the columns of `models.Marked`; `marks.may_see` says the same in Python, and a test
holds the two against each other.

Hidden answers as absent does: the same statements run whether an object is not there or not for the reader (`seen`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, models
from django.db.models.expressions import RawSQL

from ifar.community import labels, spaces
from ifar.community.marks import Who
from ifar.community.models import (
    Attachment,
    Collection,
    Edition,
    Enquiry,
    Guide,
    MarkedObject,
    Mention,
    Place,
    Post,
    Revision,
    Topic,
    Translation,
)
from ifar.errors import NotFound
from ifar.rights import Actor, may

READ: Final = "community:space:read"
WRITE: Final = "community:post:write"

WITHIN: Final[dict[type[models.Model], tuple[str, type[models.Model]]]] = {
    Post: ("topic_id", Topic),
    Attachment: ("post_id", Post),
    Revision: ("post_id", Post),
    Mention: ("post_id", Post),
    Translation: ("post_id", Post),
    Enquiry: ("topic_id", Topic),
    Edition: ("guide_id", Guide),
    Place: ("collection_id", Collection),
}
"""What stands inside something else is seen by whoever sees that too: model -> (column of the key, the model around it)."""
UNMARKED: Final[frozenset[type[models.Model]]] = frozenset(
    {Attachment, Revision, Mention, Translation, Enquiry, Edition, Place}
)
"""Of those, what bears no mark of its own."""
AS_WRITTEN: Final[frozenset[type[models.Model]]] = frozenset({Revision})
"""Of those, what bears the mark and the state under which it was written: the wider mark of today opens no wording of yesterday."""


@dataclass(frozen=True, slots=True)
class Seated:
    """What a reader is in one space: its key, kind and state, the role of their seat (empty without one), whether they are frozen."""

    id: int
    public_id: str
    kind: str
    state: str
    role: str
    frozen: bool

    @property
    def writes(self) -> bool:
        """Whether the reader may write there now."""
        return spaces.may_write(self.kind, self.state, self.role, self.frozen)

    @property
    def moderates(self) -> bool:
        """Whether the reader moderates there now."""
        return spaces.may_moderate(self.role, self.frozen)


@dataclass(frozen=True, slots=True)
class Reader:
    """A member in force who asks now, or a program in their name.

    Attributes:
        spaces: key of each space that they may read -> what they are in it.
    """

    member: int
    public_id: str
    user: str
    organisation: str
    country: str
    spaces: dict[int, Seated]
    program: bool = False

    @property
    def who(self) -> Who:
        """The reader as the rule of marks wants it."""
        return Who(self.member, self.organisation, self.program)


_READER: Final = f"""
WITH me AS (
    SELECT m.id, m.public_id, m."user", m.organisation, m.country FROM community_member m
    JOIN accounts_user u ON u.public_id = m."user" AND u.is_active
    WHERE CASE WHEN %(program)s THEN m.programs @> ARRAY[%(who)s::varchar] ELSE m."user" = %(who)s END
      AND m.state = 'active' AND m.valid_until > statement_timestamp() ORDER BY m.id LIMIT 1
)
SELECT me.id, me.public_id, me."user", me.organisation, me.country,
    coalesce((SELECT jsonb_agg(jsonb_build_array(s.id, s.public_id, s.kind, s.state, coalesce(t.role, ''),
            coalesce(t.state = 'frozen' AND t.until > statement_timestamp(), false)))
        FROM community_space s LEFT JOIN community_seat t ON t.space = s.public_id AND t.member = me.public_id AND t.state <> 'left'
        WHERE s.state IN ('open', 'archived') AND (t.id IS NOT NULL OR s.kind = ANY({list(spaces.open_to_all())!r})
              OR s.kind = ANY({list(spaces.open_to_region())!r}) AND me.country = ANY(s.countries))
          AND (s.ends_on IS NULL OR s.ends_on >= statement_timestamp()::date OR s.at_end = 'archive')), '[]')
FROM me
"""
"""A room that is over and to be destroyed is read by nobody, even before the job has come."""
_ARRAYS: Final = _READER.replace("['", "ARRAY['")


def reader_of(actor: Actor) -> Reader | None:
    """Whoever `actor` is in the community now; None for everybody else: no member, suspended, expired, left. One query always."""
    if not may(actor, READ):
        return None
    program = actor.kind == "client"
    with connection.cursor() as cursor:
        cursor.execute(_ARRAYS, {"who": actor.id, "program": program})
        row = cursor.fetchone()
    if row is None:
        return None
    member, public_id, user, organisation, country, seats = row
    result = {group[0]: Seated(*group) for group in (_parsed(seats))}
    return Reader(member, public_id, user, organisation, country, result, program)


def _parsed(seats: Any) -> list[list[Any]]:
    data: list[list[Any]] = seats if isinstance(seats, list) else json.loads(seats)
    return data


def _marked(alias: str, owner: str = "") -> str:
    """The condition on a row with a mark; `owner` is the row that has its space and author, where that is another."""
    of = owner or alias
    return f"""({of}.space_id = ANY(%s)
    AND ({alias}.state = 'shown' OR {of}.author_id = %s OR {of}.space_id = ANY(%s))
    AND ({alias}.tlp <= 1
        OR {alias}.tlp < 4 AND ({alias}.recipients = '{{}}' AND {alias}.organisations = '{{}}' OR {of}.author_id = %s
            OR {alias}.recipients @> ARRAY[%s]::bigint[] OR {alias}.organisations @> ARRAY[%s]::varchar[])
        OR {alias}.tlp = 4 AND ({of}.author_id = %s OR {alias}.recipients @> ARRAY[%s]::bigint[])))"""


def _values(reader: Reader | None) -> list[Any]:
    """The values of `_marked`, in its order. Nobody's are such that nothing fits them: the same statement, and no row."""
    if reader is None:
        return [[], 0, [], 0, 0, "", 0, 0]
    named = 0 if reader.program else reader.member
    moderated = [space.id for space in reader.spaces.values() if space.moderates]
    return [
        list(reader.spaces), reader.member, moderated, reader.member, reader.member, reader.organisation, named, named,
    ]  # fmt: skip


def visible_sql(reader: Reader | None, model: type[models.Model], alias: str) -> tuple[str, list[Any]]:
    """The condition on the rows `alias` of a model's table, with its values in order."""
    parts: list[str] = []
    values: list[Any] = []
    if model not in UNMARKED:
        parts.append(_marked(alias))
        values += _values(reader)
    if around := WITHIN.get(model):
        column, outer = around
        name = f"{alias}_in"
        inner, more = visible_sql(reader, outer, name)
        if model in AS_WRITTEN:
            inner, more = f"{inner} AND {_marked(alias, name)}", [*more, *_values(reader)]
        parts.append(
            f"EXISTS (SELECT FROM {outer._meta.db_table} {name} WHERE {name}.id = {alias}.{column} AND {inner})"
        )
        values += more
    return f"({' AND '.join(parts)})", values


def visible(reader: Reader | None, model: type[models.Model]) -> RawSQL:
    """The condition for `model.objects.filter(visible(reader, model))`."""
    text, values = visible_sql(reader, model, model._meta.db_table)
    return RawSQL(text, values, output_field=models.BooleanField())  # noqa: S611 - made of our own words; values apart


def seen[M: models.Model](reader: Reader | None, model: type[M], public_id: str) -> M:
    """One object; unknown, hidden, and anything at all for whoever is no member, answer alike and ask the database the same.

    Raises:
        NotFound: there is none for this reader.
    """
    manager: Any = model._default_manager
    result: M | None = manager.filter(visible(reader, model), public_id=public_id).first()
    if result is None:
        raise absent()
    return result


def part_in(reader: Reader | None, item: MarkedObject) -> frozenset[str]:
    """What a reader is to an object that they see: its `author`, who `moderates` its space."""
    if reader is None:
        return frozenset()
    values = {"author": item.author_id == reader.member, "moderates": reader.spaces[item.space_id].moderates}
    return frozenset(name for name, holds in values.items() if holds)


def absent() -> NotFound:
    """What whoever may not see something is told, as if it were not there."""
    return NotFound("community.not_found", labels.of("community.not_found"))
