"""By hand with a State that has no line to ours: files out and in, and each way in which one is refused."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as configured
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifar import identifiers
from ifar.accounts.models import Notice
from ifar.documents import exchange as signed_documents
from ifar.documents import seal
from ifar.errors import Conflict, Forbidden, Invalid
from ifar.ledger import keys
from ifar.ledger import services as ledger
from ifar.ledger.checkpoint import ED25519, SigningKey
from ifar.reference import services as reference
from ifar.rights import Actor
from ifar.tracing import disclosure, envelope, niem, selectors
from ifar.tracing.models import Event, Exchange, Request
from ifar.tracing.services import answering, chains, exchange, requests
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm
from tests.tracing.conftest import WHOLE, WORDS, a_request, row

LOG = SigningKey("register.example.be", ED25519, bytes(range(32)))
PAPERS = SigningKey("register.example.be/papers", ED25519, bytes(range(1, 33)))
OTHERS = SigningKey("register.example.net", ED25519, bytes(range(2, 34)))
CERTIFICATE = seal.certificate(PAPERS.verifier, LOG)
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
THEIRS = identifiers.new("O", bytes)


@pytest.fixture
def log(monkeypatch, tmp_path):
    """A data folder of our own with the key of our log."""
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    return keys.Keyring.at(tmp_path).current(configured.IFAR_LEDGER_NAME)


@pytest.fixture
def belgium(db, monkeypatch, log):
    """The directory knows Belgium's register and what covers what it is told; `test_the_directory` loads it as a country does."""
    monkeypatch.setattr(exchange, "known_keys", lambda: {"BE": [LOG.verifier]})
    monkeypatch.setattr(requests, "agreement_with", lambda country: "protocol" if country == "BE" else "none")


def test_the_directory_says_whom_to_trust_and_what_covers_what_they_are_told(peopled_db, tmp_path):
    """Must-have 18: desks with their keys come with a source and a version, by an act of the log."""
    (tmp_path / "lists.csv").write_text("list,title,edition,mode\ntrace_desk,Desks,2026.2,extend\n")
    head = "code,country,kind,label_en,address,zone,agreement,key,source\n"
    desk = "be-desk,BE,national_focal_point,Belgian desk,desk@example.be,Europe/Brussels,protocol"
    (tmp_path / "trace_desk.csv").write_text(f"{head}{desk},{LOG.verifier.encode()},a note verbale\n")
    job = Actor(kind="job", id="tests", permissions=frozenset({"reference:list:manage"}))
    reference.load_folder(actor=job, folder=tmp_path, origin="tests")
    assert exchange.known_keys() == {"BE": [LOG.verifier]}
    assert (requests.agreement_with("BE"), requests.agreement_with("IT")) == ("protocol", "none")
    assert took(cast.actor("erin"), made()).reason == ""
    (tmp_path / "trace_desk.csv").write_text(f"{head}{desk},no key,a note verbale\n")
    with pytest.raises(Invalid):
        reference.load_folder(actor=job, folder=tmp_path, origin="tests")


def payload(form="request", **said):
    """What Belgium says: a request, or an answer."""
    now = ledger.now()
    head = {
        "format": envelope.FORMAT, "form": form, "message": "01900000-0000-7000-8000-000000000001",
        "made_at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "expires_at": f"{now + dt.timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}",
        "sender": {"country": "BE", "register": LOG.name}, "recipient": {"country": "XX"}, "request": THEIRS,
    }  # fmt: skip
    content = {
        "number": "BE/2026/9", "thing": "firearm", "illicit": ["law"], "circumstances": "Found in a flat in Liege.", "use": "investigation",
        "urgency": "urgent", "handling": "ordinary", "recovered_on": "2026-03-01", "recovered_in": "BE",
        "firearm": {"make": {"code": "beretta", "text": "Beretta"}, "type": {"code": "pistol", "text": "Pistol"}, "calibre": {"text": "9 mm odd"}},
        "marks": [{"kind": "serial", "text": "AB71234", "text_status": "known"}],
    }  # fmt: skip
    return head | ({"content": content} if form == "request" else {}) | said


