"""Signals as the last night found them, and what the inspectorate did about them: cases, requests to other offices, verdicts.

A signal is no record: it is worked out of the register's own rows, and again the next night. The others are: only the owner's trigger writes them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord, Projected
from ifar.oversight.acts import ORIGINS, OUTCOMES, REQUESTS, VERDICTS
from ifar.oversight.audit_acts import CLASSES
from ifar.oversight.rule import FAMILIES
from ifar.rights import COMPARTMENTS


def _names() -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=14), default=list, blank=True)


class Signal(models.Model):
    """A finding of one rule about one person, office, trader or holder: found again, it is the same, with when it was seen first and last.

    `finding` is made of rule, person and thing, and so alike each night. `offices` are those for which it was done. `figures` are hits, exposure, what peers would
    have, how many times as much that is, and how likely by chance; `weight` is what it counts for in the person's row; `evidence` are facts, each with its entry,
    act, day and thing. `gone` tells that the last look found it no more.
    """

    id = models.BigAutoField(primary_key=True)
    finding = models.CharField(max_length=64, unique=True)
    family = models.TextField()
    rule = models.TextField()
    who = models.CharField(max_length=14)
    offices = _names()
    others = _names()
    weight = models.DecimalField(max_digits=6, decimal_places=3)
    figures = models.JSONField()
    evidence = models.JSONField()
    first_on = models.DateField()
    last_on = models.DateField()
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(family__in=FAMILIES), name="oversight_signal_family")
        ]
        indexes = [
            models.Index(fields=["-weight", "id"], condition=Q(gone=False), name="oversight_signal_standing"),
            models.Index(fields=["who"], condition=Q(gone=False), name="oversight_signal_who"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.who}"


class Event(AnyEvent):
    """One act on a case, a request or a verdict."""

    class Meta(AnyEvent.Meta):
        pass


class Inspection(OfficeRecord):
    """An inspection case.

    `who` is the person, office, trader or holder of whom it speaks, `offices` all offices that it concerns; `barred` are all people of its signals, of whom
    none works on it. `findings` are the signals from which it was opened (`Signal.finding`). Nobody but `lead` and `members` works on it.
    """

    origin = models.TextField()
    who = models.CharField(max_length=14, default="", blank=True)
    offices = _names()
    barred = _names()
    findings = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    due_on = models.DateField()
    lead = models.CharField(max_length=14, default="", blank=True)
    members = _names()
    outcome = models.TextField(default="", blank=True)
    opened_by = models.CharField(max_length=14)
    opened_at = models.DateTimeField()
    text = models.TextField(default="", blank=True)
    plan = models.TextField(default="", blank=True)
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_inspection_compartment"
            ),
            models.CheckConstraint(condition=Q(origin__in=ORIGINS), name="oversight_inspection_origin"),
            models.CheckConstraint(
                condition=Q(state="closed", outcome__in=OUTCOMES) | (~Q(state="closed") & Q(outcome="")),
                name="oversight_inspection_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "due_on", "id"], name="oversight_inspection_list"),
        ]


class Request(OfficeRecord):
    """What a case asks of an office: an explanation, a provisional measure or that a recommendation be followed. That office sees this and nothing else of the case."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="requests")
    kind = models.TextField()
    addressed = models.CharField(max_length=14)
    due_on = models.DateField()
    done = models.TextField(default="", blank=True)
    asked_by = models.CharField(max_length=14)
    asked_at = models.DateTimeField()
    text = models.TextField(default="", blank=True)
    answer = models.TextField(default="", blank=True)
    remark = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_request_compartment"
            ),
            models.CheckConstraint(condition=Q(kind__in=REQUESTS), name="oversight_request_kind"),
            models.CheckConstraint(condition=Q(done__in=("", "yes", "no")), name="oversight_request_done"),
        ]
        indexes = [
            models.Index(fields=["addressed", "state", "due_on", "id"], name="oversight_request_asked"),
        ]


class Verdict(OfficeRecord):
    """What became of a signal: innocent until a day, or confirmed by a case. `known` is how many acts it stood on then."""

    finding = models.CharField(max_length=64)
    rule = models.TextField()
    who = models.CharField(max_length=14)
    outcome = models.TextField()
    ground = models.TextField(default="", blank=True)
    until = models.DateField(null=True)
    known = models.IntegerField(default=0)
    inspection = models.CharField(max_length=14, default="", blank=True)
    given_by = models.CharField(max_length=14)
    given_at = models.DateTimeField()
    reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_verdict_compartment"
            ),
            models.CheckConstraint(condition=Q(outcome__in=VERDICTS), name="oversight_verdict_outcome"),
        ]
        indexes = [
            models.Index(fields=["finding", "id"], name="oversight_verdict_finding"),
            models.Index(fields=["rule"], name="oversight_verdict_rule"),
        ]


