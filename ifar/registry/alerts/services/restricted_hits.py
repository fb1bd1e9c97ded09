"""Questions that reach into compartments closed to the searcher: their owner is alerted, the searcher learns whom to ask.

The searcher gets one answer in one step of time, whatever lies there; owners and security officers hear of it afterwards, through the
outbox. Each question is counted and logged; each match stands in the log by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from django.db import connection, transaction

from ifar import identifiers
from ifar.accounts.constant_time import in_even_time
from ifar.accounts.services import notices, reads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.handlers import Fact
from ifar.outbox.services import state_fact
from ifar.registry.alerts import restricted_hits, saved_search
from ifar.registry.alerts.restricted_hits import Desk, Elsewhere
from ifar.registry.alerts.services.enumeration_guard import watch
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import RestrictedHit, RestrictedQuestion
from ifar.registry.search.fetching import PATIENCE
from ifar.registry.search.matching import Question
from ifar.registry.search.offices import Candidate, best_of_each
from ifar.registry.selectors.firearms import not_of_others
from ifar.rights import COMPARTMENTS, UNITS, Actor, require

TOPIC: Final = "registry.blind_asked"
COUNTED: Final = "registry.blind_counted"
"""Topic of a fact: questions of searches that stay open were counted. Payload: asker, folded, exhibits."""
JOB: Final = Actor(kind="job", id="restricted_hits", name="restricted_hits")
STEP_SECONDS: Final = 0.1
"""Answers leave at whole steps after the question came, and a step is several times what the work takes: what was found takes no other
time than what was not. Pages ask for this part apart, so that nobody waits for it who reads the hits."""

_PERSON_ALONE: Final = "pg_advisory_xact_lock(1767268763, hashtext(%s))"
_ALONE: Final = f"SELECT {_PERSON_ALONE}, pg_advisory_xact_lock(1767268762, hashtext(%s))"
"""Questions of one person at whatever desk, and of one desk, are counted one after the other: of fifty that come at once each would be the first. The
person comes first: who enters a cache keeps their own lock for seconds, and colleagues' questions would wait behind one that has the desk's and
waits for it."""

_COUNTS: Final = """
SELECT (SELECT count(*) FROM registry_restrictedquestion WHERE actor = %(actor)s AND at > statement_timestamp() - %(person)s
        AND refused = ANY(%(put)s) AND NOT again AND NOT exhibit), count(*),
       (SELECT count(*) FILTER (WHERE NOT q.again) > 0 AND count(*) FILTER (WHERE q.again) < %(most_again)s
        FROM registry_restrictedquestion q WHERE q.actor = %(actor)s AND q.agency = %(agency)s AND q.whole = %(whole)s AND q.whole <> ''
        AND q.at > statement_timestamp() - %(again)s AND q.refused = '')
FROM (SELECT FROM registry_restrictedquestion WHERE agency = %(agency)s AND at > statement_timestamp() - %(desk)s
      AND refused = ANY(%(put)s) AND NOT again AND NOT exhibit LIMIT %(most)s) AS asked
