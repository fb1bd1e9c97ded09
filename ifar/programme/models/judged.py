"""Progress reports and evaluations with their findings and recommendations, as the trigger projects them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from ifar.acts.models import Projected
from ifar.languages import LANGUAGES
from ifar.programme import acts, evaluation


def _states(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state__in=acts.STATES[record_type]), name=f"programme_{record_type}_state"
    )


class Report(Projected):
    """A progress report of a project for a period: `facts` composed from the records, `texts` of its author; approved by another person."""

    project = models.CharField(max_length=14)
    period = models.TextField()
    language = models.TextField()
    author = models.TextField()
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    composed_on = models.DateField()
    texts = models.JSONField(default=dict)
    approved_by = models.TextField(default="", blank=True)
    approved_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _states("report"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="programme_report_language"),
            models.CheckConstraint(
                condition=~Q(state="approved") | (~Q(approved_by="") & ~Q(approved_by=F("author"))),
                name="programme_report_two",
            ),
            models.UniqueConstraint(
                fields=["project", "period"], condition=~Q(state="withdrawn"), name="programme_report_once"
            ),
        ]
        indexes = [models.Index(fields=["project"], name="programme_report_project")]


class Evaluation(Projected):
    """An evaluation: terms of reference, who evaluates (`account`: theirs, where they have one), what came of it."""

    project = models.CharField(max_length=14)
    title = models.TextField()
    kind = models.TextField()
    terms = models.TextField()
    criteria = ArrayField(models.TextField(), default=list)
    evaluator = models.TextField()
    account = models.CharField(max_length=14, default="", blank=True)
    commissioned_by = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    summary = models.TextField(default="", blank=True)
    delivered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _states("evaluation"),
            models.CheckConstraint(condition=Q(kind__in=evaluation.KINDS), name="programme_evaluation_kind"),
            models.CheckConstraint(
                condition=~Q(account=F("commissioned_by")), name="programme_evaluation_two"
            ),
        ]
        indexes = [models.Index(fields=["project"], name="programme_evaluation_project")]

    def __str__(self) -> str:
        return self.title


class Finding(Projected):
    """What an evaluation found, under a criterion."""

    evaluation = models.CharField(max_length=14)
    criterion = models.TextField()
    title = models.TextField()
    words = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _states("finding"),
            models.CheckConstraint(
                condition=Q(criterion__in=evaluation.CRITERIA), name="programme_finding_criterion"
            ),
        ]
        indexes = [models.Index(fields=["evaluation"], name="programme_finding_of")]

    def __str__(self) -> str:
        return self.title


class Recommendation(Projected):
    """What an evaluation recommends; management's answer with its reasons, owner and day; what became of it."""

    evaluation = models.CharField(max_length=14)
    title = models.TextField()
    words = models.TextField(default="", blank=True)
    priority = models.TextField()
    findings = ArrayField(models.CharField(max_length=14), default=list)
    addressee = models.TextField(default="", blank=True)
    response = models.TextField(default="", blank=True)
    reasons = models.TextField(default="", blank=True)
    owner = models.TextField(default="", blank=True)
    due_on = models.DateField(null=True)
    progress = models.TextField(default="", blank=True)
    done_on = models.DateField(null=True)

    class Meta:
        constraints = [
            _states("recommendation"),
            models.CheckConstraint(
                condition=Q(priority__in=evaluation.PRIORITIES), name="programme_recommendation_priority"
            ),
            models.CheckConstraint(
                condition=Q(response__in=("", *evaluation.RESPONSES)),
                name="programme_recommendation_response",
            ),
            models.CheckConstraint(
                condition=Q(response="")
                | (~Q(reasons="") & (Q(response="rejected") | (~Q(owner="") & Q(due_on__isnull=False)))),
                name="programme_recommendation_answer",
            ),
        ]
        indexes = [models.Index(fields=["evaluation"], name="programme_recommendation_of")]

    def __str__(self) -> str:
        return self.title
