"""Disposal and destruction: default, authority and mark; every path to a sale; the sealed list, the day, witnesses, certificate."""

from __future__ import annotations

import io
import secrets
import sys
import time
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.files import services as files
from ifar.outbox import services as outbox
from ifar.papers.models import Paper
from ifar.parties.services.bars import NewBar, enter_bar
from ifar.recoveries import custody_selectors as kept
from ifar.recoveries import destruction as rules
from ifar.recoveries.custody_acts import EYES
from ifar.recoveries.destruction import Reading
from ifar.recoveries.models import Batch, Chain, Item
from ifar.recoveries.services import custody, destruction, disposal, links, rooms
from ifar.recoveries.services.custody import Where
from ifar.recoveries.services.custody_writing import write
from ifar.recoveries.services.items import NewItem, enter_items
from ifar.registry.lifecycle import RULES
from ifar.registry.models import Event, Firearm
from ifar.registry.services import proposals as asking
from ifar.registry.services.events import NewEvent, kind_of, record_event, standing_of
from tests.accounts.test_database_eyes import decide, propose
from tests.factories import a_case, a_firearm, a_person, an_item

pytestmark = pytest.mark.django_db
MANY = 500


def confiscate(dave, item: str) -> str:
    """The firearm of an exhibit, registered where it is not, and confiscated."""
    firearm = links.register_item(actor=dave, item=item).firearm
    record_event(actor=dave, firearm=firearm, event=NewEvent("confiscated", {"order": "C-9"}))
    return firearm


def in_store(dave, item: str, seal: str = "S-1") -> None:
    custody.take_in(actor=dave, exhibit=item, where=Where(place="store for disposal", seal=seal))


def for_destruction(dave, erin, item: str, *, in_custody: bool = True) -> str:
    firearm = confiscate(dave, item)
    if in_custody:
        in_store(dave, item)
    asked = disposal.propose_disposal(actor=dave, exhibit=item, order="D-4", reason="by law")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    return firearm


@pytest.fixture
def case(dave) -> str:
    return a_case(dave, ground="illicit_possession")


@pytest.fixture
def arms(dave, erin, case) -> dict[str, str]:
    """Exhibit -> firearm of three arms that wait to be destroyed."""
    items = [an_item(dave, case, f"KX{n}4471") for n in range(3)]
    return {item: for_destruction(dave, erin, item) for item in sorted(items)}


def a_batch(dave, arms, **said) -> str:
    given = {"name": "Spring", "order": "D-4", "method": "smelting", "place": "Steel works", **said}
    return destruction.open_batch(actor=dave, exhibits=list(arms), **given)


def sealed(dave, erin, arms, **said) -> str:
    batch = a_batch(dave, arms, **said)
    asked = destruction.propose_seal(actor=dave, batch=batch, reason="ready")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    return batch


def read_all(dave, batch: str, **other: str):
    lines = Batch.objects.get(public_id=batch).lines
    readings = [Reading(one["exhibit"], other.get(one["exhibit"], one["serial"])) for one in lines]
    return destruction.check_items(actor=dave, batch=batch, readings=readings)


def a_photo(dave) -> str:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(picture, "PNG")
    return files.keep(actor=dave, purpose="photograph", name="day.png", content=[picture.getvalue()]).sha256


def recorded(dave, batch: str, **said):
    given = {"weight_grams": 2_950, "counted": 3, "photos": [a_photo(dave)], "exceptions": {}, **said}
    return destruction.record(actor=dave, batch=batch, **given)


# Disposal -------------------------------------------------------------------------------------------------------------


