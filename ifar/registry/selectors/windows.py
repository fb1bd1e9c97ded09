"""Until when an office may open the record of a firearm that was destroyed, and of whoever held it (EU 2021/555 art. 4(5)).

The rule is `reference/retention.py`'s, over the table of the instruments that the State adopted; the clock is the database's. What
ended, and when, is asked of the event that destroyed it: a thing that exists costs one comparison of a column that is read anyway.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import BooleanField, Case, DateField, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from ifar.registry.models import Event, Holding
from ifar.rights import Actor

OPEN_SQL: Final = """(f.physical <> 'destroyed' OR (
    SELECT registry_ended_on(ended.occurred_to, ended.zone, ended.id) FROM registry_event ended WHERE ended.id = f.physical_event
) >= (SELECT registry_open_since(%(agency_kind)s)))"""
"""`is_open` for hand-written SQL in which `registry_firearm` is called `f`; the earliest day is asked for once in a statement.

The event is asked for by its value, not by whether it exists: the planner would read every event of the register into a hash first.
"""

_SINCE: Final = "(SELECT %(function)s(%(expressions)s))"
_ENDLESS: Final = "((SELECT %(function)s(%(expressions)s)) = '-infinity')"


def _since(actor: Actor, template: str, output_field: DateField[Any, Any] | BooleanField[Any, Any]) -> Func:
    """The earliest day of a destruction that the actor's kind of office may still open, asked for once in a statement."""
    return Func(
        Value(actor.agency_kind), function="registry_open_since", template=template, output_field=output_field
    )


def is_open(actor: Actor, firearm: str = "") -> Q:
    """The firearms that the actor's kind of office may still open; `firearm` is the way to them, such as `firearm__`."""
    ended = Func(F("occurred_to"), F("zone"), F("pk"), function="registry_ended_on", output_field=DateField())
    day = Subquery(Event.objects.filter(pk=OuterRef(f"{firearm}physical_event")).values_list(ended))
    return ~Q(**{f"{firearm}physical": "destroyed"}) | Q(
        GreaterThanOrEqual(day, _since(actor, _SINCE, DateField()))
    )


def is_open_party(actor: Actor) -> Q:
    """The parties that the actor's kind of office may still open: those who never held anything, or something that it may open."""
    endless = _since(actor, _ENDLESS, BooleanField())
    opens = Case(When(is_open(actor, "firearm__"), then=Value(True)), default=Value(False))
    held = Holding.objects.filter(holder=OuterRef("public_id")).values("holder")
    any_open = Subquery(held.annotate(opens=BoolOr(opens)).values("opens"))
    return Q(endless) | Q(Coalesce(any_open, Value(True)))
