"""What verification says of trade: nothing of an honest register, and each gate that was forced, paper that was altered and grant that was forged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.trade import replay
from ifar.trade.consignments.services.arriving import register as register_arrivals
from ifar.trade.consignments.services.consignments import open_consignment, release
from ifar.trade.models import Authorisation, Paper, Party
from ifar.trade.own import applications
from ifar.trade.services import abroad, deciding
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.trade.carrying import an_exporter, an_import, packed_consignment, seen
from tests.trade.exporting import Exporter, a_closed_list, act, granted_to
from tests.trade.making import an_application, assessed, granted, ready

OPEN = "CREATE OR REPLACE FUNCTION trade_wanting(a jsonb, day date) RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text'"


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """Two authorisations that were granted on their papers; and one past a gate that somebody took out, at the service and at the database."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
        pytest.MonkeyPatch.context() as patch,
    ):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        for _n in range(2):
            made, consignee, _papers = ready(alice, bob)
            granted(alice, bob, made)
        values = {"name": "Norrland Vapen AB", "country": "SE", "deals": ["consignee"], "number": "SE-4711"}
        abroad.change_party(actor=alice, party_id=consignee, contact="+46 1", **values)
        with database.connect() as owner:
            owner.execute(OPEN)
            owner.commit()
        patch.setattr(deciding, "against", lambda *_asked: [])
        forced = an_application(alice)
        assessed(alice, forced)
        granted(alice, bob, forced)
        # What an exporter does from their own account is as honest.
        exporter = Exporter(alice, "Kestrel Trading", 1)
        own = granted_to(exporter, alice, bob)
        act(applications.AUTHORISATION, "requested", exporter, own, request="extension", wish="Longer.")
        deciding.decline(actor=alice, authorisation_id=own, reply="No.")
        a_closed_list(exporter, own)
        yield register


def _honest() -> str:
    return Authorisation.objects.order_by("id").values_list("public_id", flat=True)[0]


def _forced() -> str:
    return Authorisation.objects.order_by("id").values_list("public_id", flat=True)[2]


def test_a_forced_gate_is_named_and_nothing_else(desk: Register, db) -> None:
    says = desk.says(of=("trade", "acts"))
    assert set(says) == {f"not_allowed authorisation {_forced()}, act 5"}
    assert len(says) == 3  # the importing State's authorisation and two letters


def test_one_record_is_verified_with_what_stands_beside_it(desk: Register, db) -> None:
    """A paper that carries a second grant is named of the second, though the first is not asked about; of other records nothing is said."""
    first, second, forced, _own = Authorisation.objects.order_by("id").values_list("public_id", flat=True)
    twice = """UPDATE trade_event SET changes = changes || '{"number": "a-1"}' WHERE kind = 'entered' AND changes ->> 'kind' = 'import_authorisation'"""
    off = without_triggers("trade_event")
    with desk.altered("SET LOCAL session_replication_role = replica", *off, twice) as cursor:
        for asked, named in ((first, 0), (second, 1), (forced, 3)):
            results = [difference.place for difference in replay.GATE.check(cursor, frozenset({asked}))]
            assert results == [f"authorisation {asked}, act 5"] * named
        party = Authorisation.objects.get(public_id=second).consignee
        assert [difference.place for difference in replay.GATE.check(cursor, frozenset({party}))] == [
            f"authorisation {second}, act 5"
        ]


