"""What verification says of ammunition: nothing of an honest register, and the row of each alteration."""

from __future__ import annotations

import pytest

from ifar.ammunition.models import Lot, Movement
from ifar.ammunition.services import lots, movements, sales
from tests import cast
from tests.altered import Register, filled_once, without_triggers
from tests.ammunition.making import a_lot, a_stock, agreed, move
from tests.factories import a_firearm, a_licence, a_person
from tests.placement.making import a_place
from tests.registry.test_under_licence import bought

OFF = without_triggers(
    "ammunition_event",
    "ammunition_lot",
    "ammunition_movement",
    "ammunition_posting",
    "ammunition_balance",
    "placement_event",
    "placement_place",
)

ASIDE = without_triggers("ledger_personal", "licensing_event", "reference_revision", "accounts_proposal")


def fill() -> None:
    """A bunker with two lots, of which some was repacked, spent, destroyed, sent and received short; one lot is suspended."""
    frank, ivan, grace = (cast.actor(name) for name in ("frank", "ivan", "grace"))
    place, lot = a_stock(frank)
    other = a_lot(frank, "PP-24-200")
    move(frank, "found", place, (other, 50))
    move(frank, "repacked", place, (lot, 10, other))
    move(
        frank,
        "spent",
        place,
        (lot, 100),
        occasion="training",
        witness=cast.user("grace").public_id,
        reference="FR-1",
    )
    gone = move(frank, "destroyed", place, (other, 5), reason="corroded")
    agreed("grace", gone)
    wish = movements.propose_undoing(
        actor=frank, movement_id=gone.object, ground="lot", reason="the other box"
    )
    agreed("grace", wish)
    sent = move(frank, "sent", place, (lot, 200), to_office=ivan.agency)
    movements.receive_movement(
        actor=ivan, movement_id=sent, to_place=a_place(ivan, "Shop"), counted={lot: 199}
    )
    move(frank, "sent", place, (lot, 20), to_office=ivan.agency)
    lots.suspend_lot(actor=grace, lot_id=other, ground="unstable")
    movements.undo_receipt(actor=ivan, movement_id=sent, ground="quantity")
    lost = move(frank, "lost", place, (lot, 3))
    movements.undo_movement(actor=frank, movement_id=lost, ground="never")
    move(frank, "repacked", place, (lot, 6))
    move(frank, "moved", place, (Lot.objects.get(place=place).public_id, 2), to_place=a_place(frank, "Range"))
    alice, bob = cast.actor("alice"), cast.actor("bob")
    buyer = a_person(alice)
    licence = a_licence(alice, bob, buyer)
    bought(alice, a_firearm(alice, "ARM1", owner=a_person(alice, "Before")).firearm, buyer, licence)
    mine = a_lot(ivan, "IV-1")
    move(ivan, "opened", a_place(ivan, "Safe"), (mine, 100))
    sales.sell(actor=ivan, lot=mine, quantity=10, buyer=licence)


country = filled_once(fill)


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        (
            "UPDATE ledger_personal SET value = '\"L0000000000000\"' WHERE field = 'licence'",
            "movement {sold}, act 1",
        ),
        (
            "UPDATE licensing_event SET changes = changes || '{{\"state\": \"suspended\"}}' WHERE record_type = 'licence'",
            "movement {sold}, act 1",
        ),
        (
            "UPDATE licensing_event SET changes = changes || '{{\"valid_to\": \"2020-01-01\"}}' WHERE record_type = 'licence'",
            "movement {sold}, act 1",
        ),
        (
            "INSERT INTO reference_revision (list_id, code, version, content) SELECT v.list_id, 'x', v.version, "
            '\'{{"of": "cartridge", "kinds": "", "most": "9", "days": "30"}}\' '
            "FROM reference_listversion v WHERE v.list_id = 'ammunition_limit'",
            "movement {sold}, act 1",
        ),
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"witness\": \"U0000000000000\"}}' WHERE kind = 'spent'",
            "movement {spent}, act 1",
        ),
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"to_office\": \"A0000000000000\"}}' WHERE subject = '{sent}' AND kind = 'sent'",
            "movement {sent}, act 1",
        ),
        ("UPDATE ammunition_event SET kind = 'manufactured' WHERE kind = 'found'", "movement {found}, act 1"),
        (
            "UPDATE ammunition_event SET changes = jsonb_set(changes, '{{agency}}', to_jsonb('{dealer}'::text)) WHERE subject = '{other}' AND n = 1",
            "lot {other}, act 2",
        ),
        (
            "UPDATE accounts_proposal SET agency_id = (SELECT id FROM accounts_agency WHERE public_id = '{dealer}')",
            "movement {destroyed}, act 2",
        ),
    ],
)
def test_what_no_check_asked_is_named_by_what_other_logs_said_then(
    country: Register, alteration: str, named: str
) -> None:
    """As if the database's own checks had been away when it was written."""
    words = {
        "other": Lot.objects.get(number="PP-24-200").public_id,
        "dealer": cast.actor("ivan").agency,
        "sent": Movement.objects.filter(move="sent").order_by("id")[0].public_id,
        **{
            kind: Movement.objects.get(move=kind).public_id
            for kind in ("sold", "spent", "found", "destroyed")
        },
    }
    says = country.says(*OFF, *ASIDE, alteration.format(**words), of=("ammunition_asked",))
    assert says == [f"not_allowed {named.format(**words)}"]


