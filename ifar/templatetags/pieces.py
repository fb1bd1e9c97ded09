"""The pieces of the interface as template tags: one template each, used on every page.

`{% load pieces %}` gives them. A tag prepares what its template in `templates/pieces/` shows; what the pieces without a
tag want stands at the head of their template.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from django import template
from django.forms import BoundField, Form
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from ifar import identifiers
from ifar.missingness import KNOWN, NONE, NOT_ASKED, UNKNOWN
from ifar.templatetags.days import day_words, local, when_words
from ifar.templatetags.naming import naming

register = template.Library()

UNREAD: Final = frozenset("?*")
_TURNING: Final = frozenset(
    {"arrow-left", "arrow-right", "chevron-left", "chevron-right", "arrow-back-up", "external-link"}
)


# Citations --------------------------------------------------------------------------------------------------------

_OWN_LAW: Final[Mapping[str, Any]] = {
    "national law": gettext_lazy("national law"),
    "register's own list": gettext_lazy("register's own list"),
}


@register.filter
def law(article: str) -> SafeString:
    """Articles as a sentence of any direction can hold them: national law in the reader's words, a citation kept as it is written."""
    parts = [part.strip() for part in str(article or "").split(";") if part.strip()]
    return format_html_join(
        "; ",
        "<bdi{}>{}</bdi>",
        (("", _OWN_LAW[part]) if part in _OWN_LAW else (mark_safe(' dir="ltr"'), part) for part in parts),
    )


# Icons, identifiers, codes ----------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw the outline icon `name` of `tools/icons.txt`; with a `label` it speaks, without one it is decoration."""
    return _drawn(name, str(label), size)


@lru_cache(maxsize=2_000)
def _drawn(name: str, label: str, size: str) -> SafeString:
    """A list of hits draws the same few icons a hundred times; their file keeps its address as long as the program runs."""
    classes = "icon" + (f" icon-{size}" if size else "") + (" icon-turns" if name in _TURNING else "")
    address = f"{static('vendor/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', classes, label, address
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', classes, address)


@register.simple_tag
def colon() -> str:
    """What stands between a label and its value: in French a space that does not break stands before it."""
    return "\u00a0: " if (get_language() or "").startswith("fr") else ": "


@register.simple_tag
def area(item: Any) -> SafeString:
    """Show a place in the list of areas that stands beside every page; `item` as `ifar.page_context` gives it."""
    return _area(item.url, item.icon, str(item.label), item.current)


@lru_cache(maxsize=2_000)
def _area(url: str, sign: str, label: str, is_here: bool) -> SafeString:
    here = mark_safe(' aria-current="page"') if is_here else ""
    return format_html(
        '<li><a class="area" href="{}"{}>{}<span>{}</span></a></li>', url, here, icon(sign), label
    )


@register.simple_tag
def sure(percent: int | None, doubt: str = "", unlikely: bool = False) -> SafeString:
    """Say how likely a record is the one that is looked for: in percent, or, where something contradicts it, first in words (`doubt`); in words alone
    where that is not known (None)."""
    if percent is None:
        return format_html(
            '<p class="result-sure result-doubt"><strong>{}</strong></p>',
            _("It may be the one: look at the reasons and at the firearm"),
        )
    if doubt:
        return format_html(
            '<p class="result-sure result-doubt"><strong>{}</strong><span class="quiet">{}</span></p>',
            doubt,
            _("Look at the firearm; %(percent)d %% likely all the same.") % {"percent": percent},
        )
    return format_html(
        '<p class="result-sure"><strong class="figures">{}</strong><meter min="0" max="100" value="{}" aria-hidden="true"></meter>'
        '<span class="quiet">{}</span></p>',
        _("under 1 %%") % () if unlikely else f"{percent} %",
        percent,
        _("how likely it is the one"),
    )


@register.simple_tag
def identifier(value: str, copies: bool = True) -> SafeString:
    """Show a public identifier in groups, always left to right, with a button that copies it."""
    shown = identifiers.shown(value) if value else ""
    button = (
        format_html(
            '<button type="button" class="button button-icon" data-copies="{}" data-copied="{}" title="{}">{}<span class="unseen">{}</span></button>',
            shown,
            _("Copied"),
            _("Copy the identifier"),
            icon("copy"),
            _("Copy %(shown)s") % {"shown": shown},
        )
        if copies
        else ""
    )
    return format_html('<bdi class="identifier" dir="ltr"><span>{}</span>{}</bdi>\n', shown, button)


