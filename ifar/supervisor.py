"""What `ifar run` runs: the database if it is ours, the preparations, and every process of ifar under one roof.

A process that dies is started again, later each time it dies soon. Ctrl-C ends them all, the database last, within
`STOP_SECONDS`. A process that outlives a killed supervisor is told by the kernel to end.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from rich.console import Console

from ifar import embedded
from ifar.errors import IfarError, Unavailable
from ifar.typed import whole_number

STOP_SECONDS: Final = 3.0
"""How long the processes may take to end by themselves; the database may take the rest of five seconds."""
STEADY_SECONDS: Final = 3.0
"""A process that lived so long starts again at once."""
LONGEST_PAUSE: Final = 30.0
TELL_SECONDS: Final = 15.0
"""How often whoever waits for the web server is told that it is still starting: a busy machine may take minutes."""
MOST_ENDS: Final = 5
"""A web server that ends so often before it ever answered will not answer."""
EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
"""Hosts that mean every interface, and where this machine itself finds them."""
LOG_BYTES: Final = 10 * 2**20
IFAR: Final = (sys.executable, "-m", "ifar.cli")
_LIBC: Final = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG: Final = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One process of ifar: its name in the log folder, and its command."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are served, from the environment."""

    host: str
    port: int
    demonstration: bool
    workers: int

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        shown = "localhost" if self.host == "127.0.0.1" or self.host in EVERYWHERE else self.host
        return f"http://{shown}:{self.port}/"


def site(environment: Mapping[str, str]) -> Site:
    """The site that HOST, PORT, IFAR_DEMO and IFAR_WEB_WORKERS describe."""
    named = environment.get("PORT", "8000")
    port = whole_number(named, least=1, most=65535)
    if port is None:
        raise IfarError("run.port", f"PORT is {named!r}; it must be a number from 1 to 65535.")
    return Site(
        host=environment.get("HOST", "127.0.0.1"),
        port=port,
        demonstration=environment.get("IFAR_DEMO") == "1",
        workers=int(environment.get("IFAR_WEB_WORKERS", str(min(2, os.cpu_count() or 1)))),
    )


def parts(place: Site) -> list[Part]:
    """The processes, in the order in which they start."""
    web = (
        *(
            sys.executable,
            "-m",
            "granian",
            "--interface=rsgi",
            f"--host={place.host}",
            f"--port={place.port}",
        ),
        *(
            f"--workers={place.workers}",
            "--respawn-failed-workers",
            "--respawn-interval=0.5",
        ),
        *("--workers-kill-timeout=2", "--log-level=warning", "ifar.wsgi:served"),
    )
    listed = [Part("web", web), Part("sequencer", (*IFAR, "sequence")), Part("worker", (*IFAR, "work"))]
    if place.demonstration:
        listed += [
            Part(f"witness-{name}", (*IFAR, "witness", "--name", name))
            for name in ("parliament", "neighbour")
        ]
    return listed


def check_port(place: Site) -> None:
    """Refuse early, and in words, where another program has the port."""
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.host, place.port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                words = f"Port {place.port} is in use by another program. Stop it, or choose another: PORT={place.port + 1} make run"
            else:
                words = f"ifar cannot listen on {place.host} port {place.port}: {error.strerror}."
            raise Unavailable("run.port", words) from error


def pause(deaths: int) -> float:
    """Seconds to wait before a process that died `deaths` times in a row starts again."""
    return min(0.5 * 2 ** max(deaths - 1, 0), LONGEST_PAUSE) if deaths else 0.0


