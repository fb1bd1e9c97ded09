"""What goes to another State as a paper: exactly what its signed file says, in six languages, checked without a network."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from ifar import cli
from ifar.documents import checking, payload, seal, wording
from ifar.documents.checking import Trusted
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.languages import LANGUAGES
from ifar.ledger import keys
from ifar.ledger import services as ledger
from ifar.registry.labels import STATES
from ifar.tracing import disclosure, document_texts, envelope, grounds, labels, printed
from ifar.tracing.models import Event, Exchange
from ifar.tracing.services import answering, chains, exchange, printing
from ifar.tracing.steps import Answer
from tests import cast
from tests.factories import a_firearm
from tests.tracing.conftest import WORDS, a_request, row, searching
from tests.tracing.test_exchange import CERTIFICATE, LOG, OTHERS, PAPERS, made, requests, took

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
SECRETS: dict[str, object] = {
    "identification": {"make": "secret-make", "marks": [{"kind": "serial", "text": "SECRET-MARK"}]},
    "manufacture": {"make": "secret-maker", "country_made": "IT", "year": 1888},
    "status": "destroyed",
    "import_export": [{"kind": "imported", "on": "1901-01-01"}],
    "first_sale": "1902-02-02",
    "holder_kind": "wholesaler",
    "point_of_diversion": {"link": "dealer", "how": "unlawful_sale", "on": "1903-03-03"},
    "trade_chain": [{"link": "dealer", "who": "Secret Arms", "on": "1904-04-04", "to": "holder"}],
    "loss_report": [{"kind": "stolen", "on": "1905-05-05"}],
    "ballistics": "secret comparison",
    "last_holder": {"name": "Secret Holder", "address": "1 Secret Street"},
    "other_cases": ["SECRET/1"],
    "officials": "Secret Official",
}
"""A value for each datum that nothing else on the paper says; of `state_stock` the tests below speak."""
TELLS = {
    "identification": ("secret-make", "SECRET-MARK"),
    "manufacture": ("secret-maker", "1888"),
    "status": ("Destroyed",),
    "import_export": ("1901-01-01",),
    "first_sale": ("1902-02-02",),
    "holder_kind": ("Wholesaler",),
    "point_of_diversion": ("1903-03-03", "Unlawful sale"),
    "trade_chain": ("Secret Arms", "1904-04-04"),
    "loss_report": ("1905-05-05",),
    "ballistics": ("secret comparison",),
    "last_holder": ("Secret Holder", "1 Secret Street"),
    "other_cases": ("SECRET/1",),
    "officials": ("Secret Official",),
}
EXPERIENCE = {"authorised", "modus", "concealment", "routes", "detection", "groups"}
"""What leaves in exchanges of experience only, which go as files and not on paper."""
SPOKEN: dict[str, dict[str, str]] = {name: {} for name in printed.LISTS}


def _said(data: dict, ground: str = "") -> dict:
    state = {"state": "restricted", "ground": ground, "reason": WORDS} if ground else {"state": "answered"}
    return {
        "form": "answer", "request": "O0W3GE1R70W3GV", "made_at": "2026-02-20T09:30:00Z", "expires_at": "2026-05-20T09:30:00Z",
        "message": "01900000-0000-7000-8000-000000000002", "sender": {"country": "XX"}, "recipient": {"country": "BE"},
        "answer": {**state, "data": data},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ground", "agreement"), list(itertools.product(["", *grounds.GROUNDS], disclosure.AGREEMENTS))
)
def test_for_each_datum_ground_and_agreement_the_paper_says_what_leaves_and_nothing_else(ground, agreement):
    """Acceptance line 2, for the paper: the builder is given what `disclosure` let leave, and shows each of it."""
    leaves = disclosure.leaves(SECRETS, ground=ground, agreement=agreement)
    text = repr(printed.sections_of(_said(leaves, ground), SPOKEN, "en"))
    for datum, tell in TELLS.items():
        for code in tell:
            assert (code in text) == (datum in leaves), (datum, code)
    assert "Secret Official" not in text


def test_the_paper_shows_every_datum_that_may_ever_leave():
    """A datum that the rule table lets leave and the paper does not know would be lost without a word."""
    known = {**SECRETS, "state_stock": "unit"}
    ever = {text for text in set(disclosure.DATA) - EXPERIENCE if any(disclosure.judged(text, ground="", agreement=a).leaves for a in disclosure.AGREEMENTS)}  # fmt: skip
    for datum in ever:
        [shown] = printed.data_sections({datum: known[datum]}, SPOKEN, "en")
        assert shown.heading == str(labels.DATA[datum])
        assert shown.rows
    assert printed.data_sections({"officials": "x"}, SPOKEN, "en") == []


def test_every_word_stands_in_six_languages():
    for key, word in document_texts.all_words().items():
        assert len(word) == len(LANGUAGES)
        assert all(word), key
        assert len({text.count("%(") for text in word}) == 1, key


ON_PAPER = {code: value for code, value in labels.DATA.items() if code not in EXPERIENCE}
GROUPS = {
    "state": STATES, "illicit": labels.ILLICIT, "use": labels.USES, "urgency": labels.URGENCIES, "handling": labels.HANDLINGS,
    "ground": labels.GROUNDS, "role": labels.ROLES, "result": labels.RESULTS, "failure": labels.FAILURES, "diversion": labels.DIVERSIONS,
    "datum": ON_PAPER, "doubt": labels.DOUBTS, "agreement": labels.AGREEMENTS, "lot": labels.LOT, "thing": labels.THINGS, "nature": labels.NATURES,
    "answer": {code: labels.STATES["request"][code] for code in exchange.ANSWERED},
}  # fmt: skip


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_a_paper_says_what_the_page_says(group, language):
    """Each code has words for papers too, and where the interface speaks the language they are the same."""
    with translation.override(language):
        for code, value in GROUPS[group].items():
            assert document_texts.words(f"{group}.{code}", language) == str(value), code


# Set, sealed, checked -------------------------------------------------------------------------------------------------


@pytest.fixture
def log(monkeypatch, tmp_path):
    """A data folder of our own with the key of our log."""
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    return keys.Keyring.at(tmp_path).current(settings.IFAR_LEDGER_NAME)


@pytest.fixture
def belgium(db, monkeypatch, log):
    monkeypatch.setattr(exchange, "known_keys", lambda: {"BE": [LOG.verifier]})
    monkeypatch.setattr(requests, "agreement_with", lambda country: "protocol" if country == "BE" else "none")


@pytest.fixture
def restricted(belgium, erin, ivan):
    """A request of Belgium that was answered in part: the buyer and the dealer are known and held back."""
    arm = a_firearm(cast.actor("alice"), "AB71234").firearm
    request = took(erin, made()).request
    answering.acknowledge(actor=erin, request_id=request)
    answering.search_register(actor=erin, request_id=request)
    answering.identify(actor=erin, request_id=request, firearm=arm)
    asked = chains.ask_trader(actor=erin, request_id=request, trader=ivan.agency)
    answer = Answer("passed_on", dt.date(2021, 2, 28), "holder", described={"name": "Wei Zhang"})
    chains.answer_question(actor=ivan, step_id=asked, said=answer)
    answering.restrict(actor=erin, request_id=request, ground="investigation", note=WORDS)
    return request


def text_of(data: bytes) -> str:
    """The words of a paper, however its lines are broken."""
    document = pypdfium2.PdfDocument(data)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in document).split())


def inside(data: bytes) -> bytes:
    """Every stream of a PDF unpacked, its metadata and what lies in it among them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [item.read_bytes() for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        return b"\n".join(
            [*streams, str(pdf.docinfo).encode(), bytes(pdf.open_metadata().__str__(), "utf-8")]
        )


def test_what_must_not_leave_stands_nowhere_in_the_paper(restricted, log, erin):
    """Text, metadata, attachment, codes and the line of the log (acceptance line 2)."""
    out = printing.take_out_paper(actor=erin, request=restricted, language="en")
    arm = row(restricted).firearm
    [code] = [square.text for page in _pages(out.document) for square in _squares(page)][:1]
    scanned = payload.from_parts(square.text for page in _pages(out.document) for square in _squares(page))[1]
    assert code.startswith("IFAR1/O")
    everything = text_of(out.document).encode() + inside(out.document) + scanned
    for hidden in ("Wei Zhang", "Ivan", "2021-02-28", "Erin", erin.id, arm, "Harbour"):
        assert hidden.encode() not in everything, hidden
    for text in ("AB71234", "Beretta", WORDS, "Belgium"):
        assert text in text_of(out.document), text
    event = Event.objects.filter(subject=restricted, kind="disclosed").get()
    assert set(event.details["left"]) == {"identification", "manufacture"}
    assert event.details["hash"] == out.hash
    lying = payload.embedded(seal.parse(out.document).pdf)
    assert lying is not None
    assert envelope.hashed(lying) == out.hash, "the file in the paper is the one that the log names"


def _squares(page: object) -> list[zxingcpp.Barcode]:
    """The QR codes of a page: among the squares of a large one a decoder now and then sees a short bar code too."""
    return list(zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode))


