"""Reports as those see them who decide about them, and decisions as those see them whom they concern."""

from __future__ import annotations

from django.db.models import QuerySet
from django.db.models.functions import Length

from ifar.community.models import Post, Report
from ifar.community.models.marked import HELD
from ifar.community.selectors.visible import Reader, absent, visible

WAITING = ("open", "appealed")


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
    """Decisions about one's own posts; who reported is not told."""
    found = Report.objects.filter(author=reader.public_id if reader and not reader.program else "")
    return found.exclude(state__in=("open", "dismissed")).order_by("-id")


def held_for(reader: Reader | None) -> QuerySet[Post]:
    """Posts that wait to be looked at, of spaces that a member moderates and as far as their marks let them read."""
    spaces = (
        [one.id for one in reader.spaces.values() if one.moderates] if reader and not reader.program else []
    )
    reported = Report.objects.filter(state="open").values("about")
    found = Post.objects.filter(visible(reader, Post), state=HELD, space__in=spaces).exclude(
        public_id__in=reported
    )
    return found.annotate(length=Length("text")).order_by("pk")
