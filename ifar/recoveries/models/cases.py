"""Cases of seizure, find, surrender and shooting, their items, proposals of links, people, and observations of the market.

`Event` and `Observation` are insert-only. `Case`, `Item`, `Hit` and `Person` are state: only the owner's trigger writes them, from
each event. `RefusedRow` keeps rows of a file that could not be taken in until somebody has mended them.
"""

from __future__ import annotations

from typing import Final

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now, Upper

from ifar.acts.models import Event as AnyEvent
from ifar.acts.models import OfficeRecord
from ifar.recoveries import acts, kinds
from ifar.registry.occurred import Dated
from ifar.rights import COMPARTMENTS

SQUARE: Final = kinds.square(models.F("longitude"), models.F("latitude"))
"""The cell of the map in which a case happened, as the database works it out; NULL where its place is not known."""


class Event(AnyEvent):
    """One act on a case or an item. Insert-only; `n` counts the acts on its subject."""


class Case(Dated, OfficeRecord):
    """Something was seized, found or surrendered, or somebody fired and left.

    `latitude` and `longitude` in millionths of a degree; `route` = countries in their order; `kept` = phones, parcels, money and
    other things by reference: [{kind, reference, amount, currency}]; `price` in the smallest unit of its currency; `narrative` is
    personal, NULL once erased; `shared` = agencies that see the case beside the office whose it is; `capture` = the identifier under
    which a device sent it from the field, so that it arrives once.
    """

    kind = models.TextField()
    number = models.TextField()
    anonymous = models.BooleanField(default=False)
    capture = models.UUIDField(null=True, unique=True)
    occurred_from = models.DateTimeField(null=True)
    occurred_to = models.DateTimeField(null=True)
    precision = models.TextField(default="unknown")
    zone = models.TextField(default="UTC")
    place = models.TextField(default="", blank=True)
    area = models.TextField(default="", blank=True)
    latitude = models.IntegerField(null=True)
    longitude = models.IntegerField(null=True)
    place_precision = models.TextField(default="unknown")
    location = models.TextField(default="", blank=True)
    ground = models.TextField(default="", blank=True)
    offences = ArrayField(models.TextField(), default=list)
    threats = ArrayField(models.TextField(), default=list)
    concealment = models.TextField(default="", blank=True)
    conveyance = models.TextField(default="", blank=True)
    route = ArrayField(models.TextField(), default=list)
    kept = models.JSONField(default=list)
    price = models.BigIntegerField(null=True)
    currency = models.TextField(default="", blank=True)
    price_kind = models.TextField(default="", blank=True)
    report = models.TextField(default="", blank=True)
    narrative = models.TextField(null=True)
    shared = ArrayField(models.CharField(max_length=14), default=list)
    opened_by = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="recoveries_case_compartment"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=kinds.CASE_KINDS), name="recoveries_case_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(place_precision__in=kinds.PLACE_PRECISIONS),
                name="recoveries_case_place_precision",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(
                    latitude__range=(-90_000_000, 90_000_000), longitude__range=(-180_000_000, 180_000_000)
                ),
                name="recoveries_case_coordinates",
            ),
            # Nobody is named where the law promised that nobody would be.
            models.CheckConstraint(
                condition=models.Q(anonymous=False) | models.Q(kind__in=["surrendered", "found"]),
                name="recoveries_case_anonymous",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-id"], name="recoveries_case_desk"),
            GinIndex(fields=["shared"], name="recoveries_case_shared"),
            GinIndex(fields=["offences"], name="recoveries_case_offences"),
            models.Index(fields=["-id"], name="recoveries_case_open", condition=models.Q(state="open")),
            models.Index(fields=["occurred_from"], name="recoveries_case_when"),
            # The whole map is counted from the index alone: what a square is made of stands in it too, or the table would be read.
            models.Index(
                models.F("area"),
                SQUARE,
                include=[
                    "longitude",
                    "latitude",
                    "id",
                    "compartment",
                    "agency",
                    "state",
                    "kind",
                    "occurred_from",
                    "occurred_to",
                ],
                name="recoveries_case_square",
            ),
        ]


