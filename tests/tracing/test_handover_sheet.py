"""The hand-over sheet for mutual legal assistance: what UNTOC article 18(15) asks for, and what of a trace may be stated."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import fastjsonschema
import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import ReadLog
from ifar.documents import checking
from ifar.documents.checking import Trusted
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.ledger import keys
from ifar.tracing import assistance, disclosure
from ifar.tracing.assistance import AssistanceRequest
from ifar.tracing.models import Event
from ifar.tracing.services import answering, chains, handover_sheet, statement
from ifar.tracing.steps import Answer
from tests import cast
from tests.databases import ground
from tests.factories import a_firearm
from tests.tracing.conftest import WORDS, a_request, row, says, searching
from tests.tracing.test_forged import forged
from tests.tracing.test_printed import inside, text_of

SOLD = Answer(
    "passed_on",
    dt.date(2024, 2, 28),
    "holder",
    source="Book 3",
    described={"name": "Wei Zhang", "address": "7 Quay"},
)
ASKED = AssistanceRequest(
    country="BE", nature="investigation", offence="Illicit trafficking in firearms, Penal Code 311", conducted_by="Prosecutor of Kestria City",
    functions="Investigates and prosecutes organized crime", facts="A pistol was found in the boot of a car.",
    assistance="The sales records of the dealer in Liège.", purpose="Evidence in the proceedings 12/26.",
)  # fmt: skip


@pytest.mark.parametrize(
    "name", ["country", "nature", "offence", "conducted_by", "functions", "facts", "assistance", "purpose"]
)
def test_what_article_18_15_asks_for_is_asked_for(name):
    assert assistance.problems(assistance.tidied(ASKED)) == []
    wrong = assistance.problems(assistance.tidied(replace(ASKED, **{name: " "})))
    assert [reason.field for reason in wrong] == [name]


def test_hidden_characters_are_refused_and_the_procedure_may_be_empty():
    assert assistance.problems(replace(ASKED, procedure="")) == []
    assert [
        problem.field for problem in assistance.problems(replace(ASKED, purpose="Evidence \u202e12/26 here"))
    ] == ["purpose"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Where the key of our log is."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def log(monkeypatch, home):
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", home, raising=False)
    from django.conf import settings

    return keys.Keyring.at(home).current(settings.IFAR_LEDGER_NAME)


def _traced(erin, ivan, agreement, serial="AB71234"):
    a_firearm(cast.actor("alice"), serial)
    text = searching(erin, agreement=agreement)
    asked = chains.ask_trader(actor=erin, request_id=text, trader=ivan.agency)
    chains.answer_question(actor=ivan, step_id=asked, said=SOLD)
    stolen = Answer("diverted", dt.date(2025, 5, 1), diversion="theft", source="Theft report 4/25")
    chains.note_link(actor=erin, request_id=text, role="holder", said=stolen)
    return text


@pytest.fixture(scope="module")
def filled(databases, peopled_template, django_db_setup, django_db_blocker, home, tmp_path_factory):
    """The ground of most of these tests, made once: the directory says what stands between us and Belgium, who asked."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        cast.note_as_founded(database.name)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.conf.settings.IFAR_HOME", home, raising=False)
            says(tmp_path_factory.mktemp("directory"), BE="mla")
            erin = cast.actor("erin")
            result = _traced(erin, cast.actor("ivan"), "mla")
            answering.answer(actor=erin, request_id=result)
            statement.issue_statement(actor=erin, request=result, language="en")
        with django_db_blocker.block():
            yield result


@pytest.fixture
def traced(filled, log, db):
    """A request of Belgium under an agreement for legal assistance, traced to its diversion and answered; a statement was issued."""
    return filled


def test_the_sheet_says_what_the_article_asks_for_the_trace_and_who_was_told(traced, log, erin):
    out = handover_sheet.hand_over_paper(actor=erin, request=traced, said=ASKED, language="en")
    text = text_of(out.document)
    for words in (
        "Hand-over sheet for mutual legal assistance", ASKED.offence, ASKED.conducted_by, ASKED.assistance, ASKED.purpose, "Wei Zhang",
        "7 Quay", "Ivan's Arms", "2024-02-28", "Theft report 4/25", "said out of the own book", "732 days", "AB71234", "Belgium",
        "Who the last legal holder is", "V-",
    ):  # fmt: skip
        assert words in text, words
    for hidden in ("Erin", erin.id, "Ivan Petrov"):
        assert hidden.encode() not in text.encode() + inside(out.document), hidden
    event = Event.objects.filter(subject=traced, kind="disclosed").order_by("-n").first()
    assert event is not None
    assert (event.details["form"], event.details["to"], event.details["hash"]) == (
        "hand_over",
        "BE",
        out.hash,
    )
    assert "last_holder" in event.details["left"]
    assert "Wei Zhang" not in json.dumps(event.details)
    assert ReadLog.objects.filter(object=traced, actor=erin.id).exists()
    checked = checking.check(out.document, Trusted([log.verifier]), dt.datetime.now(dt.UTC).date())
    assert (checked.verdict, checked.kind, checked.paper) == ("genuine", "hand_over", traced)
    assert [item["language"] for item in checked.content["statements"]] == ["en"]


def test_the_document_keeps_to_its_schema_and_any_other_member_is_refused(traced, erin):
    document = json.loads(handover_sheet.hand_over(actor=erin, request=traced, said=ASKED).document)
    schema = json.loads(handover_sheet.SCHEMA.read_text(encoding="utf-8"))
    fastjsonschema.validate(schema, document)
    document["payload"]["official"] = "x"
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        fastjsonschema.validate(schema, document)


