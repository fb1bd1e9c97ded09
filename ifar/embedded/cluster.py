"""One PostgreSQL cluster in a folder: make it, run it, stop it, clear up after a kill.

The postmaster is a process of its own session, so that ctrl-C in a terminal does not reach it before the processes that use
it have ended. It listens on a Unix socket alone, in a folder that nobody else can enter.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg

from ifar.embedded.account import Account
from ifar.embedded.binaries import Binaries
from ifar.errors import Unavailable

SUPERUSER: Final = "postgres"
SOCKET_PATH_LIMIT: Final = 107
"""Longest path of a Unix socket that Linux takes, in bytes."""
LARGE: Final = 15 * 1024
"""Megabytes of memory from which a machine is taken for one that serves a register and little else."""
START_SECONDS: Final = 600.0
"""How long a living server may take to answer: after a power cut on a busy machine it reads its log first."""
STOP_SECONDS: Final = 30.0
ORPHAN_SECONDS: Final = 3.0
"""How long processes of a killed postmaster may take to end by themselves."""


def tuning(memory: int, *, durable: bool) -> dict[str, str]:
    """Settings of the server for a machine with `memory` bytes.

    A durable server acknowledges nothing that a power cut could lose. One that is not durable is for tests alone, where
    thousands of connections are made, each of which works its password out: once there, not 4,096 times. Their databases are gone
    before anybody gains from what vacuum does.
    """
    megabytes = max(memory // 2**20, 512)
    sure = "on" if durable else "off"
    remembers = {"shared_preload_libraries": "pg_prewarm"} if _serves_a_register(megabytes, durable) else {}
    return {
        **remembers,
        "listen_addresses": "",
        "unix_socket_permissions": "0777",
        "max_connections": "100",
        "password_encryption": "scram-sha-256",
        "scram_iterations": "4096" if durable else "1",
        "shared_buffers": f"{_buffers(megabytes, durable=durable)}MB",
        "effective_cache_size": f"{megabytes // 2}MB",
        "maintenance_work_mem": f"{min(megabytes // 16, 256)}MB",
        "work_mem": "16MB",
        "wal_compression": "lz4",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_min_messages": "warning",
        "log_line_prefix": "%m [%p] %u@%d ",
        "fsync": sure,
        "synchronous_commit": sure,
        "full_page_writes": sure,
        "autovacuum": sure,
    }


def _buffers(megabytes: int, *, durable: bool) -> int:
    """Megabytes that the server keeps pages in: little where others need the memory too, a quarter where there is much of it.

    A page that has to come from the system's own cache costs ten times one that is here; a search looks at hundreds.
    """
    if _serves_a_register(megabytes, durable):
        return min(megabytes // 4, 8192)
    return min(megabytes // 8, 1024)


def _serves_a_register(megabytes: int, durable: bool) -> bool:
    """Whether the machine serves a register and little else; its server then also reads again what it had in memory before it stopped."""
    return durable and megabytes >= LARGE


def _memory() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def socket_folder(folder: Path) -> Path:
    """Where the server in `folder` has its socket: beside its data, or in a private short folder where that path is too long."""
    usual = folder / "socket"
    if len(os.fsencode(usual / ".s.PGSQL.5432")) <= SOCKET_PATH_LIMIT:
        return usual
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"ifar-{name}"


def make_private(folder: Path, account: Account) -> None:
    """Make `folder` for this account alone, and refuse one that somebody else put there."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in (os.geteuid(), account.uid):
        raise Unavailable(
            "embedded.folder", f"{folder} belongs to somebody else; remove it, or choose another IFAR_HOME."
        )
    folder.chmod(0o700)
    account.give(folder)


