"""What searches that were opened still have to look through: what was just being written, closed compartments, and the register itself where it
could not be searched when they were opened.

Recording an exhibit hangs on none of it: what cannot be looked through now, or may not be yet, waits in `SavedSearchBacklog` and is tried again every minute.
Until it is done, whoever opened the search reads that it is not; nothing found is no "no".
"""

from __future__ import annotations

import datetime as dt
import logging
import time
import uuid
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from ifar.errors import IfarError, Invalid, Unavailable
from ifar.ledger import services as ledger
from ifar.outbox.handlers import Fact
from ifar.registry.alerts import restricted_hits, saved_search
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.alerts.services.hits import JOB, Met, asker_of, open_ones, refer, take
from ifar.registry.alerts.services.saved_searches import act, lock
from ifar.registry.models import Firearm, SavedSearch, SavedSearchBacklog
from ifar.registry.search.fetching import PATIENCE, UNHURRIED, is_too_wide, too_wide
from ifar.registry.search.finding import going_on, search
from ifar.registry.search.matching import Match
from ifar.registry.search.offices import best_of_each
from ifar.rights import COMPARTMENTS, Actor, compartments_of

log = logging.getLogger(__name__)

RECENT: Final = dt.timedelta(minutes=5)
"""How long before a search was opened a mark may have been written by somebody who could not see the search yet."""

MOST_SEEN: Final = 5
"""Records of which a search is told that was looked through late: as many as are proposed for an exhibit at once."""

AT_ONCE: Final = 500
WIDE_AT_ONCE: Final = 3
"""Searches of one run, and how many of them may be too wide: each keeps the job for a minute, and everybody else's would wait for them."""

TOGETHER: Final = 10.0
"""Seconds for searches that were opened together, by the outbox."""

FAILED_AGAIN: Final = dt.timedelta(hours=1)
"""When one is tried again whose try failed for a reason that nobody foresaw."""

AGAIN_AFTER: Final = {
    "quota": dt.timedelta(minutes=5),
    "prepared": dt.timedelta(minutes=1),
    "wide": restricted_hits.LONGEST_WAIT,
}
"""When what waits is tried again, by why it does (`restricted_hits.WAITS`); what is too wide keeps a process of the database busy for a minute."""


def opened(fact: Fact) -> None:
    """Look once more for searches that were just opened: what was being written at that moment, and what closed compartments hold.

    What cannot be searched waits, each by itself; this never fails for it. Nor does it keep owners from hearing of other questions, which come
    through here as well: beyond `TOGETHER` seconds the rest is the job's, which alone has the patience for what is wide.
    """
    until = time.monotonic() + TOGETHER
    for record in open_ones(fact.payload["searches"]):
        if time.monotonic() >= until:
            _wait([record], "late")
            continue
        if why := _why_not(partial(_take, record, partial(_recent, patience=PATIENCE))):
            _wait([record], why)
        _look(record, PATIENCE)


def look_later(searches: Collection[str], why: str) -> None:
    """Have these searches (public identifiers), just opened, look through the register as their desk may see it: it cannot be searched now."""
    _wait(SavedSearch.objects.filter(public_id__in=searches).order_by("pk"), why)


def why_of(error: IfarError) -> str:
    """Why the register cannot be searched now, of `restricted_hits.WAITS`; nothing where that is not what an error says."""
    if isinstance(error, Unavailable):
        return "prepared"
    return "wide" if is_too_wide(error) else ""


def look_again() -> int:
    """Try what waits and is due; returns how many searches have looked through everything now. The job of every minute.

    What is due longest comes first, and what was too wide before comes last. Nobody's searches keep another's from being tried: those of whoever may
    put no more questions now are put off together, and one whose try fails by itself.

    Locks are taken in one order here and where exhibits are entered and amended: a person's questions, then a search, then what is due for it.
    """
    now, tried = ledger.now(), set[int]()
    due = SavedSearchBacklog.objects.filter(next_at__lte=now, search__closed="", search__expires_at__gt=now)
    done = wide = 0
    for some, most in ((due.exclude(why="wide"), AT_ONCE), (due.filter(why="wide"), WIDE_AT_ONCE)):
        for key in _each_of(some, tried, most):
            why = _try(key, now)
            done += not why
            wide += why == "wide"
            if wide == WIDE_AT_ONCE:
                return done
    return done


