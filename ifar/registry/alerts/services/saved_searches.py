"""Saved searches: opened, kept open longer, their hits judged, closed. Each is an act of the log."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

import psycopg
from django.db import OperationalError, connection, transaction

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.errors import Conflict, Invalid, NotFound, Reason, TooMany
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.outbox.services import state_fact
from ifar.registry.alerts import restricted_hits, saved_search
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.labels.saved_searches import words_of
from ifar.registry.marks.reading import KEYS_VERSION
from ifar.registry.models import SavedSearch, SavedSearchAct, SavedSearchBacklog, SavedSearchKey
from ifar.registry.search.matching import Question
from ifar.rights import Actor, may, require

OPENED: Final = "registry.search_opened"
TOGETHER: Final = 20
"""Searches of one fact: what closed compartments hold of the first is told before the last is looked for."""
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268725, %s)"
_AS_IT_STANDS: Final = "SELECT public_id, n, last_entry, closed FROM registry_savedsearch WHERE id = %s"


def _refused(code: str, field: str, **params: Any) -> Reason:
    return Reason(code, words_of(code, params), field=field, params=params)


def _until(kind: str, days: int | None, now: dt.datetime) -> dt.datetime | None:
    """The end of a search that is kept open for `days` from now on (the longest where None); None where that is too long."""
    longest = saved_search.TERM[kind].days
    days = longest if days is None else days
    return now + dt.timedelta(days=days) if 1 <= days <= longest else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question to keep open: what was read and is known, the case or request it stands under, why, and the kinds of marks."""

    question: Question
    reference: str
    reason: str
    kinds: tuple[str, ...] = ()


def open_search(
    *,
    actor: Actor,
    kind: str,
    question: Question,
    reference: str,
    reason: str,
    days: int | None = None,
    kinds: Collection[str] = (),
) -> SavedSearch:
    """Keep a question open: whatever comes into the register later and fits is shown to the searcher and their desk.

    Args:
        kind: one of `saved_search.KINDS`.
        question: what was read and is known; at least `saved_search.FEWEST_READ` characters of a mark.
        reference: the case, request or report that it stands under.
        reason: why.
        days: how long, at most `saved_search.TERM`; the longest where None.
        kinds: kinds of marks to look at; all where empty.

    Raises:
        Invalid: with every reason, at its field.
        Refused: no purpose is stated.
        TooMany: the desk has put too many questions to closed compartments for now.
    """
    wanted = Wanted(question, reference, reason, tuple(sorted(kinds)))
    return open_searches(actor=actor, kind=kind, wanted=[wanted], days=days)[0]


@transaction.atomic
def open_searches(
    *,
    actor: Actor,
    kind: str,
    wanted: Sequence[Wanted],
    days: int | None = None,
    exhibits: bool = False,
    waits: bool = False,
) -> list[SavedSearch]:
    """Keep several questions open in one act each, in their order. Each that reaches into closed compartments counts as one question to them.

    Args:
        exhibits: each is about a thing that lies on the desk and was entered under an identifier of its own, as one of a cache
            of hundreds may be: more of such questions are put at once (`restricted_hits.EXHIBITS`), they are logged together, under what they stand for, and
            they wait where there are still more. The entry of the exhibit says who asked, and for which case.
        waits: what may not be put to closed compartments now waits until it may, as it does for exhibits: nothing is refused for it.

    Raises:
        Invalid, Refused: as for `open_search`; none is opened then.
        TooMany: the same, where they do not wait.
    """
    require(actor, "registry:search:keep")
    reads.require_purpose(actor)
    now = ledger.now()
    reasons = [one for each in wanted for one in _problems(kind, each.question, each.reference, each.reason)]
    until = _until(kind, days, now) if kind in saved_search.KINDS else None
    if kind in saved_search.KINDS and until is None:
        reasons.append(_refused("registry.saved_search.term", "days", days=saved_search.TERM[kind].days))
    if reasons or until is None:
        raise Invalid(
            "registry.saved_search.invalid", words_of("registry.saved_search.invalid"), reasons=reasons
        )
    restricted_ones = [
        may(actor, "registry:search:restricted") and restricted_hits.is_nearly_complete(one.question)
        for one in wanted
    ]
    room = restricted.room_of(actor.id, actor.agency, exhibits=exhibits) if any(restricted_ones) else 0
    if sum(restricted_ones) > room and not (exhibits or waits):
        raise TooMany("registry.saved_search.rate", words_of("rate"))
    stated = actor.purpose
    acts = [
        _Act(
            identifiers.new("E", secrets.token_bytes),
            1,
            None,
            "opened",
            {
                "kind": kind,
                "reference": one.reference.strip(),
                "reason": one.reason.strip(),
                "question": saved_search.payload_of(one.question, sorted(one.kinds)),
                "purpose": stated.purpose if stated else "",
                "case": stated.case if stated else "",
                "answers_restricted": answers_restricted,
                "expires_at": timestamp(until),
            },
        )
        for one, answers_restricted in zip(wanted, restricted_ones, strict=True)
    ]
    _write(actor, acts, now)
    opened = {
        one.public_id: one for one in SavedSearch.objects.filter(public_id__in=[act.search for act in acts])
    }
    found = [opened[act.search] for act in acts]
    SavedSearchKey.objects.bulk_create(
        SavedSearchKey(search=one, keys=saved_search.keys_of_question(each.question), version=KEYS_VERSION)
        for one, each in zip(found, wanted, strict=True)
    )
    if any(restricted_ones):
        _put(actor, [one for one in found if one.answers_restricted], room, exhibits=exhibits)
    have_looked(found)
    return found


