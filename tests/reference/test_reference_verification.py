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
    said = bytes(ours.canonical).decode()
    assert f'"digest":"{version.digest}"' in said
    assert '"list":"club"' in said
    assert '"list":"calibre"' in said, "what was loaded before is told with it"
    assert Personal.objects.get(entry=ours.entry).value == "K. Doe"
    assert "Doe" not in said
    services.load_own(actor=JOB)
    assert Entry.objects.filter(act="reference.loaded").count() == 1, (
        "nothing has changed, so nothing is told"
    )


def test_untouched_it_is_good(copy):
    report = copy.verify()
    assert report.good, report.differences


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE reference_make SET name = 'Acme Ltd' WHERE code = 'acme'", "make acme, name"),
        ("UPDATE reference_make SET country_id = 'FR' WHERE code = 'beretta'", "make beretta, country_id"),
        ("UPDATE reference_code SET parent = 'x' WHERE list_id = 'club'", "club north, parent"),
        ("DELETE FROM reference_code WHERE list_id = 'club'", "club north"),
        ("UPDATE reference_revision SET content = content || '{\"name\": \"X\"}' WHERE code = 'acme'", "reference_listversion"),
        ("UPDATE reference_listversion SET digest = '' WHERE origin = 'xland'", "reference_listversion"),
        ("UPDATE reference_listversion SET entry = gen_random_uuid() WHERE list_id = 'club'", "reference_listversion"),
    ],
)  # fmt: skip
def test_altered_it_is_named(copy, statement, named):
    copy.tamper(statement)
    report = copy.verify()
    assert named in "\n".join(f"{one.kind} {one.place}" for one in report.differences)