def _pages(data: bytes) -> list:
    return [page.render(scale=3).to_pil() for page in pypdfium2.PdfDocument(data)]


def test_the_paper_its_file_and_its_codes_are_checked_without_a_network(
    restricted, log, erin, tmp_path, capsys
):
    out = printing.take_out_paper(actor=erin, request=restricted, language="fr")
    trusted = Trusted([log.verifier])
    today = ledger.now().date()
    lying = payload.embedded(seal.parse(out.document).pdf) or b""
    codes = "\n".join(square.text for page in _pages(out.document) for square in _squares(page))
    for held in (out.document, lying, codes.encode()):
        checked = checking.check(held, trusted, today)
        assert (checked.verdict, checked.kind, checked.form) == ("genuine", "trace_answer", "document")
        assert checked.paper == row(restricted).reference
        assert checked.content["answer"]["ground"] == "investigation"
        assert checking.check(held, Trusted(), today).verdict == "unknown_key"
        assert checking.check(held, trusted, today + dt.timedelta(days=100)).verdict == "expired"
    assert checking.check(lying.replace(b"AB71234", b"AB71235"), trusted, today).verdict == "altered"
    at = out.document.index(b"stream")
    altered = out.document[:at] + b"Stream" + out.document[at + 6 :]
    assert checking.check(altered, trusted, today).verdict == "altered"
    file = tmp_path / "answer.pdf"
    file.write_bytes(out.document)
    assert cli.main(["verify-paper", str(file), "--key", log.verifier.encode()]) == 0
    value = capsys.readouterr().out
    assert "GENUINE" in value
    assert "Answer to a trace request" in value


