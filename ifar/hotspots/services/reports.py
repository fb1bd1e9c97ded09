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
from ifar.documents.kinds import LANGUAGES
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
    found = selectors.own(actor, selectors.hotspot_for(actor, hotspot))
    tlp = tlp or found.tlp
    if tlp not in TLP or TLP.index(tlp) > TLP.index(found.tlp):
        raise RECORDER.invalid(Reason("hotspots.report.tlp", field="tlp"))
    responses, plans = selectors.under_way(found)
    alerts = selectors.alerts_of(found)
    said = situation.content(
        {
            "areas": _areas(found, tlp), "layer": found.layer, "places": _codes(found, tlp), "first": found.first.isoformat(),
            "last": found.last.isoformat() if found.last else "", "state": found.state, "level": found.level,
            "confidence": found.confidence, "drivers": found.drivers, "threats": found.threats, "tlp": tlp, "version": found.version,
            "brief": brief_now(found, alerts), "caveats": caveats_now(found, alerts), "office": found.agency.name,
            **evidence.credits_of(alerts),
        },
        responses=[{"state": one.state, "measures": one.measures} for one in responses if one.state != "withdrawn"],
        plans=[{"state": one.state, "measures": one.measures} for one in plans],
        least=settings.IFAR_SMALL_CELL,
    )  # fmt: skip
    texts = {
        name: text for name, text in (found.words or {}).items() if name in ("title", "basis", "assessment")
    }
    changes = {
        "hotspot": found.public_id, "version": found.version, "tlp": tlp, "content": said, "digest": detection_run.digest(said),
        "issued_on": ledger.now().date(),
    }  # fmt: skip
    return RECORDER.record(actor, "report", "issued", changes=changes, personal={"words": texts}).subject


def _areas(found: Hotspot, tlp: str) -> list[str | dict[str, str]]:
    """The places of a hotspot as a report keeps them, each name once: without towns where it may leave the office."""
    codes = _codes(found, tlp)
    names = naming.names([found.compartment], found.layer, codes, towns=() if tlp in LEAVES else None)
    return [one.kept() for one in dict.fromkeys(names[code] for code in codes)]


def _codes(found: Hotspot, tlp: str) -> list[str]:
    """The codes of the places: cells that leave the office are no finer than those that everybody sees."""
    if found.layer == "area" or tlp not in LEAVES:
        return list(found.areas)
    return list(dict.fromkeys(coarse.of_code(code) for code in found.areas))


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
    found = selectors.report_for(actor, report)
    texts = found.words or {}
    spoken = reference.words_of((THREATS, MEASURES), language)
    document = canonical.encode(_document(found))
    day = partial(day_in, language=language)
    # Reports that were issued before maps were drawn on them keep no codes.
    shape = (
        pictures.small_map(found.content["layer"], found.content["places"])
        if found.content.get("places")
        else None
    )
    shown = identifiers.shown(found.public_id)
    dossier = Dossier(
        title=words("title", language),
        number=shown,
        office=found.agency.called_in(language),
        lines=situation.lines_of(
            texts.get("title", ""),
            found.agency.called_in(language),
            day(found.issued_on.isoformat()),
            found.tlp,
            language,
        ),
        foot=f"{shown} · {coded('tlp', found.tlp, language).partition(' ')[0]} · SHA-256 {found.digest[:HASH_SHOWN]}…",
        sections=situation.sections_of(
            found.content,
            texts,
            spoken,
            language,
            tlp=found.tlp,
            issued_on=found.issued_on.isoformat(),
            map_svg=pictures.svg_of(shape) if shape else "",
            dashed=shape is not None and shape["ground"].is_dashed,
            day=day,
        ),
        attached=Attached(f"{found.public_id}.json", document.decode(), paper_words("attached", language)),
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
    pdf = seal.seal(set_dossier(dossier, language), found.public_id, signing.key, signing.certificate)
    return f"{found.public_id}-{language}.pdf", pdf


def _document(found: Report) -> dict[str, Any]:
    """What the PDF holds as data: the report as the log has it, with the analyst's words."""
    return {
        "id": found.public_id, "hotspot": found.hotspot, "version": found.version, "tlp": found.tlp, "issued_on": found.issued_on.isoformat(),
        "content": found.content, "digest": found.digest, "words": found.words or {},
    }  # fmt: skip
