"""The proof house by list: handed over, back with a result for each, reworked and proofed again, scrapped only by order, witnesses and a second person (issue 27, line 3)."""

from __future__ import annotations

from dataclasses import replace
from unittest import mock

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from ifar import identifiers
from ifar.accounts.services import proposals
from ifar.bulk.models import Line
from ifar.bulk.services import batches
from ifar.errors import IfarError, Refused
from ifar.ledger import services as ledger
from ifar.registry.models import Event, Firearm, Mark
from ifar.registry.occurred import instant
from ifar.registry.services import preview
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proofing import HANDED, RETURNED
from ifar.registry.services.proposals import propose_event
from tests import cast
from tests.altered import register_of, without_triggers
from tests.books.story import another_trader
from tests.books.test_balance import scrap
from tests.bulk.making import a_maker, done, given, marked, produced
from tests.conftest import sign_in
from tests.databases import ground
from tests.logs import Log
from tests.trade.despatching import acting_at, an_office


def a_proof_master():
    return acting_at(an_office("proof_house", "Kestrian Proof House"), "proof_master", "oscar")


def why(batch):
    lines = Line.objects.filter(batch=batch.public_id).order_by("n")
    return [[reason["code"] for reason in line.reasons] for line in lines]


def fill():
    """Four pistols that went to proof: two passed, one failed twice and was scrapped, one failed, was mended and passed."""
    another_trader()
    maker, house = a_maker(), a_proof_master()
    arms = batches.done_of(produced(maker, "PH0001-PH0004"))
    marked(maker, arms)
    hand = {"proof_house": house.agency, "seal": "S-1"}
    assert done(maker, HANDED, hand, "\n".join(arms)).written == 4
    values = {"mark": "KPH 26", "place": "barrel", "certificate": "P-1"}
    lines = [f"{arms[0]} passed", f"{arms[1]} passed KPH 27", f"{arms[2]} failed", f"{arms[3]} Failed."]
    assert done(house, RETURNED, values, "\n".join(lines)).written == 4
    assert done(maker, HANDED, hand, "\n".join(arms[2:])).written == 2
    assert done(house, RETURNED, values, f"{arms[2]} failed\n{arms[3]} passed").written == 2
    asked = propose_event(actor=maker, firearm=arms[2], event=scrap(), reason="It cracked at proof.")
    assert proposals.decide(actor=cast.actor("bob"), proposal=asked.public_id, verdict="approve").executed


@pytest.fixture(scope="module")
def verified(databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory):
    """The register so filled, and its log."""
    home = tmp_path_factory.mktemp("home")
    with ground(databases, peopled_template, django_db_blocker) as database:
        fill()
        log = Log(database, home)
        log.sequence()
        with register_of(database) as made:
            yield made, log


@pytest.fixture(scope="module")
def register(verified):
    return verified[0]


def test_what_was_found_of_each_stands_in_its_life_and_on_it(register, db):
    arms = list(Firearm.objects.order_by("id"))
    assert [arm.state for arm in arms] == ["proofed", "proofed", "destroyed", "proofed"]
    assert [list(Mark.objects.filter(firearm=arm, kind="proof").values_list("text", flat=True)) for arm in arms] == [
        ["KPH 26"], ["KPH 27"], [], ["KPH 26"]]  # fmt: skip
    events = Event.objects.filter(kind="proof_returned").order_by("firearm", "n")
    assert [event.details["result"] for event in events] == [
        "passed",
        "passed",
        "failed",
        "failed",
        "failed",
        "passed",
    ]
    assert {(arm.custodian == arm.owner) for arm in arms[:2]} == {True}, "they lie with the maker again"


def test_the_preview_says_what_is_wrong_and_nothing_is_written(register, db):
    maker, house = a_maker(), a_proof_master()
    first, _other, gone, _last = (firearm.public_id for firearm in Firearm.objects.order_by("id"))
    [fresh] = batches.done_of(produced(maker, "PH0005"))
    marked(maker, [fresh])
    works = {"proof_house": maker.agency}
    assert why(given(maker, HANDED, works, fresh)) == [["registry.proof.house"]]
    done(maker, HANDED, {"proof_house": house.agency}, fresh)
    events = Event.objects.count()
    batch = given(house, RETURNED, {}, f"{fresh} passed")
    assert why(batch) == [["registry.proof.mark"]]
    for value in ("", " maybe", " 26 passed"):
        assert why(given(house, RETURNED, {"mark": "KPH"}, f"{fresh}{value}")) == [["registry.proof.result"]]
    [refused, again] = why(given(house, RETURNED, {"mark": "KPH"}, f"{first} passed\n{gone} failed"))
    assert refused, "it is not at the proof house"
    assert again, "it is scrapped"
    assert why(given(replace(maker), RETURNED, {"mark": "KPH"}, f"{fresh} passed")) == [[]]
    assert Event.objects.count() == events


def test_nobody_scraps_alone_or_without_order_and_witnesses(register, db):
    maker = a_maker()
    arm = Firearm.objects.order_by("id").first().public_id
    details = scrap().details
    for without in details:
        if without in ("order", "witnesses"):
            event = replace(
                scrap(), details={name: value for name, value in details.items() if name != without}
            )
            with pytest.raises(IfarError):
                propose_event(actor=maker, firearm=arm, event=event, reason="It cracked.")


