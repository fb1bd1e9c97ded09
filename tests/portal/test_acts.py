"""What holders do from their accounts: report a loss and a move, apply, transfer with both sides' word, ask for corrections."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger.models import Entry
from ifar.licensing.models import Application, Event, Offer
from ifar.licensing.services import applications as desk
from ifar.licensing.services import licences
from ifar.parties.models import Address
from ifar.parties.services import correct_party, merge_parties, propose_erasure
from ifar.portal import acting, report, selectors
from ifar.portal.models import Report
from ifar.portal.services import applications, losses, offers, reports
from ifar.portal.services.losses import Loss
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.conftest import sign_in
from tests.factories import a_licence, a_person

pytestmark = pytest.mark.django_db
NEW_HOME = {"country": "XX", "area": "", "lines": ["7, New Street", "Medina"], "valid_from": None}


# Losses ------------------------------------------------------------------------------------------------------------------


def test_a_theft_is_seen_by_the_officers_next_search(hana, signed_in):
    police = signed_in("dave")
    assert (
        "STOLEN"
        not in police.post("/roadside/", {"q": "HN4711"}).content.decode().upper().partition("<ARTICLE")[2]
    )
    browser = sign_in(hana.user)
    sent = browser.post(
        f"/mine/firearms/{hana.gun}/gone/",
        {"how": "crime", "place": "Rue du Port", "first": "2026-01-03", "last": "2026-01-05"},
    )
    assert (sent.status_code, sent.url) == (302, f"/mine/firearms/{hana.gun}/gone/receipt/")
    receipt = browser.get(sent.url).content.decode()
    assert "Receipt of the report" in receipt
    assert "Rue du Port" in receipt
    text = police.post("/roadside/", {"q": "HN4711"}).content.decode()
    assert 'class="stops"' in text
    assert "Stolen" in text
    event = Firearm.objects.get(public_id=hana.gun).events.latest("n")
    assert (event.kind, event.precision) == ("stolen", "range")
    assert Entry.objects.get(entry=event.id).actor == hana.user.public_id


@pytest.mark.parametrize(
    ("how", "kind", "ground"),
    [("crime", "stolen", None), ("loss", "lost", "loss"), ("force_majeure", "lost", "force_majeure")],
)
def test_the_three_reasons_of_the_law(hana, how, kind, ground):
    made = losses.report_loss(actor=hana.actor, firearm=hana.gun, loss=Loss(how))
    event = Firearm.objects.get(public_id=hana.gun).events.latest("n")
    assert (event.kind, event.details.get("ground")) == (kind, ground)
    # Nobody took what a flood took: the life cycle calls it missing. All three are wanted.
    assert made.state == ("missing" if how == "force_majeure" else kind)
    assert "wanted" in made.alarms


def test_where_it_was_lost_stands_apart_from_the_log(hana):
    made = losses.report_loss(actor=hana.actor, firearm=hana.gun, loss=Loss("crime", place="7, New Street"))
    event = Firearm.objects.get(public_id=hana.gun).events.latest("n")
    assert event.place == ""
    assert "New Street" not in bytes(Entry.objects.get(entry=made.entry).canonical).decode()
    assert selectors.personal_values([event.id])[event.id]["where"] == "7, New Street"


def test_the_database_takes_no_place_from_a_holder_into_the_clear_log(hana):
    event = NewEvent("stolen", {}, place="7, New Street")
    with pytest.raises(IntegrityError, match="stands apart from the log"), transaction.atomic():
        record_event(actor=acting.within(hana.actor, acting.REPORT), firearm=hana.gun, event=event)


def test_a_loss_is_never_blocked_by_a_stopped_licence(alice, hana):
    licences.suspend(actor=alice, licence_id=hana.licence, ground="inquiry", reason="x")
    assert losses.report_loss(actor=hana.actor, firearm=hana.gun, loss=Loss("loss")).state == "lost"


def test_a_second_report_says_that_it_is_there(hana):
    losses.report_loss(actor=hana.actor, firearm=hana.gun, loss=Loss("loss"))
    with pytest.raises(Conflict):
        losses.report_loss(actor=hana.actor, firearm=hana.gun, loss=Loss("crime"))
    assert Firearm.objects.get(public_id=hana.gun).state == "lost"


# Moves and corrections ---------------------------------------------------------------------------------------------------


def test_a_move_waits_for_an_officer_and_is_then_history(alice, hana, signed_in):
    made = reports.report_move(actor=hana.actor, address=NEW_HOME)
    assert made.due_on == timezone.localdate() + report.ANSWERED_WITHIN["moved"]
    assert not Address.objects.filter(party__public_id=hana.party).exists()
    assert Notice.objects.filter(kind="portal.moved", agency=cast.agency("province")).count() == 1
    with pytest.raises(Conflict):
        reports.report_move(actor=hana.actor, address=NEW_HOME)
    officer = signed_in("alice")
    queue = officer.get("/portal/reports/").content.decode()
    assert "Hana Osei" in queue
    page = officer.get(f"/portal/reports/{made.entry}/").content.decode()
    assert "7, New Street" in page
    n = re.search(r'name="expected_n" value="(\d+)"', page)[1]
    done = officer.post(f"/portal/reports/{made.entry}/", {"expected_n": n, "verdict": "done"})
    assert done.status_code == 302
    assert Address.objects.get(party__public_id=hana.party).lines == ["7, New Street", "Medina"]
    shown = sign_in(hana.user).get("/mine/moved/").content.decode()
    assert "Confirmed: the address is recorded" in shown
    with pytest.raises(Conflict):
        reports.answer(actor=alice, entry=made.entry, verdict="done")


def test_both_sides_of_the_duty(hana):
    today = timezone.localdate()
    for days, late in ((report.DUTY.days, False), (report.DUTY.days + 1, True)):
        since = (today - dt.timedelta(days=days)).isoformat()
        made = reports.report_move(actor=hana.actor, address={**NEW_HOME, "valid_from": since})
        assert made.details["late"] is late
        reports.answer(actor=cast.actor("alice"), entry=made.entry, verdict="refused", note="no")


def test_only_the_own_office_answers(hana, nina, dave):
    made = reports.report_move(actor=hana.actor, address=NEW_HOME)
    with pytest.raises(NotFound):
        reports.answer(actor=nina, entry=made.entry, verdict="done")
    with pytest.raises(Forbidden):
        reports.answer(actor=dave, entry=made.entry, verdict="done")
    with pytest.raises(Forbidden):
        reports.answer(actor=hana.actor, entry=made.entry, verdict="done")


def test_a_refusal_says_why_and_the_holder_reads_it(alice, hana):
    made = reports.ask_rectification(actor=hana.actor, what="born", text="I was born on the third of March")
    assert made.due_on == timezone.localdate() + dt.timedelta(days=30)
    with pytest.raises(Invalid):
        reports.answer(actor=alice, entry=made.entry, verdict="refused")
    reports.answer(actor=alice, entry=made.entry, verdict="refused", note="The passport says the second.")
    text = sign_in(hana.user).get("/mine/data/").content.decode()
    assert "The passport says the second." in text
    assert "Not corrected" in text


def test_what_a_holder_writes_is_no_part_of_the_log_and_is_erased_with_them(alice, bob, hana):
    made = reports.report_move(actor=hana.actor, address=NEW_HOME)
    assert "New Street" not in bytes(Entry.objects.get(entry=made.entry).canonical).decode()
    lone = a_person(alice, "Lone Person")
    from tests.factories import an_account, as_holder

    theirs = as_holder(an_account(alice, lone))
    wish = reports.ask_rectification(actor=theirs, what="name", text="It is spelled Loan")
    asked = propose_erasure(
        actor=bob, public_id=lone, fields=["name"], ground="court_order", reason="order 7"
    )
    assert {"entry": str(wish.entry), "field": "wish"} in asked.payload["erased"]


def test_the_database_refuses_a_report_for_somebody_else(hana, hugo):
    at = timezone.now()
    values = {
        "user": hana.user.public_id,
        "party": hugo.party,
        "kind": "rectification",
        "details": {"what": "name"},
    }
    from ifar.portal.services.writing import now, write

    at = now()
    payload = {**values, "agency": hana.actor.agency, "due_on": "2026-12-01"}
    entry = write(hana.actor, "reported", hugo.party, payload, at)
    with pytest.raises(IntegrityError, match="does not stand for"):
        Report.objects.create(
            entry=entry, **values, agency=cast.agency("province"), due_on=dt.date(2026, 12, 1), at=at
        )


# Applications ------------------------------------------------------------------------------------------------------------


def test_an_application_is_the_same_act_marked_as_the_holders(alice, hana, signed_in):
    result = applications.apply(actor=hana.actor, kind="hunting")
    applications.hand_in(actor=hana.actor, application_id=result, incomplete=True)
    application = Application.objects.get(public_id=result)
    assert (application.state, application.applicant, application.agency.public_id) == (
        "submitted",
        hana.party,
        alice.agency,
    )
    assert {event.details["by"] for event in Event.objects.filter(subject=result)} == {"holder"}
    text = signed_in("alice").get(f"/licensing/applications/{result}/").content.decode()
    assert "from the holder&#x27;s own account" in text
    desk.pause(actor=alice, application_id=result, note="Your certificate of training, please.")
    browser = sign_in(hana.user)
    assert (
        "Your certificate of training, please."
        in browser.get(f"/mine/applications/{result}/").content.decode()
    )
    browser.post(f"/mine/applications/{result}/acts/resumed/", {"note": "Sent."})
    assert Application.objects.get(public_id=result).state == "examination"
    browser.post(f"/mine/applications/{result}/acts/withdrawn/", {"note": "I changed my mind."})
    assert Application.objects.get(public_id=result).state == "withdrawn"


def test_advice_and_checks_are_not_told_before_the_decision(alice, hana):
    result = applications.apply(actor=hana.actor, kind="hunting")
    applications.hand_in(actor=hana.actor, application_id=result, incomplete=True)
    items = [check.code for check in desk.preparing.kind_of("hunting").checks]
    desk.answer_check(actor=alice, application_id=result, item=items[0], answer="failed")
    desk.advise(actor=alice, application_id=result, advice="refuse", note="The neighbour is afraid.")
    desk.propose_refusal(actor=alice, application_id=result, grounds=["no_good_cause"], reason="x")
    browser = sign_in(hana.user)
    text = browser.get(f"/mine/applications/{result}/").content.decode()
    assert "Under examination" in text
    assert "Advised" not in text
    assert "Not passed" not in text
    assert "neighbour" not in text
    assert "A decision is proposed" not in text
    value = browser.get(f"/api/mine/applications/{result}").json()
    assert value["state"] == "examination"


def test_a_trades_licence_is_asked_for_at_the_counter(hana):
    with pytest.raises(Refused):
        applications.apply(actor=hana.actor, kind="dealer")


def test_a_holder_never_examines_their_own(hana):
    text = applications.apply(actor=hana.actor, kind="hunting")
    applications.hand_in(actor=hana.actor, application_id=text, incomplete=True)
    with pytest.raises(Forbidden):
        desk.answer_check(actor=hana.actor, application_id=text, item="identity", answer="passed")


# Transfers ---------------------------------------------------------------------------------------------------------------


def test_a_transfer_is_confirmed_by_both_holders_and_then_recorded(alice, hana, hugo):
    seller, buyer = sign_in(hugo.user), sign_in(hana.user)
    # No script runs on a holder's pages: nothing there offers what only a script can do.
    assert "data-scan" not in seller.get(f"/mine/firearms/{hugo.gun}/offer/").content.decode()
    assert (
        seller.post(f"/mine/firearms/{hugo.gun}/offer/", {"buyer": hana.party, "sure": "on"}).status_code
        == 302
    )
    sale = NewEvent(
        "privately_transferred", {"owner_kind": "private", "owner": hana.party, "licence": hana.licence}
    )
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=hugo.gun, event=sale)
    assert "registry.precondition.counterparty_confirmed" in {reason.code for reason in refused.value.reasons}
    assert "Hugo Marin" in buyer.get("/mine/offers/").content.decode()
    assert "Hana Osei" not in seller.get("/mine/offers/").content.decode().partition("<main")[2], (
        "the buyer has not said yes yet"
    )
    offer = Offer.objects.get()
    buyer.post(f"/mine/offers/{offer.public_id}/acts/confirmed/")
    assert Offer.objects.get().state == "confirmed"
    assert "Hana Osei" in seller.get("/mine/offers/").content.decode()
    made = record_event(actor=alice, firearm=hugo.gun, event=sale)
    assert made.state == "held_civilian"
    assert "HG1000" in buyer.get("/mine/").content.decode()
    assert "HG1000" not in seller.get("/mine/").content.decode()


def test_the_seller_never_answers_and_takes_back(hana, hugo):
    offer = offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=hana.party)
    with pytest.raises(NotFound):
        offers.confirm(actor=hugo.actor, offer_id=offer)
    with pytest.raises(NotFound):
        offers.take_back(actor=hana.actor, offer_id=offer)
    offers.take_back(actor=hugo.actor, offer_id=offer)
    assert Offer.objects.get().state == "taken_back"


def test_nobody_sells_what_is_not_theirs_or_is_gone(hana, hugo):
    with pytest.raises(NotFound):
        offers.offer(actor=hana.actor, firearm=hugo.gun, buyer=hana.party)
    losses.report_loss(actor=hana.actor, firearm=hana.gun, loss=Loss("loss"))
    with pytest.raises(Refused):
        offers.offer(actor=hana.actor, firearm=hana.gun, buyer=hugo.party)
    with pytest.raises(Invalid):
        offers.offer(actor=hana.actor, firearm=hana.other, buyer=hana.party)
    with pytest.raises(Invalid):
        offers.offer(actor=hana.actor, firearm=hana.other, buyer="P0000000000000")


NOBODYS: Final = identifiers.new("P", lambda size: bytes(range(size)))


def offered(browser, gun: str, buyer: str) -> list[tuple[int, int, str]]:
    """What a holder is answered to an offer, by page and API; the buyer's number and the offer's stand as dots."""
    with cast.undone():
        answers = [
            browser.post(f"/mine/firearms/{gun}/offer/", {"buyer": buyer, "sure": "on"}),
            browser.get("/mine/offers/"),
            browser.get("/api/mine/offers"),
        ]
        names = [buyer, Offer.objects.get().public_id]
    with cast.undone():
        values = {"buyer": buyer, "sure": True}
        answers.append(
            browser.post(f"/api/mine/firearms/{gun}/offers", values, content_type="application/json")
        )
        names.append(Offer.objects.get().public_id)
    rows = []
    for answer in answers:
        text = answer.content.decode()
        for name in names:
            text = text.replace(name, "." * 14).replace(identifiers.shown(name), "." * 18)
        text = re.sub(r'(csrfmiddlewaretoken" value="|csrf[^"]*": ?"|nonce=")[^"]+', "", text)
        rows.append((answer.status_code, len(text), text))
    return rows


def test_an_offer_tells_nothing_of_its_buyer_before_the_buyer_says_yes(alice, bob, hana, hugo):
    """Nobody, somebody without a licence, one whose licence does not stand, a joined record, a dead one, one whose licence stands."""
    stopped = a_person(alice, "Chinua Obi")
    licences.suspend(actor=alice, licence_id=a_licence(alice, bob, stopped), ground="medical", reason="x")
    joined, dead = a_person(alice, "Wei Zhang"), a_person(alice, "Somebody Dead")
    merge_parties(actor=bob, public_id=joined, into=a_person(alice, "Wei Zhang"), reason="x")
    correct_party(actor=alice, public_id=dead, values={"status": "deceased"}, reason="x")
    browser = sign_in(hugo.user)
    nobody = offered(browser, hugo.gun, NOBODYS)
    assert [status for status, _, _ in nobody] == [302, 200, 200, 201]
    for buyer in (a_person(alice, "No Licence"), stopped, joined, dead, hana.party):
        assert offered(browser, hugo.gun, buyer) == nobody, buyer


def test_what_the_buyers_licence_does_not_allow_is_told_to_the_buyer_at_the_yes(alice, hana, hugo):
    made = offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=hana.party)
    licences.suspend(actor=alice, licence_id=hana.licence, ground="medical", reason="x")
    with pytest.raises(Refused) as refused:
        offers.confirm(actor=hana.actor, offer_id=made)
    assert "licensing.offer.buyer_permit_covers_category" in {reason.code for reason in refused.value.reasons}


def test_an_offer_to_nobody_is_confirmed_by_nobody(alice, hugo, monkeypatch):
    from ifar.licensing.services import offers as licensing

    made = offers.offer(actor=hugo.actor, firearm=hugo.gun, buyer=NOBODYS)
    assert sign_in("alice").get("/licensing/offers/").status_code == 200
    with pytest.raises(Refused, match="Nobody is on record"):
        licensing.answer(actor=alice, offer_id=made, confirmed=True, note="in person")
    monkeypatch.setattr(licensing, "_there", lambda buyer: True)
    with pytest.raises(IntegrityError, match="no such buyer"), transaction.atomic():
        licensing.answer(actor=alice, offer_id=made, confirmed=True, note="in person")


def test_who_acts_for_both_sides_confirms_nothing(alice, hana, hugo):
    """An offer by a desk for the seller is still answered by another account than the one that made it."""
    from ifar.licensing.services import offers as licensing

    made = licensing.make(
        actor=alice, firearm=hugo.gun, firearm_n=Firearm.objects.get(public_id=hugo.gun).n,
        buyer=hana.party, seller=hugo.party, transfer="privately_transferred",
    )  # fmt: skip
    offers.decline(actor=hana.actor, offer_id=made)
    assert Offer.objects.get().state == "declined"
    assert selectors.offers_of(selectors.own(hugo.actor)).count() == 1
