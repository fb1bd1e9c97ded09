"""Firearms that must bear different serial numbers: those of one make and one family of models, by the codes of the lists or in whatever spelling they were written.

A number that is given to new arms is compared as a reader takes it (`serials.compared`): capitals, without spaces and signs, look-alikes as one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from ifar.reference import selectors as reference
from ifar.reference.naming.keys import make_keys, model_key
from ifar.registry.marks.reading import keys_of
from ifar.registry.selectors.firearms import visible_params
from ifar.rights import Actor

# Numbers that are to be given to new arms: what left the maker's hands, or ended, bears them still. Words that no list knows are compared afterwards.
_BORNE: Final = """
SELECT a.number, f.make, f.make_raw, f.model, f.model_raw, own.is_own FROM unnest(%(numbers)s::text[], %(folded)s::text[], %(plain)s::text[]) AS a (number, folded, plain)
JOIN registry_markkey k ON k.folded = a.folded AND k.kind = 'serial' AND k.form = 0 AND (NOT %(exactly)s OR k.plain = a.plain)
JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
JOIN registry_firearm f ON f.id = k.firearm_id
CROSS JOIN LATERAL (SELECT EXISTS (
    SELECT FROM registry_bookline b WHERE b.firearm_id = f.id AND b.holder = %(agency)s AND b.since = 1) AS is_own) AS own
WHERE f.item = 'firearm' AND f.part_kind = '' AND coalesce(f.make, '') = %(make)s AND (f.model IS NULL OR f.model = ANY(%(models)s))
  AND f.merged_into = '' AND (own.is_own OR f.compartment = ANY(%(compartments)s))"""
# Numbers as they are compared that a firearm bears which an office opened in its own book.
_MADE: Final = """
SELECT DISTINCT a.folded, f.make, f.make_raw, f.model, f.model_raw FROM unnest(%(folded)s::text[]) AS a (folded)
JOIN registry_markkey k ON k.folded = a.folded AND k.kind = 'serial' AND k.form = 0
JOIN registry_mark r ON r.firearm_id = k.firearm_id AND r.n = k.n AND NOT r.retired
JOIN registry_bookline b ON b.firearm_id = k.firearm_id AND b.holder = %(maker)s AND b.since = 1
JOIN registry_firearm f ON f.id = k.firearm_id
WHERE f.item = 'firearm' AND f.merged_into = '' AND coalesce(f.make, '') = %(make)s AND (f.model IS NULL OR f.model = ANY(%(models)s))"""


@dataclass(frozen=True, slots=True)
class Family:
    """A make and a family of its models.

    Attributes:
        make: code of the list; empty where no list knows it.
        models: codes of the list; `known` make and model as words are compared.
    """

    make: str
    models: tuple[str, ...]
    known: tuple[str, str]

    @property
    def name(self) -> str:
        """Make and family in one word: the same for whatever must bear different numbers."""
        return "/".join(self.known)

    def has(self, make: str | None, make_raw: str | None, model: str | None, model_raw: str | None) -> bool:
        """Whether a firearm is of it, by what its record says."""
        if not make and _make_key(make_raw or "") != self.known[0]:
            return False
        return model in self.models if model else _model_key(model_raw or "") == self.known[1]


def family_of(make: str, model: str) -> Family:
    """The family of a model, each by its code or in words; a model that no list knows is a family of its own."""
    listed = reference.rows_of("model").filter(code=model).values_list("make_id", "family", "name").first()
    if listed:
        return _named(listed[0], listed[1] or listed[2])
    return _named(make if reference.exists("make", make) else "", _model_key(model), _make_key(make))


def of_identity(values: Mapping[str, Any]) -> Family:
    """The family of a firearm that is described."""
    make, model = (str(values.get(name) or values.get(f"{name}_raw") or "") for name in ("make", "model"))
    return family_of(make, model)


def name_by(
    listed: Mapping[str, tuple[str, str]], make: str, make_raw: str, model: str, model_raw: str
) -> str:
    """The name of the family of a firearm, by the list of models as it is given: code of a model -> code of its make, and its family. Asks nothing."""
    if model in listed:
        return "/".join(listed[model])
    return f"{make or _make_key(make_raw)}/{_model_key(model or model_raw)}"


def _named(make: str, family: str, text: str = "") -> Family:
    of_make = reference.rows_of("model").filter(make=make) if make else reference.rows_of("model").none()
    results = of_make.filter(Q(family=family) | Q(family="", name=family)).values_list("code", flat=True)
    return Family(make, tuple(sorted(results)), (make or text, family))


def _make_key(text: str) -> str:
    """A make in words as it is compared: letters and digits, without its legal form."""
    return make_keys(text)[1] or text.casefold()


def _model_key(text: str) -> str:
    return model_key(text) or text.casefold()


def borne(
    actor: Actor, family: Family, numbers: Collection[str], *, exactly: bool = False
) -> dict[str, bool]:
    """The serial numbers that a firearm on record of a family bears, wherever it is and whatever became of it: number -> whether the actor's own
    office made or entered one of them. What others entered in a compartment that the actor does not see stays untold. One statement.

    Args:
        exactly: whether look-alikes are different numbers, as they are on arms that others made.
    """
    forms = {text: keys.forms[0] for text in numbers if (keys := keys_of(text)).forms}
    asked: dict[str, Any] = {
        "numbers": list(forms),
        "folded": [form.folded for form in forms.values()],
        "plain": [form.plain for form in forms.values()],
        "exactly": exactly,
        "make": family.make,
        "models": list(family.models),
        "agency": actor.agency or "",
        **visible_params(actor),
    }
    result: dict[str, bool] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BORNE, asked)
        for number, *value, is_own in cursor.fetchall():
            if family.has(*value):
                result[number] = result.get(number, False) or is_own
    return result


def made(maker: str, family: Family, compared: Collection[str]) -> list[str]:
    """Those of some numbers, as they are compared, that a firearm of a family bears which an office opened in its own book. One statement."""
    asked: dict[str, Any] = {
        "folded": list(compared),
        "maker": maker,
        "make": family.make,
        "models": list(family.models),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MADE, asked)
        return sorted({number for number, *value in cursor.fetchall() if family.has(*value)})