def made(value=None, *, key=PAPERS, certificate=CERTIFICATE, **more):
    return envelope.signed(value or payload(**more), key, certificate)


def took(actor, data):
    taken_in = exchange.take_in(actor=actor, data=data)
    record = Exchange.objects.get(public_id=taken_in.exchange)
    assert (record.state, record.reason) == (
        ("refused", taken_in.reason) if taken_in.reason else ("accepted", "")
    )
    return taken_in


def test_a_request_of_another_state_comes_in_as_a_file(belgium, erin):
    result = took(erin, made())
    request = row(result.request)
    assert (request.direction, request.state, request.country, request.reference, request.urgency) == (
        "incoming",
        "sent",
        "BE",
        THEIRS,
        "urgent",
    )
    assert (request.identity["make"], request.identity["calibre_raw"]) == ("beretta", "9 mm odd")
    assert request.circumstances == "Found in a flat in Liege."
    assert request.agreement == "protocol", "what our own directory says, whatever a file may say"


def _altered(data: bytes) -> bytes:
    document = json.loads(data)
    document["payload"]["content"]["marks"][0]["text"] = "AB71235"
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("reason", "data"),
    [
        ("unreadable", lambda: b"\xff\xfe"),
        ("unreadable", lambda: b"[]"),
        ("unreadable", lambda: b'{"payload": {}, "payload": {}}'),
        ("unreadable", lambda: b" " * (envelope.LARGEST + 1)),
        ("form", lambda: b'{"payload": {"sender": {"country": "BE"}}}'),
        ("form", lambda: made(payload() | {"content": payload()["content"] | {"recovered_on": "2026-02-31"}})),
        ("form", lambda: made(payload() | {"expires_at": "2199-01-01T00:00:00Z"})),
        ("unknown_sender", lambda: made(payload() | {"sender": {"country": "IT"}})),
        ("altered", lambda: _altered(made())),
        ("altered", lambda: made(key=replace(PAPERS, seed=bytes(32)))),
        ("resigned", lambda: made(key=OTHERS, certificate=seal.certificate(OTHERS.verifier, OTHERS))),
        ("misdirected", lambda: made(payload() | {"recipient": {"country": "FR"}})),
        ("expired", lambda: made(payload() | {"made_at": "2026-01-01T00:00:00Z", "expires_at": "2026-02-01T00:00:00Z"})),
        ("ahead", lambda: made(payload() | {"made_at": "2198-12-01T00:00:00Z", "expires_at": "2198-12-31T00:00:00Z"})),
        ("unrelated", lambda: made(payload("answer", answer={"state": "not_found"}))),
    ],
)  # fmt: skip
def test_a_file_is_refused_with_its_reason_and_logged(belgium, erin, reason, data):
    content = data()
    result = took(erin, content)
    assert result.reason == reason
    assert not Request.objects.exists()
    assert Exchange.objects.get().hash == envelope.hashed(content)
    assert Event.objects.filter(record_type="exchange", kind="refused").count() == 1


def test_a_file_is_taken_in_once(belgium, erin):
    assert took(erin, made()).reason == ""
    assert took(erin, made()).reason == "replayed"
    # The same request in a new file: it is here already.
    assert (
        took(erin, made(payload() | {"message": "01900000-0000-7000-8000-000000000002"})).reason == "entered"
    )
    assert Request.objects.count() == 1


def test_who_may_not_answer_takes_no_file_in(belgium, dave):
    with pytest.raises(Forbidden):
        exchange.take_in(actor=dave, data=made())
    assert not Exchange.objects.exists()


