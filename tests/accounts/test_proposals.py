"""Acts of several people through the services: asked for, decided, carried out, withdrawn, expired, countersigned."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from ifar.accounts import dual_control, executors
from ifar.accounts.models import Execution, Grant, Notice
from ifar.accounts.selectors import proposals as selectors
from ifar.accounts.services import absences, acts, agencies, grants, proposals, shifts
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from tests import cast


@pytest.fixture(autouse=True)
def _no_registry(monkeypatch):
    """Corrections are carried out by hand here; how the registry does it is tested with the registry."""
    monkeypatch.delitem(executors._executors, "registry.corrected", raising=False)


def ask_for_grant(actor, user="mallory", role="licensing_clerk", agency="province"):
    return grants.propose_grant(
        actor=actor,
        user=cast.user(user).public_id,
        role=role,
        agency=cast.agency(agency).public_id,
        reason="joins the counter",
    )


def correction(actor, **more):
    """A proposal of the registry, about a firearm that need not exist: accounts does not look at it."""
    return proposals.propose(
        actor=actor,
        act="registry.corrected",
        object="F0000000000000",
        payload={"details": {"field": "serial", "to": "AB1234"}},
        reason="misread",
        **more,
    )


def state(proposal):
    return selectors.with_status().get(pk=proposal.pk).state


def test_a_grant_takes_two_people(ken, laura):
    asked = ask_for_grant(ken)
    assert cast.actor("mallory").roles == frozenset()
    outcome = proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    assert outcome.executed
    assert outcome.state == "executed"
    mallory = cast.actor("mallory")
    assert mallory.roles == {"licensing_clerk"}
    assert mallory.agency == cast.agency("province").public_id
    given = Grant.objects.get(user=cast.user("mallory"))
    assert given.proposal == asked.public_id


def test_each_step_is_an_entry(ken, laura):
    asked = ask_for_grant(ken)
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, actor FROM ledger_entry WHERE object = ANY(%s) ORDER BY id DESC LIMIT 3",
            [[asked.public_id, cast.user("mallory").public_id]],
        )
        assert cursor.fetchall() == [
            ("accounts.grant", laura.id),
            ("accounts.decided", laura.id),
            ("accounts.proposed", ken.id),
        ]


def test_nobody_decides_about_their_own_proposal(ken, laura, grace, frank):
    asked = correction(grace)
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=grace, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "accounts.decision.proposer"


def test_nobody_decides_about_themselves(ken, laura, oscar):
    asked = ask_for_grant(ken, "oscar", "judge", "court")
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=oscar, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "accounts.decision.concerned"
    assert asked.public_id not in {item.public_id for item in selectors.waiting_for(oscar)}
    assert asked.public_id in {item.public_id for item in selectors.waiting_for(laura)}


def test_a_no_needs_a_reason_and_ends_it(ken, laura, oscar):
    asked = ask_for_grant(ken)
    with pytest.raises(Invalid):
        proposals.decide(actor=laura, proposal=asked.public_id, verdict="refuse", reason=" ")
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="refuse", reason="no such post")
    assert state(asked) == "refused"
    with pytest.raises(Conflict):
        proposals.decide(actor=oscar, proposal=asked.public_id, verdict="approve")


def test_a_proposal_is_carried_out_once(ken, laura, oscar):
    asked = ask_for_grant(ken)
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    with pytest.raises(Conflict):
        proposals.decide(actor=oscar, proposal=asked.public_id, verdict="approve")
    assert Execution.objects.filter(proposal=asked.public_id).count() == 1


def test_who_asked_may_take_it_back(ken, laura, peter):
    asked = ask_for_grant(ken)
    with pytest.raises(NotFound):
        proposals.withdraw(actor=peter, proposal=asked.public_id)
    with pytest.raises(Forbidden):
        proposals.withdraw(actor=laura, proposal=asked.public_id)
    proposals.withdraw(actor=ken, proposal=asked.public_id)
    assert state(asked) == "withdrawn"
    with pytest.raises(Conflict):
        proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")


@pytest.fixture
def short(settings):
    """Proposals that expire as soon as they are made."""
    settings.IFAR_PROPOSAL_DAYS = 0


def test_an_expired_proposal_is_not_answered(short, ken, laura):
    asked = ask_for_grant(ken)
    assert state(asked) == "expired"
    with pytest.raises(Conflict):
        proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")


def test_an_office_of_two_is_answered_elsewhere(alice, bob, nina, erin, grace):
    """Bob is alone as head of his office: what he asks for is answered by Nina, head of another."""
    asked = correction(bob)
    waiting = {
        name: {item.public_id for item in selectors.waiting_for(cast.actor(name))}
        for name in ("alice", "nina", "erin", "grace", "bob")
    }
    assert asked.public_id in waiting["nina"]
    assert asked.public_id not in waiting["bob"] | waiting["alice"] | waiting["erin"] | waiting["grace"]
    assert proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve").state == "approved"


def test_the_office_above_answers_too(dave, erin):
    asked = correction(dave)
    assert asked.public_id in {item.public_id for item in selectors.waiting_for(erin)}


def test_a_compartment_stays_closed(bob, grace, nina):
    """What concerns defence is not even listed to a head of licensing, and the other way round."""
    secret = correction(grace)
    assert secret.public_id not in {proposal.public_id for proposal in selectors.proposals_for(nina)}
    with pytest.raises(NotFound):
        proposals.decide(actor=nina, proposal=secret.public_id, verdict="approve")
    marked = correction(bob, compartment="courts")
    with pytest.raises(NotFound):
        proposals.decide(actor=nina, proposal=marked.public_id, verdict="approve")


def test_a_laboratory_is_answered_by_an_office_of_its_compartment():
    from ifar.accounts.approvers import answers_for

    assert answers_for("forensic_laboratory", "registry.corrected") == dual_control.kinds_deciding("registry")
    assert answers_for("police", "registry.corrected") == {"police"}


def test_roles_without_the_permission_do_not_propose(alice, dave, ivan, judy, mallory):
    for actor in (alice, dave, ivan, judy, mallory):
        with pytest.raises(Forbidden):
            ask_for_grant(actor)


def test_an_act_of_one_person_is_no_proposal(ken):
    with pytest.raises(ValueError, match="one person"):
        proposals.propose(actor=ken, act="accounts.user", object="U", payload={"a": 1}, reason="x")


# --- emergencies -------------------------------------------------------------------------------------------------------
def done(actor, asked):
    """What the registry does: the act's entry under the proposal."""
    payload = {**asked.payload, "proposal": asked.public_id}
    draft = Draft("item.corrected/1", asked.act, asked.object, payload, ledger.new_entry_id())
    ledger.append(actor=actor, drafts=[draft])


