"""What the verifier asks of recoveries besides their records: observations of the market, and the hits and people that follow from acts.

The SQL stands here in full and calls no function of the database's own making, because whoever can alter rows can alter functions too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay, Source, kept_apart, ties
from ifar.recoveries.triggers import REMARK

_AGENCY: Final = "(SELECT public_id FROM public.accounts_agency WHERE id = r.agency_id)"
_MICROS: Final = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'

OBSERVED: Final = Source(
    name="recoveries_observation",
    acts=("recoveries.observed",),
    rows=f"""SELECT r.entry, jsonb_build_object('agency', {_AGENCY}, 'compartment', r.compartment, 'thing', r.thing, 'calibre', r.calibre,
        'condition', r.condition, 'place', r.place, 'area', r.area, 'on', r."on", 'price', r.price, 'currency', r.currency,
        'price_kind', r.price_kind, 'availability', r.availability, 'channel', r.channel,
        'at', to_char(r.at AT TIME ZONE 'UTC', '{_MICROS}')) FROM public.recoveries_observation r WHERE r.entry = ANY(%s)""",
    strays="""SELECT r.entry, 'an observation of the market' FROM public.recoveries_observation r
              WHERE NOT EXISTS (SELECT FROM public.ledger_entry l WHERE l.entry = r.entry)""",
    ties=ties("public.recoveries_observation", {"object": _AGENCY, "actor": "r.observer"}),
)

_SAID: Final = f"""
SELECT e.subject, e.kind, e.id::text, e.details, l.actor, to_char(l.recorded_at AT TIME ZONE 'UTC', '{_MICROS}'),
       (SELECT coalesce(jsonb_object_agg(p.field, p.value), '{{}}') FROM public.ledger_personal p WHERE p.entry = e.id)
FROM public.recoveries_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('hit', 'judged', 'person_named', 'person_changed') AND (%(all)s OR e.subject = ANY(%(objects)s)) ORDER BY l.id
"""
_LIVE: Final = (
    """SELECT c.public_id, p.entry::text, to_jsonb(p) - 'entry' - 'case_id'
    FROM public.recoveries_person p JOIN public.recoveries_case c ON c.id = p.case_id WHERE %(all)s OR c.public_id = ANY(%(objects)s)""",
    f"""SELECT i.public_id, h.entry::text, to_jsonb(h) - 'entry' - 'item_id' - 'firearm_id'
        || jsonb_build_object('firearm', f.public_id, 'at', to_char(h.at AT TIME ZONE 'UTC', '{_MICROS}'))
    FROM public.recoveries_hit h JOIN public.recoveries_item i ON i.id = h.item_id JOIN public.registry_firearm f ON f.id = h.firearm_id
    WHERE %(all)s OR i.public_id = ANY(%(objects)s)""",
)
_RECORDS: Final = ("case", "item")
_NAMES: Final = ("persons", "hits")


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    params = {"all": objects is None, "objects": sorted(objects or ())}
    texts: tuple[dict[str, dict[str, Any]], ...] = (defaultdict(dict), defaultdict(dict))
    cursor.execute(_SAID, params)
    for row in cursor.fetchall():
        _follow(texts, *row)
    for record_type, name, rows, query in zip(_RECORDS, _NAMES, texts, _LIVE, strict=True):
        live: dict[str, dict[str, Any]] = defaultdict(dict)
        cursor.execute(query, params)
        for subject, entry, values in cursor.fetchall():
            live[subject][entry] = values
        for subject in sorted(live.keys() | rows.keys()):
            if live.get(subject, {}) != rows.get(subject, {}):
                # Who somebody is, is not repeated in a finding.
                place = f"{record_type} {subject}, {name}"
                yield Difference("state_differs", place, "other values", "what its events set")


def _follow(
    values: tuple[dict[str, dict[str, Any]], ...],
    subject: str,
    kind: str,
    entry: str,
    details: dict[str, Any],
    actor: str,
    at: str,
    kept: Mapping[str, Any],
) -> None:
    """The hit or the person that follows from an act, or what it changes of one."""
    persons, hits = values
    match kind:
        case "hit":
            hits[subject][entry] = {**details, "at": at, "verdict": "", "judged_by": "", "note": ""}
        case "judged":
            result = {"verdict": details.get("verdict"), "judged_by": actor, "note": kept.get("note", "")}
            hits[subject].setdefault(str(details.get("hit")), {}).update(result)
        case "person_named":
            persons[subject][entry] = {
                **details,
                "group": kept.get("group", ""),
                "described": kept.get("described"),
                "last_entry": entry,
            }
        case "person_changed":
            result = {name: details.get(name) for name in ("stage", "stage_on", "offences")}
            persons[subject].setdefault(str(details.get("person")), {}).update(
                {**result, "last_entry": entry}
            )


FOLLOWED: Final = (
    Replay(name="recoveries_after", check=_check),
    kept_apart("recoveries_observation", REMARK),
)
