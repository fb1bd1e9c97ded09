"""The audit plan: adopted by two people, drawn as inspections are, each file audited by somebody independent, followed up, counted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from ifar import cli
from ifar.accounts.models import ReadLog
from ifar.accounts.services import proposals
from ifar.errors import Forbidden, IfarError, Invalid, NotFound, Refused
from ifar.matters.models import Matter
from ifar.oversight.models import File, Inspection, Plan
from ifar.oversight.selectors import audits as selected
from ifar.oversight.services import audits
from ifar.oversight.services.writing import RECORDER
from tests import cast
from tests.acting import without_guards
from tests.altered import Register, register_of, without_triggers
from tests.conftest import sign_in
from tests.databases import ground
from tests.oversight import auditing
from tests.oversight.auditing import SOUND, VALUE, a_draft, adopted, audited, decided, drawn
from tests.oversight.casework import in_days, the_inspectorate, the_judge


@pytest.mark.django_db
def test_a_plan_from_draft_to_closure(tmp_path: Path) -> None:
    judy, mallory, heidi = the_inspectorate()
    granted = decided()
    for wrong in (
        {"offices": [judy.agency]},
        {"number": 0},
        {"number": 999},
        {"period_to": in_days(9)},
        {"due_on": in_days(-1)},
        {"after": -9},
        {"decisions": ["lost"]},
    ):
        with pytest.raises((Invalid, Refused)):
            a_draft(judy, **wrong)
    for name in ("alice", "bob", "dave", "ken"):
        with pytest.raises(Forbidden):
            a_draft(cast.actor(name))
    plan = a_draft(judy, number=2, after=6)
    with pytest.raises(Refused):
        audits.draw_plan(actor=judy, plan_id=plan, value=VALUE)

    # Two people adopt it: neither who proposes nor another inspector decides; a decision left out is refused by the database.
    asked = audits.propose_plan(actor=judy, plan_id=plan, reason="The year.")
    nina = the_judge()
    for actor in (judy, heidi, cast.actor("bob")):
        with pytest.raises(IfarError):
            proposals.decide(actor=actor, proposal=asked.public_id, verdict="approve")
    assert (
        "Files of each office and kind"
        in sign_in("nina").get(f"/proposals/{asked.public_id}/").content.decode()
    )
    kept = selected.decisions
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(audits.audits, "decisions", lambda plan: kept(plan)[1:])
        with pytest.raises(IntegrityError, match="leaves a decision out"), transaction.atomic():
            proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
    assert proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve").executed
    record = Plan.objects.get()
    assert (record.state, record.frame_size, record.drawn) == ("adopted", 3, [])
    with pytest.raises(Refused, match="has not come"):
        audits.draw_plan(actor=judy, plan_id=plan, value=VALUE)
    with pytest.raises(Refused, match="earlier plan"):
        audits.propose_plan(actor=judy, plan_id=a_draft(judy), reason="Once more.")

    sound, faulty = drawn(judy, plan)
    assert {sound.object, faulty.object} < {file.object for file in selected.frame_of(record)}
    assert len(granted) == 3
    alice, bob = cast.actor("alice"), cast.actor("bob")
    assert {alice.id, bob.id} <= set(sound.barred)
    with pytest.raises(Refused):
        audits.draw_plan(actor=judy, plan_id=plan, value=VALUE)
    browser = sign_in("judy")
    file = tmp_path / "draw.json"
    file.write_bytes(browser.get(f"/oversight/plans/{plan}/draw.json").content)
    assert cli.main(["recompute-draw", str(file), "--frame-hash", record.frame_hash]) == 0
    assert not {sound.object, alice.id} & set(json.dumps(json.loads(file.read_text())).split('"'))

    # Mallory belongs to the office that decided: an inspector of that office neither sees nor audits a file of it, also past the service.
    with pytest.raises(NotFound):
        audits.read_file(mallory, sound.public_id)
    with pytest.raises(Refused, match="at the office concerned"):
        audits.assign_file(actor=judy, file_id=sound.public_id, auditor=mallory.id)
    assert all(row[0] != mallory.id for row in audits._auditors(judy, sound)["among"]["auditor"])
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match="near the office"),
        transaction.atomic(),
    ):
        RECORDER.record(judy, "file", "assigned", sound, changes={"auditor": mallory.id}, seen={})
    assert sign_in("bob").get(f"/oversight/plans/files/{sound.public_id}/").status_code == 403
    with pytest.raises(Refused):
        audits.close_plan(actor=judy, plan_id=plan)

    # The checklist: closed, complete, and a fault is classed. Reading the file is logged with its purpose.
    address = f"/oversight/plans/files/{sound.public_id}/acts/"
    assert browser.post(f"{address}assigned/", {"auditor": heidi.id}).status_code == 302
    with pytest.raises(Forbidden, match="Only the auditor"):
        audits.audit_file(actor=judy, file_id=sound.public_id, answers=SOUND, grade="none", note="Seen.")
    for answers, grade in (
        ({}, "none"),
        ({**SOUND, "fee": "perhaps"}, "none"),
        ({**SOUND, "fee": "no"}, "none"),
    ):
        with pytest.raises(Refused), transaction.atomic():
            audits.audit_file(
                actor=heidi, file_id=sound.public_id, answers=answers, grade=grade, note="Seen."
            )
    said = {**SOUND, "grade": "none", "note": "Sound."}
    assert sign_in("heidi").post(f"{address}audited/", said).status_code == 302
    assert browser.get(f"/oversight/plans/files/{sound.public_id}/").status_code == 200
    read = ReadLog.objects.filter(act="oversight.file.read").latest("id")
    assert (read.object, read.purpose, read.case) == (sound.object, "inspection", "I-2026-4")

    # The day passes: a matter of the inspectorate, once. A fault becomes a matter that the office explains.
    assert (audits.raise_late(in_days(61)), audits.raise_late(in_days(61))) == (1, 0)
    matter = audited(judy, heidi, faulty, "major", reasons="no")
    raised = Matter.objects.get(public_id=matter)
    assert (raised.explainer, raised.about, raised.agency.public_id) == (
        bob.agency,
        faulty.object,
        judy.agency,
    )
    assert bob.id in raised.barred
    audits.close_plan(actor=judy, plan_id=plan)
    draft = {
        "year": "2026",
        "offices": [bob.agency],
        "decisions": ["granted"],
        "number": "3",
        "period_from": "2026-01-01",
        "period_to": "2026-03-01",
        "due_on": in_days(30).isoformat(),
    }
    page = browser.post("/oversight/plans/new/", draft)
    assert page.status_code == 302, page.content.decode()
    assert browser.post(f"{page['Location']}acts/dropped/", {}).status_code == 302
    page = browser.get(f"/oversight/plans/{plan}/").content.decode()
    assert "2 of 2 done" in page
    assert "1 finding" in page
    assert audits.raise_late(in_days(99)) == 0


@pytest.mark.django_db
def test_a_suspected_offence_opens_a_case_of_which_the_office_hears_nothing() -> None:
    judy, _mallory, heidi = the_inspectorate()
    decided(1)
    plan = a_draft(judy)
    adopted(judy, plan)
    (file,) = drawn(judy, plan)
    audits.assign_file(actor=judy, file_id=file.public_id, auditor=heidi.id)
    found = {"answers": {**SOUND, "competent": "no"}, "grade": "criminal", "led_to": "M0000000000000"}
    file.refresh_from_db()
    with (
        without_guards(RECORDER),
        pytest.raises(IntegrityError, match="no inspection case"),
        transaction.atomic(),
    ):
        RECORDER.record(heidi, "file", "audited", file, changes=found, note="Seen.")
    before = Matter.objects.count()
    case = Inspection.objects.get(public_id=audited(judy, heidi, file, "criminal", competent="no"))
    assert (case.origin, case.offices) == ("audit", [cast.actor("bob").agency])
    assert set(File.objects.get().barred) == set(case.barred)
    assert Matter.objects.count() == before


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """A plan that was audited and closed; filled once."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        judy, _heidi, _heidi = the_inspectorate()
        auditing.fill(judy)
        yield register