class Item(OfficeRecord):
    """A firearm, part, ammunition, cartridge case or bullet of a case; or the firearm that fired and was not found.

    `line` counts a case's items; `identity` and `marks` as `registry/describing.py` writes them; `marking`, `condition` and
    `tracing` are the IAFQ's codes, empty where nobody has looked (missing is not unknown); `origin` and `features` describe a
    home-made, converted, printed or kit-built arm; `question` says what of it was searched; `searches` are the saved searches
    that stay open for it; `firearm` and `recorded` the register's firearm and the event that took it in; `weapon` the item that
    fired it; `merged_into` the item that it turned out to be.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items", db_index=False)
    line = models.IntegerField()
    kind = models.TextField()
    quantity = models.IntegerField(default=1)
    exhibit = models.TextField(default="", blank=True)
    identity = models.JSONField(default=dict)
    marks = models.JSONField(default=list)
    marking = models.TextField(default="", blank=True)
    condition = models.TextField(default="", blank=True)
    origin = models.TextField(default="", blank=True)
    features = models.JSONField(default=dict)
    photos = ArrayField(models.TextField(), default=list)
    question = models.JSONField(default=dict)
    searches = ArrayField(models.CharField(max_length=14), default=list)
    firearm = models.CharField(max_length=14, default="", blank=True)
    recorded = models.UUIDField(null=True)
    tracing = models.TextField(default="", blank=True)
    weapon = models.CharField(max_length=14, default="", blank=True)
    merged_into = models.CharField(max_length=14, default="", blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "line"], name="recoveries_item_line"),
            models.CheckConstraint(
                condition=models.Q(kind__in=kinds.ITEM_KINDS), name="recoveries_item_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=acts.ITEM_STATES), name="recoveries_item_state"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="recoveries_item_quantity"),
            models.CheckConstraint(
                condition=models.Q(quantity=1) | models.Q(kind__in=sorted(kinds.SEVERAL)),
                name="recoveries_item_one",
            ),
            models.CheckConstraint(
                condition=models.Q(state="linked") & ~models.Q(firearm="") & models.Q(recorded__isnull=False)
                | ~models.Q(state="linked") & models.Q(firearm="", recorded__isnull=True),
                name="recoveries_item_linked",
            ),
            models.CheckConstraint(
                condition=models.Q(state="merged") & ~models.Q(merged_into="")
                | ~models.Q(state="merged") & models.Q(merged_into=""),
                name="recoveries_item_merged",
            ),
        ]
        indexes = [
            models.Index(
                fields=["merged_into"], name="recoveries_item_merged", condition=~models.Q(merged_into="")
            ),
            models.Index(Upper("exhibit"), name="recoveries_item_exhibit", condition=~models.Q(exhibit="")),
            models.Index(fields=["firearm"], name="recoveries_item_firearm", condition=~models.Q(firearm="")),
            models.Index(fields=["weapon"], name="recoveries_item_weapon", condition=~models.Q(weapon="")),
            GinIndex(fields=["searches"], name="recoveries_item_searches"),
            GinIndex(fields=["marks"], name="recoveries_item_marks", opclasses=["jsonb_path_ops"]),
            models.Index(fields=["case"], name="recoveries_item_open", condition=models.Q(state="open")),
        ]


class Hit(models.Model):
    """A firearm of the register that an item may be, with why and how likely. State, projected from the item's acts.

    `entry` is that of the act which noted it; `how` of `kinds.HITS`; `mark` the item's mark that was searched, `mark_n` and `plain`
    the register's that met it; `was` the firearm's state at that moment.
    """

    entry = models.UUIDField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="hits", db_index=False)
    firearm = models.ForeignKey("registry.Firearm", on_delete=models.PROTECT, related_name="+")
    how = models.TextField()
    mark = models.TextField()
    mark_n = models.SmallIntegerField()
    plain = models.TextField()
    percent = models.SmallIntegerField()
    reasons = models.JSONField()
    was = models.TextField()
    at = models.DateTimeField()
    verdict = models.TextField(default="", blank=True)
    judged_by = models.CharField(max_length=14, default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "firearm", "how", "mark_n", "plain"], name="recoveries_hit_once"
            ),
            models.CheckConstraint(condition=models.Q(how__in=kinds.HITS), name="recoveries_hit_how"),
            models.CheckConstraint(condition=models.Q(percent__range=(0, 99)), name="recoveries_hit_percent"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *kinds.VERDICTS]), name="recoveries_hit_verdict"
            ),
        ]
        indexes = [
            models.Index(fields=["item"], name="recoveries_hit_waiting", condition=models.Q(verdict=""))
        ]

    def __str__(self) -> str:
        return f"{self.firearm_id} for {self.item_id}"


class Person(models.Model):
    """Somebody of a case: role, sex and age group for the statistics; who it is only for those who may see it. State.

    `described` is personal, NULL where nobody was named or the values were erased; `party` their record in the register.
    """

    entry = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="persons")
    number = models.IntegerField()
    role = models.TextField()
    sex = models.TextField()
    age = models.TextField()
    group = models.TextField(default="", blank=True)
    party = models.CharField(max_length=14, default="", blank=True)
    described = models.JSONField(null=True)
    stage = models.TextField(default="noted")
    stage_on = models.DateField(null=True)
    offences = ArrayField(models.TextField(), default=list)
    last_entry = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="recoveries_person_number"),
            models.CheckConstraint(condition=models.Q(sex__in=kinds.SEXES), name="recoveries_person_sex"),
            models.CheckConstraint(condition=models.Q(age__in=kinds.AGES), name="recoveries_person_age"),
            models.CheckConstraint(
                condition=models.Q(stage__in=kinds.STAGES), name="recoveries_person_stage"
            ),
        ]
        indexes = [
            models.Index(fields=["party"], name="recoveries_person_party", condition=~models.Q(party=""))
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.number}"


class Observation(models.Model):
    """What somebody asked for an arm, or how easily it could be had, at a place on a day. Insert-only.

    `price` in the smallest unit of its currency, for one piece (a hundred rounds where `thing` is ammunition).
    """

    entry = models.UUIDField(primary_key=True)
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+")
    compartment = models.TextField()
    thing = models.TextField()
    calibre = models.TextField(default="", blank=True)
    condition = models.TextField(default="", blank=True)
    place = models.TextField(default="", blank=True)
    area = models.TextField(default="", blank=True)
    on = models.DateField()
    price = models.BigIntegerField(null=True)
    currency = models.TextField(default="", blank=True)
    price_kind = models.TextField(default="", blank=True)
    availability = models.TextField(default="", blank=True)
    channel = models.TextField(default="", blank=True)
    remark = models.TextField(default="", blank=True)
    observer = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(compartment__in=COMPARTMENTS), name="recoveries_observation_compartment"
            ),
            models.CheckConstraint(
                condition=models.Q(price__isnull=True, currency="")
                | (models.Q(price__gt=0) & ~models.Q(currency="")),
                name="recoveries_observation_price",
            ),
        ]
        indexes = [models.Index(fields=["-on", "entry"], name="recoveries_observation_when")]

    def __str__(self) -> str:
        return f"{self.thing} {self.on}"


class RefusedRow(models.Model):
    """A row of a table that could not become an item, with why; kept until somebody has mended it.

    `cells` holds only what was read as belonging to an item: field -> text; `mended` is the item that came of it. What could be read of
    its marks is searched meanwhile: `hits` = firearms of the register that it may be, [{firearm, percent}], which only those are told of
    who may see them; `searches` stay open until it is mended.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="refused_rows")
    source = models.TextField()
    row = models.IntegerField()
    cells = models.JSONField()
    reasons = models.JSONField()
    hits = models.JSONField(default=list)
    searches = ArrayField(models.CharField(max_length=14), default=list)
    actor = models.TextField()
    at = models.DateTimeField(db_default=Now())
    mended = models.CharField(max_length=14, default="", blank=True)

    def __str__(self) -> str:
        return f"{self.source} {self.row}"
