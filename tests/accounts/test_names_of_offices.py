"""What an office is called in other languages: given by two people, said on pages and papers of that language, kept in the log."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ifar.accounts.models import Agency, AgencyAct, Proposal
from ifar.accounts.selectors.agencies import called, name_of
from ifar.accounts.services import agencies, proposals
from ifar.errors import Conflict, Invalid
from ifar.registry.marks.placeholders import plain_word
from ifar.registry.selectors.imports import offices_known
from tests import cast
from tests.conftest import sign_in

ARABIC, FRENCH = "مكتب التراخيص في الولاية", "Bureau provincial des licences"


def _page(browser: Client, address: str, language: str) -> str:
    browser.cookies["django_language"] = language
    return browser.get(address).content.decode()


def test_an_office_is_called_by_its_own_name_in_each_language(db, ken, laura):
    place = cast.agency("province").public_id
    at = reverse("accounts:agency", args=(place,))
    values = {"names-ar": ARABIC, "names-fr": f" {FRENCH} ", "names-en": "", "reason": "the decree of 2026"}
    asked = sign_in("ken").post(reverse("accounts:agency_names", args=(place,)), values, follow=True)
    assert "second person has to approve" in asked.content.decode()
    proposal = Proposal.objects.get(object=place)
    shown = _page(sign_in("laura"), reverse("accounts:proposal", args=(proposal.public_id,)), "en")
    assert ARABIC in shown
    assert FRENCH in shown
    proposals.decide(actor=laura, proposal=proposal.public_id, verdict="approve")
    assert AgencyAct.objects.get(proposal=proposal.public_id).kind == "named"
    alice = sign_in("alice")
    for language, name in (("ar", ARABIC), ("fr", FRENCH), ("en", "Provincial Licensing Office")):
        assert f"<bdi>{name}</bdi>" in _page(alice, at, language)
        assert name in _page(alice, reverse("accounts:me"), language), "where somebody works"
        with translation.override(language):
            assert Agency.objects.filter(public_id=place).values_list(called(), flat=True).get() == name
            assert name_of(cast.actor("alice")) == name
            other = Agency.objects.exclude(public_id=place).first()
            assert other.called == other.name, "what nobody named keeps its name"
        assert name_of(cast.actor("alice"), language) == name
    alice.cookies["django_language"] = "ar"
    for typed in ("التراخيص", "Provincial"):
        text = alice.get("/known-keepers/A/", {"field": "to", "to": typed}).content.decode()
        assert ARABIC in text, "found by what it is called, and by its name"
    from_file = offices_known(cast.actor("carol"), place)[1]
    assert {from_file[plain_word(code)].agency for code in (ARABIC, FRENCH)} == {place}
    listed = {item["id"]: item for item in alice.get("/api/agencies").json()["items"]}
    assert listed[place]["names"] == {"ar": ARABIC, "fr": FRENCH}


@pytest.mark.parametrize(
    ("names", "error"),
    [({"xx": "Amt"}, Invalid), ({"ar": "x" * 301}, Invalid), ({"ar": "  "}, Conflict), ({}, Conflict)],
)
def test_what_is_no_name_of_a_language_of_the_pages_is_refused(ken, names, error):
    with pytest.raises(error):
        agencies.propose_change(actor=ken, agency=cast.agency("province").public_id, reason="x", names=names)
