"""What a sheet of paper carries besides its words: the whole proof that it was issued exactly so. Pure.

As a file (embedded in the PDF) it is canonical JSON: `{"type": "ifar.paper/1", "proof": {…}, "sha256": "…"}`, where `proof` is a
proof document of the ledger (`ifar/ledger/proof.py`) with the personal values disclosed that the paper prints, and `sha256` is
that of the proof's canonical bytes, so that not even the signature of an unknown witness can be altered unseen.

As codes to be scanned it is the same, deflated, with the first eight bytes of its SHA-256 before it, in base45 (RFC 9285), cut
into parts that name the paper, their place and how many there are: `IFAR1/V…/1/3/…`. Pure.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from typing import Any, Final

from ifar import identifiers
from ifar.errors import Invalid
from ifar.ledger import canonical
from ifar.ledger.proof import Proof

TYPE: Final = "ifar.paper/1"
PREFIX: Final = "IFAR1"
PART: Final = 900
"""Characters of base45 in one code: version 21 with medium correction, half a millimetre a module at 55 mm."""
MOST_PARTS: Final = 60
LARGEST: Final = 200_000
"""Bytes of a payload; an entry has at most 65,535."""
LARGEST_FILE: Final = 1024 * 1024
"""Bytes of what lies in a PDF: a payload, or a signed document."""
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE: Final = {character: value for value, character in enumerate(_ALPHABET)}
_EMBEDDED: Final = re.compile(
    rb"<</Length ([0-9]{1,9})(?:/Filter/FlateDecode)?/Type/EmbeddedFile[^\r\n]{0,400}>>\r?\nstream\r?\n"
)
_HEADER: Final = re.compile(rf"{PREFIX}/([OV][0-9A-Z]{{13}})/([1-9][0-9]?)/([1-9][0-9]?)/(.+)", re.ASCII)
"""`V…` names a paper, `O…` the trace request that a signed document is about."""


class MalformedPayload(Invalid):
    """Something is not what a paper carries, not whole, or not the one canonical spelling of it."""

    default_code = "documents.payload.malformed"


class AlteredPayload(Invalid):
    """A paper's codes or its file are not as they were made."""

    default_code = "documents.payload.altered"


def encode(proof: Proof) -> bytes:
    """The file that is embedded in the PDF."""
    document = proof.document()
    digest = hashlib.sha256(canonical.encode(document)).hexdigest()
    return canonical.encode({"type": TYPE, "proof": document, "sha256": digest})


def decode(data: bytes) -> Proof:
    """Read the embedded file.

    Raises:
        MalformedPayload: it is none.
        AlteredPayload: it is not as it was made.
    """
    try:
        values: Any = json.loads(data) if len(data) <= LARGEST else None
    except (ValueError, RecursionError):
        values = None
    if (
        not isinstance(values, dict)
        or values.get("type") != TYPE
        or not isinstance(values.get("proof"), dict)
    ):
        raise MalformedPayload(message="This is not what a paper carries.")
    try:
        document = canonical.encode(values["proof"])
        whole = canonical.encode(
            {"type": TYPE, "proof": values["proof"], "sha256": hashlib.sha256(document).hexdigest()}
        )
    except canonical.NotCanonical as error:
        raise AlteredPayload(message="What the paper carries was altered.") from error
    if whole != data:
        raise AlteredPayload(message="What the paper carries was altered.")
    return Proof.parse(document)


def embedded(pdf: bytes) -> bytes | None:
    """The file that our typesetter embedded in a PDF; None where there is none.

    No reader of any PDF there is: it looks for the one form that we write, in a file whose seal was found good before. What unpacks
    to more than `LARGEST_FILE` is none: a megabyte of deflated blanks is a gigabyte.
    """
    match = _EMBEDDED.search(pdf)
    if match is None:
        return None
    data = pdf[match.end() : match.end() + int(match[1])]
    try:
        return _unpacked(data) if b"/FlateDecode" in match[0] else data
    except zlib.error:
        return None


