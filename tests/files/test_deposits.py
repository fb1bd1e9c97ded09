"""Deposits: sealed under their hash, kept once, shown only as clean copies, seen only in their compartment."""

from __future__ import annotations

import hashlib
import io
import stat

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from PIL import Image

from ifar.errors import Forbidden, Invalid, NotFound, TooLarge
from ifar.files import selectors, services, store
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
    assert not list(store.incoming().iterdir())


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
    assert not list(store.incoming().iterdir())


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
