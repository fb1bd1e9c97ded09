"""A line of the first page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse


def line(words: str, count: int, page: str, icon: str, late: str = "") -> dict[str, Any]:
    """One line of what waits: its words with the count in them, the page that it leads to, and how many are late, in words."""
    return {
        "words": words % {"count": count},
        "count": count,
        "late": late,
        "url": reverse(page),
        "icon": icon,
    }
