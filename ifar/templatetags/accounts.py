"""Small helps for the pages of accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from ifar import browsers, identifiers
from ifar.templatetags.days import day_words

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
        return format_html('<bdi dir="auto">{}</bdi>', ", ".join(str(item) for item in value))
    return format_html('<bdi dir="auto">{}</bdi>', value)


@register.filter
def browser_words(user_agent: str) -> str:
    """A browser's own words about itself, in the few by which its owner knows it again."""
    return browsers.named(user_agent)


@register.filter
def since_words(moment: dt.datetime) -> str:
    """How long ago something was, for people: as Django says it, and never no minutes."""
    if timezone.now() - moment < dt.timedelta(minutes=1):
        return _("less than a minute")
    return timesince(moment)
