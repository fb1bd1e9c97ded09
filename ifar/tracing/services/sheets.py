"""The sheet of a request for another system's form: read from the request, printed for a desk that copies it over."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.selectors.agencies import name_of
from ifar.accounts.services import reads
from ifar.documents.dossiers import Dossier, Section, set_dossier
from ifar.documents.wording import labelled
from ifar.errors import NotFound, Reason
from ifar.reference import selectors as reference
from ifar.rights import Actor, may, require
from ifar.tracing import labels as messages
from ifar.tracing import printed, selectors, sheets
from ifar.tracing.document_texts import words
from ifar.tracing.models import Request
from ifar.tracing.selectors import WRITE
from ifar.tracing.services.exchange import TakenOut, content_of
from ifar.tracing.services.writing import RECORDER, check_office


@dataclass(frozen=True, slots=True)
class Sheet:
    """A request as a form asks for it."""

    request: Request
    system: str
    language: str
    version: int
    parts: list[sheets.Part]
    named: bool


def sheet_of(*, actor: Actor, request: str, system: str, language: str) -> Sheet:
    """The sheet of a request that our office sends. Without a stated purpose it withholds what may be somebody's; else the read is logged.

    Raises:
        NotFound: there is no such request for this actor, or no such form.
        Forbidden: it is another office's.
        Invalid: the language is none of sheets.
        Refused: it is none that our office asks another State.
    """
    require(actor, WRITE)
    trace = selectors.request_for(actor, request)
    check_office(actor, trace, "sent")
    if system not in sheets.SYSTEMS:
        raise NotFound("tracing.not_found", messages.of("tracing.not_found"))
    if language not in sheets.LANGUAGES:
        raise RECORDER.invalid(Reason("tracing.sheet.language", field="language"))
    if trace.direction != "outgoing" or trace.thing != "firearm":
        raise RECORDER.refused(Reason("tracing.sheet.outgoing"))
    named = actor.purpose is not None
    if named:
        reads.log(actor, "tracing.request.read", trace.public_id, 0)
    listed = sheets.SYSTEMS[system]
    content = content_of(trace)
    spoken = reference.words_of(printed.LISTS, language)
    values = sheets.values_of(content, spoken, language) | {
        "office": actor.agency_name,
        "request_date": f"{timezone.localdate():%Y-%m-%d}",
        "country": spoken["country"].get(trace.country, trace.country),
    }
    parts = sheets.filled(_rows(listed, language), values, _ncic(trace), named=named)
    return Sheet(trace, system, language, reference.versions().get(listed, 0), parts, named)


def _rows(listed: str, language: str) -> list[sheets.Row]:
    labels = reference.words(listed, language)
    values = {scheme: reference.mappings(listed, scheme) for scheme in sheets.SCHEMES}
    return [
        sheets.Row(
            item.code,
            item.parent,
            labels.get(item.code, item.code),
            item.source,
            *("; ".join(values[scheme].get(item.code, ())) for scheme in sheets.SCHEMES),
        )
        for item in reference.rows_of(listed).filter(valid_to__isnull=True)
    ]


def _ncic(request: Request) -> dict[str, str]:
    return {
        datum: codes[0]
        for datum, (listed, scheme) in sheets.NCIC.items()
        if (codes := reference.mappings(listed, scheme).get(request.identity.get(datum) or ""))
    }


def print_sheet(*, actor: Actor, request: str, system: str, language: str) -> TakenOut:
    """The same as a PDF.

    Raises:
        NotFound, Forbidden, Invalid: as `sheet_of`.
        Refused: as `sheet_of`, or no purpose is stated.
        Unavailable: it could not be set within its limits.
    """
    require(actor, WRITE)
    reads.require_purpose(actor)
    sheet = sheet_of(actor=actor, request=request, system=system, language=language)
    number, office = identifiers.shown(sheet.request.public_id), name_of(actor, language)
    dossier = Dossier(
        title=words(f"title.{system}", language),
        number=number,
        office=office,
        lines=[" · ".join(text for text in (number, sheet.request.number, office) if text)],
        foot=number,
        sections=sections_of(sheet),
        page=words("page", language),
        note="\n".join(
            text
            for text in (
                words("sheet.note", language),
                words("demonstration", language) if settings.DEMO else "",
            )
            if text
        ),
    )
    return TakenOut(f"{system}-{number}-{language}.pdf", set_dossier(dossier, language), "")


def sections_of(sheet: Sheet) -> list[Section]:
    """The parts of the form as tables: number, field, what to write, and from where it is known that the form asks for it."""
    language = sheet.language
    columns = [words(name, language) for name in ("sheet.item", "sheet.field", "sheet.value")]
    return [
        Section(
            part.label,
            [(field.item or "–", _label(field, language), _value(field, language)) for field in part.fields],
            columns,
            widths=(2, 6, 7),
            names=(0, 2),
        )
        for part in sheet.parts
    ]


def _label(field: sheets.Field, language: str) -> str:
    notes = [
        words(f"sheet.{field.need}", language) if field.need in ("required", "listed") else "",
        words("sheet.unsure", language) if field.unsure else "",
    ]
    message = ", ".join(text for text in notes if text)
    return f"{field.label}\n({message})" if message else field.label


def _value(field: sheets.Field, language: str) -> str:
    if field.missing:
        return words("sheet.missing", language)
    return (
        f"{field.value}\n{labelled(words('sheet.ncic', language), field.ncic, language)}"
        if field.ncic
        else field.value
    )


def may_sheet(actor: Actor, request: Request) -> bool:
    """Whether there are sheets of a request for this actor; the service asks again."""
    return (
        request.direction == "outgoing"
        and request.thing == "firearm"
        and request.agency_id == actor.agency_id
        and may(actor, WRITE)
    )
