"""Acts on the Fund: contributions, journals, the limit; finance systems, their extracts and what differs; files of others. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Another, Filled, Listed, Record, Referenced, stays, to
from ifar.programme.fund import extracts, postings
from ifar.programme.plan_acts import DUTIES, named

RECORDS: Final = (
    Record("contribution", "R", kept=False),
    Record("journal", "R", kept=False),
    Record("limit", "R", kept=False),
    Record("othersfile", "R", kept=False, words=("name",)),
    Record("feed", "R", kept=False, words=("words",)),
    Record("extract", "R", kept=False, words=("name",)),
    Record("difference", "R", kept=False, words=("told",)),
)
_CONTRIBUTION: Final = (
    "donor",
    "agency",
    "reference",
    "currency",
    "pledged",
    "agreed",
    "grade",
    "earmark",
    "support_percent",
)
_JOURNAL: Final = (
    "move",
    "contribution",
    "project",
    "booked_on",
    "currency",
    "amount",
    "rate",
    "rate_source",
)
_THERE: Final = (named("contribution"), named("project"), named("details.to", "project"))
_OTHERS: Final = (
    "file",
    "name",
    "publishers",
    "whole",
    "activities",
    "fresh",
    "revised",
    "same",
    "own",
    "gone",
    "digest",
)
_EXTRACT: Final = (
    "feed", "file", "name", "mapping", "starts_on", "ends_on", "contributions", "moves", "rows", "matched", "booked", "known", "differing",
    "quarantined", "digest",
)  # fmt: skip
_DIFFERENCE: Final = ("extract", "feed", "contribution", "kind", "journal", "line", "key", "figures", "told")
_SAYS_WHY: Final = Filled(column="kept.note", code="programme.required", field="reason")

ACTS: Final = (
    Act("contribution", "pledged", to("pledged", ""), _CONTRIBUTION),
    Act("contribution", "agreed", to("agreed", "", "pledged"), _CONTRIBUTION),
    Act("contribution", "opened_to", stays("pledged", "agreed", "withdrawn", "closed"), ("agency",)),
    Act("contribution", "withdrawn", to("withdrawn", "pledged")),
    Act("contribution", "closed", to("closed", "agreed")),
    # From the limit on another person approves what one proposed; the books move with the approval.
    Act("journal", "proposed", to("waiting", ""), _JOURNAL, guards=(
        Listed(column="move", values=postings.TWO, code="programme.fund.move", field="move"), *_THERE)),
    Act("journal", "posted", to("posted", ""), _JOURNAL, guards=_THERE),
    Act("journal", "approved", to("posted", "waiting"), stamps={"approved_by": "actor"}, permission="programme:fund:approve", article=DUTIES, guards=(
        Another(than_whoever=("proposed",), code="programme.fund.own", article=DUTIES),)),
    Act("journal", "refused", to("refused", "waiting"), guards=(_SAYS_WHY,)),
    # So does the limit itself: until another person sets what one proposed, the former one stands.
    Act("limit", "proposed", to("waiting", "", "set"), ("asked",), guards=(_SAYS_WHY,)),
    Act("limit", "set", to("set", "waiting"), ("amount",), permission="programme:fund:approve", article=DUTIES, guards=(
        Another(than_whoever=("proposed",), since=("set", "refused"), code="programme.fund.own", article=DUTIES),)),
    Act("limit", "refused", to("set", "waiting"), guards=(_SAYS_WHY,)),
    Act("othersfile", "taken", to("taken", ""), _OTHERS),
    Act("feed", "registered", to("open", ""), ("name", "words", "mapping")),
    Act("feed", "amended", stays("open"), ("name", "words", "mapping")),
    Act("feed", "closed", to("closed", "open")),
    Act("extract", "taken", to("taken", ""), _EXTRACT, guards=(
        Referenced(column="feed", record_type="feed", states=("open",), code="programme.extract.closed"),)),
    Act("difference", "raised", to("open", ""), _DIFFERENCE, guards=(
        Referenced(column="extract", record_type="extract", same={"feed": "feed"}, code="programme.unknown"),
        Referenced(column="journal", record_type="journal", code="programme.unknown"))),
    Act("difference", "settled", to("settled", "open"), ("verdict", "corrections"), guards=(
        Listed(column="verdict", values=extracts.VERDICTS, code="programme.choice", field="verdict"),)),
)  # fmt: skip
