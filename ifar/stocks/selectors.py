"""Armouries, officers and issues as an actor may see them: those of their own office and of the offices below it.

Nothing of a store is seen by a neighbouring unit, by another force, or by whoever licenses civilians: not its name, not its number of arms, not its people.
The inspectorate sees armouries of its compartments, and no names of officers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from ifar.accounts.models import Agency, Grant
from ifar.accounts.selectors import agencies
from ifar.accounts.selectors.people import running
from ifar.ammunition.accounts import HELD
from ifar.ammunition.models import Balance
from ifar.ammunition.models import Event as AmmunitionEvent
from ifar.errors import NotFound
from ifar.ledger.models import Entry
from ifar.matters.models import Matter
from ifar.matters.selectors import matters_for
from ifar.placement import selectors as placement
from ifar.placement.counted import TAKEN_BACK, read_of
from ifar.placement.models import Place, Placement
from ifar.registry.marks.reading import keys_of
from ifar.registry.models import Firearm, MarkKey
from ifar.registry.selectors.firearms import firearms_for, reached_by
from ifar.rights import ROLES, Actor, may
from ifar.scanned import identifier_in
from ifar.stocks import issuing, labels
from ifar.stocks.fitness import LAPSES_SOON
from ifar.stocks.handovers.models import Handover
from ifar.stocks.models import Armoury, Count, Event, Issue, Observation, Officer

READ: Final = "stocks:armoury:read"
ROSTER: Final = "stocks:roster:read"
COUNT: Final = "stocks:armoury:count"
SETTLE: Final = "matters:matter:settle"


def seen_by(actor: Actor) -> Q:
    """What of the armouries, as a condition on their compartment and office."""
    if not may(actor, READ):
        return Q(pk__in=[])
    if may(actor, "oversight:inspection:read"):
        return Q(compartment__in=actor.compartments)
    return Q(agency_id__in=agencies.below(actor.agency_id))


def armouries_for(actor: Actor) -> QuerySet[Armoury]:
    """Armouries, for as long as their place is open."""
    is_open = Place.objects.filter(state="open").values("public_id")
    return Armoury.objects.filter(seen_by(actor), public_id__in=is_open).select_related("agency")


def armoury_for(actor: Actor, public_id: str) -> Armoury:
    """One armoury; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(armouries_for(actor).filter(public_id=public_id).first())


def names_of(armouries: Collection[str]) -> dict[str, str]:
    """What armouries that the caller was shown are called. One query."""
    return dict(Place.objects.filter(public_id__in=armouries).values_list("public_id", "name"))


def stores_of(actor: Actor) -> list[tuple[str, str]]:
    """The open stores of the actor's own office that are no armoury yet, with their names."""
    known = Armoury.objects.filter(agency_id=actor.agency_id).values("public_id")
    places = placement.own_open(actor).filter(kind="store").exclude(public_id__in=known)
    return list(places.order_by("name", "id").values_list("public_id", "name")[:500])


def uncounted(day: dt.date) -> QuerySet[Armoury]:
    """Armouries whose officer in charge should have counted them before a day."""
    late = Armoury.objects.filter(state="kept", counted_on=None, count_due__lt=day)
    return late.select_related("agency").order_by("id")


# Without a line ----------------------------------------------------------------------------------------------------------


def observations_for(actor: Actor) -> QuerySet[Observation]:
    """What was done without a line and is no issue or return by the register, of armouries that the actor may see."""
    return Observation.objects.filter(seen_by(actor)).select_related("agency")


def observation_for(actor: Actor, public_id: str) -> Observation:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(observations_for(actor).filter(public_id=public_id).first())


def office_of(actor: Actor) -> Agency:
    """The actor's own office."""
    return Agency.objects.get(pk=actor.agency_id)


# The roster --------------------------------------------------------------------------------------------------------------


def roster_for(actor: Actor) -> QuerySet[Officer]:
    """Officers of the actor's own unit and of those below it, by name."""
    if not may(actor, ROSTER):
        return Officer.objects.none()
    officers = Officer.objects.filter(agency_id__in=agencies.below(actor.agency_id))
    return officers.select_related("agency")


