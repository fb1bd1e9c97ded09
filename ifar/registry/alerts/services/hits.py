"""What comes into the register is matched against the searches that stay open.

Whoever writes marks states it as a fact in the same transaction (`tell_marked`); the outbox brings it here at once. One statement
finds the searches that any number of new marks meet; only what it finds is judged. What the searcher may not see becomes a restricted hit.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q

from ifar.accounts.selectors import desks, people
from ifar.accounts.services import notices
from ifar.ledger import services as ledger
from ifar.outbox.handlers import Fact
from ifar.outbox.services import state_fact
from ifar.reference import selectors as reference
from ifar.registry.alerts import restricted_hits, saved_search
from ifar.registry.alerts.selectors.saved_searches import came_since
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.alerts.services.saved_searches import act, lock, note_hit
from ifar.registry.marks.reading import KEYS_VERSION
from ifar.registry.models import Firearm, SavedSearch, SavedSearchHit, SavedSearchKey
from ifar.registry.search.former_marks import is_known
from ifar.registry.search.matching import FIELDS, Held, Match, judge
from ifar.rights import Actor, compartments_of

MARKED: Final = "registry.marked"
HIT: Final = "registry.search_hit"
"""Topic of a fact: a saved search met a firearm that its desk may see. Payload: search, firearm, mark, plain, percent, reasons."""
__all__ = ["HIT", "MARKED", "marked", "remind", "tell_marked"]
JOB: Final = Actor(kind="job", id="saved_searches", name="saved_searches")

_MET: Final = "SELECT search_id, firearm_id, n, kind, plain, folded FROM registry_searches_met(%s)"
_FACTS: Final = """
SELECT f.id, f.public_id, f.compartment, f.make, f.model, f.calibre, f.type, f.country_made, f.year,
       f.make_raw, f.model_raw, f.calibre_raw, f.type_raw, f.country_made_raw, f.former
FROM registry_firearm f WHERE f.id = ANY(%s) AND f.merged_into = ''
"""
_STALE: Final = "SELECT search_id FROM registry_savedsearchkey WHERE version < %s"


class Met(NamedTuple):
    """A mark that is likely enough the one that a search looks for."""

    firearm_id: int
    firearm: str
    compartment: str
    mark_n: int
    plain: str
    match: Match
    chance: float


class _Mark(NamedTuple):
    """A mark that shares a key with a search."""

    firearm_id: int
    n: int
    kind: str
    plain: str
    folded: str


def tell_marked(firearms: Sequence[int]) -> None:
    """State that marks or the identity of these firearms (internal keys) were written, in the transaction that did it."""
    state_fact(topic=MARKED, key="", payload={"firearms": list(firearms)})


def marked(fact: Fact) -> None:
    """Match new or changed firearms against all open searches. Idempotent: a hit is noted once."""
    _refresh_keys()
    with connection.cursor() as cursor:
        cursor.execute(_MET, [fact.payload["firearms"]])
        by_search: dict[int, list[_Mark]] = defaultdict(list)
        for key, *mark in cursor.fetchall():
            by_search[key].append(_Mark(*mark))
    looking = open_ones(by_search)
    near = {record.pk: _fitting(record, by_search[record.pk]) for record in looking}
    facts = _facts({mark.firearm_id for marks in near.values() for mark in marks})
    size = restricted.register_size() if facts else 0
    for search in looking:
        if marks := near[search.pk]:
            take(search, _judged(search, marks, facts, size))


def open_ones(keys: Iterable[int]) -> list[SavedSearch]:
    """Those of some searches that are open now, with their offices; in the order of their keys, as locks are taken."""
    is_open = Q(closed="", expires_at__gt=ledger.now())
    return list(
        SavedSearch.objects.filter(is_open, pk__in=list(keys)).select_related("agency").order_by("pk")
    )


def _refresh_keys() -> None:
    """Make the keys of open searches anew where they follow older rules than the marks' own."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [KEYS_VERSION])
        stale = [key for (key,) in cursor.fetchall()]
    for search in SavedSearch.objects.filter(pk__in=stale):
        keys = saved_search.keys_of_question(saved_search.question_of(search.question))
        SavedSearchKey.objects.filter(search=search).update(keys=keys, version=KEYS_VERSION)


