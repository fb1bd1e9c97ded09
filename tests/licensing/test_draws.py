"""One round whose beacon's moment has come: what is drawn of it, once and by nobody's choice, and who is called on three times."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from ifar import cli
from ifar.errors import Invalid, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.licensing import draw, inspection
from ifar.licensing.models import Round, Visit
from ifar.licensing.selectors import framing
from ifar.licensing.services import rounds, visits
from ifar.licensing.services.writing import RECORDER
from tests import cast
from tests.databases import Database, ground
from tests.licensing.test_rounds import VALUE, a_round, drawn, people, waited_for
from tests.logs import Log


@pytest.fixture(scope="module")
def filled(databases, peopled_template, django_db_setup, django_db_blocker) -> Iterator[tuple[Database, str]]:
    """A register with a round that was opened once for all these tests: its beacon's moment has to be waited for."""
    with ground(databases, peopled_template, django_db_blocker) as database:
        alice = cast.actor("alice")
        people(alice, cast.actor("bob"))
        public_id = a_round(alice)
        waited_for(public_id)
        with django_db_blocker.block():
            yield database, public_id


@pytest.fixture
def opened(filled) -> str:
    """The round, of four licences."""
    return filled[1]


@pytest.fixture
def origin(filled) -> str:
    """What `committed_db` copies."""
    return filled[0].name


@pytest.mark.django_db
def test_it_is_drawn_once(alice, opened):
    public_id = opened
    planned = drawn(alice, public_id)
    record = Round.objects.get()
    frame = [framed.member for framed in framing.frame_of(public_id)]
    assert [draw.Member(*item) for item in record.drawn] == draw.draw(frame, record.counts, record.seed)
    assert len(planned) == 2
    assert set(Visit.objects.values_list("why", flat=True)) == {"drawn"}
    with pytest.raises(Refused):
        rounds.draw_round(actor=alice, round_id=public_id, value=VALUE)
    # Past the service: the same act again, as somebody with the application's rights would write it.
    forged = Round.objects.get()
    forged.state = "frozen"
    again = {"seed": record.seed, "seed_size": 0, "drawn": record.drawn}
    with pytest.raises(IntegrityError), transaction.atomic():
        RECORDER.record(alice, "round", "drawn", forged, changes=again, details={"value": VALUE})


@pytest.mark.django_db
@pytest.mark.parametrize("wish", ["other", "none", "seed"])
def test_the_database_draws_again_and_refuses_another_result(alice, opened, wish):
    public_id = opened
    record = Round.objects.select_related("agency").get()
    frame = framing.frame_of(public_id)
    seed = hashlib.sha256(VALUE.encode()).hexdigest()
    right = draw.draw([framed.member for framed in frame], record.counts, seed)
    others = [list(framed.member) for framed in frame if framed.member not in right]
    value = {
        "other": {"seed": seed, "drawn": [list(right[0]), others[0]]},
        "none": {"seed": seed, "drawn": []},
        "seed": {"seed": "0" * 64, "drawn": [list(member) for member in right]},
    }[wish]
    with (
        pytest.raises(IntegrityError, match=r"not what the rule draws|not what the beacon said"),
        transaction.atomic(),
    ):
        RECORDER.record(
            alice, "round", "drawn", record, changes={"seed_size": 0, **value}, details={"value": VALUE}
        )


