"""Cases as an inspector may see them: their own, and those of their office that wait for a lead; none that concerns them or an office near theirs.

What an office is asked it sees by itself, and nothing else of the case. What may not be seen is counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.models import Grant, User
from ifar.accounts.selectors.people import running
from ifar.errors import NotFound
from ifar.ledger.models import Entry, Personal
from ifar.oversight.acts import MEASURES
from ifar.oversight.labels import of
from ifar.oversight.models import Event, Inspection, Request, Signal, Verdict
from ifar.oversight.selectors.signals import near, offices_of, signals_for
from ifar.rights import INSPECTING, ROLES, Actor, may

WORK: Final = "oversight:case:work"
DESK: Final = "oversight:desk:work"
"""What the inspectorate alone does beside cases: reports from outside, audits, thresholds, the public report."""
ANSWER: Final = "matters:matter:explain"


def cases_for(actor: Actor) -> QuerySet[Inspection]:
    """The cases that an actor works on or opened, and those that wait for a lead."""
    cases = Inspection.objects.select_related("agency")
    if not may(actor, WORK) or actor.agency_kind not in INSPECTING:
        return cases.none()
    themselves = [actor.id, *sorted(actor.people - {actor.id})]
    mine = Q(lead=actor.id) | Q(members__contains=[actor.id]) | Q(opened_by=actor.id)
    return (
        cases.filter(mine | Q(state="open"), agency__public_id=actor.agency)
        .exclude(offices__overlap=sorted(near(actor.agency, *offices_of(actor.id))))
        .exclude(who__in=themselves)
        .exclude(barred__overlap=themselves)
    )


def case_for(actor: Actor, public_id: str) -> Inspection:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = cases_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    return record


def list_of(actor: Actor, closed: bool) -> QuerySet[Inspection]:
    """The cases of the list, with how many of their requests are overdue."""
    cases = cases_for(actor).filter(state="closed") if closed else cases_for(actor).exclude(state="closed")
    late = Q(requests__state="asked", requests__due_on__lt=timezone.localdate())
    return cases.annotate(late=Count("requests", filter=late))


def open_about(actor: Actor, who: Iterable[str]) -> dict[str, str]:
    """The open cases of the list that speak of some persons, offices, traders or holders: whom -> the case."""
    about = cases_for(actor).exclude(state="closed").filter(who__in=list(who)).order_by("id")
    return dict(about.values_list("who", "public_id"))


def signal_for(actor: Actor, finding: str) -> Signal:
    """A signal that the actor sees on the list, or in a case that they see; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    listed = signals_for(actor).filter(finding=finding).first()
    if listed is None:
        listed = next(
            (
                signal
                for case in cases_for(actor).filter(findings__contains=[finding])
                for signal in signals_of(actor, case).filter(finding=finding)
            ),
            None,
        )
    if listed is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    return listed


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case from the signals of one person, office, trader or holder would stand on: the offices that it concerns, and who is barred from it."""

    signals: tuple[Signal, ...]
    offices: tuple[str, ...]
    barred: tuple[str, ...]


def opening_from(actor: Actor, who: str) -> Opening:
    """A case as all signals of one person, office, trader or holder that the actor may see would open it.

    Raises:
        NotFound: there is none.
    """
    theirs = tuple(signals_for(actor).filter(who=who))
    if not theirs:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    entries = [item["id"] for signal in theirs for item in signal.evidence if len(item["id"]) == 36]
    took_part = Entry.objects.filter(entry__in=entries).values_list("actor", flat=True)
    people = {who, *took_part, *(name for signal in theirs for name in signal.others)}
    barred = sorted(name for name in people if name.startswith("U") and len(name) == identifiers.LENGTH)
    offices = {*offices_about(who), *(office for signal in theirs for office in signal.offices)}
    return Opening(theirs, tuple(sorted(offices)), tuple(barred))


def offices_about(who: str) -> set[str]:
    """The offices that a case concerns by whom it speaks of: that one, or those where that officer belongs or ever had a right."""
    return {who} if who.startswith("A") else offices_of(who)


def signals_of(actor: Actor, case: Inspection) -> QuerySet[Signal]:
    """The signals from which a case was opened, as they stand or stood last, but for those in which the actor has a part by now."""
    themselves = [actor.id, *sorted(actor.people - {actor.id})]
    theirs = Signal.objects.filter(finding__in=case.findings)
    return theirs.exclude(Q(who__in=themselves) | Q(others__overlap=themselves)).order_by("-weight", "id")


def history_of(case: Inspection) -> list[Event]:
    """What was done to a case, the first first."""
    return list(Event.objects.filter(record_type="inspection", subject=case.public_id).order_by("n"))


def notes_of(case: Inspection) -> dict[str, str]:
    """What people wrote about a case, by the entry; nothing where it was erased."""
    entries = Event.objects.filter(record_type="inspection", subject=case.public_id).values("id")
    kept = Personal.objects.filter(entry__in=entries).exclude(field="text").values_list("entry", "value")
    return {str(entry): str(value) for entry, value in kept}


def requests_of(case: Inspection) -> list[Request]:
    """What a case asked of offices."""
    return list(case.requests.order_by("id"))


def owed(case: Inspection) -> list[str]:
    """The requests that stand in the way of closing: unanswered ones, but for recommendations, and measures that stand."""
    waits = Q(state="asked") & ~Q(kind="recommendation")
    stands = Q(state="answered", kind__in=MEASURES)
    return list(case.requests.filter(waits | stands).order_by("id").values_list("public_id", flat=True))


def requests_for(actor: Actor) -> QuerySet[Request]:
    """What the actor's office is asked by cases that do not concern the actor, and what cases ask that the actor works on."""
    requests = Request.objects.select_related("agency", "inspection")
    themselves = [actor.id, *sorted(actor.people - {actor.id})]
    concerned = Inspection.objects.filter(Q(who__in=themselves) | Q(barred__overlap=themselves))
    asked = Q(addressed=actor.agency) if actor.agency and may(actor, ANSWER) else Q(pk__in=())
    return requests.filter((asked & ~Q(inspection__in=concerned)) | Q(inspection__in=cases_for(actor)))


