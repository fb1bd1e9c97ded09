"""What the verifier asks of sanctions lists besides the records: that whenever the gate was open, the names had been asked of every list that stood, and
no match kept it shut, nor what left; by what the log said then.

Where a decision says by which rules names were asked, and those are the ones that are installed, they are asked again: whom a program passed over is named.
What was lawfully erased is not asked. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay
from ifar.trade.acts import GATED
from ifar.trade.screening.matching import VERSION, Index, ScreenedName, is_other

NAMES: Final = ("applicant", "consignee", "end_user", "broker", "carrier")
# Acts in the order of the log. Of some records: those of the authorisations that are meant, of whom they name, of the matches of those, and of every list.
_EVENTS: Final = """
WITH asked AS (
    SELECT e.subject FROM public.trade_event e WHERE e.record_type = 'authorisation' AND (%(all)s OR e.subject = ANY (%(objects)s))
    UNION SELECT e.changes ->> 'authorisation' FROM public.trade_event e
    WHERE (e.record_type, e.kind) = ('consignment', 'opened') AND (%(all)s OR e.subject = ANY (%(objects)s))
), named AS (
    SELECT e.changes ->> who AS party FROM public.trade_event e, unnest(%(names)s::text[]) AS who
    WHERE e.record_type = 'authorisation' AND e.subject IN (SELECT subject FROM asked) AND e.changes ->> who <> ''
    UNION SELECT jsonb_array_elements_text(e.changes -> 'further') FROM public.trade_event e
    WHERE e.record_type = 'authorisation' AND e.subject IN (SELECT subject FROM asked) AND e.changes ? 'further'
), matched AS (
    SELECT DISTINCT e.subject FROM public.trade_event e WHERE e.record_type = 'match' AND (%(all)s OR e.subject = ANY (%(objects)s)
        OR e.changes ->> 'party' IN (SELECT party FROM named)
        OR e.changes ->> 'party' IN (SELECT coalesce(nullif(j.changes ->> 'holder', ''), j.subject) FROM public.trade_event j
                                     WHERE j.record_type = 'journey' AND j.kind = 'announced' AND j.subject = ANY (%(objects)s)))
)
SELECT e.id::text, e.record_type, e.subject, e.n, e.kind, e.changes::text, l.agency, l.actor,
       (SELECT jsonb_object_agg(p.field, p.value)::text FROM public.ledger_personal p WHERE p.entry = e.id
        AND (e.record_type, p.field) IN (('party', 'who'), ('party', 'number'), ('match', 'told'), ('journey', 'who')))
FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'watchlist' OR e.subject IN (SELECT subject FROM matched) OR e.subject IN (SELECT subject FROM asked)
   OR e.record_type = 'consignment' AND e.kind IN ('opened', 'left') AND (%(all)s OR e.subject = ANY (%(objects)s))
   OR (e.record_type = 'journey' AND (%(all)s OR e.subject = ANY (%(objects)s)))
   OR (e.record_type = 'party' AND (%(all)s OR e.subject IN (SELECT party FROM named)))