def test_an_emergency_acts_first_and_is_flagged_until_countersigned(bob, nina, judy):
    asked = correction(bob, emergency=True)
    assert proposals.approved(proposal=asked.public_id, act=asked.act, object=asked.object) == asked
    done(bob, asked)
    assert state(asked) == "to_countersign"
    assert asked.public_id in {item.public_id for item in selectors.waiting_for(nina)}
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert state(asked) == "executed"


def test_an_emergency_that_is_refused_afterwards_stays_flagged(bob, nina, judy):
    asked = correction(bob, emergency=True)
    done(bob, asked)
    proposals.decide(actor=nina, proposal=asked.public_id, verdict="refuse", reason="it could have waited")
    assert state(asked) == "disowned"
    assert asked.public_id in {item.public_id for item in selectors.late(judy)}


def test_a_late_countersignature_raises_the_alarm(bob, judy, settings):
    settings.IFAR_COUNTERSIGN_HOURS = 0
    asked = correction(bob, emergency=True)
    done(bob, asked)
    assert asked.public_id in {item.public_id for item in selectors.overdue()}
    assert asked.public_id in {item.public_id for item in selectors.late(judy)}


def test_an_emergency_needs_its_permission_and_its_act(alice, ken, bob):
    with pytest.raises(Forbidden):
        correction(alice, emergency=True)
    with pytest.raises(Forbidden):
        proposals.propose(
            actor=ken, act="accounts.grant", object="U", payload={"role": "x"}, reason="now", emergency=True
        )
    with pytest.raises(Invalid) as refused:
        proposals.propose(
            actor=bob, act="parties.erased", object="P", payload={"erased": []}, reason="now", emergency=True
        )
    assert refused.value.code == "accounts.proposal.no_emergency"


