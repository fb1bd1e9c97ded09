"""What was lawfully erased may come again: then it stays, its copies are made anew, and a second erasure takes it away again."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from ifar.files import replay, selectors, services, store
from ifar.files.models import Deposit, Derivative, Removal
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from tests import cast
from tests.cast import actor
from tests.databases import Database
from tests.files.test_deposits import photograph

CONTENT = photograph(quality=60)
PURPOSE = "community_attachment"


def keep(content: bytes = CONTENT, purpose: str = PURPOSE) -> str:
    return services.keep(actor=actor("alice"), purpose=purpose, name="a.jpg", content=[content]).sha256


def erase(*contents: str, act: str = "community.space_lapsed") -> uuid.UUID:
    with transaction.atomic():
        draft = Draft(schema=f"{act}/1", act=act, object="CROOM", payload={}, entry=ledger.new_entry_id())
        entry = ledger.append(actor=actor("alice"), drafts=[draft])[0].entry
        services.erase(contents, purpose=PURPOSE, erasure=entry)
    return entry


def altered(database: Database) -> list[str]:
    """What the verifier says of the files."""
    with database.connect("verifier") as reader, reader.cursor() as cursor:
        return [difference.kind for difference in replay.CONTENTS.check(cursor, None)]


@pytest.mark.parametrize("act", ["community.space_lapsed", "community.erasure_erased"])
def test_what_was_erased_comes_again_and_goes_again(peopled_db: Database, act: str) -> None:
    sha256 = keep()
    for times in (1, 2):
        copy = selectors.copy_of(sha256, selectors.CLEAN)
        assert copy is not None
        assert copy.file_id != sha256
        erase(sha256, act=act)
        assert not store.path_of(sha256).exists()
        assert not store.path_of(copy.file_id).exists()
        assert selectors.copy_of(sha256, selectors.CLEAN) is None
        assert altered(peopled_db) == []
        assert keep() == sha256
        assert services.remove_erased() == 0
        assert store.is_whole(sha256)
        shown = selectors.copy_of(sha256, selectors.CLEAN)
        assert shown is not None
        assert store.path_of(shown.file_id).is_file()
        assert altered(peopled_db) == []
        assert list(services.damaged()) == []
        assert Removal.objects.filter(file_id=sha256).count() == times
        assert Derivative.objects.filter(original_id=sha256).count() == times + 1


def test_what_lies_there_although_it_was_erased_is_named_and_taken_out(peopled_db: Database) -> None:
    sha256 = keep()
    copy = selectors.copy_of(sha256, selectors.CLEAN)
    assert copy is not None
    kept = {text: store.path_of(text).read_bytes() for text in (sha256, copy.file_id)}
    erase(sha256)
    for key, content in kept.items():
        store.seal(store.receive([content], 10**8))
        assert store.path_of(key).is_file()
    assert altered(peopled_db) == ["state_stray", "state_stray"]
    assert services.remove_erased() == 2
    assert altered(peopled_db) == []


def test_two_originals_of_one_copy_go_one_after_the_other(peopled_db: Database) -> None:
    first, second = keep(), keep(CONTENT + b"\0")
    copies = {selectors.copy_of(text, selectors.CLEAN).file_id for text in (first, second)}  # type: ignore[union-attr]
    (copy,) = copies
    erase(first)
    assert store.path_of(copy).is_file()
    assert altered(peopled_db) == []
    erase(second)
    assert not store.path_of(copy).exists()
    assert altered(peopled_db) == []


def test_who_deposits_while_it_is_erased_keeps_it(peopled_db: Database) -> None:
    sha256 = keep()
    waiting = threading.Event()

    def again() -> None:
        waiting.set()
        keep()
        connection.close()

    thread = threading.Thread(target=again)
    with transaction.atomic():
        # The lock of the erasure is held until it is committed; the file goes after that, unless it came again.
        entry = ledger.new_entry_id()
        draft = Draft(schema="community.space_lapsed/1", act="community.space_lapsed", object="CROOM", payload={}, entry=entry)  # fmt: skip
        ledger.append(actor=actor("alice"), drafts=[draft])
        services.erase([sha256], purpose=PURPOSE, erasure=entry)
        thread.start()
        assert waiting.wait(10)
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(20)
    assert Deposit.objects.filter(file_id=sha256).count() == 2
    assert store.is_whole(sha256)
    assert altered(peopled_db) == []


@pytest.mark.parametrize("purpose", ["exhibit_photograph", "likeness"])
def test_w36_an_erasure_takes_no_file_that_was_deposited_for_something_else(
    peopled_db: Database, purpose: str
) -> None:
    """Neither does the database take the row, nor does the verifier believe one that is there all the same."""
    sha256 = deposited(purpose)
    entry = erase()
    with pytest.raises(IntegrityError, match="for something else"), transaction.atomic():
        Removal.objects.create(file_id=sha256, erasure=entry)
    with peopled_db.connect() as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("ALTER TABLE files_removal DISABLE TRIGGER USER")
        superuser.execute(
            "INSERT INTO files_removal (file_id, erasure, last_deposit, last_copy) VALUES (%s, %s, 9999, 9999)",
            [sha256, entry],
        )
    store.remove(sha256)
    assert "file_missing" in altered(peopled_db)


def deposited(purpose: str) -> str:
    """A photograph of evidence or of a person, as whoever may deposit it left it there."""
    sha256 = keep()
    Deposit.objects.create(
        file_id=sha256,
        name="b.jpg",
        purpose=purpose,
        actor=actor("dave").id,
        agency_id=cast.agency("police").pk,
        compartment="civilian",
    )
    return sha256
