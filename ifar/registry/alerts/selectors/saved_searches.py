"""Saved searches of an actor's desk, with the hits that this actor may see."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from ifar.errors import NotFound
from ifar.ledger.models import Personal
from ifar.registry.alerts import restricted_hits
from ifar.registry.labels.saved_searches import words_of
from ifar.registry.models import (
    AlertEvent,
    Event,
    RestrictedQuestion,
    SavedSearch,
    SavedSearchBacklog,
    SavedSearchHit,
)
from ifar.registry.selectors.firearms import firearms_for
from ifar.rights import Actor, may, require

OPEN: Final = Q(closed="", expires_at__gt=Now())
LISTS: Final = ("waiting", "due", "mine", "desk", "ended")
"""With hits that wait for a word; waiting for room among their askers' questions; opened by me and open; all open ones of my desk; those that are
closed or over."""
NEWEST: Final = ("-id",)
LIKELIEST: Final = ("-likeliest", "-id")
ORDER: Final = {"waiting": LIKELIEST, "due": ("id",), "mine": LIKELIEST, "desk": NEWEST, "ended": NEWEST}
"""List -> its order. What somebody must look at comes first, as on the first page: what has hits that nobody has judged before what has none,
the likeliest of them first; then the newest. What waits for room comes in the order in which it gets it."""

_DECIDED: Final = SavedSearchHit.objects.filter(savedsearch=OuterRef("savedsearch"), verdict="confirmed")
"""Of a search, the hit that is the one: the others wait for no word as long as that stands."""


def require_keeper(actor: Actor) -> None:
    """Raise unless the actor keeps searches open at all: a list is refused, not empty."""
    require(actor, "registry:search:keep")


def visible(actor: Actor) -> Q:
    """The one condition: searches of one's own desk, for those who keep searches open."""
    if not may(actor, "registry:search:keep"):
        return Q(pk__in=[])
    return Q(agency_id=actor.agency_id)


def searches_for(actor: Actor, which: str = "desk") -> QuerySet[SavedSearch]:
    """Searches of a list of `LISTS` in its `ORDER`, each with `waiting`: its visible hits that nobody has judged, and the `likeliest` of them in
    percent (-1 where there are none).

    They are counted for each search by itself: in one filtered count, all firearms that the actor may see would be read first.
    """
    seen = SavedSearchHit.objects.filter(
        ~Exists(_DECIDED), savedsearch=OuterRef("pk"), verdict="", firearm__in=firearms_for(actor)
    ).order_by()
    each = seen.values("savedsearch")
    results = SavedSearch.objects.filter(visible(actor)).annotate(
        waiting=Coalesce(Subquery(each.annotate(n=Count("pk")).values("n")), 0),
        likeliest=Coalesce(Subquery(each.annotate(most=Max("percent")).values("most")), -1),
    )
    if which == "waiting":
        results = results.filter(waiting__gt=0)
    elif which == "due":
        results = results.filter(OPEN, due__restricted=True, due__counted=False, due__why="quota")
    elif which == "mine":
        results = results.filter(OPEN, owner=actor.id)
    elif which == "desk":
        results = results.filter(OPEN)
    elif which == "ended":
        results = results.filter(~OPEN)
    return results.select_related("agency").order_by(*ORDER.get(which, NEWEST))


def found_for(actor: Actor, most: int) -> list[dict[str, Any]]:
    """The actor's own open searches with visible hits that nobody has judged, those with the likeliest first: what is asked (`savedsearch__…`),
    and how many `waiting`."""
    mine = unseen_for(actor).filter(savedsearch__in=SavedSearch.objects.filter(OPEN, owner=actor.id))
    named = mine.values(
        "savedsearch",
        "savedsearch__public_id",
        "savedsearch__kind",
        "savedsearch__question",
        "savedsearch__reference",
    )
    ordered = named.annotate(waiting=Count("pk"), likeliest=Max("percent")).order_by(
        "-likeliest", "-savedsearch"
    )  # LIKELIEST
    return [dict(row) for row in ordered[:most]]