_IDENTIFIER: Final = re.compile(r"(\b[A-Z](?:-[0-9A-Z]{4}){3}-[0-9A-Z]\b)")


@register.filter
def unbroken(text: str) -> str:
    """A sentence whose identifiers run left to right and are not broken at the end of a line. What is marked up already stays as it is."""
    if isinstance(text, SafeString):
        return text
    parts = _IDENTIFIER.split(str(text))
    return format_html_join(
        "",
        "{}",
        ((format_html('<bdi dir="ltr">{}</bdi>', part) if n % 2 else part,) for n, part in enumerate(parts)),
    )


@register.inclusion_tag("pieces/code_label.html")
def code_label(code: str, label: str = "") -> dict[str, Any]:
    """Show a code of the reference data: its words first, the code itself small beside them where it says more."""
    return {"code": code, "label": label or code, "repeats": (label or code).casefold() == code.casefold()}


@register.inclusion_tag("pieces/person.html")
def person(name: str, more: str = "", url: str = "") -> dict[str, Any]:
    """A chip for a person or an agency: initials, name, what else one must know, where it leads."""
    words = [word for word in name.split() if word[:1].isalnum()]
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return {"name": name, "more": more, "url": url, "initials": initials}


# Marks ------------------------------------------------------------------------------------------------------------


class Cell(NamedTuple):
    """One character of a mark and how it is drawn: `plain`, `unread` or `space`."""

    text: str
    kind: str


def cells(text: str) -> list[Cell]:
    """Cut a mark into runs of plain characters, unread characters (`?`, `*`) and spaces, in their order."""
    result: list[Cell] = []
    for character in text:
        kind = "unread" if character in UNREAD else "space" if character.isspace() else "plain"
        if kind == "plain" and result and result[-1].kind == "plain":
            result[-1] = Cell(result[-1].text + character, "plain")
        else:
            result.append(Cell(character, kind))
    return result


@register.simple_tag
def mark(text: str, size: str = "") -> SafeString:
    """Show a mark as it was read: monospaced, slashed zero, left to right, unread characters as boxes; `size` is "l" for the head of a page."""
    drawn = mark_safe("".join(map(_cell, cells(text))))  # noqa: S308 - joined from escaped pieces
    classes = f"mark mark-{size}" if size else "mark"
    return format_html('<bdi class="{}" dir="ltr" translate="no">{}</bdi>\n', classes, drawn)


def _cell(cell: Cell) -> SafeString:
    if cell.kind == "plain":
        return escape(cell.text)
    if cell.kind == "space":
        return mark_safe('<span class="mark-space"> </span>')
    meaning = (
        _("several characters that could not be read")
        if cell.text == "*"
        else _("a character that could not be read")
    )
    return format_html('<span class="mark-unread" title="{}">{}</span>', meaning, cell.text)


SIGNS: Final[Mapping[str, tuple[str, Any]]] = {
    "agree": ("=", gettext_lazy("the same")),
    "look_alike": ("≈", gettext_lazy("looks alike")),
    "wrong": ("≠", gettext_lazy("differs")),
    "missing": ("−", gettext_lazy("not read, but on the register")),
    "extra": ("+", gettext_lazy("read, but not on the register")),
    "swapped": ("⇄", gettext_lazy("swapped with its neighbour")),
    "unread": ("?", gettext_lazy("could not be read")),
}
"""Verdict about one character -> its sign and its words. Shape and colour of each stand in `pieces.css`."""


class Pair(NamedTuple):
    """One character of the question beside one of the register, with the verdict and its words."""

    asked: str
    found: str
    verdict: str
    words: Any


@lru_cache(maxsize=20_000)
def _side_by_side(asked: str, found: str, verdict: str) -> SafeString:
    """A column of a comparison; a page of hits has hundreds of them, and few different ones."""
    return format_html(
        '<span class="versus-pair versus-{}"><span class="asked">{}</span><span class="sign">{}</span><span class="found">{}</span></span>',
        verdict,
        asked,
        SIGNS[verdict][0],
        found,
    )


