"""Reminders: once for each rule and day, by the next channel where one fails, and nothing outside a closed letter that tells of arms."""

from __future__ import annotations

import datetime as dt
import json
import smtplib
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from ifar.errors import Invalid, NotFound, Refused
from ifar.languages import LANGUAGES
from ifar.licensing import reminder, reminder_delivery, tasks
from ifar.licensing.models import Licence, Reminder
from ifar.licensing.selectors.terms import rules
from ifar.licensing.services import applications, licences, reminders
from ifar.licensing.services.applications import today
from ifar.licensing.services.writing import RECORDER
from ifar.parties import merging
from ifar.parties.services import correct_party
from ifar.parties.services.parties import NewParty, register_party
from ifar.reference import selectors as reference
from tests.acting import without_guards
from tests.factories import a_licence

pytestmark = pytest.mark.django_db
EVERYTHING = {"telephone": "+212 600 000 001", "email": "amina@example.org"}
ADDRESS = {"country": "FR", "lines": ["9, quai Neuf", "13001 Marseille"]}


@pytest.fixture(autouse=True)
def spool(settings, tmp_path):
    """Short messages go to a folder; mail to Django's own."""
    settings.IFAR_SMS_SPOOL = str(tmp_path / "sms")
    settings.IFAR_SMS_URL = ""
    settings.IFAR_REMINDER_CONTACT = "Tel. 0800 123"
    return tmp_path / "sms"


@pytest.fixture
def holder(alice, bob):
    """Somebody whose licence ends in so many days, as the test's clock says."""

    def make(contact=None, address=None, kind="sport"):
        who = register_party(
            actor=alice,
            new=NewParty("person", {"name": "Amina Diallo", "contact": contact or {}}, address or {}),
        )
        a_licence(alice, bob, who, kind=kind)
        return who

    return make


def on(monkeypatch, days_before):
    """It is so many days before the licence ends."""
    day = Licence.objects.order_by("-id").first().valid_to - dt.timedelta(days=days_before)
    monkeypatch.setattr(reminders, "today", lambda: day)
    return day


@pytest.mark.parametrize(
    ("days", "rule"),
    [(91, ""), (90, "licence_90"), (31, "licence_90"), (30, "licence_30"), (0, "licence_30"), (-1, "")],
)
def test_on_both_sides_of_each_limit(holder, monkeypatch, days, rule):
    """One reminder at a time: the most urgent rule, and not all of them at once."""
    holder(EVERYTHING)
    on(monkeypatch, days)
    assert reminders.plan().done == bool(rule)
    assert [record.rule for record in Reminder.objects.all()] == ([rule] if rule else [])


def test_each_is_planned_and_sent_once(holder, monkeypatch, spool):
    holder(EVERYTHING)
    for days in (90, 30):
        on(monkeypatch, days)
        assert reminders.plan().done == 1
        assert reminders.plan().done == 0
        assert reminders.send().done == 1
        assert reminders.send().done == 0
    assert len(mail.outbox) == 1
    (message,) = spool.glob("Y*.json")
    data = json.loads(message.read_text())
    record = Reminder.objects.get(rule="licence_30")
    assert (data["to"], data["reference"]) == ("+212 600 000 001", record.public_id)
    assert record.state == "sent"
    assert mail.outbox[0].extra_headers["Message-ID"].startswith("<Y")


def test_nothing_in_a_short_message_or_a_subject_tells_of_arms(holder, monkeypatch, spool):
    for language in LANGUAGES:
        for rule in rules():
            text = reference.words("reminder_rule", language)[rule.code]
            assert not reminder.tells(text), (language, rule.code)
            assert len(text) <= 160
    holder(EVERYTHING)
    for days in (90, 30):
        on(monkeypatch, days)
        reminders.plan()
        reminders.send()
    assert len(mail.outbox) == len(list(spool.glob("Y*.json"))) == 1
    for message in spool.glob("Y*.json"):
        assert not reminder.tells(json.loads(message.read_text())["text"])
    for item in mail.outbox:
        assert not reminder.tells(item.subject + item.body)
    assert reminder.tells("Your firearms licence ends")
    assert reminder.tells("رخصة السلاح")


def test_a_contact_line_that_would_tell_is_not_sent(holder, monkeypatch, settings):
    holder({"email": "amina@example.org"}, ADDRESS)
    settings.IFAR_REMINDER_CONTACT = "Firearms Licensing Office"
    on(monkeypatch, 90)
    reminders.plan()
    assert reminders.send().done == 0
    assert Reminder.objects.get().channel == "letter"
    assert not mail.outbox


