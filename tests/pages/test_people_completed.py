"""Fields and the box that complete people: a number for whoever may open the record, a name under a purpose, and logged."""

from __future__ import annotations

import pytest

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.licensing.models import Removal
from ifar.licensing.services import licences, notices, offers
from ifar.licensing.services.notices import NewNotice
from ifar.parties.services import NewBar, enter_bar
from tests.factories import a_firearm, a_licence, a_person

pytestmark = pytest.mark.django_db


def options(browser, letters, field, text):
    answer = browser.get(f"/known-keepers/{letters}/", {"field": field, field: text})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_name_is_completed_under_a_purpose_and_logged(signed_in, alice):
    amina = a_person(alice)
    line = f"Amina Diallo ({identifiers.shown(amina)})"
    before = ReadLog.objects.count()
    assert line in options(signed_in("alice"), "P", "applicant", "Amina")
    assert ReadLog.objects.filter(act="parties.party.search", object="Amina").exists()
    assert ReadLog.objects.count() > before
    shifts.end(actor=alice)
    before = ReadLog.objects.count()
    assert "Amina" not in options(signed_in("alice"), "P", "applicant", "Amina")
    assert "Amina" not in options(signed_in("ivan"), "P", "buyer", "Amina")
    assert ReadLog.objects.count() == before


def test_a_number_is_completed_freely_and_tells_no_name(signed_in, alice):
    """Without a purpose, unlogged; for whoever opens no parties there is nothing."""
    amina = a_person(alice)
    shifts.end(actor=alice)
    begun = amina[:7] if any(map(str.isdigit, amina[1:7])) else amina[:13]
    before = ReadLog.objects.count()
    said = options(signed_in("alice"), "P", "applicant", begun)
    assert identifiers.shown(amina) in said
    assert "Amina" not in said
    assert identifiers.shown(amina) not in options(signed_in("ivan"), "P", "buyer", begun)
    assert ReadLog.objects.count() == before


def test_the_box_asks_for_no_names_where_a_mark_is_typed(signed_in, alice):
    a_person(alice, "Beretta 92 Diallo")
    before = ReadLog.objects.count()
    for mark in ("AB1234", "AB?", "Be"):
        assert "Diallo" not in options(signed_in("alice"), "P", "q", mark)
    assert ReadLog.objects.count() == before
    assert "Diallo" in options(signed_in("alice"), "P", "q", "Diallo")


def test_the_box_opens_what_a_chosen_line_names(signed_in, alice):
    amina = a_person(alice)
    answer = signed_in("alice").get("/search/", {"q": f"Amina Diallo ({identifiers.shown(amina)})"})
    assert answer["Location"] == f"/parties/{amina}/"


def test_the_box_opens_every_number(signed_in, alice, bob, dave):
    amina = a_person(alice, born="1984-03-02")
    licence = a_licence(alice, bob, amina)
    licences.suspend(actor=alice, licence_id=licence, ground="storage", note="x")
    asked = licences.propose_reinstatement(actor=alice, licence_id=licence, reason="x").public_id
    removal = Removal.objects.get().public_id
    told = NewNotice("medical", "hospital", "M-1", {"name": "Amina Diallo", "born": "1984-03-02"})
    notice = notices.take(actor=dave, new=told).notice
    bar = enter_bar(
        actor=alice,
        new=NewBar(
            "prohibited", "conviction", "2026-01-01", "Court", "XX", "7", party=a_person(alice, "Wei Zhang")
        ),
    )
    thing = a_firearm(alice, owner=amina).firearm
    offer = offers.make(
        actor=alice,
        firearm=thing,
        firearm_n=1,
        buyer=a_person(alice, "Chinua Obi"),
        transfer="privately_transferred",
    )
    addresses = {
        asked: f"/proposals/{asked}/",
        removal: f"/licensing/removals/{removal}/",
        notice: f"/licensing/eligibility/{notice}/",
        bar: f"/parties/bars/{bar}/",
        offer: "/licensing/offers/",
    }
    for number, address in addresses.items():
        answer = signed_in("alice").get("/search/", {"q": identifiers.shown(number)})
        assert (answer.status_code, answer.get("Location")) == (302, address), number
        assert signed_in("frank").get("/search/", {"q": number}).status_code == 200, number


def test_the_public_page_says_what_to_do_with_another_number(signed_in, alice, bob):
    licence = a_licence(alice, bob, a_person(alice))
    for number, said in ((licence, "number of a licence"), (a_person(alice), "of no paper")):
        for address in (f"/papers/verify/{number}/", f"/papers/verify/{number.lower()}/"):
            answer = signed_in("nobody").get(address)
            assert answer.status_code == 200
            assert said in answer.content.decode()


def test_the_roadside_names_no_private_trader(signed_in, ivan):
    a_firearm(ivan, "QX99123", state="in_stock_retail")
    text = signed_in("dave").post("/roadside/", {"q": "QX99123"}).content.decode()
    assert "Provincial Licensing Office" in text
    assert "Ivan" not in text
