"""Situation reports: issued once of a version of a hotspot, printed in any of six languages as a sealed PDF that holds its data."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ifar import identifiers
from ifar.documents import keys, seal
from ifar.documents.dossiers import Attached, Dossier, set_dossier
from ifar.documents.labels import of as words_of
from ifar.errors import Invalid, Reason
from ifar.hotspots import detection_run, situation
from ifar.hotspots.maps import coarse, pictures
from ifar.hotspots.models import Hotspot, Report
from ifar.hotspots.record import LEAVES, TLP
from ifar.hotspots.report_texts import coded, words
from ifar.hotspots.selectors import evidence, naming
from ifar.hotspots.selectors import signals as selectors
from ifar.hotspots.services.hotspots import MANAGE, THREATS, brief_now, caveats_now
from ifar.hotspots.services.responses import MEASURES
from ifar.hotspots.services.writing import RECORDER
from ifar.languages import LANGUAGES
from ifar.ledger import canonical
from ifar.ledger import services as ledger
from ifar.reference import selectors as reference
from ifar.rights import Actor, require
from ifar.templatetags.days import day_in
from ifar.tracing.document_texts import words as paper_words

HASH_SHOWN: Final = 16


@transaction.atomic
def issue(*, actor: Actor, hotspot: str, tlp: str = "") -> str:
    """Issue a situation report of a hotspot as it stands; returns its identifier.

    Args:
        tlp: whom it may be told; what the hotspot's record says where empty. Nothing below what the record says.

    Raises:
        NotFound, Forbidden: there is none for this actor, or it is another office's.
        Invalid: there is no such level, or it would tell more people than the hotspot's record lets.
    """
    require(actor, MANAGE)
    record = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    tlp = tlp or record.tlp
    if tlp not in TLP or TLP.index(tlp) > TLP.index(record.tlp):
        raise RECORDER.invalid(Reason("hotspots.report.tlp", field="tlp"))
    responses, plans = selectors.under_way(record)
    alerts = selectors.alerts_of(record)
    content = situation.content(
        {
            "areas": _areas(record, tlp), "layer": record.layer, "places": _codes(record, tlp), "first": record.first.isoformat(),
            "last": record.last.isoformat() if record.last else "", "state": record.state, "level": record.level,
            "confidence": record.confidence, "drivers": record.drivers, "threats": record.threats, "tlp": tlp, "version": record.version,
            "brief": brief_now(record, alerts), "caveats": caveats_now(record, alerts), "office": record.agency.name,
            **evidence.credits_of(alerts),
        },
        responses=[{"state": response.state, "measures": response.measures} for response in responses if response.state != "withdrawn"],
        plans=[{"state": plan.state, "measures": plan.measures} for plan in plans],
        least=settings.IFAR_SMALL_CELL,
    )  # fmt: skip
    texts = {
        name: text for name, text in (record.words or {}).items() if name in ("title", "basis", "assessment")
    }
    changes = {
        "hotspot": record.public_id, "version": record.version, "tlp": tlp, "content": content, "digest": detection_run.digest(content),
        "issued_on": ledger.now().date(),
    }  # fmt: skip
    return RECORDER.record(actor, "report", "issued", changes=changes, personal={"words": texts}).subject


def _areas(hotspot: Hotspot, tlp: str) -> list[str | dict[str, str]]:
    """The places of a hotspot as a report keeps them, each name once: without towns where it may leave the office."""
    codes = _codes(hotspot, tlp)
    names = naming.names([hotspot.compartment], hotspot.layer, codes, towns=() if tlp in LEAVES else None)
    return [fromkey.kept() for fromkey in dict.fromkeys(names[code] for code in codes)]


def _codes(hotspot: Hotspot, tlp: str) -> list[str]:
    """The codes of the places: cells that leave the office are no finer than those that everybody sees."""
    if hotspot.layer == "area" or tlp not in LEAVES:
        return list(hotspot.areas)
    return list(dict.fromkeys(coarse.of_code(code) for code in hotspot.areas))


def print_report(*, actor: Actor, report: str, language: str) -> tuple[str, bytes]:
    """Name and bytes of a report as a sealed PDF in a language of papers.

    Raises:
        NotFound: there is none for this actor.
        Invalid: the language is none of papers.
        Unavailable: the paper key is not certified, or the paper could not be set.
    """
    require(actor, selectors.READ)
    if language not in LANGUAGES:
        raise Invalid("documents.language", words_of("documents.language"), field="language")
    record = selectors.report_for(actor, report)
    texts = record.words or {}
    spoken = reference.words_of((THREATS, MEASURES), language)
    document = canonical.encode(_document(record))
    day = partial(day_in, language=language)
    # Reports that were issued before maps were drawn on them keep no codes.
    shape = (
        pictures.small_map(record.content["layer"], record.content["places"])
        if record.content.get("places")
        else None
    )
    shown = identifiers.shown(record.public_id)
    dossier = Dossier(
        title=words("title", language),
        number=shown,
        office=record.agency.called_in(language),
        lines=situation.lines_of(
            texts.get("title", ""),
            record.agency.called_in(language),
            day(record.issued_on.isoformat()),
            record.tlp,
            language,
        ),
        foot=f"{shown} · {coded('tlp', record.tlp, language).partition(' ')[0]} · SHA-256 {record.digest[:HASH_SHOWN]}…",
        sections=situation.sections_of(
            record.content,
            texts,
            spoken,
            language,
            tlp=record.tlp,
            issued_on=record.issued_on.isoformat(),
            map_svg=pictures.svg_of(shape) if shape else "",
            dashed=shape is not None and shape["ground"].is_dashed,
            day=day,
        ),
        attached=Attached(f"{record.public_id}.json", document.decode(), paper_words("attached", language)),
        page=paper_words("page", language),
        note="\n".join(
            text
            for text in (
                words("label.counts", language),
                paper_words("demonstration", language) if settings.DEMO else "",
            )
            if text
        ),
    )
    signing = keys.current(Path(settings.IFAR_HOME), settings.IFAR_LEDGER_NAME)
    pdf = seal.seal(set_dossier(dossier, language), record.public_id, signing.key, signing.certificate)
    return f"{record.public_id}-{language}.pdf", pdf


def _document(report: Report) -> dict[str, Any]:
    """What the PDF holds as data: the report as the log has it, with the analyst's words."""
    return {
        "id": report.public_id, "hotspot": report.hotspot, "version": report.version, "tlp": report.tlp, "issued_on": report.issued_on.isoformat(),
        "content": report.content, "digest": report.digest, "words": report.words or {},
    }  # fmt: skip
