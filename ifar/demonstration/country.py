"""Kestria, the demonstration country: invented, and written as a country would write itself.

Its provinces, offices, traders and the people who sign in. Nothing here is a real place, office or person; the country has
the code XX, which ISO 3166 leaves to its users.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ifar.demonstration.office_names import names_of

CODE: Final = "XX"
NAMES: Final = {"en": "Kestria", "ar": "كستريا", "fr": "Kestrie"}
ZONE: Final = "Africa/Tunis"
PASSWORD: Final = "kestria-opens-2026"


@dataclass(frozen=True, slots=True)
class Province:
    """A province: code of its area, its names, its capital and other towns, how many of a thousand people live there."""

    code: str
    name: str
    capital: str
    towns: tuple[str, ...]
    share: int
    arabic: int


PROVINCES: Final = (
    Province(
        "XX-CA",
        "Capital District",
        "Medina Nova",
        ("Medina Nova", "Saint-Aubin", "Bab Essour", "Les Docks"),
        310,
        40,
    ),
    Province(
        "XX-NC",
        "Northern Coast",
        "Port-Clair",
        ("Port-Clair", "Ras el-Marsa", "Anse Bleue", "Tessara"),
        190,
        45,
    ),
    Province("XX-LA", "Lakes", "Lac-des-Palmes", ("Lac-des-Palmes", "Oum Ennakhil", "Belrive"), 120, 50),
    Province(
        "XX-HP",
        "High Plateau",
        "Kasr er-Rih",
        ("Kasr er-Rih", "Montsec", "Aïn Hajar", "Dar el-Ouard"),
        110,
        70,
    ),
    Province(
        "XX-EM", "Eastern March", "Marche-sur-Oued", ("Marche-sur-Oued", "Bordj Sabra", "Novi Most"), 95, 35
    ),
    Province("XX-SG", "Southern Gate", "Bab el-Janub", ("Bab el-Janub", "Oued Semra", "Taghit Nou"), 70, 80),
    Province("XX-MB", "Mining Basin", "Fosse-Noire", ("Fosse-Noire", "Djebel Hadid", "Rocheval"), 65, 45),
    Province("XX-IS", "Islands", "Isla Verde", ("Isla Verde", "Port-Saline", "Jazira"), 40, 25),
)


@dataclass(frozen=True, slots=True)
class Office:
    """An office or trader: the key that lives refer to, its kind, name, area, and the key of the office above it."""

    key: str
    kind: str
    name: str
    area: str
    parent: str = ""
    book: str = ""

    @property
    def names(self) -> dict[str, str]:
        """What it is called in other languages."""
        return names_of(self.key)

    @property
    def email(self) -> str:
        """Under which its desk is reached; `.example` belongs to nobody."""
        return f"desk@{self.key}.kestria.example"


def offices() -> Iterator[Office]:
    """Every office of the country, those above before those below."""
    yield Office("licensing", "licensing_authority", "National Firearms Authority", "XX-CA")
    yield Office("police", "police", "General Directorate of Police", "XX-CA")
    yield Office("customs", "customs", "Customs Administration", "XX-CA")
    yield Office("defence", "military", "Central Depot of the Armed Forces", "XX-CA")
    yield Office("battalion", "military", "Second Infantry Battalion", "XX-EM", "defence")
    yield Office("laboratory", "forensic_laboratory", "National Forensic Laboratory", "XX-CA")
    yield Office("court", "court", "Court of Medina Nova", "XX-CA")
    yield Office("court-east", "court", "Court of Marche-sur-Oued", "XX-EM")
    yield Office("inspectorate", "inspectorate", "Inspectorate General of the State", "XX-CA")
    yield Office("proof", "proof_house", "Kestrian Proof House", "XX-NC")
    yield Office("desk", "un_desk", "United Nations desk", "XX-CA")
    yield Office("maker", "maker", "Kestrian Arms Works", "XX-MB")
    yield Office("parcels", "partner", "Kestria Post and Parcels", "XX-CA")
    yield Office("bazaar", "partner", "Souk-en-Ligne", "XX-NC")
    yield Office("aldmark", "donor", "Ministry of Foreign Affairs of Aldmark", "XX-CA")
    for province in PROVINCES:
        short = province.code[3:].lower()
        yield Office(
            f"licensing-{short}",
            "licensing_authority",
            f"Firearms Office of {province.name}",
            province.code,
            "licensing",
        )
        yield Office(f"police-{short}", "police", f"Police of {province.name}", province.code, "police")
    yield Office("customs-port", "customs", "Customs, Port-Clair harbour", "XX-NC", "customs")
    yield Office("customs-air", "customs", "Customs, Medina Nova airport", "XX-CA", "customs")
    yield Office("customs-east", "customs", "Customs, Bordj Sabra crossing", "XX-EM", "customs")
    yield Office("customs-south", "customs", "Customs, Oued Semra crossing", "XX-SG", "customs")
    yield from _DEALERS


_DEALERS: Final = (
    Office("dealer-marsa", "dealer", "Marsa Import-Export", "XX-NC", book="importer"),
    Office("dealer-atlas", "dealer", "Atlas Sporting Arms", "XX-CA", book="importer"),
    Office("dealer-belrive", "dealer", "Comptoir de Belrive", "XX-LA", book="wholesaler"),
    Office("dealer-hadid", "dealer", "Hadid Frères", "XX-MB", book="wholesaler"),
    Office("dealer-medina", "dealer", "Armurerie de Medina", "XX-CA", book="retailer"),
    Office("dealer-docks", "dealer", "Au Chasseur des Docks", "XX-CA", book="retailer"),
    Office("dealer-saqr", "dealer", "Dar es-Saqr", "XX-CA", book="retailer"),
    Office("dealer-clair", "dealer", "Armurerie Port-Clair", "XX-NC", book="retailer"),
    Office("dealer-palmes", "dealer", "Chasse et Pêche des Palmes", "XX-LA", book="retailer"),
    Office("dealer-rih", "dealer", "Beit es-Sayd", "XX-HP", book="retailer"),
    Office("dealer-most", "dealer", "Lovac Novi Most", "XX-EM", book="retailer"),
    Office("dealer-janub", "dealer", "Bab el-Janub Hunting", "XX-SG", book="retailer"),
    Office("dealer-fosse", "dealer", "Tir Club de Fosse-Noire", "XX-MB", book="retailer"),
    Office("dealer-verde", "dealer", "Armería Isla Verde", "XX-IS", book="retailer"),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works at an office. Who has a `username` to show signs in with the common password of the demonstration."""

    username: str
    name: str
    office: str
    roles: tuple[str, ...]
    language: str = "en"
    shown: bool = True


