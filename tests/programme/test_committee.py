"""The steering committee: its rules table by table, and from a seat to what became of a decision."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction

from ifar.errors import Forbidden, Refused
from ifar.programme import committee
from ifar.programme.models import Decision, Meeting
from ifar.programme.services import committee as services
from ifar.programme.services.writing import RECORDER
from tests.cast import actor
from tests.programme.conftest import differences
from tests.programme.test_acts import a_project

DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(("seats", "needed"), [(0, 1), (1, 1), (2, 2), (3, 2), (7, 4), (10, 6)])
def test_quorum(seats, needed):
    assert committee.quorum(seats) == needed


@pytest.mark.parametrize(
    ("rule", "votes", "carries"),
    [
        ("consensus", "yyy", True),
        ("consensus", "yya", True),
        ("consensus", "yyn", False),
        ("consensus", "aaa", False),
        ("majority", "yyn", True),
        ("majority", "yn", False),
        ("majority", "yaa", True),
        ("majority", "nnn", False),
        ("two_thirds", "yyn", True),
        ("two_thirds", "yynn", False),
        ("two_thirds", "yyaan", True),
        ("two_thirds", "", False),
    ],
)
def test_what_votes_come_to(rule, votes, carries):
    values = {"y": "yes", "n": "no", "a": "abstain"}
    assert committee.carries(rule, {str(n): values[vote] for n, vote in enumerate(votes)}) is carries


@pytest.mark.parametrize(
    ("votes", "wrong"),
    [({"a": "yes"}, ""), ({"a": "maybe"}, "unknown"), ({"x": "yes"}, "absent"), ({"c": "yes"}, "interest"), ({"a": "abstain"}, "none"), ({}, "none")],
)  # fmt: skip
def test_who_votes(votes, wrong):
    assert committee.votes_wrong(votes, ["a", "b", "c"], ["c"]) == wrong


def test_what_is_late():
    assert committee.late("adopted", DAY, DAY + dt.timedelta(days=3)) == 3
    assert committee.late("done", DAY, DAY + dt.timedelta(days=3)) == 0
    assert committee.late("adopted", None, DAY) == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
def test_from_a_seat_to_what_became_of_a_decision(signed_in):
    bob = actor("bob")
    a, b, c = (services.fill_seat(actor=bob, constituency=name, organisation=f"Of {name}", starts_on=DAY).public_id for name in ("donors", "states", "academia"))  # fmt: skip
    with pytest.raises(Forbidden):
        services.fill_seat(actor=actor("alice"), constituency="states", organisation="x", starts_on=DAY)
    meeting = services.plan_meeting(actor=bob, title="Third meeting", held_on=DAY, papers=["Paper 1"])
    project = a_project().public_id
    record = services.table_decision(actor=bob, meeting=meeting.public_id, title="Continue", rule="majority", about=[project], owner="Secretariat", due_on=DAY)  # fmt: skip
    with pytest.raises(Refused) as refused:
        services.decide(actor=bob, decision_id=record.public_id, expected_n=1, votes={a: "yes"})
    assert refused.value.code == "programme.committee.quorum"
    result = {"present": [a]}
    again = signed_in("bob").post(f"/programme/committee/meetings/{meeting.public_id}/acts/opened/", result)
    assert again.status_code == 422
    assert "1 present, 2 needed" in again.content.decode()
    assert re.search(rf'value="{a}"[^>]*\schecked', again.content.decode()), "what was ticked stays so"
    assert Meeting.objects.get().state == "planned"
    services.open_meeting(actor=bob, meeting_id=meeting.public_id, present=[a, b, c])
    assert Meeting.objects.get().quorum == 2
    services.declare_interest(actor=bob, decision_id=record.public_id, expected_n=1, seats=[c])
    with pytest.raises(Refused) as refused:
        services.decide(actor=bob, decision_id=record.public_id, expected_n=2, votes={a: "yes", c: "yes"})
    assert refused.value.code == "programme.committee.interest"
    for kind, votes in (
        ("adopted", {a: "no"}),
        ("adopted", {a: "yes", c: "yes"}),
        ("rejected", {a: "yes", b: "abstain"}),
    ):
        with (
            pytest.raises((IntegrityError, Refused), match=r"votes come to|Somebody voted"),
            transaction.atomic(),
        ):
            RECORDER.record(bob, "decision", kind, Decision.objects.get(), changes={"votes": votes})
    services.decide(actor=bob, decision_id=record.public_id, expected_n=2, votes={a: "yes", b: "abstain"})
    services.close_meeting(actor=bob, meeting_id=meeting.public_id)
    page = signed_in("dave").get("/programme/committee/").content.decode()
    assert "Continue" in page
    assert "days late" in page
    browser = signed_in("bob")
    address = f"/programme/committee/meetings/{meeting.public_id}/"
    assert f"/programme/projects/{project}/" in browser.get(address).content.decode()
    below = f"/programme/committee/decisions/{record.public_id}/acts"
    values = {"expected_n": "3", "how": "The project goes on."}
    assert browser.post(f"{below}/done/", values).headers["Location"] == address
    result = {"expected_n": "4", "public_words": "The committee continued the project."}
    assert browser.post(f"{below}/summed_up/", result).status_code == 302
    decision = Decision.objects.get()
    assert (decision.state, decision.public_words) == ("done", "The committee continued the project.")
    new = {"constituency": "states", "organisation": "A State", "starts_on": "2026-01-01"}
    assert browser.post("/programme/committee/seats/new/", new).status_code == 302
    assert (
        browser.post(
            "/programme/committee/meetings/new/", {"title": "Next", "held_on": "2026-09-01"}
        ).status_code
        == 302
    )
    later = Meeting.objects.get(title="Next").public_id
    asked = f"/programme/committee/meetings/{later}/decisions/new/"
    assert browser.get(asked).status_code == 200
    assert browser.post(asked, {"title": "More", "rule": "consensus", "about": project}).status_code == 302
    assert browser.get(f"/programme/committee/meetings/{later}/").status_code == 200
    assert differences() == []
