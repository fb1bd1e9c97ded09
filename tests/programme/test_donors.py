"""Who reads what of the Fund: by role the whole, a donor's people what their own office gave, everybody else nothing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from ifar.errors import Forbidden, Invalid, NotFound
from ifar.programme.fund.selectors import extracts
from ifar.programme.fund.selectors import fund as books
from ifar.programme.fund.services import contributions, fund
from ifar.programme.fund.services.fund import NewMovement
from ifar.programme.models import Contribution, Journal
from ifar.programme.selectors import committee as committees
from ifar.programme.selectors import exporting, partners, progress
from ifar.programme.selectors import work as projects
from ifar.programme.services import committee, reports
from ifar.programme.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.cast import actor
from tests.conftest import sign_in
from tests.programme.conftest import differences
from tests.programme.partnering import actor_of, an_office, somebody
from tests.programme.test_acts import DAY, a_period, a_project, given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]
D = Decimal
UNKNOWN = "R0000000000000"


@pytest.fixture
def fund_of_two() -> dict[str, Any]:
    """Two donors with a contribution each, both at work in one project; the first one's statement is open to its own office."""
    nina = actor("nina")
    project = a_project().public_id
    made = {}
    for donor, reference in (("Ministry of Aldmark", "AGR-A"), ("Agency of Bergona", "AGR-B")):
        public_id = fund.agree(actor=nina, new=given("1130.00", donor=donor, reference=reference)).public_id
        fund.book(actor=nina, new=NewMovement("receipt", D(1130), DAY, public_id))
        fund.book(actor=nina, new=NewMovement("allocation", D(100), DAY, public_id, project))
        made[donor[-7:]] = public_id
    office = an_office("Ministry of Aldmark", "donor")
    contributions.open_to(actor=nina, contribution_id=made["Aldmark"], agency=office)
    return {"own": made["Aldmark"], "other": made["Bergona"], "office": office, "who": somebody("henrik", office, "donor"), "project": project}  # fmt: skip


def test_w24_a_donor_reads_what_its_office_gave_and_nothing_else(fund_of_two):
    who, own, other = actor_of(fund_of_two["who"]), fund_of_two["own"], fund_of_two["other"]
    statement = books.statement(who, own)
    assert [contribution.public_id for contribution in statement.donor.contributions] == [own]
    assert {booked.contribution for booked in statement.booked} == {own}
    assert [project.allocated for project in statement.projects] == [
        D(100)
    ]  # not what the other gave to the same project
    whole = books.whole(who)
    assert [donor.name for donor in whole.donors] == ["Ministry of Aldmark"]
    assert (whole.statement.received, whole.balance) == (D(1130), {})
    assert [contribution.public_id for contribution in books.contributions_for(who)] == [own]
    assert not books.contributions_for(who, donor="Agency of Bergona").exists()
    assert set(books.journals_for(who).values_list("contribution", flat=True)) == {own}
    assert not books.journals_for(who, contribution=other).exists()
    theirs = Journal.objects.filter(contribution=other)[0].public_id
    for unseen in (other, UNKNOWN):
        for read in (books.statement, books.contribution_for):
            with pytest.raises(NotFound):
                read(who, unseen)
    with pytest.raises(NotFound):
        books.journal(who, theirs)
    # What the donor gives later stands on the same statement; what is closed to its office is closed at once.
    later = fund.pledge(actor=actor("nina"), new=given("50.00", donor="Ministry of Aldmark", reference="AGR-C"))  # fmt: skip
    assert later.agency == fund_of_two["office"]
    contributions.open_to(actor=actor("nina"), contribution_id=own, agency="")
    assert books.whole(who).donors == []
    assert differences() == []


def _answers(browser: Client, contribution: str) -> list[int]:
    of = f"/programme/fund/{contribution}/"
    pages = (of, f"{of}statement.pdf", f"{of}statement.xlsx", f"{of}report.pdf", f"{of}report.xlsx")
    api = (f"/api/programme/contributions/{contribution}", f"/api/programme/contributions/{contribution}/statement")  # fmt: skip
    return [browser.get(address).status_code for address in (*pages, *api)]


