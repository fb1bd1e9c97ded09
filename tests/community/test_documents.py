"""PDF documents in posts: taken, made anew of the pictures of their pages, judged by their words, read by the reader of the library."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from ifar.community.models import Attachment, Post, Space
from ifar.community.services import rooms, talk
from ifar.community.services.talk import Picture
from ifar.errors import Invalid
from ifar.files import store
from ifar.files.models import Derivative, Removal
from tests import cast
from tests.community.making import a_topic, an_ended_room, said
from tests.community.shelves import a_pdf, arrived
from tests.conftest import sign_in

SECRET = b"Secret Author"


def a_document(*pages: str, name: str = "photographs.pdf") -> bytes:
    """A PDF that says who made it, in both places where programs write that."""
    made = a_pdf(*pages)
    return made.replace(
        b"trailer <<", b"trailer << /Info << /Author (Secret Author) /Creator (Secret Author) >>"
    )


def posted(topic: Any, content: bytes, name: str = "photographs.pdf", text: str = "See it.") -> Post:
    return talk.write_post(
        actor=cast.actor("dave"),
        topic=topic.public_id,
        said=said(text),
        pictures=[Picture(name, arrived(content), "Marks on a slide")],
    )


def test_a_document_is_made_anew_of_what_an_eye_sees(commons: Space) -> None:
    content = a_document("One mark", "Another mark")
    assert SECRET in content
    post = posted(a_topic("dave", commons), content)
    attachment = Attachment.objects.get(post=post)
    assert (attachment.pages, attachment.name, attachment.words) == (2, "photographs.pdf", "Marks on a slide")
    kept = store.found(attachment.file_id).read_bytes()
    assert kept.startswith(b"%PDF")
    assert SECRET not in kept
    made = pypdfium2.PdfDocument(kept)
    # What lay under the pictures, seen or not, is gone: there are no words, only pictures of them.
    assert [page.get_textpage().get_text_bounded() for page in made] == ["", ""]
    assert "Author" not in made.get_metadata_dict(skip_empty=True)
    assert [round(side) for side in made[0].get_size()] == [595, 842]
    # The picture is not empty: the words are drawn on it.
    assert len(set(made[0].render(scale=0.5).to_pil().convert("L").getdata())) > 5


def test_the_reader_of_the_library_shows_it_to_whoever_sees_the_post(commons: Space) -> None:
    topic = a_topic("dave", commons)
    form = {
        "text": "See it.",
        "language": "en",
        "tlp": 1,
        "pap": 1,
        "picture_words": "Marks on a slide",
        "pictures": SimpleUploadedFile("a.pdf", a_document("One", "Two"), "application/pdf"),
    }
    assert sign_in("dave").post(f"/community/topics/{topic.public_id}/", form).status_code == 302
    attachment = Attachment.objects.get()
    heidi = sign_in("heidi")
    page = heidi.get(f"/community/topics/{topic.public_id}/").content.decode()
    assert f"/community/documents/{attachment.public_id}/" in page
    assert f"/community/pictures/{attachment.public_id}/" not in page
    read = heidi.get(f"/community/documents/{attachment.public_id}/2/")
    assert read.status_code == 200
    assert "Page 2 of 2" in read.content.decode()
    assert "Marks on a slide" in read.content.decode()
    drawn = heidi.get(f"/community/documents/{attachment.public_id}/2/picture/")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/webp")
    whole = heidi.get(f"/community/documents/{attachment.public_id}/document.pdf")
    assert whole["Content-Disposition"].startswith("attachment")
    for address in ("3/", "0/", "3/picture/"):
        assert heidi.get(f"/community/documents/{attachment.public_id}/{address}").status_code == 404
    assert heidi.get(f"/community/pictures/{attachment.public_id}/").status_code == 404
    posts = heidi.get(f"/api/community/topics/{topic.public_id}/posts").json()["items"]
    assert posts[1]["documents"] == [attachment.public_id]
    assert posts[1]["pictures"] == []


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (a_pdf("x").replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (a) >>"), "a.pdf", "files.document.acts"),
        (b"%PDF-1.4\nnothing", "b.pdf", "files.document.unreadable"),
        (a_pdf("x"), "lower.stl.pdf", "community.safety.file"),
        (a_pdf(*["x"] * 41), "long.pdf", "files.document.many"),
        (a_pdf("See magnet:?xt=urn:btih:0000"), "job.pdf", "community.safety.text"),
    ],
)  # fmt: skip
def test_what_is_no_document_of_pages_is_refused(
    commons: Space, content: bytes, name: str, code: str
) -> None:
    topic = a_topic("dave", commons)
    with pytest.raises(Invalid) as refused, transaction.atomic():
        posted(topic, content, name)
    assert refused.value.code == code
    assert not Attachment.objects.exists()


def test_a_document_that_reads_like_instructions_holds_its_post(commons: Space) -> None:
    post = posted(a_topic("dave", commons), a_pdf("Step 1: you need to drill the barrel"))
    post.refresh_from_db()
    assert post.state == "held"


def test_documents_go_with_their_room_pages_and_all(commons: Space) -> None:
    with an_ended_room() as room:
        posted(a_topic("dave", room), a_document("One"))
        attachment = Attachment.objects.get()
        sign_in("dave").get(f"/community/documents/{attachment.public_id}/1/picture/")
    (page,) = Derivative.objects.filter(original_id=attachment.file_id).values_list("file_id", flat=True)
    assert rooms.end_rooms(dt.datetime.now(dt.UTC).date()) == 1
    assert set(Removal.objects.values_list("file_id", flat=True)) == {attachment.file_id, page}
