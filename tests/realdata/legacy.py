"""A legacy register as a ministry might hand it over: real makers, models and production counts, seeded dirt, known truth.

The makers and their weights are the licensees and quantities of ATF's annual manufacturing reports (AFMER); the rest of the
world's makers, the models and the spellings of calibres come from ifar's own tables of facts. Serials are written in each
maker's own style and are distinct within a maker even after look-alike folding, so that every duplicate in the file is one
that was put there on purpose. Persons are invented. The same seed gives the same file, byte for byte.

Every row is exactly one of: sound, a near-duplicate of an earlier row, an exact repeat of an earlier row, or bad in one
named way; `Truth` counts them, so that a report can be checked to the row.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path

import polars as pl
import xlsxwriter

from ifar.demonstration.serials import Style, cyrillic, style_of
from ifar.reference.facts import read_folder
from ifar.reference.naming import make_keys
from ifar.reference.services import FOLDER
from ifar.reference.sheets import Row

FIELDS = (
    "number",
    "registered",
    "type",
    "make",
    "model",
    "calibre",
    "serial",
    "country",
    "year",
    "surname",
    "given",
    "born",
    "identity",
    "address",
    "town",
    "situation",
    "remarks",
)

HEADERS: dict[str, tuple[str, ...]] = {
    "fr": (
        "N° d'enregistrement",
        "Date d'enregistrement",
        "Type d'arme",
        "Fabricant",
        "Modèle",
        "Calibre",
        "Numéro de série",
        "Pays de fabrication",
        "Année de fabrication",
        "Nom du détenteur",
        "Prénoms",
        "Date de naissance",
        "N° de pièce d'identité",
        "Adresse",
        "Commune",
        "Situation",
        "Observations",
    ),
    "en": (
        "Reg. No.",
        "Date Registered",
        "Weapon Type",
        "Make",
        "Model",
        "Cal.",
        "Serial No.",
        "Country of Origin",
        "Year Made",
        "Holder Surname",
        "Holder Given Names",
        "DOB",
        "ID Number",
        "Residence",
        "Town",
        "Status",
        "Remarks",
    ),
    "ar": (
        "رقم التسجيل",
        "تاريخ التسجيل",
        "نوع السلاح",
        "الشركة الصانعة",
        "الطراز",
        "العيار",
        "الرقم المتسلسل",
        "بلد الصنع",
        "سنة الصنع",
        "لقب الحائز",
        "الاسم",
        "تاريخ الميلاد",
        "رقم الهوية",
        "العنوان",
        "المدينة",
        "الحالة",
        "ملاحظات",
    ),
    "ru": (
        "Рег. номер",
        "Дата регистрации",
        "Вид оружия",
        "Изготовитель",
        "Модель",
        "Калибр",
        "Номер оружия",
        "Страна",
        "Год выпуска",
        "Фамилия владельца",
        "Имя, отчество",
        "Дата рождения",
        "Документ",
        "Адрес",
        "Город",
        "Состояние",
        "Примечание",
    ),
    "de": (
        "Lfd. Nr.",
        "Eintragungsdatum",
        "Waffenart",
        "Hersteller",
        "Modellbezeichnung",
        "Kaliber",
        "Waffennummer",
        "Herstellungsland",
        "Baujahr",
        "Name",
        "Vorname",
        "Geburtsdatum",
        "Ausweisnummer",
        "Anschrift",
        "Ort",
        "Status",
        "Bemerkung",
    ),
}
"""The same seventeen columns under the names that five ministries give them."""

SHARES: dict[str, float] = {
    "repeat": 0.01,
    "twin": 0.015,
    "lookalike": 0.010,
    "separator": 0.005,
    "serial_edge_space": 0.003,
    "serial_double_space": 0.002,
    "serial_no_break_space": 0.002,
    "serial_control": 0.002,
    "serial_word": 0.006,
    "serial_empty": 0.003,
    "serial_too_long": 0.002,
    "date_impossible": 0.002,
    "date_future": 0.001,
    "country_unknown": 0.001,
    "type_unknown": 0.001,
}
"""Kind of dirt -> its share of all rows; 2 % bad serials, 3 % near-duplicates, 1 % exact repeats."""

NEAR = ("twin", "lookalike", "separator")
BAD_SERIALS = tuple(kind for kind in SHARES if kind.startswith("serial_"))
OTHER_BAD = ("date_impossible", "date_future", "country_unknown", "type_unknown")
WORDS_FOR_SERIAL = (
    "rostig",
    "unlesbar",
    "illisible",
    "sans numéro",
    "unknown",
    "неизвестно",
    "غير مقروء",
    "б/н",
    "effacé",
    "none",
)

_TODAY = dt.date(2026, 1, 1)
_AFMER = ("atf_afmer_2000_2012_by_manufacturer.csv", "atf_afmer_2020_2023_by_manufacturer.csv")
_KINDS_OF_AFMER = {"pistol": "pistol", "revolver": "revolver", "rifle": "rifle", "shotgun": "shotgun"}
_WORLD: dict[str, int] = {
    "beretta": 60,
    "glock": 70,
    "cz": 55,
    "taurus": 50,
    "kalashnikov": 60,
    "baikal": 55,
    "tula": 30,
    "zastava": 45,
    "norinco": 40,
    "fn": 30,
    "browning": 30,
    "walther": 25,
    "hk": 20,
    "sarsilmaz": 30,
    "girsan": 15,
    "hatsan": 25,
    "huglu": 25,
    "mke": 10,
    "benelli": 25,
    "franchi": 12,
    "manufrance": 20,
    "mas": 12,
    "unique": 8,
    "mauser": 20,
    "arsenal-bg": 15,
    "cugir": 15,
    "fb-radom": 8,
    "steyr": 10,
    "sako": 8,
    "tikka": 8,
    "anschutz": 8,
    "merkel": 6,
    "blaser": 5,
    "iwi": 15,
    "maadi": 10,
    "pof": 10,
    "ofb": 15,
    "denel": 8,
    "rossi": 20,
    "imbel": 8,
    "bersa": 10,
    "star": 8,
    "llama": 10,
    "astra": 6,
    "enfield": 12,
    "webley": 6,
    "mosin": 15,
    "molot": 10,
    "fort": 6,
    "brno": 12,
    "stoeger": 10,
    "yildiz": 12,
    "armscor-ph": 10,
    "sig-sauer": 20,
    "darne": 4,
    "fabarm": 8,
    "zoraki": 6,
    "ekol": 6,
}
"""Makers of the world beside AFMER's licensees, with weights against a total of AFMER's of 1,000."""

_CYRILLIC_MAKES = frozenset(
    {"kalashnikov", "baikal", "tula", "zastava", "arsenal-bg", "mosin", "molot", "fort"}
)
_POOLS: dict[str, tuple[tuple[str, int], ...]] = {
    "pistol": (
        ("9x19", 50),
        ("45acp", 12),
        ("40sw", 8),
        ("9x17", 10),
        ("22lr", 12),
        ("7.65x17", 8),
        ("6.35x16", 4),
    ),
    "revolver": (
        ("38special", 35),
        ("357mag", 35),
        ("22lr", 15),
        ("44mag", 8),
        ("45colt", 4),
        ("32swlong", 6),
    ),
    "rifle": (
        ("22lr", 25),
        ("223rem", 20),
        ("308win", 15),
        ("30-06", 10),
        ("7x64", 4),
        ("300winmag", 6),
        ("270win", 6),
        ("243win", 6),
    ),
    "shotgun": (("12ga", 75), ("20ga", 12), ("16ga", 8), ("410", 5)),
    "other": (("9x19", 1), ("7.62x39", 1)),
}
_TYPES: dict[str, tuple[str, ...]] = {
    "pistol": ("Pistolet", "pistolet", "PISTOLET", "Pistolet semi-automatique", "Pist."),
    "revolver": ("Revolver", "REVOLVER", "révolver"),
    "rifle": ("Carabine", "carabine", "CARABINE", "Fusil rayé"),
    "shotgun": ("Fusil de chasse", "FUSIL DE CHASSE", "fusil lisse", "Fusil"),
    "rifle_automatic": ("Fusil d'assaut", "Fusil automatique"),
    "submachine_gun": ("Pistolet-mitrailleur", "PM (pistolet-mitrailleur)"),
    "machine_gun": ("Mitrailleuse", "Fusil-mitrailleur"),
    "other": ("Autre",),
}
_TYPES_CYRILLIC: dict[str, str] = {
    "pistol": "Пистолет",
    "revolver": "Револьвер",
    "rifle": "Карабин",
    "shotgun": "Ружьё",
    "rifle_automatic": "Автомат",
    "submachine_gun": "Пистолет-пулемёт",
    "machine_gun": "Пулемёт",
    "other": "Другое",
}
_SITUATIONS = (
    ("Détenue", 90),
    ("Stock armurier", 4),
    ("Volée", 1),
    ("Perdue", 1),
    ("Saisie", 2),
    ("Détruite", 1),
    ("", 1),
)
_NAMES = {
    "latin": (
        (
            "Moreau",
            "Diallo",
            "Kouassi",
            "Traoré",
            "Silva",
            "Novak",
            "Rossi",
            "Keller",
            "Santos",
            "Ndiaye",
            "Okafor",
            "Petrov",
        ),
        (
            "Jean",
            "Amadou",
            "Marie",
            "Fatou",
            "João",
            "Jana",
            "Paolo",
            "Anna",
            "Pedro",
            "Ousmane",
            "Chinedu",
            "Ivana",
        ),
    ),
    "cyrillic": (
        ("Иванов", "Петровић", "Ковальчук", "Димитров", "Сидоров", "Николић", "Бойко", "Георгиев"),
        ("Алексей", "Милош", "Оксана", "Георги", "Мария", "Јелена", "Тарас", "Ивайло"),
    ),
    "arabic": (
        ("بن علي", "الحسن", "العمري", "منصور", "القاسم", "الطاهر", "بوزيد", "الشريف"),
        ("محمد", "فاطمة", "يوسف", "خديجة", "أحمد", "مريم", "إبراهيم", "زينب"),
    ),
}
_TOWNS = (
    "Port-Clair",
    "Valmore",
    "Saint-Alban",
    "Kéna",
    "Boréa",
    "Mont-Rouge",
    "Dar Salam",
    "Novi Grad",
    "Tessala",
    "Rivière-Noire",
)
_STREETS = (
    "rue des Tanneurs",
    "avenue de la Paix",
    "route du Lac",
    "quartier du Port",
    "impasse des Oliviers",
    "boulevard Central",
)


@dataclass
class Truth:
    """What was put into the file: rows of each kind, pairs of near-duplicates, makers that no table knows."""

    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    makes: Counter[str] = field(default_factory=Counter)
    cyrillic: int = 0
    holders: int = 0
    pairs: list[tuple[int, int, str]] = field(default_factory=list)
    bad: dict[int, str] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)

    @property
    def near(self) -> int:
        """Near-duplicates: rows that an import flags and takes in."""
        return sum(self.kinds[kind] for kind in NEAR)

    @property
    def bad_serials(self) -> int:
        """Rows whose serial is bad."""
        return sum(self.kinds[kind] for kind in BAD_SERIALS)


@dataclass(frozen=True)
class _Make:
    code: str
    names: tuple[str, ...]
    cyrillic: tuple[str, ...]
    countries: tuple[str, ...]
    models: dict[str, tuple[Row, ...]]
    style: Style
    cyrillic_style: Style


def _makes(rows: dict[str, tuple[Row, ...]]) -> dict[str, _Make]:
    models: dict[str, dict[str, list[Row]]] = {}
    parents = {row.code: str(row.fields["parent"] or "") for row in rows["firearm_type"]}
    for row in rows["model"]:
        kind = _kind_of(str(row.fields["type"] or ""), parents)
        models.setdefault(row.code.partition("/")[0], {}).setdefault(kind, []).append(row)
    names = {row.code: str(row.fields.get("name") or row.labels.get("en", "")) for row in rows["country"]}
    french = {row.code: row.labels.get("fr", names[row.code]) for row in rows["country"]}
    own_names = _names_of_makes(rows["make"])
    out = {}
    for number, row in enumerate(rows["make"]):
        country = str(row.fields["country"] or "")
        own = own_names[row.code]
        out[row.code] = _Make(
            row.code,
            tuple(text for text in own if text.isascii()),
            tuple(text for text in row.aliases if any("\u0400" <= c <= "\u04ff" for c in text)),
            (french.get(country, country), country, french.get(country, country).upper())
            if country
            else ("",),
            {kind: tuple(value) for kind, value in models.get(row.code, {}).items()},
            style_of(row.code, number),
            cyrillic,
        )
    return out


def _names_of_makes(makes: Sequence[Row]) -> dict[str, list[str]]:
    """Make -> the names that name no other make."""
    names = {row.code: (str(row.fields["name"]), *row.aliases) for row in makes}
    bearers: dict[str, set[str]] = {}
    for code, texts in names.items():
        for text in texts:
            bearers.setdefault(make_keys(text)[0], set()).add(code)
    return {
        code: [text for text in texts if len(bearers[make_keys(text)[0]]) == 1]
        for code, texts in names.items()
    }


def _kind_of(code: str, parents: dict[str, str]) -> str:
    while code:
        if code in _TYPES:
            return code
        code = parents.get(code, "")
    return "other"


@dataclass
class _Source:
    """Everything that rows are drawn from."""

    makes: dict[str, _Make]
    lots: list[tuple[str, str, str]]
    weights: list[float]
    calibres: dict[str, tuple[str, ...]]


@cache
def _source(real: Path) -> _Source:
    files = {path.stem: path.read_text("utf-8").splitlines(keepends=True) for path in FOLDER.glob("*.csv")}
    known = {"country": [line.split(",")[0] for line in files["country"]]}
    sheets = read_folder(files, known, partial=("country", "area")).sheets
    rows = {sheet.name: sheet.rows for sheet in sheets}
    makes = _makes(rows)
    by_key = {
        make_keys(text)[key]: make.code for make in makes.values() for text in make.names for key in (2, 1, 0)
    }
    lots: Counter[tuple[str, str, str]] = Counter()
    for licensee, kind, quantity in _afmer(real):
        code = next((by_key[key] for key in make_keys(licensee) if key in by_key), "")
        lots[code, kind, licensee] += quantity
    total = sum(lots.values())
    weighted = {lot: 1000 * quantity / total for lot, quantity in lots.items()}
    for code, weight in _WORLD.items():
        kinds = makes[code].models
        count = sum(map(len, kinds.values()))
        for kind, models in kinds.items():
            weighted[code, kind, ""] = weight * len(models) / count
    calibres = {
        row.code: tuple(
            text
            for text in dict.fromkeys((str(row.fields["name"]), row.code, *row.aliases))
            if _is_latin(text)
        )
        for row in rows["calibre"]
    }
    return _Source(makes, list(weighted), list(accumulate(weighted.values())), calibres)


def _is_latin(text: str) -> bool:
    return all(character < "\u0250" for character in text)


def _afmer(real: Path) -> Iterator[tuple[str, str, int]]:
    frames = [pl.read_csv(real / "trace_and_trade" / name, infer_schema_length=0) for name in _AFMER]
    table = (
        pl.concat(frames)
        .filter((pl.col("activity") == "manufactured") & ~pl.col("licensee").str.starts_with("["))
        .with_columns(pl.col("quantity").str.replace_all(",", "").cast(pl.Int64))
        .group_by("licensee", "firearm_type")
        .agg(pl.col("quantity").sum())
        .filter(pl.col("quantity") >= 2000)
        .sort("licensee", "firearm_type")
    )
    for licensee, kind, quantity in table.iter_rows():
        yield licensee, _KINDS_OF_AFMER.get(kind, "other"), quantity


class Builder:
    """Draws the rows of one register; the same seed gives the same rows."""

    def __init__(self, real: Path, seed: int = 1) -> None:
        self._source = _source(real)
        self._random = random.Random(seed)
        self._next: Counter[str] = Counter()
        self._starts: dict[str, int] = {}
        self._recent: list[tuple[int, list[str]]] = []
        self._holders: list[list[str]] = []
        self.truth = Truth()

    def rows(self, count: int) -> Iterator[list[str]]:
        """`count` rows, one list of strings for each, in the order of `FIELDS`."""
        kinds = list(SHARES)
        bounds = list(accumulate(SHARES.values()))
        for number in range(1, count + 1):
            roll = self._random.random()
            kind = (
                next((name for name, bound in zip(kinds, bounds, strict=True) if roll < bound), "sound")
                if roll < bounds[-1]
                else "sound"
            )
            if len(self._recent) < 500 and kind in ("repeat", *NEAR):
                kind = "sound"
            yield self._row(number, kind)

    def _row(self, number: int, kind: str) -> list[str]:
        truth = self.truth
        truth.rows += 1
        truth.kinds[kind] += 1
        if kind == "repeat":
            first, row = self._random.choice(self._recent)
            truth.repeats[number] = first
            return list(row)
        if kind in NEAR:
            return self._near(number, kind)
        row = self._sound(number)
        if kind == "sound":
            self._remember(number, row)
        else:
            truth.bad[number] = kind
            _spoil(row, kind, self._random)
        return row

    def _remember(self, number: int, row: list[str]) -> None:
        if len(self._recent) < 3000:
            self._recent.append((number, row))
        else:
            self._recent[self._random.randrange(3000)] = (number, row)

    def _near(self, number: int, kind: str) -> list[str]:
        while True:
            first, row = self._random.choice(self._recent)
            twin = list(row)
            serial = _changed(row[6], kind)
            if serial is not None:
                break
        twin[0] = _own_number(number)
        twin[6] = serial
        twin[1] = self._date(dt.date(1995, 1, 1))
        if kind == "twin":
            twin[9:15] = self._holder(any("\u0400" <= c <= "\u04ff" for c in row[9]))
        self.truth.pairs.append((number, first, kind))
        return twin

    def _sound(self, number: int) -> list[str]:
        draw = self._random
        source = self._source
        code, kind, licensee = draw.choices(source.lots, cum_weights=source.weights)[0]
        make = source.makes.get(code)
        self.truth.makes[code or "unknown"] += 1
        in_cyrillic = code in _CYRILLIC_MAKES and draw.random() < 0.6
        model = self._model(make, kind)
        calibre = str(model.fields["calibre"] or "") if model else ""
        if not calibre:
            pool = _POOLS.get(kind, _POOLS["other"])
            calibre = draw.choices([name for name, _ in pool], [weight for _, weight in pool])[0]
        year = draw.randint(1946, 2023)
        registered = self._date(dt.date(max(year, 1960), 1, 1))
        self.truth.cyrillic += in_cyrillic
        return [
            _own_number(number),
            registered,
            _TYPES_CYRILLIC[kind] if in_cyrillic else draw.choice(_TYPES[kind]),
            self._make_name(make, licensee, in_cyrillic),
            self._model_name(model, make, in_cyrillic),
            self._calibre_name(calibre, in_cyrillic),
            self._serial(make, in_cyrillic),
            draw.choice(make.countries) if make else "États-Unis d'Amérique",
            str(year) if draw.random() < 0.7 else "",
            *self._holder(in_cyrillic),
            draw.choices([text for text, _ in _SITUATIONS], [weight for _, weight in _SITUATIONS])[0],
            ""
            if draw.random() < 0.9
            else draw.choice(("vérifié", "carte renouvelée", "sans étui", "lunette 4x32")),
        ]

    def _model(self, make: _Make | None, kind: str) -> Row | None:
        models = make.models.get(kind) if make else None
        return self._random.choice(models) if models else None

    def _make_name(self, make: _Make | None, licensee: str, cyrillic: bool) -> str:
        if make is None:
            return licensee
        if cyrillic and make.cyrillic:
            return self._random.choice(make.cyrillic)
        if licensee and self._random.random() < 0.2:
            return licensee
        name = self._random.choice(make.names[:4])
        return name.upper() if self._random.random() < 0.4 else name

    def _model_name(self, model: Row | None, make: _Make | None, cyrillic: bool) -> str:
        if model is None:
            return ""
        name = str(model.fields["name"])
        if cyrillic:
            spelled = [text for text in model.aliases if any("\u0400" <= c <= "\u04ff" for c in text)]
            return self._random.choice(spelled) if spelled else name
        roll = self._random.random()
        if roll < 0.1:
            return f"Mod. {name}"
        if roll < 0.15 and make and make.names:
            return f"{make.names[-1]} {name}"
        return name

    def _calibre_name(self, code: str, cyrillic: bool) -> str:
        spelled = self._source.calibres[code]
        text = self._random.choice(spelled)
        if cyrillic:
            return text.replace("x", "х").replace("×", "х").replace(".", ",") if text[0].isdigit() else text
        return text

    def _serial(self, make: _Make | None, cyrillic: bool) -> str:
        """The next serial of this maker; numbers run from a start of the maker's own, three at a time."""
        code = (make.code if make else "unknown") + ("/cyrillic" if cyrillic else "")
        start = self._starts.setdefault(code, self._random.randrange(1000, 900_000))
        number = start + 3 * self._next[code]
        self._next[code] += 1
        if make is None:
            return f"{number:08d}"
        return make.cyrillic_style(number) if cyrillic else make.style(number)

    def _holder(self, cyrillic: bool) -> list[str]:
        draw = self._random
        if self._holders and draw.random() < 0.45:
            return draw.choice(self._holders)
        script = "cyrillic" if cyrillic else ("arabic" if draw.random() < 0.15 else "latin")
        surnames, given = _NAMES[script]
        self.truth.holders += 1
        born = dt.date(1935, 1, 1) + dt.timedelta(days=draw.randrange(24_000))
        holder = [
            draw.choice(surnames) + (f"-{draw.choice(surnames)}" if draw.random() < 0.3 else ""),
            draw.choice(given) + (f" {draw.choice(given)}" if draw.random() < 0.5 else ""),
            born.strftime("%d/%m/%Y"),
            f"{draw.choice('ABCDEFGH')}{self.truth.holders:07d}",
            f"{draw.randint(1, 220)}, {draw.choice(_STREETS)}",
            draw.choice(_TOWNS),
        ]
        if len(self._holders) < 20_000:
            self._holders.append(holder)
        return holder

    def _date(self, after: dt.date) -> str:
        days = (_TODAY - after).days
        return (after + dt.timedelta(days=self._random.randrange(max(days, 1)))).strftime("%d/%m/%Y")


