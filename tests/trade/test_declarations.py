"""What the system of customs declares: once however often it is sent, an observation of the consignment, and a matter where it does not match."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ifar import identifiers
from ifar.accounts.services import acts, clients, proposals
from ifar.errors import Forbidden, Invalid
from ifar.ledger.models import Entry
from ifar.matters.models import Matter
from ifar.trade.consignments import selectors as kept
from ifar.trade.consignments.services import consignments
from ifar.trade.declarations import selectors, services
from ifar.trade.declarations.inputs import Declared
from ifar.trade.declarations.models import Declaration
from ifar.trade.models import Observation
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import filled_once, without_triggers
from tests.databases import told_once
from tests.trade.carrying import packed_consignment

DOCS = Path(__file__).parents[2] / "docs" / "programs.md"


def four_that_left():
    """Four pistols that left: the consignment and its authorisation."""
    heidi = cast.actor("heidi")
    made, _boxes, _guns = packed_consignment(4, 2)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    return made, kept.consignment_for(heidi, made).authorisation.public_id


told = told_once(four_that_left)


@pytest.fixture
def left(told, peopled_db):
    return told.made


def declared(authorisation, number="MRN-1", **said):
    known = {"way": "exit", "authorisation": authorisation, "day": today(), "quantity": 4}
    return Declared(declaration=number, **{**known, **said})


def taken(actor, *some):
    return [(item.result, list(item.differs)) for item in services.take(actor=actor, declared=some)]


def causes(actor):
    about = selectors.declarations_for(actor).values("public_id")
    return sorted(
        matter.cause.split()[0].split("_", 1)[1] for matter in Matter.objects.filter(about__in=about)
    )


def test_the_same_sent_twice_changes_nothing_and_a_correction_takes_its_place(left, heidi):
    made, authorisation = left
    item = declared(authorisation, serials=["BX00001", "BX00002", "BX00003", "BX00004"])
    assert taken(heidi, item) == [("recorded", [])]
    declaration = Declaration.objects.get()
    assert (declaration.matched, declaration.under) == (made, authorisation)
    seen = Observation.objects.get()
    assert (seen.leg, seen.degree, seen.counted, seen.office) == ("exit", "declared", 4, heidi.agency)
    before = Entry.objects.count()
    assert taken(heidi, item, item) == [("known", [])]
    assert Entry.objects.count() == before
    # Written otherwise it is the same number; fewer pieces are short, and what was said before counts no more.
    assert taken(heidi, declared(authorisation, "mrn-1 ", quantity=3)) == [("corrected", ["short"])]
    assert [observation.state for observation in Observation.objects.order_by("id")] == [
        "withdrawn",
        "recorded",
    ]
    assert [matter.cause.split()[0] for matter in Matter.objects.filter(about=made)] == ["trade.short"]
    with pytest.raises(Invalid):
        taken(heidi, item, declared(authorisation, quantity=2))


def test_what_does_not_match_is_recorded_and_a_matter(left, alice, heidi):
    made, authorisation = left
    unknown = identifiers.new("T", bytes)
    assert taken(
        heidi,
        declared(authorisation, "A", serials=["ZZ 9"]),
        declared(unknown, "B"),
        declared("paper 12", "C", consignment=made),
        declared(authorisation, "D", quantity=5, consignment=made),
        declared(authorisation, "E", way="entry", day=today() - dt.timedelta(days=1)),
    ) == [
        ("recorded", ["unknown"]),
        ("recorded", ["authorisation", "consignment"]),
        ("recorded", ["authorisation"]),
        ("recorded", ["over_authorised", "over"]),
        ("recorded", ["not_in_force"]),
    ]
    assert Declaration.objects.count() == 5
    assert causes(heidi) == [
        "authorisation",
        "authorisation",
        "consignment",
        "not_in_force",
        "over_authorised",
    ]
    # Licensing sees those under its authorisations, and the matters of the consignment are its own.
    assert {declaration.number for declaration in selectors.declarations_for(alice)} == {"A", "D", "E"}
    assert {matter.cause.split()[0] for matter in Matter.objects.filter(about=made)} >= {
        "trade.unknown",
        "trade.over",
    }
    with pytest.raises(Forbidden):
        taken(alice, declared(authorisation, "F"))


def test_an_exit_that_was_declared_releases_nothing(heidi):
    """Release is a person's act: what customs declared of a packed consignment is a matter, and nothing left by it."""
    made, _boxes, guns = packed_consignment(2, 1)
    consignment = kept.consignment_for(heidi, made)
    assert taken(heidi, declared(consignment.authorisation.public_id, quantity=2)) == [
        ("recorded", ["unreleased"])
    ]
    consignment.refresh_from_db()
    assert consignment.state == "closed"
    assert len(guns) == 2


def test_a_file_is_taken_in_by_its_page_and_says_what_was_known(left, heidi, signed_in):
    _made, authorisation = left
    post = signed_in("heidi")
    text = f"Declaration;Way;Authorisation;Consignment;Day;Office;Quantity;Serials\nMRN-1;exit;{authorisation};;{today()};North;4;BX00001 BX00002\n"

    def send(content):
        file = SimpleUploadedFile("day.csv", content.encode("utf-8-sig"), "text/csv")
        return post.post("/trade/declarations/", {"file": file}, follow=True)

    assert "Recorded: 1. Corrected: 0. Known already, nothing changed: 0." in send(text).content.decode()
    assert "Recorded: 0. Corrected: 0. Known already, nothing changed: 1." in send(text).content.decode()
    page = post.get(f"/trade/declarations/{Declaration.objects.get().public_id}/").content.decode()
    assert "BX00002" in page
    assert "way (exit or entry)" in post.get("/trade/declarations/").content.decode()
    for wrong in ("x;y\n1;2\n", text.replace(";4;", ";four;"), text.replace(";exit;", ";out;"), "\x00"):
        assert send(wrong).status_code == 422
    assert "Row 2: quantity" in send(text.replace(";4;", ";four;")).content.decode()
    assert Declaration.objects.count() == 1


