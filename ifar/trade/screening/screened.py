"""Lists and matches as an actor may see them, and what the screening reads of the register."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import F, Q, QuerySet

from ifar.accounts.models import Agency
from ifar.errors import NotFound
from ifar.parties.models import Party as Registered
from ifar.parties.selectors import descriptions_of
from ifar.rights import Actor, may
from ifar.trade import labels
from ifar.trade.models import Authorisation, Event, Journey, Match, Party, Watchlist
from ifar.trade.screening.lists import Entry
from ifar.trade.screening.matching import Index, ScreenedName
from ifar.trade.selectors import READ, own

MANAGE: Final = "reference:list:manage"
HOLDS: Final = Q(state="open") | Q(verdict="same")
"""Matches with which nothing is granted to whom they are about."""
MEANT: Final = ("draft", "received", "incomplete", "examination", "in_force", "suspended")
"""States of an authorisation whose names a new list is asked about."""


def sees_lists(actor: Actor) -> bool:
    """Whether somebody deals with transfers, or manages lists."""
    return may(actor, READ) or may(actor, MANAGE)


def watchlists_for(actor: Actor) -> QuerySet[Watchlist]:
    """Lists, for whoever deals with transfers and whoever manages lists; their entries are left out."""
    watchlists = Watchlist.objects.defer("listed").order_by("title", "id")
    return watchlists if sees_lists(actor) else watchlists.none()


def watchlist_for(actor: Actor, public_id: str) -> Watchlist:
    """One list; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _one(watchlists_for(actor).filter(public_id=public_id).first(), "list")


def matches_for(actor: Actor) -> QuerySet[Match]:
    """The matches of an office and the offices below it."""
    return Match.objects.filter(own(actor)).select_related("agency")


