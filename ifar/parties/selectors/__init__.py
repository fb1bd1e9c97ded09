"""What an actor may see of the parties."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import TrigramSimilarity
from django.db import connection
from django.db.models import F, Func, Prefetch, Q, QuerySet, TextField
from django.db.models.functions import Greatest

from ifar.errors import NotFound
from ifar.ledger.selectors import Recorded, recorded_about
from ifar.parties import erasing, likeness, names, windows
from ifar.parties.models import Address, Event, FormerKey, Party
from ifar.parties.selectors import former
from ifar.rights import Actor, may

ALIKE: Final = 0.5
"""How alike two skeletons must be: they are short, so that chance likeness is common among them."""
COMPARED: Final = 60
"""How many records are compared closely before the likeliest are offered."""


def visible(actor: Actor) -> Q:
    """The one condition on parties: used by lists, details, searches, counts and exports alike."""
    if not may(actor, "parties:party:read"):
        return Q(pk__in=[])
    return Q(compartment__in=actor.compartments) & windows.is_open(actor)


def parties_for(actor: Actor) -> QuerySet[Party]:
    """The parties that `actor` may see."""
    return Party.objects.filter(visible(actor))


def erasable_for(actor: Actor) -> QuerySet[Party]:
    """The parties whose personal values `actor` may propose to erase: those that nobody may open any more too, unread."""
    if not may(actor, "parties:personal:erase"):
        return Party.objects.none()
    return Party.objects.filter(compartment__in=actor.compartments)


def civilians() -> QuerySet[Party]:
    """Every party of the civilian compartment: for rules whose answer does not depend on who asks."""
    return Party.objects.filter(compartment="civilian")


def dead_people() -> list[tuple[str, int, str, str]]:
    """People who are recorded as dead: identifier, key and identifier of their office, compartment. For the daily review."""
    parties = Party.objects.filter(status="deceased", kind="person", merged_into="").order_by("id")
    return list(parties.values_list("public_id", "agency_id", "agency__public_id", "compartment"))


def party_for(actor: Actor, public_id: str) -> Party:
    """One party with its addresses, the present one first; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    addresses = Prefetch(
        "addresses", Address.objects.order_by(F("valid_from").desc(nulls_last=True), "-event")
    )
    party = (
        parties_for(actor)
        .select_related("agency")
        .prefetch_related(addresses)
        .filter(public_id=public_id)
        .first()
    )
    if party is None:
        raise NotFound("parties.party.not_found")
    return party


# Finding ----------------------------------------------------------------------------------------------------------


def language_of(actor: Actor, public_id: str) -> str:
    """The language in which a party wants papers and letters; empty where it has not said, or the actor may not see it. Two queries."""
    record = survivors([public_id]).get(public_id, public_id) if public_id else ""
    contact = parties_for(actor).filter(public_id=record).values_list("contact", flat=True).first()
    return str((contact or {}).get("language", ""))


def listed(actor: Actor, kind: str = "") -> QuerySet[Party]:
    """The parties that stand for themselves, of one kind or of all."""
    parties = parties_for(actor).filter(merged_into="")
    return parties.filter(kind=kind) if kind else parties


def with_identity(parties: QuerySet[Party], keys: Sequence[str]) -> QuerySet[Party]:
    """Those of `parties` who have an identity number or a registration with one of these keys."""
    derived = Func(
        F("identity_numbers"),
        F("registration"),
        function="parties_identity_keys",
        output_field=ArrayField(TextField()),
    )
    return parties.alias(identity_keys=derived).filter(identity_keys__overlap=list(keys))


