"""Work of other organisations as their files of the IATI standard tell it: what is kept of an activity, what a new file changes. Pure.

Nothing is added up across currencies, and nothing is taken for granted: what a file does not say is not there. Where an activity stands in
the strategy is read from two things only: its tags in this programme's own vocabulary, as our own files write them, and its DAC sectors
by a short table that says which outcome a sector is nearest to (our reading, not the strategy's). Pure.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from ifar.programme import framework
from ifar.programme.iati.export import OWN_VOCABULARY
from ifar.programme.iati.model import LANG, Node

STATUS: Final = ("1", "2", "3", "4", "5", "6")
"""Codes of the list ActivityStatus."""
SECTORS: Final[Mapping[str, str]] = {
    "15113": "O1",
    "15130": "O1",
    "15131": "O1",
    "15153": "O1",
    "15132": "O2",
    "15133": "O2",
    "15134": "O2",
    "15135": "O2",
    "15136": "O2",
    "15137": "O2",
    "15210": "O2",
    "15150": "O3",
    "15160": "O3",
    "15170": "O3",
    "15180": "O3",
    "15220": "O3",
    "16070": "O3",
    "15110": "O4",
    "15111": "O4",
    "15112": "O4",
}
"""DAC purpose code -> outcome. 15240 (control of small arms) belongs to all four and says nothing."""
TRANSACTIONS: Final[Mapping[str, str]] = {
    "1": "incoming",
    "11": "incoming_commitment",
    "2": "commitment",
    "3": "disbursement",
    "4": "expenditure",
}
"""Code of TransactionType -> the sum that it belongs to; others are together as `other`."""
DAC_VOCABULARIES: Final = ("", "1")
MOST_NAMED: Final = 50
"""How many results, places and organisations of one activity are kept; how many there are is kept too."""
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Related:
    """One activity of another organisation; `said` is what the table keeps beside its columns."""

    publisher: str
    identifier: str
    title: str
    status: str
    countries: tuple[str, ...]
    outcomes: tuple[str, ...]
    fingerprint: str
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stands:
    """How an activity stands after earlier files: fingerprint, its elements, whether it is gone."""

    fingerprint: str
    elements: Mapping[str, Sequence[Any]]
    gone: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of the elements of an activity: element -> how many before and now."""

    removed: Mapping[str, tuple[int, int]]
    added: Mapping[str, tuple[int, int]]
    altered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """What a file would change. `own`: our own activities in it, left out; `twice`: identifiers that it names more than once."""

    fresh: tuple[Related, ...]
    revised: tuple[tuple[Related, Changed], ...]
    same: tuple[str, ...]
    own: tuple[str, ...]
    gone: tuple[tuple[str, str], ...]
    twice: tuple[str, ...]

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.fresh or self.revised or self.gone)


def _texts(node: Node | None, language: str) -> str:
    """The words of an element: in the activity's language, in English, or the first that there are."""
    if node is None:
        return ""
    result = {item.attributes.get(LANG, ""): item.text.strip() for item in reversed(node.all("narrative"))}
    text = result.get("") or result.get(language) or result.get("en") or next(iter(result.values()), "")
    return " ".join(text.split())[:LONGEST]


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


