"""What another may learn of what the register knows: the one rule table, by datum, agreement and ground. Pure.

A foreign desk gets what the instrument between the two States covers, less what a ground holds back (ITI 14-23; Firearms Protocol
art. 12(5)). Files, papers, pages and log lines ask `leaves` and nothing else; what it does not know is kept back. The levels of
agreements and the rows are the house's own proposal: a State reviews them with its lawyers before it relies on them. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ifar.tracing.grounds import GROUNDS

AGREEMENTS: Final = ("none", "iti", "protocol", "bilateral", "mla")
"""From the weakest: nothing but courtesy; the ITI, which is political; both States are Parties to the Firearms Protocol; an
agreement of the two that covers personal data; a request for mutual legal assistance."""


def weakest(*agreements: str) -> str:
    """The weakest of several; what is no agreement counts as none."""
    return min(agreements, key=lambda text: AGREEMENTS.index(text) if text in AGREEMENTS else -1)


DESK, DEALER = "desk", "dealer"
COURT: Final = "mla"
"""For a court of this State its law stands where an agreement would: all that a request for mutual legal assistance would reach."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: the weakest agreement under which a datum leaves (None: under none), and the grounds that hold it back."""

    from_agreement: str | None
    held_by: frozenset[str]


_ALL: Final = frozenset(GROUNDS)
_NOBODYS: Final = frozenset[str]()
TABLE: Final[Mapping[str, Rule]] = {
    "identification": Rule("none", _NOBODYS),
    "manufacture": Rule("none", frozenset({"national_security"})),
    "status": Rule("iti", frozenset({"investigation", "national_security"})),
    "import_export": Rule("iti", frozenset({"confidentiality_law", "national_security"})),
    "first_sale": Rule("iti", frozenset({"investigation", "national_security"})),
    "holder_kind": Rule("iti", frozenset({"investigation", "national_security"})),
    "point_of_diversion": Rule("iti", frozenset({"investigation", "national_security"})),
    "trade_chain": Rule("protocol", _ALL),
    "loss_report": Rule("protocol", _ALL),
    "ballistics": Rule("protocol", frozenset({"investigation", "no_assurance", "national_security"})),
    "last_holder": Rule("bilateral", _ALL),
    "other_cases": Rule("bilateral", _ALL),
    "state_stock": Rule("mla", _ALL),
    "officials": Rule(None, _ALL),
    "authorised": Rule("protocol", frozenset({"confidentiality_law", "national_security"})),
    "modus": Rule("protocol", frozenset({"investigation", "no_assurance", "national_security"})),
    "concealment": Rule("protocol", frozenset({"investigation", "no_assurance", "national_security"})),
    "routes": Rule("protocol", frozenset({"investigation", "no_assurance", "national_security"})),
    "detection": Rule("protocol", frozenset({"investigation", "no_assurance", "national_security"})),
    "groups": Rule("protocol", _ALL),
}
"""Datum -> its rule. `identification`: make, model, type, calibre and marks; `manufacture`: maker, country, year; `status`: what the
register says became of it; `import_export`: countries and days; `first_sale`: its day; `holder_kind`: who had it last, by kind only;
`trade_chain`: importer, wholesaler and dealer by name; `last_holder`: who it is; `state_stock`: units of the State; `officials`: who
worked on it here. The last six leave in exchanges of experience (Firearms Protocol art. 12(1)-(2)): `authorised` producers, dealers,
importers, exporters and carriers; `modus`, `concealment`, `routes`, means of `detection`, `groups`."""
DATA: Final = tuple(TABLE)


def rows() -> list[dict[str, Any]]:
    """The table as the database keeps it: each datum with all agreements under which it leaves, and the grounds that hold it back."""
    return [
        {
            "datum": datum,
            "agreements": [
                agreement for agreement in AGREEMENTS if judged(datum, ground="", agreement=agreement).leaves
            ],
            "held_by": sorted(rule.held_by),
        }
        for datum, rule in TABLE.items()
    ]


TO_A_DEALER: Final = frozenset({"identification"})
"""What a dealer is shown who is asked about the own book: what to look for, not who asks, where it was found or why."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a datum leaves; `why` it does not: `ground`, `agreement` or `never`, empty where it does.

    `needs`: the weakest agreement under which it would leave, where there is none such (`agreement`).
    """

    datum: str
    leaves: bool
    why: str = ""
    needs: str = ""


def judged(datum: str, *, ground: str, agreement: str, stock: bool = False) -> Verdict:
    """Whether a datum may leave under an agreement, where `ground` (empty: none) restricts the answer.

    A datum, a ground or an agreement that the table does not know keeps everything back. Of an arm that the State keeps (`stock`)
    everything follows the rule of `state_stock`, for each datum would tell of it; but that the marks that were asked about are known.
    """
    if stock and datum not in ("identification", "state_stock"):
        of_stock = judged("state_stock", ground=ground, agreement=agreement)
        if not of_stock.leaves:
            return Verdict(datum, False, of_stock.why, of_stock.needs)
    rule = TABLE.get(datum)
    if rule is None or rule.from_agreement is None:
        return Verdict(datum, False, "never")
    if ground and (ground not in GROUNDS or ground in rule.held_by):
        return Verdict(datum, False, "ground")
    if agreement not in AGREEMENTS or AGREEMENTS.index(agreement) < AGREEMENTS.index(rule.from_agreement):
        return Verdict(datum, False, "agreement", rule.from_agreement)
    return Verdict(datum, True)


def preview(ground: str, agreement: str, data: Iterable[str] = DATA, *, stock: bool = False) -> list[Verdict]:
    """What would leave and what would not, in the order of the table: shown before anything is sent."""
    return [judged(text, ground=ground, agreement=agreement, stock=stock) for text in data]


def leaves(known: Mapping[str, Any], *, ground: str, agreement: str) -> dict[str, Any]:
    """Of what is known, by datum, only what may leave. What is empty is left out too: that something is not known is no datum."""
    return {
        datum: value
        for datum, value in known.items()
        if value not in (None, "", [], {})
        and judged(datum, ground=ground, agreement=agreement, stock="state_stock" in known).leaves
    }
