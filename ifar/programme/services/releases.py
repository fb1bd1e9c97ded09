"""Whether a project may begin or be given money: asked by planning and by the Fund before they write. The database asks it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ifar.programme import diligence, labels
from ifar.programme.models import Diligence, Event, Project, Recipient, Result
from ifar.programme.services.writing import today

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Decision(TypedDict):
        """What the query adds to an assessment: the last decision on it."""

        decision: str

    DecidedDiligence = WithAnnotations[Diligence, Decision]


def decided() -> QuerySet[DecidedDiligence]:
    """The assessments that were not withdrawn, each with the last decision on it (`decision`; empty where there was none)."""
    acts = Event.objects.filter(
        record_type="diligence", subject=OuterRef("public_id"), kind__in=diligence.DECISIONS
    )
    last = Subquery(acts.order_by("-n").values("kind")[:1], output_field=CharField())
    diligences = Diligence.objects.exclude(state="withdrawn")
    return diligences.annotate(decision=Coalesce(last, Value(""), output_field=CharField()))


def recipients_of(project: Project) -> list[Recipient]:
    """Those who receive the support of a project. One query."""
    return list(Recipient.objects.filter(project=project.public_id).exclude(state="ended").order_by("id"))


def uncovered(project: Project) -> list[str]:
    """What of a project supports security forces without a current release, or is held: empty text for the whole, and activities. Three queries."""
    on = today()
    assessed = list(decided().filter(project=project.public_id))
    holds = {item.activity for item in assessed if diligence.held(item.state, item.decision)}
    stated = Result.objects.filter(project=project.public_id, state="stated")
    marks = dict(
        stated.filter(Q(security_forces=True) | Q(public_id__in=holds)).values_list(
            "public_id", "security_forces"
        )
    )
    needs = [""] if project.security_forces else []
    needs += [activity for activity, marked in marks.items() if marked]
    receive = [
        (recipient.activity, recipient.kind, recipient.support) for recipient in recipients_of(project)
    ]
    needs += [activity for activity, kind, support in receive if diligence.asks_release(kind, support)]
    current = [item for item in assessed if diligence.current(item.state, item.released_until, on)]
    beyond = diligence.beyond(receive, [(item.activity, item.forces, item.support) for item in current])
    carried = [item.activity for item in current]
    return sorted({*diligence.uncovered(needs, carried, holds & {"", *marks}), *beyond})


def released(project: Project) -> None:
    """Ask that it is on record who receives the support, that another person confirmed those who are no security forces, and that what
    supports security forces is released.

    Raises:
        Refused: it is not.
    """
    wrong = diligence.recipients_wrong(
        [(recipient.kind, recipient.support, recipient.state) for recipient in recipients_of(project)]
    )
    if wrong:
        raise labels.refused(f"programme.diligence.{wrong}")
    if uncovered(project):
        raise labels.refused("programme.diligence.needed")
