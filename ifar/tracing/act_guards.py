"""Whether each act of tracing could lawfully be done, as far as no guard says it (`acts.py`): for whoever verifies the log. Pure.

The database function `tracing_check` refuses what this names; a verifier asks again, because whoever alters rows alters functions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from ifar.rights import AGENCY_COMPARTMENT
from ifar.tracing import clock, disclosure, grounds, outcomes, states, steps

LONGEST_TERM: Final = dt.timedelta(days=120)
"""No term of `clock.py` is longer, whatever the holidays."""
_SLACK: Final = dt.timedelta(minutes=1)
_OPENS: Final = frozenset({"drafted", "received", "amended"})
Wrong = tuple[int, str, str]
"""(number of the act, what it is, what it should be)."""


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """One act as the log holds it.

    `committed` names what was kept apart with it, `personal` holds what of that was not erased since.
    """

    kind: str
    n: int
    changes: Mapping[str, Any]
    details: Mapping[str, Any]
    agency: str
    at: dt.datetime
    personal: Mapping[str, Any] = field(default_factory=dict)
    committed: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """What a link of the chain of a request said, and when: that it names a holder, that the arm was diverted."""

    at: dt.datetime
    holder: bool
    diverted: bool


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a record: the kinds of offices, what exists.

    `offices`: those whose the request of a link or a file is.
    `files`: hashes of the answers that went out for a request, `papers` of the statements about it; `came`: whether a file was taken in that
    asked it.
    `missing`: identifiers that are named and that nothing has.
    """

    kinds: Mapping[str, str]
    offices: Collection[str] = ()
    files: Collection[str] = ()
    came: bool = False
    missing: Collection[str] = ()
    links: Collection[Link] = ()
    papers: Collection[str] = ()


def wrongs(record_type: str, acts: Sequence[LoggedAct], around: Around) -> Iterator[Wrong]:
    """What of the acts on one record could not lawfully be done, in their order."""
    state, stood, rest = "", dict[str, Any](), None
    for act in acts:
        before, stood = stood, stood | dict(act.changes)
        if not before and record_type != "step":
            yield from _kept(act, stood, around)
        check = {"request": _request, "step": _step, "exchange": _exchange}[record_type]
        for what, should in check(act, before, stood, around):
            yield act.n, what, should
        if act.kind == "resumed" and state == "delayed" and rest is not None:
            due = _moment(stood.get("due_at"))
            if due and due > act.at + rest + _SLACK:
                yield act.n, "resumed with more time", "what was left of its term"
        after = str(act.changes.get("state", state))
        if state in ("acknowledged", "searching") and after not in ("acknowledged", "searching"):
            until = _moment(before.get("due_at"))
            rest = max(until - act.at, dt.timedelta()) if until else None
        state = after


def _kept(act: LoggedAct, stood: Mapping[str, Any], around: Around) -> Iterator[Wrong]:
    compartment = AGENCY_COMPARTMENT.get(around.kinds.get(act.agency, ""))
    if stood.get("compartment") != compartment:
        yield act.n, f"compartment {stood.get('compartment')}", "that of the office"


