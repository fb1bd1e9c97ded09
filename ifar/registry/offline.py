"""The command of the register that needs neither a database nor settings: `ifar search-misread`.

Anyone can try with it how misread serial numbers are ranked, on a register and on misreadings of their own.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.conf import settings
from rich.console import Console

from ifar.errors import Invalid
from ifar.progress import shown_progress
from ifar.registry.marks.confusions import MEASURED
from ifar.registry.search.labels import reason_words
from ifar.registry.search.listed import Answer, Entry, SerialList
from ifar.registry.search.matching import Match

HELP: Final = (
    "Rank what misread serial numbers may have been on a register that is a plain list; needs no database."
)
_SERIAL_HEADS: Final = frozenset(
    {
        "serial",
        "serial number",
        "serial no",
        "serial_number",
        "serialnumber",
        "serial_no",
        "mark",
        "number",
        "sn",
    }
    | {
        "read",
        "query",
        "misread",
        "text",
        "numéro de série",
        "numero de serie",
        "номер",
        "серийный номер",
        "الرقم التسلسلي",
    }
)
_MAKE_HEADS: Final = frozenset(
    {"make", "maker", "manufacturer", "brand", "marque", "fabricant", "марка", "الصانع"}
)
_DELIMITERS: Final = "\t;,"
_SLOWEST: Final = 10_000_000
"""Lines of a file at most; a larger register is searched in ifar itself."""


class Line(NamedTuple):
    """A line of the file, counted from 1, and what stands in it."""

    number: int
    entry: Entry


def search_misread(words: Sequence[str]) -> int:
    """Carry out the command; returns the exit code.

    Raises:
        Invalid: a file is missing, unreadable or empty; the message says which.
    """
    parser = argparse.ArgumentParser(prog="ifar search-misread", description=HELP, epilog=_SHAPE)
    parser.add_argument(
        "--register", type=Path, required=True, metavar="FILE", help="the serial numbers of the register"
    )
    parser.add_argument(
        "--queries", type=Path, required=True, metavar="FILE", help="the serial numbers as they were read"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a list for people")
    parser.add_argument(
        "--limit", type=_positive, default=10, metavar="N", help="answers to each at most (10)"
    )
    parser.add_argument(
        "--alone",
        action="store_true",
        help="judge each query by itself; learn nothing from the others in the file",
    )
    chosen = parser.parse_args(words)
    if not settings.configured:
        settings.configure(USE_I18N=False)  # the reasons in English, without an installation's settings
    register, queries = lines_of(chosen.register), lines_of(chosen.queries)
    if not any(line.entry.serial for line in register):
        raise Invalid("search.list.empty", f"There is no serial number in {chosen.register}.")
    with shown_progress() as say:
        listed = SerialList((line.entry for line in register if line.entry.serial), say)
        asked = [line.entry for line in queries]
        habits = MEASURED if chosen.alone else listed.learnt([entry for entry in asked if entry.serial])
        answers = list(listed.answers(asked, limit=chosen.limit, habits=habits))
    if chosen.json:
        rows = [_as_json(line, answer, listed.makes) for line, answer in zip(queries, answers, strict=True)]
        document = {"register": {"firearms": listed.firearms}, "errors": habits.errors, "queries": rows}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(queries, answers, listed.makes)
    return 0


_SHAPE: Final = (
    "One serial number a line, or CSV with the make in a second column; a heading is known by its words. UTF-8. In queries ? stands"
    " for one character that nobody could read, * for several. An empty line among the queries is answered with nothing."
)


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError("a number above 0, please")
    return number


# Reading ----------------------------------------------------------------------------------------------------------


def lines_of(file: Path) -> list[Line]:
    """Read serial numbers, and makes where there are any; a heading is left out, empty lines at the end are too.

    Raises:
        Invalid: there is no such file, it is not text in UTF-8 (or UTF-16 with a mark at its beginning), or too long.
    """
    texts = _text_of(file).splitlines()
    if len(texts) > _SLOWEST:
        raise Invalid("search.list.long", f"{file} has more than {_SLOWEST:,} lines.")
    while texts and not texts[-1].strip():
        texts.pop()
    delimiter = _delimiter(texts)
    rows = [_cells(text, delimiter) for text in texts]
    serial, make, headed = _columns(rows[0] if rows else [])
    return [
        Line(number, Entry(_cell(row, serial), _cell(row, make)))
        for number, row in enumerate(rows, start=1)
        if number > headed
    ]


def _text_of(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Invalid("search.list.unreadable", f"{file} cannot be read: {error.strerror}.") from error
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid("search.list.unreadable", f"{file} is not UTF-8 text: look at line {line}.") from error


def _delimiter(texts: Iterable[str]) -> str | None:
    """The sign between serial and make: that which most of the first lines have; None where hardly any has one."""
    first = [text for text, _ in zip((text for text in texts if text.strip()), range(200), strict=False)]
    result = {sign: sum(sign in text for text in first) for sign in _DELIMITERS}
    sign = max(result, key=lambda text: result[text])
    return sign if result[sign] * 5 >= len(first) and result[sign] else None


def _cells(text: str, delimiter: str | None) -> list[str]:
    if delimiter is None:
        return [text.strip().strip('"')]
    return [cell.strip() for cell in next(csv.reader([text], delimiter=delimiter), [""])]


def _columns(first: Sequence[str]) -> tuple[int, int, int]:
    """The columns of serial and make, and how many lines the heading takes (0 or 1)."""
    heads = [cell.casefold().strip(" .:") for cell in first]
    serial = next((at for at, head in enumerate(heads) if head in _SERIAL_HEADS), None)
    make = next((at for at, head in enumerate(heads) if head in _MAKE_HEADS), None)
    if serial is None and make is None:
        return 0, 1, 0
    if serial is None:
        serial = 1 if make == 0 else 0
    return serial, make if make is not None else len(heads), 1


def _cell(row: Sequence[str], at: int) -> str:
    return row[at] if at < len(row) else ""


# Telling ----------------------------------------------------------------------------------------------------------


def _as_json(line: Line, answer: Answer, makes: Mapping[str, str]) -> dict[str, Any]:
    result: dict[str, Any] = {"line": line.number, "query": line.entry.serial}
    if line.entry.make:
        result["make"] = line.entry.make
    return result | {
        "fitting": answer.fitting,
        "more": answer.more,
        "answers": [_answer(match, makes) for match in answer.matches],
    }


def _answer(match: Match, makes: Mapping[str, str]) -> dict[str, Any]:
    serial, _, make = match.held.key.partition("\n")
    return {
        "serial": serial,
        "make": makes[make] or None,
        "firearms": match.held.times,
        "score": round(match.probability, 6),
        "evidence": round(match.evidence, 3),
        "reasons": [
            {"code": reason.code, "words": reason_words(reason.code, reason.params, {})}
            for reason in match.reasons
        ],
    }


def _print(queries: Iterable[Line], answers: Iterable[Answer], makes: Mapping[str, str]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for line, answer in zip(queries, answers, strict=True):
        console.print(f"{line.entry.serial or '(empty)'} {line.entry.make}".rstrip())
        for match in answer.matches:
            result = _answer(match, makes)
            why = " ".join(reason["words"] for reason in result["reasons"])
            console.print(f"  {result['score']:8.2%}  {result['serial']}  {result['make'] or ''}  {why}")
