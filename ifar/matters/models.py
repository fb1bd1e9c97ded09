"""Matters. `Event` is insert-only; a matter is state: only the owner's trigger writes it, from the `changes` of each event."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.matters.acts import KINDS, OUTCOMES
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a matter."""

    class Meta(AnyEvent.Meta):
        pass


class Matter(OfficeRecord):
    """Something that two sides must settle. Its office owns it and settles it by `due_on`.

    `about` is the public identifier of what it is about, `cause` what a program found there (empty where a person raised it), `explainer` that of the office that must explain (empty where nobody must yet), `barred` are
    the people who may not close it. `named` is what that office is told of the record, whether or not it may see it. `escalated_to` is the office above that settles it too, since its day passed. `leads_to` is what its outcome names:
    a loss, a case. `text`, `question`, `explanation` and `reason` are personal: empty once lawfully erased.
    """

    kind = models.TextField()
    about = models.CharField(max_length=14, default="", blank=True)
    cause = models.TextField(default="", blank=True)
    due_on = models.DateField()
    explainer = models.CharField(max_length=14, default="", blank=True)
    answer_by = models.DateField(null=True)
    named = models.TextField(default="", blank=True)
    barred = ArrayField(models.CharField(max_length=14), default=list, blank=True)
    escalated_to = models.CharField(max_length=14, default="", blank=True)
    escalated_on = models.DateField(null=True)
    outcome = models.TextField(default="", blank=True)
    leads_to = models.CharField(max_length=14, default="", blank=True)
    raised_by = models.CharField(max_length=14)
    raised_at = models.DateTimeField()
    text = models.TextField(default="", blank=True)
    question = models.TextField(default="", blank=True)
    explanation = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="matters_matter_compartment"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="matters_matter_kind"),
            models.CheckConstraint(
                condition=Q(state="closed", outcome__in=OUTCOMES) | (~Q(state="closed") & Q(outcome="")),
                name="matters_matter_outcome",
            ),
            # The same difference makes one open matter of an office, and what a program found makes one for ever.
            models.UniqueConstraint(
                fields=["agency", "kind", "about"],
                condition=~Q(state="closed") & ~Q(about="") & Q(cause=""),
                name="matters_matter_once",
            ),
            models.UniqueConstraint(
                fields=["about", "cause"], condition=~Q(cause=""), name="matters_matter_cause"
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "due_on", "id"], condition=~Q(state="closed"), name="matters_matter_chase"
            ),
            models.Index(
                fields=["explainer", "answer_by", "id"],
                condition=Q(state="asked"),
                name="matters_matter_asked",
            ),
            models.Index(
                fields=["escalated_to", "due_on", "id"],
                condition=~Q(state="closed") & ~Q(escalated_to=""),
                name="matters_matter_above",
            ),
            models.Index(fields=["due_on"], condition=~Q(state="closed"), name="matters_matter_due"),
            models.Index(fields=["about"], name="matters_matter_about"),
        ]
