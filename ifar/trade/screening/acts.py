"""Acts on sanctions and denial lists, and on matches: what a program found on a list, and a person decides. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Filled, Listed, OfOffice, Record, to

_LAW: Final = "UN Charter art. 25, 41; ATT art. 6(1)"
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")
_OWN: Final = OfOffice(code="trade.other_office", column="agency")
VERDICTS: Final = ("another", "same")
"""Whoever is on the list is another person, or the same."""
_DECIDES: Final = "trade:transfer:write"

RECORDS: Final = (
    Record("watchlist", "T", kept=False),
    Record("match", "T"),
)
WATCHLIST: Final = (
    Act(
        "watchlist",
        "loaded",
        to("current", "", "current", "ended"),
        ("title", "form", "edition", "digest", "listed_digest", "entries", "added", "gone"),
        opening=("code",),
        people=2,
        computed=("listed",),
        personal={"listed": "listed"},
        stamps={"loaded_at": "recorded_at"},
        guards=(
            Filled(code="trade.list.title", column="title", field="title"),
            Filled(code="trade.list.empty", column="kept.listed", field="file"),
        ),
        article=_LAW,
        hears="the licensing desks, where somebody is found on it",
    ),
    Act(
        "watchlist",
        "ended",
        to("ended", "current"),
        people=2,
        article=_LAW,
        hears="nobody, because the page of lists shows it",
    ),
)
"""Who stands on a list is kept apart from the log, as everybody's name is: what two people decided is the hash of the file and that of its entries."""
MATCH: Final = (
    Act(
        "match",
        "found",
        to("open", "", "decided", "lapsed"),
        ("score",),
        opening=("party", "watchlist", "ref"),
        personal={"told": "told"},
        clears=("verdict",),
        stamps={"found_at": "recorded_at"},
        guards=(OfOffice(code="trade.other_office", column="agency", jobs=True),),
        article=_LAW,
        hears="the office, in My tasks and in its list of matches",
    ),
    Act(
        "match",
        "decided",
        to("decided", "open", "decided"),
        ("verdict",),
        guards=(
            _OWN,
            _REASON,
            Listed(code="trade.verdict", column="verdict", values=VERDICTS, field="verdict"),
        ),
        permission=_DECIDES,
        article=_LAW,
        hears="nobody, because the page of the match shows it",
    ),
    Act(
        "match",
        "lapsed",
        to("lapsed", "open", "decided"),
        clears=("verdict",),
        guards=(OfOffice(code="trade.other_office", column="agency", jobs=True),),
        hears="nobody, because whoever was found is on the list no more",
    ),
)
"""Whether it is the same person is decided by a person, with reasons, and may be decided again; it is asked anew when the entry or the name changes."""
