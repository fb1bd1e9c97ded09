"""What verification says of the State's stocks: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from ifar.ammunition.models import Movement
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.services import load_folder
from ifar.stocks import counts_replay, inputs
from ifar.stocks.handovers import services as handovers
from ifar.stocks.models import Armoury, Campaign, Count, Crate, Handover, Issue, Observation, Officer, Struck
from ifar.stocks.models import Movement as Moved
from ifar.stocks.offline import Entry
from ifar.stocks.serviceability import services as serviceability
from ifar.stocks.services import counts, field, returns, roster
from ifar.stocks.services.returns import Spending
from tests import cast
from tests.altered import Register, filled_once, register_of, without_triggers
from tests.databases import Databases, ground
from tests.stocks.making import a_counter, an_officer, in_days, issued, works_at
from tests.stocks.marking import a_finished_campaign
from tests.stocks.moving import moved

OFF = without_triggers(
    "stocks_event",
    "stocks_armoury",
    "stocks_officer",
    "stocks_issue",
    "stocks_count",
    "stocks_campaign",
    "stocks_handover",
    "stocks_movement",
    "stocks_crate",
    "stocks_serviceability",
    "stocks_struck",
    "stocks_observation",
    "stocks_pin",
    "placement_event",
    "ammunition_event",
    "registry_event",
    "ledger_personal",
    "ledger_entry_p0",
)


def fill() -> None:
    """An armoury that issued to an officer what is out, and to another what came back with twelve rounds less; one is suspended, one left."""
    at = a_counter(4, account=cast.user("erin").public_id)
    mallory = at.armourer
    other = an_officer(at.chief, "Omar Aziz", "N-200")
    serviceability.record(
        actor=mallory, kind="passed", things=at.arms[1:2], mark="I-26", inspected_on=in_days(0)
    )
    made = issued(at, officer=other, accessories={"magazine": 2})
    spent = Spending("training", at.chief.id, "FR-1")
    returns.take_back(
        actor=mallory,
        issue_id=made,
        arms=at.arms[:1],
        rounds={at.lot: 48},
        accessories={"magazine": 2},
        spending=spent,
    )
    issued(at, at.arms[1:2])
    unit, month = cast.agency("customs").public_id, timezone.now() + dt.timedelta(days=30)
    issued(at, at.arms[3:], kind="loan", officer="", unit=unit, rounds={}, due_at=month, order="L-1")
    roster.set_pin(actor=at.chief, officer_id=at.officer, pin="1357")
    made = counts.begin(actor=at.chief, armoury=at.armoury, kind="serial")
    counts.note(actor=at.chief, count_id=made, seen="HB00003\nHB00009\nMISREAD-1")
    counts.take_back(actor=at.chief, count_id=made, text="MISREAD-1")
    counts.close(actor=at.chief, count_id=made)
    made = counts.begin(actor=mallory, armoury=at.armoury, kind="number")
    counts.close_by_number(actor=mallory, count_id=made, number=2)
    issued(at, at.arms[2:3], rounds={})
    line = inputs.ReturnByScan(scanned=f"{at.officer}\nHB00009")
    field.take(actor=mallory, entry=Entry(uuid.uuid4(), timezone.now(), line))
    moved(at)
    roster.suspend_officer(actor=mallory, officer_id=at.officer, ground="inquiry", suspended_until=in_days(5))
    roster.officer_left(actor=mallory, officer_id=other, ground="retired")
    a_finished_campaign(at)
    given = handovers.begin(actor=at.chief, armoury=at.armoury, arriving=mallory.id)
    handovers.receive(actor=mallory, handover_id=given, number=7, scanned=f"{at.lot} 5")
    quentin = works_at("quentin", "officer_in_charge", cast.agency("police"))
    handovers.order(actor=quentin, armoury=at.armoury, arriving=at.chief.id, reason="Ill since yesterday.")


country = filled_once(fill)
COUNT_SETS = (
    "armoury = 'Z'", "kind = 'number'", "places = '[]'", "counter = 'U'", "office = 'A'", "begun_at = begun_at - interval '1 day'", "begun = gen_random_uuid()",
    "lines = 9", "expected = 9", "found = 9", "moved = '[1]'", "differences = '[]'", "state = 'agreed'", "agency_id = agency_id + 1",
)  # fmt: skip
CAMPAIGN_SETS = (
    "\"order\" = 'X'", "stores = '[]'", "machine = 'X'", "mark = 'unique'", "symbol = 'X'", "prefix = 'X'", "first = 2", "last = 901", "place = 'slide'",
    "method = 'stamping'", "begins_on = begins_on - 1", "ends_on = ends_on + 1", "responsible = 'U'", "exceptions = '[]'", "gaps = '[]'", "state = 'running'",
    "agency_id = agency_id + 1",
)  # fmt: skip
HANDOVER_SETS = (
    "armoury = 'Z'", "leaving = 'U'", "arriving = 'U'", "office = 'A'", "begun_at = begun_at - interval '1 day'", "due_at = due_at + interval '1 day'", "\"left\" = '{{}}'",
    "stands = '{{}}'", "counted = '{{}}'", "differences = '[]'", "state = 'agreed'", "agency_id = agency_id + 1",
)  # fmt: skip
STRUCK_SETS = (
    "event = gen_random_uuid()",
    "campaign = 'Z'",
    "firearm = 'F'",
    "mark = 'unique'",
    "text = 'X'",
    "number = 9",
)
ISSUE_SETS = (
    "armoury = 'Z'", "kind = 'long'", "officer = ''", "receiver = ''", "unit = 'A'", "\"order\" = 'X'", "exercise = 'X 1'", "arms = '[]'", "accessories = '{{\"optic\": 1}}'",
    "rounds = '[]'", "holder = ''", "moves = '[]'", "due_at = NULL", "signed = 'pin'", "sheet = 'X'", "back = arms", "accessories_back = '{{\"optic\": 1}}'",
    "settled = rounds", "issued_by = 'U'", "issued_at = issued_at - interval '1 day'", "state = 'returned'", "agency_id = agency_id + 1",
)  # fmt: skip
MOVEMENT_SETS = (
    "\"order\" = 'X'", "store = 'Z'", "sender = 'A'", "receiver = 'A'", "quantity = 9", "due_on = due_on + 1", "sent_at = sent_at - interval '1 day'", "escort = 'P'",
    "bearer = 'U'", "hands = '[]'", "remark = 'X'", "state = 'sent'", "agency_id = agency_id + 1",
)  # fmt: skip
CRATE_SETS = (
    "movement_id = 0", "number = '9'", "seals = '{{}}'", "firearms = '[]'", "received = '[]'", "back = received", "missing = lost", "lost = '[]'", "packed_by = 'U'",
    "state = 'unpacked'", "agency_id = agency_id + 1",
)  # fmt: skip
SERVICEABILITY_SETS = (
    "inspected_on = inspected_on - 1", "inspector = 'U'", "mark = 'X'", "fault = 'barrel'", "workshop = 'Z'", "state = 'repairable'", "agency_id = agency_id + 1",
)  # fmt: skip
OBSERVATION_SETS = (
    "armoury = 'Z'", "did = 'issue'", "officer = ''", "receiver = ''", "arms = '[1]'", "scanned = '[]'", "taken_at = taken_at - interval '1 day'", "why = '[]'",
    "issue = 'Z'", "entered_by = 'U'", "arrived_at = arrived_at - interval '1 day'", "state = 'followed'", "agency_id = agency_id + 1",
)  # fmt: skip


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says(of=("stocks", "placement", "ammunition", "registry")) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        *((f"UPDATE stocks_campaign SET {sets}", "campaign {campaign}") for sets in CAMPAIGN_SETS),
        *((f"UPDATE stocks_movement SET {sets}", "movement {movement}") for sets in MOVEMENT_SETS),
        *((f"UPDATE stocks_handover SET {sets}", "handover {handover}") for sets in HANDOVER_SETS),
        ("DELETE FROM stocks_handover", "handover {handover}"),
        # Behind the database's check: what stood there is not what the lives of the arms, the issues and the postings come to, and the differences are others.
        *(
            (
                f"UPDATE stocks_event SET changes = jsonb_set(changes, '{{{{{path}}}}}', '{value}') WHERE record_type = 'handover' AND kind = '{kind}'",
                f"handover {{handover}}, act {n}",
            )
            for kind, n, path, value in (
                ("differed", 2, "stands,in", "9"),
                ("differed", 2, "stands,rounds", "[]"),
                ("differed", 2, "counted,in", "8"),
                ("differed", 2, "differences", "[]"),
            )
        ),
        ("DELETE FROM stocks_movement", "movement {movement}"),
        *((f"UPDATE stocks_crate SET {sets}", "crate {crate}") for sets in CRATE_SETS),
        ("DELETE FROM stocks_crate", "crate {crate}"),
        # Behind the database's check: to another force, with an escort who serves nowhere, in nobody's hands, of an arm that lay elsewhere, by another office.
        *(
            (
                f"UPDATE stocks_event SET changes = changes || '{{{{{value}}}}}' WHERE record_type = '{of}' AND kind = '{kind}'",
                f"{of} {{{of}}}, act {n}",
            )
            for of, kind, n, value in (
                ("movement", "ordered", 1, '"receiver": "{army}"'),
                ("movement", "ordered", 1, '"store": "Z"'),
                ("movement", "ordered", 1, '"sender": "{army}"'),
                ("movement", "ordered", 2, '"quantity": 1'),
                ("movement", "ordered", 1, '"due_on": "2090-01-01"'),
                ("movement", "sent", 2, '"escort": "{other}"'),
                ("movement", "sent", 2, '"bearer": "{alice}"'),
                ("movement", "sent", 2, '"hands": []'),
                ("crate", "received", 2, '"received": ["{elsewhere}"]'),
            )
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"firearms\": [\"{bears}\"]}}' WHERE record_type = 'crate' AND kind = 'packed'",
            "movement {movement}, act 2",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"seals\": []}}' WHERE record_type = 'crate' AND kind = 'packed'",
            "movement {movement}, act 2",
        ),
        (
            "UPDATE stocks_event SET details = details || '{{\"missing\": 2}}' WHERE record_type = 'movement' AND kind = 'reported'",
            "movement {movement}, act",
        ),
        *(
            (
                f"UPDATE registry_event SET details = details || '{{{{{value}}}}}' WHERE kind = '{kind}'",
                named,
            )
            for kind, value, named in (
                ("state_stock_sent", '"crate": "9"', "movement {movement}, act 2"),
                ("state_stock_sent", '"receiver": "{own}"', "movement {movement}, act 2"),
                ("state_stock_arrived", '"owner": "{own}"', "crate {crate}, act 2"),
                ("state_stock_arrived", '"owner": "{to}"', "crate {crate}, act 3"),
            )
        ),
        ("UPDATE registry_event SET paper = '' WHERE kind = 'state_stock_arrived'", "state_stock_arrived"),
        # Taken in again while it was on its way there; by whoever had it in hand.
        (
            "UPDATE stocks_event SET changes = changes || '{{\"state\": \"sent\"}}' WHERE record_type = 'movement' AND kind IN ('turned_back', 'taken_back')",
            "crate {crate}, act 3",
        ),
        (
            "UPDATE ledger_entry SET actor = '{mallory}' WHERE entry IN (SELECT id FROM stocks_event WHERE record_type = 'movement' AND kind = 'taken_back')",
            "movement {movement}, act 5",
        ),
        (
            "UPDATE registry_event e SET kind = 'annulled', details = jsonb_build_object('event', s.id) FROM registry_event s"
            " WHERE s.firearm_id = e.firearm_id AND s.kind = 'state_stock_sent' AND e.kind = 'state_stock_arrived'",
            "state_stock_sent",
        ),
        (
            "UPDATE registry_event e SET kind = 'annulled', details = jsonb_build_object('event', s.id) FROM registry_event s"
            " WHERE s.firearm_id = e.firearm_id AND s.kind = 'state_stock_issued' AND e.kind = 'state_stock_returned'",
            "state_stock_issued",
        ),
        ("UPDATE registry_event SET paper = '' WHERE kind = 'missing_in_transit'", "missing_in_transit"),
        (
            "UPDATE registry_event e SET kind = 'annulled', details = jsonb_build_object('event', s.id) FROM registry_event s"
            " WHERE s.firearm_id = e.firearm_id AND s.kind = 'missing_in_transit' AND e.kind = 'state_stock_sent'",
            "missing_in_transit",
        ),
        # The unit that sends it says alone that an arm was stolen on the road.
        (
            "UPDATE registry_event SET kind = 'stolen' WHERE kind = 'missing_in_transit'",
            "firearm {gone}, event",
        ),
        # A second word of the same kind, which would hide the first; the escort's second account reports what is missing.
        (
            'UPDATE registry_event SET kind = \'state_stock_sent\', paper = \'{movement}\', details = details || \'{{"carrier": "{own}", "receiver": "{to}", "crate": "1"}}\''
            " WHERE kind = 'state_stock_arrived'",
            "movement {movement}, act 2",
        ),
        (
            "UPDATE stocks_event SET changes = changes || jsonb_build_object('account', (SELECT l.actor FROM stocks_event r JOIN ledger_entry l ON l.entry = r.id"
            " WHERE r.record_type = 'movement' AND r.kind = 'reported')) WHERE subject = '{one}' AND kind = 'enrolled'",
            "movement {movement}, act 6",
        ),
        (
            "UPDATE ledger_entry SET agency = '{own}' WHERE entry IN (SELECT id FROM stocks_event WHERE record_type = 'crate' AND kind = 'received')",
            "crate {crate}, act 2",
        ),
        *(
            (f"UPDATE stocks_serviceability SET {sets}", "serviceability {arm}")
            for sets in SERVICEABILITY_SETS
        ),
        ("DELETE FROM stocks_serviceability", "serviceability {arm}"),
        # A term asked for an inspection that nobody did then, or that was done on another day.
        *(
            (
                "UPDATE stocks_event SET details = details || jsonb_build_object('seen', jsonb_build_object('within', 99999, 'day', details -> 'seen' -> 'day',"
                f" 'inspected', jsonb_build_object({inspected}))) WHERE subject = '{{out}}' AND kind = 'issued'",
                "issue {out}, act 1",
            )
            for inspected in ("", "'{arm}', '2020-01-01'")
        ),
        # What was issued was not serviceable; another unit says so, or of a day that had not come.
        (
            "UPDATE stocks_event SET changes = changes || '{{\"state\": \"repairable\"}}' WHERE record_type = 'serviceability'",
            "issue {out}, act 1",
        ),
        (
            "UPDATE ledger_entry SET agency = '{army}' WHERE entry IN (SELECT id FROM stocks_event WHERE record_type = 'serviceability')",
            "serviceability {arm}, act 1",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"inspected_on\": \"2090-01-01\"}}' WHERE record_type = 'serviceability'",
            "serviceability {arm}, act 1",
        ),
        ("DELETE FROM stocks_campaign", "campaign {campaign}"),
        *(
            (f"UPDATE stocks_struck SET {sets}", "campaign {campaign}, firearm {bears}")
            for sets in STRUCK_SETS
        ),
        ("DELETE FROM stocks_struck", "campaign {campaign}, firearm {bears}"),
        (
            "INSERT INTO stocks_struck SELECT gen_random_uuid(), campaign, firearm, mark, 'KST-003', 3 FROM stocks_struck",
            "campaign {campaign}, number KST-003",
        ),
        # Its life names no campaign, another order, another number; the campaign ran not yet, or not any more.
        (
            "UPDATE registry_event SET paper = '' WHERE kind = 're_marked'",
            "campaign {campaign}, number KST-002",
        ),
        (
            "UPDATE registry_event SET details = details || '{{\"order\": \"X\"}}' WHERE kind = 're_marked'",
            "campaign {campaign}, firearm {bears}",
        ),
        (
            "UPDATE registry_event SET changes = jsonb_set(changes, '{{marks,1,text}}', '\"KST-901\"') WHERE kind = 're_marked'",
            "campaign {campaign}, firearm {bears}",
        ),
        (
            "UPDATE stocks_event SET kind = 'abandoned' WHERE record_type = 'campaign' AND kind = 'ordered'",
            "campaign {campaign}, firearm {bears}",
        ),
        # More was left, other numbers lack, an exception was none; whoever carried it out closed it.
        (
            "UPDATE stocks_event SET details = '{{\"rows\": [[\"{bears}\", \"cannot\"]]}}' WHERE record_type = 'campaign' AND kind = 'excepted'",
            "campaign {campaign}, act 2",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"gaps\": []}}' WHERE record_type = 'campaign' AND kind = 'finished'",
            "campaign {campaign}, act 3",
        ),
        *(
            (
                f"UPDATE ledger_entry SET actor = '{{{who}}}' WHERE entry IN (SELECT id FROM stocks_event WHERE kind = 'closed')",
                "campaign {campaign}, act 4",
            )
            for who in ("mallory", "rosa")
        ),
        ("UPDATE stocks_armoury SET charge = 'U'", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET since = since - 1", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET count_due = count_due + 1", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET counted_on = '2020-01-01'", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET standing_order = 'X'", "armoury {armoury}"),
        ("UPDATE stocks_armoury SET agency_id = agency_id + 1", "armoury {armoury}"),
        ("DELETE FROM stocks_armoury", "armoury {armoury}"),
        ("UPDATE stocks_officer SET name = 'X' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET number = 'X' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET account = 'U' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET trained_until = '2090-01-01' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET medical_until = '2090-01-01' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET suspended_until = NULL WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET ground = 'health' WHERE public_id = '{one}'", "officer {one}"),
        ("UPDATE stocks_officer SET state = 'serving' WHERE public_id = '{other}'", "officer {other}"),
        ("DELETE FROM stocks_officer WHERE public_id = '{one}'", "officer {one}"),
        ("DELETE FROM stocks_event WHERE kind = 'suspended'", "officer {one}"),
        # The count was due earlier.
        (
            "UPDATE stocks_event SET changes = changes || '{{\"count_due\": \"2090-01-01\"}}' WHERE kind = 'taken_over'",
            "armoury {armoury}, act 1",
        ),
        # It was no store, or another office's.
        (
            "UPDATE placement_event SET changes = changes || '{{\"kind\": \"shelf\"}}' WHERE subject = '{armoury}'",
            "armoury {armoury}, act 1",
        ),
        (
            "UPDATE placement_event SET changes = changes || '{{\"agency\": \"A0000000000000\"}}' WHERE subject = '{armoury}'",
            "armoury {armoury}, act 1",
        ),
        *(
            (f"UPDATE stocks_issue SET {sets} WHERE public_id = '{{out}}'", "issue {out}")
            for sets in ISSUE_SETS
        ),
        ("DELETE FROM stocks_issue WHERE public_id = '{out}'", "issue {out}"),
        *(
            (f"UPDATE stocks_count SET {sets} WHERE public_id = '{{count}}'", "count {count}")
            for sets in COUNT_SETS
        ),
        *(
            (f"UPDATE stocks_observation SET {sets}", "observation {observation}")
            for sets in OBSERVATION_SETS
        ),
        ("DELETE FROM stocks_observation", "observation {observation}"),
        ("DELETE FROM stocks_count WHERE public_id = '{number}'", "count {number}"),
        # Other reads, another result, another place; it agreed; nobody in charge counted.
        (
            'UPDATE stocks_event SET details = \'{{"seen": [["", "X"]]}}\' WHERE kind = \'noted\'',
            "count {count}",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"expected\": 9}}' WHERE subject = '{count}' AND kind = 'differed'",
            "count {count}",
        ),
        (
            "UPDATE stocks_event SET changes = changes - 'differences' WHERE subject = '{count}' AND kind = 'differed'",
            "count {count}",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"places\": []}}' WHERE subject = '{count}' AND kind = 'begun'",
            "count {count}",
        ),
        (
            "UPDATE stocks_event SET kind = 'agreed' WHERE subject = '{count}' AND kind = 'differed'",
            "count {count}",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"found\": 1}}' WHERE subject = '{number}' AND kind = 'agreed'",
            "count {number}",
        ),
        (
            "UPDATE stocks_event SET details = '{{\"count\": \"{number}\"}}' WHERE kind = 'counted'",
            "armoury {armoury}, act 2",
        ),
        (
            "UPDATE ledger_entry SET actor = '{erin}' WHERE entry IN (SELECT id FROM stocks_event WHERE subject = '{count}')",
            "armoury {armoury}, act 2",
        ),
        # Whoever read nothing of it took it back.
        (
            "UPDATE ledger_entry SET actor = '{erin}' WHERE entry IN (SELECT id FROM stocks_event WHERE subject = '{count}' AND kind = 'taken_back')",
            "count {count}",
        ),
        # Whoever counted an arm is said to have written it off.
        ("UPDATE registry_event SET kind = 'written_off' WHERE paper = '{last}'", ", event 2"),
        # One person is said to have been on both sides.
        (
            "UPDATE ledger_entry SET actor = '{erin}' WHERE entry IN (SELECT id FROM stocks_event WHERE subject = '{out}')",
            "issue {out}, act 1",
        ),
        # Whoever issued is said to have entered the officer before.
        (
            "UPDATE ledger_entry SET actor = '{mallory}' WHERE entry IN (SELECT id FROM stocks_event WHERE subject = '{one}' AND kind = 'enrolled')",
            "issue {out}, act 1",
        ),
        # The officer is said to have had another account, no training, another unit, or to have been suspended before.
        *(
            (
                f"UPDATE stocks_event SET changes = changes || '{{{{{value}}}}}' WHERE subject = '{{one}}' AND kind = 'enrolled'",
                "issue {out}, act 1",
            )
            for value in (
                '"account": ""',
                '"agency": "A0000000000000"',
            )
        ),
        *(
            (
                f"UPDATE ledger_personal SET value = '{value}' WHERE field = '{name}' AND entry IN"
                " (SELECT id FROM stocks_event WHERE subject = '{one}' AND kind = 'enrolled')",
                "issue {out}, act 1",
            )
            for name, value in (("trained_until", '"2020-01-01"'), ("medical_until", "null"))
        ),
        # A value of an officer went without a lawful erasure, or by one that names another officer.
        (
            "DELETE FROM ledger_personal WHERE field = 'medical_until' AND entry IN (SELECT id FROM stocks_event WHERE subject = '{one}')",
            "medical_until",
        ),
        # The arm lay elsewhere, its life says nothing of it, or of another officer; the life of another one says that it was issued.
        (
            "UPDATE placement_event SET changes = changes || '{{\"place\": \"Z\"}}' WHERE subject = '{arm}'",
            "issue {out}, act 1",
        ),
        ("UPDATE registry_event SET paper = '' WHERE paper = '{out}'", "issue {out}, act 1"),
        (
            "UPDATE registry_event SET paper = '' WHERE paper = '{back}' AND kind = 'state_stock_returned'",
            "issue {back}, act 2",
        ),
        (
            "UPDATE registry_event SET details = details || '{{\"issued_to\": \"P\"}}' WHERE paper = '{out}'",
            "issue {out}, act 1",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"arms\": []}}' WHERE subject = '{out}'",
            "firearm {arm}, state_stock_issued",
        ),
        # Its life says without any issue that it went out, or twice that it came back.
        (
            "UPDATE registry_event SET paper = '' WHERE paper = '{out}'",
            "firearm {arm}, state_stock_issued",
        ),
        (
            "UPDATE registry_event SET kind = 'state_stock_returned', paper = '' WHERE kind = 'registered' AND firearm_id IN"
            " (SELECT firearm_id FROM registry_event WHERE paper = '{out}')",
            "state_stock_returned",
        ),
        (
            "UPDATE registry_event SET kind = 'state_stock_returned', paper = '{back}' WHERE n = 1 AND firearm_id IN"
            " (SELECT firearm_id FROM registry_event WHERE paper = '{back}')",
            "state_stock_returned",
        ),
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"witness\": \"\"}}' WHERE kind = 'spent'",
            "issue {back}, act 2",
        ),
        # Other rounds than the movements brought, to another place than the officer's; more is said to have come back.
        (
            "UPDATE ammunition_event SET details = jsonb_set(details, '{{lines,0,quantity}}', '59') WHERE kind = 'moved'",
            "issue {out}, act 1",
        ),
        (
            "UPDATE ammunition_event SET details = jsonb_set(details, '{{lines,0,quantity}}', '11') WHERE kind = 'spent'",
            "issue {back}, act 2",
        ),
        (
            "UPDATE placement_event SET changes = changes || '{{\"person\": \"P\"}}' WHERE changes ? 'person'",
            "issue {out}, act 1",
        ),
        # What was spent at training is said to have been issued for an exercise.
        (
            'UPDATE stocks_event SET changes = changes || \'{{"kind": "exercise", "exercise": "FALCON 26"}}\' WHERE subject = \'{back}\' AND kind = \'issued\'',
            "issue {back}, act 2",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"settled\": []}}' WHERE kind = 'returned'",
            "issue {back}, act 2",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"back\": []}}' WHERE kind = 'returned'",
            "issue {back}, act 2",
        ),
        ("UPDATE stocks_event SET details = '{{}}' WHERE kind = 'returned'", "issue {back}, act 2"),
        # Another PIN than was set last, none, or one of somebody who set none.
        ("UPDATE stocks_pin SET hashed = hashed || '0'", "officer {one}"),
        ("DELETE FROM stocks_pin", "officer {one}"),
        ("INSERT INTO stocks_pin (officer, hashed) VALUES ('{other}', 'x')", "officer {other}"),
        # What the database's check refuses, written behind it: a loan to no unit or to one's own, more than goes with an arm, due in far years or never.
        *(
            (
                f"UPDATE stocks_event SET changes = changes || '{{{{{value}}}}}' WHERE subject = '{{{subject}}}' AND kind = 'issued'",
                f"issue {{{subject}}}, act 1",
            )
            for subject, value in (
                ("loan", '"unit": "A0000000000000"'),
                ("loan", '"unit": "{own}"'),
                ("out", '"accessories": {{"magazine": 99999}}'),
                ("out", '"due_at": "9000-01-01T00:00:00+00:00"'),
                ("out", '"due_at": null'),
            )
        ),
        # One movement of twelve rounds that stands for sixty; rounds into a box elsewhere; fewer accessories than none.
        (
            "UPDATE stocks_event SET details = jsonb_set(details, '{{moves}}', jsonb_build_array(details -> 'moves' -> 1, details -> 'moves' -> 1,"
            " details -> 'moves' -> 1, details -> 'moves' -> 1, details -> 'moves' -> 1)) WHERE kind = 'returned'",
            "issue {back}, act 2",
        ),
        (
            'UPDATE ammunition_event SET changes = changes || \'{{"to_place": "Z"}}\' WHERE subject ='
            " (SELECT details -> 'moves' ->> 0 FROM stocks_event WHERE kind = 'returned')",
            "issue {back}, act 2",
        ),
        (
            "UPDATE stocks_event SET changes = changes || CASE kind WHEN 'issued' THEN '{{\"accessories\": {{}}}}'::jsonb"
            " ELSE '{{\"accessories_back\": {{\"magazine\": -3}}}}' END WHERE subject = '{back}'",
            "issue {back}, act 2",
        ),
        # A count by another force; an account of another office.
        (
            "WITH a AS (UPDATE ledger_entry SET agency = '{army}' WHERE entry IN (SELECT id FROM stocks_event WHERE subject = '{count}'))"
            " UPDATE stocks_event SET changes = changes || '{{\"office\": \"{army}\"}}' WHERE subject = '{count}' AND kind = 'begun'",
            "count {count}, act 1",
        ),
        (
            "UPDATE stocks_event SET changes = changes || '{{\"account\": \"{alice}\"}}' WHERE subject = '{other}' AND kind = 'enrolled'",
            "officer {other}, act 1",
        ),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    words = {
        "armoury": Armoury.objects.order_by("id")[0].public_id,
        "campaign": Campaign.objects.get().public_id,
        "handover": Handover.objects.order_by("id")[0].public_id,
        "movement": Moved.objects.get().public_id,
        "to": Moved.objects.get().receiver,
        "gone": Crate.objects.get().lost[0],
        "crate": Crate.objects.get().public_id,
        "elsewhere": Issue.objects.get(state="returned").arms[0],
        "bears": Struck.objects.get().firearm,
        "bare": Campaign.objects.get().exceptions[0][0],
        "one": Officer.objects.get(state="serving").public_id,
        "other": Officer.objects.get(state="left").public_id,
        "out": Issue.objects.filter(state="out").order_by("id")[0].public_id,
        "last": Issue.objects.order_by("-id")[0].public_id,
        "back": Issue.objects.get(state="returned").public_id,
        "arm": Issue.objects.filter(state="out").order_by("id")[0].arms[0],
        "count": Count.objects.get(kind="serial").public_id,
        "number": Count.objects.get(kind="number").public_id,
        "observation": Observation.objects.get().public_id,
        "mallory": cast.user("mallory").public_id,
        "loan": Issue.objects.get(kind="loan").public_id,
        "own": Issue.objects.get(kind="loan").agency.public_id,
        "army": cast.agency("armoury").public_id,
        "alice": cast.user("alice").public_id,
        "erin": cast.user("erin").public_id,
        "rosa": cast.user("rosa").public_id,
    }
    says = country.says(*OFF, alteration.format(**words), of=("stocks", "acts"))
    assert any(named.format(**words) in text for text in says), says


def test_an_arm_that_lay_elsewhere_than_with_its_escort_is_named(country: Register) -> None:
    armoury = Armoury.objects.order_by("id")[0].public_id
    sent = "SELECT id::text FROM registry_event WHERE kind = 'state_stock_sent'"
    for sets in (f'changes = changes || \'{{"place": "{armoury}"}}\'', "kind = 'left'"):
        altered = f"UPDATE placement_event SET {sets} WHERE changes ->> 'under' IN ({sent})"
        says = country.says(*OFF, altered, of=("placement_escorted",))
        assert len(says) == 3, sets


def test_an_issue_by_an_inspection_term_that_was_another_for_a_moment_is_named(
    databases: Databases,
    peopled_template: str,
    django_db_blocker: DjangoDbBlocker,
    tmp_path: Path,
) -> None:
    """Deleted or raised in the list by the superuser, past the log, while an arm is issued."""
    row = "inspected,arm_inspection,,30,Arms Act s. 4,Inspect an arm before its issue,Arms Act"
    (tmp_path / "duty_term.csv").write_text(
        f"code,about,kinds,days,article,label_en,source\n{row}\n", "utf-8"
    )
    with ground(databases, peopled_template, django_db_blocker) as database, database.connect() as superuser:
        at = a_counter(4)
        issued(at, at.arms[3:], rounds={})
        load_folder(actor=JOB, folder=tmp_path, origin="inspecting")
        for day, arm in ((-300, 1), (0, 2)):
            serviceability.record(
                actor=at.armourer,
                kind="passed",
                mark="I-26",
                things=[at.arms[arm]],
                inspected_on=in_days(day),
            )
        superuser.execute("ALTER TABLE reference_dutyterm DISABLE TRIGGER ALL")
        superuser.execute(
            "CREATE TEMP TABLE kept AS SELECT * FROM reference_dutyterm WHERE about = 'arm_inspection'"
        )
        superuser.execute("DELETE FROM reference_dutyterm WHERE about = 'arm_inspection'")
        superuser.commit()
        without = issued(at, at.arms[:1], rounds={})
        superuser.execute("INSERT INTO reference_dutyterm SELECT * FROM kept")
        superuser.execute("UPDATE reference_dutyterm SET days = 365 WHERE about = 'arm_inspection'")
        superuser.commit()
        raised = issued(at, at.arms[1:2], rounds={})
        superuser.execute("UPDATE reference_dutyterm SET days = 30 WHERE about = 'arm_inspection'")
        superuser.execute("ALTER TABLE reference_dutyterm ENABLE TRIGGER ALL")
        superuser.commit()
        issued(at, at.arms[2:3], rounds={})
        with register_of(database) as register:
            says = register.says(of=("stocks_serviceability",))
        assert says == [f"not_allowed issue {made}, act 1" for made in (without, raised)]


def test_rounds_that_went_past_an_issue_are_named(country: Register) -> None:
    hands = Issue.objects.get(state="returned").holder
    moves = dict(Movement.objects.filter(move__in=("spent", "opened")).values_list("move", "public_id"))
    for kind, sets in (
        ("spent", "kind = 'undone'"),
        ("opened", f'changes = changes || \'{{"place": "{hands}"}}\''),
    ):
        altered = f"UPDATE ammunition_event SET {sets} WHERE subject = '{moves[kind]}'"
        says = country.says(*OFF, altered, of=("stocks_rounds",))
        assert says == [f"not_allowed movement {moves[kind]}, act 1"]


def test_a_count_of_an_armoury_without_one_of_its_racks_is_named(
    country: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moved out for a moment by the superuser, past the log, while a count is begun."""
    monkeypatch.setattr(counts_replay, "MEANWHILE", 0)
    assert country.says(of=("stocks_counted_places",)) == []
    armoury = Armoury.objects.order_by("id")[0].public_id
    rack = f"UPDATE placement_event SET changes = changes || '{{\"inside\": \"{armoury}\"}}' WHERE changes ? 'person'"
    assert {text.split()[1] for text in country.says(*OFF, rack, of=("stocks_counted_places",))} == {"count"}


