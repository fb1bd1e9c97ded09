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
    found = next((one for one in many.possible(actor) if one.name == name), None)
    if found is None:
        raise NotFound("bulk.act.not_found", labels.of("bulk.not_found"))
    return found


def batches_for(actor: Actor) -> QuerySet[Batch]:
    """The batches of the actor's office whose act they may do, and those that a proposal puts before them."""
    acts = [one.name for one in many.possible(actor)]
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
    found = batches_for(actor).filter(public_id=public_id).first()
    if found is None:
        raise NotFound("bulk.batch.not_found", labels.of("bulk.not_found"))
    return found


def waiting_on_lists(act: str, things: Iterable[str]) -> set[str]:
    """Those of some records that stand on a list of which nobody has decided, for an act that takes several people; whoever asks."""
    return {thing for thing, _proposal in _on_lists([act], things)}


def waiting_about(thing: str, acts: Iterable[str]) -> list[str]:
    """The proposals over a list on which a record stands, of which nobody has decided; whoever asks."""
    return [proposal for _thing, proposal in _on_lists(acts, [thing])]


def _on_lists(acts: Iterable[str], things: Iterable[str]) -> list[tuple[str, str]]:
    lines = Line.objects.filter(~Q(asked={}), thing__in=[one for one in things if one], reasons=[])
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


def lines_of(found: Batch) -> QuerySet[Any, Any]:
    """The lines of a batch that its reader sees, each with what became of it: `done_thing`, `entry`, `why`, and
    what followed, `did`, all empty where it is not answered."""
    answer = Answer.objects.filter(batch=found.public_id, n=OuterRef("n"))
    said: dict[str, Any] = {
        "done_thing": Subquery(answer.values("thing")[:1]),
        "entry": Subquery(answer.values("entry")[:1]),
        "why": Subquery(answer.values("reasons")[:1]),
        "did": Subquery(answer.values("notes")[:1]),
    }
    return Line.objects.filter(batch=found.public_id).annotate(**said)


def refused_of(found: Batch) -> QuerySet[Any, Any]:
    """The lines that were refused, when the batch was looked through or when it was written."""
    return lines_of(found).filter(~Q(reasons=[]) | Q(entry__isnull=True, why__isnull=False))


def noted_of(found: Batch) -> QuerySet[Any, Any]:
    """The lines that were not refused, and of which something must be known: what would follow, or what did."""
    would = Q(reasons=[], why__isnull=True) & ~Q(notes=[])
    return lines_of(found).filter(would | (Q(entry__isnull=False) & ~Q(did=[])))


def good_of(found: Batch) -> QuerySet[Any, Any]:
    """The lines that were not refused, nor struck out, and of which nothing must be known."""
    good = lines_of(found).filter(Q(entry__isnull=False, did=[]) | Q(reasons=[], why__isnull=True, notes=[]))
    return good.exclude(n__in=found.struck)


def is_plain(found: Batch) -> bool:
    """Whether nothing of a batch that was looked through is refused, and nothing must be known before it is carried out."""
    return not found.refused and not Line.objects.filter(batch=found.public_id).exclude(notes=[]).exists()


def struck_of(found: Batch) -> QuerySet[Any, Any]:
    """The lines that were struck out: nobody has decided about them."""
    return lines_of(found).filter(n__in=found.struck)
