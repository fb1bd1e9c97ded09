"""A firearm, or an essential part with a life of its own: its marks, its events, its state.

`Firearm`, `Mark` and `Holding` are state: only the owner's trigger writes them, from the `changes` of each event. The
serial number is one mark among others, never a key and never unique.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from ifar.registry.occurred import Dated
from ifar.registry.search.former_marks import FIRST

DESCRIBED = ("make", "model", "calibre", "type", "country_made", "year")
"""What is known, unknown, none or not asked about a firearm; each has a `_status` column."""


class Firearm(models.Model):
    """A firearm (Protocol art. 3(a)) or an essential part (art. 3(b)), as it is now."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14)
    item = models.TextField()
    part_kind = models.TextField(default="", blank=True)
    make = models.TextField(null=True)
    make_status = models.TextField(default="not_asked")
    make_raw = models.TextField(default="", blank=True)
    model = models.TextField(null=True)
    model_status = models.TextField(default="not_asked")
    model_raw = models.TextField(default="", blank=True)
    calibre = models.TextField(null=True)
    calibre_status = models.TextField(default="not_asked")
    calibre_raw = models.TextField(default="", blank=True)
    type = models.TextField(null=True)
    type_status = models.TextField(default="not_asked")
    type_raw = models.TextField(default="", blank=True)
    country_made = models.TextField(null=True)
    country_made_status = models.TextField(default="not_asked")
    country_made_raw = models.TextField(default="", blank=True)
    year = models.IntegerField(null=True)
    year_status = models.TextField(default="not_asked")
    category = models.TextField(default="", blank=True)
    state = models.TextField()
    ownership = models.TextField()
    owner = models.CharField(max_length=14, default="", blank=True)
    ownership_event = models.UUIDField()
    custody = models.TextField()
    custodian = models.CharField(max_length=14, default="", blank=True)
    custody_event = models.UUIDField()
    legal = models.TextField()
    legal_event = models.UUIDField()
    physical = models.TextField()
    physical_event = models.UUIDField()
    mounted_in = models.CharField(max_length=14, default="", blank=True)
    successor = models.CharField(max_length=14, default="", blank=True)
    merged_into = models.CharField(max_length=14, default="", blank=True)
    national_security = models.BooleanField(default=False)
    compartment = models.TextField()
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", db_index=False)
    n = models.IntegerField()
    last_event = models.UUIDField()
    registered_at = models.DateTimeField()
    # What the facts said before an event changed them (`registry/search/former_marks.py`); null where none was changed.
    former = ArrayField(models.TextField(), null=True)

    class Meta:
        # As a constraint of the table, without the index for identifiers that begin like something: nobody asks for those.
        constraints = [models.UniqueConstraint(fields=["public_id"], name="registry_firearm_public_id_key")]
        # That each of `DESCRIBED` fits its status asks the trigger `holds_together`, where identity is written.
        indexes = [
            models.Index(fields=["owner"], name="registry_firearm_owner", condition=~models.Q(owner="")),
            models.Index(
                fields=["custodian"], name="registry_firearm_custodian", condition=~models.Q(custodian="")
            ),
            models.Index(fields=["agency", "id"], name="registry_firearm_agency"),
            # What is mounted in an arm, what was joined to it, and what it goes on from: its page asks for all.
            models.Index(
                fields=["mounted_in"],
                name="registry_firearm_mounted",
                condition=~models.Q(mounted_in=""),
            ),
            models.Index(
                fields=["merged_into"],
                name="registry_firearm_merged",
                condition=~models.Q(merged_into=""),
            ),
            models.Index(
                fields=["successor"],
                name="registry_firearm_successor",
                condition=~models.Q(successor=""),
            ),
            models.Index(fields=["make", "model"], name="registry_firearm_make_model"),
            # All that the search reads of a candidate: whether it may be seen, and the facts beside its mark.
            models.Index(
                fields=["id"],
                include=[
                    "public_id",
                    "compartment",
                    "physical",
                    "physical_event",
                    "make",
                    "model",
                    "calibre",
                    "type",
                    "country_made",
                    "year",
                    "former",
                ],
                name="registry_firearm_sought",
            ),
            GinIndex(
                fields=["former"],
                name="registry_firearm_former",
                condition=models.Q(former__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class Event(Dated, models.Model):
    """One event of a firearm's life. Insert-only; the primary key is the ledger entry's.

    `changes` holds what the event sets in `Firearm` and `Mark`; `details` what its schema asks for; `checks` what the rule
    could not verify, what it flagged and whom it alarmed; `n` counts a firearm's
    events in recorded order, so that two officers cannot both record the next one.
    """

    id = models.UUIDField(primary_key=True)
    # That the firearm is there asks `registry_event_open` of a whole statement; a key would ask of each row.
    firearm = models.ForeignKey(
        Firearm, on_delete=models.PROTECT, related_name="events", db_constraint=False, db_index=False
    )
    n = models.IntegerField()
    kind = models.TextField()
    schema = models.TextField()
    occurred_from = models.DateTimeField(null=True)
    occurred_to = models.DateTimeField(null=True)
    precision = models.TextField()
    zone = models.TextField(default="UTC")
    place = models.TextField(default="", blank=True)
    paper = models.TextField(default="", blank=True)
    proposal = models.CharField(max_length=14, default="", blank=True)
    details = models.JSONField()
    checks = models.JSONField()
    changes = models.JSONField()
    is_partial = False
    """Whether it was read for somebody who does not read all of it (`selectors/books.py`)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["firearm", "n"], name="registry_event_order"),
        ]
        # The latest moment on record, which every new event is compared with.
        indexes = [models.Index(fields=["firearm", "occurred_from"], name="registry_event_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.n}"


class Mark(models.Model):
    """A mark as it was read: text, script, kind, place, method, condition (Protocol art. 8; ITI 7).

    What it said before it was corrected is another one, which no longer counts: `former_of` names the mark that said it (`registry/search/former_marks.py`).
    """

    pk = models.CompositePrimaryKey("firearm_id", "n")
    # Nobody writes a mark but the trigger that wrote its firearm.
    firearm = models.ForeignKey(
        Firearm, on_delete=models.PROTECT, related_name="marks", db_constraint=False, db_index=False
    )
    n = models.SmallIntegerField()
    kind = models.TextField()
    text = models.TextField(null=True)
    text_status = models.TextField(default="known")
    script = models.TextField(default="", blank=True)
    on_part = models.TextField(default="", blank=True)
    place = models.TextField(default="", blank=True)
    method = models.TextField(default="", blank=True)
    condition = models.TextField(default="intact")
    confidence = models.SmallIntegerField(default=100)
    height_um = models.IntegerField(null=True)
    depth_nm = models.IntegerField(null=True)
    image = models.TextField(default="", blank=True)
    retired = models.BooleanField(default=False)
    former_of = models.SmallIntegerField(default=0, db_default=0)
    event = models.UUIDField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(text_status="known") & models.Q(text__isnull=False))
                | (models.Q(text_status__in=["unknown", "none", "not_asked"]) & models.Q(text__isnull=True)),
                name="registry_mark_text",
            ),
            models.CheckConstraint(
                condition=models.Q(confidence__range=(0, 100)), name="registry_mark_confidence"
            ),
            models.CheckConstraint(
                condition=models.Q(former_of=0, n__lt=FIRST)
                | models.Q(former_of__gt=0, n__gte=FIRST, retired=True, text__isnull=False),
                name="registry_mark_former",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.text_status


class MarkKey(models.Model):
    """Search keys of one understanding of a mark (`registry/marks/reading.py`, `deletion_keys.py`).

    Derived and rebuildable, so the runtime role may write them; `form` 0 is the mark by shape, further ones by sound. One that
    `settled` is found through the files of `registry/search/index_files.py`, any other through the index of `keys`.
    """

    pk = models.CompositePrimaryKey("firearm_id", "n", "form")
    firearm = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="mark_keys", db_index=False)
    n = models.SmallIntegerField()
    form = models.SmallIntegerField()
    kind = models.TextField()
    plain = models.TextField()
    folded = models.TextField()
    keys = ArrayField(models.IntegerField())
    version = models.SmallIntegerField()
    settled = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            # What fits into the one number that a mark has in the files (`mark_files.ref_of`).
            models.CheckConstraint(
                condition=models.Q(firearm_id__gte=1, firearm_id__lt=1 << 43, n__gte=0, form__range=(0, 15)),
                name="registry_markkey_numbered",
            )
        ]

    def __str__(self) -> str:
        return self.folded


class MarkIndex(models.Model):
    """The one row that says which files of `registry/search/index_files.py` the settled marks are found through, none where `token` is empty.

    `coming` names those that are already being looked into, before marks settle by them.
    """

    one = models.BooleanField(primary_key=True, default=True)
    token = models.TextField(default="", db_default="")
    coming = models.TextField(default="", db_default="")
    marks = models.BigIntegerField(default=0, db_default=0)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(one=True), name="registry_markindex_one")]

    def __str__(self) -> str:
        return self.token


class MarkAltered(models.Model):
    """A mark, by its number in the files of `registry/search/index_files.py`, that was altered or removed since it may stand there.

    Written by triggers alone, and until the mark settles as it is then.
    """

    ref = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.ref)


class StateFacts(models.Model):
    """Named state <-> legal combination of the four facts: the database's copy of `registry/lifecycle`."""

    state = models.TextField()
    ownership = models.TextField()
    custody = models.TextField()
    legal = models.TextField()
    physical = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ownership", "custody", "legal", "physical", "state"], name="registry_statefacts_once"
            )
        ]

    def __str__(self) -> str:
        return self.state


class LicenceUse(models.Model):
    """A firearm was acquired under a licence; open until it leaves the holder. State, projected from the events.

    `ended_by` is the event with which it left; `void` tells that the acquisition itself was annulled, so that it never counted.
    """

    event = models.UUIDField(primary_key=True)
    licence = models.CharField(max_length=14)
    holder = models.CharField(max_length=14)
    firearm = models.ForeignKey(Firearm, on_delete=models.PROTECT, related_name="uses")
    ended_by = models.UUIDField(null=True)
    void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["firearm"],
                name="registry_licenceuse_once",
                condition=models.Q(ended_by__isnull=True, void=False),
            )
        ]
        indexes = [models.Index(fields=["licence"], name="registry_licenceuse_licence")]

    def __str__(self) -> str:
        return f"{self.firearm_id} under {self.licence}"
