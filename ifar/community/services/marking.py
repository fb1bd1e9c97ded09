"""Handling marks of what members write: given, then changed; stricter freely by the author, wider by the author alone and on the ledger."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from django.db import connection, transaction
from django.db.models import Q

from ifar.community import marks, words
from ifar.community.marks import Mark, Who
from ifar.community.models import (
    Assistance,
    Collection,
    Course,
    Gap,
    Guide,
    Lowering,
    Marked,
    Member,
    Post,
    Practice,
    Space,
    Topic,
)
from ifar.community.selectors.visible import WRITE, Reader, seen
from ifar.community.services.members import reader_needed
from ifar.community.services.writing import new_id, write
from ifar.rights import Actor, require

NOUNS: Final[dict[str, type[Marked]]] = {
    "topic": Topic,
    "post": Post,
    "guide": Guide,
    "collection": Collection,
    "practice": Practice,
    "gap": Gap,
    "assistance": Assistance,
    "course": Course,
}
"""Noun -> its model, for all objects whose mark can be changed; a new marked object adds itself (`community_<noun>` is its table)."""


class Asked(Protocol):
    """The mark that somebody asks for; `recipients` are members by public identifier."""

    @property
    def tlp(self) -> int: ...  # noqa: D102 - as the columns of `Marked`
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
    organisation: str
    chatham: bool
    recipients: list[int] = field(default_factory=list)

    def columns(self) -> dict[str, Any]:
        """The columns of `Marked` that it fills."""
        return {
            "tlp": self.tlp,
            "pap": self.pap,
            "organisation": self.organisation,
            "chatham": self.chatham,
            "recipients": self.recipients,
        }


def mark_for(reader: Reader, said: Asked, space: Space, topic: Topic | None = None) -> Marking:
    """The mark of what somebody writes, checked: never wider than what it stands in, and for the same people where it is marked alike.

    Raises:
        Invalid: no such mark, too wide, or the wrong recipients.
    """
    if said.tlp not in marks.TLP or said.pap not in marks.PAP:
        raise words.invalid("community.write.tlp", "tlp")
    if topic is not None and said.tlp < topic.tlp:
        raise words.invalid("community.write.wider", "tlp")
    chatham = said.chatham or space.chatham or (topic is not None and topic.chatham)
    pap = max(said.pap, topic.pap) if topic else said.pap
    if topic is not None and marks.inherits(said.tlp, topic.tlp):
        people = _chosen(said, space, topic) if topic.tlp == marks.RED else []
        if said.recipients and topic.tlp != marks.RED:
            raise words.invalid("community.write.unnamed", "recipients")
        return Marking(said.tlp, pap, topic.organisation, chatham, people)
    if not marks.needs_recipients(said.tlp):
        if said.recipients:
            raise words.invalid("community.write.unnamed", "recipients")
        return Marking(said.tlp, pap, reader.organisation, chatham)
    wanted = list(dict.fromkeys(said.recipients))
    found = readers_of(space, wanted) if 0 < len(wanted) <= marks.MOST_RECIPIENTS else []
    if not wanted or len(found) != len(wanted):
        raise words.invalid("community.write.recipients", "recipients")
    return Marking(said.tlp, pap, reader.organisation, chatham, sorted(found))


def _chosen(said: Asked, space: Space, topic: Topic) -> list[int]:
    """For whom an answer in a RED topic is: for whom the topic is, or those of them who are named."""
    circle = {*topic.recipients, topic.author_id}
    if not said.recipients:
        return sorted(circle)
    wanted = list(dict.fromkeys(said.recipients))
    found = set(readers_of(space, wanted))
    if len(found) != len(wanted) or not found <= circle:
        raise words.invalid("community.write.recipients", "recipients")
    return sorted(found)


def put[M: Marked](actor: Actor, reader: Reader, model: type[M], **columns: Any) -> M:
    """Make a marked object: its mark as an act, without a word of it, then the object itself, which the database asks for that act."""
    noun = next(noun for noun, one in NOUNS.items() if one is model)
    public_id = new_id()
    around = columns["topic"].public_id if "topic" in columns else ""
    changes = {name: columns[name] for name in ("tlp", "pap", "organisation")}
    changes |= {
        "noun": noun,
        "member": reader.public_id,
        "space": columns["space"].public_id,
        "around": around,
    }
    _write(actor, "given", public_id, changes, columns["recipients"])
    made: M = model._default_manager.create(public_id=public_id, **columns)
    return made


def _write(
    actor: Actor,
    kind: str,
    on: Lowering | str,
    changes: dict[str, Any],
    recipients: Sequence[int],
    details: dict[str, Any] | None = None,
) -> None:
    # Who is trusted with something RED is no matter of the log's readers.
    personal = {"recipients": " ".join(sorted(names_of(recipients)))} if recipients else {}
    write(actor, "lowering", kind, on, changes=changes, details=details, personal=personal)


_READERS: Final = """
SELECT m.id FROM community_member m JOIN community_space s ON s.id = %s
LEFT JOIN community_seat t ON t.space = s.public_id AND t.member = m.public_id AND t.state <> 'left'
WHERE m.public_id = ANY(%s) AND m.state = 'active' AND m.valid_until > statement_timestamp()
  AND (t.id IS NOT NULL OR s.kind IN ('global', 'thematic', 'announcements') OR s.kind = 'regional' AND m.country = ANY(s.countries))
