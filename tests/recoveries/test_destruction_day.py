"""The day of a destruction: the sealed list, who reads, who witnesses, what is not there, and what the database holds against everybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.models import Notice
from ifar.accounts.services import proposals
from ifar.documents.models import Paper
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.outbox import services as outbox
from ifar.recoveries.custody import destruction as rules
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.acts import ACTS
from ifar.recoveries.custody.destruction import Reading
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import destruction, disposal
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Batch, Chain
from ifar.recoveries.services import links
from ifar.registry.models import Event, Firearm
from ifar.registry.services.events import NewEvent, record_event
from tests import cast
from tests.acting import without_guards
from tests.databases import ground
from tests.factories import a_case, a_firearm, an_item
from tests.recoveries.test_destruction import (
    _an_outcome,
    _as_destroyed,
    _proposed_surely,
    a_batch,
    a_photo,
    for_destruction,
    in_store,
    read_all,
    recorded,
    sealed,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def waiting(databases, court_template, django_db_blocker) -> Iterator[tuple[str, dict[str, str]]]:
    """A case, and exhibit -> firearm of three of its arms that wait to be destroyed: once for all these tests."""
    with ground(databases, court_template, django_db_blocker):
        dave, erin = cast.actor("dave"), cast.actor("erin")
        case = a_case(dave, ground="illicit_possession")
        items = [an_item(dave, case, f"KX{n}4471") for n in range(3)]
        arms = {item: for_destruction(dave, erin, item) for item in sorted(items)}
        a_photo(dave)  # of a picture that was deposited before no clean copy is made again
        with django_db_blocker.block():
            yield case, arms


@pytest.fixture
def case(waiting) -> str:
    return waiting[0]


@pytest.fixture
def arms(waiting) -> dict[str, str]:
    return dict(waiting[1])


def test_a_chain_ends_only_when_the_register_says_so(dave, erin, arms):
    item = next(iter(arms))
    with pytest.raises(IntegrityError, match="still is in custody"), transaction.atomic():
        custody.leave(dave, Chain.objects.select_related("agency").get(public_id=item), "destroyed", "x")


def test_a_list_is_sealed_by_two_people_and_its_hash_stands_in_the_log(dave, erin, arms):
    """Must-have 15."""
    batch = a_batch(dave, arms)
    asked = destruction.propose_seal(actor=dave, batch_id=batch, reason="ready")
    with pytest.raises(Forbidden):
        proposals.decide(actor=replace(erin, id=dave.id), proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    record = Batch.objects.get(public_id=batch)
    assert (record.state, record.proposer, record.approver) == ("sealed", dave.id, erin.id)
    assert record.seal == rules.sealed(rules.lines_of(record.lines)) == asked.payload["details"]["seal"]
    with pytest.raises(Refused):
        destruction.list_items(actor=dave, batch=batch, exhibits=[])
    with pytest.raises(Invalid):
        a_batch(dave, arms)
    assert Notice.objects.filter(kind="custody.witness").exists()


@pytest.mark.usefixtures("past_the_service")
def test_one_person_seals_no_list_even_past_the_service(dave, arms):
    assert ACTS.dual_control == {"custody.batch_sealed": 2}
    batch = Batch.objects.get(public_id=a_batch(dave, arms))
    seal = rules.sealed(rules.lines_of(batch.lines))
    with pytest.raises(IntegrityError, match="takes 2 people"), transaction.atomic():
        RECORDER.record(
            dave,
            "batch",
            "sealed",
            batch,
            changes={"seal": seal, "proposer": dave.id, "approver": dave.id},
            details={"seal": seal},
        )


def test_a_swapped_serial_is_found_and_named_on_the_day(dave, erin, judy, ruth, arms):
    """Issue 5, line 5."""
    batch = sealed(dave, erin, arms)
    first, second, _ = arms
    serials = {line["exhibit"]: line["serial"] for line in Batch.objects.get(public_id=batch).lines}
    came = read_all(dave, batch, **{first: serials[second]})
    assert [(value.verdict, value.other) for value in came if value.exhibit == first] == [("swapped", second)]
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    with pytest.raises(Refused) as refused:
        recorded(dave, batch)
    result = {reason.code: reason.params for reason in refused.value.reasons}
    assert result["custody.batch.swapped"] == {
        "exhibit": first,
        "expected": serials[first],
        "found": serials[second],
        "other": second,
    }
    assert not Event.objects.filter(kind="destroyed").exists()
    recorded(dave, batch, counted=2, exceptions={first: {"why": "swapped", "note": "report 7"}})
    assert Firearm.objects.get(public_id=arms[first]).state == "pending_disposal"
    assert Event.objects.filter(kind="destroyed").count() == 2


def test_witnesses_are_two_and_neither_made_nor_approved_the_list(
    dave, erin, dora, judy, ruth, arms, monkeypatch
):
    """Must-have 15."""
    batch = sealed(dave, erin, arms)
    for concerned in (dave, erin):
        with pytest.raises(Forbidden) as refused:
            destruction.witness(actor=concerned, batch_id=batch)
        assert refused.value.code == "custody.witness.concerned"
    read_all(dave, batch)
    destruction.witness(actor=judy, batch_id=batch)
    with pytest.raises(Forbidden):
        destruction.witness(actor=judy, batch_id=batch)
    with pytest.raises(Refused) as refused:
        recorded(dave, batch)
    assert [reason.code for reason in refused.value.reasons] == ["custody.batch.witnesses"]
    for item, code in ((erin, "custody.witness.concerned"), (judy, "custody.witness.twice")):
        raises_exc = pytest.raises(IntegrityError, match=code)
        with raises_exc, without_guards(RECORDER), transaction.atomic():
            destruction.witness(actor=item, batch_id=batch)
    monkeypatch.setattr(rules, "against", lambda *args, **kwargs: ())
    with pytest.raises(IntegrityError, match="two witnesses"), transaction.atomic():
        recorded(dave, batch)
    assert kept.to_witness(ruth).count() == 1
    assert not kept.to_witness(judy).exists()


def test_a_destruction_with_its_certificate_and_what_the_register_says(dave, erin, judy, ruth, arms):
    """Must-have 15."""
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    paper = recorded(dave, batch)
    for firearm in arms.values():
        event = Event.objects.filter(firearm__public_id=firearm).latest("n")
        assert (event.kind, event.details["list"], event.details["witnesses"]) == (
            "destroyed",
            batch,
            [judy.id, ruth.id],
        )
        assert "list_sealed" not in event.checks.get("unverified", [])
        assert Firearm.objects.get(public_id=firearm).state == "destroyed"
    assert set(Chain.objects.values_list("state", flat=True)) == {"released"}
    issued = Paper.objects.get(public_id=paper.public_id)
    assert (issued.kind, issued.about) == ("destruction_certificate", batch)
    assert issued.content["list_seal"] == Batch.objects.get(public_id=batch).seal
    assert (issued.content["listed"], issued.content["destroyed"], issued.content["weight"]) == (
        "3",
        "3",
        "2.950 kg",
    )


def test_no_arm_is_destroyed_under_a_list_that_does_not_name_it(
    dave, erin, judy, ruth, arms, case, monkeypatch
):
    other = for_destruction(dave, erin, an_item(dave, case, "QQ55111"))
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    recorded(dave, batch)
    record = kept.batch_for(dave, batch)
    with pytest.raises(Refused) as refused, transaction.atomic():
        destruction._destroy(dave, record, [other])
    assert [reason.code for reason in refused.value.reasons] == ["registry.precondition.list_sealed"]
    monkeypatch.setattr(disposal, "_on_its_list", lambda firearm, batch: True)
    with pytest.raises(Refused) as refused, transaction.atomic():
        destruction._destroy(dave, record, [other])
    assert "sealed list that names it" in str(refused.value.__cause__)


def test_a_destroyed_arm_that_customs_recover_raises_the_alarm(
    dave, erin, heidi, alice, judy, ruth, arms, case
):
    """Issue 5, line 5; must-have 15: the resurrection alarm, with the whole history."""
    firearm = a_firearm(alice, "CC90817").firearm
    item = an_item(dave, case, "CC90817")
    links.link_item(actor=dave, item_id=item, firearm=firearm)
    in_store(dave, item)
    record_event(actor=dave, firearm=firearm, event=NewEvent("confiscated", {"order": "C-9"}))
    asked = disposal.propose_disposal(actor=dave, exhibit=item, order="D-4", reason="by law")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    arms = {**arms, item: firearm}
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for value in (judy, ruth):
        destruction.witness(actor=value, batch_id=batch)
    recorded(dave, batch, counted=4)
    again = record_event(
        actor=heidi, firearm=firearm, event=NewEvent("seized", {"ground": "illicit_trafficking"})
    )
    assert again.alarms == ("resurrection",)
    while outbox.deliver():
        pass
    assert Notice.objects.filter(kind="recoveries.resurrection", params__firearm=firearm).exists()
    life = list(Event.objects.filter(firearm__public_id=firearm).order_by("n").values_list("kind", flat=True))
    assert life == ["registered", "seized", "confiscated", "disposal_decided", "destroyed", "seized"]


def test_a_batch_is_given_up_with_a_reason_and_frees_its_items(dave, erin, arms):
    batch = sealed(dave, erin, arms)
    with pytest.raises(Invalid):
        destruction.abandon(actor=dave, batch_id=batch, note="")
    destruction.abandon(actor=dave, batch_id=batch, note="the furnace is cold")
    sealed(dave, erin, arms, name="Summer")


def test_a_batch_is_for_its_office_and_for_witnesses(dave, erin, nina, judy, mallory, arms):
    batch = a_batch(dave, arms)
    for stranger in (nina, mallory):
        with pytest.raises(NotFound):
            kept.batch_for(stranger, batch)
    assert kept.batch_for(judy, batch).public_id == batch


def test_what_left_between_the_seal_and_the_day_is_not_destroyed(
    dave, erin, heidi, judy, ruth, arms, monkeypatch
):
    batch = sealed(dave, erin, arms)
    gone, *_ = arms
    read_all(dave, batch)
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    custody.hand_over(
        actor=dave,
        chain_id=gone,
        to=heidi.agency,
        purpose="court",
        place="store for disposal",
        seal="S-1",
    )
    with pytest.raises(Refused) as refused:
        recorded(dave, batch)
    assert [(reason.code, reason.params) for reason in refused.value.reasons] == [
        ("custody.batch.away", {"exhibit": gone})
    ]
    with monkeypatch.context() as around:
        around.setattr(destruction, "_at_hand", lambda record: set(arms))
        with pytest.raises(Refused) as refused, transaction.atomic():
            recorded(dave, batch)
    assert "no longer in the custody" in str(refused.value.__cause__)
    recorded(dave, batch, counted=2, exceptions={gone: {"why": "held_back", "note": "the court has it"}})
    assert Firearm.objects.get(public_id=arms[gone]).state == "pending_disposal"
    assert Chain.objects.get(public_id=gone).state == "handed"


def test_what_left_while_the_seal_waited_for_the_second_person_is_refused(dave, erin, heidi, arms):
    batch = a_batch(dave, arms)
    asked = destruction.propose_seal(actor=dave, batch_id=batch, reason="ready")
    gone, *_ = arms
    custody.reseal(actor=dave, chain_id=gone, seal="S-2", reason="")
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert [(reason.code, reason.params) for reason in refused.value.reasons] == [
        ("custody.batch.away", {"exhibit": gone})
    ]


@pytest.mark.parametrize(
    "under", ["no list", "another list", "a list given up", "a list that waits", "an exception"]
)
def test_what_was_confiscated_is_destroyed_with_its_list_or_not_at_all(
    dave, erin, judy, ruth, case, arms, monkeypatch, under
):
    """Must-have 15: two people and a paper that says so are no sealed list, neither for the service nor for the database."""
    item, *_ = arms
    firearm = arms[item]
    listed = {arm: arms[arm] for arm in arms if under != "another list" or arm != item}
    batch = sealed(dave, erin, listed) if under != "no list" else ""
    if under == "a list given up":
        destruction.abandon(actor=dave, batch_id=batch, note="the furnace is cold")
    if under in ("another list", "an exception"):
        read_all(dave, batch)
        for value in (judy, ruth):
            destruction.witness(actor=value, batch_id=batch)
        why = {item: {"why": "held_back", "note": "still needed"}} if under == "an exception" else {}
        recorded(dave, batch, counted=2, exceptions=why)
    event = _as_destroyed(judy, ruth, batch)
    with pytest.raises(Refused) as refused:
        _proposed_surely(dave, erin, firearm, event)
    assert [reason.code for reason in refused.value.reasons] == ["registry.precondition.list_sealed"]
    monkeypatch.setattr(disposal, "_on_its_list", lambda firearm, batch: True)
    with pytest.raises(Refused) as refused, transaction.atomic():
        _proposed_surely(dave, erin, firearm, event)
    assert (refused.value.code, refused.value.article) == (
        "registry.precondition.list_sealed",
        "Protocol art. 6(2)",
    )
    assert Firearm.objects.get(public_id=firearm).state == "pending_disposal"


def test_what_was_lost_out_of_the_store_and_came_back_still_needs_its_list(
    dave, erin, bob, nina, alice, judy, ruth, arms, monkeypatch
):
    """A detour through another state makes no confiscated arm its holder's own."""
    firearm = next(iter(arms.values()))
    record_event(actor=dave, firearm=firearm, event=NewEvent("lost", {"ground": "loss"}))
    record_event(actor=dave, firearm=firearm, event=NewEvent("recovered", {"by": "holder"}))
    with pytest.raises(Refused):
        _proposed_surely(dave, erin, firearm, _as_destroyed(judy, ruth))
    from ifar.registry.services import events

    outcome = replace(_an_outcome(), facts=_destroyed_facts())
    monkeypatch.setattr(events, "decided", lambda *args, **kwargs: outcome)
    with pytest.raises(Refused) as refused, transaction.atomic():
        _proposed_surely(dave, erin, firearm, _as_destroyed(judy, ruth))
    assert refused.value.code == "registry.precondition.list_sealed"


