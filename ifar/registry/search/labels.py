"""Why a record fits what was read, in words: the codes of `matching.REASONS` as whole sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS: Final[Mapping[str, Promise]] = {
    "serial.equal": _("Every character of the mark agrees."),
    "serial.read_equal": _("Every character that was read agrees."),
    "serial.look_alike": _(
        "Character %(at)s: “%(read)s” was read, “%(held)s” is on record; they look alike."
    ),
    "serial.wrong": _("Character %(at)s: “%(read)s” was read, “%(held)s” is on record."),
    "serial.missing": _("“%(held)s” at place %(at)s is on record, but was not read."),
    "serial.extra": _("“%(read)s” after place %(at)s was read, but is not on record."),
    "serial.swapped": _("“%(read)s” was read where “%(held)s” is on record: two characters swapped."),
    "serial.unread": _("What nobody could read speaks neither for nor against it."),
    "serial.former": _("Formerly recorded as “%(held)s”."),
    "make.agrees": _("The make agrees."),
    "make.near": _("The make on record is written “%(held)s”."),
    "make.former": _("The make was formerly recorded as %(held)s."),
    "make.differs": _("The make differs: %(held)s is on record."),
    "make.unknown": _("The make is not on record."),
    "model.agrees": _("The model agrees."),
    "model.near": _("The model on record is written “%(held)s”."),
    "model.former": _("The model was formerly recorded as %(held)s."),
    "model.differs": _("The model differs: %(held)s is on record."),
    "model.unknown": _("The model is not on record."),
    "calibre.agrees": _("The calibre agrees."),
    "calibre.near": _("The calibre on record is written “%(held)s”."),
    "calibre.former": _("The calibre was formerly recorded as %(held)s."),
    "calibre.differs": _("The calibre differs: %(held)s is on record."),
    "calibre.unknown": _("The calibre is not on record."),
    "type.agrees": _("The type agrees."),
    "type.near": _("The type on record is written “%(held)s”."),
    "type.former": _("The type was formerly recorded as %(held)s."),
    "type.differs": _("The type differs: %(held)s is on record."),
    "type.narrower": _("The type agrees; %(held)s, which is on record, is more exact."),
    "type.wider": _("The type agrees; %(held)s, which is on record, is less exact."),
    "type.unknown": _("The type is not on record."),
    "country.agrees": _("The country of manufacture agrees."),
    "country.near": _("The country of manufacture on record is written “%(held)s”."),
    "country.former": _("The country of manufacture was formerly recorded as %(held)s."),
    "country.differs": _("The country of manufacture differs: %(held)s is on record."),
    "country.unknown": _("The country of manufacture is not on record."),
    "year.agrees": _("The year agrees."),
    "year.near": _("The year on record, %(held)s, is one beside."),
    "year.former": _("The year was formerly recorded as %(held)s."),
    "year.differs": _("The year differs: %(held)s is on record."),
    "year.unknown": _("The year is not on record."),
}

OTHER_SCRIPT: Final = _(
    "Character %(at)s: “%(read)s” was read, “%(held)s” of another script is on record; they look alike."
)

LISTS: Final[Mapping[str, str]] = {
    "make": "make",
    "model": "model",
    "calibre": "calibre",
    "type": "firearm_type",
    "country": "country",
}
"""Field of a reason -> the reference list of its codes."""


LIKELY: Final = 50
"""Percent from which on a record is rather the one than not: what speaks against it must be said before the number."""
NOT_EQUAL: Final = frozenset(
    f"serial.{how}" for how in ("look_alike", "wrong", "missing", "extra", "swapped")
)
DIFFERS: Final[Mapping[str, Promise]] = {
    "make.differs": _("make"),
    "model.differs": _("model"),
    "calibre.differs": _("calibre"),
    "type.differs": _("type"),
    "country.differs": _("country of manufacture"),
    "year.differs": _("year of manufacture"),
}
"""Reasons that contradict what was asked beside the mark -> what they are about."""
FORMER: Final = frozenset(code.replace(".differs", ".former") for code in DIFFERS)


def doubt_of(codes: Iterable[str], percent: int) -> str:
    """What contradicts a record that is likely the one, in one sentence; empty where nothing does, or where it is not likely anyway.

    A high number beside a red cross confuses: the number counts how rare it is that so much of a mark agrees by chance, and an officer
    must look at what does not. That a mark or a fact says another thing today is told however likely it is.

    Args:
        codes: of its reasons (`matching.REASONS`).
        percent: how likely it is the one.
    """
    values = set(codes)
    differs = gettext(", ").join(str(words) for code, words in DIFFERS.items() if code in values)
    nearly = values & NOT_EQUAL
    if "serial.former" in values:
        return gettext("Formerly recorded so; the mark on record is another one today")
    if formerly := values & FORMER:
        fields = gettext(", ").join(
            str(words) for code, words in DIFFERS.items() if code.replace(".differs", ".former") in formerly
        )
        return gettext("Formerly recorded so; what is another today: %(fields)s") % {"fields": fields}
    if percent < LIKELY:
        return ""
    if differs:
        sentence = (
            gettext("The mark nearly agrees; what differs: %(fields)s")
            if nearly
            else gettext("The mark agrees; what differs: %(fields)s")
        )
        return sentence % {"fields": differs}
    return gettext("The mark nearly agrees") if nearly - {"serial.look_alike"} else ""


def reason_shown(code: str, params: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]) -> SafeString:
    """One reason as a sentence of a page: what it quotes is isolated, so that a mark or a calibre keeps its own direction."""
    template, named = _sentence(code, params, spoken)
    quoted = {name: format_html("<bdi>{}</bdi>", value) for name, value in named.items()}
    return mark_safe(conditional_escape(template) % quoted)  # noqa: S308 - both parts are escaped


def reason_words(code: str, params: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]) -> str:
    """One reason as a sentence; `spoken` gives the words of codes by reference list."""
    template, named = _sentence(code, params, spoken)
    return template % named


def _sentence(
    code: str, params: Mapping[str, Any], spoken: Mapping[str, Mapping[str, str]]
) -> tuple[str, dict[str, Any]]:
    field = code.partition(".")[0]
    codes = spoken.get(LISTS.get(field, ""), {})
    named = {
        name: codes.get(value, value) if isinstance(value, str) else value for name, value in params.items()
    }
    if code == "serial.look_alike" and _other_script(str(params["read"]), str(params["held"])):
        return str(OTHER_SCRIPT), named
    return str(REASONS[code]), named


def _other_script(read: str, held: str) -> bool:
    """Whether one is a Latin character or a digit and the other is of another script."""
    return read.isascii() != held.isascii()
