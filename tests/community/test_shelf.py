"""The shelves in the database: what each act may do, and what the database itself refuses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from psycopg import Cursor
from psycopg.types.json import JsonbLoader, JsonLoader

from ifar.community import practices as rules
from ifar.community.models import (
    Agreement,
    Appraisal,
    Assistance,
    Edition,
    Enquiry,
    Gap,
    Practice,
    Progress,
    Review,
    Score,
    Space,
    Topic,
    Training,
)
from ifar.community.replay import REPLAYS
from ifar.community.selectors import assistance as helping
from ifar.community.selectors import enquiries as asking
from ifar.community.selectors import library as shelves
from ifar.community.selectors import results, shelf
from ifar.community.selectors.chain import path_from
from ifar.community.services import assistance, enquiries, gaps, library, practices, shelving, skills, writing
from ifar.community.services.shelving import Placed
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.files import documents, store
from ifar.papers.models import Paper
from ifar.registry.identification import Seen, SeenMark
from ifar.tracing.models import Request
from tests import cast
from tests.community.conftest import a_post, a_space, a_topic, member, reader, said

TODAY = dt.datetime.now(dt.UTC).date()
DAY = dt.timedelta(days=1)
PARTS = {
    "context": "A border post with few people and much traffic.",
    "problem": "Marks were read differently by each shift, and requests came back.",
    "done": "Two officers read each mark apart, then compare; the photograph decides.",
    "result": "Requests that came back fell from many to few.",
    "evidence": "A count of a year before and a year after.",
    "transferability": "Needs a camera and ten minutes.",
}
ANSWERS = {"evidence": "documented", "result": "measured", "transfer": "elsewhere"}


def at(space: Space, title: str = "Reading marks by two", **more: Any) -> Placed:
    return Placed(space.public_id, title, "en", **more)


def a_practice(name: str, space: Space, *, cleared: bool = True, **more: Any) -> Practice:
    made = practices.submit(actor=cast.actor(name), at=at(space, **more), said=PARTS, topics=["marking"])
    if cleared:
        practices.clear(actor=cast.actor("dave"), practice=made.public_id)
        made.refresh_from_db()
    return made


def a_gap(name: str, space: Space, **more: Any) -> Gap:
    told = gaps.Told(
        "technical",
        "Nobody there can read marks of that script.",
        "Six returned requests",
        ["KE"],
        ["8", "12"],
        3,
    )
    return gaps.open_gap(
        actor=cast.actor(name),
        at=at(space, **{"title": "Marks in scripts that nobody reads", **more}),
        said=told,
    )


def a_guide(name: str, space: Space, **more: Any) -> Any:
    described = library.Described(
        "tool", "A checklist for reading marks by two people.", "", ["8"], ["marking"], "cc_by"
    )
    edition = library.Brought("1.0", "en", link="https://example.org/checklist")
    return library.bring_guide(
        actor=cast.actor(name),
        at=at(space, **{"title": "Checklist for marks", **more}),
        said=described,
        edition=edition,
    )


def told(name: str, side: str, space: Space, **more: Any) -> Assistance:
    given: dict[str, Any] = {
        "words": "Training in reading marks.",
        "starts": TODAY,
        "ends": TODAY + 90 * DAY,
        "articles": ["8"],
        "forms": ["training"],
        "topics": ["marking"],
        "languages": ["en"],
        "countries": ["KE"],
    } | {key: value for key, value in more.items() if key != "placed"}
    return assistance.tell(
        actor=cast.actor(name),
        at=at(space, title=f"A {side} about marks", **more.get("placed", {})),
        said=assistance.Wanted(side, **given),
    )


def a_pdf(*pages: str) -> bytes:
    """A small PDF with words on its pages, written by hand."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for text in pages:
        number = len(objects) + 1
        stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R "
            "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{number} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        body
        + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()
    )


def arrived(content: bytes) -> store.Arrived:
    return store.receive([content], settings.IFAR_UPLOAD_LIMIT)