_SHOWN: Final = (
    Person("admin", "Salma Berrada", "licensing", ("administrator",), "fr"),
    Person("security", "Tomas Ilves", "licensing", ("security_officer",)),
    Person("clerk", "Yasmine Haddad", "licensing", ("licensing_clerk",), "fr"),
    Person("head", "Idriss Kouyaté", "licensing", ("licensing_head",), "fr"),
    Person("steward", "Ana Marković", "licensing", ("data_steward",)),
    Person("police", "Nadir Slimani", "police", ("police_officer",), "ar"),
    Person("supervisor", "Claire Fontanel", "police", ("police_supervisor",), "fr"),
    Person("tracer", "Salma Ouedraogo", "police", ("tracing_officer",), "fr"),
    Person("analyst", "Mireille Okafor", "police", ("hotspot_analyst",)),
    Person("coordinator", "Anwar Belkacem", "police", ("response_coordinator", "programme_officer"), "fr"),
    Person("customs", "Karim Ben Youssef", "customs", ("customs_officer",), "fr"),
    Person("customs-head", "Mirela Stan", "customs", ("customs_supervisor",)),
    Person("custodian", "Samir Belhaj", "police", ("evidence_custodian",), "ar"),
    Person("forensics", "Layla Mansouri", "laboratory", ("forensic_examiner",), "ar"),
    Person("armourer", "Bojan Petrić", "defence", ("armourer",)),
    Person("battalion", "Adama Diarra", "battalion", ("armourer",), "fr"),
    Person("battalion-chief", "Fatou Sarr", "battalion", ("officer_in_charge",), "fr"),
    Person("commander", "Souleymane Diop", "defence", ("armoury_commander",), "fr"),
    Person("in-charge", "Marit Solvang", "defence", ("officer_in_charge",)),
    Person("stocks-inspector", "Nils Aubert", "battalion", ("stocks_inspector",)),
    Person("court", "Hanan Qasim", "court", ("court_clerk",), "ar"),
    Person("judge", "Étienne Morvan", "court", ("judge",), "fr"),
    Person("maker", "Viktor Hale", "maker", ("maker",)),
    Person("dealer", "Rania Tazi", "dealer-medina", ("dealer",), "fr"),
    Person("proof", "Léopold Anker", "proof", ("proof_master",), "fr"),
    Person("inspector", "Noor Rahal", "inspectorate", ("inspector",)),
    Person("oversight", "Samuel Adeyemi", "inspectorate", ("oversight_inspector",)),
    Person("examiner", "Chidinma Okafor", "inspectorate", ("oversight_inspector",)),
    Person("court-inspector", "Yasmin Kader", "court", ("court_inspector",), "fr"),
    Person("desk", "Ingrid Solheim", "desk", ("desk_reader",)),
    Person("hub", "Tomas Lindqvist", "desk", ("hub_officer",)),
    Person("secretary", "Amara Nwosu", "desk", ("community_secretary",)),
    Person("secretary-two", "Piotr Lemański", "desk", ("community_secretary",)),
    Person("focal", "Dorothée Mbaye", "police", ("community_focal_point",), "fr"),
    Person("practitioner", "Wei Ling Tan", "desk", ("practitioner", "strategy_reader")),
    Person("strategist", "Adaeze Okoro", "desk", ("programme_manager",)),
    Person("programme", "Mateo Rivas", "desk", ("programme_officer",)),
    Person("fund", "Ilse Verhoeven", "desk", ("fund_officer",)),
    Person("donor", "Henrik Aalto", "aldmark", ("donor",)),
    Person("rights", "Salma Benkirane", "desk", ("rights_adviser",), "fr"),
    Person("carrier", "Leïla Ferhat", "parcels", ("partner", "carrier"), "fr"),
    Person("marketplace", "Daniel Kovač", "bazaar", ("partner",)),
    Person("evaluator", "Leila Haddad", "desk", ("evaluator",)),
)