"""
_IN_A_DAY: Final = """
SELECT count(*) FROM registry_restrictedquestion WHERE actor = %s AND at > statement_timestamp() - %s AND refused = ANY(%s) AND NOT again
"""
_PUT: Final = ["", "wide"]
"""What stands in `refused` of questions that count: closed compartments were asked, also where they could not answer in time."""
_ASKED: Final = """
INSERT INTO registry_restrictedquestion (actor, agency, folded, refused, whole, again, search, exhibit, read, asker)
VALUES (%s, %s, %s, %s, %s, %s, '', false, %s, '')
"""
# The topmost office in the chain above a firearm's own that is of the firearm's compartment: a unit of defence is not named to others,
# its ministry is. Where the chain has none, the oldest office of that compartment.
_DESKS: Final = """
WITH RECURSIVE chain AS (
    SELECT f.id AS firearm, f.compartment, f.agency_id AS id, 0 AS up FROM registry_firearm f WHERE f.public_id = ANY(%s)
    UNION ALL SELECT c.firearm, c.compartment, a.parent_id, c.up + 1 FROM chain c JOIN accounts_agency a ON a.id = c.id
    WHERE a.parent_id IS NOT NULL
), named AS (
    SELECT DISTINCT ON (c.firearm) c.firearm, c.compartment, a.id AS desk
    FROM chain c LEFT JOIN accounts_agency a ON a.id = c.id AND a.compartment = c.compartment
    ORDER BY c.firearm, a.id IS NULL, c.up DESC
)
SELECT f.id, f.public_id, f.agency_id, a.id, a.public_id, a.name, a.kind, a.telephone, a.email FROM named n
JOIN registry_firearm f ON f.id = n.firearm
JOIN accounts_agency a ON a.id = coalesce(n.desk,
    (SELECT o.id FROM accounts_agency o WHERE o.compartment = n.compartment AND NOT o.closed ORDER BY o.parent_id IS NOT NULL, o.id LIMIT 1),
    f.agency_id)
ORDER BY a.name, f.id
"""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A firearm that the searcher may not know of, with the office that keeps it and the desk that is named."""

    firearm_id: int
    firearm: str
    agency_id: int
    desk_id: int
    desk: Desk


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, for which office, under which purpose; `search` and the `reference` that it stands under where a saved search did, and
    whether its desk is `told` whom to ask."""

    id: str
    name: str
    agency: str
    agency_id: int
    agency_name: str
    purpose: str
    case: str
    search: str = ""
    reference: str = ""
    told: bool = True


class Put(NamedTuple):
    """A question of a search that stays open: the search, its mark as it was asked, the row of the log of reads. Where somebody else released it, for
    whom it counts: the `asker`, and the row that says that they asked."""

    search: str
    serial: str
    read: int | None
    asker: str = ""
    asked_read: int | None = None


@in_even_time(lambda: STEP_SECONDS)
def ask_elsewhere(*, actor: Actor, question: Question, kinds: Collection[str] = ()) -> Elsewhere:
    """Put a question to the compartments that are closed to the actor.

    The very same question within `restricted_hits.AGAIN` is answered anew and logged as read, but not counted and not told anew; whether it is
    the same hangs on the actor's own questions alone, and it takes the same statements.

    Whatever lies there, the answer has the same form and comes at the same time; who asked is logged, and what was found is told to
    its owner within a second. Nothing but whom to ask leaves a closed compartment: no count, no make, no state.

    Args:
        actor: somebody at a recovery or tracing desk.
        question: as for `search`.
        kinds: kinds of marks to look at; all where empty.

    Raises:
        Forbidden: the actor's desk is none that is told.
    """
    require(actor, "registry:search:restricted")
    return _ask_elsewhere(actor, question, kinds)


@transaction.atomic
def _ask_elsewhere(actor: Actor, question: Question, kinds: Collection[str]) -> Elsewhere:
    stated, closed = actor.purpose, closed_to(actor)
    whole = restricted_hits.whole_of(
        question,
        kinds=kinds,
        closed=closed,
        purpose=stated.purpose if stated else "",
        case=stated.case if stated else "",
    )
    by_person, by_desk, again = _counts(actor.id, actor.agency, whole)
    gap = restricted_hits.gap_of(
        question, has_purpose=stated is not None, by_person=by_person, by_desk=by_desk, again=again
    )
    met: list[str] = []
    if not gap:
        # Where not all of them can answer, those that did are told and named; it counts, and is never answered with "nobody".
        # In the own compartments the stocks of other units are as closed.
        own = actor.compartments - {"civilian"} if actor.agency_kind in UNITS else frozenset[str]()
        met, wide = hidden_matches(closed | own, question, kinds)
        seen = not_of_others(actor, met)
        met = [firearm for firearm in met if firearm not in seen]
        gap = "wide" if wide else ""
    ask = tuple(dict.fromkeys(desk.desk for desk in desks_of(met)))
    tell_asked(actor, question, gap, met, whole=whole, again=again and not gap)
    return Elsewhere(asked=not gap, gap=gap, ask=ask)


def closed_to(actor: Actor) -> frozenset[str]:
    """The compartments that an actor may not see."""
    return frozenset(COMPARTMENTS) - actor.compartments


def hidden_matches(
    compartments: Collection[str],
    question: Question,
    kinds: Collection[str] = (),
    patience: float = PATIENCE,
) -> tuple[list[str], bool]:
    """The firearms of `compartments` that a question surely enough means, by public identifier: what fits exactly, then the likeliest; and whether
    so many marks are near in one of them that it could not answer in time, which silences none of the others.

    Each is judged alone: two that fit equally well must not hide each other. Of each office the nearest are judged: what one enters, fifty firearms
    of one number, hides nothing that another keeps. Each compartment is asked alone.

    Args:
        patience: seconds that each of them may take.

    Raises:
        Unavailable: the index of marks is being made.
    """
    size = register_size()
    met: list[Candidate] = []
    wide = False
    for compartment in sorted(compartments):
        looker = Actor(
            kind="job",
            id=JOB.id,
            permissions=frozenset({"registry:mark:search", "registry:firearm:read"}),
            compartments=frozenset({compartment}),
        )
        with transaction.atomic():
            best = best_of_each(
                looker,
                question,
                register_size=size,
                kinds=kinds,
                edits=restricted_hits.MOST_EDITS,
                patience=patience,
            )
        wide |= best.wide
        met += [record for record in best.kept if restricted_hits.counts(record.match, size)]
    met.sort(
        key=lambda record: (restricted_hits.errors_of(record.match), -record.match.evidence, record.firearm)
    )
    return [record.firearm for record in met], wide


def register_size() -> int:
    """About how many firearms are on the register."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest(reltuples, 1000)::bigint FROM pg_class WHERE oid = 'registry_firearm'::regclass"
        )
        return int(cursor.fetchone()[0])


