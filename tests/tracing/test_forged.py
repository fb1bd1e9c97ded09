"""What somebody who holds the runtime role writes past the services: the database refuses it, and verification names it anyway."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from ifar.acts.recorder import WrittenAct, to_json
from ifar.ledger import services as ledger
from ifar.ledger.sources import all_replays
from ifar.registry.occurred import moment
from ifar.rights import AGENCY_COMPARTMENT, Actor
from ifar.tracing.models import Projected, Step
from ifar.tracing.services import answering, chains, requests
from ifar.tracing.services.writing import RECORDER
from tests import cast
from tests.databases import Database
from tests.tracing.conftest import NUMBERS, WHOLE, WORDS, a_request, came_in, row, searching

NOTE = {"note": WORDS}
Who = Mapping[str, Actor]


def forged(
    actor: Actor,
    record_type: str,
    kind: str,
    changes: Mapping[str, Any],
    personal: Mapping[str, Any] | None = None,
    *,
    details: Mapping[str, Any] | None = None,
    one: Projected | None = None,
) -> str:
    """An act with a true ledger entry, written by nobody's service."""
    changes = {name: value for name, value in changes.items() if name != "place"}  # kept apart
    subject, n = (one.public_id, one.n + 1) if one else (new_id(), 1)
    act = WrittenAct(
        f"tracing.{record_type}_{kind}", record_type, kind, subject, n, one.last_event if one else None,
        f"{record_type}.{kind}/1", to_json(details), to_json(changes), personal or {},
    )  # fmt: skip
    ledger.append(actor=actor, drafts=[act.draft()])
    with connection.cursor() as cursor:
        cursor.execute(RECORDER.insert, act.row())
    return subject


def new_id() -> str:
    return RECORDER.new_id("request")


def due(**later: float) -> str | None:
    return moment(ledger.now() + dt.timedelta(**later))


def _received(who: Who, **said: Any) -> str:
    erin = who["erin"]
    whole = {
        "state": "sent",
        "direction": "incoming",
        "reference": f"R-{next(NUMBERS)}",
        "due_at": due(days=5),
        "agency": erin.agency,
        "compartment": "police",
    }
    return forged(
        erin,
        "request",
        "received",
        {**whole, **replace(WHOLE, office=erin.agency, channel="letter").columns(), **said},
    )


def _drafted(who: Who, **said: Any) -> str:
    dave = who["dave"]
    whole = {"state": "draft", "direction": "outgoing", "agency": dave.agency, "compartment": "police"}
    return forged(
        dave, "request", "drafted", {**whole, **replace(WHOLE, office=dave.agency).columns(), **said}
    )


def _amended(who: Who, **said: Any) -> str:
    dave = who["dave"]
    draft = row(a_request(dave, sent=False))
    return forged(
        dave,
        "request",
        "amended",
        {"state": "draft", **replace(WHOLE, **{"office": dave.agency, **said}).columns()},
        one=draft,
    )


def _file(who: Who, kind: str = "accepted", **said: Any) -> str:
    dave = who["dave"]
    whole = {
        "state": kind, "agency": dave.agency, "compartment": "police", "request": a_request(dave), "message": new_id(), "form": "answer",
        "sender": "BE", "recipient": "XX", "hash": "0" * 64, "expires_on": "2027-01-01",
    }  # fmt: skip
    key = {"details": {"key": "of a test"}} if kind == "accepted" else {}
    return forged(dave, "exchange", kind, whole | said, **key)


def _answered(
    who: Who,
    left: tuple[str, ...],
    given: Mapping[str, Any],
    kind: str = "answered",
    ground: str = "",
    said_ground: str = "",
    **said: Any,
) -> str:
    erin = who["erin"]
    request = row(searching(erin, agreement="iti"))
    details = {
        "left": list(left),
        "held": [],
        "agreement": "iti",
        "ground": ground or said_ground,
        "to": "BE",
    } | said
    changes = {"state": kind, "due_at": None} | ({"ground": ground} if ground else {})
    return forged(
        erin,
        "request",
        kind,
        changes,
        {"answer": given, **(NOTE if ground else {})},
        details=details,
        one=request,
    )


def _acted(
    who: Who,
    kind: str,
    changes: Mapping[str, Any],
    personal: Mapping[str, Any] | None = None,
    before: Callable[[Actor], str] = came_in,
) -> str:
    return forged(who["erin"], "request", kind, changes, personal, one=row(before(who["erin"])))


def _asked(who: Who, **said: Any) -> str:
    whole = {
        "state": "asked",
        "request": searching(who["erin"]),
        "line": 1,
        "role": "dealer",
        "asked": who["ivan"].agency,
        "due_at": due(hours=24),
    }
    return forged(who["erin"], "step", "asked", whole | said)


