"""Must-have 20, 28: arms and rounds over the counter of an armoury by scan, confirmed by two people, back with what was spent of them; refused where they must be."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ifar.accounts.models import Notice
from ifar.ammunition.models import Movement
from ifar.ammunition.services import lots
from ifar.ammunition.services.lots import resume_lot, suspend_lot
from ifar.ammunition.services.movements import undo_movement
from ifar.errors import Forbidden, Invalid, NotFound, Refused, TooMany
from ifar.ledger import services as ledger
from ifar.matters.models import Matter
from ifar.matters.services.matters import settle_found
from ifar.placement import selectors as placement
from ifar.placement.models import Placement
from ifar.placement.selectors import names_of
from ifar.registry.models import Event, Firearm
from ifar.registry.occurred import instant
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.stocks.issues_replay import ISSUES
from ifar.stocks.models import Issue, Officer
from ifar.stocks.rounds_replay import ROUNDS
from ifar.stocks.services import issues, pins, returns, roster
from ifar.stocks.services.returns import Spending
from ifar.stocks.services.writing import RECORDER
from tests import cast
from tests.acting import without_guards
from tests.ammunition.making import lies, move, verified
from tests.conftest import sign_in
from tests.factories import a_firearm
from tests.placement.making import a_place
from tests.stocks.making import Counter, a_counter, an_armoury, an_officer, in_days, issued, works_at
from tests.trade.despatching import acting_at, an_office

pytestmark = pytest.mark.django_db
PAGE = "/stocks/issues/"
RETURN = f"{PAGE}?do=return"


def test_a_rifle_with_sixty_rounds_in_three_scans_and_one_press_and_back_with_twelve_less():
    at = a_counter()
    roster.set_pin(actor=at.chief, officer_id=at.officer, pin="1357")
    browser = sign_in("mallory")
    scans = [at.officer, "HB00001", at.lot]
    values = {"armoury": at.armoury, "kind": "shift", "scanned": "\n".join(scans)}
    # Of the officer's card and of numbers as they are typed nobody says at once that they are not known.
    for text in (at.officer, "N-100", "HB00001", "PP-25-1"):
        read = browser.post("/api/scans", {"text": text}, content_type="application/json").json()
        assert not read["checked"]
    assert "HB00001" in browser.get(f"/stocks/armouries/{at.armoury}/").content.decode()
    form = browser.get(PAGE).content.decode()
    assert 'type="password"' in form
    back_by = (timezone.localtime() + dt.timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M")
    pinned = browser.get(f"/stocks/roster/{at.officer}/acts/pinned/").content.decode()
    assert re.search(r'<input type="password"[^>]* name="pin"', pinned)
    assert re.search(r'<textarea[^>]* name="scanned"[^>]* autofocus', browser.get(RETURN).content.decode())
    assert "Scan something first." in browser.post(RETURN, {"scanned": ""}).content.decode()
    refused = browser.post(PAGE, {**values, "due_at": back_by})
    assert refused.status_code == 422
    assert "Say how many rounds" in refused.content.decode()
    wrong = browser.post(PAGE, {**values, "due_at": back_by, "rounds": "60", "pin": "9999"})
    assert "not the officer&#x27;s PIN" in wrong.content.decode()
    made = browser.post(PAGE, {**values, "due_at": back_by, "rounds": "60", "magazines": "2", "pin": "1357"})
    assert made.status_code == 302, made.content.decode()
    issue = Issue.objects.get()
    assert made.url == f"{PAGE}{issue.public_id}/"
    assert (issue.arms, issue.signed, issue.order) == ([at.arms[0]], "pin", "SO-1")
    arm = Firearm.objects.get(public_id=at.arms[0])
    assert (arm.state, arm.custodian) == ("held_state", at.officer)
    assert lies(issue.holder, at.lot) == 60
    page = browser.get(made.url).content.decode()
    assert "which is no signature" in page
    assert "Sami Haddad" in page
    # Next time as many rounds stand in the form, and none go out without their lot.
    assert 'value="60"' in browser.get(PAGE).content.decode()
    for text in ("PP-25-1", "pp 25 1 60"):
        with cast.undone():
            by_number = {
                **values,
                "due_at": back_by,
                "rounds": "60",
                "scanned": f"{at.officer}\nHB00002\n{text}",
            }
            answer = browser.post(PAGE, by_number)
            assert answer.status_code == 302, (text, answer.content.decode())
            assert Issue.objects.order_by("-id")[0].rounds == [{"lot": at.lot, "quantity": 60}]
    again = {
        **values,
        "due_at": back_by,
        "rounds": "60",
        "scanned": "\n".join([at.officer, at.arms[0], at.lot]),
    }
    assert "HB00001 does not lie in this armoury" in browser.post(PAGE, again).content.decode()
    alone = {**values, "due_at": back_by, "rounds": "60", "scanned": f"{at.officer}\nHB00002"}
    answer = browser.post(PAGE, alone)
    assert (answer.status_code, Issue.objects.count()) == (422, 1)
    assert "Scan the label of the lot that the rounds are from" in answer.content.decode()
    # Back: the rifle is scanned; how many rounds and magazines is asked, then on what twelve were spent.
    back = {"scanned": "HB00001"}
    text = browser.post(RETURN, back).content.decode()
    assert "Out: 2. Say how many come back." in text
    text = browser.post(RETURN, {**back, "magazines": "2"}).content.decode()
    assert "Rounds that are out: 60" in text
    short = browser.post(RETURN, {**back, "magazines": "2", "rounds": "48"})
    assert short.status_code == 422
    text = short.content.decode()
    assert "Rounds that are missing: 12. Say on what they were spent, or how they were lost." in text
    assert 'name="occasion"' in text
    spent = {"occasion": "training", "witness": at.chief.id, "reference": "FR-12"}
    assert "Return due" in page
    answer = browser.post(RETURN, {**back, "magazines": "2", "rounds": "48", "pin": "1357", **spent})
    assert answer.status_code == 302, answer.content.decode()
    # The page says who took it back and how the officer confirmed that; it is not due any more.
    page = browser.get(made.url).content.decode()
    assert "Return due" not in page
    taker = re.search(r"Taken back by</dt><dd><bdi>([^<]*)</bdi>", page)
    assert (taker and taker[1]) == cast.user("mallory").name
    assert "which is no signature" in page.partition("Return confirmed")[2]
    issue.refresh_from_db()
    assert (issue.state, issue.back) == ("returned", [at.arms[0]])
    assert "back: 48, spent: 12" in browser.get(made.url).content.decode()
    arm.refresh_from_db()
    assert (arm.state, arm.custodian) == ("in_stock_state", at.armourer.agency)
    rack = Placement.objects.get(public_id=at.arms[0])
    assert (rack.under, lies(rack.place, at.lot), lies(issue.holder, at.lot)) == (arm.custody_event, 940, 0)
    assert lies(at.armoury, at.lot) == 48
    papers = Event.objects.filter(paper=issue.public_id).order_by("n").values_list("kind", flat=True)
    assert list(papers) == ["state_stock_issued", "state_stock_returned"]


def test_an_exercise_issues_to_many_officers_at_once_and_asks_what_was_spent_on_it():
    at = a_counter(3)
    other = an_officer(at.chief, "Omar Aziz", "N-200")
    browser = sign_in("mallory")
    back_by = (timezone.localtime() + dt.timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    scans = [at.lot, at.officer, "HB00001", "N-200", "HB00002", "HB00003"]
    values = {
        "armoury": at.armoury,
        "kind": "exercise",
        "scanned": "\n".join(scans),
        "rounds": "60",
        "due_at": back_by,
    }
    named = {**values, "exercise": "FALCON 26"}
    for wrong, why in (
        (values, "Enter the exercise or operation"),
        ({**values, "exercise": "Ask Omar Aziz"}, "Enter the exercise or operation"),
        ({**named, "pin": "1357"}, "each confirms later"),
        ({**named, "kind": "long", "scanned": "\n".join([at.officer, "HB00001", other, "HB00002"])}, "Several officers"),
        ({**named, "kind": "long", "scanned": f"{at.officer}\nHB00001\n{at.lot}"}, "needed for this kind of issue alone"),
    ):  # fmt: skip
        answer = browser.post(PAGE, wrong)
        assert (answer.status_code, why in answer.content.decode()) == (422, True), why
    assert not Issue.objects.exists()
    assert browser.post(PAGE, named, follow=True).status_code == 200
    rows = Issue.objects.order_by("id").values_list("officer", "arms", "rounds", "exercise")
    sixty = [{"lot": at.lot, "quantity": 60}]
    assert list(rows) == [
        (at.officer, at.arms[:1], sixty, "FALCON 26"),
        (other, at.arms[1:], sixty, "FALCON 26"),
    ]
    listed = browser.get(PAGE, {"exercise": "FALCON 26"}).content.decode()
    assert "Sami Haddad" in listed
    assert "Omar Aziz" in listed
    assert "Sami Haddad" not in browser.get(PAGE, {"exercise": "FALCON 27"}).content.decode()
    short = {"scanned": "HB00001", "rounds": "10"}
    assert "Choose who saw it" in browser.post(RETURN, short).content.decode()
    trained = {**short, "witness": at.chief.id, "occasion": "training"}
    assert "were spent on it, or lost" in browser.post(RETURN, trained).content.decode()
    issue = Issue.objects.order_by("id")[0]
    # Nor by hand, nor told so afterwards.
    with cast.undone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(returns, "_check_spending", lambda *_said: None)
        with pytest.raises(IntegrityError, match="not those of its movements"), transaction.atomic():
            returns.take_back(
                actor=at.armourer, issue_id=issue.public_id, arms=at.arms[:1], rounds={at.lot: 10},
                spending=Spending("training", at.chief.id, "FR-1"),
            )  # fmt: skip
    assert browser.post(RETURN, {**short, "witness": at.chief.id}).status_code == 302
    spent = Movement.objects.get(move="spent")
    assert (spent.occasion, spent.reference, spent.witness) == ("exercise", "FALCON 26", at.chief.id)
    assert verified(ISSUES, ROUNDS) == []


def test_no_arm_leaves_or_comes_back_but_by_its_issue():
    at = a_counter(3)
    dave = cast.actor("dave")
    own = an_officer(at.chief, "Dave", "N-9", account=dave.id)
    made = issued(at, officer=own, kind="personal", due_at=None)
    now = instant(ledger.now())
    out = {"unit": dave.agency, "order": "X-1", "issued_to": own}
    for arm, kind, details, paper in (
        (at.arms[0], "state_stock_returned", {}, ""),
        (at.arms[0], "state_stock_returned", {}, made),
        (at.arms[1], "state_stock_issued", out, ""),
        (at.arms[1], "state_stock_issued", out, made),
    ):
        event = NewEvent(kind, details, now, paper=paper)
        for who in (dave, at.armourer):
            with pytest.raises(Refused) as raised:
                record_event(actor=who, firearm=arm, event=event)
            assert raised.value.code == "registry.kind.own_service"
            with pytest.raises(IntegrityError, match="no issue says so"), transaction.atomic():
                issues.live(who, [arm], event)
    # Nor is what an issue says annulled behind it.
    latest = Event.objects.filter(firearm__public_id=at.arms[0]).latest("n")
    annulled = NewEvent("annulled", {"event": str(latest.id)})
    with pytest.raises(Refused) as raised:
        propose_event(actor=at.chief, firearm=at.arms[0], event=annulled, reason="Wrong.")
    assert raised.value.code == "registry.annulment.moved"
    # What a unit held already when it came onto the register was never issued here, and comes back without an issue.
    held = a_firearm(at.armourer, "HB00077", state="held_state").firearm
    record_event(
        actor=at.armourer, firearm=held, event=NewEvent("state_stock_returned", {}, instant(ledger.now()))
    )
    returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms[:1], rounds={at.lot: 60})
    again = NewEvent("state_stock_issued", out, instant(ledger.now()), paper=made)
    with pytest.raises(IntegrityError, match="no issue says so"), transaction.atomic():
        issues.live(at.armourer, at.arms[:1], again)


def refused(at: Counter, why: str, error: type[Exception] = Invalid, **said):
    with pytest.raises(error) as raised:
        issued(at, **said)
    assert any(why in str(reason.code) for reason in raised.value.reasons) or why in raised.value.code, (
        raised.value.reasons
    )


def test_nothing_goes_out_that_must_not():
    at = a_counter()
    mallory = at.armourer
    late = an_officer(at.chief, "Late", "N-1", trained_until=in_days(-1))
    roster.suspend_officer(
        actor=mallory,
        officer_id=an_officer(at.chief, "Bad", "N-2"),
        ground="conduct",
        suspended_until=in_days(3),
    )
    bad = Officer.objects.get(number="N-2").public_id
    heidi = works_at("heidi", "armourer", an_office("police", "River Police Station", above="police"))
    foreign = an_officer(heidi, "Foreign", "N-3")
    other = an_armoury(mallory, at.chief, "Second armoury", standing_order="")
    refused(at, "unfit_training", officer=late)
    refused(at, "unfit_suspended", officer=bad)
    refused(at, "stocks.officer", officer=foreign)
    refused(at, "stocks.not_here", arms=[at.arms[0], cast.user("dave").public_id])
    refused(at, "stocks.too_few_rounds", rounds={at.lot: 1001})
    refused(at, "stocks.due", due_at=timezone.now() - dt.timedelta(minutes=1))
    refused(at, "stocks.too_late", due_at=timezone.now() + dt.timedelta(days=4))
    refused(at, "stocks.unit", kind="loan", officer="", rounds={}, unit=mallory.agency)
    with pytest.raises(Invalid):  # no standing order, and the arm lies in the other one
        issues.issue(actor=mallory, armoury=other, kind="personal", officer=at.officer, arms=at.arms[:1])
    with pytest.raises(NotFound):
        issues.issue(actor=heidi, armoury=at.armoury, kind="personal", officer=foreign, arms=at.arms[:1])
    # Loose rounds, of which nobody knows the lot, are no rounds of an issue.
    rack = Placement.objects.get(public_id=at.arms[0]).place
    loose = lots.open_mixed(actor=mallory, place=rack, calibre="9 × 19")
    move(mallory, "repacked", rack, (at.lot, 100))
    refused(at, "ammunition.mixed_stays", Refused, rounds={loose: 20})
    erin = cast.actor("erin")
    lots.suspend_lot(actor=erin, lot_id=at.lot, ground="defect")
    refused(at, "ammunition.suspended", Refused)
    assert not Issue.objects.exists()
    issued(at, rounds={})
    refused(at, "stocks.not_here", rounds={})
    # Past the service the database says the same, by its own hand.
    sets = {
        "armoury": at.armoury, "kind": "shift", "officer": at.officer, "receiver": "", "unit": "", "order": "SO-1", "arms": [at.arms[1]],
        "accessories": {}, "rounds": [], "holder": "", "moves": [], "due_at": in_days(1).isoformat(), "signed": "",
    }  # fmt: skip
    seen = {"within": None, "day": in_days(0), "inspected": {}}
    for wrong, why in (
        ({"officer": late}, "may not carry"),
        ({"officer": bad}, "may not carry"),
        ({"officer": foreign}, "stocks.officer"),
        ({"receiver": at.chief.id}, "another account"),
        ({"arms": [at.arms[0]]}, "not in the armoury"),
        ({"armoury": other}, "not in the armoury"),
        ({"due_at": in_days(5).isoformat()}, "due too late"),
        ({"arms": []}, "nothing that can be issued"),
        ({"rounds": [{"lot": at.lot, "quantity": 5}]}, "not those of its movements"),
    ):
        with (
            without_guards(RECORDER),
            pytest.raises((IntegrityError, Refused)) as raised,
            transaction.atomic(),
        ):
            RECORDER.record(mallory, "issue", "issued", changes={**sets, **wrong}, seen=seen)
        assert why in f"{raised.value} {raised.value.__cause__}", wrong


def test_an_officer_is_never_both_sides_and_confirms_under_their_own_account(monkeypatch):
    at = a_counter()
    # The officer is an armourer too: Rosa has an account on the roster.
    own = an_officer(
        works_at("quentin", "armourer", cast.agency("harbour")), "Rosa", "N-9", account=at.chief.id
    )
    with pytest.raises(Forbidden):
        issues.issue(actor=at.chief, armoury=at.armoury, kind="personal", officer=own, arms=at.arms[:1])
    with without_guards(RECORDER), pytest.raises(IntegrityError, match="both_sides"), transaction.atomic():
        issues.issue(actor=at.chief, armoury=at.armoury, kind="personal", officer=own, arms=at.arms[:1])
    made = issued(at, officer=own, kind="personal", due_at=None)
    mine = sign_in("rosa")
    assert "Confirm what was issued to you: 1 issue" in mine.get("/").content.decode()
    assert "Confirm what was issued to you" in mine.get("/notices/").content.decode()
    assert made in mine.get("/stocks/issues/mine/").content.decode()
    with pytest.raises(Forbidden):
        issues.confirm(actor=at.armourer, issue_id=made)
    assert mine.post(f"{PAGE}{made}/acts/confirmed/", {}).status_code == 302
    assert "Confirm what was issued to you:" not in mine.get("/").content.decode()
    assert not Notice.objects.filter(kind="stocks.to_confirm", done_at=None).exists()
    with pytest.raises(Refused):
        issues.countersign(actor=at.armourer, issue_id=made, sheet="S-1")
    with pytest.raises(Forbidden):
        returns.take_back(actor=at.chief, issue_id=made, arms=at.arms[:1], rounds={at.lot: 60})
    seen = returns.Spending("training", at.chief.id, "FR-1")
    with pytest.raises(Invalid) as raised:
        returns.take_back(actor=at.armourer, issue_id=made, rounds={at.lot: 0}, spending=seen)
    assert [reason.code for reason in raised.value.reasons] == ["stocks.own_witness"]
    back = returns.take_back(actor=at.armourer, issue_id=made, rounds={at.lot: 60})
    assert (back.state, back.signed) == ("out", "account")
    assert returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms[:1]).state == "returned"
    # Taken off the roster's line for a moment, the account stays the officer's: in service, database and as a witness.
    roster.correct_officer(actor=cast.actor("quentin"), officer_id=own, name="Rosa", number="N-9")
    with pytest.raises(Forbidden):
        issues.issue(
            actor=at.chief,
            armoury=at.armoury,
            kind="shift",
            officer=own,
            arms=at.arms[:1],
            due_at=timezone.now() + dt.timedelta(hours=2),
        )
    monkeypatch.setattr(issues, "check_sides", lambda *_: None)
    with pytest.raises(Refused), transaction.atomic():
        issued(replace(at, armourer=at.chief), officer=own)
    monkeypatch.undo()
    again = issued(at, officer=own)
    with pytest.raises(Invalid) as raised:
        returns.take_back(actor=at.armourer, issue_id=again, rounds={at.lot: 0}, spending=seen)
    assert [reason.code for reason in raised.value.reasons] == ["stocks.own_witness"]
    returns.take_back(actor=at.armourer, issue_id=again, arms=at.arms[:1], rounds={at.lot: 60})
    with pytest.raises(Refused):
        returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms[:1])
    # On paper, by number.
    other = issued(at, at.arms[1:2], rounds={})
    issues.countersign(actor=at.armourer, issue_id=other, sheet="S-17")
    assert Issue.objects.get(public_id=other).signed == "paper"


def test_whoever_entered_an_officer_stands_on_no_side_of_an_issue_to_them():
    at = a_counter(3)
    mallory, rosa = at.armourer, at.chief
    made = issued(at)
    # Of somebody without an account on the roster, only the roster says who they are.
    for act in (
        lambda: an_officer(mallory, "Nobody", "N-77"),
        lambda: roster.correct_officer(actor=mallory, officer_id=at.officer, name="Sami", number="N-100"),
        lambda: roster.note_checks(
            actor=mallory, officer_id=at.officer, trained_until=in_days(9), medical_until=in_days(9)
        ),
        lambda: roster.set_pin(actor=mallory, officer_id=at.officer, pin="1111"),
    ):
        with cast.undone():
            officer = act() or at.officer
            refused(at, "stocks.vouched", Refused, arms=at.arms[1:2], officer=officer, rounds={})
            if officer == at.officer:
                with pytest.raises(Refused):
                    issues.countersign(actor=mallory, issue_id=made, sheet="S-1")
    roster.set_pin(actor=mallory, officer_id=at.officer, pin="1111")
    with pytest.raises(Refused) as raised:
        returns.take_back(actor=mallory, issue_id=made, arms=at.arms[:1], rounds={at.lot: 60})
    assert raised.value.code == "stocks.vouched"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(returns, "check_sides", lambda *_: None)
        with pytest.raises(Refused, match="Another person issues"), transaction.atomic():
            returns.take_back(actor=mallory, issue_id=made, arms=at.arms[:1], rounds={at.lot: 60})
    # Somebody else set another PIN since.
    roster.set_pin(actor=rosa, officer_id=at.officer, pin="2222")
    returns.take_back(actor=mallory, issue_id=made, arms=at.arms[:1], rounds={at.lot: 60})


def test_a_loan_is_confirmed_by_the_unit_that_borrows_and_by_no_one_who_lent():
    at = a_counter()
    heidi = works_at("heidi", "armourer", cast.agency("customs"))
    month = timezone.now() + dt.timedelta(days=30)
    made = issued(at, kind="loan", officer="", unit=heidi.agency, rounds={}, due_at=month, order="L-1")
    for who in (at.armourer, at.chief):
        with pytest.raises(Forbidden):
            issues.confirm_loan(actor=who, issue_id=made)
    browser = sign_in("heidi")
    assert "Confirm that your unit received it" in browser.get(f"{PAGE}{made}/").content.decode()
    assert "Confirm that your unit" not in sign_in("mallory").get(f"{PAGE}{made}/").content.decode()
    assert made in browser.get(f"{PAGE}?list=unsigned").content.decode()
    assert browser.post(f"{PAGE}{made}/acts/borrowed/", {}).status_code == 302
    assert Issue.objects.get().signed == "unit"
    with pytest.raises(Refused):
        issues.confirm_loan(actor=heidi, issue_id=made)
    with pytest.raises(Forbidden):
        returns.take_back(actor=heidi, issue_id=made, arms=at.arms[:1])
    assert returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms[:1]).state == "returned"
    assert "Both sides confirm" in browser.get("/help/").content.decode()
    assert "Both sides confirm" not in sign_in("alice").get("/help/").content.decode()


def test_what_is_overdue_and_what_is_recalled_is_a_matter_once():
    at = a_counter()
    made = issued(at, kind="personal", due_at=None)
    soon = issued(at, at.arms[1:2], rounds={})
    muster = Issue.objects.get(public_id=made).due_at
    assert timezone.now() + dt.timedelta(days=365) < muster < timezone.now() + dt.timedelta(days=367)
    now = timezone.now() + dt.timedelta(hours=13)
    assert [issues.raise_overdue(now) for _ in range(2)] == [1, 0]
    first = Matter.objects.get()
    assert first.about == soon
    # It is a matter again where the last was closed and its day passed.
    settle_found(at.chief, soon, issues.OVERDUE, "explained", "The shift was extended.")
    again = dt.datetime.combine(first.due_on, now.timetz()) + dt.timedelta(days=1)
    assert [issues.raise_overdue(day) for day in (again - dt.timedelta(days=1), again, again)] == [0, 1, 0]
    # So is what an officer has in personal issue when their medical check ends; the roster lists them thirty days before.
    lapsing = "/stocks/roster/?list=lapsing"
    assert "Sami Haddad" not in sign_in("mallory").get(lapsing).content.decode()
    roster.note_checks(
        actor=at.chief, officer_id=at.officer, trained_until=in_days(90), medical_until=in_days(30)
    )
    assert "Sami Haddad" in sign_in("mallory").get(lapsing).content.decode()
    assert [roster.recall_lapsed(in_days(days)) for days in (30, 31, 32)] == [0, 1, 0]
    settle_found(at.chief, at.officer, roster.RECALL, "explained", "They were examined.")
    roster.suspend_officer(
        actor=at.armourer, officer_id=at.officer, ground="inquiry", suspended_until=in_days(9)
    )
    roster.officer_left(actor=at.armourer, officer_id=at.officer, ground="retired")
    recalls = Matter.objects.filter(kind="recall", about=at.officer)
    assert [matter.barred for matter in recalls] == [[at.armourer.id]] * 3, "whoever issued closes no recall"
    browser = sign_in("mallory")
    assert made in browser.get(f"/stocks/roster/{at.officer}/").content.decode()
    # They bring it back all the same.
    returns.take_back(actor=at.armourer, issue_id=soon, arms=at.arms[1:2], place=at.armoury)
    assert Placement.objects.get(public_id=at.arms[1]).place == at.armoury
    with pytest.raises(Invalid):
        returns.take_back(
            actor=at.armourer,
            issue_id=made,
            arms=at.arms[:1],
            rounds={at.lot: 60},
            place=a_place(at.armourer, "Far"),
        )


def test_rounds_with_an_officer_are_touched_by_issues_and_returns_alone(monkeypatch):
    at = a_counter()
    mallory = at.armourer
    made = Issue.objects.get(public_id=issued(at))
    rack = Movement.objects.get(public_id=made.moves[0]).place
    river = an_office("police", "River Police Station", above="police")
    saw = {"occasion": "training", "witness": at.chief.id, "reference": "FR-9"}
    past = (
        ("lost", made.holder, {}),
        ("spent", made.holder, saw),
        ("sent", made.holder, {"to_office": river.public_id}),
        ("moved", made.holder, {"to_place": rack}),
        ("moved", rack, {"to_place": made.holder}),
        ("found", made.holder, {}),
    )
    for kind, place, values in past:
        with pytest.raises(Refused) as raised:
            move(mallory, kind, place, (at.lot, 30), **values)
        assert raised.value.code == "ammunition.of_issue", kind
    assert lies(made.holder, at.lot) == 60
    with pytest.raises(Refused, match="belongs to an issue"):
        undo_movement(actor=mallory, movement_id=made.moves[0], ground="quantity")
    # Past the service the database says the same at the end, and of what stands there all the same the verifier.
    monkeypatch.setattr(placement, "hands_of_officers", lambda _places: False)
    for kind, place, values in past:
        with transaction.atomic(), connection.cursor() as cursor:
            move(mallory, kind, place, (at.lot, 30), **values)
            assert len(list(ROUNDS.check(cursor.cursor, None))) == 1, kind
            with pytest.raises(IntegrityError, match="belongs to an issue"):
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    returns.take_back(
        actor=mallory,
        issue_id=made.public_id,
        arms=at.arms[:1],
        rounds={at.lot: 48},
        spending=Spending(**saw),
    )
    for movement in Movement.objects.filter(place=made.holder):
        with pytest.raises(Refused, match="belongs to an issue"):
            undo_movement(actor=mallory, movement_id=movement.public_id, ground="quantity")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert list(ROUNDS.check(cursor.cursor, None)) == []


def test_arms_are_lent_to_another_unit_and_come_back():
    at = a_counter()
    river = an_office("police", "River Police Station", above="police")
    made = issued(at, officer="", unit=river.public_id, kind="loan", rounds={}, order="LO-4")
    heidi = works_at("heidi", "armourer", river)
    assert made in sign_in("heidi").get("/api/stocks/issues").content.decode()
    with pytest.raises(Forbidden):
        returns.take_back(actor=heidi, issue_id=made, arms=at.arms[:1])
    assert returns.take_back(actor=at.armourer, issue_id=made, arms=at.arms[:1]).state == "returned"


def test_a_pin_is_four_digits_or_more_and_only_the_officers_own():
    at = a_counter()
    other = an_officer(at.armourer, "Other", "N-5")
    with pytest.raises(Invalid):
        roster.set_pin(actor=at.chief, officer_id=at.officer, pin="12")
    for officer, pin in ((at.officer, "1234"), (other, "9876")):
        roster.set_pin(actor=at.chief, officer_id=officer, pin=pin)
    pins.check(Officer.objects.get(public_id=at.officer), "١٢٣٤")
    with pytest.raises(Invalid):
        pins.check(Officer.objects.get(public_id=at.officer), "9876")
    # Tries count although what was refused leaves nothing else behind, also where the whole request is undone with it.
    tried = []
    for number in range(12):
        with pytest.raises((Invalid, TooMany)) as raised, transaction.atomic():
            issued(at, pin=f"{number:04}")
        tried.append(raised.type)
    assert tried[-1] is TooMany, "ten in an hour"
    # Another's row, put in place of theirs by whoever writes the database, opens nothing.
    from ifar.stocks.models import Pin

    Pin.objects.filter(officer=other).update(hashed=Pin.objects.get(officer=at.officer).hashed)
    with pytest.raises(Invalid):
        pins.check(Officer.objects.get(public_id=other), "1234")


def test_suspended_rounds_come_back_and_nothing_else_and_lost_ones_are_said_as_such():
    """The officer brings back what they have; what is missing of a suspended lot stays out, and what was lost is a matter, by its report, which nobody of the issue closes."""
    at = a_counter()
    made = issued(at)
    commander = acting_at(cast.agency("harbour"), "armoury_commander", "oscar")
    suspend_lot(actor=commander, lot_id=at.lot, ground="defect")
    with pytest.raises(Refused):
        issued(at, at.arms[1:2], rounds={at.lot: 5})
    spent = returns.Spending("training", at.chief.id, "FR-1")
    back = returns.take_back(
        actor=at.armourer, issue_id=made, arms=at.arms[:1], rounds={at.lot: 48}, spending=spent
    )
    assert (back.state, back.settled) == ("out", [{"lot": at.lot, "quantity": 48}])
    assert (lies(back.holder, at.lot), lies(at.armoury, at.lot)) == (12, 48)
    browser = sign_in("mallory")
    assert "What is missing stays out" in browser.get(f"{PAGE}{made}/").content.decode()
    # Whoever sees the roster reads with whom rounds are; of the others nobody reads a bare identifier.
    lot = browser.get(f"/ammunition/lots/{at.lot}/").content.decode()
    assert "Sami Haddad" in lot
    holder = names_of(acting_at(cast.agency("harbour"), "police_supervisor", "oscar"), [back.holder])
    assert holder == {back.holder: "with an officer"}
    resume_lot(actor=acting_at(cast.agency("harbour"), "armoury_commander", "ken"), lot_id=at.lot)
    with pytest.raises(Invalid) as raised:
        returns.take_back(
            actor=at.armourer, issue_id=made, rounds={at.lot: 2}, spending=returns.Spending("stolen")
        )
    assert [reason.code for reason in raised.value.reasons] == ["stocks.spent", "stocks.reference"]
    back = returns.take_back(
        actor=at.armourer,
        issue_id=made,
        rounds={at.lot: 2},
        spending=returns.Spending("stolen", reference="LR-4"),
    )
    lost = Movement.objects.get(move="lost")
    assert (back.state, lost.ground, lost.reference) == ("returned", "stolen", "LR-4")
    assert Matter.objects.get(about=lost.public_id).barred == [at.armourer.id]
    page = browser.get(f"{PAGE}{made}/").content.decode()
    assert "back: 50, spent: 0" in page
    assert "lost: 10" in page
    assert verified(ISSUES, ROUNDS) == []
