"""What people do often takes them no more pages and fields than is stated here."""

from __future__ import annotations

import html
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
    page = journey.send(
        clerk, "/parties/new/?kind=person", page, name="Amina Diallo", born="1984-03-02", apply="1"
    )
    party = Party.objects.get(kind="person").public_id
    page = journey.send(
        clerk,
        "/licensing/applications/new/",
        page,
        applicant=party,
        kind="sport",
        quota="2",
        kept="submitted",
    )
    one = Application.objects.get().public_id
    at = f"/licensing/applications/{one}/"
    checks: dict[str, dict[str, str]] = {"desk": {}, "police": {}}
    for item in kind_of("sport").checks:
        desk = "police" if "police" in item.answered_by else "desk"
        checks[desk][f"answers-{item.code}-answer"] = "passed"
    page = journey.send(clerk, f"{at}acts/checked/", page, **checks["desk"])
    fee = html.unescape(re.search(r'action="(/cashier/pay/[^"]+)"', page)[1])
    version = re.search(r'name="rule_version"\s+value="(\d+)"', page)[1]
    journey.send(clerk, fee, page, rule_version=version, language="en", way="cash")
    journey.send(police, f"{at}acts/checked/", journey.open(police, at), **checks["police"])
    page = journey.open(clerk, at)
    page = journey.send(clerk, f"{at}acts/advised/", page, advice="grant", note="complete")
    journey.send(clerk, f"{at}acts/granted/", page, reason="complete")
    asked = f"/proposals/{Proposal.objects.get().public_id}/"
    page = journey.open(head, asked)
    journey.send(head, f"{asked}decide/", page, verdict="approve")
    page = journey.open(clerk, at)
    paper = f"/licensing/licences/{Licence.objects.get().public_id}/papers/new/"
    assert paper in page, "the card is the next step"
    journey.send(clerk, paper, page, kind="licence_card", language="en")
    assert Paper.objects.filter(kind="licence_card").exists()
    assert Application.objects.get().n == 9, "drafted, submitted, five checks, advised, granted: each an act"
    journey.within(14, 18)


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
