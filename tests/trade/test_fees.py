"""Fees of international transfers: shown to who asks, taken at the counter, waited for by service and database, and looked for by verification."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.db import connection, transaction

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.accounts.services import proposals
from ifar.cashier.models import Payment
from ifar.cashier.services import payments, tills
from ifar.cashier.unpaid_replay import UNPAID
from ifar.documents.models import Paper
from ifar.errors import Invalid, NotFound, Refused
from ifar.parties.services import NewParty, register_party
from ifar.reference.columns import TRANSFERS
from ifar.trade import charging
from ifar.trade.acts import COMMERCIAL
from ifar.trade.models import Authorisation
from ifar.trade.own import applications
from ifar.trade.services import authorisations, deciding, issued, papers
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of
from tests.cashier.conftest import JOB, a_till, reference
from tests.conftest import sign_in
from tests.databases import ground
from tests.factories import a_person
from tests.trade import making
from tests.trade.exporting import Exporter, act
from tests.trade.making import DAY, PAPERS

TABLE = (
    "code,act,kinds,holders,amount,currency,stops,article,source\n"
    "transfer,transfer,,,80.00,EUR,decision,Fees Act art. 20,Fees Act\n"
    "brokered,transfer,brokering,,150.00,EUR,completeness,Fees Act art. 21,Fees Act\n"
    "imported,transfer,import,,15.00,EUR,issuing,Fees Act art. 22,Fees Act\n"
    "units,transfer,,unit,0.00,EUR,no,Fees Act art. 23,Fees Act\n"
    "longer,transfer_extension,,,20.00,EUR,decision,Fees Act art. 24,Fees Act\n"
)


def _load(folder) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "fee_rule.csv").write_text(TABLE, "utf-8")
    reference.load_folder(actor=JOB, folder=folder, origin="xland")


@pytest.fixture(scope="module")
def desk(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Register]:
    """A country that asks for fees of transfers; one authorisation that was granted unpaid, past service and database, and one of which a paper was issued so."""
    patch = pytest.MonkeyPatch()
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
        patch.context() as at,
    ):
        at.setattr("django.conf.settings.IFAR_HOME", tmp_path_factory.mktemp("home"))
        _load(tmp_path_factory.mktemp("facts") / "xland")
        alice, bob = cast.actor("alice"), cast.actor("bob")
        with database.connect() as owner:
            honest = owner.execute("SELECT pg_get_functiondef('cashier_unpaid'::regproc)").fetchone()[0]
            owner.execute(
                "CREATE OR REPLACE FUNCTION cashier_unpaid(thing text, of_act text, step text, day date) RETURNS text "
                "LANGUAGE sql STABLE AS 'SELECT NULL::text'"
            )
            owner.commit()
        with pytest.MonkeyPatch.context() as past:
            past.setattr(charging, "against", lambda *_asked: ())
            forced, _consignee, _papers = making.ready(
                alice, bob, applicant=a_person(alice, "Unpaid Trading")
            )
            making.granted(alice, bob, forced)
            past.setattr(charging, "against_issuing", lambda *_asked: ())
            _issued(alice, _imported(alice, bob, "Unpaid Importer"))
        with database.connect() as owner:
            owner.execute(honest)
            owner.commit()
        _honest(alice, bob)
        with django_db_blocker.block():
            yield register


def _imported(alice, bob, name) -> str:
    """An import that is granted before its fee is paid; its identifier."""
    bought = {"kind": "import", "from_state": "SE", "into_state": "XX", "through": ()}
    made = making.an_application(alice, **bought, applicant=a_person(alice, name))
    making.assessed(alice, made)
    making.granted(alice, bob, made)
    return made


def _issued(alice, made) -> None:
    issued.issue_about_authorisation(
        actor=alice, authorisation_id=made, kind="import_authorisation", language="en"
    )


def _honest(alice, bob) -> None:
    """One that was paid for, granted, and extended as its applicant asked and paid for; the till of that day is counted."""
    till = a_till(alice)
    exporter = Exporter(alice, "Honest Trading", 21)
    made = _handed_in(exporter, alice)
    _paid(alice, made)
    making.granted(alice, bob, made, days=100)
    act(applications.AUTHORISATION, "requested", exporter, made, request="extension", wish="Longer.")
    _paid(alice, made)
    _extended(bob, {"actor": alice, "authorisation_id": made, "valid_to": today() + 110 * DAY, "reason": "x"})
    bought = _imported(alice, bob, "An Honest Importer")
    _paid(alice, bought)
    _issued(alice, bought)
    tills.count_till(actor=alice, till_id=till, counted=Decimal("215.00"))


@pytest.fixture
def exporter(desk, alice):
    return Exporter(alice, "Kestrel Trading", 1)


def _handed_in(exporter, alice):
    """Handed in by the exporter with all papers, verified and assessed by the office; its identifier."""
    buyer = exporter.buyer()
    made = exporter.draft(buyer)
    for kind, country in PAPERS:
        exporter.hands_in(made, buyer, kind, country)
    act(applications.AUTHORISATION, "applied", exporter, made)
    authorisations.complete(actor=alice, authorisation_id=made)
    authorisation = Authorisation.objects.get(public_id=made)
    for paper in authorisation.papers.filter(state="entered"):
        papers.verify_paper(actor=alice, paper_id=paper.public_id, verified_by="issuer")
    making.assessed(alice, made)
    return made


def _paid(actor, about, **said) -> Payment:
    made = payments.take_payment(actor=actor, about=about, **{"way": "cash", **said})
    return Payment.objects.get(public_id=made)


@pytest.mark.django_db
def test_who_asks_sees_the_fee_pays_it_at_the_counter_and_only_then_it_is_granted(desk, alice, bob, exporter):
    made = _handed_in(exporter, alice)
    mine, clerk, head = sign_in(exporter.user), sign_in("alice"), sign_in("bob")
    own = mine.get(f"/mine/transfers/authorisations/{made}/").content.decode()
    assert "80.00" in own
    assert "Fees Act art. 20" in own
    assert "Not paid" in own
    assert own.count(identifiers.shown(made)) >= 2  # the number to say stands with the fee, too
    assert "Pay the fee" in mine.get("/mine/").content.decode(), "the first page says that it waits for them"
    (fee,) = mine.get(f"/api/mine/transfers/{made}").json()["fees"]
    assert (fee["act"], fee["state"], fee["stops"], fee["reference"]) == ("transfer", "due", "decision", made)
    value = clerk.get(f"/api/fees/{made}").json()
    assert (value["act"], value["amount"], value["state"], value["stops"]) == (
        "transfer",
        "80.00",
        "due",
        "decision",
    )
    page = clerk.get(f"/trade/authorisations/{made}/").content.decode()
    assert f"/cashier/pay/{made}/?act=transfer" in page
    assert f"/cashier/pay/{made}/" not in clerk.get("/cashier/").content.decode()  # no till is open yet
    grant = f"/trade/authorisations/{made}/acts/granted/"
    days = {
        "valid_from": today().isoformat(),
        "valid_to": (today() + 100 * DAY).isoformat(),
        "reason": "Complete.",
    }
    refused = clerk.post(grant, days)
    assert refused.status_code in (409, 422)
    assert "80.00" in refused.content.decode()
    clerk.post("/cashier/tills/new/", {"currency": "EUR", "opening": "100"})
    assert f"/cashier/pay/{made}/?act=transfer" in clerk.get("/cashier/").content.decode()
    version = payments.charge_for(alice, made).rule.version
    taken = clerk.post(
        f"/cashier/pay/{made}/", {"act": "transfer", "way": "cash", "language": "en", "rule_version": version}
    )
    assert taken.status_code == 302, taken.content.decode()
    paid = Payment.objects.get(about=made)
    assert (paid.about, paid.act, paid.payer, paid.amount) == (made, "transfer", exporter.party, Decimal(80))
    assert f"/trade/authorisations/{made}/" in clerk.get(taken.url).content.decode()
    assert clerk.post(grant, days).status_code == 302
    waiting = Proposal.objects.get(act="trade.authorisation_granted", object=made)
    # Paid back between the proposal and the decision, it stops again.
    a_till(bob)
    back = payments.propose_refund(actor=bob, payment_id=paid.public_id, ground="paid_in_error", reason="x")
    proposals.decide(actor=cast.actor("nina"), proposal=back.public_id, verdict="approve")
    with pytest.raises(Refused) as refused:
        proposals.decide(actor=bob, proposal=waiting.public_id, verdict="approve")
    assert refused.value.article == "Fees Act art. 20"
    _paid(alice, made)
    assert head.post(f"/proposals/{waiting.public_id}/decide/", {"verdict": "approve"}).status_code == 302
    assert Authorisation.objects.get(public_id=made).state == "in_force"
    assert mine.get(f"/api/mine/transfers/{made}").json()["fees"][0]["state"] == "paid"


def test_a_fee_may_speak_of_every_kind_that_somebody_asks_for():
    assert TRANSFERS == COMMERCIAL


@pytest.mark.django_db
def test_past_the_service_the_database_grants_nothing_unpaid(desk, alice, bob, exporter, monkeypatch):
    made = _handed_in(exporter, alice)
    monkeypatch.setattr(charging, "against", lambda *_asked: ())
    with pytest.raises(Refused) as refused, transaction.atomic():
        making.granted(alice, bob, made, days=100)
    assert refused.value.code == "trade.unpaid.meanwhile"
    a_till(alice)
    _paid(alice, made)
    making.granted(alice, bob, made, days=100)


def _extended(head, longer) -> None:
    asked = deciding.propose_extension(**longer)
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


@pytest.mark.django_db
def test_a_wish_is_paid_for_each_time_it_is_asked_for(desk, alice, bob, exporter, monkeypatch):
    made = _handed_in(exporter, alice)
    a_till(alice)
    _paid(alice, made)
    making.granted(alice, bob, made, days=100)
    # What the office does by itself costs nothing.
    asked = deciding.propose_extension(
        actor=alice, authorisation_id=made, valid_to=today() + 110 * DAY, reason="x"
    )
    proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    honest = charging.against
    for n, days in enumerate((120, 130), 1):
        act(applications.AUTHORISATION, "requested", exporter, made, request="extension", wish="Longer.")
        longer = {"actor": alice, "authorisation_id": made, "valid_to": today() + days * DAY, "reason": "x"}
        with pytest.raises(Refused) as refused:
            deciding.propose_extension(**longer)
        assert [reason.code for reason in refused.value.reasons] == ["trade.unpaid"]
        monkeypatch.setattr(charging, "against", lambda *_asked: ())
        with pytest.raises(Refused) as refused, transaction.atomic():
            _extended(bob, longer)
        assert refused.value.code == "trade.unpaid.meanwhile"
        monkeypatch.setattr(charging, "against", honest)
        assert [owed.act for owed in charging.waiting(alice)] == ["transfer_extension"]
        assert _paid(alice, made).amount == Decimal(20)
        with pytest.raises(Refused, match="already"):
            _paid(alice, made, act="transfer_extension")
        _extended(bob, longer)
        assert Payment.objects.filter(about=made, act="transfer_extension").count() == n
    with pytest.raises(Invalid):
        _paid(alice, made, act="transfer_extension")
    with pytest.raises(Invalid):
        _paid(alice, made, act="duplicate_card")


@pytest.mark.django_db
def test_what_is_paid_hides_nothing_older_that_is_not(desk, alice, bob, monkeypatch):
    made = []
    a_till(alice)
    for n, name in enumerate(("Early Trading", "Late Trading"), 30):
        exporter = Exporter(alice, name, n)
        item = _handed_in(exporter, alice)
        _paid(alice, item)
        making.granted(alice, bob, item, days=100)
        act(applications.AUTHORISATION, "requested", exporter, item, request="extension", wish="Longer.")
        made.append(item)
    _paid(alice, made[1])
    monkeypatch.setattr(charging.counter, "MOST", 1)
    assert [owed.about for owed in charging.waiting(alice)] == [made[0]]


@pytest.mark.django_db
def test_what_is_paid_for_becomes_nothing_of_another_kind_or_applicant(desk, alice, monkeypatch):
    asked = {"from_state": "XX", "into_state": "SE", "purpose": "sale", "applicant": a_person(alice)}
    made = authorisations.draft(actor=alice, kind="export", **asked)
    a_till(alice)
    _paid(alice, made)
    dearer = {**asked, "kind": "brokering", "from_state": "SE", "into_state": "DK"}
    other = {**asked, "kind": "export", "applicant": a_person(alice, "Somebody Else")}
    for values in (dearer, other):
        with pytest.raises(Refused) as refused:
            authorisations.change(actor=alice, authorisation_id=made, **values)
        assert [reason.code for reason in refused.value.reasons] == ["trade.fee_paid"]
    authorisations.change(
        actor=alice, authorisation_id=made, **{**asked, "kind": "export", "into_state": "DK"}
    )
    monkeypatch.setattr(charging, "is_of_another", lambda *_asked: False)
    for values in (dearer, other):
        with pytest.raises(Refused) as refused, transaction.atomic():
            authorisations.change(actor=alice, authorisation_id=made, **values)
        assert refused.value.code == "trade.fee_paid"


@pytest.mark.django_db
def test_a_row_says_what_waits(desk, alice, bob, monkeypatch):
    # Completeness: of brokering, the clock does not begin unpaid; not past the service either.
    broker = {
        "kind": "brokering",
        "from_state": "SE",
        "into_state": "DK",
        "through": (),
        "applicant": a_person(alice),
    }
    with pytest.raises(Refused) as refused, transaction.atomic():
        making.an_application(alice, **broker)
    assert [reason.code for reason in refused.value.reasons] == ["trade.unpaid"]
    with monkeypatch.context() as past:
        past.setattr(charging, "against", lambda *_asked: ())
        with pytest.raises(Refused) as refused, transaction.atomic():
            making.an_application(alice, **broker)
    assert refused.value.code == "trade.unpaid.meanwhile"
    # Issuing: an import is granted, and its paper waits.
    made = _imported(alice, bob, "An Importer")
    with pytest.raises(Refused) as refused:
        issued.issue_about_authorisation(
            actor=alice, authorisation_id=made, kind="import_authorisation", language="en"
        )
    assert [reason.code for reason in refused.value.reasons] == ["trade.unpaid"]
    with monkeypatch.context() as past:
        past.setattr(charging, "against_issuing", lambda *_asked: ())
        with pytest.raises(Refused) as refused, transaction.atomic():
            issued.issue_about_authorisation(
                actor=alice, authorisation_id=made, kind="import_authorisation", language="en"
            )
        assert refused.value.code == "documents.unpaid"
    a_till(alice)
    assert _paid(alice, made).amount == Decimal(15)
    paper = issued.issue_about_authorisation(
        actor=alice, authorisation_id=made, kind="import_authorisation", language="en"
    )
    assert paper.about == made


@pytest.mark.django_db
def test_the_state_pays_nothing_and_nobody_pays_for_what_they_do_not_see(desk, alice, bob, nina):
    unit = register_party(actor=alice, new=NewParty(kind="unit", values={"name": "Customs School"}))
    made, _consignee, _papers = making.ready(alice, bob, applicant=unit)
    assert charging.charges_of(Authorisation.objects.get(public_id=made)) == []
    with pytest.raises(Refused, match="No fee"):
        payments.charge_for(alice, made)
    making.granted(alice, bob, made)
    of_nobody, _consignee, _papers = making.ready(alice, bob)
    making.granted(alice, bob, of_nobody)
    for about in (made, "T0000000000000", "F0000000000000"):
        with pytest.raises(NotFound):
            payments.charge_for(nina, about)


def test_verification_names_what_was_granted_unpaid_and_nothing_else(desk: Register, db) -> None:
    forced = Authorisation.objects.earliest("id").public_id
    says = desk.says()
    paper = Paper.objects.earliest("id").public_id
    assert len(says) == 2, says
    assert says[0].startswith(f"not_allowed authorisation {forced}, act ")
    assert f"not_allowed paper {paper}, act 1" in says[1]
    only = frozenset({paper})
    with connection.cursor() as cursor:
        assert [difference.place for difference in UNPAID.check(cursor.cursor, only)] == [
            f"paper {paper}, act 1"
        ]
        honest = frozenset({Paper.objects.latest("id").public_id})
        assert list(UNPAID.check(cursor.cursor, honest)) == []
