"""Reads of the reference data. Everybody who is signed in may read it, so nothing here asks who reads.

What a page or an import asks again and again (the words of a list, the resolver of names) is built once per version of the
lists and kept by the process; one small query tells whether a list has changed (`loaded.py`).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Now, TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ifar.cursors import SIZE, Page, page
from ifar.errors import NotFound
from ifar.reference import models
from ifar.reference.columns import ADDITIONS, NOUNS
from ifar.reference.loaded import versions_of
from ifar.reference.models import (
    Alias,
    AmmunitionLimit,
    Area,
    Calibre,
    CheckItem,
    Code,
    CodeList,
    Country,
    DutyTerm,
    EligibilityGround,
    FeeRule,
    FirearmType,
    InspectionItem,
    Label,
    LicenceKind,
    ListVersion,
    Make,
    MarkingRule,
    MarkSign,
    Model,
    RegimeRule,
    ReminderRule,
    RetentionRule,
    Revision,
    RiskCriterion,
    SerialStyle,
    TraceDesk,
)
from ifar.reference.naming import Resolver, Spelling, build_resolver
from ifar.reference.retention import Rule

_TABLES: Final[Mapping[str, Any]] = {
    "country": Country,
    "area": Area,
    "firearm_type": FirearmType,
    "calibre": Calibre,
    "make": Make,
    "model": Model,
    "retention_rule": RetentionRule,
    "mark_sign": MarkSign,
    "serial_style": SerialStyle,
    "trace_desk": TraceDesk,
    "check_item": CheckItem,
    "licence_kind": LicenceKind,
    "eligibility_ground": EligibilityGround,
    "fee_rule": FeeRule,
    "duty_term": DutyTerm,
    "ammunition_limit": AmmunitionLimit,
    "reminder_rule": ReminderRule,
    "inspection_item": InspectionItem,
    "regime": RegimeRule,
    "risk_criterion": RiskCriterion,
    "marking_rule": MarkingRule,
}
_WITHOUT_PARENT: Final = frozenset(_TABLES) - {"area", "firearm_type"}
_IN_ORDER: Final = frozenset(
    {
        "firearm_type",
        "check_item",
        "licence_kind",
        "eligibility_ground",
        "fee_rule",
        "duty_term",
        "ammunition_limit",
        "reminder_rule",
        "inspection_item",
        "regime",
        "risk_criterion",
        "marking_rule",
    }
)
"""Nouns whose authors' order counts."""
_RESOLVED: Final = ("alias", "calibre", "country", "firearm_type", "label", "make", "model")


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that may be chosen now, with its words."""

    code: str
    words: str
    parent: str = ""


def latest_load(name: str) -> tuple[int, dt.datetime | None]:
    """The current version of a list and when it was loaded, (0, None) where it never was: what is remembered of the list holds under both.

    The number alone would not do: a load that was rolled back leaves its number to the next one.
    """
    list_versions = ListVersion.objects.filter(list=name).order_by("-version")
    return list_versions.values_list("version", "loaded_at").first() or (0, None)


def versions() -> dict[str, int]:
    """List -> its current version: what a record notes to be read later as it was meant. Nearly every act asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, version FROM reference_codelist")
        return dict(cursor.fetchall())


def lists() -> QuerySet[CodeList]:
    """All lists, by name; what only adds to lists is none."""
    return CodeList.objects.exclude(name__in=ADDITIONS).order_by("name")


def list_of(name: str) -> CodeList:
    """One list.

    Raises:
        NotFound: there is no such list.
    """
    code_list = CodeList.objects.filter(name=name).exclude(name__in=ADDITIONS).first()
    if code_list is None:
        raise NotFound("reference.list.not_found", _("There is no such list."))
    return code_list


def page_of(name: str, text: str = "", *, after: str = "", before: str = "", size: int = SIZE) -> Page[Any]:
    """A page of a list's rows that have not ended, those only whose words, code or spellings contain `text`."""
    rows = rows_of(name).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=TruncDate(Now())))
    wanted = " ".join(text.split()).casefold()
    if wanted:
        spoken = [code for code, word in words(name).items() if wanted in word.casefold()]
        spelled = Alias.objects.filter(list=name, alias__icontains=wanted).values("code")
        rows = rows.filter(Q(code__in=spoken) | Q(code__icontains=wanted) | Q(code__in=spelled))
    order = ("code",) if name in _TABLES and name not in _IN_ORDER else ("position", "code")
    return page(rows, order=order, after=after, before=before, size=size)


@dataclass(frozen=True, slots=True)
class Detail:
    """All that is said about a row, as it stands now; `name` is its list's."""

    name: str
    code: str
    version: int
    words: dict[str, str]
    content: dict[str, Any]
    aliases: list[str]
    mappings: dict[str, list[str]]


