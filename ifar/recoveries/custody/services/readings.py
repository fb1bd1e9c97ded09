"""What is read of the items of a batch on the day of their destruction: which line of the sealed list each reading names, and how it compares."""

from __future__ import annotations

from collections.abc import Sequence

from ifar import identifiers
from ifar.errors import Reason
from ifar.recoveries import exhibit_references
from ifar.recoveries.custody import destruction
from ifar.recoveries.custody.destruction import Reading
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Batch, Item


def named(found: Batch, readings: Sequence[Reading]) -> dict[str, str | None]:
    """Readings by the exhibit that each names on the list of a batch.

    Raises:
        Invalid: every one that names no line, or several; one that was read twice and differently.
    """
    index, listed = index_of(found), {one["exhibit"] for one in found.lines}
    said: dict[str, str | None] = {}
    wrong = []
    for one in readings:
        serial = None if one.serial is None else one.serial.strip()[:60]
        line = index.find(one.exhibit)
        if reason := _unlisted(one.exhibit, line, listed):
            wrong.append(reason)
        elif line.one in said and said[line.one] != serial:
            wrong.append(
                Reason(
                    "custody.batch.read_twice", field="readings", params={"label": one.exhibit.strip()[:60]}
                )
            )
        else:
            said[line.one] = serial
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return said


def _unlisted(label: str, named: exhibit_references.Found, listed: set[str]) -> Reason | None:
    said = " ".join(label.split())[:60]
    if len(named.exhibits) > 1:
        which = ", ".join(identifiers.shown(one) for one in named.exhibits[:5])
        return Reason("custody.label.several", field="readings", params={"label": said, "which": which})
    if named.by == "mistyped":
        return Reason("custody.label.mistyped", field="readings", params={"label": said})
    if named.one not in listed:
        return Reason(
            "custody.batch.unlisted", article=destruction.ARTICLE, field="readings", params={"label": said}
        )
    return None


def index_of(found: Batch) -> exhibit_references.Index:
    """How people may name what stands on the list of a batch. One query."""
    numbers = dict(
        Item.objects.filter(public_id__in=[line["exhibit"] for line in found.lines]).values_list(
            "public_id", "exhibit"
        )
    )
    return exhibit_references.Index(
        exhibit_references.Known(
            line["exhibit"], numbers.get(line["exhibit"], ""), (line["serial"],) if line["serial"] else ()
        )
        for line in found.lines
    )


def typed(found: Batch, text: str) -> list[Reading]:
    """What was typed or scanned on the day, a line for each item.

    Raises:
        Invalid: every line that does not say which item was read, or what.
    """
    index, lines = index_of(found), {line["exhibit"]: line for line in found.lines}
    readings, wrong = [], []
    for one in exhibit_references.read(text, index):
        exhibit = one.found.one
        if reason := _unlisted(one.label, one.found, set(lines)):
            wrong.append(reason)
        elif one.found.by == "serial":
            if one.rest is None:
                readings.append(Reading(exhibit, one.label))
            else:
                wrong.append(Reason("custody.batch.behind", field="readings", params={"label": one.label}))
        elif one.rest is None and lines[exhibit]["serial"]:
            wrong.append(Reason("custody.batch.serial", field="readings", params={"label": one.label}))
        else:
            readings.append(Reading(exhibit, one.rest or ""))
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return readings


def checked(found: Batch) -> tuple[destruction.Checked, ...]:
    """How the items of a batch came out so far."""
    readings = [Reading(exhibit, serial) for exhibit, serial in sorted(found.readings.items())]
    return destruction.compare(destruction.lines_of(found.lines), readings)