def officer_for(actor: Actor, public_id: str) -> Officer:
    """One officer; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(roster_for(actor).filter(public_id=public_id).first())


def own_serving(actor: Actor) -> QuerySet[Officer]:
    """Those who serve in the actor's own unit."""
    return roster_for(actor).filter(agency_id=actor.agency_id, state="serving")


def vouching_for(officer: str) -> set[str]:
    """Who answers for what the roster says of an officer: they neither issue to them nor take back from them."""
    acts = Event.objects.filter(record_type="officer", subject=officer).order_by("n")
    actors = dict(Entry.objects.filter(entry__in=acts.values("id")).values_list("entry", "actor"))
    return issuing.vouching((kind, actors[entry]) for entry, kind in acts.values_list("id", "kind"))


def accounts_of(officer: str) -> set[str]:
    """Every account that the roster ever called an officer's own."""
    acts = Event.objects.filter(record_type="officer", subject=officer, changes__has_key="account")
    return {changes["account"] for changes in acts.values_list("changes", flat=True)} - {""}


def searched(officers: QuerySet[Officer], text: str) -> QuerySet[Officer]:
    """Those of some officers whom a card, a service number or part of a name names."""
    if identifier := identifier_in(text, "P"):
        return officers.filter(public_id=identifier)
    plain = " ".join(text.split())
    number = "".join(plain.split()).upper()
    return officers.filter(Q(number=number) | Q(name__icontains=plain)) if plain else officers


def _checks_end(day: dt.date) -> Q:
    """Officers who serve and of whom the training or the medical check is not valid on a day."""
    result = Q(trained_until=None) | Q(medical_until=None)
    return Q(state="serving") & (result | Q(trained_until__lt=day) | Q(medical_until__lt=day))


def lapsing(officers: QuerySet[Officer], day: dt.date) -> QuerySet[Officer]:
    """Those of some officers who may not carry on a day, or may not any more within `LAPSES_SOON` days."""
    suspended = Q(state="serving", suspended_until__gte=day)
    return officers.filter(_checks_end(day + dt.timedelta(days=LAPSES_SOON + 1)) | suspended)


def lapsed_with_arms(day: dt.date) -> QuerySet[Officer]:
    """Officers whose training or medical check is not valid on a day and who have something in personal issue."""
    has = Issue.objects.filter(officer=OuterRef("public_id"), state="out", kind="personal")
    return Officer.objects.filter(_checks_end(day), Exists(has)).select_related("agency").order_by("id")


def personal_of(officers: Collection[Officer]) -> dict[str, int]:
    """How many arms some officers whom the caller was shown have in personal issue still: officer -> arms. One query."""
    asked = [officer.public_id for officer in officers]
    result: Counter[str] = Counter()
    for issue in Issue.objects.filter(officer__in=asked, state="out", kind="personal"):
        result[issue.officer] += len(set(issue.arms) - set(issue.back))
    return dict(result)


# Counts ------------------------------------------------------------------------------------------------------------------


def counts_for(actor: Actor) -> QuerySet[Count]:
    """The counts of the armouries that the actor may see."""
    return Count.objects.filter(seen_by(actor)).select_related("agency")


