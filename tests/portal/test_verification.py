"""What verification says of holders' accounts and reports: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ifar.ledger.models import Entry
from ifar.ledger.sources import all_replays
from ifar.portal import replay
from ifar.portal.models import Binding
from ifar.portal.services import accounts, applications, reports
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.conftest import sign_in
from tests.factories import a_person, an_account, as_holder


def _fill() -> None:
    """An account in use, one that ended, a move that was answered, a document that came."""
    alice = cast.actor("alice")
    user = an_account(alice, a_person(alice, "Hana Osei"))
    hana = as_holder(user)
    made = reports.report_move(
        actor=hana, address={"country": "XX", "area": "", "lines": ["1, New Street"], "valid_from": None}
    )
    reports.answer(actor=alice, entry=made.entry, verdict="done")
    text = applications.apply(actor=hana, kind="hunting")
    file = SimpleUploadedFile("passport.pdf", b"%PDF-1.4 x")
    sign_in(user).post(f"/mine/applications/{text}/documents/", {"item": "identity", "file": file})
    other = an_account(alice, a_person(alice, "Somebody Else"))
    ended = Binding.objects.get(user=other.public_id).entry
    accounts.end_account(actor=alice, binding=ended, ground="asked")


country = filled_once(_fill)


def findings(register: Register, *alterations: str) -> list[str]:
    """What the sources and the replays say that a run of the verifier would name."""
    values = []
    with register.altered(*alterations) as cursor:
        for source in replay.SOURCES:
            entries = dict(
                cursor.execute(
                    "SELECT entry, convert_from(canonical, 'UTF8')::jsonb -> 'payload' FROM ledger_entry WHERE act = ANY(%s)",
                    [list(source.acts)],
                ).fetchall()
            )
            assert entries, source.name
            rows = dict(cursor.execute(source.rows.encode(), [list(entries)]).fetchall())
            values += [
                f"{source.name} row" for entry, payload in entries.items() if rows.get(entry) != payload
            ]
            tied = cursor.execute(source.ties.encode(), {"all": True, "objects": []}).fetchall()
            values += [f"{source.name} {column}" for _, column, _, _ in tied]
            values += [f"{source.name} stray" for _ in cursor.execute(source.strays.encode()).fetchall()]
        values += [
            f"{difference.kind} {difference.place}"
            for kind in all_replays()
            for difference in kind.check(cursor, None)
        ]
    return values


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert findings(country) == []
    assert Entry.objects.filter(act__startswith="portal.").count() == 6


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE portal_binding SET party = 'P0000000000000'", "portal_binding row"),
        ("UPDATE portal_binding SET officer = 'U0000000000000'", "portal_binding actor"),
        ("DELETE FROM portal_bindingend", "portal_bindingend row"),
        ("UPDATE portal_report SET details = '{}'", "portal_report row"),
        ("UPDATE portal_answer SET verdict = 'refused'", "portal_answer row"),
        ("UPDATE portal_document SET item = 'medical'", "portal_document row"),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    tables = ("binding", "bindingend", "report", "answer", "document")
    off = without_triggers(*(f"portal_{table}" for table in tables))
    assert named in findings(country, *off, alteration)
