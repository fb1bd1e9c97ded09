"""G17 over the shelves: every kind of thing × mark × who asks × path. What a mark hides is not there: same body, same queries, same count.

A thing of each kind under each mark, brought by Dave of the harbour police; under RED it is for Frank and Alice alone. Erin and Alice moderate with
him, so that a second member checks his practices. The table is that of `test_paths`.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ifar.community.knowledge.services import assistance, enquiries, gaps, library, practices, skills
from ifar.community.knowledge.services.shelving import Placed
from ifar.community.marks import GREEN, RED, STRICT
from ifar.community.models import Edition, Gap, Guide, MarkedObject, Practice, Space
from ifar.community.selectors import results
from ifar.community.selectors.chain import path_from
from ifar.community.services import rooms
from ifar.registry.identification import SeenMark, Sighting
from tests import cast
from tests.community.conftest import a_topic, member, reader, said
from tests.community.making import named
from tests.community.test_paths import ABSENT, NAMED, SEES, WORD, _told, answered
from tests.conftest import sign_in
from tests.covering import covering
from tests.databases import Databases, settings_at

TODAY: Final = dt.datetime.now(dt.UTC).date()
WHO: Final = ("dave", "erin", "heidi", "alice", "oscar", "frank")
HIDES: Final = ("erin", "alice")
"""Who moderates and wrote nothing of it."""
OBJECT_TYPES: Final = {
    "guide": "/community/library/{}/",
    "collection": "/community/library/collections/{}/",
    "practice": "/community/practices/{}/",
    "gap": "/community/gaps/{}/",
    "assistance": "/community/assistance/{}/",
    "course": "/community/courses/{}/",
    "enquiry": "/community/tracing-help/{}/",
}
LISTS: Final = {
    "guide": "/community/library/",
    "collection": "/community/library/collections/",
    "practice": "/community/practices/",
    "gap": "/community/gaps/",
    "assistance": "/community/assistance/",
    "course": "/community/courses/",
    "enquiry": "/community/tracing-help/",
}
API: Final = {
    "guide": "/api/community/guides",
    "practice": "/api/community/practices",
    "gap": "/api/community/gaps",
    "assistance": "/api/community/assistance",
    "course": "/api/community/courses",
}
SEARCHED: Final = ("guide", "collection", "practice", "gap", "assistance", "course")
Things = dict[str, dict[int, str]]


def _tells(row: tuple[str, str, int]) -> Iterator[object]:
    who, object_type, tlp = row
    yield who, object_type
    yield who, tlp
    yield object_type, tlp, tlp in SEES[who]


ASKED: Final = set(covering(itertools.product(WHO, OBJECT_TYPES, WORD), _tells))
"""Who asks for a thing of which kind under which mark: each for each kind and each mark; for each of both, somebody who sees it and somebody who does not."""


def _things() -> Things:
    space = Space.objects.get(kind="global")
    for name in ("erin", "alice"):
        rooms.invite(
            actor=cast.actor("dave"), space=space.public_id, member=member(name).public_id, role="moderator"
        )
    made: Things = {object_type: {} for object_type in OBJECT_TYPES}
    day = dt.timedelta(days=1)
    dave = cast.actor("dave")
    for tlp, word in WORD.items():
        wanted_by = [named(name) for name in NAMED.get(tlp, ())]
        at = Placed(space.public_id, f"Title of {word}", "en", tlp, recipients=wanted_by)
        words = f"Something about {word} that is long enough."
        guide = library.bring_guide(
            actor=dave, at=at, said=library.GuideDescription("tool", words, "", ["8"], ["marking"], "cc_by"),
            edition=library.EditionFile("1.0", "en", link=f"https://example.org/{tlp}"),
        )  # fmt: skip
        box = library.begin_collection(actor=dave, at=at, description=words)
        practice = practices.submit(
            actor=dave, at=at, said=dict.fromkeys(("context", "problem", "done", "result"), words)
        )
        practices.clear(actor=cast.actor("alice" if tlp == RED else "erin"), appraisal_id=practice.public_id)
        gap = gaps.open_gap(actor=dave, at=at, said=gaps.GapDescription("legal", words, "", ["KE"], ["8"], 2))
        wanted = assistance.AssistanceTerms(
            "need" if tlp % 2 else "offer",
            words,
            TODAY,
            TODAY + 90 * day,
            ["8"],
            ["training"],
            [],
            ["en"],
            ["KE"],
        )
        help_ = assistance.tell(actor=dave, at=at, said=wanted)
        course = skills.announce(
            actor=dave, at=at, said=skills.Announced(words, "online", TODAY, TODAY + 30 * day, 3)
        )
        asked = said(words, tlp, *NAMED.get(tlp, ()))
        topic = enquiries.ask(
            actor=dave,
            space=space.public_id,
            title=f"Title of {word}",
            said=asked,
            seen=Sighting(marks=(SeenMark("PN", symbols=frozenset({"crown"})),)),
        )
        gaps.tie(actor=dave, one=practice.public_id, other=gap.public_id)
        closer = cast.actor("alice" if tlp == RED else "erin")
        gaps.close(actor=closer, progress_id=gap.public_id, by=practice.public_id)
        library.collect(actor=dave, collection=box.public_id, guide=guide.public_id)
        for object_type, item in (
            ("guide", guide), ("collection", box), ("practice", practice), ("gap", gap), ("assistance", help_), ("course", course), ("enquiry", topic),
        ):  # fmt: skip
            made[object_type][tlp] = item.public_id
    # A collection of things under every mark, open to all: what is hidden leaves no place in it.
    box = library.begin_collection(actor=dave, at=Placed(space.public_id, "All together", "en"))
    for tlp in WORD:
        library.collect(actor=dave, collection=box.public_id, guide=made["guide"][tlp])
    # A gap for all that practices under every mark address: what is hidden ends the path.
    common = gaps.open_gap(
        actor=dave,
        at=Placed(space.public_id, "The gap of all", "en"),
        said=gaps.GapDescription("legal", "Nobody has written it down yet.", "", [], [], 2),
    )
    for tlp in WORD:
        gaps.tie(actor=dave, one=made["practice"][tlp], other=common.public_id)
    made["all"] = {0: box.public_id, 1: common.public_id}
    a_topic("dave", space)
    return made


@pytest.fixture(scope="module")
def things(databases: Databases, community_template: str, django_db_blocker: Any) -> Iterator[Things]:
    with (
        databases.clone(community_template) as database,
        django_db_blocker.unblock(),
        settings_at(database.name),
    ):
        made = _things()
        django_db_blocker.block()
        yield made
        django_db_blocker.unblock()


def titles(body: str) -> set[int]:
    return {tlp for tlp, word in WORD.items() if f"Title of {word}" in body}


@pytest.mark.parametrize("who", WHO)
def test_every_path_of_every_kind(things: Things, db: None, who: str) -> None:
    sees, client = SEES[who], sign_in(who)
    for object_type, address in OBJECT_TYPES.items():
        status, _found, body = answered(client, LISTS[object_type])
        assert (status, titles(body)) == (200, sees), (object_type, "list")
        for tlp, key in things[object_type].items():
            if (who, object_type, tlp) not in ASKED:
                continue
            status, matches, _body = answered(client, address.format(key))
            assert status == (200 if tlp in sees else 404), (object_type, tlp, "page")
            assert matches <= sees, (object_type, tlp, "page")
            assert (tlp in matches) is (tlp in sees)
            if object_type in API and object_type != "course":  # a course alone has no address there
                status, matches, _body = answered(client, f"{API[object_type]}/{key}")
                assert status == (200 if tlp in sees else 404), (object_type, tlp, "api")
                assert matches <= sees, (object_type, tlp, "api")
            if object_type != "enquiry":
                # Only who wrote it changes its mark; only who moderates and did not write it hides it.
                for what, is_open in (("report", True), ("mark", who == "dave"), ("hide", who in HIDES)):
                    status, matches, _body = answered(
                        client, f"/community/things/{object_type}/{key}/{what}/"
                    )
                    assert status == (200 if is_open and tlp in sees else 404), (object_type, tlp, what)
                    assert matches <= sees, (object_type, tlp, what)
        if object_type in API:
            status, matches, _body = answered(client, API[object_type])
            assert (status, matches) == (200, sees), (object_type, "api list")
    for object_type in SEARCHED:
        for tlp, word in WORD.items():
            if (who, object_type, tlp) not in ASKED:
                continue
            _status, _found, body = answered(client, f"{LISTS[object_type]}?q={word}")
            assert titles(body) == {tlp} & sees, (object_type, word, "search")
    for tlp, key in things["gap"].items():
        status, matches, _body = answered(client, f"/api/community/gaps/{key}/path")
        assert status == (200 if tlp in sees else 404)
        assert matches <= sees
    for tlp, key in things["assistance"].items():
        status, matches, _body = answered(client, f"/api/community/assistance/{key}/matches")
        assert status == (200 if tlp in sees else 404)
        assert matches <= sees
    # What stands together for all: a collection and a path tell of nothing that is hidden.
    for address in (
        OBJECT_TYPES["collection"].format(things["all"][0]),
        OBJECT_TYPES["gap"].format(things["all"][1]),
    ):
        status, matches, _body = answered(client, address)
        assert (status, matches) == (200, sees), address
    # Acts on what one does not see are acts on what is not there.
    for object_type, what in (
        ("guide", "rate"),
        ("practice", "adopt"),
        ("gap", "acts/taken_up"),
        ("course", "enrol"),
    ):
        for tlp, key in things[object_type].items():
            status = client.post(f"{OBJECT_TYPES[object_type].format(key)}{what}/").status_code
            assert (status == 404) is (tlp not in sees), (object_type, tlp, what)


@pytest.mark.parametrize("who", WHO)
def test_what_is_counted_is_what_is_seen(things: Things, db: None, who: str) -> None:
    figures = results.figures_for(reader(who), TODAY)
    assert figures["gaps_closed"][TODAY.year].value == len(SEES[who])
    assert figures["practices_shared"][TODAY.year].value == len(SEES[who])
    # The programme's total is of all marks, with an entry of the ledger behind each.
    (whole,) = results.gaps_closed(TODAY.year)
    assert (whole.value, len(whole.entries)) == (len(WORD), len(WORD))


@pytest.mark.parametrize("who", ["bob", "nina"])
def test_whoever_is_no_member_finds_nothing(things: Things, db: None, who: str) -> None:
    client = sign_in(who)
    for object_type, address in OBJECT_TYPES.items():
        status, matches, _body = answered(client, LISTS[object_type])
        assert (status, matches) == (200, set()), object_type
        for key in things[object_type].values():
            assert answered(client, address.format(key))[0] == 404
    for address in API.values():
        status, matches, _body = answered(client, address)
        assert (status, matches) == (200, set())
    assert answered(sign_in("ivan"), LISTS["gap"])[0] == 403
    assert answered(Client(), LISTS["gap"])[0] == 302


@pytest.mark.parametrize("object_type", list(OBJECT_TYPES))
@pytest.mark.parametrize("who", ["heidi", "bob"])
def test_hidden_answers_as_absent_does(things: Things, db: None, who: str, object_type: str) -> None:
    client = sign_in(who)
    for tlp in (STRICT, RED):
        addresses = [OBJECT_TYPES[object_type]]
        if object_type in API and object_type != "course":
            addresses.append(API[object_type] + "/{}")
        for address in addresses:
            _told(client, address.format(ABSENT))
            first, second = (
                _told(client, address.format(things[object_type][tlp])),
                _told(client, address.format(ABSENT)),
            )
            assert first[0] == second[0] == 404
            assert first[1] == second[1]
            assert first[2] == second[2], "other statements"


LIST_QUERIES: Final = {
    "guide": 16,
    "collection": 14,
    "practice": 16,
    "gap": 15,
    "assistance": 14,
    "course": 15,
    "enquiry": 14,
}
PAGE_QUERIES: Final = {
    "guide": 22,
    "collection": 16,
    "practice": 22,
    "gap": 22,
    "assistance": 17,
    "course": 18,
    "enquiry": 14,
}


@pytest.mark.parametrize("object_type", list(OBJECT_TYPES))
def test_lists_and_pages_ask_as_often_however_much_there_is(
    things: Things, db: None, object_type: str
) -> None:
    client = sign_in("dave")
    for address, most in (
        (LISTS[object_type], LIST_QUERIES[object_type]),
        (OBJECT_TYPES[object_type].format(things[object_type][GREEN]), PAGE_QUERIES[object_type]),
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= most, (address, len(asked), [row["sql"][:120] for row in asked])


def test_an_edition_guessed_is_seen_by_whoever_sees_its_guide(things: Things, db: None) -> None:
    for tlp, key in things["guide"].items():
        edition = Edition.objects.get(guide__public_id=key)
        for who in ("heidi", "erin"):
            for address in ("", "1/picture/", "document.pdf"):
                # It has no document: for who sees it too there is no page to read, and nobody is told the difference.
                assert (
                    answered(sign_in(who), f"/community/library/editions/{edition.public_id}/{address}")[0]
                    == 404
                )
        assert tlp in WORD


def test_a_path_has_a_bounded_number_of_queries(things: Things, db: None) -> None:
    gap = Gap.objects.get(public_id=things["all"][1])
    with CaptureQueriesContext(connection) as asked:
        path = path_from(reader("dave"), "gap", gap)
    assert len(path.nodes) == 11  # the gap of all, five practices, the five gaps that they closed
    assert len(asked) <= 10
    assert {type(node.one) for node in path.nodes.values()} == {Gap, Practice}
    assert all(isinstance(node.one, MarkedObject) for node in path.nodes.values())
    assert Guide.objects.count() == len(WORD)
