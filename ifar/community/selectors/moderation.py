"""Reports as those see them who decide about them, and decisions as those see them whom they concern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from ifar.community.models import Assistance, Collection, Course, Gap, Guide, Marked, Post, Report
from ifar.community.models.marked import HELD
from ifar.community.selectors.visible import Reader, absent, visible

WAITING: Final = ("open", "appealed")
MOST: Final = 50
LOOKED_AT: Final[dict[str, type[Marked]]] = {
    "post": Post,
    "guide": Guide,
    "collection": Collection,
    "gap": Gap,
    "assistance": Assistance,
    "course": Course,
}
"""What may be held until a moderator has looked."""


@dataclass(frozen=True, slots=True)
class Held:
    """Something that waits to be looked at, and of which kind it is."""

    noun: str
    one: Marked


def reports_for(reader: Reader | None) -> QuerySet[Report]:
    """Reports of the spaces that a member moderates."""
    spaces = (
        [one.public_id for one in reader.spaces.values() if one.moderates]
        if reader and not reader.program
        else []
    )
    return Report.objects.filter(space__in=spaces).order_by("-id")


def report_for(reader: Reader | None, public_id: str) -> Report:
    """One of them; unknown and unseen answer alike.

    Raises:
        NotFound: there is none for this reader.
    """
    found = reports_for(reader).filter(public_id=public_id).first()
    if found is None:
        raise absent()
    return found


def about_me(reader: Reader | None) -> QuerySet[Report]:
    """Decisions about what one wrote; who reported is not told."""
    found = Report.objects.filter(author=reader.public_id if reader and not reader.program else "")
    return found.exclude(state__in=("open", "dismissed")).order_by("-id")


def held_for(reader: Reader | None) -> list[Held]:
    """What waits to be looked at, of spaces that a member moderates and as far as its mark lets them read; not what was reported, nor practices,
    which wait for their check, nor what they wrote. One query for each kind."""
    moderated = (
        [one.id for one in reader.spaces.values() if one.moderates] if reader and not reader.program else []
    )
    if not moderated or reader is None:
        return []
    reported = Report.objects.filter(state__in=WAITING).values("about")
    found: list[Held] = []
    for noun, model in LOOKED_AT.items():
        manager: Any = model._default_manager
        waiting = manager.filter(visible(reader, model), state=HELD, space__in=moderated).exclude(
            public_id__in=reported
        )
        if model is Post:
            waiting = waiting.select_related("topic")
        found += [Held(noun, one) for one in waiting.exclude(author=reader.member).order_by("pk")[:MOST]]
    return found
