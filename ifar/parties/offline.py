"""The command of the parties that needs neither a database nor settings: `ifar link-persons`.

Anyone can try with it how rows of a file are found to be one person, with a score and the reasons for each pair.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from ifar.errors import Invalid
from ifar.parties.linkage import columns
from ifar.parties.linkage.levels import ALIKE, DIFFERS, FAINT, NEAR, SAME
from ifar.parties.linkage.linking import Linking, Pair, Part, clusters
from ifar.parties.linkage.rows import Row, row_of
from ifar.progress import shown_progress

HELP: Final = (
    "Find the rows of a file of persons that are one person, with score and reasons; needs no database."
)
_SHAPE: Final = (
    "CSV in UTF-8 with a heading, as FEBRL and Splink write it: rec_id or unique_id, given_name or first_name, surname,"
    " date_of_birth or dob, soc_sec_id, phone_number, email, street_number, address_1, address_2, suburb, city, postcode, state …"
    " What is missing is not needed; columns with other names (labels, blocking numbers) are not looked at."
)
_DELIMITERS: Final = ",;\t|"
_MOST: Final = 2_000_000

FIELDS: Final[Mapping[str, str]] = {
    "given": "given name",
    "surname": "family name",
    "born": "date of birth",
    "age": "age",
    "sex": "sex",
    "identity": "identity number",
    "phone": "telephone number",
    "email": "e-mail address",
    "house": "house number",
    "street": "street",
    "street_2": "second line of the address",
    "suburb": "suburb",
    "city": "city",
    "postcode": "postcode",
    "state": "state",
    "country": "country",
    "birthplace": "place of birth",
    "occupation": "occupation",
}
_LEVELS: Final[Mapping[int, tuple[str, str]]] = {
    SAME: ("same", "The same {field}."),
    NEAR: ("near", "The {field} differs by one error, or is the same in another script or order."),
    ALIKE: ("alike", "The {field} is alike."),
    FAINT: ("faint", "The {field} is faintly alike."),
    DIFFERS: ("differs", "Another {field}."),
}
_OTHER: Final[Mapping[str, tuple[str, str]]] = {
    "given_surname": ("names.swapped", "Given name and family name stand in each other's place."),
    "street_street_2": ("address.swapped", "The lines of the address stand in each other's place."),
    "together": ("household", "These values go together in one household; they are not counted as if each stood alone."),
}  # fmt: skip


def link_persons(words: Sequence[str]) -> int:
    """Carry out the command; returns the exit code.

    Raises:
        Invalid: the file is missing, unreadable, or no column of it describes a person; the message says which.
    """
    parser = argparse.ArgumentParser(prog="ifar link-persons", description=HELP, epilog=_SHAPE)
    parser.add_argument("--file", type=Path, required=True, metavar="FILE", help="the rows, as CSV")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a list for people")
    parser.add_argument(
        "--threshold",
        type=_share,
        default=0.5,
        metavar="P",
        help="score from which a pair is printed (0.5); the score orders pairs, and is no share of them that comes true",
    )
    chosen = parser.parse_args(words)
    rows = rows_of(chosen.file)
    with shown_progress() as say:
        pairs = Linking(rows, say).pairs(chosen.threshold)
    if chosen.json:
        document = {
            "rows": len(rows),
            "pairs": [_as_json(pair, rows) for pair in pairs],
            "clusters": [[rows[at].id for at in cluster] for cluster in clusters(pairs)],
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    else:
        _print(pairs, rows)
    return 0


def _share(word: str) -> float:
    number = float(word)
    if not 0 < number < 1:
        raise argparse.ArgumentTypeError("a probability between 0 and 1, please")
    return number


def rows_of(file: Path) -> list[Row]:
    """Read the rows of a file.

    Raises:
        Invalid: there is no such file, it is not text in UTF-8, has no heading that is known, or is too long.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Invalid("parties.link.unreadable", f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Invalid("parties.link.unreadable", f"{file} is not UTF-8 text.") from error
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    roles = columns.roles_of(next(lines, []))
    if not set(roles) - {"id"}:
        raise Invalid("parties.link.columns", f"No heading of {file} names anything that describes a person.")
    filled = (cells for cells in lines if any(cell.strip() for cell in cells))
    rows = [
        row_of(at, {role: cells[column] for role, column in roles.items() if column < len(cells)})
        for at, cells in enumerate(filled)
    ]
    if len(rows) > _MOST:
        raise Invalid("parties.link.long", f"{file} has more than {_MOST:,} rows.")
    return rows


# Telling ----------------------------------------------------------------------------------------------------------


def _as_json(pair: Pair, rows: Sequence[Row]) -> dict[str, Any]:
    result: dict[str, Any] = {"a": rows[pair.one].id, "b": rows[pair.other].id, "score": pair.score}
    if pair.through is not None:
        result["through"] = rows[pair.through].id
    return result | {"reasons": [_reason(part) for part in pair.parts]}


def _reason(part: Part) -> dict[str, Any]:
    if part.role in _OTHER:
        code, words = _OTHER[part.role]
    else:
        level, sentence = _LEVELS[part.level]
        code, words = f"{part.role}.{level}", sentence.format(field=FIELDS[part.role])
    return {"code": code, "words": words, "weight": round(part.weight, 3)}


def _print(pairs: Sequence[Pair], rows: Sequence[Row]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for pair in pairs:
        console.print(f"{pair.score:10.6%}  {rows[pair.one].id}  {rows[pair.other].id}")
        for part in pair.parts:
            reason = _reason(part)
            console.print(f"    {reason['weight']:+7.2f}  {reason['words']}")
        if pair.through is not None:
            console.print(f"             Both are like {rows[pair.through].id}.")
