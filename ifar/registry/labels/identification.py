"""Help to identify in words: why something is likely or not, what a mark was taken for, and why a State is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

REASONS: Final[Words] = {
    "type.agrees": _("The type agrees."),
    "type.differs": _("Its type is another: %(held)s."),
    "type.unknown": _("No model with this type is in the tables; that says nothing."),
    "calibre.agrees": _("The calibre agrees."),
    "calibre.differs": _("Its calibre is another: %(held)s."),
    "calibre.unknown": _("No model with this calibre is in the tables; that says nothing."),
    "make.agrees": _("The name that was read is this maker's."),
    "make.differs": _("The name that was read is another maker's: %(asked)s."),
    "make.unknown": _("Another maker, whose name the tables do not hold."),
    "country.agrees": _("The country that was read on it agrees."),
    "country.differs": _("The country that was read on it is another."),
    "country.unknown": _("The tables do not say in which country this maker works."),
    "proof.agrees": _("It was proofed in this country: %(sign)s."),
    "proof.differs": _("It was proofed elsewhere: %(sign)s. That happens where a firearm is first imported."),
    "proof.unknown": _("The tables do not say in which country this maker works, so the proof mark says nothing."),
    "factory.agrees": _("The mark is of this maker or country: %(sign)s."),
    "factory.near": _("The mark is of another maker of this country: %(sign)s."),
    "factory.differs": _("The mark is of another maker: %(sign)s."),
    "factory.unknown": _("The tables do not say in which country this maker works, so the factory mark says nothing."),
    "made_elsewhere.agrees": _("It was made abroad: %(sign)s."),
    "made_elsewhere.differs": _("It was not made in this country: %(sign)s."),
    "made_elsewhere.unknown": _("It was made abroad, but the tables do not say in which country this maker works."),
    "import.differs": _("It was imported into this country, so it was hardly made there."),
    "serial.agrees": _("The serial number has a form that this maker uses."),
    "serial.near": _("The serial number has a form that makers of this country use."),
    "serial.differs": _("The serial number has none of the forms that the tables know of this maker."),
    "serial.unknown": _("The tables know no forms of this maker's serial numbers."),
    "register.agrees": _("On this register %(fits)s of %(all)s serial numbers of this make have this form."),
    "register.differs": _("On this register only %(fits)s of %(all)s serial numbers of this make have this form."),
}  # fmt: skip

MEANINGS: Final[Words] = {
    "proof": _("proofed in %(country)s"),
    "proof_date": _("proofed in %(country)s"),
    "factory": _("made in %(country)s"),
    "made_in": _("made in %(country)s"),
    "made_elsewhere": _("proofed in %(country)s, made elsewhere"),
    "import": _("imported into %(country)s"),
    "regional": _("stock of a State: %(country)s"),
    "property": _("property of the State: %(country)s"),
}
"""Kind of sign -> what a mark tells, without the year."""

DATED: Final[Words] = {
    "proof": _("proofed in %(country)s in %(year)s"),
    "proof_date": _("proofed in %(country)s in %(year)s"),
    "factory": _("made in %(country)s in %(year)s"),
    "made_in": _("made in %(country)s in %(year)s"),
    "made_elsewhere": _("proofed in %(country)s in %(year)s, made elsewhere"),
    "import": _("imported into %(country)s in %(year)s"),
    "regional": _("stock of a State: %(country)s, %(year)s"),
    "property": _("property of the State: %(country)s, %(year)s"),
}
"""The same with the year that the mark says."""

WHYS: Final[Words] = {
    "held": _("It was stock of this State. Its office knows to whom it was issued."),
    "imported": _("It was imported there last that is known. The register there knows who received it."),
    "made": _("It may have been made there. The maker's books say to whom it was delivered."),
    "proofed": _("It was proofed there. The proof house knows who presented it."),
}
"""Why a State is asked (`identification.WHYS`)."""


def reason_words(code: str, params: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]) -> str:
    """One reason as a sentence; `spoken` gives the words of codes by reference list."""
    lists = {"type": "firearm_type", "calibre": "calibre", "make": "make", "country": "country"}
    codes = spoken.get(lists.get(code.partition(".")[0], ""), {})
    values = {
        name: codes.get(value, value) if isinstance(value, str) else value for name, value in params.items()
    }
    if isinstance(sign := params.get("sign"), str):
        values["sign"] = spoken.get("mark_sign", {}).get(sign, sign)
    return str(REASONS[code]) % values  # fmt: skip


def meaning_words(kind: str, country: str, year: int | None) -> str:
    """What a mark tells, as a phrase; nothing where it names no country."""
    if not country:
        return ""
    return str((DATED if year else MEANINGS)[kind]) % {"country": country, "year": year}
