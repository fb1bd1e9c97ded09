"""Fees at the counter: paid whole, waived and paid back by two people, counted blind, closed by somebody else."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals, shifts
from ifar.cashier import money, selectors
from ifar.cashier.models import Line, Payment, Till
from ifar.cashier.services import payments, tills
from ifar.cashier.services.writing import RECORDER
from ifar.documents import validity
from ifar.documents.models import Paper
from ifar.errors import Conflict, Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.licensing.models import Application, Licence
from ifar.licensing.services import applications
from tests import cast
from tests.acting import without_guards
from tests.cashier.conftest import JOB, TABLE, a_till, load_fees, reference
from tests.databases import Database
from tests.factories import a_person, an_application


def decide(name: str, asked: Proposal) -> Any:
    return proposals.decide(actor=cast.actor(name), proposal=asked.public_id, verdict="approve")


def paid(actor, about: str, **said) -> Payment:
    made = payments.take_payment(actor=actor, about=about, **{"way": "cash", **said})
    return Payment.objects.get(public_id=made)


@pytest.fixture
def asked(alice):
    """An application at whose desk nothing was paid yet."""
    return an_application(alice, a_person(alice))


@pytest.mark.django_db
def test_w10_a_receipt_speaks_the_language_of_who_pays(alice, signed_in):
    a_till(alice)
    asked = an_application(alice, a_person(alice, contact={"language": "fr"}))
    other = an_application(alice, a_person(alice, "Chen Wei"))
    browser = signed_in("alice")
    with translation.override("en"):  # a request leaves its language to the thread
        pages = [
            browser.get(f"/cashier/pay/{text}/", headers={"accept-language": "ar"}) for text in (asked, other)
        ]
    assert [page.context["form"]["language"].value() for page in pages] == ["fr", "ar"]
    assert Paper.objects.get(public_id=paid(alice, asked).receipt).language == "fr"


@pytest.mark.django_db
def test_a_fee_is_paid_whole_with_a_receipt_that_stands(alice, asked):
    till = a_till(alice)
    payment = paid(alice, asked)
    assert (payment.state, payment.amount, payment.currency, payment.way, payment.line) == (
        "paid",
        Decimal("25"),
        "EUR",
        "cash",
        1,
    )
    receipt = Paper.objects.get(public_id=payment.receipt)
    assert (receipt.kind, receipt.about) == ("payment_receipt", payment.public_id)
    assert receipt.content["amount"] == "25.00 EUR"
    assert receipt.content["legal_ground"] == "Fees Act art. 3"
    assert "payer" not in receipt.content
    assert validity.of(receipt, timezone.now()).stands
    line = Line.objects.get()
    assert (line.till, line.n, line.payment, line.amount) == (till, 1, payment.public_id, Decimal("25"))


@pytest.mark.django_db
def test_a_part_is_refused_and_nothing_is_taken_twice(alice, asked):
    a_till(alice)
    with pytest.raises(Invalid) as refused:
        payments.take_payment(actor=alice, about=asked, way="cash", amount=Decimal("20.00"))
    assert refused.value.reasons[0].field == "amount"
    assert "25.00 EUR" in str(refused.value.message)
    paid(alice, asked, amount=Decimal("25.00"))
    with pytest.raises(Refused, match="already"):
        paid(alice, asked)
    assert Payment.objects.count() == Line.objects.count() == 1


@pytest.mark.django_db
def test_all_but_cash_has_a_reference(alice, asked):
    a_till(alice)
    for values in ({"way": "card"}, {"way": "transfer", "reference": " "}, {"way": "cash", "reference": "7"}):
        with pytest.raises(Invalid) as refused:
            paid(alice, asked, **values)
        assert refused.value.reasons[0].field == "reference"
    assert paid(alice, asked, way="card", reference="T-0815").reference == "T-0815"


@pytest.mark.django_db
def test_no_payment_without_an_open_till_of_today(alice, asked, monkeypatch):
    with pytest.raises(Refused, match="not open"):
        paid(alice, asked)
    a_till(alice)
    day = timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_: day + dt.timedelta(days=1))
    with pytest.raises(Refused, match="another day"):
        paid(alice, asked)


@pytest.mark.django_db
def test_an_unpaid_application_is_not_granted_where_the_rule_stops_it(alice, bob, asked):
    with pytest.raises(Refused) as refused:
        applications.propose_grant(actor=alice, application_id=asked, reason="complete")
    assert [reason.code for reason in refused.value.reasons] == ["licensing.unpaid"]
    assert "25.00" in str(refused.value.message)
    assert refused.value.article == "Fees Act art. 3"
    a_till(alice)
    payment = paid(alice, asked)
    wanted = applications.propose_grant(actor=alice, application_id=asked, reason="complete")
    # Paid back between the proposal and the decision, it stops again.
    bobs = a_till(bob)
    refund = payments.propose_refund(
        actor=bob, payment_id=payment.public_id, ground="paid_in_error", reason="x"
    )
    decide("nina", refund)
    assert Line.objects.get(till=bobs).amount == Decimal("-25")
    with pytest.raises(Refused):
        decide("bob", wanted)
    paid(alice, asked)
    decide("bob", wanted)
    assert Licence.objects.get().application == asked


@pytest.mark.django_db
def test_a_rule_may_let_a_grant_go_first(alice, bob):
    holder = a_person(alice)
    a_till(alice)
    asked = an_application(alice, holder)
    paid(alice, asked)
    decide("bob", applications.propose_grant(actor=alice, application_id=asked, reason="complete"))
    licence = Licence.objects.get()
    # A renewal costs 10.00, which does not stop it; a card for a lost one is paid as often as it is asked for.
    payment = paid(alice, licence.public_id, act="duplicate_card")
    two = paid(alice, licence.public_id, act="duplicate_card")
    assert payment.amount == two.amount == Decimal("7.2")
    with pytest.raises(Invalid):
        paid(alice, licence.public_id, act="renewal")


@pytest.mark.django_db
def test_a_waiver_takes_a_ground_and_a_second_person(alice, bob, asked):
    with pytest.raises(Invalid):
        payments.propose_waiver(actor=alice, about=asked, ground="friendship", reason="x")
    wanted = payments.propose_waiver(actor=alice, about=asked, ground="hardship", reason="a paper shows it")
    assert not Payment.objects.exists()
    with pytest.raises(Forbidden):
        decide("alice", wanted)
    decide("bob", wanted)
    payment = Payment.objects.get()
    assert (payment.state, payment.ground, payment.receipt, payment.line) == ("waived", "hardship", "", None)
    assert applications.propose_grant(actor=alice, application_id=asked, reason="complete")
    a_till(alice)
    with pytest.raises(Refused, match="already"):
        paid(alice, asked)


@pytest.mark.django_db
def test_w11_waivers_and_refunds_say_whose_fee_it_is(alice, bob, asked, signed_in):
    wanted = payments.propose_waiver(actor=alice, about=asked, ground="hardship", reason="a paper shows it")
    text = f"/proposals/{wanted.public_id}/"
    assert "Amina Diallo" in signed_in("bob").get(text).content.decode()
    shifts.end(actor=bob)
    shown = signed_in("bob").get(text).content.decode()
    assert "Amina Diallo" not in shown
    assert 'value="approve"' not in shown
    with pytest.raises(Refused):
        decide("bob", wanted)


@pytest.mark.django_db
def test_a_head_who_proposes_a_waiver_does_not_decide_about_it(bob, asked):
    wanted = payments.propose_waiver(actor=bob, about=asked, ground="hardship", reason="x")
    with pytest.raises(Forbidden):
        decide("bob", wanted)
    details = wanted.payload["details"]
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(bob, "payment", "waived", wanted.object, changes={**details, "paid_on": "2026-01-01"}, details=details,
              proposal=wanted.public_id)  # fmt: skip


@pytest.mark.django_db
def test_a_refund_is_never_above_what_was_paid_and_its_receipt_falls(alice, asked):
    a_till(alice)
    payment = paid(alice, asked)
    receipt = Paper.objects.get(public_id=payment.receipt)
    for amount in ("25.01", "0", "-1", "0.001"):
        with pytest.raises(Invalid):
            payments.propose_refund(
                actor=alice,
                payment_id=payment.public_id,
                amount=Decimal(amount),
                ground="wrong_amount",
                reason="x",
            )
    part = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, amount=Decimal("5.50"), ground="wrong_amount", reason="x"
    )
    decide("bob", part)
    payment.refresh_from_db()
    assert (payment.state, payment.refunded) == ("paid", Decimal("5.5"))
    assert validity.of(receipt, timezone.now()).stands
    rest = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, ground="wrong_amount", reason="x"
    )
    assert rest.payload["details"]["amount"] == "19.50"
    decide("bob", rest)
    payment.refresh_from_db()
    assert (payment.state, payment.refunded) == ("refunded", payment.amount)
    assert validity.of(receipt, timezone.now()).why == "subject"
    with pytest.raises(Refused, match="Nothing is left"):
        payments.propose_refund(actor=alice, payment_id=payment.public_id, ground="wrong_amount", reason="x")
    assert [line.amount for line in Line.objects.order_by("n")] == [
        Decimal("25"),
        Decimal("-5.5"),
        Decimal("-19.5"),
    ]


@pytest.mark.django_db
def test_whoever_took_the_money_does_not_agree_that_it_is_paid_back(alice, bob, asked):
    """The head takes the money, the clerk proposes the refund: the head is refused by the service and by the database."""
    a_till(bob)
    a_till(alice)
    payment = paid(bob, asked)
    refund = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, ground="paid_in_error", reason="x"
    )
    with pytest.raises(Forbidden, match="You took this payment"):
        decide("bob", refund)
    decide("nina", refund)
    payment.refresh_from_db()
    assert payment.state == "refunded"


@pytest.mark.django_db
def test_the_database_refuses_whoever_took_the_money(alice, bob, asked):
    """Bob agrees past the service to the refund of what he took himself."""
    a_till(bob)
    a_till(alice)
    payment = paid(bob, asked)
    refund = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, ground="paid_in_error", reason="x"
    )
    _decide_only(bob, refund)
    values = {"details": refund.payload["details"], "proposal": refund.public_id}
    with (
        pytest.raises(IntegrityError, match=r"cashier\.taken_by_you"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        RECORDER.record(bob, "payment", "refunded", payment, changes={"refunded": "25.00"}, **values)


@pytest.mark.django_db
def test_money_leaves_no_till_but_that_of_whoever_proposed_it(alice, bob, asked):
    a_till(alice)
    bobs = a_till(bob)
    payment = paid(alice, asked)
    details = {"amount": "25.00", "till": bobs, "ground": "paid_in_error"}
    wanted = proposals.propose(
        actor=alice,
        act="cashier.payment_refunded",
        object=payment.public_id,
        payload={"details": details},
        reason="x",
    )
    with pytest.raises(IntegrityError, match="whoever proposed it"), transaction.atomic():
        decide("nina", wanted)


def _decide_only(actor, asked: Proposal) -> None:
    """A yes without carrying out what it was about, as an insider would write it past the service."""
    from ifar.accounts.selectors.proposals import proposal_for

    proposals._write_decision(actor, proposal_for(actor, asked.public_id), "approve", "")


def _stands_in(monkeypatch, whom) -> None:
    """Nina decides for somebody who is away."""
    monkeypatch.setattr(proposals.people, "covered_by", lambda actor, roles: whom.id)


@pytest.mark.django_db
def test_the_yes_of_whoever_took_the_money_counts_for_nothing_whoever_writes_the_act(alice, bob, asked):
    """Past the service: Bob's yes, carried out by Nina or by Alice."""
    a_till(bob)
    a_till(alice)
    payment = paid(bob, asked)
    refund = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, ground="paid_in_error", reason="x"
    )
    _decide_only(bob, refund)
    values = {"details": refund.payload["details"], "proposal": refund.public_id}
    for writer in (cast.actor("nina"), alice):
        with (
            pytest.raises(IntegrityError, match=r"cashier\.taken_by_you"),
            without_guards(RECORDER),
            transaction.atomic(),
        ):
            RECORDER.record(writer, "payment", "refunded", payment, changes={"refunded": "25.00"}, **values)


