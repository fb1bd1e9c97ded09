"""A trader's book, worked out from the exported log by code of their own: what another program does with an export.

It reads the bundles of the export (each entry behind its length in two bytes), and nothing of `ifar.books` or `ifar.registry`. It knows the law of a
book only in the words of domain.md 9.2: a thing stands there while the trader owns it or has it in hand, in lawful trade.
"""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

TRADE: Final = {
    "in_manufacture", "proof_passed", "lawful", "blocked", "export_licensed", "temporary_export", "temporary_import", "transit",
    "in_estate", "possession_revoked", "ended",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A line of a book: the serial number; on which day it came and from whom, and on which it went and to whom. A day is empty where nobody said it, or where
    it stands there still; a party is its identifier, empty where there is none."""

    serial: str
    came: str
    source: str
    went: str = ""
    recipient: str = ""

    def within(self, since: str, until: str) -> bool:
        """Whether it came or went within some days."""
        return any(since <= day <= until for day in (self.came, self.went) if day)


def exported(path: Path) -> list[dict[str, Any]]:
    """All entries of an exported log, in its order."""
    results = []
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.startswith("tile/entries/")]
        for name in sorted(names, key=_place):
            data, at = archive.read(name), 0
            while at < len(data):
                length = int.from_bytes(data[at : at + 2])
                results.append(json.loads(data[at + 2 : at + 2 + length]))
                at += 2 + length
    return results


def _place(name: str) -> int:
    """Which bundle it is: `tile/entries/x001/234` is the 1,234th; a partial one says how wide it is behind it."""
    text = name.removeprefix("tile/entries/").partition(".p/")[0]
    return int(text.replace("x", "").replace("/", ""))


def book(entries: list[dict[str, Any]], trader: str) -> list[Row]:
    """The lines of a trader's book, in the order in which they were entered."""
    lives: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for n, entry in enumerate(entries):
        is_event = str(entry["act"]).startswith("registry.") and "changes" in entry["payload"]
        if is_event and str(entry["object"])[0] in "FK":
            lives[entry["object"]].append((n, entry["payload"]))
    lines = [line for life in lives.values() for line in _lines(life, trader)]
    return [row for _n, row in sorted(lines, key=lambda line: line[0])]


def _lines(life: list[tuple[int, dict[str, Any]]], trader: str) -> Iterator[tuple[int, Row]]:
    owner = keeper = legal = ""
    marks: dict[int, dict[str, Any]] = {}
    entered: tuple[int, str, str] | None = None
    for n, values in life:
        changes, before = values["changes"], (owner, keeper)
        owner, keeper = changes.get("owner", owner), changes.get("custodian", keeper)
        legal = changes.get("legal", legal)
        for mark in changes.get("marks") or []:
            marks[mark["n"]] = marks.get(mark["n"], {}) | mark
        is_there = trader in (owner, keeper) and legal in TRADE
        if is_there and entered is None:
            source = before[0] if owner == trader else before[1]
            entered = (n, _day(values), "" if source == trader else source)
        elif entered is not None and not is_there:
            recipient = owner if before[0] == trader != owner else keeper
            yield entered[0], _row(marks, entered, _day(values), "" if recipient == trader else recipient)
            entered = None
    if entered is not None:
        yield entered[0], _row(marks, entered)


def _row(
    marks: dict[int, dict[str, Any]], entered: tuple[int, str, str], went: str = "", recipient: str = ""
) -> Row:
    serials = [
        row["text"] for _n, row in sorted(marks.items()) if row["kind"] == "serial" and not row.get("retired")
    ]
    return Row(serials[0] if serials else "", entered[1], entered[2], went, recipient)


def _day(values: dict[str, Any]) -> str:
    """The day as it was said, in the zone of whoever said it; empty where nobody said one."""
    when = values["occurred"]
    if not when["from"]:
        return ""
    return str(dt.datetime.fromisoformat(when["from"]).astimezone(ZoneInfo(when["zone"])).date())


def differences(ours: list[Row], theirs: list[Row]) -> list[str]:
    """The serial numbers of lines that one side tells otherwise than the other, or not at all."""
    mine, other = Counter(ours), Counter(theirs)
    return sorted({row.serial for row in (mine - other) + (other - mine)})
