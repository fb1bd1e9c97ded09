"""The one registry of event kinds: a kind's schema, its rule, its icon and its words.

Whoever shows, records, checks or exports an event asks here. The schemas, one for each version, stay in `schemas.json` for
ever; an old event is read through `upcast`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import fastjsonschema
from django.utils.functional import Promise

from ifar.errors import Reason
from ifar.ledger.payloads import released
from ifar.registry import labels
from ifar.registry.lifecycle import CONDITIONS, RULES, Rule

SCHEMAS: Final[Mapping[str, Any]] = released("registry")
"""Name (`item.lost/1`) -> the schema of the details of an event."""

Details = Mapping[str, Any]
Step = Callable[[Details], Details]
"""From the details of one version of a schema to those of the next."""

UPCASTS: Final[Mapping[str, Step]] = {}
"""Schema (`item.lost/1`) -> the step to the next version of it. Every schema of the register is still at version 1."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event. `schema` is the version in which new events are written (`item.lost/1`)."""

    name: str
    schema: str
    rule: Rule
    icon: str
    label: Promise
    sentence: Promise

    @property
    def act(self) -> str:
        """The name of the accountable act in the ledger."""
        return f"registry.{self.name}"

    @property
    def demanded(self) -> frozenset[str]:
        """Details without which the rule refuses the event whatever else is known, beside those of its schema."""
        return (
            frozenset()
            if self.rule.urgent
            else frozenset(CONDITIONS[name].detail for name in self.rule.needs)
        )


ICONS: Final[Mapping[str, str]] = {
    "production_planned": "calendar-plus",
    "production_started": "building-factory",
    "production_completed": "building-factory-2",
    "marked": "writing-sign",
    "proof_handed_over": "truck-loading",
    "proof_returned": "certificate",
    "stock_declared": "building-warehouse",
    "imported": "package-import",
    "import_marked": "rubber-stamp",
    "temporarily_imported": "plane-arrival",
    "reexported": "plane-departure",
    "stay_extended": "hourglass",
    "export_licensed": "file-certificate",
    "export_withdrawn": "file-x",
    "exported": "package-export",
    "delivery_confirmed": "clipboard-check",
    "transit_entered": "arrow-bar-to-right",
    "transit_exited": "arrow-bar-right",
    "temporarily_exported": "world-up",
    "absence_extended": "clock",
    "temporary_export_returned": "world-down",
    "wholesale_transferred": "packages",
    "despatched": "truck-delivery",
    "despatch_received": "package",
    "consent_withdrawn": "circle-minus",
    "retail_sold": "receipt",
    "acquired": "user-plus",
    "privately_transferred": "arrows-exchange",
    "inherited": "users",
    "loaned": "arrow-up-right",
    "loan_returned": "arrow-back-up",
    "repair_handed_over": "tool",
    "repair_returned": "truck-return",
    "deposited": "archive",
    "deposit_released": "archive-restore",
    "blocked": "lock",
    "unblocked": "lock-open",
    "state_stock_received": "building-fortress",
    "state_stock_issued": "user-shield",
    "state_stock_returned": "home-shield",
    "state_stock_sent": "transfer",
    "state_stock_arrived": "shield-check",
    "state_stock_transferred": "arrows-transfer-up-down",
    "written_off": "file-minus",
    "sold_to_civilians": "building-store",
    "lost": "map-pin-question",
    "stolen": "alert-triangle",
    "missing_in_transit": "alert-octagon",
    "recovered": "map-pin-check",
    "found": "map-pin-search",
    "surrendered": "hand-stop",
    "seized": "hand-grab",
    "custody_handed_over": "heart-handshake",
    "sent_to_forensics": "microscope",
    "forensics_returned": "flask",
    "evidence_taken": "scale",
    "returned_to_owner": "user-check",
    "confiscated": "gavel",
    "disposal_decided": "writing",
    "sold_from_disposal": "building-bank",
    "destroyed": "flame",
    "deactivated": "shield-off",
    "converted": "transform",
    "re_marked": "tag-plus",
    "leading_part_exchanged": "replace",
    "part_exchanged": "refresh",
    "disassembled": "puzzle-off",
    "reassembled": "puzzle",
    "part_fitted": "link",
    "part_removed": "unlink",
    "registered": "book-2",
    "corrected": "eraser",
    "annulled": "ban",
    "merged": "git-merge",
    "split": "git-branch",
    "sighted": "eye-check",
    "diversion_found": "route-x",
    "trace_requested": "zoom-question",
    "trace_answered": "message-check",
    "noted": "note",
}
"""Kind -> name of an outline icon of Tabler."""


def noun_of(rule: Rule) -> str:
    """`firearm` or `part` where only one of them knows the event, `item` where both do."""
    return next(iter(rule.things)) if len(rule.things) == 1 else "item"


def _versions() -> Mapping[str, int]:
    """Schema name without its version -> the newest version."""
    result: dict[str, int] = {}
    for schema in SCHEMAS:
        name, _, version = schema.partition("/")
        result[name] = max(result.get(name, 0), int(version))
    return result


def _kinds() -> Iterator[Kind]:
    versions = _versions()
    for rule in RULES.values():
        name = f"{noun_of(rule)}.{rule.kind}"
        label, sentence = labels.KINDS[rule.kind]
        yield Kind(rule.kind, f"{name}/{versions[name]}", rule, ICONS[rule.kind], label, sentence)


KINDS: Final[Mapping[str, Kind]] = {kind.name: kind for kind in _kinds()}


def happened(name: str, details: Mapping[str, Any]) -> str:
    """What happened, in words: the sentence of its kind, and of what came back from proof what was found there."""
    said = labels.FOUND_AT_PROOF.get(str(details.get("result"))) if name == "proof_returned" else None
    return str(said or (KINDS[name].sentence if name in KINDS else name))


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(dt.date.fromisoformat(text))
    except ValueError:
        return False


@cache
def _checker(schema: str) -> Callable[[Any], Any]:
    checker: Callable[[Any], Any] = fastjsonschema.compile(
        SCHEMAS[schema], formats={"date": _is_date}, use_default=False
    )
    return checker


@cache
def personal_fields(schema: str) -> frozenset[str]:
    """Fields in a person's own words (`x-personal`): they go to the ledger as salted commitments, never as text."""
    properties = SCHEMAS[schema]["properties"]
    return frozenset(name for name, rule in properties.items() if rule.get("x-personal"))


def check_details(schema: str, details: Details) -> tuple[Reason, ...]:
    """What is wrong with the details of an event by its schema; empty where all is well. No floats anywhere."""
    if _holds_float(details):
        return (Reason("registry.details.float", field="details"),)
    try:
        _checker(schema)(dict(details))
    except fastjsonschema.JsonSchemaValueException as error:
        path = [str(step) for step in error.path[1:]]
        params = {"rule": str(error.rule), "expected": error.rule_definition}
        return (Reason("registry.details.invalid", field=".".join(path) or "details", params=params),)
    return ()


def _holds_float(value: object) -> bool:
    if isinstance(value, str):
        return False
    if isinstance(value, Mapping):
        return any(map(_holds_float, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_holds_float, value))
    return isinstance(value, float)


def upcast(schema: str, details: Details, steps: Mapping[str, Step] = UPCASTS) -> tuple[str, Details]:
    """Read details of any version as those of the newest one: step by step, each from one version to the next."""
    while schema in steps:
        details = steps[schema](details)
        name, _, version = schema.partition("/")
        schema = f"{name}/{int(version) + 1}"
    return schema, details
