"""Types and answers that several nouns share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from ifar.recoveries.models import Case, Item, Person
from ifar.registry.occurred import moment

Identifier = Annotated[str, Field(max_length=20)]


Code = Annotated[str, Field(max_length=80)]


Line = Annotated[str, Field(max_length=200)]


Expected = Annotated[int | None, Field(ge=1, le=1_000_000)]


Amount = Annotated[int | None, Field(ge=1, lt=10**15, description="In the smallest unit of the currency.")]


class ItemOut(Schema):
    """An item as it stands."""

    id: str
    case: str
    line: int
    kind: str
    quantity: int
    exhibit: str
    state: str
    identity: dict[str, Any]
    marks: list[dict[str, Any]]
    marking: str
    condition: str
    origin: str
    features: dict[str, str]
    firearm: str
    tracing: str
    weapon: str
    merged_into: str
    acts: int


class PersonOut(Schema):
    """Somebody of a case, without who it is."""

    id: UUID
    number: int
    role: str
    sex: str
    age: str
    stage: str
    stage_on: dt.date | None
    offences: list[str]


class CaseOut(Schema):
    """A case as it stands; times in UTC."""

    id: str
    kind: str
    number: str
    state: str
    anonymous: bool
    occurred_from: str | None
    occurred_to: str | None
    precision: str
    place: str
    area: str
    latitude: int | None
    longitude: int | None
    location: str
    ground: str
    offences: list[str]
    threats: list[str]
    agency: str
    acts: int


class MadeOut(Schema):
    """The identifier of what was made."""

    id: str


def told_case(case: Case) -> dict[str, Any]:
    """A case as it is told."""
    names = (
        "kind", "number", "state", "anonymous", "precision", "place", "area", "latitude", "longitude", "location", "ground", "offences",
        "threats",
    )  # fmt: skip
    values = {name: getattr(case, name) for name in names}
    return values | {
        "id": case.public_id,
        "agency": case.agency.public_id,
        "acts": case.n,
        "occurred_from": moment(case.occurred_from),
        "occurred_to": moment(case.occurred_to),
    }


def told_item(item: Item, case: str) -> dict[str, Any]:
    """An item as it is told; `case` is the identifier of its case."""
    names = (
        "line", "kind", "quantity", "exhibit", "state", "identity", "marks", "marking", "condition", "origin", "features", "firearm",
        "tracing", "weapon", "merged_into",
    )  # fmt: skip
    return {
        "id": item.public_id,
        "case": case,
        "acts": item.n,
        **{name: getattr(item, name) for name in names},
    }


def told_person(person: Person) -> dict[str, Any]:
    """A person of a case, by role and number; who it is stands in no list."""
    names = ("number", "role", "sex", "age", "stage", "stage_on", "offences")
    return {"id": person.pk, **{name: getattr(person, name) for name in names}}
