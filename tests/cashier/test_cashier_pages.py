"""The pages of the counter, as officers use them; how many queries each asks."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.cashier.models import Count, Likeness, Payment, Till
from ifar.cashier.services import likenesses
from ifar.documents.models import Paper
from tests import cast
from tests.cashier.conftest import a_till
from tests.cashier.test_cards import a_card_paper, delivered
from tests.cashier.test_payments import paid
from tests.factories import a_person, a_picture, an_application

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.content[:400])
    return answer.content.decode()


def version_in(text: str) -> str:
    """By which version of the table of fees a page shows a fee."""
    match = re.search(r'name="rule_version"\s+value="(\d+)"', text)
    assert match, text
    return match[1]


def test_a_day_at_the_counter_over_http(signed_in, alice):
    """Till, fee on the application's page, payment, receipt, refund by a second person, blind count, closing by a second person."""
    clerk, head = signed_in("alice"), signed_in("bob")
    asked = an_application(alice, a_person(alice))
    application = f"/licensing/applications/{asked}/"
    text = text_of(clerk.get(application))
    assert "Not paid" in text
    assert "25.00" in text
    assert "Fees Act art. 3" in text
    assert f"/cashier/pay/{asked}/" in text
    refused = clerk.post(f"{application}acts/granted/", {"reason": "complete"})
    assert (refused.status_code, "is not paid" in refused.content.decode()) == (422, True)
    assert "not open" in text_of(clerk.get("/cashier/"))
    assert clerk.post("/cashier/tills/new/", {"currency": "EUR", "opening": "1x"}).status_code == 422
    assert clerk.post("/cashier/tills/new/", {"currency": "EUR", "opening": "100,00"}).url == "/cashier/"
    text = text_of(clerk.get("/cashier/"))
    assert "Amina Diallo" in text
    assert f"/cashier/pay/{asked}/" in text
    page = f"/cashier/pay/{asked}/"
    text = text_of(clerk.get(page))
    assert "25.00" in text
    values = {"rule_version": version_in(text), "language": "ar"}
    assert clerk.post(page, {**values, "way": "card", "reference": ""}).status_code == 422
    # Shown by another version of the table than today's: shown anew, and what was typed is still there.
    for old in ("", "0", "x", "1" * 20):
        again = clerk.post(page, {**values, "way": "card", "reference": "T-77", "rule_version": old})
        assert again.status_code == 422
        assert "loaded anew" in again.content.decode()
        assert 'value="T-77"' in again.content.decode()
        assert version_in(again.content.decode()) == values["rule_version"]
    assert not Payment.objects.exists()
    made = clerk.post(page, {**values, "way": "cash", "reference": ""})
    payment = Payment.objects.get()
    assert made.url == f"/cashier/payments/{payment.public_id}/"
    receipt = Paper.objects.get(public_id=payment.receipt)
    assert (receipt.language, receipt.holder) == ("ar", payment.payer)
    assert "Receipt for a fee" in text_of(clerk.get(f"/documents/{payment.receipt}/"))
    assert "Paid" in text_of(clerk.get(application))
    assert "already" in text_of(clerk.get(page))
    assert "Submitted" in text_of(
        clerk.post(f"{application}acts/granted/", {"reason": "complete"}, follow=True)
    )
    refund = clerk.post(
        f"/cashier/payments/{payment.public_id}/acts/refunded/",
        {"amount": "5,00", "ground": "wrong_amount", "reason": "x"},
    )
    assert refund.status_code == 302
    proposal = Proposal.objects.get(act="cashier.payment_reduced")
    # The page shows what waits instead of the form.
    text = text_of(clerk.get(f"/cashier/payments/{payment.public_id}/"))
    assert f"/proposals/{proposal.public_id}/" in text
    assert "Propose to pay it back" not in text
    text = text_of(head.get(f"/proposals/{proposal.public_id}/"))
    assert "Pay part of a fee back" in text
    assert "5.00" in text
    assert "Cash" in text
    assert head.post(f"/proposals/{proposal.public_id}/decide/", {"verdict": "approve"}).status_code == 302
    # Carried out, the proposal does not count its own money as paid back before.
    text = text_of(head.get(f"/proposals/{proposal.public_id}/"))
    assert "Amount that is paid back" in text
    assert "Paid back before" not in text
    # Blind: nothing on any page of the open till says the sum.
    till = Till.objects.get()
    for address in ("/cashier/", f"/cashier/tills/{till.public_id}/"):
        assert "120.00" not in text_of(clerk.get(address))
    # Float and lines would come to it: they stand on the page only once the till is counted.
    shown = text_of(clerk.get(f"/cashier/tills/{till.public_id}/"))
    assert "Float at the beginning" not in shown
    assert "once you have counted it" in shown
    assert f"/cashier/payments/{payment.public_id}/" not in shown
    count = f"/cashier/tills/{till.public_id}/acts/counted/"
    assert head.post(count, {"counted": "120"}).status_code == 403
    text = text_of(clerk.post(count, {"counted": "118,50"}, follow=True))
    assert "120.00" in text
    assert "-1.50" in text
    assert "Float at the beginning" in text
    assert f"/cashier/payments/{payment.public_id}/" in text
    close = f"/cashier/tills/{till.public_id}/acts/closed/"
    assert clerk.post(close, {"explanation": "", "reason": "over"}).status_code == 422
    assert clerk.post(close, {"explanation": "A coin roll was short.", "reason": "over"}).status_code == 302
    closing = Proposal.objects.get(act="cashier.till_closed")
    text = text_of(clerk.get(f"/cashier/tills/{till.public_id}/"))
    assert f"/proposals/{closing.public_id}/" in text
    assert "Submit closure for approval" not in text
    again = clerk.post(close, {"explanation": "A coin roll was short.", "reason": "over"})
    assert (again.status_code, Proposal.objects.filter(act="cashier.till_closed").count()) == (422, 1)
    assert clerk.post(f"/proposals/{closing.public_id}/decide/", {"verdict": "approve"}).status_code == 403
    text = text_of(head.get(f"/proposals/{closing.public_id}/"))
    assert "118.50" in text
    assert "A coin roll was short." in text
    head.post(f"/proposals/{closing.public_id}/decide/", {"verdict": "approve"})
    assert Till.objects.get().state == "closed"