def count_for(actor: Actor, public_id: str) -> Count:
    """One count; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(counts_for(actor).filter(public_id=public_id).first())


def being_counted(armouries: Collection[str]) -> set[str]:
    """Those of some armouries that are being counted: of them nobody is told how much is there."""
    counts = Count.objects.filter(armoury__in=armouries, state="counting")
    return set(counts.values_list("armoury", flat=True))


def closed_to(actor: Actor) -> set[str]:
    """The offices whose stock the actor does not read until the count of it is closed: whoever counts, whoever may count for the same office, and whoever is to receive an armoury.

    It is the whole stock of the unit, not what lies in the counted places alone: what is left out of a list would tell what lies there (MOSAIC 05.20). One query:
    a page asks it several times.
    """
    if not may(actor, COUNT):
        return set()
    theirs = Entry.objects.filter(entry=OuterRef("pk"), actor=actor.id)
    reads = Event.objects.filter(record_type="count", kind="noted", subject=OuterRef("public_id"))
    mine = Q(office=actor.agency) | Q(counter=actor.id) | Exists(reads.filter(Exists(theirs)))
    running = Count.objects.filter(mine, state="counting").values_list("agency__public_id")
    handed = Handover.objects.filter(arriving=actor.id, state="open").values_list("agency__public_id")
    return {office for (office,) in running.union(handed)}


def settler_of(unit: Agency, barred: Collection[str]) -> Agency:
    """The office that settles what was found in a unit: the unit itself, else the nearest above it, where somebody may who is not barred; else the inspectorate."""
    roles = [name for name, role in ROLES.items() if SETTLE in role.permissions]
    office: Agency | None = unit
    while office is not None:
        grants = Grant.objects.filter(running(), agency=office, role__in=roles)
        if grants.exclude(user__public_id__in=barred).exists():
            return office
        office = office.parent
    return Agency.objects.filter(kind="inspectorate", closed=False).order_by("id").first() or unit


def readings_of(count: Count) -> list[tuple[str, str]]:
    """What was read in a count that the caller was shown, in its order, each with the account under which it was read. Two queries."""
    acts = Event.objects.filter(
        record_type="count", subject=count.public_id, kind__in=("noted", TAKEN_BACK)
    ).order_by("n")
    readers = dict(Entry.objects.filter(entry__in=acts.values("id")).values_list("entry", "actor"))
    result: list[tuple[str, str]] = []
    for entry, kind, details in acts.values_list("id", "kind", "details"):
        for _thing, text in details["seen"]:
            if kind == TAKEN_BACK:
                result.remove((text, readers[entry]))
            else:
                result.append((text, readers[entry]))
    return result


def own_readings(actor: Actor, count: Count) -> list[tuple[str, str]]:
    """What the actor read in a count that they were shown and did not take back: thing and text, in its order."""
    mine = Entry.objects.filter(entry=OuterRef("pk"), actor=actor.id)
    acts = Event.objects.filter(
        Exists(mine), record_type="count", subject=count.public_id, kind__in=("noted", TAKEN_BACK)
    )
    read = read_of(acts.order_by("n").values_list("kind", "details__seen"))
    return [(reading.thing, reading.text) for reading in read]


def matters_of(actor: Actor, count: Count) -> list[tuple[Matter, bool]]:
    """The matters that a count raised which the caller was shown, each with whether the actor may open it. Two queries."""
    causes = [f"stocks.count_{kind} {count.public_id}" for kind in ("missing", "surplus", "doubled")]
    raised = Matter.objects.filter(Q(about=count.public_id) | Q(cause__in=causes), kind="count_difference")
    records = list(raised.select_related("agency").order_by("id"))
    seen = set(
        matters_for(actor).filter(pk__in=[record.pk for record in records]).values_list("pk", flat=True)
    )
    return [(record, record.pk in seen) for record in records]


# Issues ------------------------------------------------------------------------------------------------------------------


def issues_for(actor: Actor) -> QuerySet[Issue]:
    """What the actor's unit and those below it issued, what was lent to them, and what the actor themselves received."""
    seen = Q(receiver=actor.id) if actor.kind == "person" and actor.id else Q(pk__in=[])
    if may(actor, READ):
        seen |= seen_by(actor) | Q(unit=actor.agency, kind="loan")
    return Issue.objects.filter(seen).select_related("agency")


