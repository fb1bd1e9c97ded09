"""The embedded server starts, is shared, survives kills, and loses nothing that it acknowledged."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ifar.embedded import Server
from ifar.errors import Unavailable
from tests.embedded.conftest import ended

USE = """
import sys, time
from pathlib import Path
from ifar.embedded import Server
import psycopg
server = Server(Path(sys.argv[1]))
server.start()
with psycopg.connect(server.addresses()["default"]) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture(scope="module")
def running(used_before: Path) -> Iterator[Server]:
    """A server for those that only ask."""
    home = Path(tempfile.mkdtemp(dir=used_before.parents[1]))
    home.chmod(0o755)
    subprocess.run(["cp", "-a", used_before, home / "postgres"], check=True)
    with ended(Server(home / "postgres")) as started:
        started.start()
        yield started
    shutil.rmtree(home)


def use(server: Server) -> subprocess.Popen[str]:
    """Another process that starts the server, uses it until its input is closed, and gives it up."""
    return subprocess.Popen(
        [sys.executable, "-c", USE, str(server.folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended_user(user: subprocess.Popen[str]) -> int:
    """Let a user end; returns its exit code."""
    assert user.stdin
    user.stdin.close()
    return user.wait(30)


def killed_user(user: subprocess.Popen[str]) -> None:
    """Kill a user, which gives nothing up."""
    assert user.stdin
    assert user.stdout
    user.kill()
    user.wait()
    user.stdin.close()
    user.stdout.close()


def kill(server: Server) -> int:
    pid = server.cluster().pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.cluster().pid() == pid:
        time.sleep(0.001)
    return pid


def test_has_the_roles_the_database_and_the_extensions(server: Server) -> None:
    server.start()
    result = {}
    for alias, url in server.addresses().items():
        with psycopg.connect(url) as connection:
            result[alias] = connection.execute(
                "SELECT current_user::text, current_database()::text"
            ).fetchone()
    assert result == {
        "default": ("ifar_app", "ifar"),
        "owner": ("ifar_owner", "ifar"),
        "sequencer": ("ifar_sequencer", "ifar"),
        "verifier": ("ifar_verifier", "ifar"),
        "superuser": ("postgres", "postgres"),
    }
    with server.cluster().connect() as connection:
        connection.execute("CREATE DATABASE later")
    with server.cluster().connect("later") as connection:
        row = connection.execute(
            "SELECT similarity('AB1234', 'AB1235') > 0, levenshtein('a', 'b'), unaccent('é'), length(gen_salt('bf')) > 0, "
            "(SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'later')"
        ).fetchone()
    assert row == (True, 1, "e", True, "b C.UTF-8")


def test_the_owner_can_act_as_each_group_but_does_not_inherit_it(running: Server) -> None:
    with psycopg.connect(running.addresses()["owner"]) as connection:
        for role in ("ifar_app", "ifar_sequencer", "ifar_verifier"):
            connection.execute(f"SET ROLE {role}")
            connection.execute("RESET ROLE")
        row = connection.execute(
            "SELECT rolsuper, pg_has_role('ifar_app', 'USAGE') FROM pg_roles WHERE rolname = current_user"
        )
        assert row.fetchone() == (False, False)


def test_loses_no_durability(running: Server) -> None:
    with running.cluster().connect() as connection:
        shown = {
            name: connection.execute(f"SHOW {name}").fetchone()
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        }
    assert set(shown.values()) == {("on",)}


def test_never_runs_as_root_and_opens_nothing_to_others(server: Server) -> None:
    before = {folder: folder.stat().st_mode for folder in server.folder.parents}
    server.start()
    cluster = server.cluster()
    uid = Path(f"/proc/{cluster.pid()}").stat().st_uid
    assert uid == cluster.account.uid
    assert uid != 0
    modes = {
        name: (server.folder / name).stat().st_mode & 0o777
        for name in ("passwords.json", "socket", f"clusters/{cluster.data.name}")
    }
    assert modes == {"passwords.json": 0o600, "socket": 0o700, f"clusters/{cluster.data.name}": 0o700}
    assert {folder: folder.stat().st_mode for folder in before} == before
    with cluster.connect() as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_asks_for_a_password(running: Server) -> None:
    wrong = running.cluster().address("ifar_app", "wrong", "ifar")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_starts_under_a_strict_umask(server: Server) -> None:
    before = os.umask(0o077)
    try:
        assert server.start()
    finally:
        os.umask(before)


def test_a_second_start_is_quick_and_keeps_the_data(again: Server) -> None:
    again.start()
    with again.cluster().connect("ifar") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert again.stop()
    began = time.monotonic()
    assert again.start()
    assert time.monotonic() - began < 5
    with again.cluster().connect("ifar") as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_an_interrupted_first_start_is_continued(again: Server) -> None:
    name = (again.folder / "current").read_text().strip()
    (again.folder / "clusters" / f"{name}.ready").unlink()
    (again.folder / "current").unlink()
    (again.folder / "clusters" / f"{name}.new").mkdir()
    again.start()
    with psycopg.connect(again.addresses()["default"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_many_processes_start_one_server_and_the_last_stops_it(server: Server) -> None:
    users = [use(server) for _ in range(4)]
    values = {user.stdout.readline() for user in users if user.stdout}
    assert len(values) == 1, "all use the same server"
    assert [ended_user(user) for user in users[1:]] == [0, 0, 0]
    assert server.status().running
    assert ended_user(users[0]) == 0
    assert not server.status().running


def test_one_process_may_use_it_twice(again: Server) -> None:
    again.start()
    again.start()
    assert not again.stop()
    assert again.status().running
    assert again.cluster().answers()
    assert again.stop()
    assert not again.status().running


def test_a_server_that_is_kept_outlives_its_users(again: Server) -> None:
    again.start()
    again.kept = True
    assert not again.stop()
    assert again.status().running
    assert again.halt()
    assert not again.status().running


def test_a_server_in_use_is_not_halted(again: Server) -> None:
    again.start()
    with pytest.raises(Unavailable, match="in use"):
        Server(again.folder).halt()
    assert again.status().running


def test_the_next_user_takes_over_after_the_launcher_was_killed(again: Server) -> None:
    launcher = use(again)
    assert launcher.stdout
    assert launcher.stdout.readline()
    killed_user(launcher)
    assert not again.start(), "it runs already"
    assert again.stop(), "and has no other user"
    assert not again.status().running


def test_starts_again_beside_busy_children_of_a_killed_postmaster(again: Server) -> None:
    again.start()
    busy = again.cluster().connect()
    thread = threading.Thread(
        target=_ignore_loss, args=(busy, "SELECT count(*) FROM generate_series(1, 100000000000)")
    )
    thread.start()
    time.sleep(0.3)
    killed = kill(again)
    began = time.monotonic()
    again.keep()
    assert time.monotonic() - began < 10
    assert again.cluster().pid() not in (None, killed)
    thread.join(20)
    busy.close()
    assert not thread.is_alive(), "nothing of the killed server is left"


def _ignore_loss(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> None:
    try:
        connection.execute(statement)
    except psycopg.OperationalError:
        return


def test_starts_beside_a_killed_postmaster_that_nobody_has_buried(again: Server) -> None:
    launcher = use(again)
    assert launcher.stdout
    assert launcher.stdout.readline()
    assert not again.start(), "the launcher's server is used"
    try:
        killed = kill(again)
        assert Path(f"/proc/{killed}").exists(), "the launcher does not wait for its child"
        assert again.keep()
    finally:
        killed_user(launcher)


def test_a_start_that_fails_is_tried_again(again: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    again.start()
    kill(again)
    with monkeypatch.context() as broken:
        broken.setattr(again.cluster(), "launch", _refuse)
        with pytest.raises(Unavailable, match="no room"):
            again.keep()
    assert again.keep()


def _refuse() -> None:
    raise Unavailable("embedded.start", "There is no room on the disk.")


def test_starts_when_a_stranger_bears_the_number_in_the_lock_file(again: Server) -> None:
    again.start()
    name = again.cluster().data
    again.stop()
    (name / "postmaster.pid").write_text(f"{os.getpid()}\n{name}\n1\n5432\n\n*\n")
    (name / "postmaster.pid").chmod(0o644)
    assert again.start()


def test_acknowledged_rows_survive_kills_under_writes(again: Server) -> None:
    """Four writers, eight kills at random moments: every row whose INSERT returned is there at the end."""
    chance = random.Random(20230)
    again.start()
    with again.cluster().connect("ifar") as connection:
        connection.execute("CREATE TABLE written (writer int, n int, PRIMARY KEY (writer, n))")
        connection.execute("GRANT INSERT ON written TO ifar_app")
    url = again.addresses()["default"]
    acknowledged: list[tuple[int, int]] = []
    stop = threading.Event()

    def write(writer: int) -> None:
        n = 0
        while not stop.is_set():
            try:
                with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
                    while not stop.is_set():
                        n += 1
                        connection.execute("INSERT INTO written VALUES (%s, %s)", [writer, n])
                        acknowledged.append((writer, n))
            except psycopg.OperationalError:
                time.sleep(0.02)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(8):
        time.sleep(chance.uniform(0.05, 0.2))
        kill(again)
        again.keep()
    time.sleep(0.2)
    stop.set()
    for thread in threads:
        thread.join()
    with again.cluster().connect("ifar") as connection:
        stored = set(connection.execute("SELECT writer, n FROM written").fetchall())
    assert len(acknowledged) > 100
    assert set(acknowledged) <= stored


def test_a_cluster_whose_programs_are_gone_is_refused_in_words(server: Server) -> None:
    old = server.folder / "clusters" / "16"
    old.mkdir(parents=True)
    (old / "PG_VERSION").write_text("16\n")
    server.choose("16")
    with pytest.raises(Unavailable, match=r"postgresql-16 .*ifar db upgrade.*ifar restore"):
        server.start()


def test_addresses_are_known_before_anything_is_started(place: Path) -> None:
    fresh = Server(place / "postgres")
    assert fresh.addresses() == {}
    prepared = fresh.prepare()
    assert set(prepared) == {"default", "owner", "sequencer", "verifier", "superuser"}
    assert Server(place / "postgres").addresses() == prepared
    assert not fresh.status().running
