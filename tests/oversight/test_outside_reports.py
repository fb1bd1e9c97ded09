"""Reports from outside at the desk: sealed to a key that the register does not have, taken in by night, answered to a code; keys that change and get lost."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from ifar import cli
from ifar.errors import Conflict, Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.files import store
from ifar.ledger.models import Entry
from ifar.matters.models import Matter
from ifar.oversight import envelopes
from ifar.oversight.envelopes import TO_REPORTER, Envelope, Letter
from ifar.oversight.models import Key, Message, Report
from ifar.oversight.selectors import outside as selectors
from ifar.oversight.services import cases as work
from ifar.oversight.services import outside, outside_keys
from ifar.oversight.services.writing import RECORDER
from tests import cast
from tests.acting import without_guards
from tests.altered import Register, register_of, without_triggers
from tests.conftest import sign_in
from tests.databases import ground
from tests.logs import Log
from tests.oversight.casework import in_days, inspector_and_judge, the_inspectorate
from tests.oversight.reporting import (
    CODE,
    PASSPHRASE,
    called_lost,
    fill,
    key_file,
    left_outside,
    published,
    the_judge,
    yesterday,
)

TEXT = "The sergeant sells what was seized."


@pytest.fixture(autouse=True)
def apart(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of this test; what follows a commit follows at once."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, *_args, **_more: do())
    settings.IFAR_REPORTS_FOLDER = str(tmp_path / "reports")
    return tmp_path / "reports"


@pytest.mark.django_db
def test_a_report_is_taken_in_by_night_opened_answered_and_put_to_a_case(apart: Path) -> None:
    judy, mallory, heidi = the_inspectorate()
    the_judge()
    file = key_file()
    with pytest.raises(Invalid):
        outside_keys.propose_key(actor=judy, public="x" * 64, reason="Why.")
    published(judy, file.public)
    assert outside.folder().key() == file.public, "the pages outside are told"
    box = envelopes.box_of(CODE)
    sent = left_outside(box, TEXT, file.public)
    left_outside(box, "And his brother drives.", file.public, timezone.localdate())
    for path in (apart / "in").iterdir():
        assert path.stat().st_mtime % 86400 == 0, "dated to the beginning of a day"
    assert outside.take_in() == 1, "what came today waits for the next night"
    report = Report.objects.get()
    assert (report.received_on, report.acknowledge_by) == (yesterday(), yesterday() + dt.timedelta(days=7))
    # Neither the night nor a second look of the same file takes it twice, and a box is opened by no other key.
    outside.folder().put(sent)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert outside.take_in(tomorrow) == 1
    assert [path.name for path in (apart / "in").iterdir()] == []

    key = outside.private_key(file.content, PASSPHRASE)
    with pytest.raises(Invalid, match="do not open"):
        outside.private_key(file.content, PASSPHRASE + "x")
    texts = {
        each.letter.text for each in outside.open_report(actor=mallory, report_id=report.public_id, key=key)
    }
    assert texts == {TEXT, "And his brother drives."}
    assert Entry.objects.filter(act="oversight.report_opened", actor=mallory.id).count() == 1
    for name in ("alice", "bob", "ken", "laura", "dave"):
        somebody = cast.actor(name)
        with pytest.raises(IfarError):
            outside.open_report(actor=somebody, report_id=report.public_id, key=key)

    with pytest.raises(Refused):
        outside.answer(actor=judy, report_id=report.public_id, text="Too early.")
    outside.acknowledge(actor=judy, report_id=report.public_id, text="We have it.")
    outside.answer(actor=judy, report_id=report.public_id, text="It was stopped.")
    state, answers = envelopes.answers_of(outside.folder().box(box.name))
    said = [envelopes.opened(content, box.private, TO_REPORTER).text for _day, content in answers]
    assert (state, said) == ("answered", ["We have it.", "It was stopped."])
    own = outside.open_report(actor=judy, report_id=report.public_id, key=key)
    assert own[-1].letter == Letter("It was stopped."), "the desk reads what it wrote"

    case = work.open_case(
        actor=judy, origin="tip", text="A report.", due_on=in_days(9), who=cast.actor("dave").id
    )
    with pytest.raises(Invalid, match="Nobody but you works"):
        outside.attach(actor=judy, report_id=report.public_id, inspection=case)
    report.refresh_from_db()
    with without_guards(RECORDER), pytest.raises(IntegrityError, match="nobody else"), transaction.atomic():
        RECORDER.record(judy, "report", "attached", report, changes={"inspection": case})
    work.assign(actor=judy, inspection_id=case, lead=mallory.id)
    with pytest.raises(Invalid, match="Nobody but you works"):
        outside.attach(actor=mallory, report_id=report.public_id, inspection=case)
    with pytest.raises(Invalid):
        outside.attach(actor=heidi, report_id=report.public_id, inspection=case)
    outside.attach(actor=judy, report_id=report.public_id, inspection=case)
    assert not selectors.reports_for(heidi).exists(), "from here it is of the case's people alone"
    assert selectors.report_for(mallory, report.public_id).inspection == case
    # Whoever wrote again is answered again, and a report that was closed is open.
    outside.close(actor=judy, report_id=report.public_id)
    left_outside(box, "He threatens me.", file.public)
    outside.take_in()
    report.refresh_from_db()
    assert (report.state, report.answer_by) == ("acknowledged", yesterday() + dt.timedelta(days=90))


@pytest.mark.django_db
def test_a_key_changes_gets_lost_and_what_is_lost_is_said_plainly() -> None:
    judy, _mallory, heidi = the_inspectorate()
    the_judge()
    first, second = key_file(), key_file()
    box = envelopes.box_of(CODE)
    old = published(judy, first.public)
    left_outside(box, TEXT, first.public)
    outside.take_in()
    report = Report.objects.get()
    key = outside.private_key(first.content, PASSPHRASE)
    with pytest.raises(Refused, match="newer key"):
        outside_keys.reseal(actor=judy, key=key)
    with pytest.raises(Forbidden):
        outside_keys.propose_key(actor=cast.actor("ken"), public=second.public, reason="Why.")
    published(judy, second.public)
    # The older letters stay readable with the older file, until they are sealed again.
    assert outside.open_report(actor=heidi, report_id=report.public_id, key=key)[0].letter is not None
    browser = sign_in("judy")
    brought = {"key": SimpleUploadedFile("key.json", first.content), "passphrase": PASSPHRASE}
    assert browser.post("/oversight/reports/keys/reseal/", brought).status_code == 302
    assert Message.objects.get().key == second.public
    newer = outside.private_key(second.content, PASSPHRASE)
    assert outside.open_report(actor=heidi, report_id=report.public_id, key=key)[0].letter is None
    page = browser.post(
        f"/oversight/reports/{report.public_id}/open/",
        {"key": SimpleUploadedFile("key.json", second.content), "passphrase": PASSPHRASE},
    )
    assert TEXT in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert TEXT not in browser.get(f"/oversight/reports/{report.public_id}/").content.decode()
    assert outside.open_report(actor=heidi, report_id=report.public_id, key=newer)[0].letter is not None

    current = published(judy, third := key_file().public)
    called_lost(judy, current)
    assert outside.folder().key() == "", "nothing is sealed to a lost key, and nothing to an older one"
    with pytest.raises(Refused, match="No public key"):
        outside.acknowledge(actor=judy, report_id=report.public_id, text="x")
    with pytest.raises(NotFound):
        outside_keys.propose_lost(actor=judy, key_id=current.public_id, reason="Again.")
    with pytest.raises(Invalid):
        outside_keys.propose_key(actor=judy, public=third, reason="Back.")
    outside_keys.propose_lost(actor=judy, key_id=old.public_id, reason="Old.")
    with pytest.raises(Conflict):
        outside_keys.propose_lost(actor=judy, key_id=old.public_id, reason="Old.")
    called_lost(judy, newest := published(judy, key_file().public))
    assert newest.public != third
    called_lost(judy, Key.objects.get(public=second.public))
    told = browser.get(f"/oversight/reports/{report.public_id}/").content.decode()
    assert "Nobody can read them any more" in told


@pytest.mark.django_db
def test_what_lies_in_the_folder_is_hostile_and_what_is_late_is_told(apart: Path, tmp_path: Path) -> None:
    judy, *_others = the_inspectorate()
    the_judge()
    published(judy, key_file().public)
    key = selectors.key_in_force()
    assert key is not None
    box, other = envelopes.box_of(CODE), envelopes.box_of("5" * 24)
    good = left_outside(box, TEXT, key.public, yesterday() - dt.timedelta(days=9))
    assert outside.take_in() == 1
    folder, day = outside.folder(), yesterday().isoformat()
    secret = tmp_path / "secret"
    secret.write_bytes(good.written())
    (apart / "in" / f"{box.name}-link").symlink_to(secret)
    os.mkfifo(apart / "in" / f"{box.name}-pipe")
    (apart / "in" / "x").write_bytes(b"\x00" * 100)
    (apart / "in" / f"{other.name}-head").write_bytes(b"[1]\n")
    (apart / "in" / f"{other.name}-box").write_bytes(good.written())  # another one's letter
    for told in (
        Envelope(box.name, other.public, day, key.public, good.content),  # answers to somebody else
        Envelope(other.name, other.public, day, "ab" * 32, good.content),  # sealed to no key of ours
        Envelope(other.name, other.public, day, key.public, b"plain"),
    ):
        folder.put(told)
    assert outside.take_in() == 0
    assert list((apart / "in").iterdir()) == []
    assert Report.objects.get().reply_key == box.public
    folder.put(Envelope(other.name, other.public, "9999-99-99", key.public, good.content))
    assert outside.take_in() == 1
    assert Report.objects.get(box=other.name).received_on == yesterday()
    # A day that has passed is told once, by a matter that says which report and nothing else.
    assert outside.raise_late() == 1
    assert outside.raise_late() == 0
    assert (
        Matter.objects.get(cause__startswith="oversight.report_").about
        == Report.objects.get(box=box.name).public_id
    )
    assert judy.agency == Matter.objects.get(cause__startswith="oversight.report_").agency.public_id


def test_letters_are_erased_once_they_are_kept_no_longer(peopled_db, tmp_path: Path) -> None:
    """What stays is days and hashes. Nobody erases earlier, also by rows of their own, nor what a case still needs."""
    judy, mallory, _heidi = the_inspectorate()
    the_judge()
    file, newer = key_file(), key_file()
    published(judy, file.public)
    box = envelopes.box_of(CODE)
    left_outside(box, TEXT, file.public)
    assert outside.take_in() == 1
    report = Report.objects.get()
    outside.acknowledge(actor=judy, report_id=report.public_id, text="We have it.")
    published(judy, newer.public)
    outside_keys.reseal(actor=judy, key=outside.private_key(file.content, PASSPHRASE))
    outside.answer(actor=judy, report_id=report.public_id, text="It was looked into.")
    case = work.open_case(actor=judy, origin="tip", text="Look.", due_on=in_days(9))
    work.assign(actor=judy, inspection_id=case, lead=mallory.id)
    outside.attach(actor=judy, report_id=report.public_id, inspection=case)
    outside.close(actor=judy, report_id=report.public_id)
    contents = {one for message in report.messages.all() for one in selectors.contents_of(message)}
    assert len(contents) == 7, "each to the inspectorate, ours to the reporter too, two of them sealed again"
    later = timezone.localdate() + dt.timedelta(days=1095)
    assert outside.erase_old(later) == 0, "the case is open"
    work.declare(actor=mallory, inspection_id=case, declared=True)
    work.record_finding(actor=mallory, inspection_id=case, grade="none", note="Nothing.")
    work.close(actor=judy, inspection_id=case, outcome="innocent", reason="Explained.")
    assert outside.erase_old(later - dt.timedelta(days=1)) == 0
    with pytest.raises(IntegrityError, match="not closed for as long"):
        outside.erase_old(later)
    assert Message.objects.filter(state="kept").count() == 3

    alone = "UPDATE ledger_entry SET actor = (SELECT lead FROM oversight_inspection) WHERE act = 'oversight.report_attached'"
    with register_of(peopled_db) as register:
        assert register.says(of=("oversight_cases",)) == []
        (named,) = register.says(*without_triggers("ledger_entry"), alone, of=("oversight_cases",))
    assert named.startswith(f"not_allowed report {report.public_id}")

    log = Log(peopled_db, tmp_path)
    log.tamper(
        "UPDATE ledger_entry SET recorded_at = recorded_at - interval '1095 days' WHERE act = 'oversight.report_closed'"
    )
    assert outside.erase_old() == 3
    assert outside.erase_old() == 0
    assert not [content for content in contents if store.path_of(content).is_file()]
    assert {message.content for message in Message.objects.all()} < contents, "their hashes stay"
    assert Report.objects.get().state == "closed"
    assert envelopes.answers_of(outside.folder().box(box.name)) == ("closed", [])
    page = sign_in("judy").get(f"/oversight/reports/{report.public_id}/").content.decode()
    assert page.count("Erased") == 3
    assert "Open the letters" not in page


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """A report that was acknowledged, and two keys of which one is lost; filled once."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        inspector_and_judge()
        fill()
        yield register


