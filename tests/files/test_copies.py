"""What is shown of a file is the copy that was made of it, and no other: the database refuses one, verification makes each again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from PIL import Image, ImageDraw

from ifar.files import copies_replay, picture, selectors, services, store
from ifar.files.models import Derivative
from tests.cast import actor
from tests.databases import Database
from tests.files.test_deposits import photograph


def plain(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (350, 450), colour).save(out, "PNG")
    return out.getvalue()


WATCH = "SET session_replication_role = replica; ALTER TABLE files_derivative DISABLE TRIGGER b_one"


def keep(content: bytes) -> str:
    return services.keep(actor=actor("alice"), purpose="photograph", name="a.jpg", content=[content]).sha256


def named(database: Database, objects: frozenset[str] | None = frozenset()) -> list[str]:
    with database.connect("verifier") as reader, reader.cursor() as cursor:
        return [
            f"{difference.kind} {difference.place}"
            for difference in copies_replay.COPIES.check(cursor, objects)
        ]


@pytest.mark.django_db
def test_w39_the_runtime_role_shows_no_other_picture_in_its_place() -> None:
    hers, his = keep(plain("navy")), keep(plain("maroon"))
    copy = selectors.copy_of(his, selectors.CLEAN)
    assert copy is not None
    mine = selectors.copy_of(hers, selectors.CLEAN)
    assert mine is not None
    with pytest.raises(IntegrityError, match="another copy of this form"), transaction.atomic():
        Derivative.objects.create(original_id=hers, form=selectors.CLEAN, file_id=his)
    Derivative.objects.create(original_id=hers, form=selectors.CLEAN, file_id=mine.file_id)


@pytest.mark.parametrize("form", [selectors.CLEAN, "page-1", "likeness"])
def test_w39_a_copy_of_something_else_is_named(peopled_db: Database, form: str) -> None:
    hers, his = keep(plain("navy")), keep(plain("maroon"))
    assert named(peopled_db) == []
    assert named(peopled_db, None) == []
    with peopled_db.connect() as superuser:
        superuser.execute(WATCH)
        superuser.execute(
            "INSERT INTO files_derivative (original_id, form, file_id) VALUES (%s, %s, %s)", [hers, form, his]
        )
    assert named(peopled_db) == [f"file_differs {form} of file {hers}"]
    assert named(peopled_db) == [f"file_differs {form} of file {hers}"], "nothing bad is remembered"
    assert named(peopled_db, None) == [f"file_differs {form} of file {hers}"]


def test_w39_what_was_found_good_is_remembered_by_all_that_it_says(
    peopled_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers, his = keep(plain("navy")), keep(plain("maroon"))
    assert named(peopled_db) == []
    memory = Path(settings.IFAR_HOME) / "verifier" / "copies.json"
    data = json.loads(memory.read_text())
    assert data["last"] == Derivative.objects.order_by("id").last().pk  # type: ignore[union-attr]
    monkeypatch.setattr(copies_replay, "MOST", 0)
    assert named(peopled_db) == []
    monkeypatch.undo()
    with peopled_db.connect() as superuser:
        superuser.execute(WATCH + "; ALTER TABLE files_derivative DISABLE TRIGGER ALL")
        superuser.execute(
            "UPDATE files_derivative SET file_id = (SELECT file_id FROM files_derivative WHERE original_id = %s) WHERE original_id = %s",
            [his, hers],
        )
    assert named(peopled_db) == [f"file_differs clean of file {hers}"]


def test_w39_another_release_of_a_library_makes_no_copy_false(peopled_db: Database) -> None:
    hers = keep(photograph(quality=60))
    copy = selectors.copy_of(hers, selectors.CLEAN)
    assert copy is not None
    with Image.open(store.path_of(copy.file_id)) as shown:
        out = io.BytesIO()
        shown.save(out, "JPEG", quality=91)
    sealed = store.receive([out.getvalue()], 10**8)
    store.seal(sealed)
    with peopled_db.connect() as superuser:
        superuser.execute(WATCH)
        superuser.execute(
            "INSERT INTO files_file (sha256, size, kind, media_type) VALUES (%s, %s, 'jpeg', 'image/jpeg')",
            [sealed.sha256, len(out.getvalue())],
        )
        superuser.execute(
            "INSERT INTO files_derivative (original_id, form, file_id) VALUES (%s, 'clean', %s)",
            [hers, sealed.sha256],
        )
    assert named(peopled_db) == []


def test_w39_one_digit_more_makes_another_picture(tmp_path: Path) -> None:
    places = (tmp_path / "one.jpg", tmp_path / "other.jpg", tmp_path / "small.jpg")
    for place, text in zip(places, ("AB 11234", "AB 11284", "AB 11234"), strict=True):
        page = Image.new("RGB", (600, 400), "white")
        ImageDraw.Draw(page).text((40, 60), text, fill="black")
        page.save(place, "JPEG", quality=88)
    with Image.open(places[2]) as page:
        page.resize((300, 200)).save(places[2])
    assert picture.alike(places[0], places[0])
    assert not picture.alike(places[0], places[1])
    assert not picture.alike(places[0], places[2])
