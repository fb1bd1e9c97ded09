"""Saved searches: opened, kept open longer, their hits judged, closed. Each is an act of the log."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ifar.accounts.services import reads
from ifar.acts.offers import Offers
from ifar.acts.recorder import Recorder
from ifar.errors import Conflict, Invalid, NotFound, Reason, TooMany
from ifar.ledger import services as ledger
from ifar.ledger.entry import timestamp
from ifar.outbox.services import state_fact
from ifar.registry.alerts import restricted_hits, saved_search
from ifar.registry.alerts.acts import ACTS
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.desk_inputs import CloseSearch, RenewSearch
from ifar.registry.labels.saved_searches import words_of
from ifar.registry.marks.reading import KEYS_VERSION
from ifar.registry.models import SavedSearch, SavedSearchBacklog, SavedSearchHit, SavedSearchKey
from ifar.registry.search.matching import Question
from ifar.rights import Actor, may, require

RECORDER: Final = Recorder(ACTS, states_facts=False)
SEARCH: Final = Offers(
    RECORDER, "savedsearch", selectors.search_for, page="registry:saved_search", name="search"
)
OPENED: Final = "registry.search_opened"
TOGETHER: Final = 20
"""Searches of one fact: what closed compartments hold of the first is told before the last is looked for."""
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268725, %s)"


def _is_open(_actor: Actor, search: SavedSearch) -> bool:
    """Whether its time is not over either."""
    return bool(getattr(search, "is_open", False))


def _refused(code: str, field: str, **params: Any) -> Reason:
    return Reason(code, words_of(code, params), field=field, params=params)


def _until(kind: str, days: int | None, now: dt.datetime) -> dt.datetime | None:
    """The end of a search that is kept open for `days` from now on (the longest where None); None where that is too long."""
    longest = saved_search.TERM[kind].days
    days = longest if days is None else days
    return now + dt.timedelta(days=days) if 1 <= days <= longest else None


@dataclass(frozen=True, slots=True)
class SavedQuestion:
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
    wanted = SavedQuestion(question, reference, reason, tuple(sorted(kinds)))
    return open_searches(actor=actor, kind=kind, wanted=[wanted], days=days)[0]


@transaction.atomic
def open_searches(
    *,
    actor: Actor,
    kind: str,
    wanted: Sequence[SavedQuestion],
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
    reasons = [
        problem for each in wanted for problem in _problems(kind, each.question, each.reference, each.reason)
    ]
    until = _until(kind, days, now) if kind in saved_search.KINDS else None
    if kind in saved_search.KINDS and until is None:
        reasons.append(_refused("registry.saved_search.term", "days", days=saved_search.TERM[kind].days))
    if reasons or until is None:
        raise Invalid(
            "registry.saved_search.invalid", words_of("registry.saved_search.invalid"), reasons=reasons
        )
    restricted_ones = [
        may(actor, "registry:search:restricted") and restricted_hits.is_nearly_complete(item.question)
        for item in wanted
    ]
    room = restricted.room_of(actor.id, actor.agency, exhibits=exhibits) if any(restricted_ones) else 0
    if sum(restricted_ones) > room and not (exhibits or waits):
        raise TooMany("registry.saved_search.rate", words_of("rate"))
    stated = actor.purpose
    opening = [
        RECORDER.compose(
            actor,
            "savedsearch",
            "opened",
            changes={
                "kind": kind,
                "reference": item.reference.strip(),
                "reason": item.reason.strip(),
                "question": saved_search.payload_of(item.question, sorted(item.kinds)),
                "purpose": stated.purpose if stated else "",
                "case": stated.case if stated else "",
                "answers_restricted": answers_restricted,
                "expires_at": timestamp(until),
            },
        )
        for item, answers_restricted in zip(wanted, restricted_ones, strict=True)
    ]
    RECORDER.write(actor, *opening, recorded_at=now)
    subjects = [act.subject for act in opening]
    opened = {
        search.public_id: search
        for search in SavedSearch.objects.filter(public_id__in=subjects).select_related("agency")
    }
    saved_searches = [opened[subject] for subject in subjects]
    SavedSearchKey.objects.bulk_create(
        SavedSearchKey(search=search, keys=saved_search.keys_of_question(each.question), version=KEYS_VERSION)
        for search, each in zip(saved_searches, wanted, strict=True)
    )
    if any(restricted_ones):
        _put(
            actor, [search for search in saved_searches if search.answers_restricted], room, exhibits=exhibits
        )
    have_looked(saved_searches)
    return saved_searches


def have_looked(searches: Sequence[SavedSearch]) -> None:
    """Have the outbox look through for searches what they have to, once this transaction ends."""
    for some in batched(searches, TOGETHER):
        state_fact(topic=OPENED, key=some[0].public_id, payload={"searches": [search.pk for search in some]})


def _put(actor: Actor, searches: Sequence[SavedSearch], room: int, *, exhibits: bool) -> None:
    """Log questions to closed compartments as read and count as many of them as there is room for; all of them are put by the outbox, and what may not
    be put yet waits (`services/match_backlog.py`)."""
    logged = log_put(actor, searches, exhibits=exhibits)
    marks = [
        restricted.Put(search.public_id, search.question["serial"], read)
        for search, read in zip(searches, logged, strict=True)
    ]
    restricted.count_searches(restricted.asker_of(actor), marks[:room], exhibits=exhibits)
    SavedSearchBacklog.objects.bulk_create(
        SavedSearchBacklog(
            search=search,
            restricted=True,
            counted=at < room,
            exhibit=exhibits,
            read=read,
            why="" if at < room else "quota",
        )
        for at, (search, read) in enumerate(zip(searches, logged, strict=True))
    )


def log_put(actor: Actor, searches: Sequence[SavedSearch], *, exhibits: bool) -> list[int]:
    """Log the questions of searches as read by `actor`; returns the row of each: one for all marks of exhibits of a case, under what they stand for."""
    act = "registry.search.restricted"
    if exhibits:
        numbers = Counter(search.reference for search in searches)
        rows = {reference: reads.log(actor, act, reference, number) for reference, number in numbers.items()}
        return [rows[search.reference] for search in searches]
    return [reads.log(actor, act, search.question["serial"], 0) for search in searches]


def _problems(kind: str, question: Question, reference: str, reason: str) -> list[Reason]:
    reasons = [
        Reason(
            problem.code, words_of(problem.code, problem.params), field=problem.field, params=problem.params
        )
        for problem in saved_search.problems(question)
    ]
    if kind not in saved_search.KINDS:
        reasons.append(_refused("registry.saved_search.kind", "kind"))
    for name, text in (("reference", reference), ("reason", reason)):
        if not text.strip():
            reasons.append(_refused(f"registry.saved_search.{name}", name))
    return reasons


@SEARCH.act(
    "renewed",
    RenewSearch,
    _("Keep the search open longer"),
    permission="registry:search:keep",
    done=_("The search stays open."),
    when=_is_open,
)
@transaction.atomic
def renew_search(*, actor: Actor, savedsearch_id: str, reason: str, days: int | None = None) -> SavedSearch:
    """Keep a search open longer, for `days` from now on; the longest that its kind allows where None.

    Raises:
        NotFound: there is no such search at the actor's desk.
        Conflict: it is closed, or somebody else did something with it meanwhile.
        Invalid: no reason, or too long.
    """
    require(actor, "registry:search:keep")
    search = _still_open(actor, savedsearch_id)
    now = ledger.now()
    until = _until(search.kind, days, now)
    if until is None:
        days_allowed = saved_search.TERM[search.kind].days
        raise Invalid(
            "registry.saved_search.invalid",
            words_of("registry.saved_search.invalid"),
            reasons=[_refused("registry.saved_search.term", "days", days=days_allowed)],
        )
    ends = {"expires_at": timestamp(until)}
    act(actor, search.pk, "renewed", changes=ends, note=reason, recorded_at=now)
    return selectors.search_for(actor, savedsearch_id)


@SEARCH.act(
    "closed",
    CloseSearch,
    _("Close the search"),
    permission="registry:search:keep",
    done=_("The search is closed."),
    when=_is_open,
)
@transaction.atomic
def close_search(*, actor: Actor, savedsearch_id: str, outcome: str, reason: str = "") -> SavedSearch:
    """Close a search: nothing is matched against it any more. Its hits may still be judged.

    Args:
        outcome: one of `saved_search.CLOSINGS`.

    Raises:
        NotFound, Conflict: as for `renew_search`.
        Invalid: no such outcome.
    """
    require(actor, "registry:search:keep")
    search = _still_open(actor, savedsearch_id)
    act(actor, search.pk, "closed", changes={"closed": outcome}, note=reason)
    SavedSearchKey.objects.filter(search=search).delete()
    SavedSearchBacklog.objects.filter(search=search).delete()
    return selectors.search_for(actor, savedsearch_id)


@transaction.atomic
def judge_hit(*, actor: Actor, search: str, hit: uuid.UUID, verdict: str, note: str = "") -> SavedSearch:
    """Say whether a hit is the firearm that is looked for. The latest word counts; the earlier ones stay in the log.

    Raises:
        NotFound: there is no such search at the actor's desk, or no such hit that the actor may see.
        Invalid: no such verdict.
    """
    require(actor, "registry:search:keep")
    record = selectors.search_for(actor, search)
    if not selectors.hits_of(actor, record).filter(entry=hit).exists():
        raise NotFound("registry.saved_search.hit", words_of("registry.saved_search.hit"))
    lock(record.pk)
    judged = SavedSearchHit.objects.select_related("savedsearch").get(entry=hit)
    values = {"verdict": verdict, "note": note.strip()}
    RECORDER.record(actor, "savedsearchhit", "judged", judged, changes=values)
    return selectors.search_for(actor, search)


def _still_open(actor: Actor, search: str) -> SavedSearch:
    record = selectors.search_for(actor, search)
    if record.closed:
        raise Conflict("registry.saved_search.closed", words_of("registry.saved_search.closed"))
    return record


# Writing acts -----------------------------------------------------------------------------------------------------------


def lock(key: int) -> None:
    """Let nobody else write acts of a search until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [key])


