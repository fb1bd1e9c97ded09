"""Bulk acts as an actor may see them: those of their office whose act they may do themselves, with their lines and answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from ifar.accounts.models import Proposal
from ifar.accounts.selectors.proposals import APPROVED, OPEN, visible, with_status
from ifar.bulk import labels, many
from ifar.bulk.models import Answer, Batch, Line
from ifar.errors import Forbidden, NotFound, NotSignedIn
from ifar.rights import Actor


def require_any(actor: Actor) -> None:
    """Let in who may do anything to many things.

    Raises:
        Forbidden: there is nothing that this person may.
    """
    if not many.possible(actor):
        raise Forbidden() if actor.is_somebody else NotSignedIn()


def many_for(actor: Actor, name: str) -> many.Many:
    """What is done to many things; unknown and not allowed answer alike.

    Raises:
        NotFound: there is no such act for this actor.
    """
    result = next((item for item in many.possible(actor) if item.name == name), None)
    if result is None:
        raise NotFound("bulk.act.not_found", labels.of("bulk.not_found"))
    return result


def batches_for(actor: Actor) -> QuerySet[Batch]:
    """The batches of the actor's office whose act they may do, and those that a proposal puts before them."""
    acts = [item.name for item in many.possible(actor)]
    asked = Proposal.objects.filter(visible(actor), payload__has_key="batch").values("public_id")
    seen = Q(agency=actor.agency_id) & Q(act__in=acts) | Q(proposal__in=asked)
    return Batch.objects.filter(seen).select_related("agency")


def batch_for(actor: Actor, public_id: str) -> Batch:
    """One batch; unknown and unseen answer alike.

    Raises:
        Forbidden: there is nothing that this person may do to many things.
        NotFound: there is none for this actor.
    """
    require_any(actor)
    batch = batches_for(actor).filter(public_id=public_id).first()
    if batch is None:
        raise NotFound("bulk.batch.not_found", labels.of("bulk.not_found"))
    return batch


def waiting_on_lists(act: str, things: Iterable[str]) -> set[str]:
    """Those of some records that stand on a list of which nobody has decided, for an act that takes several people; whoever asks."""
    return {thing for thing, _proposal in _on_lists([act], things)}


def waiting_about(thing: str, acts: Iterable[str]) -> list[str]:
    """The proposals over a list on which a record stands, of which nobody has decided; whoever asks."""
    return [proposal for _thing, proposal in _on_lists(acts, [thing])]


def _on_lists(acts: Iterable[str], things: Iterable[str]) -> list[tuple[str, str]]:
    lines = Line.objects.filter(~Q(asked={}), thing__in=[text for text in things if text], reasons=[])
    listed = dict(
        Batch.objects.filter(state="proposed", act__in=list(acts)).values_list("public_id", "proposal")
    )
    open_ = set(
        with_status()
        .filter(public_id__in=listed.values(), state__in=[OPEN, APPROVED])
        .values_list("public_id", flat=True)
    )
    return [
        (thing, listed[batch])
        for thing, batch in lines.filter(batch__in=listed).values_list("thing", "batch")
        if listed[batch] in open_
    ]


def lines_of(batch: Batch) -> QuerySet[Any, Any]:
    """The lines of a batch that its reader sees, each with what became of it: `done_thing`, `entry`, `why`, and
    what followed, `did`, all empty where it is not answered."""
    answer = Answer.objects.filter(batch=batch.public_id, n=OuterRef("n"))
    values: dict[str, Any] = {
        "done_thing": Subquery(answer.values("thing")[:1]),
        "entry": Subquery(answer.values("entry")[:1]),
        "why": Subquery(answer.values("reasons")[:1]),
        "did": Subquery(answer.values("notes")[:1]),
    }
    return Line.objects.filter(batch=batch.public_id).annotate(**values)


def refused_of(batch: Batch) -> QuerySet[Any, Any]:
    """The lines that were refused, when the batch was looked through or when it was written."""
    return lines_of(batch).filter(~Q(reasons=[]) | Q(entry__isnull=True, why__isnull=False))


def noted_of(batch: Batch) -> QuerySet[Any, Any]:
    """The lines that were not refused, and of which something must be known: what would follow, or what did."""
    would = Q(reasons=[], why__isnull=True) & ~Q(notes=[])
    return lines_of(batch).filter(would | (Q(entry__isnull=False) & ~Q(did=[])))


def good_of(batch: Batch) -> QuerySet[Any, Any]:
    """The lines that were not refused, nor struck out, and of which nothing must be known."""
    good = lines_of(batch).filter(Q(entry__isnull=False, did=[]) | Q(reasons=[], why__isnull=True, notes=[]))
    return good.exclude(n__in=batch.struck)


def is_plain(batch: Batch) -> bool:
    """Whether nothing of a batch that was looked through is refused, and nothing must be known before it is carried out."""
    return not batch.refused and not Line.objects.filter(batch=batch.public_id).exclude(notes=[]).exists()


def struck_of(batch: Batch) -> QuerySet[Any, Any]:
    """The lines that were struck out: nobody has decided about them."""
    return lines_of(batch).filter(n__in=batch.struck)