"""


def readers_of(space: Space, wanted: Several[str]) -> list[int]:
    """Keys of those of some members who may read a space now."""
    with connection.cursor() as cursor:
        cursor.execute(_READERS, [space.pk, list(wanted)])
        return [id for (id,) in cursor.fetchall()]


@transaction.atomic
def change_mark(
    *, actor: Actor, noun: str, public_id: str, tlp: int, pap: int, recipients: Sequence[str] = ()
) -> Marked:
    """Give one's own object another mark.

    Args:
        recipients: members by public identifier, of a RED mark only.

    Raises:
        NotFound: there is no such object for this actor.
        Refused: another wrote it, they may not write there now, or it bears this mark already.
        Invalid: no such mark, wider than what it stands in, or the wrong recipients.
    """
    require(actor, WRITE)
    reader = reader_needed(actor)
    found = seen(reader, NOUNS[noun], public_id)
    if not marks.may_lower(reader.member, found.author_id):
        raise words.refused("community.mark.lower")
    if not reader.spaces[found.space_id].writes:
        raise words.refused("community.write.not_here")
    if tlp not in marks.TLP or pap not in marks.PAP:
        raise words.invalid("community.write.tlp", "tlp")
    around = Topic.objects.get(pk=found.topic_id) if isinstance(found, Post) else None
    if around is not None and tlp < around.tlp:
        raise words.invalid("community.write.wider", "tlp")
    named: list[int] = []
    if marks.needs_recipients(tlp):
        wanted = list(dict.fromkeys(recipients))
        named = sorted(readers_of(Space.objects.get(pk=found.space_id), wanted))
        if not 0 < len(wanted) <= marks.MOST_RECIPIENTS or len(named) != len(wanted):
            raise words.invalid("community.write.recipients", "recipients")
    elif recipients:
        raise words.invalid("community.write.unnamed", "recipients")
    if (tlp, pap, named) == (found.tlp, found.pap, sorted(found.recipients)):
        raise words.refused("community.mark.same")
    before = mark_of(found)
    after = Mark(tlp, _whose(reader, found, tlp, around), found.author_id, named)
    if pap < found.pap or marks.widens(before, after, whos(named).values(), _above(after.organisation)):
        _lower(actor, reader.public_id, noun, found, after, pap)
    _keep(found, after, pap)
    if isinstance(found, Topic):
        _raise_inside(found, before)
    return found


def mark_of(one: Marked) -> Mark:
    """The mark of an object as the rule wants it."""
    return Mark(one.tlp, one.organisation, one.author_id, tuple(one.recipients))


def _whose(reader: Reader, found: Marked, tlp: int, around: Topic | None) -> str:
    """Whose mark it is after a change: the topic's under the topic's own mark, and the author's otherwise."""
    if tlp == found.tlp or not marks.GREEN < tlp < marks.RED:
        return found.organisation
    inherits = around is not None and marks.inherits(tlp, around.tlp)
    return around.organisation if around is not None and inherits else reader.organisation