@pytest.mark.parametrize(
    ("table", "alteration", "named"),
    [
        ("report", "SELECT 1", ""),
        ("report", "UPDATE oversight_report SET box = repeat('cd', 16)", "box"),
        ("report", "UPDATE oversight_report SET reply_key = repeat('cd', 32)", "reply_key"),
        ("report", "UPDATE oversight_report SET answer_by = answer_by + 99", "answer_by"),
        ("report", "UPDATE oversight_report SET state = 'closed'", "state"),
        ("message", "DELETE FROM oversight_message WHERE reply = ''", "message"),
        ("message", "UPDATE oversight_message SET content = repeat('cd', 32)", "content"),
        ("key", "UPDATE oversight_key SET state = 'published'", "state"),
        ("key", "UPDATE oversight_key SET public = repeat('33', 32) WHERE state = 'published'", "public"),
    ],
)
def test_each_alteration_is_named(desk: Register, table: str, alteration: str, named: str) -> None:
    differences = desk.says(*without_triggers(f"oversight_{table}"), alteration, of=("oversight", "acts"))
    assert any(named in difference for difference in differences) if named else differences == []


def test_inspectors_make_their_key_file_apart(tmp_path: Path, monkeypatch, capsys) -> None:
    made = tmp_path / "key.json"
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert cli.main(["report-key", str(made)]) == 1
    assert not made.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
    assert cli.main(["report-key", str(made)]) == 0
    key = envelopes.open_key_file(made.read_bytes(), PASSPHRASE)
    assert envelopes.fingerprint(envelopes.public_of(key)) in capsys.readouterr().out
    assert made.stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSPHRASE}\n"))
    assert cli.main(["report-key", str(made)]) == 1, "a key file is never overwritten"