def desks_of(firearms: Collection[str]) -> list[Hidden]:
    """The desks to ask about firearms, by name. One query, also for none."""
    with connection.cursor() as cursor:
        cursor.execute(_DESKS, [list(firearms)])
        return [
            Hidden(firearm_id, firearm, agency_id, desk_id, Desk(*desk))
            for firearm_id, firearm, agency_id, desk_id, *desk in cursor.fetchall()
        ]


def _counts(person: str, agency: str, whole: str = "") -> tuple[int, int, bool]:
    """Questions of the person (at all desks) and of the desk that count now, and whether the very same (`restricted_hits.whole_of`) is among the person's last.
    Marks of exhibits have a count of their own (`restricted_hits.EXHIBITS`): a cache of hundreds keeps nobody from asking at the roadside."""
    params: dict[str, Any] = {
        "actor": person,
        "agency": agency,
        "put": _PUT,
        "person": restricted_hits.PERSON[1],
        "desk": restricted_hits.DESK[1],
        "most": restricted_hits.DESK[0] + 1,
        "whole": whole,
        "again": restricted_hits.AGAIN,
        "most_again": restricted_hits.MOST_AGAIN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [person, agency])
        cursor.execute(_COUNTS, params)
        by_person, by_desk, again = cursor.fetchone()
    return int(by_person), int(by_desk), bool(again)


def room_of(person: str, agency: str, *, exhibits: bool = False) -> int:
    """How many more questions of a person may reach into closed compartments now; nobody else counts the person's until the transaction ends."""
    if not exhibits:
        return restricted_hits.room(*_counts(person, agency)[:2])
    with connection.cursor() as cursor:
        # Not the desk: entering a cache of hundreds takes seconds, and colleagues' questions would wait for it.
        cursor.execute(f"SELECT {_PERSON_ALONE}", [person])
        params: list[Any] = [person, restricted_hits.EXHIBITS[1], _PUT]
        cursor.execute(_IN_A_DAY, params)
        return restricted_hits.room_for_exhibits(int(cursor.fetchone()[0]))


