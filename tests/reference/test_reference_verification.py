"""A load is an act in the ledger, and whoever alters the lists afterwards is found by `ifar verify`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connections

from ifar.ledger.models import Entry, Personal
from ifar.reference import services
from ifar.reference.management.commands.load_reference import JOB
from ifar.reference.models import ListVersion
from tests.covering import covering
from tests.databases import settings_at
from tests.logs import Log


@pytest.fixture(scope="module")
def original(databases, template, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Log]:
    """A register with a country's folder loaded over ifar's own lists, sequenced."""
    with databases.clone(template) as database, django_db_blocker.unblock(), settings_at(database.name):
        folder = tmp_path_factory.mktemp("xland")
        (folder / "make.csv").write_text("code,name,source\nacme,Acme,us\nberetta,Beretta,us\n")
        (folder / "club.csv").write_text("code,label_en,source\nnorth,North club,us\n")
        with (
            database.connect() as superuser
        ):  # as in a register whose lists were loaded before loads were told
            superuser.execute("UPDATE reference_listversion SET entry = NULL")
        call_command("load_reference", folder=folder, origin="xland", operator="K. Doe", verbosity=0)
        log = Log(database, tmp_path_factory.mktemp("home"))
        log.sequence()
        yield log


@pytest.fixture
def copy(original, databases):
    connections.close_all()
    with databases.clone(original.database.name) as database, settings_at(database.name):
        yield Log(database, original.home)


def test_every_load_is_one_entry_with_the_digests_of_what_it_brought(copy):
    ours = Entry.objects.get(act="reference.loaded")
    assert (ours.object, ours.actor) == ("reference/xland", "load_reference")
    version = ListVersion.objects.get(list="make", origin="xland")
    assert version.entry == ours.entry
    text = bytes(ours.canonical).decode()
    assert f'"digest":"{version.digest}"' in text
    assert '"list":"club"' in text
    assert '"list":"calibre"' in text, "what was loaded before is told with it"
    assert Personal.objects.get(entry=ours.entry).value == "K. Doe"
    assert "Doe" not in text
    services.load_own(actor=JOB)
    assert Entry.objects.filter(act="reference.loaded").count() == 1, (
        "nothing has changed, so nothing is told"
    )


def test_untouched_it_is_good(copy):
    report = copy.verify()
    assert report.good, report.differences


@pytest.mark.parametrize(
    ("statement", "named"),
    covering([
        ("UPDATE reference_make SET name = 'Acme Ltd' WHERE code = 'acme'", "make acme, name"),
        ("UPDATE reference_make SET country_id = 'FR' WHERE code = 'beretta'", "make beretta, country_id"),
        ("UPDATE reference_code SET parent = 'x' WHERE list_id = 'club'", "club north, parent"),
        ("DELETE FROM reference_code WHERE list_id = 'club'", "club north"),
        ("UPDATE reference_revision SET content = content || '{\"name\": \"X\"}' WHERE code = 'acme'", "reference_listversion"),
        ("UPDATE reference_listversion SET digest = '' WHERE origin = 'xland'", "reference_listversion"),
        ("UPDATE reference_listversion SET entry = gen_random_uuid() WHERE list_id = 'club'", "reference_listversion"),
        ("UPDATE reference_make SET origin = 'nobody' WHERE code = 'acme'", "make acme, version"),
        ("UPDATE reference_make SET version = 77 WHERE code = 'acme'", "make acme, version"),
        ("UPDATE reference_codelist SET version = 99 WHERE name = 'club'", "list club"),
        ("UPDATE reference_codelist SET owner = 'nobody' WHERE name = 'club'", "list club"),
    ], lambda item: item[1:]),
)  # fmt: skip
def test_altered_it_is_named(copy, statement, named):
    copy.tamper(statement)
    report = copy.verify()
    assert named in "\n".join(f"{difference.kind} {difference.place}" for difference in report.differences)


def test_w38_a_revision_of_a_version_that_no_load_names_is_named(copy):
    """The newest revision decides what a licence allows; the row of today may follow it word for word."""
    content = "content || jsonb_build_object('quota', '20')"
    copy.tamper(
        "INSERT INTO reference_revision (list_id, code, version, content) "
        f"SELECT list_id, code, version + 7, {content} FROM reference_revision WHERE list_id = 'licence_kind' LIMIT 1"
    )
    copy.tamper("UPDATE reference_licencekind SET quota = 20")
    rows = [(difference.kind, difference.place) for difference in copy.verify(whole=False).differences]
    assert [
        place for kind, place in rows if kind == "row_stray" and "reference_revision licence_kind" in place
    ]


@pytest.mark.parametrize(
    "way", ["DELETE FROM reference_licencekind", "UPDATE reference_licencekind SET quota = 99"]
)
def test_w38_a_list_that_was_emptied_or_replaced_is_named(copy, way):
    copy.tamper("DELETE FROM reference_checkitem")
    copy.tamper(way)
    text = "\n".join(
        f"{difference.kind} {difference.place}" for difference in copy.verify(limit=1000).differences
    )
    assert "licence_kind" in text
    assert "state_missing check_item" in text


@pytest.mark.parametrize("content", ['{"zz": 1}', "[1]", '"x"', "7"])
def test_w38_a_revision_that_cannot_be_read_is_named_and_hides_no_other(copy, content):
    copy.tamper(
        "UPDATE reference_revision SET content = %s WHERE (list_id, code) = ('make', 'glock')", content
    )
    copy.tamper("UPDATE reference_make SET name = 'Altered' WHERE code = 'beretta'")
    results = [f"{difference.kind}: {difference.place}" for difference in copy.verify(limit=5000).differences]
    assert "unreadable: make glock, what was loaded" in results
    assert any(text.startswith("state_differs: make beretta, name") for text in results)