def answering(office: str) -> set[str]:
    """Who may answer for an office today."""
    roles = [name for name, role in ROLES.items() if ANSWER in role.permissions]
    grants = Grant.objects.filter(running(), agency__public_id=office, role__in=roles)
    return set(grants.values_list("user__public_id", flat=True))


def request_for(actor: Actor, public_id: str) -> Request:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this actor.
    """
    record = requests_for(actor).filter(public_id=public_id).first()
    if record is None:
        raise NotFound("oversight.not_found", of("oversight.not_found"))
    return record


def staffed() -> set[str]:
    """The offices where somebody may work on cases today."""
    roles = [name for name, role in ROLES.items() if WORK in role.permissions]
    return set(Grant.objects.filter(running(), role__in=roles).values_list("agency__public_id", flat=True))


def inspectors_of(actor: Actor) -> set[str]:
    """Who of the actor's office may work on cases."""
    roles = [name for name, role in ROLES.items() if WORK in role.permissions]
    people = User.objects.filter(
        grants__role__in=roles, grants__agency__public_id=actor.agency, grants__end__isnull=True
    )
    return set(people.values_list("public_id", flat=True))


def inspectors_for(actor: Actor, case: Inspection) -> list[tuple[str, str]]:
    """Who of the actor's office may be named to a case, with their names: whoever has the right, and none whom it concerns."""
    return independent_of(actor, [*case.barred, case.who], case.offices)


def independent_of(actor: Actor, barred: Iterable[str], offices: Iterable[str]) -> list[tuple[str, str]]:
    """The inspectors of the actor's office, with their names, but for some people and whoever belongs near some offices or ever had a right there."""
    people = User.objects.filter(public_id__in=inspectors_of(actor)).exclude(public_id__in=list(barred))
    concerned = near(*offices)
    return [
        (person.public_id, person.name)
        for person in people.order_by("name", "id")
        if not offices_of(person.public_id) & concerned
    ]


def precision() -> dict[str, tuple[int, int]]:
    """Rule -> how many of its signals were confirmed, and how many were judged."""
    judged = Verdict.objects.filter(state="standing").values_list("rule")
    return {
        rule: (right, all_of)
        for rule, right, all_of in judged.annotate(
            right=Count("id", filter=Q(outcome="confirmed")), all_of=Count("id")
        )
    }
