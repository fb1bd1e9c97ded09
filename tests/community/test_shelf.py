"""The shelves in the database: what each act may do, and what the database itself refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ifar.community.knowledge import practices as rules
from ifar.community.knowledge.selectors import library as shelves
from ifar.community.knowledge.selectors import practices as practice_selectors
from ifar.community.knowledge.selectors import shelf
from ifar.community.knowledge.services import gaps, library, practices
from ifar.community.models import (
    Adoption,
    Appraisal,
    Edition,
    Gap,
    Practice,
    Progress,
    Review,
    Space,
)
from ifar.community.selectors import results
from ifar.community.selectors.chain import path_from
from ifar.community.services import exports, writing
from ifar.errors import Invalid, NotFound, Refused
from ifar.files import documents
from tests import cast
from tests.acting import without_guards
from tests.community.conftest import a_topic, member, reader
from tests.community.shelves import (
    ANSWERS,
    DAY,
    PARTS,
    TODAY,
    a_gap,
    a_guide,
    a_pdf,
    a_practice,
    arrived,
    at,
    differences,
)
from tests.conftest import sign_in

# Good practices ---------------------------------------------------------------------------------------------------------


def test_a_practice_is_read_by_others_only_after_a_second_member_checked_it(commons: Space) -> None:
    made = a_practice("heidi", commons, cleared=False)
    for name, sees in (("heidi", True), ("dave", True), ("frank", False), ("alice", False)):
        there = shelf.things_for(reader(name), Practice).filter(pk=made.pk).exists()
        assert there is sees, name  # the author, who moderates, nobody else
    with pytest.raises(Refused):
        practices.clear(actor=cast.actor("heidi"), appraisal_id=made.public_id)
    with pytest.raises(NotFound):
        practices.clear(actor=cast.actor("frank"), appraisal_id=made.public_id)
    practices.give_back(
        actor=cast.actor("dave"), appraisal_id=made.public_id, grounds=["place"], note="The post can be known"
    )
    assert Appraisal.objects.get(public_id=made.public_id).state == "returned"
    practices.reword(
        actor=cast.actor("heidi"),
        practice=made.public_id,
        title=made.title,
        said=PARTS | {"context": "A post somewhere, with much traffic."},
    )
    practices.clear(actor=cast.actor("dave"), appraisal_id=made.public_id)
    assert shelf.things_for(reader("frank"), Practice).filter(pk=made.pk).exists()
    assert not differences()


def test_the_database_refuses_that_the_author_checks_their_own_practice(commons: Space) -> None:
    """Past every service: Dave moderates the space and wrote it himself; the act is well formed in all else."""
    made = a_practice("dave", commons, cleared=False)
    before = Appraisal.objects.get(public_id=made.public_id)
    with pytest.raises(IntegrityError, match="nobody checks or grades what they wrote"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("dave"),
            "appraisal",
            "cleared",
            before,
            changes={"checked_by": member("dave").public_id},
        )
    with pytest.raises(IntegrityError, match="moderates the space"), transaction.atomic():
        writing.RECORDER.record(
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
            public_id=writing.new_id(), space=commons, author_id=made.author_id,
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
        practices.grade(actor=cast.actor("heidi"), appraisal_id=made.public_id, answers=ANSWERS)
    with pytest.raises(Invalid):
        practices.grade(actor=cast.actor("alice"), appraisal_id=made.public_id, answers={"evidence": "told"})
    assert (
        practices.grade(actor=cast.actor("alice"), appraisal_id=made.public_id, answers=ANSWERS).code
        == "good"
    )
    assert dict(practice_selectors.log_of(made).answers) == ANSWERS
    for name in ("frank", "erin"):
        practices.adopt(actor=cast.actor(name), practice=made.public_id)
    with pytest.raises(Refused):  # Dave's office is Erin's, and does it already
        practices.adopt(actor=cast.actor("dave"), practice=made.public_id)
    kept = Adoption.objects.get(organisation=member("dave").organisation).public_id
    with pytest.raises(NotFound):  # another organisation's is not there
        practices.give_up(actor=cast.actor("frank"), adoption_id=kept)
    practices.give_up(actor=cast.actor("dave"), adoption_id=kept)
    figures = results.practices_adopted()
    assert [(figure.year, figure.value, len(figure.entries)) for figure in figures] == [(TODAY.year, 1, 1)]
    assert set(rules.CRITERIA) == set(ANSWERS)
    assert not differences()


# Gaps and the path ------------------------------------------------------------------------------------------------------


def test_from_the_case_to_the_tool(commons: Space) -> None:
    topic = a_topic("frank", commons)
    practice = a_practice("heidi", commons)
    gap, guide = a_gap("alice", commons), a_guide("oscar", commons)
    gaps.tie(actor=cast.actor("frank"), one=practice.public_id, other=topic.public_id)
    gaps.tie(actor=cast.actor("alice"), one=gap.public_id, other=guide.public_id)
    gaps.take_up(actor=cast.actor("erin"), progress_id=gap.public_id)
    with pytest.raises(Refused):
        gaps.close(actor=cast.actor("heidi"), progress_id=gap.public_id, by=practice.public_id)
    gaps.close(actor=cast.actor("erin"), progress_id=gap.public_id, by=practice.public_id)
    path = path_from(reader("oscar"), "topic", topic)
    assert [object_type for object_type, nodes in path.columns() if nodes] == [
        "topic",
        "practice",
        "gap",
        "guide",
    ]
    assert path.nodes[gap.public_id].closed
    assert set(path.ties) == {
        (topic.public_id, practice.public_id),
        (practice.public_id, gap.public_id),
        (gap.public_id, guide.public_id),
    }
    # From each end the same path; and what is hidden in the middle ends it, without a trace.
    assert set(path_from(reader("oscar"), "guide", guide).nodes) == set(path.nodes)
    Gap.objects.filter(pk=gap.pk).update(tlp=3, organisations=[member("alice").organisation])
    assert set(path_from(reader("heidi"), "practice", practice).nodes) == {
        practice.public_id,
        topic.public_id,
    }
    assert set(path_from(reader("alice"), "practice", practice).nodes) == set(path.nodes)
    gaps.reopen(actor=cast.actor("alice"), progress_id=gap.public_id)
    assert Progress.objects.get(public_id=gap.public_id).closed_by == ""
    assert not differences()


def test_w22_a_gap_is_closed_by_what_another_looked_through_and_by_another_than_who_brought_it(
    commons: Space,
) -> None:
    gap = a_gap("alice", commons)
    link, practice = a_guide("alice", commons), a_practice("alice", commons)
    before = Progress.objects.get(public_id=gap.public_id)

    def closed(name: str, by: str) -> str:
        try:
            with transaction.atomic():
                gaps.close(actor=cast.actor(name), progress_id=gap.public_id, by=by)
                transaction.set_rollback(True)
        except (Invalid, Refused) as refused:
            return refused.code
        return "closed"

    gaps.take_up(actor=cast.actor("oscar"), progress_id=gap.public_id)
    for name in ("alice", "oscar", "dave"):  # who told it, who works on it, who moderates
        assert closed(name, link.public_id) == (
            "community.gap.own" if name == "alice" else "community.gap.unchecked"
        )
    assert closed("alice", practice.public_id) == "community.gap.own"
    assert closed("oscar", practice.public_id) == "closed"
    closing = f"/community/gaps/{gap.public_id}/acts/closed/"
    offered = sign_in("alice").get(closing).content.decode()
    assert f'value="{practice.public_id}"' not in offered
    assert f'value="{link.public_id}"' not in offered
    library.review(actor=cast.actor("erin"), review_id=link.public_id, edition=1, expires_on=TODAY + 90 * DAY)
    assert closed("alice", link.public_id) == "community.gap.own"
    assert closed("oscar", link.public_id) == "closed"
    assert f'value="{link.public_id}"' in sign_in("oscar").get(closing).content.decode()
    # Who neither told it nor works on it nor moderates is not asked what closed it.
    assert sign_in("heidi").get(closing).status_code == 404
    # Past the service too.
    before.refresh_from_db()
    for by, object_type, match in (
        (link, "guide", "than who brought it"),
        (a_guide("heidi", commons), "guide", "unchecked"),
    ):
        values = {"closed_by": by.public_id, "closed_with": object_type}
        with (
            pytest.raises(IntegrityError, match=match),
            transaction.atomic(),
            without_guards(writing.RECORDER),
        ):
            writing.RECORDER.record(cast.actor("alice"), "progress", "closed", before, changes=values)
    # What was looked through is not what its author brings afterwards.
    later = library.EditionFile("2.0", "en", link="https://example.org/another")
    library.bring_edition(actor=cast.actor("alice"), guide=link.public_id, edition=later)
    assert closed("oscar", link.public_id) == "community.gap.unchecked"
    values = {"closed_by": link.public_id, "closed_with": "guide"}
    refused = pytest.raises(IntegrityError, match="nobody looked through")
    with refused, transaction.atomic(), without_guards(writing.RECORDER):
        writing.RECORDER.record(cast.actor("oscar"), "progress", "closed", before, changes=values)
    library.review(actor=cast.actor("erin"), review_id=link.public_id, edition=2, expires_on=TODAY + 90 * DAY)
    assert closed("oscar", link.public_id) == "closed"
    library.withdraw_review(actor=cast.actor("erin"), review_id=link.public_id, ground="outdated")
    assert closed("oscar", link.public_id) == "community.gap.unchecked"


def test_what_closes_a_gap_and_who_may_say_so(commons: Space) -> None:
    gap, unchecked = a_gap("alice", commons), a_practice("heidi", commons, cleared=False)
    with pytest.raises(Invalid):  # Alice does not see it, so for her it is not there
        gaps.close(actor=cast.actor("alice"), progress_id=gap.public_id, by=unchecked.public_id)
    with pytest.raises(Invalid):
        gaps.close(actor=cast.actor("dave"), progress_id=gap.public_id, by=unchecked.public_id)
    before = Progress.objects.get(public_id=gap.public_id)
    refused = pytest.raises(IntegrityError, match="unchecked")
    with refused, transaction.atomic(), without_guards(writing.RECORDER):
        writing.RECORDER.record(
            cast.actor("alice"),
            "progress",
            "closed",
            before,
            changes={"closed_by": unchecked.public_id, "closed_with": "practice"},
        )
    with pytest.raises(IntegrityError, match="themselves"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("alice"),
            "progress",
            "taken_up",
            before,
            changes={"workers": [member("frank").public_id]},
        )
    gaps.take_up(actor=cast.actor("alice"), progress_id=gap.public_id)
    gaps.take_up(actor=cast.actor("frank"), progress_id=gap.public_id)
    gaps.put_down(actor=cast.actor("alice"), progress_id=gap.public_id)
    gaps.put_down(actor=cast.actor("frank"), progress_id=gap.public_id)
    assert Progress.objects.get(public_id=gap.public_id).state == "open"
    with pytest.raises(Refused):
        gaps.put_down(actor=cast.actor("frank"), progress_id=gap.public_id)
    with pytest.raises(Invalid):
        gaps.tie(actor=cast.actor("alice"), one=gap.public_id, other=a_gap("alice", commons).public_id)
    assert not differences()


# The library ------------------------------------------------------------------------------------------------------------


def test_a_guide_is_looked_through_by_another_and_used(commons: Space) -> None:
    made = a_guide("heidi", commons)
    until = TODAY + 365 * DAY
    with pytest.raises(Refused):
        library.review(actor=cast.actor("heidi"), review_id=made.public_id, edition=1, expires_on=until)
    with pytest.raises(IntegrityError, match="another than who brought it"), transaction.atomic():
        writing.RECORDER.record(
            cast.actor("heidi"), "review", "reviewed", made.public_id,
            changes={"reviewer": member("heidi").public_id, "edition": 1, "expires_on": until},
        )  # fmt: skip
    library.review(actor=cast.actor("frank"), review_id=made.public_id, edition=1, expires_on=until)
    with pytest.raises(Invalid):
        library.review(actor=cast.actor("frank"), review_id=made.public_id, edition=1, expires_on=TODAY)
    for name, helped in (("frank", 2), ("alice", 2), ("erin", 0), ("erin", 1)):
        library.rate(actor=cast.actor(name), guide=made.public_id, used_for="case", helped=helped)
    assert shelves.used([made])[made.pk] == shelves.Used(3, 2, 1, 0)
    library.bring_edition(
        actor=cast.actor("heidi"),
        guide=made.public_id,
        edition=library.EditionFile("2.0", "ar", link="https://example.org/2"),
    )
    assert [edition.number for edition in shelves.editions_of([made])[made.pk]] == [2, 1]
    assert Review.objects.get(public_id=made.public_id).edition == 1
    library.withdraw_review(actor=cast.actor("frank"), review_id=made.public_id, ground="outdated")
    box = library.begin_collection(actor=cast.actor("alice"), at=at(commons, title="For a first week"))
    library.collect(actor=cast.actor("alice"), collection=box.public_id, guide=made.public_id)
    assert list(shelves.guides_in(reader("oscar"), box)) == [made]
    with pytest.raises(Refused):
        library.collect(actor=cast.actor("frank"), collection=box.public_id, guide=made.public_id)
    assert not differences()


def test_legislation_is_of_a_country_and_found_by_article_and_words(commons: Space) -> None:
    described = library.GuideDescription(
        "legislation", "Chapter on the marking of imported arms.", "", ["8"], [], "official"
    )
    edition = library.EditionFile("2024", "fr", link="https://example.org/law")
    with pytest.raises(Invalid) as refused:
        library.bring_guide(actor=cast.actor("heidi"), at=at(commons), said=described, edition=edition)
    assert refused.value.field == "country"
    described = library.GuideDescription(
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
            edition=library.EditionFile("1", "en", link="http://example.org/"),
        )


def test_a_pdf_is_read_as_pictures_and_nothing_in_it_acts(commons: Space) -> None:
    described = library.GuideDescription("guide", "How to read marks by two people.", "", ["8"], [], "cc_by")
    edition = library.EditionFile(
        "1.0", "en", arrived(a_pdf("First page about crowns", "Second page")), "marks.pdf"
    )
    made = library.bring_guide(actor=cast.actor("heidi"), at=at(commons), said=described, edition=edition)
    record = Edition.objects.get(guide=made)
    assert (record.pages, "crowns" in record.text[0]) == (2, True)
    assert record.file_id
    path, kind = documents.page_of(record.file_id, 2)
    assert (kind, path.read_bytes()[:4]) == ("image/webp", b"RIFF")
    assert documents.page_of(record.file_id, 2)[0] == path  # made once
    with pytest.raises(NotFound):
        documents.page_of(record.file_id, 3)
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
        brought = library.EditionFile("1.0", "en", arrived(content), name)
        if not code:
            continue
        with pytest.raises(Invalid) as refused, transaction.atomic():
            library.bring_edition(actor=cast.actor("heidi"), guide=made.public_id, edition=brought)
        assert refused.value.code == code, name
    assert Edition.objects.filter(guide=made).count() == 1


def test_own_data_hold_what_stands_on_the_shelves_and_nothing_of_others(commons: Space) -> None:
    practice, gap = a_practice("heidi", commons), a_gap("frank", commons)
    guide = a_guide("frank", commons)
    library.rate(actor=cast.actor("heidi"), guide=guide.public_id, used_for="case", helped=2)
    own_data = exports.own_data(actor=cast.actor("heidi"))
    assert [item["public_id"] for item in own_data["practices"]] == [practice.public_id]
    assert [said_of_guide["guide"] for said_of_guide in own_data["said_of_guides"]] == [guide.public_id]
    assert own_data["gaps"] == own_data["guides"] == own_data["editions"] == []
    assert gap.public_id not in str(own_data)


def test_lists_ask_as_often_for_two_as_for_ten(commons: Space) -> None:
    """The pages that the measurement of the community names ask the database as often, however much stands on them."""
    dave, bob = sign_in("dave"), sign_in("bob")
    pages = (
        (dave, "/community/library/"),
        (dave, "/community/gaps/"),
        (dave, "/community/"),
        (bob, "/community/vetting/?show=members"),
    )
    counts: list[list[int]] = []
    for name in ("heidi", "frank"):
        for number in range(2 if name == "heidi" else 8):
            guide = a_guide(name, commons, title=f"Checklist {name} {number}")
            a_gap(name, commons, title=f"Gap {name} {number}")
            library.review(
                actor=cast.actor("erin"), review_id=guide.public_id, edition=1, expires_on=TODAY + 300 * DAY
            )
        counts.append([])
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(address)
            assert answer.status_code == 200
            assert len(answer.content) < 100_000, address  # for those whose line is slow
            counts[-1].append(len(asked))
    assert counts[0] == counts[1]
    assert all(count <= 17 for count in counts[0]), counts
