"""Stock, transfers, returns, disposal and the category of many firearms at once: each is the single event, asked of the life cycle by itself."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.acts.forms import form_of
from ifar.bulk.many import many_of
from ifar.bulk.models import Answer, Batch, Line
from ifar.bulk.services import batches, proposing
from ifar.errors import IfarError, Invalid, NotFound, Refused
from ifar.registry.attestations import Attestation
from ifar.registry.models import Event, Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.registry.services.proposals import propose_event
from ifar.registry.services.together import TITLES
from tests import cast
from tests.books.test_closing import closed
from tests.bulk import making
from tests.conftest import sign_in
from tests.factories import a_firearm


def given(actor, act, things, **said):
    return Batch.objects.get(public_id=batches.preview(actor=actor, act=act, said=said, things=things))


def attested(*names, answer="yes", document="Paper P-7"):
    return {f"answer_{name}": answer for name in names} | {f"seen_{name}": document for name in names}


def test_what_one_firearm_refuses_many_refuse_and_the_others_are_moved(peopled_db, frank):
    stock = [a_firearm(frank, f"M1{n:03}", state="in_stock_state").firearm for n in range(3)]
    away = a_firearm(frank, "M2000", state="held_state").firearm
    result = given(
        frank, "registry.state_stock_transferred", [*stock, away, stock[0]], order="O-7", unit="2nd Company"
    )
    codes = [[reason["code"] for reason in line.reasons] for line in Line.objects.order_by("n")]
    assert codes == [[], [], [], ["registry.transition.impossible"], ["bulk.double"]]
    assert set(Firearm.objects.filter(public_id__in=stock).values_list("state", flat=True)) == {
        "in_stock_state"
    }
    batches.begin(actor=frank, batch_id=result.public_id)
    result.refresh_from_db()
    assert (result.state, result.written, result.refused) == ("ended", 3, 2)
    events = Event.objects.filter(kind="state_stock_transferred")
    assert set(events.values_list("details__unit", "proposal")) == {("2nd Company", result.public_id)}


def test_a_category_and_a_return_take_another_person(peopled_db, alice, bob, dave, erin):
    held = [a_firearm(alice, f"C1{n:03}").firearm for n in range(2)]
    result = given(alice, "registry.corrected", held, category="A", reason="The list was read wrongly.")
    proposing.propose(actor=alice, batch_id=result.public_id)
    proposing.decide(actor=bob, batch_id=result.public_id, verdict="approve")
    assert set(Firearm.objects.filter(public_id__in=held).values_list("category", flat=True)) == {"A"}
    seized = [
        a_firearm(dave, f"S1{n:03}", state="seized", identity={"category": ""}).firearm for n in range(2)
    ]
    act, reason = "registry.returned_to_owner", "The court has ordered it."
    without = given(dave, act, seized, reason=reason)
    assert without.refused == 2, "nobody has seen a document"
    seen = attested("ownership_proven", "owner_permit_valid", "marks_complete")
    result = given(dave, act, seized, reason=reason, **seen)
    assert result.refused == 0, list(
        Line.objects.filter(batch=result.public_id).values_list("reasons", flat=True)
    )
    proposing.propose(actor=dave, batch_id=result.public_id)
    proposing.decide(actor=erin, batch_id=result.public_id, verdict="approve")
    checks = Event.objects.filter(kind="returned_to_owner").values_list(
        "checks__attested__ownership_proven", flat=True
    )
    assert list(checks) == ["Paper P-7"] * 2


def test_w03_many_are_asked_yes_no_or_not_known_as_one_is(peopled_db, dave):
    gun = a_firearm(dave, "S1001", state="seized", identity={"category": ""}).firearm
    act, asked = "registry.returned_to_owner", ("ownership_proven", "owner_permit_valid", "marks_complete")
    form = form_of(many_of(act).said)
    for name in asked:
        assert [code for code, _ in form.fields[f"answer_{name}"].choices] == ["yes", "no", "unknown"]
        assert f"seen_{name}" in form.fields
    for answer, document, code in (
        ("no", "Paper P-7", "registry.precondition.ownership_proven"),
        ("unknown", "Paper P-7", "registry.unknown.ownership_proven"),
        ("", "Paper P-7", "registry.attested.answer"),
        ("yes", "No licence was shown on 12 May 2026", "registry.attested.document"),
        ("yes", "", "registry.attested.document"),
    ):
        wrong = attested("ownership_proven", answer=answer, document=document)
        result = given(dave, act, [gun], reason="Ordered.", **attested(*asked[1:]), **wrong)
        codes = [reason["code"] for reason in Line.objects.get(batch=result.public_id).reasons]
        assert (result.refused, codes) == (1, [code]), (answer, document)
        single = {name: Attestation("yes", "Paper P-7") for name in asked[1:]}
        single["ownership_proven"] = Attestation(answer, document)
        with pytest.raises(Refused) as refused:
            propose_event(
                actor=dave, firearm=gun, event=NewEvent("returned_to_owner", attested=single), reason="x"
            )
        assert [reason.code for reason in refused.value.reasons] == codes, (
            "one firearm is refused in the same words"
        )
    with pytest.raises(Invalid):
        given(dave, act, [gun], reason="Ordered.", answer_ownership_proven="perhaps")


@pytest.mark.parametrize("kind", TITLES)
def test_each_asks_what_its_event_asks_in_fields_that_a_page_has(kind):
    what = many_of(f"registry.{kind}")
    form = form_of(what.said)
    assert {"at", *(["reason"] if what.several else [])} <= form.fields.keys()
    assert what.several == (
        kind in ("written_off", "corrected", "returned_to_owner", "disposal_decided", "sold_from_disposal")
    )
    assert json.dumps(what.said.model_json_schema())


def test_it_is_for_those_who_record_it(peopled_db, alice, frank):
    with pytest.raises(NotFound):
        given(alice, "registry.state_stock_transferred", ["F-0"], order="O-7")
    with pytest.raises(Invalid):
        given(frank, "registry.state_stock_transferred", ["F-0"])


def test_over_http_a_list_is_proposed_once_however_often_it_is_sent(peopled_db, dave, erin):
    things = [a_firearm(dave, f"D1{n:03}", state="confiscated").firearm for n in range(4)]
    values = {"order": "C 1/2026", "method": "destruction", "reason": "Ordered."}
    body = json.dumps({"act": "registry.disposal_decided", "said": values, "things": [*things, "F-0000"]})
    station = sign_in("dave")
    sent = [
        station.post("/api/batches", body, "application/json", headers={"Idempotency-Key": "one"})
        for _ in range(3)
    ]
    assert len({wsgiresponse.content for wsgiresponse in sent}) == 1, sent[0].content
    result = sent[0].json()
    assert (result["state"], result["refused"], Batch.objects.count()) == ("proposed", 1, 1)
    head = sign_in("erin")
    struck = head.post(
        f"/api/batches/{result['id']}/struck", json.dumps({"strike_out": [2]}), "application/json"
    )
    assert (struck.status_code, struck.json()["struck"]) == (200, [2]), struck.content
    assert station.post(f"/api/batches/{result['id']}/begun", "{}", "application/json").status_code == 409
    proposing.decide(actor=cast.actor("erin"), batch_id=result["id"], verdict="approve")
    rows = station.get(f"/api/batches/{result['id']}/rows").json()["items"]
    assert [row["result"] for row in rows] == ["done", "struck", "done", "done", "refused"]


def test_what_is_taken_into_stock_is_decided_and_written_together(peopled_db):
    maker, act, values = making.a_maker(), "registry.stock_declared", {"owner_kind": "maker"}
    made = making.produced(maker, "TG0001-TG0012")
    arms = list(Answer.objects.filter(batch=made.public_id).order_by("n").values_list("thing", flat=True))
    making.marked(maker, arms[:11])
    alone = NewEvent("stock_declared", values)
    record_event(actor=maker, firearm=arms[0], event=alone)
    what, input_of = many_of(act), many_of(act).said.model_validate(values)
    asked = []
    for some in (arms[1:2], arms[2:11]):
        with CaptureQueriesContext(connection) as capture_queries_context:
            assert [answer.thing for answer in what.write(maker, input_of, some)] == some
        asked.append(len(capture_queries_context))
    assert asked[0] == asked[1], "nine take as many statements as one"
    rows = Event.objects.filter(kind="stock_declared").order_by("id")
    assert len({json.dumps([event.details, event.checks, event.changes]) for event in rows}) == 1, (
        "entries as the single act's"
    )
    assert set(Firearm.objects.filter(public_id__in=arms[:11]).values_list("state", flat=True)) == {
        "in_stock_maker"
    }
    refused = {}
    for text in (arms[0], arms[11], a_firearm(cast.actor("alice"), "TG0099").firearm):
        with pytest.raises(IfarError) as error:
            record_event(actor=maker, firearm=text, event=alone)
        refused[text] = [each.code for each in error.value.reasons] or [error.value.code]
    answers = what.look(maker, input_of, list(refused))
    assert [[each.code for each in answer.reasons] for answer in answers] == list(refused.values())


def test_what_the_database_refuses_of_many_is_the_answer_of_each(peopled_db, alice, bob):
    maker = making.a_maker()
    made = making.produced(maker, "TG0001-TG0003")
    first, *arms = Answer.objects.filter(batch=made.public_id).order_by("n").values_list("thing", flat=True)
    making.marked(maker, [first, *arms])
    making.done(maker, "registry.stock_declared", {"owner_kind": "maker"}, first)
    closed(alice, bob, maker.agency)
    what = many_of("registry.stock_declared")
    answers = what.look(maker, what.said.model_validate({"owner_kind": "maker"}), arms)
    assert [[each.code for each in answer.reasons] for answer in answers] == [["registry.book.closed"]] * 2