def _fitting(search: SavedSearch, marks: Sequence[_Mark]) -> list[_Mark]:
    """The marks that fit a search's question, of the kinds that it looks at."""
    fits = saved_search.fitting(saved_search.question_of(search.question))
    kinds = search.question.get("kinds")
    return [mark for mark in marks if (not kinds or mark.kind in kinds) and fits(mark.folded)]


def _facts(firearms: set[int]) -> dict[int, tuple[str, str, dict[str, Any]]]:
    """Public identifier, compartment and what is known, of firearms by key; records that were joined to others are left out."""
    if not firearms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [sorted(firearms)])
        return {row[0]: (row[1], row[2], _known(row[3:])) for row in cursor.fetchall()}


def _known(row: Sequence[Any]) -> dict[str, Any]:
    *results, former = row
    raw = {name: text for name, text in zip(FIELDS[:-1], results[len(FIELDS) :], strict=True) if text}
    return {**dict(zip(FIELDS, results[: len(FIELDS)], strict=True)), "raw": raw, "former": former}


def _judged(
    search: SavedSearch,
    marks: Sequence[_Mark],
    facts: Mapping[int, tuple[str, str, dict[str, Any]]],
    size: int,
) -> list[Met]:
    """What of these marks is likely enough the one, each firearm with the mark that fits best."""
    there = {facts[mark.firearm_id][0]: mark.firearm_id for mark in marks if mark.firearm_id in facts}
    helds = [
        Held(facts[mark.firearm_id][0], mark.plain, n=mark.n, **facts[mark.firearm_id][2])
        for mark in marks
        if mark.firearm_id in facts
    ]
    question = saved_search.question_of(search.question)
    wider = reference.wider_types() if question.type and helds else None
    matches = judge(question, helds, register_size=size, wider=wider)
    return [
        Met(key, match.held.key, facts[key][1], match.held.n, match.held.plain, match, chance)
        for match in matches
        for key in (there[match.held.key],)
        for chance in (saved_search.chance_of(match, size),)
        if chance >= saved_search.WORTH
    ]


# What becomes of what was met ---------------------------------------------------------------------------------------------


@transaction.atomic
def take(search: SavedSearch, met: Sequence[Met]) -> None:
    """Note the hits of a search that its desk may see and tell the searcher; hand the others to their owners."""
    if not met:
        return
    lock(search.pk)
    visible = compartments_of(search.agency.kind)
    hidden = [item for item in met if item.compartment not in visible]
    size = restricted.register_size()
    meant = [item for item in hidden if restricted_hits.counts(item.match, size)]
    meant.sort(key=lambda item: (restricted_hits.errors_of(item.match), -item.chance, item.firearm))
    refer(search, list(dict.fromkeys(item.firearm for item in meant)))
    hits = SavedSearchHit.objects.filter(savedsearch=search)
    known = set(hits.values_list("firearm_id", "mark_n", "plain"))
    best: dict[int, Met] = {}
    for row in sorted(met, key=lambda item: (-item.chance, item.firearm, item.mark_n)):
        if row.compartment in visible:
            best.setdefault(row.firearm_id, row)
    new = [item for item in best.values() if not is_known(item.firearm, item.mark_n, item.plain, known)]
    if new:
        _note(search, new)


