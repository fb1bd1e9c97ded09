"""Handling marks of what members write: given, then changed; stricter freely by the author, wider by the author alone and on the ledger."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q

from ifar.community import labels, marks
from ifar.community.marks import Mark, Who
from ifar.community.models import (
    OBJECT_TYPES,
    Downgrade,
    MarkedObject,
    Member,
    Post,
    Space,
    Topic,
)
from ifar.community.selectors.audience import organisations_in, readers_of
from ifar.community.selectors.visible import WRITE, Reader, seen
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import RECORDER, new_id
from ifar.rights import Actor, require


class RequestedMark(Protocol):
    """The mark that somebody asks for; `recipients` are members and organisations by public identifier, above GREEN only."""

    @property
    def tlp(self) -> int: ...  # noqa: D102 - as the columns of `MarkedObject`
    @property
    def pap(self) -> int: ...  # noqa: D102
    @property
    def chatham(self) -> bool: ...  # noqa: D102
    @property
    def recipients(self) -> Sequence[str]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Marking:
    """The mark that something gets, as its columns keep it."""

    tlp: int
    pap: int
    chatham: bool
    recipients: list[int] = field(default_factory=list)
    organisations: list[str] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """The columns of `MarkedObject` that it fills."""
        return {
            "tlp": self.tlp,
            "pap": self.pap,
            "chatham": self.chatham,
            "recipients": self.recipients,
            "organisations": self.organisations,
        }


def mark_for(reader: Reader, value: RequestedMark, space: Space, topic: Topic | None = None) -> Marking:
    """The mark of what somebody writes, checked: never wider than what it stands in, nor for more people.

    Raises:
        Invalid: no such mark, too wide, or the wrong recipients.
    """
    mark = _requested_mark(reader, value.tlp, value.pap, value.recipients, space, topic)
    chatham = value.chatham or space.chatham or (topic is not None and topic.chatham)
    pap = max(value.pap, topic.pap) if topic else value.pap
    return Marking(mark.tlp, pap, chatham, list(mark.recipients), list(mark.organisations))


def _requested_mark(
    reader: Reader, tlp: int, pap: int, recipients: Sequence[str], space: Space, topic: Topic | None
) -> Mark:
    """The mark of what the reader writes: in a topic for named recipients it is for those, or for those of them who are named."""
    if tlp not in marks.TLP or pap not in marks.PAP:
        raise labels.invalid("community.write.tlp", "tlp")
    if topic is not None and tlp < topic.tlp:
        raise labels.invalid("community.write.wider", "tlp")
    people, offices = _named(reader, space, recipients)
    if recipients and not marks.may_name(tlp):
        raise labels.invalid("community.write.unnamed", "recipients")
    if offices and tlp == marks.RED:
        raise labels.invalid("community.write.red", "recipients")
    around = mark_of(topic) if topic is not None else None
    if around is not None and around.names:
        if recipients:
            if not _within(people, offices, around):
                raise labels.invalid("community.write.recipients", "recipients")
        elif tlp < marks.RED or around.tlp == marks.RED:
            people, offices = marks.around_names(around)
    if tlp == marks.RED and not people:
        raise labels.invalid("community.write.recipients", "recipients")
    return Mark(tlp, reader.member, people, offices)


def _named(reader: Reader, space: Space, recipients: Sequence[str]) -> tuple[list[int], list[str]]:
    """Members by key and organisations by identifier: readers of the space, and organisations that some of them show, or one's own.

    Raises:
        Invalid: somebody else is named, or too many.
    """
    wanted = list(dict.fromkeys(recipients))
    if len(wanted) > marks.MOST_RECIPIENTS:
        raise labels.invalid("community.write.recipients", "recipients")
    members = dict(Member.objects.filter(pk__in=readers_of(space, wanted)).values_list("public_id", "pk"))
    offices = sorted({text for text in wanted if text not in members})
    if offices and not {*offices} <= organisations_in(reader, space).keys():
        raise labels.invalid("community.write.recipients", "recipients")
    return sorted(members.values()), offices


def _within(people: Sequence[int], offices: Sequence[str], around: Mark) -> bool:
    """Whether all who are named are among those whom a mark around is for."""
    if not {*offices} <= {*around.organisations}:
        return False
    return all(marks.may_see(who, around) for who in whos(people).values())


def put[M: MarkedObject](actor: Actor, reader: Reader, model: type[M], **columns: Any) -> M:
    """Make a marked object: its mark as an act, without a word of it, then the object itself, which the database asks for that act."""
    object_type = next(
        object_type for object_type, object_kind in OBJECT_TYPES.items() if object_kind is model
    )
    public_id = new_id()
    around = columns["topic"].public_id if "topic" in columns else ""
    changes = {name: columns[name] for name in ("tlp", "pap")}
    changes |= {
        "object_type": object_type,
        "member": reader.public_id,
        "space": columns["space"].public_id,
        "around": around,
    }
    _write(actor, "given", public_id, changes, (columns["recipients"], columns["organisations"]))
    made: M = model._default_manager.create(public_id=public_id, **columns)
    return made


def _write(
    actor: Actor,
    kind: str,
    on: Downgrade | str,
    changes: dict[str, Any],
    named: tuple[Several[int], Several[str]],
    details: dict[str, Any] | None = None,
) -> None:
    # Who is trusted with something is no matter of the log's readers.
    names = names_of(*named)
    personal = {"recipients": " ".join(sorted(names))} if names else {}
    RECORDER.record(actor, "downgrade", kind, on, changes=changes, details=details, personal=personal)


@transaction.atomic
def change_mark(
    *, actor: Actor, object_type: str, public_id: str, tlp: int, pap: int, recipients: Sequence[str] = ()
) -> MarkedObject:
    """Give one's own object another mark.

    Args:
        recipients: members and organisations by public identifier, above GREEN only.

    Raises:
        NotFound: there is no such object for this actor.
        Refused: another wrote it, they may not write there now, or it bears this mark already.
        Invalid: no such mark, wider than what it stands in, or the wrong recipients.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    result = seen(reader, OBJECT_TYPES[object_type], public_id)
    if not marks.may_lower(reader.member, result.author_id):
        raise labels.refused("community.mark.lower")
    if not reader.spaces[result.space_id].writes:
        raise labels.refused("community.write.not_here")
    around = Topic.objects.get(pk=result.topic_id) if isinstance(result, Post) else None
    before = mark_of(result)
    after = _requested_mark(reader, tlp, pap, recipients, Space.objects.get(pk=result.space_id), around)
    if (pap, _by_name(after)) == (result.pap, _by_name(before)):
        raise labels.refused("community.mark.same")
    if pap < result.pap or marks.widens(before, after, whos(after.recipients).values()):
        _lower(actor, result, after, pap)
    _keep(result, after, pap)
    if isinstance(result, Topic):
        _raise_inside(result, before)
    return result