def test_an_honest_plan_is_named_by_nothing(desk: Register) -> None:
    assert desk.says(of=("oversight", "acts")) == []


_CHANGE = "UPDATE oversight_event SET changes = jsonb_set(changes, '{%s}', '%s') WHERE record_type = '%s' AND kind = '%s'"


@pytest.mark.parametrize(
    ("table", "alteration", "named"),
    [
        ("oversight_plan", "UPDATE oversight_plan SET drawn = '[]'", "drawn"),
        ("oversight_plan", "UPDATE oversight_plan SET number = 1", "number"),
        ("oversight_plan", "UPDATE oversight_plan SET due_on = due_on + 99", "due_on"),
        ("oversight_plan", "DELETE FROM oversight_plan WHERE state = 'dropped'", "plan"),
        ("oversight_file", "UPDATE oversight_file SET grade = 'none' WHERE grade = 'major'", "grade"),
        (
            "oversight_file",
            'UPDATE oversight_file SET answers = answers || \'{"reasons": "yes"}\'',
            "answers",
        ),
        ("oversight_file", "UPDATE oversight_file SET auditor = 'U0000000000000'", "auditor"),
        ("oversight_file", "UPDATE oversight_file SET barred = '{}'", "barred"),
        ("oversight_file", "DELETE FROM oversight_file WHERE grade = 'major'", "file"),
        ("oversight_event", _CHANGE % ("seed", '"' + "0" * 64 + '"', "plan", "drawn"), "audit plan"),
        ("oversight_event", _CHANGE % ("drawn", "[]", "plan", "drawn"), "audit plan"),
        ("oversight_event", _CHANGE % ("period_from", '"2001-01-01"', "plan", "adopted"), ""),
        (
            "oversight_event",
            "DELETE FROM oversight_event WHERE record_type = 'file' AND kind = 'drawn' AND n = 1",
            "audit plan",
        ),
        ("oversight_event", _CHANGE % ("barred", "[]", "file", "drawn"), "file"),
        ("oversight_event", _CHANGE % ("led_to", '""', "file", "audited"), "file"),
        (
            "ledger_personal",
            "UPDATE ledger_personal SET value = value - 0 WHERE field = 'frame'",
            "audit plan",
        ),
    ],
)
def test_what_a_superuser_alters_is_named(desk: Register, table: str, alteration: str, named: str) -> None:
    said = desk.says(*without_triggers(table), alteration, of=("oversight",))
    assert not named or any(named in line for line in said), said
