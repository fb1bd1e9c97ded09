"""Files that somebody might upload instead of a register, or a register that went wrong on its way: each with what is said of it."""

from __future__ import annotations

import functools
import io
import operator
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import xlsxwriter

HEADING = b"Serial number;Make;Model;Calibre\r\n"


class Hostile(NamedTuple):
    """A file: its name, how it is built, and the code of its refusal (empty where it is read, rows and all)."""

    name: str
    build: Callable[[], bytes]
    refusal: str


def workbook(rows: list[list[object]], **options: object) -> bytes:
    """A workbook of one sheet."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, **options})
    sheet = book.add_worksheet("Register")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell)
    book.close()
    return buffer.getvalue()


def sound() -> bytes:
    return workbook([["Serial number", "Make"], ["AB1", "Beretta"], ["AB2", "Glock"]])


def with_part(data: bytes, name: str, content: bytes, *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same container with one part more, or with another content of a part."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", compress) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return buffer.getvalue()


@functools.cache
def whole_sheet(kinds: tuple[str, ...], cells: tuple[str, ...]) -> bytes:
    """A workbook with every one of the 2^20 rows that a sheet can have: headings, and the same cells over and over."""

    def row(texts: tuple[str, ...]) -> bytes:
        message = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
        return f"<row>{message}</row>".encode()

    sheet = workbook([["x"]])
    with zipfile.ZipFile(io.BytesIO(sheet)) as made:
        before, _, after = made.read("xl/worksheets/sheet1.xml").partition(b"<sheetData>")
    end = after[after.index(b"</sheetData>") :]
    content = b"".join((before, b"<sheetData>", row(kinds), row(cells) * (2**20 - 1), end))
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for member in old.infolist():
            if member.filename != "xl/worksheets/sheet1.xml":
                new.writestr(member.filename, old.read(member))
        new.writestr("xl/worksheets/sheet1.xml", content)
    return buffer.getvalue()


class Packed:
    """A sheet of pieces that repeat, deflated at the price of one of each: a gigabyte takes seconds otherwise."""

    def __init__(self, *pieces: tuple[bytes, int]) -> None:
        self.content, self.crc, self.size = b"", 0, 0
        pack = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        for piece, times in pieces:
            # After a full flush nothing refers to what was before, so that the same bytes may follow again.
            self.content += (pack.compress(piece) + pack.flush(zlib.Z_FULL_FLUSH)) * times
            self.size += len(piece) * times
            alone = zlib.crc32(piece)
            moved = [zlib.crc32(piece, 1 << bit) ^ alone for bit in range(32)]  # a checksum is linear
            for _ in range(times):
                self.crc = alone ^ functools.reduce(
                    operator.xor, (to for bit, to in enumerate(moved) if self.crc >> bit & 1), 0
                )
        self.content += pack.flush()

    def in_workbook(self) -> bytes:
        """A workbook with this sheet."""
        name, buffer = "xl/worksheets/sheet1.xml", io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(sound())) as old,
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for member in old.infolist():
                if member.filename != name:
                    new.writestr(member, old.read(member))
            info = zipfile.ZipInfo(name)
            info.compress_type, info.header_offset = zipfile.ZIP_DEFLATED, buffer.tell()
            info.CRC, info.file_size, info.compress_size = self.crc, self.size, len(self.content)
            buffer.write(info.FileHeader() + self.content)
            new.filelist.append(info)
            new.start_dir = buffer.tell()
        return buffer.getvalue()


def zip_bomb() -> bytes:
    """A sheet of spaces that unpacks to a gigabyte."""
    return Packed((b" " * 1024 * 1024, 1024)).in_workbook()


def lying_bomb() -> bytes:
    """A sheet of five hundred megabytes whose directory says that it has a thousand bytes."""
    data = bytearray(zip_bomb_of(500))
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/worksheets/sheet1.xml"))
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def zip_bomb_of(megabytes: int) -> bytes:
    row = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"A" * 1000 + b"</t></is></c></row>"
    return Packed(
        (b"<worksheet><sheetData>", 1), (row * 1024, megabytes), (b"</sheetData></worksheet>", 1)
    ).in_workbook()


def far_cell() -> bytes:
    """Two cells, one in the first and one in the last row and column that a sheet can have."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Serial number")
    sheet.write(1_048_575, 16_383, "far")
    book.close()
    return buffer.getvalue()


