"""Taking in what the system of customs declares: the same declaration changes nothing, and what does not match is recorded and becomes a matter.

A declaration is an observation to the degree `declared` of the consignment that it names: it releases nothing, because release at exit is an act of a person,
and it is refused for nothing that it says.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pydantic import ValidationError

from ifar.errors import Reason
from ifar.matters.services import matters
from ifar.placement.roads import reconciling
from ifar.rights import Actor, require
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import observing
from ifar.trade.declarations.inputs import MOST, Declared
from ifar.trade.declarations.models import Declaration
from ifar.trade.declarations.selectors import (
    SEND,
    authorisation_of,
    consignment_of,
    declared_under,
    in_force_on,
)
from ifar.trade.models import Authorisation, Consignment, Observation
from ifar.trade.services.writing import RECORDER, today

COLUMNS: Final = (
    "declaration",
    "way",
    "authorisation",
    "consignment",
    "day",
    "office",
    "quantity",
    "serials",
)
_SAID: Final = ("authorisation", "consignment", "declared_on", "office", "quantity", "serials")
_ALONE: Final = "SELECT acts_lock('trade', 'declaration', 'received', '', %s::jsonb, '{}')"


@dataclass(frozen=True, slots=True)
class DeclarationResult:
    """What became of one declaration: `recorded`, `known` (nothing changed) or `corrected`, as which record, and what does not match."""

    number: str
    way: str
    result: str
    id: str
    consignment: str
    differs: tuple[str, ...]


@transaction.atomic
def take(*, actor: Actor, declared: Sequence[Declared]) -> list[DeclarationResult]:
    """Take declarations in: each once; one of the same number and way that says something else corrects what it said.

    Raises:
        Invalid: one number stands there twice and says different things.
    """
    require(actor, SEND)
    lines: dict[tuple[str, str], Declared] = {}
    for item in declared:
        if lines.setdefault(_key(item), item) != item:
            raise RECORDER.invalid(
                Reason("trade.declaration.twice", field="declarations", params={"number": item.declaration})
            )
    with connection.cursor() as cursor:
        cursor.execute(_ALONE, [json.dumps({"office": actor.agency})])
    return [_one(actor, line) for line in lines.values()]


def _key(declared: Declared) -> tuple[str, str]:
    return " ".join(declared.declaration.split()).upper(), declared.way


def _one(actor: Actor, declared: Declared) -> DeclarationResult:
    number, way = _key(declared)
    values = {
        "authorisation": declared.authorisation,
        "consignment": declared.consignment,
        "declared_on": declared.day,
        "office": declared.office,
        "quantity": declared.quantity,
        "serials": list(declared.serials),
    }
    before = Declaration.objects.filter(agency_id=actor.agency_id, way=way, number=number).first()
    if before is not None and all(getattr(before, name) == values[name] for name in _SAID):
        return _taken(before, "known")
    under = authorisation_of(actor, declared.authorisation)
    consignment = consignment_of(actor, declared.consignment, under, way)
    if before is not None and before.matched and not declared.consignment and under is not None:
        # What it was about already it is about still.
        consignment = consignment_of(actor, before.matched, under, way)
    wrong = list(_wrong(declared, under, consignment, before.public_id if before else ""))
    if before is not None:
        _take_back(actor, before)
    seen = (
        _observed(actor, declared, consignment)
        if consignment is not None and declared.day <= today()
        else None
    )
    findings = (
        reconciling.findings(kept.whole_of(consignment), kept.seen_of(seen)) if seen and consignment else []
    )
    sets = {
        **values,
        "under": under.public_id if under else "",
        "matched": consignment.public_id if consignment else "",
        "observation": seen.public_id if seen else "",
        "differs": [*wrong, *dict.fromkeys(each.code for each in findings)],
    }
    if before is None:
        made = RECORDER.record(
            actor, "declaration", "received", changes={"number": number, "way": way, **sets}
        ).subject
    else:
        changed = {name: value for name, value in sets.items() if getattr(before, name) != value}
        made = RECORDER.record(actor, "declaration", "corrected", before, changes=changed).subject
    stands = Declaration.objects.select_related("agency").get(public_id=made)
    keeper = under.agency if under else stands.agency
    for code in wrong:
        cause = f"trade.declared_{code} {stands.n}"
        matters.open_matter("consignment", made, cause, keeper, compartment=stands.compartment)
    return _taken(stands, "recorded" if before is None else "corrected")


def _taken(declaration: Declaration, result: str) -> DeclarationResult:
    return DeclarationResult(
        declaration.number,
        declaration.way,
        result,
        declaration.public_id,
        declaration.matched,
        tuple(declaration.differs),
    )


def _wrong(
    declared: Declared, under: Authorisation | None, consignment: Consignment | None, but: str
) -> Iterable[str]:
    """What of a declaration does not match what is on record, in codes (`labels.CAUSES`)."""
    if under is None:
        yield "authorisation"
    else:
        if not in_force_on(under, declared.day):
            yield "not_in_force"
        allowed = sum(int(line["quantity"] or 0) for line in under.goods)
        if declared_under(under, declared.way, but) + declared.quantity > allowed:
            yield "over_authorised"
    if consignment is None:
        yield "consignment"
    elif under is not None and consignment.authorisation_id != under.pk:
        yield "other"
    if declared.day > today():
        yield "ahead"


def _observed(actor: Actor, declared: Declared, consignment: Consignment) -> Observation:
    """What was declared, as an observation of the consignment: nobody saw it."""
    noon = timezone.make_aware(dt.datetime.combine(declared.day, dt.time(12)))
    made = observing.observe(
        actor,
        consignment,
        leg=declared.way,
        country=settings.IFAR_COUNTRY,
        degree="declared",
        counted=declared.quantity,
        serials=declared.serials,
        at=min(noon, timezone.now()),
    )
    return Observation.objects.get(public_id=made)


def _take_back(actor: Actor, before: Declaration) -> None:
    """A declaration that customs corrected was seen otherwise: what it said before stays on record and counts no more."""
    seen = (
        Observation.objects.select_related("agency")
        .filter(public_id=before.observation, state="recorded")
        .first()
    )
    if seen is not None:
        RECORDER.record(actor, "observation", "withdrawn", seen, note=before.number)


def read(content: bytes) -> list[Declared]:
    """The declarations of a file: CSV in UTF-8 with the names of `COLUMNS` in its first row; serial numbers with spaces or semicolons between them.

    Raises:
        Invalid: it is no such file, or a row cannot be read.
    """
    try:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True)
        known = {name.strip().lower() for name in rows.fieldnames or ()}
        results = list(rows) if {"declaration", "way", "authorisation", "day", "quantity"} <= known else None
    except (UnicodeDecodeError, csv.Error):
        results = None
    if not results:
        raise RECORDER.invalid(Reason("trade.declaration.file", field="file"))
    if len(results) > MOST:
        raise RECORDER.invalid(Reason("trade.declaration.many", field="file", params={"most": MOST}))
    return [_row(number, row) for number, row in enumerate(results, 2)]


def _row(number: int, row: Mapping[Any, Any]) -> Declared:
    values: dict[str, Any] = {
        str(name).strip().lower(): (text or "").strip() for name, text in row.items() if isinstance(text, str)
    }
    values = {name: text for name, text in values.items() if name in COLUMNS and text}
    values["way"] = values.get("way", "").lower()
    values["serials"] = values.get("serials", "").replace(";", " ").split()
    try:
        return Declared.model_validate(values)
    except ValidationError as error:
        params = {"row": number, "field": str(error.errors()[0]["loc"][0])}
        raise RECORDER.invalid(Reason("trade.declaration.row", field="file", params=params)) from error