def test_a_request_goes_out_and_its_answer_comes_back(belgium, dave, erin):
    sent = a_request(dave)
    out = exchange.take_out(actor=dave, request=sent)
    document = json.loads(out.document)
    value = document["payload"]
    assert (value["sender"]["country"], value["recipient"]["country"], value["request"]) == ("XX", "BE", sent)
    assert value["content"]["niem"]["codes"] == {"ncic:GTYPCodeType": "P"}
    assert Exchange.objects.get().hash == out.hash
    report = {
        "state": "answered",
        "data": {"status": "exported", "first_sale": "2019-05-01"},
        "remark": "Sold to your State.",
    }
    back = payload("answer", request=sent, their_request=THEIRS, answer=report)
    result = took(erin, made(back))
    request = row(sent)
    assert (result.request, request.state, request.reference) == (sent, "answered", THEIRS)
    event = Event.objects.get(subject=sent, kind="answered")
    assert selectors.personal_of([event.pk])[str(event.pk)]["answer"] == {
        "status": "exported",
        "first_sale": "2019-05-01",
    }


def test_an_answer_of_another_state_than_the_one_that_was_asked_is_refused(belgium, dave, erin):
    sent = a_request(dave, country="IT")
    assert (
        took(erin, made(payload("answer", request=sent, answer={"state": "not_found"}))).reason == "unrelated"
    )
    assert row(sent).state == "sent"


@pytest.mark.parametrize("state", ["delayed", "restricted", "refused"])
def test_a_ground_comes_back_with_its_words_or_not_at_all(belgium, dave, erin, state):
    sent = a_request(dave)
    without = payload(
        "answer", request=sent, answer={"state": state, "ground": "investigation", "reason": ""}
    )
    assert took(erin, made(without)).reason == "form"
    assert row(sent).state == "sent"
    value = payload(
        "answer", request=sent, answer={"state": state, "ground": "investigation", "reason": WORDS}
    )
    assert took(erin, made(value)).reason == ""
    assert (row(sent).state, row(sent).ground) == (state, "investigation")


def test_what_must_not_leave_stands_in_no_file_and_no_line_of_the_log(belgium, erin, ivan):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    request = took(erin, made()).request
    answering.acknowledge(actor=erin, request_id=request)
    answering.search_register(actor=erin, request_id=request)
    answering.identify(actor=erin, request_id=request, firearm=arm)
    asked = chains.ask_trader(actor=erin, request_id=request, trader=ivan.agency)
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    answering.restrict(actor=erin, request_id=request, ground="investigation", note=WORDS)
    out = exchange.take_out(actor=erin, request=request)
    text = out.document.decode()
    payload_ = json.loads(text)["payload"]
    assert set(payload_["answer"]["data"]) == {"identification", "manufacture"}
    assert (payload_["request"], payload_["answer"]["ground"], payload_["answer"]["reason"]) == (
        THEIRS,
        "investigation",
        WORDS,
    )
    for hidden in ("Wei Zhang", "Ivan", "2021-02-28", "Erin", erin.id, arm, "Harbour"):
        assert hidden not in text, hidden
    event = Event.objects.get(subject=request, kind="disclosed")
    assert set(event.details["left"]) == {"identification", "manufacture"}
    assert "last_holder" not in event.details["left"]
    lines = json.dumps(list(Event.objects.values_list("details", "changes")), default=str) + json.dumps(
        list(Notice.objects.values_list("params", flat=True))
    )
    assert "Wei Zhang" not in lines
    assert "Liege" not in lines


