"""A register of an earlier release: `ifar migrate` brings it to this one, and what was recorded then verifies now.

What stands beside this test is the dump of a small register as `RELEASE` left it, without the lists that every start loads anew. With
each release it is made again (`WRITE_DOWN=1 pytest tests/house/test_upgrade.py`), and the one before is kept for as long as it is supported.
"""

from __future__ import annotations

import lzma
import os
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from ifar.ledger import sessions
from ifar.ledger.management import programs
from ifar.ledger.verification import catalogue, objects
from ifar.registry.models import Firearm
from tests import cast
from tests.databases import settings_at
from tests.factories import a_case, a_firearm, a_licence, a_person, an_item
from tests.logs import Log

RELEASE = Path(__file__).with_name("release.sql.xz")
LISTS = ("reference_*", "registry_statefacts", "auth_permission", "*_act")


def dump(address: str) -> bytes:
    done = subprocess.run(
        [
            str(programs.folder(address) / "pg_dump"),
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            *(f"--exclude-table-data={tables}" for tables in LISTS),
            address,
        ],
        check=True,
        capture_output=True,
    )
    return done.stdout


def load(address: str, text: bytes) -> None:
    psql = programs.folder(address) / "psql"
    subprocess.run(
        [str(psql), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", address],
        input=text,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def fill() -> None:
    """Acts of several apps, with personal values, by people of the cast."""
    alice, bob, dave = (cast.actor(name) for name in ("alice", "bob", "dave"))
    a_firearm(alice, "AB71234")
    a_firearm(alice, "CD71234")
    a_licence(alice, bob, a_person(alice))
    an_item(dave, a_case(dave), "AB71234")


@pytest.fixture
def release(peopled_db):
    """The text of the release's dump; where it is to be written down, that of a register of now."""
    if os.environ.get("WRITE_DOWN"):
        fill()
        RELEASE.write_bytes(lzma.compress(dump(sessions.address("owner")), preset=9))
    return lzma.decompress(RELEASE.read_bytes())


def test_an_earlier_release_is_upgraded_and_verifies(release, databases, tmp_path):
    with databases.copy("template1") as other, settings_at(other.name):
        load(sessions.address("owner"), release)
        call_command("migrate", verbosity=0, skip_checks=True)
        with other.connect("verifier") as verifier:
            major = verifier.info.server_version // 10_000
            assert list(catalogue.compare(objects.found(verifier), major)) == []
        assert Firearm.objects.count() == 2
        a_firearm(cast.actor("alice"), "EF71234")
        log = Log(other, tmp_path)
        log.sequence()
        report = log.verify()
        assert (report.differences, report.number) == ([], 0)
        assert report.entries > 20
