"""Accountable acts of the programme."""

from __future__ import annotations

from ifar.acts.models import Event as AnyEvent


class Event(AnyEvent):
    """One accountable act. Words of people are personal values of its entry."""
