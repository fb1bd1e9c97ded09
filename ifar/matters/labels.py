"""The words of matters: kinds, states, outcomes, refusals. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences

KINDS: Final[Mapping[str, Any]] = {
    "count_difference": _("Difference of a count"),
    "consignment": _("Discrepancy of a consignment"),
    "overdue_return": _("Overdue return"),
    "overdue_transit": _("Overdue transit"),
    "overdue_answer": _("Overdue answer"),
    "custody_gap": _("Gap in the chain of custody"),
    "recall": _("Firearm to be recalled"),
    "declaration_difference": _("Difference between declaration and records"),
    "conflict": _("Contradicting entries"),
    "not_there": _("Not where the register says"),
    "listed": _("Possible sanctions match"),
    "refused_buyer": _("Suspicious buyer refused"),
    "breach": _("Breach of a rule"),
    "finding": _("Finding of an inspection"),
    "other": _("Other matter"),
}
LISTS: Final[Mapping[str, Any]] = {
    "open": pgettext_lazy("matters", "Open"),
    "late": pgettext_lazy("matters", "Overdue"),
    "soon": _("Due within a week"),
    "explain": _("To be explained"),
    "above": _("Escalated to us"),
    "closed": pgettext_lazy("matters", "Closed"),
}
STATES: Final[Mapping[str, Mapping[str, Any]]] = {
    "matter": {
        "open": pgettext_lazy("a matter", "Open"),
        "asked": _("Explanation requested"),
        "explained": _("Explanation given"),
        "closed": pgettext_lazy("a matter", "Closed"),
    }
}
TONES: Final[Mapping[str, str]] = {"open": "warn", "asked": "info", "explained": "info", "closed": ""}
OUTCOMES: Final[Mapping[str, Any]] = {
    "found": pgettext_lazy("outcome of a matter", "Found"),
    "returned": pgettext_lazy("outcome of a matter", "Returned"),
    "remedied": pgettext_lazy("outcome of a matter", "Remedied"),
    "answered": pgettext_lazy("outcome of a matter", "Answered"),
    "mistake_corrected": _("Recording error, corrected"),
    "explained": _("Explanation accepted"),
    "missing": _("Missing"),
    "loss_recorded": _("Loss or theft recorded"),
    "case_opened": _("Case opened"),
    "referred": _("Referred to another authority"),
    "unfounded": _("Unfounded"),
}
DONE: Final[Mapping[str, tuple[Any, str]]] = {
    "raised": (_("Matter raised"), "scale"),
    "asked": (_("Explanation requested"), "question-mark"),
    "explained": (_("Explanation given"), "message-check"),
    "extended": (_("Deadline extended"), "calendar"),
    "evidenced": (_("Evidence added"), "link"),
    "escalated": (_("Escalated to the office above"), "arrow-up"),
    "closed": (_("Matter closed"), "check"),
    "reopened": (_("Matter reopened"), "refresh"),
}
"""What was done, and its sign."""
REFUSALS: Final[Mapping[str, Any]] = {
    "matters.not_found": _("Not found. Check the number."),
    "matters.changed_meanwhile": _(
        "Somebody else did something with this after you opened it. Look at it again, then repeat."
    ),
    "matters.impossible": _("This cannot be done now: it is %(state)s."),
    "matters.details": _("A value has the wrong format."),
    "matters.kind": _("Choose what kind of matter it is."),
    "matters.due": _("Enter the day by which it must be settled."),
    "matters.due_passed": _("This day has passed. Enter today or a later day."),
    "matters.due_far": _("Enter a day within a year."),
    "matters.open_already": _("An open matter says the same of this record. Continue with that one."),
    "matters.record": _("There is no such record that you may see. Check the number."),
    "matters.not_shown": _(
        "This record does not show that outcome. Record it there first, then close the matter."
    ),
    "matters.cause": _("Only the system raises this matter."),
    "matters.explain_first": _(
        "Your own office was asked to explain, and has not. Explain it first; then another person closes it."
    ),
    "matters.settles_it": _(
        "The office that must explain cannot be the office that settles the matter from above."
    ),
    "matters.above": _("This matter was escalated. Only the office above extends its deadline."),
    "matters.earlier": _("The new deadline must not be earlier than the old one."),
    "matters.office": _("There is no such office. Choose one from the list."),
    "matters.not_yours": _("Another office settles this matter."),
    "matters.not_asked": _("Another office was asked to explain this matter."),
    "matters.explainer": _("Choose the office that must explain."),
    "matters.answer_by": _("Enter the day by which the office must explain."),
    "matters.object": _("Enter the number of the record."),
    "matters.escalated_to": _("There is no office above this one."),
    "matters.barred": _("You are involved in this matter. Another person must do this."),
    "matters.outcome": _("Choose an outcome from the list."),
    "matters.leads_to": _("Enter the number of the record to which this outcome leads."),
    "matters.closed_by_you": _("You closed this matter. Another person must reopen it."),
    "matters.reason": _("Enter a reason."),
}


_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a matter", "new")
