"""What people do often takes them no more pages and fields than is stated here."""

from __future__ import annotations

import re

import pytest

from ifar.accounts.models import Proposal
from ifar.documents.models import Paper
from ifar.licensing.models import Application, Licence
from ifar.licensing.selectors.kinds import kind_of
from ifar.parties.models import Party
from ifar.tracing.models import Request
from tests.cashier.conftest import a_till, fee_database  # noqa: F401 - the fees of the country
from tests.counting import Journey
from tests.factories import a_firearm, a_person
from tests.tracing.conftest import an_exhibit

pytestmark = pytest.mark.django_db


def test_a_licence_from_the_person_to_the_card(signed_in, alice):
    """Person, application, checks, fee, approval by a second person, card."""
    a_till(alice)
    clerk, head, police = signed_in("alice"), signed_in("bob"), signed_in("dave")
    journey = Journey()
    page = journey.open(clerk, "/parties/new/?kind=person")
    journey.send(clerk, "/parties/new/?kind=person", page, name="Amina Diallo", born="1984-03-02")
    party = Party.objects.get(kind="person").public_id
    address = f"/licensing/applications/new/?applicant={party}"
    page = journey.open(clerk, address)
    journey.send(clerk, address, page, applicant=party, kind="sport", quota="2", categories="B")
    one = Application.objects.get().public_id
    at = f"/licensing/applications/{one}/"
    page = journey.send(clerk, f"{at}acts/submitted/")
    pages = {"police": journey.open(police, at), "desk": page}
    for item in kind_of("sport").checks:
        desk = "police" if "police" in item.answered_by else "desk"
        who = police if desk == "police" else clerk
        journey.send(who, f"{at}acts/checked/", pages[desk], item=item.code, answer="passed")
    page = journey.open(clerk, f"/cashier/pay/{one}/")
    version = re.search(r'name="rule_version"\s+value="(\d+)"', page)[1]
    journey.send(clerk, f"/cashier/pay/{one}/", page, rule_version=version, language="en", way="cash")
    journey.send(clerk, f"{at}acts/advised/", advice="grant", note="complete")
    journey.send(clerk, f"{at}acts/granted/", reason="complete")
    asked = f"/proposals/{Proposal.objects.get().public_id}/"
    page = journey.open(head, asked)
    journey.send(head, f"{asked}decide/", page, verdict="approve")
    paper = f"/licensing/licences/{Licence.objects.get().public_id}/papers/new/"
    page = journey.open(clerk, paper)
    journey.send(clerk, paper, page, kind="licence_card", language="en")
    assert Paper.objects.filter(kind="licence_card").exists()
    journey.within(19, 18)


def test_a_quick_check_of_what_somebody_holds(signed_in, alice):
    a_firearm(alice, "QC4711", owner=a_person(alice))
    officer, journey = signed_in("dave"), Journey()
    page = journey.open(officer, "/roadside/")
    assert "QC4711" in journey.send(officer, "/roadside/", page, q="QC4711")
    journey.within(2, 1)


def test_an_exhibit_is_traced(signed_in, erin):
    item, officer, journey = an_exhibit(erin), signed_in("erin"), Journey()
    page = journey.open(officer, f"/recoveries/items/{item}/")
    journey.send(officer, f"/tracing/from/{item}/", page, direction="own")
    one = Request.objects.get().public_id
    journey.send(officer, f"/tracing/{one}/acts/sent/")
    assert Request.objects.get().state == "sent"
    journey.within(6, 1)