@pytest.mark.django_db
def test_whoever_stands_in_for_who_took_the_money_does_not_agree_either(alice, bob, asked, monkeypatch):
    a_till(bob)
    a_till(alice)
    payment = paid(bob, asked)
    refund = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, ground="paid_in_error", reason="x"
    )
    _stands_in(monkeypatch, bob)
    with pytest.raises(Forbidden, match="You took this payment"):
        decide("nina", refund)
    with (
        pytest.raises(IntegrityError, match=r"cashier\.taken_by_you"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        decide("nina", refund)


@pytest.mark.django_db
def test_whoever_took_money_for_it_does_not_waive_it_afterwards(alice, bob, asked, monkeypatch):
    a_till(bob)
    a_till(alice)
    record = paid(bob, asked)
    decide(
        "nina",
        payments.propose_refund(actor=alice, payment_id=record.public_id, ground="paid_in_error", reason="x"),
    )
    waiver = payments.propose_waiver(actor=alice, about=asked, ground="hardship", reason="x")
    with pytest.raises(Forbidden, match="You took this payment"):
        decide("bob", waiver)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(payments, "taken_by", lambda payment: "")
        with pytest.raises(IntegrityError, match="does not agree that it is waived"), transaction.atomic():
            decide("bob", waiver)
    decide("nina", waiver)
    assert Payment.objects.filter(about=asked, state="waived").exists()


@pytest.mark.django_db
def test_a_day_is_counted_blind_and_closed_by_somebody_else(alice, bob, asked):
    till = a_till(alice)
    paid(alice, asked)
    paid(alice, an_application(alice, a_person(alice, "Wei Zhang"), "collector"), way="card", reference="T-1")
    record = tills.count_till(actor=alice, till_id=till, counted=Decimal("120.00"))
    assert (record.expected, record.difference) == (Decimal("125"), Decimal("-5"))
    with pytest.raises(Refused):
        tills.count_till(actor=alice, till_id=till, counted=Decimal("125.00"))
    with pytest.raises(Invalid) as refused:
        tills.propose_closing(actor=alice, till_id=till, reason="over")
    assert refused.value.reasons[0].field == "explanation"
    wanted = tills.propose_closing(
        actor=alice, till_id=till, explanation="A coin roll was short.", reason="over"
    )
    with pytest.raises(Forbidden):
        decide("alice", wanted)
    decide("bob", wanted)
    record.refresh_from_db()
    assert (record.state, record.explanation) == ("closed", "A coin roll was short.")
    with pytest.raises(Refused, match="not open"):
        paid(alice, an_application(alice, a_person(alice, "Chinua Obi")))


@pytest.mark.django_db
def test_nobody_closes_their_own_till_even_where_somebody_else_proposes_it(alice, bob, asked):
    till = a_till(bob)
    paid(bob, asked)
    tills.count_till(actor=bob, till_id=till, counted=Decimal("125.00"))
    wanted = tills.propose_closing(actor=alice, till_id=till, reason="over")
    with pytest.raises(Forbidden, match="your own till"):
        decide("bob", wanted)
    _decide_only(bob, wanted)
    details, record = wanted.payload["details"], Till.objects.get()
    with (
        pytest.raises(IntegrityError, match=r"cashier\.till.yours"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        RECORDER.record(
            bob, "till", "closed", record, changes=details, details=details, proposal=wanted.public_id
        )


@pytest.mark.django_db
def test_the_yes_of_whose_till_it_is_counts_for_nothing_whoever_writes_the_act(
    alice, bob, asked, monkeypatch
):
    till = a_till(bob)
    tills.count_till(actor=bob, till_id=till, counted=Decimal("90.00"))
    wanted = tills.propose_closing(actor=alice, till_id=till, explanation="short", reason="over")
    details, record = wanted.payload["details"], Till.objects.get()
    with transaction.atomic():
        _decide_only(bob, wanted)
        for writer in (cast.actor("nina"), alice):
            with (
                pytest.raises(IntegrityError, match=r"cashier\.till.yours"),
                without_guards(RECORDER),
                transaction.atomic(),
            ):
                RECORDER.record(
                    writer,
                    "till",
                    "closed",
                    record,
                    details=details,
                    personal=wanted.words,
                    proposal=wanted.public_id,
                )
        transaction.set_rollback(True)
    _stands_in(monkeypatch, bob)
    with pytest.raises(Forbidden, match="your own till"):
        decide("nina", wanted)
    with (
        pytest.raises(IntegrityError, match=r"cashier\.till.yours"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        decide("nina", wanted)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sets",
    [
        {"expected": "100.00"},
        {"counted": None, "expected": "100.00", "difference": None},
        {"counted": "-1.00", "expected": "100.00", "difference": "-101.00"},
    ],
    ids=str,
)
def test_the_database_closes_no_till_of_which_nobody_said_what_is_in_it(alice, sets):
    a_till(alice)
    with pytest.raises(IntegrityError, match="cashier"), without_guards(RECORDER), transaction.atomic():
        RECORDER.record(alice, "till", "counted", Till.objects.get(), changes=sets)


@pytest.mark.django_db
@pytest.mark.usefixtures("temporary_tables")
def test_no_till_stands_counted_without_what_was_counted(alice):
    """The table itself refuses it too, whatever writes it: as the owner, with the triggers off."""
    a_till(alice)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'cashier_till_counted'"
        )
        value = cursor.fetchone()[0]
        cursor.execute("CREATE TEMPORARY TABLE tried ON COMMIT DROP AS TABLE cashier_till")
        cursor.execute(f"ALTER TABLE tried ADD {value}")
        for wrong in ("state = 'closed'", "state = 'counted', counted = 1", "counted = 1"):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(f"UPDATE tried SET {wrong}")
        cursor.execute("UPDATE tried SET state = 'closed', counted = 1, expected = 2, difference = -1")


@pytest.mark.django_db
def test_a_difference_is_explained_in_words(alice, bob):
    till = a_till(alice)
    tills.count_till(actor=alice, till_id=till, counted=Decimal("90.00"))
    wanted = proposals.propose(
        actor=alice, act="cashier.till_closed", object=till, payload={"details": {}}, reason="over", words={"explanation": "  "}
    )  # fmt: skip
    with pytest.raises(Invalid, match="what explains the difference"), transaction.atomic():
        decide("bob", wanted)
    with (
        pytest.raises(IntegrityError, match=r"cashier\.till\.explanation"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        decide("bob", wanted)


# Another table of fees meanwhile ------------------------------------------------------------------------------------------


def dearer(folder) -> None:
    """The country loads its table of fees anew: an application costs 40.00."""
    folder.mkdir(exist_ok=True)
    (folder / "fee_rule.csv").write_text(TABLE.replace("25.00", "40.00"), "utf-8")
    reference.load_folder(actor=JOB, folder=folder, origin="xland")


def test_a_fee_that_was_shown_by_an_older_table_is_shown_anew_and_not_taken(
    peopled_db: Database, tmp_path
) -> None:
    load_fees(tmp_path / "xland")
    alice = cast.actor("alice")
    asked = an_application(alice, a_person(alice))
    a_till(alice)
    shown = payments.charge_for(alice, asked).rule.version
    dearer(tmp_path / "dearer")
    with pytest.raises(Conflict, match=r"40\.00 EUR"):
        paid(alice, asked, rule_version=shown)
    with pytest.raises(Conflict, match=r"40\.00 EUR"):
        payments.propose_waiver(actor=alice, about=asked, ground="hardship", reason="x", rule_version=shown)
    payment = paid(alice, asked, rule_version=payments.charge_for(alice, asked).rule.version)
    assert (payment.amount, payment.rule_version) == (Decimal("40"), shown + 1)


def test_the_database_takes_no_fee_of_an_older_table(peopled_db: Database, tmp_path) -> None:
    """As if the table had been loaded between the service's look and the act."""
    load_fees(tmp_path / "xland")
    alice = cast.actor("alice")
    asked = an_application(alice, a_person(alice))
    a_till(alice)
    charge = payments.charge_for(alice, asked)
    dearer(tmp_path / "dearer")
    with pytest.raises(Conflict), transaction.atomic():
        payments.take(alice, charge, timezone.localdate(), "cash")
    # Nor the newer version's name with the older amount.
    old = replace(charge, rule=replace(charge.rule, version=charge.rule.version + 1))
    with pytest.raises(IntegrityError, match="no rule asks"), transaction.atomic():
        payments.take(alice, old, timezone.localdate(), "cash")


@pytest.mark.django_db
def test_the_database_takes_no_fee_of_a_rule_that_does_not_speak(alice, tmp_path):
    """A collector's application costs more; the general rule is another one, and a rule that ended speaks no more."""
    a_till(alice)
    asked = an_application(alice, a_person(alice), "collector")
    charge = payments.charge_for(alice, asked)
    assert charge.rule.code == "collector"
    general = next(rule for rule in selectors.rules() if rule.code == "licence")
    with pytest.raises(IntegrityError, match="no rule asks"), transaction.atomic():
        payments.take(alice, replace(charge, rule=general), timezone.localdate(), "cash")
    payments.take(alice, charge, timezone.localdate(), "cash")


@pytest.mark.django_db
def test_money_is_of_the_day_of_its_till(alice, asked, monkeypatch):
    a_till(alice)
    charge = payments.charge_for(alice, asked)
    till = selectors.open_till(alice)
    monkeypatch.setattr(payments, "_till_of", lambda *_: till)
    with pytest.raises(IntegrityError, match="another day"), transaction.atomic():
        payments.take(alice, charge, timezone.localdate() - dt.timedelta(days=1), "cash")


@pytest.mark.django_db
def test_a_counted_till_takes_no_more_money_and_everybody_counts_their_own(alice, bob, asked):
    till = a_till(alice)
    with pytest.raises(Forbidden):
        tills.count_till(actor=bob, till_id=till, counted=Decimal("100.00"))
    payment = paid(alice, asked)
    refund = payments.propose_refund(
        actor=alice, payment_id=payment.public_id, ground="paid_in_error", reason="x"
    )
    tills.count_till(actor=alice, till_id=till, counted=Decimal("125.00"))
    with pytest.raises(Refused, match="counted"):
        decide("bob", refund)
    with pytest.raises(NotFound):
        selectors.till_for(cast.actor("nina"), till)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["cash", "card", "refund"]), max_size=7), st.integers(0, 50_000))
@pytest.mark.django_db
def test_a_till_expects_its_float_and_its_lines_of_cash_to_the_cent(alice, bob, acts, cents):
    """Property: whatever was taken and paid back in whatever order, the sum is that of the lines."""
    with cast.undone():
        opening = Decimal(cents).scaleb(-2)
        till = a_till(alice, money.written(opening, "EUR"))
        expected, back = cents, []
        for number, act in enumerate(acts):
            if act == "refund" and back:
                text = back.pop()
                ask = payments.propose_refund(actor=alice, payment_id=text, ground="wrong_amount", reason="x")
                decide("bob", ask)
                expected -= 2500 if Payment.objects.get(public_id=text).way == "cash" else 0
            elif act != "refund":
                asked = applications.draft(
                    actor=alice, kind="sport", applicant=a_person(alice, f"Person {number}")
                )
                back.append(paid(alice, asked, way=act, reference="" if act == "cash" else "T").public_id)
                expected += 2500 if act == "cash" else 0
        record = tills.count_till(actor=alice, till_id=till, counted=Decimal(0))
        assert record.expected * 100 == expected
        lines = selectors.lines_of(record)
        assert (
            money.total(line.amount for line in lines if line.way == "cash") + record.opening
            == record.expected
        )
        assert [line.n for line in lines] == list(range(1, len(lines) + 1))


# What the database refuses ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"amount": "1.00"},
        {"currency": "USD"},
        {"rule": "renewed"},
        {"rule": "none"},
        {"payer": "P0000000000000"},
        {"way": "card"},
        {"line": 2},
        {"receipt": ""},
        {"till": "J0000000000000"},
    ],
    ids=str,
)
def test_the_database_refuses_a_payment_that_no_rule_asks_for(alice, asked, changed):
    """As the runtime role, past the service: the amount, the payer, the till, the line and the receipt must be what they are."""
    till = a_till(alice)
    charge = payments.charge_for(alice, asked)
    sets = {
        **payments._charged(charge),
        "paid_on": timezone.localdate(),
        "way": "cash",
        "reference": "",
        "till": till,
        "line": 1,
    }
    subject = RECORDER.new_id("payment")
    receipt = payments._receipt(alice, subject, charge, sets, "cash", "", f"{till} 1", "en")
    with pytest.raises((IntegrityError, Conflict)), transaction.atomic():
        RECORDER.record(
            alice, "payment", "paid", subject, changes={**sets, "receipt": receipt.public_id, **changed}
        )
    RECORDER.record(alice, "payment", "paid", subject, changes={**sets, "receipt": receipt.public_id})


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cashier_payment SET refunded = 0",
        "DELETE FROM cashier_payment",
        "UPDATE cashier_till SET counted = 1",
        "DELETE FROM cashier_line",
        "UPDATE cashier_event SET kind = 'waived'",
        "DELETE FROM cashier_event",
        "TRUNCATE cashier_event",
        "INSERT INTO cashier_line (event, till, n, payment, way, amount) VALUES (gen_random_uuid(), 'J', 1, 'J', 'cash', 1)",
    ],
)
def test_nothing_of_the_counter_is_changed_or_removed(alice, asked, statement):
    a_till(alice)
    paid(alice, asked)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# Two clients at once ------------------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Run acts in threads of their own, as close together as can be; what came of each: `done`, or the class of its error."""
    barrier, values = threading.Barrier(len(acts)), [""] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            barrier.wait(20)
            act()
            values[number] = "done"
        except IfarError as error:
            values[number] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=row) for row in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(values)