def _end_with_parent() -> None:
    """In the child: end when the supervisor is killed, so that nothing keeps the port or the database."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _opened(log: Path) -> IO[bytes]:
    """The log, to add to; where the disk takes no file, what the process says is lost, and the process runs."""
    try:
        return log.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")


@dataclass
class Running:
    """A part, its process and how often it died in a row."""

    part: Part
    log: Path
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    again_at: float = 0.0
    deaths: int = 0
    ends: int = 0
    """How often it has ended at all, in a row or not."""

    def start(self, now: float, environment: Mapping[str, str]) -> None:
        """Start the process in a group of its own; what it says goes to its log."""
        with _opened(self.log) as log:
            self.process = subprocess.Popen(
                self.part.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(environment),
                process_group=0,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - the supervisor has one thread
            )
        self.began = now

    def died(self, now: float) -> int | None:
        """The exit code if the process has ended since the last look; sets the time of its next start."""
        code = self.process.poll() if self.process else None
        if code is None or self.process is None:
            return None
        self.signal(signal.SIGKILL)
        self.process = None
        self.ends += 1
        self.deaths = 1 if now - self.began > STEADY_SECONDS else self.deaths + 1
        self.again_at = now + pause(self.deaths)
        return code

    def signal(self, number: signal.Signals) -> None:
        """Signal the whole group: a web server's workers too."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


@dataclass
class Supervisor:
    """Keeps the parts running until somebody asks to stop."""

    running: list[Running]
    environment: Mapping[str, str]
    keep_database: Callable[[], bool]
    say: Callable[[str], None]
    stopping: bool = field(default=False)

    def ask_to_stop(self, *_: object) -> None:
        """Stop at the next turn; a handler of signals."""
        self.stopping = True

    def turn(self, now: float) -> None:
        """One look at everything: start what is due, note what died."""
        try:
            if self.keep_database():
                self.say("The database died and was started again.")
        except IfarError as error:
            self.say(f"The database died and does not start again yet: {error}")
        for running in self.running:
            if (code := running.died(now)) is not None:
                self.say(f"{running.part.name} ended ({_ending(code)}) and starts again; see {running.log}")
            if running.process is None and now >= running.again_at:
                running.start(now, self.environment)

    def beside(self, command: Sequence[str]) -> int:
        """Run a command in the terminal while everything is watched; returns its exit code, or ends it when asked to stop."""
        with subprocess.Popen(command, env=dict(self.environment)) as process:
            while process.poll() is None:
                if self.stopping:
                    process.terminate()
                    return process.wait()
                self.turn(time.monotonic())
                time.sleep(0.2)
            return process.returncode

    def watch(self) -> None:
        """Turn until asked to stop."""
        while not self.stopping:
            self.turn(time.monotonic())
            time.sleep(0.2)

    def end(self) -> None:
        """End all processes, the last started first; those that are late are killed."""
        for running in reversed(self.running):
            running.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for running in self.running:
            if running.process is None:
                continue
            try:
                running.process.wait(max(deadline - time.monotonic(), 0.01))
            except subprocess.TimeoutExpired:
                running.signal(signal.SIGKILL)
                running.process.wait()
            running.signal(signal.SIGKILL)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


