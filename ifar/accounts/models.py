"""Agencies, people, the roles that they hold, what two people decide, and who read whose data.

Rows marked *insert-only* have their ledger entry's UUID as primary key; the database refuses to change them. `Agency` is
state that a trigger projects from `AgencyAct`.
"""

from __future__ import annotations

from django.contrib.auth import hashers
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import get_language

from ifar.accounts import factors
from ifar.accounts.kept import Draft as Draft
from ifar.accounts.kept import SavedView as SavedView
from ifar.rights import COMPARTMENTS


class Agency(models.Model):
    """An office that holds firearms, records or people. State, projected from its acts.

    `telephone` and `email` are those of the desk, under which another office reaches it; nobody's own. `names`: what it is called in other
    languages than that of its name, by language, as far as it said so.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    kind = models.TextField()
    name = models.TextField()
    country = models.CharField(max_length=2)
    area = models.TextField(default="", blank=True)
    compartment = models.TextField()
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="branches"
    )
    closed = models.BooleanField(default=False)
    telephone = models.TextField(db_default="", default="", blank=True)
    email = models.TextField(db_default="", default="", blank=True)
    names = models.JSONField(default=dict, blank=True)
    last_entry = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="accounts_agency_compartment"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def called_in(self, language: str) -> str:
        """What it calls itself in a language; its name where it said nothing."""
        return str(self.names.get(language[:2]) or self.name)

    @property
    def called(self) -> str:
        """What it calls itself in the reader's language."""
        return self.called_in(get_language() or "")


class AgencyAct(models.Model):
    """Registered, renamed, named in other languages, moved, closed, reopened, reached in another way. Insert-only; `changes` holds the columns of `Agency` that it sets."""

    entry = models.UUIDField(primary_key=True)
    agency = models.CharField(max_length=14)
    kind = models.TextField()
    changes = models.JSONField()
    proposal = models.CharField(max_length=14, default="", blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.agency} {self.kind}"


class UserManager(BaseUserManager["User"]):
    """Finds people by the name that they sign in with."""


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from grants alone, never from this row.

    `home` is the agency that registered them and answers for their identity; `current_agency` the one they act for now.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    password = models.CharField(max_length=255)
    username = models.CharField(max_length=60, unique=True)
    name = models.TextField()
    home = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people")
    email = models.EmailField(default="", blank=True)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    locked_until = models.DateTimeField(null=True, blank=True)
    failed_attempts = models.IntegerField(default=0)
    must_change_password = models.BooleanField(default=False)
    current_agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$"), name="accounts_user_username"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def set_password(self, raw_password: str | None) -> None:
        """Set the password: its hash is kept as one of this person's alone."""
        super().set_password(raw_password)
        if self.has_usable_password():
            self.password = factors.of_person(self.public_id, self.password)

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the person's password. It takes as long for a hash that is not theirs, and none opens with that."""
        hashed = factors.hash_for(self.public_id, self.password)
        return (
            hashers.check_password(raw_password, hashed or self.password.rpartition("|")[0])
            and hashed is not None
        )


class UserAct(models.Model):
    """Registered, invited, locked, unlocked, second factor reset; and the end of the ceremony. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    user = models.CharField(max_length=14)
    kind = models.TextField()
    details = models.JSONField()
    proposal = models.CharField(max_length=14, default="", blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class Grant(models.Model):
    """A person holds a role at an agency for a period. Insert-only; ends by its date or by a `GrantEnd`."""

    entry = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="grants")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)
    proposal = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=models.F("valid_from")),
                name="accounts_grant_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} for {self.user_id}"


class GrantEnd(models.Model):
    """A grant ends before its date. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="end")
    proposal = models.CharField(max_length=14, default="", blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.grant_id}"


class Absence(models.Model):
    """Somebody is away for a period and another person stands in for one role. Insert-only; an end is an `AbsenceEnd`.

    To stand in gives a role, so it takes two people like every grant.
    """

    entry = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers")
    role = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    proposal = models.CharField(max_length=14, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gt=models.F("valid_from")), name="accounts_absence_period"
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("stand_in")), name="accounts_absence_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in_id} for {self.user_id}"


