"""What changed between two deliveries of one source: new, revised, withdrawn, back again. Compared by the source's own identifiers.

Sources revise: UCDP with each edition, ACLED weekly and for years back, the police when a victim dies. What was withdrawn is kept and
no longer counted; a run that used it can still be repeated. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ifar.hotspots.feeds.incident import Incident


@dataclass(frozen=True, slots=True)
class Stand:
    """How an incident stands after earlier deliveries: the fingerprint of what was said last, and whether it was withdrawn since."""

    fingerprint: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a delivery changes; each incident of it is in exactly one of the first four.

    Attributes:
        new: never delivered before.
        revised: delivered before, saying something else.
        same: as before.
        returned: withdrawn earlier, and delivered again.
        withdrawn: identifiers that stood and are gone, or that the source says it withdrew.
    """

    new: tuple[Incident, ...]
    revised: tuple[Incident, ...]
    same: tuple[Incident, ...]
    returned: tuple[Incident, ...]
    withdrawn: tuple[str, ...]


def compare(
    before: Mapping[str, Stand],
    delivered: Iterable[Incident],
    *,
    whole: bool,
    deleted: Collection[str] = (),
    unread: Collection[str] = (),
) -> Changes:
    """Compare a delivery with what stands.

    Args:
        before: the source's incidents by identifier.
        delivered: the incidents of the delivery.
        whole: the delivery claims to hold everything in its scope, so what is missing was withdrawn; a part (a page, the latest weeks) says nothing of
            what is not in it. `before` must then hold only what lies in that scope.
        deleted: identifiers that the source names as withdrawn.
        unread: identifiers of rows that were there and could not be read, or were too imprecise: they are not withdrawn.
    """
    new, revised, same, returned = [], [], [], []
    seen: set[str] = set()
    for incident in delivered:
        seen.add(incident.source_id)
        stand = before.get(incident.source_id)
        if incident.source_id in deleted:
            continue
        if stand is None:
            new.append(incident)
        elif stand.withdrawn:
            returned.append(incident)
        elif stand.fingerprint == incident.fingerprint:
            same.append(incident)
        else:
            revised.append(incident)
    gone = [
        identifier
        for identifier, stand in before.items()
        if not stand.withdrawn
        and (
            identifier in deleted
            or (whole and identifier not in seen and identifier not in unread)
        )
    ]  # fmt: skip
    return Changes(tuple(new), tuple(revised), tuple(same), tuple(returned), tuple(gone))


def differing(incident: Incident, other: Incident) -> tuple[str, ...]:
    """What two statements of one incident differ in, by name: for the page that shows a revision."""
    a, b = incident.said(), other.said()
    names = [
        name for name in a if name not in ("counts", "texts", "source", "source_id") and a[name] != b[name]
    ]
    for group in ("counts", "texts"):
        keys = sorted({*a[group], *b[group]})
        names += [f"{group}.{key}" for key in keys if a[group].get(key) != b[group].get(key)]
    return tuple(names)