def differences() -> list[Any]:
    """What the verifier would name, read as it reads: without Django's own reading of JSON."""
    with Cursor(connection.connection) as cursor:
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        cursor.adapters.register_loader("json", JsonLoader)
        return [one for replay in REPLAYS for one in replay.check(cursor, None)]


# Good practices ---------------------------------------------------------------------------------------------------------


def test_a_practice_is_read_by_others_only_after_a_second_member_checked_it(commons: Space) -> None:
    made = a_practice("heidi", commons, cleared=False)
    for name, sees in (("heidi", True), ("dave", True), ("frank", False), ("alice", False)):
        there = shelf.things_for(reader(name), Practice).filter(pk=made.pk).exists()
        assert there is sees, name  # the author, who moderates, nobody else
    with pytest.raises(Refused):
        practices.clear(actor=cast.actor("heidi"), practice=made.public_id)
    with pytest.raises(NotFound):
        practices.clear(actor=cast.actor("frank"), practice=made.public_id)
    practices.give_back(
        actor=cast.actor("dave"), practice=made.public_id, grounds=["place"], note="The post can be known"
    )
    assert Appraisal.objects.get(public_id=made.public_id).state == "returned"
    practices.reword(
        actor=cast.actor("heidi"),
        practice=made.public_id,
        title=made.title,
        said=PARTS | {"context": "A post somewhere, with much traffic."},
    )
    practices.clear(actor=cast.actor("dave"), practice=made.public_id)
    assert shelf.things_for(reader("frank"), Practice).filter(pk=made.pk).exists()
    assert not differences()


def test_the_database_refuses_that_the_author_checks_their_own_practice(commons: Space) -> None:
    """Past every service: Dave moderates the space and wrote it himself; the act is well formed in all else."""
    made = a_practice("dave", commons, cleared=False)
    before = Appraisal.objects.get(public_id=made.public_id)
    with pytest.raises(IntegrityError, match="nobody checks or grades what they wrote"), transaction.atomic():
        writing.write(
            cast.actor("dave"),
            "appraisal",
            "cleared",
            before,
            changes={"checked_by": member("dave").public_id},
        )
    with pytest.raises(IntegrityError, match="moderates the space"), transaction.atomic():
        writing.write(
            cast.actor("frank"),
            "appraisal",
            "cleared",
            before,
            changes={"checked_by": member("frank").public_id},
        )
    with pytest.raises(IntegrityError, match="nobody has checked yet"), transaction.atomic():
        Practice.objects.filter(pk=made.pk).update(state="shown")
    with pytest.raises(IntegrityError, match="nobody has checked yet"), transaction.atomic():
        Practice.objects.create(
            public_id=writing.new_id(), space=commons, author_id=made.author_id, organisation=made.organisation,
            tlp=1, title="Another one", context="x", problem="x", done="x", result="x",
        )  # fmt: skip


def test_words_that_were_checked_are_not_changed_behind_the_check(commons: Space) -> None:
    made = a_practice("heidi", commons)
    with pytest.raises(IntegrityError, match="checked in other words"), transaction.atomic():
        Practice.objects.filter(pk=made.pk).update(context="Now with a name in it")
    practices.reword(actor=cast.actor("heidi"), practice=made.public_id, title=made.title, said=PARTS)
    made.refresh_from_db()
    assert made.state == "held"


def test_a_grade_with_its_reasons_and_organisations_that_do_it(commons: Space) -> None:
    made = a_practice("heidi", commons)
    with pytest.raises(Refused):
        practices.grade(actor=cast.actor("heidi"), practice=made.public_id, answers=ANSWERS)
    with pytest.raises(Invalid):
        practices.grade(actor=cast.actor("alice"), practice=made.public_id, answers={"evidence": "told"})
    assert practices.grade(actor=cast.actor("alice"), practice=made.public_id, answers=ANSWERS).code == "good"
    for name in ("frank", "erin"):
        practices.adopt(actor=cast.actor(name), practice=made.public_id)
    with pytest.raises(Refused):  # Dave's office is Erin's, and does it already
        practices.adopt(actor=cast.actor("dave"), practice=made.public_id)
    practices.adopt(actor=cast.actor("dave"), practice=made.public_id, does=False)
    figures = results.practices_adopted()
    assert [(one.year, one.value, len(one.entries)) for one in figures] == [(TODAY.year, 1, 1)]
    assert set(rules.CRITERIA) == set(ANSWERS)
    assert not differences()


