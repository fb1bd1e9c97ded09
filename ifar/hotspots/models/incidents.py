"""Where incidents come from, what was delivered, each incident as it was told, and what the map counts.

`Source`, `Delivery` and `Pair` are state, written from acts. `Row` is insert-only. Of an incident only its standing changes: what a later
delivery or a judgement about duplicates makes of it; the verifier works it out again. `Tally` is derived. `Trial`, `Fetch` and `Candidate` are work.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from ifar.hotspots.maps.cells import PLACES
from ifar.hotspots.models.events import Opened, in_a_compartment


class Source(Opened):
    """Where incidents come from.

    `kind` says how its files are read (`feeding.KINDS`); `reliability` A-F and `credibility` 1-6 of the Admiralty code; `redistribution` whether
    its terms let rows be passed on; `mapping` = how the columns of its files are read, where they are its own.
    """

    kind = models.TextField()
    name = models.TextField()
    reliability = models.TextField()
    credibility = models.TextField()
    licence = models.TextField(db_default="")
    terms = models.TextField(db_default="")
    attribution = models.TextField(db_default="")
    address = models.TextField(db_default="")
    redistribution = models.BooleanField(db_default=False)
    mapping = models.JSONField(db_default={})
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            in_a_compartment("source"),
            models.CheckConstraint(condition=Q(state__in=["open", "closed"]), name="hotspots_source_state"),
            models.CheckConstraint(
                condition=Q(reliability__in=list("ABCDEF")), name="hotspots_source_reliability"
            ),
            models.CheckConstraint(
                condition=Q(credibility__in=list("123456")), name="hotspots_source_credibility"
            ),
        ]


class Delivery(Opened):
    """What a source brought at once: a file, an answer of a service, what the register itself had, or what somebody told.

    `file` is the SHA-256 of the sealed file, empty where there is none; `digest` of what became of it (`incident_status.py`); `whole` whether it is
    all that the source has, so that what is missing is withdrawn; `words` what was told, personal, NULL where nothing was or it was erased.
    Each row was loaded, a duplicate, too imprecise or invalid; each incident new, revised or the same as before.
    """

    source = models.CharField(max_length=14)
    file = models.CharField(max_length=64, db_default="")
    name = models.TextField(db_default="")
    mapping = models.JSONField(db_default={})
    whole = models.BooleanField(db_default=False)
    digest = models.CharField(max_length=64, db_default="")
    told_on = models.DateField(null=True)
    rows = models.IntegerField(db_default=0)
    loaded = models.IntegerField(db_default=0)
    duplicate = models.IntegerField(db_default=0)
    imprecise = models.IntegerField(db_default=0)
    invalid = models.IntegerField(db_default=0)
    incidents = models.IntegerField(db_default=0)
    fresh = models.IntegerField(db_default=0)
    revised = models.IntegerField(db_default=0)
    same = models.IntegerField(db_default=0)
    withdrawn = models.IntegerField(db_default=0)
    words = models.TextField(null=True)
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            in_a_compartment("delivery"),
            models.CheckConstraint(
                condition=Q(state__in=["opened", "loaded", "withdrawn"]), name="hotspots_delivery_state"
            ),
            models.CheckConstraint(
                condition=Q(rows=F("loaded") + F("duplicate") + F("imprecise") + F("invalid")),
                name="hotspots_delivery_rows",
            ),
            models.CheckConstraint(
                condition=Q(incidents=F("fresh") + F("revised") + F("same")),
                name="hotspots_delivery_incidents",
            ),
        ]
        indexes = [models.Index(fields=["source", "id"], name="hotspots_delivery_source")]

    @property
    def not_loaded(self) -> int:
        """Rows that became no incident."""
        return self.duplicate + self.imprecise + self.invalid


class Incident(models.Model):
    """One version of an incident, as a source told it (`feeds/incident.py`). A later one, or its withdrawal, changes its standing.

    `external` is the source's own identifier; `rows` the rows of the delivery that made it. `latitude`, `longitude` in millionths of a
    degree; `cell` the H3 cell of `cells.FINEST` there, NULL where there is no point. `month` counts months from year 0, NULL where the time
    is known no better than by its year; `area` is the first division that the point lies in, by the layers that stand (derived: it changes with
    them). `counts` by what is counted: what is absent is not known. `fingerprint` = SHA-256 of what was said.
    """

    CURRENT, REVISED, WITHDRAWN, DUPLICATE = range(4)

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+", db_index=False)
    external = models.TextField()
    first = models.DateField()
    last = models.DateField()
    month = models.IntegerField(null=True)
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    precision = models.TextField()
    cell = models.BigIntegerField(null=True)
    area = models.TextField(default="", blank=True)
    kind = models.TextField()
    counts = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    rows = ArrayField(models.IntegerField(), default=list)
    fingerprint = models.CharField(max_length=64)
    standing = models.SmallIntegerField(default=CURRENT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "external"], name="hotspots_incident_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="hotspots_incident_days"),
            models.CheckConstraint(condition=Q(precision__in=PLACES), name="hotspots_incident_precision"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True, cell__isnull=True)
                | Q(
                    latitude__range=(-90_000_000, 90_000_000),
                    longitude__range=(-180_000_000, 180_000_000),
                    cell__isnull=False,
                ),
                name="hotspots_incident_place",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "external"], name="hotspots_incident_external"),
            models.Index(fields=["cell"], name="hotspots_incident_cell", condition=Q(standing=0)),
            models.Index(fields=["first"], name="hotspots_incident_day", condition=Q(standing=0)),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.external}"


class Withdrawal(models.Model):
    """That a delivery takes back an incident of its source. Insert-only."""

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+", db_index=False)
    external = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "external"], name="hotspots_withdrawal_once")
        ]
        indexes = [models.Index(fields=["source", "external"], name="hotspots_withdrawal_of")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.external}"


class Row(models.Model):
    """A row of a delivery that became no incident, or about which something should be known: `outcome` of `reading.OUTCOMES`, or `remark`."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+", db_index=False)
    line = models.IntegerField()
    outcome = models.TextField()
    code = models.TextField()
    params = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["delivery", "line"], name="hotspots_row_line")]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"


