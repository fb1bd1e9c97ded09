"""The work of a project: its rules table by table, its acts through service and database, its pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from ifar.charts import mirrored
from ifar.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from ifar.files import store
from ifar.programme import gantt, theory, work
from ifar.programme.gantt import Bar, Words
from ifar.programme.models import Activity, Document, Issue, Lesson, Location, Partner, Risk
from ifar.programme.selectors import exporting
from ifar.programme.services import projects, working
from ifar.programme.services import work as services
from ifar.programme.services.work import NewActivity, NewIssue, NewLesson, NewLocation, NewPartner, NewRisk
from ifar.programme.services.writing import RECORDER, today
from ifar.programme.theory import Thing
from tests.acting import without_guards
from tests.cast import actor
from tests.community.shelves import a_pdf
from tests.programme.conftest import differences
from tests.programme.test_acts import a_project, a_result

DAY = dt.date(2026, 3, 1)
WORDS = Words(dict.fromkeys(work.STANDINGS, "x"), "today", lambda day: f"{day:%m/%y}")


@pytest.mark.parametrize(
    ("state", "starts", "ends", "standing", "days"),
    [("planned", 1, 9, "planned", 0), ("planned", 0, 9, "planned", 0), ("planned", -1, 9, "late", 1), ("under_way", -9, 0, "under_way", 0),
     ("under_way", -9, -2, "late", 2), ("done", -9, -2, "done", 0), ("cancelled", -9, -2, "cancelled", 0)],
)  # fmt: skip
def test_what_is_late(state, starts, ends, standing, days):
    first, last = DAY + dt.timedelta(days=starts), DAY + dt.timedelta(days=ends)
    assert (work.standing(state, first, last, DAY), work.days_late(state, first, last, DAY)) == (
        standing,
        days,
    )


@pytest.mark.parametrize(("likelihood", "impact", "level"), [(1, 4, "low"), (1, 5, "medium"), (3, 3, "medium"), (2, 5, "high"), (3, 5, "severe"), (5, 5, "severe")])  # fmt: skip
def test_how_heavy_a_risk_weighs(likelihood, impact, level):
    assert work.level(likelihood, impact) == level


@pytest.mark.parametrize(
    ("latitude", "longitude", "wrong"),
    [(None, None, ""), ("1", "2", ""), ("90", "-180", ""), ("90.1", "2", "latitude"), ("1", None, "longitude"), (None, "1", "latitude"), ("1", "181", "longitude")],
)  # fmt: skip
def test_coordinates(latitude, longitude, wrong):
    assert work.coordinates_wrong(latitude and Decimal(latitude), longitude and Decimal(longitude)) == wrong


def _chart(wide: bool):
    bars = [
        Bar("Training of officers at the border", DAY, DAY + dt.timedelta(days=60), "done"),
        Bar("Delivery of the marking machines", DAY, DAY + dt.timedelta(days=90), "late", "12 days late"),
    ]
    return gantt.chart(
        [("Arms are marked", bars), ("Empty", [])], DAY + dt.timedelta(days=102), WORDS, wide=wide
    )


@pytest.mark.parametrize("wide", [True, False])
def test_bars_stand_within_the_picture_in_both_directions(wide):
    picture = _chart(wide)
    for item in (picture, mirrored(picture)):
        assert all(box.x >= 0 and box.x + box.width <= item.width + 0.01 for box in item.boxes)
        assert all(box.y >= 0 and box.y + box.height <= item.height for box in item.boxes)
        assert all(0 <= x <= item.width for stroke in item.strokes for x, _y in stroke.points)
        assert all(0 <= text.x <= item.width for text in item.texts)
    words = " ".join(text.text for text in picture.texts)
    # Late is said in words and by a pattern of its own, and today has its line.
    assert "12 days late" in words
    assert "today" in words
    assert {box.series for box in picture.boxes} == {gantt.SERIES["done"], gantt.SERIES["late"]}
    assert "Empty" not in words


def test_no_activity_no_picture():
    assert gantt.chart([], DAY, WORDS, wide=True).height == 0


def test_a_theory_of_change_is_a_tree_without_overlaps():
    things = [("S1", Thing("O1", "strategy", "Laws follow the standards")), ("O1", Thing("a", "outcome", "Arms are marked " * 4, "Makers take part"))]  # fmt: skip
    things += [("a", Thing(f"b{n}", "output", f"Output {n} with some words", "" if n else "Money comes")) for n in range(3)]  # fmt: skip
    things += [
        (f"b{n % 2}", Thing(f"c{n}", "activity", f"Activity {n}", "", "late", "late")) for n in range(5)
    ]
    things += [("O1", Thing("d", "output", "Leads to the outcome at once")), ("nowhere", Thing("e", "activity", "Leads to nothing known"))]  # fmt: skip
    root = theory.tree(Thing("S1", "ambition", "Less illicit trade"), things)
    assert [item.key for item in root.below] == ["O1", "e"]
    for turned in (False, True):
        picture = theory.draw(root, mirrored=turned)
        assert len(picture.boxes) == len(things) + 1 == len(picture.links) + 1
        for box in picture.boxes:
            assert 0 <= box.x <= picture.width - theory.COLUMN
            assert box.y + box.height <= picture.height
            for other in picture.boxes:
                if other is not box and other.x == box.x:
                    assert other.y >= box.y + box.height or other.y + other.height <= box.y
    assert [link.number for link in theory.draw(root, mirrored=False).links if link.number] == [1, 2]


pages = pytest.mark.usefixtures("roles")


def a_plan():
    """A project with a result, two activities (one late), a risk, an issue."""
    project = a_project(responsible="National commission").public_id
    result = a_result(project=project, assumptions="Makers take part").public_id
    now = today()
    alice = actor("alice")
    late = services.add(actor=alice, project=project, new=NewActivity(result, "Deliver machines", now - dt.timedelta(days=90), now - dt.timedelta(days=12), responsible="Team A"))  # fmt: skip
    services.add(actor=alice, project=project, new=NewActivity(result, "Train officers", now, now + dt.timedelta(days=30)))  # fmt: skip
    services.add(actor=alice, project=project, new=NewRisk("Prices rise", 4, 4, "Team A", "Buy early"))
    services.add(actor=alice, project=project, new=NewIssue("Customs hold the crates", "high", "Team B", due_on=now - dt.timedelta(days=3)))  # fmt: skip
    return project, result, late


@pytest.mark.django_db
@pages
def test_the_life_of_an_activity():
    project, result, late = a_plan()
    alice, now = actor("alice"), today()
    with pytest.raises(Forbidden):
        services.add(actor=actor("nina"), project=project, new=NewLesson("x", "y"))
    with pytest.raises(NotFound):
        services.add(actor=alice, project=RECORDER.new_id("project"), new=NewLesson("x", "y"))
    other = a_project("P-2").public_id
    with pytest.raises(Invalid):
        services.add(actor=alice, project=other, new=NewActivity(result, "x", now, now))
    with pytest.raises(Invalid):
        working.begin_activity(
            actor=alice,
            activity_id=late,
            expected_n=1,
            on=now + dt.timedelta(days=1),
        )
    with pytest.raises(Refused):
        working.finish_activity(actor=alice, activity_id=late, expected_n=1)
    working.begin_activity(actor=alice, activity_id=late, expected_n=1, on=now - dt.timedelta(days=80))
    with pytest.raises(Conflict):
        working.finish_activity(actor=alice, activity_id=late, expected_n=1)
    working.finish_activity(actor=alice, activity_id=late, expected_n=2)
    activity = Activity.objects.get(public_id=late)
    assert (activity.state, activity.begun_on, activity.done_on) == ("done", now - dt.timedelta(days=80), now)
    assert differences() == []


@pytest.mark.django_db
@pages
@pytest.mark.parametrize(
    ("record_type", "kind", "changes", "said"),
    [
        ("activity", "planned", {"project": "other"}, r"programme\.choice"),
        ("activity", "planned", {"location": "R0000000000000"}, r"programme\.choice"),
        ("risk", "raised", {}, "not theirs"),
        ("issue", "raised", {"risk": "R0000000000000"}, r"programme\.impossible"),
        ("document", "kept", {}, "no such document"),
        ("lesson", "noted", {"project": "R0000000000000"}, r"programme\.unknown"),
    ],
)  # fmt: skip
def test_the_database_refuses_around_the_service(record_type, kind, changes, said):
    project, result, _late = a_plan()
    other = a_project("P-2").public_id
    base = {
        "activity": {"result": result, "title": "x", "words": "", "starts_on": DAY, "ends_on": DAY, "responsible": "", "location": ""},
        "risk": {"title": "x", "words": "", "likelihood": 1, "impact": 1, "owner": "x", "mitigation": "x", "review_on": None},
        "issue": {"title": "x", "words": "", "severity": "low", "owner": "x", "due_on": None},
        "document": {"title": "x", "kind": "plan", "sha256": "0" * 64, "name": "x", "pages": 1, "size": 1},
        "lesson": {"title": "x", "words": "x", "advice": ""},
    }[record_type]  # fmt: skip
    report = {"project": project, **base, **changes}
    if report["project"] == "other":
        report["project"] = other
    who = "nina" if record_type == "risk" else "alice"
    with pytest.raises(IntegrityError, match=said), transaction.atomic(), without_guards(RECORDER):
        RECORDER.record(actor(who), record_type, kind, changes=report)


@pytest.mark.django_db
@pages
def test_a_closed_project_takes_lessons_and_no_work():
    project, _result, _late = a_plan()
    projects.cancel(actor=actor("alice"), project_id=project)
    with pytest.raises(Refused):
        services.add(actor=actor("alice"), project=project, new=NewRisk("x", 1, 1, "x", "x"))
    changes = {"project": project, "name": "x", "kind": "other", "role": "funding", "reference": ""}
    with (
        pytest.raises(IntegrityError, match=r"programme\.work\.closed"),
        transaction.atomic(),
        without_guards(RECORDER),
    ):
        RECORDER.record(actor("alice"), "partner", "named", changes=changes)
    services.add(actor=actor("alice"), project=project, new=NewLesson("Start earlier", "It was late."))


@pytest.mark.django_db
@pages
def test_a_risk_that_occurs_is_an_issue_that_is_resolved():
    a_plan()
    risk, alice = Risk.objects.get(), actor("alice")
    values = {
        "title": "Prices rise",
        "likelihood": 5,
        "impact": 5,
        "owner": "Team A",
        "mitigation": "Buy now",
    }
    working.assess_risk(actor=alice, risk_id=risk.public_id, expected_n=1, **values)
    values = {"title": "Prices rose", "severity": "high", "owner": "Team A"}
    made = working.risk_occurred(actor=alice, risk_id=risk.public_id, expected_n=2, **values)
    assert Issue.objects.get(public_id=made).risk == risk.public_id
    with pytest.raises(Invalid):
        working.resolve_issue(actor=alice, issue_id=made, expected_n=1, resolution=" ")
    working.resolve_issue(actor=alice, issue_id=made, expected_n=1, resolution="Another maker")
    assert (Issue.objects.get(public_id=made).state, Risk.objects.get().state) == ("resolved", "occurred")
    assert differences() == []


@pytest.mark.django_db
@pages
def test_pages_say_it_and_ask_little(signed_in, django_assert_max_num_queries):
    project, _result, late = a_plan()
    reader = signed_in("dave")
    for path, queries, words in (
        ("projects/", 14, ("late: 1",)),
        ("projects/?late=1", 14, ("Marking at the coast",)),
        (f"projects/{project}/", 20, ("Work plan",)),
        (f"projects/{project}/plan/", 19, ("Deliver machines", "days late", "gantt-narrow")),
        (f"projects/{project}/theory/", 20, ("Makers take part", "theory-mark", "Train officers")),
        (f"projects/{project}/risks/", 18, ("Prices rise", "4 × 4", "3 days late")),
        (f"projects/{project}/documents/", 16, ("No document",)),
    ):
        with django_assert_max_num_queries(queries):
            answer = reader.get(f"/programme/{path}")
        page = answer.content.decode()
        assert answer.status_code == 200, path
        assert all(word in page for word in words), (path, [word for word in words if word not in page])
    assert reader.post(f"/programme/activities/{late}/acts/begun/", {"expected_n": "1"}).status_code == 403
    assert reader.get("/programme/projects/R0000000000000/plan/").status_code == 404


@pytest.mark.django_db
@pages
def test_the_forms_do_their_acts(signed_in):
    project, result, late = a_plan()
    alice = signed_in("alice")
    at = f"/programme/projects/{project}"
    report = {
        "activities": {"title": "Report", "result": result, "starts_on": "2026-01-01", "ends_on": "2026-02-01"},
        "parts": {"name": "Customs", "kind": "government", "role": "implementing", "reference": "XM-1"},
        "locations": {"name": "Port", "country": "xa", "latitude": "-4.05", "longitude": "39.66", "reach": "activity", "exactness": "exact"},
        "risks": {"title": "Staff leave", "likelihood": "2", "impact": "3", "owner": "Team", "mitigation": "Train two"},
        "issues": {"title": "No room", "severity": "low", "owner": "Team"},
        "lessons": {"title": "Ask first", "words": "Nobody asked the port."},
    }  # fmt: skip
    for record_types, value in report.items():
        assert alice.get(f"{at}/{record_types}/new/").status_code == 200
        assert alice.post(f"{at}/{record_types}/new/", {"x": ""}).status_code == 422
        assert alice.post(f"{at}/{record_types}/new/", value).status_code == 302, record_types
    assert Location.objects.get().latitude == Decimal("-4.05")
    assert alice.post(f"{at}/locations/new/", {**report["locations"], "longitude": "200"}).status_code == 422
    assert (
        alice.post(f"{at}/activities/new/", {**report["activities"], "ends_on": "2025-01-01"}).status_code
        == 422
    )
    changed = {**report["activities"], "title": "Report twice", "expected_n": "1"}
    public_id = Activity.objects.get(title="Report").public_id
    assert "Report" in alice.get(f"/programme/activities/{public_id}/acts/changed/").content.decode()
    assert alice.post(f"/programme/activities/{public_id}/acts/changed/", changed).status_code == 302
    assert alice.post(f"/programme/activities/{public_id}/acts/changed/", changed).status_code == 422
    assert Activity.objects.get(public_id=public_id).title == "Report twice"
    lesson, partner, place = Lesson.objects.get(), Partner.objects.get(), Location.objects.get()
    for record_types, found, kind in (("lessons", lesson, "withdrawn"), ("parts", partner, "ended"), ("locations", place, "removed"), ("activities", Activity.objects.get(public_id=late), "begun")):  # fmt: skip
        at = f"/programme/{record_types}/{found.public_id}/acts/{kind}/"
        alice.post(at, {"expected_n": "1", "reason": "because"})
        found.refresh_from_db()
        assert found.n == 2, record_types
    risk = Risk.objects.get(title="Staff leave").public_id
    assert alice.get(f"/programme/risks/{risk}/acts/occurred/").status_code == 200
    assert (
        alice.post(
            f"/programme/risks/{risk}/acts/occurred/", {"expected_n": "1", **report["issues"]}
        ).status_code
        == 302
    )
    assert differences() == []


@pytest.mark.django_db
@pages
def test_documents_are_read_as_pictures_and_hostile_ones_stay_out(signed_in):
    project = a_project().public_id
    alice, dave = signed_in("alice"), signed_in("dave")
    at = f"/programme/projects/{project}/documents/new/"

    def sent(name: str, content: bytes):
        values = {"title": "Agreement", "kind": "agreement", "document": SimpleUploadedFile(name, content)}
        return alice.post(at, values)

    assert alice.get(at).status_code == 200
    hostile = a_pdf("x").replace(
        b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
    )
    for name, content in (("page.html", b"<script>alert(1)</script>"), ("x.pdf", b""), ("x.pdf", b"%PDF-1.7 no"), ("y.pdf", hostile)):  # fmt: skip
        assert sent(name, content).status_code == 422, name
    assert not Document.objects.exists()
    assert sent("../../agreement.pdf", a_pdf("Agreement")).status_code == 302
    document = Document.objects.get()
    assert (document.name, document.pages) == ("agreement.pdf", 1)
    page = f"/programme/documents/{document.public_id}/"
    assert "Agreement" in dave.get(page).content.decode()
    assert dave.get(f"{page}2/").status_code == 404
    picture = dave.get(f"{page}1.png")
    assert picture["Content-Type"].startswith("image/")
    kept = dave.get(f"{page}download/")
    assert kept["Content-Disposition"].startswith("attachment")
    assert Path(store.found(document.sha256)).read_bytes() == b"".join(kept.streaming_content)
    assert signed_in("mallory").get(f"{page}1.png").status_code == 403
    alice.post(f"{page}acts/withdrawn/", {"expected_n": "1", "reason": "an old one"})
    assert dave.get(page).status_code == 404
    assert differences() == []


@pytest.mark.django_db
@pages
def test_partners_and_places_go_into_the_export():
    project = a_project().public_id
    alice = actor("alice")
    projects.start(actor=alice, project_id=project)
    services.add(
        actor=alice, project=project, new=NewPartner("Customs", "government", "implementing", "XM-1")
    )
    point = {"latitude": Decimal("-4.0500"), "longitude": Decimal("39.66"), "exactness": "exact"}
    services.add(actor=alice, project=project, new=NewLocation("Port", "XA", **point))
    gone = services.add(actor=alice, project=project, new=NewLocation("Nowhere"))
    working.remove_location(actor=alice, location_id=gone, expected_n=1)
    made = exporting.activities(actor("alice"), dt.datetime.now(dt.UTC))
    text = made.content.decode()
    assert made.verdict.valid
    for part in (
        'role="4" type="10"',
        'ref="XM-1"',
        "<pos>-4.05 39.66</pos>",
        'location-reach code="1"',
        'exactness code="1"',
    ):
        assert part in text, (part, text)
    assert "Nowhere" not in text