def detail(name: str, code: str) -> Detail:
    """All that is said about a row.

    Raises:
        NotFound: there is no such list or row.
    """
    list_of(name)
    row = rows_of(name).filter(code=code).first()
    if row is None:
        raise NotFound("reference.row.not_found", _("There is no such code in this list."))
    schemes: dict[str, list[str]] = {}
    for scheme, value in (
        models.Mapping.objects.filter(list=name, code=code)
        .order_by("scheme", "id")
        .values_list("scheme", "value")
    ):
        schemes.setdefault(scheme, []).append(value)
    return Detail(
        name,
        code,
        row.version,
        dict(Label.objects.filter(list=name, code=code).order_by("language").values_list("language", "text")),
        meaning(name, code, row.version) or {},
        list(
            Alias.objects.filter(list=name, code=code).order_by("rank", "id").values_list("alias", flat=True)
        ),
        schemes,
    )


def history(name: str) -> QuerySet[ListVersion]:
    """The loads that changed a list, latest first."""
    return ListVersion.objects.filter(list=name).order_by("-version")


def rows_of(name: str) -> QuerySet[Any]:
    """The rows of a list, those that ended included, in the order of its authors (nouns: by code)."""
    if name in _TABLES:
        order = "position" if name in _IN_ORDER else "code"
        rows: QuerySet[Any] = _TABLES[name].objects.order_by(order)
        return rows
    return Code.objects.filter(list=name).order_by("position")


def exists(name: str, code: str, on: dt.date | None = None) -> bool:
    """Whether a list holds the code, and whether it is valid on a day where one is given."""
    return _valid(rows_of(name), on).filter(code=code).exists()


def _valid(rows: QuerySet[Any], on: dt.date | None) -> QuerySet[Any]:
    if on is None:
        return rows
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    return rows.filter(started & (Q(valid_to__isnull=True) | Q(valid_to__gte=on)))


def meaning(name: str, code: str, version: int) -> dict[str, Any] | None:
    """What a code said under a version of its list, as its authors wrote it; None where it did not exist then."""
    revision = (
        Revision.objects.filter(list=name, code=code, version__lte=version).order_by("-version").first()
    )
    return dict(revision.content) if revision else None


def wider_types() -> Mapping[str, str]:
    """Type of firearm -> the type of which it is a kind; those that are a kind of none are left out. One query where nothing has changed."""
    version = CodeList.objects.filter(name="firearm_type").values_list("version", flat=True).first()
    return _wider_types(version or 0)


@lru_cache(maxsize=2)
def _wider_types(_version: int) -> Mapping[str, str]:
    return dict(rows_of("firearm_type").exclude(parent="").values_list("code", "parent"))


def words(name: str, language: str | None = None) -> Mapping[str, str]:
    """Code -> its words in a language (the current one), else in English, else its name, else the code itself."""
    return words_of((name,), language)[name]


def words_of(names: Collection[str], language: str | None = None) -> dict[str, Mapping[str, str]]:
    """The same of several lists, by list; one query where none has changed."""
    state = dict(versions_of((*names, "label")))
    wanted = language or get_language() or "en"
    return {
        name: _words(
            name, wanted, frozenset((text, state[text]) for text in (name, "label") if text in state)
        )
        for name in names
    }


@lru_cache(maxsize=256)
def _words(name: str, language: str, _state: frozenset[tuple[str, int]]) -> Mapping[str, str]:
    named = "name" if name in ("country", "area", "calibre", "make", "model") else "code"
    out = dict(rows_of(name).values_list("code", named))
    spoken = Label.objects.filter(list=name, language__in=("en", language)).values_list(
        "language", "code", "text"
    )
    for wanted in ("en", language):
        out.update({code: text for lang, code, text in spoken if lang == wanted and code in out})
    return out


def choices(name: str, language: str | None = None, on: dt.date | None = None) -> list[Choice]:
    """The codes of a list that are valid on a day (without a day: that have not ended), in order, with their words."""
    spoken = words(name, language)
    if on:
        codes = _with_parents(name, _valid(rows_of(name), on))
    else:
        codes = _standing(name, dict(versions_of((name,))).get(name))
    return [Choice(code, spoken.get(code, code), parent) for code, parent in codes]


def _with_parents(name: str, rows: QuerySet[Any]) -> tuple[tuple[str, str], ...]:
    if name in _WITHOUT_PARENT:
        return tuple((code, "") for code in rows.values_list("code", flat=True))
    return tuple(rows.values_list("code", "parent"))


@lru_cache(maxsize=256)
def _standing(name: str, _version: int | None) -> tuple[tuple[str, str], ...]:
    return _with_parents(name, rows_of(name).filter(valid_to__isnull=True))


def _alphabetical(text: str) -> str:
    """What somebody looks for in an alphabet: without accents, and in small letters."""
    return "".join(
        code for code in unicodedata.normalize("NFKD", text) if not unicodedata.combining(code)
    ).casefold()


