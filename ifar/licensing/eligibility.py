"""Whether somebody may be granted a licence, and what takes it away again: checklist, grounds, notices, removal.

Directive (EU) 2021/555 art. 5(1), 6(1)-(2), 10(2): the conditions of the grant must hold on the day of the decision, and afterwards.
A notice that surely means the holder suspends at once where the law says so; one that may mean somebody else waits for a person. What
ends a licence takes two, as every end does. Pure.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from ifar.errors import Reason
from ifar.licensing.kind import CheckItem, Kind

NOTICE_GROUNDS: Final = ("death", "conviction", "protection_order", "medical")
"""What others report of a holder."""

OWN_WAYS: Final = frozenset({"expired", "surrendered"})
"""Grounds of an end that have acts of their own: nobody proposes to end a licence on them."""

MOST_EXTENSION: Final = 90
SOLD: Final = frozenset(
    {"retail_sold", "wholesale_transferred", "acquired", "privately_transferred", "inherited"}
)
PROOFS: Final[Mapping[str, frozenset[str]]] = {
    "deposited": frozenset({"deposited", "surrendered", "seized", "found"}),
    "sold": SOLD,
    "surrendered": frozenset({"surrendered", "seized", "confiscated"}),
    "exported": frozenset({"exported", "temporarily_exported"}),
    "deactivated": frozenset({"deactivated"}),
    "destroyed": frozenset({"destroyed"}),
}
"""Way in which firearms left -> kinds of events that prove it. A way of a State's own list that is not here takes any event or a paper."""
_LEAVES: Final = frozenset().union(*PROOFS.values())
NONE_HELD: Final = "none_held"
"""The way of a holder who kept nothing: the register itself proves it, and nothing else is asked."""
_EVENT: Final = re.compile(r"([FK][0-9A-HJKMNP-TV-Z]{13})/([1-9][0-9]{0,8})")
_PAPER: Final = re.compile(r"V[0-9A-HJKMNP-TV-Z]{13}")
MOST_PROOFS: Final = 100


def proofs(given: Sequence[str]) -> tuple[list[tuple[str, int]], list[str]] | None:
    """Events (firearm and number of the event) and papers that prove a removal; None where something is neither.

    One fact is `F…/4`, the fourth event of that firearm's life, or `V…`, a paper.
    """
    if len(given) > MOST_PROOFS:
        return None
    events, papers = [], []
    for text in given:
        if match := _EVENT.fullmatch(text):
            events.append((match[1], int(match[2])))
        elif _PAPER.fullmatch(text):
            papers.append(text)
        else:
            return None
    return events, papers


def proves(way: str, kinds: Collection[str], papers: Collection[str]) -> bool:
    """Whether events of these kinds, and these papers, prove that firearms left in a way: one event at least is of it, for others may have left otherwise."""
    if way == NONE_HELD:
        return not kinds and not papers
    allowed = PROOFS.get(way)
    fits = allowed is None or not kinds or (bool(allowed & set(kinds)) and set(kinds) <= _LEAVES)
    return bool(kinds or papers) and fits


def answers(item: CheckItem, office: str) -> bool:
    """Whether offices of a kind answer a check: the list says which. Where letters are taken in for another desk, the list names both."""
    return office in item.answered_by


def good_until(item: CheckItem, answered: dt.date) -> dt.date | None:
    """The last day on which an answer of that day is good; None for ever."""
    return None if item.good_days is None else answered + dt.timedelta(days=item.good_days)


def missing(kind: Kind, checks: Mapping[str, Mapping[str, Any]], day: dt.date) -> Iterator[Reason]:
    """What of the checklist is not answered, failed, or answered so long ago that it is no longer good on a day."""
    for item in kind.checks:
        values = checks.get(item.code)
        params = {"item": item.code}
        if values is None:
            yield Reason("licensing.check.open", article=item.article, field=item.code, params=params)
            continue
        until = good_until(item, dt.date.fromisoformat(values["on"]))
        if values["answer"] != "passed":
            yield Reason("licensing.check.failed", article=item.article, field=item.code, params=params)
        elif until is not None and day > until:
            yield Reason(
                "licensing.check.old",
                article=item.article,
                field=item.code,
                params={**params, "until": until.isoformat()},
            )


_KEPT: Final = "Directive (EU) 2021/555 art. 10(2)"
"""A licence is withdrawn where a condition of its grant is no longer met: another one for the same person would undo it."""


def granting(
    kind: Kind,
    *,
    applicant_kind: str,
    applicant_status: str,
    categories: Sequence[str],
    quota: int | None,
    months: int | None,
    checks: Mapping[str, Mapping[str, Any]],
    day: dt.date,
    stopped: bool,
    noticed: bool,
) -> tuple[Reason, ...]:
    """Everything that stands against a grant on a day; empty where nothing does.

    Args:
        stopped: another licence of the applicant is suspended.
        noticed: a notice about the applicant still stands.
    """
    return (
        *asking(kind, applicant_kind, categories, quota, months),
        *(() if applicant_status == "active" else (Reason("licensing.applicant.gone", field="applicant"),)),
        *((Reason("licensing.applicant.stopped", article=_KEPT, field="applicant"),) if stopped else ()),
        *((Reason("licensing.applicant.notice", article=_KEPT, field="applicant"),) if noticed else ()),
        *missing(kind, checks, day),
    )


def asking(
    kind: Kind, applicant_kind: str, categories: Sequence[str], quota: int | None, months: int | None
) -> Iterator[Reason]:
    """What cannot be asked for at all: another kind of holder, categories that the kind does not know, too many, too long."""
    if applicant_kind not in kind.holders:
        yield Reason("licensing.holder.kind", field="applicant")
    if kind.categories and not categories:
        yield Reason("licensing.categories.none", field="categories")
    if unknown := [category for category in categories if category not in kind.categories]:
        yield Reason("licensing.categories.beyond", field="categories", params={"beyond": ", ".join(unknown)})
    if kind.counts == "none":
        if quota is not None:
            yield Reason("licensing.quota.none", field="quota")
    elif quota is None or quota < 1 or (kind.quota is not None and quota > kind.quota):
        yield Reason("licensing.quota.beyond", field="quota", params={"most": kind.quota})
    if kind.months is not None and (months is None or not 1 <= months <= kind.months):
        yield Reason("licensing.months.beyond", field="months", params={"most": kind.months})


CERTAIN: Final = frozenset({"identity.same", "registration.same"})
_SURE_NAME: Final = frozenset({"name.same", "name.script"})
_AGAINST: Final = frozenset({"born.differs", "name.differs", "sex.differs", "registration.differs"})


def is_certain(reasons: Collection[str]) -> bool:
    """Whether reasons of likeness (`parties.likeness`) leave no doubt that two descriptions are one person.

    The same identity number with nothing against it, or the same name (in any script) with the same birth date and the same
    identity number. A name and a birth date alone never suspend anybody: two people share them.
    """
    values = frozenset(reasons)
    return bool(values & CERTAIN) and not values & _AGAINST


def is_supported(reasons: Collection[str]) -> bool:
    """Whether somebody is worth a look: a number, or a name that agrees together with the birth date."""
    values = frozenset(reasons)
    return bool(values & CERTAIN) or (bool(values & _SURE_NAME) and "born.differs" not in values)
