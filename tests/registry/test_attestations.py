"""What an officer attests: yes, no or not known, with a document; and what only a record answers, whatever anybody types."""

from __future__ import annotations

import html
import json

import pytest

from ifar.errors import Invalid, Refused
from ifar.registry.attestations import Attestation
from ifar.registry.documents import names_document
from ifar.registry.labels import words_of
from ifar.registry.lifecycle.conditions import CONDITIONS
from ifar.registry.lifecycle.table import RULES
from ifar.registry.models import Event, Firearm
from ifar.registry.services import preview, proposals
from ifar.registry.services.events import NewEvent, record_event, register_firearm
from tests.factories import SEEN, a_firearm, a_person
from tests.pages.test_register import circumstances, text_of

pytestmark = pytest.mark.django_db
GATES = ("import_licence", "transit_no_objections", "licence_document_complete")
LEAVE = {
    "export_licensed": ("in_stock_retail", {"country": "ITA"}, GATES),
    "temporarily_exported": ("held_civilian", {"return_date": "2030-01-01"}, ("temporary_permit",)),
}
NO_DOCUMENT = (
    "", " ", "-", "--", "?", ".", "x", "no", "No.", "NONE", "none", "n/a", "N.A.", "nil", "yes", "ok", "seen", "true",
    "no document", "not available", "None seen", "without paper", "aucun", "néant", "sans objet", "pas de document", "oui",
    "لا يوجد", "لا", "بدون وثيقة", "нет", "нет документа", "sin documento", "无", "无文件",
    "Minister's letter", "the licence", "0", "00", "7", "Permit 7", "12 May 2026", "2026-05-12", "seen on 12/05/2026", "licence seen on the 12th",
    "permit of 1998", "May 12, 2026, 10:30", "permis vu le 1er mai 2026", "رخصة بتاريخ ١٢ مايو ٢٠٢٦", "permiso del 12 de mayo de 2026",
    "разрешение от 12 мая 2026 г.", "许可证 2026年5月12日", "No licence was shown on 12 May 2026", "I do not know", "it was not shown",
    "document lost", "licence 12/2026 is lost", "I don't know 12", "didn’t see permit 12", "n'a pas été montré : permis 12", "le permis 345/2026 est perdu",
    "لم تعرض الرخصة رقم 12", "no se mostró 345/2026", "разрешение 12 не показано", "разрешение 12 утеряно", "没有许可证 12", "No licence for 12",
)  # fmt: skip
DOCUMENTS = (
    "P-88213",
    "No. 12 of 2024",
    "Permit 17",
    "Judgment 771/18 of 12 May 2026",
    "C 1/2026",
    "L-7K3M-9QXZ",
    "No. 2041",
    "Permit No. AB12",
    "Arrêté n° 12 du 12 mai 2026",
    "Préfecture du Pas-de-Calais 12/2026",
    "No objection certificate 12/2026",
    "Certificate of no criminal record 77/2026",
    "لائحة رقم ١٢",
    "Orden 12/2026 de 12 de mayo de 2026",
    "Письмо министра № 12",
    "部长信函12号",
    "没收决定 12",
)


def codes(refused):
    return {reason.code for reason in refused.value.reasons} or {refused.value.code}


@pytest.mark.parametrize("text", NO_DOCUMENT)
def test_w03_what_names_no_document_is_none(text):
    assert not names_document(text)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_w03_a_document_has_a_number_of_its_own(text):
    assert names_document(text)


def test_w03_every_condition_of_article_10_is_answered_by_a_record_alone():
    """Those that the facts or the details answer have their own answer; nobody attests the others."""
    of_10 = [
        condition
        for condition in CONDITIONS.values()
        if "Protocol art. 10" in condition.article and condition.read is None
    ]
    assert {condition.name for condition in of_10} >= {
        *GATES,
        "licence_in_force",
        "import_authorised",
        "temporary_permit",
    }
    assert all(condition.by_record for condition in of_10)
    for kind in ("export_licensed", "exported", "temporarily_exported"):
        rule = RULES[kind]
        assert not [name for name in rule.expects if "Protocol art. 10" in CONDITIONS[name].article], kind


