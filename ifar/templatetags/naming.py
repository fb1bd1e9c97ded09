"""What a field that names a thing, a person or an office says besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField


def naming(context: Mapping[str, Any], bound: BoundField) -> dict[str, Any]:
    """Context of `pieces/field.html` for a field that names something: whether it takes a scanner, and which signs look alike in it; where it
    names somebody, where a purpose is stated first, or where whom a typed name may mean is asked."""
    letters, frame = getattr(bound.field, "letters", ""), context.get("frame") or {}
    attrs = bound.field.widget.attrs
    values: dict[str, Any] = {"scans": attrs.get("data-scans")}
    if attrs.get("data-mark"):
        values["alike"] = frame.get("alike", "")
    if not {"A", "P"} & set(letters) or "actor" not in frame:
        return values
    actor = frame["actor"]
    if "P" in letters and actor.purpose is None and "parties:party:read" in actor.permissions:
        request = context.get("request")
        values["purpose_url"] = frame.get("purpose_url", "")
        values["back"] = request.get_full_path() if request else ""
    if bound.errors and bound.value() and not context.get("meant"):
        values["asks_whom"] = bound.field.widget.attrs.get("hx-get", "")
    return values
