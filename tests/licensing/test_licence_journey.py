"""A licence takes no more pages and fields than is stated here, from an applicant whom nobody knows to the card in their hand."""

from __future__ import annotations

import html
import re

import pytest

from ifar.accounts.models import Notice, Proposal
from ifar.documents.models import Paper
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors.kinds import kind_of
from ifar.parties.models import Party
from tests.cashier.conftest import a_till, fee_database  # noqa: F401 - the fees of the country
from tests.counting import Journey

pytestmark = pytest.mark.django_db


def test_a_licence_from_the_person_to_the_card(signed_in, alice):
    """Person, application, checks, fee, approval by a second person, card."""
    a_till(alice)
    clerk, head, police = signed_in("alice"), signed_in("bob"), signed_in("dave")
    journey = Journey()
    page = journey.open(clerk, "/parties/new/?kind=person")
    page = journey.fill(clerk, page, press="apply=1", name="Amina Diallo", born="1984-03-02")
    party = Party.objects.get(kind="person").public_id
    page = journey.fill(clerk, page, press="kept=submitted", applicant=party, kind="sport", quota="2")
    one = Application.objects.get().public_id
    at = f"/licensing/applications/{one}/"
    checks: dict[str, dict[str, str]] = {"desk": {}, "police": {}}
    for item in kind_of("sport").checks:
        desk = "police" if "police" in item.answered_by else "desk"
        checks[desk][f"answers-{item.code}-answer"] = "passed"
    page = journey.fill(clerk, page, "/acts/checked/", **checks["desk"])
    fee = html.unescape(re.search(r'action="(/cashier/pay/[^"]+)"', page)[1])
    journey.fill(clerk, page, fee, language="en", way="cash")
    journey.fill(police, journey.open(police, at), "/acts/checked/", **checks["police"])
    page = journey.open(clerk, at)
    page = journey.fill(clerk, page, "/acts/advised/", press="advice=grant", note="complete")
    journey.fill(clerk, page, "/acts/granted/")
    page = journey.open(head, f"/proposals/{Proposal.objects.get().public_id}/")
    journey.fill(head, page, "/decide/", press="verdict=approve")
    told = Notice.objects.get(kind="licensing.granted", done_at=None)
    assert (told.user, told.object) == (alice.id, one), "whoever proposed it hears of the grant"
    page = journey.open(clerk, at)
    paper = f"/licensing/licences/{Licence.objects.get().public_id}/papers/new/"
    journey.fill(clerk, page, paper, kind="licence_card", language="en")
    assert not Notice.objects.filter(kind="licensing.granted", done_at=None).exists()
    assert Paper.objects.filter(kind="licence_card").exists()
    assert Application.objects.get().n == 9, "drafted, submitted, five checks, advised, granted: each an act"
    journey.within(14, 18)
