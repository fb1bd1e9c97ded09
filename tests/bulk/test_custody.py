"""Twelve exhibits go to the laboratory in one batch, whose pages are counted; what is refused of one leaves the others."""

from __future__ import annotations

import html
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from ifar.accounts.models import User
from ifar.bulk.given import things_of
from ifar.bulk.many import many_of
from ifar.bulk.models import Batch, Event, Line
from ifar.bulk.services import batches, running
from ifar.errors import Refused
from ifar.placement.services import places
from ifar.placement.services.placing import Placing, place_many
from ifar.recoveries.custody.services import chains
from ifar.recoveries.custody.services.together import ASKED
from ifar.recoveries.models import Chain, Item, Request
from ifar.recoveries.services import links
from ifar.recoveries.services.certain import LINKED
from ifar.registry.search import numbers
from tests import cast
from tests.conftest import sign_in
from tests.databases import told_once
from tests.factories import a_case, a_firearm, an_item
from tests.recoveries.conftest import somebody

HANDED = "custody.chain_handed"


def a_photograph(n):
    """A picture that is like no other."""
    picture = io.BytesIO()
    Image.new("RGB", (32, 24), (n, 90, 90)).save(picture, "JPEG")
    return SimpleUploadedFile(f"{n}.jpg", picture.getvalue(), "image/jpeg")


def a_dozen():
    """Twelve exhibits in the custody of the harbour's station, each under its own seal."""
    dave = cast.actor("dave")
    case = a_case(dave)
    results = [an_item(dave, case, f"QW7123{n:02}") for n in range(12)]
    for n, exhibit in enumerate(results):
        chains.take_in(actor=dave, exhibit=exhibit, place="Evidence store", seal=f"S-{n}")
    return results


told = told_once(a_dozen)


@pytest.fixture
def dozen(told, peopled_db):
    return told.made


def test_twelve_exhibits_go_to_the_laboratory_on_three_pages(dozen, dave):
    station, pages = sign_in("dave"), 0
    desk = station.get("/custody/?list=kept")
    pages += 1
    text = desk.content.decode()
    assert all(f'name="picked" value="{item}"' in text for item in dozen)
    assert HANDED in text
    address = f"/batches/new/?act={HANDED}&" + "&".join(f"picked={item}" for item in dozen)
    form = station.get(address)
    pages += 1
    assert [line.identifier for line in form.context["form"].lines] == dozen
    result = {
        "row": dozen[:11],
        **{f"each-{item}": f"S-{n}" for n, item in enumerate(dozen)},
        "things": f"{dozen[11]} S-11",
        "to": cast.agency("laboratory").public_id,
        "purpose": "laboratory",
        "at_once": "1",
    }
    report = station.post(address, result, follow=True)
    pages += 1
    assert pages <= 3
    batch = Batch.objects.get()
    assert report.context["one"] == batch
    assert (batch.state, batch.written, batch.rejected) == ("ended", 12, 0)
    assert set(Chain.objects.values_list("state", "seal")) == {("handed", f"S-{n}") for n in range(12)}
    assert batch.said["seal"] == ""
    # The laboratory receives them the same way, and the hand-over could have been taken back.
    assert [item.name for item in [report.context["counter"]]] == ["custody.chain_taken_back"]


def test_one_that_cannot_be_handed_over_leaves_the_others(dozen, dave):
    chains.hand_over(actor=dave, chain_id=dozen[0], to=dave.agency, purpose="storage")
    values = {"to": cast.agency("laboratory").public_id, "purpose": "laboratory"}
    things = [f"{item} S-{n}" for n, item in enumerate(dozen[:3])] + [dozen[3], f"{dozen[1]} S-1", "nothing"]
    made = batches.preview(actor=dave, act=HANDED, said=values, things=things)
    batch = Batch.objects.get()
    lines = {line.n: [why["code"] for why in line.reasons] for line in batches.selectors.lines_of(batch)}
    assert lines == {
        1: ["custody.impossible"],
        2: [],
        3: [],
        4: ["custody.seal"],
        5: ["bulk.double"],
        6: ["bulk.identifier"],
    }
    assert Chain.objects.filter(state="handed").count() == 1
    batches.begin(actor=dave, batch_id=made)
    assert set(Chain.objects.filter(state="handed").values_list("public_id", flat=True)) == set(dozen[:3])
    written = Event.objects.get(kind="written")
    assert (written.details["first"], written.changes["written"]) == (1, 2)