_KNOWN_BY_NUMBER: Final = """
SELECT DISTINCT ON (key, p.kind) p.kind, key, p.public_id
FROM parties_party p, unnest(parties_identity_keys(p.identity_numbers, p.registration)) AS key
WHERE parties_identity_keys(p.identity_numbers, p.registration) && %(keys)s::text[] AND key = ANY(%(keys)s::text[])
  AND p.agency_id = %(agency)s AND p.merged_into = '' ORDER BY key, p.kind, p.id
"""
_KNOWN_BY_BIRTH: Final = """
SELECT DISTINCT ON (asked.name, asked.born, asked.kind) asked.kind, asked.name, asked.born::text, p.public_id
FROM unnest(%s::text[], %s::text[], %s::date[]) AS asked (kind, name, born)
JOIN parties_party p ON p.born = asked.born JOIN parties_namekey k ON k.party_id = p.id AND k.folded = asked.name
WHERE p.agency_id = %s AND p.kind = asked.kind AND p.merged_into = '' ORDER BY asked.name, asked.born, asked.kind, p.id
"""


def office_has_any(agency_id: int) -> bool:
    """Whether an office has registered any party yet."""
    return Party.objects.filter(agency_id=agency_id).exists()


def known_by_number(agency_id: int, asked: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """An office's parties by pairs of kind and identity key, many at once: pair -> public identifier. One query."""
    wanted = set(asked)
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_BY_NUMBER, {"keys": sorted({key for _, key in asked}), "agency": agency_id})
        return {(kind, key): public_id for kind, key, public_id in cursor.fetchall() if (kind, key) in wanted}


def known_by_birth(agency_id: int, asked: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str, str], str]:
    """An office's parties by kind, folded name and birth date, many at once: triple -> public identifier. One query."""
    columns = [[row[at] for row in asked] for at in range(3)]
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN_BY_BIRTH, (*columns, agency_id))
        return {(kind, name, born): public_id for kind, name, born, public_id in cursor.fetchall()}


_PARTICLE_BONES: Final = frozenset(names.skeleton(particle) for particle in names.PARTICLES)


def find_by_name(actor: Actor, text: str, limit: int = 20) -> list[Party]:
    """Parties whose folded name is like `text`, across scripts and word order; best first.

    A name that stands on a record that was joined leads to the record that stands for it.
    """
    pool = parties_for(actor)
    return standing(
        actor, former.joined(like_names(pool, text)[:limit], _formerly_like(pool, text)[:limit], limit)
    )


def like_names(results: QuerySet[Any, Any], text: str, keys: str = "keys__") -> QuerySet[Any, Any]:
    """Those of `results` whose name is like `text`, the likeliest first; `keys` is the way to the keys of names."""
    key = names.folded(text)
    if not key:
        return results.none()
    bones = names.skeleton(key)
    same_sound = (
        Q((f"{keys}skeleton__trigram_similar", bones)) & Q(sound__gte=ALIKE)
        if len(bones) > 3
        else Q(pk__in=[])
    )
    ordered: QuerySet[Any, Any] = (
        results.annotate(
            likeness=TrigramSimilarity(f"{keys}folded", key),
            sound=TrigramSimilarity(f"{keys}skeleton", bones),
        )
        .filter(Q((f"{keys}folded__trigram_similar", key)) | same_sound | _each_word_of(bones, keys))
        .order_by(Greatest("likeness", "sound").desc(), "id")
    )
    return ordered


def _formerly_like(pool: QuerySet[Party], text: str) -> QuerySet[FormerKey]:
    """The former names like `text` of the records of `pool`, the likeliest first."""
    keys = FormerKey.objects.filter(field="name", party__in=pool).select_related("party")
    return like_names(keys, text, "")


def _each_word_of(bones: str, keys: str) -> Q:
    """Names that have every word, whatever else they have: a family name alone is too little like a whole name.

    The words hold letters and digits only; the index of the skeletons answers whole words.
    """
    words = [word for word in bones.split() if word not in _PARTICLE_BONES]
    if not any(len(word) > 1 for word in words):
        return Q(pk__in=[])
    return reduce(and_, (Q((f"{keys}skeleton__regex", rf"\m{word}\M")) for word in words))


