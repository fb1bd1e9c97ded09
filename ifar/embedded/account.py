"""Under which system account the embedded PostgreSQL runs.

PostgreSQL refuses to run as root. Started by root, the server runs as an existing account without rights; nothing is created
and no mode outside the data folder is changed. Started by anybody else it runs as that person.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ifar.errors import Unavailable

PREFERRED: Final = ("ifar", "postgres", "nobody")
"""Existing accounts that root's server may run as, best first."""


@dataclass(frozen=True, slots=True)
class Account:
    """A system account; `switch` says that the processes must be started with its identity instead of ours."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen(self) -> dict[str, Any]:
        """Arguments of `subprocess.Popen` that start a process under this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def give(self, path: Path) -> None:
        """Make this account the owner of `path`, which lies in the data folder."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether this account can enter every folder from the root down to `path` (or as far down as it exists)."""
        path = path.absolute()
        folders = [folder for folder in (path, *path.parents) if folder.exists()]
        return all(self._enters(folder.stat()) for folder in folders)

    def _enters(self, row: os.stat_result) -> bool:
        if row.st_uid == self.uid:
            return bool(row.st_mode & stat.S_IXUSR)
        if row.st_gid == self.gid:
            return bool(row.st_mode & stat.S_IXGRP)
        return bool(row.st_mode & stat.S_IXOTH)


def account_for(folder: Path) -> Account:
    """The account that the server in `folder` runs as: ours, or for root an unprivileged one that exists.

    A folder that already belongs to an ordinary person stays that person's.
    """
    if os.geteuid() != 0:
        mine = pwd.getpwuid(os.geteuid())
        return Account(mine.pw_name, mine.pw_uid, mine.pw_gid, switch=False)
    if folder.exists() and folder.stat().st_uid != 0:
        getpwuid = pwd.getpwuid(folder.stat().st_uid)
        return Account(getpwuid.pw_name, getpwuid.pw_uid, getpwuid.pw_gid, switch=True)
    for name in PREFERRED:
        try:
            getpwuid = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(getpwuid.pw_name, getpwuid.pw_uid, getpwuid.pw_gid, switch=True)
    raise Unavailable(
        "embedded.account",
        "PostgreSQL does not run as root, and this system has no account 'nobody'. Start ifar as an ordinary user.",
    )