def _sums(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    """Sums by currency as text, sorted."""
    result: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        result[currency] += amount
    return {currency: f"{amount:f}" for currency, amount in sorted(result.items())}


def _money(node: Node, currency: str) -> list[tuple[str, Decimal]]:
    return [
        (item.attributes.get("currency", "") or currency, _amount(item.text)) for item in node.all("value")
    ]


def fingerprint_of(node: Node) -> str:
    """SHA-256 of all that an activity says; when it was touched last does not count."""
    attributes = {key: value for key, value in node.attributes.items() if key != "last-updated-datetime"}
    bare = Node(node.name, attributes, node.text, node.children)
    return hashlib.sha256(json.dumps(bare.values(), ensure_ascii=False).encode()).hexdigest()


def elements_of(node: Node) -> dict[str, list[Any]]:
    """Element -> how many there are and a digest of them, for saying later which one changed or went."""
    result: dict[str, list[Node]] = defaultdict(list)
    for child in node.children:
        result[child.name].append(child)
    return {
        name: [
            len(some),
            hashlib.sha256(json.dumps([item.values() for item in some]).encode()).hexdigest()[:16],
        ]
        for name, some in sorted(result.items())
    }


def _outcomes(node: Node) -> tuple[str, ...]:
    below = (sector for item in node.all("transaction") for sector in item.all("sector"))
    codes = {
        item.attributes.get("code", "")
        for item in (*node.all("sector"), *below)
        if item.attributes.get("vocabulary", "") in DAC_VOCABULARIES
    }
    return tuple(sorted({SECTORS[code] for code in codes if code in SECTORS}))


def _cells(node: Node) -> list[str]:
    """Cells of the matrix, as files of this programme tag them."""
    return sorted(
        {
            code
            for item in node.all("tag")
            if item.attributes.get("vocabulary") == OWN_VOCABULARY
            and (code := item.attributes.get("code", "")) in framework.CELLS
        }
    )


def _results(node: Node, language: str) -> list[dict[str, Any]]:
    return [
        {
            "type": item.attributes.get("type", ""),
            "title": _texts(item.get("title"), language),
            "indicators": [
                {
                    "title": _texts(each.get("title"), language),
                    "periods": [_period(period, language) for period in each.all("period")[-MOST_NAMED:]],
                }
                for each in item.all("indicator")[:MOST_NAMED]
            ],
        }
        for item in node.all("result")[:MOST_NAMED]
    ]


def _period(node: Node, language: str) -> dict[str, str]:
    def day(name: str) -> str:
        result = node.get(name)
        return result.attributes.get("iso-date", "")[:10] if result else ""

    def told(name: str) -> str:
        result = node.get(name)
        return (
            (result.attributes.get("value", "") or _texts(result.get("comment"), language))[:200]
            if result
            else ""
        )

    return {
        "start": day("period-start"),
        "end": day("period-end"),
        "target": told("target"),
        "actual": told("actual"),
    }


def related(node: Node) -> Related:
    """What is kept of an activity of a valid file."""
    language, currency = node.attributes.get(LANG, "en"), node.attributes.get("default-currency", "")
    reporting = node.get("reporting-org")
    identifier = node.get("iati-identifier")
    status = node.get("activity-status")
    days = {value.attributes.get("type", ""): value.attributes.get("iso-date", "")[:10] for value in node.all("activity-date")}  # fmt: skip
    below = [
        place.attributes for value in node.all("transaction") for place in value.all("recipient-country")
    ]
    countries = sorted(
        {code for row in [*(c.attributes for c in node.all("recipient-country")), *below] if (code := row.get("code", "").strip().upper())}
    )  # fmt: skip
    cells = _cells(node)
    moved: dict[str, list[tuple[str, Decimal]]] = defaultdict(list)
    for item in node.all("transaction"):
        kind = item.get("transaction-type")
        code = kind.attributes.get("code", "") if kind else ""
        moved[TRANSACTIONS.get(code, "other")] += _money(item, currency)
    taking = [
        {
            "role": value.attributes.get("role", ""),
            "name": _texts(value, language) or value.attributes.get("ref", ""),
        }
        for value in node.all("participating-org")
    ]
    sectors = Counter(
        value.attributes.get("code", "")
        for value in node.all("sector")
        if value.attributes.get("vocabulary", "") in DAC_VOCABULARIES
    )
    values = {
        "publisher_name": _texts(reporting, language),
        "words": _texts(node.get("description"), language),
        "start": days.get("2") or days.get("1", ""),
        "end": days.get("4") or days.get("3", ""),
        "organisations": taking[:MOST_NAMED],
        "places": [
            place for value in node.all("location")[:MOST_NAMED] if (place := _place(value, language))
        ],
        "sectors": sorted(code for code in sectors if code),
        "cells": cells,
        "budgets": _sums(pair for value in node.all("budget") for pair in _money(value, currency)),
        "transactions": {kind: _sums(pairs) for kind, pairs in sorted(moved.items())},
        "results": _results(node, language),
        "elements": elements_of(node),
    }
    return Related(
        publisher=(reporting.attributes.get("ref", "") if reporting else "").strip()[:200],
        identifier=(identifier.text.strip() if identifier else "")[:400],
        title=_texts(node.get("title"), language) or (identifier.text.strip() if identifier else ""),
        status=code if status and (code := status.attributes.get("code", "")) in STATUS else "",
        countries=tuple(countries),
        outcomes=_outcomes(node),
        fingerprint=fingerprint_of(node),
        said=values,
    )


def _place(node: Node, language: str) -> dict[str, str]:
    point = node.get("point")
    pos = point.get("pos") if point else None
    result = {"name": _texts(node.get("name"), language), "point": pos.text.strip()[:60] if pos else ""}
    return result if any(result.values()) else {}


def changed(before: Mapping[str, Sequence[Any]], now: Mapping[str, Sequence[Any]]) -> Changed:
    """Which elements went, came or say otherwise; an element that went is named with how many of it are left."""

    def count(of: Mapping[str, Sequence[Any]], name: str) -> int:
        return int(of[name][0]) if name in of else 0

    names = sorted(before.keys() | now.keys())
    pairs = {name: (count(before, name), count(now, name)) for name in names}
    return Changed(
        {name: pair for name, pair in pairs.items() if pair[1] < pair[0]},
        {name: pair for name, pair in pairs.items() if pair[1] > pair[0]},
        tuple(
            name
            for name, pair in pairs.items()
            if pair[0] == pair[1] and list(before[name]) != list(now[name])
        ),
    )


def compare(
    stands: Mapping[tuple[str, str], Stands], relations: Iterable[Related], *, ours: str, whole: bool
) -> Compared:
    """Hold the activities of a file against what earlier ones said.

    Args:
        stands: (publisher, identifier) -> how it stands.
        ours: reference of the organisation that publishes our own files, whose activities are left out.
        whole: the file is everything that its publishers have.
    """
    fresh: list[Related] = []
    revised: list[tuple[Related, Changed]] = []
    same: list[str] = []
    own: list[str] = []
    twice: list[str] = []
    seen: set[tuple[str, str]] = set()
    for item in relations:
        key = (item.publisher, item.identifier)
        if key in seen:
            twice.append(item.identifier)
            continue
        seen.add(key)
        before = stands.get(key)
        if ours and item.publisher == ours:
            own.append(item.identifier)
        elif before is None or before.gone:
            fresh.append(item)
        elif before.fingerprint == item.fingerprint:
            same.append(item.identifier)
        else:
            revised.append((item, changed(before.elements, item.said["elements"])))
    publishers = {publisher for publisher, _identifier in seen}
    gone = sorted(
        key for key, before in stands.items() if whole and key[0] in publishers and key not in seen and not before.gone
    )  # fmt: skip
    return Compared(tuple(fresh), tuple(revised), tuple(same), tuple(own), tuple(gone), tuple(twice))