def _noted(who: Who, actor: str = "erin", **said: Any) -> str:
    whole = {
        "state": "answered",
        "request": searching(who["erin"]),
        "line": 1,
        "role": "dealer",
        "result": "kept",
    }
    return forged(who[actor], "step", "noted", whole | said)


def _between(who: Who) -> Projected:
    """What customs asked of the harbour's police."""
    return row(a_request(who["heidi"], "domestic", office=who["erin"].agency))


def _delayed(erin: Actor) -> str:
    text = searching(erin)
    answering.delay(actor=erin, request_id=text, ground="investigation", note=WORDS)
    return text


def _failed(who: Who, actor: str, failure: str) -> str:
    text = searching(who["erin"])
    asked = chains.ask_trader(actor=who["erin"], request_id=text, trader=who["ivan"].agency)
    step = Step.objects.get(public_id=asked)
    return forged(who[actor], "step", "failed", {"state": "failed", "failure": failure}, one=step)


def _settled(who: Who, outcome: str) -> str:
    values = {"state": "sent", "outcome": outcome, "outcome_on": "2026-03-02"}
    return forged(
        who["dave"],
        "request",
        "settled",
        values,
        details={"suggested": "pending"},
        one=row(a_request(who["dave"])),
    )


def _stated(who: Who, left: tuple[str, ...] = (), agreement: str = "iti") -> str:
    request = row(searching(who["erin"], agreement="iti"))
    details = {
        "left": list(left),
        "held": [],
        "agreement": agreement,
        "ground": "",
        "to": "BE",
        "form": "statement",
        "hash": "0" * 64,
    }
    return forged(who["erin"], "request", "disclosed", {"state": "searching"}, details=details, one=request)


def _told(who: Who, values: Mapping[str, Any], left: tuple[str, ...] | None = None, **more: Any) -> str:
    erin = who["erin"]
    whole = {
        "state": "sent", "agency": erin.agency, "compartment": "police", "request": "", "message": new_id(), "form": "methods",
        "sender": "XX", "recipient": "BE", "hash": "0" * 64, "expires_on": "2027-01-01",
    }  # fmt: skip
    details = {
        "key": "k",
        "left": sorted(values) if left is None else list(left),
        "agreement": "none",
        "to": "BE",
    }
    return forged(erin, "exchange", "sent", whole | more, {"said": values} if values else {}, details=details)


def _sent(who: Who, **said: Any) -> str:
    dave = who["dave"]
    draft = row(a_request(dave, sent=False, **said))
    return forged(dave, "request", "sent", {"state": "sent", "due_at": due(days=5)}, one=draft)


def _searched_abroad(who: Who) -> str:
    """A search of this register for what another State was asked."""
    dave, text = who["dave"], a_request(who["dave"])
    answering.acknowledge(actor=dave, request_id=text)
    values = {"state": "searching", "due_at": moment(row(text).due_at)}
    return forged(dave, "request", "searched", values, one=row(text))


def _withdrawn(who: Who) -> str:
    text = a_request(who["dave"])
    requests.withdraw(actor=who["dave"], request_id=text, note="It was found.")
    return text


def _not_taken_in(who: Who) -> str:
    """A file that was refused, and belongs to a request all the same."""
    dave = who["dave"]
    values = {
        "state": "refused", "agency": dave.agency, "compartment": "police", "request": a_request(dave), "hash": "0" * 64, "reason": "form",
    }  # fmt: skip
    return forged(dave, "exchange", "refused", values)


