"""Cases, items, hits and observations as an actor may see them. One condition for each, used by lists, pages, counts and exports."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from ifar.errors import Forbidden, NotFound
from ifar.ledger.models import Personal
from ifar.recoveries import kinds, labels
from ifar.recoveries.linking import outcome_of
from ifar.recoveries.models import SQUARE, Case, Event, Hit, Item, Observation, Person, RefusedRow
from ifar.registry.alerts import saved_search
from ifar.registry.alerts.services.restricted_hits import register_size
from ifar.registry.models import Event as FirearmEvent
from ifar.registry.models import Firearm, SavedSearch
from ifar.registry.occurred import day
from ifar.registry.selectors import firearms_for
from ifar.rights import Actor, may

_NONE: Final = Q(pk__in=[])
LISTS: Final = ("open", "waiting", "unlinked", "concluded", "all")
"""Open cases; those with proposals that wait for a word; those with firearms that nothing is linked to; concluded; all."""


def _offices(actor: Actor) -> RawSQL:
    return RawSQL("SELECT unnest(recoveries_offices(%s))", [actor.agency_id])


def visible(actor: Actor, case: str = "", *, by_key: bool = False) -> Q:
    """The one condition: within the actor's compartments, the cases of their office and those below it, and those that were
    shared with it; an inspector sees all of their compartments.

    Args:
        case: the way to the case, such as `case__`.
        by_key: name the shared ones by their keys, so that an index that does not hold `shared` answers for all others alone.
    """
    if not may(actor, "recoveries:case:read"):
        return _NONE
    seen = Q(**{f"{case}compartment__in": actor.compartments})
    if may(actor, "oversight:inspection:read"):
        return seen
    own = Q(**{f"{case}agency_id__in": _offices(actor)})
    if not by_key:
        return seen & (own | Q(**{f"{case}shared__contains": [actor.agency]}))
    shared = Case.objects.filter(shared__contains=[actor.agency])
    return seen & (own | Q(**{f"{case}id__in": shared.values("pk")}))


def cases_for(actor: Actor) -> QuerySet[Case]:
    """The cases that `actor` may see."""
    return Case.objects.filter(visible(actor)).select_related("agency")


def case_for(actor: Actor, public_id: str) -> Case:
    """One case; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    case = cases_for(actor).filter(public_id=public_id).first()
    if case is None:
        raise NotFound("recoveries.not_found", labels.of("recoveries.not_found"))
    return case


def is_own(actor: Actor, case: Case) -> bool:
    """Whether a case is the actor's to change: of their office or one below it. What was shared is read, and nothing else."""
    return (
        case.agency_id == actor.agency_id
        or Case.objects.filter(pk=case.pk, agency_id__in=_offices(actor)).exists()
    )


def check_own(actor: Actor, case: Case) -> None:
    """Refuse to change another office's case.

    Raises:
        Forbidden: it was shared with the actor's office, to be read.
    """
    if not is_own(actor, case):
        value = labels.of("recoveries.shared_only", {"office": case.agency.called})
        raise Forbidden("recoveries.shared_only", value)


def own_case_for(actor: Actor, public_id: str) -> Case:
    """One case that the actor may change.

    Raises:
        NotFound: there is none for this actor.
        Forbidden: it was shared with the actor's office, to be read.
    """
    case = case_for(actor, public_id)
    check_own(actor, case)
    return case


def own_item_for(actor: Actor, public_id: str) -> Item:
    """One item that the actor may change, as `own_case_for`."""
    item = item_for(actor, public_id)
    check_own(actor, item.case)
    return item


def items_for(actor: Actor) -> QuerySet[Item]:
    """The items of the cases that `actor` may see."""
    return Item.objects.filter(visible(actor, "case__")).select_related("case", "case__agency")


def item_for(actor: Actor, public_id: str) -> Item:
    """One item, as `case_for`."""
    item = items_for(actor).filter(public_id=public_id).first()
    if item is None:
        raise NotFound("recoveries.not_found", labels.of("recoveries.not_found"))
    return item


def hits_for(actor: Actor) -> QuerySet[Hit]:
    """Proposals for items that `actor` may see, where they may see the firearm too."""
    return (
        Hit.objects.filter(visible(actor, "item__case__"), firearm__in=firearms_for(actor))
        .select_related("firearm", "item", "item__case")
        .order_by("-percent", "entry")
    )


def likely_of(hits: Iterable[Hit]) -> dict[Any, int | None]:
    """How likely each proposal is the one among all of its item's that the same mark led to, in whole percent."""
    by_mark: dict[tuple[int, str], dict[Any, tuple[Any, int, Any]]] = {}
    for hit in hits:
        by_mark.setdefault((hit.item_id, hit.mark), {})[hit.pk] = (hit.firearm_id, hit.percent, hit.reasons)
    if not by_mark:
        return {}
    size = register_size()
    return {
        key: share
        for result in by_mark.values()
        for key, share in saved_search.shares_of(result, size).items()
    }