def count_of_others(actor: Actor) -> int:
    """How many open searches that others at the actor's desk keep have visible hits that nobody has judged."""
    others = SavedSearch.objects.filter(OPEN).exclude(owner=actor.id)
    saved_search_hits = unseen_for(actor).filter(savedsearch__in=others)
    return saved_search_hits.aggregate(n=Count("savedsearch", distinct=True))["n"] or 0


def waits_of(searches: Iterable[str]) -> set[str]:
    """Why open searches (public identifiers) have not looked through everything yet, and will not within a moment (of `restricted_hits.WAITS`)."""
    due = SavedSearchBacklog.objects.filter(
        ~Q(why="") | Q(restricted=True, counted=False),
        search__public_id__in=list(searches),
        search__closed="",
        search__expires_at__gt=Now(),
    )
    return {why or "quota" for why in due.values_list("why", flat=True)}


def waiting_for(actor: Actor, searches: Iterable[str], reference: str = "") -> list[SavedSearchBacklog]:
    """What waits, because whoever asked may put no more questions now, of searches of the actor's desk (public identifiers) or of all under a reference;
    the oldest search first.

    Raises:
        NotFound: the desk keeps none of these searches.
    """
    wanted = Q(reference=reference) if reference else Q(public_id__in=list(searches))
    theirs = SavedSearch.objects.filter(visible(actor), wanted)
    due = SavedSearchBacklog.objects.filter(
        search__in=theirs.filter(OPEN), restricted=True, counted=False, why="quota"
    ).select_related("search", "search__agency")
    saved_search_backlogs = list(due.order_by("pk"))
    if not saved_search_backlogs and not theirs.exists():
        raise NotFound("registry.saved_search.not_found", words_of("registry.saved_search.not_found"))
    return saved_search_backlogs


class Due(NamedTuple):
    """How many questions of a desk wait for room among their askers', and how many of them others than the actor asked, who may release them."""

    number: int
    others: int


def due_of(actor: Actor) -> Due:
    """What waits at the actor's desk, whoever asked it; nothing for whoever is not told whom to ask. One statement."""
    if not may(actor, "registry:search:restricted"):
        return Due(0, 0)
    open_ = SavedSearch.objects.filter(visible(actor), OPEN)
    waiting = SavedSearchBacklog.objects.filter(search__in=open_, restricted=True, counted=False, why="quota")
    counted = waiting.aggregate(number=Count("pk"), others=Count("pk", filter=~Q(search__owner=actor.id)))
    return Due(counted["number"], counted["others"])


def waited_of(searches: Collection[SavedSearch]) -> tuple[set[int], dict[str, str]]:
    """Which of these searches (internal keys) wait for room among their askers' questions, and by whom others (public identifiers) were released."""
    due = SavedSearchBacklog.objects.filter(search__in=searches, why="quota", search__closed="")
    acts = AlertEvent.objects.filter(subject__in=[search.public_id for search in searches], kind="released")
    return (
        set(due.values_list("pk", flat=True)),
        {act.subject: act.details["by"] for act in acts},
    )


def askers_of(actor: Actor, searches: Iterable[str]) -> set[str]:
    """Who asked what waits for room among their questions, of those of these searches (public identifiers) that the actor's desk keeps."""
    waiting = SavedSearchBacklog.objects.filter(
        why="quota",
        search__public_id__in=list(searches),
        search__in=SavedSearch.objects.filter(visible(actor), OPEN),
    )
    return set(waiting.values_list("search__owner", flat=True).distinct())


class Waiting(NamedTuple):
    """How many of some searches wait until their question may be put to closed compartments, who asked, and until about when the last waits."""

    number: int
    owners: frozenset[str]
    until: dt.datetime


