"""Kinds of papers, and what each must and may say. Pure.

A content is plain text in the paper's own language, exactly as it is printed: whoever holds the paper can read whether it says
what was issued. Fields that name or describe a person are personal: they enter the log as commitments only (decision 0004).

A new kind is one line of `KINDS`, with a number that no other kind ever had, and its words in `wording`. Pure.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from ifar.errors import Invalid, Reason

Form = Literal["text", "texts", "date", "marks", "goods"]
LONGEST: Final = 500
MOST: Final = 60
MANY: Final = 2000
"""Lines of a list that names every thing of a batch."""
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "marks": ("kind", "text", "place"),
    "goods": ("description", "quantity"),
}
"""Form of a table -> its columns."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a paper says: its name, its form, whether it must be there, whether it is about a person, and its lines at most."""

    name: str
    form: Form = "text"
    required: bool = False
    personal: bool = False
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper.

    Attributes:
        code, number: its name, and the byte that stands for it in a card's statement; neither is ever used again.
        card: whether it is a card with a signed statement, else sheets of A4 with the full proof.
        fields: in the order in which they are printed.
        must_end: whether it may not be issued without a last day.
        article: what asks for it.
    """

    code: str
    number: int
    fields: tuple[Field, ...]
    card: bool = False
    must_end: bool = False
    article: str = "national law"


_IDENTITY: Final = (
    Field("firearm", required=True),
    Field("make"),
    Field("model"),
    Field("calibre"),
    Field("type"),
    Field("country_made"),
    Field("year"),
    Field("category"),
    Field("marks", "marks"),
)
_LICENCE: Final = (
    Field("licence", required=True),
    Field("licence_kind", required=True),
    Field("holder", required=True, personal=True),
    Field("born", "date", personal=True),
    Field("address", "texts", personal=True),
    Field("categories", "texts"),
    Field("quota"),
    Field("conditions", "texts"),
)
_MINIMUM: Final = "Firearms Protocol, article 10(3)"
_TRANSFER: Final = (
    Field("authorisation", required=True),
    Field("place_of_issue", required=True),
    Field("country_of_export", required=True),
    Field("country_of_import", required=True),
    Field("transit_countries", "texts", required=True),
    Field("consignor", personal=True),
    Field("final_recipient", required=True, personal=True),
    Field("end_user", personal=True),
    Field("purpose", required=True),
    Field("extent"),
    Field("rests_on", "texts"),
    Field("goods", "goods", required=True, most=200),
)
"""What Protocol art. 10(3) asks of authorisations and the papers with them; who sends and receives may be a person."""
KINDS: Final[Mapping[str, Kind]] = {
    kind.code: kind
    for kind in (
        Kind("licence_card", 1, _LICENCE, card=True, must_end=True),
        Kind("licence_certificate", 2, _LICENCE, must_end=True),
        Kind("export_authorisation", 3, _TRANSFER, must_end=True, article=_MINIMUM),
        Kind("import_authorisation", 8, _TRANSFER, must_end=True, article=_MINIMUM),
        Kind(
            "transit_no_objection",
            9,
            (Field("addressed_to", required=True), *_TRANSFER),
            must_end=True,
            article="Firearms Protocol, article 10(2)(b)",
        ),
        Kind(
            "end_use_certificate",
            10,
            (*_TRANSFER, Field("undertakings", "texts", required=True)),
            must_end=True,
            article="Firearms Protocol, article 10(5); Arms Trade Treaty, article 8(1)",
        ),
        Kind(
            "delivery_request",
            11,
            (
                Field("addressed_to", required=True),
                Field("letter", required=True),
                *_TRANSFER,
                Field("left_on", "date", required=True),
            ),
            article="Firearms Protocol, article 10(4)",
        ),
        Kind(
            "delivery_verification",
            12,
            (
                Field("addressed_to", required=True),
                Field("enquiry", required=True),
                Field("their_number", required=True),
                Field("authorisation"),
                Field("place_of_issue", required=True),
                Field("country_of_export", required=True),
                Field("country_of_import", required=True),
                Field("transit_countries", "texts"),
                Field("final_recipient", personal=True),
                Field("delivery_answer", required=True),
                Field("arrived_on", "date", required=True),
                Field("not_arrived", "texts", most=MANY),
                Field("serials", "texts", most=MANY),
                Field("goods", "goods", required=True, most=200),
            ),
            article="Firearms Protocol, article 10(4)",
        ),
        Kind(
            "registration_certificate",
            4,
            (
                *_IDENTITY,
                Field("owner", personal=True),
                Field("ownership", required=True),
                Field("custody", required=True),
                Field("legal", required=True),
                Field("physical", required=True),
                Field("registered_on", "date", required=True),
                Field("last_event", required=True),
            ),
            article="Firearms Protocol, article 7",
        ),
        Kind(
            "deactivation_certificate",
            5,
            (
                *_IDENTITY,
                Field("owner", personal=True),
                Field("certificate", required=True),
                Field("body"),
                Field("standard"),
                Field("deactivated_on"),
                Field("last_event", required=True),
            ),
            article="Firearms Protocol, article 9(c)",
        ),
        Kind(
            "receipt",
            6,
            (
                *_IDENTITY,
                Field("received", required=True),
                Field("received_on"),
                Field("handed_over_by", personal=True),
                Field("received_by", required=True),
                Field("report"),
                Field("case"),
                Field("exhibit"),
                Field("seal"),
                Field("last_event", required=True),
            ),
        ),
        Kind(
            "payment_receipt",
            7,
            (
                Field("payment", required=True),
                Field("fee", required=True),
                Field("paid_for", required=True),
                Field("amount", required=True),
                Field("way", required=True),
                Field("reference"),
                Field("payer", personal=True),
                Field("paid_on", "date", required=True),
                Field("till", required=True),
                Field("received_by", required=True),
                Field("legal_ground"),
            ),
        ),
        Kind(
            "destruction_certificate",
            20,
            (
                Field("batch", required=True),
                Field("order", required=True),
                Field("method", required=True),
                Field("destruction_place"),
                Field("destroyed_on", "date", required=True),
                Field("listed", required=True),
                Field("destroyed", required=True),
                Field("weight", required=True),
                Field("not_destroyed", "texts"),
                Field("witnesses", "texts", required=True, personal=True),
                Field("list_seal", required=True),
                Field("photographs"),
                Field("firearms", "texts", required=True, most=MANY),
            ),
            article="Firearms Protocol, article 6(2)",
        ),
        Kind(
            "trace_statement",
            21,
            (
                Field("trace", required=True),
                Field("traced_for", required=True),
                Field("make"),
                Field("model"),
                Field("calibre"),
                Field("type"),
                Field("marks", "marks"),
                Field("recovered_on", "date"),
                Field("trace_chain", "texts", required=True),
                Field("last_holder", personal=True),
                Field("point_of_diversion"),
                Field("first_sale", "date"),
                Field("time_to_crime"),
                Field("trace_outcome"),
                Field("sources", "texts"),
                Field("disclosures", "texts"),
                Field("last_event", required=True),
            ),
            article="Firearms Protocol, article 12",
        ),
        Kind(
            "course_certificate",
            22,
            (
                Field("course", required=True),
                Field("participant", required=True, personal=True),
                Field("course_form", required=True),
                Field("course_days", required=True),
                Field("course_hours", required=True),
                Field("course_place"),
            ),
            article="Firearms Protocol, article 14",
        ),
    )
}
BY_NUMBER: Final[Mapping[int, Kind]] = {kind.number: kind for kind in KINDS.values()}


def check(kind: str, content: Mapping[str, Any], valid_from: dt.date, valid_to: dt.date | None) -> None:
    """Check what a paper is going to say, personal fields included.

    Raises:
        Invalid: no such kind, a field that it does not know, one that is missing or of another form, an end before the beginning
            or none where the kind must have one; with every reason.
    """
    if kind not in KINDS:
        raise Invalid("documents.kind", f"There is no kind of paper called {kind}.", field="kind")
    rule = KINDS[kind]
    known = {field.name: field for field in rule.fields}
    reasons = [Reason("documents.field.unknown", field=name) for name in content if name not in known]
    reasons += [
        Reason("documents.field.missing", field=field.name)
        for field in rule.fields
        if field.required and field.name not in content
    ]
    reasons += [
        Reason("documents.field.form", field=name)
        for name, value in content.items()
        if name in known and not _is_of(known[name], value)
    ]
    if (valid_to is None and rule.must_end) or (valid_to is not None and valid_to < valid_from):
        reasons.append(Reason("documents.validity", field="valid_to"))
    if reasons:
        raise Invalid(
            "documents.content", "The paper would not say what a paper of its kind must say.", reasons=reasons
        )


def in_order(kind: str, content: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The fields of a content as its kind prints them; what else it holds (a card's initials) comes after."""
    order = [field.name for field in KINDS[kind].fields if field.name in content]
    return [(name, content[name]) for name in (*order, *(name for name in content if name not in order))]