def tell_asked(
    actor: Actor,
    question: Question,
    gap: str,
    firearms: Sequence[str],
    *,
    whole: str = "",
    again: bool = False,
) -> None:
    """Count and log a question, and have those told who must hear of it: the same few statements whatever was found.

    Args:
        firearms: what it met, by public identifier, the likeliest first.
        whole: its name by all that it says (`restricted_hits.whole_of`); empty where it counts each time.
        again: whether it is one that does not count anew.
    """
    folded = folded_of(question.serial)
    read = None
    if actor.purpose is not None:
        read = reads.log(actor, "registry.search.restricted", question.serial, 0)
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, (actor.id, actor.agency, folded, gap, whole, again, read))
    payload = {
        "folded": folded,
        "asker": asdict(asker_of(actor)),
        "question": saved_search.payload_of(question),
        "refused": gap,
        "firearms": list(firearms),
        "again": again,
    }
    state_fact(topic=TOPIC, key=actor.id, payload=payload)


def asker_of(actor: Actor) -> Asker:
    """An actor as those are told who must hear of their questions."""
    stated = actor.purpose
    return Asker(
        id=actor.id,
        name=actor.name,
        agency=actor.agency,
        agency_id=actor.agency_id,
        agency_name=actor.agency_name,
        purpose=stated.purpose if stated else "",
        case=stated.case if stated else "",
    )


def count_searches(asker: Asker, marks: Sequence[Put], *, exhibits: bool) -> None:
    """Count the questions of searches that stay open, each mark as one, and have it seen whether they look like probing.

    Args:
        asker: for whom they count.
        exhibits: whether they are marks of exhibits.
    """
    if not marks:
        return
    rows = [
        RestrictedQuestion(
            actor=asker.id,
            agency=asker.agency,
            folded=folded_of(mark.serial),
            search=mark.search,
            exhibit=exhibits,
            read=mark.read,
            asker=mark.asker,
            asked_read=mark.asked_read,
        )
        for mark in marks
    ]
    RestrictedQuestion.objects.bulk_create(rows)
    tell_counted(asker, [restricted_question.folded for restricted_question in rows], exhibits=exhibits)


def folded_of(serial: str) -> str:
    """A mark as questions are compared by it."""
    return keys_of(serial).folded[:200]


def tell_counted(asker: Asker, folded: Sequence[str], *, exhibits: bool) -> None:
    """Have it seen whether questions that were counted look like somebody's probing."""
    payload = {"asker": asdict(asker), "folded": list(folded), "exhibits": exhibits}
    state_fact(topic=COUNTED, key=asker.id, payload=payload)


# What owners and security officers hear ---------------------------------------------------------------------------------


def notify_owners(fact: Fact) -> None:
    """Alert the owners of what a question met, and the security officer where the questions look like probing. Idempotent."""
    payload = fact.payload
    asker = Asker(**payload["asker"])
    before = restricted_hits.AGAIN if payload.get("again") else dt.timedelta(0)
    alert(asker, payload["question"], desks_of(payload["firearms"]), payload["firearms"], before=before)
    if payload.get("refused") not in restricted_hits.NEVER_PUT:
        watch(asker, [payload["folded"]], exhibits=False)


def counted(fact: Fact) -> None:
    """Let the security officer hear of questions of searches that stay open where they look like probing. Idempotent."""
    payload = fact.payload
    watch(Asker(**payload["asker"]), payload["folded"], exhibits=payload["exhibits"])