# --- preparations ----------------------------------------------------------------------------------------------------
def fingerprint(folder: Path) -> str:
    """Changes when a file below `folder` does."""
    seen = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            stat = path.stat()
            seen.update(f"{path.relative_to(folder)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _command(environment: Mapping[str, str], *words: str) -> None:
    done = subprocess.run([*IFAR, *words], env=dict(environment), check=False)
    if done.returncode:
        raise Unavailable("run.prepare", f"`ifar {words[0]}` did not succeed, so ifar does not start.")


def _prepare(supervisor: Supervisor, home: Path) -> None:
    """Bring the database and the static files to this version."""
    _command(supervisor.environment, "migrate", "--verbosity=0")
    if not supervisor.stopping:
        _collect(supervisor.environment, home)


def _load_demonstration(supervisor: Supervisor) -> None:
    """Load the demonstration country or, if it is there, print its sign-ins; the pages answer meanwhile."""
    if supervisor.beside([*IFAR, "demo"]) and not supervisor.stopping:
        raise Unavailable("run.demo", "`ifar demo` did not succeed, so ifar does not go on.")


def _collect(environment: Mapping[str, str], home: Path) -> None:
    """Collect the static files anew only when one has changed: compressing them takes seconds."""
    stamp = home / "static.stamp"
    now = fingerprint(Path(__file__).parent / "static")
    if not (stamp.exists() and stamp.read_text() == now):
        _command(environment, "collectstatic", "--noinput", "--clear", "--verbosity=0")
        stamp.write_text(now)


def _logs(home: Path) -> Path:
    folder = home / "log"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.glob("*.log"):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
    return folder


def _wait_until_ready(place: Site, supervisor: Supervisor) -> bool:
    """Turn until the web server answers anything, however long it takes; False when asked to stop, or where it dies again and again."""
    tell_at = time.monotonic() + TELL_SECONDS
    while not supervisor.stopping and supervisor.running[0].ends < MOST_ENDS:
        supervisor.turn(time.monotonic())
        if time.monotonic() > tell_at:
            supervisor.say("The web server is still starting …")
            tell_at += TELL_SECONDS
        try:
            urllib.request.urlopen(f"http://{_reach(place.host)}:{place.port}/", timeout=2).close()
            return True
        except urllib.error.HTTPError as answer:
            answer.close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def _reach(host: str) -> str:
    return EVERYWHERE.get(host, host)


def _environment(addresses: Mapping[str, str]) -> dict[str, str]:
    """The children's environment: to them the embedded server is a server like any other."""
    names = {"default": "DATABASE_URL"} | {
        alias: f"DATABASE_{alias.upper()}_URL" for alias in ("owner", "sequencer", "verifier")
    }
    return {**os.environ, "PYTHONUNBUFFERED": "1"} | {
        names[alias]: url for alias, url in addresses.items() if alias in names
    }


def _tell(console: Console, words: str) -> None:
    """A line for whoever watches; a file on a full disk takes none, and nothing stops for that."""
    with contextlib.suppress(OSError):
        console.print(words)


def _screen(console: Console, place: Site, logs: Path, names: Iterable[str]) -> None:
    console.print(f"\n[bold]ifar is ready at {place.address}[/bold]")
    console.print(f"Processes: {', '.join(names)}. What they say is in {logs}")
    console.print("Ctrl-C stops everything.\n")


# --- the command -----------------------------------------------------------------------------------------------------
def run() -> int:
    """Start everything, watch it until ctrl-C or SIGTERM, stop everything. Returns the exit code."""
    place = site(os.environ)
    check_port(place)
    console = Console(highlight=False)
    if not embedded.needed():
        return _serve(place, console, {}, lambda: False)
    try:
        embedded.start()
        console.print(f"The embedded database runs in {embedded.server().folder}")
        return _serve(place, console, embedded.addresses(), embedded.server().keep)
    finally:
        embedded.stop()


def _serve(
    place: Site, console: Console, addresses: Mapping[str, str], keep_database: Callable[[], bool]
) -> int:
    environment = _environment(addresses)
    home = embedded.home()
    logs = _logs(home)
    listed = parts(place)
    supervisor = Supervisor(
        [Running(part, logs / f"{part.name}.log") for part in listed],
        environment,
        keep_database,
        lambda words: _tell(console, words),
    )
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    try:
        _prepare(supervisor, home)
        if not _wait_until_ready(place, supervisor) and not supervisor.stopping:
            raise Unavailable(
                "run.web",
                f"The web server ended {MOST_ENDS} times before it answered; see {logs / 'web.log'}.",
            )
        if place.demonstration and not supervisor.stopping:
            console.print(f"ifar answers at {place.address} while the demonstration country is loaded.")
            _load_demonstration(supervisor)
        if not supervisor.stopping:
            _screen(console, place, logs, (part.name for part in listed))
        supervisor.watch()
    except Unavailable:
        if not supervisor.stopping:
            raise
    finally:
        _tell(console, "Stopping …")
        supervisor.end()
    return 0
