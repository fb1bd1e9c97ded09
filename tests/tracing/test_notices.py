"""Exchanges of experience (Firearms Protocol art. 12(1)-(2)): sent under the rule table, read, refused; signed files that are kept."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.accounts.services import grants, proposals
from ifar.documents import seal
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.files import store
from ifar.files.models import Removal
from ifar.reference.retention import RetentionPeriod, Rule
from ifar.tracing import disclosure, envelope, lapsing, notices
from ifar.tracing.models import Exchange, Request
from ifar.tracing.services import answering, exchange, experience, lapsed, originals, requests
from tests import cast
from tests.tracing.conftest import a_request, searching
from tests.tracing.test_exchange import EXAMPLES, LOG, OTHERS, belgium, log, made, payload

__all__ = ["belgium", "log"]
pytestmark = pytest.mark.django_db
METHODS = {
    "modus": [{"text": "Parts are sent by post and put together here."}],
    "routes": [{"from": "GH", "via": ["TG"], "to": "BJ", "text": "By lorry at night."}],
    "groups": [{"text": "The group around the harbour of Port X."}],
}
TRADERS = {"authorised": [{"role": "producer", "name": "Fabrique Exemple", "place": "Liege"}]}


def notice(form="methods", values=None, **more):
    head = {name: value for name, value in payload().items() if name not in ("request", "content")}
    return head | {"form": form, "said": values or (METHODS if form == "methods" else TRADERS)} | more


@pytest.fixture
def agreed(monkeypatch):
    """What the directory says of each State."""
    covers = {"BE": "protocol", "IT": "iti"}
    for module in (requests, experience):
        monkeypatch.setattr(module, "agreement_with", lambda country: covers.get(country, "none"))
    return covers


@pytest.mark.parametrize("form", ["authorised", "methods"])
def test_another_states_notice_is_taken_in_and_read_under_a_purpose(belgium, erin, signed_in, form):
    taken_in = exchange.take_in(actor=erin, data=made(notice(form)))
    assert (taken_in.reason, taken_in.request) == ("", "")
    record = experience.read_notice(erin, taken_in.exchange)
    assert record.said == (METHODS if form == "methods" else TRADERS)
    page = signed_in("erin").get(f"/tracing/experience/{taken_in.exchange}/").content.decode()
    assert ("By lorry at night." if form == "methods" else "Fabrique Exemple") in page
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT convert_from(canonical, 'UTF8') FROM ledger_entry WHERE object = %s", [taken_in.exchange]
        )
        assert "lorry" not in str(cursor.fetchall()), "what it says stands beside the log"


NOW = dt.datetime.now(dt.UTC)


def _altered(data):
    document = json.loads(data)
    document["payload"]["said"]["modus"][0]["text"] = "Nothing of the kind."
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("altered", lambda: _altered(made(notice()))),
        (
            "resigned",
            lambda: made(notice(), key=OTHERS, certificate=seal.certificate(OTHERS.verifier, OTHERS)),
        ),
        ("misdirected", lambda: made(notice(recipient={"country": "IT"}))),
        ("expired", lambda: made(notice(made_at="2024-01-01T00:00:00Z", expires_at="2024-02-01T00:00:00Z"))),
        ("ahead", lambda: made(notice(made_at="2098-01-01T00:00:00Z", expires_at="2098-02-01T00:00:00Z"))),
        ("unknown_sender", lambda: made(notice(sender={"country": "IT"}))),
        ("form", lambda: json.dumps({**json.loads(made(notice())), "more": 1}).encode()),
        ("form", lambda: json.dumps(_with(request="O0000000000000")).encode()),
        ("form", lambda: json.dumps(_with(said={})).encode()),
        ("form", lambda: json.dumps(_with(form="request")).encode()),
    ],
)
def test_a_notice_that_is_not_what_was_signed_for_us_now_is_refused_and_logged(belgium, erin, reason, data):
    taken_in = exchange.take_in(actor=erin, data=data())
    record = Exchange.objects.get(public_id=taken_in.exchange)
    assert (taken_in.reason, record.state, record.said) == (reason, "refused", None)
    kept = store.path_of(record.hash).exists()
    assert kept == (reason == "unknown_sender"), "of what is refused only what waits for its key is kept"
    with pytest.raises(NotFound):
        experience.read_notice(erin, taken_in.exchange)


def _with(**more):
    document = json.loads(made(notice()))
    document["payload"] |= more
    return document


def test_a_notice_is_taken_in_once(belgium, erin):
    data = made(notice())
    assert exchange.take_in(actor=erin, data=data).reason == ""
    assert exchange.take_in(actor=erin, data=data).reason == "replayed"
    assert Exchange.objects.filter(state="accepted").count() == 1


@pytest.mark.parametrize("form", ["authorised", "methods"])
@pytest.mark.parametrize("agreement", disclosure.AGREEMENTS)
def test_what_the_agreement_does_not_cover_is_not_sent(agreement, form):
    covered = disclosure.AGREEMENTS.index(agreement) >= disclosure.AGREEMENTS.index("protocol")
    values = METHODS if form == "methods" else TRADERS
    assert (notices.problems(form, values, agreement) == []) is covered
    assert set(notices.may_leave(form, agreement).values()) == {covered}


def test_what_is_said_is_of_its_form_and_says_something():
    assert notices.problems("request", METHODS, "protocol")
    assert notices.problems("methods", TRADERS, "protocol")
    assert notices.problems("methods", {}, "protocol")
    assert notices.problems("methods", {"modus": [{"text": "hid\u202eden"}]}, "protocol")
    assert notices.problems("methods", {"modus": [{"text": "x"}] * 51}, "protocol")


def test_lines_are_read_as_they_are_typed():
    rows, wrong = notices.traders(
        "producer; Fabrique Exemple; Liege; L-7; 2027-12-31\ndealer;\nsmuggler; X\ncarrier; Y;;;2027-13-01\n"
    )
    assert rows == [
        {
            "role": "producer",
            "name": "Fabrique Exemple",
            "place": "Liege",
            "licence": "L-7",
            "until": "2027-12-31",
        }
    ]
    assert wrong == [2, 3, 4]
    assert notices.traders("Fabricant; X", {"producer": "Fabricant"})[0] == [
        {"role": "producer", "name": "X"}
    ]
    assert notices.routes("gh > tg > bj: By lorry.\nBy sea: from the north") == [
        {"from": "GH", "via": ["TG"], "to": "BJ", "text": "By lorry."},
        {"text": "By sea: from the north"},
    ]


def test_a_notice_goes_out_signed_and_says_what_left(belgium, erin, agreed):
    with transaction.atomic(), pytest.raises(IntegrityError, match="agreement"):
        experience.send_notice(actor=erin, country="BE", form="methods", said=METHODS)
    with pytest.raises(Invalid):
        experience.send_notice(actor=erin, country="IT", form="methods", said=METHODS)
    for nobody in ("XX", "QQ"):
        with pytest.raises(Invalid):
            experience.send_notice(actor=erin, country=nobody, form="methods", said=METHODS)


def test_who_does_not_answer_traces_sends_none(dave, ivan, agreed):
    for actor in (dave, ivan):
        with pytest.raises(Forbidden):
            experience.send_notice(actor=actor, country="BE", form="methods", said=METHODS)


@pytest.mark.parametrize("name", ["authorised", "methods"])
def test_the_examples_of_the_documentation_keep_to_the_schema(name):
    document = json.loads((EXAMPLES / f"trace-notice-{name}.json").read_text(encoding="utf-8"))
    value = document["payload"]
    keys = {value["sender"]["country"]: [LOG.verifier]}
    now = dt.datetime.fromisoformat(value["made_at"]) + dt.timedelta(days=1)
    judged = envelope.read(
        json.dumps(document).encode(), country=value["recipient"]["country"], keys=keys, now=now
    )
    assert (judged.reason, judged.said["form"]) == ("", name)


# What is kept -----------------------------------------------------------------------------------------------------------


def test_a_file_that_came_in_is_kept_and_checked_again_years_later(belgium, erin, signed_in, monkeypatch):
    data = made()
    taken_in = exchange.take_in(actor=erin, data=data)
    record, place = originals.original_of(erin, taken_in.exchange)
    assert place.read_bytes() == data
    monkeypatch.setattr(exchange, "known_keys", dict)
    again = originals.check_again(erin, taken_in.exchange)
    assert (again.there, again.signed, again.log) == (True, True, LOG.verifier.encode()), (
        "whatever the directory says now"
    )
    browser = signed_in("erin")
    answer = browser.get(f"/tracing/files/{record.public_id}/original.json")
    assert answer.content == data
    assert "attachment" in answer["Content-Disposition"]
    page = browser.post(f"/tracing/files/{record.public_id}/original.json", follow=True).content.decode()
    assert "vouched for" in page


def test_a_kept_file_that_was_altered_on_the_disk_is_named(belgium, erin):
    taken_in = exchange.take_in(actor=erin, data=made())
    place = store.found(Exchange.objects.get(public_id=taken_in.exchange).hash)
    place.chmod(0o600)
    place.write_bytes(b"{}")
    assert originals.check_again(erin, taken_in.exchange).there is False


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"payload": 1}', b'{"certificate": 1, "payload": {}, "signature": ""}']
)
def test_whatever_was_kept_looking_at_it_again_returns(data):
    assert envelope.still_signed(data, LOG.verifier) is False


def test_a_file_that_goes_out_is_kept(belgium, dave):
    text = a_request(dave)
    taken = exchange.take_out(actor=dave, request=text)
    assert store.found(taken.hash).read_bytes() == taken.document
    record = Exchange.objects.get(hash=taken.hash)
    assert originals.check_again(dave, record.public_id).signed


def test_another_office_opens_no_file(belgium, erin, heidi, signed_in):
    taken_in = exchange.take_in(actor=erin, data=made())
    with pytest.raises(NotFound):
        originals.original_of(heidi, taken_in.exchange)
    assert signed_in("heidi").get(f"/tracing/files/{taken_in.exchange}/original.json").status_code == 404


# What lapses ------------------------------------------------------------------------------------------------------------


def test_words_are_kept_while_a_rule_keeps_them(erin):
    text = searching(erin)
    with pytest.raises(Refused):
        lapsed.propose(actor=erin, subject=text, reason="It is over.")
    assert lapsed.lapsed_for(erin) == []


def test_once_no_rule_keeps_them_the_words_and_the_files_go(belgium, erin, monkeypatch):
    """Proposed by the desk, approved by a second person, and gone: words, salts, and the file that says the same."""
    taken = exchange.take_in(actor=erin, data=made())
    request = taken.request
    answering.refuse(
        actor=erin, request_id=request, ground="investigation", note="Proceedings are under way here."
    )
    monkeypatch.setattr(
        lapsed, "kept_until", lambda record: RetentionPeriod(dt.date(2020, 1, 1), ("iti_other",))
    )
    monkeypatch.setattr(lapsed.lapsing, "last_day", lambda rules, today: today)
    assert [record.public_id for record in lapsed.lapsed_for(erin)] == [request]
    with pytest.raises(Forbidden):
        lapsed.propose(actor=cast.actor("dave"), subject=request, reason="x")
    tracer = _tracer()
    hash_ = Exchange.objects.get(public_id=taken.exchange).hash
    proposal = lapsed.propose(actor=tracer, subject=request, reason="Twenty years are over.")
    assert {item["field"] for item in proposal.payload["erased"]} == {"circumstances", "raw", "note"}
    assert Request.objects.get(public_id=request).circumstances is not None, (
        "nothing goes before a second person agrees"
    )
    done = proposals.decide(actor=erin, proposal=proposal.public_id, verdict="approve")
    assert done.executed
    trace = Request.objects.get(public_id=request)
    assert (trace.circumstances, trace.place, "calibre_raw" in trace.identity) == (None, "", False)
    assert (trace.state, trace.ground) == ("refused", "investigation"), "what was done stays"
    assert lapsed.values_of(request) == []
    assert lapsed.lapsed_for(erin) == []
    assert Removal.objects.filter(file_id=hash_).exists()
    with pytest.raises(NotFound):
        lapsed.propose(actor=tracer, subject=request, reason="Once more.")


def _tracer():
    """Dave as a tracing officer too, by the two people whom a role takes."""
    asked = grants.propose_grant(
        actor=cast.actor("ken"),
        user=cast.user("dave").public_id,
        role="tracing_officer",
        agency=cast.agency("harbour").public_id,
        reason="new desk",
    )
    assert proposals.decide(actor=cast.actor("laura"), proposal=asked.public_id, verdict="approve").executed
    return cast.actor("dave")


def test_the_rule_says_when_the_words_of_a_trace_lapse():
    iti = Rule("iti_other", "iti", "any", 20, "record", True, "ITI para. 12(b)")
    own = Rule("protocol_trace", "protocol", "any", 10, "record", True, "Protocol art. 7")
    ended = dt.date(2004, 2, 29)
    assert lapsing.kept([iti, own], ended).until == dt.date(2024, 2, 29)
    assert lapsing.kept([own], ended).until == dt.date(2014, 3, 1)
    assert lapsing.kept([iti, own], None).until is None, "what has not ended is kept"
    assert lapsing.kept([], ended).until is None, "a register that adopted nothing deletes nothing"
    for today in (dt.date(2026, 11, 27), dt.date(2028, 2, 29), dt.date(2026, 1, 1)):
        last = lapsing.last_day([iti, own], today)
        assert lapsing.kept([iti, own], last).deletable(today)
        assert not lapsing.kept([iti, own], last + dt.timedelta(days=1)).deletable(today)
    assert lapsing.last_day([], dt.date(2026, 1, 1)) is None
