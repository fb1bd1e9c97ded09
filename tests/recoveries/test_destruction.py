"""Disposal and destruction: default, authority and mark; every path to a sale; the sealed list, the day, witnesses, certificate."""

from __future__ import annotations

import html
import io
import os
import re
import secrets
import sys
import time
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from ifar import identifiers
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, IfarError, Invalid, Refused
from ifar.files import services as files
from ifar.outbox import services as outbox
from ifar.parties.services.bars import NewBar, enter_bar
from ifar.placement.services import places
from ifar.recoveries.custody import selectors as kept
from ifar.recoveries.custody.destruction import Reading
from ifar.recoveries.custody.inputs import NotDestroyed
from ifar.recoveries.custody.labels import NOT_READY
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import destruction, disposal, rooms
from ifar.recoveries.custody.services.writing import RECORDER
from ifar.recoveries.models import Batch, Chain, Item
from ifar.recoveries.services import links
from ifar.recoveries.services.items import NewItem, enter_items
from ifar.registry.facts import conditions_of
from ifar.registry.lifecycle import RULES, Proposed
from ifar.registry.lifecycle.conditions import CONDITIONS
from ifar.registry.models import Event, Firearm
from ifar.registry.services import proposals as asking
from ifar.registry.services.events import NewEvent, kind_of, record_event, snapshot_of
from tests.accounts.test_database_dual_control import decide, propose
from tests.factories import SEEN, a_case, a_firearm, a_person, an_item

pytestmark = pytest.mark.django_db
MANY = int(os.environ.get("DESTROYED", "50"))
"""Arms of the large destruction: `make scale` takes the five hundred of issue 5, line 5; that an act is not slower for each arm
than an event of its own, which is what the number is for, shows at fifty."""


def confiscate(dave, item: str) -> str:
    """The firearm of an exhibit, registered where it is not, and confiscated."""
    firearm = links.register_item(actor=dave, item=item).firearm
    record_event(actor=dave, firearm=firearm, event=NewEvent("confiscated", {"order": "C-9"}))
    return firearm


def in_store(dave, item: str, seal: str = "S-1") -> None:
    custody.take_in(actor=dave, exhibit=item, place="store for disposal", seal=seal)


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


def a_batch(dave, arms, **said) -> str:
    given = {"name": "Spring", "order": "D-4", "method": "smelting", "place": "Steel works", **said}
    return destruction.open_batch(actor=dave, exhibits=list(arms), **given)


def sealed(dave, erin, arms, **said) -> str:
    batch = a_batch(dave, arms, **said)
    asked = destruction.propose_seal(actor=dave, batch_id=batch, reason="ready")
    proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    return batch


def read_all(dave, batch: str, **other: str):
    lines = Batch.objects.get(public_id=batch).lines
    readings = [Reading(line["exhibit"], other.get(line["exhibit"], line["serial"])) for line in lines]
    return destruction.check_items(actor=dave, batch_id=batch, readings=readings)


def a_photo(dave) -> str:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(picture, "PNG")
    return files.keep(actor=dave, purpose="photograph", name="day.png", content=[picture.getvalue()]).sha256


def recorded(dave, batch: str, **said):
    given = {"weight_grams": 2_950, "counted": 3, "photos": [a_photo(dave)], "exceptions": {}, **said}
    given["exceptions"] = {name: NotDestroyed(**why) for name, why in given["exceptions"].items()}
    return destruction.record(actor=dave, batch_id=batch, **given)


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
    assert [reason.code for reason in refused.value.reasons] == [
        "custody.disposal.authority",
        "custody.disposal.mark",
    ]
    with pytest.raises(Refused) as refused:
        disposal.propose_disposal(
            actor=dave, exhibit=item, order="D-4", reason="x", method="museum", authority="M-1"
        )
    assert [reason.code for reason in refused.value.reasons] == ["custody.disposal.mark"]
    with pytest.raises(Refused):
        disposal.propose_disposal(actor=dave, exhibit=item, order="", reason="x")


