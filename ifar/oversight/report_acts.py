"""Reports from outside, the letters of both sides, and the inspectorate's public keys. Pure.

What was reported is sealed: no act says anything of it. Of time an act says the day alone, and the register learns of a report in the night after it came.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ifar.acts import Act, Filled, Record, Rule, stays, to
from ifar.errors import Reason

ACKNOWLEDGED_WITHIN: Final = 7
"""Days in which a report is acknowledged (Directive (EU) 2019/1937 art. 9(1)(b))."""
ANSWERED_WITHIN: Final = 90
"""Days from then in which the reporter is told what was done: three months (art. 9(1)(f))."""
KEPT_FOR: Final = 1095
"""Days for which letters are kept after their report is closed, where nobody says otherwise: three years (Directive (EU) 2019/1937 art. 18(1) asks for no longer than
necessary; HinSchG § 11(5) says three years)."""
KEPT_AT_LEAST: Final = 365
"""Whatever two people set: nobody has letters erased in a hurry."""


def _kept_long_enough(
    _was: Mapping[str, Any] | None, _now: Mapping[str, Any], seen: Mapping[str, Any]
) -> Iterable[Reason]:
    """A letter is erased once its report has been closed for as long as letters are kept."""
    closed, today = (dt.date.fromisoformat(seen[name]) for name in ("closed_on", "today"))
    if (today - closed).days < max(seen["keep"], KEPT_AT_LEAST):
        yield Reason("oversight.letter_kept")


KEPT_LONG_ENOUGH: Final = Rule({1: _kept_long_enough}, seen=("closed_on", "keep", "today"))
"""`closed_on` is the day on which the report was closed last, `keep` for how many days letters are kept then."""

_DIRECTIVE: Final = "Directive (EU) 2019/1937 art. 9, 16; UNCAC art. 8(4), 33"
_ALL: Final = ("received", "acknowledged", "answered", "closed")
_NOBODY: Final = "nobody, because the list of reports shows it"

RECORDS: Final = (
    Record("report", "M"),
    Record("message", "M", parent="report"),
    Record("key", "M", kept=False),
)
ACTS: Final = (
    Act(
        "key",
        "published",
        to("published", ""),
        ("public",),
        people=2,
        guards=(Filled(code="oversight.key", column="public", field="public"),),
        article=_DIRECTIVE,
        hears="nobody, because the page of keys shows it",
    ),
    Act(
        "key",
        "lost",
        to("lost", "published"),
        people=2,
        article=_DIRECTIVE,
        hears="nobody, because the page of keys and each report that it sealed show it",
    ),
    Act(
        "report",
        "received",
        to("received", ""),
        ("box", "reply_key", "received_on", "acknowledge_by", "answer_by"),
        article=_DIRECTIVE,
        hears="the inspectorate, in its list of reports",
    ),
    Act(
        "report",
        "continued",
        {**stays("received", "acknowledged"), **to("acknowledged", "answered", "closed")},
        ("answer_by",),
        article=_DIRECTIVE,
        hears="the inspectorate, in its list of reports",
    ),
    Act("report", "opened", stays(*_ALL), hears=_NOBODY),
    Act(
        "report",
        "acknowledged",
        to("acknowledged", "received"),
        ("answer_by",),
        article=_DIRECTIVE,
        hears="the reporter, by their code",
    ),
    Act(
        "report", "asked", stays("received", "acknowledged", "answered"), hears="the reporter, by their code"
    ),
    Act(
        "report",
        "answered",
        to("answered", "acknowledged", "answered"),
        article=_DIRECTIVE,
        hears="the reporter, by their code",
    ),
    Act(
        "report",
        "attached",
        stays(*_ALL),
        ("inspection",),
        guards=(Filled(code="oversight.report_case", column="inspection", field="inspection"),),
        hears="whoever works on the case; from here the report is theirs alone",
    ),
    Act("report", "closed", to("closed", "answered"), hears="the reporter, by their code"),
    Act("message", "arrived", to("kept", ""), ("on", "content", "key"), hears=_NOBODY),
    Act(
        "message",
        "sent",
        to("kept", ""),
        ("on", "content", "key", "reply"),
        hears="the reporter, by their code",
    ),
    Act("message", "resealed", stays("kept"), ("content", "key"), hears=_NOBODY),
    Act(
        "message",
        "erased",
        to("erased", "kept"),
        rule=KEPT_LONG_ENOUGH,
        article="Directive (EU) 2019/1937 art. 18(1)",
        hears="the inspectorate, on the page of the report; the reporter finds an empty box",
    ),
)
