"""Nobody answers a check, advises, or agrees to what is about somebody whose name they were not shown."""

from __future__ import annotations

import html

import pytest

from ifar.accounts import descriptions
from ifar.accounts.models import Decision
from ifar.accounts.services import proposals, shifts
from ifar.errors import Refused
from ifar.licensing.models import Application
from ifar.licensing.services import applications
from ifar.registry.services import proposals as asking
from ifar.registry.services.events import NewEvent
from tests import cast
from tests.factories import a_firearm, a_person, an_application

pytestmark = pytest.mark.django_db


def without_purpose(name):
    """A cast member whose shift has ended: names are left out of what they are shown."""
    shifts.end(actor=cast.actor(name))
    return cast.actor(name)


def shown(answer):
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_w11_no_check_is_answered_before_the_name_is_shown(signed_in, alice, dave):
    amina = a_person(alice)
    draft = applications.draft(actor=alice, kind="hunting", applicant=amina)
    applications.submit(actor=alice, application_id=draft)
    page = f"/licensing/applications/{draft}/"
    assert 'value="passed"' in shown(signed_in("alice").get(page))
    blind = without_purpose("alice")
    value = shown(signed_in("alice").get(page))
    assert "Amina Diallo" not in value
    assert 'value="passed"' not in value
    assert 'name="advice"' not in value
    assert "State the purpose" in value
    assert "To answer it, state first for what purpose you read the name." in value
    with pytest.raises(Refused) as refused:
        applications.answer_check(actor=blind, application_id=draft, item="identity", answer="passed")
    assert refused.value.code == "accounts.purpose.missing"
    signed_in("alice").post(f"{page}acts/checked/", {"answers-identity-answer": "passed", "expected_n": "2"})
    assert Application.objects.get().checks == {}
    shifts.start(actor=blind, purpose="licensing")
    applications.answer_check(
        actor=cast.actor("alice"), application_id=draft, item="identity", answer="passed"
    )


def test_w11_nobody_advises_or_proposes_unnamed(alice):
    ready = an_application(alice, a_person(alice))
    blind = without_purpose("alice")
    for act in (
        lambda: applications.advise(actor=blind, application_id=ready, advice="grant", note="x"),
        lambda: applications.propose_grant(actor=blind, application_id=ready, reason="complete"),
        lambda: applications.propose_refusal(actor=blind, application_id=ready, reason="x", grounds=["x"]),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "accounts.purpose.missing"


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
@pytest.mark.parametrize("what", ["grant", "event"])
def test_w11_nobody_agrees_or_refuses_before_the_names_are_shown(signed_in, alice, bob, what, verdict):
    if what == "grant":
        ready = an_application(alice, a_person(alice))
        asked = applications.propose_grant(actor=alice, application_id=ready, reason="complete")
    else:
        gun = a_firearm(alice, owner=a_person(alice), owner_kind="private").firearm
        event = NewEvent("corrected", {"reason": "misread"}, identity={"year": 1990})
        asked = asking.propose_event(actor=alice, firearm=gun, event=event, reason="misread")
    page = f"/proposals/{asked.public_id}/"
    assert 'value="approve"' in shown(signed_in("bob").get(page))
    blind = without_purpose("bob")
    value = shown(signed_in("bob").get(page))
    assert 'value="approve"' not in value
    assert 'value="refuse"' not in value
    assert "Read first whom it is about, then decide." in value
    with pytest.raises(Refused) as refused:
        proposals.decide(actor=blind, proposal=asked.public_id, verdict=verdict, reason="x")
    assert refused.value.code == "accounts.purpose.missing"
    signed_in("bob").post(f"{page}decide/", {"verdict": verdict, "reason": "x"})
    assert not Decision.objects.exists()
    shifts.start(actor=blind, purpose="licensing")
    proposals.decide(actor=cast.actor("bob"), proposal=asked.public_id, verdict=verdict, reason="x")


def test_w11_what_names_nobody_needs_no_purpose():
    """Roles and settings are decided without any personal read."""

    class Asked:
        act = "accounts.grant"

    assert not descriptions.names_parties(Asked)