# Gaps and the path ------------------------------------------------------------------------------------------------------


def test_from_the_case_to_the_tool(commons: Space) -> None:
    topic = a_topic("frank", commons)
    practice = a_practice("heidi", commons)
    gap, guide = a_gap("alice", commons), a_guide("oscar", commons)
    gaps.tie(actor=cast.actor("frank"), one=practice.public_id, other=topic.public_id)
    gaps.tie(actor=cast.actor("alice"), one=gap.public_id, other=guide.public_id)
    gaps.take_up(actor=cast.actor("erin"), gap=gap.public_id)
    with pytest.raises(Refused):
        gaps.close(actor=cast.actor("heidi"), gap=gap.public_id, by=practice.public_id)
    gaps.close(actor=cast.actor("erin"), gap=gap.public_id, by=practice.public_id)
    path = path_from(reader("oscar"), "topic", topic)
    assert [noun for noun, nodes in path.columns() if nodes] == ["topic", "practice", "gap", "guide"]
    assert path.nodes[gap.public_id].closed
    assert set(path.ties) == {
        (topic.public_id, practice.public_id),
        (practice.public_id, gap.public_id),
        (gap.public_id, guide.public_id),
    }
    # From each end the same path; and what is hidden in the middle ends it, without a trace.
    assert set(path_from(reader("oscar"), "guide", guide).nodes) == set(path.nodes)
    Gap.objects.filter(pk=gap.pk).update(tlp=3)
    assert set(path_from(reader("heidi"), "practice", practice).nodes) == {
        practice.public_id,
        topic.public_id,
    }
    assert set(path_from(reader("alice"), "practice", practice).nodes) == set(path.nodes)
    gaps.reopen(actor=cast.actor("alice"), gap=gap.public_id)
    assert Progress.objects.get(public_id=gap.public_id).closed_by == ""
    assert not differences()


def test_what_closes_a_gap_and_who_may_say_so(commons: Space) -> None:
    gap, unchecked = a_gap("alice", commons), a_practice("heidi", commons, cleared=False)
    with pytest.raises(Invalid):  # Alice does not see it, so for her it is not there
        gaps.close(actor=cast.actor("alice"), gap=gap.public_id, by=unchecked.public_id)
    with pytest.raises(Invalid):
        gaps.close(actor=cast.actor("dave"), gap=gap.public_id, by=unchecked.public_id)
    before = Progress.objects.get(public_id=gap.public_id)
    with pytest.raises(IntegrityError, match="no practice or tool"), transaction.atomic():
        writing.write(
            cast.actor("alice"),
            "progress",
            "closed",
            before,
            changes={"closed_by": unchecked.public_id, "closed_with": "practice"},
        )
    with pytest.raises(IntegrityError, match="themselves"), transaction.atomic():
        writing.write(
            cast.actor("alice"),
            "progress",
            "taken_up",
            before,
            changes={"workers": [member("frank").public_id]},
        )
    gaps.take_up(actor=cast.actor("alice"), gap=gap.public_id)
    gaps.take_up(actor=cast.actor("frank"), gap=gap.public_id)
    gaps.put_down(actor=cast.actor("alice"), gap=gap.public_id)
    gaps.put_down(actor=cast.actor("frank"), gap=gap.public_id)
    assert Progress.objects.get(public_id=gap.public_id).state == "open"
    with pytest.raises(Refused):
        gaps.put_down(actor=cast.actor("frank"), gap=gap.public_id)
    with pytest.raises(Invalid):
        gaps.tie(actor=cast.actor("alice"), one=gap.public_id, other=a_gap("alice", commons).public_id)
    assert not differences()


