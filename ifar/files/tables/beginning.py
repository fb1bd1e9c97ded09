"""The beginning of a workbook as a workbook of its own, so that looking at a sheet of a million rows takes no longer than at one of a hundred.

The library reads a sheet whole before it gives the first row of it. What is cut here is the XML of the sheets, after so many rows that
hold something, and the list of shared texts after the last one that those rows name. Whatever cannot be cut is read whole.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

_PIECE: Final = 1024 * 1024
_ROW: Final = re.compile(rb"</(?:[\w.-]+:)?row\s*>")
_HOLDS: Final = re.compile(rb"<(?:[\w.-]+:)?(?:v|is)[\s>]")
_SHARED: Final = re.compile(
    rb"""\bt=["']s["'][^>]*>\s*(?:<(?:[\w.-]+:)?f\b.*?)?<(?:[\w.-]+:)?v>\s*(\d{1,9})\s*<""", re.DOTALL
)
_TEXT: Final = re.compile(rb"</(?:[\w.-]+:)?si\s*>|<(?:[\w.-]+:)?si\s*/>")
_PREFIX: Final = re.compile(rb"<((?:[\w.-]+:)?)(?:worksheet|sst)[\s>]")
_TABLE_ROW: Final = re.compile(rb"</table:table-row>|</table:table>")
_TABLE_END: Final = b"</table:table>"
_TABLE_HOLDS: Final = re.compile(rb"<text:p|office:(?:value|date-value|time-value|boolean-value)=")
_LEFT: Final = (
    "xl/drawings/",
    "xl/media/",
    "xl/charts/",
    "xl/pivot",
    "xl/embeddings/",
    "docprops/",
    "customxml/",
)
_STRINGS: Final = "xl/sharedstrings.xml"


def beginning(path: Path, form: str, rows: int) -> io.BytesIO | None:
    """A workbook with no more than the first `rows` rows that hold something of each sheet; None where this form cannot be cut.

    Raises:
        OSError, ValueError, zipfile.BadZipFile: the container is damaged.
    """
    if form not in ("xlsx", "ods"):
        return None
    made = io.BytesIO()
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(made, "w") as out:
        if form == "ods":
            for member in archive.infolist():
                with archive.open(member) as part:
                    if member.filename == "content.xml":
                        out.writestr(member.filename, b"".join(_tables(part, rows)))
                    elif member.filename in ("mimetype", "META-INF/manifest.xml"):
                        out.writestr(member.filename, part.read())
        else:
            _excel(archive, out, rows)
    made.seek(0)
    return made


def _excel(archive: zipfile.ZipFile, out: zipfile.ZipFile, rows: int) -> None:
    texts, last = None, -1
    for member in archive.infolist():
        name = member.filename.lower()
        if name == _STRINGS:
            texts = member
        elif name.endswith((".xml", ".rels")) and not name.startswith(_LEFT):
            with archive.open(member) as part:
                content = _sheet(part, rows) if name.endswith(".xml") else part.read()
            last = max(last, *(int(match[1]) for match in _SHARED.finditer(content)), -1)
            out.writestr(member.filename, content)
    if texts is not None:
        with archive.open(texts) as part:
            out.writestr(texts.filename, _first(part, _TEXT, last + 1, None, b"sst"))


def _sheet(part: IO[bytes], rows: int) -> bytes:
    return _first(part, _ROW, rows, _HOLDS, b"sheetData", b"worksheet")


def _first(
    part: IO[bytes], end: re.Pattern[bytes], most: int, holds: re.Pattern[bytes] | None, *closing: bytes
) -> bytes:
    """A part up to its `most`-th element, counting those that hold something, and closed there; whole where it has no more."""
    kept, pieces, count = bytearray(), iter(lambda: part.read(_PIECE), b""), 0
    at = begun = 0
    for piece in pieces:
        kept += piece
        for result in end.finditer(kept, at):
            if count >= most:
                break
            if holds is None or holds.search(kept, begun, result.start()):
                count += 1
            at = begun = result.end()
        if count >= most:
            prefix = match[1] if (match := _PREFIX.search(kept)) else b""
            return bytes(kept[:at]) + b"".join(b"</" + prefix + content + b">" for content in closing)
        at = max(begun, len(kept) - 64)
    return bytes(kept)


def _tables(part: IO[bytes], most: int) -> Iterator[bytes]:
    """The content of an OpenDocument sheet, each of its tables closed after its `most`-th row that holds something."""
    rest, count, dropping = b"", 0, False
    for piece in iter(lambda: part.read(_PIECE), b""):
        rest, begun = rest + piece, 0
        while True:
            if dropping:
                at = rest.find(_TABLE_END, begun)
                if at < 0:
                    begun = max(begun, len(rest) - len(_TABLE_END))
                    break
                begun, dropping, count = at, False, 0
            match = _TABLE_ROW.search(rest, begun)
            if match is None:
                break
            row = rest[begun : match.end()]
            begun = match.end()
            yield row
            if match[0] == _TABLE_END:
                count = 0
            elif _TABLE_HOLDS.search(row):
                count += 1
                dropping = count >= most
        rest = rest[begun:]
    if not dropping:
        yield rest
