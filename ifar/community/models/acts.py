"""Accountable acts, and what the owner's trigger projects from them: members, spaces, seats, reports, marks that were lowered."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import Projected
from ifar.community import marks, reports, spaces, vetting


class Event(AnyEvent):
    """One accountable act. Words of people are personal values of its entry."""


class Stands(Projected):
    """A record as a reader finds it."""

    facts: frozenset[str] = frozenset()
    """What holds of it for the reader for whom a selector found it: that they are its `author`, that they `moderate` its space. No column."""

    class Meta:
        abstract = True


class Member(Projected):
    """Somebody who was nominated, or is or was a member. `user` is their account, `organisation` their agency, by public identifiers.

    A member in force is `active` and has a `valid_until` to come: nothing else gives access. `programs` are API clients that read in the
    member's name.
    """

    user = models.CharField(max_length=14, unique=True)
    organisation = models.CharField(max_length=14)
    country = models.CharField(max_length=2)
    ground = models.TextField()
    nominated_by = models.CharField(max_length=14)
    seconded_by = models.CharField(max_length=14, default="", blank=True)
    expertise = ArrayField(models.TextField(), default=list)
    languages = ArrayField(models.TextField(), default=list)
    identity = models.TextField(default="", blank=True)
    employer = models.TextField(default="", blank=True)
    code = models.TextField(default="", blank=True)
    valid_until = models.DateTimeField(null=True)
    programs = ArrayField(models.CharField(max_length=14), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=vetting.STATES), name="community_member_state"),
            models.CheckConstraint(
                condition=~Q(state="active") | Q(valid_until__isnull=False), name="community_member_term"
            ),
        ]
        indexes = [
            GinIndex(fields=["programs"], name="community_member_programs"),
            models.Index(fields=["organisation"], name="community_member_office"),
        ]


class Space(Stands):
    """A room in which members talk; what its kind means stands in `spaces.py`. `tlp` is the mark with which an object begins there."""

    kind = models.TextField()
    name = models.TextField()
    words = models.TextField(default="", blank=True)
    countries = ArrayField(models.CharField(max_length=2), default=list)
    language = models.TextField(default="", blank=True)
    tlp = models.SmallIntegerField()
    chatham = models.BooleanField(default=False)
    ends_on = models.DateField(null=True)
    at_end = models.TextField(default="", blank=True)
    keeps_days = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=spaces.STATES), name="community_space_state"),
            models.CheckConstraint(condition=Q(kind__in=tuple(spaces.KINDS)), name="community_space_kind"),
            models.CheckConstraint(condition=Q(tlp__in=marks.TLP), name="community_space_tlp"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(Stands):
    """That a member has a place in a space: to read, to write, to moderate; `frozen` until a moment: reads, does not write."""

    space = models.CharField(max_length=14)
    member = models.CharField(max_length=14)
    role = models.TextField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "space"], name="community_seat_once"),
            models.CheckConstraint(condition=Q(state__in=spaces.SEAT_STATES), name="community_seat_state"),
            models.CheckConstraint(condition=Q(role__in=spaces.ROLES), name="community_seat_role"),
        ]
        indexes = [models.Index(fields=["space"], name="community_seat_space")]


class Report(Projected):
    """That somebody reported an object, what a moderator made of it, and what another made of the appeal. `about` is the object, `author` the
    member who wrote it, both by public identifier, so that it can be accounted for when the object is gone. `object_type` is what it
    is, of `models.OBJECT_TYPES`."""

    space = models.CharField(max_length=14)
    object_type = models.TextField()
    about = models.CharField(max_length=14)
    author = models.CharField(max_length=14)
    ground = models.TextField()
    by = models.CharField(max_length=14)
    decided_by = models.CharField(max_length=14, default="", blank=True)
    appeal_by = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=reports.STATES), name="community_report_state"),
        ]
        indexes = [
            models.Index(fields=["space", "state"], name="community_report_desk"),
            models.Index(fields=["about"], name="community_report_about"),
            models.Index(fields=["by"], name="community_report_by"),
        ]


class Downgrade(Projected):
    """The widest mark that an object may bear: as its author gave it, or last lowered it; stricter it becomes without an act. `public_id` is
    the object's own, `member` its author, `space` where it stands, `around` the topic of a post. Whom it names stands among the personal
    values of the act, not in the log."""

    object_type = models.TextField()
    tlp = models.SmallIntegerField()
    pap = models.SmallIntegerField()
    member = models.CharField(max_length=14)
    space = models.CharField(max_length=14, default="", db_default="", blank=True)
    around = models.CharField(max_length=14, default="", db_default="", blank=True)


class Erasure(Projected):
    """That the author of a post, or a moderator, took out an earlier wording or a picture of it for good. `about` is the post's identifier;
    what it said or showed stands nowhere."""

    object_type = models.TextField()
    about = models.CharField(max_length=14)
    space = models.CharField(max_length=14)
    member = models.CharField(max_length=14)


class Ruling(Stands):
    """What a moderator did last with an object without a report: let it be read, closed it for answers, opened it again. `public_id` is the
    object's own, `member` who did it."""

    object_type = models.TextField()
    space = models.CharField(max_length=14)
    member = models.CharField(max_length=14)
