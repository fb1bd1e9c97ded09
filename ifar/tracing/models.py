"""Trace requests, the links of the chains that they follow, and the files that went out or came in.

`Event` is insert-only. `Request`, `Step` and `Exchange` are state: only the owner's trigger writes them, from each event.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.rights import COMPARTMENTS
from ifar.tracing import clock, content, disclosure, grounds, outcomes, states, steps


class Event(AnyEvent):
    """One act on a request, a link or a file."""

    class Meta(AnyEvent.Meta):
        # The log of what left, and of what was asked and answered, by kind.
        indexes = [models.Index(fields=["kind", "-id"], name="tracing_event_kind")]


class Projected(OfficeRecord):
    """What every record of tracing has."""

    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class Request(Projected):
    """A question about an arm or ammunition: to another State, from another State, or between offices of ours.

    `agency` is the office that asked, or that keeps what came in; `office` the one of ours that answers. What it says is described
    by `content.Content`; `question` and `searches` by the search of the register; `ground` holds while it is delayed, restricted or
    refused; `due_at` is when the next word is due, NULL where nobody waits; `outcome` is a code of the IAFQ, empty while nobody said.
    `circumstances` and `justification` are personal, NULL once erased. `named` are the offices, beside the two whose it is, that were let
    into it: of a secret request nobody else knows.
    """

    direction = models.TextField()
    number = models.TextField(default="", blank=True)
    reference = models.TextField(default="", blank=True)
    country = models.TextField(default="", blank=True)
    desk = models.TextField(default="", blank=True)
    channel = models.TextField()
    office = models.CharField(max_length=14)
    parent = models.CharField(max_length=14, default="", blank=True)
    item = models.CharField(max_length=14, default="", blank=True)
    thing = models.TextField()
    identity = models.JSONField(default=dict)
    marks = models.JSONField(default=list)
    lot = models.JSONField(default=dict)
    photos = ArrayField(models.TextField(), default=list)
    illicit = ArrayField(models.TextField(), default=list)
    recovered_on = models.DateField(null=True)
    recovered_in = models.TextField(default="", blank=True)
    place = models.TextField(default="", blank=True)
    use = models.TextField(default="", blank=True)
    urgency = models.TextField()
    handling = models.TextField()
    agreement = models.TextField()
    named = ArrayField(models.CharField(max_length=14), default=list)
    question = models.JSONField(default=list)
    searches = ArrayField(models.CharField(max_length=14), default=list)
    firearm = models.CharField(max_length=14, default="", blank=True)
    ground = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="", blank=True)
    outcome_on = models.DateField(null=True)
    circumstances = models.TextField(null=True)
    justification = models.TextField(null=True)
    opened_by = models.TextField()
    opened_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="tracing_request_compartment"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=states.DIRECTIONS), name="tracing_request_direction"
            ),
            models.CheckConstraint(
                condition=Q(state__in=states.REQUEST_STATES), name="tracing_request_state"
            ),
            models.CheckConstraint(condition=Q(thing__in=content.THINGS), name="tracing_request_thing"),
            models.CheckConstraint(condition=Q(channel__in=content.CHANNELS), name="tracing_request_channel"),
            models.CheckConstraint(condition=Q(urgency__in=clock.URGENCIES), name="tracing_request_urgency"),
            models.CheckConstraint(
                condition=Q(handling__in=content.HANDLINGS), name="tracing_request_handling"
            ),
            models.CheckConstraint(
                condition=Q(agreement__in=disclosure.AGREEMENTS), name="tracing_request_agreement"
            ),
            # A refusal without a ground is impossible, and so is a ground on which nothing stands (ITI 14-23).
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.GROUNDED), ground__in=grounds.GROUNDS)
                | (~Q(state__in=sorted(states.GROUNDED)) & Q(ground="")),
                name="tracing_request_ground",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True)
                | Q(outcome__in=outcomes.OUTCOMES, outcome_on__isnull=False),
                name="tracing_request_outcome",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at__isnull=True)
                | Q(state="withdrawn")
                | Q(sent_at__isnull=False),
                name="tracing_request_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.OPEN), due_at__isnull=False)
                | (~Q(state__in=sorted(states.OPEN)) & Q(due_at__isnull=True)),
                name="tracing_request_due",
            ),
            # What another State asks under one number is asked once; of a secret request another desk must not learn so.
            models.UniqueConstraint(
                fields=["country", "reference"],
                name="tracing_request_entered",
                condition=Q(direction="incoming") & ~Q(state="withdrawn") & ~Q(handling="secret"),
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="tracing_request_asked"),
            models.Index(fields=["office", "-id"], name="tracing_request_answers"),
            models.Index(
                fields=["due_at", "id"], name="tracing_request_clock", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["item"], name="tracing_request_item", condition=~Q(item="")),
            models.Index(fields=["parent"], name="tracing_request_parent", condition=~Q(parent="")),
            models.Index(fields=["firearm"], name="tracing_request_firearm", condition=~Q(firearm="")),
            # As `istartswith` asks.
            models.Index(OpClass(Upper("number"), name="text_pattern_ops"), name="tracing_request_number"),
            models.Index(
                OpClass(Upper("reference"), name="text_pattern_ops"), name="tracing_request_reference"
            ),
            models.Index(fields=["sent_at"], name="tracing_request_sent_at"),
            # What waits for an office: asked for on everybody's first page.
            models.Index(
                fields=["office", "direction"],
                name="tracing_request_open",
                condition=Q(state__in=sorted(states.OPEN)),
            ),
            models.Index(fields=["agency"], name="tracing_request_drafts", condition=Q(state="draft")),
            GinIndex(fields=["searches"], name="tracing_request_searches"),
            models.Index(fields=["id"], name="tracing_request_secret", condition=Q(handling="secret")),
        ]


class Step(Projected):
    """A link of the chain that a request follows, and what was answered there.

    `role` of `steps.ROLES`; `asked` the office of ours that answers (a dealer with its own book), empty where `country` names another
    State or the register itself knew; `to_role`, `to_whom`, `to_country` whose link is the next; `source` the page or paper that says so;
    `described` who the last legal holder is: personal, NULL where nobody is named or it was erased. `quantity` is how many rounds of a lot
    passed on, stayed or were diverted here; NULL where nobody said it, and for firearms.
    """

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps", db_index=False)
    line = models.IntegerField()
    role = models.TextField()
    asked = models.CharField(max_length=14, default="", blank=True)
    country = models.TextField(default="", blank=True)
    due_at = models.DateTimeField(null=True)
    result = models.TextField(default="", blank=True)
    on = models.DateField(null=True)
    to_role = models.TextField(default="", blank=True)
    to_whom = models.CharField(max_length=14, default="", blank=True)
    to_country = models.TextField(default="", blank=True)
    diversion = models.TextField(default="", blank=True)
    failure = models.TextField(default="", blank=True)
    source = models.TextField(default="", blank=True)
    described = models.JSONField(null=True)
    quantity = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "line"], name="tracing_step_line"),
            models.CheckConstraint(condition=Q(state__in=states.STEP_STATES), name="tracing_step_state"),
            models.CheckConstraint(condition=Q(role__in=steps.ROLES), name="tracing_step_role"),
            models.CheckConstraint(
                condition=Q(state="answered", result__in=steps.RESULTS, failure="")
                | Q(state="failed", result="", failure__in=steps.FAILURES)
                | Q(state="asked", result="", failure=""),
                name="tracing_step_answer",
            ),
            models.CheckConstraint(
                condition=Q(result="diverted", diversion__in=steps.DIVERSIONS)
                | (~Q(result="diverted") & Q(diversion="")),
                name="tracing_step_diversion",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gte=1), name="tracing_step_quantity"
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked", "due_at"],
                name="tracing_step_asked",
                condition=Q(state="asked") & ~Q(asked=""),
            ),
        ]


class Exchange(Projected):
    """A file that went to another State or came from one: whole, refused, and why. `message` is the number that its sender gave it.

    `hash` is the SHA-256 of the document; `request` the request of ours that it belongs to, empty where it belongs to none: it was refused,
    or it is an exchange of experience (`notices.py`), whose content is `said`: it may name people, NULL once erased.
    """

    request = models.CharField(max_length=14, default="", blank=True)
    message = models.TextField(default="", blank=True)
    form = models.TextField(default="", blank=True)
    sender = models.TextField(default="", blank=True)
    recipient = models.TextField(default="", blank=True)
    hash = models.CharField(max_length=64)
    expires_on = models.DateField(null=True)
    reason = models.TextField(default="", blank=True)
    said = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=states.EXCHANGE_STATES), name="tracing_exchange_state"
            ),
            models.CheckConstraint(condition=Q(hash__regex="^[0-9a-f]{64}$"), name="tracing_exchange_hash"),
            # A file is taken in once, whatever became of what it said.
            models.UniqueConstraint(
                fields=["sender", "message"], name="tracing_exchange_once", condition=Q(state="accepted")
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
                name="tracing_exchange_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["request"], name="tracing_exchange_request", condition=~Q(request=""))
        ]


class Scope(models.Model):
    """What decides who sees a request, without the request: so that figures ask once for all of one kind. Derived; see `Measure`.

    Its columns are those of `Request`, and `selectors.visible` and `worked` ask them of either.
    """

    id = models.BigAutoField(primary_key=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.CharField(max_length=14)
    compartment = models.TextField()
    direction = models.TextField()
    country = models.TextField(blank=True)
    handling = models.TextField()
    named = ArrayField(models.CharField(max_length=14))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "office", "compartment", "direction", "country", "handling", "named"],
                name="tracing_scope_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.country} {self.office}"


class Alike(models.Model):
    """All that the figures count of a request but its days: kept once, and requests that share it are alike. Derived by the trigger.

    `reached` is the last link of `steps.ROLES` that anybody answered for, counted from one, 0 where nobody did; `band` of `time_to_crime`,
    counted from nought, -1 where the arm was recovered before it was sold, -2 where a day is not known, -3 for ammunition; `failures`
    are those of its links, in the order of letters.
    """

    id = models.AutoField(primary_key=True)
    state = models.TextField()
    ground = models.TextField(blank=True)
    identified = models.BooleanField()
    reached = models.SmallIntegerField()
    diverted = models.BooleanField()
    band = models.SmallIntegerField()
    failures = ArrayField(models.TextField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state", "ground", "identified", "reached", "diverted", "band", "failures"],
                name="tracing_alike_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.ground}"


class Measure(models.Model):
    """What the figures need of a request that was sent, in one narrow row. Derived by the trigger with each act, so it is never behind.

    `acknowledged`, `ended`: whole days from sending, NULL where it was not.
    """

    request = models.OneToOneField(Request, on_delete=models.PROTECT, primary_key=True, related_name="+")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+", db_index=False)
    alike = models.ForeignKey(Alike, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    acknowledged = models.IntegerField(null=True)
    ended = models.IntegerField(null=True)

    class Meta:
        indexes = [
            # Ten years are counted from the index alone.
            models.Index(
                fields=["sent_at"],
                include=["scope", "alike", "acknowledged", "ended"],
                name="tracing_measure_counted",
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.alike_id}"


class Late(models.Model):
    """A delay that is over: of a request on a ground, or of a trader of a role beyond their 24 hours. Derived by the trigger, as `Measure`.

    `code` is the ground or the role after `ground:` or `link:`; `days` counts each begun day whole.
    """

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="+")
    scope = models.ForeignKey(Scope, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    code = models.TextField()
    days = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["sent_at"], include=["scope", "code", "days"], name="tracing_late_counted")
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.code} {self.days}"


class Delay(models.Model):
    """A delay of a request: on which ground, from when to when; `ended_at` NULL while it lasts. Derived by the trigger."""

    id = models.UUIDField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="delays")
    ground = models.TextField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["began_at"], name="tracing_delay_running", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.ground}"