def match_for(actor: Actor, public_id: str) -> Match:
    """One match; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _one(matches_for(actor).filter(public_id=public_id).first(), "match")


def matches_of(authorisation: Authorisation) -> list[Match]:
    """The matches of everybody whom an authorisation names that the caller was shown, at the office that keeps it; what holds it first."""
    seen = Match.objects.filter(agency=authorisation.agency_id, party__in=authorisation.named).exclude(
        state="lapsed"
    )
    return sorted(seen, key=lambda match: (not match.holds, -match.score))


def holding(authorisation: Authorisation) -> list[Match]:
    """The matches that keep the gate shut."""
    return list(Match.objects.filter(HOLDS, agency=authorisation.agency_id, party__in=authorisation.named))


_DECIDERS: Final = """
SELECT DISTINCT ON (v.subject) l.actor FROM trade_event v JOIN ledger_entry l ON l.entry = v.id
WHERE v.record_type = 'match' AND v.kind = 'decided' AND v.subject = ANY(%s) ORDER BY v.subject, v.n DESC
"""


def deciders(authorisation: Authorisation) -> set[str]:
    """Who decided of those whom an authorisation names that they are other people than those on the lists, at the office that keeps it."""
    decided = Match.objects.filter(
        agency=authorisation.agency_id, party__in=authorisation.named, verdict="another"
    )
    with connection.cursor() as cursor:
        cursor.execute(_DECIDERS, [list(decided.values_list("public_id", flat=True))])
        return {who for (who,) in cursor.fetchall()}


def flagged(authorisations: Iterable[Authorisation]) -> set[str]:
    """Those of some authorisations that name somebody of whom a match is open, or decided to be the same person."""
    rows = list(authorisations)
    held = set(
        Match.objects.filter(HOLDS, agency__in={authorisation.agency_id for authorisation in rows}, party__in={who for authorisation in rows for who in authorisation.named}).values_list("agency_id", "party")
    )  # fmt: skip
    return {
        authorisation.public_id
        for authorisation in rows
        if any((authorisation.agency_id, who) in held for who in authorisation.named)
    }


def verdicts_of(match: Match) -> list[str]:
    """What each act on a match that the caller was shown decided, the latest first; empty where it decided nothing."""
    events = Event.objects.filter(record_type="match", subject=match.public_id).order_by("-n")
    return [str(changes.get("verdict") or "") for changes in events.values_list("changes", flat=True)]


def naming(match: Match) -> QuerySet[Authorisation]:
    """The authorisations of its office that name whom a match is about."""
    who = match.party
    return Authorisation.objects.filter(
        Q(applicant=who) | Q(consignee=who) | Q(end_user=who) | Q(further__contains=[who]) | Q(broker=who) | Q(carrier=who), agency=match.agency_id
    ).order_by("-id")  # fmt: skip


def meant() -> QuerySet[Authorisation]:
    """Every authorisation, of whichever office, that is asked for or may still be used."""
    return Authorisation.objects.filter(state__in=MEANT).select_related("agency").order_by("id")


# What is asked, and of what -----------------------------------------------------------------------------------------


def versions() -> dict[str, int]:
    """The lists that stand and the version of each."""
    return dict(Watchlist.objects.filter(state="current").values_list("public_id", "n"))


@lru_cache(maxsize=16)
def _index(public_id: str, n: int, event: str) -> Index:
    return Index(Watchlist.objects.get(public_id=public_id, n=n).listed)


def indexes() -> dict[str, Index]:
    """Each list that stands, made ready to be asked; kept while it stays the same."""
    rows = Watchlist.objects.filter(state="current").values_list("public_id", "n", "last_event")
    return {public_id: _index(public_id, n, str(event)) for public_id, n, event in rows}


def screened_names(public_ids: Iterable[str]) -> dict[str, ScreenedName]:
    """Parties abroad and parties of the register as lists are asked about them; who is erased is not asked."""
    ids = {*public_ids}
    result = {}
    for party in Party.objects.filter(public_id__in=ids):
        if name := str(party.who.get("name") or ""):
            result[party.public_id] = ScreenedName(
                (name,), states=(party.country,), numbers=tuple(filter(None, (party.number,)))
            )
    registered = list(Registered.objects.filter(public_id__in=ids))
    for pk, description in descriptions_of(registered).items():
        public_id = next(record.public_id for record in registered if record.pk == pk)
        if asked := _described(description):
            result[public_id] = asked
    for journey in Journey.objects.filter(public_id__in=ids, way="in"):
        if name := str(journey.who.get("name") or ""):
            result[journey.public_id] = ScreenedName((name,), states=(journey.country,), kind="person")
    return result


def travellers() -> QuerySet[Journey]:
    """Every journey, of whichever office, that may still cross the border or is under way."""
    meant = Journey.objects.filter(state__in=("announced", "under_way"))
    return meant.select_related("agency").order_by("id")


def traveller_of(journey: Journey) -> str:
    """Whom a journey names: a party of the register, or the visitor of the journey itself."""
    return journey.holder or journey.public_id


def holding_traveller(journey: Journey) -> list[Match]:
    """The matches, at whichever office, with which a traveller does not cross the border."""
    return list(Match.objects.filter(HOLDS, party=traveller_of(journey)))


def authority_of(journey: Journey) -> Agency:
    """The office that decides the matches of a journey: the one that announced it, or a licensing authority, where customs did."""
    if journey.agency.kind == "licensing_authority":
        return journey.agency
    authorities = Agency.objects.filter(kind="licensing_authority", country=journey.agency.country)
    return authorities.order_by(F("parent").asc(nulls_first=True), "id").first() or journey.agency


def _described(values: Iterable[Mapping[str, Any]]) -> ScreenedName | None:
    rows = list(values)
    names = tuple(dict.fromkeys(str(row["name"]) for row in rows if row.get("name")))
    if not names:
        return None
    numbers = (
        str(number.get("number") or "") for row in rows for number in row.get("identity_numbers") or ()
    )
    return ScreenedName(
        names,
        tuple(dict.fromkeys(str(row["born"]) for row in rows if row.get("born"))),
        tuple(dict.fromkeys(str(row["country"]) for row in rows if row.get("country"))),
        tuple(dict.fromkeys((*filter(None, numbers), *(str(row["registration"]) for row in rows if row.get("registration"))))),
        {"person": "person", "entity": "body"}.get(str(rows[0].get("kind") or ""), ""),
    )  # fmt: skip


_VALUES: Final = """
SELECT e.id::text, 'told' FROM trade_event e JOIN trade_match m ON m.public_id = e.subject
WHERE e.record_type = 'match' AND e.kind = 'found' AND m.party = %s ORDER BY 1
"""


def values_of(public_id: str) -> list[tuple[str, str]]:
    """Entry and field of what matches say of a party of the register: an erasure takes it along."""
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, [public_id])
        return list(cursor.fetchall())


def listed(watchlist: Watchlist | None) -> list[Entry]:
    """The entries of a list that stands; none where there is none."""
    entries: list[Entry] = watchlist.listed if watchlist is not None and watchlist.state == "current" else []
    return entries


def digest_of(entries: list[Entry]) -> str:
    """The hash of entries as the database writes them, which two people decide."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(%s::jsonb::text, 'UTF8')), 'hex')", [json.dumps(entries)]
        )
        return str(cursor.fetchone()[0])


# The versions of a list ---------------------------------------------------------------------------------------------

_VERSIONS: Final = """
SELECT e.n, e.changes::text, p.value::text, l.recorded_at, l.actor FROM trade_event e JOIN ledger_entry l ON l.entry = e.id
LEFT JOIN ledger_personal p ON p.entry = e.id AND p.field = 'listed'
WHERE e.record_type = 'watchlist' AND e.subject = %s AND e.kind = 'loaded' ORDER BY e.n DESC LIMIT %s
"""
MOST_VERSIONS: Final = 20


def versions_of(watchlist: Watchlist) -> list[dict[str, Any]]:
    """The last versions of a list that the caller was shown, the newest first: what was loaded when by whom, and who is new in it and who is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [watchlist.public_id, MOST_VERSIONS + 1])
        rows = cursor.fetchall()
    results: list[dict[str, Any]] = []
    listed = [json.loads(row[2]) if row[2] else None for row in rows]
    for (n, changes, _listed, when, who), now, before in zip(rows, listed, [*listed[1:], None], strict=True):
        came, gone = compared(before, now) if before is not None and now is not None else ([], [])
        results.append({"n": n, **json.loads(changes), "at": when, "by": who, "came": came, "went": gone})
    return results[:MOST_VERSIONS]


def compared(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Entries that came and entries that went, by how their authors number them."""
    were, are = ({str(row["ref"]): row for row in rows} for rows in (before, after))
    return [are[ref] for ref in are if ref not in were], [were[ref] for ref in were if ref not in are]


def _one[T](result: T | None, noun: str) -> T:
    if result is None:
        raise NotFound(f"trade.{noun}.not_found", labels.of("trade.not_found"))
    return result
