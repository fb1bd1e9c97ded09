"""The API's manners: credentials, CSRF, one form of error, pages by cursor, idempotency keys."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connections
from django.test import Client, RequestFactory

from ifar.accounts.models import IdempotencyKey, Proposal, User
from ifar.accounts.services import acts, clients, proposals, shifts
from ifar.api import _fingerprint
from ifar.files.uploads import LimitedUpload
from tests import cast
from tests.conftest import sign_in


def post(browser, address, body, **headers):
    return browser.post(address, json.dumps(body), content_type="application/json", headers=headers)


def error(answer):
    return answer.json()["error"]


PERSON = {"username": "trent", "name": "Trent", "home": ""}


def person(**more):
    return PERSON | {"home": cast.agency("province").public_id} | more


def test_one_form_of_error(db):
    ken = sign_in("ken")
    wrong = post(ken, "/api/people", {"username": "x" * 99, "name": 3})
    assert wrong.status_code == 422
    assert error(wrong)["code"] == "input"
    assert {reason["field"] for reason in error(wrong)["reasons"]} >= {
        "said.username",
        "said.name",
        "said.home",
    }
    refused = post(ken, "/api/people", person(username="A B"))
    assert refused.status_code == 422
    assert error(refused)["reasons"][0]["code"] == "accounts.person.username"
    assert error(refused)["reasons"][0]["message"]
    assert error(post(ken, "/api/people", "not json at all"))["code"] == "input"
    broken = ken.post("/api/people", "{", content_type="application/json")
    assert (broken.status_code, error(broken)["code"]) == (400, "request.unreadable")
    assert error(ken.get("/api/nowhere"))["code"] == "not_found"
    gone = ken.get("/api/people/U0000000000000")
    assert (gone.status_code, error(gone)["code"]) == (404, "accounts.person.not_found")
    assert error(gone)["message"] != "accounts.person.not_found"
    method = ken.patch("/api/people")
    assert (method.status_code, error(method)["code"]) == (405, "request.method")
    assert method["Allow"]


def test_every_answer_carries_its_number(db):
    ken = sign_in("ken")
    answer = ken.get("/api/nowhere", headers={"X-Request-Id": "my-own-number-1"})
    assert answer["X-Request-Id"] == error(answer)["request"] == "my-own-number-1"
    hostile = ken.get("/api/nowhere", headers={"X-Request-Id": "<script>"})
    assert "script" not in hostile["X-Request-Id"]
    assert ken.get("/me/")["X-Request-Id"]


def test_nul_bytes_and_monsters_are_bad_input(db):
    ken = sign_in("ken")
    for body in (person(name="a\0b"), person(name="\ud800")):
        assert post(ken, "/api/people", body).status_code in (400, 422)
    assert ken.get("/api/people?after=%00").status_code == 422
    assert ken.get("/api/people?after=WyJ4Il0").status_code == 422
    assert ken.get("/api/people?size=0").status_code == 422
    assert ken.get("/api/people/%00").status_code in (404, 422)


def test_a_fault_is_told_without_its_inside(db, monkeypatch, caplog):
    def fail(*args):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("ifar.accounts.selectors.people.listed", fail)
    browser = sign_in("ken")
    browser.raise_request_exception = False
    answer = browser.get("/api/people")
    assert (answer.status_code, error(answer)["code"]) == (500, "failed")
    assert "secret" not in answer.content.decode()
    assert error(answer)["request"] in caplog.text


# --- credentials -------------------------------------------------------------------------------------------------------
def test_nobody_and_a_wrong_token(db):
    answer = Client().get("/api/me")
    assert (answer.status_code, error(answer)["code"]) == (401, "rights.not_signed_in")
    wrong = Client().get("/api/me", headers={"Authorization": "Bearer ifar_wrong"})
    assert (wrong.status_code, error(wrong)["code"]) == (401, "accounts.token")
    assert "Bearer" in wrong["WWW-Authenticate"]


def test_a_token_that_does_not_work_never_falls_back_to_the_session(db):
    assert sign_in("ken").get("/api/me", headers={"Authorization": "Bearer ifar_wrong"}).status_code == 401


def test_a_session_needs_its_csrf_token_to_write(db):
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = sign_in("ken").cookies
    answer = post(browser, "/api/people", person())
    assert (answer.status_code, error(answer)["code"]) == (403, "csrf")
    assert not User.objects.filter(username="trent").exists()


def token(scopes, agency="province"):
    ken, laura = cast.actor("ken"), cast.actor("laura")
    asked = clients.propose(
        actor=ken,
        name="Programme",
        agency=cast.agency(agency).public_id,
        scopes=scopes,
        expires_at=acts.now() + dt.timedelta(days=9),
        reason="x",
    )
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    return clients.take_token(actor=ken, client=asked.object)


def test_a_client_does_what_its_scopes_say(db):
    headers = {"Authorization": f"Bearer {token(['accounts:agency:read'])}"}
    mine = Client().get("/api/me", headers=headers).json()
    assert (mine["kind"], mine["permissions"]) == ("client", ["accounts:agency:read"])
    assert Client().get("/api/agencies", headers=headers).status_code == 200
    assert Client().get("/api/people", headers=headers).status_code == 403
    page = Client().get("/me/", headers=headers)
    assert page.status_code == 302, "a token opens no page"


def test_a_client_writes_without_csrf(db):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.put(
        "/api/me/purpose",
        json.dumps({"purpose": "data_quality"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token(['accounts:agency:read'])}"},
    )
    assert error(answer)["code"] == "accounts.shift.nobody"


# --- pages by cursor -----------------------------------------------------------------------------------------------------
def test_a_list_page_by_page_is_the_whole_list(db):
    ken = sign_in("ken")
    shifts.start(actor=cast.actor("ken"), purpose="data_quality")
    whole = [item["id"] for item in ken.get("/api/people?size=200").json()["items"]]
    assert len(whole) > 10
    paged, after = [], ""
    while after is not None:
        answer = ken.get("/api/people", {"size": 3, "after": after}).json()
        paged += [item["id"] for item in answer["items"]]
        after = answer["after"]
    assert paged == whole


# --- idempotency ---------------------------------------------------------------------------------------------------------
def test_the_same_key_gets_the_same_answer(db):
    ken = sign_in("ken")
    first = post(ken, "/api/people", person(), **{"Idempotency-Key": "k-1"})
    again = post(ken, "/api/people", person(), **{"Idempotency-Key": "k-1"})
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert again["Idempotency-Replayed"] == "true"
    assert User.objects.filter(username="trent").count() == 1


def test_the_same_key_with_another_request_is_refused(db):
    ken = sign_in("ken")
    post(ken, "/api/people", person(), **{"Idempotency-Key": "k-1"})
    other = post(ken, "/api/people", person(username="other"), **{"Idempotency-Key": "k-1"})
    assert (other.status_code, error(other)["code"]) == (409, "idempotency.other_request")
    assert not User.objects.filter(username="other").exists()


def test_an_upload_of_the_same_length_is_another_request(alice):
    """Two files that differ in one byte must not get each other's answers."""

    def seen(content: bytes) -> bytes:
        values = {"file": SimpleUploadedFile("a.csv", content), "as": "book"}
        request = RequestFactory().post("/api/x", values)
        request.upload_handlers = [LimitedUpload(request)]
        request.actor = alice
        return _fingerprint(request)

    assert seen(b"serial,A1") == seen(b"serial,A1") != seen(b"serial,A2")