def external_entity() -> bytes:
    entity = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&x;</v></c></row></sheetData></worksheet>'
    return with_part(sound(), "xl/worksheets/sheet1.xml", entity)


def nested() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("register.csv", HEADING + b"AB1;Beretta;92;9x19\r\n")
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    return outer.getvalue()


def protected() -> bytes:
    """An OLE container as Office writes it around a workbook with a password."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(2048)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(2048)
    )


def noise(size: int) -> bytes:
    return random.Random(7).randbytes(size)


PNG = b"\x89PNG\r\n\x1a\n" + noise(4000)
FILES: tuple[Hostile, ...] = (
    Hostile("zip bomb.xlsx", zip_bomb, "tables.bomb"),
    Hostile("bomb that lies.xlsx", lying_bomb, "tables."),
    Hostile("far cell.xlsx", far_cell, "tables.memory"),
    Hostile("macros.xlsm", lambda: with_part(sound(), "xl/vbaProject.bin", noise(2000)), "tables.macros"),
    Hostile("entities.xlsx", external_entity, "tables.entities"),
    Hostile("cut off.xlsx", lambda: sound()[:-900], "tables.damaged"),
    Hostile("damaged inside.xlsx", lambda: with_part(sound(), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row"), "tables."),
    Hostile("nested.zip", nested, "tables.archive_nested"),
    Hostile("an archive.xlsx", lambda: with_part(b"PK\x05\x06" + bytes(18), "a.csv", b"x"), "tables.archive"),
    Hostile("password.xlsx", protected, "tables.protected"),
    Hostile("picture.csv", lambda: PNG, "files.kind"),
    Hostile("binary.csv", lambda: noise(60_000), "files.kind"),
    Hostile("binary behind rows.csv", lambda: HEADING + b"AB1;Beretta;92;9x19\r\n" * 400 + noise(3_000_000), "tables.quote_open"),
    Hostile("columns.csv", lambda: b"a," * 9_999_999 + b"a\n", "tables.columns"),
    Hostile("columns below.csv", lambda: HEADING + b"a;" * 9_999_999 + b"a\n", "tables.columns"),
    Hostile("cell.csv", lambda: HEADING + b"AB1;" + b"x" * 1_000_000 + b";92;9x19\r\nAB2;Glock;17;9x19\r\n", ""),
    Hostile("giant cell.csv", lambda: HEADING + b'AB1;"' + b"x" * 5_000_000 + b'";92;9x19\r\nAB2;Glock;17;9x19\r\n', "tables.cell"),
    Hostile("open quote.csv", lambda: HEADING + b'AB1;"Beretta;92;9x19\r\n' + b"AB2;Glock;17;9x19\r\n" * 400, "tables.quote_open"),
    Hostile("nul.csv", lambda: HEADING + b"AB1;Ber\x00etta;92;9x19\r\nAB2;Glock;17;9x19\r\n", ""),
    Hostile("wrong encoding.csv", lambda: ("Numéro de série;Marque;Modèle\r\n" + "AB1;Manufrance;Idéal\r\n" * 20).encode() + b"AB2;\xff\xfe;92\r\n", ""),
    Hostile("formulas.csv", lambda: HEADING + b"=cmd|' /C calc'!A0;@SUM(1+1);+1;-1\r\n=1+1;Beretta;92;9x19\r\n", ""),
    Hostile("cut off.csv", lambda: HEADING + b"AB1;Beretta;92;9x19\r\nAB2;Ber", ""),
    Hostile("no rows.csv", lambda: b"\r\n \r\n", "tables.no_rows"),
    Hostile("page.csv", lambda: b"<!DOCTYPE html><html><body>Sign in</body></html>", "files.kind"),
)  # fmt: skip


def written(hostile: Hostile, folder: object) -> str:
    """The file on disk."""
    path = os.path.join(str(folder), hostile.name)
    with open(path, "wb") as file:
        file.write(hostile.build())
    return path