def attest_all(kind, details):
    """A yes to everything that the event asks and that somebody may answer with a document in hand."""
    asked = conditions_of(Proposed(kind, "", details))
    return {name: SEEN for name in sorted(asked) if not CONDITIONS[name].by_record}


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
    return [
        NewEvent(kind, value, attested=attest_all(kind, value), paper="paper 7")
        for kind, value in details.items()
    ]


def _outside(firearm: str) -> bool:
    record = Firearm.objects.get(public_id=firearm)
    return record.ownership not in ("state", "unknown", "none") or record.custody in (
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
        values = {"ground": "illicit_possession"} if lie == "seized" else {}
        record_event(actor=dave, firearm=firearm, event=NewEvent(lie, {**values, "marking": "unique"}))
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
        values = {"order": "D-4", "method": method}
        event = NewEvent("disposal_decided", values, attested=attest_all("disposal_decided", values))
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
    borne = (("maker", "ACME"), ("country", "XX"), ("serial", "9"), ("transfer", "XX 26"))
    marks = tuple({"kind": kind, "text": text} for kind, text in borne)
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
        attested={"disposal_authority": SEEN},
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
        people=2,
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
    links.link_item(actor=dave, item_id=item, firearm=firearm)
    custody.take_in(actor=dave, exhibit=item, place="locker", seal="S-1")
    with pytest.raises(Refused) as refused:
        disposal.propose_return(actor=dave, exhibit=item, reason="not guilty", ownership="")
    assert {reason.field for reason in refused.value.reasons} >= {"ownership_proven"}
    bar = NewBar("prohibited", "criminal_proceedings", "2026-01-01", "Court", "XX", "J-4", party=owner)
    enter_bar(actor=bob, new=bar)
    with pytest.raises(Refused) as refused:
        disposal.propose_return(actor=dave, exhibit=item, reason="not guilty", ownership="J-1")
    assert [reason.code for reason in refused.value.reasons] == ["custody.return.barred"]


def test_a_return_ends_the_chain_of_custody(dave, erin, alice, case):
    owner = a_person(alice)
    firearm = a_firearm(alice, "AB71234", owner=owner, owner_kind="private").firearm
    item = an_item(dave, case, "AB71234")
    links.link_item(actor=dave, item_id=item, firearm=firearm)
    custody.take_in(actor=dave, exhibit=item, place="locker", seal="S-1")
    event = NewEvent("returned_to_owner", {}, attested=attest_all("returned_to_owner", {}), paper="J-1")
    _proposed_surely(dave, erin, firearm, event)
    while outbox.deliver():
        pass
    assert Firearm.objects.get(public_id=firearm).state == "held_civilian"
    assert Chain.objects.get(public_id=item).state == "released"


# Destruction ----------------------------------------------------------------------------------------------------------


def test_only_what_waits_for_destruction_stands_on_a_list(dave, case):
    item = an_item(dave, case, "ZZ1")
    with pytest.raises(Invalid) as wrong:
        a_batch(dave, {item: ""})
    assert wrong.value.reasons[0].params == {"exhibit": item}


# What an office has not at hand -----------------------------------------------------------------------------------------


def _never_taken_in(dave, erin, heidi, dora, item):
    """Nobody took it into custody."""


def _handed_on(dave, erin, heidi, dora, item):
    in_store(dave, item)
    custody.hand_over(
        actor=dave,
        chain_id=item,
        to=heidi.agency,
        purpose="court",
        place="store for disposal",
        seal="S-1",
    )


def _with_another_office(dave, erin, heidi, dora, item):
    _handed_on(dave, erin, heidi, dora, item)
    custody.receive(actor=heidi, chain_id=item, place="customs", seal="S-1")


def _missing(dave, erin, heidi, dora, item):
    room = places.open_place(actor=erin, kind="evidence", name="Store for disposal")
    custody.take_in(actor=dave, exhibit=item, room=room, seal="S-1")
    rooms.enter_count(actor=dora, count_id=rooms.begin_count(actor=dora, room=room), seen=[])


def _with_a_gap(dave, erin, heidi, dora, item):
    in_store(dave, item)
    custody.reseal(actor=dave, chain_id=item, seal="S-2", reason="")


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
    assert [(reason.code, reason.params) for reason in wrong.value.reasons] == [
        ("custody.batch.away", {"exhibit": item})
    ]
    monkeypatch.setattr(kept, "disposable", lambda actor, exhibits: Item.objects.filter(public_id=item))
    monkeypatch.setattr(destruction, "_at_hand", lambda record: {item})
    batch = a_batch(dave, [item])
    asked = destruction.propose_seal(actor=dave, batch_id=batch, reason="ready")
    with pytest.raises(Refused) as refused, transaction.atomic():
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    assert "in the custody of this office" in str(refused.value.__cause__)
    assert Batch.objects.get(public_id=batch).state == "draft"


@pytest.mark.parametrize("first", ["draft", "sealed"])
def test_w05_an_exhibit_stands_on_one_open_list(dave, erin, case, first):
    item, other = (an_item(dave, case, f"KX{n}4471", exhibit=f"C81-{n}") for n in range(2))
    for text in (item, other):
        for_destruction(dave, erin, text)
    batch = a_batch(dave, [item], name="Spring")
    if first == "sealed":
        asked = destruction.propose_seal(actor=dave, batch_id=batch, reason="ready")
        proposals.decide(actor=erin, proposal=asked.public_id, verdict="approve")
    second = a_batch(dave, [other])
    for again in (
        lambda: a_batch(dave, [item, other]),
        lambda: destruction.list_items(actor=dave, batch=second, exhibits=[item, other]),
    ):
        with pytest.raises(Invalid) as wrong:
            again()
        reasons = {reason.params["exhibit"]: reason for reason in wrong.value.reasons}
        assert reasons[item].code == "custody.batch.listed"
        assert "Spring" in str(reasons[item].message)
    destruction.list_items(actor=dave, batch=second, exhibits=[other])
    destruction.abandon(actor=dave, batch_id=batch, note="not now")
    destruction.list_items(actor=dave, batch=second, exhibits=[item, other])


def test_w05_what_stands_on_a_list_is_not_among_what_is_not_ready(signed_in, dave, erin, case):
    item = an_item(dave, case, "KX04471")
    for_destruction(dave, erin, item)
    a_batch(dave, [item], name="Spring")
    page = html.unescape(signed_in("dave").get("/custody/batches/").content.decode())
    assert "Decided, and not ready for a list" not in page
    assert "no destruction was decided" not in page
    assert "all of which destruction was decided stands on a list" in page


def test_w05_the_database_holds_it_whoever_writes(dave, erin, case, monkeypatch):
    item = an_item(dave, case, "KX04471")
    for_destruction(dave, erin, item)
    a_batch(dave, [item])
    empty = a_batch(dave, [])
    monkeypatch.setattr(kept, "on_open_lists", lambda actor, but="": {})
    for again in (
        lambda: a_batch(dave, [item]),
        lambda: destruction.list_items(actor=dave, batch=empty, exhibits=[item]),
    ):
        with pytest.raises(IfarError) as refused, transaction.atomic():
            again()
        assert "another open list" in str(refused.value.__cause__)


def test_w05_an_arm_is_one_line_of_one_open_list_as_whichever_exhibit_it_lies_there(
    dave, erin, case, past_the_service
):
    """Past the service: an exhibit twice on a list would be counted as two arms, and an arm as two exhibits would stand on two lists."""
    item, other = (an_item(dave, case, f"KX{n}4471", exhibit=f"C81-{n}") for n in range(2))
    for text in (item, other):
        for_destruction(dave, erin, text)
    first, second = a_batch(dave, [item], name="Spring"), a_batch(dave, [], name="Autumn")
    line = Batch.objects.get(public_id=first).lines[0]
    assert line["firearm"]
    for batch, lines in (
        (first, [line, line]),
        (first, [line, {**line, "exhibit": other}]),
        (second, [{**line, "exhibit": other}]),
    ):
        record = Batch.objects.get(public_id=batch)
        with pytest.raises((IfarError, IntegrityError)) as refused, transaction.atomic():
            RECORDER.record(dave, "batch", "listed", record, changes={"lines": lines})
        assert re.search("another (open list|line)", f"{refused.value} {refused.value.__cause__}")


def _said_of(page, item):
    """What the page says of an exhibit that cannot stand on a list."""
    rows = re.findall(
        r"<li>.*?</li>", html.unescape(page.content.decode()).partition('id="not-ready"')[2], re.DOTALL
    )
    return " ".join(row for row in rows if item in row)


@pytest.mark.parametrize("away", [_never_taken_in, _handed_on, _with_another_office, _missing, _with_a_gap])
def test_w05_what_was_decided_and_is_not_at_hand_is_shown_with_what_to_do(
    signed_in, dave, erin, heidi, dora, case, away
):
    item = an_item(dave, case, "KX04471")
    for_destruction(dave, erin, item, in_custody=False)
    away(dave, erin, heidi, dora, item)
    page = signed_in("dave").get("/custody/batches/")
    why = {
        _never_taken_in: "no_custody", _handed_on: "handed", _with_another_office: "elsewhere", _missing: "missing", _with_a_gap: "gap",
    }[away]  # fmt: skip
    assert str(NOT_READY[why]) in _said_of(page, item)
    assert "no destruction was decided" not in page.content.decode()


def test_w05_a_decided_arm_without_any_exhibit_is_shown_too(signed_in, dave, erin):
    gun = a_firearm(dave, "ZZ8", state="pending_disposal", identity={"category": ""}).firearm
    page = signed_in("dave").get("/custody/batches/")
    assert str(NOT_READY["no_exhibit"]) in html.unescape(page.content.decode()), gun


def test_w05_whoever_counts_is_told_why_they_see_nothing(signed_in, dave, erin, dora, case):
    item = an_item(dave, case, "KX04471")
    for_destruction(dave, erin, item)
    room = places.open_place(actor=erin, kind="evidence", name="Store for disposal")
    rooms.begin_count(actor=dave, room=room)
    page = html.unescape(signed_in("dave").get("/custody/batches/").content.decode())
    assert "While you count a room you are not shown what your office keeps." in page
    assert "no destruction was decided" not in page


def test_w05_deciding_destruction_asks_for_no_other_authority(signed_in, dave, case):
    item = an_item(dave, case, "KX04471")
    path = f"/firearms/{confiscate(dave, item)}/record/?kind=disposal_decided"
    browser = signed_in("dave")
    assert not browser.get(path).context["attest"]["disposal_authority"].field.required
    values = {
        "order": "D-4",
        "occurred_precision": "day",
        "occurred_from": "2026-01-14",
        "seen": "2",
        "record": "1",
        "proposal-reason": "by law",
    }
    sale = browser.post(path, {**values, "method": "sale"})
    assert sale.context["attest"]["disposal_authority"].errors
    done = browser.post(path, {**values, "method": "destruction"})
    assert done.status_code == 302, done.content.decode()


def _as_destroyed(judy, ruth, batch: str = "") -> NewEvent:
    values = {"order": "D-4", "method": "smelting", "witnesses": [judy.id, ruth.id]}
    return NewEvent("destroyed", {**values, **({"list": batch} if batch else {})}, paper="paper 7")


def test_what_its_owner_has_destroyed_takes_two_people_and_no_list(dave, erin, alice, bob, nina, judy, ruth):
    """Art. 6 is about what was confiscated, seized or forfeited: what somebody hands in of their own will has a way of its own."""
    firearm = a_firearm(alice, "AB71234", owner=a_person(alice), owner_kind="private").firearm
    _proposed_surely(bob, nina, firearm, _as_destroyed(judy, ruth))
    event = Event.objects.get(firearm__public_id=firearm, kind="destroyed")
    assert event.checks["unverified"] == ["list_sealed"]


def test_items_are_read_by_every_name_that_they_have(dave, erin, case):
    items = [an_item(dave, case, f"KX{n}4471", exhibit=f"C81-{n}") for n in range(4)]
    batch = sealed(dave, erin, {item: for_destruction(dave, erin, item) for item in items})
    text = f"{identifiers.shown(items[0])} KX04471\nc81-1; KX14471\nkx-24471\nC81-3 –"
    for line, code in (
        ("C81-1", "custody.batch.serial"),
        ("KX14471 KX14471", "custody.batch.behind"),
        ("C81-9 KX14471", "custody.batch.unlisted"),
    ):
        with pytest.raises(Invalid) as refused:
            destruction.check_items(actor=dave, batch_id=batch, readings=line)
        assert [reason.code for reason in refused.value.reasons] == [code]
    destruction.check_items(actor=dave, batch_id=batch, readings=[Reading("c81-1", "KX14471")])
    assert Batch.objects.get().readings == {items[1]: "KX14471"}
    destruction.check_items(actor=dave, batch_id=batch, readings="KX04471", rest=True)
    known = {items[0]: "KX04471", items[1]: "KX14471"}
    assert Batch.objects.get().readings == {**known, items[2]: None, items[3]: None}
    destruction.check_items(actor=dave, batch_id=batch, readings=text)
    assert Batch.objects.get().readings == {**known, items[2]: "KX-24471", items[3]: ""}


def decided_by_rows(dave, erin, firearm: str) -> None:
    """Two people decide that it is destroyed, without the queues through which a page would find the proposal: a tenth of the time.

    The database checks the rows as it checks those of the services.
    """
    event = NewEvent("disposal_decided", {"order": "D-4", "method": "destruction"}, paper="D-4")
    snapshot = snapshot_of(dave, firearm)
    payload = asking._payload(kind_of(event), event, snapshot)
    number = identifiers.new("Q", secrets.token_bytes)
    asked = propose(dave, "registry.disposal_decided", firearm, payload, public_id=number)
    decide(erin, asked)
    asking.carry_out(erin, asked)


def test_a_destruction_of_hundreds_of_arms(dave, erin, judy, ruth, case, capsys):
    """Issue 5, line 5: many, one swapped serial found on the day; how long each act takes beside the same number of events."""
    marks = [({"kind": "serial", "text": f"LL{n:06}"},) for n in range(MANY)]
    new = [NewItem(identity={"make": "beretta", "type": "pistol"}, marks=mark) for mark in marks]
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
        lambda: [record_event(actor=dave, firearm=arm, event=noted) for arm in arms.values()],
    )
    batch = timed("seal the list", lambda: sealed(dave, erin, arms))
    swapped, other = list(arms)[:2]
    serials = {line["exhibit"]: line["serial"] for line in Batch.objects.get().lines}
    came = timed("read all", lambda: read_all(dave, batch, **{swapped: serials[other]}))
    assert [(exhibit.exhibit, exhibit.other) for exhibit in came if exhibit.verdict != "agrees"] == [
        (swapped, other)
    ]
    for value in (judy, ruth):
        destruction.witness(actor=value, batch_id=batch)
    why = {swapped: {"why": "swapped", "note": "report 7"}}
    timed("record the destruction", lambda: recorded(dave, batch, counted=MANY - 1, exceptions=why))
    assert Event.objects.filter(kind="destroyed").count() == MANY - 1
    with capsys.disabled():
        for name, (busy, wall) in took.items():
            sys.stdout.write(f"\n  {MANY} arms, {name}: {busy:.2f} s of this process, {wall:.2f} s")
    assert took["record the destruction"][0] < 6 * took["one event for each"][0]