def test_a_worker_carries_out_what_somebody_began_with_the_roles_that_they_hold_now(dozen, dave, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    values = {"to": cast.agency("court").public_id, "purpose": "court"}
    made = batches.preview(actor=dave, act=HANDED, said=values, things=dozen)
    batches.begin(actor=dave, batch_id=made)
    running.work(made)
    assert Chain.objects.filter(state="handed", handed_by=dave.id).count() == 12


def test_a_cache_of_twelve_is_scanned_photographed_and_taken_into_custody_on_four_pages(peopled_db, dave):
    case, station, pages = a_case(dave), sign_in("dave"), []
    pages.append(station.get(f"/recoveries/{case}/items/new/"))
    scanned = {
        "how": "scanned",
        "scan-type": "pistol",
        "scan-things": "\n".join(f"QW7123{n:02}" for n in range(12)),
    }
    pages.append(station.post(f"/recoveries/{case}/items/new/", scanned, follow=True))
    items = [row["one"].public_id for row in pages[-1].context["rows"]]
    assert len(items) == 12
    photographs = {f"photo-{item}": a_photograph(n) for n, item in enumerate(items)}
    pages.append(station.post(f"/recoveries/{case}/photographs/", photographs, follow=True))
    address = pages[-1].redirect_chain[-1][0]
    assert [line.identifier for line in pages[-1].context["form"].lines] == items
    assert all(len(item.photos) == 1 for item in Item.objects.all())
    assert {item.identity["type"] for item in Item.objects.all()} == {"pistol"}
    result = {
        "things": "\n".join(f"{item} S-{n}" for n, item in enumerate(items)),
        "place": "Store",
        "at_once": "1",
    }
    pages.append(station.post(address, result, follow=True))
    assert {page.status_code for page in pages} == {200}
    assert len(pages) <= 4
    assert sorted(Chain.objects.values_list("seal", flat=True)) == sorted(f"S-{n}" for n in range(12))
    assert pages[-1].context["one"].written == 12
    assert not station.get(f"/recoveries/{case}/").context["together"]


def test_a_list_is_named_by_what_it_is_of_and_a_room_leads_to_the_acts_of_exhibits(dozen, dave):
    carl = somebody("carl", "harbour", "evidence_custodian")
    room = places.open_place(actor=carl, kind="evidence", name="Room 1")
    for exhibit in dozen[:2]:
        chains.move(actor=dave, chain_id=exhibit, room=room, seal=f"S-{dozen.index(exhibit)}")
    keeper = sign_in("carl")
    counted = keeper.post(f"/batches/count/?act={ASKED}", {"things": "\n".join([*dozen, "no such thing"])})
    assert "QW712300" in counted.content.decode()
    assert "no such thing" in counted.content.decode()
    page = keeper.get(f"/places/{room}/").content.decode()
    assert f'name="picked" value="{dozen[0]}"' in page
    assert 'value="custody.chain_handed"' in page
    assert 'value="custody.chain_handed"' in sign_in("dave").get(f"/places/{room}/").content.decode()
    assert "Put firearms here" not in page
    assert "Move what is chosen" not in page
    assert 'href="/batches/new/?act=custody.chain_taken_in"' in page


def test_an_arm_that_is_an_exhibit_says_so_where_it_is_placed_to_whoever_sees_the_exhibit(dozen, dave, frank):
    carl = somebody("carl", "harbour", "evidence_custodian")
    arm = links.register_item(actor=dave, item=dozen[0]).firearm
    for actor, keeper, code in (
        (dave, carl, "placement.exhibit"),
        (frank, frank, "placement.not_in_custody"),
    ):
        shelf = places.open_place(actor=keeper, kind="shelf", name="Shelf")
        with pytest.raises(Refused) as refused:
            place_many(actor=actor, placements=[Placing(arm, shelf)])
        assert [reason.code for reason in refused.value.reasons] == [code]


def test_a_worker_carries_nothing_out_for_whoever_is_locked(dozen, dave, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 0)
    values = {"to": cast.agency("court").public_id, "purpose": "court"}
    preview = batches.preview(actor=dave, act=HANDED, said=values, things=dozen[:2])
    batches.begin(actor=dave, batch_id=preview)
    User.objects.filter(public_id=dave.id).update(is_active=False)
    running.work(preview)
    batch = Batch.objects.get(public_id=preview)
    assert (batch.state, batch.written, batch.rejected) == ("ended", 0, 2)


def test_nothing_is_written_under_words_that_were_erased(dozen, dave):
    values = {"to": cast.agency("court").public_id, "purpose": "court"}
    batch = Batch.objects.get(
        public_id=batches.preview(actor=dave, act=HANDED, said=values, things=dozen[:2])
    )
    batch.said = {}
    lines = list(Line.objects.filter(batch=batch.public_id))
    answers = running._answers(dave, many_of(HANDED), batch, lines)
    assert [answer.reasons[0].code for answer in answers] == ["bulk.said"] * 2


def test_what_stands_behind_an_identifier_is_kept_whole_or_refused(dozen, dave):
    values = {"to": cast.agency("laboratory").public_id, "purpose": "laboratory"}
    lines = things_of(f"{dozen[0]} {'S' * 125}\n{dozen[1]} S-1", numbers=False, each="seal")
    batch = Batch.objects.get(public_id=batches.preview(actor=dave, act=HANDED, said=values, things=lines))
    assert (batch.total, batch.refused) == (2, 1)


def test_the_preview_says_which_seals_are_not_those_on_record(dozen, dave):
    values = {"to": cast.agency("laboratory").public_id, "purpose": "laboratory"}
    lines = things_of(f"{dozen[0]} S-0\n{dozen[1]} S-9", numbers=False, each="seal")
    preview = batches.preview(actor=dave, act=HANDED, said=values, things=lines)
    notes = {line.n: line.notes for line in Line.objects.filter(batch=preview)}
    assert notes[1] == []
    assert [(item["code"], item["params"]) for item in notes[2]] == [
        ("custody.leaves.seal", {"expected": "S-1", "found": "S-9"})
    ]
    assert Chain.objects.get(public_id=dozen[1]).gaps == []
    page = sign_in("dave").get(f"/batches/{preview}/").content.decode()
    assert "On record is the seal S-1, entered is S-9" in page
    batches.begin(actor=dave, batch_id=preview)
    after = {line.n: line.did for line in batches.selectors.lines_of(Batch.objects.get(public_id=preview))}
    assert (after[1], after[2]) == ([], notes[2])


def test_what_leaves_a_gap_is_not_carried_out_before_somebody_read_so(dozen):
    result = {
        "things": f"{dozen[0]} S-9",
        "to": cast.agency("laboratory").public_id,
        "purpose": "laboratory",
        "at_once": "1",
    }
    page = sign_in("dave").post(f"/batches/new/?act={HANDED}", result, follow=True)
    assert page.context["one"].state == "previewed"
    assert Chain.objects.filter(state="handed").count() == 0


def test_a_program_carries_out_what_leaves_a_gap_only_after_it_was_read_or_accepted(dozen):
    values = {"to": cast.agency("laboratory").public_id, "purpose": "laboratory"}
    station = sign_in("dave")

    def send(path, **body):
        return station.post(f"/api/batches{path}", json.dumps(body), "application/json").json()

    kept = send("", act=HANDED, said=values, things=[f"{dozen[0]} S-0", f"{dozen[1]} S-9"])
    assert (kept["state"], kept["refused"], kept["noted"], kept["written"]) == ("previewed", 0, 1, 0)
    assert Chain.objects.filter(state="handed").count() == 0
    rows = station.get(f"/api/batches/{kept['id']}/rows").json()["items"]
    assert [[note["code"] for note in row["notes"]] for row in rows] == [[], ["custody.leaves.seal"]]
    begun = send(f"/{kept['id']}/begun")
    assert (begun["state"], begun["noted"], begun["written"]) == ("ended", 1, 2)
    accepted = send("", act=HANDED, said=values, things=[f"{dozen[2]} S-9"], accept_notes=True)
    assert (accepted["state"], accepted["noted"], accepted["written"]) == ("ended", 1, 1)
    nothing_noted = send("", act=HANDED, said=values, things=[f"{dozen[3]} S-3"])
    assert (nothing_noted["state"], nothing_noted["noted"], nothing_noted["written"]) == ("ended", 0, 1)


def test_exhibits_are_named_by_the_serial_numbers_on_them(dozen, dave):
    values = {"to": cast.agency("laboratory").public_id, "purpose": "laboratory"}
    lines = things_of("QW712300 S-0\nQW712301\nQW999999 S-1", numbers=False, each="seal")
    preview = batches.preview(actor=dave, act=HANDED, said=values, things=lines)
    rows = [
        (line.thing, line.rest, [why["code"] for why in line.reasons])
        for line in Line.objects.filter(batch=preview)
    ]
    assert rows == [(dozen[0], "S-0", []), (dozen[1], "", ["custody.seal"]), ("", "", ["bulk.identifier"])]


def test_a_state_is_told_in_the_language_of_its_reader(dozen, dave):
    chains.hand_over(actor=dave, chain_id=dozen[0], to=dave.agency, purpose="storage", seal="S-0")
    values = {"to": cast.agency("court").public_id, "purpose": "court"}
    with translation.override("fr"):
        preview = batches.preview(actor=dave, act=HANDED, said=values, things=dozen[:1])
    (why,) = Line.objects.get(batch=preview).reasons
    assert why["params"] == {"record_type": "chain", "state": "handed"}
    results = [
        sign_in("dave").get(f"/batches/{preview}/", headers={"Accept-Language": language}).content.decode()
        for language in ("en", "ar")
    ]
    for page, language in zip(results, ("en", "ar"), strict=True):
        with translation.override(language):
            assert str(many_of(HANDED).words(why["code"], why["params"])) in html.unescape(page)


def test_a_refused_list_is_corrected_where_it_was_given(dozen, dave):
    station = sign_in("dave")
    laboratory = cast.agency("laboratory").public_id
    result = {
        "row": dozen[:2],
        "things": f"{dozen[2]}\nQW9",
        "to": laboratory,
        "purpose": "laboratory",
        "at_once": "1",
    }
    page = station.post(f"/batches/new/?act={HANDED}", result, follow=True)
    text = page.content.decode()
    assert page.context["one"].state == "previewed"
    # Names stand beside identifiers, and what was said of all in words.
    assert "QW712300" in text
    assert (cast.agency("laboratory").name in text, laboratory in text) == (True, False)
    again = page.context["one"].public_id
    assert f"again={again}" in text
    form = station.get(f"/batches/new/?act={HANDED}&again={again}").context["form"]
    assert [line.identifier for line in form.lines] == dozen[:3]
    assert (form.initial["things"], form.initial["to"]) == ("QW9", laboratory)
    result |= {"row": dozen[:3], "things": "", **{f"each-{item}": f"S-{n}" for n, item in enumerate(dozen)}}
    done = station.post(f"/batches/new/?act={HANDED}&again={again}", result, follow=True)
    assert (done.context["one"].state, done.context["one"].written) == ("ended", 3)
    assert "Carried out. Recorded: 3. Refused: 0." in done.content.decode()


def test_what_goes_on_in_the_background_is_not_called_recorded(dozen, dave, monkeypatch):
    monkeypatch.setattr(running, "AT_ONCE", 1)
    values = {"to": cast.agency("court").public_id, "purpose": "court"}
    lines = [f"{item} S-{n}" for n, item in enumerate(dozen)]
    preview = batches.preview(actor=dave, act=HANDED, said=values, things=lines)
    page = sign_in("dave").post(f"/batches/{preview}/acts/begun/", follow=True).content.decode()
    assert "The bulk act has begun." in page
    assert "Recorded.<" not in page


def test_certain_hits_are_linked_in_one_act_and_the_others_are_left_to_a_person(peopled_db, alice, dave):
    known = [a_firearm(alice, f"BX71{n:02}55").firearm for n in range(3)]
    case = a_case(dave)
    items = [an_item(dave, case, f"BX71{n:02}55") for n in range(3)]
    unknown = an_item(dave, case, "ZZ00001")
    page = sign_in("dave").get(f"/recoveries/{case}/")
    assert LINKED in [item["value"] for item in page.context["together"]]
    made = batches.preview(actor=dave, act=LINKED, said={}, things=[*items, unknown])
    lines = {line.n: [why["code"] for why in line.reasons] for line in Line.objects.filter(batch=made)}
    assert lines == {1: [], 2: [], 3: [], 4: ["recoveries.hit.not_certain"]}
    assert not Item.objects.filter(state="linked").exists()
    batches.begin(actor=dave, batch_id=made)
    assert dict(Item.objects.filter(state="linked").values_list("public_id", "firearm")) == dict(
        zip(items, known, strict=True)
    )


def test_a_laboratory_is_asked_about_twelve_exhibits_at_once(dozen, dave):
    values = {"laboratory": cast.agency("laboratory").public_id, "questions": ["marks"]}
    preview = batches.preview(actor=dave, act=ASKED, said=values, things=dozen)
    batches.begin(actor=dave, batch_id=preview)
    assert Batch.objects.get(public_id=preview).written == 12
    assert set(Request.objects.values_list("exhibit", flat=True)) == set(dozen)
    (listed,) = [
        act for act in sign_in("dave").get("/custody/?list=kept").context["acts"] if act["value"] == ASKED
    ]
    assert listed["label"] == "Ask a laboratory about exhibits"


def test_the_search_finds_the_mark_of_an_exhibit_of_ones_own_office(dozen, dave, heidi):
    (numbered,) = numbers.found(dave, "QW712305")
    assert numbered.url.endswith(f"/{dozen[5]}/")
    assert numbers.found(heidi, "QW712305") == []
    page = sign_in("dave").get("/search/?q=QW712305", follow=True)
    assert numbered.url in page.content.decode()