def issue_for(actor: Actor, public_id: str) -> Issue:
    """One issue; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    return _only(issues_for(actor).filter(public_id=public_id).first())


def received_by(actor: Actor) -> QuerySet[Issue]:
    """What was issued to the actor themselves."""
    return issues_for(actor).filter(receiver=actor.id)


def returns_of(issue: Issue) -> QuerySet[Event]:
    """The acts by which an issue that the caller was shown came back, all of it or in part, in order."""
    kinds = ("returned", "returned_in_part")
    return Event.objects.filter(record_type="issue", subject=issue.public_id, kind__in=kinds).order_by("n")


def gone_of(issue: Issue, kind: str) -> dict[str, int]:
    """The rounds of an issue that the caller was shown which were spent, or lost, and did not come back: lot -> how many. Two queries."""
    returns = returns_of(issue).values_list("details", flat=True)
    moves = [move for details in returns for move in details.get("moves", ())]
    gone = AmmunitionEvent.objects.filter(record_type="movement", subject__in=moves, kind=kind)
    result: Counter[str] = Counter()
    for details in gone.values_list("details", flat=True) if moves else ():
        for line in details["lines"]:
            result[line["lot"]] += int(line["quantity"])
    return dict(result)


def to_confirm(actor: Actor) -> QuerySet[Issue]:
    """What is out with the actor themselves and waits for their word."""
    return received_by(actor).filter(signed="", state="out")


def out_with(officer: Officer) -> QuerySet[Issue]:
    """What an officer whom the caller was shown has and must bring back."""
    return Issue.objects.filter(officer=officer.public_id, state="out").order_by("-id")


def issue_of(actor: Actor, arms: Collection[str]) -> dict[str, Issue]:
    """The issues by which arms are out of the actor's own unit: arm -> issue."""
    result = {}
    for arm in arms:
        issue = issues_for(actor).filter(agency_id=actor.agency_id, state="out", arms__contains=[arm]).first()
        if issue is not None and arm not in issue.back:
            result[arm] = issue
    return result


def out_by_number(actor: Actor, numbers: Collection[str]) -> dict[str, list[str]]:
    """The arms that are out of the actor's own unit and bear a serial number: number as it was read -> arms."""
    keys = {text: values.forms[0] for text in numbers if (values := keys_of(text)).forms}
    held = reached_by(actor).filter(state="held_state").values("pk")
    mark_keys = MarkKey.objects.filter(
        folded__in={form.folded for form in keys.values()},
        plain__in={form.plain for form in keys.values()},
        kind="serial",
        form=0,
        firearm_id__in=held,
    )
    bearing = list(mark_keys.values_list("plain", "firearm_id")[:1000])
    named = dict(
        Firearm.objects.filter(pk__in=[key for _plain, key in bearing]).values_list("pk", "public_id")
    )
    out = issue_of(actor, named.values())
    return {
        text: sorted({named[pk] for plain, pk in bearing if plain == key.plain and named[pk] in out})
        for text, key in keys.items()
    }


def lying_in(armoury: Armoury, arms: Collection[str]) -> set[str]:
    """Those of some arms that lie in an armoury, by the record of their custody."""
    within = placement.with_all_inside([armoury.public_id])
    there = Placement.objects.filter(public_id__in=arms, place__in=within, state="placed")
    under = dict(there.values_list("public_id", "under"))
    stock = Firearm.objects.filter(
        public_id__in=list(under), custodian=armoury.agency.public_id, state="in_stock_state"
    )
    return {text for text, event in stock.values_list("public_id", "custody_event") if under[text] == event}


def arms_in(actor: Actor, armoury: Armoury) -> QuerySet[Placement]:
    """Where the arms lie that are in an armoury which the actor was shown: those of them that they may see, none while they are counted."""
    within = placement.with_all_inside([armoury.public_id])
    there = firearms_for(actor).filter(public_id=OuterRef("public_id"), custody_event=OuterRef("under"))
    return Placement.objects.filter(Exists(there), place__in=within, state="placed", agency=armoury.agency_id)


def place_with(armoury: Armoury, lot: str, many: int) -> str:
    """The place of an armoury in which so much of a lot lies, the one with least of those; empty where none has so much."""
    within = placement.with_all_inside([armoury.public_id])
    balances = Balance.objects.filter(holder__in=within, lot=lot, account=HELD, quantity__gte=many)
    return balances.order_by("quantity", "holder").values_list("holder", flat=True).first() or ""


def _only[T](result: T | None) -> T:
    if result is None:
        raise NotFound("stocks.not_found", labels.of("stocks.not_found"))
    return result
