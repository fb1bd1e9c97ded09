"""The framework's themes, projects, results, indicators, periods and reported values, as the trigger projects them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from ifar.acts.models import Projected
from ifar.programme import acts, framework, indicators


def _states(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state__in=acts.STATES[record_type]), name=f"programme_{record_type}_state"
    )


class Theme(Projected):
    """A theme of the framework that somebody set in the place of the one that ships; `names` by language."""

    code = models.TextField(unique=True)
    kind = models.TextField()
    names = models.JSONField(default=dict)
    inferred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _states("theme"),
            models.CheckConstraint(condition=Q(kind__in=framework.KINDS), name="programme_theme_kind"),
        ]

    def __str__(self) -> str:
        return self.code


class Project(Projected):
    """Work under the strategy. `gem` is the UN gender equality marker (0-3), `dac_gender` the DAC policy marker (0-2): kept apart.

    `plan` is the hotspot's long-term plan that it began with, if one; each plan begins one project, unless that was cancelled.
    `security_forces`: it supports them, and begins after human-rights due diligence alone (`diligence.py`).
    """

    reference = models.TextField(unique=True)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    outcomes = ArrayField(models.TextField(), default=list)
    cells = ArrayField(models.TextField(), default=list)
    benchmarks = ArrayField(models.TextField(), default=list)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    responsible = models.TextField(default="", blank=True)
    gem = models.SmallIntegerField(null=True)
    dac_gender = models.SmallIntegerField(null=True)
    hotspot = models.TextField(default="", blank=True)
    plan = models.TextField(default="", blank=True)
    security_forces = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _states("project"),
            models.UniqueConstraint(
                fields=["plan"], condition=~Q(plan="") & ~Q(state="cancelled"), name="programme_project_plan"
            ),
        ]
        indexes = [GinIndex(fields=["cells"], name="programme_project_cells")]

    def __str__(self) -> str:
        return self.title


class Result(Projected):
    """A statement of the logframe: an outcome, an output under it, an activity under that; of a project, or of the strategy itself."""

    project = models.CharField(max_length=14, default="", blank=True)
    parent = models.CharField(max_length=14, default="", blank=True)
    level = models.TextField()
    title = models.TextField()
    outcome = models.TextField()
    cells = ArrayField(models.TextField(), default=list)
    assumptions = models.TextField(default="", blank=True)
    risks = models.TextField(default="", blank=True)
    responsible = models.TextField(default="", blank=True)
    security_forces = models.BooleanField(default=False)

    class Meta:
        constraints = [
            _states("result"),
            models.CheckConstraint(condition=Q(level__in=indicators.LEVELS), name="programme_result_level"),
        ]
        indexes = [models.Index(fields=["project"], name="programme_result_project")]

    def __str__(self) -> str:
        return self.title


class Indicator(Projected):
    """How progress towards a result is seen. `targets`: period -> number as text; `source`: the name of a computed source, or empty."""

    result = models.CharField(max_length=14)
    title = models.TextField()
    unit = models.TextField(default="", blank=True)
    measure = models.TextField()
    direction = models.TextField()
    disaggregation = ArrayField(models.TextField(), default=list)
    aggregation = models.TextField()
    baseline = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    baseline_year = models.SmallIntegerField(null=True)
    targets = models.JSONField(default=dict)
    means = models.TextField(default="", blank=True)
    source = models.TextField(default="", blank=True)
    frequency = models.TextField(default="", blank=True)
    responsible = models.TextField(default="", blank=True)
    assumptions = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _states("indicator"),
            models.CheckConstraint(
                condition=Q(measure__in=indicators.MEASURES), name="programme_indicator_measure"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=indicators.DIRECTIONS), name="programme_indicator_direction"
            ),
            models.CheckConstraint(
                condition=Q(aggregation__in=indicators.AGGREGATIONS), name="programme_indicator_aggregation"
            ),
        ]
        indexes = [models.Index(fields=["result"], name="programme_indicator_result")]

    def __str__(self) -> str:
        return self.title


class Period(Projected):
    """A reporting period. Once it is locked no value of it moves."""

    name = models.TextField(unique=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    due_on = models.DateField()

    class Meta:
        constraints = [_states("period")]

    def __str__(self) -> str:
        return self.name


class Value(Projected):
    """What an indicator is in a period at a place, as it stands; its versions are its acts. One row for indicator, period and place."""

    indicator = models.CharField(max_length=14)
    period = models.TextField()
    place = models.TextField(default="", blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    words = models.TextField(default="", blank=True)
    parts = models.JSONField(default=list)
    evidence = ArrayField(models.TextField(), default=list)
    lineage = models.JSONField(default=dict)
    reported_by = models.TextField(default="", blank=True)
    approved_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _states("value"),
            models.UniqueConstraint(fields=["indicator", "period", "place"], name="programme_value_once"),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by=models.F("reported_by")),
                name="programme_value_two",
            ),
        ]
        indexes = [models.Index(fields=["period", "state"], name="programme_value_period")]
