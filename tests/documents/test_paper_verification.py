"""Whoever alters papers with every trigger off is found by `ifar verify`, and the row is named."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.altered import Register, register_of, without_triggers
from tests.documents.conftest import Office

OFF = [
    "SET LOCAL session_replication_role = replica",
    *without_triggers("documents_event", "documents_paper", "ledger_personal"),
]


@pytest.fixture(scope="module")
def register(office: Office) -> Iterator[Register]:
    """The office's register: each test takes back what it alters."""
    with register_of(office.log.database) as result:
        yield result


def test_untouched_it_is_good(office: Office, register: Register) -> None:
    report = register.verify(office.log)
    assert report.good, report.differences


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        (
            "UPDATE documents_event SET changes = changes || '{\"valid_to\": \"2199-01-01\"}' WHERE kind = 'issued'",
            "documents_event",
        ),
        (
            'UPDATE documents_event SET changes = changes || \'{"reason": "x", "superseded_by": ""}\' WHERE kind = \'withdrawn\'',
            "documents_event",
        ),
        ("DELETE FROM documents_event WHERE kind = 'withdrawn'", "documents_event"),
        ("UPDATE documents_paper SET withdrawn_at = NULL WHERE withdrawn_at IS NOT NULL", "paper V"),
        ("UPDATE documents_paper SET valid_to = '2199-01-01' WHERE kind = 'licence_card'", "paper V"),
        ("UPDATE documents_paper SET content = '{}' WHERE kind = 'receipt'", "paper V"),
        ("UPDATE documents_paper SET holder = 'P0000000000000' WHERE kind = 'receipt'", "paper V"),
        ("DELETE FROM documents_paper WHERE kind = 'receipt'", "paper V"),
        (
            "INSERT INTO documents_event (id, record_type, subject, n, kind, schema, details, changes, proposal) "
            "SELECT gen_random_uuid(), record_type, subject, 3, kind, schema, details, changes, proposal FROM documents_event WHERE kind = 'issued' LIMIT 1",
            "documents_event",
        ),
        ("UPDATE ledger_personal SET value = '\"Mallory\"' WHERE field = 'handed_over_by'", "handed_over_by"),
    ],
)
def test_altered_it_is_named(office: Office, register: Register, statement: str, named: str) -> None:
    report = register.verify(office.log, *OFF, statement)
    assert not report.good
    assert named in "\n".join(f"{difference.kind} {difference.place}" for difference in report.differences)