def test_an_executor_acts_at_once_in_an_emergency(bob, monkeypatch):
    monkeypatch.setitem(executors._executors, "registry.corrected", done)
    asked = correction(bob, emergency=True)
    assert state(asked) == "to_countersign"


def test_an_executor_that_fails_undoes_the_approval(alice, bob, monkeypatch):
    def fail(actor, proposal):
        raise Refused("registry.transition.impossible")

    monkeypatch.setitem(executors._executors, "registry.corrected", fail)
    asked = correction(alice)
    with pytest.raises(Refused):
        proposals.decide(actor=bob, proposal=asked.public_id, verdict="approve")
    assert state(asked) == "open"


# --- absence -----------------------------------------------------------------------------------------------------------
def cover(ken, laura, away="bob", stand_in="mallory", role="licensing_head", agency="province", days=5):
    now = acts.now()
    asked = absences.propose(
        actor=ken,
        user=cast.user(away).public_id,
        stand_in=cast.user(stand_in).public_id,
        role=role,
        agency=cast.agency(agency).public_id,
        valid_from=now,
        valid_to=now + dt.timedelta(days=days),
        reason="on leave",
    )
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="approve")
    return asked


def test_a_stand_in_decides_and_says_for_whom(ken, laura, alice, bob):
    cover(ken, laura)
    mallory = cast.actor("mallory")
    assert mallory.standing_in_for == bob.id
    asked = correction(alice)
    with pytest.raises(
        Refused, match="purpose"
    ):  # nobody approves what is about a person before its name is shown
        proposals.decide(actor=mallory, proposal=asked.public_id, verdict="approve")
    shifts.start(actor=mallory, purpose="licensing", case="", hours=1)
    mallory = cast.actor("mallory")
    proposals.decide(actor=mallory, proposal=asked.public_id, verdict="approve")
    assert asked.decisions.get().standing_in_for == bob.id


def test_a_stand_in_does_not_answer_who_they_stand_in_for(ken, laura, bob):
    cover(ken, laura)
    asked = correction(bob)
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=cast.actor("mallory"), proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "accounts.decision.stand_in"


def test_a_cover_ends_early_and_takes_the_role_with_it(ken, laura, bob):
    cover(ken, laura)
    covered = cast.user("mallory").covers.get()
    absences.end(actor=bob, absence=covered.pk)
    assert cast.actor("mallory").roles == frozenset()
    with pytest.raises(Conflict):
        absences.end(actor=bob, absence=covered.pk)


def test_a_cover_obeys_the_separation_of_duties(ken, laura):
    with pytest.raises(Refused) as refused:
        cover(ken, laura, stand_in="oscar", away="ken", role="administrator", agency="authority")
    assert {reason.code for reason in refused.value.reasons} == {"accounts.role.conflict"}
    with pytest.raises(Refused):
        cover(ken, laura, away="alice")
    with pytest.raises(Refused):
        cover(ken, laura, days=400)


def test_a_strangers_cover_is_not_found(ken, laura, nina):
    cover(ken, laura)
    with pytest.raises(NotFound):
        absences.end(actor=nina, absence=cast.user("mallory").covers.get().pk)


def test_whoever_asked_hears_that_it_was_refused_and_by_whom(ken, laura, signed_in):
    asked = agencies.propose_change(
        actor=ken, agency=cast.agency("works").public_id, name="Works & Sons", reason="their new name"
    )
    proposals.decide(actor=laura, proposal=asked.public_id, verdict="refuse", reason="no paper says so")
    [notice] = Notice.objects.filter(object=asked.public_id)
    assert (notice.user, notice.kind) == (ken.id, "accounts.proposal_refused")
    page = signed_in("ken").get("/notices/").content.decode()
    assert f"{laura.name} refused what you asked for" in page.replace("\u2068", "").replace("\u2069", "")
    assert "no paper says so" not in page, "the reason stands with the proposal"
    assert "refused what you asked for" not in signed_in("peter").get("/notices/").content.decode()
