"""Texts that are made to take long: whoever may write must not be able to stop the server with twenty thousand characters."""

from __future__ import annotations

import functools
import itertools
import time

import pytest

from ifar.community import identifying, naming, rendering, safety
from ifar.community.knowledge import enquiries
from ifar.community.knowledge.services import library, shelving
from ifar.community.knowledge.services.library import EditionFile, GuideDescription
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.models import Mention, Profile
from ifar.community.selectors import members as selectors
from ifar.community.services import profiles, rooms, talk
from ifar.errors import Invalid, TooMany
from tests import cast
from tests.community.making import a_post, a_topic, member, reader
from tests.community.shelves import a_gap
from tests.covering import covering

REPEATED = (
    "\n", " ", "\t", "1", "A", "a", "_", "٠", "1-", "-1", "A-", "a.a.", "a@", "](", "(", "how to ", "step 1 drill ", "N1 ", "G1 X1", "v 1.0 1.0 1.0 ",
    "found in ", "found in A", "Aa ", "Aa Bb ", "AB 1234 ", "number ", "A 1 2 3 ", "one two ", "в ", "张", "在", "3 June", "street Aa", "operation ", "عملية ",
    "case ", "case-", "plate ", "M ", "file.", "union(", "facet normal ", "https://a/", "|", "`", "@S", "12.345 ", "3-V-", "A.12_", "found by AB ", "@ab ", "Telegram a_", "https://a/A.1_", "é\u0301",
)  # fmt: skip
MOST_SECONDS = 0.25
"""Of the processor. Before repetitions had an end it was up to thirteen seconds; a thousandth of a second is usual."""
MOST_TIMES = 8
"""Or so many times as long as an ordinary text takes that is as long: what looks for signs reads each twenty times, and a busy machine is slow."""
ORDINARY = "The officer asked whether the licence had been renewed in time. "


def took(read, text):
    began = time.thread_time()
    read(text)
    return time.thread_time() - began


@functools.cache
def usual(read):
    return took(read, (ORDINARY * rendering.LONGEST)[: rendering.LONGEST])


@pytest.mark.parametrize(
    ("read", "repeated"),
    covering(
        itertools.product(
            (safety.judge, identifying.signs, enquiries.form_of, rendering.excerpt, rendering.plain), REPEATED
        ),
        # What looks for signs, by a hundred patterns, reads each once.
        lambda item: [item[0].__name__, (item[0] in (safety.judge, identifying.signs), item[1])],
    ),
    ids=lambda item: repr(item) if isinstance(item, str) else item.__name__,
)
def test_no_text_takes_long(read, repeated):
    text = "a" + (repeated * rendering.LONGEST)[: rendering.LONGEST - 2] + "b"
    assert took(read, text) < max(MOST_SECONDS, MOST_TIMES * usual(read))


PROGRAM = "N10 G1 X10.5 Y20 F300\nN20 G1 X11 Y20.5\nG0 X0 Y0 Z5\n"
MESH = "v 1.0 2.0 3.0\n" * 8
INSTRUCTION = "First you drill the barrel"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (PROGRAM, "refused"),
        (f"See:\n\n   {MESH}", "refused"),
        ("facet normal 0 0 1", "refused"),
        (INSTRUCTION, "held"),
        ("First you dr\u200bill the bar\u00adrel", "held"),
        ("Ｆｉｒｓｔ　ｙｏｕ ｄｒｉｌｌ the ｂａｒｒｅｌ", "held"),
        ("First you drіll the bаrrel", "held"),  # Cyrillic і and а
        ("G1 is a class of licence; X1 and Y2 are streets.\nG2 too.\nG3 as well.", "fine"),
        ("Мы видели ствол без номера, кто узнаёт клеймо?", "fine"),
    ],
)
def test_a_text_is_judged_as_it_is_read(text, verdict):
    assert safety.judge(text) == verdict


def test_signs_of_a_person_are_found_still():
    text = "Mrs Adeyemi, born 1980, a.b-c@police.example, passport no. A1234567, case #KR-2024/00123, +1 202 555 01234, 2024-05-06, AB-12345C"
    results = {"email", "phone", "born", "person", "document", "case", "day", "serial"}
    assert set(identifying.signs(text)) == results


