"""A row of a table of exhibits as an item: which column says what, and what its words mean. Pure; the names come as arguments.

The headings and the reading of words are those of the register's imports (`registry/intake`); only what a register has no column for
stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from rapidfuzz import fuzz

from ifar.errors import Reason
from ifar.missingness import KNOWN, NONE, UNKNOWN
from ifar.recoveries.kinds import ITEM_KINDS
from ifar.reference.naming import Resolved, Resolver
from ifar.registry.describing import CODED
from ifar.registry.intake.mapping import suggest
from ifar.registry.intake.readings import western
from ifar.registry.marks.placeholders import meaning_of, plain_word
from ifar.registry.search.naming import RESOLVED_AS, identity_of
from ifar.typed import whole_number

FROM_REGISTERS: Final = (
    "serial", "other_serial", "import_mark", "make", "model", "calibre", "type", "country_made", "year", "marking",
)  # fmt: skip
MARKS: Final[Mapping[str, str]] = {"serial": "serial", "other_serial": "part_serial", "import_mark": "import"}
OWN: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("kind of item", "item kind", "item", "nature", "nature de l'objet", "نوع القطعة", "البند"),
    "quantity": ("quantity", "qty", "pieces", "number of pieces", "count", "quantité", "nombre", "nombre de pièces", "الكمية", "العدد"),
    "condition": ("condition", "état", "etat", "fabrication", "how made", "الحالة", "طريقة الصنع"),
    "exhibit": ("exhibit", "exhibit number", "exhibit no", "seal", "scellé", "numéro de scellé", "pièce à conviction", "رقم الحرز", "الحرز"),
}  # fmt: skip
"""Field -> headings, folded before they are compared."""
FIELDS: Final = (*FROM_REGISTERS, *OWN)
KIND_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "firearm": ("firearm", "weapon", "gun", "arme", "arme à feu", "سلاح", "سلاح ناري"),
    "part": ("part", "component", "parts", "pièce", "élément", "جزء", "قطعة"),
    "ammunition": (
        "ammunition",
        "cartridges",
        "rounds",
        "ammo",
        "munition",
        "munitions",
        "cartouches",
        "ذخيرة",
        "خراطيش",
    ),
    "cartridge_case": ("cartridge case", "case", "casing", "shell", "douille", "douilles", "ظرف", "ظرف فارغ"),
    "bullet": ("bullet", "projectile", "balle", "مقذوف", "رصاصة"),
}
_KINDS: Final = {plain_word(word): kind for kind, words in KIND_WORDS.items() for word in (*words, kind)}
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Names:
    """What the reference data know: the codes that texts name, and those of short lists by their words."""

    resolver: Resolver
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Read:
    """What a row says: the values of an item, and what is wrong with it."""

    values: Mapping[str, Any]
    wrong: tuple[Reason, ...] = ()


def columns_of(headings: Sequence[str], rows: Sequence[Sequence[str]], names: Names) -> dict[str, int]:
    """Field -> position of its column; what no heading or value tells is left out."""
    result: dict[str, int] = {}
    own = {plain_word(word): name for name, words in OWN.items() for word in words}
    for at, heading in enumerate(headings):
        name = own.get(plain_word(heading.replace("_", " ")))
        if name and name not in result:
            result[name] = at
    recognises = {name: partial(_names, getattr(names.resolver, how)) for name, how in RESOLVED_AS.items()}
    for suggestion in suggest(headings, rows, recognises):
        if (
            suggestion.field in FROM_REGISTERS
            and suggestion.column not in result.values()
            and suggestion.score >= 0.5
        ):
            result.setdefault(suggestion.field, suggestion.column)
    return result


def _names(resolve: Callable[[str], Resolved], text: str) -> bool:
    return resolve(text).code is not None


def read(cells: Mapping[str, str], names: Names) -> Read:
    """Read the cells of a row, by field. What the lists of makes, models, calibres, types and countries do not know is kept as it was read."""
    details = {name: " ".join(western(text).split())[:LONGEST] for name, text in cells.items()}
    wrong: list[Reason] = []
    kind = details.get("kind", "")
    # "Ammunition" under *type* says what it is, not which type of firearm.
    kind_word = details.get("type", "")
    if not kind and kind_of(kind_word) and not names.resolver.resolve_type(kind_word).code:
        kind = details.pop("type")
    values: dict[str, Any] = {"identity": _identity(details, names, wrong), "marks": _marks(details)}
    values["kind"] = kind_of(kind) or "firearm"
    if kind and not kind_of(kind):
        wrong.append(Reason("recoveries.row.kind", field="kind", params={"text": kind}))
    quantity = details.get("quantity", "")
    values["quantity"] = whole_number(quantity, otherwise=1)
    if quantity and whole_number(quantity) is None:
        wrong.append(Reason("recoveries.row.quantity", field="quantity", params={"text": quantity}))
    for name in ("condition", "marking"):
        if text := details.get(name):
            code = names.codes.get(name, {}).get(plain_word(text))
            if code is None:
                wrong.append(Reason("recoveries.row.word", field=name, params={"text": text}))
            values[name] = code or ""
    values["exhibit"] = details.get("exhibit", "")
    return Read(values, tuple(wrong))


def kind_of(text: str) -> str:
    """The kind of item that a word says; empty where none does."""
    return _KINDS.get(plain_word(text), text if text in ITEM_KINDS else "")


def closest(text: str, known: Iterable[str]) -> list[str]:
    """The known words, those that are spelled most like a text first; alike by alphabet."""
    wanted = plain_word(text)
    return sorted(dict.fromkeys(known), key=lambda word: (-fuzz.WRatio(wanted, plain_word(word)), word))


def _identity(values: Mapping[str, str], names: Names, wrong: list[Reason]) -> dict[str, Any]:
    words = {name: text for name in CODED if (text := values.get(name))}
    identity = identity_of(words, names.resolver)
    if text := values.get("year"):
        year = whole_number(text, least=1000, most=9999)
        if year is not None:
            identity["year"] = year
        elif meaning_of(text) is None:
            wrong.append(Reason("recoveries.row.year", field="year", params={"text": text}))
    return identity


def _marks(values: Mapping[str, str]) -> list[dict[str, Any]]:
    marks: list[dict[str, Any]] = []
    for name, kind in MARKS.items():
        if not (text := values.get(name)):
            continue
        meaning = meaning_of(text)
        if meaning is None:
            marks.append({"kind": kind, "text": text, "text_status": KNOWN})
        else:
            status = NONE if meaning[0] == "none" else UNKNOWN
            marks.append({"kind": kind, "text": None, "text_status": status})
    return marks