def test_the_worked_example_of_the_documentation(left):
    """The request that stands in `docs/programs.md`, sent by a program of customs with the scope that stands there; its answer has that form."""
    made, authorisation = left
    section = DOCS.read_text("utf-8").split("# Send the declarations of customs")[1]
    scope = re.search(r"scope `([a-z:]+)`", section)[1]
    example = json.loads(re.search(r"-d '(\{.*?\})'\n```", section, re.S)[1])
    answer = json.loads(re.search(r"```json\n(\{.*?\})\n```", section, re.S)[1])
    admin, other = cast.actor("ken"), cast.actor("laura")
    asked = clients.propose(
        actor=admin, name="Customs", agency=cast.agency("customs").public_id, scopes=[scope],
        expires_at=acts.now() + dt.timedelta(days=9), reason="the system of customs",
    )  # fmt: skip
    proposals.decide(actor=other, proposal=asked.public_id, verdict="approve")
    bearer = f"Bearer {clients.take_token(actor=admin, client=asked.object)}"
    headers = {"Authorization": bearer, "Idempotency-Key": "day-1", "Ifar-Purpose": "customs"}
    for declaration in example["declarations"]:
        declaration["day"] = str(today())
    example["declarations"][0] |= {"authorisation": authorisation, "consignment": made}
    for key in ("day-1", "day-1", "day-2"):
        headers["Idempotency-Key"] = key
        sent = Client().post(
            "/api/trade/declarations", json.dumps(example), "application/json", headers=headers
        )
        assert sent.status_code == 200, sent.content
        result = sent.json()
        if key == "day-1":
            assert [result[name] for name in ("recorded", "known", "corrected")] == [2, 0, 0]
            assert result.keys() == answer.keys()
            assert [item["differs"] for item in result["declarations"]] == [
                item["differs"] for item in answer["declarations"]
            ]
    assert [result[name] for name in ("recorded", "known", "corrected")] == [0, 2, 0]
    assert Declaration.objects.count() == 2


# What verification says of them --------------------------------------------------------------------------------------


def _day_of_customs():
    heidi = cast.actor("heidi")
    made, _boxes, _guns = packed_consignment(4, 2)
    consignments.release(actor=heidi, consignment_id=made, declaration="MRN-1", left_on=today())
    authorisation = kept.consignment_for(heidi, made).authorisation.public_id
    numbers = ["BX00001", "BX00002", "BX00003", "BX00004"]
    services.take(actor=heidi, declared=[declared(authorisation, serials=numbers)])
    services.take(actor=heidi, declared=[declared(authorisation, quantity=3, serials=[*numbers[:2], "ZZ 9"])])
    unknown, yesterday = identifiers.new("T", bytes), today() - dt.timedelta(days=1)
    for item in (
        declared(unknown, "B"),
        declared(authorisation, "D", quantity=5, consignment=made),
        declared(authorisation, "E", way="entry", day=yesterday),
        declared(authorisation, "F", way="entry", day=today() + dt.timedelta(days=1)),
    ):
        services.take(actor=heidi, declared=[item])


customs = filled_once(_day_of_customs)
_SETS = "UPDATE trade_event SET changes = changes || '{}' WHERE record_type = '{}' AND kind = '{}'"


def test_an_honest_day_of_customs_is_clean(customs):
    assert customs.says(of=("trade", "acts")) == []


@pytest.mark.parametrize(
    "forgery",
    [
        _SETS.format('{"differs": []}', "declaration", "received") + " AND changes ->> 'number' = 'B'",
        _SETS.format('{"differs": []}', "declaration", "received") + " AND changes ->> 'number' = 'D'",
        _SETS.format('{"differs": []}', "declaration", "received") + " AND changes ->> 'number' = 'F'",
        _SETS.format('{"differs": []}', "declaration", "corrected"),
        _SETS.format('{"matched": ""}', "declaration", "received") + " AND changes ->> 'number' = 'D'",
        _SETS.format('{"under": ""}', "declaration", "received") + " AND changes ->> 'number' = 'E'",
        _SETS.format('{"observation": ""}', "declaration", "received") + " AND changes ->> 'number' = 'D'",
        _SETS.format('{"quantity": 1}', "declaration", "corrected"),
        _SETS.format('{"counted": 400}', "observation", "recorded"),
        _SETS.format('{"state": "recorded"}', "observation", "withdrawn"),
        _SETS.format('{"serial": "ZZ 9"}', "item", "packed"),
        _SETS.format('{"valid_to": "2020-01-01"}', "authorisation", "granted"),
    ],
    ids=lambda text: text[29:99],
)
def test_a_match_that_was_forged_is_named(customs, forgery):
    """Each altered act, or record that it was compared with, makes another match than the one on record."""
    off = without_triggers("trade_event")
    says = customs.says("SET LOCAL session_replication_role = replica", *off, forgery, of=("trade_declared",))
    assert any(item.startswith("not_allowed declaration") for item in says), says
