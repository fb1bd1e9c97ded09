"""Posts in other languages, put there by members: the original stays, the mark holds, the search finds them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ifar.community.marks import GREEN, STRICT
from ifar.community.models import Post, Space, Translation
from ifar.community.selectors import search
from ifar.community.selectors.visible import visible
from ifar.community.services import exports, talk, translating
from ifar.errors import Invalid, NotFound, Refused
from tests import cast
from tests.community.hostile import TEXTS
from tests.community.making import a_post, a_topic, member, reader
from tests.community.test_rendering import ATTRIBUTES, TAGS, looked
from tests.conftest import sign_in

ARABIC = "ما هو المصنع الذي استعمل هذه العلامة؟"


def first(name: str, space: Space, tlp: int = GREEN, text: str = "Which maker used this mark?") -> Post:
    named = ("of:harbour",) if tlp == STRICT else ()
    return Post.objects.get(topic=a_topic(name, space, text, tlp, *named))


def put(name: str, post: Post, text: str = ARABIC, language: str = "ar") -> Translation:
    return translating.translate(actor=cast.actor(name), post=post.public_id, language=language, text=text)


def found(name: str, asked: str) -> list[str]:
    return [item.public_id for item in search.found(reader(name), asked)]


def test_a_post_is_read_and_found_in_another_language_too(commons: Space) -> None:
    post = first("dave", commons)
    assert found("frank", "المصنع") == []
    form = {"language": "ar", "text": ARABIC}
    assert sign_in("heidi").post(f"/community/posts/{post.public_id}/translate/", form).status_code == 302
    assert found("frank", "المصنع") == found("frank", "maker") == [post.public_id]
    assert Post.objects.get(pk=post.pk).text == "Which maker used this mark?"
    topic = f"/community/topics/{post.topic.public_id}/"
    client = sign_in("frank")
    english = client.get(topic, headers={"accept-language": "en"}).content.decode()
    assert ARABIC not in english
    assert f"/community/posts/{post.public_id}/in/ar/" in english
    arabic = client.get(topic, headers={"accept-language": "ar"}).content.decode()
    assert arabic.index("Which maker used this mark?") < arabic.index(ARABIC)
    page = client.get(f"/community/posts/{post.public_id}/in/ar/").content.decode()
    assert "Which maker used this mark?" in page
    assert ARABIC in page
    assert client.get(f"/community/posts/{post.public_id}/in/fr/").status_code == 404


def test_a_translation_is_for_whom_its_post_is(commons: Space) -> None:
    post = first("dave", commons, STRICT, "For the harbour alone.")
    put("erin", post)
    for name, status in (("erin", 200), ("heidi", 404), ("bob", 404)):
        for address in ("in/ar/", "translate/"):
            assert sign_in(name).get(f"/community/posts/{post.public_id}/{address}").status_code == status
    assert found("heidi", "المصنع") == []
    assert Translation.objects.filter(visible(reader("heidi"), Translation)).count() == 0
    assert Translation.objects.filter(visible(reader("erin"), Translation)).count() == 1
    with pytest.raises(NotFound):
        put("heidi", post, language="fr")


def test_who_changes_a_translation(commons: Space) -> None:
    post = first("frank", commons)
    put("heidi", post)
    with pytest.raises(Refused):
        put("alice", post, "غير ذلك")
    for name in ("heidi", "frank", "dave"):  # who translated, who wrote, who moderates
        put(name, post, f"{ARABIC} {name}")
        assert Translation.objects.get().by_id == member(name).pk
    with pytest.raises(Refused):
        translating.withdraw(actor=cast.actor("alice"), post=post.public_id, language="ar")
    with pytest.raises(Refused):
        translating.withdraw(actor=cast.actor("dave"), post=post.public_id, language="fr")
    address = f"/community/posts/{post.public_id}/translate/withdraw/"
    assert sign_in("frank").post(address, {"language": "ar"}).status_code == 302
    assert found("heidi", "المصنع") == []
    assert not Translation.objects.exists()


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "The same language", "community.translate.language"),
        ("xx", "No language", "community.translate.language"),
        ("fr", "  ", "community.write.text"),
        ("fr", "Comment faire : étape 1, percez le canon.", "community.safety.text"),
        ("fr", "magnet:?xt=urn:btih:0000", "community.safety.text"),
    ],
)
def test_what_is_no_translation(commons: Space, language: str, text: str, code: str) -> None:
    post = first("dave", commons)
    with pytest.raises(Invalid) as refused:
        put("heidi", post, text, language)
    assert refused.value.code == code


def test_hostile_translations_are_harmless(commons: Space) -> None:
    post = first("dave", commons)
    frank = sign_in("frank")
    for text in TEXTS[:12]:
        put("heidi", post, text, "fr")
        page = frank.get(f"/community/posts/{post.public_id}/in/fr/").content.decode()
        shown = looked(page.split('dir="auto" lang="fr">', 1)[1].split("</div>", 1)[0])
        assert shown.tags <= TAGS, text
        assert shown.attributes <= ATTRIBUTES, text


def test_an_edit_says_that_a_translation_is_of_earlier_words(commons: Space) -> None:
    post = first("dave", commons)
    put("heidi", post)
    talk.edit_post(
        actor=cast.actor("dave"), post=post.public_id, text="Which maker used that sign?", language="en"
    )
    page = sign_in("frank").get(f"/community/posts/{post.public_id}/in/ar/").content.decode()
    assert "of earlier words" in page
    assert found("frank", "المصنع") == [post.public_id]  # found by both still
    put("heidi", post, f"{ARABIC} نعم")
    page = sign_in("frank").get(f"/community/posts/{post.public_id}/in/ar/").content.decode()
    assert "of earlier words" not in page


def test_a_topic_asks_as_often_however_many_translations_there_are(commons: Space) -> None:
    post = first("dave", commons)
    client = sign_in("frank")
    address = f"/community/topics/{post.topic.public_id}/"
    client.get(address)
    counts = []
    for number in range(3):
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address, headers={"accept-language": "ar"})
        counts.append(len(asked))
        put("heidi", a_post("erin", post.topic, f"Answer {number}."), "ب" * 9_000)
    assert len(set(counts)) == 1, counts
    # Long ones are led to, so that the page stays small.
    assert len(page.content) < 100_000
    own = exports.own_data(actor=cast.actor("heidi"))["translations"]
    assert [item["language"] for item in own] == ["ar"] * 3