@pytest.mark.parametrize("kind", LEAVE)
@pytest.mark.parametrize("attested", [None, SEEN, Attestation("yes"), Attestation("yes", "none")])
def test_w03_nothing_leaves_on_typed_text(alice, kind, attested):
    state, details, gates = LEAVE[kind]
    marks = tuple({"kind": kind, "text": text} for kind, text in (("maker", "ACME"), ("country", "XX")))
    gun = a_firearm(alice, "AB1234", state=state, marks=marks).firearm
    fromkeys = dict.fromkeys(gates, attested) if attested else {}
    with pytest.raises(Refused) as refused:
        record_event(actor=alice, firearm=gun, event=NewEvent(kind, details, attested=fromkeys))
    assert codes(refused) == {f"registry.unknown.{name}" for name in gates}
    for reason in refused.value.reasons:
        assert "Only a record answers this" in str(reason.message)
        # It says which record that is and where it is made; none of them is one that the register does not keep.
        assert ("under Travellers" in str(reason.message)) == (kind == "temporarily_exported")
        assert "Until this register keeps" not in str(reason.message)
        assert str(reason.article).startswith("Protocol art. 10(")
    assert Firearm.objects.get().events.count() == 1


def test_w03_what_came_in_is_recorded_and_nobody_attests_its_licence(heidi):
    """An observation is never refused for want of a paper; it says that nobody could verify it."""
    details = {"owner_kind": "retailer", "country": "IT", "marking": "unique"}
    new = NewEvent("imported", details, marks=({"kind": "serial", "text": "AB1"},))
    done = register_firearm(actor=heidi, event=new)
    assert "import_authorised" in Event.objects.get(pk=done.entry).checks["unverified"]
    with pytest.raises(Refused) as refused:
        register_firearm(
            actor=heidi,
            event=NewEvent("imported", details, marks=new.marks, attested={"import_authorised": SEEN}),
        )
    assert codes(refused) == {"registry.unknown.import_authorised"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Attestation("no", "P-7"), "registry.precondition.background_check"),
        (Attestation("no"), "registry.precondition.background_check"),
        (Attestation("yes", "none"), "registry.attested.document"),
        (Attestation("yes", "  "), "registry.attested.document"),
        (Attestation("", "P-7"), "registry.attested.answer"),
        (Attestation("perhaps", "P-7"), "registry.attested.answer"),
    ],
)
def test_w03_a_no_or_a_blank_never_counts_as_yes(alice, said, code):
    gun = a_firearm(alice).firearm
    details = {"owner_kind": "private", "owner": a_person(alice)}
    event = NewEvent("privately_transferred", details, paper="P-1", attested={"background_check": said})
    for act in (
        lambda: record_event(actor=alice, firearm=gun, event=event),
        lambda: preview.preview(alice, preview.snapshot(alice, gun), event),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == {code}


def test_w03_not_known_is_recorded_as_what_nobody_verified(alice):
    gun = a_firearm(alice).firearm
    details = {"owner_kind": "private", "owner": a_person(alice)}
    values = {"background_check": Attestation("unknown", "P-7"), "counterparty_confirmed": SEEN}
    done = record_event(
        actor=alice,
        firearm=gun,
        event=NewEvent("privately_transferred", details, paper="P-1", attested=values),
    )
    checks = Event.objects.get(pk=done.entry).checks
    assert "background_check" in checks["unverified"]
    assert checks["attested"] == {"counterparty_confirmed": SEEN.document}


@pytest.mark.parametrize(
    "name", ["custody_chain_whole", "second_person", "list_sealed", "quota", "ownership_proven"]
)
def test_w03_nobody_attests_what_is_not_asked(alice, name):
    gun = a_firearm(alice).firearm
    with pytest.raises(Refused):
        record_event(actor=alice, firearm=gun, event=NewEvent("noted", {"text": "x"}, attested={name: SEEN}))


def test_w03_a_proposal_takes_no_typed_text_either(dave, erin):
    gun = a_firearm(dave, state="seized").firearm
    fromkeys = dict.fromkeys(("ownership_proven", "owner_permit_valid", "marks_complete"), SEEN)
    for wrong in (Attestation("no", "J-1"), Attestation("yes", "n/a"), Attestation("unknown")):
        event = NewEvent("returned_to_owner", attested={**fromkeys, "ownership_proven": wrong})
        with pytest.raises(Refused):
            proposals.propose_event(actor=dave, firearm=gun, event=event, reason="theirs")
    asked = proposals.propose_event(
        actor=dave, firearm=gun, event=NewEvent("returned_to_owner", attested=fromkeys), reason="theirs"
    )
    assert asked.payload["checks"]["attested"] == dict.fromkeys(fromkeys, SEEN.document)


def test_w03_the_api_asks_yes_no_or_not_known(signed_in, alice):
    gun = a_firearm(alice, "AB1234", state="in_stock_retail").firearm
    browser = signed_in("alice")

    def sent(kind, details, attested):
        body = {"kind": kind, "details": details, "attested": attested, "paper": "P-1"}
        return browser.post(f"/api/firearms/{gun}/events", json.dumps(body), content_type="application/json")

    assert sent("export_licensed", {"country": "ITA"}, {"import_licence": "IT-1"}).status_code == 422
    answer = sent(
        "export_licensed", {"country": "ITA"}, {"import_licence": {"answer": "yes", "document": "IT-1"}}
    )
    assert answer.status_code == 409
    assert "registry.unknown.import_licence" in answer.content.decode()
    assert sent("noted", {"text": "x"}, {}).status_code == 201
    assert Event.objects.filter(kind="export_licensed").count() == 0


def test_w03_the_page_says_what_would_answer_and_asks_the_rest_with_a_document(signed_in, alice):
    gun = a_firearm(alice, "AB1234", state="in_stock_retail").firearm
    page = signed_in("alice").get(f"/firearms/{gun}/record/?kind=export_licensed")
    text = text_of(page)
    assert str(words_of("registry.unknown.import_licence")) in html.unescape(text)
    assert "attest-import_licence" not in page.content.decode()
    assert "<textarea" not in page.content.decode()
    assert 'name="record"' not in page.content.decode(), "no answer could be recorded: no form is offered"
    offered = text_of(signed_in("alice").get(f"/firearms/{gun}/record/"))
    assert "License its export needs a record that is missing" in " ".join(offered.split())
    path, who = f"/firearms/{gun}/record/?kind=deactivated", signed_in("alice")
    for document, answer in (("none", "yes"), ("P-1", ""), ("", "yes"), ("P-1", "no"), ("P-1", "unknown")):
        result = {"attest-accredited_body": document, "attest-accredited_body_status": answer}
        who.post(path, circumstances(certificate="DC-1", record="1", confirmed="standard_met", **result))
    assert not Event.objects.filter(kind="deactivated").exists()
    result = {"attest-accredited_body": "Accreditation 17", "attest-accredited_body_status": "yes"}
    done = who.post(
        path, circumstances(certificate="DC-1", record="1", confirmed="standard_met,marks_complete", **result)
    )
    assert done.status_code == 302, text_of(done)


@pytest.mark.parametrize(
    "none",
    [
        "none",
        "n/a",
        "-",
        "no permit",
        "لا يوجد",
        "no order was given on 12 May 2026",
        "order lost",
        "12/05/2026",
        "0",
    ],
)
def test_w03_a_permit_and_an_order_are_named_too(alice, dave, none):
    """Siblings: what stands in the details is no answer either where it says that there is none."""
    gun, seized = a_firearm(alice).firearm, a_firearm(dave, "ZZ2", state="seized").firearm
    sale = NewEvent("privately_transferred", {"owner_kind": "private", "owner": a_person(alice)}, paper=none)
    for actor, firearm, event in (
        (alice, gun, sale),
        (dave, seized, NewEvent("confiscated", {"order": none})),
    ):
        with pytest.raises((Invalid, Refused)):
            record_event(actor=actor, firearm=firearm, event=event)
    assert not Event.objects.filter(kind__in=("privately_transferred", "confiscated")).exists()
