"""A matter has an owner and a day, whoever must explain it cannot close it, and on its day the office above settles it too."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from django.db import IntegrityError

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.matters import labels, selectors
from ifar.matters.acts import ACTS, KINDS, OUTCOMES
from ifar.matters.models import Matter
from ifar.matters.services import matters
from ifar.matters.services.writing import RECORDER
from ifar.registry.services.events import NewEvent, record_event
from tests.acting import without_guards
from tests.factories import a_firearm

DAY = dt.timedelta(days=1)


@pytest.fixture
def firearm(peopled_db, alice):
    return a_firearm(alice).firearm


def a_matter(actor, **said):
    return matters.raise_matter(
        actor=actor,
        **{
            "kind": "count_difference",
            "due_on": matters.today() + 7 * DAY,
            "text": "Two pistols are missing.",
            **said,
        },
    )


def asked(bob, nina, **said):
    made = a_matter(bob, **said)
    by = matters.today() + 3 * DAY
    matters.ask(actor=bob, matter_id=made, explainer=nina.agency, answer_by=by, question="Where are they?")
    return made


def told(kind, actor):
    return Notice.objects.filter(kind=kind, agency__public_id=actor.agency, done_at__isnull=True).count()


def test_a_difference_becomes_a_matter_with_an_owner_and_a_day(peopled_db, alice, nina):
    made = a_matter(alice, owner=nina.agency)
    matter = selectors.matter_for(nina, made)
    assert (matter.state, matter.kind, matter.agency.public_id, matter.raised_by) == (
        "open",
        "count_difference",
        nina.agency,
        alice.id,
    )
    assert told("matters.raised", nina) == 1
    assert list(selectors.chase_list(nina)) == [matter]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"due_on": matters.today() + 400 * DAY}, "due_on"),
        ({"about": identifiers.new("F", secrets.token_bytes)}, "about"),
        ({"kind": "gossip"}, "kind"),
        ({"due_on": dt.date(2020, 1, 1)}, "due_on"),
        ({"owner": "A0000000000000"}, "owner"),
    ],
)
def test_a_matter_without_kind_day_or_owner_is_refused(peopled_db, alice, said, field):
    with pytest.raises(Invalid) as refused:
        a_matter(alice, **said)
    assert refused.value.field == field


def test_the_same_difference_makes_one_matter(alice, firearm):
    made = [a_matter(alice, about=firearm) for _ in range(2)]
    assert made[0] == made[1]


def test_the_office_that_is_asked_sees_the_question_and_answers_it(peopled_db, bob, nina, dave):
    made = asked(bob, nina)
    assert told("matters.asked", nina) == 1
    matters.explain(actor=nina, matter_id=made, explanation="They are at the gunsmith.")
    assert told("matters.asked", nina) == 0
    assert told("matters.explained", bob) == 1
    assert selectors.matter_for(bob, made).explanation == "They are at the gunsmith."
    with pytest.raises(NotFound):
        selectors.matter_for(dave, made)
    with pytest.raises(Forbidden):
        matters.close(actor=nina, matter_id=made, outcome="explained", reason="It is fine.")


def test_another_office_than_was_asked_explains_nothing(peopled_db, bob, nina, alice):
    made = asked(bob, nina)
    with pytest.raises(Forbidden):
        matters.explain(actor=alice, matter_id=made, explanation="It was us.")


def test_who_is_involved_may_not_close_it_and_nobody_else_of_another_office(peopled_db, alice, bob, nina):
    made = a_matter(bob, barred=[bob.id])
    with pytest.raises(Forbidden) as refused:
        matters.close(actor=bob, matter_id=made, outcome="found", reason="Under the shelf.")
    assert refused.value.code == "matters.barred"
    matters.close(actor=alice, matter_id=made, outcome="found", reason="Under the shelf.")
    assert Matter.objects.get(public_id=made).state == "closed"


def test_the_office_that_explains_itself_closes_it_through_another_person(peopled_db, alice, bob):
    made = asked(bob, bob)
    matters.explain(actor=alice, matter_id=made, explanation="I counted twice.")
    with pytest.raises(Forbidden):
        matters.close(actor=alice, matter_id=made, outcome="mistake_corrected", reason="Counted again.")
    matters.close(actor=bob, matter_id=made, outcome="mistake_corrected", reason="Counted again.")


def test_what_an_office_owes_to_itself_is_explained_before_it_is_closed(peopled_db, alice, bob):
    made = asked(bob, bob)
    for actor in (alice, bob):
        with pytest.raises(Refused) as refused:
            matters.close(actor=actor, matter_id=made, outcome="unfounded", reason="Nothing to it.")
        assert refused.value.code == "matters.explain_first"
    matter = Matter.objects.get(public_id=made)
    with without_guards(RECORDER), pytest.raises(IntegrityError, match=r"matters\.explain_first"):
        RECORDER.record(
            alice, "matter", "closed", matter, changes={"outcome": "unfounded"}, personal={"reason": "x"}
        )


@pytest.mark.parametrize("who", ["barred", "explainer"])
def test_the_database_refuses_the_same_past_the_service(peopled_db, alice, bob, who):
    made = a_matter(bob, barred=[bob.id]) if who == "barred" else asked(bob, bob)
    if who == "explainer":
        matters.explain(actor=bob, matter_id=made, explanation="I counted twice.")
    matter = Matter.objects.get(public_id=made)
    with without_guards(RECORDER), pytest.raises(IntegrityError, match=r"matters\.barred"):
        RECORDER.record(
            bob, "matter", "closed", matter, changes={"outcome": "found"}, personal={"reason": "x"}
        )


def test_an_outcome_that_leads_somewhere_names_a_record_that_shows_it(alice, bob, firearm):
    made = a_matter(bob)
    unknown = identifiers.new("F", secrets.token_bytes)
    for named, code in (
        ("", "matters.leads_to"),
        (unknown, "matters.record"),
        (firearm, "matters.not_shown"),
    ):
        with pytest.raises((Invalid, Refused)) as refused:
            matters.close(
                actor=bob, matter_id=made, outcome="loss_recorded", reason="Stolen.", leads_to=named
            )
        assert refused.value.code == code
    record_event(actor=alice, firearm=firearm, event=NewEvent("stolen", {}))
    matters.close(actor=bob, matter_id=made, outcome="loss_recorded", reason="Stolen.", leads_to=firearm)
    assert Matter.objects.get(public_id=made).leads_to == firearm


def test_the_office_above_settles_it_too_once_its_day_has_passed(peopled_db, bob, ken):
    made = a_matter(bob)
    late = matters.today() + 8 * DAY
    assert matters.escalate_overdue(late - DAY) == 0
    assert matters.escalate_overdue(late) == 1
    assert matters.escalate_overdue(late + DAY) == 0, "once for each day that was set"
    matter = Matter.objects.get(public_id=made)
    assert (matter.state, matter.escalated_to) == ("open", ken.agency)
    assert told("matters.escalated", ken) == 1
    assert told("matters.raised", bob) == 1, "its owner still has it to do"


def test_more_time_is_later_and_whoever_is_involved_does_not_give_it_to_themselves(peopled_db, alice, bob):
    made = a_matter(bob, barred=[bob.id])
    due = matters.today() + 9 * DAY
    with pytest.raises(Forbidden):
        matters.extend(actor=bob, matter_id=made, due_on=due, reason="The gunsmith is ill.")
    with pytest.raises(Invalid):
        matters.extend(actor=alice, matter_id=made, due_on=matters.today(), reason="Sooner.")
    matters.extend(actor=alice, matter_id=made, due_on=due, reason="The gunsmith is ill.")
    assert Matter.objects.get(public_id=made).due_on == due


def test_whoever_closed_it_does_not_open_it_again(peopled_db, alice, bob):
    made = a_matter(bob)
    matters.close(actor=bob, matter_id=made, outcome="found", reason="Found.")
    due = matters.today() + DAY
    with pytest.raises(Forbidden):
        matters.reopen(actor=bob, matter_id=made, due_on=due, reason="One is still missing.")
    matters.reopen(actor=alice, matter_id=made, due_on=due, reason="One is still missing.")
    matter = Matter.objects.get(public_id=made)
    assert (matter.state, matter.outcome) == ("open", "")
    with pytest.raises(Refused):
        matters.explain(actor=bob, matter_id=made, explanation="x")


def test_every_kind_and_outcome_has_words():
    assert set(labels.KINDS) == set(KINDS)
    assert set(labels.OUTCOMES) == set(OUTCOMES)
    for act in ACTS.acts.values():
        for guard in act.guards:
            assert guard.code in labels.REFUSALS


def test_an_office_that_an_actor_may_not_know_of_owns_and_explains_nothing(peopled_db, alice, bob, frank):
    for values in ({"owner": frank.agency}, {"explainer": frank.agency}):
        with pytest.raises(Invalid) as refused:
            a_matter(alice, **values)
        assert refused.value.code == "matters.office"
    made = a_matter(bob)
    by = matters.today() + DAY
    with pytest.raises(Invalid):
        matters.ask(actor=bob, matter_id=made, explainer=frank.agency, answer_by=by, question="Where?")


def test_two_offices_settle_the_same_difference_each_for_themselves(alice, dave, firearm):
    assert a_matter(alice, about=firearm) != a_matter(dave, about=firearm)
