"""What the owner's trigger projects from the acts on the library, practices, gaps, assistance and courses. Its marked object decides who sees each."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.community.knowledge import assistance, gaps, practices, skills
from ifar.community.models.acts import Stands


class Review(Stands):
    """That another member looked a guide through, which edition, and until when it is fresh; `public_id` is the guide's."""

    reviewer = models.CharField(max_length=14)
    edition = models.IntegerField()
    expires_on = models.DateField()


class Appraisal(Stands):
    """How far a practice is: submitted, returned, found anonymous, graded; `public_id` is the practice's."""

    checked_by = models.CharField(max_length=14, default="", blank=True)
    grade = models.TextField(default="", blank=True)
    graded_by = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=practices.STATES), name="community_appraisal_state"),
        ]


class Adoption(Stands):
    """That an organisation does as a practice says."""

    practice = models.CharField(max_length=14)
    member = models.CharField(max_length=14)
    organisation = models.CharField(max_length=14)
    country = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "organisation"], name="community_adoption_once")
        ]


class Progress(Stands):
    """How far a gap is: open, in work and by whom, closed and by what; `public_id` is the gap's."""

    workers = ArrayField(models.CharField(max_length=14), default=list)
    closed_by = models.CharField(max_length=14, default="", blank=True)
    closed_with = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=gaps.STATES), name="community_progress_state"),
            models.CheckConstraint(
                condition=~Q(state="closed") | ~Q(closed_by=""), name="community_progress_closed"
            ),
        ]
        indexes = [models.Index(fields=["state"], name="community_progress_by_state")]


class Agreement(Stands):
    """That a need and an offer were brought together, and what came of it."""

    need = models.CharField(max_length=14)
    offer = models.CharField(max_length=14)
    proposed_by = models.CharField(max_length=14)
    answered_by = models.CharField(max_length=14, default="", blank=True)
    met = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["need", "offer"], name="community_agreement_once"),
            models.CheckConstraint(
                condition=Q(state__in=assistance.STATES), name="community_agreement_state"
            ),
        ]
        indexes = [models.Index(fields=["offer"], name="community_agreement_offer")]


class Training(Stands):
    """That a member takes part in a course: enrolled, was there, has a certificate, uses it half a year later."""

    course = models.CharField(max_length=14)
    member = models.CharField(max_length=14)
    paper = models.CharField(max_length=14, default="", blank=True)
    used = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "member"], name="community_training_once"),
            models.CheckConstraint(condition=Q(state__in=skills.STATES), name="community_training_state"),
        ]
        indexes = [models.Index(fields=["member"], name="community_training_member")]


class Score(models.Model):
    """What a member reached in the tests before and after a course, in per cent: told to them and to whoever gives the course, to nobody else."""

    training = models.OneToOneField(
        Training, primary_key=True, on_delete=models.PROTECT, related_name="score"
    )
    before = models.SmallIntegerField(null=True)
    after = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(before__isnull=True) | Q(before__range=(0, skills.MOST_SCORE)))
                & (Q(after__isnull=True) | Q(after__range=(0, skills.MOST_SCORE))),
                name="community_score_per_cent",
            )
        ]

    def __str__(self) -> str:
        return f"score {self.training_id}"