@pytest.mark.django_db
def test_an_entry_that_says_that_it_opened_the_round_adds_nobody(alice, opened, tmp_path, capsys):
    """An insider who may write entries writes a second frame of the round, with a friend out of reach; the draw is that of the first."""
    public_id = opened
    frame = framing.frame_of(public_id)
    # As many as one likes, so that the drawn ones are all among them.
    false = [["sport.middle", f"{number:020x}", frame[0].licence] for number in range(400)]
    with transaction.atomic():
        draft = Draft(
            "round.opened/1",
            "licensing.round_opened",
            public_id,
            {"x": "y"},
            ledger.new_entry_id(),
            personal={"frame": false},
        )
        ledger.append(actor=alice, drafts=[draft])
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM licensing_frame(%s)", [public_id])
        assert {row[0] for row in cursor.fetchall()} == {framed.token for framed in frame}
    planned = drawn(alice, public_id)
    record = Round.objects.get()
    assert len(planned) == 2
    members = [framed.member for framed in frame]
    assert [draw.Member(*item) for item in record.drawn] == draw.draw(members, record.counts, record.seed)
    # What is published of it is done again by anybody.
    document = draw.document(
        round=public_id,
        frame=members,
        counts=record.counts,
        seed=record.seed,
        drawn=[draw.Member(*item) for item in record.drawn],
    )
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(document))
    assert cli.main(["recompute-draw", str(file), "--frame-hash", record.frame_hash]) == 0
    assert "It is what the rule draws." in capsys.readouterr().out


def test_three_calls_in_a_minute_are_one_call(opened, committed_db, tmp_path):
    """Nobody's place is given to the next before somebody called on three occasions; an inspector in a hurry counts once."""
    dave = cast.actor("dave")
    visit = drawn(cast.actor("alice"), opened)[0]
    log = Log(committed_db, tmp_path)

    def later(hours: int) -> None:
        log.tamper(
            "UPDATE ledger_entry SET recorded_at = recorded_at - make_interval(hours => %s) WHERE act = 'licensing.visit_missed'",
            hours,
        )

    visits.miss(actor=dave, visit_id=visit)
    with pytest.raises(Refused) as refused:
        visits.miss(actor=dave, visit_id=visit)
    assert [reason.code for reason in refused.value.reasons] == ["licensing.visit.called"]
    record = Visit.objects.get(public_id=visit)
    for missed, words in ((2, "twelve hours"), (3, "each call counts once")):
        with pytest.raises(IntegrityError, match=words), transaction.atomic():
            RECORDER.record(dave, "visit", "missed", record, changes={"missed": missed})
    later(11)
    with pytest.raises(Refused):
        visits.miss(actor=dave, visit_id=visit)
    later(1)
    visits.miss(actor=dave, visit_id=visit)
    with pytest.raises(Invalid):
        visits.replace(actor=dave, visit_id=visit, reason="not_at_home", note="two calls")
    later(12)
    visits.miss(actor=dave, visit_id=visit)
    record = Visit.objects.get(public_id=visit)
    assert record.missed == 3
    # A row that somebody brought into being with three calls of one evening counts them as the entries say.
    log.tamper(
        "UPDATE ledger_entry SET recorded_at = (SELECT max(recorded_at) FROM ledger_entry WHERE act = 'licensing.visit_missed') "
        "WHERE act = 'licensing.visit_missed'"
    )
    with pytest.raises(IntegrityError, match="three times"), transaction.atomic():
        RECORDER.record(
            dave, "visit", "replaced", record, changes={"replacement": ""}, details={"reason": "not_at_home"}
        )
    with pytest.raises(IntegrityError, match="no such reason"), transaction.atomic():
        RECORDER.record(
            dave, "visit", "replaced", record, changes={"replacement": ""}, details={"reason": "nobody"}
        )


def test_the_next_of_the_draw_takes_the_place_after_three_calls(opened, committed_db, tmp_path):
    dave = cast.actor("dave")
    visit = drawn(cast.actor("alice"), opened)[0]
    log = Log(committed_db, tmp_path)
    for _ in range(inspection.CALLS):
        log.tamper(
            "UPDATE ledger_entry SET recorded_at = recorded_at - interval '12 hours' WHERE act = 'licensing.visit_missed'"
        )
        visits.miss(actor=dave, visit_id=visit)
    record = Visit.objects.get(public_id=visit)
    following = visits.replace(actor=dave, visit_id=visit, reason="not_at_home", note="three calls")
    of_round = Round.objects.get()
    order = draw.order([framed.member for framed in framing.frame_of(of_round.public_id)], of_round.seed)
    assert Visit.objects.get(public_id=following).token == order[record.stratum][2]