def test_two_clients_neither_pay_one_fee_twice_nor_pay_one_back_twice(
    peopled_db: Database, tmp_path, monkeypatch
) -> None:
    load_fees(tmp_path / "xland")
    alice, bob = cast.actor("alice"), cast.actor("bob")
    asked = an_application(alice, a_person(alice))
    a_till(alice)
    a_till(bob)
    values = at_once(lambda: paid(alice, asked), lambda: paid(bob, asked))
    assert values.count("done") == 1, values
    payment = Payment.objects.get()
    assert Paper.objects.filter(kind="payment_receipt").count() == 1
    proposer = cast.actor("alice" if payments.taken_by(payment.public_id) == bob.id else "bob")

    def refund() -> Proposal:
        return payments.propose_refund(
            actor=proposer, payment_id=payment.public_id, ground="paid_in_error", reason="x"
        )

    # Two clicks at the same moment are one wish.
    assert at_once(refund, refund) == ["Conflict", "done"]
    first = Proposal.objects.get(object=payment.public_id)
    with monkeypatch.context() as past:
        past.setattr(proposals, "ask_once", lambda *_: None)
        second = refund()
    # Were there two refunds of the whole, approved at the same moment: one is carried out.
    values = at_once(lambda: decide("nina", first), lambda: decide("nina", second))
    assert values.count("done") == 1, values
    payment.refresh_from_db()
    assert (payment.state, payment.refunded) == ("refunded", payment.amount)
    assert money.total(Line.objects.values_list("amount", flat=True)) == 0
    assert Application.objects.get(public_id=asked).state == "advised"