def cells_of(value: Any) -> list[str]:
    """The cells of a row of a table, in the order in which they are printed, without those that are empty."""
    columns = next(column for column in COLUMNS.values() if set(column) == set(value))
    return [value[column] for column in columns if value[column]]


def split(kind: str, content: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that may stand in the log, and the personal ones."""
    personal = {field.name for field in KINDS[kind].fields if field.personal}
    return (
        {name: value for name, value in content.items() if name not in personal},
        {name: value for name, value in content.items() if name in personal},
    )


def _is_of(field: Field, value: Any) -> bool:
    form = field.form
    if form in COLUMNS:
        columns = set(COLUMNS[form])
        return (
            isinstance(value, list)
            and 0 < len(value) <= field.most
            and all(isinstance(row, dict) and set(row) == columns for row in value)
            and all(_is_text(cell, empty=True) for row in value for cell in row.values())
        )
    if form == "texts":
        return (
            isinstance(value, list) and 0 < len(value) <= field.most and all(_is_text(item) for item in value)
        )
    return _is_text(value) and (form != "date" or _is_date(value))


def _is_text(value: Any, *, empty: bool = False) -> bool:
    return (
        isinstance(value, str)
        and (empty or bool(value.strip()))
        and len(value) <= LONGEST
        and all(character.isprintable() for character in value)
    )


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def dates_of(kind: str) -> frozenset[str]:
    """The fields of a kind that are days."""
    return (
        frozenset(field.name for field in KINDS[kind].fields if field.form == "date")
        if kind in KINDS
        else frozenset()
    )
