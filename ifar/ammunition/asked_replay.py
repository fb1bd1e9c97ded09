"""What the verifier asks of acts on lots and movements by what other records said then: that an office was there, of its kind, and stood over another, that a witness was somebody,
that a licence was in force when something was sold under it, and that no limit of the State was passed.

All of it is worked out from the log, so that a row that was another for a moment changes nothing. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from psycopg import Cursor

from ifar.ammunition import accounts, limits
from ifar.ammunition.limits import Bought, Limit
from ifar.ledger.sources import Difference, Replay
from ifar.licensing.kind import POSSESSING

_OFFICES: Final = """
SELECT r.agency, l.id, r.changes::text FROM public.accounts_agencyact r JOIN public.ledger_entry l ON l.entry = r.entry ORDER BY l.id
"""
_PEOPLE: Final = """
SELECT r."user", min(l.id) FROM public.accounts_useract r JOIN public.ledger_entry l ON l.entry = r.entry GROUP BY 1
"""
_LIMITS: Final = """
SELECT coalesce(l.id, 0), r.code, r.content::text FROM public.reference_revision r
JOIN public.reference_listversion v ON v.list_id = r.list_id AND v.version = r.version LEFT JOIN public.ledger_entry l ON l.entry = v.entry
WHERE r.list_id = 'ammunition_limit' ORDER BY r.version, r.code
"""
_ACTS: Final = """
SELECT e.record_type, e.subject, e.kind, e.n, e.changes::text, (e.details -> 'lines')::text, l.agency, l.id,
    (l.recorded_at AT TIME ZONE %(zone)s)::date,
    coalesce((SELECT a.public_id FROM public.accounts_proposal q JOIN public.accounts_agency a ON a.id = q.agency_id
        WHERE q.public_id = e.proposal AND e.proposal <> ''), ''),
    coalesce((SELECT p.value #>> '{}' FROM public.ledger_personal p WHERE p.entry = e.id AND p.field = 'licence'), ''),
    EXISTS (SELECT FROM public.ledger_erasure x WHERE x.entry = e.id AND x.field = 'licence')
FROM public.ammunition_event e JOIN public.ledger_entry l ON l.entry = e.id ORDER BY l.id
"""
# What the log said of each licence until something was sold under it.
_LICENCES: Final = """
SELECT e.subject, coalesce((
    SELECT jsonb_object_agg(c.key, c.value ORDER BY k.id) FROM public.licensing_event v JOIN public.ledger_entry k ON k.entry = v.id
    CROSS JOIN LATERAL jsonb_each(v.changes) AS c WHERE v.record_type = 'licence' AND v.subject = p.value #>> '{}' AND k.id < l.id), '{}')::text
FROM public.ammunition_event e JOIN public.ledger_entry l ON l.entry = e.id
JOIN public.ledger_personal p ON p.entry = e.id AND p.field = 'licence' WHERE e.record_type = 'movement' AND e.kind = 'sold'
"""
_TRADERS: Final = ("maker", "dealer", "proof_house")


@dataclass(slots=True)
class _Offices:
    """The offices as the log says them at each entry."""

    said: dict[str, list[tuple[int, dict[str, Any]]]] = field(default_factory=lambda: defaultdict(list))
    order: list[str] = field(default_factory=list)

    def learn(self, office: str, at: int, changes: Mapping[str, Any]) -> None:
        """One act more on an office."""
        if office not in self.said:
            self.order.append(office)
        before = self.said[office][-1][1] if self.said[office] else {"closed": False, "parent": None}
        self.said[office].append((at, {**before, **changes}))

    def stood(self, office: str, at: int) -> Mapping[str, Any]:
        """What an office was before an entry; nothing where there was none."""
        return next((now for entry, now in reversed(self.said.get(office, ())) if entry < at), {})

    def chain(self, office: str, at: int) -> list[str]:
        """An office and those above it, the nearest first."""
        result = list[str]()
        while office and office not in result:
            result.append(office)
            office = str(self.stood(office, at).get("parent") or "")
        return result

    def authority(self, office: str, at: int) -> str:
        """The licensing authority over an office: the nearest above it, else the topmost of all."""

        def is_one(text: str) -> bool:
            stands = self.stood(text, at)
            return stands.get("kind") == "licensing_authority" and not stands["closed"]

        near = [text for text in self.chain(office, at) if is_one(text)]
        others = [text for text in self.order if is_one(text)]
        others.sort(key=lambda text: bool(self.stood(text, at)["parent"]))
        return next(iter([*near, *others]), "")

    def looks_after(self, office: str, keeper: str, at: int) -> bool:
        """Whether an office is another one, stands above it, or is the licensing authority over it where that is a trader."""
        is_trader = self.stood(keeper, at).get("kind") in _TRADERS
        return office in self.chain(keeper, at) or (is_trader and self.authority(keeper, at) == office)


@dataclass(slots=True)
class _Known:
    """What the other logs say, and the lots and movements so far."""

    offices: _Offices
    people: dict[str, int]
    rules: list[tuple[int, str, dict[str, Any]]]
    licences: dict[str, dict[str, Any]]
    keepers: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    bought: dict[str, list[Bought]] = field(default_factory=lambda: defaultdict(list))

    def limits(self, at: int) -> list[Limit]:
        """The limits of the State before an entry."""
        rows = {code: row for entry, code, row in self.rules if entry < at}
        return [
            Limit(_codes(row["of"]), _codes(row["kinds"]), int(row["most"]), int(row["days"]))
            for row in rows.values()
            if not row.get("valid_to")
        ]

    def of_lot(self, subject: str, kind: str, changes: Mapping[str, Any], agency: str, at: int) -> str:
        """What of an act on a lot could not be; empty where nothing."""
        self.keepers.setdefault(subject, str(changes.get("agency", "")))
        self.kinds.setdefault(subject, str(changes.get("kind", "")))
        stops = kind in ("suspended", "resumed")
        if stops and not self.offices.looks_after(agency, self.keepers[subject], at):
            return f"{kind} by an office that does not look after its keeper"
        return ""

    def of_movement(self, kind: str, changes: Mapping[str, Any], at: int) -> str:
        """What of a movement could not be; empty where nothing."""
        office = self.offices.stood(str(changes.get("agency", "")), at)
        if kind == "manufactured" and office.get("kind") != "maker":
            return "made by an office that is no maker"
        to = self.offices.stood(str(changes.get("to_office", "")), at)
        if kind == "sent" and (not to or to["closed"]):
            return "sent to an office that is none"
        if kind == "spent" and self.people.get(str(changes.get("witness", "")), at) >= at:
            return "seen by somebody who is nobody"
        return ""

    def sale(
        self, subject: str, licence: str, lines: list[Mapping[str, Any]], day: dt.date, at: int
    ) -> Iterator[str]:
        """What of a sale could not be."""
        stood = self.licences.get(subject, {})
        until = str(stood.get("valid_to") or day)
        if (
            stood.get("state") != "in_force"
            or until < str(day)
            or not POSSESSING & set(stood.get("allows", ()))
        ):
            yield "sold under a licence that was not in force"
            return
        for line in lines:
            now = Bought(self.kinds.get(str(line["lot"]), ""), int(line["quantity"]), day)
            if limits.beyond(self.limits(at), str(stood.get("kind", "")), self.bought[licence], now):
                yield "sold beyond a limit of the State"
            self.bought[licence].append(now)


def _codes(text: str) -> frozenset[str]:
    return frozenset(filter(None, str(text).split("|")))


def _read(cursor: Cursor[Any]) -> _Known:
    offices = _Offices()
    for office, at, changes in cursor.execute(_OFFICES).fetchall():
        offices.learn(office, at, json.loads(changes))
    people = dict(cursor.execute(_PEOPLE).fetchall())
    rules = [(at, code, json.loads(row)) for at, code, row in cursor.execute(_LIMITS).fetchall()]
    licences = {subject: json.loads(said) for subject, said in cursor.execute(_LICENCES).fetchall()}
    return _Known(offices, people, rules, licences)


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    known = _read(cursor)
    first: dict[str, str] = {}
    cursor.execute(_ACTS, {"zone": settings.TIME_ZONE})
    for (
        record_type,
        subject,
        kind,
        n,
        text,
        lines,
        agency,
        at,
        day,
        proposed,
        licence,
        erased,
    ) in cursor.fetchall():
        changes = json.loads(text)
        wrong = list[str]()
        try:
            if record_type == "lot":
                wrong.append(known.of_lot(subject, kind, changes, agency, at))
            else:
                first.setdefault(subject, str(changes.get("agency", "")))
                wrong.append(known.of_movement(kind, changes, at))
            if kind == "sold" and not erased:
                wrong += known.sale(subject, licence, json.loads(lines), day, at)
            if kind == accounts.UNDONE_BY_TWO and proposed != first[subject]:
                wrong.append("proposed by another office")
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            wrong.append(f"what cannot be read ({type(error).__name__})")
        if objects is None or subject in objects:
            for said in filter(None, wrong):
                yield Difference(
                    "not_allowed", f"{record_type} {subject}, act {n}", said, "an act that can be"
                )


ASKED: Final = Replay(name="ammunition_asked", check=_check)