FORGED: Mapping[str, Callable[[Who], str]] = {
    "received for another office": lambda w: _received(w, agency=w["heidi"].agency, compartment="civilian"),
    "received into another compartment": lambda w: _received(w, compartment="defence"),
    "received from nobody": lambda w: _received(w, country=""),
    "received without a number": lambda w: _received(w, reference=""),
    "received for another office to answer": lambda w: _received(w, office=w["heidi"].agency),
    "received without a term": lambda w: _received(w, due_at=None),
    "received with a term without end": lambda w: _received(w, due_at="2999-01-01T00:00:00Z"),
    "received with a term that is over": lambda w: _received(w, due_at="2019-01-01T00:00:00Z"),
    "received about an exhibit": lambda w: _received(w, item="R0000000000000"),
    "drafted for another office": lambda w: _drafted(w, agency=w["heidi"].agency, compartment="civilian"),
    "drafted into another compartment": lambda w: _drafted(w, compartment="defence"),
    "amended to no office": lambda w: _amended(w, office="A0000000000000"),
    "amended to no exhibit": lambda w: _amended(w, item="R0000000000000"),
    "amended to no parent": lambda w: _amended(w, parent="O0000000000000"),
    "a file for another office": lambda w: _file(w, agency=w["heidi"].agency, compartment="civilian"),
    "a file of no request": lambda w: _file(w, request="O_nothing"),
    "a file of another State": lambda w: _file(w, sender="IT"),
    "a file to the same State": lambda w: _file(w, recipient="BE"),
    "a file of another form": lambda w: _file(w, form="request"),
    "a file to another State": lambda w: _file(w, "sent", form="request", sender="XX", recipient="IT"),
    "officials leave": lambda w: _answered(w, ("officials",), {"officials": ["Y"]}),
    "a holder leaves under the ITI": lambda w: _answered(w, ("last_holder",), {"last_holder": {"name": "Z"}}),
    "the status leaves in spite of the ground": lambda w: _answered(w, ("status",), {"status": "lost"}, "restricted", "investigation"),
    "another agreement than its own": lambda w: _answered(w, ("status",), {"status": "lost"}, agreement="mla"),
    "to another State than its own": lambda w: _answered(w, ("status",), {"status": "lost"}, to="IT"),
    "another ground than its own": lambda w: _answered(w, ("identification",), {"identification": {"make": "x"}}, said_ground="no_assurance"),
    "more leaves than is said": lambda w: _answered(w, ("status",), {"status": "lost", "last_holder": {"name": "Z"}}),
    "a ground without words": lambda w: _acted(w, "refused", {"state": "refused", "ground": "investigation", "due_at": None}, {"note": "x"}),
    "acknowledged without a term": lambda w: _acted(w, "acknowledged", {"state": "acknowledged", "due_at": None}),
    "acknowledged with a term without end": lambda w: _acted(w, "acknowledged", {"state": "acknowledged", "due_at": "2999-01-01T00:00:00Z"}),
    "noted in a trader's name": lambda w: _noted(w, asked=w["ivan"].agency),
    "noted by another office": lambda w: _noted(w, "heidi"),
    "noted while nobody follows it": lambda w: _noted(w, request=came_in(w["erin"])),
    "asked who is no trader": lambda w: _asked(w, asked=w["heidi"].agency),
    "asked with a term without end": lambda w: _asked(w, due_at="2999-01-01T00:00:00Z"),
    "withdrawn by the office that answers": lambda w: forged(w["erin"], "request", "withdrawn", {"state": "withdrawn", "due_at": None}, NOTE, one=_between(w)),
    "withdrawn without a word of who asked": lambda w: _acted(w, "withdrawn", {"state": "withdrawn", "due_at": None}, {"note": "x"}),
    "given up before the trader's time is over": lambda w: _failed(w, "erin", "out_of_business"),
    "said in the trader's stead": lambda w: _failed(w, "erin", "no_record"),
    "no answer, as the trader says": lambda w: _failed(w, "ivan", "no_answer"),
    "searched with a new term": lambda w: _acted(w, "searched", {"state": "searching", "due_at": due(days=100)}, before=searching),
    "taken up again with a new term": lambda w: _acted(w, "resumed", {"state": "searching", "ground": "", "due_at": due(days=100)}, before=_delayed),
    "an owner whom nobody named": lambda w: _settled(w, "illegitimate_owner_foreign"),
    "a lawful owner whom nobody named": lambda w: _settled(w, "legitimate_owner_national"),
    "a statement that was never issued": lambda w: _stated(w, ("status",)),
    "a statement under another agreement than its own": lambda w: _stated(w, ("status",), "mla"),
    "a statement that tells of officials": lambda w: _stated(w, ("officials",)),
    "rounds of a firearm": lambda w: _noted(w, quantity=5),
    "an office let in that there is not": lambda w: _acted(w, "let_in", {"state": "sent", "named": ["A0000000000000"]}),
    "offices let in with a draft": lambda w: _drafted(w, named=[w["heidi"].agency]),
    "let in by an office that it is not": lambda w: forged(w["heidi"], "request", "let_in", {"state": "sent", "named": []}, one=row(came_in(w["erin"]))),
    "experience that the rules keep": lambda w: _told(w, {"groups": [{"text": "x"}]}),
    "experience of which more leaves than it says": lambda w: _told(w, {"groups": [{"text": "x"}]}, ()),
    "experience that says nothing": lambda w: _told(w, {}),
    "experience with a request": lambda w: _told(w, {"officials": "y"}, request=came_in(w["erin"])),
    "sent without a number": lambda w: _sent(w, number=""),
    "sent without a word of what for": lambda w: _sent(w, use=""),
    "sent without a reason": lambda w: _sent(w, illicit=()),
    "searched here for another State's answer": _searched_abroad,
    "the outcome of what another State asked": lambda w: _acted(
        w, "settled", {"state": "sent", "outcome": "pending", "outcome_on": "2026-03-02"}
    ),
    "a question that ended before its request": lambda w: _failed(w, "erin", "withdrawn"),
    "a link of a request that was withdrawn": lambda w: _noted(w, "dave", request=_withdrawn(w)),
    "a file of a request that was withdrawn": lambda w: _file(w, request=_withdrawn(w)),
    "a file without a number": lambda w: _file(w, message=""),
    "a file of no form": lambda w: _file(w, form="other", request=""),
    "a file that was refused with a request": _not_taken_in,
    "a ground that is none": lambda w: _acted(w, "refused", {"state": "refused", "ground": "workload", "due_at": None}, NOTE),
    "a diversion that no link names": lambda w: _settled(w, "diversion_otherwise_identified"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", FORGED)
def test_the_database_refuses_what_the_runtime_role_forges(name: str) -> None:
    people = {item: cast.actor(item) for item in ("dave", "erin", "heidi", "ivan")}
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        FORGED[name](people)
    assert isinstance(error.value.__cause__, psycopg.errors.CheckViolation), error.value


@pytest.mark.django_db
def test_the_database_lets_pass_what_is_as_it_should_be() -> None:
    """The same acts, true: the forgeries above are refused for what is forged in them."""
    people = {item: cast.actor(item) for item in ("dave", "erin", "heidi", "ivan")}
    for act in (_received, _drafted, _amended, _file, _asked, _noted):
        act(people)
    _answered(people, ("status",), {"status": "lost"})
    _acted(people, "acknowledged", {"state": "acknowledged", "due_at": due(days=30)})


@pytest.mark.django_db
def test_what_says_to_have_come_as_a_file_came_with_one() -> None:
    with pytest.raises(IntegrityError, match="no file came with it"):
        _committed(lambda: _received({"erin": cast.actor("erin")}, channel="file"))


def _committed(act: Callable[[], str]) -> None:
    """An act up to what the end of its transaction asks."""
    with transaction.atomic():
        act()
        connection.check_constraints()


@pytest.mark.django_db
def test_the_database_knows_the_compartment_of_each_kind_of_office() -> None:
    with connection.cursor() as cursor:
        for kind, compartment in AGENCY_COMPARTMENT.items():
            cursor.execute("SELECT tracing_compartment(%s)", [kind])
            assert cursor.fetchone() == (compartment,)


def test_verification_names_what_was_forged_where_the_database_was_made_silent(peopled_db: Database) -> None:
    """Each forgery once more, after the owner of the tables took the check away. What tracing replays must name it, and is asked alone."""
    people = {item: cast.actor(item) for item in ("dave", "erin", "heidi", "ivan")}
    with peopled_db.connect() as owner:
        for name, more in (("tracing_check", ", personal jsonb"), ("tracing_guards", "")):
            owner.execute(
                f"CREATE OR REPLACE FUNCTION {name}(e acts_event, was jsonb, is_now jsonb, written ledger_entry{more}) "
                "RETURNS text LANGUAGE sql AS 'SELECT NULL'"
            )
        widen = "UPDATE acts_act SET columns = columns || %s::text WHERE prefix = 'tracing' AND kind = %s"
        owner.execute(widen, ("asked", "noted"))
        owner.execute(widen, ("named", "drafted"))
        owner.execute(
            "ALTER TABLE tracing_request DROP CONSTRAINT tracing_request_due, DROP CONSTRAINT tracing_request_ground"
        )
    silent = []
    ours = [replay for replay in all_replays() if replay.name.partition("_")[0] == "tracing"]
    with peopled_db.connect("verifier") as reader, reader.cursor() as cursor:
        for name, act in FORGED.items():
            with transaction.atomic():
                subject = act(people)
            differences = [
                difference for check in ours for difference in check.check(cursor, frozenset({subject}))
            ]
            if any(
                difference.kind == "not_allowed" and subject in difference.place for difference in differences
            ):
                continue
            silent.append(name)
    assert silent == []


def test_verification_says_nothing_of_what_is_as_it_should_be(peopled_db: Database) -> None:
    people = {item: cast.actor(item) for item in ("dave", "erin", "heidi", "ivan")}
    with transaction.atomic():
        for act in (_received, _drafted, _amended, _file, _asked, _noted):
            act(people)
        _answered(people, ("status",), {"status": "lost"})
    with peopled_db.connect("verifier") as reader, reader.cursor() as cursor:
        differences = [difference for check in all_replays() for difference in check.check(cursor, None)]
    assert differences == []