def test_a_key_belongs_to_its_actor(db):
    post(sign_in("ken"), "/api/people", person(), **{"Idempotency-Key": "k-1"})
    stranger = post(sign_in("peter"), "/api/people", person(), **{"Idempotency-Key": "k-1"})
    assert stranger.status_code == 404


def test_a_refusal_is_repeated_too_and_a_fault_is_not(db, monkeypatch):
    ken = sign_in("ken")
    ken.raise_request_exception = False
    first = post(ken, "/api/people", person(username="A B"), **{"Idempotency-Key": "k-1"})
    again = post(ken, "/api/people", person(username="A B"), **{"Idempotency-Key": "k-1"})
    assert first.json()["error"]["reasons"] == again.json()["error"]["reasons"]
    with monkeypatch.context() as broken:
        broken.setattr("ifar.accounts.services.people.register", lambda **_: 1 / 0)
        assert post(ken, "/api/people", person(), **{"Idempotency-Key": "k-2"}).status_code == 500
    assert not IdempotencyKey.objects.filter(key="k-2").exists()
    assert post(ken, "/api/people", person(), **{"Idempotency-Key": "k-2"}).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "a\tb"])
def test_a_key_has_a_form(db, key):
    answer = post(sign_in("ken"), "/api/people", person(), **{"Idempotency-Key": key})
    assert error(answer)["code"] == "idempotency.key"


