"""Dashboards in words: what each is of, what its charts show, how its dimensions and nodes are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ifar.licensing import labels as licensing
from ifar.parties import labels as parties
from ifar.recoveries.categories import BY_TYPE, LIST_OF
from ifar.reference import selectors as reference
from ifar.registry.labels import CUSTODY, OWNERSHIP, STATES
from ifar.returns import labels, selectors
from ifar.returns.dashboards.subjects import NOT_SAID
from ifar.tracing import counts as traces
from ifar.tracing import labels as tracing

SUBJECTS: Final[Mapping[str, Any]] = {
    "recoveries": _("Recoveries"),
    "tracing": _("Tracing"),
    "flows": _("Flows"),
    "licences": _("Licences"),
    "stocks": _("Firearms on record"),
}
SENTENCES: Final[Mapping[str, Any]] = {
    "recoveries": _("Firearms that were seized, found and handed in, of the whole State."),
    "tracing": _("Trace requests that were sent or came in, of the whole State. Traced firearms are not a random sample of firearms."),
    "flows": _("Where recovered firearms come from, as far as anybody knows it."),
    "licences": _("Licences on record, of the compartments that your office may see."),
    "stocks": _("Firearms on record, of the compartments that your office may see, without what is a matter of national security."),
}  # fmt: skip
TITLES: Final[Mapping[tuple[str, str], Any]] = {
    ("recoveries", "years"): _("Firearms recovered each year"),
    ("recoveries", "types"): _("Recovered firearms by type"),
    ("recoveries", "marking"): _("Recovered firearms by their marks"),
    ("recoveries", "outcomes"): _("Recovered firearms by outcome of tracing"),
    ("recoveries", "areas"): _("Recovered firearms by area"),
    ("tracing", "years"): _("Trace requests each year"),
    ("tracing", "funnel"): _("How far requests came"),
    ("tracing", "bands"): _("Time-to-crime of traced firearms"),
    ("tracing", "why"): _("Why requests led nowhere"),
    ("tracing", "countries"): _("Requests by the other State"),
    ("flows", "made"): _("From the country of manufacture to the area where they were recovered"),
    ("flows", "left"): _("From the country where they left the licit circuit to the State that recovered them"),
    ("licences", "kinds"): _("Licences by kind"),
    ("licences", "states"): _("Licences by state"),
    ("licences", "ends"): _("When the term of licences ends"),
    ("licences", "holders"): _("Licences by kind of holder"),
    ("stocks", "owners"): _("Firearms by owner"),
    ("stocks", "types"): _("Firearms by type"),
    ("stocks", "states"): _("Firearms by state"),
    ("stocks", "custody"): _("Firearms by whoever has them in hand"),
}  # fmt: skip
UNITS: Final[Mapping[str, Any]] = {
    "recoveries": _("Firearms"),
    "tracing": _("Requests"),
    "flows": _("Firearms"),
    "licences": _("Licences"),
    "stocks": _("Firearms"),
}
DIMS: Final[Mapping[tuple[str, str] | str, Any]] = {
    "year": _("Year"),
    "type": _("Type"),
    "marking": _("Marking"),
    "outcome": _("Outcome of tracing"),
    "area": _("Area"),
    "direction": _("Direction"),
    "country": pgettext_lazy("a country", "State"),
    "stage": _("Stage"),
    "why": _("Reason"),
    "band": _("Time-to-crime"),
    "state": pgettext_lazy("of a record", "State"),
    "holder": _("Holder"),
    "ends": _("Term ends"),
    "ownership": _("Owner"),
    "custody": pgettext_lazy("fact", "Custody"),
    "how": _("What is known of it"),
    "origin": pgettext_lazy("of a flow", "From"),
    "destination": pgettext_lazy("of a flow", "To"),
    ("recoveries", "kind"): _("Kind of recovery"),
    ("licences", "kind"): _("Kind of licence"),
}
HOW: Final[Mapping[str, Any]] = {
    "made": _("where it was made"),
    "left": _("where it left the licit circuit"),
}
KINDS: Final[Mapping[str, Any]] = {
    "seized": pgettext_lazy("firearms", "Seized"),
    "found": pgettext_lazy("firearms", "Found"),
    "surrendered": pgettext_lazy("firearms", "Surrendered"),
}
ENDS: Final[Mapping[str, Any]] = {
    "over": _("It is over"),
    "month": _("within 30 days"),
    "quarter": _("within 90 days"),
    "year": _("within a year"),
    "later": _("later than in a year"),
    "never": _("no end is set"),
}
BANDS: Final[Mapping[str, Any]] = {
    **tracing.BANDS,
    traces.MISSING: _("not computed: a day is not known"),
    traces.ODD: _("recovered before it was sold: a day is wrong"),
}
WHY: Final[Mapping[str, Any]] = {
    **tracing.FAILURES,
    **tracing.GROUNDS,
    "not_found": _("Nothing was found in the register"),
}
NOBODY_SAID: Final = _("Not said")
RETURNS: Final[Mapping[str, Any]] = {
    "iafq": _("Illicit Arms Flows Questionnaire (UNODC)"),
}
"""Official returns whose editions are frozen here."""


def dim(subject: str, name: str) -> Any:
    """How a dimension is called."""
    return DIMS.get((subject, name)) or DIMS[name]


def types() -> dict[str, Any]:
    """Official label of a type -> its words in the reader's language: those of the plainest code that has it."""
    spoken = reference.words(LIST_OF[BY_TYPE])
    result: dict[str, Any] = {"Unknown status on type": labels.UNKNOWN_TYPE}
    known = selectors.labels()[LIST_OF[BY_TYPE]]
    for code, label in sorted(
        known.items(), key=lambda row: (row[0] != row[1].lower().replace(" ", "_"), len(row[0]), row[0])
    ):
        result.setdefault(label, spoken.get(code, code))
    return result


def nodes(subject: str, name: str) -> Mapping[str, Any]:
    """Node of a dimension -> its words; what is not in it is called as it is."""
    match (subject, name):
        case (_any, "type"):
            return types()
        case ("recoveries", "kind"):
            return KINDS
        case (_any, "marking"):
            return reference.words("marking")
        case (_any, "outcome"):
            return reference.words("trace_outcome")
        case (_any, "area"):
            return reference.words("area")
        case (_any, "country" | "origin"):
            return reference.words("country")
        case (_any, "destination"):
            return {**reference.words("area"), **reference.words("country")}
        case (_any, "how"):
            return HOW
        case (_any, "direction"):
            return tracing.DIRECTIONS
        case (_any, "stage"):
            return tracing.STAGES
        case (_any, "why"):
            return WHY
        case (_any, "band"):
            return BANDS
        case ("licences", "kind"):
            return reference.words("licence_kind")
        case ("licences", "state"):
            return licensing.LICENCE
        case (_any, "holder"):
            return parties.KINDS
        case (_any, "ends"):
            return ENDS
        case (_any, "ownership"):
            return OWNERSHIP
        case (_any, "custody"):
            return CUSTODY
        case (_any, "state"):
            return STATES
    return {}


def node(known: Mapping[str, Any], code: str) -> str:
    """The words of one node."""
    return str(NOBODY_SAID) if code in ("", NOT_SAID) else str(known.get(code, code))
