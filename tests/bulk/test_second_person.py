"""One proposal over a list: one person proposes, another decides once, each line is carried out as its single proposal would be."""

from __future__ import annotations

import html

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import Decision, Notice, Proposal, User
from ifar.accounts.services import proposals
from ifar.bulk.approvals import DECIDED
from ifar.bulk.models import Answer, Batch, Line
from ifar.bulk.services import batches, proposing, running
from ifar.bulk.views import deciding
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.licensing.models import Licence
from ifar.licensing.services import licences
from ifar.licensing.services.licences import LICENCE
from ifar.registry.models import Event, Firearm
from ifar.registry.services import proposals as asking
from ifar.registry.services.events import NewEvent, record_event
from tests.conftest import sign_in
from tests.factories import a_firearm, a_licence, a_person

DISPOSAL = "registry.disposal_decided"
SAID = {"order": "C 12/2026", "method": "destruction", "reason": "The court has ordered it."}


@pytest.fixture
def dozen(peopled_db, dave):
    """Twelve confiscated pistols."""
    return [a_firearm(dave, f"QW7123{n:02}", state="confiscated").firearm for n in range(12)]


def given(actor, things, **said):
    made = batches.preview(actor=actor, act=DISPOSAL, said={**SAID, **said}, things=things)
    return Batch.objects.get(public_id=made)


def asked(actor, things, **said):
    result = given(actor, things, **said)
    proposing.propose(actor=actor, batch_id=result.public_id)
    result.refresh_from_db()
    return result


def states(firearms):
    return set(Firearm.objects.filter(public_id__in=firearms).values_list("state", flat=True))


def test_twelve_are_decided_in_one_act_by_another_person(dozen, dave, erin):
    result = asked(dave, dozen)
    assert (result.state, Proposal.objects.count()) == ("proposed", 1)
    assert states(dozen) == {"confiscated"}
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve")
    result.refresh_from_db()
    assert (result.state, result.written, result.rejected) == ("ended", 12, 0)
    assert states(dozen) == {"pending_disposal"}
    events = Event.objects.filter(kind="disposal_decided").values_list("firearm__public_id", "id", "proposal")
    answers = Answer.objects.order_by("n").values_list("thing", "entry")
    assert sorted(events) == sorted((thing, entry, result.proposal) for thing, entry in answers)
    assert Decision.objects.filter(proposal=result.proposal).values_list("decider", "verdict").get() == (
        erin.id,
        "approve",
    )
    with pytest.raises(Conflict):
        proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve")


def test_nobody_decides_about_their_own_list_and_none_is_begun_alone(dozen, dave, alice):
    result = given(dave, dozen[:2])
    with pytest.raises(Refused):
        batches.begin(actor=dave, batch_id=result.public_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        proposing.RECORDER.record(dave, "batch", "begun", result)
    proposing.propose(actor=dave, batch_id=result.public_id)
    for verdict in ("approve", "refuse"):
        with pytest.raises(Forbidden):
            proposing.decide(actor=dave, batch_id=result.public_id, verdict=verdict, reason="x")
    with pytest.raises((Forbidden, NotFound)):
        proposing.strike(actor=dave, batch_id=result.public_id, strike_out=[1])
    result.refresh_from_db()
    with pytest.raises((IntegrityError, Forbidden)), transaction.atomic():
        proposing.RECORDER.record(dave, "batch", "released", result, proposal=result.proposal)
    with pytest.raises((Forbidden, NotFound)):
        proposing.decide(actor=alice, batch_id=result.public_id, verdict="approve")
    assert states(dozen) == {"confiscated"}


def test_lines_that_are_struck_out_stay_open(dozen, dave, erin):
    result = asked(dave, dozen)
    for wrong in ([99], list(range(1, 13))):
        with pytest.raises(Invalid):
            proposing.strike(actor=erin, batch_id=result.public_id, strike_out=wrong)
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve", strike_out=[3, 7])
    result.refresh_from_db()
    assert (result.state, result.written, result.rejected, result.struck) == ("ended", 10, 0, [3, 7])
    assert states([dozen[2], dozen[6]]) == {"confiscated"}
    assert not Answer.objects.filter(n__in=[3, 7]).exists()
    again = asked(dave, [dozen[2], dozen[6]])
    proposing.decide(actor=erin, batch_id=again.public_id, verdict="approve")
    assert states(dozen) == {"pending_disposal"}


def test_w21_the_proposer_is_told_what_was_struck_out_and_when_the_list_ended(dozen, dave, erin, monkeypatch):
    result = asked(dave, dozen)
    monkeypatch.setattr(running, "AT_ONCE", 0)
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve", strike_out=[3, 7])
    notices = Notice.objects.filter(object=result.public_id, user=dave.id)
    assert [notice.kind for notice in notices] == ["bulk.approved"]
    running.work(result.public_id)
    page = html.unescape(sign_in("dave").get("/notices/").content.decode())
    assert set(notices.values_list("kind", flat=True)) == {"bulk.approved", "bulk.ended"}
    assert "Items approved: 10." in page
    assert "Recorded: 10. Refused: 0." in page
    assert page.count("Lines struck out: 2 (3, 7). They stay open.") == 2
    assert not Notice.objects.filter(object=result.public_id).exclude(user=dave.id).exists()


def test_a_list_that_is_refused_changes_nothing_and_may_be_given_again(dozen, dave, erin):
    result = asked(dave, dozen[:3])
    with pytest.raises(Invalid):
        proposing.decide(actor=erin, batch_id=result.public_id, verdict="refuse")
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="refuse", reason="The order is another.")
    assert states(dozen) == {"confiscated"}
    proposing.decide(actor=erin, batch_id=asked(dave, dozen[:3]).public_id, verdict="approve")
    assert states(dozen[:3]) == {"pending_disposal"}


