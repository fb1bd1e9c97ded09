"""`ifar run`: restarts what dies, ends what it started, and says in words why it does not start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ifar import supervisor as supervising
from ifar.errors import IfarError, Unavailable
from ifar.supervisor import (
    Part,
    Running,
    Site,
    Supervisor,
    check_port,
    fingerprint,
    parts,
    pause,
    site,
)

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
FAMILY = (
    "import subprocess, sys, time; subprocess.Popen(['sleep', '61']); print('up', flush=True); time.sleep(60)"
)


def running(tmp_path: Path, program: str, name: str = "one") -> Running:
    return Running(Part(name, (sys.executable, "-c", program)), tmp_path / f"{name}.log")


def supervisor(*listed: Running) -> tuple[Supervisor, list[str]]:
    values: list[str] = []
    return Supervisor(list(listed), os.environ, lambda: False, values.append), values


def wait_until(happened: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


def test_the_environment_describes_the_site() -> None:
    assert site({}) == Site("127.0.0.1", 8000, demonstration=False, workers=min(2, os.cpu_count() or 1))
    chosen = site({"HOST": "0.0.0.0", "PORT": "9001", "IFAR_DEMO": "1", "IFAR_WEB_WORKERS": "5"})
    assert chosen == Site("0.0.0.0", 9001, demonstration=True, workers=5)
    assert chosen.address == "http://localhost:9001/"


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "-1"])
def test_a_wrong_port_is_refused(port: str) -> None:
    with pytest.raises(IfarError, match="number from 1 to 65535"):
        site({"PORT": port})


def test_a_busy_port_is_named_and_another_proposed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Unavailable, match=rf"Port {port} is in use.*PORT={port + 1} make run"):
            check_port(Site("127.0.0.1", port, demonstration=False, workers=1))
    check_port(Site("127.0.0.1", port, demonstration=False, workers=1))


def test_witnesses_run_in_the_demonstration_only() -> None:
    real, shown = (
        [part.name for part in parts(Site("h", 1, demonstration, 1))] for demonstration in (False, True)
    )
    assert real == ["web", "sequencer", "worker"]
    assert shown[:3] == real
    assert len([name for name in shown if name.startswith("witness")]) == 2


def test_the_pause_grows_with_each_death_and_has_an_end() -> None:
    assert [pause(deaths) for deaths in (0, 1, 2, 3, 4)] == [0, 0.5, 1, 2, 4]
    assert pause(100) == 30


def test_what_dies_is_started_again_after_the_pause_and_said(tmp_path: Path) -> None:
    item = running(tmp_path, "import sys; print('gone'); sys.exit(7)")
    watched, values = supervisor(item)
    watched.turn(100.0)
    assert item.process is not None
    item.process.wait()
    watched.turn(101.0)
    assert item.process is None
    assert values == [f"one ended (exit code 7) and starts again; see {item.log}"]
    watched.turn(101.4)
    assert item.process is None, "the pause is not over"
    watched.turn(101.6)
    assert item.process is not None
    watched.end()
    assert item.log.read_text().startswith("gone")


def test_a_long_life_forgives_earlier_deaths(tmp_path: Path) -> None:
    item = running(tmp_path, "pass")
    item.deaths = 6
    item.start(100.0, os.environ)
    assert item.process
    item.process.wait()
    assert item.died(200.0) == 0
    assert item.deaths == 1


def test_ends_within_its_time_what_does_not_want_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is shorter here than in real use, where the database has the rest of five seconds."""
    assert supervising.STOP_SECONDS <= 3
    monkeypatch.setattr(supervising, "STOP_SECONDS", 0.3)
    listed = [running(tmp_path, STUBBORN, f"stubborn-{n}") for n in range(3)]
    watched, _ = supervisor(*listed)
    watched.turn(0.0)
    wait_until(lambda: all("up" in item.log.read_text() for item in listed))
    began = time.monotonic()
    watched.end()
    assert 0.3 <= time.monotonic() - began < 0.3 + 1
    assert not any(alive(item.process.pid) for item in listed if item.process)


def test_children_of_a_dead_process_do_not_stay(tmp_path: Path) -> None:
    item = running(tmp_path, FAMILY)
    item.start(0.0, os.environ)
    assert item.process
    pid = item.process.pid
    wait_until(lambda: "up" in item.log.read_text())
    child = int(subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=True).stdout)
    item.process.kill()
    wait_until(lambda: item.died(1.0) is not None)
    wait_until(lambda: not alive(child))


def test_nothing_outlives_a_killed_supervisor(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from ifar.supervisor import Part, Running\n"
        "one = Running(Part('one', ('sleep', '62')), Path(sys.argv[1])); one.start(0.0, os.environ)\n"
        "print(one.process.pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "one.log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert alive(child)
        parent.kill()
    wait_until(lambda: not alive(child))


def test_a_command_runs_beside_what_is_watched(tmp_path: Path) -> None:
    item = running(tmp_path, "pass")
    watched, values = supervisor(item)
    assert watched.beside([sys.executable, "-c", "import time; time.sleep(0.7); raise SystemExit(5)"]) == 5
    assert values, "what died meanwhile was noticed"
    watched.ask_to_stop()
    began = time.monotonic()
    assert watched.beside([sys.executable, "-c", "import time; time.sleep(60)"]) != 0
    assert time.monotonic() - began < 10
    watched.end()


def test_a_database_that_does_not_come_back_is_said_and_tried_again(tmp_path: Path) -> None:
    tries: list[int] = []

    def refuse() -> bool:
        tries.append(1)
        raise Unavailable("embedded.start", "no room on the disk")

    values: list[str] = []
    watched = Supervisor([], os.environ, refuse, values.append)
    watched.turn(0.0)
    watched.turn(1.0)
    assert len(tries) == 2
    assert "no room on the disk" in values[0]


def test_asking_to_stop_ends_the_watch(tmp_path: Path) -> None:
    watched, _ = supervisor()
    watched.ask_to_stop(signal.SIGTERM, None)
    watched.watch()


def test_static_files_are_collected_anew_only_after_a_change(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    (tmp_path / "b.css").write_text("")
    assert fingerprint(tmp_path) != before


SLOW = """
import http.server, sys, time
time.sleep(1.2)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


def test_w49_a_busy_machine_is_waited_for_and_a_web_server_that_never_starts_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "TELL_SECONDS", 0.3)
    monkeypatch.setattr(supervising, "pause", lambda deaths: 0.0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    place = Site("127.0.0.1", port, demonstration=False, workers=1)
    slow = running(tmp_path, SLOW)
    slow.part = Part("one", (*slow.part.command, str(port)))
    watched, values = supervisor(slow)
    assert supervising._wait_until_ready(place, watched)
    assert "The web server is still starting …" in values
    watched.end()
    broken, values = supervisor(running(tmp_path, "raise SystemExit(3)", "broken"))
    assert not supervising._wait_until_ready(place, broken)
    assert len(values) >= supervising.MOST_ENDS
    broken.end()