def mark_of(item: MarkedObject) -> Mark:
    """The mark of an object as the rule wants it."""
    return Mark(item.tlp, item.author_id, tuple(item.recipients), tuple(item.organisations))


def _by_name(mark: Mark) -> tuple[int, list[int], list[str]]:
    """What a mark says, whoever wrote it."""
    return mark.tlp, sorted({*mark.recipients} - {mark.author}), sorted(mark.organisations)


def _keep(result: MarkedObject, mark: Mark, pap: int) -> None:
    result.tlp, result.pap = mark.tlp, pap
    result.recipients, result.organisations = sorted(mark.recipients), sorted(mark.organisations)
    result.save(update_fields=["tlp", "pap", "recipients", "organisations"])


def whos(keys: Several[int]) -> dict[int, Who]:
    """Some members by key, as the rule of marks wants them."""
    members = Member.objects.filter(pk__in=list(keys)).values_list("pk", "organisation")
    return {id: Who(id, organisation) for id, organisation in members}


@transaction.atomic
def change_mark_of_post(
    *, actor: Actor, post: Post, topic: Topic, tlp: int, pap: int, recipients: Sequence[str] = ()
) -> None:
    """Give a post another mark; with the opening post its topic, which is the same matter.

    Raises:
        As `change_mark`.
    """
    require(actor, WRITE)
    wanted = {"tlp": tlp, "pap": pap, "recipients": recipients}
    if post.number != 1:
        change_mark(actor=actor, object_type="post", public_id=post.public_id, **wanted)  # type: ignore[arg-type]
        return
    change_mark(actor=actor, object_type="topic", public_id=topic.public_id, **wanted)  # type: ignore[arg-type]
    now, around = Post.objects.get(pk=post.pk), Topic.objects.get(pk=topic.pk)
    if (now.pap, _by_name(mark_of(now))) != (around.pap, _by_name(mark_of(around))):
        change_mark(actor=actor, object_type="post", public_id=post.public_id, **wanted)  # type: ignore[arg-type]


def _lower(actor: Actor, result: MarkedObject, mark: Mark, pap: int) -> None:
    before = Downgrade.objects.get(public_id=result.public_id)
    details = {"was": result.tlp, "pap_was": result.pap}
    changes = {"tlp": mark.tlp, "pap": pap}
    _write(actor, "lowered", before, changes, (mark.recipients, mark.organisations), details)


def _raise_inside(topic: Topic, before: Mark) -> None:
    """What stands in a topic is never for more people than the topic, and by its raising for nobody who did not see it before."""
    around = mark_of(topic)
    wider = Q(tlp__lt=topic.tlp) | Q(pap__lt=topic.pap)
    if around.names:
        wider |= Q(recipients=[], organisations=[])
    people = whos({*topic.recipients, topic.author_id} if topic.tlp == marks.RED else ())
    for post in list(Post.objects.filter(topic=topic).filter(wider)):
        mark = mark_of(post)
        saw = [key for key, who in people.items() if marks.may_see(who, before) and marks.may_see(who, mark)]
        _keep(post, marks.inside(mark, around, saw), max(post.pap, topic.pap))


def names_of(recipients: Several[int], organisations: Several[str] = ()) -> list[str]:
    """Public identifiers of whom a mark names, for the log, and for a form that names them again."""
    members = (
        Member.objects.filter(pk__in=list(recipients)).order_by("pk").values_list("public_id", flat=True)
    )
    return [*members, *organisations]
