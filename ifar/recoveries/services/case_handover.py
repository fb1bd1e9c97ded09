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
class Taken:
    """The document as it was handed over, and its SHA-256."""

    document: bytes
    sha256: str

    def sheets(self) -> Mapping[str, tuple[Sequence[Any], Iterable[Sequence[Any]]]]:
        """The same as sheets of a workbook: the case, its items, its people."""
        said = json.loads(self.document)
        case = [[name, _cell(value)] for name, value in said["case"].items()]
        case += [["sha256", self.sha256], ["format", said["format"]]]
        return {
            "case": (["field", "value"], case),
            **{name: _sheet(said[name]) for name in ("items", "persons")},
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
def hand_over(*, actor: Actor, case: str, to: str) -> Taken:
    """Take a case out for another system. Who people are stands in it only where the actor may read that, under a stated purpose.

    Args:
        to: whom it is for: the system or the office.

    Raises:
        NotFound: there is no such case for this actor.
        Invalid: nobody is named whom it is for.
        Refused: no purpose is stated.
    """
    require(actor, "recoveries:case:hand_over")
    found = selectors.case_for(actor, case)
    if not to.strip():
        raise RECORDER.invalid(Reason("recoveries.reason", field="to"))
    named = may(actor, "parties:party:read")
    persons = read_persons(actor, found) if named else list(selectors.persons_of(found))
    said = {
        "format": FORMAT,
        "case": _case(found, named=named),
        "items": [_item(one) for one in selectors.items_of(found)],
        "persons": [_person(one, named=named) for one in persons],
    }
    document = json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()
    sha256 = hashlib.sha256(document).hexdigest()
    whom = " ".join(to.split())[:200]
    RECORDER.record(actor, "case", "handed_over", found, details={"sha256": sha256}, note=whom)
    return Taken(document, sha256)


def _case(found: Case, *, named: bool) -> dict[str, Any]:
    names = (
        "kind", "number", "state", "anonymous", "precision", "zone", "place", "area", "place_precision", "location", "ground", "offences",
        "threats", "concealment", "conveyance", "route", "kept", "price", "currency", "price_kind", "report", "latitude", "longitude",
    )  # fmt: skip
    return {
        "id": found.public_id,
        "agency": found.agency.public_id,
        "occurred_from": moment(found.occurred_from),
        "occurred_to": moment(found.occurred_to),
        **{name: getattr(found, name) for name in names},
        "narrative": found.narrative if named else None,
        "events": found.n,
        "last_event": str(found.last_event),
    }


def _item(one: Item) -> dict[str, Any]:
    names = (
        "line", "kind", "quantity", "exhibit", "state", "identity", "marks", "marking", "condition", "origin", "features", "photos",
        "firearm", "tracing", "weapon", "merged_into",
    )  # fmt: skip
    return {"id": one.public_id, **{name: getattr(one, name) for name in names}}


def _person(one: Person, *, named: bool) -> dict[str, Any]:
    names = ("number", "role", "sex", "age", "group", "stage", "offences")
    said = {name: getattr(one, name) for name in names}
    said["stage_on"] = one.stage_on.isoformat() if one.stage_on else None
    return said | {"party": one.party if named else "", "described": one.described if named else None}
