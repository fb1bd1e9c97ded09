"""What a folder of facts says, once it is read: rows, the sheets of its lists, and what is wrong with it. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Mode = Literal["extend", "replace"]
Value = str | int | bool | None | dict[str, int]


class Problem(NamedTuple):
    """Something wrong at a line of a file. `what` is a stable word; `value` is what stood there."""

    file: str
    line: int
    column: str
    what: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its code, its typed fields, and what comes along with it."""

    line: int
    code: str
    fields: Mapping[str, Value]
    source: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    mappings: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()

    def content(self) -> dict[str, Any]:
        """What the row says, as plain values: what is compared, kept as a revision and digested."""
        out: dict[str, Any] = dict(self.fields)
        out["source"] = self.source
        for name, date in (("valid_from", self.valid_from), ("valid_to", self.valid_to)):
            if date:
                out[name] = date.isoformat()
        if self.labels:
            out["labels"] = dict(self.labels)
        if self.mappings:
            out["mappings"] = [list(pair) for pair in self.mappings]
        if self.aliases:
            out["aliases"] = list(self.aliases)
        return out


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list as one folder gives it, with its title, its edition and how it stands to what was there before."""

    name: str
    rows: tuple[Row, ...]
    title: str = ""
    edition: str = ""
    mode: Mode = "extend"

    def digest(self) -> str:
        """SHA-256 over everything that the sheet says."""
        values = [
            self.name,
            self.title,
            self.edition,
            self.mode,
            [[row.code, row.content()] for row in self.rows],
        ]
        return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Facts:
    """A whole folder: its sheets in the order in which they build on each other, or what is wrong with it."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()