def _moment(text: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _request(
    act: LoggedAct, before: Mapping[str, Any], stood: Mapping[str, Any], around: Around
) -> Iterator[tuple[str, str]]:
    direction = stood.get("direction")
    yield from _whole(act, stood, around)
    yield from _term(act, before, stood)
    text = " ".join(str(act.personal.get("note") or "").split())
    if act.kind == "withdrawn" and not _words(act, text, grounds.LEAST if direction == "incoming" else 1):
        yield act.kind, "why, or what they wrote who asked"
    if act.kind == "searched" and before.get("due_at") and stood.get("due_at") != before.get("due_at"):
        yield "searched with another term", "the term that it had"
    if act.kind == "settled":
        links = [link for link in around.links if link.at <= act.at]
        diverted, holder = any(link.diverted for link in links), any(link.holder for link in links)
        outcome, state = str(stood.get("outcome")), str(stood.get("state"))
        if outcomes.problems(outcome, state=state, diversion=diverted, holder=holder):
            yield f"outcome {outcome}", "an outcome that its chain bears out"
    if act.kind in states.GROUNDED and not _words(act, text, grounds.LEAST):
        yield act.kind, "a ground, in words"
    if act.kind == "let_in":
        for office in stood.get("named", ()):
            if office not in around.kinds:
                yield f"let in {office}", "an office that there is"
    if act.kind in ("answered", "restricted", "disclosed"):
        yield from _left(act, stood, around)


def _words(act: LoggedAct, text: str, least: int) -> bool:
    """Whether there are words with an act; what was lawfully erased since was judged when it was said."""
    return "note" in act.committed and ("note" not in act.personal or len(text) >= least)


def _whole(act: LoggedAct, stood: Mapping[str, Any], around: Around) -> Iterator[tuple[str, str]]:
    if act.kind in _OPENS:
        for name in ("office", "item"):
            if stood.get(name) in around.missing:
                yield f"{name} {stood.get(name)}", "one that there is"
    if act.kind == "identified" and stood.get("firearm") in around.missing:
        yield f"firearm {stood.get('firearm')}", "one that there is"
    if act.kind == "received" and stood.get("channel") == "file" and not around.came:
        yield "received as a file", "a file that was taken in"
    if act.kind == "sent" and not stood.get("illicit"):
        yield "sent", "a request that says why the arm is thought to be illicit"


def _term(act: LoggedAct, before: Mapping[str, Any], stood: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    due = _moment(stood.get("due_at"))
    new = due is not None and stood.get("due_at") != before.get("due_at")
    if new and due and not act.at - _SLACK <= due <= act.at + LONGEST_TERM:
        yield f"{act.kind} with a term until {due:%Y-%m-%d}", "a term that there is"


def _left(act: LoggedAct, stood: Mapping[str, Any], around: Around) -> Iterator[tuple[str, str]]:
    outgoing, form = stood.get("direction") == "outgoing", act.details.get("form", "")
    paper = act.kind == "disclosed" and form != "file"
    own_law = stood.get("direction") == "domestic" or (paper and outgoing)
    agreement = disclosure.COURT if own_law else str(stood.get("agreement"))
    ground, left = str(stood.get("ground") or ""), list(act.details.get("left", ()))
    # For legal assistance it goes to whichever State asks for that.
    to = act.details.get("to") if paper and form != "statement" else stood.get("country")
    named = (act.details.get("agreement"), act.details.get("ground"), act.details.get("to"))
    if named != (agreement, ground, to) or not to:
        yield f"{act.kind} under {named[0]}", "its own agreement, ground and State"
    kept = [item for item in left if not disclosure.judged(item, ground=ground, agreement=agreement).leaves]
    if kept or (outgoing and not paper and left):
        yield f"{', '.join(sorted(kept or left))} left", "only what the rules let leave"
    elif not outgoing and act.kind != "disclosed":
        given = act.personal.get("answer")
        if bool(left) != ("answer" in act.committed) or (given and sorted(given) != sorted(left)):
            yield "another thing left than it says", "what it says"
    if act.kind == "disclosed" and form == "file" and act.details.get("hash") not in around.files:
        yield "disclosed by a file", "a file that went out"
    if form == "statement" and act.details.get("hash") not in around.papers:
        yield "disclosed by a statement", "a paper that was issued about it"


def _step(
    act: LoggedAct, before: Mapping[str, Any], stood: Mapping[str, Any], around: Around
) -> Iterator[tuple[str, str]]:
    desk = around.offices
    if not before and act.agency not in desk:
        yield f"{act.kind} by {act.agency}", "whose request it is"
    if act.kind == "asked":
        due = _moment(stood.get("due_at"))
        if around.kinds.get(str(stood.get("asked"))) not in ("maker", "dealer"):
            yield f"asked {stood.get('asked')}", "a trader"
        if due is None or not act.at + clock.DEALER - _SLACK <= due <= act.at + clock.DEALER:
            yield "asked with another term", "a trader's 24 hours"
    if act.kind == "failed" and act.agency not in (stood.get("asked"), *desk):
        yield f"failed by {act.agency}", "whoever was asked, or who asked"
    if act.kind == "failed" and act.agency == stood.get("asked") and stood.get("failure") == "no_answer":
        yield "no answer, as the trader says", "an answer"
    if act.kind == "failed" and act.agency != stood.get("asked") and stood.get("failure") != "withdrawn":
        until = _moment(stood.get("due_at"))
        if stood.get("failure") not in steps.OF_DESK or until is None or act.at < until:
            yield f"{stood.get('failure')} in the trader's stead", "the trader's own word, in the own time"
    if stood.get("to_whom") in around.missing:
        yield f"to {stood.get('to_whom')}", "one that there is"


def _exchange(
    act: LoggedAct, _before: Mapping[str, Any], stood: Mapping[str, Any], around: Around
) -> Iterator[tuple[str, str]]:
    if act.kind != "refused" and stood.get("sender") == stood.get("recipient"):
        yield f"{act.kind} to {stood.get('recipient')}", "another State"
    if stood.get("form") in states.NOTICES:
        yield from _notice(act)
    elif act.kind != "refused" and act.agency not in around.offices:
        yield f"{act.kind} by {act.agency}", "whose request it is"


def _notice(act: LoggedAct) -> Iterator[tuple[str, str]]:
    """An exchange of experience: what went out is what the rules let leave under its agreement."""
    if act.kind != "refused" and "said" not in act.committed:
        yield "an exchange of experience that says nothing", "what it says"
    if act.kind != "sent":
        return
    left, agreement = list(act.details.get("left", ())), str(act.details.get("agreement"))
    kept = [item for item in left if not disclosure.judged(item, ground="", agreement=agreement).leaves]
    if kept:
        yield f"{', '.join(sorted(kept))} left", "only what the rules let leave"
    given = act.personal.get("said")
    if given and sorted(given) != sorted(left):
        yield "another thing left than it says", "what it says"
