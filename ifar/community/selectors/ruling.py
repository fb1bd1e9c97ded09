"""What moderators do with something that members wrote, without a report: it bears the identifier of what was written."""

from __future__ import annotations

from typing import Any

from ifar.community.models import OBJECT_TYPES, Downgrade, MarkedObject, Post, Report, Ruling, Topic
from ifar.community.models.marked import HELD
from ifar.community.selectors.moderation import WAITING
from ifar.community.selectors.visible import Reader, part_in, seen


def written_for(reader: Reader | None, public_id: str) -> tuple[str, MarkedObject]:
    """What members wrote, with its type, by its identifier alone. Two queries.

    Raises:
        NotFound: there is none for this reader.
    """
    given = Downgrade.objects.filter(public_id=public_id).values_list("object_type", flat=True).first()
    object_type = given or "post"
    return object_type, seen(reader, OBJECT_TYPES[object_type], public_id)


def ruling_for(reader: Reader | None, public_id: str) -> Ruling:
    """What moderators did last with something that a reader sees; where nobody did anything, a record to which nothing was done.

    It says that the reader is its `author`, `moderates` its space, or `asked` what a post answers; of a topic that it is one (`topic`), and
    `locked`; of a post that it answers (`answer`), and that it is the `solution`; of anything that it is `held` and waits for no other decision.

    Raises:
        NotFound: there is none for this reader.
    """
    object_type, item = written_for(reader, public_id)
    kept = Ruling.objects.filter(public_id=item.public_id).first()
    ruling = kept or Ruling(public_id=item.public_id, state="", n=0, object_type=object_type)
    values: dict[str, Any] = {}
    if isinstance(item, Topic):
        values = {"topic": True, "locked": item.locked}
    elif isinstance(item, Post):
        around = Topic.objects.get(pk=item.topic_id)
        values = {
            "answer": item.number > 1,
            "asked": reader is not None and around.author_id == reader.member,
            "solution": around.solution_id == item.pk,
        }
    # A practice waits for its check, and what was reported for that decision.
    reported = item.state == HELD and Report.objects.filter(about=item.public_id, state__in=WAITING).exists()
    values["held"] = item.state == HELD and object_type not in ("topic", "practice") and not reported
    ruling.facts = part_in(reader, item) | {name for name, holds in values.items() if holds}
    return ruling
