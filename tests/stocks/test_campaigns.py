"""Issue 28: arms of a stock are marked in a campaign, with exceptions; each number is struck once, and nobody closes what they carried out (ITI para. 8(d))."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from ifar.bulk import selectors as bulk
from ifar.bulk.models import Batch
from ifar.bulk.services import batches, proposing
from ifar.errors import Conflict, Forbidden, Invalid, Refused
from ifar.matters.models import Matter
from ifar.matters.services.matters import settle_found
from ifar.registry.models import Event, Firearm, Mark
from ifar.stocks.campaigns import selectors
from ifar.stocks.campaigns.models import Campaign, Struck
from ifar.stocks.campaigns.numbers import explains, unused
from ifar.stocks.campaigns.services import ordering, striking
from ifar.stocks.services import counts
from ifar.stocks.services.writing import RECORDER, today
from tests import cast
from tests.acting import without_guards
from tests.conftest import sign_in
from tests.covering import EVERY_CASE
from tests.factories import a_firearm
from tests.stocks.making import a_counter, works_at
from tests.stocks.marking import a_campaign, handed

pytestmark = pytest.mark.django_db
MARKED = 500 if EVERY_CASE else 9


def test_numbers_that_no_arm_bears_are_told_and_each_is_explained_once():
    assert unused(1, [1, 2, 5, 9]) == [(3, 4), (6, 8)]
    assert unused(1, []) == []
    assert explains([[3, 4, "spoiled"], [6, 8, "tried"]], 1, [1, 2, 5, 9])
    assert explains([[3, 3, "tried"], [4, 4, "spoiled"], [6, 8, "tried"]], 1, [1, 2, 5, 9])
    for gaps in ([[3, 4, "spoiled"]], [[3, 5, "tried"], [6, 8, "tried"]], [[3, 4, "lost"], [6, 8, "tried"]]):
        assert not explains(gaps, 1, [1, 2, 5, 9])


def test_all_of_an_armoury_are_marked_with_three_exceptions():
    at = a_counter(MARKED + 3)
    made = a_campaign(at)
    campaign = Campaign.objects.get()
    assert selectors.progress_of(campaign).left == list(at.arms), "the records say what lacks the mark"
    sheet = ordering.sheet_of(at.armourer, campaign, 40)
    assert [row.arm for row in sheet] == list(at.arms[:40])
    assert sheet[0].number == "KST-001"
    # One number was spoiled; three arms were not marked, and one of them is not there.
    marked, excepted = at.arms[:MARKED], at.arms[MARKED:]
    lines = [f"{arm} KST-{number:03}" for number, arm in enumerate(marked, 2)]
    lines += [f"{excepted[0]} unreadable", f"{excepted[1]} cannot", f"{excepted[2]} not_there"]
    for start in range(0, len(lines), 300):
        handed(at.chief, made, lines[start : start + 300])
    campaign.refresh_from_db()
    progress = selectors.progress_of(campaign)
    assert (progress.marked.total(), progress.exceptions.total(), progress.to_do.total()) == (MARKED, 3, 0)
    lives = Event.objects.filter(kind="re_marked", paper=made)
    assert lives.count() == MARKED == Struck.objects.count(), "one event an arm"
    assert set(Mark.objects.filter(kind="code").values_list("text", flat=True)) == {
        f"KST-{number:03}" for number in range(2, MARKED + 2)
    }
    assert Firearm.objects.get(public_id=marked[0]).marks.filter(kind="symbol", text="*").exists()
    matter = Matter.objects.get(kind="count_difference")
    assert (matter.about, matter.barred) == (excepted[2], [at.chief.id])
    # What became of the spoiled number is said; whoever carried it out does not close it.
    with pytest.raises(Invalid):
        ordering.finish(actor=at.armourer, campaign_id=made)
    ordering.finish(actor=at.armourer, campaign_id=made, gaps="KST-001 spoiled")
    for who in (at.armourer, at.chief):
        with pytest.raises((Refused, Forbidden)):
            ordering.close(actor=who, campaign_id=made)
    other = works_at("quentin", "officer_in_charge", cast.agency("harbour"))
    ordering.send_back(actor=other, campaign_id=made)
    ordering.finish(actor=at.armourer, campaign_id=made, gaps="1 Spoiled")
    ordering.close(actor=other, campaign_id=made)
    assert Campaign.objects.get().gaps == [[1, 1, "spoiled"]]


def test_what_is_struck_is_a_number_of_the_campaign_on_an_arm_that_lacks_it():
    at = a_counter(4)
    made = a_campaign(at, last=6)
    with pytest.raises(Refused):
        a_campaign(at, order="MO-8", first=6, last=9)
    wrong = (
        ({"stores": ["Z0000000000000"]}, "stores"),
        ({"order": "no number"}, "order"),
        ({"symbol": ""}, "symbol"),
        ({"prefix": "ab c"}, "prefix"),
        ({"first": 900, "last": 800}, "last"),
        ({"ends_on": today() - dt.timedelta(days=1)}, "ends_on"),
        ({"responsible": cast.user("alice").public_id}, "responsible"),
    )
    for said, field in wrong:
        with pytest.raises(Invalid) as refused:
            a_campaign(at, **{"first": 700, **said})
        assert field in {reason.field for reason in refused.value.reasons}, said
    one, two, three, four = at.arms
    with pytest.raises(Invalid):
        striking.hand_in(actor=at.chief, campaign_id=made, lines=[f"{one} KST-1", f"{two} 1"])
    lines = [f"{one} KST-1", f"{two} KST-7", f"{three} KST-X", f"{four} KST-2"]
    given = striking.hand_in(actor=at.chief, campaign_id=made, lines=lines)
    batch = bulk.batch_for(at.chief, given.batch)
    assert (batch.total, batch.refused) == (4, 2), "two bear numbers that are none of the campaign"
    handed(at.chief, made, [f"{one} KST-1", f"{two} 2"])
    assert set(Struck.objects.values_list("text", flat=True)) == {"KST-1", "KST-2"}
    again = striking.hand_in(actor=at.chief, campaign_id=made, lines=[f"{one} KST-3", f"{three} KST-2"])
    assert Batch.objects.get(public_id=again.batch).refused == 2, "it bears one, or the number is borne"
    # Two lists with one number, looked through before either is carried out: the second is refused in words.
    lists = [
        striking.hand_in(actor=at.chief, campaign_id=made, lines=[f"{arm} KST-4"]).batch
        for arm in (three, four)
    ]
    for batch_id in lists:
        proposing.propose(actor=at.chief, batch_id=batch_id)
    for batch_id in lists:
        proposing.decide(actor=cast.actor("erin"), batch_id=batch_id, verdict="approve")
    assert Struck.objects.get(text="KST-4").firearm == three
    assert [Batch.objects.get(public_id=batch_id).rejected for batch_id in lists] == [0, 1]
    with pytest.raises(Invalid):
        striking.hand_in(actor=at.chief, campaign_id=made, lines=[f"{one} cannot"])
    with pytest.raises(Refused):
        ordering.finish(actor=at.chief, campaign_id=made)
    # An armoury that is counted blind tells nothing of what lies in it.
    counts.begin(actor=at.chief, armoury=at.armoury, kind="serial")
    with pytest.raises(Refused):
        ordering.sheet_of(at.armourer, Campaign.objects.get(), 10)
    assert "Still to mark" not in sign_in("rosa").get(f"/stocks/campaigns/{made}/").content.decode()


def test_a_unit_re_marks_arms_of_its_own_stock_outside_a_campaign():
    at = a_counter(3)
    elsewhere = a_firearm(at.armourer, "RV00001").firearm
    said = {"order": "R-1", "why": "marks_worn", "mark": "code", "symbol": "*", "reason": "Worn off."}
    for lacking in ("order", "why", "mark"):
        made = batches.preview(
            actor=at.chief, act=striking.STRUCK, said={**said, lacking: ""}, things=[f"{at.arms[0]} KST"]
        )
        assert Batch.objects.get(public_id=made).refused == 1, lacking
    things = [f"{at.arms[0]} KST 1", f"{at.arms[1]} KST 2", at.arms[2], f"{elsewhere} KST 4"]
    made = batches.preview(actor=at.chief, act=striking.STRUCK, said=said, things=things)
    assert Batch.objects.get(public_id=made).refused == 2, "no number, or none of the unit's stock"
    proposing.propose(actor=at.chief, batch_id=made)
    proposing.decide(actor=cast.actor("erin"), batch_id=made, verdict="approve")
    lives = Event.objects.filter(kind="re_marked").order_by("id")
    assert {(life.details["reason"], life.details["order"], life.paper) for life in lives} == {
        ("marks_worn", "R-1", "")
    }
    marks = Mark.objects.filter(kind="code").order_by("text")
    assert [mark.text for mark in marks] == ["KST 1", "KST 2"]
    assert not Struck.objects.exists()


def test_the_database_asks_the_same_by_its_own_hand():
    at = a_counter(3)
    made = a_campaign(at, last=6)
    handed(at.chief, made, [f"{at.arms[0]} KST-2"])
    campaign = Campaign.objects.get()

    def refused(kind: str, **said) -> str:
        with (
            without_guards(RECORDER),
            pytest.raises((Refused, Conflict, DatabaseError)) as raised,
            transaction.atomic(),
        ):
            RECORDER.record(said.pop("who", at.armourer), "campaign", kind, campaign, **said)
        return str(raised.value)

    assert refused("finished", changes={"gaps": [[1, 1, "spoiled"]]})
    rows = [[at.arms[0], "cannot"]]
    assert refused("excepted", changes={"exceptions": rows}, details={"rows": rows})
    rows = [[at.arms[1], "cannot"]]
    assert refused("excepted", changes={"exceptions": []}, details={"rows": rows})
    handed(at.armourer, made, [f"{arm} cannot" for arm in at.arms[1:]])
    campaign.refresh_from_db()
    assert refused("finished", changes={"gaps": []})
    assert refused("finished", changes={"gaps": [[1, 2, "spoiled"]]})
    assert refused("abandoned", who=at.chief), "they handed a sheet in"
    with pytest.raises(DatabaseError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "INSERT INTO stocks_struck SELECT gen_random_uuid(), campaign, firearm, mark, 'X', 9 FROM stocks_struck"
        )


def test_it_is_carried_out_by_pages_and_late_is_a_matter():
    at = a_counter(3)
    browser = sign_in("rosa")
    said = {
        "order": "MO-9",
        "stores": [at.armoury],
        "machine": "LM-2",
        "mark": "code",
        "symbol": "*",
        "prefix": "K",
        "first": "1",
        "last": "50",
        "begins_on": str(today() - dt.timedelta(days=9)),
        "ends_on": str(today() - dt.timedelta(days=1)),
        "responsible": at.chief.id,
    }
    ordered = browser.post("/stocks/campaigns/new/", said)
    assert ordered.status_code == 302, ordered.content.decode()
    sheet = browser.get(f"{ordered.url}sheet/").content.decode()
    assert "K01" in sheet
    assert "<svg" in sheet
    file = SimpleUploadedFile("sheet.csv", f"arm,result\n{at.arms[1]},K02\n{at.arms[2]},not_there\n".encode())
    put = browser.post(ordered.url, {"rows": f"{at.arms[0]} K01", "file": file})
    assert put.status_code == 302, put.content.decode()
    assert put.url.startswith("/batches/")
    assert Batch.objects.get().total == 2
    text = browser.get(ordered.url).content.decode()
    assert "Overdue" in text
    assert [ordering.raise_late(today()) for _ in range(2)] == [1, 0]
    late = Matter.objects.get(kind="breach", about=Campaign.objects.get().public_id)
    # It is a matter again where the last was closed and its day passed.
    settle_found(at.chief, late.about, ordering.LATE, "explained", "The machine was broken.")
    after = late.due_on + dt.timedelta(days=1)
    assert [ordering.raise_late(day) for day in (late.due_on, after, after)] == [0, 1, 0]
    for who in ("heidi", "alice"):
        assert sign_in(who).get(ordered.url).status_code in (403, 404)