def test_the_paper_is_taken_in_as_its_file_is(belgium, log, dave, erin):
    """What another State sent may come as the PDF or as its scanned codes; an altered or unsealed paper is refused with its reason."""
    sent = a_request(dave)
    out = printing.take_out_paper(actor=dave, request=sent, language="es")
    known = {"XX": [log.verifier]}
    asked = {"country": "BE", "keys": known, "now": ledger.now()}
    codes = "\n".join(square.text for page in _pages(out.document) for square in _squares(page))
    for held in (out.document, codes.encode()):
        judged = envelope.read(held, **asked)
        assert (judged.reason, judged.said["request"]) == ("", sent)
    assert envelope.read(out.document, **asked).hash == out.hash
    bare = seal.parse(out.document).pdf
    assert envelope.read(bare, **asked).reason == "unreadable", "a paper without its seal is not unpacked"
    assert envelope.read(bare + b" " + out.document[len(bare) :], **asked).reason == "altered"
    assert envelope.read(b"%PDF-1.7 nothing", **asked).reason == "unreadable"
    assert envelope.read(codes[:-4].encode(), **asked).reason == "unreadable"
    assert envelope.read(out.document, country="BE", keys={}, now=ledger.now()).reason == "unknown_sender"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_accessible_and_speaks_its_language(language, log):
    data = (EXAMPLES / "trace-request.json").read_bytes()
    value = json.loads(data)["payload"]
    taken = exchange.TakenOut("trace-request.json", data, envelope.hashed(data))
    pdf_ = printing.sealed(
        taken,
        value,
        language,
        title=printed.title_of(value, language),
        lines=printed.lines_of(value, SPOKEN, language),
        sections=printed.sections_of(value, SPOKEN, language),
    )
    with pikepdf.open(io.BytesIO(pdf_)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).split("-")[0] == language
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert wording.words("trace_request", language) in str(metadata["dc:title"])
        fonts = {str(dictionary.BaseFont).split("+")[-1] for dictionary in pdf.objects if isinstance(dictionary, pikepdf.Dictionary) and dictionary.get("/Type") == pikepdf.Name.Font and "/BaseFont" in dictionary}  # fmt: skip
        assert all(name.startswith(("/NotoSans", "NotoSans", "IBMPlexSansArabic")) for name in fonts), fonts
    text = text_of(pdf_)
    assert "\ufffd" not in text
    assert "\x00" not in text


