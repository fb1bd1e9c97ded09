"""A stand-in is no second person beside the one for whom they stand in."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.approvers import PendingProposal, stands_in_the_way
from ifar.accounts.models import Absence
from ifar.accounts.services import absences
from ifar.acts.people import PEOPLE
from ifar.errors import Forbidden, Refused
from ifar.programme.services import approvals, diligence, recipients, values
from ifar.programme.services.writing import RECORDER, today
from ifar.rights import Actor
from tests import cast
from tests.acting import without_guards
from tests.cast import actor
from tests.programme.conftest import differences, give
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


def own(code, act, **said):
    with pytest.raises((Forbidden, Refused)) as refused:
        act(**said)
    assert refused.value.code == code


def test_w25_the_stand_in_of_who_proposed_money_does_not_approve_it():
    item, project = funded(), a_running_project().public_id
    made = book("allocation", "900000", item, project)
    cast.away("nina", "mallory", "fund_officer")
    stand_in = actor("mallory")
    assert stand_in.people == {stand_in.id, actor("nina").id}
    assert not stand_in.acts_for("")
    own("programme.fund.own", approvals.approve, actor=stand_in, journal_id=made.public_id, expected_n=1)
    assert approvals.approve(actor=actor("bob"), journal_id=made.public_id, expected_n=1).state == "posted"
    assert differences() == []


def test_w25_who_stands_in_for_two_is_the_second_person_beside_neither():
    item, project = funded(), a_running_project().public_id
    made = book("allocation", "900000", item, project)
    two = replace(actor("bob"), standing_in_for=actor("alice").id, covers=frozenset({actor("alice").id, actor("nina").id}))  # fmt: skip
    own("programme.fund.own", approvals.approve, actor=two, journal_id=made.public_id, expected_n=1)


def test_w25_the_stand_in_of_who_assessed_or_named_does_not_decide():
    project = a_project()
    stand_in = replace(actor("erin"), standing_in_for=actor("alice").id)
    free = a_recipient(project.public_id, "police", ["rights_training"], confirmed=False)
    own(
        "programme.diligence.named",
        recipients.confirm,
        actor=stand_in,
        recipient_id=free.public_id,
        expected_n=1,
    )
    record, until = assess(project, said=SAID), today() + dt.timedelta(days=9)
    details = {
        "diligence_id": record.public_id,
        "expected_n": 1,
        "until": until,
        "reason": "The measures answer the risks",
    }
    own("programme.diligence.own", diligence.release, actor=stand_in, **details)
    diligence.hold(
        actor=stand_in, diligence_id=record.public_id, expected_n=1, reason="Wait"
    )  # what stops needs no second person
    own("programme.diligence.own", diligence.withdraw, actor=stand_in, diligence_id=record.public_id, expected_n=2, reason="x")  # fmt: skip
    assert release(record, n=2).state == "released"


def test_w25_the_stand_in_of_who_reported_a_value_does_not_approve_it():
    of = an_indicator()
    a_period()
    value = reported(of)
    stand_in = replace(actor("bob"), standing_in_for=actor("alice").id)
    own("programme.value.own", values.approve, actor=stand_in, value_id=value.public_id, expected_n=value.n)


@pytest.fixture
def blind(monkeypatch):
    """The services ask for nobody else: what the database and the verifier hold is seen by itself."""
    monkeypatch.setattr(Actor, "acts_for", lambda self, *people: False)


@contextmanager
def around(match):
    """The database refuses what the service let through."""
    with pytest.raises((IntegrityError, Refused)) as raised, transaction.atomic(), without_guards(RECORDER):
        yield
    assert re.search(match, str(raised.value.__cause__))


@pytest.fixture
def covered():
    """Mallory stands in for Nina, who keeps the books; Bob, who manages, for Alice, who plans and reports."""
    item, project = funded(), a_running_project().public_id
    of = an_indicator()
    a_period()
    made = book("allocation", "900000", item, project), reported(of)
    cast.away("nina", "mallory", "fund_officer")
    cast.away("alice", "bob", "programme_officer")
    return made


def test_w25_the_database_knows_whom_somebody_stands_in_for(covered, blind):
    journal, value = covered
    with around(r"programme\.fund\.own"):
        approvals.approve(actor=actor("mallory"), journal_id=journal.public_id, expected_n=1)
    with around(r"programme\.value\.own"):
        values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=value.n)
    assert differences() == []


def test_w25_the_database_asks_it_of_the_adviser_too(blind):
    marked = a_project("GF-MARKED")
    named = a_recipient(marked.public_id, "police", ["rights_training"], confirmed=False)
    risk = assess(marked, said=SAID)
    give("mallory", "rights_adviser")
    cast.away("alice", "mallory", "licensing_clerk")
    adviser, until = actor("mallory"), today() + dt.timedelta(days=9)
    with around(r"programme\.diligence\.named"):
        recipients.confirm(actor=adviser, recipient_id=named.public_id, expected_n=1)
    with around(r"programme\.diligence\.own"):
        diligence.release(
            actor=adviser, diligence_id=risk.public_id, expected_n=1, until=until, reason="They answer"
        )
    assert differences() == []


def test_w25_the_verifier_knows_whom_somebody_stood_in_for(covered):
    journal, value = covered
    approvals.refuse(actor=actor("mallory"), journal_id=journal.public_id, expected_n=1, reason="Not now")
    values.give_back(actor=actor("bob"), value_id=value.public_id, expected_n=value.n, reason="Counted twice")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT l.actor, {PEOPLE}, accounts_people(l) FROM ledger_entry l WHERE l.act LIKE 'programme.%'")  # fmt: skip
        rows = {(who, tuple(sorted(people)), tuple(sorted(same))) for who, people, same in cursor.fetchall()}
    assert all(people == same for _who, people, same in rows)
    by = {who: people for who, people, _same in rows}
    assert by[actor("mallory").id] == tuple(sorted({actor("mallory").id, actor("nina").id}))
    assert by[actor("nina").id] == (actor("nina").id,)
    assert (actor("bob").id, tuple(sorted({actor("bob").id, actor("alice").id}))) in {row[:2] for row in rows}


def test_w25_an_absence_that_is_over_keeps_nobody_from_being_the_second_person(covered):
    _journal, value = covered
    absences.end(actor=actor("ken"), absence=Absence.objects.get(user=cast.user("alice")).entry)
    assert (
        values.approve(actor=actor("bob"), value_id=value.public_id, expected_n=value.n).state == "approved"
    )
    assert differences() == []


def test_w25_who_stands_in_for_two_decides_no_proposal_of_either():
    for who in ("alice", "carol"):
        cast.away(who, "mallory", "programme_officer" if who == "alice" else "data_steward")
    both = actor("mallory")
    assert len(both.covers) == 2
    for who in both.covers:
        asked = PendingProposal(
            "accounts.grant", who, frozenset(), "licensing_authority", {both.agency_id}, "civil"
        )
        reason = stands_in_the_way(
            replace(both, roles=both.roles | {"administrator", "security_officer"}), asked
        )
        assert reason is not None
        assert reason.code == "accounts.decision.stand_in"
