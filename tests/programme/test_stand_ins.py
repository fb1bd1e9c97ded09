"""A stand-in is no second person beside the one for whom they stand in."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ifar.accounts.services import absences, acts, proposals
from ifar.errors import Refused
from ifar.programme.services import approvals, diligence, recipients, values
from ifar.programme.services.writing import today
from tests import cast
from tests.cast import actor
from tests.programme.conftest import differences
from tests.programme.test_acts import (
    a_period,
    a_project,
    a_recipient,
    a_running_project,
    an_indicator,
    reported,
)
from tests.programme.test_diligence import SAID, assess, release
from tests.programme.test_second_person import book, funded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def away(who, stand_in, role):
    """Somebody is away, and another stands in for them at their office."""
    now, one = acts.now(), cast.user(who)
    asked = absences.propose(
        actor=actor("ken"), user=one.public_id, stand_in=cast.user(stand_in).public_id, role=role, agency=one.home.public_id,
        valid_from=now, valid_to=now + dt.timedelta(days=5), reason="On leave",
    )  # fmt: skip
    proposals.decide(actor=actor("laura"), proposal=asked.public_id, verdict="approve")


def own(code, act, **said):
    with pytest.raises(Refused) as refused:
        act(**said)
    assert refused.value.code == code


def test_w25_the_stand_in_of_who_proposed_money_does_not_approve_it():
    one, project = funded(), a_running_project().public_id
    made = book("allocation", "900000", one, project)
    away("nina", "mallory", "fund_officer")
    stand_in = actor("mallory")
    assert stand_in.people == {stand_in.id, actor("nina").id}
    assert not stand_in.acts_for("")
    own("programme.fund.own", approvals.approve, actor=stand_in, journal=made.public_id, n=1)
    assert approvals.approve(actor=actor("bob"), journal=made.public_id, n=1).state == "posted"
    assert differences() == []


def test_w25_who_stands_in_for_two_is_the_second_person_beside_neither():
    one, project = funded(), a_running_project().public_id
    made = book("allocation", "900000", one, project)
    two = replace(actor("bob"), standing_in_for=actor("alice").id, covers=frozenset({actor("alice").id, actor("nina").id}))  # fmt: skip
    own("programme.fund.own", approvals.approve, actor=two, journal=made.public_id, n=1)


def test_w25_the_stand_in_of_who_assessed_or_named_does_not_decide():
    project = a_project()
    stand_in = replace(actor("erin"), standing_in_for=actor("alice").id)
    free = a_recipient(project.public_id, "police", ["rights_training"], confirmed=False)
    own("programme.diligence.named", recipients.confirm, actor=stand_in, recipient=free.public_id, n=1)
    one, until = assess(project, said=SAID), today() + dt.timedelta(days=9)
    said = {"public_id": one.public_id, "n": 1, "until": until, "reason": "The measures answer the risks"}
    own("programme.diligence.own", diligence.release, actor=stand_in, **said)
    diligence.hold(
        actor=stand_in, public_id=one.public_id, n=1, reason="Wait"
    )  # what stops needs no second person
    own("programme.diligence.own", diligence.withdraw, actor=stand_in, public_id=one.public_id, n=2, reason="x")  # fmt: skip
    assert release(one, n=2).state == "released"


def test_w25_the_stand_in_of_who_reported_a_value_does_not_approve_it():
    of = an_indicator()
    a_period()
    one = reported(of)
    stand_in = replace(actor("bob"), standing_in_for=actor("alice").id)
    own("programme.value.own", values.approve, actor=stand_in, value=one.public_id, n=one.n)