class Tally(models.Model):
    """How many incidents a cell or an area had, of one source and kind: derived, so that a map is read and not counted.

    `resolution` of the cell, or -1 for an `area`. `counts[i]` is how many there were up to and with month `months[i]`, those months only in
    which there were any: a period is one subtraction.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    resolution = models.SmallIntegerField()
    cell = models.BigIntegerField(default=0)
    area = models.TextField(default="", blank=True)
    months = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "cell", "area", "source", "kind"], name="hotspots_tally_once"
            )
        ]
        indexes = [models.Index(fields=["source"], name="hotspots_tally_source")]

    def __str__(self) -> str:
        return f"{self.resolution} {self.cell:x}{self.area}"


class Pair(Opened):
    """What somebody judged of two incidents of different sources: `one` (then `dropped` counts no more) or `two`.

    Incidents are named by source and the source's own identifier, because a later delivery tells of them again.
    """

    kept = models.TextField()
    dropped = models.TextField()

    class Meta:
        constraints = [
            in_a_compartment("pair"),
            models.CheckConstraint(condition=Q(state__in=["one", "two"]), name="hotspots_pair_state"),
        ]
        indexes = [
            models.Index(fields=["dropped"], name="hotspots_pair_dropped"),
            models.Index(fields=["kept"], name="hotspots_pair_kept"),
        ]


class Candidate(models.Model):
    """Two incidents of different sources that may be one: work, made anew with each delivery. `score` in hundredths."""

    id = models.BigAutoField(primary_key=True)
    one = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    metres = models.IntegerField()
    days = models.IntegerField()
    score = models.SmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="hotspots_candidate_once")]

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"


class Trial(models.Model):
    """A file before it is loaded: what would be loaded, and what is wrong. Work; goes when it is loaded or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    by = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.CASCADE, related_name="+", db_index=False)
    file = models.CharField(max_length=64)
    name = models.TextField()
    mapping = models.JSONField(default=dict)
    state = models.TextField(default="trying")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    report = models.JSONField(default=dict)
    delivery = models.CharField(max_length=14, default="", blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["source", "-at"], name="hotspots_trial_source")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class Fetch(models.Model):
    """A source asked for what it has, page by page, at its service (`feeds/addresses.py`). Work: what is loaded of it is a delivery like any other.

    `page` is the page that comes next (`addresses.Page`), empty once all came; `asked` digest of what is asked there; `pages`, `rows` and `size` (bytes
    of the file in which the pages stand) what came already. `tries` counts failures since the last page, `again_at` when it goes on. `code` says what
    failed or, where it is done, what became of it (`labels.FETCHED`). `by` who asked, empty for the clock.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    by = models.TextField(default="", blank=True)
    asked = models.CharField(max_length=64)
    state = models.TextField(default="asked")
    page = models.JSONField(default=dict)
    pages = models.IntegerField(default=0)
    rows = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    latest = models.BigIntegerField(default=0)
    tries = models.IntegerField(default=0)
    code = models.TextField(default="", blank=True)
    params = models.JSONField(default=dict)
    trial = models.ForeignKey(Trial, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    begun_at = models.DateTimeField(db_default=Now())
    beat_at = models.DateTimeField(db_default=Now())
    again_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "running", "waiting", "done", "failed"]),
                name="hotspots_fetch_state",
            ),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=["asked", "running", "waiting"]),
                name="hotspots_fetch_one",
            ),
        ]
        indexes = [models.Index(fields=["source", "-id"], name="hotspots_fetch_of")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.state}"