# The library ------------------------------------------------------------------------------------------------------------


def test_a_guide_is_looked_through_by_another_and_used(commons: Space) -> None:
    made = a_guide("heidi", commons)
    until = TODAY + 365 * DAY
    with pytest.raises(Refused):
        library.review(actor=cast.actor("heidi"), guide=made.public_id, edition=1, expires_on=until)
    with pytest.raises(IntegrityError, match="another than who brought it"), transaction.atomic():
        writing.write(
            cast.actor("heidi"), "review", "reviewed", made.public_id,
            changes={"reviewer": member("heidi").public_id, "edition": 1, "expires_on": until},
        )  # fmt: skip
    library.review(actor=cast.actor("frank"), guide=made.public_id, edition=1, expires_on=until)
    with pytest.raises(Invalid):
        library.review(actor=cast.actor("frank"), guide=made.public_id, edition=1, expires_on=TODAY)
    for name, helped in (("frank", 2), ("alice", 2), ("erin", 0), ("erin", 1)):
        library.rate(actor=cast.actor(name), guide=made.public_id, used_for="case", helped=helped)
    assert shelves.used([made])[made.pk] == shelves.Used(3, 2, 1, 0)
    library.bring_edition(
        actor=cast.actor("heidi"),
        guide=made.public_id,
        edition=library.Brought("2.0", "ar", link="https://example.org/2"),
    )
    assert [one.number for one in shelves.editions_of([made])[made.pk]] == [2, 1]
    assert Review.objects.get(public_id=made.public_id).edition == 1
    library.withdraw_review(actor=cast.actor("frank"), guide=made.public_id, ground="outdated")
    box = library.begin_collection(actor=cast.actor("alice"), at=at(commons, title="For a first week"))
    library.collect(actor=cast.actor("alice"), collection=box.public_id, guide=made.public_id)
    assert list(shelves.guides_in(reader("oscar"), box)) == [made]
    with pytest.raises(Refused):
        library.collect(actor=cast.actor("frank"), collection=box.public_id, guide=made.public_id)
    assert not differences()


def test_legislation_is_of_a_country_and_found_by_article_and_words(commons: Space) -> None:
    described = library.Described(
        "legislation", "Chapter on the marking of imported arms.", "", ["8"], [], "official"
    )
    edition = library.Brought("2024", "fr", link="https://example.org/law")
    with pytest.raises(Invalid) as refused:
        library.bring_guide(actor=cast.actor("heidi"), at=at(commons), said=described, edition=edition)
    assert refused.value.field == "country"
    described = library.Described(
        "legislation", "Chapter on the marking of imported arms.", "KE", ["8"], [], "official"
    )
    made = library.bring_guide(actor=cast.actor("heidi"), at=at(commons), said=described, edition=edition)
    for asked, there in (("imported arms", True), ("parachute", False), ("import", True)):
        assert shelf.things_for(reader("frank"), type(made), asked).filter(pk=made.pk).exists() is there, (
            asked
        )
    with pytest.raises(Invalid):
        library.bring_guide(
            actor=cast.actor("heidi"),
            at=at(commons),
            said=described,
            edition=library.Brought("1", "en", link="http://example.org/"),
        )


