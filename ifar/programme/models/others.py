"""What other organisations publish of their work, taken over from their files of the IATI standard; and files that were only tried."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ifar.acts.models import Projected
from ifar.programme import acts, others


class OthersFile(Projected):
    """A file that was taken over: `file` is the SHA-256 of the sealed original, `digest` of what its activities say here.

    `whole` says that it is everything that its publishers have: what they do not name any more is gone. `own` counts our own activities in
    it, which are left out.
    """

    file = models.CharField(max_length=64)
    name = models.TextField()
    publishers = ArrayField(models.TextField(), default=list)
    whole = models.BooleanField(default=False)
    activities = models.IntegerField()
    fresh = models.IntegerField()
    revised = models.IntegerField()
    same = models.IntegerField()
    own = models.IntegerField()
    gone = models.IntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["othersfile"]), name="programme_othersfile_state"
            ),
            models.CheckConstraint(
                condition=Q(
                    activities=models.F("fresh") + models.F("revised") + models.F("same") + models.F("own")
                ),
                name="programme_othersfile_all",
            ),
        ]
        indexes = [models.Index(fields=["file"], name="programme_othersfile_file")]

    def __str__(self) -> str:
        return self.name


class OthersActivity(models.Model):
    """An activity of another organisation as one file said it. Insert-only; the latest row of an identifier is how it stands.

    `fingerprint` is of the whole element, `said` what of it is kept (`others.Related`); `gone`: a later file does not name it any more.
    """

    id = models.BigAutoField(primary_key=True)
    othersfile = models.CharField(max_length=14)
    publisher = models.TextField()
    identifier = models.TextField()
    title = models.TextField()
    status = models.TextField(default="", blank=True)
    gone = models.BooleanField(default=False)
    countries = ArrayField(models.TextField(), default=list)
    outcomes = ArrayField(models.TextField(), default=list)
    fingerprint = models.CharField(max_length=64)
    said = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["othersfile", "publisher", "identifier"], name="programme_othersactivity_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("", *others.STATUS)), name="programme_othersactivity_status"
            ),
        ]
        indexes = [
            models.Index(fields=["publisher", "identifier", "-id"], name="programme_othersactivity_of"),
            GinIndex(fields=["countries"], name="programme_othersactivity_where"),
        ]

    def __str__(self) -> str:
        return self.identifier


class Trial(models.Model):
    """A file before anything of it is taken over: what would come of it. Work; `made` names what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.TextField()
    feed = models.CharField(max_length=14, default="", blank=True)
    by = models.TextField()
    file = models.CharField(max_length=64)
    name = models.TextField()
    format = models.TextField(default="", blank=True)
    whole = models.BooleanField(default=False)
    state = models.TextField()
    report = models.JSONField(default=dict)
    made = models.CharField(max_length=14, default="", blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["iati", "extract"]), name="programme_trial_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "tried", "refused", "taken"]), name="programme_trial_state"
            ),
        ]
        indexes = [models.Index(fields=["by", "-at"], name="programme_trial_of")]

    def __str__(self) -> str:
        return self.name
