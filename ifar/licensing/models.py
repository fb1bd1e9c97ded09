"""Applications, licences, eligibility notices, removals, offers; inspection rounds, visits, findings; moves; reminders.

`Event` is insert-only. The others are state: only the owner's trigger writes them, from the `changes` of each event.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.json import KT

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.licensing import application, licence
from ifar.rights import COMPARTMENTS


class Event(AnyEvent):
    """One act on a record of licensing."""

    class Meta(AnyEvent.Meta):
        pass


def _compartment(record_type: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(compartment__in=COMPARTMENTS), name=f"licensing_{record_type}_compartment"
    )


class Application(OfficeRecord):
    """Somebody asks for a licence, or for its renewal: the checklist, the clock, the advice, the decision.

    `checks`: item -> {answer, on, by}; `pauses`: [from, to] days on which the clock stood; `due_on` is empty while it stands.
    """

    kind = models.TextField()
    purpose = models.TextField()
    applicant = models.CharField(max_length=14)
    applicant_kind = models.TextField()
    book = models.CharField(max_length=14, default="", blank=True)
    licence = models.CharField(max_length=14, default="", blank=True)
    categories = ArrayField(models.TextField(), default=list)
    quota = models.IntegerField(null=True)
    months = models.IntegerField(null=True)
    kind_version = models.IntegerField()
    clock_days = models.IntegerField()
    checks = models.JSONField(default=dict)
    pauses = models.JSONField(default=list)
    submitted_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    advice = models.TextField(default="", blank=True)
    grounds = ArrayField(models.TextField(), default=list)
    decided_on = models.DateField(null=True)
    appeal_until = models.DateField(null=True)

    class Meta:
        constraints = [
            _compartment("application"),
            models.CheckConstraint(
                condition=models.Q(state__in=application.STATES), name="licensing_application_state"
            ),
        ]
        indexes = [
            models.Index(fields=["applicant"], name="licensing_application_whose"),
            models.Index(
                fields=["agency", "due_on", "id"],
                name="licensing_application_desk",
                condition=models.Q(state__in=sorted(application.OPEN)),
            ),
        ]


class Licence(OfficeRecord):
    """A licence. Whether it is in force on a day follows from `state` and its term; expiry is no act.

    `book` is the agency whose book a trade licence covers; `quota` is NULL where nobody counts; `conditions` as they were written.
    """

    kind = models.TextField()
    holder = models.CharField(max_length=14)
    holder_kind = models.TextField()
    book = models.CharField(max_length=14, default="", blank=True)
    allows = ArrayField(models.TextField())
    categories = ArrayField(models.TextField(), default=list)
    counts = models.TextField()
    quota = models.IntegerField(null=True)
    conditions = ArrayField(models.TextField(), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ground = models.TextField(default="", blank=True)
    application = models.CharField(max_length=14)
    kind_version = models.IntegerField()

    class Meta:
        constraints = [
            _compartment("licence"),
            models.CheckConstraint(
                condition=models.Q(state__in=licence.STATES), name="licensing_licence_state"
            ),
        ]
        indexes = [
            models.Index(fields=["holder"], name="licensing_licence_holder"),
            models.Index(fields=["book"], name="licensing_licence_book", condition=~models.Q(book="")),
            models.Index(
                fields=["valid_to"],
                name="licensing_licence_ending",
                condition=models.Q(state__in=sorted(licence.ALIVE)),
            ),
        ]


class Notice(OfficeRecord):
    """Somebody reports of a person what may take a licence away. `described` = who is meant, who reports it and by which number: a doctor
    names themselves there. All of it is personal, and NULL once erased.

    `again` counts the notices under one number of one source that say different things: none of them hides another.
    """

    ground = models.TextField()
    again = models.PositiveSmallIntegerField(default=0)
    effective_on = models.DateField(null=True)
    party = models.CharField(max_length=14, default="", blank=True)
    described = models.JSONField(null=True)

    class Meta:
        constraints = [
            _compartment("notice"),
            models.UniqueConstraint(
                KT("described__source"), KT("described__reference"), "again", name="licensing_notice_once"
            ),
        ]

    @property
    def source(self) -> str:
        """Who reports it; empty once erased."""
        return str((self.described or {}).get("source", ""))

    @property
    def reference(self) -> str:
        """Their number for it; empty once erased."""
        return str((self.described or {}).get("reference", ""))


class Removal(OfficeRecord):
    """Firearms must leave a holder by a day: deposited, sold, surrendered. Ends with proof, or with a reinstatement."""

    holder = models.CharField(max_length=14)
    ground = models.TextField()
    licence = models.CharField(max_length=14)
    notice = models.CharField(max_length=14, default="", blank=True)
    due_on = models.DateField()
    way = models.TextField(default="", blank=True)
    proof = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("removal"),
            models.UniqueConstraint(
                fields=["holder"], name="licensing_removal_once", condition=models.Q(state="open")
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="licensing_removal_due", condition=models.Q(state="open")
            )
        ]


class Offer(OfficeRecord):
    """A firearm is offered to a buyer, whose side confirms it; for the firearm as it stood after `firearm_n` events.

    `hand_over_from` is the first day on which it may be handed over: the law may want a trader's buyer to wait.
    """

    firearm = models.CharField(max_length=14)
    firearm_n = models.IntegerField()
    seller = models.CharField(max_length=14, default="", blank=True)
    buyer = models.CharField(max_length=14)
    licence = models.CharField(max_length=14, default="", blank=True)
    transfer = models.TextField()
    good_until = models.DateField()
    hand_over_from = models.DateField()

    class Meta:
        constraints = [_compartment("offer")]
        indexes = [
            models.Index(fields=["firearm"], name="licensing_offer_firearm"),
            models.Index(fields=["buyer"], name="licensing_offer_buyer"),
        ]


class Round(OfficeRecord):
    """An inspection round of an office. The frame itself is a personal value of the act that opened it: it names who holds arms.

    `area` limits it to holders who live there; `counts`: stratum -> how many are drawn; `seed_by` a `checkpoint` or a public `beacon`,
    none earlier than `seed_after`; `seed_size` is the size of the checkpoint that gave it, 0 for a beacon; `drawn`: [stratum, token].
    """

    area = models.TextField(default="", blank=True)
    kinds = ArrayField(models.TextField())
    period_from = models.DateField()
    period_to = models.DateField()
    counts = models.JSONField()
    frame_hash = models.TextField()
    frame_size = models.IntegerField()
    seed_by = models.TextField()
    beacon = models.TextField(default="", blank=True)
    seed_after = models.DateTimeField()
    seed = models.TextField(default="", blank=True)
    seed_size = models.BigIntegerField(default=0)
    drawn = models.JSONField(default=list)

    class Meta:
        constraints = [
            _compartment("round"),
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")), name="licensing_round_period"
            ),
        ]


class Visit(OfficeRecord):
    """The storage of a licence's holder is inspected by a day: drawn, in another's place, for a finding, or after a move.

    `missed` counts calls at which nobody was there; `answers`: item -> `inspection.ANSWERS`; `result` is empty until it took place.
    """

    round = models.CharField(max_length=14, default="", blank=True)
    token = models.TextField(default="", blank=True)
    stratum = models.TextField(default="", blank=True)
    licence = models.CharField(max_length=14)
    holder = models.CharField(max_length=14)
    why = models.TextField()
    due_on = models.DateField()
    finding = models.CharField(max_length=14, default="", blank=True)
    missed = models.IntegerField(default=0)
    answers = models.JSONField(default=dict)
    result = models.TextField(default="", blank=True)
    visited_on = models.DateField(null=True)
    replacement = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            _compartment("visit"),
            models.UniqueConstraint(
                fields=["round", "token"], name="licensing_visit_once", condition=~models.Q(round="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="licensing_visit_due", condition=models.Q(state="planned")
            ),
            models.Index(fields=["licence"], name="licensing_visit_licence"),
        ]


class Finding(OfficeRecord):
    """An item was at fault at a visit; to be mended by a day. `by_visit` is the visit that found it mended."""

    visit = models.CharField(max_length=14)
    licence = models.CharField(max_length=14)
    holder = models.CharField(max_length=14)
    item = models.TextField()
    due_on = models.DateField()
    by_visit = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            _compartment("finding"),
            models.UniqueConstraint(fields=["visit", "item"], name="licensing_finding_once"),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="licensing_finding_due", condition=models.Q(state="open")
            ),
            models.Index(fields=["licence"], name="licensing_finding_licence"),
        ]


class Move(OfficeRecord):
    """A holder has a new address: since when, reported when and by whom, whether too late, and which authority answers for it now.

    `address` is the act of the party's record that says it; `to_agency` is empty where the authority stays the same.
    """

    holder = models.CharField(max_length=14)
    address = models.UUIDField(unique=True)
    moved_on = models.DateField()
    reported_on = models.DateField()
    reported_by = models.TextField()
    due_on = models.DateField()
    late = models.BooleanField()
    to_agency = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [_compartment("move")]
        indexes = [
            models.Index(fields=["holder"], name="licensing_move_holder"),
            models.Index(
                fields=["to_agency", "id"], name="licensing_move_waiting", condition=models.Q(state="waiting")
            ),
        ]


class Reminder(OfficeRecord):
    """A holder is reminded of something of theirs (`about`: a licence, a removal, a finding) that is due. Once for each rule and day."""

    rule = models.TextField()
    about = models.CharField(max_length=14)
    licence = models.CharField(max_length=14, default="", blank=True)
    holder = models.CharField(max_length=14)
    due_on = models.DateField()
    channel = models.TextField(default="", blank=True)
    language = models.TextField()
    tried = ArrayField(models.TextField(), default=list)
    sent_on = models.DateField(null=True)
    batch = models.TextField(default="", blank=True)
    failure = models.TextField(default="", blank=True)
    how = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            _compartment("reminder"),
            models.UniqueConstraint(fields=["rule", "about", "due_on"], name="licensing_reminder_once"),
        ]
        indexes = [
            models.Index(fields=["holder"], name="licensing_reminder_holder"),
            models.Index(
                fields=["agency", "state", "id"],
                name="licensing_reminder_open",
                condition=models.Q(state__in=["queued", "printed", "failed", "unreached"]),
            ),
        ]
