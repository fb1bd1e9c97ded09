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


def named(batch: Batch, readings: Sequence[Reading]) -> dict[str, str | None]:
    """Readings by the exhibit that each names on the list of a batch.

    Raises:
        Invalid: every one that names no line, or several; one that was read twice and differently.
    """
    index, listed = index_of(batch), {item["exhibit"] for item in batch.lines}
    values: dict[str, str | None] = {}
    wrong = []
    for reading in readings:
        serial = None if reading.serial is None else reading.serial.strip()[:60]
        line = index.find(reading.exhibit)
        if reason := _unlisted(reading.exhibit, line, listed):
            wrong.append(reason)
        elif line.one in values and values[line.one] != serial:
            wrong.append(
                Reason(
                    "custody.batch.read_twice",
                    field="readings",
                    params={"label": reading.exhibit.strip()[:60]},
                )
            )
        else:
            values[line.one] = serial
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return values


def _unlisted(label: str, named: exhibit_references.ReferenceResult, listed: set[str]) -> Reason | None:
    text = " ".join(label.split())[:60]
    if len(named.exhibits) > 1:
        which = ", ".join(identifiers.shown(exhibit) for exhibit in named.exhibits[:5])
        return Reason("custody.label.several", field="readings", params={"label": text, "which": which})
    if named.by == "mistyped":
        return Reason("custody.label.mistyped", field="readings", params={"label": text})
    if named.one not in listed:
        return Reason(
            "custody.batch.unlisted", article=destruction.ARTICLE, field="readings", params={"label": text}
        )
    return None


def index_of(batch: Batch) -> exhibit_references.Index:
    """How people may name what stands on the list of a batch. One query."""
    numbers = dict(
        Item.objects.filter(public_id__in=[line["exhibit"] for line in batch.lines]).values_list(
            "public_id", "exhibit"
        )
    )
    return exhibit_references.Index(
        exhibit_references.KnownExhibit(
            line["exhibit"], numbers.get(line["exhibit"], ""), (line["serial"],) if line["serial"] else ()
        )
        for line in batch.lines
    )


def typed(batch: Batch, text: str) -> list[Reading]:
    """What was typed or scanned on the day, a line for each item.

    Raises:
        Invalid: every line that does not say which item was read, or what.
    """
    index, lines = index_of(batch), {line["exhibit"]: line for line in batch.lines}
    readings, wrong = [], []
    for item in exhibit_references.read(text, index):
        exhibit = item.found.one
        if reason := _unlisted(item.label, item.found, set(lines)):
            wrong.append(reason)
        elif item.found.by == "serial":
            if item.rest is None:
                readings.append(Reading(exhibit, item.label))
            else:
                wrong.append(Reason("custody.batch.behind", field="readings", params={"label": item.label}))
        elif item.rest is None and lines[exhibit]["serial"]:
            wrong.append(Reason("custody.batch.serial", field="readings", params={"label": item.label}))
        else:
            readings.append(Reading(exhibit, item.rest or ""))
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return readings


def checked(batch: Batch) -> tuple[destruction.ItemCheck, ...]:
    """How the items of a batch came out so far."""
    readings = [Reading(exhibit, serial) for exhibit, serial in sorted(batch.readings.items())]
    return destruction.compare(destruction.lines_of(batch.lines), readings)
