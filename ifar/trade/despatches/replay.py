"""What the verifier asks of despatches besides their records: that the lives of firearms and the despatches say the same, by what the log said.

Every firearm of a despatch that was handed over says that it is with its carrier, and no other; each that was received says so for the receiver's office; and each
that was reported says that it is missing. The SQL stands here in full and calls no function of the database's own making.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from psycopg import Cursor

from ifar.ledger.sources import Difference, Replay

_ACTS: Final = """
SELECT e.subject, e.n, e.kind, e.changes::text, e.details::text, l.agency FROM public.trade_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.record_type = 'despatch' AND (%(all)s OR e.subject = ANY(%(objects)s)
    OR e.subject IN (SELECT v.paper FROM public.registry_event v JOIN public.registry_firearm f ON f.id = v.firearm_id
                     WHERE f.public_id = ANY(%(objects)s) AND v.kind IN ('despatched', 'despatch_received')))
ORDER BY e.subject, e.n
"""
_LIVES: Final = """
SELECT l.object, e.kind, e.details::text, e.paper, l.agency FROM public.registry_event e JOIN public.ledger_entry l ON l.entry = e.id
WHERE e.kind IN ('despatched', 'despatch_received') AND (%(all)s OR e.paper = ANY(%(despatches)s) OR l.object = ANY(%(objects)s))
"""
type _Life = Mapping[tuple[str, str, str], tuple[Mapping[str, Any], str]]


def _check(cursor: Cursor[Any], objects: frozenset[str] | None) -> Iterator[Difference]:
    asked: dict[str, Any] = {"all": objects is None, "objects": sorted(objects or ())}
    acts: defaultdict[str, list[tuple[int, str, dict[str, Any], dict[str, Any], str]]] = defaultdict(list)
    for subject, n, kind, changes, details, office in cursor.execute(_ACTS, asked).fetchall():
        acts[subject].append((n, kind, json.loads(changes), json.loads(details), office))
    rows = cursor.execute(_LIVES, asked | {"despatches": list(acts)}).fetchall()
    lives = {(paper, kind, one): (json.loads(said), office) for one, kind, said, paper, office in rows}
    backed: set[tuple[str, str, str]] = set()
    for subject, done in acts.items():
        yield from _against(subject, done, lives, backed)
    for key, (said, _office) in lives.items():
        if key not in backed:
            paper, kind, firearm = key
            yield Difference(
                "not_allowed",
                f"firearm {firearm}, {kind}",
                f"{said.get('despatch', paper)}",
                "a despatch that says so",
            )


def _against(
    subject: str,
    done: Sequence[tuple[int, str, Mapping[str, Any], Mapping[str, Any], str]],
    lives: _Life,
    backed: set[tuple[str, str, str]],
) -> Iterator[Difference]:
    now: dict[str, Any] = {}
    sender = done[0][4]
    for n, kind, changes, details, office in done:
        now |= changes
        place = f"despatch {subject}, act {n}"
        if kind == "sent":
            for box in now.get("crates") or ():
                wanted = {
                    "despatch": subject,
                    "carrier": now["carrier"],
                    "receiver": now["receiver"],
                    "crate": box["number"],
                }
                for one in box["firearms"]:
                    yield from _life(place, (subject, "despatched", one), wanted, sender, lives, backed)
        elif kind == "received":
            wanted = {"despatch": subject, "sender": sender, "receiver": now["receiver"]}
            for one in details.get("received") or ():
                yield from _life(place, (subject, "despatch_received", one), wanted, office, lives, backed)


def _life(
    place: str,
    key: tuple[str, str, str],
    wanted: Mapping[str, Any],
    office: str,
    lives: _Life,
    backed: set[tuple[str, str, str]],
) -> Iterator[Difference]:
    said, by = lives.get(key, ({}, ""))
    backed.add(key)
    if by != office or any(said.get(name) != value for name, value in wanted.items()):
        yield Difference(
            "not_allowed",
            place,
            f"{key[2]} says {dict(said) or 'nothing'} by {by or 'nobody'}",
            f"its {key[1]} by {office}",
        )


DESPATCHES: Final = Replay(name="trade_despatches", check=_check)