def alert(
    asker: Asker,
    question: Mapping[str, Any],
    hidden: Collection[Hidden],
    likeliest: Sequence[str],
    *,
    before: dt.timedelta = dt.timedelta(0),
) -> None:
    """Record for each hidden firearm that somebody asked for it, once a day for each asker; tell its office and the desk that was named.

    Each of them hears once of a question: of the likeliest firearm, and of how many more it has not heard of. One that was only
    among those others is named where a question means it first: whoever asked about its neighbour before could ask about it unheard
    otherwise; and so it is where it is asked about for another purpose or case. What the question met elsewhere an office is not told.

    Args:
        likeliest: the firearms by public identifier, in the order in which they are told.
        before: how long ago the same question may have been told of already, on the day before too.
    """
    now = ledger.now().astimezone(dt.UTC)
    day = now.date()
    earlier = RestrictedHit.objects.filter(
        firearm_id__in=[item.firearm_id for item in hidden],
        asker=asker.id,
        search=asker.search,
        day__range=((now - before).date(), day),
    )
    known = dict(earlier.order_by("day").values_list("firearm_id", "public_id"))
    by_name = {item.firearm: item for item in hidden}
    every = [
        (known.get(item.firearm_id) or identifiers.new("B", secrets.token_bytes), item)
        for item in (by_name[firearm] for firearm in likeliest if firearm in by_name)
    ]
    new = [(public_id, item) for public_id, item in every if item.firearm_id not in known]
    if new:
        _record(asker, question, new, day)
    if asker.search:  # it is one question as long as it stands
        every = new
    for agency_id in sorted({office for _, item in every for office in (item.agency_id, item.desk_id)}):
        theirs, unheard = (
            [each for each in some if agency_id in (each[1].agency_id, each[1].desk_id)]
            for some in (every, new)
        )
        others = len([each for each in unheard if each != theirs[0]])
        if not _tell_of(agency_id, theirs[0], others, asker, question) and unheard:
            _tell_of(agency_id, unheard[0], len(unheard) - 1, asker, question)


def _record(
    asker: Asker, question: Mapping[str, Any], met: Sequence[tuple[str, Hidden]], day: dt.date
) -> None:
    """Write each of these hits, by its public identifier, into the log."""
    columns = {
        "asker": asker.id,
        "agency": asker.agency,
        "search": asker.search,
        "purpose": asker.purpose,
        "case": asker.case,
        "question": dict(question),
    }
    drafts = [
        Draft(
            schema="search.restricted_hit/1",
            act="registry.restricted_hit",
            object=public_id,
            payload={
                **columns,
                "desk": hidden.desk.agency,
                "firearm": hidden.firearm,
                "day": day.isoformat(),
            },
            entry=ledger.new_entry_id(),
        )
        for public_id, hidden in met
    ]
    ledger.append(actor=JOB, drafts=drafts)
    RestrictedHit.objects.bulk_create(
        RestrictedHit(
            entry=draft.entry,
            public_id=public_id,
            firearm_id=hidden.firearm_id,
            day=day,
            desk=hidden.desk.agency,
            **columns,
        )
        for draft, (public_id, hidden) in zip(drafts, met, strict=True)
    )


def _tell_of(
    agency_id: int, hit: tuple[str, Hidden], more: int, asker: Asker, question: Mapping[str, Any]
) -> bool:
    """Tell an office of one hit, by its public identifier, and of how many more; returns whether it had not been named to it for that purpose
    and case before."""
    public_id, hidden = hit
    saved_search_one = {"reference": asker.reference, "told": asker.told} if asker.search else {}
    stated = hashlib.sha256(json.dumps([asker.purpose, asker.case]).encode()).hexdigest()
    return notices.tell(
        kind="registry.restricted_hit",
        object=public_id,
        agency_id=agency_id,
        permission="registry:search:answer",
        once=f"{public_id}:{agency_id}:{stated[:16]}",
        params={
            "firearm": hidden.firearm,
            "more": more,
            "serial": question["serial"],
            "name": asker.name,
            "agency": asker.agency_name,
            "purpose": asker.purpose,
            "case": asker.case,
            **saved_search_one,
        },
    )