def test_a_chain_across_two_states_by_files(belgium, log, erin, ivan):
    """Issue 6, line 3: a request comes from Belgium as a file, is identified, the dealer answers, and the answer goes back as a file that
    Belgium's register would take in by the same rules."""
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    request = took(erin, made()).request
    answering.acknowledge(actor=erin, request_id=request)
    assert answering.search_register(actor=erin, request_id=request)[0].found.firearm == arm
    answering.identify(actor=erin, request_id=request, firearm=arm)
    asked = chains.ask_trader(actor=erin, request_id=request, trader=ivan.agency)
    chains.answer_question(
        actor=ivan, step_id=asked, said=Answer("diverted", dt.date(2022, 2, 2), diversion="unlawful_sale")
    )
    answering.answer(actor=erin, request_id=request)
    out = exchange.take_out(actor=erin, request=request)
    known = {"XX": [log.verifier]}
    judged = envelope.read(out.document, country="BE", keys=known, now=ledger.now())
    assert judged.reason == ""
    assert judged.said["answer"]["data"]["point_of_diversion"]["how"] == "unlawful_sale"
    assert envelope.read(out.document, country="FR", keys=known, now=ledger.now()).reason == "misdirected"
    assert envelope.read(out.document, country="BE", keys={}, now=ledger.now()).reason == "unknown_sender"


@pytest.mark.parametrize(
    "data",
    [
        {"trade_chain": ["x"]},
        {"status": {"a": "b"}},
        {"identification": {"marks": ["z"]}},
        {"holder_kind": ["x"]},
        {"holder_kind": "emperor"},
        {"loss_report": ["x"]},
        {"first_sale": "2019-02-30"},
        {"point_of_diversion": {"link": "dealer", "how": "theft", "on": "2019-02-30"}},
        {"last_holder": {"name": "x" * 500}},
        {"officials": "x"},
        {"secret": "x"},
    ],
)
def test_a_datum_of_another_form_is_refused(belgium, dave, erin, monkeypatch, data):
    sent = a_request(dave)
    monkeypatch.setattr(signed_documents, "checker", lambda schema: lambda document: None)
    answer = made(payload("answer", request=sent, answer={"state": "answered", "data": data}))
    monkeypatch.undo()
    monkeypatch.setattr(exchange, "known_keys", lambda: {"BE": [LOG.verifier]})
    assert took(erin, answer).reason == "form"
    assert row(sent).state == "sent"


@pytest.mark.parametrize(
    "value",
    [
        "x",
        7,
        True,
        ["x"],
        [["x"]],
        {"a": "b"},
        {"marks": ["z"], "on": None},
        [{"who": 3}],
        [None],
        {"make": ["x"]},
    ],
)
def test_a_request_is_shown_whatever_is_stored_of_its_answer(dave, signed_in, value):
    sent = a_request(dave)
    answering.acknowledge(actor=dave, request_id=sent)
    answering.note_progress(actor=dave, request_id=sent)
    answering.answer(actor=dave, request_id=sent, told=dict.fromkeys(disclosure.TABLE, value))
    assert signed_in("dave").get(f"/tracing/{sent}/").status_code == 200


@pytest.mark.parametrize("name", ["number", "place", "circumstances"])
@pytest.mark.parametrize("hidden", ["\u2069", "\u202e", "\u200f", "\x07"])
def test_a_file_with_characters_that_nobody_sees_is_refused(belgium, erin, name, hidden):
    content = payload()["content"] | {name: f"BE {hidden}1 of a longer text"}
    assert took(erin, made(payload() | {"content": content})).reason == "form"


def test_a_code_counts_only_with_words_that_agree_with_ours(belgium, erin):
    arm = {
        "make": {"code": "beretta", "text": "Bernardelli"},
        "type": {"code": "pistol", "text": "Pistolet"},
        "calibre": {"code": "9x19"},
        "country_made": {"code": "IT"},
    }
    request = row(took(erin, made(payload() | {"content": payload()["content"] | {"firearm": arm}})).request)
    assert ("make" in request.identity and request.identity["make"]) in (None, False, "")
    assert request.identity["make_raw"] == "Bernardelli"
    assert request.identity["type"] == "pistol", "the words of another of our languages"
    assert request.identity["calibre_raw"] == "9x19"
    assert request.identity["country_made"] == "IT"


