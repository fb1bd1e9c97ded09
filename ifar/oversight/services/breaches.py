"""Every breach that is found becomes a matter of the inspectorate at once, and once for ever; nobody whom it concerns settles it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from ifar.accounts.models import Agency
from ifar.identifiers import parse
from ifar.matters.selectors import found_already
from ifar.matters.services import matters
from ifar.oversight import breaches
from ifar.oversight.breaches import Breach
from ifar.oversight.selectors import cases, reading, signals
from ifar.rights import INSPECTING

LOOKED_BACK = dt.timedelta(days=400)
"""How far back the nightly look goes; what an arm's earlier life must say is read whatever its age."""


def look(since: dt.datetime | None = None) -> int:
    """Look for breaches in what was recorded since a moment, and raise each that is new; returns how many matters were raised."""
    return raise_found(breaches.found(reading.read(since or timezone.now() - LOOKED_BACK)))


def raise_found(results: Iterable[Breach]) -> int:
    """Raise a matter for each breach that has none yet. One that is cut off goes on at the next look."""
    wanted = {(breach.about, breach.cause): breach for breach in results if parse(breach.about)}
    new = wanted.keys() - found_already(wanted)
    offices = {office.public_id: office for office in Agency.objects.filter(closed=False)}
    return sum(_raise(wanted[key], offices) for key in sorted(new))


@transaction.atomic
def _raise(breach: Breach, offices: dict[str, Agency]) -> bool:
    concerned = offices.get(breach.office)
    owner = _owner(breach, offices.values())
    if owner is None:
        return False
    compartment = concerned.compartment if concerned else ""
    return bool(
        matters.open_matter(
            "breach", breach.about, breach.cause, owner, compartment=compartment, barred=breach.people
        )
    )


def _owner(breach: Breach, offices: Iterable[Agency]) -> Agency | None:
    """The inspectorate that settles it: none that it concerns by its office or its people, nor one above or under that; where there is no other, a court.

    Of several that may, one where an inspector works.
    """
    own = {office for person in breach.people for office in signals.offices_of(person)}
    barred, staffed = signals.near(breach.office, *own), cases.staffed()
    free = [office for office in offices if office.kind in INSPECTING and office.public_id not in barred]
    return min(
        free,
        key=lambda office: (office.kind == "court", office.public_id not in staffed, office.pk),
        default=None,
    )