def test_in_the_language_of_the_person(holder, monkeypatch, spool):
    holder({**EVERYTHING, "language": "ar"})
    on(monkeypatch, 30)
    reminders.plan()
    reminders.send()
    (message,) = spool.glob("Y*.json")
    assert "يرجى التواصل" in json.loads(message.read_text())["text"]


def test_what_bounces_goes_by_the_next_channel_and_then_to_a_person(alice, holder, monkeypatch):
    who = holder(EVERYTHING, ADDRESS)
    on(monkeypatch, 30)
    reminders.plan()
    reminders.send()
    record = Reminder.objects.get(rule="licence_30")
    seen = [record.channel]
    for failure in ("unknown_address", "bounced"):
        reminders.fail(actor=alice, reminder_id=record.public_id, failure=failure)
        record.refresh_from_db()
        seen.append(record.channel)
        reminders.send()
    assert seen == ["sms", "mail", "letter"]
    batch = reminders.print_letters(actor=alice)
    assert reminders.post_letters(actor=alice, batch=batch) == 1
    reminders.fail(actor=alice, reminder_id=record.public_id, failure="returned")
    record.refresh_from_db()
    assert (record.state, record.tried) == ("unreached", ["sms", "mail"])
    with pytest.raises(Invalid):
        reminders.reach(actor=alice, reminder_id=record.public_id, how="telephone", note="")
    reminders.reach(actor=alice, reminder_id=record.public_id, how="telephone", note="spoke to her")
    record.refresh_from_db()
    assert (record.state, record.how) == ("reached", "telephone")
    listed = merging.of(alice, {who})
    assert {followed.public_id for followed in listed if followed.kind == "reminder"} == set(
        Reminder.objects.values_list("public_id", flat=True)
    )


def test_whom_nothing_reaches_waits_for_a_person(holder, monkeypatch):
    holder()
    on(monkeypatch, 30)
    reminders.plan()
    assert set(Reminder.objects.values_list("state", flat=True)) == {"unreached"}


def test_an_objection_counts_where_the_law_allows_it(holder, monkeypatch):
    """The rule of ninety days may be refused, that of thirty may not."""
    holder({**EVERYTHING, "opt_out": "mail letter sms"}, ADDRESS)
    on(monkeypatch, 90)
    assert reminders.plan().done == 0
    on(monkeypatch, 30)
    assert reminders.plan().done == 1
    assert Reminder.objects.get().rule == "licence_30"


def test_what_is_not_due_any_more_is_not_sent(alice, holder, monkeypatch):
    holder(EVERYTHING)
    on(monkeypatch, 30)
    reminders.plan()
    licences.suspend(actor=alice, licence_id=Licence.objects.get().public_id, ground="storage", reason="x")
    assert reminders.send().done == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {"dropped"}
    assert not mail.outbox


def test_whoever_applied_for_renewal_is_left_in_peace(alice, holder, monkeypatch):
    holder(EVERYTHING)
    day = on(monkeypatch, 30)
    monkeypatch.setattr(applications.preparing, "today", lambda: day)
    asked = applications.draft_renewal(actor=alice, licence_id=Licence.objects.get().public_id)
    applications.submit(actor=alice, application_id=asked)
    assert reminders.plan().done == 0


def test_a_removal_is_reminded_of_a_week_before(alice, holder, monkeypatch):
    holder(EVERYTHING)
    licences.suspend(actor=alice, licence_id=Licence.objects.get().public_id, ground="storage", reason="x")
    start = today()
    for days, planned in ((22, 0), (23, 1)):
        monkeypatch.setattr(reminders, "today", lambda days=days: start + dt.timedelta(days=days))
        assert reminders.plan().done == planned


def test_no_letter_waits(alice):
    with pytest.raises(Refused):
        reminders.print_letters(actor=alice)


def test_a_new_number_is_used_at_once(alice, holder, monkeypatch, spool):
    who = holder(EVERYTHING)
    on(monkeypatch, 30)
    reminders.plan()
    correct_party(
        actor=alice,
        public_id=who,
        values={"contact": {"telephone": "+212 600 000 002"}},
        reason="a new number",
    )
    reminders.send()
    (message,) = spool.glob("Y*.json")
    assert json.loads(message.read_text())["to"] == "+212 600 000 002"


# The adapters -------------------------------------------------------------------------------------------------------------


class Provider(BaseHTTPRequestHandler):
    """A provider of short messages: what it is asked, and what it answers."""

    asked: list[tuple[dict, dict]] = []
    answer = 202

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.asked.append((dict(self.headers), json.loads(self.rfile.read(length))))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *value):
        pass