def have_looked(searches: Sequence[SavedSearch]) -> None:
    """Have the outbox look through for searches what they have to, once this transaction ends."""
    for some in batched(searches, TOGETHER):
        state_fact(topic=OPENED, key=some[0].public_id, payload={"searches": [one.pk for one in some]})


def _put(actor: Actor, searches: Sequence[SavedSearch], room: int, *, exhibits: bool) -> None:
    """Log questions to closed compartments as read and count as many of them as there is room for; all of them are put by the outbox, and what may not
    be put yet waits (`services/match_backlog.py`)."""
    logged = log_put(actor, searches, exhibits=exhibits)
    marks = [
        restricted.Put(one.public_id, one.question["serial"], read)
        for one, read in zip(searches, logged, strict=True)
    ]
    restricted.count_searches(restricted.asker_of(actor), marks[:room], exhibits=exhibits)
    SavedSearchBacklog.objects.bulk_create(
        SavedSearchBacklog(
            search=one,
            restricted=True,
            counted=at < room,
            exhibit=exhibits,
            read=read,
            why="" if at < room else "quota",
        )
        for at, (one, read) in enumerate(zip(searches, logged, strict=True))
    )


def log_put(actor: Actor, searches: Sequence[SavedSearch], *, exhibits: bool) -> list[int]:
    """Log the questions of searches as read by `actor`; returns the row of each: one for all marks of exhibits of a case, under what they stand for."""
    act = "registry.search.restricted"
    if exhibits:
        numbers = Counter(one.reference for one in searches)
        rows = {reference: reads.log(actor, act, reference, number) for reference, number in numbers.items()}
        return [rows[one.reference] for one in searches]
    return [reads.log(actor, act, one.question["serial"], 0) for one in searches]


def _problems(kind: str, question: Question, reference: str, reason: str) -> list[Reason]:
    found = [
        Reason(one.code, words_of(one.code, one.params), field=one.field, params=one.params)
        for one in saved_search.problems(question)
    ]
    if kind not in saved_search.KINDS:
        found.append(_refused("registry.saved_search.kind", "kind"))
    for name, text in (("reference", reference), ("reason", reason)):
        if not text.strip():
            found.append(_refused(f"registry.saved_search.{name}", name))
    return found


@transaction.atomic
def renew_search(*, actor: Actor, search: str, reason: str, days: int | None = None) -> SavedSearch:
    """Keep a search open longer, for `days` from now on; the longest that its kind allows where None.

    Raises:
        NotFound: there is no such search at the actor's desk.
        Conflict: it is closed, or somebody else did something with it meanwhile.
        Invalid: no reason, or too long.
    """
    require(actor, "registry:search:keep")
    found = _still_open(actor, search)
    now = ledger.now()
    until = _until(found.kind, days, now)
    if until is None:
        days_allowed = saved_search.TERM[found.kind].days
        raise Invalid(
            "registry.saved_search.invalid",
            words_of("registry.saved_search.invalid"),
            reasons=[_refused("registry.saved_search.term", "days", days=days_allowed)],
        )
    _said(reason)
    act(actor, found.pk, "renewed", {"expires_at": timestamp(until), "reason": reason.strip()}, now)
    return selectors.search_for(actor, search)