def _keep(found: Marked, mark: Mark, pap: int) -> None:
    found.tlp, found.pap, found.organisation, found.recipients = (
        mark.tlp,
        pap,
        mark.organisation,
        sorted(mark.recipients),
    )
    found.save(update_fields=["tlp", "pap", "organisation", "recipients"])


_WHOS: Final = """
SELECT m.id, m.organisation, (WITH RECURSIVE up AS (
    SELECT a.public_id, a.parent_id FROM accounts_agency a WHERE a.public_id = m.organisation
    UNION SELECT a.public_id, a.parent_id FROM up JOIN accounts_agency a ON a.id = up.parent_id
) SELECT array_agg(up.public_id::text) FROM up) FROM community_member m WHERE m.id = ANY(%s)
"""
_ABOVE: Final = """
WITH RECURSIVE up AS (
    SELECT a.public_id, a.parent_id FROM accounts_agency a WHERE a.public_id = %s
    UNION SELECT a.public_id, a.parent_id FROM up JOIN accounts_agency a ON a.id = up.parent_id
) SELECT public_id FROM up
"""


def whos(keys: Several[int]) -> dict[int, Who]:
    """Some members by key, as the rule of marks wants them."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_WHOS, [list(keys)])
        return {id: Who(id, organisation, tuple(above)) for id, organisation, above in cursor.fetchall()}


def _above(organisation: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [organisation])
        return [one for (one,) in cursor.fetchall()]


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
        change_mark(actor=actor, noun="post", public_id=post.public_id, **wanted)  # type: ignore[arg-type]
        return
    change_mark(actor=actor, noun="topic", public_id=topic.public_id, **wanted)  # type: ignore[arg-type]
    now = Post.objects.get(pk=post.pk)
    if (now.tlp, now.pap, sorted(names_of(now.recipients))) != (tlp, pap, sorted(recipients)):
        change_mark(actor=actor, noun="post", public_id=post.public_id, **wanted)  # type: ignore[arg-type]


def _lower(actor: Actor, member: str, noun: str, found: Marked, mark: Mark, pap: int) -> None:
    before = Lowering.objects.filter(public_id=found.public_id).first()
    changes: dict[str, Any] = {
        "noun": noun, "tlp": mark.tlp, "pap": pap, "organisation": mark.organisation, "member": member,
    }  # fmt: skip
    details = {"was": found.tlp, "pap_was": found.pap}
    _write(actor, "lowered", before or found.public_id, changes, sorted(mark.recipients), details)


def _raise_inside(topic: Topic, before: Mark) -> None:
    """What stands in a topic is never for more people than the topic, and by its raising for nobody who did not see it before."""
    wider = list(Post.objects.filter(topic=topic).filter(Q(tlp__lt=topic.tlp) | Q(pap__lt=topic.pap)))
    around = mark_of(topic)
    people = whos({*topic.recipients, topic.author_id} if topic.tlp == marks.RED else ())
    for post in wider:
        mark = mark_of(post)
        saw = [key for key, who in people.items() if marks.may_see(who, before) and marks.may_see(who, mark)]
        _keep(post, marks.inside(mark, around, saw), max(post.pap, topic.pap))


def names_of(keys: Sequence[int]) -> list[str]:
    """Public identifiers of members by key, for a form that names them again."""
    return list(Member.objects.filter(pk__in=list(keys)).order_by("pk").values_list("public_id", flat=True))
