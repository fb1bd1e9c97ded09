"""A signed file of tracing as a sealed PDF in a language of papers: what was just taken out, to be read and to be checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from ifar import identifiers
from ifar.accounts.services import reads
from ifar.documents import keys, payload, seal
from ifar.documents.dossiers import Attached, Dossier, Proof, Section, set_dossier
from ifar.documents.labels import of as words_of
from ifar.documents.wording import labelled
from ifar.errors import Invalid
from ifar.languages import LANGUAGES
from ifar.ledger import canonical
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.tracing import printed, selectors
from ifar.tracing.document_texts import words
from ifar.tracing.models import Request
from ifar.tracing.services import exchange
from ifar.tracing.services.exchange import TakenOut
from ifar.tracing.services.writing import check_office

HASH_SHOWN: Final = 16


def take_out_paper(*, actor: Actor, request: str, language: str) -> TakenOut:
    """Make the signed file of a request that was sent, or of the answer to one that came in, as a PDF; logged as the file itself is.

    Raises:
        NotFound, Forbidden, Refused: as `exchange.take_out`.
        Invalid: the language is none of papers.
        Unavailable: the paper key is not certified, or the paper could not be set.
    """
    require(actor, selectors.READ)
    check_language(language)
    taken = exchange.take_out(actor=actor, request=request, paper=True)
    name = f"{taken.name.removesuffix('.json')}-{language}.pdf"
    return TakenOut(name, pdf_of(taken, language), taken.hash, taken.reference)


def preview(
    *, actor: Actor, request: str, language: str, day: Callable[[str], str] = str
) -> tuple[Request, list[Section]]:
    """What a draft would say to the other State, part by part as its paper says it; nothing leaves. A read of what is personal, logged.

    Args:
        day: how the reader's page words a day.

    Raises:
        NotFound: there is no such request for this actor.
        Forbidden: another office drafted it.
        Refused: no purpose is stated.
    """
    require(actor, selectors.READ)
    reads.require_purpose(actor)
    trace = selectors.request_for(actor, request)
    check_office(actor, trace, "sent")
    reads.log(actor, "tracing.request.read", trace.public_id, 0)
    spoken = reference.words_of(printed.LISTS, language)
    return trace, printed.content_sections(exchange.content_of(trace), spoken, language, day)


def check_language(language: str) -> None:
    """Refuse a language that papers are not set in.

    Raises:
        Invalid: it is none of the six.
    """
    if language not in LANGUAGES:
        raise Invalid("documents.language", words_of("documents.language"), field="language")


def pdf_of(taken: TakenOut, language: str) -> bytes:
    """The paper of a file of an exchange, sealed.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    value = canonical.parse(taken.document)["payload"]
    spoken = reference.words_of(printed.LISTS, language)
    lines = printed.lines_of(value, spoken, language)
    if taken.reference:
        lines.append(labelled(words("number", language), taken.reference, language))
    return sealed(
        taken,
        value,
        language,
        title=printed.title_of(value, language),
        lines=lines,
        sections=printed.sections_of(value, spoken, language),
    )


def sealed(
    taken: TakenOut,
    values: Mapping[str, Any],
    language: str,
    *,
    title: str,
    lines: list[str],
    sections: list[Section],
    note: str = "",
) -> bytes:
    """The PDF of a signed document: its parts, the document itself as a file and as codes, and the seal on every byte."""
    number = str(values["request"])
    document = canonical.parse(taken.document)
    codes = payload.to_parts(number, canonical.encode(document))
    alts = [words("proof.alt", language) % {"n": n, "total": len(codes)} for n, _ in enumerate(codes, 1)]
    dossier = Dossier(
        title=title,
        number=identifiers.shown(number),
        office=str(values["sender"].get("register", values["sender"]["country"])),
        lines=lines,
        foot=f"{identifiers.shown(number)} · SHA-256 {taken.hash[:HASH_SHOWN]}…",
        sections=sections,
        attached=Attached(taken.name, taken.document.decode(), words("attached", language)),
        proof=Proof(
            words("proof.heading", language),
            words("proof.words", language),
            list(zip(codes, alts, strict=True)),
        ),
        page=words("page", language),
        note="\n".join(
            text for text in (note, words("demonstration", language) if settings.DEMO else "") if text
        ),
    )
    signing = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    return seal.seal(set_dossier(dossier, language), number, signing.key, signing.certificate)
