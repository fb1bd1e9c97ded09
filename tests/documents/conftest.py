"""A register that has issued papers of every kind in every language, sequenced, and their PDFs as officers take them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ifar.documents.models import Paper
from ifar.documents.services import issue_paper, print_paper, withdraw_paper
from ifar.languages import LANGUAGES
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.papers import issue_about_firearm
from tests import cast
from tests.databases import ground
from tests.factories import a_firearm, a_person
from tests.logs import ORIGIN, Log

SITE = "https://register.test"
NAMES = {
    "en": "Amina #strong[Diallo] *x* $1$ \\ <b>",
    "ar": "أمينة ديالو",
    "fr": "Amélie Nguyễn-Łukasz",
    "es": "Íñigo Peña",
    "ru": "Александр Кузнецов",
    "zh": "王小明",
}
CONDITIONS = {
    "en": ["Ammunition of 7.62×39 mm only"],
    "ar": ["ذخيرة من عيار 7.62×39 mm فقط"],
    "fr": ["Munitions de 7.62×39 mm seulement"],
    "es": ["Solo munición de 7.62×39 mm"],
    "ru": ["Только патроны 7.62×39 mm"],
    "zh": ["仅限7.62×39 mm弹药"],
}


class Printed(dict[tuple[str, str], bytes]):
    """PDF by kind and language; a paper is set when a test first looks at it, which most modules never do."""

    def __init__(self, papers: dict[tuple[str, str], str]) -> None:
        super().__init__()
        self._papers = papers

    def __missing__(self, key: tuple[str, str]) -> bytes:
        actor = cast.actor("dave" if key[0] == "receipt" else "alice")
        self[key] = print_paper(actor=actor, paper=self._papers[key], site=SITE)
        return self[key]


@dataclass
class Office:
    """The register of these tests: its log and folder, the papers by kind and language, their PDFs."""

    log: Log
    papers: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.pdfs = Printed(self.papers)

    @property
    def home(self) -> Path:
        return self.log.home


def _issue(office: Office) -> None:
    alice, dave = cast.actor("alice"), cast.actor("dave")
    for language in LANGUAGES:
        person = a_person(alice, NAMES[language])
        firearm = a_firearm(
            alice,
            "AB-123/4",
            owner=person,
            identity={"calibre": "7.62x39", "country_made": "IT", "year": 1994},
            marks=({"kind": "proof", "text": "№ 7", "place": "barrel"},),
        ).firearm
        licence = {
            "licence": "L-7K3M-9QXZ-20RT-B",
            "licence_kind": "Sport",
            "holder": NAMES[language],
            "born": "1984-03-02",
            "categories": ["B", "C"],
            "conditions": CONDITIONS[language],
        }
        values = {
            "actor": alice,
            "about": "L0000000000000",
            "language": language,
            "content": licence,
            "holder": person,
            "valid_to": dt.date(2099, 1, 1),
        }
        for kind in ("licence_card", "licence_certificate"):
            office.papers[kind, language] = issue_paper(kind=kind, **values).public_id
        goods = {
            "authorisation": "X-1",
            "purpose": "Sale",
            "place_of_issue": "Kestria City",
            "country_of_export": "Kestria",
            "country_of_import": "Norland",
            "transit_countries": ["Midland"],
            "final_recipient": NAMES[language],
            "goods": [{"description": "9×19 mm", "quantity": "40"}],
        }
        transfer = issue_paper(kind="export_authorisation", **{**values, "content": goods})
        office.papers["export_authorisation", language] = transfer.public_id
        kind = "registration_certificate"
        paper = issue_about_firearm(actor=alice, firearm=firearm, kind=kind, language=language)
        office.papers[kind, language] = paper.public_id
        record_event(
            actor=dave, firearm=firearm, event=NewEvent(kind="surrendered", details={"report": "R-1"})
        )
        paper = issue_about_firearm(actor=dave, firearm=firearm, kind="receipt", language=language)
        office.papers["receipt", language] = paper.public_id


@pytest.fixture(scope="module")
def office(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Office]:
    """The register, its papers issued."""
    patch = pytest.MonkeyPatch()
    with ground(databases, peopled_template, django_db_blocker) as database, patch.context() as at:
        result = Office(Log(database, tmp_path_factory.mktemp("home")))
        at.setattr("django.conf.settings.IFAR_HOME", result.home, raising=False)
        at.setattr("django.conf.settings.IFAR_LEDGER_NAME", ORIGIN, raising=False)
        _issue(result)
        result.log.sequence()
        withdrawn = issue_paper(
            actor=cast.actor("bob"),
            kind="licence_card",
            about="L0000000000000",
            language="en",
            content={"licence": "L-2", "licence_kind": "Sport", "holder": "Gone"},
            valid_to=dt.date(2099, 1, 1),
        )
        withdraw_paper(actor=cast.actor("bob"), paper_id=withdrawn.public_id, reason="lost")
        result.papers["withdrawn", "en"] = withdrawn.public_id
        result.log.sequence()
        yield result
        assert Paper.objects.count() == len(result.papers)
