"""What verification says of journeys: nothing of an honest register, and each crossing that was forced, firearm that left past one, and act that was forged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ifar.accounts.services import proposals
from ifar.reference import services as reference
from ifar.reference.management.commands.load_reference import JOB
from ifar.trade.consignments.services import consignments
from ifar.trade.journeys import replay as journey_replay
from ifar.trade.journeys.services import extending, journeys
from ifar.trade.models import Journey, Match
from ifar.trade.screening.services import screening
from ifar.trade.services.writing import today
from tests import cast
from tests.altered import Register, register_of, without_triggers
from tests.databases import ground
from tests.factories import a_firearm, a_person
from tests.trade.making import DAY, a_list
from tests.trade.test_journeys import _licence, licensed_journey

TABLE = """code,regime,article,leg,states,from_states,into_states,not_into,purposes,ways,asks,lifts,days,valid_from,valid_to,label_en,source
law_out,law,Law art. 1,leaving,,,SE,,sport,,,export_authorisation,,,,Out,us
"""
PACKED = (
    "UPDATE trade_event SET changes = changes || (SELECT jsonb_build_object('authorisation', min(changes ->> 'authorisation') FILTER (WHERE changes ->> 'authorisation' <> '')) "
    "FROM trade_event WHERE record_type = 'journey') WHERE record_type = 'consignment'"
)
"""What was packed was packed under the authorisation on which somebody travelled."""
AS_SUPERUSER = "SET LOCAL session_replication_role = replica"


@pytest.fixture(scope="module")
def post(
    databases, peopled_template, django_db_setup, django_db_blocker, tmp_path_factory
) -> Iterator[Register]:
    """Three journeys: one with two rifles of which one is back, one that is announced, one under an authorisation; and consignments under another."""
    folder = tmp_path_factory.mktemp("law")
    (folder / "regime.csv").write_text(TABLE, "utf-8")
    with (
        ground(databases, peopled_template, django_db_blocker) as database,
        django_db_blocker.unblock(),
        register_of(database) as register,
    ):
        reference.load_folder(actor=JOB, folder=folder, origin="lawland")
        alice, heidi = cast.actor("alice"), cast.actor("heidi")
        holder = a_person(alice)
        arms = [
            journeys.OwnFirearm(firearm=a_firearm(alice, f"V {n}", owner=holder).firearm) for n in range(3)
        ]
        known = {"country": "SE", "purpose": "sport", "crosses_on": today(), "return_by": today() + 5 * DAY}
        made = journeys.announce_leaving(actor=alice, holder=holder, arms=arms[:2], **known)
        journeys.announce_leaving(actor=alice, holder=holder, arms=arms[2:], **known)
        journeys.cross(actor=heidi, journey_id=made)
        journeys.take_back(actor=heidi, journey_id=made, arms=[2])
        visitor, bob = a_person(alice, "Somebody Else"), cast.actor("bob")
        licensed, _licence_of = licensed_journey(alice, bob, heidi, crosses=False)
        listed = b"name,reference,kind\nOla Licensed,N-1,person\n"
        screening.ask_again(a_list(listed).public_id)
        match = Match.objects.get().public_id
        screening.decide(actor=alice, match_id=match, verdict="another", reason="Another day of birth.")
        journeys.cross(actor=heidi, journey_id=licensed)
        other = [
            journeys.OwnFirearm(
                firearm=a_firearm(
                    alice, "V 9", identity={"type": "rifle", "calibre": "308win"}, owner=visitor
                ).firearm
            )
        ]
        travelled, packed = _licence(alice, bob, visitor), _licence(alice, bob, visitor)
        consignments.open_consignment(actor=alice, authorisation=packed)
        known |= {"country": "DK", "authorisation": travelled}
        under = journeys.announce_leaving(actor=alice, holder=visitor, arms=other, **known)
        journeys.cross(actor=heidi, journey_id=under)
        consignments.open_consignment(actor=alice, authorisation=packed)
        longer = extending.propose(
            actor=alice, journey_id=under, return_by=today() + 9 * DAY, reason="It was put off."
        )
        proposals.decide(actor=bob, proposal=longer.public_id, verdict="approve")
        yield register


def test_an_honest_register_is_clean(post: Register) -> None:
    assert post.says(of=("trade", "acts", "registry")) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        ("UPDATE trade_journey SET back = gone", "back"),
        ("UPDATE trade_journey SET return_by = return_by + 100", "return_by"),
        ("UPDATE trade_journey SET holder = 'P0000000000000'", "holder"),
        ("UPDATE trade_journey SET arms = '[]'", "arms"),
        ("UPDATE trade_journey SET state = 'completed'", "state"),
        ("DELETE FROM trade_journey", "journey"),
    ],
    ids=lambda text: text[:50],
)
def test_each_alteration_is_named(post: Register, alteration: str, named: str) -> None:
    says = post.says(AS_SUPERUSER, *without_triggers("trade_journey"), alteration, of=("trade", "acts"))
    assert any(named in text for text in says), says


@pytest.mark.parametrize(
    ("forged", "named"),
    [
        ("""UPDATE trade_event SET changes = changes || '{"purpose": "sale"}' WHERE kind = 'announced'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"return_by": "2020-01-01"}' WHERE kind = 'announced'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"announced_on": "2020-01-01"}' WHERE kind = 'announced'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"gone": [1, 2, 7]}' WHERE kind = 'crossed'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"gone": []}' WHERE kind = 'crossed'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"crossed_on": "2020-01-01"}' WHERE kind = 'crossed'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"back": [2, 1]}' WHERE kind = 'returned'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"return_by": "2020-01-01"}' WHERE kind = 'extended'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"return_by": "2090-01-01"}' WHERE kind = 'extended'""", "journey"),
        ("UPDATE registry_event SET details = details || '{\"return_date\": \"2090-01-01\"}' WHERE kind = 'absence_extended'", "stay"),
        ("UPDATE registry_event SET details = details || '{\"return_date\": \"2020-01-01\"}' WHERE kind = 'absence_extended'", "stay"),
        ("UPDATE reference_revision SET content = content || '{\"valid_to\": \"2020-01-01\"}' WHERE code = 'law_out'", "journey"),
        ("DELETE FROM trade_event WHERE record_type = 'journey' AND kind = 'crossed'", "firearm"),
        ("DELETE FROM registry_event WHERE kind = 'temporarily_exported'", "journey"),
        ("UPDATE trade_event SET changes = changes || '{\"purpose\": \"sale\"}' WHERE kind = 'drafted'", "journey"),
        ("""UPDATE licensing_event SET changes = changes || '{"valid_to": "2020-01-01"}' WHERE changes ? 'valid_to'""", "journey"),
        ("""UPDATE trade_event SET changes = changes || '{"verdict": "same"}' WHERE record_type = 'match' AND kind = 'decided'""", "journey"),
        ("DELETE FROM trade_event WHERE record_type = 'match' AND kind = 'decided'", "journey"),
        ("UPDATE trade_event SET changes = changes - 'screened' WHERE kind = 'crossed'", "journey"),
        (PACKED, "journey"),
        (PACKED, "consignment"),
        ("UPDATE registry_event SET details = details || '{\"permit\": \"T0000000000000\"}' WHERE kind = 'temporarily_exported'", "firearm"),
        ("UPDATE registry_event SET details = details || '{\"return_date\": \"2090-01-01\"}' WHERE kind = 'temporarily_exported'", "firearm"),
        ("""UPDATE trade_event SET changes = changes || '{"holder": "P0000000000000"}' WHERE kind = 'announced'""", "firearm"),
    ],
    ids=lambda text: text[-70:],
)  # fmt: skip
def test_each_forged_act_is_named(post: Register, forged: str, named: str) -> None:
    off = without_triggers("trade_event", "registry_event", "reference_revision", "licensing_event")
    says = post.says(
        AS_SUPERUSER, *off, forged, of=("trade_journeys", "trade_abroad", "trade_screened", "trade_stays")
    )
    start = "stay_unfounded" if named == "stay" else f"not_allowed {named}"
    assert any(text.startswith(start) for text in says), says


def test_one_record_is_verified_with_what_stands_beside_it(post: Register, db) -> None:
    """Of a journey that is not asked about nothing is said."""
    forged = """UPDATE trade_event SET changes = changes || '{"purpose": "sale"}' WHERE kind = 'announced'"""
    first, second = Journey.objects.order_by("id")[:2]
    firearm = first.arms[0]["firearm"]
    gone = "UPDATE registry_event SET details = '{}' WHERE kind = 'temporarily_exported'"
    off = without_triggers("trade_event", "registry_event")
    with post.altered(AS_SUPERUSER, *off, forged, gone) as cursor:
        for asked, result in ((first.public_id, 1), (first.holder, 1), (second.public_id, 0), (firearm, 0)):
            assert len(list(journey_replay.CROSSED.check(cursor, frozenset({asked})))) == result
        assert len(list(journey_replay.ABROAD.check(cursor, frozenset({firearm})))) == 1
        assert len(list(journey_replay.ABROAD.check(cursor, None))) == 8
