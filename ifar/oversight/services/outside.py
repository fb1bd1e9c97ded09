"""Reports from outside at the inspectorate's desk: taken in by night, opened with an inspector's key, answered to the reporter's code, put to a case.

Nothing of what is sealed is kept in clear, written into a log or told to anybody: a letter is opened for one answer of the server and forgotten.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ifar.accounts.models import Agency
from ifar.acts.offers import Offers
from ifar.errors import Reason
from ifar.files import services as files
from ifar.files import store
from ifar.matters.services import matters
from ifar.oversight import envelopes, inputs
from ifar.oversight.envelopes import TO_DESK, TO_REPORTER, Envelope, Letter, Unopened
from ifar.oversight.models import Key, Message, Report
from ifar.oversight.outside.folder import Folder
from ifar.oversight.report_acts import ACKNOWLEDGED_WITHIN, ANSWERED_WITHIN, KEPT_AT_LEAST, KEPT_FOR
from ifar.oversight.selectors import cases, outside
from ifar.oversight.selectors.cases import DESK
from ifar.oversight.selectors.parameters import REPORTS, given
from ifar.oversight.services.writing import RECORDER
from ifar.rights import Actor, require

REPORT: Final = Offers(
    RECORDER, "report", outside.report_for, page="oversight:outside_report", name="outside_report"
)
PURPOSE: Final = "sealed_letter"
OLDEST: Final = 30
"""Days back of which a letter is believed that it came then."""


def folder() -> Folder:
    """The folder between the pages outside and the register."""
    return Folder(Path(settings.IFAR_REPORTS_FOLDER))


def _days(name: str, otherwise: int) -> dt.timedelta:
    return dt.timedelta(days=int(given().rules.get(REPORTS, {}).get(name, otherwise)))


def acknowledged_within() -> dt.timedelta:
    """In how many days a report is acknowledged."""
    return _days("acknowledge", ACKNOWLEDGED_WITHIN)


def answered_within() -> dt.timedelta:
    """In how many days after that it is answered."""
    return _days("answer", ANSWERED_WITHIN)


# By night ---------------------------------------------------------------------------------------------------------------


def take_in(today: dt.date | None = None) -> int:
    """Take in what came before today, in no order, and bring every box up to date; returns how many letters came.

    Whatever is no letter, is sealed to no key of ours or lies about its box is removed and told to nobody: its sender may be anybody.
    """
    day = today or timezone.localdate()
    desk = _desk()
    if desk is None:
        return 0
    count = 0
    for path, envelope in folder().arrived(day):
        if envelope is not None and Key.objects.filter(public=envelope.key).exists():
            with transaction.atomic():
                count += _take(desk, envelope, day)
        path.unlink(missing_ok=True)
    publish()
    return count


def _desk() -> Actor | None:
    """The worker, for the inspectorate: the first one that is open."""
    office = Agency.objects.filter(kind="inspectorate", closed=False).order_by("id").first()
    if office is None:
        return None
    return Actor(
        kind="job",
        id="oversight.reports",
        agency=office.public_id,
        agency_id=office.pk,
        agency_kind=office.kind,
        permissions=frozenset({DESK}),
    )


def _take(desk: Actor, envelope: Envelope, today: dt.date) -> bool:
    came = _day_of(envelope, today)
    report = Report.objects.filter(box=envelope.box).first()
    if report is not None and report.reply_key != envelope.reply:
        return False
    kept = _kept(desk, envelope.content)
    if report is None:
        acknowledge_by = came + acknowledged_within()
        sets = {
            "box": envelope.box,
            "reply_key": envelope.reply,
            "received_on": came,
            "acknowledge_by": acknowledge_by,
            "answer_by": acknowledge_by + answered_within(),
        }
        opened = RECORDER.record(desk, "report", "received", changes=sets).subject
        report = Report.objects.get(public_id=opened)
    elif report.messages.filter(content=kept).exists():
        return False  # taken in already, and the night ended before it was removed
    else:
        late = report.state in ("answered", "closed")
        answer_by = came + answered_within() if late else report.answer_by
        RECORDER.record(desk, "report", "continued", report, changes={"answer_by": answer_by})
    _message(desk, report, "arrived", {"on": came, "content": kept, "key": envelope.key})
    return True


def _day_of(envelope: Envelope, today: dt.date) -> dt.date:
    yesterday = today - dt.timedelta(days=1)
    try:
        came = dt.date.fromisoformat(envelope.day)
    except ValueError:
        return yesterday
    return came if today - dt.timedelta(days=OLDEST) <= came <= yesterday else yesterday


def _kept(actor: Actor, content: bytes) -> str:
    return files.keep(actor=actor, purpose=PURPOSE, name="letter", content=[content]).sha256


def _message(actor: Actor, report: Report, kind: str, sets: dict[str, object]) -> None:
    RECORDER.record(actor, "message", kind, changes={"report": report.public_id, **sets}, parent=report)


def publish() -> None:
    """Tell the pages outside the key in force, and put into each box what was answered."""
    key = outside.key_in_force()
    folder().publish_key(key.public if key else "")
    for report in Report.objects.order_by("id").iterator():
        _publish_box(report)


def _publish_box(report: Report) -> None:
    sent = report.messages.filter(state="kept").exclude(reply="").order_by("id")
    answers = [(message.on.isoformat(), store.found(message.reply).read_bytes()) for message in sent]
    folder().publish_box(report.box, envelopes.answers_written(report.state, answers))


def _publish_later(report: Report) -> None:
    """Put the answer into the box once it is recorded; where the folder is out of reach, the night does it."""

    def put() -> None:
        with suppress(OSError):
            _publish_box(Report.objects.get(pk=report.pk))

    transaction.on_commit(put)


def raise_late(today: dt.date | None = None) -> int:
    """Raise a matter of the inspectorate for each report that was not acknowledged or answered in time; it says which report and nothing else of it."""
    day = today or timezone.localdate()
    unread = Report.objects.filter(state="received", acknowledge_by__lt=day)
    unanswered = Report.objects.filter(state="acknowledged", answer_by__lt=day)
    rows = [
        *((report, "oversight.report_unacknowledged", report.acknowledge_by) for report in unread),
        *((report, "oversight.report_unanswered", report.answer_by) for report in unanswered),
    ]
    raised = 0
    for report, cause, due_on in rows:
        with transaction.atomic():
            raised += bool(
                matters.open_matter(
                    "overdue_answer",
                    report.public_id,
                    f"{cause} {due_on}",
                    report.agency,
                    compartment=report.compartment,
                )
            )
    return raised


def erase_old(today: dt.date | None = None) -> int:
    """Erase the letters of reports that have been closed for as long as letters are kept; returns how many letters.

    The days of the report and of its letters, and the hashes of what was sealed, stay.
    """
    desk, day, keep = _desk(), today or timezone.localdate(), _days("keep", KEPT_FOR).days
    if desk is None:
        return 0
    erased = 0
    for report, closed_on in outside.to_erase():
        if (day - closed_on).days < max(keep, KEPT_AT_LEAST):
            continue
        with transaction.atomic():
            for message in report.messages.filter(state="kept").order_by("id"):
                seen = {"closed_on": closed_on, "keep": keep, "today": day}
                written = RECORDER.record(desk, "message", "erased", message, seen=seen)
                files.erase(outside.contents_of(message), purpose=PURPOSE, erasure=written.entry)
                erased += 1
            _publish_later(report)
    return erased


# At the desk ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter and what it says; None where another key seals it, or nobody's any more."""

    message: Message
    letter: Letter | None