@pytest.mark.parametrize(
    ("agreement", "asker", "directory"),
    [
        ("iti", "iti", "mla"),
        ("iti", "mla", "iti"),
        ("protocol", "protocol", "mla"),
        ("bilateral", "mla", "bilateral"),
    ],
)
def test_another_states_trace_is_handed_over_only_as_far_as_the_weaker_agreement_reaches(
    peopled_db, log, tmp_path, agreement, asker, directory
):
    """`asker`: what covers what is told whoever asked; `directory`: what stands between us and whom it is handed to."""
    erin, ivan = cast.actor("erin"), cast.actor("ivan")
    says(tmp_path, BE=directory)
    result = _traced(erin, ivan, asker)
    if agreement == "iti":
        document = handover_sheet.hand_over(actor=erin, request=result, said=ASKED).document.decode()
        assert "Ivan" not in document
    else:
        document = handover_sheet.hand_over(actor=erin, request=result, said=ASKED).document.decode()
    data = json.loads(document)["payload"]["data"]
    assert ("last_holder" in data) == (agreement == "bilateral")
    assert ("Wei Zhang" in document) == (agreement == "bilateral")
    for datum in data:
        assert disclosure.judged(datum, ground="", agreement=agreement).leaves


def test_a_ground_holds_back_what_it_holds_back(peopled_db, log, tmp_path):
    erin, ivan = cast.actor("erin"), cast.actor("ivan")
    says(tmp_path, BE="mla")
    result = _traced(erin, ivan, "mla")
    answering.restrict(actor=erin, request_id=result, ground="investigation", note=WORDS)
    with pytest.raises(Refused):
        handover_sheet.hand_over(actor=erin, request=result, said=ASKED)
    assert not Event.objects.filter(subject=result, kind="disclosed").exists(), (
        "no link may be told, so nothing is stated"
    )


def test_only_who_may_read_of_people_under_a_purpose_and_issues_papers_hands_over(traced, erin, heidi):
    for actor, error in ((heidi, NotFound), (cast.actor("ivan"), Forbidden)):
        with pytest.raises(error):
            handover_sheet.hand_over(actor=actor, request=traced, said=ASKED)
    blind = replace(erin, purpose=None)
    with pytest.raises(Refused):
        handover_sheet.hand_over(actor=blind, request=traced, said=ASKED)
    less = replace(erin, permissions=erin.permissions - {"parties:party:read"})
    with pytest.raises(Forbidden):
        handover_sheet.hand_over(actor=less, request=traced, said=ASKED)
    with pytest.raises(Invalid):
        handover_sheet.hand_over(actor=erin, request=traced, said=replace(ASKED, country="ZZ"))


@pytest.mark.parametrize("language", ["ar", "zh"])
def test_the_sheet_is_set_in_other_scripts(traced, erin, language):
    out = handover_sheet.hand_over_paper(actor=erin, request=traced, said=ASKED, language=language)
    text = text_of(out.document)
    assert "Zhang" in text
    assert "\ufffd" not in text


def test_the_page_asks_for_what_is_missing_and_gives_the_paper(traced, signed_in):
    browser = signed_in("erin")
    page = browser.get(f"/tracing/{traced}/hand-over/")
    assert page.status_code == 200
    wrong = browser.post(
        f"/tracing/{traced}/hand-over/", {"country": "BE", "nature": "investigation", "language": "en"}
    )
    assert wrong.status_code == 422
    values = {name: getattr(ASKED, name) for name in AssistanceRequest.__slots__} | {"language": "fr"}
    made = browser.post(f"/tracing/{traced}/hand-over/", values)
    assert made["Content-Type"] == "application/pdf"
    assert "entraide judiciaire" in text_of(made.content)


def test_no_state_gets_under_the_agreement_of_another_what_it_would_not_get_itself(traced, erin):
    """Belgium asked under an agreement for legal assistance; with Italy there is none."""
    with pytest.raises(Refused):
        handover_sheet.hand_over(actor=erin, request=traced, said=replace(ASKED, country="IT"))
    assert not Event.objects.filter(subject=traced, kind="disclosed", details__to="IT").exists()


def test_what_is_our_own_is_handed_over_only_where_there_is_legal_assistance(peopled_db, log, tmp_path):
    erin = cast.actor("erin")
    says(tmp_path, BE="bilateral", IT="mla")
    text = a_request(erin)
    answering.acknowledge(actor=erin, request_id=text)
    note = Answer("passed_on", dt.date(2020, 1, 1), "dealer", source="Their answer")
    chains.note_link(actor=erin, request_id=text, role="maker", said=note)
    answering.note_progress(actor=erin, request_id=text)
    answering.answer(actor=erin, request_id=text, note="They answered by letter.")
    with pytest.raises(Refused) as error:
        handover_sheet.hand_over(actor=erin, request=text, said=ASKED)
    assert [reason.code for reason in error.value.reasons] == ["tracing.assistance.agreement"]
    assert handover_sheet.hand_over(actor=erin, request=text, said=replace(ASKED, country="IT")).document


def test_the_database_lets_nothing_leave_in_another_form_or_under_anothers_agreement(traced, erin):
    request = row(traced)
    good = {
        "left": ["status"],
        "held": [],
        "agreement": "mla",
        "ground": "",
        "to": "BE",
        "form": "hand_over",
        "hash": "0" * 64,
    }
    for more, wrong in (
        ({"form": "whatever"}, "such a form"), ({"form": None}, "such a form"), ({"hash": "x"}, "which document"), ({"to": "IT"}, "another's"),
        ({"form": "statement", "to": "IT"}, "another's"),
    ):  # fmt: skip
        details = {key: value for key, value in (good | more).items() if value is not None}
        with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
            forged(erin, "request", "disclosed", {"state": request.state}, details=details, one=request)
    with transaction.atomic():
        forged(erin, "request", "disclosed", {"state": request.state}, details=good, one=request)