DESTROYED = "(SELECT proposal FROM registry_event WHERE kind = 'destroyed')"
FORGED = (
    f"DELETE FROM accounts_decision WHERE proposal_id IN {DESTROYED}",
    f"UPDATE accounts_decision SET decider = (SELECT proposer FROM accounts_proposal WHERE public_id IN {DESTROYED}) WHERE proposal_id IN {DESTROYED}",
    "UPDATE registry_event SET proposal = '' WHERE kind = 'destroyed'",
    "UPDATE registry_event SET details = details - 'witnesses' WHERE kind = 'destroyed'",
    "UPDATE registry_event SET details = details || '{\"result\": \"passed\"}' WHERE kind = 'proof_returned' AND details ->> 'result' = 'failed'",
)


def test_a_scrap_without_its_second_person_is_named(verified):
    """By whoever verifies the register, beside what it says of it as it was."""
    made, log = verified
    off = (
        "SET LOCAL session_replication_role = replica",
        *without_triggers("registry_event", "accounts_decision"),
    )

    def named(*statements):
        return {
            (difference.kind, difference.place)
            for difference in made.verify(log, *off, *statements).differences
        }

    before = named()
    for forged in FORGED:
        assert named(forged) - before, forged


def test_the_page_leads_from_what_waits_to_its_list(register, db):
    maker = a_maker()
    failed, away = batches.done_of(produced(maker, "PH0011-PH0012"))
    marked(maker, [failed, away])
    house = a_proof_master()
    done(maker, HANDED, {"proof_house": house.agency}, f"{failed}\n{away}")
    done(house, RETURNED, {}, f"{failed} failed")
    browser = sign_in("mallory")
    text = browser.get(reverse("books:proof")).content.decode()
    for value in ("PH0011", "PH0012", "Failed at proof", "Kestrian Proof House", RETURNED, HANDED):
        assert value in text, value
    assert "PH0001" not in text, "what passed waits for nothing"
    form = browser.get(reverse("bulk:new"), {"act": RETURNED, "picked": [away]}).content.decode()
    assert f'<select name="each-{away}"' in form
    # By its serial number: at the house that has it, and for the maker whose own it is there.
    for actor in (house, maker):
        for text, result in (("PH0012 passed", {}), ("PH0012", {"others": "passed"})):
            assert why(given(actor, RETURNED, {"mark": "KPH", **result}, text)) == [[]], (
                actor.agency_kind,
                text,
            )
    sent = {"row": away, f"each-{away}": "passed", "mark": "KPH 26", "things": ""}
    made = browser.post(f"{reverse('bulk:new')}?act={RETURNED}", sent)
    assert made.status_code == 302
    assert "Passed" not in text
    assert browser.get(reverse("books:book", args=[maker.agency])).status_code == 200
    assert sign_in("alice").get(reverse("books:proof")).status_code == 403


def test_what_failed_proof_is_neither_taken_into_stock_nor_sold_until_it_passed(register, db):
    maker, house = a_maker(), a_proof_master()
    hand, passing = {"proof_house": house.agency}, {"mark": "KPH 26"}
    new, old = arms = batches.done_of(produced(maker, "PH0021-PH0022"))
    marked(maker, arms)
    done(maker, HANDED, hand, "\n".join(arms))
    done(house, RETURNED, passing, f"{new} failed\n{old} passed")
    stock, refused = "registry.stock_declared", ["registry.precondition.proof_not_failed"]
    assert why(given(maker, stock, {"owner_kind": "maker"}, f"{new}\n{old}")) == [refused, []]
    done(maker, stock, {"owner_kind": "maker"}, old)
    done(maker, HANDED, hand, old)
    done(house, RETURNED, passing, f"{old} failed")
    browser = sign_in("mallory")
    book = browser.get(reverse("books:own"), {"serial": "PH002"}, follow=True).content.decode()
    assert book.count("Failed at proof") == 2
    for arm in arms:
        assert "It failed proof" in browser.get(reverse("registry:firearm", args=[arm])).content.decode()
    licence = identifiers.new("L", lambda size: bytes(range(size)))
    sold = browser.post(reverse("books:sales"), {"firearm": old, "buyer": licence})
    assert "It failed proof. It is neither taken into stock nor sold" in sold.content.decode()
    [snapshot] = [preview.snapshot(maker, old)]
    for kind, details in (
        ("retail_sold", {"owner_kind": "private", "owner": identifiers.new("P", lambda size: bytes(range(size)))}),
        ("wholesale_transferred", {"owner_kind": "retailer", "owner": cast.agency("ivans").public_id}),
        ("loaned", {"borrower": cast.agency("ivans").public_id, "return_date": "2027-01-01"}),
        ("export_licensed", {"country": "ITA"}),
    ):  # fmt: skip
        with pytest.raises(Refused) as raised:
            preview.preview(maker, snapshot, NewEvent(kind, details))
        assert refused[0] in {reason.code for reason in raised.value.reasons}, kind
    lent = {"borrower": cast.agency("ivans").public_id, "return_date": "2027-01-01"}
    event = NewEvent("loaned", lent, instant(ledger.now()))
    with (
        mock.patch("ifar.registry.facts.standing", return_value={"proof_not_failed": True}),
        pytest.raises(IntegrityError, match="failed when it was last at proof"),
        transaction.atomic(),
    ):
        record_event(actor=maker, firearm=old, event=event)
    done(maker, HANDED, hand, "\n".join(arms))
    done(house, RETURNED, passing, f"{new} passed\n{old} passed")
    assert done(maker, stock, {"owner_kind": "maker"}, new).written == 1
    assert (
        "Failed at proof"
        not in browser.get(reverse("books:own"), {"serial": "PH002"}, follow=True).content.decode()
    )
