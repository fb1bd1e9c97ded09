"""What a list holds for whoever looks at it (`accounts/scopes.py`)."""

from __future__ import annotations

from typing import Any

from django import template

from ifar.accounts import scopes

register = template.Library()


@register.simple_tag(takes_context=True)
def sees_words(context: template.Context, sees: scopes.Sees) -> str:
    """What of all that there is the list holds for the request's actor; empty where nothing is left out because of their rights."""
    frame: dict[str, Any] = context["frame"]
    return scopes.sees_words(frame["actor"], sees)
