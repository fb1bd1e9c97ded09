"""What every marked object has in common. Who may see it is decided by `selectors/visible.py` from these columns and nothing else."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ifar.community import marks
from ifar.community.models.acts import Member, Space

SHOWN = "shown"
HELD = "held"
HIDDEN = "hidden"
OBJECT_STATES = (SHOWN, HELD, HIDDEN)
"""Read by everybody whom the mark lets; held for a moderator to look at first; hidden by a moderator."""


class MarkedObject(models.Model):
    """An object of the community with its handling mark.

    `space` is where it stands; `author` who wrote it; `recipients` the members whom its mark names, by key, and `organisations` the agencies,
    by public identifier: with neither it is for all who read the space; `chatham` hides author and organisation in what leaves the space;
    `lowered` the number of the act (`Downgrade`) that gave it its widest mark, used once; 0 for what was written before marks stood on the ledger.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.CharField(max_length=14, unique=True)
    space = models.ForeignKey(Space, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    tlp = models.SmallIntegerField()
    pap = models.SmallIntegerField(default=1)
    chatham = models.BooleanField(default=False)
    recipients = ArrayField(models.BigIntegerField(), default=list)
    organisations = ArrayField(models.CharField(max_length=14), default=list, db_default=[])
    state = models.TextField(default=SHOWN)
    language = models.TextField(default="", blank=True)
    lowered = models.IntegerField(default=0, db_default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(condition=Q(tlp__in=marks.TLP), name="%(app_label)s_%(class)s_tlp"),
            models.CheckConstraint(condition=Q(pap__in=marks.PAP), name="%(app_label)s_%(class)s_pap"),
            models.CheckConstraint(
                condition=Q(state__in=OBJECT_STATES), name="%(app_label)s_%(class)s_state"
            ),
            models.CheckConstraint(
                condition=Q(tlp=marks.RED, organisations=[])
                | Q(tlp__in=(marks.AMBER, marks.STRICT))
                | Q(recipients=[], organisations=[]),
                name="%(app_label)s_%(class)s_named",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id