def _own_number(number: int) -> str:
    return f"ENR-{number:07d}"


def _changed(serial: str, kind: str) -> str | None:
    """The serial as somebody else wrote it, or None where this one cannot be written so."""
    if kind == "twin":
        return serial
    if kind == "separator":
        return f"{serial[:3]} {serial[3:]}" if serial.isalnum() and len(serial) > 5 else None
    for text, other in (("0", "O"), ("1", "I"), ("5", "S"), ("8", "B")):
        if text in serial[1:]:
            return serial[0] + serial[1:].replace(text, other, 1)
    return None


def _spoil(row: list[str], kind: str, draw: random.Random) -> None:
    serial = row[6]
    match kind:
        case "serial_edge_space":
            row[6] = f" {serial}" if draw.random() < 0.5 else f"{serial} "
        case "serial_double_space":
            row[6] = f"{serial[:2]}  {serial[2:]}"
        case "serial_no_break_space":
            row[6] = f"{serial[:2]}\u00a0{serial[2:]}"
        case "serial_control":
            row[6] = serial[:2] + draw.choice("\t\x07\x0b\x1f") + serial[2:]
        case "serial_word":
            row[6] = draw.choice(WORDS_FOR_SERIAL)
        case "serial_empty":
            row[6] = ""
        case "serial_too_long":
            row[6] = (serial * 40)[:260]
        case "date_impossible":
            row[1] = draw.choice(("31/02/1999", "00/00/0000", "45/13/2001", "hier"))
        case "date_future":
            row[1] = f"{draw.randint(1, 28):02d}/0{draw.randint(1, 9)}/{draw.randint(2100, 2999)}"
        case "country_unknown":
            row[7] = draw.choice(("Atlantide", "Syldavie", "Borduria", "QQ"))
        case "type_unknown":
            row[2] = draw.choice(("Truc", "voir dossier", "42"))


def write_csv(path: Path, real: Path, rows: int, *, seed: int = 1, headers: str = "fr") -> Truth:
    """Write a register of `rows` rows as CSV in UTF-8, row by row, and say what is in it. Rows are numbered from 1."""
    builder = Builder(real, seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS[headers])
        writer.writerows(builder.rows(rows))
    return builder.truth


def write_xlsx(path: Path, real: Path, rows: int, *, seed: int = 1, headers: str = "fr") -> Truth:
    """The same register as an Excel workbook of one sheet, every cell a text."""
    builder = Builder(real, seed)
    book = xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    )
    sheet = book.add_worksheet("Registre")
    for column, title in enumerate(HEADERS[headers]):
        sheet.write_string(0, column, title)
    for number, row in enumerate(builder.rows(rows), start=1):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
    book.close()
    return builder.truth


def as_bytes(real: Path, rows: int, *, seed: int = 1, headers: str = "fr") -> tuple[bytes, Truth]:
    """A small register in memory."""
    builder = Builder(real, seed)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADERS[headers])
    writer.writerows(builder.rows(rows))
    return buffer.getvalue().encode("utf-8"), builder.truth