_ROLE_OF: Final = {
    "licensing_authority": "licensing_clerk",
    "police": "police_officer",
    "customs": "customs_officer",
    "military": "armourer",
    "court": "court_clerk",
    "dealer": "dealer",
}
_SURNAMES: Final = (
    "Amrani", "Benali", "Chevrel", "Dragan", "El Fassi", "Faye", "Garnier", "Hakimi", "Ivanova", "Jaziri", "Kaba", "Lahlou",
    "Marchand", "Nouri", "Ouattara", "Perrin", "Qadiri", "Roche", "Sabri", "Traoré",
)  # fmt: skip
_GIVEN: Final = (
    "Adel", "Brigitte", "Cédric", "Dalila", "Emil", "Farida", "Gaëlle", "Hicham", "Inès", "Jalil", "Khadija", "Luc", "Meriem",
    "Nabil", "Odile", "Paul", "Rachid", "Sonia", "Tarek", "Zohra",
)  # fmt: skip


def people() -> Iterator[Person]:
    """One person for each role, who may be looked through, and an officer at every other office that records something."""
    yield from _SHOWN
    staffed = {person.office for person in _SHOWN}
    number = 0
    for office in offices():
        role = _ROLE_OF.get(office.kind)
        if role and office.key not in staffed:
            name = f"{_GIVEN[number % 20]} {_SURNAMES[(number * 3 + number // 20) % 20]}"
            yield Person(office.key, name, office.key, (role,), "fr" if number % 3 else "ar", shown=False)
            number += 1


def licensing_office(province: Province) -> str:
    """Key of the firearms office of a province."""
    return f"licensing-{province.code[3:].lower()}"


def police_office(province: Province) -> str:
    """Key of the police of a province."""
    return f"police-{province.code[3:].lower()}"


def dealers(book: str, area: str = "") -> tuple[str, ...]:
    """Keys of the dealers that keep a book of this kind, in an area where one is given and has any."""
    results = tuple(office.key for office in _DEALERS if office.book == book)
    near = tuple(office.key for office in _DEALERS if office.book == book and office.area == area)
    return near or results
