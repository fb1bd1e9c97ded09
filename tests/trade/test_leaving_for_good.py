"""What leaves on a packing list leaves for good: a relief for a purpose of going for a time opens no gate for it, at service, database and verifier."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction

from ifar.errors import Refused
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.trade.consignments.services import consignments
from ifar.trade.models import Consignment, Paper
from ifar.trade.services import papers
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.trade.carrying import a_consignment, a_stock, an_authorisation, an_exporter, packed

TABLE = """code,regime,article,leg,states,from_states,into_states,not_into,purposes,ways,asks,lifts,valid_from,valid_to,label_en,source
quay_sport,quay,Quay art. 5,through,,,,,sport,,,transit_no_objection,,,Sport,us
"""


@pytest.fixture(scope="module")
def exit(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Register]:
    """Two packing lists of pistols for a competition, under a regime that lifts the letters of transit States for it: one left with its letters."""
    folder = tmp_path_factory.mktemp("quay")
    (folder / "regime.csv").write_text(TABLE, "utf-8")
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        reference.load_folder(actor=JOB, folder=folder, origin="quayland")
        alice, bob, ivan = (cast.actor(name) for name in ("alice", "bob", "ivan"))
        company = an_exporter(alice, bob, ivan)
        for n in (1, 3):
            made, (box,) = a_consignment(ivan, an_authorisation(alice, bob, company, 2, purpose="sport"))
            packed(ivan, box, a_stock(ivan, 2, n))
            consignments.close(actor=ivan, consignment_id=made)
            if n == 1:
                left = {"declaration": "MRN-1", "left_on": today()}
                consignments.release(actor=cast.actor("heidi"), consignment_id=made, **left)
        yield register


def test_a_letter_that_was_taken_back_keeps_it_here(exit, db, monkeypatch) -> None:
    alice, heidi = cast.actor("alice"), cast.actor("heidi")
    consignment = Consignment.objects.get(state="closed")
    for paper in Paper.objects.filter(authorisation=consignment.authorisation, kind="transit_no_objection"):
        papers.withdraw_paper(actor=alice, paper_id=paper.public_id, reason="Withdrawn.")
    left = {"consignment_id": consignment.public_id, "declaration": "MRN-2", "left_on": today()}
    with pytest.raises(Refused) as refused, transaction.atomic():
        consignments.release(actor=heidi, **left)
    assert any(reason.code.startswith("trade.gate.") for reason in refused.value.reasons)
    monkeypatch.setattr(consignments, "against", lambda *_asked: [])
    with pytest.raises(Refused) as past, transaction.atomic():
        consignments.release(actor=heidi, **left)
    assert past.value.code == "trade.gate"


def test_verification_names_what_left_without_the_letters(exit: Register, db) -> None:
    assert exit.says(of=("trade", "acts")) == []
    forged = """DELETE FROM trade_event WHERE kind = 'verified' AND subject IN (
        SELECT subject FROM trade_event WHERE kind = 'entered' AND changes ->> 'kind' = 'transit_no_objection')"""
    says = exit.says(
        "SET LOCAL session_replication_role = replica",
        *without_triggers("trade_event"),
        forged,
        of=("trade_gate",),
    )
    assert any(text.startswith("not_allowed consignment") for text in says), says
