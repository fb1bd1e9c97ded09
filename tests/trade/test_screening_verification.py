"""What verification says of sanctions lists: nothing of an honest register, and each list, match and decision that was altered, forged or passed over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.trade.models import Authorisation, Match
from ifar.trade.screening import screened
from ifar.trade.screening.services import screening
from ifar.trade.services import deciding
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.trade.making import a_party, an_application, assessed, granted, ready
from tests.trade.test_screened import NORDVAST, OSTREV, loaded

OPEN = "CREATE OR REPLACE FUNCTION {}(a jsonb{}) RETURNS text LANGUAGE sql STABLE AS 'SELECT NULL::text'"


@pytest.fixture(scope="module")
def desk(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[Register]:
    """An authorisation that was granted once its match was decided; and two past a gate that somebody took out: one of them of a name that nobody asked."""
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
        pytest.MonkeyPatch.context() as patch,
    ):
        alice, bob = cast.actor("alice"), cast.actor("bob")
        loaded()
        made, _consignee, _papers = ready(
            alice, bob, broker=a_party(alice, name="Anatoly Ostrevsky", deals=["broker"])
        )
        screening.decide(
            actor=alice, match_id=Match.objects.get().public_id, verdict="another", reason="Passport seen."
        )
        granted(alice, bob, made)
        again = loaded(OSTREV + NORDVAST)
        screening.ask_again(again.public_id)
        with database.connect() as owner:
            owner.execute(OPEN.format("trade_wanting", ", day date"))
            owner.execute(OPEN.format("trade_screened_check", ", approver text"))
            owner.commit()
        patch.setattr(deciding, "against", lambda *_asked: [])
        held = an_application(alice, consignee=a_party(alice, name="Nordvast Handels AB"))
        patch.setattr(screening, "screen", lambda *_asked: [])
        patch.setattr(screening, "screen_party", lambda *_asked: None)
        passed_over = an_application(alice, consignee=a_party(alice, name="OSTREVSKI Anatoli"))
        for item in (held, passed_over):
            assessed(alice, item)
            granted(alice, bob, item)
        patch.setattr(screened, "versions", dict)
        unasked = an_application(alice, consignee=a_party(alice, name="Somebody Else AB"))
        assessed(alice, unasked)
        granted(alice, bob, unasked)
        yield register


def _authorisations() -> list[str]:
    return list(Authorisation.objects.order_by("id").values_list("public_id", flat=True))


def test_a_grant_past_an_open_match_or_past_the_lists_is_named(desk: Register, db) -> None:
    honest, held, passed_over, unasked = _authorisations()
    named = desk.says(of=("trade_screened",))
    assert set(named) == {f"not_allowed authorisation {text}, act 5" for text in (held, passed_over, unasked)}
    assert len(named) == 3
    assert honest not in "".join(named)


HONEST = "(SELECT subject FROM trade_event WHERE kind = 'granted' ORDER BY id LIMIT 1)"


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE trade_watchlist SET listed = listed - 0", "listed"),
        ("UPDATE trade_watchlist SET listed = '[]', entries = 0", "listed"),
        ("UPDATE trade_watchlist SET state = 'ended'", "state"),
        ("UPDATE trade_watchlist SET digest = 'x'", "digest"),
        ("DELETE FROM trade_watchlist", "watchlist"),
        ("UPDATE trade_match SET verdict = 'another' WHERE state = 'open'", "verdict"),
        ("UPDATE trade_match SET score = 1", "score"),
        ("UPDATE trade_match SET party = 'T0000000000000'", "party"),
        ("UPDATE trade_match SET told = '{}'", "told"),
        ("DELETE FROM trade_match", "match"),
        ("UPDATE trade_authorisation SET screened = '{}'", "screened"),
        ("UPDATE trade_authorisation SET broker = ''", "broker"),
    ],
    ids=lambda text: text[:60],
)
def test_each_alteration_is_named(desk: Register, alteration: str, named: str) -> None:
    off = without_triggers("trade_watchlist", "trade_match", "trade_authorisation")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, alteration, of=("trade",))
    assert any(named in text and "not_allowed" not in text for text in says), says


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        # The match was never decided; it was decided to be the same person; it was never found.
        ("DELETE FROM trade_event WHERE kind = 'decided'", "authorisation"),
        (
            """UPDATE trade_event SET changes = changes || '{"verdict": "same"}' WHERE kind = 'decided'""",
            "authorisation",
        ),
        (
            "DELETE FROM trade_event WHERE record_type = 'match' AND kind IN ('found', 'decided')",
            "authorisation",
        ),
        # The list had another version, or the grant says of another one that its names were asked.
        ("UPDATE trade_event SET n = 7 WHERE kind = 'loaded' AND n = 1", "authorisation"),
        (
            """UPDATE trade_event SET changes = changes || '{"screened": {"by": 1}}' WHERE kind = 'granted'""",
            "authorisation",
        ),
        # It was asked by rules that never were; the entry went; the decision was about somebody else; and whoever approved had decided it alone.
        (
            """UPDATE trade_event SET changes = jsonb_set(changes, '{screened,by}', '0') WHERE kind = 'granted'""",
            "authorisation",
        ),
        (
            """UPDATE trade_event SET changes = changes #- '{screened,by}' WHERE kind = 'granted'""",
            "authorisation",
        ),
        (
            """UPDATE trade_event SET changes = changes || '{"state": "lapsed", "verdict": "lapsed"}' WHERE kind = 'decided'""",
            "authorisation",
        ),
        (
            """UPDATE ledger_personal SET value = jsonb_set(value, '{of,names}', '["Somebody Else"]') WHERE field = 'told'""",
            "authorisation",
        ),
        (
            """UPDATE ledger_personal SET value = jsonb_set(value, '{entry,born}', '["1901"]') WHERE field = 'told'""",
            "authorisation",
        ),
        (
            "UPDATE ledger_entry SET actor = (SELECT l.actor FROM ledger_entry l JOIN trade_event g ON g.id = l.entry WHERE g.kind = 'granted' LIMIT 1)"
            " WHERE entry IN (SELECT id FROM trade_event WHERE kind = 'decided')",
            "authorisation",
        ),
        ("""UPDATE ledger_personal SET value = '{"name": ""}' WHERE field = 'who'""", "party"),
        # Somebody was found who is not on the list, or the list says less than was loaded.
        ("""UPDATE trade_event SET changes = changes || '{"ref": "Q77"}' WHERE kind = 'found'""", "match"),
        ("UPDATE ledger_personal SET value = value - 0 WHERE field = 'listed'", "watchlist"),
        (
            """UPDATE trade_event SET changes = changes || '{"entries": 3}' WHERE kind = 'loaded'""",
            "watchlist",
        ),
    ],
)
def test_what_was_forged_is_named(desk: Register, db, forged: str, named: str) -> None:
    off = without_triggers("ledger_entry", "trade_event", "ledger_personal")
    says = desk.says("SET LOCAL session_replication_role = replica", *off, forged, of=("trade_screened",))
    wanted = _authorisations()[0] if named == "authorisation" else named
    assert any(text.startswith("not_allowed") and wanted in text for text in says), says