@dataclass
class Cluster:
    """A cluster of PostgreSQL in the folder `data`, run by `binaries` under `account`, answering in the folder `socket`."""

    data: Path
    socket: Path
    log: Path
    binaries: Binaries
    account: Account
    password: str
    durable: bool = True
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    # --- making --------------------------------------------------------------------------------------------------------
    def initialise(self) -> None:
        """Make the cluster, whole or not at all: it is made beside its place and moved there when it is complete."""
        fresh = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        make_private(fresh, self.account)
        secret = self.socket / "password"
        try:
            secret.touch(mode=0o600)
            secret.write_text(self.password)
            self.account.give(secret)
            self._run(
                "initdb",
                f"--pgdata={fresh}",
                f"--username={SUPERUSER}",
                f"--pwfile={secret}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                *(() if self.durable else ("--no-sync", "--set=scram_iterations=1")),
            )
        finally:
            secret.unlink(missing_ok=True)
        fresh.rename(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.binaries.program(program), *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            env=self._environment(),
            check=False,
            **self.account.popen(),
        )
        if done.returncode:
            raise Unavailable("embedded.initialise", f"{program} did not succeed: {done.stderr.strip()}")

    def _environment(self) -> dict[str, str]:
        return {"PATH": f"{self.binaries.folder}:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    # --- asking --------------------------------------------------------------------------------------------------------
    def address(self, user: str, password: str, database: str) -> str:
        """The URL of this cluster for a role."""
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={quote(str(self.socket), safe='')}&port=5432"

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of the superuser that commits each statement."""
        return psycopg.connect(
            self.address(SUPERUSER, self.password, database), autocommit=True, connect_timeout=10
        )

    def answers(self) -> bool:
        """Whether the server takes connections now."""
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise Unavailable(
                    "embedded.password",
                    f"The cluster in {self.data} was made with other passwords than those kept beside it; "
                    "restore the file passwords.json from a backup.",
                ) from error
            return False
        return True

    def pid(self) -> int | None:
        """The postmaster's process id, or None where none runs; a zombie and a stranger with the same number do not count."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == self.data.resolve()
        except OSError:
            return False

    def _processes(self) -> Iterator[int]:
        """Every living process that works in the data folder: PostgreSQL's own all do."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and self._is_ours(int(entry.name)):
                yield int(entry.name)

    def interactive(self, program: str, arguments: list[str]) -> int:
        """Run one of PostgreSQL's programs in the terminal, as ourselves; returns its exit code. Ctrl-C is for the program."""
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            return subprocess.run([self.binaries.program(program), *arguments], check=False).returncode
        finally:
            signal.signal(signal.SIGINT, before)

    # --- running -------------------------------------------------------------------------------------------------------
    def launch(self, seconds: float = START_SECONDS) -> None:
        """Start the server and wait until it answers. Call it only while nobody else starts the same cluster."""
        deadline = time.monotonic() + seconds
        spawned = False
        while not self.answers():
            if not self._alive():
                if spawned:
                    raise Unavailable(
                        "embedded.start",
                        f"PostgreSQL did not start. The end of {self.log}:\n{self._last_words()}",
                    )
                self._clear_remains()
                self._spawn()
                spawned = True
            if time.monotonic() > deadline:
                raise Unavailable(
                    "embedded.start", f"PostgreSQL did not answer within {seconds:.0f} s; see {self.log}."
                )
            time.sleep(0.02)

    def _alive(self) -> bool:
        return self.pid() is not None or (self._process is not None and self._process.poll() is None)

    def _spawn(self) -> None:
        settings = tuning(_memory(), durable=self.durable) | {"unix_socket_directories": str(self.socket)}
        self.log.touch(mode=0o600)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self.binaries.program("postgres"),
                    "-D",
                    str(self.data),
                    *(f"--{k}={v}" for k, v in settings.items()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.data,
                env=self._environment(),
                start_new_session=True,
                **self.account.popen(),
            )

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])

    def _clear_remains(self) -> None:
        """After a kill -9: wait for the dead postmaster's children, end those that stay, remove its lock files.

        PostgreSQL itself would refuse to start while a zombie or a stranger bears the number in one of the files, or while a
        child still holds the shared memory.
        """
        deadline = time.monotonic() + ORPHAN_SECONDS
        while orphans := list(self._processes()):
            late = time.monotonic() > deadline
            for pid in orphans:
                _signal(pid, signal.SIGKILL if late else signal.SIGQUIT)
            time.sleep(0.05)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def halt(self, seconds: float = STOP_SECONDS) -> None:
        """Stop the server: it ends its sessions, writes everything and exits. At once, without a checkpoint, when late."""
        deadline = time.monotonic() + seconds
        first = True
        while (pid := self.pid()) is not None:
            if first:
                _signal(pid, signal.SIGINT)
                first = False
            elif time.monotonic() > deadline:
                _signal(pid, signal.SIGQUIT)
                deadline = time.monotonic() + seconds
            time.sleep(0.02)
        if self._process is not None:
            self._process.wait()
            self._process = None

    def leave(self) -> None:
        """Let the server run on without this process, which need not wait for its end any more."""
        if self._process is not None:
            self._process.returncode = 0
            self._process = None


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