@pytest.fixture
def provider():
    Provider.asked, Provider.answer = [], 202
    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/messages"
    server.shutdown()
    server.server_close()


def test_the_http_adapter_has_the_documented_shape(provider):
    reminder_delivery.HttpSms(provider, "secret", "STATE").send("+1 23", "a text", "Y1")
    headers, body = Provider.asked[0]
    assert body == {"to": "+1 23", "from": "STATE", "text": "a text", "reference": "Y1"}
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Idempotency-Key"] == "Y1"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (422, reminder_delivery.Undelivered),
        (404, reminder_delivery.Undelivered),
        (503, reminder_delivery.Unavailable),
    ],
)
def test_what_a_provider_refuses(provider, status, error):
    Provider.answer = status
    with pytest.raises(error):
        reminder_delivery.HttpSms(provider, "secret", "STATE").send("+1 23", "a text", "Y1")


def test_while_the_provider_is_away_everything_waits(holder, monkeypatch, settings):
    holder({"telephone": "+212 600 000 001"})
    settings.IFAR_SMS_URL = "http://127.0.0.1:9/none"
    on(monkeypatch, 30)
    reminders.plan()
    assert reminders.send().done == 0
    record = Reminder.objects.get(rule="licence_30")
    assert (record.state, record.n) == ("queued", 1)


def test_a_refused_number_turns_to_the_letter(holder, monkeypatch, settings, provider):
    holder({"telephone": "+212 600 000 001"}, ADDRESS)
    settings.IFAR_SMS_URL = provider
    Provider.answer = 422
    on(monkeypatch, 30)
    reminders.plan()
    reminders.send()
    record = Reminder.objects.get(rule="licence_30")
    assert (record.state, record.channel, record.tried, record.failure) == (
        "queued",
        "letter",
        ["sms"],
        "unknown_address",
    )


def test_the_file_for_the_person_lists_every_reminder(alice, judy, dave, holder, monkeypatch):
    """Whoever gives somebody their file lists what they were reminded of; who does neither sees none of it."""
    who = holder(EVERYTHING)
    on(monkeypatch, 30)
    reminders.plan()
    for actor, sees in ((alice, True), (judy, True), (dave, False)):
        listed = [followed for followed in merging.of(actor, {who}) if followed.kind == "reminder"]
        assert bool(listed) is sees, actor.name
        assert all(bool(followed.url) is (actor is alice) for followed in listed)


# One that cannot be sent stops nothing else ------------------------------------------------------------------------------


def two_holders(holder, monkeypatch, first=None):
    """Two whose licences end in thirty days, the first of whom cannot be written to."""
    holder(first or {"email": "poison@example.org"}, ADDRESS)
    holder({"email": "good@example.org"}, ADDRESS)
    on(monkeypatch, 30)


def by_address(say):
    """`reminder_delivery.mail`, with `say(address)` before it."""
    inner = reminder_delivery.mail

    def mail_to(address, *rest):
        say(address)
        inner(address, *rest)

    return mail_to


@pytest.mark.parametrize("error", [RuntimeError("poison@example.org"), KeyError("x"), UnicodeError("x")])
def test_one_that_cannot_be_sent_stops_no_other(holder, monkeypatch, caplog, error):
    two_holders(holder, monkeypatch)
    assert reminders.plan() == reminders.Run(2)

    def say(address):
        if "poison" in address:
            raise error

    monkeypatch.setattr(reminders.reminder_delivery, "mail", by_address(say))
    assert reminders.send() == reminders.Run(1, failed=1)
    assert [item.to for item in mail.outbox] == [["good@example.org"]]
    first, second = Reminder.objects.order_by("id")
    assert (first.state, first.channel, first.tried, first.failure) == (
        "queued",
        "letter",
        ["mail"],
        "faulty",
    )
    assert second.state == "sent"
    assert "poison@" not in caplog.text, "the log names nobody"
    assert reminders.send() == reminders.Run(0)


@pytest.mark.parametrize("address", ["a@b.example\r\nBcc: c@d.example", "a@b.example\nX: y"])
def test_an_address_that_is_none_is_no_fault_of_the_run(address):
    with pytest.raises(reminder_delivery.Undelivered) as refused:
        reminder_delivery.mail(address, "subject", "text", "Y1")
    assert refused.value.failure == "unknown_address"
    assert not mail.outbox