def test_a_file_logs_what_leaves_with_it_not_what_left_before(belgium, erin, monkeypatch):
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    request = took(erin, made()).request
    answering.acknowledge(actor=erin, request_id=request)
    answering.search_register(actor=erin, request_id=request)
    answering.identify(actor=erin, request_id=request, firearm=arm)
    assert "status" in answering.answer(actor=erin, request_id=request)
    stricter = {**disclosure.TABLE, "status": disclosure.Rule(None, frozenset())}
    monkeypatch.setattr(disclosure, "TABLE", stricter)
    data = json.loads(exchange.take_out(actor=erin, request=request).document)["payload"]["answer"]["data"]
    event = Event.objects.get(subject=request, kind="disclosed")
    assert set(event.details["left"]) == set(data)
    assert "status" in event.details["held"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=5),
    max_leaves=12,
)
NOW = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
KNOWN = {"BE": [LOG.verifier]}


@given(st.binary(max_size=400) | JSON.map(lambda group: json.dumps(group).encode()))
def test_whatever_the_bytes_are_reading_returns(data):
    assert envelope.read(data, country="XX", keys=KNOWN, now=NOW).reason in envelope.REASONS


@st.composite
def mangled(draw):
    """A good document of which one part was replaced by anything."""
    head = {
        "format": envelope.FORMAT, "form": "request", "message": "01900000-0000-7000-8000-000000000001", "made_at": "2026-02-20T00:00:00Z",
        "expires_at": "2026-03-20T00:00:00Z", "sender": {"country": "BE"}, "recipient": {"country": "XX"}, "request": THEIRS,
        "content": {"number": "1", "thing": "firearm", "illicit": [], "circumstances": "", "use": "investigation", "urgency": "routine", "handling": "ordinary"},
    }  # fmt: skip
    document = json.loads(envelope.signed(head, PAPERS, CERTIFICATE))
    place = document
    while True:
        name = draw(st.sampled_from(sorted(place)))
        if isinstance(place[name], dict) and draw(st.booleans()):
            place = place[name]
            continue
        place[name] = draw(JSON)
        return json.dumps(document).encode()


@given(mangled())
def test_a_document_with_any_part_replaced_is_refused_and_breaks_nothing(data):
    judged = envelope.read(data, country="XX", keys=KNOWN, now=NOW)
    assert judged.reason in ("", *envelope.REASONS)
    for name in ("message", "form", "sender.country", "recipient.country"):
        assert isinstance(judged.of(name), str)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    texts=st.lists(st.text(max_size=60), min_size=6, max_size=6),
    marks=st.lists(st.fixed_dictionaries({"kind": st.from_regex("[a-z_]{1,12}", fullmatch=True), "text": st.none() | st.text(max_size=40), "text_status": st.sampled_from(["known", "unknown", "none"])}), max_size=3),
    year=st.integers(1500, 9999),
)  # fmt: skip
def test_what_a_trusted_state_signs_may_still_be_anything(belgium, erin, texts, marks, year):
    """Well signed and of the form, with any words in it: it is taken in or refused with a reason, and never breaks."""
    content = payload()["content"] | {
        "number": texts[0], "circumstances": texts[1], "place": texts[2], "justification": texts[3], "marks": marks,
        "firearm": {"make": {"code": texts[4], "text": texts[5]}, "type": {"text": texts[0]}, "year": year},
    }  # fmt: skip
    with cast.undone():
        took(erin, made(payload() | {"content": content}))


def test_niem_says_what_is_known_and_nothing_else():
    values = niem.firearm_in_niem(
        {"make": "Beretta", "type": "Pistol", "type_code": "pistol", "year": 2001},
        [{"kind": "serial", "text": "A1"}, {"kind": "import", "text": "DE 98"}],
        {"pistol": ("P",)},
    )
    assert values == {
        "model": "NIEM 6.0", "codes": {"ncic:GTYPCodeType": "P"},
        "j:Firearm": {
            "ifar:FirearmMakeText": "Beretta", "j:FirearmCategoryText": "Pistol", "nc:ItemModelYearDate": "2001",
            "nc:ItemSerialIdentification": {"nc:IdentificationID": "A1"},
            "nc:ItemOtherIdentification": [{"nc:IdentificationID": "DE 98", "nc:IdentificationCategoryDescriptionText": "import"}],
        },
    }  # fmt: skip
    assert niem.firearm_in_niem({}, [], {}) == {}


