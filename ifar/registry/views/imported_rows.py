"""Rows of an import as its pages show them: what they say, what they would become, what stands on record, what is to be mended."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.html import format_html

from ifar.reference.selectors import words as reference_words
from ifar.registry.intake.composing import state_of
from ifar.registry.intake.fields import FIELDS
from ifar.registry.labels import STATES
from ifar.registry.labels import imports as words
from ifar.registry.models import Import
from ifar.registry.selectors import imports as selectors
from ifar.registry.views.firearm import serial_of, title_of, titles_in
from ifar.rights import Actor

BECOMES: Final[Mapping[str, str]] = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "firearm_type",
    "country_made": "country",
}
"""Coded field -> the reference list of its codes, in the order in which a row shows what it becomes."""


def row_shown(row: selectors.Row, status: str) -> dict[str, Any]:
    """A row in a table: what it says, what becomes or became of it, and why."""
    values = row.mended or row.texts
    return {
        "row": row,
        "outcome": outcome_words(row.outcome, status),
        "reasons": [words.REASONS.get(code, code) for code in row.reasons],
        "remarks": [words.REMARKS.get(code, code) for code in row.remarks],
        "said": " · ".join(values[name] for name in FIELDS if values.get(name))[:160],
        "becomes": _becomes(row) if row.outcome == "ready" else [],
    }


def _becomes(row: selectors.Row) -> list[tuple[Any, str, str, str]]:
    """What a row would become: label, words, status of the answer, and what the older register wrote where that differs."""
    values = row.values
    if not values:
        return []
    rows = [(words.FIELDS["serial"], values["serial_text"] or "", values["serial_status"], "")]
    for name, listed in BECOMES.items():
        code = values[name]
        label = reference_words(listed).get(code, code) if code else ""
        rows.append((words.FIELDS[name], label, values[f"{name}_status"], values[f"{name}_raw"] or ""))
    rows.append((words.FIELDS["year"], str(values["year"] or ""), values["year_status"], ""))
    state = STATES.get(state_of(values), "")
    return [item for item in rows if item[2] != "not_asked" or item[3]] + [
        (words.FIELDS["state"], str(state), "known", "")
    ]


def outcome_words(name: str, status: str) -> Any:
    """What became of a row, or would become of it while nothing was taken in yet."""
    return words.OUTCOMES["imported" if name == "ready" and status == "finished" else name]


def rows_context(actor: Actor, imported: Import, rows: Sequence[selectors.Row]) -> dict[int, dict[str, Any]]:
    """What the register tells of rows: what was taken in reads as its firearm, what was tried may stand on record already, or twice in
    the file."""
    taken = selectors.firearms_of(actor, rows)
    spoken = titles_in() if taken else None
    result: dict[int, dict[str, Any]] = {
        n: {"on_record": public_id, "formerly": formerly}
        for n, (public_id, formerly) in selectors.on_record_of(actor, rows).items()
    }
    if imported.status not in ("finished", "abandoned"):
        for n, other in selectors.twins_of(imported, rows).items():
            result.setdefault(n, {})["twin"] = other
    for row in rows:
        if not row.texts and (firearm := taken.get(row.firearm)):
            result[row.n] = {"firearm": title_of(firearm, spoken), "mark": serial_of(firearm)}
    return result


def completing(name: str, of: str) -> str:
    """Attributes that complete a coded field as one types, or nothing where it has no list. `of`: name and identifier of the input."""
    if name not in BECOMES:
        return ""
    url = reverse("registry:known", args=(BECOMES[name],))
    vals = json.dumps({"into": "list", "field": of})
    return format_html(
        'list="known-{0}" autocomplete="off" hx-get="{1}" hx-trigger="input changed delay:250ms" hx-target="#known-{0}" hx-vals="{2}"',
        of, url, vals,
    )  # fmt: skip


def mending(row: selectors.Row) -> dict[str, Any]:
    """The fields of a row that is to be mended: those that something speaks against first, each with the reason, then what the row
    says, then what it does not say; and the reasons that belong to no field alone."""
    values = row.mended or row.texts
    wrong: dict[str, list[Any]] = {}
    for code in row.reasons:
        name = code.partition(".")[0]
        wrong.setdefault(name if name in FIELDS else "", []).append(words.REASONS.get(code, code))
    fields = [
        {
            "name": name,
            "label": words.FIELDS[name],
            "text": values.get(name, ""),
            "wrong": wrong.get(name, []),
            "completes": completing(name, f"field-{name}"),
        }
        for name in FIELDS
    ]
    first = [field for field in fields if field["wrong"]]
    return {
        "whole": wrong.get("", []),
        "fields": first + [field for field in fields if field["text"] and not field["wrong"]],
        "unsaid": [field for field in fields if not field["text"] and not field["wrong"]],
        "first": first[0]["name"] if first else "",
    }