@pytest.mark.parametrize(
    ("states", "named"), [(("", "NG"), 1), (("NG", ""), 1), (("NG", "NG"), 1), (("NG", "GH"), 0)]
)
def test_a_paper_without_a_state_that_carries_a_second_grant_is_named(
    desk: Register, db, states, named
) -> None:
    """A certificate of whoever issues such: under one number it is one, whether a State is named or not."""
    granted_on = Authorisation.objects.order_by("id").values_list("public_id", flat=True)[:2]
    forged = [
        f"""UPDATE trade_event SET changes = changes || '{{"kind": "exemption_certificate", "number": "a-1", "country": "{state}"}}'
            WHERE kind = 'entered' AND changes ->> 'kind' = 'import_authorisation' AND changes ->> 'authorisation' = '{text}'"""
        for text, state in zip(granted_on, states, strict=True)
    ]
    off = without_triggers("trade_event")
    with desk.altered("SET LOCAL session_replication_role = replica", *off, *forged) as cursor:
        results = [str(difference) for difference in replay.GATE.check(cursor, frozenset(granted_on))]
    assert len([text for text in results if "trade.paper.twice" in text]) == named


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE trade_authorisation SET goods = '[]' WHERE state = 'in_force'", "goods"),
        ("UPDATE trade_authorisation SET valid_to = valid_to + 300", "valid_to"),
        ("UPDATE trade_authorisation SET extent = 'single'", "extent"),
        ("UPDATE trade_authorisation SET consignee = 'T0000000000000'", "consignee"),
        ("UPDATE trade_authorisation SET risk = ''", "risk"),
        ("UPDATE trade_paper SET expires_on = expires_on + 1000", "expires_on"),
        ("UPDATE trade_paper SET state = 'entered', verified_by = ''", "state"),
        ("UPDATE trade_paper SET goods = '[]'", "goods"),
        ("UPDATE trade_party SET country = 'NO'", "country"),
        ("UPDATE trade_party SET who = '{}'", "who"),
        ("DELETE FROM trade_paper", "paper"),
    ],
    ids=lambda text: text[:60],
)
def test_each_alteration_is_named(desk: Register, alteration: str, named: str) -> None:
    off = without_triggers("trade_authorisation", "trade_paper", "trade_party")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, alteration, of=("trade", "acts"))
    assert any(named in text and "not_allowed" not in text for text in says), says


@pytest.mark.parametrize(
    ("forged", "of_type"),
    [
        (
            """UPDATE trade_event SET changes = changes || '{"expires_on": "2020-01-01"}' WHERE kind = 'entered' AND record_type = 'paper'""",
            "authorisation",
        ),
        (
            "UPDATE trade_event SET changes = changes || '{\"goods\": []}' WHERE kind = 'entered' AND record_type = 'paper'",
            "authorisation",
        ),
        ("DELETE FROM trade_event WHERE kind = 'verified'", "authorisation"),
        (
            "UPDATE ledger_entry l SET actor = (SELECT o.actor FROM ledger_entry o JOIN trade_event e ON e.id = o.entry WHERE e.kind = 'verified' LIMIT 1) "
            "FROM trade_event e WHERE e.id = l.entry AND e.kind = 'entered' AND e.record_type = 'paper'",
            "paper",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"from_state": "NO"}' WHERE kind = 'drafted'""",
            "authorisation",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"kind": "import", "from_state": "NO"}' WHERE kind = 'drafted'""",
            "authorisation",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"kind": "brokering", "from_state": "SE"}' WHERE kind = 'drafted'""",
            "authorisation",
        ),
        (
            """UPDATE ledger_personal SET value = '"1"' WHERE field = 'number' AND entry IN (SELECT id FROM trade_event WHERE kind = 'changed')""",
            "party",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"number": "a-1"}' WHERE kind = 'entered' AND changes ->> 'kind' = 'import_authorisation'""",
            "second",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"country": "NO"}' WHERE kind = 'changed' AND record_type = 'party'""",
            "party",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"state": "closed"}' WHERE kind = 'entered' AND record_type = 'party'""",
            "authorisation",
        ),
        (
            """UPDATE ledger_personal SET value = value || '{"name": "Somebody"}' WHERE field = 'who' AND entry IN (SELECT id FROM trade_event WHERE kind = 'changed')""",
            "party",
        ),
    ],
)
def test_a_forged_paper_is_named(desk: Register, db, forged: str, of_type: str) -> None:
    off = without_triggers("ledger_entry", "trade_event", "ledger_personal")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade", "acts"))
    wanted = _honest() if of_type == "authorisation" else ""
    ids = {wanted} if wanted else set(Paper.objects.values_list("public_id", flat=True))
    if of_type == "party":
        ids = {f"party {public_id}" for public_id in Party.objects.values_list("public_id", flat=True)}
    if of_type == "second":
        ids = {Authorisation.objects.order_by("id").values_list("public_id", flat=True)[1]}
    assert any(
        text.startswith("not_allowed") and any(public_id in text for public_id in ids) for text in says
    ), says