@pytest.mark.parametrize("name", ["request", "answer"])
def test_the_examples_of_the_documentation_keep_to_the_schema(name):
    document = json.loads((EXAMPLES / f"trace-{name}.json").read_text(encoding="utf-8"))
    keys_ = {document["payload"]["sender"]["country"]: [LOG.verifier]}
    judged = envelope.read(
        json.dumps(document).encode(),
        country=document["payload"]["recipient"]["country"],
        keys=keys_,
        now=NOW,
    )
    assert judged.reason == ""
    assert judged.said["form"] == name


@pytest.mark.parametrize("name", niem.PROPERTIES.values())
def test_each_property_is_said_in_the_documentation(name):
    assert name in (EXAMPLES.parent / "tracing.md").read_text(encoding="utf-8")


def _word(n, sent, state, **said):
    answer = {"state": state} | said.pop("answer", {})
    return made(
        payload("answer", request=sent, answer=answer)
        | {"message": f"01900000-0000-7000-8000-{n:012d}"}
        | said
    )


REFUSAL = {"ground": "investigation", "reason": WORDS}


def test_a_word_on_a_draft_or_on_what_was_taken_back_is_none(belgium, dave, erin):
    draft, back = a_request(dave, sent=False), a_request(dave)
    requests.withdraw(actor=dave, request_id=back, note="x")
    for n, text in enumerate((draft, back)):
        assert took(erin, _word(n, text, "acknowledged")).reason == "unrelated"


def test_a_word_from_before_the_question_is_none(belgium, dave, erin):
    sent = a_request(dave)
    early = f"{ledger.now() - dt.timedelta(days=40):%Y-%m-%dT%H:%M:%SZ}"
    assert took(erin, _word(1, sent, "refused", answer=REFUSAL, made_at=early)).reason == "unrelated"
    assert row(sent).state == "sent"


@pytest.mark.parametrize(("first", "more"), [("not_found", {}), ("refused", REFUSAL)])
def test_an_answer_after_a_refusal_is_taken_in_and_an_acknowledgement_is_not(
    belgium, dave, erin, first, more
):
    sent = a_request(dave)
    assert took(erin, _word(1, sent, first, answer=more)).reason == ""
    assert took(erin, _word(2, sent, "acknowledged")).reason == "unrelated"
    result = {"data": {"status": "exported"}}
    assert took(erin, _word(3, sent, "answered", answer=result)).reason == ""
    assert row(sent).state == "answered"


def test_a_word_under_another_number_of_theirs_is_none(belgium, dave, erin):
    sent = a_request(dave)
    assert took(erin, _word(1, sent, "acknowledged", their_request=THEIRS)).reason == ""
    other = identifiers.new("O", lambda n: bytes([7]) * n)
    assert took(erin, _word(2, sent, "not_found", their_request=other)).reason == "unrelated"


def test_what_a_state_asks_under_one_number_is_entered_once(belgium, erin):
    by_hand = {"actor": erin, "said": WHOLE, "reference_number": THEIRS}
    first = requests.receive_request(**by_hand)
    with pytest.raises(Conflict):
        requests.receive_request(**by_hand)
    assert took(erin, made()).reason == "entered"
    requests.withdraw(actor=erin, request_id=first, note="They wrote that it went astray.")
    assert took(erin, made()).reason == ""


def test_a_number_with_a_wrong_check_digit_is_refused_at_the_door(belgium, erin):
    wrong = THEIRS[:-1] + ("0" if THEIRS[-1] != "0" else "1")
    assert took(erin, made(payload() | {"request": wrong})).reason == "form"
