"""A question that waits, because whoever asked it may put no more now, is released by somebody else of the office: it counts among theirs then.

Two people stand for it from then on: who asked it, in the search, and who released it, in the act. The owners of what it meets hear of the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from django.db import transaction

from ifar.accounts.services import reads
from ifar.errors import Conflict, Refused, TooMany
from ifar.ledger import services as ledger
from ifar.registry.alerts.selectors import saved_searches as selectors
from ifar.registry.alerts.services import restricted_hits as restricted
from ifar.registry.alerts.services.hits import asker_of, tell
from ifar.registry.alerts.services.saved_searches import acts, have_looked, lock, log_put
from ifar.registry.labels.saved_searches import words_of
from ifar.registry.models import SavedSearch, SavedSearchBacklog
from ifar.rights import Actor, require

RELEASED: Final = "released"


class Released(NamedTuple):
    """How many questions are put now, and how many of those that somebody else asked still wait."""

    number: int
    left: int


@transaction.atomic
def release(*, actor: Actor, searches: Collection[str] = (), reference: str = "") -> Released:
    """Have questions of colleagues that wait put to closed compartments now; they count among the actor's own, as many as there is room for.

    Args:
        searches: saved searches of the actor's office, by public identifier; or
        reference: the case or request whose searches they are.

    Raises:
        Forbidden: the actor's desk is none that is told.
        NotFound: there is no such search at the actor's desk.
        Conflict: none of them waits for that any more.
        Refused: the actor asked them all; no purpose is stated.
        TooMany: the actor, or the desk, may put no more questions now either.
    """
    require(actor, "registry:search:restricted")
    reads.require_purpose(actor)
    waiting = selectors.waiting_for(actor, searches, reference)
    if not waiting:
        raise Conflict("registry.release.none", words_of("registry.release.none"))
    others = [
        saved_search_backlog
        for saved_search_backlog in waiting
        if not actor.acts_for(saved_search_backlog.search.owner)
    ]
    if not others:
        raise Refused("registry.release.own", words_of("registry.release.own"))
    chosen = _with_room(actor, others)
    if not chosen:
        raise TooMany("registry.saved_search.rate", words_of("rate"))
    taken = _still_waiting(chosen)
    if not taken:
        raise Conflict("registry.release.none", words_of("registry.release.none"))
    details = {
        saved_search_backlog.pk: {"asker": saved_search_backlog.search.owner, "by": actor.id}
        for saved_search_backlog in taken
    }
    acts(actor, RELEASED, details)
    for exhibits in (False, True):
        _count(
            actor,
            [
                saved_search_backlog
                for saved_search_backlog in taken
                if saved_search_backlog.exhibit == exhibits
            ],
            exhibits=exhibits,
        )
    SavedSearchBacklog.objects.filter(pk__in=details).update(counted=True, why="", next_at=ledger.now())
    have_looked([saved_search_backlog.search for saved_search_backlog in taken])
    _tell_askers(actor, taken)
    return Released(len(taken), len(others) - len(taken))


def _tell_askers(actor: Actor, taken: Sequence[SavedSearchBacklog]) -> None:
    """Tell each who asked that a colleague had it put on their own count: it is asked now, and under two names."""
    theirs: dict[str, list[SavedSearch]] = {}
    for saved_search_backlog in taken:
        theirs.setdefault(saved_search_backlog.search.owner, []).append(saved_search_backlog.search)
    for searches in theirs.values():
        first = searches[0]
        params = {"by": actor.name, "number": len(searches), "serial": first.question["serial"]}
        tell(first, "registry.search_released", f"released:{first.public_id}:{ledger.new_entry_id()}", params)


def _with_room(actor: Actor, others: Sequence[SavedSearchBacklog]) -> list[SavedSearchBacklog]:
    """Those for which there is room among the actor's questions, the oldest searches first. Nobody else counts the actor's until the transaction ends."""
    plain = [other for other in others if not other.exhibit]
    of_exhibits = [other for other in others if other.exhibit]
    if plain:
        plain = plain[: restricted.room_of(actor.id, actor.agency)]
    if of_exhibits:
        room = restricted.room_of(actor.id, actor.agency, exhibits=True) - len(plain)
        of_exhibits = of_exhibits[: max(room, 0)]
    # Searches are locked in the order of their keys, everywhere.
    return sorted((*plain, *of_exhibits), key=lambda saved_search_backlog: saved_search_backlog.pk)


def _still_waiting(chosen: Sequence[SavedSearchBacklog]) -> list[SavedSearchBacklog]:
    for saved_search_backlog in chosen:
        lock(saved_search_backlog.pk)
    there = SavedSearchBacklog.objects.filter(
        pk__in=[backlog.pk for backlog in chosen], restricted=True, counted=False
    )
    still = set(there.filter(search__closed="").values_list("pk", flat=True))
    return [backlog for backlog in chosen if backlog.pk in still]


def _count(actor: Actor, taken: Sequence[SavedSearchBacklog], *, exhibits: bool) -> None:
    """Count questions for whoever released them, and have it seen whether they look like probing: theirs, and those of each who asked."""
    if not taken:
        return
    logged = log_put(actor, [backlog.search for backlog in taken], exhibits=exhibits)
    marks = [
        restricted.Put(
            backlog.search.public_id,
            backlog.search.question["serial"],
            read,
            backlog.search.owner,
            backlog.read,
        )
        for backlog, read in zip(taken, logged, strict=True)
    ]
    restricted.count_searches(restricted.asker_of(actor), marks, exhibits=exhibits)
    by_asker = defaultdict(list)
    for saved_search_backlog in taken:
        by_asker[saved_search_backlog.search.owner].append(saved_search_backlog.search)
    for theirs in by_asker.values():
        folded = [restricted.folded_of(their.question["serial"]) for their in theirs]
        restricted.tell_counted(asker_of(theirs[0]), folded, exhibits=exhibits)