def test_a_pdf_is_read_as_pictures_and_nothing_in_it_acts(commons: Space) -> None:
    described = library.Described("guide", "How to read marks by two people.", "", ["8"], [], "cc_by")
    edition = library.Brought(
        "1.0", "en", arrived(a_pdf("First page about crowns", "Second page")), "marks.pdf"
    )
    made = library.bring_guide(actor=cast.actor("heidi"), at=at(commons), said=described, edition=edition)
    one = Edition.objects.get(guide=made)
    assert (one.pages, "crowns" in one.text[0]) == (2, True)
    assert one.file_id
    path, kind = documents.page_of(one.file_id, 2)
    assert (kind, path.read_bytes()[:4]) == ("image/webp", b"RIFF")
    assert documents.page_of(one.file_id, 2)[0] == path  # made once
    with pytest.raises(NotFound):
        documents.page_of(one.file_id, 3)
    # Found by what is written in it; and no other kind, no script, no plan is taken.
    assert shelf.things_for(reader("frank"), type(made), "crowns").exists()
    for content, name, code in (
        (
            a_pdf("x").replace(
                b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
            ),
            "a.pdf",
            "files.document.acts",
        ),
        (b"%PDF-1.4\nnothing", "b.pdf", "files.document.unreadable"),
        (b"PK\x03\x04 not a document", "c.pdf", "files.kind"),
        (a_pdf("x"), "lower.stl.pdf", "community.safety.file"),
        (a_pdf("x"), "", ""),
    ):
        brought = library.Brought("1.0", "en", arrived(content), name)
        if not code:
            continue
        with pytest.raises(Invalid) as refused, transaction.atomic():
            library.bring_edition(actor=cast.actor("heidi"), guide=made.public_id, edition=brought)
        assert refused.value.code == code, name
    assert Edition.objects.filter(guide=made).count() == 1


# Assistance -------------------------------------------------------------------------------------------------------------


def test_from_a_need_to_what_came_of_it(commons: Space) -> None:
    need = told("heidi", "need", commons)
    best = told("frank", "offer", commons)
    other = told(
        "oscar",
        "offer",
        commons,
        articles=["15"],
        topics=["legislation"],
        forms=["drafting"],
        languages=["ru"],
        countries=["PE"],
    )
    found = helping.fitting(reader("heidi"), need, TODAY)
    assert [one.one for one in found] == [best]
    assert {reason.code for reason in found[0].match.reasons} >= {"articles.same", "place.country"}
    assert other not in [one.one for one in found]
    key = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=best.public_id)
    with pytest.raises(Refused):
        assistance.answer(actor=cast.actor("heidi"), agreement=key, agrees=True)
    with pytest.raises(Refused):
        assistance.answer(actor=cast.actor("alice"), agreement=key, agrees=True)
    assistance.answer(actor=cast.actor("frank"), agreement=key, agrees=True)
    with pytest.raises(Refused):
        assistance.deliver(actor=cast.actor("heidi"), agreement=key, on=TODAY)
    with pytest.raises(Invalid):
        assistance.deliver(actor=cast.actor("frank"), agreement=key, on=TODAY + DAY)
    assistance.deliver(actor=cast.actor("frank"), agreement=key, on=TODAY)
    assistance.assess(actor=cast.actor("heidi"), agreement=key, met="partly", note="Half the class")
    assert Agreement.objects.get(public_id=key).met == "partly"
    assert [(one.value, one.countries) for one in results.assistance_met()] == [(1, 1)]
    assert not differences()


def test_the_database_refuses_an_agreement_of_one_side_alone(commons: Space) -> None:
    need, offer = told("heidi", "need", commons), told("frank", "offer", commons)
    key = assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=offer.public_id)
    before = Agreement.objects.get(public_id=key)
    with pytest.raises(IntegrityError, match="the other side answers"), transaction.atomic():
        writing.write(
            cast.actor("heidi"),
            "agreement",
            "agreed",
            before,
            changes={"answered_by": member("heidi").public_id},
        )
    with pytest.raises(IntegrityError, match="between who needs and who offers"), transaction.atomic():
        writing.write(
            cast.actor("alice"),
            "agreement",
            "agreed",
            before,
            changes={"answered_by": member("alice").public_id},
        )
    own = told("heidi", "offer", commons)
    with pytest.raises(Refused):
        assistance.propose(actor=cast.actor("heidi"), one=need.public_id, other=own.public_id)
    assert own not in [one.one for one in helping.fitting(reader("heidi"), need, TODAY)]


