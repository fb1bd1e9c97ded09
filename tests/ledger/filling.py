"""A register among the cast that fills, through the services, the tables which the demonstration leaves without a row."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from ifar.accounts.models import Proposal
from ifar.accounts.services import grants, reads
from ifar.accounts.services.proposals import decide
from ifar.books.services import counts, declaring, orders
from ifar.cashier.services import likenesses
from ifar.community.models import Revision, Space
from ifar.community.services import erasing, moderation, rooms, ruling, talk
from ifar.hotspots.models import Candidate
from ifar.hotspots.services import deliveries, duplicates
from ifar.licensing.services.applications import today
from ifar.outbox import services as outbox
from ifar.parties.services import NewBar, NewParty, correct_party, enter_bar, move_party, register_party
from ifar.programme.services import approvals
from ifar.recoveries.custody.services import chains as custody
from ifar.recoveries.custody.services import requests
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.registry.alerts.services.restricted_hits import ask_elsewhere
from ifar.registry.alerts.services.saved_searches import open_search
from ifar.registry.models import Duplicate, Firearm
from ifar.registry.search.matching import Question
from ifar.registry.services.duplicates import Pair, decide_duplicate, note_pairs
from ifar.retention.services import place_hold, propose_lifting
from ifar.returns import services as returns
from tests import cast
from tests.accounts import test_verification as of_accounts
from tests.ammunition import test_verification as of_ammunition
from tests.books import test_closing as of_books
from tests.books import test_counts as of_counts
from tests.books import test_declarations as of_declarations
from tests.books import test_orders as of_orders
from tests.bulk import making as making_bulk
from tests.community import making
from tests.factories import a_case, a_firearm, a_licence, a_person, a_picture, an_item
from tests.hotspots.making import a_source, loaded
from tests.hotspots.test_deliveries import ROWS
from tests.licensing import test_verification as of_licensing
from tests.matters import test_matters as of_matters
from tests.oversight import auditing, casework, reporting
from tests.parties.test_erasures import erase
from tests.placement import test_verification as of_placement
from tests.portal import test_verification as of_holders
from tests.registry.waiting import STOCK
from tests.returns import test_hub, test_open_data
from tests.stocks import test_verification as of_stocks
from tests.tracing import test_tracing_verification as of_tracing
from tests.trade import despatching
from tests.trade import making as of_trade

LIMITS = (
    "code,of,kinds,most,days,article,source\nyearly,cartridge,possession,2000,365,Arms Act s. 9,Arms Act\n"
)
BOOK = "Make;Model;Calibre;Serial number\nBeretta;92FS;9x19;ZZ9988\nBeretta;92FS;9x19;ZZ9989\n"


def fill(home: Path) -> None:
    """Everything of which the demonstration has none, once."""
    of_holders._fill()
    of_licensing._fill()
    _registry(home)
    _recoveries()
    of_tracing._fill()
    _hotspots()
    _returns()
    _programme()
    _community()
    _parties()
    of_matters.asked(cast.actor("bob"), cast.actor("nina"))
    making_bulk.produced(making_bulk.a_maker(), "W0001-W0003; W0003")
    of_placement.fill()
    of_trade.fill()
    despatching.fill()
    casework.fill()
    auditing.fill(cast.actor("judy"))
    reporting.fill()
    of_stocks.fill()  # somebody of customs works at a police station from here on
    of_ammunition.fill()
    _books()
    of_accounts._live()
    deliver()
    reads.batch()


def load_limits(home: Path) -> None:
    """A State's limits of ammunition, of which ifar brings none."""
    folder = home / "xland"
    folder.mkdir()
    (folder / "ammunition_limit.csv").write_text(LIMITS, "utf-8")
    load_folder(actor=JOB, folder=folder, origin="xland")


def _registry(home: Path) -> None:
    """An import, a possible duplicate that was decided, a search that waits and meets, a question to closed compartments."""
    alice, carol, dave, frank = (cast.actor(name) for name in ("alice", "carol", "dave", "frank"))
    a_firearm(frank, "AB71234", **STOCK)
    open_search(actor=dave, question=Question(serial="QW71234"), kind="recovery", reference="P-1", reason="x")
    firearms = [a_firearm(alice, serial).firearm for serial in ("QW71234", "QW71235")]
    number, other = Firearm.objects.filter(public_id__in=firearms).order_by("pk").values_list("pk", flat=True)
    note_pairs([Pair(number, other, 90, [])])
    decide_duplicate(actor=carol, duplicate=Duplicate.objects.get().public_id, verdict="different")
    ask_elsewhere(actor=dave, question=Question("AB71234"))
    deliver()
    book = home / "book.csv"
    book.write_text(BOOK)
    with pytest.MonkeyPatch.context() as at:
        at.setattr("sys.stdin", io.StringIO(f"{cast.PASSWORD}\n{cast.PASSWORD}\n"))
        call_command("import_register", str(book), by="carol", released_by="bob", report=home / "report.json")


def _recoveries() -> None:
    """What a laboratory is asked."""
    dave = cast.actor("dave")
    exhibit = an_item(dave, a_case(dave))
    custody.take_in(actor=dave, exhibit=exhibit, place="patrol car 4", seal="S-1")
    laboratory = cast.agency("laboratory").public_id
    requests.ask(actor=dave, exhibit=exhibit, laboratory=laboratory, questions=["prints"])