@register.simple_tag
def comparison(
    pairs: Iterable[tuple[str | None, str | None, str]], above: str = "", below: str = ""
) -> SafeString:
    """Show two marks one above the other: `pairs` are (read, held, label) as `registry.matching` lays them side by side."""
    rows = [Pair(asked or "", text or "", verdict, SIGNS[verdict][1]) for asked, text, verdict in pairs]
    columns = [_side_by_side(row.asked, row.found, row.verdict) for row in rows]
    differing = [row for row in rows if row.verdict != "agree"]
    above, below = above or _("asked"), below or _("found")
    return format_html(
        '<span class="versus" aria-hidden="true"><span class="versus-head"><span>{0}</span><span></span><span>{1}</span></span>{2}</span>\n'
        '<span class="unseen">{0}: {3}; {1}: {4}. {5}</span>\n',
        above,
        below,
        mark_safe("".join(columns)),  # noqa: S308 - joined from escaped pieces
        "".join(row.asked for row in rows),
        "".join(row.found for row in rows),
        format_html_join("", "{}: {}. ", ((_spoken_pair(row), row.words) for row in differing))
        if differing
        else _("Every character agrees."),
    )


def _spoken_pair(row: Pair) -> str:
    """One difference for whoever hears the page: both characters, or the one that there is."""
    return f"{row.asked} – {row.found}" if row.asked and row.found else row.asked + row.found


REASON_SIGNS: Final[Mapping[str, str]] = {"for": "check", "against": "x", "near": "wave-sine"}
"""How a reason speaks -> its icon."""


@register.simple_tag
def reason(tone: str, words: object) -> SafeString:
    """Show one reason of a judgement, with the sign of how it speaks."""
    return _reason(tone, str(words))


@lru_cache(maxsize=5_000)
def _reason(tone: str, words: str) -> SafeString:
    return format_html(
        '<li class="reason-{}">{}<span>{}</span></li>', tone, icon(REASON_SIGNS.get(tone, "minus")), words
    )


@register.inclusion_tag("pieces/comparison_legend.html")
def comparison_legend() -> dict[str, Any]:
    """What the signs of a comparison mean, in words."""
    return {"signs": [(verdict, sign, words) for verdict, (sign, words) in SIGNS.items()]}


# Proof ------------------------------------------------------------------------------------------------------------


class ProofWords(NamedTuple):
    """How the badge of one proof state looks and what it says; `reached` counts the steps that are done."""

    icon: str
    name: Any
    meaning: Any
    reached: int


PROOF: Final[Mapping[str, ProofWords]] = {
    "recorded": ProofWords(
        "circle-dashed",
        pgettext_lazy("an entry", "Recorded"),
        gettext_lazy(
            "The entry is in the register and the database refuses to change it. It is not yet in the log's tree; "
            "that takes a few seconds."
        ),
        1,
    ),
    "in_tree": ProofWords(
        "binary-tree",
        gettext_lazy("Logged"),
        gettext_lazy(
            "The entry is part of the log and the register's key has signed it. An outside witness has not yet confirmed "
            "that state of the log."
        ),
        2,
    ),
    "witnessed": ProofWords(
        "shield-check",
        gettext_lazy("Independently verified"),
        gettext_lazy(
            "Outside witnesses have confirmed the log with this entry in it. Nobody can change or remove it, not even the "
            "register's own administrators, without every copy of the log showing it."
        ),
        3,
    ),
    "broken": ProofWords(
        "alert-triangle",
        gettext_lazy("Does not verify"),
        gettext_lazy(
            "What the database holds is not what was written into the log. Do not rely on this record; tell the security "
            "officer and keep everything as it is."
        ),
        0,
    ),
}


@register.inclusion_tag("pieces/proof.html")
def proof(state: str, key: str, url: str = "", details: str = "") -> dict[str, Any]:
    """The proof badge: `state` of `PROOF`, a `key` unique on the page, where the proof is taken, where its details are."""
    return {"state": state, "key": key, "url": url, "details": details, "words": PROOF[state]}


# Unknown, none, not asked -----------------------------------------------------------------------------------------

ANSWERS: Final[Mapping[str, Any]] = {
    UNKNOWN: gettext_lazy("Unknown"),
    NONE: gettext_lazy("None"),
    NOT_ASKED: gettext_lazy("Not asked"),
}
ANSWER_MEANINGS: Final[Mapping[str, Any]] = {
    UNKNOWN: gettext_lazy("It exists or may exist, and could not be found out with reasonable effort."),
    NONE: gettext_lazy("It does not exist for this item."),
    NOT_ASKED: gettext_lazy("Nobody has looked yet."),
}


@register.inclusion_tag("pieces/answer.html")
def answer(value: Any, status: str = KNOWN, as_read: str = "") -> dict[str, Any]:
    """Show a value, or in its own look that it is unknown, that there is none, or that nobody asked."""
    raw = as_read if as_read and str(as_read).casefold() != str(value or "").casefold() else ""
    return {
        "value": value,
        "status": status,
        "words": ANSWERS.get(status),
        "meaning": ANSWER_MEANINGS.get(status),
        "as_read": raw,
    }