@transaction.atomic
def close_search(*, actor: Actor, search: str, outcome: str, reason: str = "") -> SavedSearch:
    """Close a search: nothing is matched against it any more. Its hits may still be judged.

    Args:
        outcome: one of `saved_search.CLOSINGS`.

    Raises:
        NotFound, Conflict: as for `renew_search`.
        Invalid: no such outcome.
    """
    require(actor, "registry:search:keep")
    found = _still_open(actor, search)
    if outcome not in saved_search.CLOSINGS:
        raise Invalid(
            "registry.saved_search.outcome", words_of("registry.saved_search.outcome"), field="outcome"
        )
    act(actor, found.pk, "closed", {"outcome": outcome, "reason": reason.strip()})
    SavedSearchKey.objects.filter(search=found).delete()
    SavedSearchBacklog.objects.filter(search=found).delete()
    return selectors.search_for(actor, search)


@transaction.atomic
def judge_hit(*, actor: Actor, search: str, hit: uuid.UUID, verdict: str, note: str = "") -> SavedSearch:
    """Say whether a hit is the firearm that is looked for. The latest word counts; the earlier ones stay in the log.

    Raises:
        NotFound: there is no such search at the actor's desk, or no such hit that the actor may see.
        Invalid: no such verdict.
    """
    require(actor, "registry:search:keep")
    if verdict not in saved_search.VERDICTS:
        raise Invalid(
            "registry.saved_search.verdict", words_of("registry.saved_search.verdict"), field="verdict"
        )
    found = selectors.search_for(actor, search)
    if not selectors.hits_of(actor, found).filter(pk=hit).exists():
        raise NotFound("registry.saved_search.hit", words_of("registry.saved_search.hit"))
    act(actor, found.pk, "judged", {"hit": str(hit), "verdict": verdict, "note": note.strip()})
    return selectors.search_for(actor, search)


def _said(reason: str) -> None:
    if not reason.strip():
        raise Invalid(
            "registry.saved_search.reason", words_of("registry.saved_search.reason"), field="reason"
        )


def _still_open(actor: Actor, search: str) -> SavedSearch:
    found = selectors.search_for(actor, search)
    if found.closed:
        raise Conflict("registry.saved_search.closed", words_of("registry.saved_search.closed"))
    return found


# Writing acts -----------------------------------------------------------------------------------------------------------


def lock(key: int) -> None:
    """Let nobody else write acts of a search until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [key])


def act(
    actor: Actor, key: int, kind: str, details: Mapping[str, Any], now: dt.datetime | None = None
) -> uuid.UUID | None:
    """Write the next act of a search, one at a time; returns its entry, or None where the search was closed meanwhile.

    Raises:
        Conflict: a person's act about a search that somebody else just closed.
    """
    lock(key)
    with connection.cursor() as cursor:
        cursor.execute(_AS_IT_STANDS, [key])
        public_id, n, last_entry, closed = cursor.fetchone()
    if closed and kind != "judged":
        if actor.kind == "job":
            return None
        raise Conflict("registry.saved_search.closed", words_of("registry.saved_search.closed"))
    return _write(actor, [_Act(public_id, n + 1, last_entry, kind, details)], now)[0]


def acts(actor: Actor, kind: str, said: Mapping[int, Mapping[str, Any]]) -> None:
    """Write the next act of several searches (internal key -> details), each locked already and open."""
    searches = SavedSearch.objects.filter(pk__in=said).order_by("pk")
    _write(actor, [_Act(one.public_id, one.n + 1, one.last_entry, kind, said[one.pk]) for one in searches])


@dataclass(frozen=True, slots=True)
class _Act:
    """An act before it is written: of which search, its number, what went before, what it says."""

    search: str
    n: int
    previous: uuid.UUID | None
    kind: str
    details: Mapping[str, Any]


def _write(actor: Actor, acts: Sequence[_Act], now: dt.datetime | None = None) -> list[uuid.UUID]:
    drafts, rows = [], []
    for act in acts:
        details = json.loads(json.dumps(dict(act.details)))
        draft = Draft(
            schema=f"search.{act.kind}/1",
            act=f"registry.search_{act.kind}",
            object=act.search,
            payload={"search": act.search, "n": act.n, "kind": act.kind, "details": details},
            previous=act.previous,
            entry=ledger.new_entry_id(),
        )
        drafts.append(draft)
        rows.append(
            SavedSearchAct(entry=draft.entry, search=act.search, n=act.n, kind=act.kind, details=details)
        )
    ledger.append(actor=actor, drafts=drafts, recorded_at=now)
    try:
        SavedSearchAct.objects.bulk_create(rows)
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise
        raise Conflict("registry.saved_search.changed", words_of("registry.saved_search.changed")) from error
    return [draft.entry for draft in drafts]
