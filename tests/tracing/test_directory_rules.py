"""What leaves with an exchange of experience under the agreement of the country's own directory, as the database reads it."""

from __future__ import annotations

import datetime as dt
import json

from django.db import connection

from ifar.files import store
from ifar.ledger.sources import all_replays
from ifar.reference import services as reference
from ifar.rights import Actor
from ifar.tracing import counterpart_view
from ifar.tracing.models import Event, Exchange
from ifar.tracing.services import answering, chains, experience, originals
from ifar.tracing.steps import Answer
from tests import cast
from tests.tracing.conftest import row, says, searching
from tests.tracing.test_exchange import log
from tests.tracing.test_notices import METHODS

__all__ = ["log"]


def _covered(country, agreement):
    """The directory as the database reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tracing_agreement(%s)", [country])
        return cursor.fetchone()[0] == agreement


def test_the_database_lets_out_what_the_directory_covers(peopled_db, log, tmp_path):
    (tmp_path / "lists.csv").write_text("list,title,edition,mode\ntrace_desk,Desks,2026.3,extend\n")
    head = "code,country,kind,label_en,zone,agreement,source\n"
    (tmp_path / "trace_desk.csv").write_text(
        f"{head}be-two,BE,desk,Belgian desk,Europe/Brussels,protocol,a note\n"
    )
    job = Actor(kind="job", id="tests", permissions=frozenset({"reference:list:manage"}))
    reference.load_folder(actor=job, folder=tmp_path, origin="tests")
    assert _covered("BE", "protocol")
    assert _covered("IT", "none")
    erin = cast.actor("erin")
    sent = experience.send_notice(actor=erin, country="BE", form="methods", said=METHODS)
    exchange = Exchange.objects.get(public_id=sent)
    [event] = Event.objects.filter(subject=sent)
    assert event.details["left"] == ["groups", "modus", "routes"]
    assert (event.details["agreement"], event.details["to"]) == ("protocol", "BE")
    document = json.loads(store.found(exchange.hash).read_bytes())
    assert (document["payload"]["said"], document["payload"]["form"]) == (METHODS, "methods")
    again = originals.check_again(erin, sent)
    assert (again.there, again.signed) == (True, True)
    with peopled_db.connect("verifier") as reader, reader.cursor() as cursor:
        assert [difference for check in all_replays() for difference in check.check(cursor, None)] == []


def test_an_answer_goes_under_what_is_agreed_when_it_goes(peopled_db, log, tmp_path):
    """Belgium asked under a bilateral agreement, which ended before the answer."""
    erin = cast.actor("erin")
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"}, source="B")
    text = searching(erin, agreement="bilateral")
    chains.note_link(actor=erin, request_id=text, role="dealer", said=answer)
    assert counterpart_view.agreement_of(row(text)) == "bilateral", (
        "the directory never said anything of Belgium"
    )
    says(tmp_path, BE="iti")
    left = answering.answer(actor=erin, request_id=text)
    assert "last_holder" not in left
    assert Event.objects.get(subject=text, kind="answered").details["agreement"] == "iti"
    stronger = searching(erin, agreement="none")
    assert counterpart_view.agreement_of(row(stronger)) == "none", (
        "a request does not get more than when it came"
    )
