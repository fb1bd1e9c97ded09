"""What is inside a container: which workbook it is, and whether anything in it should not be opened at all.

Only the directory of the container and the first bytes of its XML parts are read; nothing is unpacked before it is known how
large it says it will be.
"""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Final

from ifar.files.tables.refusal import Refusal

MOST_MEMBERS: Final = 5_000
LARGEST_UNPACKED: Final = 3 * 1024**3
SUSPICIOUS_RATIO: Final = 150
SUSPICIOUS_SIZE: Final = 64 * 1024**2
_HEAD: Final = 2_048
_ARCHIVES: Final = (".zip", ".7z", ".rar", ".gz", ".xlsx", ".xlsm", ".tar", ".exe", ".dll", ".js", ".vbs")


def workbook_in(path: Path) -> str:
    """The format of a ZIP container that holds a workbook: `xlsx`, `xlsb` or `ods`.

    Raises:
        Refusal: it is none, it is damaged or protected, it holds programs, archives or entities, or it is a bomb.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _inspected(archive)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise Refusal("damaged") from error
    except RuntimeError as error:  # a member that is encrypted
        raise Refusal("protected") from error


def _inspected(archive: zipfile.ZipFile) -> str:
    members = archive.infolist()
    names = {member.filename.lower() for member in members}
    _check_sizes(members)
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise Refusal("macros")
    text = _format(archive, names)
    if text is None:
        nested = any(name.endswith(_ARCHIVES) for name in names)
        raise Refusal("archive_nested" if nested else "archive", files=len(members))
    if any(name.endswith(_ARCHIVES) and not name.startswith("xl/embeddings/") for name in names):
        raise Refusal("archive_nested", files=len(members))
    _check_entities(archive, members)
    return text


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED:
        raise Refusal("bomb", megabytes=unpacked // 1024**2)
    for member in members:
        if member.flag_bits & 1:
            raise Refusal("protected")
        if member.file_size > SUSPICIOUS_SIZE and member.file_size > SUSPICIOUS_RATIO * max(
            member.compress_size, 1
        ):
            raise Refusal("bomb", megabytes=unpacked // 1024**2)


def _format(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "mimetype" in names and b"opendocument.spreadsheet" in archive.read("mimetype")[:100]:
        return "ods"
    return None


def _check_entities(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """No part of a workbook has a document type: one is there only to define entities that a reader would fetch or multiply."""
    for member in members:
        if member.filename.lower().endswith((".xml", ".rels")):
            with archive.open(member) as part:
                head = part.read(_HEAD).replace(b"\0", b"").lower()
            if b"<!doctype" in head or b"<!entity" in head:
                raise Refusal("entities", part=member.filename[:100])


def check_ole(path: Path) -> None:
    """An older workbook (`xls`) without macros and without a password.

    Raises:
        Refusal: it holds macros, is protected, or is another Office document.
    """
    content = path.read_bytes()
    if _wide("EncryptedPackage") in content:
        raise Refusal("protected")
    if _wide("_VBA_PROJECT") in content or _wide("Macros") in content:
        raise Refusal("macros")
    if _wide("Workbook") not in content and _wide("Book") not in content:
        raise Refusal("no_workbook")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")