class AbsenceEnd(models.Model):
    """An absence ends early. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    absence = models.OneToOneField(Absence, on_delete=models.PROTECT, related_name="end")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"end of {self.absence_id}"


class DualControl(models.Model):
    """Act -> how many people it takes, who may ask for it, who may be the other one, whether it may be done first in an emergency.

    The database's copy of the table in `accounts/dual_control.py`; `ifar migrate` writes it, nobody else can.
    """

    act = models.TextField(primary_key=True)
    people = models.SmallIntegerField()
    deciders = ArrayField(models.TextField())
    emergency = models.BooleanField()
    proposers = ArrayField(models.TextField(), default=list)
    permission = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.act}: {self.people}"


class Zone(models.Model):
    """The zone in which the days of our offices begin: one row.

    The database's copy of the setting `IFAR_TIME_ZONE`; `ifar migrate` writes it, nobody else can.
    """

    zone = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.zone


class Proposal(models.Model):
    """An act that needs another person: what exactly, by whom, until when. Insert-only.

    `payload` is what the executed act's payload must say, key by key; `reason` and `words` are in somebody's own words, stand apart from the log
    and are empty once they were lawfully erased; `emergency` means acted now, to be countersigned by
    `countersign_by`.
    """

    entry = models.UUIDField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    act = models.TextField()
    object = models.TextField()
    payload = models.JSONField()
    reason = models.TextField()
    words = models.JSONField(default=dict)
    proposer = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    compartment = models.TextField()
    people = models.SmallIntegerField()
    emergency = models.BooleanField(default=False)
    countersign_by = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.public_id} {self.act}"

    @property
    def over_list(self) -> bool:
        """Whether it is one proposal over a list: what is asked of each thing stands on its line (`ifar/bulk/`)."""
        return bool(self.payload.get("batch") == self.object)


class Decision(models.Model):
    """What one person said about a proposal. Insert-only; one per person and proposal."""

    entry = models.UUIDField(primary_key=True)
    proposal = models.ForeignKey(
        Proposal, on_delete=models.PROTECT, related_name="decisions", to_field="public_id"
    )
    verdict = models.TextField()
    decider = models.TextField()
    standing_in_for = models.TextField(default="", blank=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "decider"], name="accounts_decision_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["approve", "refuse", "withdraw"]),
                name="accounts_decision_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.proposal_id}"


class Execution(models.Model):
    """That a proposal was carried out, by which entry: written by the database, once."""

    proposal = models.OneToOneField(
        Proposal, on_delete=models.PROTECT, primary_key=True, to_field="public_id", related_name="execution"
    )
    entry = models.UUIDField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.proposal_id} done"


class Client(models.Model):
    """A programme that uses the API: its scope, its expiry, the hash of its token (once that was taken)."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    name = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="clients")
    scopes = models.JSONField()
    token_hash = models.BinaryField(unique=True, null=True)
    prefix = models.CharField(max_length=8, default="", blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    proposal = models.CharField(max_length=14, default="", blank=True)
    entry = models.UUIDField(unique=True)

    def __str__(self) -> str:
        return self.name


class Shift(models.Model):
    """Why somebody reads personal data: purpose and case, stated once for a shift."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.TextField()
    case = models.TextField(default="", blank=True)
    started_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "-ends_at"], name="accounts_shift_current")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.case}"


class ReadLog(models.Model):
    """One read of personal data: who, when, whose, under which shift. Insert-only, partitioned by range of id."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    agency = models.TextField()
    shift = models.TextField()
    purpose = models.TextField()
    case = models.TextField()
    act = models.TextField()
    object = models.TextField()
    count = models.IntegerField()

    class Meta:
        db_table = "accounts_readlog"
        managed = False

    def __str__(self) -> str:
        return f"{self.actor} {self.act} {self.object}"


class ReadBatch(models.Model):
    """A run of the read log that entered the ledger as one leaf. Insert-only."""

    entry = models.UUIDField(primary_key=True)
    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    count = models.IntegerField()
    digest = models.TextField()

    def __str__(self) -> str:
        return f"reads {self.first}-{self.last}"


class Notice(models.Model):
    """Something that a person or a desk should look at: what, about which object, and until somebody has dealt with it.

    Addressed to `user` at `agency`, or (`user` empty) to everybody there who holds `permission`. `once` names the cause, so
    that one cause tells once. The words are made when it is read (`accounts/notices.py`); `params` are what they need.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    kind = models.TextField()
    object = models.TextField()
    params = models.JSONField(default=dict)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    user = models.TextField(default="", blank=True)
    permission = models.TextField(default="", blank=True)
    once = models.TextField(unique=True)
    at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(user="", permission=""), name="accounts_notice_addressed"
            ),
            models.CheckConstraint(
                condition=models.Q(done_at__isnull=True, done_by="")
                | (models.Q(done_at__isnull=False) & ~models.Q(done_by="")),
                name="accounts_notice_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "-id"],
                name="accounts_notice_open",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(fields=["agency", "-id"], name="accounts_notice_all"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object}"


class NoticeRead(models.Model):
    """That somebody has opened a notice."""

    pk = models.CompositePrimaryKey("notice", "reader")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readers")
    reader = models.TextField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.notice_id} by {self.reader}"


class IdempotencyKey(models.Model):
    """What a write of the API answered under a key of the caller's, so that a repetition gets the same answer."""

    actor = models.TextField()
    key = models.CharField(max_length=200)
    request = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    response = models.BinaryField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="accounts_idempotencykey_once")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class Remembered(models.Model):
    """What all worker processes count together for a while: attempts to sign in, codes used (`shared_counters.py`)."""

    key = models.TextField(primary_key=True)
    value = models.JSONField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