def test_witnesses_sign_what_was_read_and_nothing_is_read_again(dave, erin, judy, ruth, arms, monkeypatch):
    batch = sealed(dave, erin, arms)
    first, second, third = arms
    lines = {line["exhibit"]: line["serial"] for line in Batch.objects.get().lines}
    destruction.check_items(actor=dave, batch_id=batch, readings=[Reading(first, lines[first])])
    with pytest.raises(Refused) as refused:
        destruction.witness(actor=judy, batch_id=batch)
    assert [(reason.code, reason.params) for reason in refused.value.reasons] == [
        ("custody.witness.unread", {"count": 2})
    ]
    with monkeypatch.context() as around:
        around.setattr(rules, "unread", lambda lines, read: ())
        with pytest.raises(IntegrityError, match="not everything on its list was read"), transaction.atomic():
            destruction.witness(actor=judy, batch_id=batch)
    # What was looked for and is not there was looked at too.
    destruction.check_items(
        actor=dave, batch_id=batch, readings=[Reading(second, lines[second]), Reading(third, None)]
    )
    destruction.witness(actor=judy, batch_id=batch)
    with pytest.raises(Refused) as refused:
        read_all(dave, batch)
    assert refused.value.code == "custody.batch.signed"
    record = kept.batch_for(dave, batch)
    raises_exc = pytest.raises(IntegrityError, match=r"custody\.batch\.signed")
    with raises_exc, without_guards(RECORDER), transaction.atomic():
        RECORDER.record(dave, "batch", "checked", record, changes={"readings": lines}, details={"read": []})
    destruction.witness(actor=ruth, batch_id=batch)
    with pytest.raises(Refused) as refused:
        recorded(dave, batch, counted=2)
    assert [(reason.code, reason.params["exhibit"]) for reason in refused.value.reasons] == [
        ("custody.batch.missing", third)
    ]
    monkeypatch.setattr(rules, "against", lambda *args, **kwargs: ())
    with pytest.raises(IntegrityError, match="was not read and not excepted"), transaction.atomic():
        recorded(dave, batch)