def test_an_honest_register_says_nothing(country: Register) -> None:
    assert country.says(of=("ammunition", "placement")) == []


@pytest.mark.parametrize(
    ("alteration", "named"),
    [
        (
            "UPDATE ammunition_posting SET amount = amount + 1 WHERE account = 'spent'",
            "movement {spent}, line 2",
        ),
        (
            "UPDATE ammunition_posting SET account = 'lost' WHERE account = 'spent'",
            "movement {spent}, line 2",
        ),
        ("UPDATE ammunition_posting SET agency = 'A' WHERE account = 'spent'", "movement {spent}, line 2"),
        ("UPDATE ammunition_posting SET lot = '{other}' WHERE account = 'spent'", "movement {spent}, line 2"),
        (
            "UPDATE ammunition_posting SET movement = '{sent}' WHERE account = 'spent'",
            "movement {spent}, line 2",
        ),
        ("UPDATE ammunition_posting SET holder = 'Z' WHERE account = 'held'", "movement {spent}, line 1"),
        (
            "UPDATE ammunition_posting SET event = gen_random_uuid() WHERE account = 'spent'",
            "movement {spent}, line 2",
        ),
        ("DELETE FROM ammunition_posting WHERE account = 'spent'", "movement {spent}, line 2"),
        (
            "INSERT INTO ammunition_posting (event, n, movement, account, agency, holder, lot, amount, source) "
            "SELECT event, n + 10, movement, account, agency, holder, lot, amount, source FROM ammunition_posting WHERE account = 'spent'",
            "movement {spent}, line 12",
        ),
        ("UPDATE ammunition_balance SET quantity = quantity + 1 WHERE lot = '{lot}'", "balance of {lot}"),
        ("UPDATE ammunition_balance SET agency = 'A' WHERE lot = '{lot}'", "balance of {lot}"),
        (
            "UPDATE ammunition_balance SET holder = 'Z' WHERE lot = '{lot}' AND quantity > 300",
            "balance of {lot}",
        ),
        ("UPDATE ammunition_balance SET account = 'road' WHERE lot = '{other}'", "balance of {other}"),
        ("DELETE FROM ammunition_balance WHERE lot = '{lot}'", "balance of {lot}"),
        ("UPDATE ammunition_lot SET number = 'X' WHERE public_id = '{lot}'", "lot {lot}"),
        ("UPDATE ammunition_lot SET state = 'open', ground = '' WHERE public_id = '{other}'", "lot {other}"),
        ("UPDATE ammunition_lot SET expires_on = '2050-01-01' WHERE public_id = '{lot}'", "lot {lot}"),
        ("UPDATE ammunition_movement SET reference = 'X' WHERE public_id = '{spent}'", "movement {spent}"),
        ("UPDATE ammunition_movement SET witness = 'U' WHERE public_id = '{spent}'", "movement {spent}"),
        ("DELETE FROM ammunition_movement WHERE public_id = '{sent}'", "movement {sent}"),
        # Less is said to have come in than went out.
        (
            "UPDATE ammunition_event SET details = jsonb_set(details, '{{lines,0,quantity}}', '100') WHERE kind = 'opened'",
            "movement {sent}, act 1",
        ),
        # The lot was suspended before it was moved.
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"state\": \"suspended\"}}' WHERE subject = '{lot}'",
            "movement {spent}, act 1",
        ),
        # So was each into which some of it was repacked.
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"state\": \"suspended\"}}' WHERE subject = '{lot}'",
            "movement {moved}, act 1",
        ),
        ("UPDATE ammunition_posting SET source = '' WHERE source = '{lot}'", "movement {repacked}, line 2"),
        (
            "UPDATE ammunition_posting SET source = '{other}' WHERE account = 'spent'",
            "movement {spent}, line 2",
        ),
        # Another office keeps it, or runs the place.
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"agency\": \"A0000000000000\"}}' WHERE subject = '{other}' AND kind = 'registered'",
            "movement {found}, act 1",
        ),
        (
            "UPDATE placement_event SET changes = changes || '{{\"agency\": \"A0000000000000\"}}' WHERE kind = 'opened'",
            "movement {spent}, act 1",
        ),
        # What was found was made, and without a mark on its package.
        ("UPDATE ammunition_event SET kind = 'manufactured' WHERE kind = 'found'", "movement {found}, act 1"),
        # It was of another calibre.
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"calibre\": \"x\"}}' WHERE subject = '{other}' AND kind = 'registered'",
            "movement {repacked}, act 1",
        ),
        # A lot that was sent was not counted.
        (
            "UPDATE ammunition_event SET details = jsonb_set(details, '{{lines,0,lot}}', '\"{other}\"') WHERE kind = 'received'",
            "movement {sent}, act 2",
        ),
        (
            "UPDATE ammunition_event SET details = jsonb_set(details, '{{lines,0,quantity}}', '\"many\"') WHERE kind = 'received'",
            "movement {sent}, act 2",
        ),
        ("UPDATE ammunition_event SET details = '{{}}' WHERE kind = 'received'", "movement {sent}, act 2"),
        # A mixed lot is of another place, or another lot was one.
        ("UPDATE ammunition_lot SET place = '{lot}' WHERE public_id = '{mixed}'", "lot {mixed}"),
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"place\": \"Z0000000000000\"}}' WHERE kind = 'mixed'",
            "movement {gathered}, act 1",
        ),
        (
            "UPDATE ammunition_event SET changes = changes || '{{\"place\": \"Z0000000000000\"}}' WHERE subject = '{lot}' AND kind = 'registered'",
            "movement {sent}, act 1",
        ),
        (
            "UPDATE ammunition_movement SET licence = 'L0000000000000' WHERE public_id = '{sold}'",
            "movement {sold}",
        ),
        ("UPDATE ammunition_posting SET account = 'spent' WHERE account = 'sold'", "movement {sold}, line 2"),
        # A counter-entry says something else than what it undoes, its lines are gone or others, it is forgotten, its reason is another.
        (
            "UPDATE ammunition_event SET details = jsonb_set(details, '{{lines,0,quantity}}', '2') WHERE kind = 'undone'",
            "movement {lost}, act 2",
        ),
        (
            "UPDATE ammunition_posting SET amount = amount * 2 WHERE movement = '{lost}' AND event IN "
            "(SELECT id FROM ammunition_event WHERE kind = 'undone')",
            "movement {lost}, line 1",
        ),
        (
            "DELETE FROM ammunition_posting WHERE event IN (SELECT id FROM ammunition_event WHERE kind = 'receipt_undone')",
            "movement {sent}, line 3",
        ),
        ("DELETE FROM ammunition_event WHERE kind = 'undone'", "movement {lost}"),
        ("UPDATE ammunition_movement SET state = 'posted' WHERE public_id = '{lost}'", "movement {lost}"),
        ("UPDATE ammunition_movement SET ground = 'twice' WHERE public_id = '{lost}'", "movement {lost}"),
    ],
)
def test_each_alteration_is_named(country: Register, alteration: str, named: str) -> None:
    words = {
        "lot": Lot.objects.get(number="PP-24-117").public_id,
        "other": Lot.objects.get(number="PP-24-200").public_id,
        "mixed": Lot.objects.exclude(place="").order_by("id")[0].public_id,
        "gathered": Movement.objects.filter(move="repacked").order_by("-id")[0].public_id,
        "sent": Movement.objects.filter(move="sent").order_by("id")[0].public_id,
        "repacked": Movement.objects.filter(move="repacked").order_by("id")[0].public_id,
        **{
            kind: Movement.objects.get(move=kind).public_id
            for kind in ("spent", "found", "lost", "moved", "sold")
        },
    }
    says = country.says(*OFF, alteration.format(**words), of=("ammunition",))
    assert any(named.format(**words) in text for text in says), says
