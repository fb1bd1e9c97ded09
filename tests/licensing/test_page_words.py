"""Pages of licensing say checks, firearms and proofs in words, and ask for nothing that is done."""

from __future__ import annotations

import html

import pytest
from django.utils import translation

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.accounts.services import proposals
from ifar.errors import Refused
from ifar.licensing.models import Licence, Removal
from ifar.licensing.services import applications, licences, removals
from ifar.reference import selectors as reference
from ifar.registry.services.events import NewEvent, record_event
from tests.factories import a_firearm, a_licence, a_person

pytestmark = pytest.mark.django_db


def shown(answer):
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_check_that_stands_against_an_advice_is_named_in_words(alice, language):
    draft = applications.draft(actor=alice, kind="hunting", applicant=a_person(alice))
    applications.submit(actor=alice, application_id=draft)
    applications.answer_check(actor=alice, application_id=draft, item="identity", answer="passed")
    with translation.override(language), pytest.raises(Refused) as refused:
        applications.advise(actor=alice, application_id=draft, advice="grant", note="complete")
    spoken = reference.words("check_item", language)
    for reason in refused.value.reasons:
        assert reason.params == {"item": reason.field}
        assert spoken[reason.field] in str(reason.message)
        assert f": {reason.field}." not in str(reason.message)


def test_what_proves_a_removal_is_offered_and_kept_in_words(signed_in, alice, bob):
    amina = a_person(alice)
    gun = a_firearm(alice, owner=amina, identity={"model": "beretta/92"}).firearm
    licences.suspend(actor=alice, licence_id=a_licence(alice, bob, amina), ground="storage", reason="x")
    removal = Removal.objects.get().public_id
    deposited = NewEvent("deposited", {"ground": "suspended", "depositary": a_person(alice, "Depot")})
    record_event(actor=alice, firearm=gun, event=deposited)
    page, browser = f"/licensing/removals/{removal}/", signed_in("alice")
    value = shown(browser.get(page))
    assert "No firearm is with the holder: record that" in value
    assert f"{reference.words('make')['beretta']} {reference.words('model')['beretta/92']}" in value
    assert "beretta/92" not in value
    removals.clear(actor=alice, removal_id=removal, way="deposited", proofs=[f"{gun}/2"])
    value = shown(browser.get(page))
    assert identifiers.shown(gun) in value
    assert f"{gun}/2" not in value


@pytest.mark.parametrize("end", ["cleared", "lifted"])
def test_nobody_is_asked_any_more_about_a_removal_that_ended(alice, bob, end):
    text = a_licence(alice, bob, a_person(alice))
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    removal = Removal.objects.get().public_id
    notices = Notice.objects.filter(object=removal, kind="licensing.removal")
    assert notices.get().done_at is None
    if end == "cleared":
        removals.clear(actor=alice, removal_id=removal, way="none_held")
    else:
        asked = licences.propose_reinstatement(actor=alice, licence_id=text, reason="a safe was bought")
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert Licence.objects.get().state == "in_force"
    assert Removal.objects.get().state == end
    assert notices.get().done_at is not None


@pytest.mark.parametrize("allows", [True, False])
def test_w12_a_licence_says_before_it_is_suspended_that_firearms_then_have_to_leave(
    signed_in, alice, bob, allows
):
    text = a_licence(alice, bob, a_person(alice), **({} if allows else {"kind": "dealer"}))
    value = shown(signed_in("alice").get(f"/licensing/licences/{text}/acts/suspended/"))
    assert ("The firearms of the holder then have to leave." in value) is allows
