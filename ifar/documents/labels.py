"""The refusals of papers, and where a paper stands, in the reader's language. What a paper itself says stands in `wording`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ifar.errors import Invalid, Sentences

KINDS: Final[Mapping[str, Promise]] = {
    "licence_card": _("Licence card"),
    "licence_certificate": _("Licence certificate"),
    "export_authorisation": _("Export authorisation"),
    "import_authorisation": _("Import authorisation"),
    "transit_no_objection": _("No-objection to transit"),
    "end_use_certificate": _("End-use certificate"),
    "delivery_request": _("Request to verify a delivery"),
    "delivery_verification": _("Delivery verification certificate"),
    "registration_certificate": _("Registration certificate"),
    "deactivation_certificate": _("Deactivation certificate"),
    "destruction_certificate": _("Certificate of destruction"),
    "trace_statement": _("Certified statement of a trace"),
    "course_certificate": _("Certificate of a course"),
    "receipt": _("Receipt for a firearm"),
    "payment_receipt": _("Receipt for a fee"),
}

REFUSALS: Final[Mapping[str, Promise]] = {
    "documents.content": _(
        "The paper would not say what a paper of its kind must say; each reason names its field."
    ),
    "documents.labels": _("These labels cannot be printed; each reason names its field."),
    "documents.label.unknown": _("%(number)s is not known, or not visible to you."),
    "documents.label.several": _(
        "Several bear the number %(number)s. Write the make before it, or the identifier."
    ),
    "documents.label.range": _(
        "Is %(number)s a range? Then write the smaller number first and both with as many digits: A001-A500."
    ),
    "documents.label.many": _("One print has at most %(most)s labels. Divide the list."),
    "documents.label.first": _("This sheet has %(most)s labels."),
    "documents.kind": _("There is no such kind of paper."),
    "documents.field.unknown": _("A paper of this kind does not say this."),
    "documents.field.missing": _("A paper of this kind must say this."),
    "documents.field.form": _("This cannot be printed as it is: it is empty, too long, or of another form."),
    "documents.validity": _(
        "Say until when it is valid: this kind of paper must end, and not before it begins."
    ),
    "documents.language": _("Papers are issued in the six languages of the United Nations."),
    "documents.not_found": _("There is no such paper that you may see."),
    "documents.other_office": _("An office issues its own papers."),
    "documents.unpaid": _(
        "A fee that has to be paid before the paper is issued is not paid. Open the page again."
    ),
    "documents.reason": _("Say why the paper is withdrawn."),
    "documents.impossible": _("This cannot be done now: it is %(state)s."),
    "documents.withdrawn": _("This paper was withdrawn already."),
    "documents.changed_meanwhile": _(
        "Somebody else did something with this paper meanwhile. Reload the page and look again."
    ),
    "documents.erased": _(
        "Personal values of this paper were lawfully erased, so it cannot be printed any more."
    ),
    "documents.proof": _(
        "The proof of this paper is not ready yet: it takes some seconds after it was issued. Try again in a moment."
    ),
    "documents.setting": _("The paper could not be set. Nothing was printed; tell your administrator."),
    "documents.unknown": _(
        "No paper with this number was issued here. Compare each character with the paper."
    ),
}
STANDS: Final[Mapping[str, Promise]] = {
    "stands": pgettext_lazy("a paper", "Valid"),
    "withdrawn": pgettext_lazy("a paper", "Withdrawn"),
    "expired": pgettext_lazy("a paper", "Expired"),
    "not_yet_valid": _("Not valid yet"),
    "subject": _("No longer so: what it is about has changed since"),
}
HELD: Final[Mapping[str, Promise]] = {
    "exact": _("What you hold is exactly what was issued."),
    "differs": _("What you hold is not what was issued under this number."),
    "altered": _("What you hold was altered: it does not say what was issued."),
    "forged": _("What you hold is forged: this register has not signed it."),
    "incomplete": _("Something of what you hold is missing: scan every code of the paper."),
    "unreadable": _("What you entered is nothing that a paper of this register carries."),
}


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def in_words(error: Invalid) -> Invalid:
    """A refusal of the pure rules with the words of each reason."""
    return Invalid(error.code, of(error.code), field=error.field, reasons=explained(error.reasons))


def state_words(record_type: str, state: str) -> Any:
    """A state in words."""
    return STANDS["withdrawn" if state == "withdrawn" else "stands"]


_MOMENTS: Final[Mapping[str, Promise]] = {
    "jumped": _("The device's clock was changed meanwhile: the time is not certain."),
    "expired": _("Entered after the offline extract had expired."),
}


def clock_words(details: Mapping[str, Any]) -> list[str]:
    """What is to be known of the moment that a device told (`devices.Moment.details`); nothing where all was well."""
    results = []
    if off := details.get("off"):
        words = (
            gettext("The device's clock was %(time)s ahead; corrected.")
            if off > 0
            else gettext("The device's clock was %(time)s behind; corrected.")
        )
        results.append(words % {"time": _span(abs(off))})
    return results + [str(words) for name, words in _MOMENTS.items() if details.get(name)]


def _span(seconds: int) -> str:
    """A length of time in its largest unit."""
    if seconds >= 86_400:
        return ngettext("%(number)d day", "%(number)d days", round(seconds / 86_400)) % {
            "number": round(seconds / 86_400)
        }
    minutes = max(1, round(seconds / 60))
    if minutes >= 120:
        return ngettext("%(number)d hour", "%(number)d hours", round(minutes / 60)) % {
            "number": round(minutes / 60)
        }
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