def test_a_till_that_is_being_counted_takes_no_payment_in_between(peopled_db: Database, tmp_path) -> None:
    load_fees(tmp_path / "xland")
    alice = cast.actor("alice")
    asked = an_application(alice, a_person(alice))
    till = a_till(alice)
    values = at_once(
        lambda: paid(alice, asked),
        lambda: tills.count_till(actor=alice, till_id=till, counted=Decimal("100.00")),
    )
    record = Till.objects.get()
    cash = money.total(Line.objects.values_list("amount", flat=True))
    assert "done" in values, values
    assert set(values) <= {"done", "Conflict", "Refused"}, values
    assert record.state == "open" or record.expected == record.opening + cash


def held_up(monkeypatch, module, name: str) -> tuple[threading.Event, threading.Event]:
    """`module.name` waits in the thread that first comes to it: (it is there, let it go on)."""
    there, on, inner = threading.Event(), threading.Event(), getattr(module, name)

    def waits(*given, **named):
        if not there.is_set():
            there.set()
            on.wait(20)
        return inner(*given, **named)

    monkeypatch.setattr(module, name, waits)
    return there, on


def until_it_waits(thread: threading.Thread, database: Database) -> None:
    """Go on when the thread has ended, or when somebody in the database waits for what another holds; after a second and a half in any case."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with database.connect() as superuser:
        for _ in range(60):
            thread.join(0.025)
            row = superuser.execute(waiting).fetchone()
            if not thread.is_alive() or (row and row[0]):
                return


def test_a_count_reads_what_should_be_there_when_nobody_else_moves_anything(
    peopled_db: Database, tmp_path, monkeypatch
) -> None:
    """A payment comes between a count's reading and its writing: it waits, and the count stands, told once and blind."""
    load_fees(tmp_path / "xland")
    alice = cast.actor("alice")
    asked = an_application(alice, a_person(alice))
    till = a_till(alice)
    there, on = held_up(monkeypatch, RECORDER, "record")
    values: dict[str, str] = {}

    def run(name: str, act: Callable[[], Any]) -> None:
        try:
            act()
            values[name] = "done"
        except IfarError as error:
            values[name] = type(error).__name__
        finally:
            connection.close()

    count = threading.Thread(
        target=run,
        args=("count", lambda: tills.count_till(actor=alice, till_id=till, counted=Decimal("100.00"))),
    )
    pay = threading.Thread(target=run, args=("pay", lambda: paid(alice, asked)))
    count.start()
    assert there.wait(20)
    pay.start()
    until_it_waits(pay, peopled_db)
    on.set()
    count.join(30)
    pay.join(30)
    assert values["count"] == "done", values
    assert values["pay"] in ("Conflict", "Refused"), values
    record = Till.objects.get()
    assert (record.state, record.expected, record.difference) == ("counted", Decimal("100"), Decimal("0"))