def _each_of(due: QuerySet[SavedSearchBacklog], tried: set[int], most: int) -> Iterator[int]:
    """So many of what is due, each looked up when it is its turn: what was put off meanwhile is not due any more."""
    for _ in range(most):
        key = due.exclude(pk__in=tried).order_by("next_at", "search_id").values_list("pk", flat=True).first()
        if key is None:
            return
        tried.add(key)
        yield key


def _try(key: int, now: dt.datetime) -> str:
    """Look for one search; returns why it still waits (of `restricted_hits.WAITS`), or nothing where it has looked through everything."""
    try:
        _count(key, now)
        # The person's questions are counted and free again: nobody waits a minute for what is looked for here.
        with transaction.atomic():
            record = next(iter(open_ones([key])), None)
            return _look(record, UNHURRIED) if record else "late"
    except Exception:
        log.exception("search %s could not look through what it had to", key)
        SavedSearchBacklog.objects.filter(pk=key).update(why="late", next_at=now + FAILED_AGAIN)
        return "late"


@transaction.atomic
def _count(key: int, now: dt.datetime) -> None:
    """Count a search's question to closed compartments if its person may put one more now; what waits for the same is put off where not."""
    due = SavedSearchBacklog.objects.filter(pk=key, restricted=True, counted=False).first()
    record = next(iter(open_ones([key])), None) if due else None
    if due is None or record is None:
        return
    if not restricted.room_of(record.owner, record.agency.public_id, exhibits=due.exhibit):
        alike = SavedSearchBacklog.objects.filter(
            restricted=True,
            counted=False,
            seen=False,
            exhibit=due.exhibit,
            search__owner=record.owner,
            search__agency=record.agency_id,
            next_at__lte=now,
        )
        # What somebody closes just now is not waited for.
        free = alike.select_for_update(skip_locked=True, of=["self"]).values_list("pk", flat=True)
        SavedSearchBacklog.objects.filter(pk__in=list(free)).update(
            why="quota", next_at=now + AGAIN_AFTER["quota"]
        )
        return
    lock(record.pk)
    row = SavedSearchBacklog.objects.filter(pk=key, restricted=True, counted=False)
    if row.exists():
        mark = restricted.Put(record.public_id, record.question["serial"], due.read)
        restricted.count_searches(asker_of(record), [mark], exhibits=due.exhibit)
        row.update(counted=True)


def _look(record: SavedSearch, patience: float) -> str:
    """Look through what a search still has to, as far as its question counts; returns why something is left (of `restricted_hits.WAITS`), or nothing."""
    due = SavedSearchBacklog.objects.filter(search=record).first()
    if due is None:
        return ""
    unseen = _why_not(partial(_take, record, partial(_whole, patience=patience))) if due.seen else ""
    unasked = ""
    if due.restricted:
        unasked = _refer(record, patience) if due.counted else "quota"
    return _settle(record, due, unseen, unasked, patience)


def _settle(record: SavedSearch, due: SavedSearchBacklog, unseen: str, unasked: str, patience: float) -> str:
    """Enter into the log what a search has looked through now of what was `due`, and take that out of what waits; both or neither. Returns why
    something is left, or nothing.

    Args:
        unseen, unasked: why the register and the closed compartments still have to be looked through (of `restricted_hits.WAITS`); empty where not.
    """
    lock(record.pk)
    row = SavedSearchBacklog.objects.filter(search=record)
    left = row.select_for_update().first()
    if left is None:  # somebody else did it, or closed the search
        return ""
    # What came to it while this looked is not done with it.
    restricted_left = left.restricted and (bool(unasked) or not due.restricted)
    seen_left = left.seen and (bool(unseen) or not due.seen)
    done = {"closed": left.restricted and not restricted_left, "register": left.seen and not seen_left}
    if any(done.values()):
        places = [place for place in saved_search.PLACES if done[place]]
        act(JOB, record.pk, "looked", details={"through": places})
    if not (restricted_left or seen_left):
        row.delete()
        return ""
    if not (why := unseen or unasked):
        row.update(seen=seen_left, restricted=restricted_left)
        return left.why
    again = ledger.now()
    if why != "wide" or patience == UNHURRIED:
        again += AGAIN_AFTER[why]
    row.update(seen=seen_left, restricted=restricted_left, why=why, next_at=again)
    return why


