"""Searches that stay open, what was found for them later, and questions that reached into closed compartments.

`AlertEvent`, `RestrictedHit` and `RestrictedQuestion` are insert-only. `SavedSearch` and `SavedSearchHit` are state: only the owner's trigger writes them,
from the `changes` of each event.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord, Projected
from ifar.registry.alerts.restricted_hits import WAITS
from ifar.registry.alerts.saved_search import CLOSINGS, KINDS, VERDICTS
from ifar.registry.models.firearms import Firearm


class AlertEvent(AnyEvent):
    """One act on a saved search, or on a hit of one. Insert-only; `n` counts the acts on its subject."""

    class Meta(AnyEvent.Meta):
        pass


class SavedSearch(OfficeRecord):
    """A mark that somebody still looks for, and where that stands.

    `question` as `saved_search.payload_of` writes it; `closed` is empty as long as it is open; `asked` are the desks that were named
    to the searcher because of a closed compartment; `answers_restricted` whether its desk may be told whom to ask at all.
    """

    kind = models.TextField()
    reference = models.TextField()
    reason = models.TextField()
    question = models.JSONField()
    owner = models.CharField(max_length=14)
    purpose = models.TextField()
    case = models.TextField(default="", blank=True)
    answers_restricted = models.BooleanField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed = models.TextField(default="", blank=True)
    asked = ArrayField(models.CharField(max_length=14), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="registry_savedsearch_kind"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed="") | models.Q(state="closed", closed__in=CLOSINGS),
                name="registry_savedsearch_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="registry_savedsearch_desk"),
            models.Index(
                fields=["expires_at"], name="registry_savedsearch_ending", condition=models.Q(closed="")
            ),
        ]


class SavedSearchHit(Projected):
    """A firearm that came into the register, or was corrected, after the search was opened.

    `entry` is that of the act which noted it, by which it is named; `percent` and `reasons` as the search judged it then; `plain` the understanding of
    the mark that met it, so that a mark which is corrected again is a new hit.
    """

    savedsearch = models.ForeignKey(SavedSearch, on_delete=models.PROTECT, related_name="hits")
    firearm = models.ForeignKey(
        Firearm, on_delete=models.PROTECT, related_name="+", to_field="public_id", db_column="firearm"
    )
    entry = models.UUIDField(unique=True)
    mark_n = models.SmallIntegerField()
    plain = models.TextField()
    percent = models.SmallIntegerField()
    reasons = models.JSONField()
    at = models.DateTimeField()
    verdict = models.TextField(default="", blank=True)
    judged_by = models.CharField(max_length=14, default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["savedsearch", "firearm", "mark_n", "plain"], name="registry_savedsearchhit_once"
            ),
            models.CheckConstraint(
                condition=models.Q(percent__range=(0, 99)), name="registry_savedsearchhit_percent"
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *VERDICTS]), name="registry_savedsearchhit_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firearm_id} for {self.savedsearch_id}"


class SavedSearchKey(models.Model):
    """Keys by which a new mark meets the open searches (`saved_search.keys_of_question`). Derived and rebuildable; the database keeps those of an open search
    but where they follow from newer rules (`registry_savedsearchkey_keep`)."""

    search = models.OneToOneField(
        SavedSearch, on_delete=models.PROTECT, primary_key=True, related_name="probe"
    )
    keys = ArrayField(models.IntegerField())
    version = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"keys of {self.search_id}"


class SavedSearchBacklog(models.Model):
    """What an open search still has to look through. A row is gone once that is done, and not before its question is counted; no row waits for longer
    than a day (`registry_savedsearchbacklog_keep`).

    `seen`: the register as its desk may see it, which could not be searched when the search was opened. `restricted`: the closed compartments;
    `counted` whether that question counts already, `exhibit` whether it is about one, `read` as in `RestrictedQuestion`. `why` it waits is of `restricted_hits.WAITS`.
    """

    search = models.OneToOneField(SavedSearch, on_delete=models.PROTECT, primary_key=True, related_name="due")
    seen = models.BooleanField(default=False)
    restricted = models.BooleanField(default=False)
    counted = models.BooleanField(default=False)
    exhibit = models.BooleanField(default=False)
    read = models.BigIntegerField(null=True)
    why = models.TextField(default="", blank=True)
    next_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(why__in=WAITS), name="registry_savedsearchbacklog_why"),
            models.CheckConstraint(
                condition=~models.Q(why="") | models.Q(restricted=False) | models.Q(counted=True),
                name="registry_savedsearchbacklog_said",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], name="registry_savedsearch_due_next")]

    def __str__(self) -> str:
        return f"due of {self.search_id}"


class RestrictedHit(models.Model):
    """That somebody asked for a firearm in a compartment closed to them, and whom they were told to ask. Insert-only.

    `search` names the saved search that met it, or is empty where a person asked; `desk` is what the person was told.
    """

    entry = models.UUIDField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    firearm = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="+")
    asker = models.CharField(max_length=14)
    agency = models.CharField(max_length=14)
    search = models.CharField(max_length=14, default="", blank=True)
    purpose = models.TextField()
    case = models.TextField(default="", blank=True)
    question = models.JSONField()
    desk = models.CharField(max_length=14)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firearm", "asker", "search", "day"], name="registry_restrictedhit_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.public_id


class RestrictedQuestion(models.Model):
    """A question that was, or would have been, put to closed compartments. Insert-only; what is counted to limit them.

    `refused` says why it was not put to them, and is empty where it was; never what was found. `whole` names it by all that it said
    (`restricted_hits.whole_of`), `again` is one that repeats it and does not count. `search` names the saved search that put it, `exhibit` says whether
    that is about an exhibit. `read` is the row of the log of reads that says who asked and why; none of a question without a purpose, and of
    those before this was kept. `asker` is who asked it where somebody else of the office released it, for whom it counts then (`actor`), and
    `asked_read` the row that says so of the asker; empty where both are one. A row of the log of reads is one question, or as many marks of exhibits as it
    says; `at` is the time of the statement that counts it, and a search has one (`registry_savedsearchbacklog_counted`).
    """

    id = models.BigAutoField(primary_key=True)
    actor = models.CharField(max_length=14)
    agency = models.CharField(max_length=14)
    folded = models.TextField()
    refused = models.TextField(default="", blank=True)
    whole = models.CharField(max_length=64, default="", blank=True)
    again = models.BooleanField(default=False)
    search = models.CharField(max_length=14, default="", blank=True)
    exhibit = models.BooleanField(default=False)
    read = models.BigIntegerField(null=True)
    asker = models.CharField(max_length=14, default="", blank=True)
    asked_read = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [
            models.Index(fields=["actor", "at"], name="registry_restricted_person"),
            models.Index(fields=["agency", "at"], name="registry_restricted_desk"),
            models.Index(
                fields=["asker", "at"], name="registry_restricted_asker", condition=~models.Q(asker="")
            ),
            models.Index(
                fields=["search"], name="registry_restricted_search", condition=~models.Q(search="")
            ),
            models.Index(
                fields=["read"],
                name="registry_restricted_read",
                condition=models.Q(read__isnull=False),
            ),
            models.Index(
                fields=["asked_read"],
                name="registry_restricted_asked",
                condition=models.Q(asked_read__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.folded}"
