"""A cluster is copied whole into another one, and a difference is not overlooked."""

from __future__ import annotations

import psycopg
import pytest

from ifar.embedded import Server
from ifar.embedded.upgrade import copy, counts, upgrade
from ifar.errors import Unavailable


def test_nothing_newer_changes_nothing(again: Server) -> None:
    again.start()
    again.stop()
    before = (again.folder / "current").read_text()
    assert upgrade(again) is None
    assert (again.folder / "current").read_text() == before
    assert not again.status().running


def test_the_copy_has_rows_roles_rights_and_settings(again: Server) -> None:
    again.start()
    old = again.cluster()
    with psycopg.connect(again.addresses()["owner"], autocommit=True) as connection:
        connection.execute("CREATE TABLE serial (id int PRIMARY KEY, mark text)")
        connection.execute("INSERT INTO serial SELECT n, 'AB' || n FROM generate_series(1, 1000) AS n")
        connection.execute("CREATE INDEX ON serial USING gin (mark gin_trgm_ops)")
        connection.execute("GRANT SELECT ON serial TO ifar_app")
    with old.connect() as connection:
        connection.execute(
            "CREATE ROLE auditor LOGIN; GRANT ifar_verifier TO auditor; ALTER DATABASE ifar SET work_mem = '7MB'"
        )
    new = again.beside(again.free_name(old.binaries.major), old.binaries)
    copy(old, new, again.addresses())
    again.choose(new.data.name)
    again.stop()
    again.start()
    assert again.cluster().data == new.data
    with psycopg.connect(again.addresses()["default"]) as connection:
        row = connection.execute(
            "SELECT count(*), current_setting('work_mem'), pg_has_role('auditor', 'ifar_verifier', 'member'), "
            "(SELECT tableowner::text FROM pg_tables WHERE tablename = 'serial') FROM serial WHERE mark LIKE 'AB%'"
        ).fetchone()
    assert row == (1000, "7MB", True, "ifar_owner")


def test_a_copy_that_differs_is_not_used(again: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    again.start()
    old = again.cluster()
    with psycopg.connect(again.addresses()["owner"], autocommit=True) as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS n")
    new = again.beside("other", old.binaries)
    monkeypatch.setattr(
        "ifar.embedded.upgrade.counts",
        lambda cluster: counts(cluster) | ({"public.one": 0} if cluster is new else {}),
    )
    with pytest.raises(Unavailable, match=r"differs from the original in public\.one"):
        copy(old, new, again.addresses())