def test_destruction_is_the_default_and_takes_a_second_person(dave, erin, case):
    """Must-have 14."""
    item = an_item(dave, case, marking="none", marks=())
    firearm = confiscate(dave, item)
    assert Firearm.objects.get(public_id=firearm).physical == "unmarked"
    asked = disposal.propose_disposal(actor=dave, exhibit=item, order="D-4", reason="by law")
    assert asked.payload["details"] == {"order": "D-4", "method": "destruction"}
    with pytest.raises(Forbidden):
        proposals.decide(actor=replace(erin, id=dave.id), proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert Firearm.objects.get(public_id=firearm).state == "pending_disposal"


def test_anything_else_needs_authority_mark_and_method(dave, case):
    """Must-have 14."""
    item = an_item(dave, case, marking="none", marks=())
    confiscate(dave, item)
    with pytest.raises(Refused) as refused:
        disposal.propose_disposal(actor=dave, exhibit=item, order="D-4", reason="x", method="sale")
    assert [one.code for one in refused.value.reasons] == [
        "custody.disposal.authority",
        "custody.disposal.mark",
    ]
    with pytest.raises(Refused) as refused:
        disposal.propose_disposal(
            actor=dave, exhibit=item, order="D-4", reason="x", method="museum", authority="M-1"
        )
    assert [one.code for one in refused.value.reasons] == ["custody.disposal.mark"]
    with pytest.raises(Refused):
        disposal.propose_disposal(actor=dave, exhibit=item, order="", reason="x")


ATTEST_ALL = {
    name: "paper 7"
    for rule in RULES.values()
    for name in (
        *rule.needs,
        *rule.expects,
        "disposal_authority",
        "marks_complete",
        "transfer_mark",
        "new_marks_complete",
    )
}


def _tries(owner: str, licence_holder: str):
    """Everything that could pass an arm on, with every detail that any of them looks at."""
    details = {
        "sold_from_disposal": {"order": "D-4", "owner_kind": "private", "owner": owner},
        "returned_to_owner": {"owner_kind": "private", "owner": owner},
        "sold_to_civilians": {"order": "D-4", "owner_kind": "private", "owner": owner},
        "privately_transferred": {"owner_kind": "private", "owner": owner},
        "retail_sold": {"owner_kind": "private", "owner": owner},
        "wholesale_transferred": {"owner_kind": "retailer"},
        "acquired": {"owner_kind": "private", "owner": owner},
        "inherited": {"owner_kind": "private", "owner": owner},
        "export_licensed": {"licence": "L0000000000000"},
        "exported": {},
        "temporarily_exported": {"return_date": "2027-01-01"},
        "part_fitted": {"firearm": "F0000000000000", "place": "barrel"},
        "loaned": {"return_date": "2027-01-01", "borrower": owner},
        "deactivated": {"certificate": "K-1"},
        "state_stock_received": {"order": "D-4"},
    }
    return [NewEvent(kind, said, attested=ATTEST_ALL, paper="paper 7") for kind, said in details.items()]


def _outside(firearm: str) -> bool:
    found = Firearm.objects.get(public_id=firearm)
    return found.ownership not in ("state", "unknown", "none") or found.custody in (
        "holder",
        "retailer",
        "abroad",
    )


@pytest.mark.parametrize("lie", ["", "found", "seized", "sighted"])
@pytest.mark.parametrize("method", ["", "destruction", "sale", "state_use"])
def test_sale_of_a_confiscated_unmarked_arm_is_impossible_by_any_path(
    dave, erin, alice, bob, case, lie, method
):
    """Issue 5, line 5; must-have 14: events, proposals, offers, and after every lie about its marks."""
    owner = a_person(alice)
    item = an_item(dave, case, marking="none", marks=())
    firearm = confiscate(dave, item)
    if lie in ("found", "seized"):
        said = {"ground": "illicit_possession"} if lie == "seized" else {}
        record_event(actor=dave, firearm=firearm, event=NewEvent(lie, {**said, "marking": "unique"}))
        record_event(actor=dave, firearm=firearm, event=NewEvent("confiscated", {"order": "C-10"}))
    if lie == "sighted":
        marks = tuple(
            {"kind": kind, "text": text}
            for kind, text in (("maker", "ACME"), ("country", "XX"), ("serial", "9"))
        )
        record_event(
            actor=dave, firearm=firearm, event=NewEvent("sighted", {"method": "inspection"}, marks=marks)
        )
    if method:
        event = NewEvent("disposal_decided", {"order": "D-4", "method": method}, attested=ATTEST_ALL)
        _proposed(dave, erin, firearm, event)
    for actor, head in ((dave, erin), (alice, bob)):
        for event in _tries(owner, owner):
            for act in (_recorded, _proposed):
                act(actor, head, firearm, event)
                assert not _outside(firearm), (lie, method, event.kind, act)
    assert Firearm.objects.get(public_id=firearm).state in ("confiscated", "pending_disposal")


def _recorded(actor, head, firearm, event):
    try:
        with transaction.atomic():
            record_event(actor=actor, firearm=firearm, event=event)
    except IfarError:
        pass


def _proposed(actor, head, firearm, event):
    try:
        with transaction.atomic():
            asked = asking.propose_event(actor=actor, firearm=firearm, event=event, reason="because")
            proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")
    except IfarError:
        pass


def test_marked_anew_and_authorised_it_may_be_passed_on(dave, erin, alice, case):
    """The other side of the rule: with mark, authority and recorded method the way is open."""
    owner = a_person(alice)
    item = an_item(dave, case, marking="none", marks=())
    firearm = confiscate(dave, item)
    marks = tuple(
        {"kind": kind, "text": text} for kind, text in (("maker", "ACME"), ("country", "XX"), ("serial", "9"))
    )
    _proposed_surely(
        dave, erin, firearm, NewEvent("re_marked", {"order": "R-1", "reason": "unmarked"}, marks=marks)
    )
    asked = disposal.propose_disposal(
        actor=dave, exhibit=item, order="D-4", reason="to the museum", method="sale", authority="Minister 12"
    )
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    sale = NewEvent(
        "sold_from_disposal",
        {"order": "D-4", "owner_kind": "private", "owner": owner},
        attested={"disposal_authority": "Minister 12"},
    )
    _proposed_surely(dave, erin, firearm, sale)
    assert Firearm.objects.get(public_id=firearm).owner == owner


def _proposed_surely(actor, head, firearm, event):
    asked = asking.propose_event(actor=actor, firearm=firearm, event=event, reason="because")
    proposals.decide(actor=head, proposal=asked.public_id, verdict="approve")


def test_the_database_refuses_it_too_whoever_decided(dave, erin, case, alice, monkeypatch):
    """Direct SQL as the runtime role comes this far: two people agreed, the rule was not asked, the trigger refuses."""
    owner = a_person(alice)
    item = an_item(dave, case, marking="none", marks=())
    firearm = confiscate(dave, item)
    _proposed_surely(
        dave, erin, firearm, NewEvent("disposal_decided", {"order": "D-4", "method": "destruction"})
    )
    sale = NewEvent(
        "sold_from_disposal", {"order": "D-4", "owner_kind": "private", "owner": owner, "marking": "unique"}
    )
    from ifar.registry.services import events

    allowed = _an_outcome()
    monkeypatch.setattr(events, "decided", lambda *args, **kwargs: allowed)
    monkeypatch.setattr(events, "checked", events.kind_of)
    with pytest.raises(Refused) as refused:
        _proposed_surely(
            dave,
            erin,
            firearm,
            replace(sale, details={k: v for k, v in sale.details.items() if k != "marking"}),
        )
    assert refused.value.code == "registry.forfeit_unmarked"
    assert Firearm.objects.get(public_id=firearm).ownership == "state"


def _an_outcome():
    from ifar.registry.lifecycle import Facts, Outcome, State

    return Outcome(
        facts=Facts.of("private", "holder", "lawful", "unmarked"),
        state=State.HELD_CIVILIAN,
        changed=True,
        ends=False,
        eyes=2,
        merged=False,
        alarms=(),
        flags=(),
        unverified=(),
        deadlines=(),
    )


def test_every_kind_that_passes_an_arm_on_from_the_state_is_watched_by_the_database():
    """The trigger's list is worked out from the life cycle's table: a new way out of the State's hands fails here."""
    from ifar.registry.allowances import _befores, _outcomes

    ways = {
        kind
        for kind, rule in RULES.items()
        if not rule.restores
        for _, before in _befores(rule)
        if before is not None and before.ownership == "state"
        for after in _outcomes(rule, before)
        if after.ownership not in ("state", "none")
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'article_6'")
        watched = cursor.fetchone()[0]
    assert ways
    assert ways <= {event.kind for event in _tries("P0000000000000", "P0000000000000")}
    assert all(f"'{kind}'" in watched for kind in {*ways, "annulled", "merged", "deactivated"})


def test_given_back_by_a_second_person_and_not_to_somebody_barred(dave, erin, alice, bob, case):
    owner = a_person(alice)
    firearm = a_firearm(alice, "AB71234", owner=owner, owner_kind="private").firearm
    item = an_item(dave, case, "AB71234")
    links.link_item(actor=dave, item=item, firearm=firearm)
    custody.take_in(actor=dave, exhibit=item, where=Where(place="locker", seal="S-1"))
    with pytest.raises(Refused) as refused:
        disposal.propose_return(actor=dave, exhibit=item, reason="not guilty", ownership="")
    assert {one.field for one in refused.value.reasons} >= {"ownership_proven"}
    bar = NewBar("prohibited", "criminal_proceedings", "2026-01-01", "Court", "XX", "J-4", party=owner)
    enter_bar(actor=bob, new=bar)
    with pytest.raises(Refused) as refused:
        disposal.propose_return(actor=dave, exhibit=item, reason="not guilty", ownership="J-1")
    assert [one.code for one in refused.value.reasons] == ["custody.return.barred"]


def test_a_return_ends_the_chain_of_custody(dave, erin, alice, case):
    owner = a_person(alice)
    firearm = a_firearm(alice, "AB71234", owner=owner, owner_kind="private").firearm
    item = an_item(dave, case, "AB71234")
    links.link_item(actor=dave, item=item, firearm=firearm)
    custody.take_in(actor=dave, exhibit=item, where=Where(place="locker", seal="S-1"))
    event = NewEvent("returned_to_owner", {}, attested=ATTEST_ALL, paper="J-1")
    _proposed_surely(dave, erin, firearm, event)
    while outbox.deliver():
        pass
    assert Firearm.objects.get(public_id=firearm).state == "held_civilian"
    assert Chain.objects.get(public_id=item).state == "released"


def test_a_chain_ends_only_when_the_register_says_so(dave, erin, arms):
    item = next(iter(arms))
    with pytest.raises(IntegrityError, match="still is in custody"), transaction.atomic():
        custody.leave(dave, Chain.objects.select_related("agency").get(public_id=item), "destroyed", "x")


# Destruction ----------------------------------------------------------------------------------------------------------


def test_a_list_is_sealed_by_two_people_and_its_hash_stands_in_the_log(dave, erin, arms):
    """Must-have 15."""
    batch = a_batch(dave, arms)
    asked = destruction.propose_seal(actor=dave, batch=batch, reason="ready")
    with pytest.raises(Forbidden):
        proposals.decide(actor=replace(erin, id=dave.id), proposal=asked.public_id, verdict="approve")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    found = Batch.objects.get(public_id=batch)
    assert (found.state, found.proposer, found.approver) == ("sealed", dave.id, erin.id)
    assert found.seal == rules.sealed(rules.lines_of(found.lines)) == asked.payload["details"]["seal"]
    with pytest.raises(Refused):
        destruction.list_items(actor=dave, batch=batch, exhibits=[])
    with pytest.raises(Invalid):
        a_batch(dave, arms)
    assert Notice.objects.filter(kind="custody.witness").exists()


@pytest.mark.usefixtures("past_the_service")
def test_one_person_seals_no_list_even_past_the_service(dave, arms):
    assert EYES == {"custody.batch_sealed": 2}
    found = Batch.objects.get(public_id=a_batch(dave, arms))
    seal = rules.sealed(rules.lines_of(found.lines))
    with pytest.raises(IntegrityError, match="takes 2 people"), transaction.atomic():
        write(
            dave,
            "batch",
            "sealed",
            found,
            changes={"seal": seal, "proposer": dave.id, "approver": dave.id},
            details={"seal": seal},
        )


def test_only_what_waits_for_destruction_stands_on_a_list(dave, case):
    item = an_item(dave, case, "ZZ1")
    with pytest.raises(Invalid) as wrong:
        a_batch(dave, {item: ""})
    assert wrong.value.reasons[0].params == {"exhibit": item}


def test_a_swapped_serial_is_found_and_named_on_the_day(dave, erin, judy, ruth, arms):
    """Issue 5, line 5."""
    batch = sealed(dave, erin, arms)
    first, second, _ = arms
    serials = {one["exhibit"]: one["serial"] for one in Batch.objects.get(public_id=batch).lines}
    came = read_all(dave, batch, **{first: serials[second]})
    assert [(one.verdict, one.other) for one in came if one.exhibit == first] == [("swapped", second)]
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    with pytest.raises(Refused) as refused:
        recorded(dave, batch)
    told = {one.code: one.params for one in refused.value.reasons}
    assert told["custody.batch.swapped"] == {
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
            destruction.witness(actor=concerned, batch=batch)
        assert refused.value.code == "custody.witness.concerned"
    read_all(dave, batch)
    destruction.witness(actor=judy, batch=batch)
    with pytest.raises(Forbidden):
        destruction.witness(actor=judy, batch=batch)
    with pytest.raises(Refused) as refused:
        recorded(dave, batch)
    assert [one.code for one in refused.value.reasons] == ["custody.batch.witnesses"]
    monkeypatch.setattr(rules, "not_a_witness", lambda *args, **kwargs: None)
    with pytest.raises(IntegrityError, match="does not witness it"), transaction.atomic():
        destruction.witness(actor=erin, batch=batch)
    with pytest.raises(IntegrityError, match="signs once"), transaction.atomic():
        destruction.witness(actor=judy, batch=batch)
    monkeypatch.setattr(rules, "against", lambda *args, **kwargs: ())
    with pytest.raises(IntegrityError, match="two witnesses"), transaction.atomic():
        recorded(dave, batch)
    assert kept.to_witness(ruth).count() == 1
    assert not kept.to_witness(judy).exists()


def test_a_destruction_with_its_certificate_and_what_the_register_says(dave, erin, judy, ruth, arms):
    """Must-have 15."""
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    paper = recorded(dave, batch)
    for firearm in arms.values():
        found = Event.objects.filter(firearm__public_id=firearm).latest("n")
        assert (found.kind, found.details["list"], found.details["witnesses"]) == (
            "destroyed",
            batch,
            [judy.id, ruth.id],
        )
        assert "list_sealed" not in found.checks.get("unverified", [])
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
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    recorded(dave, batch)
    found = kept.batch_for(dave, batch)
    with pytest.raises(Refused) as refused, transaction.atomic():
        destruction._destroy(dave, found, [other])
    assert [one.code for one in refused.value.reasons] == ["registry.precondition.list_sealed"]
    monkeypatch.setattr(disposal, "_on_its_list", lambda firearm, batch: True)
    with pytest.raises(Refused) as refused, transaction.atomic():
        destruction._destroy(dave, found, [other])
    assert "sealed list that names it" in str(refused.value.__cause__)


def test_a_destroyed_arm_that_customs_recover_raises_the_alarm(
    dave, erin, heidi, alice, judy, ruth, arms, case
):
    """Issue 5, line 5; must-have 15: the resurrection alarm, with the whole history."""
    firearm = a_firearm(alice, "CC90817").firearm
    item = an_item(dave, case, "CC90817")
    links.link_item(actor=dave, item=item, firearm=firearm)
    in_store(dave, item)
    record_event(actor=dave, firearm=firearm, event=NewEvent("confiscated", {"order": "C-9"}))
    asked = disposal.propose_disposal(actor=dave, exhibit=item, order="D-4", reason="by law")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    arms = {**arms, item: firearm}
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
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
        destruction.abandon(actor=dave, batch=batch, note="")
    destruction.abandon(actor=dave, batch=batch, note="the furnace is cold")
    sealed(dave, erin, arms, name="Summer")


def test_a_batch_is_for_its_office_and_for_witnesses(dave, erin, nina, judy, mallory, arms):
    batch = a_batch(dave, arms)
    for stranger in (nina, mallory):
        with pytest.raises(NotFound):
            kept.batch_for(stranger, batch)
    assert kept.batch_for(judy, batch).public_id == batch


# What an office has not at hand -----------------------------------------------------------------------------------------


def _never_taken_in(dave, erin, heidi, dora, item):
    """Nobody took it into custody."""


def _handed_on(dave, erin, heidi, dora, item):
    in_store(dave, item)
    custody.hand_over(
        actor=dave,
        exhibit=item,
        to=heidi.agency,
        purpose="court",
        where=Where(place="store for disposal", seal="S-1"),
    )


def _with_another_office(dave, erin, heidi, dora, item):
    _handed_on(dave, erin, heidi, dora, item)
    custody.receive(actor=heidi, exhibit=item, where=Where(place="customs", seal="S-1"))


def _missing(dave, erin, heidi, dora, item):
    room = rooms.open_room(actor=erin, name="Store for disposal")
    custody.take_in(actor=dave, exhibit=item, where=Where(room=room, seal="S-1"))
    rooms.enter_count(actor=dora, count=rooms.begin_count(actor=dora, room=room), seen=[])


def _with_a_gap(dave, erin, heidi, dora, item):
    in_store(dave, item)
    custody.reseal(actor=dave, exhibit=item, seal="S-2", reason="")


AWAY = (_never_taken_in, _handed_on, _with_another_office, _missing, _with_a_gap)


@pytest.mark.parametrize("away", AWAY)
def test_what_the_office_has_not_at_hand_with_a_whole_chain_stands_on_no_list(
    dave, erin, heidi, dora, case, monkeypatch, away
):
    item = an_item(dave, case, "KX04471")
    for_destruction(dave, erin, item, in_custody=False)
    away(dave, erin, heidi, dora, item)
    assert not kept.disposable(dave).exists()
    with pytest.raises(Invalid) as wrong:
        a_batch(dave, [item])
    assert [(one.code, one.params) for one in wrong.value.reasons] == [
        ("custody.batch.item", {"exhibit": item})
    ]
    monkeypatch.setattr(kept, "disposable", lambda actor, exhibits: Item.objects.filter(public_id=item))
    monkeypatch.setattr(destruction, "_at_hand", lambda found: {item})
    batch = a_batch(dave, [item])
    asked = destruction.propose_seal(actor=dave, batch=batch, reason="ready")
    with pytest.raises(IntegrityError, match="in the custody of this office"), transaction.atomic():
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert Batch.objects.get(public_id=batch).state == "draft"


def test_what_left_between_the_seal_and_the_day_is_not_destroyed(
    dave, erin, heidi, judy, ruth, arms, monkeypatch
):
    batch = sealed(dave, erin, arms)
    gone, *_ = arms
    read_all(dave, batch)
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    custody.hand_over(
        actor=dave,
        exhibit=gone,
        to=heidi.agency,
        purpose="court",
        where=Where(place="store for disposal", seal="S-1"),
    )
    with pytest.raises(Refused) as refused:
        recorded(dave, batch)
    assert [(one.code, one.params) for one in refused.value.reasons] == [
        ("custody.batch.away", {"exhibit": gone})
    ]
    with monkeypatch.context() as around:
        around.setattr(destruction, "_at_hand", lambda found: set(arms))
        with pytest.raises(IntegrityError, match="no longer in the custody"), transaction.atomic():
            recorded(dave, batch)
    recorded(dave, batch, counted=2, exceptions={gone: {"why": "held_back", "note": "the court has it"}})
    assert Firearm.objects.get(public_id=arms[gone]).state == "pending_disposal"
    assert Chain.objects.get(public_id=gone).state == "handed"


def test_what_left_while_the_seal_waited_for_the_second_person_is_refused(dave, erin, heidi, arms):
    batch = a_batch(dave, arms)
    asked = destruction.propose_seal(actor=dave, batch=batch, reason="ready")
    gone, *_ = arms
    custody.reseal(actor=dave, exhibit=gone, seal="S-2", reason="")
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert [(one.code, one.params) for one in refused.value.reasons] == [
        ("custody.batch.away", {"exhibit": gone})
    ]


def _as_destroyed(judy, ruth, batch: str = "") -> NewEvent:
    said = {"order": "D-4", "method": "smelting", "witnesses": [judy.id, ruth.id]}
    return NewEvent(
        "destroyed", {**said, **({"list": batch} if batch else {})}, attested=ATTEST_ALL, paper="paper 7"
    )


@pytest.mark.parametrize(
    "under", ["no list", "another list", "a list given up", "a list that waits", "an exception"]
)
def test_what_was_confiscated_is_destroyed_with_its_list_or_not_at_all(
    dave, erin, judy, ruth, case, arms, monkeypatch, under
):
    """Must-have 15: two people and a paper that says so are no sealed list, neither for the service nor for the database."""
    item, *_ = arms
    firearm = arms[item]
    listed = {one: arms[one] for one in arms if under != "another list" or one != item}
    batch = sealed(dave, erin, listed) if under != "no list" else ""
    if under == "a list given up":
        destruction.abandon(actor=dave, batch=batch, note="the furnace is cold")
    if under in ("another list", "an exception"):
        read_all(dave, batch)
        for one in (judy, ruth):
            destruction.witness(actor=one, batch=batch)
        why = {item: {"why": "held_back", "note": "still needed"}} if under == "an exception" else {}
        recorded(dave, batch, counted=2, exceptions=why)
    event = _as_destroyed(judy, ruth, batch)
    with pytest.raises(Refused) as refused:
        _proposed_surely(dave, erin, firearm, event)
    assert [one.code for one in refused.value.reasons] == ["registry.precondition.list_sealed"]
    monkeypatch.setattr(disposal, "_on_its_list", lambda firearm, batch: True)
    with pytest.raises(Refused) as refused, transaction.atomic():
        _proposed_surely(dave, erin, firearm, event)
    assert (refused.value.code, refused.value.article) == (
        "registry.precondition.list_sealed",
        "Protocol art. 6(2)",
    )
    assert Firearm.objects.get(public_id=firearm).state == "pending_disposal"


def test_what_its_owner_has_destroyed_takes_two_people_and_no_list(dave, erin, alice, bob, nina, judy, ruth):
    """Art. 6 is about what was confiscated, seized or forfeited: what somebody hands in of their own will has a way of its own."""
    firearm = a_firearm(alice, "AB71234", owner=a_person(alice), owner_kind="private").firearm
    _proposed_surely(bob, nina, firearm, replace(_as_destroyed(judy, ruth), attested={}))
    event = Event.objects.get(firearm__public_id=firearm, kind="destroyed")
    assert event.checks["unverified"] == ["list_sealed"]


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


def _destroyed_facts():
    from ifar.registry.lifecycle import Facts

    return Facts.of("none", "none", "ended", "destroyed")


def test_witnesses_sign_what_was_read_and_nothing_is_read_again(dave, erin, judy, ruth, arms, monkeypatch):
    batch = sealed(dave, erin, arms)
    first, second, third = arms
    lines = {one["exhibit"]: one["serial"] for one in Batch.objects.get().lines}
    destruction.check_items(actor=dave, batch=batch, readings=[Reading(first, lines[first])])
    with pytest.raises(Refused) as refused:
        destruction.witness(actor=judy, batch=batch)
    assert [(one.code, one.params) for one in refused.value.reasons] == [
        ("custody.witness.unread", {"count": 2})
    ]
    with monkeypatch.context() as around:
        around.setattr(rules, "unread", lambda lines, read: ())
        with pytest.raises(IntegrityError, match="not everything on its list was read"), transaction.atomic():
            destruction.witness(actor=judy, batch=batch)
    # What was looked for and is not there was looked at too.
    destruction.check_items(
        actor=dave, batch=batch, readings=[Reading(second, lines[second]), Reading(third, None)]
    )
    destruction.witness(actor=judy, batch=batch)
    with pytest.raises(Refused) as refused:
        read_all(dave, batch)
    assert refused.value.code == "custody.batch.signed"
    found = kept.batch_for(dave, batch)
    with pytest.raises(IntegrityError, match="has signed what was read"), transaction.atomic():
        write(dave, "batch", "checked", found, changes={"readings": lines}, details={"read": []})
    destruction.witness(actor=ruth, batch=batch)
    with pytest.raises(Refused) as refused:
        recorded(dave, batch, counted=2)
    assert [(one.code, one.params["exhibit"]) for one in refused.value.reasons] == [
        ("custody.batch.missing", third)
    ]
    monkeypatch.setattr(rules, "against", lambda *args, **kwargs: ())
    with pytest.raises(IntegrityError, match="was not read and not excepted"), transaction.atomic():
        recorded(dave, batch)


def test_the_database_counts_what_the_list_comes_to(dave, erin, judy, ruth, arms, monkeypatch):
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
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
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    paper = recorded(dave, batch, counted=2, exceptions={held: {"why": "held_back", "note": note}})
    assert Batch.objects.get().exceptions == {held: {"why": "held_back"}}
    assert kept.words_of_act(batch, "destroyed", "exceptions") == {held: note}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE position('Ahmadou' IN convert_from(canonical, 'UTF8')) > 0"
        )
        assert cursor.fetchone()[0] == 0
    said = Paper.objects.get(public_id=paper.public_id).content["not_destroyed"]
    assert len(said) == 1
    assert "Held back" in said[0]


def test_the_database_wants_what_was_not_destroyed_explained(
    dave, erin, judy, ruth, arms, monkeypatch, past_the_service
):
    batch = sealed(dave, erin, arms)
    read_all(dave, batch)
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    held, *_ = arms
    found = kept.batch_for(dave, batch)
    changes = {"weight_grams": 900, "counted": 2, "photos": ["x"], "exceptions": {held: {"why": "held_back"}},
               "destroyed_on": "2026-11-01"}  # fmt: skip
    with pytest.raises(IntegrityError, match="what was not destroyed is explained"), transaction.atomic():
        write(dave, "batch", "destroyed", found, changes=changes)


def test_what_is_read_stands_on_the_list_and_may_be_taken_back(dave, erin, arms):
    """A mistyped line once stood in a batch for ever, and blocked it."""
    batch = sealed(dave, erin, arms)
    first, second, _ = arms
    serials = {one["exhibit"]: one["serial"] for one in Batch.objects.get().lines}
    with pytest.raises(Invalid) as refused:
        destruction.check_items(
            actor=dave, batch=batch, readings=[Reading(first, serials[first]), Reading("ZZZ", "999")]
        )
    assert [(one.code, one.field, one.params) for one in refused.value.reasons] == [
        ("custody.batch.unlisted", "readings", {"label": "ZZZ"})
    ]
    with pytest.raises(Invalid) as refused:
        destruction.check_items(actor=dave, batch=batch, readings=[Reading(first, "1"), Reading(first, "2")])
    assert refused.value.reasons[0].code == "custody.batch.read_twice"
    found = kept.batch_for(dave, batch)
    assert found.readings == {}
    with pytest.raises(IntegrityError, match="stands on no line of its list"), transaction.atomic():
        write(dave, "batch", "checked", found, changes={"readings": {"ZZZ": "999"}}, details={"read": []})
    destruction.check_items(
        actor=dave, batch=batch, readings=[Reading(first, "WRONG"), Reading(second, "WRONG")]
    )
    destruction.check_items(actor=dave, batch=batch, readings=[], drop=[second])
    assert Batch.objects.get().readings == {first: "WRONG"}
    destruction.check_items(actor=dave, batch=batch, readings=[Reading(first, serials[first])])
    assert Batch.objects.get().readings == {first: serials[first]}
    with pytest.raises(Invalid):
        destruction.check_items(actor=dave, batch=batch, readings=[])


def test_items_are_read_by_every_name_that_they_have(dave, erin, case):
    items = [an_item(dave, case, f"KX{n}4471", exhibit=f"C81-{n}") for n in range(4)]
    batch = sealed(dave, erin, {item: for_destruction(dave, erin, item) for item in items})
    text = f"{identifiers.shown(items[0])} KX04471\nc81-1; KX14471\nkx-24471\nC81-3 –"
    assert destruction.typed(actor=dave, batch=batch, text=text) == [
        Reading(items[0], "KX04471"),
        Reading(items[1], "KX14471"),
        Reading(items[2], "KX-24471"),
        Reading(items[3], ""),
    ]
    for line, code in (
        ("C81-1", "custody.batch.serial"),
        ("KX14471 KX14471", "custody.batch.behind"),
        ("C81-9 KX14471", "custody.batch.unlisted"),
    ):
        with pytest.raises(Invalid) as refused:
            destruction.typed(actor=dave, batch=batch, text=line)
        assert [one.code for one in refused.value.reasons] == [code]
    rest = destruction.typed(actor=dave, batch=batch, text="KX14471", rest=True)
    assert rest[0] == Reading(items[1], "KX14471")
    assert {one.exhibit for one in rest[1:]} == {items[0], items[2], items[3]}
    assert {one.serial for one in rest[1:]} == {None}
    destruction.check_items(actor=dave, batch=batch, readings=[Reading("c81-1", "KX14471")])
    assert Batch.objects.get().readings == {items[1]: "KX14471"}


# G20 ------------------------------------------------------------------------------------------------------------------


def test_g20_whoever_proposes_a_destruction_does_not_approve_it(dave, erin, arms):
    """G20: an officer proposes destruction, then approves it: refused, by the service and by the database."""
    batch = a_batch(dave, arms)
    asked = destruction.propose_seal(actor=erin, batch=batch, reason="quickly")
    with pytest.raises(Forbidden) as refused:
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert refused.value.code == "accounts.decision.proposer"
    assert Batch.objects.get(public_id=batch).state == "draft"


def decided_by_rows(dave, erin, firearm: str) -> None:
    """Two people decide that it is destroyed, without the queues through which a page would find the proposal: a tenth of the time.

    The database checks the rows as it checks those of the services.
    """
    event = NewEvent("disposal_decided", {"order": "D-4", "method": "destruction"}, paper="D-4")
    standing = standing_of(dave, firearm)
    said = asking._payload(kind_of(event), event, standing)
    number = identifiers.new("Q", secrets.token_bytes)
    asked = propose(dave, "registry.disposal_decided", firearm, said, public_id=number)
    decide(erin, asked)
    asking.carry_out(erin, asked)


def test_a_destruction_of_500_arms(dave, erin, judy, ruth, case, capsys):
    """Issue 5, line 5: five hundred, one swapped serial found on the day; how long each act takes beside the same number of events."""
    marks = [({"kind": "serial", "text": f"LL{n:06}"},) for n in range(MANY)]
    new = [NewItem(identity={"make": "beretta", "type": "pistol"}, marks=one) for one in marks]
    arms = {item: confiscate(dave, item) for item in enter_items(actor=dave, case=case, items=new).items}
    for item, firearm in arms.items():
        decided_by_rows(dave, erin, firearm)
        in_store(dave, item)
    took = {}

    def timed(name, act):
        began = time.process_time(), time.perf_counter()
        came = act()
        took[name] = time.process_time() - began[0], time.perf_counter() - began[1]
        return came

    noted = NewEvent("noted", {"text": "x"})
    timed(
        "one event for each",
        lambda: [record_event(actor=dave, firearm=one, event=noted) for one in arms.values()],
    )
    batch = timed("seal the list", lambda: sealed(dave, erin, arms))
    swapped, other = list(arms)[:2]
    serials = {line["exhibit"]: line["serial"] for line in Batch.objects.get().lines}
    came = timed("read all", lambda: read_all(dave, batch, **{swapped: serials[other]}))
    assert [(one.exhibit, one.other) for one in came if one.verdict != "agrees"] == [(swapped, other)]
    for one in (judy, ruth):
        destruction.witness(actor=one, batch=batch)
    why = {swapped: {"why": "swapped", "note": "report 7"}}
    timed("record the destruction", lambda: recorded(dave, batch, counted=MANY - 1, exceptions=why))
    assert Event.objects.filter(kind="destroyed").count() == MANY - 1
    with capsys.disabled():
        for name, (busy, wall) in took.items():
            sys.stdout.write(f"\n  {MANY} arms, {name}: {busy:.2f} s of this process, {wall:.2f} s")
    assert took["record the destruction"][0] < 6 * took["one event for each"][0]