@pytest.mark.django_db
def test_what_is_asked_already_is_not_asked_twice_and_says_what_waits(alice, bob, asked):
    till = a_till(alice)
    waiver = payments.propose_waiver(actor=alice, about=asked, ground="hardship", reason="x")
    with pytest.raises(Conflict, match=identifiers.shown(waiver.public_id)):
        payments.propose_waiver(actor=bob, about=asked, ground="hardship", reason="again")
    payment = paid(alice, asked)
    values = {"payment_id": payment.public_id, "ground": "wrong_amount", "reason": "x"}
    part = payments.propose_refund(actor=alice, amount=Decimal("5"), **values)
    # Whole or in part: one question about one payment.
    for amount in (None, Decimal("5"), Decimal("7")):
        with pytest.raises(Conflict, match=identifiers.shown(part.public_id)):
            payments.propose_refund(actor=alice, amount=amount, **values)
    decide("bob", part)
    payments.propose_refund(actor=alice, amount=Decimal("7"), **values)
    tills.count_till(actor=alice, till_id=till, counted=Decimal("120.00"))
    closing = tills.propose_closing(actor=alice, till_id=till, reason="over")
    with pytest.raises(Conflict, match=identifiers.shown(closing.public_id)):
        tills.propose_closing(actor=bob, till_id=till, reason="over too")
    proposals.withdraw(actor=alice, proposal=closing.public_id)
    tills.propose_closing(actor=alice, till_id=till, reason="over now")


@pytest.mark.django_db
def test_one_may_ask_for_several_roles_of_one_person_but_not_for_one_twice(ken):
    from ifar.accounts.services import acts
    from tests.accounts.test_database_dual_control import grant_payload

    user = cast.user("alice")
    now = acts.now()
    for role in ("licensing_head", "auditor"):
        payload = {**grant_payload(now, role), "user": user.public_id}
        once = {
            "actor": ken,
            "act": "accounts.grant",
            "object": user.public_id,
            "payload": payload,
            "reason": "x",
        }
        proposals.propose(**once)
        with pytest.raises(Conflict):
            proposals.propose(**once)
