"""Deposits: sealed under their hash, kept once, shown only as clean copies, seen only in their compartment."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import stat
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from PIL import Image

from ifar.errors import Forbidden, Invalid, NotFound, TooLarge
from ifar.files import picture as picture_reader
from ifar.files import selectors, services, store
from ifar.files.confinement import Unreadable
from ifar.files.models import Deposit, File
from tests.files import hostile

BOOK = b"Serial;Make\nAB1;Beretta\n"


def photograph(**save) -> bytes:
    picture = Image.new("RGB", (3000, 1500), "red")
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    exif[0x010E] = "taken at the home of the informer"
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif, **save)
    return buffer.getvalue()


def test_the_original_is_sealed_under_its_hash_and_kept_once(carol):
    before = set(store.incoming().iterdir())
    kept = services.keep(actor=carol, purpose="legacy_register", name="../../etc/book.csv", content=[BOOK])
    again = services.keep(
        actor=carol, purpose="legacy_register", name="other.csv", content=[BOOK[:5], BOOK[5:]]
    )
    assert kept.sha256 == hashlib.sha256(BOOK).hexdigest() == again.sha256
    assert kept.name == "book.csv"
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o400
    assert kept.path.read_bytes() == BOOK
    assert File.objects.filter(sha256=kept.sha256).count() == 1
    assert Deposit.objects.filter(file_id=kept.sha256).count() == 2
    assert set(store.incoming().iterdir()) <= before


def test_a_deposit_is_never_changed_or_taken_away(carol):
    services.keep(actor=carol, purpose="legacy_register", name="book.csv", content=[BOOK])
    for statement in (
        "DELETE FROM files_deposit",
        "UPDATE files_file SET size = 1",
        "TRUNCATE files_deposit",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_is_too_large_or_of_another_kind_leaves_nothing_behind(carol, settings):
    before = set(store.incoming().iterdir())
    settings.IFAR_UPLOAD_LIMIT = 1000
    with pytest.raises(TooLarge):
        services.keep(
            actor=carol, purpose="legacy_register", name="a", content=(b"x" * 600 for _ in range(3))
        )
    with pytest.raises(Invalid) as caught:
        services.keep(actor=carol, purpose="legacy_register", name="a", content=[hostile.PNG[:900]])
    assert "PNG" in str(caught.value)
    with pytest.raises(Invalid):
        services.keep(actor=carol, purpose="legacy_register", name="a", content=[])
    assert not Deposit.objects.exists()
    assert set(store.incoming().iterdir()) <= before


def test_a_picture_is_shown_clean_and_upright_and_its_original_stays_as_it_was(alice):
    original = photograph()
    kept = services.keep(actor=alice, purpose="photograph", name="gun.jpg", content=[original])
    shown, media_type = selectors.shown_for(alice, kept.sha256)
    assert media_type == "image/jpeg"
    picture = Image.open(shown)
    assert picture.size == (1200, 2400)
    assert not picture.getexif()
    assert b"informer" not in shown.read_bytes()
    assert kept.path.read_bytes() == original


def test_a_picture_that_is_none_is_refused(alice):
    for content in (hostile.PNG, photograph()[:500]):
        with pytest.raises(Invalid):
            services.keep(actor=alice, purpose="photograph", name="gun.jpg", content=[content])


def test_only_those_whose_work_it_is_deposit_and_see(alice, carol, nobody):
    kept = services.keep(actor=carol, purpose="legacy_register", name="book.csv", content=[BOOK])
    assert selectors.original_for(carol, kept.sha256) == kept.path
    with pytest.raises(NotFound):
        selectors.original_for(alice, kept.sha256)
    with pytest.raises(Forbidden):
        services.keep(actor=alice, purpose="legacy_register", name="book.csv", content=[BOOK])
    assert not selectors.deposits_for(nobody).exists()


def test_the_check_of_the_store_names_what_is_missing_or_changed(carol, capsys):
    kept = services.keep(actor=carol, purpose="legacy_register", name="book.csv", content=[BOOK])
    call_command("check_files")
    kept.path.chmod(0o600)
    kept.path.write_bytes(BOOK + b"AB2;Glock\n")
    with pytest.raises(CommandError):
        call_command("check_files")
    assert kept.sha256 in capsys.readouterr().out
    kept.path.unlink()
    assert list(services.damaged()) == [kept.sha256]


# Photographs as telephones take them ----------------------------------------------------------------------------------

MEGABYTES = 20 * 1024 * 1024
HEIC = (Path(__file__).parent / "rotated.heic").read_bytes()
"""640 by 320 with a red left side, lying on its side, with a place and a remark beside it."""
TELLS = (b"informer", b"Telephone", b"Exif")


def large_photograph() -> bytes:
    """Almost 20 MB of a JPEG picture that lies on its side, with the place where it was taken."""
    picture = Image.effect_noise((5200, 3900), 90).convert("RGB")
    picture.paste("red", (0, 0, 1040, 3900))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x010F] = 6, "taken at the home of the informer", "Telephone"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (48.0, 51.0, 29.6), 3: "E", 4: (2.0, 17.0, 40.2)})
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", exif=exif, quality=97)
    return buffer.getvalue()


def shown_clean(actor, original: bytes, name: str) -> Image.Image:
    """What is shown of an original: upright, clean, small; the original lies sealed as it came."""
    kept = services.keep(actor=actor, purpose="exhibit_photograph", name=name, content=[original])
    assert kept.path.read_bytes() == original
    assert stat.S_IMODE(kept.path.stat().st_mode) == 0o400
    shown, media_type = selectors.shown_for(actor, kept.sha256)
    content = shown.read_bytes()
    assert media_type == "image/jpeg"
    assert not any(item in content for item in TELLS)
    picture = Image.open(shown)
    assert not picture.getexif()
    assert max(picture.size) <= 2400
    return picture


def test_a_photograph_of_20_megabytes_comes_out_small_upright_and_clean(dave):
    original = large_photograph()
    assert 0.7 * MEGABYTES < len(original) <= MEGABYTES
    assert all(item in original for item in (b"informer", b"Telephone"))
    picture = shown_clean(dave, original, "mark.jpg")
    assert picture.size == (1800, 2400)
    assert (
        picture.getpixel((900, 100))[0] > 200 > picture.getpixel((900, 100))[1]
    )  # the red side is above now
    assert Path(picture.filename).stat().st_size < len(original) / 4


@pytest.fixture
def reads_heic() -> None:
    """The library that reads HEIC is installed, as the lock file says."""
    if importlib.util.find_spec("pi_heif") is None:
        pytest.skip("pi-heif is not installed here; run `make setup`")


@pytest.mark.usefixtures("reads_heic")
def test_a_heic_photograph_of_20_megabytes_comes_out_small_upright_and_clean(dave):
    free = MEGABYTES - len(HEIC)
    original = HEIC + free.to_bytes(4, "big") + b"free" + bytes(free - 8)
    assert len(original) == MEGABYTES
    picture = shown_clean(dave, original, "IMG_0001.HEIC")
    assert picture.size == (320, 640)
    red, white = picture.getpixel((160, 40)), picture.getpixel((100, 500))
    assert red[0] > 200 > red[1]
    assert min(white) > 200
    assert Path(picture.filename).stat().st_size < 100_000


@pytest.mark.usefixtures("reads_heic")
def test_a_heic_picture_that_is_broken_is_refused(dave):
    with pytest.raises(Invalid) as caught:
        services.keep(actor=dave, purpose="exhibit_photograph", name="x.heic", content=[HEIC[:500]])
    assert caught.value.code == "files.picture.unreadable"
    assert not Deposit.objects.exists()


def test_where_heic_cannot_be_read_it_is_said_what_to_do(dave, monkeypatch):
    def refuse(*_: object) -> None:
        raise Unreadable("heic")

    monkeypatch.setattr(services, "run", refuse)
    with pytest.raises(Invalid) as caught:
        services.keep(actor=dave, purpose="exhibit_photograph", name="x.heic", content=[HEIC])
    assert caught.value.code == "files.picture.heic"
    assert "JPEG" in str(caught.value)


def test_the_reader_says_that_its_library_is_not_there(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    main = picture_reader.main([str(Path(__file__).parent / "rotated.heic"), str(tmp_path / "clean")])
    assert main == {"refused": "heic", "params": {}}