def _note(search: SavedSearch, new: Sequence[Met]) -> None:
    with_room = _with_room(search, new)
    entries: list[tuple[Met, uuid.UUID]] = []
    for row in with_room:
        met = {
            "firearm": row.firearm,
            "plain": row.plain,
            "percent": saved_search.percent_of(row.chance),
            "reasons": saved_search.reasons_of(row.match),
        }
        if entry := note_hit(JOB, search, {**met, "mark_n": row.mark_n}):
            entries.append((row, entry))
            fact = {**met, "mark": row.mark_n, "search": search.public_id}
            state_fact(topic=HIT, key=search.public_id, payload=fact)
    since = came_since(search, [item.firearm for item, _entry in entries])
    for there in (False, True):
        some = [entry for item, entry in entries if (item.firearm not in since) == there]
        if some:
            params = {"number": len(some), "serial": search.question["serial"], "there": there}
            tell(search, "registry.search_hit", str(some[0]), params)
    if len(new) > len(with_room):
        number = SavedSearchHit.objects.filter(savedsearch=search).count()
        tell(
            search,
            "registry.search_full",
            f"full:{search.public_id}:{number}",
            {"serial": search.question["serial"]},
        )


def _with_room(search: SavedSearch, new: Sequence[Met]) -> Sequence[Met]:
    """Those for which there is room among the hits that wait: of each office so many, so that what one of them enters keeps out nothing of another's."""
    waiting = SavedSearchHit.objects.filter(savedsearch=search, verdict="").order_by()
    of_office = Counter(dict(waiting.values_list("firearm__agency").annotate(n=Count("pk"))))
    if of_office.total() + len(new) <= saved_search.MOST_WAITING:
        return new
    offices = dict(Firearm.objects.filter(pk__in=[row.firearm_id for row in new]).values_list("pk", "agency"))
    taken = []
    for met in new:
        if of_office[offices[met.firearm_id]] < saved_search.MOST_WAITING:
            of_office[offices[met.firearm_id]] += 1
            taken.append(met)
    return taken


def refer(search: SavedSearch, firearms: Sequence[str]) -> None:
    """Alert the owners of hidden firearms that a search means; tell its desk whom to ask, where it is one that is told.

    A desk is named once, however many firearms and however often, and desks come by name; so nothing but that it should be asked is
    learnt.

    Args:
        firearms: by public identifier, the likeliest first.
    """
    if not firearms:
        return
    asker = asker_of(search)
    lock(search.pk)
    named = list(SavedSearch.objects.values_list("asked", flat=True).get(pk=search.pk))
    met = restricted.desks_of(firearms)
    restricted.alert(asker, search.question, met, firearms)
    for hidden in met:
        if search.answers_restricted and hidden.desk.agency not in named:
            named.append(hidden.desk.agency)
            if entry := act(JOB, search.pk, "referred", changes={"asked": named}):
                params = {"desk": hidden.desk.name, "serial": search.question["serial"]}
                tell(search, "registry.search_referred", str(entry), params)


def asker_of(search: SavedSearch) -> restricted.Asker:
    """Who asks with a search that stays open, as those are told who must hear of it."""
    return restricted.Asker(
        id=search.owner,
        name=people.names_of({search.owner}).get(search.owner, ""),
        agency=search.agency.public_id,
        agency_id=search.agency_id,
        agency_name=search.agency.name,
        purpose=search.purpose,
        case=search.case,
        search=search.public_id,
        reference=search.reference,
        told=search.answers_restricted,
    )


def tell(search: SavedSearch, kind: str, once: str, params: Mapping[str, Any]) -> None:
    """Tell the searcher; or the whole desk, where they serve there no more."""
    here = desks.is_served_by(search.agency_id, search.owner, "registry:search:keep")
    whom = {"user": search.owner} if here else {"permission": "registry:search:keep"}
    notices.tell(
        kind=kind, object=search.public_id, agency_id=search.agency_id, once=once, params=params, **whom
    )


def remind() -> int:
    """Remind those whose searches end soon; returns how many. A job of every night."""
    now = ledger.now()
    soon = SavedSearch.objects.filter(
        closed="", expires_at__gt=now, expires_at__lt=now + saved_search.REMINDED
    )
    for search in soon.select_related("agency"):
        end = search.expires_at.date().isoformat()
        params = {"serial": search.question["serial"], "end": end}
        tell(search, "registry.search_ending", f"ending:{search.public_id}:{end}", params)
    return len(soon)