def test_a_waiver_over_http(signed_in, alice):
    clerk, head = signed_in("alice"), signed_in("bob")
    asked = an_application(alice, a_person(alice))
    page = f"/cashier/pay/{asked}/waiver/"
    refused = clerk.post(page, {"ground": "", "reason": "x"})
    assert refused.status_code == 422
    values = {"ground": "hardship", "reason": "a paper shows it"}
    assert clerk.post(page, values).status_code == 422
    values["rule_version"] = version_in(refused.content.decode())
    proposed = clerk.post(page, values)
    assert proposed.url == f"/cashier/pay/{asked}/?act=", "the officer is back at the fee"
    proposal = Proposal.objects.get()
    text = text_of(clerk.get(proposed.url))
    assert "The fee stays due until a second person has agreed." in text
    assert f"/proposals/{proposal.public_id}/" in text
    assert "Propose to waive it" not in text
    text = text_of(head.get(f"/proposals/{proposal.public_id}/"))
    assert "Waive a fee" in text
    assert "Hardship" in text
    assert "25.00" in text
    head.post(f"/proposals/{proposal.public_id}/decide/", {"verdict": "approve"})
    assert "Waived" in text_of(clerk.get(f"/licensing/applications/{asked}/"))
    assert "Hardship" in text_of(clerk.get(f"/cashier/payments/{Payment.objects.get().public_id}/"))


def test_blank_cards_over_http(signed_in, alice):
    clerk, head = signed_in("alice"), signed_in("bob")
    paper = a_card_paper()
    values = {"d-prefix": "kx-", "d-first": "100", "d-last": "149", "d-width": "6", "d-paper": "L-1"}
    assert clerk.post("/cashier/cards/delivery/", values).status_code == 302
    assert clerk.post("/cashier/cards/delivery/", values).status_code == 422
    assert clerk.post("/cashier/cards/issue/", {"i-paper": "V1", "i-number": "100"}).status_code == 422
    values = {"i-paper": paper, "i-prefix": "KX-", "i-number": "100"}
    assert clerk.post("/cashier/cards/issue/", values).status_code == 302
    text = text_of(clerk.get("/cashier/cards/"))
    assert "KX-000100" in text
    assert "KX-000149" in text
    assert re.search(r"Delivery note.{1,20}<bdi>L-1</bdi>", text)
    opened = clerk.get(f"/documents/{paper}/").content.decode()
    offered = re.search(r'href="(/cashier/cards/\?paper=V[^"#]+)#give-card"', opened)
    given = clerk.get(offered[1]).content.decode()
    assert f'name="i-paper" value="{identifiers.shown(paper)}"' in given, "nobody types its number again"
    # Blind: how many should be there is not told before somebody has counted.
    assert "KX-000101" not in text
    assert "49 cards" not in text
    text = text_of(
        clerk.post("/cashier/cards/count/", {"s-prefix": "KX-", "s-counted": "101-148"}, follow=True)
    )
    assert "1 card is missing." in text
    assert "KX-000149" in text
    assert Count.objects.get().missing == [[149, 149]]
    values = {"w-prefix": "KX-", "w-number": "149", "w-ground": "missing", "w-reason": "x"}
    assert clerk.post("/cashier/cards/write-off/", values).status_code == 302
    proposal = Proposal.objects.get(act="cashier.card_spoiled")
    text = text_of(head.get(f"/proposals/{proposal.public_id}/"))
    assert "Write off a blank card" in text
    assert "KX-000149" in text
    head.post(f"/proposals/{proposal.public_id}/decide/", {"verdict": "approve"})
    assert "Written off" in text_of(clerk.get("/cashier/cards/"))


