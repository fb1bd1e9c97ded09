"""Purpose, shift, and the log of reads: stated once, kept with each read, one leaf for each batch."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from django.db import ProgrammingError, connection, transaction

from ifar.accounts.models import ReadBatch, ReadLog, Shift
from ifar.accounts.selectors import reads as selectors
from ifar.accounts.services import reads, shifts
from ifar.errors import Forbidden, Invalid, NotSignedIn, Refused
from ifar.ledger import services as ledger
from ifar.rights import Purpose
from tests import cast
from tests.conftest import sign_in

PERSON = "P0000000000000"


def test_without_a_purpose_nothing_is_read(ken, nobody):
    with pytest.raises(Refused) as refused:
        reads.log(ken, "parties.party.read", PERSON)
    assert refused.value.code == "accounts.purpose.missing"
    assert refused.value.article
    with pytest.raises(NotSignedIn):
        reads.log(nobody, "parties.party.read", PERSON)
    assert not ReadLog.objects.filter(object=PERSON).exists()


def test_an_invented_purpose_is_none(dave):
    with pytest.raises(Refused):
        reads.log(replace(dave, purpose=Purpose("", "curiosity", "")), "parties.party.read", PERSON)


def test_a_read_keeps_who_why_and_what(dave):
    reads.log(dave, "parties.party.read", PERSON)
    row = ReadLog.objects.get(object=PERSON)
    assert (row.actor, row.agency, row.purpose, row.case, row.count) == (
        dave.id,
        dave.agency,
        "investigation",
        "P-2026-17",
        1,
    )
    assert row.shift == dave.purpose.shift


def test_everybody_whom_a_search_shows_finds_the_read_and_words_are_words(
    dave, judy, django_assert_num_queries
):
    dave = replace(dave, purpose=replace(dave.purpose, purpose="counter"))
    shown = [f"P{n:013d}" for n in range(50)]
    with django_assert_num_queries(1):
        reads.log(dave, "parties.party.search", "okello", len(shown), people=shown)
    reads.log(dave, "parties.party.search", shown[0], 0)
    giver = replace(judy, permissions=judy.permissions | {"parties:file:give"})
    for text in shown[:2]:
        assert [(row.actor, row.act, row.count) for row in selectors.of_subject(giver, text)] == [
            (dave.id, "parties.party.search", 1)
        ]
    assert selectors.about(judy, shown[1]).count() == 1
    assert ReadLog.objects.filter(object="okello").get().count == 50


def test_nobody_reads_in_their_own_report_that_they_are_looked_into(dave, judy, erin):
    """Nor does an auditor who looks after the log of reads, of themselves."""
    for subject, reader in ((dave, judy), (judy, dave), (judy, erin)):
        reads.log(reader, "stocks.officer.read", subject.id)
    inspectorate = {"purpose": replace(judy.purpose, purpose="counter")}
    reads.log(replace(judy, **inspectorate), "stocks.officer.read", dave.id)
    told = [(row.actor, row.purpose) for row in selectors.about(dave, dave.id)]
    assert told == [(judy.id, "counter")], "not that the inspectorate read it for an inspection"
    assert not selectors.about(judy, judy.id).exists(), "not for what the police investigates"
    assert selectors.about(judy, dave.id).count() == 2
    page = sign_in("dave").get("/me/reads/").content.decode()
    assert "Inspectorate of Arms" in page
    assert judy.name not in page


def test_a_purpose_is_stated_for_a_shift(ken):
    shifts.start(actor=ken, purpose="data_quality", hours=1)
    assert cast.actor("ken").purpose.purpose == "data_quality"
    shifts.start(actor=ken, purpose="data_subject_request", case="T-1", hours=99)
    assert cast.actor("ken").purpose.case == "T-1"
    shift = selectors.shifts_of(ken)[0]
    assert (shift.ends_at - shift.started_at).total_seconds() == 12 * 3600
    shifts.end(actor=ken)
    assert cast.actor("ken").purpose is None


def test_w50_nobody_states_the_purpose_of_another_role_and_none_outlives_its_own(ken, alice, db):
    """Nor over the API: what the form does not offer is refused."""
    for actor, purpose in (
        (ken, "counter"),
        (ken, "investigation"),
        (alice, "investigation"),
        (alice, "stock"),
    ):
        with pytest.raises(Invalid) as refused:
            shifts.start(actor=actor, purpose=purpose, case="P-1")
        assert refused.value.reasons[0].code == "accounts.purpose.unknown"
    assert cast.actor("alice").purpose.purpose == "licensing"
    now = ledger.now()
    Shift.objects.create(
        public_id="S0000000000000", user=cast.user("alice"), agency_id=alice.agency_id, purpose="investigation", case="P-1",
        started_at=now, ends_at=now + dt.timedelta(hours=13),
    )  # fmt: skip
    assert cast.actor("alice").purpose is None


def test_a_case_where_the_purpose_needs_one(ken, mallory, nobody):
    for purpose, case in (
        ("data_subject_request", " "),
        ("data_subject_request", "Amina Diallo 7"),
        ("curiosity", "1"),
    ):
        with pytest.raises(Invalid) as refused:
            shifts.start(actor=ken, purpose=purpose, case=case)
        assert refused.value.reasons[0].message
    for actor in (mallory, nobody):
        with pytest.raises(Forbidden):
            shifts.start(actor=actor, purpose="counter")


def test_who_sees_which_reads(alice, dave, frank, judy, laura, ken):
    for actor in (alice, dave, frank):
        reads.log(actor, "parties.party.read", PERSON)
    seen = {
        actor.id: {row.actor for row in selectors.reads_for(actor).filter(object=PERSON)}
        for actor in (alice, judy, laura, ken)
    }
    assert seen[alice.id] == {alice.id}
    assert seen[judy.id] == {alice.id, dave.id, frank.id}
    assert seen[laura.id] == {alice.id, dave.id}
    assert seen[ken.id] == set()
    assert [row.actor for row in selectors.made_by(alice)] == [alice.id]


def test_a_data_subjects_file(alice, dave, judy):
    reads.log(dave, "parties.party.read", PERSON)
    assert [row.actor for row in selectors.about(judy, PERSON)] == [dave.id]
    with pytest.raises(Forbidden):
        selectors.about(alice, PERSON)
    assert list(selectors.about(alice, alice.id)) == []


def test_the_log_is_insert_only_and_dates_itself(dave):
    reads.log(dave, "parties.party.read", PERSON)
    for statement in (
        "UPDATE accounts_readlog SET purpose = 'counter'",
        "DELETE FROM accounts_readlog",
        'INSERT INTO accounts_readlog (at, actor, agency, shift, purpose, "case", act, object, count) '
        "VALUES ('2020-01-01', 'U', '', '', 'x', '', '', '', 1)",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_reads_enter_the_ledger_in_batches(dave, monkeypatch):
    monkeypatch.setattr(reads, "BATCH", 2)
    before = ReadBatch.objects.count()
    for _ in range(5):
        reads.log(dave, "parties.party.read", PERSON)
    assert reads.batch() == 5
    assert reads.batch() == 0
    rows = list(ReadBatch.objects.order_by("first"))[before:]
    assert [row.count for row in rows] == [2, 2, 1]
    assert all(later.first > earlier.last for earlier, later in itertools.pairwise(rows))


def test_a_read_costs_one_statement(dave, django_assert_num_queries):
    with django_assert_num_queries(1):
        reads.log(dave, "parties.party.read", PERSON)


@pytest.mark.parametrize("page", ["/me/", "/me/reads/"])
def test_what_was_read_is_said_in_words_and_not_as_an_act(signed_in, alice, page):
    reads.log(alice, "parties.bar.check", alice.id, 0)
    reads.log(alice, "registry.mark.search", "AB1234", 0)
    value = signed_in("alice").get(page).content.decode()
    for words in ("It was asked whether the person is barred from firearms", "Marks were searched for"):
        assert words in value
    assert ">parties.bar.check<" not in value
