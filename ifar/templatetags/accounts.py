"""Small helps for the pages of accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ifar import identifiers
from ifar.templatetags.pieces import day_words

register = template.Library()


@register.filter
def name_of(names: Mapping[str, Any] | None, code: str) -> Any:
    """The words of a code or the name behind an identifier; itself where there are none."""
    return (names or {}).get(code, code)


@register.simple_tag
def about(text: str) -> SafeString:
    """An identifier as people write it; a search as it was asked."""
    known = identifiers.parse(text)
    return format_html('<bdi class="code">{}</bdi>', identifiers.shown(known) if known else text)


@register.simple_tag
def plainly(value: Any) -> SafeString:
    """A value of a proposal: moments in words, lists joined, the rest as it is."""
    if isinstance(value, dt.datetime):
        return format_html("{}", day_words(value, "instant"))
    if isinstance(value, Mapping):
        parts = [f"{name}: {inner}" for name, inner in value.items()]
        return format_html('<bdi dir="auto">{}</bdi>', "; ".join(parts))
    if isinstance(value, (list, tuple)):
        return format_html('<bdi dir="auto">{}</bdi>', ", ".join(str(one) for one in value))
    return format_html('<bdi dir="auto">{}</bdi>', value)