def test_two_at_once_are_one(peopled_db):
    """Eight requests at the same moment under one key: one person, eight equal answers."""
    browsers = [sign_in("ken") for _ in range(8)]

    def send(browser):
        try:
            return post(browser, "/api/people", person(), **{"Idempotency-Key": "k-1"})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, browsers))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert User.objects.filter(username="trent").count() == 1


def test_a_proposal_over_the_api(db):
    ken, laura = sign_in("ken"), sign_in("laura")
    body = {
        "role": "licensing_clerk",
        "agency": cast.agency("province").public_id,
        "reason": "joins the counter",
    }
    asked = post(ken, f"/api/people/{cast.user('mallory').public_id}/grants", body)
    assert asked.status_code == 202
    number = asked.json()["proposal"]
    waiting = laura.get("/api/proposals").json()["items"]
    assert number in {item["id"] for item in waiting}
    assert post(ken, f"/api/proposals/{number}/decision", {"verdict": "approve"}).status_code == 403
    done = post(laura, f"/api/proposals/{number}/decision", {"verdict": "approve"})
    assert done.json() == {"proposal": number, "state": "executed", "executed": True}
    whole = ken.get(f"/api/proposals/{number}").json()
    assert [decision["verdict"] for decision in whole["decisions"]] == ["approve"]
    assert Proposal.objects.get(public_id=number).payload["role"] == "licensing_clerk"


def test_the_description_is_written_as_it_is_served(db, tmp_path):
    call_command("openapi", str(tmp_path / "api.json"))
    assert json.loads((tmp_path / "api.json").read_text()) == Client().get("/api/openapi.json").json()


def test_a_secret_is_shown_once_and_never_kept(db):
    ken = sign_in("ken")
    user = post(ken, "/api/people", person()).json()["id"]
    address = f"/api/people/{user}/invitation"
    first = post(ken, address, {}, **{"Idempotency-Key": "k-1"})
    assert first.json()["secret"]
    assert bytes(IdempotencyKey.objects.get(key="k-1").response) == b""
    again = post(ken, address, {}, **{"Idempotency-Key": "k-1"})
    assert (again.status_code, error(again)["code"]) == (409, "idempotency.shown_once")


def test_what_only_reads_runs_again_and_keeps_nothing(db):
    alice = sign_in("alice")
    asked = {"Idempotency-Key": "k-1"}
    assert post(alice, "/api/search", {"serial": "AB?1234"}, **asked).status_code == 200
    again = post(alice, "/api/search", {"serial": "AB?1234"}, **asked)
    assert again.status_code == 200
    assert "Idempotency-Replayed" not in again
    assert not IdempotencyKey.objects.filter(key="k-1").exists()


def test_an_answer_is_not_given_again_to_who_has_other_rights_now(db):
    ken = sign_in("ken")
    first = post(ken, "/api/people", person(), **{"Idempotency-Key": "k-1"})
    assert first.status_code == 201
    stated = ken.put(
        "/api/me/purpose", json.dumps({"purpose": "data_quality"}), content_type="application/json"
    )
    assert stated.status_code == 200
    again = post(ken, "/api/people", person(), **{"Idempotency-Key": "k-1"})
    assert (again.status_code, error(again)["code"]) == (409, "idempotency.other_request")
