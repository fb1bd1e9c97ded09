"""The pages of the parties: found, opened, registered, corrected, joined, erased; each read under a purpose and logged."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ifar import identifiers
from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.parties.models import Party
from ifar.parties.selectors import party_for
from ifar.parties.services import NewParty, merge_parties, register_party
from ifar.rights import Actor
from tests import cast
from tests.factories import a_firearm, a_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]

SECRET = "Xanthippe Quirke"
WHOLE = {
    "name": SECRET,
    "born": "1980-02-03",
    "identity_numbers": [{"kind": "passport", "number": "ZZ-99 1"}],
    "sex": "female",
}


def somebody(actor: Actor) -> str:
    address = {"country": "FR", "area": "FR-13", "lines": ["4, rue du Port"], "valid_from": "2019-01-01"}
    return register_party(actor=actor, new=NewParty("person", WHOLE, address))


def in_police(actor: Actor) -> str:
    return somebody(replace(actor, permissions=actor.permissions | {"parties:party:write"}))


def reads(act: str) -> list[tuple[str, str, int]]:
    return list(ReadLog.objects.filter(act=act).order_by("id").values_list("actor", "object", "count"))


def test_a_list_of_names_is_logged_with_how_many(alice: Actor, signed_in: SignIn) -> None:
    shown = {somebody(alice), somebody(alice)}
    page = signed_in("alice").get("/parties/")
    assert page.status_code == 200
    assert SECRET in page.text
    rows = reads("parties.party.list")
    assert rows[0] == (alice.id, "parties", 2)
    assert {(actor, party, count) for actor, party, count in rows[1:]} == {
        (alice.id, text, 1) for text in shown
    }


def test_a_search_finds_across_scripts_and_by_number_and_is_logged_with_its_words(
    alice: Actor, signed_in: SignIn
) -> None:
    public_id = somebody(alice)
    browser = signed_in("alice")
    for asked in ("quirke xantippe", "zz991", "Ксантиппе Куирке"):
        browser.get("/parties/", {"who": asked})
    assert SECRET in browser.get("/parties/", {"who": "ZZ-991"}).text
    assert SECRET not in browser.get("/parties/", {"who": "somebody else"}).text
    assert "at least two characters" in browser.get("/parties/", {"who": "x"}).text
    assert reads("parties.party.search")[:4] == [
        (alice.id, "quirke xantippe", 1),
        (alice.id, public_id, 1),
        (alice.id, "zz991", 1),
        (alice.id, public_id, 1),
    ]
    assert browser.get("/parties/", {"who": public_id})["Location"] == f"/parties/{public_id}/"
    assert browser.get("/search/", {"q": public_id})["Location"] == f"/parties/{public_id}/"


@pytest.mark.parametrize(
    "page",
    [
        "",
        "?who=Quirke",
        "new/",
        "{id}/",
        "{id}/correct/",
        "{id}/address/",
        "{id}/join/",
        "{id}/erase/",
        "{id}/file/",
    ],
)
def test_without_a_purpose_every_page_asks_for_it_and_comes_back(
    bob: Actor, signed_in: SignIn, page: str
) -> None:
    public_id = somebody(bob)
    shifts.end(actor=bob)
    path = "/parties/" + page.format(id=public_id)
    answer = signed_in("bob").get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/me/purpose/?next=%2Fparties%2F")
    assert not ReadLog.objects.exists()


def test_the_page_of_a_party_says_everything_and_the_read_is_kept(
    bob: Actor, judy: Actor, signed_in: SignIn
) -> None:
    public_id = somebody(bob)
    made = a_firearm(bob, "QX7781", owner=public_id, owner_kind="private")
    text = signed_in("bob").get(f"/parties/{public_id}/").text
    for words in (SECRET, "rue du Port", "QX7781", made.firearm, "Recorded", "3 Feb 1980", "ZZ-99 1"):
        assert words in text
    assert "Who read it" not in text
    assert reads("parties.party.read") == [(bob.id, public_id, 1)]
    seen = signed_in("judy").get(f"/parties/{public_id}/").text
    assert "Who read it" in seen
    assert bob.name in seen


def test_the_file_for_the_person_names_offices_not_officers(
    alice: Actor, bob: Actor, signed_in: SignIn
) -> None:
    public_id = somebody(alice)
    signed_in("alice").get(f"/parties/{public_id}/")
    text = signed_in("bob").get(f"/parties/{public_id}/file/").text
    assert SECRET in text
    assert "Provincial" in text or alice.agency_name in text
    assert alice.name not in text.replace("Shown to", "")
    assert signed_in("alice").get(f"/parties/{public_id}/file/").status_code == 403


def test_a_look_that_is_refused_is_logged_whether_or_not_the_record_is_there(
    bob: Actor, dave: Actor, signed_in: SignIn
) -> None:
    hidden, unknown = in_police(dave), identifiers.new("P", secrets.token_bytes)
    browser = signed_in("bob")
    for asked in (hidden, unknown):
        assert browser.get(f"/parties/{asked}/").status_code == 404
        assert browser.get("/parties/", {"who": identifiers.shown(asked)}).status_code == 200
    assert reads("parties.party.refused") == [
        (bob.id, asked, 0) for asked in (hidden, hidden, unknown, unknown)
    ]


@pytest.mark.parametrize("page", ["", "correct/", "address/", "join/", "erase/", "file/"])
def test_what_the_actor_may_not_see_answers_like_what_is_not_there(
    bob: Actor, dave: Actor, signed_in: SignIn, page: str
) -> None:
    hidden = in_police(dave)
    answers = [signed_in("bob").get(f"/parties/{text}/{page}") for text in (hidden, "P0000000000000")]
    assert [answer.status_code for answer in answers] == [404, 404]
    pages = [answer.text.replace(hidden, "P0000000000000") for answer in answers]
    assert SECRET not in pages[0]
    assert _without_numbers(pages[0]) == _without_numbers(pages[1])


def _without_numbers(text: str) -> str:
    import re

    return re.sub(r"[0-9a-f]{32}|[A-Za-z0-9]{64}|nonce=\S+", "", text)


def test_no_name_of_another_compartment_stands_in_lists_searches_matches_and_suggestions(
    bob: Actor, dave: Actor, signed_in: SignIn
) -> None:
    hidden = in_police(dave)
    mine = a_person(bob, "Xanthipe Quirke")
    browser = signed_in("bob")
    form = {
        "name": SECRET,
        "sex": "not_asked",
        "born": "1980-02-03",
    }
    pages = [
        browser.get("/parties/"),
        browser.get("/parties/", {"who": "zz991"}),
        browser.get("/parties/", {"who": hidden}),
        browser.get(f"/parties/{mine}/join/", {"who": "Quirke"}),
        browser.get("/known-keepers/P/", {"field": "x", "x": "Quirke"}),
        browser.post("/parties/new/", form),
    ]
    for page in pages:
        assert page.status_code in (200, 302), page.text
        assert f"/parties/{hidden}" not in page.text
        assert "ZZ-99" not in page.text
    assert browser.get(f"/parties/{mine}/join/{hidden}/").status_code == 404


def test_registering_shows_who_may_be_the_same_and_stops_nobody(alice: Actor, signed_in: SignIn) -> None:
    public_id = somebody(alice)
    browser = signed_in("alice")
    form = {
        "name": "Quirke Xantippe",
        "born": "1980-02-03",
        "sex": "female",
        "identity_numbers-0-kind": "national_id",
        "identity_numbers-0-number": "77",
        "address-country": "FR",
        "address-lines": "9, quai Neuf\nMarseille",
        "telephone": "+33 1",
    }
    shown = browser.post("/parties/new/", form)
    assert public_id in shown.text
    assert "The same date of birth: 3 Feb 1980" in shown.text
    assert "differs by a letter or two" in shown.text
    assert Party.objects.count() == 1
    done = browser.post("/parties/new/", {**form, "sure": "1"})
    made = party_for(alice, done["Location"].split("/")[2])
    assert (made.name, made.contact, made.identity_numbers) == (
        "Quirke Xantippe",
        {"telephone": "+33 1"},
        [{"kind": "national_id", "number": "77"}],
    )
    assert [address.lines for address in made.addresses.all()] == [["9, quai Neuf", "Marseille"]]
    assert reads("parties.party.match")[0] == (alice.id, "Quirke Xantippe", 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"born": "1780-01-01"}, "can be alive"),
        ({"identity_numbers-0-kind": ""}, "This field is required"),
        ({"address-area": "nowhere at all"}, "Choose one of the list"),
        ({"address-country": ""}, "Choose the country of the address"),
        ({"address-valid_from": "2999-01-01"}, "a day on that has come"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    alice: Actor, signed_in: SignIn, change: dict, said: str
) -> None:
    form = {
        "name": "Quirke",
        "sex": "not_asked",
        "identity_numbers-0-kind": "passport",
        "identity_numbers-0-number": "77-XY",
        "address-country": "FR",
        "address-lines": "9, quai Neuf",
        **change,
    }
    page = signed_in("alice").post("/parties/new/", form)
    assert page.status_code == 422
    assert said in page.text
    assert "77-XY" in page.text
    assert "9, quai Neuf" in page.text
    assert not Party.objects.exists()


def test_a_company_is_registered_with_its_registration(alice: Actor, signed_in: SignIn) -> None:
    browser = signed_in("alice")
    assert 'name="born"' not in browser.get("/parties/new/?kind=entity").text
    form = {
        "name": "Club de tir",
        "registration": "RC-1",
    }
    done = browser.post("/parties/new/?kind=entity", form)
    made = party_for(alice, done["Location"].split("/")[2])
    assert (made.kind, made.name, made.registration) == ("entity", "Club de tir", "RC-1")


def _correction(page: str, party: Party, **changes: str) -> dict[str, str]:
    del page
    kept = {
        "name": party.name or "",
        "born": str(party.born or ""),
        "sex": party.sex,
        "country": party.country,
        "status": party.status,
        "expected_n": str(party.n),
        "reason": "as the card says",
        "identity_numbers-0-kind": "passport",
        "identity_numbers-0-number": "ZZ-99 1",
    }
    return {**kept, **changes}


def test_a_correction_records_only_what_was_changed(alice: Actor, signed_in: SignIn) -> None:
    public_id = somebody(alice)
    browser, path = signed_in("alice"), f"/parties/{public_id}/correct/"
    page = browser.get(path).text
    party = party_for(alice, public_id)
    nothing = browser.post(path, _correction(page, party))
    assert nothing.status_code == 422
    assert "Nothing was changed" in nothing.text
    emptied = browser.post(path, _correction(page, party, born=""))
    assert "takes none away" in emptied.text
    done = browser.post(path, _correction(page, party, name="Xanthippe Roux"))
    assert done["Location"] == f"/parties/{public_id}/"
    text = browser.get(done["Location"]).text
    assert "Xanthippe Roux" in text
    assert SECRET in text, "the old value stays in the history"
    late = browser.post(path, _correction(page, party, name="Xanthippe Blanc"))
    assert late.status_code == 422
    assert "Somebody else recorded something" in late.text
    corrected = Party.objects.get(public_id=public_id)
    assert (corrected.name, corrected.n, str(corrected.born)) == ("Xanthippe Roux", 2, "1980-02-03")


def test_a_new_address_ends_the_earlier_one(alice: Actor, signed_in: SignIn) -> None:
    public_id = somebody(alice)
    browser = signed_in("alice")
    browser.get(f"/parties/{public_id}/address/")
    form = {"country": "DE", "lines": "Hafenstraße 1\nHamburg", "valid_from": "2024-05-01", "expected_n": "1"}
    assert browser.post(f"/parties/{public_id}/address/", form).status_code == 302
    text = browser.get(f"/parties/{public_id}/").text
    assert text.index("Hafenstraße 1") < text.index("4, rue du Port")
    assert "1 Jan 2019 to 1 May 2024" in text


def test_two_records_are_compared_joined_and_separated(bob: Actor, signed_in: SignIn) -> None:
    code, other = somebody(bob), a_person(bob, "Quirke, Xanthippe", born="1980-02-03")
    a_firearm(bob, "QX7781", owner=code, owner_kind="private")
    browser = signed_in("bob")
    assert f"/parties/{code}/join/{other}/" in browser.get(f"/parties/{code}/join/").text
    text = browser.get(f"/parties/{code}/join/{other}/").text
    assert "The same name in another script, spelling or order" in text
    done = browser.post(f"/parties/{code}/join/{other}/", {"into": other, "reason": "same card"})
    assert done["Location"] == f"/parties/{other}/"
    assert "QX7781" in browser.get(f"/parties/{other}/").text, "found through the survivor"
    joined = browser.get(f"/parties/{code}/").text
    assert f'href="/parties/{other}/"' in joined
    assert browser.get("/parties/").text.count('class="row-link"') == 1
    browser.post(f"/parties/{code}/split/", {"reason": "two people"})
    assert "QX7781" not in browser.get(f"/parties/{other}/").text


def test_an_erasure_is_proposed_in_words_and_refused_with_its_article(bob: Actor, signed_in: SignIn) -> None:
    public_id = somebody(bob)
    browser = signed_in("bob")
    asked = browser.post(
        f"/parties/{public_id}/erase/",
        {"fields": ["name", "born"], "ground": "court_order", "reason": "order 7"},
    )
    assert asked["Location"] == f"/parties/{public_id}/"
    waiting = signed_in("nina").get("/proposals/").text
    assert SECRET not in waiting
    assert SECRET in browser.get(f"/parties/{public_id}/").text, (
        "nothing is erased before somebody else agrees"
    )
    a_firearm(bob, owner=public_id, owner_kind="private")
    page = browser.get(f"/parties/{public_id}/erase/")
    assert "EU 2021/555 art. 4(5)(c)" in page.text
    assert "Record where it went first" in page.text
    refused = browser.post(
        f"/parties/{public_id}/erase/", {"fields": ["name"], "ground": "court_order", "reason": "order 7"}
    )
    assert refused.status_code == 409


def test_an_objection_tells_nobody_of_a_firearm_that_they_may_not_see(bob: Actor, signed_in: SignIn) -> None:
    public_id = somebody(bob)
    a_firearm(cast.actor("grace"), "DEF1", owner=public_id, owner_kind="private")
    text = signed_in("bob").get(f"/parties/{public_id}/erase/").text
    assert "firearm. Record" not in text
    assert "does not see" in text


def test_the_firearm_page_leads_to_its_owner_for_those_who_may(bob: Actor, signed_in: SignIn) -> None:
    public_id = somebody(bob)
    made = a_firearm(bob, owner=public_id, owner_kind="private")
    link = f'href="/parties/{public_id}/"'
    assert link in signed_in("bob").get(f"/firearms/{made.firearm}/").text
    shifts.end(actor=bob)
    hidden = signed_in("bob").get(f"/firearms/{made.firearm}/").text
    assert link not in hidden
    assert SECRET not in hidden


@pytest.mark.parametrize(
    ("path", "most"),
    [("/parties/", 14), ("/parties/?who=Quirke", 14), ("/parties/{id}/", 35), ("/parties/{id}/file/", 26)],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(
    bob: Actor, signed_in: SignIn, path: str, most: int
) -> None:
    browser, public_id = signed_in("bob"), somebody(bob)
    path = path.format(id=public_id)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(path).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(6):
        other = a_person(bob, f"Xanthippe Quirke {number}", born="1980-02-03")
        a_firearm(bob, f"AB{number}", owner=public_id, owner_kind="private")
        merge_parties(
            actor=bob, public_id=other, into=public_id, reason=""
        ) if "id" not in path and number % 2 else None
    many = queries()
    assert many <= few + 2
    assert many <= most
