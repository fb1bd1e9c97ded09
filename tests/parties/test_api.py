"""Parties over HTTP as JSON: the whole life of a record, codes of refusals, what is not given without a purpose."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from ifar.accounts.models import ReadLog
from ifar.accounts.services import shifts
from ifar.rights import Actor
from tests.factories import a_firearm, a_person

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]

WHOLE = {
    "kind": "person",
    "name": "يوسف الحداد",
    "born": "1980-02-03",
    "sex": "male",
    "country": "FR",
    "identity_numbers": [{"kind": "passport", "number": "ZZ-99"}],
    "telephone": "+33 1",
    "address": {"country": "FR", "area": "FR-13", "lines": ["4, rue du Port"], "valid_from": "2019-01-01"},
}


def post(browser: Client, path: str, body: Any) -> Any:
    return browser.post(f"/api/parties{path}", json.dumps(body), content_type="application/json")


def code_of(answer: Any) -> str:
    return str(answer.json()["error"]["code"])


def test_the_life_of_a_record(bob: Actor, signed_in: SignIn) -> None:
    browser = signed_in("bob")
    made = post(browser, "", WHOLE)
    assert made.status_code == 201, made.content
    party = made.json()["party"]
    firearm = a_firearm(bob, owner=party, owner_kind="private").firearm
    assert post(
        browser, f"/{party}/corrections", {"name": "Yusuf Haddad", "reason": "passport", "expected_n": 1}
    ).json() == {"party": party, "n": 2}
    assert (
        post(browser, f"/{party}/addresses", {"country": "DE", "lines": ["Hafenstraße 1"]}).status_code == 201
    )
    result = browser.get(f"/api/parties/{party}").json()
    assert (result["name"], result["born"], result["contact"]) == (
        "Yusuf Haddad",
        "1980-02-03",
        {"telephone": "+33 1"},
    )
    assert [address["country"] for address in result["addresses"]] == ["DE", "FR"]
    assert result["holds"] == [{"firearm": firearm, "owns": True, "keeps": True, "holder": party}]
    assert [event["kind"] for event in result["events"]] == ["registered", "corrected", "moved"]
    assert result["events"][0]["values"]["name"] == WHOLE["name"]
    refused = post(
        browser, f"/{party}/erasures", {"fields": ["name"], "ground": "court_order", "reason": "order 7"}
    )
    assert (refused.status_code, code_of(refused)) == (409, "parties.erasure.refused")
    assert refused.json()["error"]["article"] == "EU 2021/555 art. 4(5)(c)"


def test_likely_the_same_and_joined(bob: Actor, signed_in: SignIn) -> None:
    browser = signed_in("bob")
    party = post(browser, "", WHOLE).json()["party"]
    (match,) = post(browser, "/matches", {"name": "Al-Haddad, Yusuf", "born": "1980-02-03"}).json()
    assert match["party"]["id"] == party
    assert {reason["code"] for reason in match["reasons"]} == {"name.script", "born.same"}
    assert all(reason["words"] for reason in match["reasons"])
    other = a_person(bob, "Yusuf Haddad")
    assert post(browser, f"/{party}/merge", {"into": other, "reason": "same"}).status_code == 201
    ring = post(browser, f"/{other}/merge", {"into": party, "reason": "same"})
    assert (ring.status_code, code_of(ring)) == (409, "parties.party.cannot_merge")
    result = browser.get(f"/api/parties/{party}").json()
    assert (result["survivor"], set(result["records"])) == (other, {party, other})
    assert [row["id"] for row in browser.get("/api/parties?q=ZZ99").json()["items"]] == [other]
    assert post(browser, f"/{party}/split", {"reason": "two"}).json()["n"] == 3


def test_pages_of_the_list(alice: Actor, signed_in: SignIn) -> None:
    made = [a_person(alice, f"Somebody {number}") for number in range(5)][::-1]
    browser, seen, after = signed_in("alice"), [], ""
    while after is not None:
        page = browser.get("/api/parties", {"size": 2, "after": after}).json()
        seen += [item["id"] for item in page["items"]]
        after = page["after"]
    assert seen == made
    assert code_of(browser.get("/api/parties?after=nonsense")) == "cursor"


@pytest.mark.parametrize("path", ["", "?q=Quirke", "/{p}", "/{p}/file"])
def test_nothing_is_given_without_a_purpose(bob: Actor, signed_in: SignIn, path: str) -> None:
    party = a_person(bob, "Xanthippe Quirke")
    shifts.end(actor=bob)
    answer = signed_in("bob").get(f"/api/parties{path.format(p=party)}")
    assert (answer.status_code, code_of(answer)) == (409, "accounts.purpose.missing")
    assert b"Quirke" not in answer.content
    assert not ReadLog.objects.exists()


def test_the_file_lists_every_opening_but_those_of_inquiries(
    alice: Actor, bob: Actor, signed_in: SignIn
) -> None:
    party = a_person(alice)
    signed_in("alice").get(f"/api/parties/{party}")
    signed_in("alice").get(f"/parties/{party}/")
    signed_in("dave").get(f"/parties/{party}/")
    assert ReadLog.objects.filter(object=party, purpose="investigation").exists()
    reads = signed_in("bob").get(f"/api/parties/{party}/file").json()["reads"]
    assert [(item["act"], item["agency"], item["purpose"]) for item in reads] == [
        ("parties.file.read", bob.agency, "licensing"),
        ("parties.party.read", alice.agency, "licensing"),
        ("parties.party.read", alice.agency, "licensing"),
    ]
    assert alice.id not in json.dumps(reads)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "ghost", "name": "X"},
        {"kind": "person", "born": "1780-01-01"},
        {"kind": "person", "name": "A\u0000B"},
        {"kind": "person", "name": "A\ud800B"},
        {"kind": "person", "country": "fr"},
        {"kind": "person", "identity_numbers": [{"kind": "passport", "number": ""}]},
        {"kind": "person", "address": {"country": "FR", "valid_from": "2999-01-01"}},
        {"kind": "entity", "born": "1980-01-01"},
    ],
)
def test_what_cannot_be_is_refused_by_field(signed_in: SignIn, body: dict[str, Any]) -> None:
    answer = post(signed_in("alice"), "", body)
    assert answer.status_code == 422, answer.content
    assert answer.json()["error"]["reasons"][0]["field"]
