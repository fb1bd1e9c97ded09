"""Whether each act of tracing could lawfully be done: the database's own conditions once more, for whoever verifies its log. Pure.

The trigger refuses what this names (`sql/tracing_event_apply.sql` and what it calls); a verifier asks again, because whoever alters rows alters functions.
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
_FILE: Final[Mapping[tuple[str, str], str]] = {
    ("sent", "request"): "outgoing",
    ("sent", "answer"): "incoming",
    ("accepted", "request"): "incoming",
    ("accepted", "answer"): "outgoing",
}
"""(what was done with a file, its form) -> the direction of the request that it belongs to."""
NOTICES: Final = ("authorised", "methods")
"""Forms of a file that belongs to no request: an exchange of experience (`notices.py`)."""
Wrong = tuple[int, str, str]
"""(number of the act, what it is, what it should be)."""


@dataclass(frozen=True, slots=True)
class Act:
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
    """What stands around a record: the kinds of offices, the request of a link or file (empty: there is none), what exists.

    `request`: `agency`, `office`, `direction`, `country`, and `state`, in which it stood when the link or file was opened.
    `files`: hashes of the answers that went out for a request, `papers` of the statements about it; `came`: whether a file was taken in that
    asked it.
    `missing`: identifiers that are named and that nothing has.
    """

    kinds: Mapping[str, str]
    request: Mapping[str, Any] = field(default_factory=dict)
    files: Collection[str] = ()
    came: bool = False
    missing: Collection[str] = ()
    links: Collection[Link] = ()
    papers: Collection[str] = ()


def wrongs(noun: states.Noun, acts: Sequence[Act], around: Around) -> Iterator[Wrong]:
    """What of the acts on one record could not lawfully be done, in their order."""
    state, stood, rest = "", dict[str, Any](), None
    for act in acts:
        rule = states.TABLE.get((noun, act.kind))
        before, stood = stood, stood | dict(act.changes)
        if rule is None or rule.leads.get(state) != act.changes.get("state"):
            yield act.n, act.kind, f"an act that is possible from {state or 'nothing'}"
        else:
            owned = {"agency", "compartment"} if not state and noun != "step" else set[str]()
            if extra := set(act.changes) - {"state", *rule.columns} - owned:
                yield act.n, f"{act.kind} sets {', '.join(sorted(extra))}", "only what such an act sets"
        if not before and noun != "step":
            yield from _kept(act, stood, around)
        check = {"request": _request, "step": _step, "exchange": _exchange}[noun]
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


def _kept(act: Act, stood: Mapping[str, Any], around: Around) -> Iterator[Wrong]:
    if stood.get("agency") != act.agency:
        yield act.n, f"kept by {stood.get('agency')}", "the office that did it"
    compartment = AGENCY_COMPARTMENT.get(around.kinds.get(act.agency, ""))
    if stood.get("compartment") != compartment:
        yield act.n, f"compartment {stood.get('compartment')}", "that of the office"


def _moment(text: Any) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _request(
    act: Act, before: Mapping[str, Any], stood: Mapping[str, Any], around: Around
) -> Iterator[tuple[str, str]]:
    rule = states.TABLE.get(("request", act.kind))
    direction, owner, office = stood.get("direction"), stood.get("agency"), stood.get("office")
    if rule and direction not in rule.directions:
        yield act.kind, "an act of requests of its direction"
    if not _its_own(act, direction, owner, office):
        yield f"{act.kind} by {act.agency}", "whose it is to do"
    yield from _whole(act, stood, around)
    yield from _term(act, before, stood)
    said = " ".join(str(act.personal.get("note") or "").split())
    if act.kind == "withdrawn" and not _words(act, said, grounds.LEAST if direction == "incoming" else 1):
        yield act.kind, "why, or what they wrote who asked"
    if act.kind == "searched" and before.get("due_at") and stood.get("due_at") != before.get("due_at"):
        yield "searched with another term", "the term that it had"
    if act.kind == "settled":
        told = [one for one in around.links if one.at <= act.at]
        diverted, holder = any(one.diverted for one in told), any(one.holder for one in told)
        outcome, state = str(stood.get("outcome")), str(stood.get("state"))
        if outcomes.problems(outcome, state=state, diversion=diverted, holder=holder):
            yield f"outcome {outcome}", "an outcome that its chain bears out"
    grounded = stood.get("ground") in grounds.GROUNDS and _words(act, said, grounds.LEAST)
    if act.kind in states.GROUNDED and not grounded:
        yield act.kind, "a ground, in words"
    if act.kind == "let_in":
        for office in stood.get("named", ()):
            if office not in around.kinds:
                yield f"let in {office}", "an office that there is"
    if act.kind in _OPENS and stood.get("named", []) != before.get("named", []):
        yield f"{act.kind} lets offices in", "an act of its own"
    if act.kind in ("answered", "restricted", "disclosed"):
        yield from _left(act, stood, around)


def _words(act: Act, said: str, least: int) -> bool:
    """Whether there are words with an act; what was lawfully erased since was judged when it was said."""
    return "note" in act.committed and ("note" not in act.personal or len(said) >= least)


def _its_own(act: Act, direction: Any, owner: Any, office: Any) -> bool:
    if direction != "domestic" and office != owner:
        return False
    if act.kind in states.OWNERS:
        return bool(act.agency == owner)
    if direction != "outgoing" and act.kind in states.ANSWERING:
        return bool(act.agency == office)
    return act.agency in (owner, office)


def _whole(act: Act, stood: Mapping[str, Any], around: Around) -> Iterator[tuple[str, str]]:
    if act.kind in _OPENS:
        for name in ("office", "item", "parent"):
            if stood.get(name) in around.missing:
                yield f"{name} {stood.get(name)}", "one that there is"
    if act.kind == "identified" and stood.get("firearm") in around.missing:
        yield f"firearm {stood.get('firearm')}", "one that there is"
    if act.kind == "received":
        if not stood.get("reference") or not stood.get("country") or stood.get("item"):
            yield "received without who asked, or with an exhibit", "their number, their State"
        if stood.get("channel") == "file" and not around.came:
            yield "received as a file", "a file that was taken in"
    needed = ("illicit", "use", "recovered_on", "number", "country")
    if act.kind == "sent" and not all(stood.get(name) for name in needed):
        yield "sent", "a request that says why, for what, when and to whom"


def _term(act: Act, before: Mapping[str, Any], stood: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    due = _moment(stood.get("due_at"))
    if stood.get("state") in states.OPEN and due is None:
        yield f"{act.kind} without a term", "a day by which somebody answers"
    new = due is not None and stood.get("due_at") != before.get("due_at")
    if new and due and not act.at - _SLACK <= due <= act.at + LONGEST_TERM:
        yield f"{act.kind} with a term until {due:%Y-%m-%d}", "a term that there is"


def _left(act: Act, stood: Mapping[str, Any], around: Around) -> Iterator[tuple[str, str]]:
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
    kept = [one for one in left if not disclosure.judged(one, ground=ground, agreement=agreement).leaves]
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
    act: Act, before: Mapping[str, Any], stood: Mapping[str, Any], around: Around
) -> Iterator[tuple[str, str]]:
    desk = (around.request.get("agency"), around.request.get("office"))
    if not before:
        if around.request.get("state", "draft") in ("draft", "sent", "withdrawn", "refused"):
            yield act.kind, "a request that is being followed"
        if act.agency not in desk:
            yield f"{act.kind} by {act.agency}", "whose request it is"
    if act.kind == "asked":
        due = _moment(stood.get("due_at"))
        if around.kinds.get(str(stood.get("asked"))) not in ("maker", "dealer"):
            yield f"asked {stood.get('asked')}", "a trader"
        if due is None or not act.at + clock.DEALER - _SLACK <= due <= act.at + clock.DEALER:
            yield "asked with another term", "a trader's 24 hours"
    if act.kind == "answered" and act.agency != stood.get("asked"):
        yield f"answered by {act.agency}", "whoever was asked"
    if act.kind == "failed" and act.agency not in (stood.get("asked"), *desk):
        yield f"failed by {act.agency}", "whoever was asked, or who asked"
    if act.kind == "failed" and act.agency == stood.get("asked") and stood.get("failure") == "no_answer":
        yield "no answer, as the trader says", "an answer"
    if act.kind == "failed" and act.agency != stood.get("asked") and stood.get("failure") != "withdrawn":
        until = _moment(stood.get("due_at"))
        if stood.get("failure") not in steps.OF_DESK or until is None or act.at < until:
            yield f"{stood.get('failure')} in the trader's stead", "the trader's own word, in the own time"
    if stood.get("quantity") is not None and around.request.get("thing", "ammunition") != "ammunition":
        yield "rounds of a firearm", "rounds of ammunition only"
    if stood.get("to_whom") in around.missing:
        yield f"to {stood.get('to_whom')}", "one that there is"


def _exchange(
    act: Act, _before: Mapping[str, Any], stood: Mapping[str, Any], around: Around
) -> Iterator[tuple[str, str]]:
    asked = around.request
    if act.kind == "refused":
        if stood.get("request"):
            yield "a refused file of a request", "a file that belongs to nothing"
        return
    if stood.get("form") in NOTICES:
        yield from _notice(act, stood)
        return
    if not asked:
        yield f"a file of {stood.get('request')}", "a request that there is"
        return
    if act.agency not in (asked["agency"], asked["office"]):
        yield f"{act.kind} by {act.agency}", "whose request it is"
    if asked["direction"] != _FILE.get((act.kind, str(stood.get("form")))):
        yield f"{act.kind} {stood.get('form')}", "a file of requests of its direction"
    if asked["state"] in ("draft", "withdrawn"):
        yield f"{act.kind} while it was {asked['state']}", "a request that was sent"
    other, own = ("recipient", "sender") if act.kind == "sent" else ("sender", "recipient")
    if stood.get(other) != asked["country"] or stood.get(own) in ("", stood.get(other)):
        yield f"{other} {stood.get(other)}", "the State of its request"


def _notice(act: Act, stood: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """An exchange of experience: it belongs to no request, and what went out is what the rules let leave under its agreement."""
    if stood.get("request"):
        yield "an exchange of experience of a request", "one that belongs to none"
    if "said" not in act.committed:
        yield "an exchange of experience that says nothing", "what it says"
    if stood.get("sender") in ("", stood.get("recipient")) or not stood.get("recipient"):
        yield f"{act.kind} to {stood.get('recipient')}", "another State"
    if act.kind != "sent":
        return
    left, agreement = list(act.details.get("left", ())), str(act.details.get("agreement"))
    kept = [one for one in left if not disclosure.judged(one, ground="", agreement=agreement).leaves]
    if kept:
        yield f"{', '.join(sorted(kept))} left", "only what the rules let leave"
    given = act.personal.get("said")
    if given and sorted(given) != sorted(left):
        yield "another thing left than it says", "what it says"
