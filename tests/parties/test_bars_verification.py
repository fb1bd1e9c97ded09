"""Whoever alters a bar, with every trigger off, is found by `ifar verify`; an honest register with bars is good."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.accounts.services import proposals
from ifar.parties.services import NewBar, correct_party, enter_bar, propose_lifting
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.covering import covering
from tests.databases import ground
from tests.factories import a_person
from tests.logs import Log

OFF = [
    "SET LOCAL session_replication_role = replica",
    *without_triggers(
        "parties_bar", "parties_barkey", "parties_namekey", "parties_formerkey", "parties_event"
    ),
]


@pytest.fixture(scope="module")
def original(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[tuple[Log, Register]]:
    """A register with a bar against somebody described, one against a record, and one that was lifted."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        log = Log(database, tmp_path_factory.mktemp("home"))
        alice, bob, nina = (cast.actor(name) for name in ("alice", "bob", "nina"))
        values = {
            "kind": "refused",
            "ground": "security",
            "valid_from": "2026-01-02",
            "issuer": "X",
            "country": "XX",
        }
        numbers = [{"kind": "passport", "number": "AB1234"}]
        who = {"name": "Yusuf Haddad", "born": "1980-02-01", "identity_numbers": numbers}
        enter_bar(actor=alice, new=NewBar(**values, paper="1", described=who, valid_until="2099-01-01"))
        enter_bar(actor=alice, new=NewBar(**values, paper="2", party=a_person(alice)))
        renamed = a_person(alice, "Zora Kovac", identity_numbers=numbers)
        correct_party(
            actor=alice, public_id=renamed, values={"name": "Amina Diallo", "identity_numbers": []}, reason=""
        )
        other = [{"kind": "passport", "number": "CD5678"}]
        correct_party(actor=alice, public_id=renamed, values={"identity_numbers": other}, reason="renewed")
        lifted = enter_bar(actor=alice, new=NewBar(**values, paper="3", described={"name": "Rosa Weber"}))
        asked = propose_lifting(actor=bob, bar_id=lifted, reason="set aside")
        proposals.decide(actor=nina, proposal=asked.public_id, verdict="approve")
        log.sequence()
        with register_of(database) as register:
            yield log, register


def test_untouched_it_is_good(original):
    log, register = original
    report = register.verify(log)
    assert report.good, report.differences


@pytest.mark.parametrize(
    ("statement", "named"),
    covering(
        [
            ("UPDATE parties_bar SET state = 'lifted'", "bar R"),
            ("UPDATE parties_bar SET state = 'standing'", "bar R"),
            ("UPDATE parties_bar SET valid_until = '2026-01-03' WHERE paper = '1'", "valid_until"),
            ("UPDATE parties_bar SET born = '1981-02-01' WHERE paper = '1'", "born"),
            ("UPDATE parties_bar SET party = '' WHERE paper = '2'", "party"),
            ("UPDATE parties_bar SET issuer = 'Y' WHERE paper = '2'", "issuer"),
            ("UPDATE parties_bar SET agency_id = agency_id + 1 WHERE paper = '2'", "agency"),
            ("DELETE FROM parties_barkey; DELETE FROM parties_bar WHERE paper = '1'", "state_missing bar R"),
            ("UPDATE parties_barkey SET folded = 'nobody'", "search keys of bar R"),
            ("DELETE FROM parties_barkey", "search keys of bar R"),
            ("UPDATE parties_namekey SET barred = false", "search keys of party P"),
            ("DELETE FROM parties_formerkey", "former search keys of party P"),
            (
                "UPDATE parties_formerkey SET folded = 'nobody' WHERE field = 'name'",
                "former search keys of party P",
            ),
            (
                "UPDATE parties_formerkey SET numbers = '{}' WHERE numbers <> '{}'",
                "former search keys of party P",
            ),
            ("UPDATE parties_formerkey SET entry = gen_random_uuid()", "former search keys of party P"),
            (
                """UPDATE parties_event SET changes = changes || '{"paper": "9"}' WHERE record_type = 'bar' AND n = 1""",
                "parties_event",
            ),
            ("DELETE FROM parties_event WHERE kind = 'lifted'", "parties_event"),
            ("UPDATE parties_event SET subject = 'R' WHERE kind = 'lifted'", "parties_event"),
        ],
        lambda item: item[1:],
    ),
)
def test_altered_it_is_named(original, statement, named):
    log, register = original
    report = register.verify(log, *OFF, *statement.split("; "))
    assert not report.good
    assert named in "\n".join(
        f"{difference.kind} {difference.place}: {difference.says}" for difference in report.differences
    )