def test_a_photo_on_the_page_of_a_person(signed_in, alice):
    clerk = signed_in("alice")
    party = a_person(alice)
    page = f"/parties/{party}/"
    assert "none on record" in text_of(clerk.get(page))
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile("face.png", a_picture()[0], "image/png")
    assert clerk.post(f"/cashier/people/{party}/photo/", {"file": upload}).url == page
    wrong = SimpleUploadedFile("face.png", b"%PDF-1.7", "image/png")
    refused = clerk.post(f"/cashier/people/{party}/photo/", {"file": wrong})
    assert refused.status_code == 422
    assert "PDF" in refused.content.decode()
    made = Likeness.objects.get()
    address = f"/cashier/likenesses/{made.public_id}/"
    assert address in text_of(clerk.get(page))
    shown = clerk.get(address)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Cache-Control"] == "no-store"
    assert "likeness" not in text_of(signed_in("dave").get(page))
    assert signed_in("dave").get(address).status_code == 403
    assert "Photo" in text_of(signed_in("bob").get(f"/parties/{party}/erase/"))
    assert "The photo or the signature was shown" in text_of(signed_in("bob").get(f"/parties/{party}/file/"))


def test_the_card_is_printed_with_the_photo(signed_in, alice, monkeypatch):
    from ifar.documents import portrait

    paper = Paper.objects.get(public_id=a_card_paper())
    assert portrait.of(alice, paper.holder) == {}
    likenesses.take_likeness(actor=alice, party=paper.holder, what="photo", name="x", content=a_picture())
    result = portrait.of(alice, paper.holder)
    assert set(result) == {"photo"}
    assert result["photo"].read_bytes()[:3] == b"\xff\xd8\xff"
    assert portrait.of(cast.actor("dave"), paper.holder) == {}


@pytest.mark.parametrize("papers", [1, 4])
def test_how_many_queries_the_pages_ask(signed_in, alice, papers):
    """As many with four of everything as with one."""
    clerk = signed_in("alice")
    a_till(alice)
    for number in range(papers):
        paid(alice, an_application(alice, a_person(alice, f"Paid {number}")))
        an_application(alice, a_person(alice, f"Waits {number}"))
    delivered(alice)
    clerk.get("/cashier/")
    payment = Payment.objects.latest("id")
    most = {
        "/cashier/": 24,
        f"/cashier/payments/{payment.public_id}/": 18,
        f"/cashier/tills/{Till.objects.get().public_id}/": 14,
        "/cashier/cards/": 14,
    }
    for address, limit in most.items():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text_of(clerk.get(address))
        assert len(asked) <= limit, (address, len(asked))


def test_amounts_over_the_api_are_text(signed_in, alice):
    clerk = signed_in("alice")
    asked = an_application(alice, a_person(alice))
    clerk.post("/api/tills", {"currency": "EUR", "opening": "100.00"}, content_type="application/json")
    finer = clerk.post("/api/tills", {"currency": "EUR", "opening": "1.005"}, content_type="application/json")
    assert finer.status_code == 422
    fee = clerk.get(f"/api/fees/{asked}").json()
    assert (fee["amount"], fee["currency"], fee["state"]) == ("25.00", "EUR", "due")
    old = {"way": "cash", "rule_version": fee["rule_version"] + 1}
    assert clerk.post(f"/api/fees/{asked}/payments", old, content_type="application/json").status_code == 409
    made = clerk.post(
        f"/api/fees/{asked}/payments", {"way": "cash", "amount": "25.00"}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    assert not re.search(r":\s*\d+\.\d", made.content.decode())
    assert clerk.get(f"/api/fees/{asked}").json()["state"] == "paid"
    till = clerk.get("/api/tills").json()["items"][0]
    assert (till["opening"], till["expected"]) == ("100.00", None)
    finer = clerk.post(
        f"/api/tills/{till['id']}/counted", {"counted": "125.005"}, content_type="application/json"
    )
    assert finer.status_code == 422
    whole = clerk.post(
        f"/api/tills/{till['id']}/counted", {"counted": "125.00"}, content_type="application/json"
    ).json()
    assert (whole["expected"], whole["difference"]) == ("125.00", "0.00")


def test_an_upload_whose_parts_cannot_be_told_apart_is_no_fault_of_ours(signed_in, alice):
    address = f"/api/parties/{a_person(alice)}/likenesses"
    answer = signed_in("alice").post(address, b"x", content_type="multipart/form-data")
    assert answer.status_code == 400
