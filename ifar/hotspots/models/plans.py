"""Long-term plans for hotspots, and the effects that were measured: state, written from acts."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.hotspots import plan
from ifar.hotspots.models.events import Opened, in_a_compartment


class Plan(Opened):
    """A long-term plan.

    `milestones` = id, due, reached_on; `indicators` = id, baseline, target, direction, due, values (on, value); `criteria` = id, state. Their
    words stand in `words` by their id.
    """

    hotspot = models.CharField(max_length=14)
    outcomes = ArrayField(models.TextField())
    measures = ArrayField(models.TextField())
    milestones = models.JSONField()
    indicators = models.JSONField()
    criteria = models.JSONField()
    begun_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    words = models.JSONField(null=True)

    class Meta:
        constraints = [
            in_a_compartment("plan"),
            models.CheckConstraint(condition=Q(state__in=plan.STATES), name="hotspots_plan_state"),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="hotspots_plan_list"),
            models.Index(fields=["hotspot"], name="hotspots_plan_of"),
        ]


class Effect(Opened):
    """What was measured of a response or a plan: before and after against areas where nothing was done.

    `result` = each method's value, interval and caveats as text; `series` = cases of each period in the hotspot, and in the mean of the areas
    it is compared with; `inputs` the SHA-256 of what was counted. Measured once; measured again, it is another one.
    """

    hotspot = models.CharField(max_length=14)
    about = models.CharField(max_length=14)
    since = models.DateField()
    first = models.DateField()
    last = models.DateField()
    unit = models.TextField()
    compared = ArrayField(models.TextField())
    result = models.JSONField()
    series = models.JSONField()
    inputs = models.CharField(max_length=64)
    weak = models.BooleanField()

    class Meta:
        constraints = [
            in_a_compartment("effect"),
            models.CheckConstraint(condition=Q(state="measured"), name="hotspots_effect_state"),
        ]
        indexes = [models.Index(fields=["hotspot", "-id"], name="hotspots_effect_of")]
