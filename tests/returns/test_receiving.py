"""What a hub takes in and keeps: the order of packages, the package itself, figures without consent, words that mislead."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from django.conf import settings as configured
from django.db import DatabaseError, transaction

from ifar.errors import Conflict, Invalid
from ifar.files import store
from ifar.ledger import keys
from ifar.ledger import services as ledger
from ifar.ledger.entry import MAX_BYTES, Draft, timestamp
from ifar.registry.occurred import moment
from ifar.returns import notes, selectors
from ifar.returns.hub import package, package_replay, packages
from ifar.returns.hub import selectors as hub_selectors
from ifar.returns.hub import services as hub
from ifar.returns.hub.receiving import ReceivedPackages, out_of_order
from ifar.returns.models import Edition, Received
from ifar.tracing.services import exchange
from tests import cast
from tests.returns import test_hub
from tests.returns.test_hub import LOG, YEAR, client_of_hub, log, made, payload  # noqa: F401

M1, M2, M3 = (f"01890000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
HELD = ReceivedPackages(M2, (M1, M2), 2, "2026-01-02T00:00:00Z")
GONE = ReceivedPackages("", (M1, M2), 2, "2026-01-03T00:00:00Z")
NEW = "2026-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("form", "replaces", "edition", "made_at", "known", "reason"),
    [
        ("edition", "", 1, NEW, ReceivedPackages(), ""),
        ("edition", M1, 2, NEW, ReceivedPackages(), ""),
        ("edition", M2, 3, NEW, HELD, ""),
        ("edition", M2, 2, NEW, HELD, ""),
        ("edition", M1, 3, NEW, HELD, "unrelated"),
        ("edition", "", 3, NEW, HELD, "unrelated"),
        ("edition", "", 2, NEW, HELD, "older"),
        ("edition", M2, 1, NEW, HELD, "older"),
        ("edition", M2, 3, "2026-01-01T00:00:00Z", HELD, "older"),
        ("edition", "", 1, NEW, GONE, "older"),
        ("edition", "", 2, "2026-01-01T00:00:00Z", GONE, "older"),
        ("edition", "", 2, NEW, GONE, ""),
        ("edition", M3, 3, NEW, GONE, ""),
        ("edition", M3, 2, NEW, GONE, "unrelated"),
        ("edition", M2, 3, NEW, GONE, "unrelated"),
        ("withdrawal", M2, 2, NEW, HELD, ""),
        ("withdrawal", M1, 2, NEW, HELD, "unrelated"),
        ("withdrawal", M2, 2, NEW, GONE, "unrelated"),
        ("withdrawal", "", 1, NEW, ReceivedPackages(), "unrelated"),
    ],
)
def test_a_package_follows_everything_that_was_here(form, replaces, edition, made_at, known, reason):
    assert out_of_order(form, replaces, edition, made_at, known) == reason


def total(value):
    return [["Arms seized", "Total", "Total", "na", "na", 0, value]]


def taken(value) -> str:
    return hub.take_in(actor=test_hub.OFFICER, data=made(value)).reason


@pytest.mark.django_db
def test_an_older_package_does_not_bring_back_what_was_withdrawn(log):  # noqa: F811
    held_back, same = payload(total(1)), payload(total(3), edition=2)
    for item in (held_back, same):
        item["made_at"] = moment(ledger.now() - dt.timedelta(days=1))
    second = payload(total(2), edition=2, replaces="01890000-0000-7000-8000-0000000f0000")
    assert taken(second) == "", "what it replaces never came"
    assert taken(payload(form="withdrawal", edition=2, replaces=second["message"])) == ""
    assert (taken(held_back), taken(same)) == ("older", "older")
    assert hub_selectors.state_return(test_hub.OFFICER, "BEL", "iafq", YEAR).held is None


@pytest.mark.django_db
def test_a_package_is_kept_and_looked_at_again(log):  # noqa: F811
    document = made(payload(total(4)))
    hub.take_in(actor=test_hub.OFFICER, data=document)
    received = Received.objects.get()
    assert store.path_of(received.hash).read_bytes() == document
    assert hub.check_again(test_hub.OFFICER, received) == hub.PackageCheck(True, True, True)
    received.cells = total(5)
    assert hub.check_again(test_hub.OFFICER, received) == hub.PackageCheck(True, True, False), (
        "the row says something else"
    )
    received.hash = "0" * 64
    assert hub.check_again(test_hub.OFFICER, received) == hub.PackageCheck(False, False, False)


def test_verification_opens_each_package_that_was_taken_in(peopled_db, monkeypatch, tmp_path):
    monkeypatch.setattr("django.conf.settings.IFAR_HOME", tmp_path, raising=False)
    monkeypatch.setattr(exchange, "known_keys", lambda: {"BE": [LOG.verifier]})
    keys.Keyring.at(tmp_path).current(configured.IFAR_LEDGER_NAME)
    officer = replace(test_hub.OFFICER, agency_id=cast.agency("authority").pk)
    known, ever = {"BE": [LOG.verifier]}, package_replay.keys_of
    monkeypatch.setattr(package_replay, "keys_of", lambda cursor: ever(cursor) | known)

    def found() -> list[str]:
        with peopled_db.connect("verifier") as session, session.cursor() as cursor:
            differences = [*package_replay.PACKAGES.check(cursor, None)]
            assert differences == [*package_replay.PACKAGES.check(cursor, frozenset([received.hash]))]
        return [
            f"{difference.kind} {difference.place.removeprefix('returns_received ')[37:]}".strip()
            for difference in differences
        ]

    hub.take_in(actor=officer, data=made(payload(total(4))))
    received = Received.objects.get()
    assert found() == []
    with peopled_db.connect("superuser") as session:
        session.execute("ALTER TABLE returns_received DISABLE TRIGGER ALL")
        session.execute("""UPDATE returns_received SET consent = '["publish"]', cells = '[]'""")
    assert found() == ["state_differs consent", "state_differs cells"]
    known.clear()
    assert found() == ["state_differs"]
    store.path_of(received.hash).unlink()
    assert found() == ["file_missing"]


@pytest.mark.django_db
def test_a_package_that_no_entry_can_hold_gets_its_verdict_and_receipt(log):  # noqa: F811
    many = [
        ["Arms seized", "Total", f"Number {n} of a long list of labels", "na", "na", 0, n]
        for n in range(1200)
    ]
    document = made(payload(many))
    assert MAX_BYTES < len(document) < package.LARGEST == configured.DATA_UPLOAD_MAX_MEMORY_SIZE
    taken_in = hub.take_in(actor=test_hub.OFFICER, data=document)
    assert (taken_in.reason, json.loads(taken_in.receipt)["payload"]["verdict"]) == ("large", "refused")
    assert hub.take_in(actor=test_hub.OFFICER, data=document).receipt == taken_in.receipt
    assert [(received.reason, received.cells) for received in Received.objects.all()] == [("large", [])]


@pytest.mark.django_db
def test_what_was_said_without_consent_is_not_shown_by_a_later_consent(log, client_of_hub):  # noqa: F811
    first = payload(total(424242), consent=(), conditions="Keep it to yourselves.")
    second = payload(total(7), edition=2, replaces=first["message"])
    third = payload(total(9), edition=3, replaces=second["message"])
    assert taken(first) == ""
    page = client_of_hub.get(f"/returns/hub/BEL/iafq/{YEAR}/").content.decode()
    assert not any(words in page for words in ("424,242", "Keep it", "without customs", "figures differ"))
    assert (taken(second), taken(third)) == ("", "")
    state_return = hub_selectors.state_return(test_hub.OFFICER, "BEL", "iafq", YEAR)
    results = [None if version.changes is None else len(version.changes) for version in state_return.versions]
    assert results == [1, None, None]
    page = client_of_hub.get(f"/returns/hub/BEL/iafq/{YEAR}/").content.decode()
    assert "424,242" not in page
    assert "without customs" in page
    assert "It is kept as it came" in page


@pytest.mark.django_db
def test_a_package_that_was_refused_holds_nowhere_and_none_leaves_that_every_hub_refuses(log, monkeypatch):  # noqa: F811
    monkeypatch.setattr("django.conf.settings.IFAR_HUBS", [log.verifier.encode()], raising=False)
    bob = test_hub.frozen()
    asked = {
        "form": "iafq",
        "year": YEAR,
        "edition": 1,
        "hub": configured.IFAR_LEDGER_NAME,
        "consent": (),
        "conditions": "\u200f",
    }
    first = packages.send(actor=bob, **asked)
    taken_in = hub.take_in(actor=test_hub.OFFICER, data=first.document)
    assert (taken_in.reason, packages.take_receipt(actor=bob, data=taken_in.receipt)) == (
        "unknown_sender",
        "unknown_sender",
    )
    second = packages.send(actor=bob, **asked)
    assert json.loads(second.document)["payload"]["replaces"] == ""
    with pytest.raises(Conflict):
        packages.withdraw(actor=bob, message=first.message, reason="wrong")
    edition = Edition.objects.get()
    edition.note = "a\u202eb"
    monkeypatch.setattr(selectors, "edition", lambda *_args: edition)
    with pytest.raises(Invalid) as wrong:
        packages.send(actor=bob, **asked)
    assert wrong.value.code == "returns.note.frozen"


_NO = (
    {"kind": "whatever"}, {"form": "nonsense"}, {"year": 3000}, {"edition": 0}, {"edition": -4}, {"sender": "Belgium"}, {"key": ""},
    {"message": ""}, {"message": "m2"}, {"replaces": "nothing"}, {"consent": ["sell"]}, {"cells": []}, {"kind": "withdrawal"},
    {"made_at": "yesterday"}, {"edition": 1}, {"hash": "0" * 64}, {"kind": "file"}, {"reason": "form"}, {"reason": "bad", "kind": ""},
)  # fmt: skip


@pytest.mark.django_db
def test_nothing_comes_in_beside_the_program(log):  # noqa: F811
    """Whoever holds the runtime role's password writes rows that the hub itself would refuse."""
    value = payload(total(1), edition=2)
    assert taken(value) == ""
    received = Received.objects.get()
    row = {name: getattr(received, name) for name in hub.EMPTY}
    good = row | {"edition": 3, "replaces": value["message"], "message": M3}

    def write(**more):
        now = ledger.now().astimezone(dt.UTC)
        digest, result = more.pop("hash", received.hash), good | more
        act = "returns.turned_away" if result["reason"] else "returns.received"
        draft = Draft(
            schema=f"{act}/1",
            act=act,
            object=digest,
            payload={**result, "at": timestamp(now)},
            entry=ledger.new_entry_id(),
        )
        with transaction.atomic():
            ledger.append(actor=test_hub.OFFICER, drafts=[draft], recorded_at=now)
            Received.objects.create(entry=draft.entry, hash=digest, at=now, **result)

    for more in _NO:
        with pytest.raises(DatabaseError, match="does not take in"):
            write(**more)
    write()


def test_marks_of_direction_are_plain_in_a_sentence_and_nowhere_else():
    arabic = "\u062a\u0645 \u0627\u0644\u0639\u062f\u200f (2025)"
    assert not notes.spoiled(arabic)
    assert notes.spoiled(arabic + "\u202e")
    assert notes.spoiled("a\0")
    head = {
        "conditions": arabic,
        "return": {"note": arabic, "cells": [["Total", "", "", "", "", 0, 1, arabic, "x"]]},
    }
    assert notes.said_plainly(head)
    assert not notes.said_plainly(head | {"sender": {"register": "a\u200f"}})
    label = {"note": "", "cells": [["Total\u200f", "", "", "", "", 0, 1]]}
    assert not notes.said_plainly(head | {"return": label})
