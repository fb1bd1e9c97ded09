"""The work of a project: activities, partners, places, risks, issues, lessons, documents, as the trigger projects them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ifar.acts.models import Projected
from ifar.programme import acts, work


def _among(record_type: str, column: str, known: tuple[object, ...]) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q((f"{column}__in", known)), name=f"programme_{record_type}_{column}"
    )


def _of(record_type: str) -> models.Index:
    return models.Index(fields=["project"], name=f"programme_{record_type}_project")


class Activity(Projected):
    """An activity of the work plan; `result` is the output that it serves, `location` a place of the project, where it has one."""

    project = models.CharField(max_length=14)
    result = models.CharField(max_length=14)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    responsible = models.TextField(default="", blank=True)
    location = models.CharField(max_length=14, default="", blank=True)
    begun_on = models.DateField(null=True)
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _among("activity", "state", acts.STATES["activity"]),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_activity_days"),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("begun_on")),
                name="programme_activity_done",
            ),
        ]
        indexes = [_of("activity")]

    def __str__(self) -> str:
        return self.title


class Partner(Projected):
    """An organisation that has a part in a project; `reference` is its identifier as an organisation of the IATI standard, where it has one."""

    project = models.CharField(max_length=14)
    name = models.TextField()
    kind = models.TextField()
    role = models.TextField()
    reference = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _among("partner", "state", acts.STATES["partner"]),
            _among("partner", "kind", tuple(work.PARTNER_KINDS)),
            _among("partner", "role", tuple(work.PARTNER_ROLES)),
        ]
        indexes = [_of("partner")]

    def __str__(self) -> str:
        return self.name


class Location(Projected):
    """A place where a project works."""

    project = models.CharField(max_length=14)
    name = models.TextField()
    country = models.CharField(max_length=2, default="", blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    reach = models.TextField()
    exactness = models.TextField()

    class Meta:
        constraints = [
            _among("location", "state", acts.STATES["location"]),
            _among("location", "reach", tuple(work.REACHES)),
            _among("location", "exactness", tuple(work.EXACTNESS)),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="programme_location_point",
            ),
        ]
        indexes = [_of("location")]

    def __str__(self) -> str:
        return self.name


class Risk(Projected):
    """What could go wrong: how likely, how bad, whose it is, what is done about it, when it is looked at again."""

    project = models.CharField(max_length=14)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    likelihood = models.SmallIntegerField()
    impact = models.SmallIntegerField()
    owner = models.TextField()
    mitigation = models.TextField()
    review_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _among("risk", "state", acts.STATES["risk"]),
            _among("risk", "likelihood", work.GRADES),
            _among("risk", "impact", work.GRADES),
        ]
        indexes = [_of("risk")]

    def __str__(self) -> str:
        return self.title


class Issue(Projected):
    """What did go wrong; `risk` is the one that occurred, where it was foreseen."""

    project = models.CharField(max_length=14)
    risk = models.CharField(max_length=14, default="", blank=True)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    severity = models.TextField()
    owner = models.TextField()
    due_on = models.DateField(null=True)
    resolution = models.TextField(default="", blank=True)
    resolved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _among("issue", "state", acts.STATES["issue"]),
            _among("issue", "severity", work.SEVERITIES),
        ]
        indexes = [_of("issue")]

    def __str__(self) -> str:
        return self.title


class Lesson(Projected):
    """What was learned, and what others should do of it."""

    project = models.CharField(max_length=14)
    title = models.TextField()
    words = models.TextField()
    advice = models.TextField(default="", blank=True)

    class Meta:
        constraints = [_among("lesson", "state", acts.STATES["lesson"])]
        indexes = [_of("lesson")]

    def __str__(self) -> str:
        return self.title


class Document(Projected):
    """A document of a project: a deposited PDF by its hash; it is read page by page as pictures (`files/documents.py`)."""

    project = models.CharField(max_length=14)
    title = models.TextField()
    kind = models.TextField()
    sha256 = models.CharField(max_length=64)
    name = models.TextField()
    pages = models.IntegerField()
    size = models.BigIntegerField()

    class Meta:
        constraints = [
            _among("document", "state", acts.STATES["document"]),
            _among("document", "kind", work.DOCUMENT_KINDS),
        ]
        indexes = [_of("document")]

    def __str__(self) -> str:
        return self.title