def _unpacked(data: bytes) -> bytes | None:
    inflate = zlib.decompressobj()
    file = inflate.decompress(data, LARGEST_FILE)
    return file if inflate.eof else None


def to_parts(paper: str, data: bytes) -> list[str]:
    """The texts of the codes that carry the file `data` of a paper, or of a signed document about a request of that number."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(data) + deflate.flush()
    text = to_base45(hashlib.sha256(packed).digest()[:8] + packed)
    pieces = [text[at : at + PART] for at in range(0, len(text), PART)]
    if len(pieces) > MOST_PARTS:
        raise MalformedPayload(message="This is too long for codes on paper.")
    return [f"{PREFIX}/{paper}/{n}/{len(pieces)}/{piece}" for n, piece in enumerate(pieces, 1)]


def from_parts(texts: Iterable[str]) -> tuple[str, bytes]:
    """The paper and the file that codes carry, in whatever order they were scanned; a code scanned twice does no harm.

    Raises:
        MalformedPayload: it is no code of a paper, one is missing, or they are of several papers.
        AlteredPayload: they are not as they were made.
    """
    result: dict[int, str] = {}
    papers, totals = set(), set()
    for text in texts:
        header = _HEADER.fullmatch(text)
        if header is None:
            raise MalformedPayload(message="This is no code of a paper.")
        papers.add(header[1])
        totals.add(int(header[3]))
        if result.setdefault(int(header[2]), header[4]) != header[4]:
            raise AlteredPayload(message="Two codes claim the same place.")
    if len(papers) != 1 or len(totals) != 1:
        raise MalformedPayload(message="These codes are not all of one paper.")
    paper, total = papers.pop(), totals.pop()
    if missing := sorted(set(range(1, total + 1)) - result.keys()):
        raise MalformedPayload(
            "documents.payload.incomplete",
            f"Code {missing[0]} of {total} is missing.",
            params={"missing": missing[0], "total": total},
        )
    if len(result) != total or identifiers.parse(paper) != paper:
        raise AlteredPayload(message="The codes of the paper were altered.")
    packed = from_base45("".join(result[n] for n in range(1, total + 1)))
    if hashlib.sha256(packed[8:]).digest()[:8] != packed[:8]:
        raise AlteredPayload(message="The codes of the paper were altered.")
    return paper, _inflated(packed[8:])


def _inflated(packed: bytes) -> bytes:
    inflate = zlib.decompressobj(-15)
    try:
        data = inflate.decompress(packed, LARGEST)
    except zlib.error as error:
        raise AlteredPayload(message="The codes of the paper were altered.") from error
    if not inflate.eof or inflate.unused_data:
        raise AlteredPayload(message="The codes of the paper were altered.")
    return data


def to_base45(data: bytes) -> str:
    """Base45 (RFC 9285)."""
    out = []
    for at in range(0, len(data) - 1, 2):
        value = data[at] << 8 | data[at + 1]
        out += [_ALPHABET[value % 45], _ALPHABET[value // 45 % 45], _ALPHABET[value // 2025]]
    if len(data) % 2:
        out += [_ALPHABET[data[-1] % 45], _ALPHABET[data[-1] // 45]]
    return "".join(out)


def from_base45(text: str) -> bytes:
    """Read base45.

    Raises:
        AlteredPayload: it is none.
    """
    try:
        values = [_VALUE[character] for character in text]
        out = bytearray()
        for at in range(0, len(values), 3):
            triple = values[at : at + 3]
            value = sum(number * 45**place for place, number in enumerate(triple))
            out += value.to_bytes(len(triple) - 1)
    except (KeyError, OverflowError) as error:
        raise AlteredPayload(message="The codes of the paper were altered.") from error
    if to_base45(bytes(out)) != text:
        raise AlteredPayload(message="The codes of the paper were altered.")
    return bytes(out)