def test_w24_pages_files_and_programs_answer_the_same(fund_of_two):
    browser, own, other = sign_in(fund_of_two["who"]), fund_of_two["own"], fund_of_two["other"]
    assert _answers(browser, own) == [200] * 7
    assert _answers(browser, other) == _answers(browser, UNKNOWN) == [404] * 7
    seen = [
        browser.get(address).content.decode()
        for address in (
            "/programme/fund/", f"/programme/fund/{own}/", "/api/programme/fund", "/api/programme/contributions", "/api/programme/journals",
            "/programme/", f"/programme/projects/{fund_of_two['project']}/", f"/programme/projects/{fund_of_two['project']}/plan/",
        )
    ]  # fmt: skip
    assert "Aldmark" in seen[0]
    for content in seen:
        assert not any(word in content for word in ("Bergona", "AGR-B", other))
    assert "/programme/committee/" not in seen[5]
    for closed in ("fund/movements/new/", "fund/contributions/new/"):
        assert browser.get(f"/programme/{closed}").status_code == 403
    assert browser.post(f"/programme/fund/{own}/acts/opened_to/", {"agency": ""}).status_code == 403
    assert Contribution.objects.get(public_id=own).agency == fund_of_two["office"]
    # Whoever keeps the books sees who reads it, and changes it.
    books_ = sign_in("nina")
    assert "Who reads this statement" in books_.get(f"/programme/fund/{other}/").content.decode()
    assert (
        books_.post(f"/programme/fund/{own}/acts/opened_to/", {"agency": "A0000000000000"}).status_code == 422
    )
    assert books_.post(f"/programme/fund/{own}/acts/opened_to/", {"agency": ""}).status_code == 302
    assert _answers(browser, own) == [404] * 7


def test_w24_what_else_tells_of_donors_is_the_offices(fund_of_two):
    who, bob = actor_of(fund_of_two["who"]), actor("bob")
    meeting = committee.plan_meeting(actor=bob, title="Third", held_on=today(), place="", papers=["Agreement with Bergona"])  # fmt: skip
    now = "2026-01-01T00:00:00+00:00"
    for read in (
        lambda: committees.whole(who),
        lambda: committees.meeting(who, meeting.public_id),
        lambda: committees.meetings_for(who),
        lambda: committees.seats_for(who),
        lambda: committees.decisions_for(who),
        lambda: partners.whole(who),
        lambda: partners.stakeholder(who, UNKNOWN),
        lambda: projects.documents(who, fund_of_two["project"]),
        lambda: projects.document(who, UNKNOWN),
        lambda: extracts.feeds_for(who),
        lambda: extracts.extracts_for(who),
        lambda: extracts.differences_for(who),
        lambda: exporting.activities(who, dt.datetime.fromisoformat(now)),
        lambda: exporting.organisation(who, dt.datetime.fromisoformat(now)),
    ):
        with pytest.raises(Forbidden):
            read()
    browser = sign_in(fund_of_two["who"])
    for path in ("programme/committee/", f"programme/committee/meetings/{meeting.public_id}/", "programme/partners/", "programme/fund/accounts/",
                 "programme/iati/activities.xml", "programme/iati/organisation.xml", "api/programme/meetings", "api/programme/decisions"):  # fmt: skip
        assert browser.get(f"/{path}").status_code == 403, path
    # A report of a project reaches donors once another person has approved it.
    a_period("2025")
    draft = reports.compose(actor=actor("alice"), project=fund_of_two["project"], period="2025", language="en")  # fmt: skip
    assert progress.reports_of(who, fund_of_two["project"]) == []
    with pytest.raises(NotFound):
        progress.report_for(who, draft.public_id)
    assert progress.report_for(actor("dave"), draft.public_id) == draft


@pytest.mark.parametrize("name", ["dave", "erin"])
def test_w24_who_has_no_part_in_the_money_reads_no_statement(fund_of_two, name):
    with pytest.raises(Forbidden):
        books.whole(actor(name))
    assert _answers(sign_in(name), fund_of_two["own"]) == [403] * 7
    assert sign_in(name).get("/programme/").status_code == 200


def test_w24_a_statement_is_opened_to_its_own_donors_office_alone(fund_of_two):
    nina, other = actor("nina"), fund_of_two["other"]
    for agency in (fund_of_two["office"], cast.agency("authority").public_id, "A0000000000000"):
        with pytest.raises(Invalid):
            contributions.open_to(actor=nina, contribution_id=other, agency=agency)
        contribution = Contribution.objects.get(public_id=other)
        with (
            pytest.raises(IntegrityError, match="donor's office"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(nina, "contribution", "opened_to", contribution, changes={"agency": agency})
    with pytest.raises(Forbidden):
        contributions.open_to(actor=actor("bob"), contribution_id=other, agency="")
    with pytest.raises(NotFound):
        contributions.open_to(actor=nina, contribution_id=UNKNOWN, agency="")
