"""Alliances: commitments and what became of them, focal points, and the reporting door of carriers and marketplaces."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from ifar.accounts.models import Agency, ReadLog
from ifar.accounts.services import shifts
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.hotspots.models import Delivery, Incident, Source
from ifar.hotspots.services import tips
from ifar.ledger.models import Entry
from ifar.programme import commitment
from ifar.programme.models import Commitment, Sighting, Stakeholder
from ifar.programme.services import partners
from ifar.programme.services.partners import NewCommitment, NewStakeholder
from ifar.programme.services.writing import RECORDER, today
from ifar.programme.sightings import report as sighting
from ifar.programme.sightings import selectors as seen
from ifar.programme.sightings import services as sightings
from tests import cast
from tests.acting import without_guards
from tests.cast import actor
from tests.conftest import sign_in
from tests.hotspots.making import a_layer
from tests.programme.conftest import differences
from tests.programme.partnering import (
    TOLD,
    a_program,
    a_stakeholder,
    actor_of,
    actor_of_program,
    an_office,
    said,
    somebody,
)

DAY = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("state", "kept", "days", "standing"),
    [
        ("made", None, 0, "open"),
        ("made", None, 1, "late"),
        ("kept", 0, 9, "kept"),
        ("kept", 2, 9, "kept_late"),
        ("withdrawn", None, 9, "withdrawn"),
    ],
)
def test_how_a_commitment_stands(state, kept, days, standing):
    on = None if kept is None else DAY + dt.timedelta(days=kept)
    now = DAY + dt.timedelta(days=days)
    assert commitment.standing(state, DAY, on, now) == standing
    assert commitment.late(state, DAY, now) == (days if standing == "late" else 0)


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({}, ()),
        ({"what": "person"}, (("choice", "what"),)),
        ({"goods": "bomb"}, (("choice", "goods"),)),
        ({"happened_on": DAY + dt.timedelta(days=1)}, (("day", "happened_on"),)),
        ({"happened_on": DAY - dt.timedelta(days=400)}, (("day", "happened_on"),)),
        ({"told": "short"}, (("told", "told"),)),
        ({"told": "The sender is a.b@example.org, ask him."}, (("people", "told"),)),
        ({"where": "call +49 170 1234567"}, (("people", "where"),)),
        ({"reference": "a.b@example.org"}, (("people", "reference"),)),
        ({"told": "Serial number 1234567890123, calibre 9x19, weight 2.500 kg"}, ()),
        ({"marks": ("x",) * 21}, (("marks", "marks"),)),
        ({"marks": ("x" * 61,)}, (("marks", "marks"),)),
        ({"countries": ("tr",)}, (("countries", "countries"),)),
    ],
)
def test_what_a_report_may_say(more, wrong):
    base = {"what": "parcel", "goods": "parts", "happened_on": DAY, "told": TOLD}
    assert sighting.wrong(sighting.SightingReport(**{**base, **more}), DAY) == wrong


def test_a_tip_says_from_which_report_it_comes():
    text = sighting.as_tip({"told": "Seen.", "marks": "B 4471", "where": ""}, "Post", "R1")
    assert text == "Seen.\nMarks: B 4471\nPost, R1"


def test_what_a_reporter_is_told_says_not_what_came_of_it():
    assert sighting.SHOWN["passed"] == sighting.SHOWN["closed"]
    assert sighting.SHOWN.keys() == {"sent", "taken", "passed", "closed"}


@pytest.mark.django_db
@pytest.mark.usefixtures("roles")
class TestPartners:
    def test_from_an_entry_to_what_was_kept(self):
        alice = actor("alice")
        with pytest.raises(Forbidden):
            partners.enter(actor=actor("dave"), new=NewStakeholder("x", "media"))
        for wrong in ({"kind": "x"}, {"country": "kenya"}, {"agency": cast.agency("police").public_id}, {"name": " "}):  # fmt: skip
            with pytest.raises(Invalid):
                partners.enter(actor=alice, new=NewStakeholder(**{"name": "x", "kind": "media", **wrong}))
        office = an_office("Post")
        text = a_stakeholder(office=office)
        with pytest.raises(Conflict):
            a_stakeholder("Another", office)
        with pytest.raises(Invalid):
            partners.commit(actor=alice, stakeholder=text, new=NewCommitment("x", DAY, DAY - dt.timedelta(days=1)))  # fmt: skip
        made = partners.commit(actor=alice, stakeholder=text, new=NewCommitment("Report in a day", DAY, DAY)).public_id  # fmt: skip
        partners.follow_up(actor=alice, commitment_id=made, expected_n=1, note="Half of it is done.")
        for day in (DAY - dt.timedelta(days=1), today() + dt.timedelta(days=2)):
            with pytest.raises(Invalid):
                partners.keep(actor=alice, commitment_id=made, expected_n=2, kept_on=day)
        with pytest.raises(Conflict):
            partners.keep(actor=alice, commitment_id=made, expected_n=1, kept_on=DAY)
        partners.keep(actor=alice, commitment_id=made, expected_n=2, kept_on=DAY + dt.timedelta(days=3))
        with pytest.raises(Refused):
            partners.withdraw(actor=alice, commitment_id=made, expected_n=3, reason="x")
        partners.end(actor=alice, stakeholder_id=text, expected_n=1)
        with pytest.raises(Refused):
            partners.commit(actor=alice, stakeholder=text, new=NewCommitment("x", DAY, DAY))
        assert differences() == []

    def test_a_focal_point_stands_apart_and_each_reading_is_noted(self):
        alice, text = actor("alice"), a_stakeholder()
        result = {"name": "Wanjiru Kamau", "email": "w@example.org"}
        with pytest.raises(Invalid):
            partners.set_contact(
                actor=alice, stakeholder_id=text, expected_n=1, name=" ", email="x@example.org"
            )
        partners.set_contact(actor=alice, stakeholder_id=text, expected_n=1, **result)
        assert partners.contact(alice, text) == result
        assert ReadLog.objects.filter(act="programme.focal_point.read", object=text).count() == 1
        assert "Wanjiru" not in str(Stakeholder.objects.values().get())
        assert not any(b"Wanjiru" in bytes(entry.canonical) for entry in Entry.objects.filter(object=text))
        for who in ("dave", "nina"):
            with pytest.raises(Forbidden):
                partners.contact(actor(who), text)
        shifts.end(actor=alice)
        with pytest.raises(Refused, match="purpose"):
            partners.contact(actor("alice"), text)
        partners.remove_contact(actor=alice, stakeholder_id=text, expected_n=2)
        assert partners.contact(actor("alice"), text) == {}
        with pytest.raises(Refused):
            partners.remove_contact(actor=alice, stakeholder_id=text, expected_n=3)
        assert differences() == []

    def test_the_database_asks_the_same(self):
        alice, stakeholder = actor("alice"), Stakeholder.objects.get(public_id=a_stakeholder())
        for who, kind, changes, personal in (
            (actor("dave"), "ended", {}, {}),
            (alice, "contact_set", {"contact": True}, {}),
            (alice, "contact_set", {"contact": False}, {"name": "x"}),
            (alice, "changed", {"agency": cast.agency("police").public_id}, {}),
        ):
            with (
                pytest.raises(IntegrityError, match="cannot be"),
                transaction.atomic(),
                without_guards(RECORDER),
            ):
                RECORDER.record(who, "stakeholder", kind, stakeholder, changes=changes, personal=personal)
        new = {
            "stakeholder": "R0000000000000",
            "project": "",
            "title": "x",
            "words": "",
            "made_on": DAY,
            "due_on": DAY,
        }
        with (
            pytest.raises(IntegrityError, match="cannot be made"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(alice, "commitment", "made", changes=new)
        RECORDER.record(alice, "commitment", "made", changes={**new, "stakeholder": stakeholder.public_id})
        with (
            pytest.raises(IntegrityError, match=r"programme\.commitment\.day"),
            transaction.atomic(),
            without_guards(RECORDER),
        ):
            RECORDER.record(alice, "commitment", "kept", Commitment.objects.get(), changes={"kept_on": DAY - dt.timedelta(days=1)})  # fmt: skip

    def test_pages(self, signed_in, django_assert_max_num_queries):
        alice, reader = signed_in("alice"), signed_in("dave")
        assert alice.get("/programme/partners/new/").status_code == 200
        assert alice.post("/programme/partners/new/", {"name": "", "kind": "carrier"}).status_code == 422
        assert alice.post("/programme/partners/new/", {"name": "Post", "kind": "carrier", "country": "xx"}).status_code == 302  # fmt: skip
        public_id = Stakeholder.objects.get().public_id
        page = f"/programme/partners/{public_id}/"
        contact = f"{page}acts/contact_set/"
        assert alice.get(contact).status_code == 200
        assert alice.post(contact, {"name": "Wanjiru Kamau", "expected_n": "1"}).status_code == 302
        assert alice.get(f"{page}commitments/new/").status_code == 200
        result = {"title": "Report in a day", "made_on": "2026-03-01", "due_on": "2026-03-02"}
        assert alice.post(f"{page}commitments/new/", result).status_code == 302
        made = Commitment.objects.get().public_id
        below = f"/programme/commitments/{made}/acts"
        assert alice.post(f"{below}/followed_up/", {"expected_n": "1", "note": "Half."}).headers["Location"] == page  # fmt: skip
        change, result = f"{page}acts/changed/", {"name": "The Post", "kind": "carrier"}
        assert alice.get(change).status_code == 200
        assert alice.post(change, {**result, "expected_n": "1"}).status_code == 422
        assert alice.post(change, {**result, "expected_n": "2"}).status_code == 302
        assert "Wanjiru" not in alice.get(page).content.decode()
        assert "Wanjiru" in alice.get(f"{page}?show=contact").content.decode()
        for address, queries in ((page, 15), ("/programme/partners/", 14)):
            reader.get(address)
            with django_assert_max_num_queries(queries):
                shown = reader.get(address).content.decode()
            assert "The Post" in shown
            assert "days late" in shown
        shown = reader.get(f"{page}?show=contact").content.decode()
        assert "Wanjiru" not in shown
        assert "Half." not in shown
        assert reader.post(f"{page}acts/ended/", {"expected_n": "3"}).status_code == 403
        bad = {"expected_n": "2", "kept_on": "2026-99-99"}
        assert alice.post(f"{below}/kept/", bad).status_code == 422
        assert Commitment.objects.get().state == "made"
        assert alice.post(f"{below}/kept/", {**bad, "kept_on": "2026-03-05"}).status_code == 302
        assert alice.post(f"{page}acts/contact_removed/", {"expected_n": "3"}).status_code == 302
        assert alice.post(f"{page}acts/ended/", {"expected_n": "4"}).status_code == 302
        assert (Commitment.objects.get().state, Stakeholder.objects.get().state) == ("kept", "ended")


@pytest.fixture
def door(roles):
    """Two partners with an office each, and somebody at each."""
    made = {}
    for name in ("post", "bazaar"):
        office = an_office(name)
        made[name] = somebody(name, office)
        a_stakeholder(name, office, "carrier" if name == "post" else "marketplace")
    return made


@pytest.mark.django_db
class TestReports:
    def test_from_a_parcel_to_a_tip(self, door):
        post, heidi, quentin = actor_of(door["post"]), actor("heidi"), actor("quentin")
        a_layer()
        made = sightings.send(actor=post, said=said())
        with pytest.raises(Invalid) as refused:
            sightings.send(actor=post, said=said(told="x", countries=("x",)))
        assert {reason.field for reason in refused.value.reasons} == {"told", "countries"}
        # The police's supervisor is asked for listings, customs and analysts of hotspots for parcels.
        with pytest.raises(NotFound):
            sightings.read(actor("erin"), made)
        opened = sightings.read(heidi, made)
        assert (opened.told, opened.marks, opened.reporter) == (TOLD, ("B 4471",), "post")
        assert ReadLog.objects.filter(act="programme.sighting.read", object=made).count() == 1
        sightings.take(actor=heidi, sighting_id=made, expected_n=1)
        assert seen.one_of_mine(post, made).state == "looked_into"
        with pytest.raises(Forbidden, match="Another office"):
            sightings.close(actor=quentin, sighting_id=made, expected_n=2, why="lawful")
        sightings.give_back(actor=heidi, sighting_id=made, expected_n=2)
        with pytest.raises(Refused):
            sightings.make_tip(actor=quentin, sighting_id=made, expected_n=3, area="A", told=TOLD)
        sightings.take(actor=quentin, sighting_id=made, expected_n=3)
        with pytest.raises(Invalid):
            sightings.make_tip(actor=quentin, sighting_id=made, expected_n=4, area="nowhere", told=TOLD)
        area = next(iter(tips.places.named_areas()))
        delivery = sightings.make_tip(actor=quentin, sighting_id=made, expected_n=4, area=area, told=TOLD)
        assert (
            Delivery.objects.get(public_id=delivery).source
            == Source.objects.get(name=tips.PARTNERS).public_id
        )
        assert Incident.objects.get().kind == "tip"
        # What people tell stands under another source, before and after.
        tips.note(
            actor=quentin, day=DAY, longitude=None, latitude=None, area=area, told="Rifles in the mill."
        )
        assert set(Source.objects.values_list("name", flat=True)) == {tips.NAME, tips.PARTNERS}
        assert seen.one_of_mine(post, made).state == "ended"
        assert differences() == []

    def test_the_log_holds_no_words_of_a_report(self, door):
        made = sightings.send(actor=actor_of(door["post"]), said=said())
        for entry in Entry.objects.filter(object=made):
            for word in (b"barrels", b"KPP-1", b"Depot", b"4471"):
                assert word not in bytes(entry.canonical)
        assert not any(word in str(Sighting.objects.values().get()) for word in ("barrels", "KPP-1", "Depot", "4471"))  # fmt: skip

    def test_a_reporter_sees_the_state_of_the_own_reports_and_nothing_else(self, door):
        post, bazaar = actor_of(door["post"]), actor_of(door["bazaar"])
        made = sightings.send(actor=post, said=said())
        other = sightings.send(actor=bazaar, said=said(what="listing", reference="SEL-9"))
        sightings.close(
            actor=actor("erin"), sighting_id=other, expected_n=1, why="lawful", note="The dealer is licensed."
        )
        assert [mine.id for mine in seen.mine(post)[0]] == [made]
        with pytest.raises(NotFound):
            seen.one_of_mine(post, other)
        browser = sign_in(door["bazaar"])
        page = browser.get("/programme/sightings/mine/").content.decode()
        assert "SEL-9" in page
        assert "Resolved" in page
        for secret in ("KPP-1", made, "lawful", "licensed", "Erin", "Harbour", "Closed without"):
            assert secret not in page
        for closed in ("/programme/sightings/", f"/programme/sightings/{other}/", "/programme/", "/programme/partners/", "/programme/initiatives/", "/hotspots/map/"):  # fmt: skip
            assert browser.get(closed).status_code == 403, closed
        with pytest.raises(Forbidden):
            sightings.read(bazaar, other)

    def test_who_may_not(self, door):
        post = actor_of(door["post"])
        for who in ("alice", "heidi", "dave"):
            with pytest.raises(Forbidden):
                sightings.send(actor=actor(who), said=said())
        stranger = actor_of(somebody("stranger", an_office("Not entered")))
        with pytest.raises(Refused, match="not entered"):
            sightings.send(actor=stranger, said=said())
        made = sightings.send(actor=post, said=said())
        for who in (post, actor("alice"), actor("dave")):
            with pytest.raises(Forbidden):
                sightings.take(actor=who, sighting_id=made, expected_n=1)
        with pytest.raises(Invalid):
            sightings.close(actor=actor("heidi"), sighting_id=made, expected_n=1, why="bored")
        partners.end(
            actor=actor("alice"),
            stakeholder_id=Stakeholder.objects.get(agency=post.agency).public_id,
            expected_n=1,
        )
        with pytest.raises(Refused, match="not entered"):
            sightings.send(actor=post, said=said())

    def test_the_database_asks_the_same(self, door):
        post, heidi = actor_of(door["post"]), actor("heidi")
        of = Stakeholder.objects.get(agency=post.agency)
        new = {"stakeholder": of.public_id, "agency": post.agency, "what": "parcel", "goods": "parts", "happened_on": DAY, "countries": [], "desk": "customs"}  # fmt: skip
        for who, changes, personal in (
            (post, {}, {}),
            (actor_of(door["bazaar"]), {}, {"told": TOLD}),
            (heidi, {"agency": heidi.agency}, {"told": TOLD}),
            (post, {"stakeholder": Stakeholder.objects.exclude(pk=of.pk).get().public_id}, {"told": TOLD}),
        ):
            with (
                pytest.raises(IntegrityError, match="cannot be"),
                transaction.atomic(),
                without_guards(RECORDER),
            ):
                RECORDER.record(who, "sighting", "sent", changes={**new, **changes}, personal=personal)
        sightings.send(actor=post, said=said())
        for who, kind, changes in (
            (post, "closed", {"why": "lawful"}),
            (actor("alice"), "taken", {"taken_by": actor("alice").agency}),
            (heidi, "taken", {"taken_by": post.agency}),
            (heidi, "closed", {"why": ""}),
        ):
            with (
                pytest.raises(IntegrityError, match="cannot be"),
                transaction.atomic(),
                without_guards(RECORDER),
            ):
                RECORDER.record(who, "sighting", kind, Sighting.objects.get(), changes=changes)
        RECORDER.record(
            heidi, "sighting", "taken", Sighting.objects.get(), changes={"taken_by": heidi.agency}
        )
        for who, kind, changes in (
            (actor("quentin"), "closed", {"why": "lawful"}),
            (heidi, "passed", {"delivery": "H0000000000000"}),
        ):
            with (
                pytest.raises(IntegrityError, match="cannot be"),
                transaction.atomic(),
                without_guards(RECORDER),
            ):
                RECORDER.record(who, "sighting", kind, Sighting.objects.get(), changes=changes)

    def test_a_program_reports_and_sees_its_own_office_s(self, door, client):
        office = Agency.objects.get(public_id=actor_of(door["post"]).agency).public_id
        token = {"HTTP_AUTHORIZATION": f"Bearer {a_program(office)}"}
        result = {"what": "parcel", "goods": "parts", "happened_on": today().isoformat(), "told": TOLD, "reference": "KPP-2", "marks": ["B 4471"], "countries": ["TR"]}  # fmt: skip

        def post(body):
            return client.post("/api/sightings", json.dumps(body), content_type="application/json", **token)

        answer = post(result)
        assert answer.status_code == 200, answer.content
        made = answer.json()
        assert made == {"id": made["id"], "what": "parcel", "goods": "parts", "happened_on": result["happened_on"], "reference": "KPP-2", "state": "received"}  # fmt: skip
        assert post({**result, "sender": "Somebody"}).status_code == 422, "no field for people"
        assert post({**result, "told": "x"}).status_code == 422
        other = sightings.send(actor=actor_of(door["bazaar"]), said=said())
        assert client.get(f"/api/sightings/{other}", **token).status_code == 404
        assert client.get("/api/sightings/R0000000000000", **token).status_code == 404
        listed = client.get("/api/sightings?size=1", **token).json()
        assert [item["id"] for item in listed["items"]] == [made["id"]]
        assert listed["after"] is None
        for closed in ("/api/incidents", "/api/agencies"):
            assert client.get(closed, **token).status_code == 403
        assert actor_of_program(token["HTTP_AUTHORIZATION"].split()[1]).permissions == {
            "programme:sighting:send"
        }

    def test_pages(self, door, signed_in, django_assert_max_num_queries):
        post, heidi = sign_in(door["post"]), signed_in("heidi")
        assert post.get("/programme/sightings/new/").status_code == 200
        result = {"what": "parcel", "goods": "parts", "happened_on": today().isoformat(), "told": TOLD, "marks": "B 4471\nCZ 75", "countries": "tr xx"}  # fmt: skip
        assert post.post("/programme/sightings/new/", {**result, "told": "Ask a.b@example.org about it."}).status_code == 422  # fmt: skip
        assert "selected" not in str(post.get("/programme/sightings/new/").context["form"]["goods"]).replace(
            'value="" selected', ""
        )
        assert post.post("/programme/sightings/new/", {**result, "countries": "Atlantis"}).status_code == 422
        assert (
            post.post("/programme/sightings/new/", {**result, "countries": "Turkey, xx"}).status_code == 302
        )
        assert Sighting.objects.get().countries == ["TR", "XX"]
        public_id = Sighting.objects.get().public_id
        post.get("/programme/sightings/mine/")
        with django_assert_max_num_queries(12):
            assert "Received" in post.get("/programme/sightings/mine/").content.decode()
        assert "/programme/sightings/mine/" in post.get("/").content.decode()
        heidi.get("/programme/sightings/")
        with django_assert_max_num_queries(15):
            shown = heidi.get("/programme/sightings/").content.decode()
        assert "Waiting (1)" in shown
        assert "barrels" not in shown
        assert "waits to be taken on" in heidi.get("/").content.decode()
        page = f"/programme/sightings/{public_id}/"
        assert "barrels" in heidi.get(page).content.decode()
        a_layer()
        assert heidi.post(f"{page}acts/taken/", {"expected_n": "1"}).status_code == 302
        assert "Make a tip of it" in heidi.get(page).content.decode()
        area = next(iter(tips.places.named_areas()))
        tip = {"expected_n": "2", "area": area, "told": TOLD}
        assert heidi.post(f"{page}acts/passed/", {**tip, "told": "short"}).status_code == 422
        assert heidi.post(f"{page}acts/passed/", tip).status_code == 302
        assert Sighting.objects.get().state == "passed"
        for show in ("waiting", "hand", "ended"):
            assert heidi.get(f"/programme/sightings/?show={show}").status_code == 200
        shown = heidi.get(page).content.decode()
        assert "Heidi Customs" in shown
        assert door["post"].name not in shown, "who pressed the button at the reporter's"