def test_the_database_counts_what_the_list_comes_to(dave, erin, judy, ruth, arms, monkeypatch):
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    monkeypatch.setattr(rules, "against", lambda *args, **kwargs: ())
    with pytest.raises(IntegrityError, match="another number was destroyed"), transaction.atomic():
        recorded(dave, batch, counted=2)


def test_what_happened_to_what_was_not_destroyed_stands_in_no_clear_log(
    dave, erin, judy, ruth, arms, monkeypatch
):
    """A note in somebody's own words is a sealed commitment, like every other."""
    note = "Mr Ahmadou's widow still wants to see it"
    batch = sealed(dave, erin, arms)
    held, *_ = arms
    read_all(dave, batch)
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    paper = recorded(dave, batch, counted=2, exceptions={held: {"why": "held_back", "note": note}})
    assert Batch.objects.get().exceptions == {held: {"why": "held_back"}}
    assert kept.words_of_act(batch, "destroyed", "exceptions") == {held: note}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE position('Ahmadou' IN convert_from(canonical, 'UTF8')) > 0"
        )
        assert cursor.fetchone()[0] == 0
    not_destroyed = Paper.objects.get(public_id=paper.public_id).content["not_destroyed"]
    assert len(not_destroyed) == 1
    assert "Held back" in not_destroyed[0]


