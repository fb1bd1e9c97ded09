"""A State's assessment of one article of the Firearms Protocol in a year, as the trigger projects it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.acts.models import Projected
from ifar.programme import acts, assessment
from ifar.reference import protocol


class Assessment(Projected):
    """What a State's law says of an article in a year; `answers`: key of a provision -> standing, law, article, link, gap, assistance wanted.

    One row for State, year and article; its versions are its acts. `place` is the State's code.
    """

    place = models.CharField(max_length=2)
    year = models.SmallIntegerField()
    article = models.TextField()
    answers = models.JSONField(default=dict)
    written_by = models.TextField()
    approved_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=acts.STATES["assessment"]), name="programme_assessment_state"
            ),
            models.CheckConstraint(
                condition=Q(article__in=protocol.ASSESSED), name="programme_assessment_article"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=assessment.FIRST_YEAR), name="programme_assessment_year"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | ~Q(approved_by=models.F("written_by")),
                name="programme_assessment_two",
            ),
            models.UniqueConstraint(fields=["place", "year", "article"], name="programme_assessment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} {self.article}"