class Integrity(Projected):
    """The integrity report of a year, as two people released it for everybody; a year has one.

    `tables` and `figures` are as `report.py` makes them, None where a number is kept back; `as_of` is the day of completeness and of the `checkpoint`, the root of
    the log's tree.
    """

    year = models.IntegerField(unique=True)
    as_of = models.DateField()
    threshold = models.IntegerField()
    tables = models.JSONField()
    figures = models.JSONField()
    checkpoint = models.TextField()
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(threshold__gte=2), name="oversight_integrity_threshold")
        ]


class Parameter(Projected):
    """A parameter of a rule of signals as two people of different offices set it: a number, as text. What nobody set is what the rule begins with."""

    rule = models.TextField(default="", blank=True)
    name = models.TextField()
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "name"], name="oversight_parameter_once")]


class Key(Projected):
    """A public key of the inspectorate, to which reports from outside are sealed. The newest that is not lost counts; the private one is in no database."""

    public = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public"], name="oversight_key_once"),
            models.CheckConstraint(condition=Q(public__regex="^[0-9a-f]{64}$"), name="oversight_key_public"),
        ]


class Report(OfficeRecord):
    """A report from outside, of which the register knows the days alone: what it says is sealed (`Message`).

    `box` is where its answers lie for whoever has the code, `reply_key` the key to which they are sealed; neither leads back to the code. Attached to a case it is seen
    by whoever works on that alone.
    """

    box = models.CharField(max_length=32, unique=True)
    reply_key = models.CharField(max_length=64)
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    answer_by = models.DateField()
    inspection = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_report_compartment"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "answer_by", "id"], name="oversight_report_list")]


class Message(OfficeRecord):
    """One letter of a report: `content` is the hash of what is sealed to the inspectorate's key `key`; of ours `reply` is that of the same, sealed to the reporter."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="messages")
    on = models.DateField()
    content = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    reply = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_message_compartment"
            ),
        ]
        indexes = [models.Index(fields=["key"], name="oversight_message_key")]


class Plan(OfficeRecord):
    """The audit plan of an inspectorate: of which offices and kinds of decision, made in some days, how many files are drawn and audited by a day.

    The frame is a personal value of the act by which two people adopted it: lines of stratum (`office.decision`), token, entry of the decision and record that was
    decided about. `beacon` is the public source of the seed, empty where the log gives it; `seed_size` the size of the checkpoint that gave it; `drawn`: [stratum, token].
    """

    year = models.IntegerField()
    offices = _names()
    decisions = ArrayField(models.TextField(), default=list)
    number = models.IntegerField()
    period_from = models.DateField()
    period_to = models.DateField()
    due_on = models.DateField()
    beacon = models.TextField(default="", blank=True)
    seed_after = models.DateTimeField()
    frame_hash = models.TextField(default="", blank=True)
    frame_size = models.IntegerField(default=0)
    seed = models.TextField(default="", blank=True)
    seed_size = models.BigIntegerField(default=0)
    drawn = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_plan_compartment"
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=models.F("period_from")), name="oversight_plan_period"
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "due_on", "id"], name="oversight_plan_list")]


class File(OfficeRecord):
    """A decision that was drawn to be audited: `decision` is its entry in the log, `object` the application or licence, `office` whose decision it was.

    `barred` are all who took part in it, of whom none audits it; `answers`: item of the checklist -> yes, no or not applicable; `led_to` is the matter or the
    inspection case that its finding opened.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="files")
    token = models.CharField(max_length=20)
    decision = models.UUIDField()
    kind = models.TextField()
    object = models.CharField(max_length=14)
    office = models.CharField(max_length=14)
    barred = _names()
    due_on = models.DateField()
    auditor = models.CharField(max_length=14, default="", blank=True)
    answers = models.JSONField(default=dict)
    grade = models.TextField(default="", blank=True)
    led_to = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(compartment__in=COMPARTMENTS), name="oversight_file_compartment"
            ),
            models.CheckConstraint(
                condition=Q(state="audited", grade__in=CLASSES) | (~Q(state="audited") & Q(grade="")),
                name="oversight_file_grade",
            ),
            models.UniqueConstraint(fields=["plan", "token"], name="oversight_file_once"),
        ]
        indexes = [models.Index(fields=["auditor", "state", "due_on", "id"], name="oversight_file_auditor")]
