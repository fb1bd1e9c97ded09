"""Handing a case over to a case-management system: one document with all that is known of it, and its digest in the log."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from ifar.errors import Reason
from ifar.recoveries import selectors
from ifar.recoveries.models import Case, Item, Person
from ifar.recoveries.services.case_persons import read_persons
from ifar.recoveries.services.writing import RECORDER
from ifar.registry.occurred import moment
from ifar.rights import Actor, may, require

FORMAT: Final = "ifar.recovery/1"


@dataclass(frozen=True, slots=True)
class HandoverDocument:
    """The document as it was handed over, and its SHA-256."""

    document: bytes
    sha256: str

    def sheets(self) -> Mapping[str, tuple[Sequence[Any], Iterable[Sequence[Any]]]]:
        """The same as sheets of a workbook: the case, its items, its people."""
        data = json.loads(self.document)
        case = [[name, _cell(value)] for name, value in data["case"].items()]
        case += [["sha256", self.sha256], ["format", data["format"]]]
        return {
            "case": (["field", "value"], case),
            **{name: _sheet(data[name]) for name in ("items", "persons")},
        }


def _sheet(rows: Sequence[Mapping[str, Any]]) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
    names = list(rows[0]) if rows else []
    return names, [[_cell(row[name]) for name in names] for row in rows]


def _cell(value: Any) -> Any:
    return (
        value
        if isinstance(value, int | str)
        else ""
        if value is None
        else json.dumps(value, ensure_ascii=False)
    )


@transaction.atomic
def hand_over(*, actor: Actor, case: str, to: str) -> HandoverDocument:
    """Take a case out for another system. Who people are stands in it only where the actor may read that, under a stated purpose.

    Args:
        to: whom it is for: the system or the office.

    Raises:
        NotFound: there is no such case for this actor.
        Invalid: nobody is named whom it is for.
        Refused: no purpose is stated.
    """
    require(actor, "recoveries:case:hand_over")
    record = selectors.case_for(actor, case)
    if not to.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="to"))
    named = may(actor, "parties:party:read")
    persons = read_persons(actor, record) if named else list(selectors.persons_of(record))
    values = {
        "format": FORMAT,
        "case": _case(record, named=named),
        "items": [_item(item) for item in selectors.items_of(record)],
        "persons": [_person(person, named=named) for person in persons],
    }
    document = json.dumps(values, ensure_ascii=False, indent=1, sort_keys=True).encode()
    sha256 = hashlib.sha256(document).hexdigest()
    whom = " ".join(to.split())[:200]
    RECORDER.record(actor, "case", "handed_over", record, details={"sha256": sha256}, note=whom)
    return HandoverDocument(document, sha256)


def _case(case: Case, *, named: bool) -> dict[str, Any]:
    names = (
        "kind", "number", "state", "anonymous", "precision", "zone", "place", "area", "place_precision", "location", "ground", "offences",
        "threats", "concealment", "conveyance", "route", "kept", "price", "currency", "price_kind", "report", "latitude", "longitude",
    )  # fmt: skip
    return {
        "id": case.public_id,
        "agency": case.agency.public_id,
        "occurred_from": moment(case.occurred_from),
        "occurred_to": moment(case.occurred_to),
        **{name: getattr(case, name) for name in names},
        "narrative": case.narrative if named else None,
        "events": case.n,
        "last_event": str(case.last_event),
    }


def _item(item: Item) -> dict[str, Any]:
    names = (
        "line", "kind", "quantity", "exhibit", "state", "identity", "marks", "marking", "condition", "origin", "features", "photos",
        "firearm", "tracing", "weapon", "merged_into",
    )  # fmt: skip
    return {"id": item.public_id, **{name: getattr(item, name) for name in names}}


def _person(person: Person, *, named: bool) -> dict[str, Any]:
    names = ("number", "role", "sex", "age", "group", "stage", "offences")
    values = {name: getattr(person, name) for name in names}
    values["stage_on"] = person.stage_on.isoformat() if person.stage_on else None
    return values | {"party": person.party if named else "", "described": person.described if named else None}