def test_the_database_wants_what_was_not_destroyed_explained(
    dave, erin, judy, ruth, arms, monkeypatch, past_the_service
):
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for item in (judy, ruth):
        destruction.witness(actor=item, batch_id=batch)
    held, *_ = arms
    record = kept.batch_for(dave, batch)
    changes = {"weight_grams": 900, "counted": 2, "photos": ["x"], "exceptions": {held: {"why": "held_back"}},
               "destroyed_on": "2026-11-01"}  # fmt: skip
    with pytest.raises(IntegrityError, match="what was not destroyed is explained"), transaction.atomic():
        RECORDER.record(dave, "batch", "destroyed", record, changes=changes)


def test_what_is_read_stands_on_the_list_and_may_be_taken_back(dave, erin, arms):
    """A mistyped line once stood in a batch for ever, and blocked it."""
    batch = sealed(dave, erin, arms)
    first, second, _ = arms
    serials = {line["exhibit"]: line["serial"] for line in Batch.objects.get().lines}
    with pytest.raises(Invalid) as refused:
        destruction.check_items(
            actor=dave, batch_id=batch, readings=[Reading(first, serials[first]), Reading("ZZZ", "999")]
        )
    assert [(reason.code, reason.field, reason.params) for reason in refused.value.reasons] == [
        ("custody.batch.unlisted", "readings", {"label": "ZZZ"})
    ]
    with pytest.raises(Invalid) as refused:
        destruction.check_items(
            actor=dave, batch_id=batch, readings=[Reading(first, "1"), Reading(first, "2")]
        )
    assert refused.value.reasons[0].code == "custody.batch.read_twice"
    record = kept.batch_for(dave, batch)
    assert record.readings == {}
    with pytest.raises(IntegrityError, match="stands on no line of its list"), transaction.atomic():
        RECORDER.record(
            dave, "batch", "checked", record, changes={"readings": {"ZZZ": "999"}}, details={"read": []}
        )
    destruction.check_items(
        actor=dave, batch_id=batch, readings=[Reading(first, "WRONG"), Reading(second, "WRONG")]
    )
    destruction.check_items(actor=dave, batch_id=batch, readings=[], drop=[second])
    assert Batch.objects.get().readings == {first: "WRONG"}
    destruction.check_items(actor=dave, batch_id=batch, readings=[Reading(first, serials[first])])
    assert Batch.objects.get().readings == {first: serials[first]}
    with pytest.raises(Invalid):
        destruction.check_items(actor=dave, batch_id=batch, readings=[])


def test_g20_whoever_proposes_a_destruction_does_not_approve_it(dave, erin, arms):
    """G20: an officer proposes destruction, then approves it: refused, by the service and by the database."""
    batch = a_batch(dave, arms)
    asked = destruction.propose_seal(actor=erin, batch_id=batch, reason="quickly")
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "accounts.decision.proposer"
    assert Batch.objects.get(public_id=batch).state == "draft"


def _destroyed_facts():
    from ifar.registry.lifecycle import Facts

    return Facts.of("none", "none", "ended", "destroyed")
