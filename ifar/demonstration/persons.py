"""Invented people and companies of the demonstration country, with names and addresses in Arabic, French and other styles."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from ifar.demonstration.country import CODE, PROVINCES, Province

Style = Literal["arabic", "french", "latin"]


@dataclass(frozen=True, slots=True)
class Holder:
    """A person or a company that may hold firearms: values as `parties/party.py` names them, and where it lives."""

    number: int
    kind: Literal["person", "entity"]
    values: dict[str, object]
    address: dict[str, object]
    province: Province


_MEN: Final = {
    "arabic": ("محمد", "أحمد", "يوسف", "إبراهيم", "علي", "عمر", "خالد", "حسن", "سعيد", "مصطفى", "كريم", "نبيل", "رشيد", "طارق", "عادل", "سمير"),
    "french": ("Jean", "Luc", "Alain", "Marc", "Étienne", "Bruno", "Thierry", "Amadou", "Moussa", "Ibrahima", "Pascal", "Gilles", "Oumar"),
    "latin": ("Milan", "Petar", "Andrés", "João", "Stefan", "Marco", "Tomas", "Viktor", "Pedro", "Luka", "Ivan", "Rui"),
}  # fmt: skip
_WOMEN: Final = {
    "arabic": (
        "فاطمة",
        "خديجة",
        "مريم",
        "زينب",
        "عائشة",
        "سلمى",
        "ليلى",
        "نادية",
        "هناء",
        "سعاد",
        "أمينة",
        "رانيا",
    ),
    "french": (
        "Marie",
        "Claire",
        "Nathalie",
        "Aïssatou",
        "Mariam",
        "Sophie",
        "Hélène",
        "Fatou",
        "Brigitte",
        "Odile",
        "Awa",
    ),
    "latin": ("Ana", "Elena", "Carmen", "Ivana", "Lucía", "Marta", "Teresa", "Jovana", "Beatriz", "Sonja"),
}
_SURNAMES: Final = {
    "arabic": (
        "الحسن", "بن علي", "العمري", "منصور", "القاسم", "الطاهر", "بوزيد", "الشريف", "حداد", "النجار", "السعيدي", "بن عيسى", "المنصوري",
        "الزهراني", "التازي", "بلقاسم", "الجزيري", "الفاسي", "الراشد", "عبد الله",
    ),
    "french": (
        "Moreau", "Fontaine", "Diallo", "Traoré", "Lefèvre", "Garnier", "Kouassi", "Ndiaye", "Chevalier", "Roussel", "Konaté", "Perrin",
        "Blanchard", "Sissoko", "Mercier", "Lambert", "Camara", "Dufour", "Barreau", "Keïta",
    ),
    "latin": (
        "Petrović", "Silva", "Novak", "García", "Rossi", "Santos", "Horvat", "Fernández", "Popescu", "Ferreira", "Kovač", "Ortega",
        "Marin", "Costa", "Ilić", "Lombardi",
    ),
}  # fmt: skip
_STREETS: Final = {
    "arabic": (
        "شارع الاستقلال",
        "زنقة الزيتون",
        "حي النخيل",
        "نهج البحر",
        "شارع السلام",
        "حي الرياض",
        "ساحة المدينة",
    ),
    "french": (
        "rue des Tanneurs",
        "avenue de la République",
        "impasse du Puits",
        "boulevard Central",
        "chemin des Oliviers",
        "rue du Port",
    ),
    "latin": ("ulica Stara", "calle Mayor", "via Nuova", "rua do Cais", "calle del Faro", "ulica Zelena"),
}
_TRADES: Final = ("Gardiennage", "Sécurité", "Protection", "Transport de fonds")
_CLUBS: Final = ("Club de tir de", "Société de chasse de", "Nadi er-Rimaya", "Musée militaire de")


FIRST_COMPANY: Final = 1_000_000
"""Number of the first company: a larger country has the same people and companies and more of them."""


def holders(seed: int, people: int, companies: int, today: dt.date) -> Iterator[Holder]:
    """Draw holders; the same seed gives the same ones. All people are of age on `today`, and some would be very old."""
    draw = random.Random(seed)  # noqa: S311 - made-up people need no secrecy, but the same ones each time
    shares = [province.share for province in PROVINCES]
    for number in range(people):
        province = draw.choices(PROVINCES, shares)[0]
        yield _person(draw, number, province, today)
    draw = random.Random(seed + 1)  # noqa: S311
    for number in range(FIRST_COMPANY, FIRST_COMPANY + companies):
        yield _company(draw, number, draw.choices(PROVINCES, shares)[0])


def _style(draw: random.Random, province: Province) -> Style:
    roll = draw.randrange(100)
    if roll < province.arabic:
        return "arabic"
    return "french" if roll < province.arabic + (100 - province.arabic) * 2 // 3 else "latin"


def _person(draw: random.Random, number: int, province: Province, today: dt.date) -> Holder:
    style = _style(draw, province)
    woman = draw.random() < 0.12
    given = draw.choice((_WOMEN if woman else _MEN)[style])
    surname = draw.choice(_SURNAMES[style])
    if style == "latin" and draw.random() < 0.3:
        surname += f" {draw.choice(_SURNAMES[style])}"
    age_days = int(draw.triangular(18 * 366, 95 * 365, 48 * 365))
    return Holder(
        number,
        "person",
        {
            "name": f"{given} {surname}",
            "born": (today - dt.timedelta(days=age_days)).isoformat(),
            "identity_numbers": [
                {"kind": "national_id", "number": f"{province.code[3:]}{number * 7919 % 10**8:08d}"}
            ],
            "contact": {"telephone": f"+999 {draw.randrange(20, 99)} {draw.randrange(10**6):06d}"},
            "sex": "female" if woman else "male",
            "country": CODE,
        },
        _address(draw, province, style),
        province,
    )


def _company(draw: random.Random, number: int, province: Province) -> Holder:
    town = draw.choice(province.towns)
    if draw.random() < 0.5:
        name = f"{draw.choice(_TRADES)} {draw.choice(_SURNAMES['french'])} {town}"
    else:
        name = f"{draw.choice(_CLUBS)} {town}"
    values: dict[str, object] = {
        "name": name,
        "country": CODE,
        "registration": f"RC-{province.code[3:]}-{number:05d}",
    }
    return Holder(number, "entity", values, _address(draw, province, "french"), province)


def _address(draw: random.Random, province: Province, style: Style) -> dict[str, object]:
    house, street = draw.randint(1, 240), draw.choice(_STREETS[style])
    line = f"{street} {house}" if style == "latin" else f"{house}{'،' if style == 'arabic' else ','} {street}"
    return {"country": CODE, "area": province.code, "lines": [line, draw.choice(province.towns)]}