def by_name(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of a code and its words, in the order of the words: how somebody finds a name in a long choice."""
    return sorted(rows, key=lambda pair: (_alphabetical(pair[1]), pair[0]))


def countries() -> list[tuple[str, str]]:
    """The countries that there are now, by name in the reader's language."""
    return by_name((choice.code, choice.words) for choice in choices("country"))


def areas_of(country: str) -> list[tuple[str, str]]:
    """The provinces and districts of a country, by name in the reader's language."""
    results = rows_of("area").filter(country_id=country, kind="subdivision", valid_to__isnull=True)
    codes = list(results.values_list("code", flat=True))
    spoken = words("area") if codes else {}
    return by_name((code, spoken.get(code, code)) for code in codes)


def area_words(code: str) -> str:
    """The name of a province or district; its code where the list does not know it."""
    return words("area").get(code, code) if code else ""


def mappings(name: str, scheme: str) -> dict[str, tuple[str, ...]]:
    """Code -> what it is called in another scheme; several values where the scheme divides more finely."""
    return mappings_of([name], scheme)[name]


def mappings_of(names: Iterable[str], scheme: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """List -> code -> what it is called in another scheme, of several lists in one question."""
    out: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in names}
    rows = models.Mapping.objects.filter(list__in=list(out), scheme=scheme).order_by("list", "code", "id")
    for name, code, value in rows.values_list("list", "code", "value"):
        out[name][code] = (*out[name].get(code, ()), value)
    return out


def search(name: str, text: str, limit: int = 12, make: str = "") -> list[Choice]:
    """Codes whose name, code or alias contains `text`: for a field that completes what is typed."""
    spoken = words(name)
    wanted = " ".join(text.split()).casefold()
    if not wanted:
        return []
    aliases = Alias.objects.filter(list=name, alias__icontains=wanted)
    if make:
        aliases = aliases.filter(scope=make)
    by_alias = dict.fromkeys(aliases.order_by("rank").values_list("code", flat=True)[: limit * 4])
    results = [code for code, words_of in spoken.items() if wanted in words_of.casefold() or wanted in code]
    if make:
        results = [code for code in results if code.startswith(f"{make}/")]
    results.sort(key=lambda code: (not spoken[code].casefold().startswith(wanted), len(spoken[code])))
    codes = list(dict.fromkeys((*results[:limit], *(code for code in by_alias if code in spoken))))
    return [Choice(code, spoken[code]) for code in codes[:limit]]


def resolver() -> Resolver:
    """The resolver of makes, models, calibres, types and countries from the lists as they are now."""
    return _resolver(versions_of(_RESOLVED))


@lru_cache(maxsize=2)
def _resolver(_state: tuple[tuple[str, int], ...]) -> Resolver:
    return build_resolver(
        makes=_spellings("make"),
        models=_spellings("model"),
        calibres=_spellings("calibre"),
        types=_spellings("firearm_type"),
        countries=_spellings("country"),
    )


def _spellings(name: str) -> Iterable[Spelling]:
    table = _TABLES[name]
    own = "code" if name == "firearm_type" else "name"
    for code, text in table.objects.order_by("code").values_list("code", own):
        yield Spelling(code, text, code.partition("/")[0] if name == "model" else "")
    for code, text, scope, rank in (
        Alias.objects.filter(list=name)
        .order_by("rank", "code", "id")
        .values_list("code", "alias", "scope", "rank")
    ):
        yield Spelling(code, text, scope, rank)
    for code, text in Label.objects.filter(list=name).order_by("code", "id").values_list("code", "text"):
        yield Spelling(code, text, rank=1)
    if name == "country":
        for code, alpha3 in table.objects.filter(valid_to__isnull=True).values_list("code", "alpha3"):
            yield Spelling(code, alpha3)


def retention_rules() -> tuple[Rule, ...]:
    """The retention rules that are valid today by the database's clock, for `ifar.reference.retention`."""
    today = TruncDate(Now(), tzinfo=dt.UTC)
    valid = Q(valid_from__isnull=True) | Q(valid_from__lte=today)
    valid &= Q(valid_to__isnull=True) | Q(valid_to__gte=today)
    return tuple(
        Rule(
            row.code,
            row.instrument,
            row.record,
            row.years,
            "destruction" if row.starts == RetentionRule.Starts.DESTRUCTION else "record",
            row.adopted,
            row.article,
            row.access or {},
        )
        for row in RetentionRule.objects.filter(valid).order_by("code")
    )


__all__ = [
    "NOUNS",
    "Choice",
    "Detail",
    "choices",
    "detail",
    "exists",
    "history",
    "list_of",
    "lists",
    "mappings",
    "meaning",
    "page_of",
    "resolver",
    "retention_rules",
    "rows_of",
    "search",
    "versions",
    "words",
]