@pytest.mark.parametrize(
    ("error", "came"),
    [
        (smtplib.SMTPDataError(554, b"no"), "failed"),
        (smtplib.SMTPRecipientsRefused({"poison@example.org": (550, b"no")}), "failed"),
        (smtplib.SMTPDataError(451, b"later"), "waits"),
        (smtplib.SMTPRecipientsRefused({"poison@example.org": (450, b"later")}), "waits"),
        (smtplib.SMTPServerDisconnected("gone"), "waits"),
    ],
    ids=str,
)
def test_what_a_server_says_of_one_message_is_said_of_no_other(holder, monkeypatch, error, came):
    two_holders(holder, monkeypatch)
    reminders.plan()
    inner = reminder_delivery.EmailMessage.send

    def send(message, *given, **named):
        if "poison" in message.to[0]:
            raise error
        return inner(message, *given, **named)

    monkeypatch.setattr(reminder_delivery.EmailMessage, "send", send)
    run = reminders.send()
    assert run == reminders.Run(1, failed=int(came == "failed"), waiting=int(came == "waits"))
    assert [item.to for item in mail.outbox] == [["good@example.org"]]


def test_a_channel_that_is_away_keeps_no_other_waiting_and_is_not_asked_for_ever(
    holder, monkeypatch, settings
):
    for _ in range(reminders.AWAY + 2):
        holder({"telephone": "+212 600 000 001"})
    holder({"email": "good@example.org"})
    asked = []

    class Away:
        def send(self, number, text, reference):
            asked.append(reference)
            raise reminder_delivery.Unavailable("away")

    monkeypatch.setattr(reminders.reminder_delivery, "sms", Away)
    on(monkeypatch, 30)
    reminders.plan()
    assert reminders.send() == reminders.Run(1, waiting=reminders.AWAY + 2)
    assert len(asked) == reminders.AWAY


def test_one_whose_contact_cannot_be_read_goes_to_a_person_and_stops_no_other(holder, monkeypatch, caplog):
    two_holders(holder, monkeypatch)
    inner = reminder.reaches

    def reaches(contact, *rest, **more):
        if "poison" in str(contact):
            raise TypeError(str(contact))
        return inner(contact, *rest, **more)

    monkeypatch.setattr(reminders.reminder, "reaches", reaches)
    assert reminders.plan() == reminders.Run(1, failed=1)
    assert sorted(Reminder.objects.values_list("state", flat=True)) == ["queued", "unreached"]
    assert "poison@" not in caplog.text
    assert reminders.plan() == reminders.Run(0)


def test_a_rule_that_cannot_be_read_stops_no_other(holder, monkeypatch):
    holder({"email": "good@example.org"})
    on(monkeypatch, 30)
    known = rules()
    monkeypatch.setattr(reminders, "rules", lambda: [replace(known[0], about="no_such"), *known[1:]])
    run = reminders.plan()
    assert (run.done, run.failed) == (1, 1)


def test_a_run_says_how_many_failed(holder, monkeypatch, caplog):
    two_holders(holder, monkeypatch)
    with caplog.at_level("INFO"):
        tasks.plan_reminders(0)
        monkeypatch.setattr(
            reminders.reminder_delivery,
            "mail",
            by_address(lambda address: {}[address] if "poison" in address else None),
        )
        tasks.send_reminders(0)
    assert "2 reminders are planned, 0 could not be" in caplog.text
    assert "1 reminders are sent, 1 failed, 0 wait" in caplog.text


# Each office its own -----------------------------------------------------------------------------------------------------


def test_another_office_follows_up_nothing(alice, nina, holder, monkeypatch, signed_in):
    """Nina's ministry sees what the province reminds of, and says nothing about it; past the service the database refuses."""
    holder(EVERYTHING, ADDRESS)
    on(monkeypatch, 30)
    reminders.plan()
    reminders.send()
    record = Reminder.objects.select_related("agency").get()
    assert (record.state, record.agency_id == nina.agency_id) == ("sent", False)
    with pytest.raises(NotFound):
        reminders.fail(actor=nina, reminder_id=record.public_id, failure="bounced")
    with pytest.raises(NotFound):
        reminders.reach(actor=nina, reminder_id=record.public_id, how="telephone", note="x")
    values = {"failure": "bounced"}
    address = f"/api/reminders/{record.public_id}/failed"
    assert signed_in("nina").post(address, values, content_type="application/json").status_code == 404
    page = signed_in("nina").get(f"/licensing/reminders/{record.public_id}/").content.decode()
    assert f"/licensing/reminders/{record.public_id}/acts/failed/" not in page
    with (
        pytest.raises(IntegrityError, match=r"licensing\.not_found"),
        without_guards(RECORDER),
        transaction.atomic(),
    ):
        RECORDER.record(nina, "reminder", "failed", record, changes=values, details=values)
    reminders.fail(actor=alice, reminder_id=record.public_id, failure="bounced")
