"""The gap register: telling a gap, taking it up, closing it with a practice or a tool; ties between records.

How far a gap is bears the gap's identifier: `progress_id` is that of the gap.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ifar.acts.offers import Offers
from ifar.community import labels
from ifar.community.knowledge import gaps, inputs
from ifar.community.knowledge.selectors.gaps import closable, looked_through, progress_for
from ifar.community.knowledge.selectors.shelf import thing_for
from ifar.community.knowledge.services.shelving import Placed, index, placed, sorted_articles, text_of
from ifar.community.models import Gap, Guide, MarkedObject, Practice, Progress, Tie, Topic
from ifar.community.selectors.visible import WRITE, Reader, reader_of, visible
from ifar.community.services.marking import put
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER
from ifar.reference import selectors as reference
from ifar.rights import Actor, require

GAP: Final = Offers(
    RECORDER,
    "progress",
    lambda actor, public_id: progress_for(reader_of(actor), public_id),
    page="community:gap",
    name="gap",
)
MODELS: Final[dict[str, type[MarkedObject]]] = {
    "topic": Topic,
    "practice": Practice,
    "gap": Gap,
    "guide": Guide,
}


@dataclass(frozen=True, slots=True)
class GapDescription:
    """What a gap is."""

    kind: str
    words: str
    evidence: str = ""
    countries: Collection[str] = ()
    articles: Collection[str] = ()
    priority: int = 2


@transaction.atomic
def open_gap(*, actor: Actor, at: Placed, said: GapDescription) -> Gap:
    """Tell a gap.

    Raises:
        NotFound: there is no such space for this actor.
        Refused: they may not write there.
        Invalid: a field is wrong, or the safety line is crossed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    text = text_of(said.words, "words", gaps.LONGEST, 20)
    evidence = text_of(said.evidence, "evidence", gaps.LONGEST, 0)
    columns = placed(reader, at, text, evidence)
    if said.kind not in gaps.KINDS:
        raise labels.invalid("community.gap.kind", "kind")
    if said.priority not in gaps.PRIORITIES:
        raise labels.invalid("community.gap.priority", "priority")
    countries = sorted(set(said.countries))
    if len(countries) > gaps.MOST_COUNTRIES or not all(
        reference.exists("country", country) for country in countries
    ):
        raise labels.invalid("community.shelf.countries", "countries")
    made = put(
        actor,
        reader,
        Gap,
        kind=said.kind,
        words=text,
        evidence=evidence,
        countries=countries,
        articles=sorted_articles(said.articles),
        priority=said.priority,
        **columns,
    )
    RECORDER.record(actor, "progress", "opened", made.public_id)
    index(made, text, evidence)
    return made


def _closes(_actor: Actor, progress: Progress) -> bool:
    return bool(progress.facts)


def _what_closes(actor: Actor, _found: Progress) -> dict[str, Any]:
    return {"among": {"by": [(key, title) for _type, key, title in closable(reader_of(actor))]}}


@GAP.act(
    "taken_up",
    inputs.TakeUpGap,
    _("Work on the gap"),
    permission=WRITE,
    done=_("You work on it."),
    when=lambda _actor, record: "works" not in record.facts,
    leads=lambda record: record.state == "open",
)
@transaction.atomic
def take_up(*, actor: Actor, progress_id: str) -> None:
    """Say that one works on a gap.

    Raises:
        NotFound: there is no such gap for this actor.
        Refused: it is closed, or one works on it already.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    before = progress_for(reader, progress_id)
    if "works" in before.facts:
        raise labels.refused("community.gap.yours")
    RECORDER.record(
        actor, "progress", "taken_up", before, changes={"workers": [*before.workers, reader.public_id]}
    )


@GAP.act(
    "put_down",
    inputs.PutDownGap,
    _("Stop working on the gap"),
    permission=WRITE,
    done=_("You work on it no longer."),
    when=lambda _actor, record: "works" in record.facts,
)
@transaction.atomic
def put_down(*, actor: Actor, progress_id: str) -> None:
    """Say that one works on a gap no longer.

    Raises:
        NotFound: there is no such gap for this actor.
        Refused: one does not work on it.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    before = progress_for(reader, progress_id)
    if "works" not in before.facts:
        raise labels.refused("community.gap.not_yours")
    rest = [worker for worker in before.workers if worker != reader.public_id]
    if rest:
        RECORDER.record(actor, "progress", "handed_on", before, changes={"workers": rest})
    else:
        RECORDER.record(actor, "progress", "put_down", before)


