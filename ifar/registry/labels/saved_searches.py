"""The words of saved searches and restricted hits. Codes are stable, words are translated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.errors import Sentences

Words = Mapping[str, Any]

KINDS: Final[Words] = {
    "recovery": _("Recovery"),
    "trace": _("Trace request"),
    "theft_report": _("Report of loss or theft"),
    "enquiry": _("Own enquiry"),
}
CLOSINGS: Final[Words] = {
    "found": _("It was found"),
    "not_needed": _("It is not needed any more"),
    "mistaken": _("It was opened by mistake"),
}
VERDICTS: Final[Words] = {
    "confirmed": _("It is the one"),
    "rejected": _("It is another one"),
}
ACTS: Final[Words] = {
    "opened": pgettext_lazy("a saved search", "Opened"),
    "renewed": _("Kept open longer"),
    "referred": _("Another desk should be asked"),
    "released": _("Put before its turn"),
    "judged": _("A hit was judged"),
    "closed": pgettext_lazy("a saved search", "Closed"),
}
STATES: Final[Mapping[str, Words]] = {
    "savedsearch": {
        "open": pgettext_lazy("a saved search", "Open"),
        "closed": pgettext_lazy("a saved search", "Closed"),
    },
    "savedsearchhit": {
        "waiting": pgettext_lazy("a hit of a saved search", "To be judged"),
        "judged": pgettext_lazy("a hit of a saved search", "Judged"),
    },
}
LOOKED: Final[Words] = {
    "closed": _("Closed compartments were asked"),
    "register": _("The register was searched"),
}
"""The act `looked`, by where was looked (`saved_search.PLACES`)."""
GAPS: Final[Words] = {
    "incomplete": _(
        "Closed compartments were not asked: for that, six characters of the mark must be read, or five where the make is said, without * and with at most one ?."
    ),
    "purpose": _(
        "Closed compartments were not asked: first say for what purpose and under which case you search."
    ),
    "rate": _(
        "Closed compartments were not asked: you or your desk have asked them too often for now. Try again in an hour."
    ),
    "wide": _(
        "Not every closed compartment could be asked: so many marks are equal to this one or near it that it would take too long. Say the make as well, or ask for another mark of the firearm."
    ),
}
"""Why closed compartments were not asked (`restricted_hits.GAPS`)."""

WAITS: Final[Words] = {
    "quota": _(
        "Closed compartments are not asked about every mark yet: for whoever sent this entry as many questions were put to them as one person may put for now. The rest is put by itself as soon as that is allowed, and nothing has to be sent again. Until then, that nobody is named does not mean that nobody knows the mark."
    ),
    "prepared": _(
        "The register is not searched for every mark yet, because the index of marks is being made. It is searched by itself in a few minutes. Until then, that nothing is shown does not mean that nothing is there."
    ),
    "wide": _(
        "The register is not searched for every mark yet: so many are equal to one of them or near it that it takes too long. It is tried again by itself; say the make as well to have it sooner. Until then, that nothing is shown does not mean that nothing is there."
    ),
    "late": _(
        "The register is not searched for every mark yet. The rest is searched by itself. Until then, that nothing is shown does not mean that nothing is there."
    ),
}
"""Why a search that is kept open still waits (`restricted_hits.WAITS`), where it does for longer than a moment. Pages say of `quota` for whom and until when
(`views/standing_shown.quota_words`); what stands here a device in the field shows, which may lie in anybody's hands: it names nobody and says *you* to nobody."""

REFUSALS: Final[Words] = {
    "registry.saved_search.not_found": _("There is no such saved search at your desk. Check the identifier."),
    "registry.saved_search.invalid": _("This search cannot be saved yet; each reason names its field."),
    "registry.saved_search.too_little": _(
        "That is too little of a mark to recognise it later. At least %(least)s characters must be read, %(run)s of them in a row."
    ),
    "registry.saved_search.kind": _("Say for what the search is kept open."),
    "registry.saved_search.reference": _("Enter the case, request or report for which you save this search."),
    "registry.saved_search.reason": _("Say why: somebody will ask."),
    "registry.saved_search.term": _("It can stay open for at least one day and at most %(days)s days. Choose a nearer end."),
    "registry.saved_search.closed": _("This search is closed already. Open a new one if you still look for the mark."),
    "registry.saved_search.outcome": _("Say why the search is closed."),
    "registry.saved_search.hit": _("This search has no such hit that you may see."),
    "registry.saved_search.verdict": _("Say whether it is the one or another one."),
    "registry.release.none": _("None of this waits for its turn any more. Look at it again."),
    "registry.release.own": _("You asked this yourself. Somebody else of your office may have it asked now, on their count."),
    "alerts.impossible": _("This search is closed already. Open a new one if you still look for the mark."),
    "alerts.changed_meanwhile": _("Somebody else did something with this search meanwhile. Look at it again."),
}  # fmt: skip


def _words(code: str, params: Mapping[str, Any] | None = None) -> str:
    text = REFUSALS.get(code) or GAPS.get(code)
    return code if text is None else str(text) % dict(params or {}) if params else str(text)


words_of = lazy(_words, str)
"""The sentence for a code of a saved search, in the reader's language."""
_SENTENCES: Final = Sentences(REFUSALS)
of = _SENTENCES.of
explained = _SENTENCES.explained


def state_words(record_type: str, state: str) -> Any:
    """A state in words; what is not there yet is `new`."""
    return STATES[record_type].get(state, state) if state else pgettext_lazy("a saved search", "new")