# Tracing help -----------------------------------------------------------------------------------------------------------

SEEN = Seen(
    type="pistol",
    calibre=None,
    serial="AB 123456",
    marks=(SeenMark("PN", "proof", "barrel", frozenset({"crown"})),),
)


def test_a_question_holds_nothing_of_anybody_and_becomes_a_request(commons: Space) -> None:
    for text in ("It was Mr Smith who had it.", "Mail me at a@b.org", "Its number is AB123456"):
        with pytest.raises(Invalid) as refused:
            enquiries.ask(
                actor=cast.actor("dave"),
                space=commons.public_id,
                title="Which maker is it?",
                said=said(text),
                seen=SEEN,
            )
        assert refused.value.field == "text"
    topic = enquiries.ask(
        actor=cast.actor("dave"),
        space=commons.public_id,
        title="Which maker is it?",
        said=said("A pistol without a name."),
        seen=SEEN,
    )
    kept = Enquiry.objects.get(topic=topic)
    assert "123456" not in str(kept.seen)
    answer = asking.likely_of(kept)
    assert answer.recognised
    a_post("heidi", topic, "Ask the proof house there.")
    before = Request.objects.count()
    made = enquiries.draft_trace(actor=cast.actor("dave"), topic=topic.public_id, country="BE")
    drafted = Request.objects.get(public_id=made)
    assert (Request.objects.count(), drafted.country, drafted.state) == (before + 1, "BE", "draft")
    assert [mark["text"] for mark in drafted.marks] == ["PN"]
    with pytest.raises(Refused):  # Frank's office writes no requests
        enquiries.draft_trace(actor=cast.actor("frank"), topic=topic.public_id, country="BE")
    with pytest.raises(NotFound):
        enquiries.draft_trace(actor=cast.actor("grace"), topic=topic.public_id, country="BE")


def test_a_question_in_a_case_room_is_of_the_room(commons: Space) -> None:
    room = a_space("case_room", "A room", moderator="erin", ends_on=TODAY + 20 * DAY, at_end="destroy")
    topic = enquiries.ask(
        actor=cast.actor("erin"),
        space=room.public_id,
        title="Which maker is it?",
        said=said("A pistol."),
        seen=SEEN,
    )
    assert not asking.enquiries_for(reader("heidi")).exists()
    with pytest.raises(NotFound):
        asking.enquiry_for(reader("heidi"), topic.public_id)
    with pytest.raises(Invalid):  # what is to be kept does not stand in a room that ends
        a_gap("erin", room)
    Topic.objects.filter(pk=topic.pk).delete()
    assert not Enquiry.objects.exists()


# Courses ----------------------------------------------------------------------------------------------------------------


def a_course(name: str, space: Space, starts: dt.date, ends: dt.date) -> Any:
    announced = skills.Announced(
        "Reading and photographing marks.", "mixed", starts, ends, 12, "Harbour school", ["marking"]
    )
    return skills.announce(
        actor=cast.actor(name), at=at(space, title="Reading marks, a first course"), said=announced
    )