def hit_for(actor: Actor, item: Item, entry: uuid.UUID) -> Hit:
    """One proposal for an item.

    Raises:
        NotFound: there is none for this actor.
    """
    hit = hits_for(actor).filter(item=item, pk=entry).first()
    if hit is None:
        raise NotFound("recoveries.hit", labels.of("recoveries.hit"))
    return hit


def waiting(actor: Actor) -> Q:
    """Items that have a proposal which the actor may see and nobody has judged."""
    unjudged = Hit.objects.filter(item=OuterRef("pk"), verdict="", firearm__in=firearms_for(actor))
    return Q(state="open") & Q(Exists(unjudged))


def count_waiting(actor: Actor) -> int:
    """How many items have a proposal that waits for a word."""
    return items_for(actor).filter(waiting(actor)).count()


def narrowed(
    actor: Actor,
    which: str = "open",
    *,
    by_key: bool = False,
    kind: str = "",
    text: str = "",
    area: str = "",
    offence: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[Case]:
    """Cases of a list of `LISTS` that fit all that is asked; `since` and `until` are whole days of the reader's zone, `by_key`
    as in `visible`."""
    cases = Case.objects.filter(visible(actor, by_key=by_key)).select_related("agency")
    open_items = Item.objects.filter(case=OuterRef("pk"), state="open", kind__in=sorted(kinds.REGISTRABLE))
    conditions: Mapping[str, Q] = {
        "open": Q(state="open"),
        "concluded": Q(state="concluded"),
        "waiting": Q(Exists(Item.objects.filter(waiting(actor), case=OuterRef("pk")))),
        "unlinked": Q(Exists(open_items)),
        "all": Q(),
    }
    cases = cases.filter(conditions[which])
    if kind:
        cases = cases.filter(kind=kind)
    if area:
        cases = cases.filter(area=area)
    if offence:
        cases = cases.filter(offences__contains=[offence])
    here = str(timezone.get_current_timezone())
    if since:
        cases = cases.filter(occurred_to__gte=day(since, here).start)
    if until:
        cases = cases.filter(occurred_from__lte=day(until, here).end)
    if text := " ".join(text.split()):
        cases = cases.filter(
            Q(number__icontains=text)
            | Q(report__icontains=text)
            | Q(place__icontains=text)
            | Q(public_id=text.replace("-", ""))
        )
    return cases


def listed(actor: Actor, which: str = "open", **narrow: Any) -> QuerySet[Case]:
    """The cases of `narrowed`, each with how many items it has: counted for those that are shown, not for all before they are cut."""
    items = Item.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(n=Count("pk"))
    return narrowed(actor, which, **narrow).annotate(things=Coalesce(Subquery(items.values("n")), 0))


def placed(cases: QuerySet[Case]) -> list[tuple[str, tuple[int, int] | None, int]]:
    """Where cases happened, counted by the database: area, cell of the map (to the east, to the north), cases. One query.

    The cell of cases whose place is not known is None.
    """
    rows = cases.order_by().annotate(square=SQUARE).values("area", "square").annotate(n=Count("pk"))
    return [
        (area, None if square is None else kinds.cell(square), n)
        for area, square, n in rows.values_list("area", "square", "n")
    ]


def items_of(case: Case) -> QuerySet[Item]:
    """The items of a case in their order."""
    return Item.objects.filter(case=case).order_by("line")


def persons_of(case: Case) -> QuerySet[Person]:
    """The people of a case in their order."""
    return Person.objects.filter(case=case).order_by("number")


def refused_of(case: Case) -> QuerySet[RefusedRow]:
    """Rows of tables that could not become items of a case and that nobody has mended yet."""
    return RefusedRow.objects.filter(case=case, mended="").order_by("id")


def unanswered_lines(actor: Actor, case: Case) -> list[int]:
    """The lines of a case's items with a proposal that the actor may see and nobody has judged, in their order."""
    return list(
        Item.objects.filter(waiting(actor), case=case).order_by("line").values_list("line", flat=True)
    )


def rows_met(actor: Actor, rows: Iterable[RefusedRow]) -> dict[int, list[tuple[Firearm, int]]]:
    """Row -> the firearms that the actor may see which its marks may mean, each with how likely in percent, the likeliest first."""
    report = {
        refused_row.pk: {hit["firearm"]: int(hit["percent"]) for hit in refused_row.hits}
        for refused_row in rows
    }
    wanted = {firearm for hits in report.values() for firearm in hits}
    if not wanted:
        return {}
    seen = {firearm.public_id: firearm for firearm in firearms_for(actor).filter(public_id__in=wanted)}
    result = {
        row: sorted(
            ((seen[name], percent) for name, percent in hits.items() if name in seen),
            key=lambda pair: (-pair[1], pair[0].public_id),
        )
        for row, hits in report.items()
    }
    return {row: hits for row, hits in result.items() if hits}


LIFE: Final = 2000
"""Acts on a case and its items that its page reads at most; the newest, and always how it began."""


def events_of(*subjects: str) -> QuerySet[Event]:
    """What was done with cases or items, with why (`why`), in the words of whoever did it, while nobody erased them."""
    why = Personal.objects.filter(entry=OuterRef("id"), field="note").values("value")
    return Event.objects.filter(subject__in=subjects).annotate(why=Subquery(why))


def life_of(case: Case) -> list[Event]:
    """All that was done with a case and its items, the newest first; proposals, which may be hidden from some, are left out. Where that is more
    than `LIFE`, the newest of it and the first act on the case."""
    subjects = [case.public_id, *Item.objects.filter(case=case).values_list("public_id", flat=True)]
    events = list(events_of(*subjects).exclude(kind="hit").order_by("-id")[: LIFE + 1])
    if len(events) <= LIFE:
        return events
    first = events_of(case.public_id).order_by("n").first()
    return [*events[:LIFE], *([first] if first and first not in events[:LIFE] else [])]


def proposed_outcome(actor: Actor, item: Item) -> str:
    """The outcome of tracing to propose for a linked item of which none is noted: what the record said before it was taken in.

    Empty where there is none to propose, or the firearm is closed to the actor.
    """
    if item.state != "linked" or item.tracing or item.kind != "firearm" or item.recorded is None:
        return ""
    if not firearms_for(actor).filter(public_id=item.firearm).exists():
        return ""
    taken = FirearmEvent.objects.filter(pk=item.recorded).first()
    if taken is None:
        return ""
    earlier = FirearmEvent.objects.filter(firearm=taken.firearm_id, n__lt=taken.n).order_by("-n")
    values = {
        name: next(
            iter(earlier.filter(changes__has_key=name).values_list(f"changes__{name}", flat=True)[:1]), ""
        )
        for name in ("state", "ownership")
    }
    return outcome_of(values["state"], values["ownership"]) if values["state"] else ""


def fired_by(actor: Actor, weapon: Item) -> QuerySet[Item]:
    """Cartridge cases and bullets that one firearm left, in whatever case that the actor sees; also under what was merged into it."""
    merged = Item.objects.filter(merged_into=weapon.public_id).values_list("public_id", flat=True)
    return items_for(actor).filter(weapon__in=[weapon.public_id, *merged]).order_by("case_id", "line")


def asked_desks(searches: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """Saved search -> the desks that its searcher was told to ask, because of compartments that are closed to them."""
    return {search: asked for search, (asked, _why) in heard_of(searches).items() if asked}


def heard_of(searches: Iterable[str]) -> Mapping[str, tuple[Sequence[str], str]]:
    """Saved search -> the desks that its searcher was told to ask, and why it has not looked through everything yet (of `restricted_hits.WAITS`); of those of
    which there is something to say."""
    saved_searches = SavedSearch.objects.filter(public_id__in=list(searches))
    records = saved_searches.filter(~Q(asked=[]) | Q(closed="", due__why__gt=""))
    return {
        search: (asked, "" if closed else why or "")
        for search, asked, closed, why in records.values_list("public_id", "asked", "closed", "due__why")
    }


def is_being_asked(searches: Iterable[str]) -> bool:
    """Whether closed compartments are just being asked about a mark: that nobody is named is no answer yet."""
    saved_searches = SavedSearch.objects.filter(
        public_id__in=list(searches), closed="", due__restricted=True, due__why=""
    )
    return saved_searches.exists()


def by_search(search: str) -> Item | None:
    """The open item for which a saved search is kept open, whoever may see it: for those who note what came."""
    return (
        Item.objects.filter(searches__contains=[search], state="open")
        .select_related("case", "case__agency")
        .first()
    )


def wanted_for(firearm: Firearm) -> list[Item]:
    """Open items of which somebody said that they may be this firearm, and nobody that they are not."""
    hits = Hit.objects.filter(firearm=firearm, item__state="open").exclude(verdict="rejected")
    return list(Item.objects.filter(pk__in=hits.values("item")).select_related("case", "case__agency"))


def observations_for(actor: Actor) -> QuerySet[Observation]:
    """What `actor` may see of the market: observations of their compartments."""
    if not may(actor, "recoveries:market:read"):
        return Observation.objects.none()
    return Observation.objects.filter(compartment__in=actor.compartments).select_related("agency")