# Consignments -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def packed(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """A consignment of four pistols that left, and one that is open under the same authorisation."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        made, _boxes, _guns = packed_consignment(4, 2)
        release(actor=cast.actor("heidi"), consignment_id=made, declaration="MRN-1", left_on=today())
        of = Authorisation.objects.get().public_id
        open_consignment(actor=cast.actor("ivan"), authorisation=of)
        yield register


def after_exit(record_type: str) -> str:
    """What was said of a record before its consignment left was said after it."""
    return (
        "UPDATE ledger_entry l SET id = DEFAULT "
        f"WHERE l.entry = (SELECT id FROM trade_event WHERE record_type = '{record_type}' ORDER BY id LIMIT 1)"
    )


def test_an_honest_consignment_is_clean(packed: Register, db) -> None:
    assert packed.says(of=("trade", "acts", "registry")) == []


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        ("UPDATE trade_event SET changes = changes || '{\"quantity\": 2}' WHERE kind = 'packed'", "item"),
        (
            'UPDATE trade_event SET changes = changes || \'{"goods": [{"type": "pistol", "calibre": "9x19", "quantity": 3}]}\' WHERE kind = \'drafted\'',
            "item",
        ),
        (
            "UPDATE trade_event SET changes = changes || '{\"valid_to\": \"2020-01-01\"}' WHERE kind = 'granted'",
            "consignment",
        ),
        ("DELETE FROM trade_event WHERE kind = 'verified'", "consignment"),
        ("DELETE FROM trade_event WHERE kind = 'left'", "firearm"),
        (
            "UPDATE trade_event SET changes = changes || '{\"firearm\": \"F0000000000000\"}' WHERE kind = 'packed'",
            "firearm",
        ),
        ("DELETE FROM registry_event WHERE kind = 'exported'", "consignment"),
        ("DELETE FROM registry_event WHERE kind IN ('exported', 'export_licensed')", "item"),
        # What left is taken off its list afterwards, or a seal is changed; something is packed elsewhere, or left unsealed.
        (after_exit("item"), "item"),
        (after_exit("crate"), "crate"),
        ("UPDATE trade_event SET changes = changes || '{\"seals\": []}' WHERE kind = 'added'", "consignment"),
        (
            "UPDATE trade_event SET changes = changes || '{\"crate\": \"T0000000000000\"}' WHERE kind = 'packed'",
            "item",
        ),
        (
            "UPDATE trade_event SET changes = changes || '{\"left_on\": \"2020-01-01\"}' WHERE kind = 'left'",
            "consignment",
        ),
        (
            "UPDATE ledger_entry l SET agency = (SELECT public_id FROM accounts_agency WHERE kind = 'dealer' LIMIT 1) "
            "FROM trade_event e WHERE e.id = l.entry AND e.kind = 'left'",
            "consignment",
        ),
        ("DELETE FROM trade_event WHERE kind = 'closed'", "consignment"),
        # It allows one consignment, or classes of goods alone.
        (
            "UPDATE trade_event SET changes = changes || '{\"extent\": \"single\"}' WHERE kind = 'drafted'",
            "consignment",
        ),
        (
            "UPDATE trade_event SET changes = changes || '{\"extent\": \"general\"}' WHERE kind = 'drafted'",
            "authorisation",
        ),
        # It left before it was authorised.
        (
            "UPDATE trade_event SET changes = changes || jsonb_build_object('left_on', (now() AT TIME ZONE 'UTC')::date - 1) WHERE kind = 'left'",
            "consignment",
        ),
    ],
)
def test_a_forged_packing_list_is_named(packed: Register, db, forged: str, named: str) -> None:
    off = without_triggers("ledger_entry", "trade_event", "registry_event")
    says = packed.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade", "acts"))
    assert any(text.startswith("not_allowed") and named in text for text in says), says


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        ("UPDATE registry_event SET changes = changes || '{\"owner\": \"A0000000000000\"}' WHERE changes ? 'owner'", "item"),
        ("UPDATE registry_event SET changes = changes || '{\"owner\": \"A0000000000000\"}' WHERE changes ? 'owner'", "consignment"),
        ("UPDATE registry_event SET changes = changes || '{\"calibre\": \"308win\", \"calibre_raw\": \"\"}' WHERE changes ? 'calibre'", "item"),
        ("UPDATE registry_event SET changes = changes || '{\"type\": \"rifle\"}' WHERE changes ? 'type'", "item"),
        ("UPDATE licensing_event SET changes = changes || '{\"book\": \"A0000000000000\"}' WHERE changes ? 'book'", "item"),
        ("UPDATE licensing_event SET changes = changes || '{\"allows\": [\"hunt\"]}' WHERE changes ? 'allows'", "item"),
        ("UPDATE licensing_event SET changes = changes || '{\"valid_to\": \"2020-01-01\"}' WHERE changes ? 'book'", "consignment"),
        ("UPDATE trade_event SET changes = changes || '{\"applicant\": \"P0000000000000\"}' WHERE changes ? 'applicant'", "item"),
        ("UPDATE trade_event SET changes = changes || '{\"make\": \"Sako\"}' WHERE record_type = 'item' AND kind = 'packed'", "item"),
    ],
    ids=lambda text: text[-60:],
)  # fmt: skip
def test_what_is_somebody_elses_or_another_thing_is_named_on_a_packing_list(
    packed: Register, db, forged, named
) -> None:
    off = without_triggers("trade_event", "registry_event", "licensing_event")
    says = packed.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade_packed",))
    assert any(text.startswith(f"not_allowed {named}") for text in says), says