def test_from_enrolling_to_a_certificate(commons: Space) -> None:
    course = a_course("alice", commons, TODAY - 2 * DAY, TODAY)
    for name in ("dave", "erin", "frank", "heidi"):
        skills.enrol(actor=cast.actor(name), course=course.public_id)
    with pytest.raises(Refused):
        skills.enrol(actor=cast.actor("alice"), course=course.public_id)
    parts = {one.member: one for one in Training.objects.filter(course=course.public_id)}
    key = {name: parts[member(name).public_id].public_id for name in ("dave", "erin", "frank", "heidi")}
    for name, there, before, after in (
        ("erin", True, 40, 90),
        ("frank", True, 55, 50),
        ("heidi", True, 60, 80),
        ("dave", False, None, None),
    ):
        skills.note_attendance(
            actor=cast.actor("alice"),
            course=course.public_id,
            training=key[name],
            was_there=there,
            before=before,
            after=after,
        )
    with pytest.raises(Refused):  # Frank gives no course
        skills.note_attendance(
            actor=cast.actor("frank"), course=course.public_id, training=key["erin"], was_there=False
        )
    # Dave moderates, and was none of those who were there: nobody notes anything of themselves.
    with pytest.raises(Refused):
        skills.note_attendance(
            actor=cast.actor("dave"), course=course.public_id, training=key["dave"], was_there=True
        )
    assert [(one.value, one.year) for one in results.practitioners_trained()] == [(3, TODAY.year)]
    with pytest.raises(IntegrityError, match="half a year"), transaction.atomic():
        writing.write(
            cast.actor("erin"),
            "training",
            "followed_up",
            Training.objects.get(public_id=key["erin"]),
            changes={"used": "yes"},
        )
    with pytest.raises(IntegrityError, match="not passed"), transaction.atomic():
        writing.write(
            cast.actor("alice"),
            "training",
            "certified",
            Training.objects.get(public_id=key["frank"]),
            changes={"paper": "x"},
        )
    assert Score.objects.count() == 3
    issues = "papers:paper:issue" in cast.actor("alice").permissions
    if issues:
        number = skills.certify(
            actor=cast.actor("alice"),
            course=course.public_id,
            training=key["erin"],
            name="E. Example",
            language="fr",
        )
        assert Paper.objects.get(public_id=number).kind == "course_certificate"
        with pytest.raises(Refused):
            skills.certify(
                actor=cast.actor("alice"),
                course=course.public_id,
                training=key["frank"],
                name="F. Example",
                language="fr",
            )
    else:
        with pytest.raises(Forbidden):
            skills.certify(
                actor=cast.actor("alice"),
                course=course.public_id,
                training=key["erin"],
                name="E. Example",
                language="fr",
            )
    assert not differences()


def test_half_a_year_later(commons: Space) -> None:
    course = a_course("alice", commons, TODAY - 202 * DAY, TODAY - 200 * DAY)
    skills.enrol(actor=cast.actor("erin"), course=course.public_id)
    one = Training.objects.get(course=course.public_id)
    with pytest.raises(Refused):
        skills.follow_up(actor=cast.actor("erin"), course=course.public_id, used="yes")
    skills.note_attendance(
        actor=cast.actor("alice"), course=course.public_id, training=one.public_id, was_there=True
    )
    skills.follow_up(actor=cast.actor("erin"), course=course.public_id, used="partly")
    assert [one.value for one in results.training_used()] == [1]
    assert not differences()


def test_a_program_writes_nothing_and_whoever_is_no_member_neither(commons: Space) -> None:
    for name in ("carol", "bob"):
        with pytest.raises(NotFound):
            a_gap(name, commons)
    with pytest.raises(Forbidden):
        a_gap("ivan", commons)


def test_what_was_reported_waits_for_a_moderator_and_never_for_its_author(commons: Space) -> None:
    gap = a_gap("dave", commons)
    shelving.report_making(actor=cast.actor("frank"), noun="gap", public_id=gap.public_id)
    assert not shelf.things_for(reader("frank"), Gap).filter(pk=gap.pk).exists()
    with pytest.raises(Refused):  # Dave moderates, and wrote it
        shelving.moderate(actor=cast.actor("dave"), noun="gap", public_id=gap.public_id, how="show")
    other = a_gap("heidi", commons)
    shelving.moderate(actor=cast.actor("dave"), noun="gap", public_id=other.public_id, how="hide")
    assert not shelf.things_for(reader("frank"), Gap).filter(pk=other.pk).exists()
    shelving.moderate(actor=cast.actor("dave"), noun="gap", public_id=other.public_id, how="show")
    assert shelf.things_for(reader("frank"), Gap).filter(pk=other.pk).exists()
    made = a_practice("heidi", commons, cleared=False)
    with pytest.raises(Refused):
        shelving.moderate(actor=cast.actor("dave"), noun="practice", public_id=made.public_id, how="show")
