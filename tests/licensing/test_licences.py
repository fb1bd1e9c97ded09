"""Applications and licences through the services, and what the database refuses whoever writes."""

from __future__ import annotations

import datetime as dt
import html
from functools import partial

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ifar import identifiers
from ifar.accounts import executors
from ifar.accounts.services import proposals
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Personal
from ifar.licensing.impersonal_text import names_somebody
from ifar.licensing.models import Application, Licence, Notice, Removal
from ifar.licensing.selectors import erasing, records
from ifar.licensing.services import applications, licences, notices, removals, visits
from ifar.licensing.services.notices import NewNotice
from ifar.licensing.services.writing import RECORDER
from ifar.registry.services.events import NewEvent, record_event
from tests.acting import without_guards
from tests.factories import a_firearm, a_licence, a_person, an_application
from tests.licensing.test_rounds import a_round, answers, drawn
from tests.retention.test_holds import erase

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(alice):
    return a_person(
        alice,
        born="1984-03-02",
        identity_numbers=[{"kind": "national_id", "number": "ID-1984-7731", "country": "XX"}],
    )


def test_from_the_application_to_the_licence(alice, bob, amina):
    text = an_application(alice, amina, categories=["B"], quota=3)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    assert Application.objects.get(public_id=text).state == "advised"
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    licence = Licence.objects.get(holder=amina)
    assert (licence.state, licence.categories, licence.quota, licence.counts, licence.allows) == (
        "in_force",
        ["B"],
        3,
        "held",
        ["possess"],
    )
    assert licence.valid_from == applications.today()
    assert licence.valid_to == dt.date(
        licence.valid_from.year + 5, licence.valid_from.month, licence.valid_from.day
    ) - dt.timedelta(days=1)
    assert Application.objects.get(public_id=text).licence == licence.public_id


def yes_past_the_service(actor, asked):
    """A yes without carrying out what it was about, as an insider would write it."""
    from ifar.accounts.selectors.proposals import proposal_for

    proposal = proposal_for(actor, asked.public_id)
    proposals._write_decision(actor, proposal, "approve", "")
    return proposal


def test_the_yes_of_whoever_examined_counts_for_nothing_whoever_writes_the_act(alice, bob, nina, amina):
    """Bob examined and says yes past the service; neither Nina nor Alice carries it out for him."""
    text = an_application(bob, amina)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    value = yes_past_the_service(bob, asked)
    for writer in (nina, alice):
        with (
            pytest.raises(IntegrityError, match=r"licensing\.examined_by_you"),
            without_guards(RECORDER),
            transaction.atomic(),
        ):
            executors.carry_out(asked.act, actor=writer, proposal=value)
    assert not Licence.objects.exists()