@pytest.fixture(scope="module")
def came_in(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """Two pistols came in: both are registered."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        alice, bob, ivan, heidi = (cast.actor(name) for name in ("alice", "bob", "ivan", "heidi"))
        made = an_import(alice, bob, an_exporter(alice, bob, ivan), ivan, ("SW 1", "SW 2"))
        seen(heidi, made, ("SW 1", "SW 2"))
        register_arrivals(actor=heidi, consignment_id=made, owner_kind="importer")
        yield register


def test_an_honest_registration_of_what_came_in_is_clean(came_in: Register, db) -> None:
    assert came_in.says(of=("trade", "acts", "registry")) == []


@pytest.mark.parametrize(
    "forged",
    [
        "DELETE FROM registry_event WHERE kind = 'imported' AND n = 1",
        "DELETE FROM trade_event WHERE kind = 'closed'",
        "UPDATE trade_event SET changes = changes || '{\"kind\": \"export\"}' WHERE kind = 'drafted'",
        # Nobody read its number, another one was read, only somebody's word says it; or a life names the consignment and the list does not name it.
        "DELETE FROM trade_event WHERE kind = 'recorded'",
        "UPDATE trade_event SET changes = changes || '{\"serials\": [\"SW 1\"]}' WHERE kind = 'recorded'",
        "UPDATE trade_event SET changes = changes || '{\"by\": \"consignee\"}' WHERE kind = 'recorded'",
        "DELETE FROM trade_event WHERE record_type = 'item' AND kind = 'registered'",
    ],
)
def test_a_forged_registration_of_what_came_in_is_named(came_in: Register, db, forged: str) -> None:
    off = without_triggers("ledger_entry", "trade_event", "registry_event")
    says = came_in.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade", "acts"))
    assert any(
        text.startswith("not_allowed") and text.split()[1] in ("item", "consignment", "firearm")
        for text in says
    ), says
