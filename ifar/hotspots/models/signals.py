"""Runs of the methods, alerts, hotspots and situation reports: state, written from acts.

`words` is what people wrote in their own words, by what it is about; personal, NULL where nothing was or it was erased.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ifar.hotspots import alert, record
from ifar.hotspots.models.events import Opened, in_a_compartment
from ifar.hotspots.statistics import surveillance_bias


class Run(Opened):
    """One look for signals: over which sources, places and time, with which parameters, and what came of it.

    `inputs` is the SHA-256 of the tables that were looked at, `result` that of what was found; the same inputs, parameters, seed and version
    give the same result. `findings` are rows of `signals.Finding`; `forecast` and `risk` what those methods answered, empty where not asked.
    """

    layer = models.TextField()
    unit = models.TextField()
    first = models.DateField()
    last = models.DateField()
    signals = ArrayField(models.TextField())
    sources = ArrayField(models.CharField(max_length=14), db_default=[])
    kinds = ArrayField(models.TextField(), db_default=[])
    parameters = models.JSONField()
    version = models.TextField()
    by_clock = models.BooleanField(db_default=False)
    inputs = models.CharField(max_length=64, db_default="")
    result = models.CharField(max_length=64, db_default="")
    counted = models.JSONField(db_default={})
    findings = models.JSONField(db_default=[])
    forecast = models.JSONField(db_default={})
    risk = models.JSONField(db_default={})
    raised = models.IntegerField(db_default=0)
    again = models.IntegerField(db_default=0)
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            in_a_compartment("run"),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "done", "failed"]), name="hotspots_run_state"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="hotspots_run_days"),
        ]
        indexes = [models.Index(fields=["agency", "-id"], name="hotspots_run_of")]

    @property
    def is_live(self) -> bool:
        """Whether it looks at now; else it is an analysis of the past, and raises no alert."""
        return alert.is_live(self.last, self.opened_at.date())


class Progress(models.Model):
    """How far a run has come: work, written while it goes on; goes when it is done."""

    run = models.CharField(max_length=14, primary_key=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    step = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"{self.run} {self.done}/{self.total}"


class Alert(Opened):
    """A finding that waits for an analyst, was judged by one, or was withdrawn because its incidents were taken back.

    `identity` tells its cluster from every other of the office; `finding` as it was last found, `series` its course (`findings.Course`) with its
    unit. `sources` = source -> how many of its cases are that source's; `incidents` the numbers of its incidents where it is made of events;
    `kinds` of sources that carry it. `level` is the trigger level that stands and follows from `indicators`, `held` whether it was held back
    (`surveillance_bias.capped`). `still` = how many of its cases still stand, NULL where none was taken back.
    """

    identity = models.CharField(max_length=64)
    signal = models.TextField()
    layer = models.TextField()
    places = ArrayField(models.TextField())
    first = models.DateField()
    last = models.DateField()
    observed = models.IntegerField()
    finding = models.JSONField()
    series = models.JSONField()
    caveats = ArrayField(models.TextField())
    kinds = ArrayField(models.TextField())
    sources = models.JSONField(db_default={})
    incidents = ArrayField(models.BigIntegerField(), db_default=[])
    indicators = models.JSONField(db_default={})
    still = models.IntegerField(null=True)
    effort = models.JSONField(db_default={})
    level = models.TextField()
    held = models.BooleanField(db_default=False)
    run = models.CharField(max_length=14)
    seen = models.IntegerField(db_default=1)
    after = models.CharField(max_length=14, db_default="")
    again_on = models.DateField(null=True)
    reason = models.TextField(db_default="")
    hotspot = models.CharField(max_length=14, db_default="")
    words = models.JSONField(null=True)

    class Meta:
        constraints = [
            in_a_compartment("alert"),
            models.UniqueConstraint(fields=["agency", "identity"], name="hotspots_alert_once"),
            models.CheckConstraint(condition=Q(state__in=alert.STATES), name="hotspots_alert_state"),
            models.CheckConstraint(
                condition=Q(level__in=surveillance_bias.LEVELS), name="hotspots_alert_level"
            ),
            models.CheckConstraint(
                condition=~Q(state="watched") | Q(again_on__isnull=False), name="hotspots_alert_again"
            ),
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(reason=""), name="hotspots_alert_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-id"], name="hotspots_alert_list"),
            models.Index(fields=["hotspot"], name="hotspots_alert_hotspot", condition=~Q(hotspot="")),
        ]


class Hotspot(Opened):
    """A place and a time that an analyst confirmed. `version` counts what was said of it; `brief` is the first one, drafted from the data."""

    areas = ArrayField(models.TextField())
    layer = models.TextField()
    first = models.DateField()
    last = models.DateField(null=True)
    drivers = ArrayField(models.TextField())
    threats = ArrayField(models.TextField(), db_default=[])
    confidence = models.TextField()
    tlp = models.TextField()
    level = models.TextField()
    held = models.BooleanField(db_default=False)
    kinds = ArrayField(models.TextField(), db_default=[])
    version = models.IntegerField(db_default=1)
    brief = models.JSONField(db_default=[])
    caveats = ArrayField(models.TextField(), db_default=[])
    confirmed_on = models.DateField()
    closed_on = models.DateField(null=True)
    words = models.JSONField(null=True)

    class Meta:
        constraints = [
            in_a_compartment("hotspot"),
            models.CheckConstraint(condition=Q(state__in=record.STATES), name="hotspots_hotspot_state"),
            models.CheckConstraint(
                condition=Q(confidence__in=record.CONFIDENCES), name="hotspots_hotspot_confidence"
            ),
            models.CheckConstraint(condition=Q(tlp__in=record.TLP), name="hotspots_hotspot_tlp"),
            models.CheckConstraint(
                condition=Q(level__in=surveillance_bias.LEVELS), name="hotspots_hotspot_level"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "-id"], name="hotspots_hotspot_list")]


class Report(Opened):
    """A situation report: what was said of a hotspot on a day, and whom it may be told. Issued once; printed in any language of papers."""

    hotspot = models.CharField(max_length=14)
    version = models.IntegerField()
    tlp = models.TextField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    issued_on = models.DateField()
    words = models.JSONField(null=True)

    class Meta:
        constraints = [
            in_a_compartment("report"),
            models.CheckConstraint(condition=Q(state="issued"), name="hotspots_report_state"),
            models.CheckConstraint(condition=Q(tlp__in=record.TLP), name="hotspots_report_tlp"),
        ]
        indexes = [models.Index(fields=["hotspot", "-id"], name="hotspots_report_of")]