ORDER BY l.id
"""
_LISTED: Final = (
    "SELECT p.value::text, encode(sha256(convert_to(p.value::text, 'UTF8')), 'hex') "
    "FROM public.ledger_personal p WHERE p.entry = %s::uuid AND p.field = 'listed'"
)


class _Event(NamedTuple):
    entry: str
    record_type: str
    subject: str
    n: int
    kind: str
    changes: str
    office: str
    actor: str
    personal: str | None


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    meant = {"all": objects is None, "objects": sorted(objects or ()), "names": list(NAMES)}
    events = [_Event._make(row) for row in cursor.execute(_EVENTS, meant).fetchall()]
    result = _History(partial(_listed, cursor))
    for event in events:
        for text, expected in result.hear(event):
            if objects is None or event.subject in objects:
                yield Difference(
                    "not_allowed", f"{event.record_type} {event.subject}, act {event.n}", text, expected
                )


def _named(authorisation: Mapping[str, Any]) -> set[str]:
    """Everybody whom an authorisation names."""
    named = {str(authorisation.get(name) or "") for name in NAMES}
    return (named | set(authorisation.get("further") or ())) - {""}


def _listed(cursor: Cursor[Any], entry: str) -> tuple[list[dict[str, Any]] | None, str]:
    """The entries that a load committed to, and their hash."""
    row = cursor.execute(_LISTED, [entry]).fetchone()
    data = json.loads(row[0]) if row else None
    return (data, str(row[1])) if row and isinstance(data, list) else (None, "")


type _Key = tuple[str, str, str, str]
"""What a match is known by: office, party, list, entry."""


class _History:
    """What the log has said up to an act."""

    def __init__(self, read: Any) -> None:
        self._read = read
        self._lists: dict[str, tuple[int, str]] = {}
        self._records: dict[str, dict[str, Any]] = {}
        self._matches: dict[_Key, dict[str, Any]] = {}
        self._by = 1
        self._indexes: dict[str, Index | None] = {}
        self._refs: dict[str, frozenset[str] | None] = {}
        self._digests: dict[str, str] = {}
        self._asked: dict[tuple[str, ScreenedName], dict[str, Mapping[str, Any]]] = {}

    def hear(self, event: _Event) -> Iterator[tuple[str, str]]:
        """What is wrong with an act, and what would be right."""
        changes = json.loads(event.changes)
        now = self._records.setdefault(event.subject, {})
        now |= changes
        if (personal := json.loads(event.personal or "{}")) and event.record_type == "party":
            # What is empty is left out.
            now["number"] = ""
        now |= personal
        if event.record_type == "watchlist":
            yield from self._list(event, now)
        elif event.record_type == "match":
            yield from self._match(event, now)
        elif event.record_type == "journey" and event.kind == "crossed":
            yield from self._crossing(now, str(now.get("holder") or event.subject))
        elif event.record_type == "authorisation" and event.kind in GATED:
            yield from self._gate(now, event.actor)
        elif event.record_type == "consignment" and event.kind == "left":
            yield from self._held(self._records.get(str(now.get("authorisation")), {}))
        elif (
            event.record_type == "party"
            and not str((now.get("who") or {"name": "-"}).get("name") or "").strip()
        ):
            yield "no name", "a name that lists are asked about"

    def _list(self, event: _Event, now: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        if event.kind == "ended":
            self._lists.pop(event.subject, None)
            return
        self._lists[event.subject] = (event.n, event.entry)
        refs = self._refs_of(event.entry)
        if refs is not None and len(refs) != now.get("entries"):
            yield f"{len(refs)} entries", f"{now.get('entries')} entries"
        if refs is not None and self._digests[event.entry] != now.get("listed_digest"):
            yield "other entries", "the entries that were decided"

    def _refs_of(self, entry: str) -> frozenset[str] | None:
        if entry not in self._refs:
            listed, self._digests[entry] = self._read(entry)
            self._refs[entry] = None if listed is None else frozenset(str(item.get("ref")) for item in listed)
        return self._refs[entry]

    def _match(self, event: _Event, now: dict[str, Any]) -> Iterator[tuple[str, str]]:
        watchlist, ref = str(now.get("watchlist")), str(now.get("ref"))
        self._matches[str(now.get("agency")), str(now.get("party")), watchlist, ref] = now
        now["by"] = event.actor
        now["standing"] = now.get("verdict" if event.kind == "decided" else "state")
        _n, entry = self._lists.get(watchlist, (0, ""))
        refs = self._refs_of(entry) if entry else frozenset[str]()
        if refs is None or event.kind not in ("found", "lapsed"):
            return
        if (ref in refs) == (event.kind == "lapsed"):
            yield (
                f"{event.kind}: {ref}",
                "an entry of the list" if event.kind == "found" else "no entry of the list",
            )

    def _crossing(self, now: Mapping[str, Any], traveller: str) -> Iterator[tuple[str, str]]:
        known = set()
        for (_office, party, watchlist, ref), match in self._matches.items():
            if party == traveller and match.get("standing") in ("open", "same"):
                yield (
                    f"{party} might be {ref} of {watchlist}: {match['standing']}",
                    "no match that is open or the same person",
                )
            if party == traveller and match.get("standing") not in (None, "lapsed"):
                known.add((watchlist, ref))
        by = yield from self._check_screened(now)
        if by == VERSION:
            for _asked, watchlist, entry in self._hits(traveller):
                if (watchlist, str(entry["ref"])) not in known:
                    yield f"{traveller} was not found to be like {entry['ref']} of {watchlist}", "a match"

    def _check_screened(self, now: Mapping[str, Any]) -> Generator[tuple[str, str], None, int | None]:
        """Whether names were asked of each list as it stood, by the rules of then; returns by which."""
        screened = dict(now.get("screened") or {})
        by = screened.pop("by", None)
        if not isinstance(by, int) or not self._by <= by <= VERSION:
            yield f"asked by the rules {by}", f"by the rules {self._by} to {VERSION}"
        else:
            self._by = by
        stand = {public_id: n for public_id, (n, _entry) in self._lists.items()}
        if screened != stand:
            yield f"asked of {sorted(screened.items())}", f"asked of {sorted(stand.items())}"
        return by if isinstance(by, int) else None

    def _gate(self, now: Mapping[str, Any], approver: str) -> Iterator[tuple[str, str]]:
        by = yield from self._check_screened(now)
        office, named = str(now.get("agency")), _named(now)
        known = {
            (party, watchlist, ref): match
            for (whose, party, watchlist, ref), match in self._matches.items()
            if whose == office and party in named
        }
        yield from self._held(now)
        for (party, watchlist, ref), match in known.items():
            if match.get("standing") == "another" and match["by"] == approver:
                yield (
                    f"{approver} decided that {party} is not {ref} of {watchlist}",
                    "another person's approval",
                )
        if by == VERSION:
            for party in sorted(named):
                for asked, watchlist, entry in self._hits(party):
                    match = known.get((party, watchlist, str(entry["ref"])), {})
                    if match.get("standing") in (None, "lapsed"):
                        yield f"{party} was not found to be like {entry['ref']} of {watchlist}", "a match"
                    elif match["standing"] == "another" and is_other(match.get("told") or {}, entry, asked):
                        yield (
                            f"{party} and {entry['ref']} of {watchlist} are not those of whom it was decided",
                            "a match that is asked anew",
                        )

    def _held(self, authorisation: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """Whom an authorisation names that might be, or is, on a list."""
        office, named = str(authorisation.get("agency")), _named(authorisation)
        for (whose, party, watchlist, ref), match in self._matches.items():
            if whose == office and party in named and match.get("standing") in ("open", "same"):
                yield (
                    f"{party} might be {ref} of {watchlist}: {match['standing']}",
                    "no match that is open or the same person",
                )

    def _hits(self, party: str) -> Iterator[tuple[ScreenedName, str, Mapping[str, Any]]]:
        """Whom of the lists that stand a party abroad, or the visitor of a journey, is like."""
        values = self._records.get(party, {})
        name = str((values.get("who") or {}).get("name") or "")
        if not name or not party.startswith("T"):
            return
        numbers = tuple(filter(None, (str(values.get("number") or ""),)))
        kind = "person" if "way" in values else ""
        asked = ScreenedName((name,), states=(str(values.get("country") or ""),), numbers=numbers, kind=kind)
        for watchlist, (_n, entry) in self._lists.items():
            key = (entry, asked)
            if key not in self._asked:
                index = self._index(entry)
                hits = index.hits(asked) if index else []
                self._asked[key] = {str(hit.entry["ref"]): hit.entry for hit in hits}
            yield from ((asked, watchlist, row) for _ref, row in sorted(self._asked[key].items()))

    def _index(self, entry: str) -> Index | None:
        if entry not in self._indexes:
            listed, _digest = self._read(entry)
            self._indexes[entry] = Index(listed) if listed else None
        return self._indexes[entry]


SCREENED: Final = Replay(name="trade_screened", check=_check)