def find(actor: Actor, text: str, limit: int = 50) -> list[Party]:
    """Parties by identity number, registration number or name; a number that is met exactly wins over names."""
    key = likeness.identity_key(text)
    is_number = len(key) >= 4 and any(character.isdigit() for character in key)
    pool = parties_for(actor)
    exact = (
        former.joined(
            with_identity(pool, [key]).order_by("id")[:limit], former.numbered(pool, [key])[:limit], limit
        )
        if is_number
        else []
    )
    return standing(actor, exact) or find_by_name(actor, text, limit)


def standing(actor: Actor, parties: Iterable[Party]) -> list[Party]:
    """The records that stand for those found, each once, in the same order."""
    rows = list(parties)
    joined = [party.public_id for party in rows if party.merged_into]
    if not joined:
        return rows
    ends = survivors(joined)
    standing_for = {
        party.public_id: party for party in parties_for(actor).filter(public_id__in=set(ends.values()))
    }
    ordered = [standing_for.get(ends[party.public_id]) if party.merged_into else party for party in rows]
    return list({party.pk: party for party in ordered if party is not None}.values())


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody on record who may be the same, and why."""

    party: Party
    likeness: likeness.Likeness


def described(party: Party) -> dict[str, Any]:
    """A record as `likeness.compare` wants it."""
    values = {
        name: getattr(party, name)
        for name in ("kind", "name", "identity_numbers", "sex", "country", "registration")
    }
    return {**values, "born": party.born.isoformat() if party.born else ""}


def descriptions_of(parties: Iterable[Party]) -> Mapping[int, list[dict[str, Any]]]:
    """Records as `likeness.best` wants them, by their keys: as each is now, then as it was, which says so. At most one query."""
    rows = {party.pk: party for party in parties}
    changed = [pk for pk, party in rows.items() if party.n > 1]
    were = former.values_of(changed) if changed else {}
    now = {pk: described(party) for pk, party in rows.items()}
    return {pk: [values, *former.as_it_was(values, were.get(pk, ()))] for pk, values in now.items()}


def likely_same(
    actor: Actor, kind: str, values: Mapping[str, Any], *, without: str = "", limit: int = 5
) -> list[Match]:
    """Parties on record who may be the one described: by number, by name across scripts, by birth date. Best first."""
    ordered = likely_among(parties_for(actor), kind, values, without=without, limit=limit)
    return _standing_matches(actor, ordered)


def likely_among(
    parties: QuerySet[Party], kind: str, values: Mapping[str, Any], *, without: str = "", limit: int = 5
) -> list[Match]:
    """Those of `parties` who may be the one described, best first, each under its own record; for rules that no view limits."""
    pool = parties.filter(kind=kind)
    own = records_of(without) if without else frozenset()
    ours = {**values, "kind": kind}
    best: dict[int, Match] = {}
    found_ones = {record.pk: record for record in comparable(pool, values)}
    descriptions = descriptions_of(found_ones.values())
    for party in found_ones.values():
        match = Match(party, likeness.best([ours], descriptions[party.pk]))
        if match.likeness.is_likely and party.public_id not in own:
            best[party.pk] = match
    return sorted(best.values(), key=lambda match: (-match.likeness.points, match.party.pk))[:limit]


def comparable(
    pool: QuerySet[Party], values: Mapping[str, Any], *, named: QuerySet[Party] | None = None
) -> Iterator[Party]:
    """The records of `pool` that it is worth to compare closely with a description; some may come twice.

    Args:
        named: the same records, as the index of names finds them best.
    """
    numbers = [
        str(identity_number.get("number", "")) for identity_number in values.get("identity_numbers") or ()
    ]
    keys = [
        key for text in (*numbers, values.get("registration") or "") if (key := likeness.identity_key(text))
    ]
    if keys:
        yield from with_identity(pool, keys)[:COMPARED]
        yield from (key.party for key in former.numbered(pool, keys)[:COMPARED])
    if name := values.get("name"):
        named = pool if named is None else named
        yield from like_names(named, name)[:COMPARED]
        yield from (key.party for key in _formerly_like(pool, name)[:COMPARED])
        # A common name brings more than can be compared; among them the same birth date must not be missed.
        if values.get("born"):
            yield from like_names(named.filter(born=values["born"]), name)[:COMPARED]


def _standing_matches(actor: Actor, matches: Sequence[Match]) -> list[Match]:
    """Each match under the record that stands for it; the reasons are those of the record that is alike."""
    ends = survivors([match.party.public_id for match in matches if match.party.merged_into])
    wanted = parties_for(actor).filter(public_id__in=set(ends.values())) if ends else ()
    by_id = {party.public_id: party for party in wanted}
    shown: dict[int, Match] = {}
    for match in matches:
        stands = by_id.get(ends.get(match.party.public_id, ""), match.party)
        shown.setdefault(stands.pk, Match(stands, match.likeness))
    return list(shown.values())


# Records that were joined -----------------------------------------------------------------------------------------

_RECORDS: Final = """
WITH RECURSIVE up AS (
    SELECT public_id, merged_into FROM parties_party WHERE public_id = ANY(%s)
    UNION SELECT p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
), whole AS (
    SELECT public_id FROM up WHERE merged_into = ''
    UNION SELECT p.public_id FROM whole JOIN parties_party p ON p.merged_into = whole.public_id AND p.merged_into <> ''
)
SELECT public_id FROM whole
"""
_SURVIVORS: Final = """
WITH RECURSIVE up AS (
    SELECT public_id AS begun, public_id, merged_into FROM parties_party WHERE public_id = ANY(%s)
    UNION SELECT up.begun, p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
)
SELECT begun, public_id FROM up WHERE merged_into = ''
"""


def records_of(public_id: str) -> frozenset[str]:
    """The records of one party: the one that stands, and all that were joined to it, at any remove; itself if unknown."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, [[public_id]])
        return frozenset(row[0] for row in cursor.fetchall()) | {public_id}