def test_what_a_handover_says_that_was_out_is_named_by_the_acts_before_it(
    country: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counts_replay, "MEANWHILE", 0)
    assert country.says(of=("stocks_handovers",)) == []
    made = Handover.objects.order_by("id")[0].public_id
    for n, path, value in ((1, "left,out", "9"), (2, "stands,unsigned", "[]"), (2, "stands,issues", "0")):
        sets = f"UPDATE stocks_event SET changes = jsonb_set(changes, '{{{path}}}', '{value}') WHERE subject = '{made}' AND n = {n}"
        assert f"handover {made}, act {n}" in str(country.says(*OFF, sets, of=("stocks_handovers",)))


def test_a_handover_by_whoever_was_not_on_duty_or_ordered_by_another_office_is_named(
    country: Register,
) -> None:
    assert country.says(of=("stocks_on_duty",)) == []
    given, ordered = Handover.objects.order_by("id").values_list("public_id", flat=True)
    for made, kind, sets in (
        (given, "begun", f'{{"leaving": "{cast.user("mallory").public_id}"}}'),
        (given, "begun", f'{{"office": "{cast.agency("police").public_id}"}}'),
        (ordered, "ordered", f'{{"leaving": "{cast.user("rosa").public_id}"}}'),
        (ordered, "ordered", f'{{"office": "{cast.agency("harbour").public_id}"}}'),
    ):
        altered = f"UPDATE stocks_event SET changes = changes || '{sets}' WHERE kind = '{kind}' AND subject = '{made}'"
        says = country.says(*OFF, altered, of=("stocks_on_duty",))
        assert says == [f"not_allowed handover {made}, act 1"], sets
