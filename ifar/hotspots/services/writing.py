"""Writing an act of hotspots."""

from __future__ import annotations

from typing import Final

from django.db import connection

from ifar.accounts.models import Agency
from ifar.acts.recorder import Recorder
from ifar.hotspots.acts import ACTS
from ifar.hotspots.models import Opened
from ifar.rights import Actor, compartments_of

RECORDER: Final = Recorder(ACTS, conflicts={"something is under way": "hotspots.changed_meanwhile"})
_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268741, hashtext(%s))"


def job(name: str, agency: Agency, *permissions: str) -> Actor:
    """A program that acts for an office, with these permissions and no others."""
    return Actor(
        kind="job", id=name, name=name, agency=agency.public_id, agency_id=agency.pk, agency_kind=agency.kind,
        permissions=frozenset(permissions), compartments=compartments_of(agency.kind),
    )  # fmt: skip


def alone(*sources: str) -> None:
    """Have what some sources tell to oneself until the transaction ends, in one order: how an incident stands follows from all of it."""
    with connection.cursor() as cursor:
        for source in sorted(set(sources)):
            cursor.execute(_ALONE, [source])


def again[Row: Opened](row: Row) -> Row:
    """The same record as it stands after an act."""
    return type(row).objects.get(pk=row.pk)  # type: ignore[attr-defined,no-any-return]