def test_who_may_not_take_the_file_out_gets_no_paper(belgium, log, dave, heidi):
    sent = a_request(dave)
    with pytest.raises(NotFound):
        printing.take_out_paper(actor=heidi, request=sent, language="en")
    with pytest.raises(Forbidden):
        printing.take_out_paper(actor=cast.actor("ivan"), request=sent, language="en")
    with pytest.raises(Invalid):
        printing.take_out_paper(actor=dave, request=sent, language="de")
    with pytest.raises(Refused):
        printing.take_out_paper(actor=replace(dave, purpose=None), request=sent, language="en")


def test_the_page_gives_the_paper_and_takes_one_in(belgium, log, dave, signed_in, monkeypatch):
    """The button beside the signed file; and the PDF of another State at the same place where its file is taken in."""
    sent = a_request(dave)
    browser = signed_in("dave")
    page = browser.get(f"/tracing/{sent}/").content.decode()
    assert f"/tracing/{sent}/file.pdf" in page
    out = browser.post(f"/tracing/{sent}/file.pdf", {"language": "ru"})
    assert out["Content-Type"] == "application/pdf"
    assert out["Cache-Control"] == "no-store"
    assert "Запрос об отслеживании" in text_of(out.content)
    assert Exchange.objects.filter(request=sent, state="sent").count() == 1
    other = browser.post(f"/tracing/{sent}/file.pdf", {"language": "de"})
    assert "Request to trace a firearm" in text_of(other.content), (
        "the reader's own, where there is none such"
    )
    theirs = made()
    taken = exchange.TakenOut("trace-request.json", theirs, envelope.hashed(theirs))
    monkeypatch.setattr(printing.keys, "current", lambda *_: printing.keys.PaperKey(PAPERS, CERTIFICATE))
    paper = printing.pdf_of(taken, "en")
    file = SimpleUploadedFile("request.pdf", paper, "application/pdf")
    assert signed_in("erin").post("/tracing/files/", {"file": file}).status_code == 302
    [came] = Exchange.objects.filter(state="accepted")
    assert (came.hash, came.sender) == (envelope.hashed(theirs), "BE")


def test_the_public_page_says_nothing_of_a_signed_document(db, client, log):
    """It answers about papers; a document of another register, or of ours, is none."""
    held = (EXAMPLES / "trace-answer.json").read_text(encoding="utf-8")
    value = client.post("/api/documents/verification", {"held": held}, content_type="application/json")
    assert value.status_code == 404
    assert "AB71234" not in value.content.decode()


def test_a_pdf_that_nobody_whom_we_know_has_sealed_is_not_unpacked(restricted, log, erin, monkeypatch):
    out = printing.take_out_paper(actor=erin, request=restricted, language="en")
    asked = {"country": "BE", "now": ledger.now()}
    monkeypatch.setattr(payload, "embedded", lambda pdf: pytest.fail("it was unpacked"))
    bare = seal.parse(out.document).pdf
    assert envelope.read(bare, keys={"XX": [log.verifier]}, **asked).reason == "unreadable"
    assert envelope.read(out.document, keys={"XX": [OTHERS.verifier]}, **asked).reason == "resigned"
    assert envelope.unpacked(bare, [log.verifier]) == (b"", None)


def test_what_came_by_letter_is_answered_on_paper_with_the_number_that_it_came_under(log, erin):
    text = searching(erin)
    answering.find_nothing(actor=erin, request_id=text)
    with pytest.raises(Refused):
        exchange.take_out(actor=erin, request=text)
    out = printing.take_out_paper(actor=erin, request=text, language="en")
    assert row(text).reference in text_of(out.document)
