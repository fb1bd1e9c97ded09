"""Areas with their boundaries, and figures about them: populations and other denominators.

`Layer` is state, written from acts; `Area` and `Denominator` are the insert-only rows that a layer brought.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ifar.hotspots.models.events import Opened, in_a_compartment


class Layer(Opened):
    """Boundaries or figures that were loaded together: from where, of which year.

    `kind` is `areas` or `figures`; `level` 0 for States, 1 for their first division; `file` the SHA-256 of what came, `digest` of the
    rows that were made of it.
    """

    kind = models.TextField()
    level = models.SmallIntegerField(db_default=1)
    name = models.TextField()
    country = models.TextField(db_default="")
    origin = models.TextField()
    year = models.IntegerField(null=True)
    file = models.CharField(max_length=64, db_default="")
    count = models.IntegerField(db_default=0)
    digest = models.CharField(max_length=64, db_default="")
    reason = models.TextField(db_default="")

    class Meta:
        constraints = [
            in_a_compartment("layer"),
            models.CheckConstraint(condition=Q(kind__in=["areas", "figures"]), name="hotspots_layer_kind"),
            models.CheckConstraint(
                condition=Q(state__in=["opened", "loaded", "withdrawn"]), name="hotspots_layer_state"
            ),
            models.CheckConstraint(condition=Q(level__in=[0, 1]), name="hotspots_layer_level"),
        ]


class Area(models.Model):
    """An area of a layer. `shape` = polygons, each a list of rings, each a list of [longitude, latitude] in millionths of a degree.

    A `disputed` area is one that several claim: its boundary is drawn dashed.
    """

    id = models.BigAutoField(primary_key=True)
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="areas", db_index=False)
    code = models.TextField()
    name = models.TextField()
    parent = models.TextField(default="", blank=True)
    disputed = models.BooleanField(default=False)
    shape = models.JSONField()
    west = models.IntegerField()
    south = models.IntegerField()
    east = models.IntegerField()
    north = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["layer", "code"], name="hotspots_area_once")]

    def __str__(self) -> str:
        return self.code


class Denominator(models.Model):
    """A figure about an area in a year: how many live there, how many hold a licence. `what` names what is counted."""

    id = models.BigAutoField(primary_key=True)
    layer = models.ForeignKey(Layer, on_delete=models.PROTECT, related_name="figures", db_index=False)
    area = models.TextField()
    year = models.IntegerField()
    what = models.TextField()
    value = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["layer", "area", "what", "year"], name="hotspots_denominator_once"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="hotspots_denominator_value"),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.what}"
