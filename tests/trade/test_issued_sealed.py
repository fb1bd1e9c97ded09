"""The papers of transfers as PDFs: sealed, verified without a line, and not one byte to be changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ifar.documents import checking, keys
from ifar.documents.checking import Trusted
from ifar.documents.services import print_paper
from ifar.trade.deliveries.services import deliveries, enquiries
from ifar.trade.deliveries.services.papers import issue_about_delivery, issue_about_enquiry
from ifar.trade.services.issued import issue_about_authorisation
from ifar.trade.services.writing import today
from tests import cast
from tests.databases import ground
from tests.factories import a_person
from tests.logs import ORIGIN, Log
from tests.trade.making import (
    a_delivery,
    a_party,
    an_application,
    an_enquiry,
    an_imported_firearm,
    assessed,
    granted,
    ready,
)

SITE = "https://register.test"
LANGUAGES = ("en", "ar", "fr") if os.environ.get("PICTURES") else ("ar",)


@pytest.fixture(scope="module")
def printed(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[tuple[dict[tuple[str, str], bytes], Trusted]]:
    """One of each kind, in a language or in three."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        pytest.MonkeyPatch.context() as at,
    ):
        log = Log(database, tmp_path_factory.mktemp("home"))
        at.setattr("django.conf.settings.IFAR_HOME", log.home, raising=False)
        at.setattr("django.conf.settings.IFAR_LEDGER_NAME", ORIGIN, raising=False)
        at.setattr("django.conf.settings.IFAR_COUNTRY_NAME", "Kestria", raising=False)
        alice, bob = cast.actor("alice"), cast.actor("bob")
        person = a_person(alice, "Amina Diallo", born="1984-03-02")
        address = "Storgatan 12, 903 26 Umeå"
        made, _consignee, _papers = ready(alice, bob, applicant=person)
        granted(alice, bob, made)
        of = {"export_authorisation": made}
        for kind, into, papers in (
            ("import", "XX", ("import_authorisation", "end_use_certificate")),
            ("transit", "NO", ("transit_no_objection",)),
        ):
            made = an_application(
                alice,
                kind=kind,
                from_state="SE",
                into_state=into,
                consignee=a_party(alice, address=address),
                applicant=person,
            )
            assessed(alice, made)
            granted(alice, bob, made)
            of |= dict.fromkeys(papers, made)
        issued = {
            (kind, language): issue_about_authorisation(
                actor=alice, authorisation_id=value, kind=kind, language=language
            ).public_id
            for kind, value in of.items()
            for language in LANGUAGES
        }
        late = a_delivery(alice, of["export_authorisation"])
        deliveries.ask_abroad(actor=alice, delivery_id=late, letter="LV 2026/7")
        for serial in ("BER-0001", "BER-0002"):
            an_imported_firearm(cast.actor("heidi"), serial)
        asked = an_enquiry(
            alice, serials=["BER-0001", "BER-0002", "BER-0003"], authorisation=of["import_authorisation"]
        )
        enquiries.answer_enquiry(actor=bob, enquiry_id=asked, answer="in_part")
        issued |= {
            (kind, language): issue(
                actor=alice, kind=kind, language=language, **{f"{about}_id": item}
            ).public_id
            for kind, about, item, issue in (
                ("delivery_request", "delivery", late, issue_about_delivery),
                ("delivery_verification", "enquiry", asked, issue_about_enquiry),
            )
            for language in LANGUAGES
        }
        log.sequence()
        pdfs = {key: print_paper(actor=alice, paper=value, site=SITE) for key, value in issued.items()}
        if folder := os.environ.get("PICTURES"):
            for (kind, language), pdf in pdfs.items():
                (Path(folder) / f"{kind}_{language}.pdf").write_bytes(pdf)
        yield pdfs, Trusted([log.key()], keys.certificates(log.home))


def test_each_is_verified_without_a_line_and_says_what_article_10_3_asks_for(printed) -> None:
    pdfs, trusted = printed
    for (kind, _language), pdf in pdfs.items():
        check = checking.check(pdf, trusted, today())
        assert (check.verdict, check.kind, check.form) == ("genuine", kind, "sheet")
        values = {
            "place_of_issue",
            "country_of_export",
            "country_of_import",
            "transit_countries",
            "final_recipient",
            "goods",
        }
        assert values <= set(check.content)
        assert (check.valid_to is None) == kind.startswith("delivery_")
        middle = len(pdf) // 2
        altered = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
        assert checking.check(altered, trusted, today()).verdict != "genuine"
