"""What a reader could close a gap with."""

from __future__ import annotations

from typing import Final

from ifar.community.models import Appraisal, Guide, Practice
from ifar.community.practices import READABLE
from ifar.community.selectors.visible import Reader, visible

MOST: Final = 60


def closable(reader: Reader | None) -> list[tuple[str, str, str]]:
    """Practices that were checked, and tools and guides, the newest first: (noun, identifier, title). Two queries."""
    checked = Appraisal.objects.filter(state__in=READABLE).values("public_id")
    practices = Practice.objects.filter(visible(reader, Practice), public_id__in=checked)
    guides = Guide.objects.filter(visible(reader, Guide))
    return [
        *(("practice", *row) for row in practices.order_by("-id").values_list("public_id", "title")[:MOST]),
        *(("guide", *row) for row in guides.order_by("-id").values_list("public_id", "title")[:MOST]),
    ]
