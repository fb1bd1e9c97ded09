"""What a file is, by its first bytes; a name and a claimed type say nothing.

Pure: bytes in, a kind out. What is inside a container (a workbook, an archive) is looked at by `tables/containers.py`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

HEAD: Final = 4096
"""Bytes from the beginning that the recognition wants."""


class Kind(NamedTuple):
    """A kind of file: its code, its media type, and a family (`table`, `picture`, `container`, `other`)."""

    code: str
    media_type: str
    family: str


TEXT: Final = Kind("text", "text/plain", "table")
ZIP: Final = Kind("zip", "application/zip", "container")
OLE: Final = Kind("ole", "application/x-ole-storage", "container")
BINARY: Final = Kind("binary", "application/octet-stream", "other")
EMPTY: Final = Kind("empty", "application/x-empty", "other")

_SIGNATURES: Final[tuple[tuple[int, bytes, Kind], ...]] = (
    (0, b"PK\x03\x04", ZIP),
    (0, b"PK\x05\x06", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"\x89PNG\r\n\x1a\n", Kind("png", "image/png", "picture")),
    (0, b"\xff\xd8\xff", Kind("jpeg", "image/jpeg", "picture")),
    (8, b"WEBP", Kind("webp", "image/webp", "picture")),
    (0, b"GIF8", Kind("gif", "image/gif", "other")),
    (0, b"BM", Kind("bmp", "image/bmp", "other")),
    (0, b"II*\x00", Kind("tiff", "image/tiff", "other")),
    (0, b"MM\x00*", Kind("tiff", "image/tiff", "other")),
    (0, b"%PDF", Kind("pdf", "application/pdf", "other")),
    (0, b"{\\rtf", Kind("rtf", "application/rtf", "other")),
    (0, b"\x1f\x8b", Kind("gzip", "application/gzip", "other")),
    (0, b"BZh", Kind("bzip2", "application/x-bzip2", "other")),
    (0, b"\xfd7zXZ\x00", Kind("xz", "application/x-xz", "other")),
    (0, b"7z\xbc\xaf\x27\x1c", Kind("7z", "application/x-7z-compressed", "other")),
    (0, b"Rar!", Kind("rar", "application/vnd.rar", "other")),
    (0, b"\x28\xb5\x2f\xfd", Kind("zstd", "application/zstd", "other")),
    (0, b"MZ", Kind("program", "application/vnd.microsoft.portable-executable", "other")),
    (0, b"\x7fELF", Kind("program", "application/x-elf", "other")),
    (0, b"SQLite format 3\x00", Kind("sqlite", "application/vnd.sqlite3", "other")),
    (4, b"Standard Jet DB", Kind("access", "application/msaccess", "other")),
    (4, b"Standard ACE DB", Kind("access", "application/msaccess", "other")),
    (0, b"PAR1", Kind("parquet", "application/vnd.apache.parquet", "other")),
)
HEIC: Final = Kind("heic", "image/heic", "picture")
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""Brands by which telephones mark their photographs (ISO/IEC 23008-12)."""
_MARKUP: Final = ((b"<?xml", Kind("xml", "application/xml", "other")), (b"<!doctype", Kind("html", "text/html", "other")),
                  (b"<html", Kind("html", "text/html", "other")), (b"<svg", Kind("svg", "image/svg+xml", "other")))  # fmt: skip
_ALLOWED_CONTROLS: Final = frozenset(b"\t\n\r\x0c\x1a")
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def recognise(head: bytes) -> Kind:
    """The kind of a file from its first `HEAD` bytes.

    A short signature such as `BM` counts only where control characters follow, because a table may begin with those letters.
    """
    if not head:
        return EMPTY
    for offset, signature, kind in _SIGNATURES:
        if head[offset : offset + len(signature)] == signature and (
            len(signature) > 2 or _has_controls(head)
        ):
            return kind
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for opening, kind in _MARKUP:
        if start.startswith(opening):
            return kind
    return TEXT if _looks_like_text(head) else BINARY


def _has_controls(head: bytes) -> bool:
    return any(byte < 32 and byte not in _ALLOWED_CONTROLS for byte in head)


def _looks_like_text(head: bytes) -> bool:
    """Text has hardly a control character; 16-bit text has a zero in every second place."""
    if head.startswith(_BOMS[1:]) or _is_wide(head):
        return True
    controls = sum(byte < 32 and byte not in _ALLOWED_CONTROLS for byte in head)
    return controls * 50 <= len(head)


def _is_wide(head: bytes) -> bool:
    """Whether zeros stand on one parity alone, as in 16-bit text of an alphabet."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    many, few = max(even, odd), min(even, odd)
    return many * 5 >= len(head) and few * 20 <= many
