"""Whoever alters what two people decided, with every trigger off, is found by `ifar verify`, and the row is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from ifar.accounts.services import absences, acts, agencies, clients, grants, proposals, reads
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.covering import covering
from tests.databases import ground
from tests.logs import Log

OFF = [
    "SET LOCAL session_replication_role = replica",
    *without_triggers(
        *(
            f"accounts_{table}"
            for table in (
                "absence",
                "absenceend",
                "agency",
                "agencyact",
                "client",
                "decision",
                "execution",
                "grant",
                "grantend",
                "proposal",
                "readbatch",
                "readlog",
                "useract",
            )
        )
    ),
]


@pytest.fixture(scope="module")
def original(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[tuple[Log, Register]]:
    """A register in which everything of accounts has happened once, sequenced: each test takes back what it alters."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        log = Log(database, tmp_path_factory.mktemp("home"))
        _live()
        log.sequence()
        with register_of(database) as register:
            yield log, register


def _live() -> None:
    ken, laura, bob, dave = (cast.actor(name) for name in ("ken", "laura", "bob", "dave"))
    now = acts.now()
    province, mallory = cast.agency("province").public_id, cast.user("mallory").public_id
    asked = [
        grants.propose_grant(actor=ken, user=mallory, role="licensing_clerk", agency=province, reason="a"),
        grants.propose_revocation(actor=ken, grant=cast.user("carol").grants.get().pk, reason="b"),
        agencies.propose_change(
            actor=ken, agency=cast.agency("works").public_id, reason="c", name="Works & Sons"
        ),
        agencies.propose_change(
            actor=ken, agency=cast.agency("works").public_id, reason="c", telephone="+999 84 1", email=""
        ),
        agencies.propose_change(
            actor=ken, agency=cast.agency("works").public_id, reason="c", names={"fr": "Les Ateliers"}
        ),
        absences.propose(
            actor=ken,
            user=bob.id,
            stand_in=cast.user("nina").public_id,
            role="licensing_head",
            agency=province,
            valid_from=now,
            valid_to=now + dt.timedelta(days=3),
            reason="d",
        ),
        clients.propose(
            actor=ken,
            name="Programme",
            agency=province,
            scopes=["registry:mark:search"],
            expires_at=now + dt.timedelta(days=9),
            reason="e",
        ),
    ]
    for proposal in asked:
        proposals.decide(actor=laura, proposal=proposal.public_id, verdict="approve")
    clients.revoke(actor=ken, client=asked[-1].object, reason="f")
    absences.end(actor=bob, absence=cast.user("bob").absences.get().pk)
    for _ in range(3):
        reads.log(dave, "parties.party.read", "P0000000000000")
    reads.batch()


def found(original: tuple[Log, Register], *statements: str) -> set[str]:
    """What a whole run of the verifier names of the register so altered; not that triggers are off."""
    log, register = original
    report = register.verify(log, *OFF, *statements)
    return {
        f"{difference.kind} {difference.place}: {difference.says}"
        for difference in report.differences
        if difference.kind != "catalogue_differs"
    }


def test_untouched_it_is_good(original):
    log, register = original
    report = register.verify(log)
    assert report.good, report.differences
    assert report.entries > 60
    assert found(original) == set(), "the triggers are all that `OFF` alters"


@pytest.mark.parametrize(
    ("statement", "named"),
    covering(
        [
            (
                "UPDATE accounts_grant SET role = 'licensing_head' WHERE role = 'licensing_clerk'",
                "accounts_grant",
            ),
            (
                "UPDATE accounts_grant SET valid_to = now() + interval '1 day' WHERE valid_to IS NULL",
                "accounts_grant",
            ),
            ("UPDATE accounts_grant SET user_id = user_id + 1 WHERE role = 'dealer'", "accounts_grant"),
            ("DELETE FROM accounts_grantend", "accounts_grantend"),
            ("UPDATE accounts_grantend SET proposal = 'Q'", "accounts_grantend"),
            (
                "UPDATE accounts_agencyact SET changes = changes || '{\"name\": \"X\"}' WHERE kind = 'renamed'",
                "accounts_agencyact",
            ),
            ("UPDATE accounts_agency SET name = 'X' WHERE kind = 'court'", "agency A"),
            ("UPDATE accounts_agency SET telephone = '+999 1' WHERE kind = 'court'", "agency A"),
            ("UPDATE accounts_agency SET email = 'mine@evil.example'", "agency A"),
            ("UPDATE accounts_agency SET names = '{\"ar\": \"X\"}' WHERE kind = 'court'", "agency A"),
            ("UPDATE accounts_agency SET compartment = 'civilian' WHERE kind = 'military'", "agency A"),
            ("UPDATE accounts_useract SET details = '{}' WHERE kind = 'ceremony_closed'", "accounts_useract"),
            ("DELETE FROM accounts_useract WHERE kind = 'ceremony_closed'", "accounts_useract"),
            ("UPDATE accounts_absence SET valid_to = valid_to + interval '1 year'", "accounts_absence"),
            ("DELETE FROM accounts_absenceend", "accounts_absenceend"),
            ("UPDATE accounts_proposal SET reason = 'other'", "accounts_proposal"),
            ('UPDATE accounts_proposal SET words = \'{"asked": "all"}\'', "accounts_proposal"),
            ("UPDATE accounts_proposal SET expires_at = expires_at + interval '1 year'", "accounts_proposal"),
            ("UPDATE accounts_decision SET verdict = 'refuse'", "accounts_decision"),
            ("UPDATE accounts_decision SET reason = 'never said'", "accounts_decision"),
            ("UPDATE accounts_decision SET decider = 'U'", "accounts_decision"),
            ("UPDATE accounts_proposal SET proposer = 'U'", "accounts_proposal"),
            ("DELETE FROM accounts_decision", "accounts_decision"),
            ("DELETE FROM accounts_execution", "execution of proposal Q"),
            ("UPDATE accounts_client SET scopes = '[\"registry:list:export\"]'", "accounts_client"),
            ("UPDATE accounts_client SET revoked_at = NULL", "client C"),
            ("UPDATE accounts_readlog SET purpose = 'counter'", "accounts_readbatch"),
            (
                "DELETE FROM accounts_readlog WHERE id = (SELECT min(id) FROM accounts_readlog)",
                "accounts_readbatch",
            ),
            ("UPDATE accounts_readbatch SET count = 99", "accounts_readbatch"),
            ("UPDATE accounts_readbatch SET digest = ''", "accounts_readbatch"),
            ("UPDATE accounts_agencyact SET agency = 'A' WHERE kind = 'renamed'", "accounts_agencyact"),
            ("UPDATE accounts_useract SET \"user\" = 'U' WHERE kind = 'registered'", "accounts_useract"),
            (
                "INSERT INTO accounts_grant (entry, user_id, role, agency_id, valid_from, proposal) "
                "SELECT gen_random_uuid(), user_id, 'administrator', agency_id, now(), '' FROM accounts_grant LIMIT 1",
                "accounts_grant",
            ),
        ],
        lambda item: item[1:],
    ),
)
def test_altered_it_is_named(original, statement, named):
    differences = "\n".join(found(original, statement))
    assert named in differences
