"""Which account runs the server, and which folders it can reach."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ifar import embedded
from ifar.embedded.account import Account, account_for
from ifar.embedded.cluster import SOCKET_PATH_LIMIT, socket_folder, tuning
from ifar.embedded.server import ELSEWHERE, Server
from ifar.errors import Unavailable

STRANGER = Account("nobody", 65534, 65534, switch=True)


def test_root_gives_way_to_an_account_without_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    account = account_for(tmp_path / "postgres")
    assert account.uid != 0
    assert account.popen() == (
        {"user": account.uid, "group": account.gid, "extra_groups": []} if account.switch else {}
    )


def test_an_ordinary_person_runs_it_as_oneself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1)
    account = account_for(tmp_path)
    assert (account.uid, account.switch, account.popen()) == (1, False, {})


def test_a_closed_folder_on_the_way_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "home" / "ifar").mkdir(parents=True)
    (tmp_path / "home").chmod(0o700)
    assert not STRANGER.reaches(tmp_path / "home" / "ifar" / "var")


def test_root_keeps_the_data_elsewhere_when_its_home_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    path, other = (embedded.folder_for(tmp_path / "home" / name) for name in ("one", "other"))
    assert path.is_relative_to(ELSEWHERE)
    assert path != other
    assert path == embedded.folder_for(tmp_path / "home" / "one")


def test_an_open_folder_keeps_the_data_beside_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.folder_for(Path("/srv/ifar/var")) == Path("/srv/ifar/var/postgres")


def test_a_long_path_moves_the_socket_alone() -> None:
    assert socket_folder(Path("/srv/ifar/var/postgres")) == Path("/srv/ifar/var/postgres/socket")
    long = socket_folder(Path("/srv") / ("x" * 90) / "postgres")
    assert len(os.fsencode(long / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT
    assert long != socket_folder(Path("/srv") / ("y" * 90) / "postgres")


@pytest.mark.parametrize(
    ("gigabytes", "buffers"),
    [(0.5, "64MB"), (1, "128MB"), (2, "256MB"), (8, "1024MB"), (16, "4096MB"), (64, "8192MB")],
)
def test_memory_of_the_machine_sets_the_buffers(gigabytes: float, buffers: str) -> None:
    assert tuning(int(gigabytes * 2**30), durable=True)["shared_buffers"] == buffers


def test_a_large_server_remembers_what_it_had_in_memory() -> None:
    large, small = (tuning(gigabytes * 2**30, durable=True) for gigabytes in (16, 4))
    assert large["shared_preload_libraries"] == "pg_prewarm"
    assert "shared_preload_libraries" not in small


def test_only_tests_give_up_durability_and_have_cheap_passwords() -> None:
    sure, fast = (tuning(2**30, durable=durable) for durable in (True, False))
    assert {name for name in sure if sure[name] != fast[name]} == {
        "fsync",
        "synchronous_commit",
        "full_page_writes",
        "autovacuum",
        "scram_iterations",
    }
    assert sure["scram_iterations"] == "4096"
    assert {sure[name] for name in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")} == {
        "on"
    }


def test_w49_a_disk_that_takes_nothing_is_told_as_one_and_not_as_an_account_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unavailable, match="cannot be written"):
        Server(Path("/proc/ifar/postgres")).prepare()
    whole = os.statvfs
    monkeypatch.setattr(
        os,
        "statvfs",
        lambda path: os.statvfs_result((*whole(path)[:8], whole(path).f_flag | os.ST_RDONLY, 255)),
    )
    with pytest.raises(Unavailable, match="Read-only") as caught:
        Server(tmp_path / "postgres").prepare()
    assert "another account" not in str(caught.value)