def private_key(content: bytes, passphrase: str) -> X25519PrivateKey:
    """The private key in an inspector's file.

    Raises:
        Invalid: it is no such file, or the passphrase is another.
    """
    try:
        return envelopes.open_key_file(content, passphrase)
    except Unopened as error:
        raise RECORDER.invalid(Reason("oversight.key_file", field="passphrase")) from error


@transaction.atomic
def open_report(*, actor: Actor, report_id: str, key: X25519PrivateKey) -> list[Opened]:
    """Open the letters of a report, the first first, as far as this key does; that it was opened, and by whom, stands in the log.

    Raises:
        NotFound: there is no such report for this actor.
    """
    require(actor, DESK)
    report = outside.report_for(actor, report_id)
    RECORDER.record(actor, "report", "opened", report)
    public = envelopes.public_of(key)
    messages = list(report.messages.filter(state="kept").order_by("id"))
    return [Opened(message, _letter(message, key) if message.key == public else None) for message in messages]


def _letter(message: Message, key: X25519PrivateKey) -> Letter | None:
    try:
        return envelopes.opened(store.found(message.content).read_bytes(), key, TO_DESK)
    except Unopened:
        return None


def _write(
    actor: Actor, report_id: str, kind: str, text: str, expected_n: int | None, **sets: object
) -> None:
    """Seal a letter to the reporter, and to the inspectorate too, and record that it was sent.

    Raises:
        NotFound: there is no such report for this actor.
        Refused: no key of the inspectorate is in force, or the report is not in a state for it.
    """
    require(actor, DESK)
    report = outside.report_for(actor, report_id)
    RECORDER.check_expected(report, expected_n)
    key = outside.key_in_force()
    if key is None:
        raise RECORDER.refused(Reason("oversight.no_key"))
    RECORDER.record(actor, "report", kind, report, changes=sets)
    letter = Letter(text)
    content = _kept(actor, envelopes.seal(letter, key.public, TO_DESK))
    reply = _kept(actor, envelopes.seal(letter, report.reply_key, TO_REPORTER))
    said: dict[str, object] = {
        "on": timezone.localdate(),
        "content": content,
        "key": key.public,
        "reply": reply,
    }
    _message(actor, report, "sent", said)
    _publish_later(report)


