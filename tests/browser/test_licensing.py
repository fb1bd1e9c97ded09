"""Acceptance line 2 of licensing in the browser: from the application to the reinstatement, by the people whose part it is."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import Page, expect

from ifar import identifiers
from ifar.accounts.models import Proposal
from ifar.licensing.models import Application, Licence, Removal
from tests import cast
from tests.browser.conftest import Visitor, follow
from tests.browser.looking import look_through, picture
from tests.factories import a_firearm, a_licence, a_person, an_application

NUMBER: Final = {"kind": "national_id", "number": "ID-1984-7731"}


def press(page: Page, words: str) -> None:
    follow(page.get_by_role("button", name=words, exact=True).first)


def approve(head: Visitor) -> None:
    """The second person opens what waits and agrees."""
    head.open(f"/proposals/{Proposal.objects.latest('at').public_id}/")
    follow(head.page.locator("button[value=approve]"))


def pass_checks(who: Visitor, address: str) -> None:
    """Answer whatever this office is asked in one form, with the papers that were seen."""
    page = who.open(address)
    for check in page.locator("li [role=group]").all():
        check.locator("input[type=text]").fill("7/26")
        check.get_by_label("Passed", exact=True).check()
    press(page, "Record the results")


def test_from_the_application_to_the_reinstatement(visitor):
    alice = cast.actor("alice")
    amina = a_person(alice, born="1984-03-02", identity_numbers=[NUMBER])
    depot, old = a_person(alice, "Depot"), a_person(alice, "Old Owner")
    thing, other = (a_firearm(alice, serial, owner=old).firearm for serial in ("AB71234", "ZZ99"))
    clerk, head, police = visitor("alice"), visitor("bob"), visitor("dave")
    # Taken in: the name is completed, and the line that is chosen ends with the number.
    page = clerk.open("/licensing/applications/new/")
    page.locator("[name=applicant]").press_sequentially("Amina")
    line = page.locator("#known-applicant option").first
    line.wait_for(state="attached")
    page.locator("[name=applicant]").fill(str(line.get_attribute("value")))
    page.locator("[name=kind]").select_option("sport")
    page.locator("[name=categories]").fill("B")
    press(page, "Save draft")
    press(page, "Submit")
    address = f"/licensing/applications/{Application.objects.get().public_id}/"
    # Checks: each desk answers its own.
    pass_checks(clerk, address)
    expect(clerk.page.get_by_text("not answered")).to_have_count(1)
    queue = police.open("/licensing/applications/checks/")
    follow(queue.get_by_role("link", name=re.compile("Amina")))
    pass_checks(police, address)
    # Advice; a refused act loses no word; then a second person grants.
    page = clerk.open(address)
    page.locator("#advised-note").fill("complete")
    press(page, "Recommend approval")
    page.locator("#granted-conditions").fill("Kept by Amina in a safe")
    page.locator("#granted-reason").fill("nothing stands against it")
    press(page, "Submit for approval")
    expect(page.locator("#granted-reason")).to_have_value("nothing stands against it")
    page.locator("#granted-conditions").fill("Kept in a safe")
    picture(clerk, "application-refused-act")
    press(page, "Submit for approval")
    approve(head)
    licence = Licence.objects.get().public_id
    # Purchase: offered, confirmed by the other side, recorded from what was confirmed.
    page = clerk.open(f"/firearms/{thing}/offer/")
    page.locator("[name=transfer]").select_option("privately_transferred")
    page.locator("[name=buyer]").fill(amina)
    page.locator("[name=licence]").fill(licence)
    press(page, "Offer it")
    confirm = page.get_by_role("button", name="Confirm", exact=True)
    expect(confirm, "the seller's side does not answer").to_have_count(0)
    page = head.open("/licensing/offers/")
    confirm = page.get_by_role("button", name="Confirm", exact=True)
    confirm.click()
    page.locator("dialog[open] textarea").fill("Came in person, identity card seen.")
    follow(page.locator("dialog[open] .button-main"))
    assert "record the transfer" in clerk.open("/notices/").content()
    follow(clerk.open("/licensing/offers/").get_by_role("link", name="Record"))
    page = clerk.page
    expect(page.locator("[name=licence]")).to_be_visible()
    expect(page.locator("[name=licence]")).to_have_value(identifiers.shown(licence))
    expect(page.locator("[name=owner]")).to_have_value(identifiers.shown(amina))
    page.locator("[name=paper]").fill("contract 7")
    picture(clerk, "sale-prefilled")
    follow(page.locator("button[name=record]"))
    expect(page.locator(".problems")).to_contain_text("nobody can verify this")
    page.locator(".problems [name=confirmed]").check()
    follow(page.locator("button[name=record]"))
    page.get_by_text("Recorded:").first.wait_for()
    # A protection order arrives and suspends at once; a sale is blocked with its article.
    page = police.open("/licensing/eligibility/new/")
    page.locator("[name=ground]").select_option("protection_order")
    page.locator("[name=source]").fill("Family court")
    page.locator("[name=reference]").fill("F-9")
    page.locator("[name=name]").fill("Amina Diallo")
    page.locator("[name=number]").fill("ID-1984-7731")
    follow(page.locator("main form.form button.button-main"))
    page.get_by_text("1 licence was stopped").wait_for()
    page = clerk.open(f"/firearms/{other}/record/?kind=privately_transferred")
    page.locator("[name=owner_kind]").first.wait_for()
    if page.locator("select[name=owner_kind]").count():
        page.locator("select[name=owner_kind]").select_option("private")
    else:
        page.locator("[name=owner_kind][value=private]").check()
    page.locator("[name=owner]").fill(amina)
    page.locator("[name=licence]").fill(licence)
    page.locator("[name=paper]").fill("contract 8")
    follow(page.locator("button[name=record]"))
    expect(page.locator(".problems, .note-bad").first).to_contain_text("EU 2021/555 art. 5, 6")
    # The firearm leaves her, with proof; two people bring the licence back.
    page = clerk.open(f"/firearms/{thing}/record/?kind=deposited")
    if page.locator("select[name=ground]").count():
        page.locator("select[name=ground]").select_option("suspended")
    else:
        page.locator("[name=ground][value=suspended]").check()
    page.locator("[name=depositary]").fill(depot)
    follow(page.locator("button[name=record]"))
    page.get_by_text("Recorded:").first.wait_for()
    page = clerk.open(f"/licensing/removals/{Removal.objects.get().public_id}/")
    page.locator("#cleared-way").select_option("deposited")
    page.locator("[name=proofs]").first.check()
    press(page, "Record that nothing is left")
    page = clerk.open(f"/licensing/licences/{licence}/")
    page.locator("#reinstated-reason").fill("the order was lifted")
    press(page, "Submit reinstatement for approval")
    approve(head)
    state = clerk.open(f"/licensing/licences/{licence}/").locator(".page-state")
    expect(state).to_contain_text("In force")


def test_an_office_of_two_has_its_approver_elsewhere(visitor):
    """Bob examined, so he does not decide; Nina heads another office and does."""
    alice, bob = cast.actor("alice"), cast.actor("bob")
    text = an_application(bob, a_person(alice))
    clerk, head, elsewhere = visitor("alice"), visitor("bob"), visitor("nina")
    page = clerk.open(f"/licensing/applications/{text}/")
    page.locator("#granted-reason").fill("complete")
    press(page, "Submit for approval")
    approve(head)
    assert not Licence.objects.exists()
    approve(elsewhere)
    assert Licence.objects.get().state == "in_force"


def test_the_pages_have_no_barrier_and_are_not_cut_off(visitor):
    alice, bob = cast.actor("alice"), cast.actor("bob")
    person = a_person(alice, "أمينة ديالو")
    a_licence(alice, bob, person)
    an_application(alice, a_person(alice, "Chinua Obi"), "hunting")
    licence, gun = Licence.objects.get().public_id, a_firearm(alice, owner=person).firearm
    from ifar.licensing.services import applications

    draft = applications.draft(actor=alice, kind="sport", applicant=person)
    addresses = {
        "desk": "/licensing/applications/",
        "draft": f"/licensing/applications/{draft}/",
        "amend": f"/licensing/applications/{draft}/acts/amended/",
        "application": f"/licensing/applications/{Application.objects.get(kind='hunting').public_id}/",
        "licence": f"/licensing/licences/{licence}/",
        "change": f"/licensing/licences/{licence}/acts/changed/",
        "new": "/licensing/applications/new/",
        "offer": f"/firearms/{gun}/offer/",
        "offers": "/licensing/offers/",
        "sale": f"/firearms/{gun}/record/?kind=privately_transferred",
        "firearm": f"/firearms/{gun}/",
        "bar": "/parties/bars/new/",
    }
    checks = {"checks": "/licensing/applications/checks/"}
    look_through(visitor, {"alice": addresses, "dave": checks}, "licensing")
    at = visitor("alice", language="ar", width=390)
    page = at.open("/licensing/applications/?show=mine")
    page.locator("tbody .pick input").first.check()
    follow(page.locator("#bulk button").first)
    picture(at, "licensing-several-ar-390")
    assert at.barriers() == []
    assert not at.is_cut_off()
