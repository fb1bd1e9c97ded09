"""Standing searches: opened, kept open longer, their hits judged, closed. Each is an act of the log."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Collection, Mapping
from typing import Any, Final

import psycopg
from django.db import OperationalError, connection, transaction

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.errors import Conflict, Invalid, NotFound, Reason, TooMany
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.outbox.services import state_fact
from ifar.registry import blind, standing
from ifar.registry.marks import KEYS_VERSION
from ifar.registry.matching import Question
from ifar.registry.models import Standing, StandingAct, StandingKey
from ifar.registry.selectors import standing as selectors
from ifar.registry.services import blind as blindly
from ifar.registry.words.standing import words_of
from ifar.rights import Actor, may, require

OPENED: Final = "registry.search_opened"
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268725, %s)"
_AS_IT_STANDS: Final = "SELECT public_id, n, last_entry, closed FROM registry_standing WHERE id = %s"


def _refused(code: str, field: str, **params: Any) -> Reason:
    return Reason(code, words_of(code, params), field=field, params=params)


def _until(kind: str, days: int | None, now: dt.datetime) -> dt.datetime | None:
    """The end of a search that is kept open for `days` from now on (the longest where None); None where that is too long."""
    longest = standing.TERM[kind].days
    days = longest if days is None else days
    return now + dt.timedelta(days=days) if 1 <= days <= longest else None


@transaction.atomic
def open_search(
    *,
    actor: Actor,
    kind: str,
    question: Question,
    reference: str,
    reason: str,
    days: int | None = None,
    kinds: Collection[str] = (),
) -> Standing:
    """Keep a question open: whatever comes into the register later and fits is shown to the searcher and their desk.

    Args:
        kind: one of `standing.KINDS`.
        question: what was read and is known; at least `standing.FEWEST_READ` characters of a mark.
        reference: the case, request or report that it stands under.
        reason: why.
        days: how long, at most `standing.TERM`; the longest where None.
        kinds: kinds of marks to look at; all where empty.

    Raises:
        Invalid: with every reason, at its field.
        Refused: no purpose is stated.
        TooMany: the desk has put too many questions to closed compartments for now.
    """
    require(actor, "registry:search:keep")
    reads.require_purpose(actor)
    now = ledger.now()
    reasons = _problems(kind, question, reference, reason)
    until = _until(kind, days, now) if kind in standing.KINDS else None
    if kind in standing.KINDS and until is None:
        reasons.append(_refused("registry.standing.term", "days", days=standing.TERM[kind].days))
    if reasons or until is None:
        raise Invalid("registry.standing.invalid", words_of("registry.standing.invalid"), reasons=reasons)
    answers_blind = may(actor, "registry:search:blind") and blind.is_nearly_complete(question)
    if answers_blind and not blindly.quota_left(actor):
        raise TooMany("registry.standing.rate", words_of("rate"))
    public_id = identifiers.new("E", secrets.token_bytes)
    stated = actor.purpose
    details = {
        "kind": kind,
        "reference": reference.strip(),
        "reason": reason.strip(),
        "question": standing.payload_of(question, sorted(kinds)),
        "purpose": stated.purpose if stated else "",
        "case": stated.case if stated else "",
        "answers_blind": answers_blind,
        "expires_at": timestamp(until),
    }
    _write(actor, public_id, 1, None, "opened", details, now)
    found = Standing.objects.get(public_id=public_id)
    StandingKey.objects.create(search=found, keys=standing.keys_of_question(question), version=KEYS_VERSION)
    if answers_blind:
        blindly.tell_asked(actor, question, "", (), search=public_id)
    state_fact(topic=OPENED, key=public_id, payload={"search": found.pk})
    return found


def _problems(kind: str, question: Question, reference: str, reason: str) -> list[Reason]:
    found = [
        Reason(one.code, words_of(one.code, one.params), field=one.field, params=one.params)
        for one in standing.problems(question)
    ]
    if kind not in standing.KINDS:
        found.append(_refused("registry.standing.kind", "kind"))
    for name, text in (("reference", reference), ("reason", reason)):
        if not text.strip():
            found.append(_refused(f"registry.standing.{name}", name))
    return found


@transaction.atomic
def renew_search(*, actor: Actor, search: str, reason: str, days: int | None = None) -> Standing:
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
        days_allowed = standing.TERM[found.kind].days
        raise Invalid(
            "registry.standing.invalid",
            words_of("registry.standing.invalid"),
            reasons=[_refused("registry.standing.term", "days", days=days_allowed)],
        )
    _said(reason)
    act(actor, found.pk, "renewed", {"expires_at": timestamp(until), "reason": reason.strip()}, now)
    return selectors.search_for(actor, search)


@transaction.atomic
def close_search(*, actor: Actor, search: str, outcome: str, reason: str = "") -> Standing:
    """Close a search: nothing is matched against it any more. Its hits may still be judged.

    Args:
        outcome: one of `standing.CLOSINGS`.

    Raises:
        NotFound, Conflict: as for `renew_search`.
        Invalid: no such outcome.
    """
    require(actor, "registry:search:keep")
    found = _still_open(actor, search)
    if outcome not in standing.CLOSINGS:
        raise Invalid("registry.standing.outcome", words_of("registry.standing.outcome"), field="outcome")
    act(actor, found.pk, "closed", {"outcome": outcome, "reason": reason.strip()})
    StandingKey.objects.filter(search=found).delete()
    return selectors.search_for(actor, search)


@transaction.atomic
def judge_hit(*, actor: Actor, search: str, hit: uuid.UUID, verdict: str, note: str = "") -> Standing:
    """Say whether a hit is the firearm that is looked for. The latest word counts; the earlier ones stay in the log.

    Raises:
        NotFound: there is no such search at the actor's desk, or no such hit that the actor may see.
        Invalid: no such verdict.
    """
    require(actor, "registry:search:keep")
    if verdict not in standing.VERDICTS:
        raise Invalid("registry.standing.verdict", words_of("registry.standing.verdict"), field="verdict")
    found = selectors.search_for(actor, search)
    if not selectors.hits_of(actor, found).filter(pk=hit).exists():
        raise NotFound("registry.standing.hit", words_of("registry.standing.hit"))
    act(actor, found.pk, "judged", {"hit": str(hit), "verdict": verdict, "note": note.strip()})
    return selectors.search_for(actor, search)


def _said(reason: str) -> None:
    if not reason.strip():
        raise Invalid("registry.standing.reason", words_of("registry.standing.reason"), field="reason")


def _still_open(actor: Actor, search: str) -> Standing:
    found = selectors.search_for(actor, search)
    if found.closed:
        raise Conflict("registry.standing.closed", words_of("registry.standing.closed"))
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
        raise Conflict("registry.standing.closed", words_of("registry.standing.closed"))
    return _write(actor, public_id, n + 1, last_entry, kind, details, now)


def _write(
    actor: Actor,
    public_id: str,
    n: int,
    previous: uuid.UUID | None,
    kind: str,
    details: Mapping[str, Any],
    now: dt.datetime | None = None,
) -> uuid.UUID:
    payload = {"search": public_id, "n": n, "kind": kind, "details": json.loads(json.dumps(dict(details)))}
    draft = Draft(
        schema=f"search.{kind}/1",
        act=f"registry.search_{kind}",
        object=public_id,
        payload=payload,
        previous=previous,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=now)
    try:
        StandingAct.objects.create(
            entry=draft.entry, search=public_id, n=n, kind=kind, details=payload["details"]
        )
    except OperationalError as error:
        if not isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise
        raise Conflict("registry.standing.changed", words_of("registry.standing.changed")) from error
    return draft.entry