def act(actor: Actor, key: int, kind: str, **said: Any) -> uuid.UUID | None:
    """Record the next act on a search, one at a time; returns its entry, or None where the search was closed meanwhile.

    Args:
        said: what it sets and says, as `Recorder.record` takes it.

    Raises:
        Conflict: a person's act on a search that somebody else just closed.
    """
    lock(key)
    search = SavedSearch.objects.select_related("agency").get(pk=key)
    if search.closed:
        if actor.kind == "job":
            return None
        raise Conflict("registry.saved_search.closed", words_of("registry.saved_search.closed"))
    return RECORDER.record(actor, "savedsearch", kind, search, **said).entry


def acts(actor: Actor, kind: str, details: Mapping[int, Mapping[str, Any]]) -> None:
    """Record the next act on several searches (internal key -> details), each locked already and open."""
    searches = SavedSearch.objects.filter(pk__in=details).select_related("agency").order_by("pk")
    RECORDER.write(
        actor,
        *[
            RECORDER.compose(actor, "savedsearch", kind, search, details=details[search.pk])
            for search in searches
        ],
    )


def note_hit(actor: Actor, search: SavedSearch, met: Mapping[str, Any]) -> uuid.UUID | None:
    """Record a hit of a search that is locked already; returns its entry, or None where the search was closed meanwhile."""
    if SavedSearch.objects.exclude(closed="").filter(pk=search.pk).exists():
        return None
    noted = {**met, "savedsearch": search.public_id}
    return RECORDER.record(actor, "savedsearchhit", "noted", changes=noted, parent=search).entry
