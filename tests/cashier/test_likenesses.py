"""A holder's photo and signature: stripped, read under a purpose and logged, printed on the card, erased with the person."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image
from PIL.ExifTags import Base

from ifar.accounts.services import proposals
from ifar.cashier import selectors
from ifar.cashier.models import Likeness
from ifar.cashier.services import likenesses
from ifar.errors import Forbidden, Invalid, NotFound, Refused
from ifar.files import services as files
from ifar.files import store
from ifar.files.models import Derivative, Removal
from ifar.parties.selectors import erasable
from ifar.parties.services import propose_erasure
from ifar.retention.services import place_hold
from tests import cast
from tests.databases import Database
from tests.factories import a_person, a_picture


@pytest.fixture(autouse=True)
def home(tmp_path, settings):
    settings.IFAR_HOME = tmp_path
    return tmp_path


def taken(actor, party: str, what: str = "photo", colour: str = "navy") -> str:
    return likenesses.take_likeness(
        actor=actor, party=party, what=what, name="x.png", content=a_picture(colour)
    )


@pytest.mark.django_db
def test_what_is_shown_is_a_clean_copy_and_each_look_is_logged(alice):
    party = a_person(alice)
    out = io.BytesIO()
    picture = Image.new("RGB", (350, 450), "white")
    exif = Image.Exif()
    exif[Base.Make] = "Secret camera"
    picture.save(out, "JPEG", exif=exif)
    made = likenesses.take_likeness(
        actor=alice, party=party, what="photo", name="face.jpg", content=[out.getvalue()]
    )
    path, media_type = likenesses.open_likeness(alice, made)
    assert media_type == "image/jpeg"
    assert b"Secret camera" not in path.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, purpose FROM accounts_readlog WHERE act = 'cashier.likeness.read' AND object = %s",
            [party],
        )
        assert cursor.fetchall() == [(alice.id, "licensing")]
    for name in ("dave", "carol", "judy"):
        with pytest.raises(Forbidden):
            likenesses.open_likeness(cast.actor(name), made)
    with pytest.raises(Refused):
        likenesses.open_likeness(replace(alice, purpose=None), made)


@pytest.mark.django_db
def test_what_is_no_picture_is_refused_and_nothing_is_bound(alice):
    party = a_person(alice)
    for content in ([b"%PDF-1.7 x"], [b"\x89PNG\r\n\x1a\n" + b"x" * 200], [b""]):
        with pytest.raises(Invalid):
            likenesses.take_likeness(actor=alice, party=party, what="photo", name="x", content=content)
    with pytest.raises(Invalid):
        taken(alice, party, "fingerprint")
    with pytest.raises(NotFound):
        taken(alice, "P0000000000000")
    assert not Likeness.objects.exists()


@pytest.mark.django_db
def test_a_newer_one_replaces_the_older(alice):
    party = a_person(alice)
    old, signature = taken(alice, party), taken(alice, party, "signature", "black")
    new = taken(alice, party, colour="white")
    assert {likeness.public_id for likeness in selectors.likenesses_of(alice, party)} == {new, signature}
    assert Likeness.objects.get(public_id=old).state == "replaced"


@pytest.mark.django_db
def test_the_hash_of_a_picture_stands_in_no_entry(alice):
    party = a_person(alice)
    made = taken(alice, party)
    digest = Likeness.objects.get(public_id=made).file
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM ledger_entry WHERE position(%s IN convert_from(canonical, 'UTF8')) > 0",
            [digest],
        )
        assert cursor.fetchone() == (0,)


def erase(party: str, *fields: str) -> None:
    alice, bob = cast.actor("alice"), cast.actor("bob")
    asked = propose_erasure(
        actor=bob, public_id=party, fields=list(fields), ground="court_order", reason="order 7"
    )
    assert proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve").executed
    assert alice


def test_a_lawful_erasure_takes_the_picture_itself_and_its_copy(peopled_db: Database) -> None:
    alice = cast.actor("alice")
    party, other = a_person(alice), a_person(alice, "Wei Zhang")
    made, kept = taken(alice, party), taken(alice, party, "signature", "black")
    same = taken(alice, other, colour="black")
    photo = Likeness.objects.get(public_id=made).file
    copy = Derivative.objects.get(original_id=photo).file_id
    shared = Likeness.objects.get(public_id=same).file
    assert store.path_of(photo).is_file()
    assert store.path_of(copy).is_file()
    assert erasable(party) == ["name", "photo", "signature"]
    erase(party, "photo", "signature")
    assert not store.path_of(photo).exists()
    assert not store.path_of(copy).exists()
    # The same picture was taken for somebody else: it is theirs, and stays.
    assert store.path_of(shared).is_file()
    assert {likeness.file for likeness in Likeness.objects.filter(party=party)} == {""}
    assert erasable(party) == ["name"]
    for text in (made, kept):
        with pytest.raises(NotFound):
            likenesses.open_likeness(alice, text)
    assert set(Removal.objects.values_list("file_id", flat=True)) == {photo, copy}
    assert list(files.damaged()) == []
    # What a backup brings back goes again.
    store.path_of(photo).parent.mkdir(parents=True, exist_ok=True)
    store.path_of(photo).write_bytes(b"x")
    assert files.remove_erased() == 1


def test_a_copy_that_two_pictures_share_stays_as_long_as_one_of_them_does(peopled_db: Database) -> None:
    alice = cast.actor("alice")
    party, other = a_person(alice), a_person(alice, "Wei Zhang")
    taken(alice, party)
    # The same picture, written with other bytes.
    out = io.BytesIO()
    Image.new("RGB", (350, 450), "navy").save(out, "PNG", compress_level=1)
    kept = likenesses.take_likeness(
        actor=alice, party=other, what="photo", name="x.png", content=[out.getvalue()]
    )
    assert Derivative.objects.count() == 2
    assert len(set(Derivative.objects.values_list("file_id", flat=True))) == 1
    erase(party, "photo")
    assert likenesses.open_likeness(alice, kept)[0].is_file()
    assert Removal.objects.count() == 1


@pytest.mark.django_db
def test_a_hold_keeps_the_picture_whoever_asks_the_database(alice, bob):
    party = a_person(alice)
    taken(alice, party)
    asked = propose_erasure(
        actor=bob, public_id=party, fields=["photo"], ground="court_order", reason="order 7"
    )
    place_hold(actor=bob, object=party, ground="inspection", case="I-4")
    with pytest.raises(Refused):
        proposals.decide(actor=cast.actor("nina"), proposal=asked.public_id, verdict="approve")
    entry = asked.payload["erased"][0]["entry"]
    with (
        pytest.raises(IntegrityError, match="legal hold"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO ledger_erasure (erasure, entry, field) VALUES (gen_random_uuid(), %s, 'photo')",
            [entry],
        )


@pytest.mark.django_db
def test_no_content_leaves_the_store_without_an_erasure(alice):
    party = a_person(alice)
    digest = Likeness.objects.get(public_id=taken(alice, party)).file
    with pytest.raises(IntegrityError, match="no erasure"), transaction.atomic():
        Removal.objects.create(file_id=digest, erasure="00000000-0000-7000-8000-000000000000")
