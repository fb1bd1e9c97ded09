"""Which models are met in the demonstration country, and how often: chosen from the reference data by make and type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, NamedTuple

from ifar.demonstration.country import CODE
from ifar.demonstration.lives import Model

Stock = Literal["civilian", "police", "defence"]


class KnownModel(NamedTuple):
    """A model of the reference data: its code, make, type and calibre, and the country of its make."""

    code: str
    make: str
    type: str
    calibre: str
    country: str


CIVILIAN: Final = {
    "baikal": 10, "beretta": 10, "benelli": 5, "browning": 5, "brno": 3, "bersa": 2, "blaser": 1, "cz": 8, "fabarm": 3,
    "franchi": 3, "glock": 6, "hatsan": 8, "hk": 2, "huglu": 6, "kestrian-works": 6, "manufrance": 5, "mauser": 2, "merkel": 1,
    "mosin": 2, "remington": 4, "rossi": 3, "ruger": 4, "sako": 2, "sarsilmaz": 5, "sauer": 1, "savage": 2, "sig-sauer": 2,
    "smith-wesson": 5, "star": 2, "taurus": 6, "tikka": 2, "tula": 3, "unique": 2, "verney-carron": 2, "walther": 4, "winchester": 3,
    "yildiz": 4, "zastava": 4,
}  # fmt: skip
"""Make -> weight among civilians: a hunting country with old French and Eastern stocks and new Turkish shotguns."""

POLICE: Final = {
    "glock/17": 30,
    "glock/19": 12,
    "beretta/92fs": 20,
    "hk/mp5": 6,
    "sig-sauer/p226": 8,
    "remington/870": 5,
}
DEFENCE: Final = {
    "kalashnikov/akm": 30,
    "norinco/type-56": 15,
    "mas/famas": 10,
    "fn/fal": 12,
    "fn/mag": 4,
    "kalashnikov/pkm": 5,
    "tula/tt-33": 4,
    "beretta/92fs": 5,
}
_NOT_FOR_CIVILIANS: Final = (
    "rifle_automatic",
    "submachine_gun",
    "machine_pistol",
    "machine_gun",
    "grenade_launcher",
    "blank_firing",
    "gas_gun",
    "air_gun",
)
_CALIBRE_BY_TYPE: Final = {
    "shotgun_double": "12ga",
    "shotgun_semi_automatic": "12ga",
    "shotgun_pump_action": "12ga",
    "pistol_semi_automatic": "9x19",
    "revolver": "38special",
    "rifle_bolt_action": "30-06",
}
"""Where the reference data name no calibre of a model, the one most common in its type."""


def market(known: Iterable[KnownModel]) -> Iterator[Model]:
    """The models of the country, with their weights and the stock in which they are met."""
    rows = sorted(known)
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.make] = counts.get(row.make, 0) + _is_civilian(row)
    for row in rows:
        if row.code in POLICE:
            yield _model(row, POLICE[row.code], "police")
        if row.code in DEFENCE:
            yield _model(row, DEFENCE[row.code], "defence")
        if _is_civilian(row):
            yield _model(row, 10_000 * CIVILIAN[row.make] // counts[row.make] + 1, "civilian")


def _is_civilian(row: KnownModel) -> bool:
    if row.make not in CIVILIAN or not row.type or row.type.startswith(_NOT_FOR_CIVILIANS):
        return False
    return bool(row.calibre or row.type in _CALIBRE_BY_TYPE)


def _model(row: KnownModel, weight: int, stock: Stock) -> Model:
    return Model(
        row.code,
        row.make,
        row.type,
        row.calibre or _CALIBRE_BY_TYPE.get(row.type, ""),
        row.country or CODE,
        weight,
        stock,
    )