_GROUPS: Final = """
WITH RECURSIVE up AS (
    SELECT public_id AS begun, public_id, merged_into FROM parties_party WHERE public_id = ANY(%s)
    UNION SELECT up.begun, p.public_id, p.merged_into FROM up JOIN parties_party p ON p.public_id = up.merged_into
), whole AS (
    SELECT begun, public_id FROM up WHERE merged_into = ''
    UNION SELECT w.begun, p.public_id FROM whole w JOIN parties_party p ON p.merged_into = w.public_id AND p.merged_into <> ''
)
SELECT begun, array_agg(public_id::text) FROM whole GROUP BY begun
"""


def records_of_all(public_ids: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """`records_of` for many parties at once. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, [list(public_ids)])
        result = {begun: frozenset(records) for begun, records in cursor.fetchall()}
    return {text: result.get(text, frozenset()) | {text} for text in public_ids}


def survivors(public_ids: Sequence[str]) -> Mapping[str, str]:
    """Record -> the record that stands for it: itself, or the end of the chain of joins."""
    with connection.cursor() as cursor:
        cursor.execute(_SURVIVORS, [list(public_ids)])
        return dict(cursor.fetchall())


# What was recorded about a party ----------------------------------------------------------------------------------

_COMMITTED: Final = """
SELECT e.entry, k.field, p.value::text, e.act = 'parties.erased' FROM ledger_entry e
LEFT JOIN LATERAL jsonb_object_keys(e.commitments) AS k(field) ON true
LEFT JOIN ledger_personal p ON p.entry = e.entry AND p.field = k.field
WHERE e.object = %s AND starts_with(e.act, 'parties.')
"""
_ERASURES: Final = (
    "SELECT entry, ledger_payload(entry)::text FROM ledger_entry WHERE object = %s AND act = 'parties.erased'"
)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that was recorded about a party.

    Attributes:
        n: its number among the party's events; None for an erasure, which is no event but takes values away.
        values: what it said, by name; an erased value is not among them.
        erased: the names of values that it said and that were lawfully erased since, or, of an erasure, that it took.
        ground: of an erasure, its lawful ground.
        likeness: of a joining, the codes of the reasons for and against that were seen when it was decided.
    """

    n: int | None
    kind: str
    recorded: Recorded
    values: Mapping[str, Any] = field(default_factory=dict)
    erased: Sequence[str] = ()
    ground: str = ""
    likeness: Sequence[str] = ()

    @property
    def entry(self) -> uuid.UUID:
        """The entry in the ledger."""
        return self.recorded.entry


UNSAID: Final = frozenset({"compartment", "agency", "kind", "state"})
"""Changes that a history does not repeat: they say where the record is kept, not who somebody is."""


def history_of(party: Party, witnesses_needed: int) -> list[HistoryEntry]:
    """Everything that was recorded about a party, in recorded order, with old values and proofs. Three or four queries."""
    events = {event.id: event for event in Event.objects.filter(subject=party.public_id)}
    personal: dict[uuid.UUID, dict[str, Any]] = {}
    erased: dict[uuid.UUID, list[str]] = {}
    any_erasure = False
    with connection.cursor() as cursor:
        cursor.execute(_COMMITTED, [party.public_id])
        for entry, name, value, is_erasure in cursor.fetchall():
            any_erasure |= is_erasure
            if name and value is None:
                erased.setdefault(entry, []).append(name)
            elif name:
                personal.setdefault(entry, {})[name] = json.loads(value)
    erasures = _erasures(party.public_id) if any_erasure else {}
    return [
        _history_entry(
            item,
            events.get(item.entry),
            personal.get(item.entry, {}),
            erased.get(item.entry, []),
            erasures.get(item.entry),
        )
        for item in recorded_about(party.public_id, "parties.", witnesses_needed)
    ]


def _erasures(public_id: str) -> dict[uuid.UUID, Mapping[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_ERASURES, [public_id])
        return {entry: json.loads(payload) for entry, payload in cursor.fetchall()}


def _history_entry(
    recorded: Recorded,
    event: Event | None,
    personal: Mapping[str, Any],
    erased: Sequence[str],
    erasure: Mapping[str, Any] | None,
) -> HistoryEntry:
    if event is None:
        taken = (erasure or {}).get("erased", ())
        names_taken = sorted({str(value["field"]) for value in taken})
        return HistoryEntry(
            None,
            recorded.act.partition(".")[2],
            recorded,
            {},
            names_taken,
            str((erasure or {}).get("ground", "")),
        )
    public = {name: value for name, value in event.changes.items() if name not in UNSAID}
    address = event.details.get("address") or {}
    place = [
        part
        for part in (*(personal.get("address") or ()), address.get("area"), address.get("country"))
        if part
    ]
    values = {**public, **personal, **({"address": place} if place else {})}
    seen = (event.details.get("likeness") or {}).get("reasons", ())
    return HistoryEntry(event.n, event.kind, recorded, values, tuple(erased), likeness=tuple(map(str, seen)))


def event_for(actor: Actor, public_id: str, entry: uuid.UUID) -> None:
    """Make sure that an entry speaks of a party that the actor may see.

    Raises:
        NotFound: it does not, or there is none for this actor.
    """
    seen = parties_for(actor).filter(public_id=public_id).exists()
    if not seen or not any(item.entry == entry for item in recorded_about(public_id, "parties.", 0)):
        raise NotFound("parties.event.not_found")


def erasable(public_id: str) -> list[str]:
    """The names of personal values that are still there to be erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.field FROM ledger_personal p JOIN parties_event e ON e.id = p.entry WHERE e.subject = %s",
            [public_id],
        )
        own = {row[0] for row in cursor.fetchall()}
    return sorted(own | {field for _, field in erasing.further_values(public_id)})