def _hotspots() -> None:
    """Two sources that tell of the same, which was joined; a delivery that was taken back."""
    quentin = cast.actor("quentin")
    source, other = a_source(), a_source("Observatory", place="near")
    loaded(source, ROWS)
    undone = loaded(source, ROWS[:4], whole=True)
    deliveries.withdraw(actor=quentin, delivery_id=undone, reason="wrong file")
    loaded(other, [("o1", ROWS[0][1], 9.2, 11.3, 0, "Medina")])
    duplicates.judge(actor=quentin, candidate=Candidate.objects.get().pk, verdict="one")


def _returns() -> None:
    """A return that was frozen, a figure of which somebody said something, open data."""
    dave, bob, nina = (cast.actor(name) for name in ("dave", "bob", "nina"))
    test_open_data.a_year(dave)
    test_open_data.publish(bob, nina)
    test_hub.frozen()
    figure = ("Arms seized", "Total", "Total")
    returns.answer(actor=bob, form="iafq", year=test_hub.YEAR, name=figure, value=None, note="No customs.")


def _programme() -> None:
    """A limit that waits for a second person."""
    bob = cast.user("bob")
    give(
        grants.propose_grant(
            actor=cast.actor("ken"),
            user=bob.public_id,
            role="programme_manager",
            agency=bob.home.public_id,
            reason="x",
        ),
        "laura",
    )
    approvals.propose_limit(actor=cast.actor("bob"), amount=Decimal(5000), reason="Larger donors.")


def _community() -> None:
    """A post that was reported, hidden and stands so after an appeal; a topic that was closed; what a member erased."""
    making.found_community()
    dave, commons = cast.actor("dave"), Space.objects.get()
    oscar = making.member("oscar").public_id
    rooms.invite(actor=dave, space=commons.public_id, member=oscar, role="moderator")
    topic = making.a_topic("dave", commons)
    post, other = making.a_post("heidi", topic), making.a_post("heidi", topic).public_id
    heidi = cast.actor("heidi")
    talk.edit_post(actor=heidi, post=other, text="Said otherwise.", language="en")
    erasing.erase_wording(actor=heidi, post=other, wording=Revision.objects.get().pk)
    values = {"object_type": "post", "public_id": post.public_id, "ground": "personal", "note": "A name."}
    report = moderation.report(actor=cast.actor("frank"), **values).public_id
    moderation.hide(actor=dave, report_id=report, note="Names somebody.")
    moderation.appeal(actor=heidi, report_id=report, note="It is an office.")
    moderation.hear_appeal(actor=cast.actor("oscar"), report=report, uphold=True)
    ruling.lock_topic(actor=dave, ruling_id=making.a_topic("heidi", commons).public_id)


def _books() -> None:
    """A closed book; a production order with a gap that is explained; a declaration that a maker's book contradicts, and one that was withdrawn; a count and a day."""
    of_books.fill()
    maker, bob = making_bulk.a_maker(), cast.actor("bob")
    planned = of_orders.told(number="PO-9", ranges="Z9001-Z9010\nZ9020")
    order = orders.declare(actor=maker, **planned)
    orders.explain(actor=maker, order_id=order, numbers="Z9020", ground="spoiled")
    of_declarations.load(bob, of_declarations.OTHERS + of_declarations.of_works("pistol", "manufactured", 7))
    (made,) = of_declarations.load(bob, of_declarations.of_works("rifle", "export", 2), title="Others")
    declaring.withdraw(actor=bob, declaration_id=made)
    of_counts.counted(maker, "NOBODY01")
    counts.close_day(actor=maker)


def _parties() -> None:
    """Somebody who was erased with their picture after a hold on them was lifted; somebody who moved; a bar."""
    alice, bob, nina, judy = (cast.actor(name) for name in ("alice", "bob", "nina", "judy"))
    party = a_person(bob, "Zenobia Quist")
    likenesses.take_likeness(actor=alice, party=party, what="photo", name="x.png", content=a_picture())
    hold = place_hold(actor=judy, object=party, ground="criminal_proceedings", case="C-12/2026").public_id
    give(propose_lifting(actor=judy, hold_id=hold, ground="proceedings_ended", reason="judgment"), "bob")
    erase(bob, nina, party, ["name", "photo"])
    here = {"country": "FR", "area": "FR-13", "lines": ["1, quai Vieux"], "valid_from": "2020-01-01"}
    mover = register_party(actor=alice, new=NewParty("person", {"name": "Omar Idris"}, here))
    a_licence(alice, bob, mover)
    there = {**here, "lines": ["9, quai Neuf"], "valid_from": today().isoformat()}
    correct_party(actor=alice, public_id=mover, values={"name": "Omar Idris Bello"}, reason="married")
    move_party(actor=alice, public_id=mover, address=there, reported_on=today(), reported_by="holder")
    values = {
        "kind": "refused",
        "ground": "security",
        "valid_from": "2026-01-02",
        "issuer": "X",
        "country": "XX",
    }
    enter_bar(
        actor=alice, new=NewBar(**values, paper="1", described={"name": "Yusuf Haddad", "born": "1980-02-01"})
    )


def give(asked: Proposal, second: str) -> None:
    """What somebody proposed, another agrees to."""
    assert decide(actor=cast.actor(second), proposal=asked.public_id, verdict="approve").executed


def deliver() -> None:
    """Tell everybody who hears of what was done."""
    while outbox.deliver():
        pass