# Dates ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("pieces/when.html")
def when(
    start: dt.date | dt.datetime | None, end: dt.date | dt.datetime | None = None, precision: str = "day"
) -> dict[str, Any]:
    """Show when something happened: `precision` is instant, day, month, year, range or unknown."""
    formats = {"year": "%Y", "month": "%Y-%m", "instant": "%Y-%m-%dT%H:%M:%S%z"}
    machine = local(start).strftime(formats.get(precision, "%Y-%m-%d")) if start else ""
    return {"words": when_words(start, end, precision), "machine": machine}


@register.inclusion_tag("pieces/period.html")
def period(start: dt.date | None, end: dt.date | None = None) -> dict[str, Any]:
    """Show a period of validity: from, until; an open end is said in words."""
    return {"start": day_words(start) if start else "", "end": day_words(end) if end else ""}


# Forms ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("pieces/field.html", takes_context=True)
def field(context: Mapping[str, Any], bound: BoundField, hint: str = "", label: str = "", *, marked: bool = True) -> dict[str, Any]:  # fmt: skip
    """One form field: label above, hint below, its errors at it. Widgets with choices stand in a fieldset.

    A field that names a person says where no name is offered because no purpose is stated; one in which a name was typed asks who is meant.
    """
    grouped = bool(getattr(bound.field.widget, "use_fieldset", False))
    return {
        "bound": bound,
        "mark": _mark(bound) if marked else "",
        "hint": hint or bound.help_text,
        "label": label or bound.label,
        "grouped": grouped,
        "single": getattr(bound.field.widget, "input_type", "") == "checkbox" and not grouped,
        **naming(context, bound),
    }


def _mark(bound: BoundField) -> Any:
    """What stands behind a field's label: for what it is needed, or that it may stay empty; nothing where it must be filled in, and nothing
    where it was just refused for being empty."""
    if bound.field.required:
        return ""
    if value := getattr(bound.field, "needed", ""):
        return value
    refused = bound.errors and bound.value() in (None, "", [])
    return "" if refused else _("(optional)")


@register.inclusion_tag("pieces/fields.html", takes_context=True)
def form_fields(context: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """All fields of a form below the summary of its errors."""
    return {"form": form, **{name: context[name] for name in ("frame", "request") if name in context}}


@register.inclusion_tag("pieces/problems.html")
def problems(*forms: Form) -> dict[str, Any]:
    """The summary of what is wrong, on top of a form, each line leading to its field."""
    lines = []
    for form in forms:
        for name, errors in form.errors.items():
            bound = form[name] if name in form.fields else None
            target = (bound.id_for_label or f"{bound.auto_id}_group") if bound else ""
            lines += [(target, bound.label if bound else "", error) for error in errors]
    return {"lines": lines}


# Numbers ----------------------------------------------------------------------------------------------------------


@register.filter
def seconds_words(seconds: float | None) -> str:
    """A duration for people: `12 s`, `3 min`, `2 h 5 min`; nothing where it is not known."""
    if seconds is None:
        return ""
    whole = max(0, round(seconds))
    if whole < 60:
        return _("%(seconds)d s") % {"seconds": whole}
    if whole < 3600:
        return _("%(minutes)d min") % {"minutes": round(whole / 60)}
    return _("%(hours)d h %(minutes)d min") % {"hours": whole // 3600, "minutes": whole % 3600 // 60}


@register.filter
def share_of(part: int, whole: int) -> int:
    """`part` as a whole percentage of `whole`; 0 where there is no whole."""
    return round(100 * part / whole) if whole else 0


@register.filter
def age_words(days: int | None) -> str:
    """An age or a duration in days for people: `today`, `12 days`, `5 months`, `3 years`; months and years are counted once they are full, as ages
    are."""
    if days is None:
        return ""
    if days < 1:
        return _("today")
    if days < 61:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days < 730:
        months = int((days + 1) / 30.44)
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    years = int(
        (days + 1) / 365.25
    )  # a span of full years is at most a day shorter than so many average ones
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


@register.simple_tag
def days_left(days: int) -> str:
    """How many days a deadline leaves, or by how many it was missed, in words."""
    if days < 0:
        return ngettext("overdue by %(days)s day", "overdue by %(days)s days", -days) % {"days": -days}
    if days == 0:
        return _("today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
