"""A lawful erasure leaves no copy of a name behind: looked for in everything that the database holds, and in the store of files."""

from __future__ import annotations

import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from ifar import identifiers
from ifar.accounts.services import proposals
from ifar.errors import Refused
from ifar.ledger.management import programs
from ifar.ledger.models import Entry
from ifar.licensing.services import applications as at_the_desk
from ifar.licensing.services import notices
from ifar.licensing.services.notices import NewNotice
from ifar.parties import erasing
from ifar.parties.services import erasures, propose_erasure
from ifar.portal.services import applications, losses, reports
from ifar.portal.services.losses import Loss
from ifar.recoveries.services import case_persons, cases
from ifar.recoveries.services.case_persons import Involved
from ifar.registry.models import Firearm
from ifar.registry.services.events import NewEvent, record_event
from ifar.retention.services import place_hold
from ifar.rights import Actor
from tests import cast
from tests.databases import Database
from tests.factories import a_case, a_firearm, a_person, an_account, as_holder
from tests.logs import ORIGIN, Log

NAME = "Xanthippe Quirke"
TRACES = ("xanthippe", "quirke")


def dump_of(database: Database) -> str:
    """The whole database as text; what it holds as bytes is read as text too."""
    program = programs.folder(database.addresses["superuser"]) / "pg_dump"
    done = subprocess.run(
        [program, "--data-only", "--no-owner", database.addresses["superuser"]],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return done.stdout.decode().lower()


def traces(database: Database, home: Path) -> list[str]:
    """Where something of the name is left: table and line."""
    results, table = [], ""
    for line in dump_of(database).splitlines():
        table = line.split()[1] if line.startswith("copy ") else table
        if any(trace in line or trace.encode().hex() in line for trace in TRACES):
            results.append(f"{table}: {line[:300]}")
    results += [
        f"file {path.name}"
        for path in (home / "files").rglob("*")
        if path.is_file() and any(trace in path.read_bytes().decode("latin-1").lower() for trace in TRACES)
    ]
    return results


@pytest.fixture
def somebody(peopled_db: Database, settings: Settings, tmp_path: Path) -> str:
    """Xanthippe Quirke: an account, a firearm that was lost and passed on, an application with a document, a move, a wish, and a
    case of the police."""
    settings.IFAR_HOME, settings.IFAR_LEDGER_NAME = tmp_path, ORIGIN
    alice, dave = cast.actor("alice"), cast.actor("dave")
    party = a_person(alice, NAME, born="1980-02-03")
    user = an_account(alice, party)
    holder = as_holder(user)
    gun = a_firearm(alice, "XQ4711", owner=party, owner_kind="private").firearm
    losses.report_loss(
        actor=holder,
        firearm=gun,
        loss=Loss("loss", place="garden of Xanthippe", remark="Quirke junior saw it"),
    )
    made = reports.report_move(
        actor=holder, address={"country": "XX", "area": "", "lines": ["c/o Quirke"], "valid_from": None}
    )
    reports.answer(actor=alice, entry=made.entry, verdict="done", note="Dear Ms Quirke")
    wished = reports.ask_rectification(actor=holder, what="name", text="I am Xanthippe, not Xantippe")
    reports.answer(actor=alice, entry=wished.entry, verdict="refused", note="Xanthippe is what the card says")
    application = applications.apply(actor=holder, kind="hunting", note="for Xanthippe")
    passport = tmp_path / "passport"
    passport.write_bytes(b"%PDF-1.4 Xanthippe Quirke")
    sent = {"item": "identity", "name": "passport of Quirke.pdf", "content": passport}
    applications.send_document(actor=holder, application=application, **sent)
    applications.take_back(actor=holder, application_id=application, note="Xanthippe asks so")
    other = at_the_desk.draft(actor=alice, kind="hunting", applicant=party)
    at_the_desk.submit(actor=alice, application_id=other)
    card = "identity card of Xanthippe, 4711"
    at_the_desk.answer_check(actor=alice, application_id=other, item="identity", answer="passed", paper=card)
    new_notice = NewNotice("medical", "Dr Quirke", "7 of Dr Quirke", {"name": NAME, "born": "1980-02-03"})
    notice = notices.take(actor=dave, new=new_notice).notice
    notices.match(actor=alice, notice_id=notice, party=party)
    case = a_case(dave, narrative="Quirke opened the door.")
    who = Involved("suspect", "female", party=party, described={"name": NAME, "number": "quirke-7"})
    case_persons.name_person(actor=dave, case=case, who=who)
    cases.conclude_case(actor=cast.actor("erin"), case_id=case, reason="judged")
    record_event(actor=alice, firearm=gun, event=NewEvent("recovered", {"by": "holder"}))
    buyer = {"owner_kind": "private", "owner": a_person(alice, "A Buyer")}
    record_event(actor=alice, firearm=gun, event=NewEvent("privately_transferred", buyer, paper="P-1"))
    return party


def erase(party: str) -> None:
    asked = propose_erasure(
        actor=cast.actor("bob"),
        public_id=party,
        fields=["name", "born", "address"],
        ground="court_order",
        reason="order 7",
    )
    assert proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve").executed


def test_nothing_of_an_erased_name_is_left_anywhere(
    somebody: str, peopled_db: Database, tmp_path: Path
) -> None:
    log = Log(peopled_db, tmp_path)
    log.sequence()
    assert log.verify().good
    assert traces(peopled_db, tmp_path)
    erase(somebody)
    left = traces(peopled_db, tmp_path)
    assert not left, "\n".join(left)
    log.sequence()
    for report in (log.verify(whole=False), log.verify()):
        assert report.good, report.differences


def test_a_hold_keeps_it_all_and_is_named(somebody: str, peopled_db: Database, tmp_path: Path) -> None:
    gun = Firearm.objects.get().public_id
    hold = place_hold(actor=cast.actor("bob"), object=gun, ground="inspection", case="I-2026-7")
    with pytest.raises(Refused) as refused:
        erase(somebody)
    assert [reason.code for reason in refused.value.reasons] == ["retention.erasure.held"]
    assert identifiers.shown(hold.public_id) in str(refused.value.message)
    assert "I-2026-7" not in str(refused.value.message)
    assert traces(peopled_db, tmp_path)


FIELDS = ("document", "wish", "remark", "where", "described", "narrative", "name")


@pytest.mark.parametrize("field", FIELDS)
def test_the_database_erases_nothing_under_a_hold_by_whatever_way(
    somebody: str, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the runtime role with an erasure that two people decided, and none of the service's checks."""
    bob, every = cast.actor("bob"), erasures._values
    theirs = set(
        Entry.objects.filter(object=somebody, act__startswith="parties.").values_list("entry", flat=True)
    )

    def beside(*asked: Any) -> list[dict[str, str]]:
        rows = every(*asked)
        return [row for row in rows if row["field"] == field and uuid.UUID(row["entry"]) not in theirs]

    monkeypatch.setattr(erasures, "_values", beside)
    monkeypatch.setattr(erasing, "objections", lambda *_: [])
    place_hold(actor=bob, object=somebody, ground="inspection", case="I-2026-7")
    with pytest.raises(Refused) as refused, transaction.atomic():
        erase(somebody)
    assert "a legal hold stands" in str(refused.value.__cause__), "the database refused it"


@pytest.mark.django_db
def test_an_open_case_keeps_whom_it_names_unless_a_court_orders_otherwise(
    bob: Actor, dave: Actor, alice: Actor
) -> None:
    party = a_person(alice, NAME)
    case_persons.name_person(actor=dave, case=a_case(dave), who=Involved("suspect", party=party))
    ask = {"actor": bob, "public_id": party, "fields": ["name"], "reason": "entered twice"}
    with pytest.raises(Refused) as refused:
        propose_erasure(ground="entered_by_mistake", **ask)
    # The licensing office learns that somebody must be asked, not that there is a case.
    assert {reason.code for reason in refused.value.reasons} >= {"parties.erasure.elsewhere"}
    assert "case" not in str(refused.value.message)
    assert propose_erasure(ground="court_order", **ask).payload["erased"]