@GAP.act(
    "closed",
    inputs.CloseGap,
    _("Close the gap"),
    permission=WRITE,
    done=_("The gap is closed."),
    when=_closes,
    leads=lambda record: record.state == "in_work",
    asks=_what_closes,
)
@transaction.atomic
def close(*, actor: Actor, progress_id: str, by: str) -> None:
    """Say what closed a gap: a practice that was checked, or a guide or tool of the library whose review is in force; of another. The two are
    tied by it.

    Args:
        by: public identifier of the practice or guide.

    Raises:
        NotFound: there is no such gap for this actor.
        Refused: they neither told it nor work on it nor moderate, or they brought what is to close it.
        Invalid: there is no such practice or guide for this actor, or nobody else has looked it through.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    before = _to_close(reader, progress_id)
    object_type = type_of(reader, by, gaps.CLOSES)
    if not object_type:
        raise labels.invalid("community.gap.closed_by", "by")
    thing = MODELS[object_type]._default_manager.get(public_id=by)
    if not gaps.may_close_with(reader.member, thing.author_id):
        raise labels.refused("community.gap.own")
    if not looked_through(object_type, [by]):
        raise labels.invalid("community.gap.unchecked", "by")
    RECORDER.record(
        actor, "progress", "closed", before, changes={"closed_by": by, "closed_with": object_type}
    )
    _tie(reader, object_type, by, "gap", before.public_id)


@GAP.act(
    "reopened",
    inputs.ReopenGap,
    _("Open the gap again"),
    permission=WRITE,
    done=_("The gap is open again."),
    when=_closes,
)
@transaction.atomic
def reopen(*, actor: Actor, progress_id: str) -> None:
    """Say that a gap is not closed after all.

    Raises:
        NotFound: there is no such gap for this actor.
        Refused: they neither told it nor moderate, or it is not closed.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    before = _to_close(reader, progress_id)
    RECORDER.record(actor, "progress", "reopened", before)


def _to_close(reader: Reader, gap: str) -> Progress:
    progress = progress_for(reader, gap)
    if not progress.facts:
        raise labels.refused("community.gap.not_yours")
    return progress


def type_of(reader: Reader, public_id: str, object_types: Collection[str]) -> str:
    """Which of some types of object an identifier is of, among what the reader sees; empty where it is none. One query for each type."""
    for object_type in object_types:
        manager = MODELS[object_type]._default_manager
        if manager.filter(visible(reader, MODELS[object_type]), public_id=public_id).exists():
            return object_type
    return ""


@transaction.atomic
def tie(*, actor: Actor, one: str, other: str) -> None:
    """Say that one record leads to another: case → practice → gap → tool, by whoever wrote one of them or moderates its space.

    Raises:
        NotFound: one of them is not there for this actor.
        Refused: they wrote neither, or such records do not lead to each other.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    ends = []
    for public_id in (one, other):
        object_type = type_of(reader, public_id, tuple(MODELS))
        if not object_type:
            raise labels.invalid("community.tie.there", "other")
        ends.append((object_type, thing_for(reader, MODELS[object_type], public_id)))
    direction = gaps.tie_of(ends[0][0], ends[1][0])
    if direction is None:
        raise labels.invalid("community.tie.none", "other")
    if not any(
        thing.author_id == reader.member or reader.spaces[thing.space_id].moderates for _type, thing in ends
    ):
        raise labels.refused("community.tie.not_yours")
    first, second = ends if direction[0] == ends[0][0] else ends[::-1]
    _tie(reader, first[0], first[1].public_id, second[0], second[1].public_id)


def _tie(reader: Reader, one_type: str, text: str, other_type: str, other: str) -> None:
    if gaps.tie_of(one_type, other_type) != (one_type, other_type):
        one_type, text, other_type, other = other_type, other, one_type, text
    Tie.objects.get_or_create(
        one=text,
        other=other,
        defaults={"one_type": one_type, "other_type": other_type, "member_id": reader.member},
    )
