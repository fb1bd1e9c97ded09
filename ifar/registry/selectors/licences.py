"""What licences are to the register: the facts that they supply to the life cycle, and what is held under each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from ifar.errors import Refused
from ifar.licensing.holding import Left
from ifar.licensing.offer import TRANSFERS
from ifar.licensing.selectors import facts
from ifar.reference import selectors as reference
from ifar.registry.facts import Thing
from ifar.registry.kinds import KINDS
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import RULES
from ifar.registry.lifecycle.acts import Proposed
from ifar.registry.lifecycle.states import State
from ifar.registry.models import Firearm, LicenceUse
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor

_USED: Final = """
SELECT u.licence, count(*) FILTER (WHERE u.ended_by IS NULL), count(*) FROM registry_licenceuse u
JOIN registry_firearm f ON f.id = u.firearm_id WHERE u.licence = ANY(%s) AND NOT u.void AND f.merged_into = '' GROUP BY u.licence
"""
_KEEPERS: Final = """
SELECT custodian FROM registry_firearm WHERE custodian = ANY(%(ids)s) AND merged_into = ''
UNION SELECT owner FROM registry_firearm WHERE owner = ANY(%(ids)s) AND merged_into = '' AND state = ANY(%(away)s)
"""
_AWAY: Final = [
    State.ON_LOAN,
    State.IN_REPAIR,
    State.TEMP_EXPORTED,
    State.DESPATCHED,
    State.CONSIGNED,
]
"""States in which a firearm lies elsewhere and is its owner's; `licensing_wrong_other` knows the same."""


def used(licences: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """How many firearms are held under each licence now, and how many were ever acquired under it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_USED, [list(licences)])
        return {licence: (held, ever) for licence, held, ever in cursor.fetchall()}


def keepers(public_ids: Collection[str]) -> frozenset[str]:
    """Those of these parties and agencies that keep a firearm now, or own one that comes back to them, whoever may see it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_KEEPERS, {"ids": list(public_ids), "away": [str(state) for state in _AWAY]})
        return frozenset(row[0] for row in cursor.fetchall())


_LEFT: Final = """
SELECT f.public_id, e.n, e.kind, f.make, f.make_raw, f.model, f.model_raw, l.recorded_at FROM registry_holding h
JOIN registry_firearm f ON f.id = h.firearm_id JOIN registry_event e ON e.firearm_id = f.id JOIN ledger_entry l ON l.entry = e.id
WHERE h.holder = ANY(%s) GROUP BY f.id, e.n, e.kind, l.recorded_at, l.id ORDER BY l.id DESC LIMIT 1000
"""


def left_by(public_ids: Collection[str]) -> list[Left]:
    """What happened to firearms that were a party's, whoever may see them, the latest first. One query, and the words of makes and models."""
    spoken = reference.words_of(("make", "model"))
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [list(public_ids)])
        return [
            Left(
                firearm,
                n,
                kind,
                KINDS[kind].sentence if kind in KINDS else kind,
                " ".join(
                    filter(
                        None,
                        (
                            spoken["make"].get(make, make or make_raw),
                            spoken["model"].get(model, model or model_raw),
                        ),
                    )
                ),
                at,
            )
            for firearm, n, kind, make, make_raw, model, model_raw, at in cursor.fetchall()
        ]


@cache
def wanted(kind: str) -> frozenset[str]:
    """The conditions that the rule of a kind of event asks of licences."""
    rule = RULES.get(kind)
    return facts.ANSWERS & {*rule.needs, *rule.expects} if rule else frozenset()


def taking_part(actor: Actor, details: Mapping[str, Any]) -> list[str]:
    """Who takes part in an event beside the firearm's owner, and the licence that it names: for `facts.HELD_SQL`."""
    results = [
        str(details.get(name) or "")
        for name in ("owner", "borrower", "repairer", "licence", "receiver", "carrier", "sender")
    ]
    return [text for text in (*results, actor.agency) if text]


def supplied(actor: Actor, thing: Thing, event: Proposed) -> facts.Answered:
    """The answers that licences give to what the rule of this event asks. Nothing is asked where it asks nothing of them."""
    if not (asks := wanted(event.kind)):
        return facts.Answered({})
    details: Mapping[str, Any] = event.details
    category = thing.category or event.category
    named = str(details.get("licence") or "")
    asked = facts.EventFacts(
        firearm=thing.public_id,
        category=category,
        category_after=str(details.get("category_after") or category),
        n=thing.n,
        owner=thing.keeping.owner,
        buyer=str(details.get("owner") or details.get("receiver") or ""),
        borrower=str(details.get("borrower") or ""),
        repairer=str(details.get("repairer") or ""),
        carrier=str(details.get("carrier") or ""),
        # What is received its sender sold: whose licence it is that is asked stands in the event.
        recorder=str(details.get("sender") or actor.agency),
        named=named,
        used=used([named]) if named and "quota_left" in asks else {},
        held=thing.held,
    )
    # The zone is told, because to look each time whether a page has set another one, as none does, takes longer than the rest.
    return facts.answers(actor, asked, asks, timezone.localdate(None, timezone.get_default_timezone()))


def category_of(public_id: str) -> str:
    """The legal category of a firearm; empty where none is on record."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT category FROM registry_firearm WHERE public_id = %s", [public_id])
        row = cursor.fetchone()
    return row[0] if row else ""


def transfers_of(firearm: Firearm) -> tuple[str, ...]:
    """The ways in which a firearm may change hands as it stands: what could not be recorded in its state is not offered to a buyer."""
    if firearm.merged_into:
        return ()
    return tuple(
        kind
        for kind in TRANSFERS
        if firearm.state in RULES[kind].states and firearm.item in RULES[kind].things
    )


def require_transferable(firearm: Firearm, transfer: str) -> None:
    """Refuse to offer what could not be recorded as the firearm stands: one that is lost, found, stolen, seized or destroyed.

    Raises:
        Refused: with the article of the rule.
    """
    if transfer in TRANSFERS and transfer not in transfers_of(firearm):
        code, params = "registry.transition.impossible", {"kind": transfer, "state": str(firearm.state)}
        raise Refused(code, words_of(code, params), article=RULES[transfer].article)


def held_under(actor: Actor, licence: str) -> QuerySet[Firearm]:
    """The firearms that are held under a licence now, of what the actor may see."""
    now = LicenceUse.objects.filter(licence=licence, ended_by__isnull=True, void=False).values("firearm")
    return firearms_for(actor).filter(pk__in=now, merged_into="").prefetch_related("marks").order_by("id")


def licence_of(public_id: str) -> str:
    """The licence under which a firearm is held now; empty where none is on record."""
    licence_uses = LicenceUse.objects.filter(firearm__public_id=public_id, ended_by__isnull=True, void=False)
    return licence_uses.values_list("licence", flat=True).first() or ""


_FOLLOWING: Final = """
SELECT o.firearm, o.n, e.kind FROM unnest(%s::text[], %s::int[]) AS o (firearm, n) JOIN registry_firearm f ON f.public_id = o.firearm
JOIN LATERAL (SELECT s.kind FROM registry_event s WHERE s.firearm_id = f.id AND s.n > o.n AND s.kind NOT IN ('trace_requested', 'trace_answered')
              ORDER BY s.n LIMIT 1) AS e ON true
"""


def followed(offered: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
    """Firearm and number of an event -> the kind of the event after it that is no trace, whoever may see it. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWING, [[text for text, _ in offered], [n for _, n in offered]])
        return {(firearm, n): kind for firearm, n, kind in cursor.fetchall()}
