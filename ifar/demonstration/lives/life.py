"""What a life is made of: a firearm, its steps, and whom they speak of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Ref:
    """Somebody or some office that a step speaks of: a holder by number, an office by key, an officer by user name."""

    noun: Literal["party", "office", "officer"]
    key: int | str


@dataclass(frozen=True, slots=True)
class Step:
    """One event: its kind, the office that records it, the day, what it says; `second` is the person who approves it.

    `attested` names documents, by condition, that the same life tells of."""

    kind: str
    office: str
    day: dt.date
    details: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    paper: str = ""
    attested: Mapping[str, str] = field(default_factory=dict)
    marks: tuple[Mapping[str, Any], ...] = ()
    second: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the reference data know it, with how often it is met in this country."""

    code: str
    make: str
    type: str
    calibre: str
    country: str
    weight: int
    stock: Literal["civilian", "police", "defence"] = "civilian"


@dataclass(frozen=True, slots=True)
class Life:
    """A firearm: what identifies it, and its steps."""

    number: int
    identity: Mapping[str, Any]
    steps: tuple[Step, ...]
