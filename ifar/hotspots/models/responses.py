"""Responses to hotspots: state, written from acts. What people wrote stands in `words`, by what it is about."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.hotspots import response
from ifar.hotspots.models.events import Opened, in_a_compartment


class Response(Opened):
    """A rapid response: measures, tasks and deadlines; the human-rights check; who approved.

    `needs` = template -> question -> answer; `tasks` = id, measure, owner, due, state, done_on; `rights` = question -> answer. `owner` is the
    office that leads, `partners` others by name in `words`. `budget` is a whole number of `currency`; empty where none is known.
    """

    hotspot = models.CharField(max_length=14)
    owner = models.CharField(max_length=14)
    measures = ArrayField(models.TextField())
    needs = models.JSONField()
    tasks = models.JSONField(db_default=[])
    budget = models.TextField(db_default="")
    currency = models.TextField(db_default="")
    plan_due = models.DateField()
    first_due = models.DateField()
    rights = models.JSONField(db_default={})
    checked_by = models.TextField(db_default="")
    checked_on = models.DateField(null=True)
    approved_by = models.TextField(db_default="")
    approved_on = models.DateField(null=True)
    begun_on = models.DateField(null=True)
    first_done_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    logged = models.IntegerField(db_default=0)
    words = models.JSONField(null=True)

    class Meta:
        constraints = [
            in_a_compartment("response"),
            models.CheckConstraint(condition=Q(state__in=response.STATES), name="hotspots_response_state"),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "active", "closed"]) | ~Q(approved_by=""),
                name="hotspots_response_approved",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="hotspots_response_list"),
            models.Index(fields=["hotspot"], name="hotspots_response_of"),
        ]
