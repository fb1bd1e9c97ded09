"""What the register gives the official returns: how many events of a year, and how many arms at its end, are alike in all that counts.

Counts of the whole State, every compartment, for whoever may read official figures (`returns:figure:read`); no row is opened with them.
What is a matter of national security is in none of them (Protocol art. 4), and neither is a part, a merged record or an event that was
taken back. The rows behind a figure are those of `selectors.firearms_for`, which each actor sees as far as their office may.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ifar.registry.models import Firearm
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor, require

PERMISSION: Final = "returns:figure:read"

_COUNTED: Final = "f.item = 'firearm' AND f.merged_into = '' AND NOT f.national_security"
_BEFORE: Final = """(SELECT b.changes ->> '{0}' FROM registry_event b WHERE b.firearm_id = e.firearm_id AND b.n < e.n AND b.changes ? '{0}'
    ORDER BY b.n DESC LIMIT 1)"""
_EVENTS: Final = f"""
SELECT e.firearm_id, e.kind, coalesce(f.type, '') AS type, coalesce(e.details ->> 'country', '') AS partner,
       coalesce(e.details ->> 'country_of_origin', f.country_made, '') AS origin, f.compartment, left(f.category, 1) AS category,
       coalesce({_BEFORE.format("ownership")}, '') AS owned, coalesce({_BEFORE.format("legal")}, '') AS legal
FROM registry_event e JOIN registry_firearm f ON f.id = e.firearm_id
WHERE e.kind = ANY(%s) AND {_COUNTED} AND e.id NOT IN (SELECT unnest(%s::uuid[]))
  AND extract(year FROM coalesce(e.occurred_from, (SELECT l.recorded_at FROM ledger_entry l WHERE l.entry = e.id)) AT TIME ZONE e.zone) = %s
  AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = e.firearm_id AND a.n = e.n + 1 AND a.kind = 'annulled')
"""
"""One row for each event: parameters are the kinds, the events to leave out and the year (when it happened, where it happened; when it was recorded, where nobody knows)."""
_STOCK: Final = f"""
SELECT t.firearm_id, t.state AS kind, coalesce(f.type, '') AS type, '' AS partner, coalesce(f.country_made, '') AS origin, f.compartment,
       left(f.category, 1) AS category, t.ownership AS owned, '' AS legal
FROM (SELECT e.firearm_id, (array_agg(e.changes ->> 'state' ORDER BY e.n DESC) FILTER (WHERE e.changes ? 'state'))[1] AS state,
             (array_agg(e.changes ->> 'ownership' ORDER BY e.n DESC) FILTER (WHERE e.changes ? 'ownership'))[1] AS ownership
      FROM registry_event e WHERE coalesce(e.occurred_from, '-infinity') < %s GROUP BY e.firearm_id
      HAVING bool_or(e.changes ->> 'ownership' = 'state')) t
JOIN registry_firearm f ON f.id = t.firearm_id
WHERE t.ownership = 'state' AND t.state = ANY(%s) AND {_COUNTED}
"""
"""One row for each arm that was the State's at a moment, in one of some states; parameters are the moment and the states."""
_HELD: Final = f"""
SELECT f.id AS firearm_id, f.state AS kind, coalesce(f.type, '') AS type, '' AS partner, coalesce(f.country_made, '') AS origin, f.compartment,
       left(f.category, 1) AS category, f.ownership AS owned, f.legal
FROM registry_firearm f WHERE f.state = ANY(%s) AND f.compartment = 'civilian' AND {_COUNTED}
"""
_KEY: Final = "jsonb_build_array(kind, type, partner, origin, compartment, category, owned, legal)::text"
STOCKED: Final = ("in_stock_state", "held_state", "on_loan", "in_repair", "at_proof_house", "temp_exported")
"""States in which what is the State's is in its stocks (ITI 8(d)); what was seized, confiscated or lost is not."""
PRIVATELY: Final = ("held_civilian", "held_company", "held_museum")


class Life(NamedTuple):
    """Events, or arms, that count alike: `key` names the group, `number` of them.

    `kind` is the event, or the state of a stock; `partner` the other country of a border crossing; `origin` where it was made;
    `category` the letter of its legal category; `owned` and `legal` what it was before the event.
    """

    key: str
    kind: str
    type: str
    partner: str
    origin: str
    compartment: str
    category: str
    owned: str
    legal: str
    number: int


def events(
    actor: Actor, year: int, kinds: Collection[str], without: Collection[uuid.UUID] = ()
) -> list[Life]:
    """The events of a year of these kinds, by all that decides where they count.

    Args:
        without: events that whoever asks counts elsewhere.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return _grouped(_EVENTS, [sorted(kinds), list(without), year])


def stock(actor: Actor, year: int) -> list[Life]:
    """The State's own arms as they stood at the end of a year (or stand now, where it has not ended), by all that counts.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return _grouped(_STOCK, [_end(year), list(STOCKED)])


def held(actor: Actor) -> list[Life]:
    """The firearms that persons, companies and museums hold now, by all that counts.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    return _grouped(_HELD, [list(PRIVATELY)])


def on_record(actor: Actor, year: int) -> int:
    """How many firearms the register had a record of at the end of a year; 0 also where it was founded later.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM registry_firearm f WHERE f.registered_at < %s AND {_COUNTED}", [_end(year)])  # fmt: skip
        return int(cursor.fetchone()[0])


def behind(
    actor: Actor,
    year: int,
    source: str,
    kinds: Collection[str],
    keys: Collection[str],
    without: Collection[uuid.UUID] = (),
) -> QuerySet[Firearm]:
    """The firearms of groups, of those that the actor may see. `source` is `events`, `stock` or `held`; `without` as in `events`.

    Raises:
        Forbidden: the actor may not read official figures.
    """
    require(actor, PERMISSION)
    sources: dict[str, tuple[str, list[Any]]] = {
        "events": (_EVENTS, [sorted(kinds), list(without), year]),
        "stock": (_STOCK, [_end(year), list(STOCKED)]),
        "held": (_HELD, [list(PRIVATELY)]),
    }
    statement, values = sources[source]
    inside = RawSQL(  # noqa: S611 - put together from constants; the values are parameters
        f"SELECT firearm_id FROM ({statement}) counted WHERE {_KEY} = ANY(%s)", (*values, list(keys))
    )
    return firearms_for(actor).filter(pk__in=inside)


def _end(year: int) -> dt.datetime:
    return dt.datetime(year + 1, 1, 1, tzinfo=dt.UTC)


def _grouped(statement: str, values: Sequence[Any]) -> list[Life]:
    columns = "kind, type, partner, origin, compartment, category, owned, legal"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_KEY}, {columns}, count(*) FROM ({statement}) counted GROUP BY 1, {columns} ORDER BY 1",
            values,
        )
        return [Life(*row) for row in cursor.fetchall()]