def test_whoever_stands_in_for_who_examined_does_not_decide(alice, bob, nina, amina, monkeypatch):
    text = an_application(bob, amina)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    monkeypatch.setattr(proposals.people, "covered_by", lambda actor, roles: bob.id)
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "licensing.examined_by_you"
    with (
        pytest.raises(IntegrityError, match=r"licensing\.examined_by_you"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")


def test_whoever_examined_does_not_decide(alice, bob, nina, amina):
    """Bob heads the office and examined it himself: Alice may propose, but he may not decide; the head of another office does."""
    text = an_application(bob, amina)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "licensing.examined_by_you"
    assert not Licence.objects.exists()
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().state == "in_force"


def test_the_database_refuses_the_examiner_too(alice, bob, amina):
    text = an_application(bob, amina)
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    with (
        pytest.raises(IntegrityError, match=r"licensing\.examined_by_you"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")


def test_one_person_never_grants_even_past_the_service(alice, amina):

    text = an_application(alice, amina)
    application = Application.objects.get(public_id=text)
    details = {
        "licence": RECORDER.new_id("licence"),
        "categories": application.categories,
        "quota": application.quota,
        "months": application.months,
        "conditions": [],
    }
    sets = {name: details[name] for name in ("licence", "categories", "quota", "months")}
    with (
        pytest.raises(IntegrityError, match="takes 2 people"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        RECORDER.record(alice, "application", "granted", application, changes=sets, details=details)


def test_a_licence_without_a_granted_application_is_refused(alice, amina):

    text = an_application(alice, amina)
    sets = {
        "kind": "sport", "holder": amina, "holder_kind": "person", "allows": ["possess"], "categories": ["B"], "counts": "held", "quota": 12,
        "conditions": [], "valid_from": applications.today(), "valid_to": None, "application": text, "kind_version": 1,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="no granted application"), transaction.atomic():
        RECORDER.record(alice, "licence", "granted", changes=sets, details={"application": text})


def test_state_follows_from_events_alone(alice, bob, amina):
    a_licence(alice, bob, amina)
    for statement in (
        "UPDATE licensing_licence SET quota = 99",
        "DELETE FROM licensing_event",
        "DELETE FROM registry_licenceuse",
    ):
        with (
            pytest.raises(Exception, match=r"permission denied|refused"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_an_incomplete_checklist_names_what_is_missing(alice, dave, amina):
    draft = applications.draft(actor=alice, kind="hunting", applicant=amina)
    applications.submit(actor=alice, application_id=draft)
    applications.answer_check(actor=alice, application_id=draft, item="identity", answer="passed")
    applications.answer_check(actor=dave, application_id=draft, item="criminal_record", answer="failed")
    with pytest.raises(Refused) as refused:
        applications.advise(actor=alice, application_id=draft, advice="grant", note="x")
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("licensing.check.failed", "criminal_record"),
        ("licensing.check.open", "medical"),
        ("licensing.check.open", "training"),
    ]
    assert refused.value.article == "Directive (EU) 2021/555 art. 6(1)(b)"


def test_the_clock_stands_while_the_applicant_is_asked(alice, amina, monkeypatch):
    draft = applications.draft(actor=alice, kind="hunting", applicant=amina)
    days = iter([dt.date(2026, 3, 1), dt.date(2026, 3, 11), dt.date(2026, 3, 31), dt.date(2026, 3, 31)])
    value = lambda: next(days)  # noqa: E731
    monkeypatch.setattr(applications.preparing, "today", value)
    monkeypatch.setattr(applications.reading, "today", value)
    applications.submit(actor=alice, application_id=draft)
    assert Application.objects.get().due_on == dt.date(2026, 4, 30)
    applications.pause(actor=alice, application_id=draft, note="the club's letter is missing")
    assert Application.objects.get().due_on is None
    applications.resume(actor=alice, application_id=draft)
    assert Application.objects.get().due_on == dt.date(2026, 5, 20)


def test_refusal_appeal_and_dismissal_each_take_another_person(alice, bob, amina):
    text = an_application(alice, amina)
    with pytest.raises(Invalid):
        applications.propose_refusal(actor=alice, application_id=text, reason="x", grounds=["no_such"])
    asked = applications.propose_refusal(
        actor=alice, application_id=text, reason="no need", grounds=["no_good_cause"]
    )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    application = Application.objects.get(public_id=text)
    assert (application.state, application.grounds) == ("refused", ["no_good_cause"])
    applications.appeal(actor=alice, application_id=text, note="there is a need")
    asked = applications.propose_dismissal(actor=alice, application_id=text, reason="there is none")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Application.objects.get(public_id=text).state == "closed"


def test_suspended_by_one_reinstated_by_two(alice, bob, amina):
    text = a_licence(alice, bob, amina)
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="no safe")
    assert Licence.objects.get().state == "suspended"
    assert Removal.objects.get().due_on == applications.today() + dt.timedelta(days=30)
    asked = licences.propose_reinstatement(actor=alice, licence_id=text, reason="a safe was bought")
    with pytest.raises(Forbidden):
        proposals.decide(actor=alice, proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().state == "in_force"
    assert Removal.objects.get().state == "lifted"


def test_a_change_that_was_not_decided_is_refused_by_the_database(alice, bob, amina):

    text = a_licence(alice, bob, amina, quota=2)
    asked = licences.propose_change(actor=alice, licence_id=text, reason="a second gun", quota=3)
    changed = asked.payload["details"]

    def more(actor, proposal):
        licence = Licence.objects.get(public_id=text)
        RECORDER.record(
            actor,
            "licence",
            "changed",
            licence,
            changes={**changed, "quota": 9},
            details=changed,
            proposal=proposal.public_id,
        )

    from ifar.accounts import executors

    before = executors._executors["licensing.licence_changed"]
    executors.provide("licensing.licence_changed", more)
    try:
        with pytest.raises(IntegrityError, match="what was not decided"), transaction.atomic():
            proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    finally:
        executors.provide("licensing.licence_changed", before)
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().quota == 3


def test_renewal_adds_a_term_to_the_same_licence(alice, bob, amina, monkeypatch):
    text = a_licence(alice, bob, amina, kind="hunting")
    ends = Licence.objects.get().valid_to
    with pytest.raises(Refused):
        applications.draft_renewal(actor=alice, licence_id=text)
    licence = Licence.objects.get()
    early = applications.preparing.kind_of("hunting").renewal_days
    assert records.ruled(licence).valid_to == ends
    from ifar.licensing import licence as rule

    assert rule.renewable(records.ruled(licence), ends - dt.timedelta(days=early), early)
    assert not rule.renewable(records.ruled(licence), ends - dt.timedelta(days=early + 1), early)


def test_two_people_with_the_same_record_are_told_apart(alice, bob, amina):
    text = a_licence(alice, bob, amina)
    with pytest.raises(Conflict):
        licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x", expected_n=7)
    with pytest.raises(NotFound):
        licences.suspend(actor=alice, licence_id="L0000000000000", ground="storage", reason="x")


# Notices --------------------------------------------------------------------------------------------------------------


def order(**described):
    return NewNotice("protection_order", "court", "C-17/26", described)


def test_a_certain_notice_suspends_every_licence_at_once(alice, bob, dave, amina):
    a_licence(alice, bob, amina), a_licence(alice, bob, amina, kind="hunting")
    result = order(
        name="أمينة ديالو",
        born="1984-03-02",
        identity_numbers=[{"kind": "national_id", "number": "id 1984 7731"}],
    )
    taken = notices.take(actor=dave, new=result)
    assert taken.outcome == "applied"
    assert len(taken.licences) == 2
    assert {licence.state for licence in Licence.objects.all()} == {"suspended"}
    removal = Removal.objects.get()
    assert (removal.ground, removal.due_on) == (
        "protection_order",
        applications.today() + dt.timedelta(days=3),
    )
    assert notices.take(actor=dave, new=result).outcome == "known"


@pytest.mark.parametrize(
    "described",
    [
        {"name": "Amina Diallo", "born": "1984-03-02"},
        {
            "name": "Boubacar Keita",
            "born": "1984-03-02",
            "identity_numbers": [{"kind": "national_id", "number": "ID-1984-7731"}],
        },
    ],
)
def test_an_uncertain_notice_waits_for_a_person(alice, bob, dave, amina, described):
    a_licence(alice, bob, amina)
    taken = notices.take(actor=dave, new=order(**described))
    assert taken.outcome == "waiting"
    assert Licence.objects.get().state == "in_force"
    with pytest.raises(Forbidden):
        notices.match(actor=dave, notice_id=taken.notice, party=amina)
    assert notices.match(actor=alice, notice_id=taken.notice, party=amina).outcome == "applied"
    assert Licence.objects.get().state == "suspended"


def test_a_notice_about_nobody_on_record_is_not_kept(alice, dave, amina):
    assert notices.take(actor=dave, new=order(name="Wei Zhang", born="1990-01-01")).outcome == "nobody"
    assert not records.notices_for(alice).exists()


def death(number: str = "D-1", **described: object) -> NewNotice:
    values = described or {"identity_numbers": [{"kind": "national_id", "number": "ID-1984-7731"}]}
    return NewNotice("death", "civil registry", number, values)


def end(item, proposer, decider):
    asked = licences.propose_end(
        actor=proposer, licence_id=item, ground="death", reason="the certificate is here"
    )
    proposals.decide(actor=decider, proposal=asked.public_id, verdict="approve")


def test_a_death_stops_at_once_and_a_second_person_ends_the_licence(alice, bob, dave, amina):
    """One person's word, even a false one, never ends anything: what was stopped wrongly two people bring back."""
    text = a_licence(alice, bob, amina)
    assert notices.take(actor=dave, new=death()).outcome == "applied"
    assert Licence.objects.get().state == "suspended"
    for ground in ("expired", "storage", "no_such"):
        with pytest.raises(Invalid):
            licences.propose_end(actor=alice, licence_id=text, ground=ground, reason="x")
    end(text, alice, bob)
    assert (Licence.objects.get().state, Licence.objects.get().ground) == ("lapsed", "death")
    with pytest.raises(Refused):
        licences.propose_reinstatement(actor=alice, licence_id=text, reason="x")


def test_the_review_stops_the_licences_of_the_dead_once(alice, bob, amina):
    from ifar.parties.services import correct_party

    a_licence(alice, bob, amina)
    correct_party(actor=alice, public_id=amina, values={"status": "deceased"}, reason="x")
    assert licences.bury(alice) == 1
    n = Licence.objects.get().n
    assert Licence.objects.get().state == "suspended"
    assert licences.bury(alice) == 0
    assert Licence.objects.get().n == n


def test_a_number_that_was_taken_in_first_hides_no_other_notice(alice, bob, dave, heidi, amina):
    """Whoever knows a coming number takes it in with somebody else in it: the true notice acts all the same."""
    other = a_person(alice, "Wei Zhang", born="1990-01-01")
    a_licence(alice, bob, amina)
    wrong = notices.take(actor=dave, new=death(name="Wei Zhang", born="1990-01-01"))
    assert (wrong.outcome, other[0]) == ("waiting", "P")
    right = notices.take(actor=dave, new=death())
    assert right.outcome == "applied"
    assert Licence.objects.get().state == "suspended"
    assert notices.take(actor=dave, new=death()).outcome == "known"
    assert list(notices.Notice.objects.order_by("again").values_list("again", flat=True)) == [0, 1]


# Who answers a check, and what stands in the log -----------------------------------------------------------------------


def test_a_check_is_answered_by_the_office_that_the_list_names(alice, dave, frank, amina):
    """The clerk who took it in passes no criminal record in the name of the police, neither here nor in the database."""

    draft = applications.draft(actor=alice, kind="hunting", applicant=amina)
    with pytest.raises(NotFound):
        records.application_for(dave, draft)
    applications.submit(actor=alice, application_id=draft)
    with pytest.raises(Forbidden) as refused:
        applications.answer_check(actor=alice, application_id=draft, item="criminal_record", answer="passed")
    assert refused.value.code == "licensing.check.desk"
    assert "Police" in str(refused.value.message)
    application = Application.objects.get(public_id=draft)
    values = {"answer": "passed", "on": applications.today().isoformat(), "by": alice.id}
    details = {"item": "criminal_record", "answer": "passed"}
    with pytest.raises(IntegrityError, match="another kind of office"), transaction.atomic():
        RECORDER.record(
            alice,
            "application",
            "checked",
            application,
            changes={"checks": {"criminal_record": values}},
            details=details,
        )
    both = {"identity": values, "criminal_record": values}
    with pytest.raises(IntegrityError, match="more than one check"), transaction.atomic():
        RECORDER.record(
            alice,
            "application",
            "checked",
            application,
            changes={"checks": both},
            details={**details, "item": "identity"},
        )
    assert [each.public_id for each in records.queue(dave, "checks")] == [draft]
    assert not records.queue(frank, "checks").exists()
    applications.answer_check(actor=dave, application_id=draft, item="criminal_record", answer="passed")
    assert not records.queue(dave, "checks").exists()
    with pytest.raises(Forbidden):
        applications.answer_check(actor=dave, application_id=draft, item="identity", answer="passed")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Yearly certificate of Dr Haddad, 12 rue des Lilas", True),
        ("Certificat annuel du Dr. Haddad", True),
        ("Visite chez Mme Okafor", True),
        ("شهادة سنوية من الدكتور حداد", True),
        ("Yearly certificate of a doctor", False),
        ("Keys stay with the doctor on duty", False),
        ("Show me Monday’s book", False),
        ("شهادة سنوية من الطبيب المعالج", False),
        ("A safe of class S1, 12 mm; MSDS kept", False),
        ("شهادة سنوية من الطبيب في المستشفى", False),
    ],
)
def test_w20_a_condition_names_nobody_by_a_title(line: str, names: bool) -> None:
    assert names_somebody(line, ()) is names


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Stored at Omar Haddad's house", True),
        ("keys with HADDAD, Omar", True),
        ("Haddad street 4", False),
        ("no more than two persons", False),
    ],
)
def test_w04_a_condition_names_nobody_whom_the_register_knows_by_a_whole_name(alice, bob, amina, line, named):
    a_person(alice, "Omar Haddad", born="1971-05-06")
    ready = an_application(alice, amina)
    ask = partial(
        applications.propose_grant, actor=alice, application_id=ready, reason="x", conditions=[line]
    )
    if not named:
        ask()
        return
    with pytest.raises(Invalid) as refused:
        ask()
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("licensing.named", "conditions")
    ]


@pytest.mark.parametrize("line", ["seen by Amina", "أمينة 7", "DIALLO 12/26", "ID 1984 7731"])
def test_what_stands_in_the_log_names_nobody(alice, bob, dave, amina, line):
    ready = an_application(alice, amina)
    with pytest.raises(Invalid) as refused:
        applications.propose_grant(actor=alice, application_id=ready, reason="complete", conditions=[line])
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [
        ("licensing.named", "conditions")
    ]
    text = a_licence(alice, bob, amina)
    with pytest.raises(Invalid):
        licences.propose_change(actor=alice, licence_id=text, reason="x", conditions=[line])
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason=f"{line}: remarks stand apart")
    removal = Removal.objects.get().public_id
    for proof in (f"{line} 7", "all gone"):
        with pytest.raises(Invalid):
            removals.clear(actor=alice, removal_id=removal, way="deposited", proofs=[proof])


def in_the_log(text: str) -> bool:
    """Whether some text stands anywhere in the log or in what is projected from it, outside of what can be erased."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM ledger_entry l WHERE convert_from(l.canonical, 'UTF8') LIKE %(like)s)"
            " OR EXISTS (SELECT FROM licensing_event e WHERE e::text LIKE %(like)s)",
            {"like": f"%{text}%"},
        )
        return bool(cursor.fetchone()[0])


SEEN_BY = (
    "ID-1984-7731",
    "identity card 19847731 of Amina Diallo",
    "Dr Haddad, certificate 7",
    "الدكتورة حداد ٧",
)


def test_every_record_about_a_party_is_found_for_its_erasure():
    about = {
        f"{model._meta.db_table} WHERE {column.name} ="
        for model in apps.get_app_config("licensing").get_models()
        for column in model._meta.concrete_fields
        if column.name in ("holder", "applicant", "party")
    }
    assert len(about) == 8
    assert {text for text in about if text not in erasing._OF_PARTY} == set()


@pytest.mark.parametrize("paper", SEEN_BY)
def test_w04_what_was_seen_for_a_check_may_name_somebody_and_can_be_erased(
    signed_in, alice, bob, nina, amina, paper
):
    draft = applications.draft(actor=alice, kind="hunting", applicant=amina)
    applications.submit(actor=alice, application_id=draft)
    applications.answer_check(
        actor=alice, application_id=draft, item="identity", answer="passed", paper=paper
    )
    page = f"/licensing/applications/{draft}/"
    assert paper in html.unescape(signed_in("alice").get(page).content.decode())
    assert in_the_log(draft)
    assert not in_the_log(paper)
    assert [name for _entry, name in erasing.personal_of(amina)] == ["paper"]
    erase(bob, nina, amina)
    assert not Personal.objects.filter(field="paper").exists()
    assert erasing.personal_of(amina) == []
    assert paper not in html.unescape(signed_in("alice").get(page).content.decode())


def test_w04_who_reports_something_can_be_erased_with_whom_it_means(alice, bob, nina, dave, amina):
    described = {"name": "Amina Diallo", "identity_numbers": [{"number": "ID-1984-7731"}]}
    new_notice = NewNotice("medical", "Dr Haddad", "H/7 of Dr Haddad", described)
    taken = notices.take(actor=dave, new=new_notice)
    assert notices.take(actor=dave, new=new_notice) == notices.NoticeResult("known", taken.notice)
    notice = Notice.objects.get(public_id=taken.notice)
    assert (notice.source, notice.reference) == ("Dr Haddad", "H/7 of Dr Haddad")
    assert not in_the_log("Haddad")
    if notice.state == "waiting":
        notices.match(actor=alice, notice_id=notice.public_id, party=amina)
    erase(bob, nina, amina)
    notice.refresh_from_db()
    assert (notice.source, notice.reference, notice.described) == ("", "", None)


def test_the_database_refuses_a_grant_to_whom_a_bar_names(alice, bob, amina, monkeypatch):
    """With the service passed by; under a record that was joined to the applicant's too. A lifted bar stands against nothing."""
    from ifar.parties.services import NewBar, enter_bar, merge_parties
    from ifar.parties.services.bars import propose_lifting

    text, twin = an_application(alice, amina), a_person(alice, "Amina Dialo", born="1984-03-02")
    bar = enter_bar(
        actor=bob,
        new=NewBar("prohibited", "conviction", "2026-01-01", "Court", "XX", "7", party=twin),
    )
    merge_parties(actor=bob, public_id=twin, into=amina, reason="one person")
    monkeypatch.setattr(applications.deciding.barring, "against", lambda result, named: iter(()))
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert "is barred" in str(refused.value.__cause__)
    lifting = propose_lifting(actor=bob, bar_id=bar, reason="the court has lifted it")
    from tests import cast

    proposals.decide(actor=cast.actor("nina"), proposal=lifting.public_id, verdict="approve")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Licence.objects.get().state == "in_force"


# Removals -------------------------------------------------------------------------------------------------------------


def test_a_removal_is_not_cleared_while_the_holder_keeps_a_firearm(alice, bob, amina, monkeypatch):
    gun = a_firearm(alice, owner=amina).firearm
    text = a_licence(alice, bob, amina)
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    removal = Removal.objects.get().public_id
    clear = {"actor": alice, "removal_id": removal, "way": "deposited", "proofs": [f"{gun}/2"]}
    with pytest.raises(Refused) as refused:
        removals.clear(**clear)
    assert refused.value.code == "licensing.removal.keeps"
    with monkeypatch.context() as lying:
        lying.setattr(removals.holding, "keepers", lambda whose: frozenset())
        with pytest.raises(IntegrityError, match="keeps firearms"), transaction.atomic():
            removals.clear(**{**clear, "way": "none_held", "proofs": []})
    depositary = a_person(alice, "Depot")
    record_event(
        actor=alice,
        firearm=gun,
        event=NewEvent("deposited", {"ground": "suspended", "depositary": depositary}),
    )
    for wrong in ((), ["receipt 7"], [f"{gun}/1"], [f"{gun}/3"], ["F0000000000000/2"]):
        with pytest.raises(Invalid) as unproved:
            removals.clear(**{**clear, "proofs": wrong})
        assert unproved.value.code == "licensing.removal.proof"
    with pytest.raises(Invalid) as moved:
        removals.clear(**{**clear, "way": "none_held", "proofs": []})
    assert moved.value.code == "licensing.removal.moved"
    removals.clear(**clear)
    assert Removal.objects.get().proof == f"{gun}/2"
    assert Removal.objects.get().state == "cleared"


def test_expired_but_still_holding_opens_a_removal(alice, bob, amina):
    text = a_licence(alice, bob, amina)
    ends = Licence.objects.get(public_id=text).valid_to
    assert licences.expire(alice, ends + dt.timedelta(days=1)) == 0
    a_firearm(alice, owner=amina)
    assert licences.expire(alice, ends) == 0
    assert licences.expire(alice, ends + dt.timedelta(days=1)) == 1
    assert licences.expire(alice, ends + dt.timedelta(days=1)) == 0
    assert Removal.objects.get().ground == "expired"


def test_a_licence_given_back_opens_the_removal_of_what_is_still_kept(alice, bob, amina):
    licences.surrender(actor=alice, licence_id=a_licence(alice, bob, amina))
    assert not Removal.objects.exists()
    a_firearm(alice, owner=amina)
    text = a_licence(alice, bob, amina)
    licences.surrender(actor=alice, licence_id=text)
    removal = Removal.objects.get()
    assert (removal.ground, removal.licence) == ("surrendered", text)


@pytest.mark.parametrize("state", ["surrendered", "revoked", "lapsed"])
def test_the_daily_review_sees_every_licence_that_ended(alice, bob, dave, amina, state):
    """Nothing is kept when the licence ends and its removal is cleared; what comes to the holder afterwards is seen."""
    text = a_licence(alice, bob, amina)
    if state == "surrendered":
        licences.surrender(actor=alice, licence_id=text)
    elif state == "revoked":
        asked = licences.propose_revocation(actor=alice, licence_id=text, ground="storage", reason="x")
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    else:
        number = {"kind": "national_id", "number": "ID-1984-7731"}
        new_notice = NewNotice("death", "civil registry", "D-1", {"identity_numbers": [number]})
        notices.take(actor=dave, new=new_notice)
        end(text, alice, bob)
    assert Licence.objects.get().state == state
    for opened in Removal.objects.filter(state="open"):
        removals.clear(actor=alice, removal_id=opened.public_id, way="none_held")
    day = applications.today()
    assert licences.expire(alice, day) == 0
    a_firearm(alice, owner=amina)
    assert licences.expire(alice, day) == 1
    assert licences.expire(alice, day) == 0
    ground = {"surrendered": "surrendered", "revoked": "storage", "lapsed": "death"}[state]
    assert Removal.objects.get(state="open").ground == ground


@pytest.mark.parametrize(
    ("away", "details"),
    [("loaned", "borrower"), ("repair_handed_over", "repairer")],
)
def test_a_removal_is_not_cleared_while_a_firearm_is_merely_away(
    alice, bob, amina, monkeypatch, away, details
):
    gun = a_firearm(alice, owner=amina).firearm
    text = a_licence(alice, bob, amina)
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    who = {details: a_person(alice, "Friend")}
    back = (applications.today() + dt.timedelta(days=5)).isoformat()
    record_event(actor=alice, firearm=gun, event=NewEvent(away, {"return_date": back, **who}))
    clear = {
        "actor": alice, "removal_id": Removal.objects.get().public_id, "way": "none_held", "proofs": [],
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        removals.clear(**clear)
    assert refused.value.code == "licensing.removal.keeps"
    monkeypatch.setattr(removals.holding, "keepers", lambda whose: frozenset())
    monkeypatch.setattr(removals, "opened_at", lambda item: timezone.now() + dt.timedelta(days=1))
    with pytest.raises(IntegrityError, match="that come back"), transaction.atomic():
        removals.clear(**clear)


def test_reinstating_one_licence_keeps_the_removal_of_a_revoked_one(alice, bob, amina):
    first, second = a_licence(alice, bob, amina), a_licence(alice, bob, amina, "hunting")
    licences.suspend(actor=alice, licence_id=second, ground="storage", reason="no safe")
    removals.clear(actor=alice, removal_id=Removal.objects.get().public_id, way="none_held")
    asked = licences.propose_revocation(actor=alice, licence_id=first, ground="storage", reason="x")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    asked = licences.propose_reinstatement(actor=alice, licence_id=second, reason="a safe was bought")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert Removal.objects.get(licence=first).state == "open"


def test_the_one_removal_of_two_suspended_licences_ends_with_the_last(alice, bob, amina):
    both = a_licence(alice, bob, amina), a_licence(alice, bob, amina, "hunting")
    for text in both:
        licences.suspend(actor=alice, licence_id=text, ground="storage", reason="no safe")
    for text, state in zip(both, ("open", "lifted"), strict=True):
        asked = licences.propose_reinstatement(actor=alice, licence_id=text, reason="a safe was bought")
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
        assert Removal.objects.get().state == state


# What stands against a grant ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ended", [False, True])
def test_nothing_is_granted_while_another_licence_is_stopped(alice, bob, amina, ended):
    """What was examined before the licence was stopped is refused at the decision; what comes after is not even proposed."""
    item = a_licence(alice, bob, amina)
    text = an_application(alice, amina, "hunting")
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    if ended:
        over = licences.propose_revocation(actor=alice, licence_id=item, ground="storage", reason="x")
        proposals.decide(actor=bob, proposal=over.public_id, verdict="approve")
    else:
        licences.suspend(actor=alice, licence_id=item, ground="storage", reason="no safe")
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    code = "licensing.barred" if ended else "licensing.applicant.stopped"
    assert refused.value.code == code, "what was revoked speaks through its bar"
    later = an_application(alice, amina, "hunting")
    with pytest.raises(Refused) as refused:
        applications.propose_grant(actor=alice, application_id=later, reason="complete")
    assert refused.value.code == code
    assert Licence.objects.count() == 1


def test_nothing_is_granted_while_a_notice_stands(alice, bob, dave, amina):
    """A notice stands until two people reinstated a licence that it stopped."""
    code = a_licence(alice, bob, amina)
    number = {"kind": "national_id", "number": "ID-1984-7731"}
    result = order(name="Amina Diallo", born="1984-03-02", identity_numbers=[number])
    assert notices.take(actor=dave, new=result).outcome == "applied"
    text = an_application(alice, amina, "hunting")
    with pytest.raises(Refused) as refused:
        applications.propose_grant(actor=alice, application_id=text, reason="complete")
    assert [reason.code for reason in refused.value.reasons] == [
        "licensing.applicant.stopped",
        "licensing.applicant.notice",
    ]
    asked = licences.propose_reinstatement(actor=alice, licence_id=code, reason="the order was lifted")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    applications.propose_grant(actor=alice, application_id=text, reason="complete")


def test_a_notice_stands_where_there_was_no_licence_to_stop(alice, dave, amina):
    number = {"kind": "national_id", "number": "ID-1984-7731"}
    result = order(name="Amina Diallo", born="1984-03-02", identity_numbers=[number])
    assert notices.take(actor=dave, new=result).outcome == "applied"
    with pytest.raises(Refused) as refused:
        applications.propose_grant(
            actor=alice, application_id=an_application(alice, amina), reason="complete"
        )
    assert refused.value.code == "licensing.applicant.notice"


@pytest.mark.parametrize("second", ["deposited", "surrendered"])
def test_w03_each_firearm_that_lay_with_the_holder_is_proved_on_its_own(alice, bob, amina, second):
    before = a_firearm(alice, "AA1", owner=amina).firearm
    depot = a_person(alice, "Depot")
    deposited = NewEvent("deposited", {"ground": "suspended", "depositary": depot})
    record_event(actor=alice, firearm=before, event=deposited)
    guns = [a_firearm(alice, serial, owner=amina).firearm for serial in ("BB2", "CC3")]
    licences.suspend(actor=alice, licence_id=a_licence(alice, bob, amina), ground="storage", reason="x")
    removal = Removal.objects.get()
    record_event(actor=alice, firearm=guns[0], event=deposited)
    gone = deposited if second == "deposited" else NewEvent("surrendered", {})
    record_event(actor=alice, firearm=guns[1], event=gone)
    clear = {"actor": alice, "removal_id": removal.public_id, "way": "deposited"}
    for some in ([f"{guns[0]}/2"], [f"{before}/2"], [f"{guns[0]}/2", f"{before}/2"]):
        with pytest.raises(Invalid) as refused:
            removals.clear(**clear, proofs=some)
        assert identifiers.shown(guns[1]) in str(refused.value.reasons[0].message)
        assert identifiers.shown(before) not in str(refused.value.reasons[0].message)
        with pytest.raises(IntegrityError, match="nothing proves where"), transaction.atomic():
            RECORDER.record(
                alice, "removal", "cleared", removal, changes={"way": "deposited", "proof": " ".join(some)}
            )
    removals.clear(**clear, proofs=[f"{gun}/2" for gun in guns])
    assert Removal.objects.get().state == "cleared"


def test_the_database_takes_no_text_for_a_proof(alice, bob, amina):
    """Past the service: a text, an event of somebody else's firearm, and nothing at all are refused."""

    other = a_firearm(alice, "XX1", owner=a_person(alice, "Another Owner")).firearm
    text = a_licence(alice, bob, amina)
    licences.suspend(actor=alice, licence_id=text, ground="storage", reason="x")
    removal = Removal.objects.get()
    for proof in ("receipt 7", f"{other}/1", ""):
        with pytest.raises(IntegrityError, match="proves"), transaction.atomic():
            RECORDER.record(
                alice, "removal", "cleared", removal, changes={"way": "deposited", "proof": proof}
            )


def test_a_notice_that_stopped_no_licence_bars_until_two_people_settle_it(alice, bob, dave, amina):
    number = {"kind": "national_id", "number": "ID-1984-7731"}
    new_notice = NewNotice("medical", "hospital", "M-7", {"identity_numbers": [number]})
    taken = notices.take(actor=dave, new=new_notice)
    if taken.outcome == "waiting":
        taken = notices.match(actor=alice, notice_id=taken.notice, party=amina)
    assert (taken.outcome, list(taken.licences)) == ("applied", [])
    application = an_application(alice, amina)
    with pytest.raises(Refused) as barred:
        applications.propose_grant(actor=alice, application_id=application, reason="complete")
    assert barred.value.code == "licensing.applicant.notice"
    asked = notices.propose_settlement(actor=alice, notice_id=taken.notice, reason="the doctor took it back")
    with pytest.raises(Forbidden):
        proposals.decide(actor=alice, proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert notices.Notice.objects.get().state == "settled"
    applications.propose_grant(actor=alice, application_id=application, reason="complete")


def test_a_notice_that_suspends_is_settled_by_the_reinstatement_alone(alice, bob, dave, amina):

    a_licence(alice, bob, amina)
    number = {"kind": "national_id", "number": "ID-1984-7731"}
    taken = notices.take(
        actor=dave, new=NewNotice("medical", "hospital", "M-8", {"identity_numbers": [number]})
    )
    if taken.outcome == "waiting":
        taken = notices.match(actor=alice, notice_id=taken.notice, party=amina)
    with pytest.raises(Refused) as refused:
        notices.propose_settlement(actor=alice, notice_id=taken.notice, reason="x")
    assert refused.value.code == "licensing.notice.stops"
    notice = notices.Notice.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(alice, "notice", "settled", notice, details={"outcome": "settled"})


def test_the_daily_review_asks_as_often_for_many_as_for_few(alice, bob, django_assert_max_num_queries):
    """Set-based: holders without firearms cost no query of their own."""
    for number in range(6):
        a_licence(alice, bob, a_person(alice, f"Holder {number}"))
    day = Licence.objects.latest("id").valid_to + dt.timedelta(days=1)
    with django_assert_max_num_queries(12):
        assert licences.review(day) == 0
    for licence in Licence.objects.all():
        a_firearm(alice, f"R{licence.pk}", owner=licence.holder)
    assert licences.review(day) == 6
    assert licences.review(day) == 0


def test_a_dead_holder_is_followed_up_once_whatever_record_died(alice, bob, amina):
    from ifar.parties.services import correct_party

    a_licence(alice, bob, amina)
    a_firearm(alice, owner=amina)
    correct_party(actor=alice, public_id=amina, values={"status": "deceased"}, reason="civil registry")
    day = applications.today()
    assert licences.review(day) == 1
    assert licences.review(day) == 0
    assert (Licence.objects.get().state, Removal.objects.get().ground) == ("suspended", "death")


def test_whoever_said_yes_to_the_licence_does_not_inspect_whoever_wrote_its_grant(
    alice, bob, nina, dave, monkeypatch
):
    """Bob's yes was carried out by Nina: it stays his, and hers too."""
    text = an_application(alice, a_person(alice, "Somebody"))
    asked = applications.propose_grant(actor=alice, application_id=text, reason="complete")
    executors.carry_out(asked.act, actor=nina, proposal=yes_past_the_service(bob, asked))
    visit = drawn(alice, a_round(alice, 1))[0]
    for granter in (alice, bob):
        with pytest.raises(Forbidden):
            visits.record(actor=granter, visit_id=visit, answers=answers())
    monkeypatch.setattr(visits.records, "granters_of", lambda licence: frozenset())
    with pytest.raises(IntegrityError, match="whoever granted"), transaction.atomic():
        visits.record(actor=bob, visit_id=visit, answers=answers())
    visits.record(actor=dave, visit_id=visit, answers=answers())