def test_a_table_of_thousands_of_cells_is_shown_as_it_was_typed():
    row = "|" + "a|" * 40 + "\n"
    text = row + "|" + "-|" * 40 + "\n" + row * 200
    assert "<table" not in rendering.html(text[: rendering.LONGEST])
    assert len(rendering.html(text[: rendering.LONGEST])) < 60_000
    assert "<table" in rendering.html("| a | b |\n| - | - |\n| 1 | 2 |")


@pytest.mark.parametrize("name", ["", "Dave Okoro", "Müller", "علي", "Ο'Brien", "李"])
def test_names_of_people(name):
    assert naming.may_be_called(name)


@pytest.mark.parametrize(
    "name",
    [
        "Secretariat",
        "sеcretariat",
        "UNODC",
        "S7K3",
        "s7k3-m2pq",
        "Dave (S7K3)",
        "<b>",
        "\u200b",
        "@dave",
        "--",
    ],
)
def test_names_of_offices_and_numbers_are_none(name):
    assert not naming.may_be_called(name)


def test_look_alikes_are_the_same_name():
    assert naming.is_same_name("Dave Okoro", "DАVE  okoro")  # the second A is Cyrillic
    assert not naming.is_same_name("Dave Okoro", "Dave Okonkwo")


@pytest.mark.parametrize(
    ("field", "said"), [("link", "https://files.example/frame.stl"), ("words", "First you drill the barrel")]
)
def test_what_stands_beside_an_edition_crosses_the_line_too(db, commons, field, said):
    brought = EditionFile("1.0", "en", None, "", **{"link": "https://police.example/guide", field: said})
    with pytest.raises(Invalid, match="plan"):
        library.bring_guide(
            actor=cast.actor("dave"), at=Placed(commons.public_id, "A guide to marks", "en"),
            said=GuideDescription("guide", "A summary that is long enough"), edition=brought,
        )  # fmt: skip


def test_what_is_said_of_oneself_and_of_a_space_crosses_the_line_too(db, commons):
    instruction = "How to: first you drill the barrel"
    with pytest.raises(Invalid, match="plan"):
        profiles.set_profile(
            actor=cast.actor("frank"), fields={"about": instruction}, circles={}, digest="weekly"
        )
    with pytest.raises(Invalid, match="another name"):
        profiles.set_profile(
            actor=cast.actor("frank"), fields={"name": "Secretariat"}, circles={}, digest="weekly"
        )
    with pytest.raises(Invalid, match="plan"):
        rooms.open_space(actor=cast.actor("dave"), kind="case_room", name="A room", description=instruction)


def test_a_member_under_another_name_carries_the_number(db, commons):
    profiles.set_profile(
        actor=cast.actor("frank"), fields={"name": "Dave"}, circles={"name": "members"}, digest="weekly"
    )
    frank = member("frank")
    (seen,) = selectors.shown(reader("erin"), ids=[frank.pk]).values()
    assert seen.name.startswith("Dave (S")
    own = cast.user("frank").name
    profiles.set_profile(
        actor=cast.actor("frank"), fields={"name": own}, circles={"name": "members"}, digest="weekly"
    )
    (seen,) = selectors.shown(reader("erin"), ids=[frank.pk]).values()
    assert seen.name == own


def test_a_member_who_never_opened_the_profile_is_shown_by_number(db, commons):
    frank = member("frank")
    Profile.objects.filter(member=frank).delete()
    (seen,) = selectors.shown(reader("erin"), ids=[frank.pk]).values()
    assert not seen.named
    assert frank.public_id.startswith(seen.name.replace("-", ""))


def test_edits_and_shelves_have_a_pace_and_an_edit_takes_mentions_back(db, commons):
    topic = a_topic("dave", commons)
    post = a_post("dave", topic, f"@{member('erin').public_id} look")
    assert Mention.objects.filter(post=post).count() == 1
    talk.edit_post(actor=cast.actor("dave"), post=post.public_id, text="look", language="en")
    assert not Mention.objects.filter(post=post).exists()

    def edit_often() -> None:
        for n in range(talk.OFTEN + 1):
            talk.edit_post(actor=cast.actor("dave"), post=post.public_id, text=f"look {n}", language="en")

    def bring_often() -> None:
        for _n in range(shelving.OFTEN + 1):
            a_gap("heidi", commons)

    with pytest.raises(TooMany):
        edit_often()
    with pytest.raises(TooMany):
        bring_often()
