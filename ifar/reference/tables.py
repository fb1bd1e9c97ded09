"""Where the rows of a list live: the table, its key, and which column comes from which field of a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Table:
    """Where the rows of a list live: table, key, and the columns that are taken from the row's fields."""

    table: str
    key: str
    fields: Mapping[str, str]


TABLES: Final[Mapping[str, Table]] = {
    "country": Table(
        "country",
        "code",
        {
            "alpha3": "alpha3",
            "numeric": "numeric",
            "name": "name",
            "region": "region",
            "successors": "successors",
        },
    ),
    "area": Table(
        "area",
        "code",
        {"kind": "kind", "category": "category", "name": "name", "country_id": "country", "parent": "parent"},
    ),
    "firearm_type": Table(
        "firearmtype",
        "code",
        {
            "parent": "parent",
            "position": "#",
            "is_firearm": "is_firearm",
            "bearing": "bearing",
            "action": "action",
        },
    ),
    "calibre": Table(
        "calibre", "code", {"name": "name", "kind": "kind", "bore_um": "bore_mm", "case_um": "case_mm"}
    ),
    "make": Table("make", "code", {"name": "name", "country_id": "country", "note": "note"}),
    "model": Table(
        "model",
        "code",
        {"make_id": "@", "name": "name", "family": "family", "type_id": "type", "calibre_id": "calibre"},
    ),
    "retention_rule": Table(
        "retentionrule",
        "code",
        {
            "instrument": "instrument",
            "record": "record",
            "years": "years",
            "starts": "starts",
            "adopted": "adopted",
            "access": "access",
            "article": "article",
        },
    ),
    "mark_sign": Table(
        "marksign",
        "code",
        {
            "kind": "kind",
            "symbols": "symbols",
            "reads": "reads",
            "places": "places",
            "country_id": "country",
            "make_id": "make",
            "since": "since",
            "until": "until",
            "confidence": "confidence",
        },
    ),
    "serial_style": Table(
        "serialstyle",
        "code",
        {
            "shapes": "shapes",
            "make_id": "make",
            "model_id": "model",
            "type_id": "type",
            "country_id": "country",
            "since": "since",
            "until": "until",
            "confidence": "confidence",
        },
    ),
    "trace_desk": Table(
        "tracedesk",
        "code",
        {
            "country_id": "country",
            "kind": "kind",
            "address": "address",
            "zone": "zone",
            "agreement": "agreement",
            "key": "key",
            "town": "town",
            "weekend": "weekend",
            "holidays": "holidays",
            "hours": "hours",
        },
    ),
    "check_item": Table(
        "checkitem",
        "code",
        {"position": "#", "answered_by": "answered_by", "good_days": "good_days", "article": "article"},
    ),
    "licence_kind": Table(
        "licencekind",
        "code",
        {
            "position": "#",
            "holders": "holders",
            "allows": "allows",
            "categories": "categories",
            "counts": "counts",
            "quota": "quota",
            "months": "months",
            "renewal_days": "renewal_days",
            "checks": "checks",
            "clock_days": "clock_days",
            "decides": "decides",
        },
    ),
    "eligibility_ground": Table(
        "eligibilityground",
        "code",
        {"position": "#", "effect": "effect", "at_once": "at_once", "days": "days", "article": "article"},
    ),
    "fee_rule": Table(
        "feerule",
        "code",
        {
            "position": "#",
            "act": "act",
            "kinds": "kinds",
            "holders": "holders",
            "amount": "amount",
            "currency": "currency",
            "stops": "stops",
            "article": "article",
        },
    ),
    "duty_term": Table(
        "dutyterm",
        "code",
        {"position": "#", "about": "about", "kinds": "kinds", "days": "days", "article": "article"},
    ),
    "ammunition_limit": Table(
        "ammunitionlimit",
        "code",
        {"position": "#", "of": "of", "kinds": "kinds", "most": "most", "days": "days", "article": "article"},
    ),
    "reminder_rule": Table(
        "reminderrule",
        "code",
        {
            "position": "#",
            "about": "about",
            "kinds": "kinds",
            "before": "before",
            "channels": "channels",
            "may_refuse": "may_refuse",
            "article": "article",
        },
    ),
    "inspection_item": Table(
        "inspectionitem",
        "code",
        {"position": "#", "kinds": "kinds", "days": "days", "article": "article"},
    ),
    "regime": Table(
        "regimerule",
        "code",
        {
            "position": "#",
            "regime": "regime",
            "article": "article",
            "leg": "leg",
            "states": "states",
            "from_states": "from_states",
            "into_states": "into_states",
            "not_into": "not_into",
            "purposes": "purposes",
            "ways": "ways",
            "asks": "asks",
            "lifts": "lifts",
            "days": "days",
            "more_days": "more_days",
        },
    ),
    "risk_criterion": Table(
        "riskcriterion",
        "code",
        {
            "position": "#",
            "regime": "regime",
            "article": "article",
            "rank": "rank",
            "kinds": "kinds",
            "by_states": "by_states",
        },
    ),
    "marking_rule": Table(
        "markingrule",
        "code",
        {
            "position": "#",
            "profile": "profile",
            "article": "article",
            "at": "at",
            "states": "states",
            "asks": "asks",
            "height_nm": "height_mm",
            "depth_nm": "depth_mm",
            "scripts": "scripts",
            "placed_after": "placed_after",
            "advised": "advised",
        },
    ),
}
_MAY_BE_MISSING: Final = frozenset(
    {
        "country",
        "make",
        "model",
        "type",
        "calibre",
        "bore_mm",
        "case_mm",
        "years",
        "since",
        "until",
        "good_days",
        "quota",
        "months",
        "days",
        "more_days",
        "height_mm",
        "depth_mm",
        "placed_after",
    }
)
_SHORT: Final = Table("code", "key", {"code": "=", "list_id": "!", "parent": "parent", "position": "#"})


def table_of(name: str) -> Table:
    """Where the rows of a list live."""
    return TABLES.get(name, _SHORT)


def where_of(name: str) -> str:
    """The condition that picks a list out of a table that holds several."""
    return "" if name in TABLES else "WHERE list_id = %s"


def value(code: str, what: str, values: Any, name: str, position: int) -> Any:
    """A column's value: what a field of the line says, or its code (`=`), its make (`@`), its list (`!`), its line (`#`)."""
    special = {"=": code, "@": code.partition("/")[0], "!": name, "#": position}
    if what in special:
        return special[what]
    if isinstance(values, dict):
        return json.dumps(values)
    if what in _MAY_BE_MISSING:
        return None if values == "" else values
    return "" if values is None else values
