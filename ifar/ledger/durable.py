"""Small files that must survive a power cut whole: keys, and what was signed, cosigned or verified last."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ifar.errors import Unavailable


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can enter, or check that it is one.

    Raises:
        Unavailable: others can enter it.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    _refuse_shared(path)
    return path


def write(path: Path, data: bytes) -> None:
    """Replace `path` by a file with `data` that only its owner can read; after a crash it holds the old or the new bytes."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    _sync_folder(path.parent)


def create(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, readable by its owner alone.

    Raises:
        FileExistsError: it exists.
    """
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(path.parent)


def read_private(path: Path) -> bytes:
    """The bytes of a file that only its owner may read.

    Raises:
        FileNotFoundError: there is none.
        Unavailable: others can read it.
    """
    _refuse_shared(path)
    return path.read_bytes()


def read_object(path: Path) -> dict[str, Any] | None:
    """The JSON object in a file, or None where there is no file.

    Raises:
        Unavailable: the file holds something else.
    """
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise Unavailable("ledger.file.damaged", f"The file {path} is damaged: {error}.") from error
    if not isinstance(value, dict):
        raise Unavailable("ledger.file.damaged", f"The file {path} is damaged: it holds no JSON object.")
    return value


def write_object(path: Path, value: dict[str, Any]) -> None:
    """Write a JSON object as `write` does."""
    write(path, json.dumps(value, indent=1, sort_keys=True).encode() + b"\n")


def _refuse_shared(path: Path) -> None:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        raise Unavailable(
            "ledger.file.open",
            f"{path} can be entered or read by others (mode {mode:04o}). Take their rights away: chmod go-rwx {path}",
        )


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