def test_what_stands_on_an_open_list_is_refused_on_another_and_half_refused_leaves_the_other_half(
    dozen, dave, erin
):
    first = asked(dave, dozen[:6])
    codes = [
        [reason["code"] for reason in line.reasons]
        for line in Line.objects.filter(batch=given(dave, dozen).public_id).order_by("n")
    ]
    assert codes == [["bulk.waits"]] * 6 + [[]] * 6
    record_event(actor=dave, firearm=dozen[0], event=NewEvent("noted", {"text": "x"}))
    asking.propose_event(
        actor=dave,
        firearm=dozen[1],
        event=NewEvent("disposal_decided", {"order": "C 12", "method": "destruction"}),
        reason="x",
    )
    proposals.decide(actor=erin, proposal=Proposal.objects.get(object=dozen[1]).public_id, verdict="approve")
    result = proposing.checked(first, list(Line.objects.filter(batch=first.public_id).order_by("n")))
    assert {n: how for n, (how, _why) in result.items()} == {2: "refused"}
    proposing.decide(actor=erin, batch_id=first.public_id, verdict="approve")
    first.refresh_from_db()
    assert (first.written, first.rejected) == (5, 1)
    assert Answer.objects.get(batch=first.public_id, entry=None).n == 2


def test_a_worker_carries_out_what_was_approved_and_signs_for_nobody(dozen, dave, erin, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    monkeypatch.setattr(running, "ONE_BY_ONE", 5)
    result = asked(dave, dozen)
    running.work(result.public_id)
    assert states(dozen) == {"confiscated"}
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve")
    carry, times = running.RECORDER.record, iter(range(1, 100))

    def killed(*values, **more):
        if next(times) == 2:
            raise KeyboardInterrupt
        return carry(*values, **more)

    with monkeypatch.context() as patch:
        patch.setattr(running.RECORDER, "record", killed)
        with pytest.raises(KeyboardInterrupt):
            running.work(result.public_id)
    assert Event.objects.filter(kind="disposal_decided").count() == 5
    running.work(result.public_id)
    running.work(result.public_id)
    result.refresh_from_db()
    assert (result.state, result.written) == ("ended", 12)
    assert Event.objects.filter(kind="disposal_decided").count() == 12
    assert Decision.objects.filter(proposal=result.proposal).count() == 1


def test_whoever_lost_the_role_that_decided_releases_nothing_more(dozen, dave, erin, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    result = asked(dave, dozen[:2])
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve")
    User.objects.filter(public_id=erin.id).update(is_active=False)
    running.work(result.public_id)
    result.refresh_from_db()
    assert (result.state, result.written, result.rejected) == ("ended", 0, 2)


def test_a_list_that_was_given_up_is_carried_out_no_more(dozen, dave, erin):
    result = asked(dave, dozen[:2])
    batches.abandon(actor=dave, batch_id=result.public_id)
    with pytest.raises(Refused):
        proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve")
    assert states(dozen) == {"confiscated"}


def test_the_second_person_reads_strikes_out_and_agrees_on_three_pages(dozen, dave, erin):
    station, head = sign_in("dave"), sign_in("erin")
    address = f"/batches/new/?act={DISPOSAL}"
    made = station.post(address, {"things": "\n".join(dozen), **SAID, "at_once": "1"}, follow=True)
    batch = Batch.objects.get()
    assert (batch.state, made.context["one"]) == ("proposed", batch)
    assert not made.context["decides"]
    waiting = head.get(f"/proposals/{batch.proposal}/").content.decode()
    assert f"/batches/{batch.public_id}/" in waiting
    assert "/decide/" not in waiting, "a list is read before it is decided"
    page = head.get(f"/batches/{batch.public_id}/").content.decode()
    assert page.count('name="strike_out"') == 12
    assert "All 12 items" in head.get(f"/batches/{batch.public_id}/?checked=1").content.decode()
    result = {"verdict": "approve", "strike_out": ["2"], "expected_n": batch.n}
    done = head.post(f"/batches/{batch.public_id}/decide/", result, follow=True)
    batch.refresh_from_db()
    assert (batch.written, batch.struck) == (11, [2])
    assert "Struck out" in done.content.decode()
    again = station.get(f"{address}&struck={batch.public_id}")
    assert again.context["form"].initial["things"] == dozen[1]


def test_a_longer_list_is_read_compared_and_struck_out_page_by_page(dozen, dave, erin, monkeypatch):
    """Ticks of one page stand before the next is read, and the word at the end is about the whole list."""
    monkeypatch.setattr(deciding, "PAGE", 5)
    monkeypatch.setattr(deciding, "AT_ONCE", 5)
    result, head = asked(dave, dozen), sign_in("erin")
    address = f"/batches/{result.public_id}/"
    first = head.get(address)
    assert (first.content.decode().count('name="strike_out"'), first.context["following"]) == (5, 5)
    struck = {"strike_out": ["2", "4"], "expected_n": result.n}
    read_on = head.post(f"{address}strike/?after=0", struck, follow=True)
    assert [row["n"] for row in read_on.context["lines"]] == [1, 3, 5, 6, 7]
    pages = [head.get(address, {"after": after}).context for after in (7, 12)]
    assert [(len(page["lines"]), page["following"]) for page in pages] == [(5, None), (0, None)]
    assert "Next lines" in read_on.content.decode()
    record_event(actor=dave, firearm=dozen[6], event=NewEvent("noted", {"text": "x"}))
    piece = head.get(address, {"checked": "1"}).content.decode()
    assert "5 of 10 items" in piece
    piece = head.get(address, {"checked": "1", "after": "7", "same": "5"}).content.decode()
    assert "All 10 items" in piece
    result.refresh_from_db()
    done = {"verdict": "approve", "strike_out": ["8"], "expected_n": result.n}
    head.post(f"{address}decide/", done)
    result.refresh_from_db()
    assert (result.state, result.written, result.struck) == ("ended", 9, [2, 4, 8])


def test_a_list_is_not_answered_unread_among_other_proposals(dozen, dave, erin):
    result = asked(dave, dozen[:2])
    queue = batches.preview(actor=erin, act=DECIDED, said={"verdict": "approve"}, things=[result.proposal])
    assert [reason["code"] for reason in Line.objects.get(batch=queue).reasons] == ["bulk.read_first"]


def test_an_offered_act_of_several_people_is_proposed_over_a_list_too(peopled_db, alice, bob):
    results = [a_licence(alice, bob, a_person(alice, name), "sport") for name in ("Amina Diallo", "Omar Sy")]
    for text in results[:1]:
        licences.suspend(actor=alice, licence_id=text, ground="storage", reason="An open cabinet.")
    act = "licensing.licence_reinstated"
    made = batches.preview(actor=alice, act=act, said={"reason": "It was mended."}, things=results)
    proposing.propose(actor=alice, batch_id=made)
    assert Batch.objects.get().refused == 1, "what is in force is not reinstated"
    with pytest.raises((Forbidden, NotFound)):
        proposing.decide(actor=alice, batch_id=made, verdict="approve")
    assert LICENCE.waiting(Licence.objects.get(public_id=results[0])) == [Batch.objects.get().proposal]
    proposing.decide(actor=bob, batch_id=made, verdict="approve")
    assert set(Licence.objects.values_list("state", flat=True)) == {"in_force"}
    assert (Batch.objects.get().written, Batch.objects.get().rejected) == (1, 0)
    assert LICENCE.waiting(Licence.objects.get(public_id=results[0])) == []