def _refer(record: SavedSearch, patience: float) -> str:
    """Tell of what closed compartments hold; returns why one of them still has to be asked, or nothing."""
    wide: list[bool] = []

    def put() -> None:
        firearms, some_wide = _hidden(record, patience)
        refer(record, firearms)
        wide.append(some_wide)

    return _why_not(put) or ("wide" if any(wide) else "")


def _take(record: SavedSearch, looked: Callable[[SavedSearch], list[Met]]) -> None:
    take(record, looked(record))


def _why_not(act: Callable[[], object]) -> str:
    """Do something that searches; returns why it could not be done now, and has undone it then."""
    try:
        with transaction.atomic():
            act()
    except (Unavailable, Invalid) as error:
        if not (why := why_of(error)):
            raise
        return why
    return ""


def _wait(searches: QuerySet[SavedSearch] | Collection[SavedSearch], why: str) -> None:
    """Have searches, in the order of their keys, look through the register later."""
    for record in searches:
        lock(record.pk)
    SavedSearchBacklog.objects.bulk_create(
        [SavedSearchBacklog(search=item, seen=True, why=why) for item in searches],
        update_conflicts=True,
        unique_fields=["search"],
        update_fields=["seen", "why"],
    )


# Looking -------------------------------------------------------------------------------------------------------------------


def _looker(compartments: Collection[str]) -> Actor:
    return Actor(
        kind="job",
        id=JOB.id,
        permissions=frozenset({"registry:mark:search", "registry:firearm:read"}),
        compartments=frozenset(compartments),
    )


def _recent(record: SavedSearch, patience: float) -> list[Met]:
    """What fits a search and was written about when it was opened, whatever the compartment; of each office the likeliest."""
    since = uuid.UUID(int=int((record.opened_at - RECENT).timestamp() * 1000) << 80)
    question, kinds = saved_search.question_of(record.question), record.question.get("kinds", ())
    size = restricted.register_size()
    best = best_of_each(
        _looker(COMPARTMENTS), question, register_size=size, kinds=kinds, since=since, patience=patience
    )
    if best.wide:
        raise too_wide()
    joined = set(
        Firearm.objects.filter(pk__in=[row.firearm_id for row in best.kept])
        .exclude(merged_into="")
        .values_list("pk", flat=True)
    )
    met = [
        _met(row.firearm_id, row.firearm, row.compartment, row.match, saved_search.chance_of(row.match, size))
        for row in best.kept
        if row.firearm_id not in joined  # the record that goes on is met by it in `_whole`
    ]
    return [row for row in met if row.chance >= saved_search.WORTH]


def _whole(record: SavedSearch, patience: float) -> list[Met]:
    """What of the register a search's desk may see that it may mean: what would have been proposed when it was opened."""
    question, kinds = saved_search.question_of(record.question), record.question.get("kinds", ())
    looker = _looker(compartments_of(record.agency.kind))
    met = search(looker, question, kinds=kinds, limit=MOST_SEEN, patience=patience).hits
    hits = [hit for hit in going_on(looker, met) if hit.match.probability >= saved_search.WORTH]
    firearms = {
        firearm.public_id: firearm
        for firearm in Firearm.objects.filter(public_id__in=[hit.firearm for hit in hits])
    }
    return [
        _met(firearm.pk, firearm.public_id, firearm.compartment, hit.match, hit.match.probability)
        for hit in hits
        for firearm in (firearms[hit.firearm],)
    ]


def _met(firearm_id: int, firearm: str, compartment: str, match: Match, chance: float) -> Met:
    return Met(firearm_id, firearm, compartment, match.held.n, match.held.plain, match, chance)


def _hidden(record: SavedSearch, patience: float) -> tuple[list[str], bool]:
    """The firearms of closed compartments that a search means, the likeliest first; and whether one of these could not answer in time."""
    closed = frozenset(COMPARTMENTS) - compartments_of(record.agency.kind)
    question, kinds = saved_search.question_of(record.question), record.question.get("kinds", ())
    return restricted.hidden_matches(closed, question, kinds, patience)