def waiting_of(searches: Iterable[str]) -> Waiting | None:
    """Which of these searches (public identifiers) wait because whoever asked may put no more questions now; nothing where none does.

    The moment is an estimate: a question of the person gets room when an earlier one of theirs no longer counts, the oldest search first, and
    they may put others meanwhile.
    """
    due = SavedSearchBacklog.objects.filter(why="quota", search__closed="")
    mine = list(
        due.filter(search__public_id__in=list(searches))
        .order_by("search_id")
        .values_list("search_id", "search__owner", "exhibit")
    )
    if not mine:
        return None
    last, owner, exhibit = mine[-1]
    place = due.filter(search__owner=owner, exhibit=exhibit, search_id__lte=last).count()
    most, within = restricted_hits.EXHIBITS if exhibit else restricted_hits.PERSON
    counted = RestrictedQuestion.objects.filter(
        actor=owner, at__gt=Now() - within, refused__in=["", "wide"], again=False
    ).order_by("at")
    if not exhibit:
        counted = counted.filter(exhibit=False)
    times = list(counted.values_list("at", flat=True))
    until = restricted_hits.free_at(times, place, most, within) or timezone.now() + within
    return Waiting(len(mine), frozenset(row[1] for row in mine), until)


def keeps_any(actor: Actor) -> bool:
    """Whether the actor keeps a search open now."""
    return SavedSearch.objects.filter(visible(actor), OPEN, owner=actor.id).exists()


def search_for(actor: Actor, public_id: str) -> SavedSearch:
    """One search of the actor's desk; unknown and unseen answer alike. `waits` says why not everything was looked through yet, `looks` that it is
    just being done for the first time.

    Raises:
        NotFound: there is none for this actor.
    """
    result = (
        SavedSearch.objects.filter(visible(actor), public_id=public_id)
        .annotate(
            is_open=OPEN,
            waits=Coalesce("due__why", Value(""), output_field=TextField()),
            looks=Exists(SavedSearchBacklog.objects.filter(search=OuterRef("pk"), why="")),
        )
        .select_related("agency")
        .first()
    )
    if result is None:
        raise NotFound("registry.saved_search.not_found", words_of("registry.saved_search.not_found"))
    return result


def hits_of(actor: Actor, search: SavedSearch) -> QuerySet[SavedSearchHit]:
    """The hits of a search that the actor may see now, those that wait for a word first, then the likeliest."""
    return (
        SavedSearchHit.objects.filter(savedsearch=search, firearm__in=firearms_for(actor))
        .select_related("firearm")
        .annotate(judged=~Q(verdict=""))
        .order_by("judged", "-percent", "entry")
    )


def came_since(search: SavedSearch, firearms: Iterable[str]) -> dict[str, uuid.UUID]:
    """Firearm (public identifier) -> the first event of its life that was recorded after a search was opened; of those that have one. What has none
    was on the register before, as it is now."""
    since = uuid.UUID(int=int(search.opened_at.timestamp() * 1000) << 80)
    events = Event.objects.filter(firearm__public_id__in=list(firearms), pk__gte=since)
    return dict(events.order_by("firearm", "pk").distinct("firearm").values_list("firearm__public_id", "pk"))


def acts_of(search: SavedSearch) -> QuerySet[AlertEvent]:
    """What was done with a search, the newest first, with why (`why`), while nobody erased it.

    Hits, which may be hidden from some, are left out, but not what was said of them.
    """
    hits = SavedSearchHit.objects.filter(savedsearch=search).values("public_id")
    judged = Q(record_type="savedsearchhit", kind="judged", subject__in=hits)
    why = Personal.objects.filter(entry=OuterRef("id"), field__in=("note", "reason")).values("value")
    done = AlertEvent.objects.filter(Q(subject=search.public_id) | judged)
    return done.annotate(why=Subquery(why[:1])).order_by("-id")


def count_waiting(actor: Actor) -> int:
    """How many searches of the actor's desk have hits that wait for a word."""
    return unseen_for(actor).aggregate(n=Count("savedsearch", distinct=True))["n"] or 0


def unseen_for(actor: Actor) -> QuerySet[SavedSearchHit]:
    """Hits of the desk's searches that the actor may see and that wait for a word: nobody has judged them, nor said that another one is it."""
    return SavedSearchHit.objects.filter(
        ~Exists(_DECIDED),
        verdict="",
        firearm__in=firearms_for(actor),
        savedsearch__in=SavedSearch.objects.filter(visible(actor)),
    )
