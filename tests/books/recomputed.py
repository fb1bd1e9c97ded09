"""A trader's acquisitions and disposals, worked out from the entries of the log by code of their own: what another program does with an export.

It reads what a bundle of the export holds (the canonical bytes of each entry), and nothing of `ifar.books` or `ifar.registry`. It knows the law of a
book only in the words of domain.md 9.2: a thing stands there while the trader owns it or has it in hand, in lawful trade.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

TRADE: Final = {
    "in_manufacture", "proof_passed", "lawful", "blocked", "export_licensed", "temporary_export", "temporary_import", "transit",
    "in_estate", "possession_revoked", "ended",
}  # fmt: skip


@dataclass(frozen=True)
class Move:
    """Something came or went: on which day, which serial number, from or to whom."""

    on: dt.date
    serial: str
    whom: str


def ledger() -> list[dict[str, Any]]:
    """All entries of the log, as an export holds them, in its order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT canonical FROM ledger_entry ORDER BY id")
        return [json.loads(bytes(one)) for (one,) in cursor.fetchall()]


def _lives(entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    lives: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in entries:
        if (
            str(one["act"]).startswith("registry.")
            and "changes" in one["payload"]
            and str(one["object"])[0] in "FK"
        ):
            lives[one["object"]].append(one["payload"])
    return lives


def _moves(entries: list[dict[str, Any]], trader: str) -> Iterator[tuple[str, Move]]:
    for life in _lives(entries).values():
        owner = keeper = legal = ""
        marks: dict[int, dict[str, Any]] = {}
        was_there = False
        came: list[tuple[str, dt.date, str]] = []
        for said in life:
            changes = said["changes"]
            before = (owner, keeper)
            owner, keeper = changes.get("owner", owner), changes.get("custodian", keeper)
            legal = changes.get("legal", legal)
            if was_there or trader in (owner, keeper):
                for mark in changes.get("marks") or []:
                    marks[mark["n"]] = marks.get(mark["n"], {}) | mark
            else:
                for mark in changes.get("marks") or []:
                    marks[mark["n"]] = marks.get(mark["n"], {}) | mark
            is_there = trader in (owner, keeper) and legal in TRADE
            when = said["occurred"]
            moment = dt.datetime.fromisoformat(when["from"]) if when["from"] else None
            day = moment.astimezone(ZoneInfo(when["zone"])).date() if moment else dt.date.min
            serial = next(
                (
                    m["text"]
                    for _n, m in sorted(marks.items())
                    if m["kind"] == "serial" and not m.get("retired")
                ),
                "",
            )
            if is_there and not was_there:
                came.append(("came", day, before[0] if owner == trader else before[1]))
            if was_there and not is_there:
                whom = owner if before[0] == trader != owner else keeper
                yield "came", Move(came[-1][1], serial, "" if came[-1][2] == trader else came[-1][2])
                yield "went", Move(day, serial, "" if whom == trader else whom)
            was_there = is_there
        if was_there:
            yield "came", Move(came[-1][1], serial, "" if came[-1][2] == trader else came[-1][2])


def acquired(entries: list[dict[str, Any]], trader: str, since: dt.date, until: dt.date) -> set[Move]:
    """What came within some days."""
    return {move for side, move in _moves(entries, trader) if side == "came" and since <= move.on <= until}


def disposed(entries: list[dict[str, Any]], trader: str, since: dt.date, until: dt.date) -> set[Move]:
    """What went within some days."""
    return {move for side, move in _moves(entries, trader) if side == "went" and since <= move.on <= until}
