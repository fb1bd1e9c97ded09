"""A table of refusals that another State notified: shown line by line with what is refused and why, and recorded in one act.

Each line is entered as one refusal is, by the same service; the preview does it and takes it back, so that it refuses what recording refuses.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models.fields.json import KT
from django.db.models.functions import Lower, Trim
from pydantic import ValidationError

from ifar import identifiers
from ifar.errors import IfarError, Reason
from ifar.parties.selectors import parties_for
from ifar.rights import Actor, require
from ifar.trade import selectors as trade
from ifar.trade.models import PLAIN_NUMBER, Party
from ifar.trade.refusals import selectors, services
from ifar.trade.refusals.inputs import NotifyDenial
from ifar.trade.services.writing import RECORDER, WRITE
from ifar.typed import bare

NEEDED: Final = ("country", "issuer", "number", "refused_on", "ground", "party")
COLUMNS: Final = (*NEEDED, "party_state", "valid_until")
MOST: Final = 500
"""Refusals of one table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what it says, whom it was matched to, and as which refusal it is recorded or every reason why not."""

    number: int
    said: Mapping[str, str]
    party: str
    name: str
    id: str
    reasons: tuple[Reason, ...]


def read(table: str) -> list[tuple[int, dict[str, str]]]:
    """The lines of a table, each with its number in it: CSV with the names of `COLUMNS` in its first row.

    Raises:
        Invalid: it is no such table, or has more lines than one takes.
    """
    first = table.lstrip("\ufeff").partition("\n")[0]
    rows = csv.DictReader(
        io.StringIO(table.lstrip("\ufeff")), delimiter=max(",;\t", key=first.count), strict=True
    )
    try:
        known = {name.strip().lower() for name in rows.fieldnames or ()}
        results = [(rows.line_num, row) for row in rows] if known.issuperset(NEEDED) else []
    except csv.Error:
        results = []
    if not results:
        raise RECORDER.invalid(Reason("trade.denials.file", field="table"))
    if len(results) > MOST:
        raise RECORDER.invalid(Reason("trade.denials.many", field="table", params={"most": MOST}))
    return [
        (
            number,
            {
                str(name).strip().lower(): " ".join(text.split())
                for name, text in row.items()
                if isinstance(text, str)
            },
        )
        for number, row in results
    ]


@transaction.atomic
def look(*, actor: Actor, table: str) -> list[Line]:
    """What would become of each line; nothing is written.

    Raises:
        Invalid: as `read`.
    """
    require(actor, WRITE)
    lines = record(actor=actor, table=table)
    transaction.set_rollback(True)
    return lines


@transaction.atomic
def record(*, actor: Actor, table: str) -> list[Line]:
    """Record each line that can be; the others stay out, each with every reason.

    Raises:
        Invalid: as `read`.
    """
    require(actor, WRITE)
    return [_line(actor, number, values) for number, values in read(table)]


def _line(actor: Actor, number: int, values: Mapping[str, str]) -> Line:
    party, name, made = "", "", ""
    reasons: tuple[Reason, ...] = ()
    try:
        with transaction.atomic():
            party, name = _whom(actor, values.get("party", ""), values.get("party_state", ""))
            made = services.notify(actor=actor, **_given(actor, values, party))
    except IfarError as error:
        reasons = error.reasons or (Reason(error.code, error.message, error.article, error.field),)
    return Line(number, values, party, name, made, reasons)


def _given(actor: Actor, values: Mapping[str, str], party: str) -> dict[str, Any]:
    plain = {name: values[name] for name in COLUMNS if values.get(name) and not name.startswith("party")}
    plain["country"] = plain.get("country", "").upper()
    try:
        given = NotifyDenial.model_validate({**plain, "party": party}).arguments()
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0])
        raise RECORDER.invalid(Reason("trade.denials.cell", field=place, params={"field": place})) from error
    known = selectors.denials_for(actor).alias(plain=PLAIN_NUMBER)
    known = known.filter(state__in=("entered", "standing"), plain=bare(given["number"]))
    if known.filter(country=given["country"], party=party).exists():
        raise RECORDER.invalid(Reason("trade.denials.twice", field="number"))
    return dict(given)


def _whom(actor: Actor, text: str, state: str) -> tuple[str, str]:
    """Whom a cell means, and their name: by identifier, or a party abroad by its number there or its name, where it is one alone."""
    if public_id := identifiers.parse(text):
        seen = trade.parties_for(actor).filter(public_id=public_id).first()
        if seen is not None or parties_for(actor).filter(public_id=public_id).exists():
            return public_id, seen.name if seen else identifiers.shown(public_id)
        raise RECORDER.invalid(Reason("trade.denial.party", field="party"))
    parties = trade.parties_for(actor).filter(state="open")
    if state:
        parties = parties.filter(country=state.upper())
    by_number = parties.alias(plain=PLAIN_NUMBER).filter(plain=bare(text)) if bare(text) else parties.none()
    called = parties.alias(called=Lower(Trim(KT("who__name")))).filter(called=text.lower())
    some: list[Party] = list(by_number[:2]) or list(called[:2])
    if len(some) != 1:
        code = "trade.denials.several" if some else "trade.denials.nobody"
        raise RECORDER.invalid(Reason(code, field="party"))
    return some[0].public_id, some[0].name
