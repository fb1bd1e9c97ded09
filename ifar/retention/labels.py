"""The words of retention: grounds, endings, refusals, and why somebody's data are kept or are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ifar.errors import Invalid, Sentences
from ifar.reference import selectors as reference
from ifar.reference.retention import Rule
from ifar.retention.lapsing import LICENCE, Outlook
from ifar.templatetags.days import day_words

GROUNDS: Final[Mapping[str, Any]] = {
    "criminal_proceedings": _("Criminal proceedings"),
    "civil_proceedings": _("Civil proceedings"),
    "inspection": _("An inspection"),
    "trace_request": _("A trace request"),
    "subject_request": _("A claim of the person themselves"),
}
ENDINGS: Final[Mapping[str, Any]] = {
    "proceedings_ended": _("The proceedings have ended"),
    "order_revoked": _("The order was revoked"),
    "placed_by_mistake": _("It was ordered by mistake"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "hold": {"standing": _("Standing"), "lifted": pgettext_lazy("a hold", "lifted")},
}
REFUSALS: Final[Mapping[str, Any]] = {
    "retention.not_found": _("Not found. Check the number."),
    "retention.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "retention.impossible": _("This hold stands no more."),
    "retention.details": _("A value has the wrong format."),
    "retention.hold.ground": _("Choose why it is to be kept."),
    "retention.hold.ending": _("Choose why it is lifted."),
    "retention.hold.case": _(
        "Write the number of the case: letters, digits and - / . ( ) in at most 60 characters, with a digit, and no name of anybody."
    ),
    "retention.hold.until": _("The last day lies between today and fifty years from now."),
    "retention.hold.over": _("This hold stands no more."),
    "retention.hold.other_office": _("Another office ordered this hold; only that office lifts it."),
}


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a hold", "new")


def in_words(error: Invalid) -> Invalid:
    """An error of the rule with a sentence for each of its reasons."""
    message = _("This hold cannot be ordered like this; each reason names its field.")
    return Invalid(error.code, message, reasons=explained(error.reasons))


def articles(rules: Iterable[Rule]) -> str:
    """The articles of rules, as they are cited."""
    return "; ".join(dict.fromkeys(rule.article for rule in rules))


def instruments(rules: Iterable[Rule]) -> str:
    """The instruments of rules, by their names."""
    spoken = reference.words("instrument")
    return _now(", ").join(dict.fromkeys(spoken.get(rule.instrument, rule.instrument) for rule in rules))


def refusal(outlook: Outlook) -> str:
    """Why personal data may not be erased yet."""
    if "no_rule_adopted" in outlook.kept.because:
        return _now(
            "The register has adopted no instrument that says how long this is kept; nothing is erased on this ground."
        )
    if LICENCE in outlook.kept.because:
        return _now(
            "A licence of theirs is in force or suspended. This is kept as long as it is, and for years after its end."
        )
    if outlook.kept.until is None:
        return _now(
            "%(instrument)s keeps this as long as a firearm exists that was once theirs, and for years after it is destroyed."
        ) % {"instrument": instruments(outlook.kept.rules)}
    return _now("%(instrument)s keeps this until %(day)s.") % {
        "instrument": instruments(outlook.kept.rules),
        "day": day_words(outlook.kept.until),
    }


def lapse(outlook: Outlook) -> list[str]:
    """Why nothing asks for personal data any more, in sentences; for an outlook that has an end."""
    values = [_now("Owns and keeps nothing.")]
    if not outlook.firearms:
        values = [_now("Never owned or kept a firearm.")]
    elif outlook.destroyed is not None:
        values = [
            ngettext(
                "The only firearm was destroyed on %(day)s.",
                "The last of %(count)d firearms was destroyed on %(day)s.",
                outlook.firearms,
            )
            % {"count": outlook.firearms, "day": day_words(outlook.destroyed)}
        ]
    if outlook.kept.until is not None:
        values.append(
            _now("%(article)s kept the record until %(day)s.")
            % {"article": f"\u2068{articles(outlook.kept.rules)}\u2069", "day": day_words(outlook.kept.until)}
        )
    values.append(_now("No legal hold stands."))
    return values


def ahead(outlook: Outlook) -> str:
    """How long personal data are kept, said to the person."""
    if outlook.kept.until is None:
        return refusal(outlook)
    return _now("Kept until %(day)s by the instruments that the State adopted; then it may be erased.") % {
        "day": day_words(outlook.kept.until)
    }