@REPORT.act(
    "acknowledged",
    inputs.AcknowledgeReport,
    _("Acknowledge the report"),
    permission=DESK,
    hint=_("The reporter reads these words by their code, and nobody else does."),
    leads=lambda report: report.state == "received",
)
@transaction.atomic
def acknowledge(*, actor: Actor, report_id: str, text: str, expected_n: int | None = None) -> None:
    """Acknowledge a report; from today the days to answer it count."""
    sets = {"answer_by": timezone.localdate() + answered_within()}
    _write(actor, report_id, "acknowledged", text, expected_n, **sets)


@REPORT.act("asked", inputs.WriteToReporter, _("Ask the reporter"), permission=DESK)
@transaction.atomic
def ask(*, actor: Actor, report_id: str, text: str, expected_n: int | None = None) -> None:
    """Ask the reporter something; it is no answer."""
    _write(actor, report_id, "asked", text, expected_n)


@REPORT.act(
    "answered",
    inputs.WriteToReporter,
    _("Answer the report"),
    permission=DESK,
    hint=_("Say what was done or is planned, and why. Name nobody and no case."),
    leads=lambda report: report.state == "acknowledged",
)
@transaction.atomic
def answer(*, actor: Actor, report_id: str, text: str, expected_n: int | None = None) -> None:
    """Tell the reporter what was done."""
    _write(actor, report_id, "answered", text, expected_n)


@REPORT.act(
    "attached",
    inputs.AttachReport,
    _("Attach it to a case"),
    permission=DESK,
    hint=_("From then on only the people of that case see the report."),
)
@transaction.atomic
def attach(*, actor: Actor, report_id: str, inspection: str, expected_n: int | None = None) -> None:
    """Put a report to a case on which somebody else works too: nobody makes a report their own alone.

    Raises:
        Invalid: there is no such case for this actor, or nobody else works on it.
    """
    require(actor, DESK)
    report = outside.report_for(actor, report_id)
    RECORDER.check_expected(report, expected_n)
    case = cases.cases_for(actor).filter(public_id=inspection).first()
    if case is None:
        raise RECORDER.invalid(Reason("oversight.report_case", field="inspection"))
    if not {case.lead, *case.members} - {"", actor.id}:
        raise RECORDER.invalid(Reason("oversight.report_alone", field="inspection"))
    RECORDER.record(actor, "report", "attached", report, changes={"inspection": inspection})


@REPORT.act("closed", inputs.CloseReport, _("Close the report"), permission=DESK)
@transaction.atomic
def close(*, actor: Actor, report_id: str, expected_n: int | None = None) -> None:
    """Close a report that was answered; a further letter of its reporter opens it again."""
    require(actor, DESK)
    report = outside.report_for(actor, report_id)
    RECORDER.check_expected(report, expected_n)
    RECORDER.record(actor, "report", "closed", report)
    _publish_later(report)
