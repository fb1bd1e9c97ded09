"""The programme over HTTP as JSON: a value from report to approval with the versions that were seen, the Fund, the committee, scopes of programs."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ifar.accounts import scopes
from ifar.accounts.services import acts, clients
from ifar.accounts.services.proposals import decide
from ifar.programme.fund.services import fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.models import Decision, Journal, Value
from ifar.programme.services import recipients
from tests import cast
from tests.cast import actor
from tests.programme.test_acts import a_period, an_indicator, given
from tests.programme.test_others import a_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal


def send(browser: Client, method: str, address: str, body=None, **headers):
    """Status and answer of a request."""
    result = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
    answer = getattr(browser, method)(f"/api/programme/{address}", headers=headers, **result)
    return answer.status_code, answer.json() if answer.content else None


def test_a_value_from_report_to_approval(signed_in):
    of, _period = an_indicator(), a_period()
    alice, bob, dave = (signed_in(name) for name in ("alice", "bob", "dave"))
    result = {"period": "2025", "number": "40.50", "note": "from the table"}
    reported = f"indicators/{of.public_id}/values"
    key = {"Idempotency-Key": "one"}
    status, made = send(alice, "post", reported, result, **key)
    assert (status, made["state"], made["number"], made["n"]) == (201, "submitted", "40.5", 1)
    assert send(alice, "post", reported, result, **key) == (201, made), "the same key, the same answer"
    assert Value.objects.count() == 1
    status, refused = send(alice, "post", reported, result)
    assert (status, refused["error"]["code"]) == (409, "programme.value.there")
    at = f"values/{made['id']}"
    assert send(alice, "post", f"{at}/approved", {"expected_n": 1})[0] == 403
    assert (
        send(bob, "post", f"{at}/returned", {"expected_n": 1, "reason": "Which States?"})[1]["state"]
        == "draft"
    )
    assert send(alice, "post", f"{at}/changed", {"expected_n": 2, "number": "41"})[1]["number"] == "41"
    assert send(alice, "post", f"{at}/submitted", {"expected_n": 3})[1]["state"] == "submitted"
    status, refused = send(bob, "post", f"{at}/approved", {"expected_n": 3})
    assert (status, refused["error"]["code"]) == (409, "programme.changed_meanwhile")
    assert send(bob, "post", f"{at}/approved", {"expected_n": 4})[1]["state"] == "approved"
    assert (
        send(bob, "post", f"{at}/reopened", {"expected_n": 5, "reason": "Corrected"})[1]["state"] == "draft"
    )
    kinds = [item["kind"] for item in send(dave, "get", f"{at}/versions")[1]["items"]]
    assert kinds == ["reopened", "approved", "submitted", "changed", "returned", "reported"]
    assert send(dave, "get", "values?period=2025&state=draft")[1]["items"][0]["id"] == made["id"]
    assert send(dave, "get", "values/R0000000000000")[0] == 404
    assert send(dave, "post", reported, result)[0] == 403
    period = send(bob, "get", "periods")[1]["items"][0]["id"]
    assert send(bob, "post", f"periods/{period}/locked", {"named": "2026"})[0] == 422
    assert send(bob, "post", f"periods/{period}/locked", {"named": "2025"})[1]["state"] == "locked"
    status, refused = send(alice, "post", f"{at}/changed", {"expected_n": 6, "number": "42"})
    assert (status, refused["error"]["code"]) == (409, "programme.period.locked")


def test_planning(signed_in):
    alice, dave = signed_in("alice"), signed_in("dave")
    new = {"reference": "P-7", "title": "Marking", "outcomes": ["O1"], "cells": ["A1C1"], "countries": ["KE"]}
    status, made = send(alice, "post", "projects", new)
    assert status == 201
    at = f"projects/{made['id']}"
    assert send(alice, "post", "projects", new)[0] == 409
    assert send(alice, "post", "projects", {**new, "reference": "P-8", "outcomes": ["O9"]})[0] == 422
    changed = {name: value for name, value in new.items() if name != "reference"} | {"title": "Marks"}
    changed["expected_n"] = 1
    assert send(alice, "post", f"{at}/changed", changed)[1]["title"] == "Marks"
    assert send(alice, "post", f"{at}/changed", changed)[0] == 409
    named = {"name": "Court of the coast", "kind": "justice", "support": ["training"]}
    assert send(alice, "post", f"{at}/started", {})[0] == 409
    status, court = send(alice, "post", f"{at}/recipients", named)
    assert (status, court["needs_release"], court["state"]) == (201, False, "named")
    assert send(alice, "post", f"{at}/recipients", {**named, "kind": "none"})[0] == 422
    recipients.confirm(actor=actor("erin"), recipient_id=court["id"], expected_n=1)
    assert send(dave, "get", f"{at}/recipients")[1][0]["state"] == "confirmed"
    assert send(alice, "post", f"{at}/started", {})[1]["state"] == "active"
    status, result = send(alice, "post", "results", {"level": "output", "title": "Marked", "outcome": "O1", "project": made["id"]})  # fmt: skip
    assert status == 201
    report = {"title": "Arms", "baseline": "5", "targets": {"2025": "20.50"}}
    status, indicator = send(alice, "post", f"results/{result['id']}/indicators", report)
    assert (status, indicator["targets"], indicator["baseline"]) == (201, {"2025": "20.5"}, "5")
    at_indicator = f"indicators/{indicator['id']}/changed"
    report |= {"expected_n": 1, "title": "Arms marked"}
    assert send(alice, "post", at_indicator, report)[1]["title"] == "Arms marked"
    assert send(alice, "post", at_indicator, report)[0] == 409
    whole = send(dave, "get", at)[1]
    assert (whole["results"][0]["id"], whole["money"]["spent"]) == (result["id"], "0.00")
    assert [item["id"] for item in send(dave, "get", "projects?cell=A1C1&country=KE")[1]["items"]] == [
        made["id"]
    ]
    assert send(dave, "get", "projects?cell=A2C2")[1]["items"] == []
    assert send(dave, "get", "strategy")[1]["cells"][0]["projects"] == {"active": 1}


def test_the_fund(signed_in):
    nina, bob = signed_in("nina"), signed_in("bob")
    promise = {"donor": "A donor", "reference": "AGR-1", "currency": "EUR", "amount": "921.50", "rate": "0.9215", "on": "2026-03-01"}  # fmt: skip
    status, pledge = send(nina, "post", "contributions", {**promise, "kind": "pledge"})
    assert (status, pledge["pledged"]) == (201, "921.5")
    at = f"contributions/{pledge['id']}/agreed"
    assert send(nina, "post", at, {**promise, "expected_n": 2})[0] == 409
    status, agreed = send(nina, "post", at, {**promise, "expected_n": 1})
    assert (status, agreed["state"]) == (200, "agreed")
    moved = {"move": "receipt", "contribution": pledge["id"], "amount": "921.50", "currency": "EUR", "rate": "0.9215", "on": "2026-03-02"}  # fmt: skip
    status, journal = send(nina, "post", "journals", moved)
    assert status == 201
    lines = send(bob, "get", f"journals/{journal['id']}")[1]["lines"]
    assert sum(D(line["amount"]) for line in lines) == 0
    assert send(nina, "post", "journals", {**moved, "amount": "1.2345"})[0] == 422
    assert send(nina, "post", "journals", {**moved, "move": "refund", "amount": "90000"})[0] == 409
    assert send(bob, "post", "journals", moved)[0] == 403
    assert send(bob, "get", "fund")[1]["statement"]["received"] == "1000.00"
    result = send(bob, "get", f"contributions/{pledge['id']}/statement")[1]
    assert [movement["move"] for movement in result["movements"]] == ["pledge", "agreement", "receipt"]
    first = send(bob, "get", "journals?size=2")[1]
    rest = send(bob, "get", f"journals?size=2&after={first['after']}")[1]
    assert len({item["id"] for item in first["items"] + rest["items"]}) == Journal.objects.count() == 3
    assert rest["after"] is None


def test_the_committee_and_what_the_public_is_told(signed_in, client):
    bob, dave = signed_in("bob"), signed_in("dave")
    seats = [
        send(bob, "post", "seats", {"constituency": "states", "organisation": name, "starts_on": "2026-01-01"})[1]["id"]
        for name in ("One", "Two")
    ]  # fmt: skip
    meeting = send(bob, "post", "meetings", {"title": "Secret title", "held_on": "2026-03-01"})[1]["id"]
    decision = send(bob, "post", f"meetings/{meeting}/decisions", {"title": "Inner title", "words": "Inner words"})[1]["id"]  # fmt: skip
    assert send(bob, "post", f"meetings/{meeting}/opened", {"present": seats})[1]["quorum"] == 2
    votes = dict.fromkeys(seats, "yes")
    assert send(bob, "post", f"decisions/{decision}/adopted", {"expected_n": 2, "votes": votes})[0] == 409
    assert (
        send(bob, "post", f"decisions/{decision}/adopted", {"expected_n": 1, "votes": votes})[1]["state"]
        == "adopted"
    )
    assert (
        send(dave, "post", f"decisions/{decision}/summed_up", {"expected_n": 2, "public_words": "x"})[0]
        == 403
    )
    page = client.get("/decisions/")
    assert page.status_code == 200
    assert "Nothing has been released yet" in page.content.decode()
    assert send(bob, "post", f"decisions/{decision}/summed_up", {"expected_n": 2, "public_words": "It was continued."})[0] == 200  # fmt: skip
    page = client.get("/decisions/").content.decode()
    assert "It was continued." in page
    for inner in ("Inner", "Secret", "One", seats[0]):
        assert inner not in page
    answer = client.get("/decisions/decisions.json")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer.json() == {
        "decisions": [{"id": decision, "meeting_on": "2026-03-01", "state": "adopted", "words": "It was continued."}]
    }  # fmt: skip
    assert (
        client.get("/decisions/decisions.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    )
    assert send(bob, "post", f"meetings/{meeting}/closed", {})[0] == 200
    assert send(dave, "get", "decisions?state=adopted")[1]["items"][0]["votes"] == votes
    assert send(dave, "get", f"meetings/{meeting}")[1]["decisions"][0]["id"] == decision
    assert send(dave, "get", "seats")[1]["items"][0]["organisation"] == "One"
    assert Decision.objects.get().public_words == "It was continued."


def test_the_public_asks_little_and_not_too_often(client, django_assert_max_num_queries, monkeypatch):
    from ifar.programme.views import released

    client.get("/decisions/")
    with django_assert_max_num_queries(10):
        client.get("/decisions/")
    monkeypatch.setattr(released, "LOOKS", "1/m/key")
    answers = [client.get("/decisions/decisions.json").status_code for _ in range(3)]
    assert answers[-1] == 429


def test_files_of_others_and_extracts(signed_in):
    alice, nina, dave = (signed_in(name) for name in ("alice", "nina", "dave"))
    upload = SimpleUploadedFile("theirs.xml", a_file(), "application/xml")
    answer = alice.post("/api/programme/others-files/trials", {"file": upload})
    assert answer.status_code == 201, answer.content
    status, taken = send(alice, "post", f"others-files/trials/{answer.json()['id']}")
    assert (status, taken["fresh"]) == (200, 1)
    item = send(dave, "get", "others?country=KE")[1]["items"][0]
    whole = send(dave, "get", f"others/{item['id']}")[1]
    assert (whole["budgets"], whole["sha256"]) == ({"USD": "150000.50"}, taken["sha256"])
    again = SimpleUploadedFile("theirs.xml", a_file(), "application/xml")
    assert dave.post("/api/programme/others-files/trials", {"file": again}).status_code == 403
    agreed = fund.agree(actor=actor("nina"), new=given("1130.00"))
    fund.book(actor=actor("nina"), new=NewMovement("receipt", D("1130.00"), dt.date(2026, 3, 1), contribution=agreed.public_id))  # fmt: skip
    columns = {"reference": "No", "day": "Date", "amount": "Amount", "contribution": "Grant"}
    values = {
        "name": "Accounts",
        "mapping": {"columns": columns, "fixed": {"move": "receipt", "currency": "USD"}},
    }
    status, refused = send(nina, "post", "feeds", {**values, "mapping": {"columns": {}}})
    assert (status, refused["error"]["reasons"][0]["field"]) == (422, "reference")
    feed = send(nina, "post", "feeds", values)[1]
    table = b"No,Date,Grant,Amount\nR-1,2026-03-03,AGR-1,1130.00\nR-2,2026-03-03,AGR-7,5\n"
    answer = nina.post(
        f"/api/programme/feeds/{feed['id']}/trials", {"file": SimpleUploadedFile("x.csv", table)}
    )
    assert answer.json()["report"]["counts"]["matched"] == 1
    status, extract = send(nina, "post", f"extract-trials/{answer.json()['id']}")
    assert (status, extract["matched"], extract["quarantined"]) == (200, 1, 1)
    rows = send(nina, "get", f"extracts/{extract['id']}/rows")[1]["items"]
    assert [(row["outcome"], row["code"]) for row in rows] == [("matched", ""), ("quarantined", "contribution.unknown")]  # fmt: skip
    assert send(nina, "get", "differences")[1]["items"] == []
    assert send(nina, "get", f"feeds/{feed['id']}")[1]["mapping"]["fixed"]["move"] == "receipt"


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("programme:strategy:read", True), ("programme:value:report", True), ("programme:project:write", True), ("programme:others:take", True),
        ("programme:value:approve", False), ("programme:fund:post", False), ("programme:committee:keep", False), ("programme:framework:write", False),
    ],
)  # fmt: skip
def test_what_a_program_may_be_allowed(scope, allowed):
    assert (scope in scopes.allowed("police")) is allowed


def test_files_of_indicators(signed_in):
    of, _period = an_indicator(), a_period()
    alice, bob, dave = (signed_in(name) for name in ("alice", "bob", "dave"))
    made = send(alice, "post", f"indicators/{of.public_id}/values", {"period": "2025", "number": "40.5"})[1]
    plain = dave.get("/api/programme/files/indicators.csv").content.decode("utf-8-sig").splitlines()
    assert len(plain) == 2, "an indicator without a value has a row that says so"
    assert "40.5" not in plain[1], "what nobody approved does not leave"
    send(bob, "post", f"values/{made['id']}/approved", {"expected_n": 1})
    assert "40.5" in dave.get("/api/programme/files/indicators.csv").content.decode()
    rows = dave.get("/programme/files/indicators-sdmx.csv").content.decode().splitlines()
    assert rows[0].startswith(
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,INDICATOR,REF_AREA,MEASURE,BREAKDOWN,TIME_PERIOD,OBS_VALUE"
    )
    assert (
        f"dataflow,IFAR:DF_PROGRAMME_INDICATORS(1.0),I,A,{of.public_id},_Z,ACTUAL,_T,2025,40.5,A,number"
        in "\n".join(rows)
    )
    message = dave.get("/api/programme/files/indicators-sdmx.xml").content
    assert b'value="40.5"' in message
    assert b"GenericTimeSeriesData" in message
    assert b"DSD_PROGRAMME_INDICATORS" in dave.get("/programme/files/indicators-structure.xml").content
    assert dave.get("/programme/files/other.csv").status_code == 404
    for form, head in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
        assert dave.get(f"/programme/strategy.{form}").content.startswith(head)
    assert dave.get("/programme/strategy.doc").status_code == 404


def test_a_program_reports_and_does_not_approve(client):
    of, _period = an_indicator(), a_period()
    asked = clients.propose(
        actor=actor("ken"), name="Statistics", agency=cast.agency("province").public_id,
        scopes=["programme:strategy:read", "programme:value:report"], expires_at=acts.now() + dt.timedelta(days=30), reason="reports by itself",
    )  # fmt: skip
    decide(actor=actor("laura"), proposal=asked.public_id, verdict="approve")
    token = clients.take_token(actor=actor("ken"), client=asked.object)
    header = {"Authorization": f"Bearer {token}"}
    result = {"period": "2025", "number": "40"}
    assert client.get("/api/programme/projects").status_code == 401
    status, made = send(client, "post", f"indicators/{of.public_id}/values", result, **header)
    assert (status, made["reported_by"]) == (201, asked.object)
    assert send(client, "get", "indicators", **header)[1]["items"][0]["id"] == of.public_id
    assert send(client, "post", f"values/{made['id']}/approved", {"expected_n": 1}, **header)[0] == 403
    assert send(client, "get", "fund", **header)[0] == 403
