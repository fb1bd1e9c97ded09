"""Fields and the box that complete people: a number for whoever may open the record, a name under a purpose, and logged."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import pytest

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.fields import read_identifier
from ifar.licensing.models import Removal
from ifar.licensing.services import licences, notices, offers
from ifar.licensing.services.notices import NewNotice
from ifar.parties.services import NewBar, enter_bar, move_party
from ifar.reference.selectors import area_words
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
    value = options(signed_in("alice"), "P", "applicant", begun)
    assert identifiers.shown(amina) in value
    assert "Amina" not in value
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
    licences.suspend(actor=alice, licence_id=licence, ground="storage", reason="x")
    asked = licences.propose_reinstatement(actor=alice, licence_id=licence, reason="x").public_id
    removal = Removal.objects.get().public_id
    new_notice = NewNotice("medical", "hospital", "M-1", {"name": "Amina Diallo", "born": "1984-03-02"})
    notice = notices.take(actor=dave, new=new_notice).notice
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
    for number, text in ((licence, "number of a licence"), (a_person(alice), "of no paper")):
        for address in (f"/documents/verify/{number}/", f"/documents/verify/{number.lower()}/"):
            answer = signed_in("nobody").get(address)
            assert answer.status_code == 200
            assert text in answer.content.decode()


def test_the_roadside_names_no_private_trader(signed_in, ivan):
    a_firearm(ivan, "QX99123", state="in_stock_retail")
    text = signed_in("dave").post("/roadside/", {"q": "QX99123"}).content.decode()
    assert "Provincial Licensing Office" in text
    assert "Ivan" not in text


def lines(page):
    return re.findall(r'<option value="([^"]+)"', page)


def test_a_suggestion_holds_what_was_typed_whatever_script_the_name_is_written_in(signed_in, alice):
    """A browser shows of a list only what contains the text of the field."""
    written = a_person(alice, "علي حداد", born="1984-03-02")
    latin = a_person(alice, "Ali Haddad", born="1991-07-15")
    result = lines(options(signed_in("alice"), "P", "owner", "haddad"))
    assert {line.rpartition("(")[2].rstrip(")") for line in result} == {
        identifiers.shown(written),
        identifiers.shown(latin),
    }
    assert all("haddad" in line.casefold() for line in result)
    assert f"haddad: \u2068علي حداد\u2069, \u20682 Mar 1984\u2069 ({identifiers.shown(written)})" in result
    assert f"Ali Haddad, 15 Jul 1991 ({identifiers.shown(latin)})" in result
    chosen = next(line for line in result if "علي" in line)
    assert read_identifier(chosen, "P") == written
    before = ReadLog.objects.count()
    assert lines(options(signed_in("alice"), "P", "owner", chosen)) == [], (
        "who was chosen is not looked for again"
    )
    assert ReadLog.objects.count() == before


def test_an_offered_person_lives_where_the_present_address_says(signed_in, alice):
    amina = a_person(alice)
    move_party(
        actor=alice,
        public_id=amina,
        address={"country": "FR", "area": "FR-13", "lines": ["1"], "valid_from": "2019-01-01"},
    )
    (line,) = lines(options(signed_in("alice"), "P", "owner", "Amina"))
    assert line == f"Amina Diallo, {area_words('FR-13')} ({identifiers.shown(amina)})"


def _previewed(browser, firearm, owner):
    values = {"owner_kind": "private", "owner": owner, "paper": "P-1", "seen": "1", "preview": "1"}
    when = {"occurred_precision": "day", "occurred_from": "2026-03-01"}
    page = f"/firearms/{firearm}/record/?kind=privately_transferred"
    answer = browser.post(page, values | when, headers={"HX-Request": "true", "HX-Target": "div#preview"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_name_that_fits_several_is_answered_with_whom_to_choose(signed_in, alice):
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner"), owner_kind="private").firearm
    text, other = (a_person(alice, "Ali Haddad", born=born) for born in ("1984-03-02", "1991-07-15"))
    page = _previewed(signed_in("alice"), thing, "Ali Haddad")
    assert "several people may be meant by" in page
    for person, born in ((text, "2 Mar 1984"), (other, "15 Jul 1991")):
        assert f'value="Ali Haddad, {born} ({identifiers.shown(person)})"' in page
    assert "not of the right form" not in page
    assert "not of the right form" in _previewed(signed_in("alice"), thing, "Nobody Whatever")
    shifts.end(actor=alice)
    page = _previewed(signed_in("alice"), thing, "Ali Haddad")
    assert "1984" not in page
    assert "not of the right form" in page


def test_a_field_that_names_somebody_says_that_a_purpose_comes_first(signed_in, alice):
    thing = a_firearm(alice, owner=a_person(alice, "Old Owner"), owner_kind="private").firearm
    pages = (
        f"/firearms/{thing}/record/?kind=privately_transferred",
        f"/firearms/{thing}/offer/",
        "/licensing/applications/new/",
    )
    browser = signed_in("alice")
    for page in pages:
        assert "No name is offered before" not in browser.get(page).content.decode()
    shifts.end(actor=alice)
    for page in pages:
        value = browser.get(page).content.decode()
        assert "No name is offered before you say for what purpose you read names." in value, page
        assert f"/me/purpose/?next={quote(page)}" in value, page


def test_every_field_that_refuses_a_name_asks_whom_it_means(signed_in, alice):
    text, other = (a_person(alice, "Ali Haddad", born=born) for born in ("1984-03-02", "1991-07-15"))
    browser = signed_in("alice")
    page = browser.post("/licensing/applications/new/", {"applicant": "Ali Haddad", "kind": "hunting"})
    (asked,) = re.findall(
        r'<div [^>]*hx-get="(/known-keepers/\w+/)"[^>]*hx-vals=\'([^\']*)\'', page.content.decode()
    )
    value = browser.get(asked[0], {**json.loads(asked[1]), "applicant": "Ali Haddad"}).content.decode()
    for person, born in ((text, "2 Mar 1984"), (other, "15 Jul 1991")):
        line = f"Ali Haddad, {born} ({identifiers.shown(person)})"
        assert f'data-fills="id_applicant" value="{line}"' in value
    assert (
        "Nobody on record"
        in browser.get(asked[0], {**json.loads(asked[1]), "applicant": "Xyzzy Q"}).content.decode()
    )
    shifts.end(actor=alice)
    value = browser.get(asked[0], {**json.loads(asked[1]), "applicant": "Ali Haddad"}).content.decode()
    assert not value.strip(), "nobody was looked for"
