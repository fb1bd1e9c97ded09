"""The acts of tracing: requests, the links of the chains that they follow, and the files that went out or came in. Pure.

A request may be delayed, restricted or refused only on a ground of `grounds.py`, which stands in the record as long as it holds (ITI 14-23;
Firearms Protocol art. 12). Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.acts import (
    Act,
    Acts,
    Blank,
    Condition,
    Filled,
    Guard,
    Listed,
    OfOffice,
    Record,
    Referenced,
    stays,
    to,
)
from ifar.tracing import grounds
from ifar.tracing.states import FOLLOWED, NOTICES, REQUEST_STATES

_WENT: Final = tuple(
    request_state for request_state in REQUEST_STATES if request_state not in ("draft", "withdrawn")
)
_STANDING: Final = tuple(request_state for request_state in REQUEST_STATES if request_state != "withdrawn")
_CONTENT: Final = (
    "number", "country", "desk", "channel", "parent", "item", "thing", "identity", "marks", "lot", "photos", "illicit", "recovered_on",
    "recovered_in", "use", "urgency", "handling", "agreement", "office",
)  # fmt: skip
"""What a request says, when it is drafted and until it is sent."""
_APART: Final[Mapping[str, str]] = {
    "circumstances": "circumstances",
    "justification": "justification",
    "place": "place",
    "raw": "+identity",
}
_ANSWERED: Final = ("result", "on", "to_role", "to_whom", "to_country", "diversion", "quantity")
_FILE: Final = ("request", "message", "form", "sender", "recipient", "hash")
_NOW: Final = "recorded_at"
_ARTICLE: Final = "Firearms Protocol art. 12"
_NOBODY: Final = "nobody, because "
_ASKER: Final = "the office that asked, by a notice, where it is one of this State"


def _of(which: str, *directions: str) -> Listed:
    """An act of requests of some directions only."""
    return Listed(code=f"tracing.direction.{which}", column="direction", values=directions)


_ITS: Final = OfOffice(code="tracing.other_office", column="agency")
"""Only the office that asked, or the one that keeps what came in."""
_ANSWERS: Final = OfOffice(code="tracing.other_office", column="office")
"""Only the office that was asked; of what another State was asked, the one that asked notes what it was told."""
_EITHER: Final = OfOffice(code="tracing.other_office", column="agency", or_column="office")
_ABROAD: Final = OfOffice(
    code="tracing.other_office", column="office", when=(Condition("direction", ("domestic",), differs=True),)
)
"""What goes to another State the office that asks keeps itself."""
_OUTGOING: Final = _of("outgoing", "outgoing")
_INCOMING: Final = _of("incoming", "incoming")
_ASKING: Final = _of("asking", "outgoing", "domestic")
_ASKED: Final = _of("asked", "incoming", "domestic")
_DUE: Final = Filled(code="tracing.due", column="due_at")
_PARENT: Final = Referenced(
    code="tracing.parent",
    column="parent",
    record_type="request",
    field="parent",
    when=(Condition("parent", ("",), differs=True),),
)
_GROUND: Final = Listed(
    code="tracing.ground", column="ground", values=grounds.GROUNDS, article=grounds.ARTICLE, field="ground"
)


def _content_guards(*columns: str) -> tuple[Guard, ...]:
    """What a request must say."""
    return tuple(Filled(code=f"tracing.missing.{column}", column=column, field=column) for column in columns)


_FOLLOWED: Final = Referenced(
    code="tracing.step.not_followed", column="request", record_type="request", states=FOLLOWED
)
_ROUNDS: Final = Referenced(
    code="tracing.step.quantity",
    column="request",
    record_type="request",
    values={"thing": ("ammunition",)},
    field="quantity",
    when=(Condition("quantity", ("",), differs=True),),
)


def _while(*states: str, when: tuple[Condition, ...] = ()) -> Referenced:
    """A question ends with its request, and only with it."""
    return Referenced(
        code="tracing.changed_meanwhile", column="request", record_type="request", states=states, when=when
    )


def _belongs(form: str, direction: str, other: str) -> Referenced:
    """A file of a form belongs to a request that went, of this direction, to or from the State at its other end."""
    return Referenced(
        code="tracing.file.unrelated",
        column="request",
        record_type="request",
        states=_WENT,
        values={"direction": (direction,)},
        same={"country": other},
        when=(Condition("form", (form,)),),
    )


_WHOLE: Final[tuple[Guard, ...]] = (
    Listed(code="tracing.file.incomplete", column="form", values=("request", "answer", *NOTICES)),
    *(
        Filled(code="tracing.file.incomplete", column=item)
        for item in ("message", "sender", "recipient", "expires_on")
    ),
    Blank(code="tracing.file.unrelated", column="request", when=(Condition("form", NOTICES),)),
)
"""What every file says, and that an exchange of experience belongs to no request."""

_REQUESTS: Final = (
    Act(
        "request", "drafted", to("draft", ""), ("direction", *_CONTENT), personal=_APART, guards=(_ITS, _ABROAD, _ASKING, _PARENT),
        article=_ARTICLE, hears=_NOBODY + "a draft is the office's own until it is sent",
    ),
    Act(
        "request", "amended", stays("draft"), _CONTENT, personal=_APART, guards=(_ITS, _ABROAD, _ASKING, _PARENT),
        article=_ARTICLE, hears=_NOBODY + "a draft is the office's own until it is sent",
    ),
    Act(
        "request", "sent", to("sent", "draft"), ("due_at",), stamps={"sent_at": _NOW},
        guards=(_ITS, _ASKING, _DUE, *_content_guards("number", "country", "use", "recovered_on")), article=_ARTICLE,
        hears="the office that is asked, by a notice and My tasks; another State by a signed file or a paper",
    ),
    Act(
        "request", "received", to("sent", ""), ("direction", "reference", "due_at", *_CONTENT), personal=_APART,
        stamps={"sent_at": _NOW},
        guards=(_ITS, _ANSWERS, _INCOMING, *_content_guards("reference", "country"), Blank(code="tracing.item", column="item"), _DUE, _PARENT),
        article=_ARTICLE, hears="the desk that has the same request as a secret one, by a notice; else nobody, because it is the desk's own",
    ),
    Act(
        "request", "acknowledged", to("acknowledged", "sent"), ("reference", "due_at"), stamps={"acknowledged_at": _NOW},
        guards=(_ANSWERS, _DUE), article=grounds.ARTICLE, hears=_ASKER,
    ),
    Act(
        "request", "searched", to("searching", "acknowledged", "searching", "not_found"), ("question", "searches", "ground", "due_at"),
        clears=("ended_at",), guards=(_ANSWERS, _ASKED, _DUE), article=_ARTICLE, hears=_NOBODY + "the answer tells it",
    ),
    Act(
        "request", "progressed", to("searching", "acknowledged"), ("due_at",), guards=(_ITS, _OUTGOING, _DUE),
        article=_ARTICLE, hears=_NOBODY + "the office that asked notes what it was told",
    ),
    Act(
        "request", "identified", stays("searching"), ("firearm",), guards=(_ANSWERS,), article=_ARTICLE,
        hears=_NOBODY + "the answer tells it; the life of the firearm says that it is traced",
    ),
    Act("request", "answered", to("answered", "searching"), ("due_at",), stamps={"ended_at": _NOW}, guards=(_ANSWERS,), article=_ARTICLE, hears=_ASKER),
    Act("request", "not_found", to("not_found", "searching"), ("due_at",), stamps={"ended_at": _NOW}, guards=(_ANSWERS,), article=_ARTICLE, hears=_ASKER),
    Act(
        "request", "delayed", to("delayed", "sent", "acknowledged", "searching"), ("ground", "due_at"),
        # Who is told why it takes longer knows that it came.
        stamps={"acknowledged_at": f"{_NOW}?"}, guards=(_ANSWERS, _GROUND, _DUE), article=grounds.ARTICLE, hears=_ASKER,
    ),
    Act(
        "request", "restricted", to("restricted", "searching"), ("ground", "due_at"), stamps={"ended_at": _NOW}, guards=(_ANSWERS, _GROUND),
        article=grounds.ARTICLE, hears=_ASKER,
    ),
    Act(
        "request", "refused", to("refused", "sent", "acknowledged", "searching", "delayed"), ("ground", "due_at"),
        stamps={"acknowledged_at": f"{_NOW}?", "ended_at": _NOW}, guards=(_ANSWERS, _GROUND), article=grounds.ARTICLE, hears=_ASKER,
    ),
    Act(
        "request", "resumed", to("searching", "delayed", "not_found", "restricted", "refused", "answered"), ("ground", "due_at"),
        clears=("ended_at",), guards=(_ANSWERS, _DUE), article=grounds.ARTICLE, hears=_NOBODY + "the word that follows tells it",
    ),
    Act(
        "request", "withdrawn", to("withdrawn", "draft", "sent", "acknowledged", "searching", "delayed"), ("ground", "due_at"),
        stamps={"ended_at": _NOW}, guards=(_ITS,), article=_ARTICLE,
        hears="the office that was asked, by a notice, where it is one of this State; the open questions to traders end",
    ),
    Act(
        "request", "messaged", stays(*_WENT, "withdrawn"), guards=(_EITHER,), article=grounds.ARTICLE,
        hears="the other office, by a notice, where it is one of this State",
    ),
    Act(
        "request", "settled", stays(*_WENT, "withdrawn"), ("outcome", "outcome_on"), guards=(_ITS, _ASKING), article="SDG 16.4.2",
        hears=_NOBODY + "the exhibit and the figures say it from then on",
    ),
    Act(
        "request", "disclosed", stays("searching", "answered", "restricted"), guards=(_ANSWERS,), article="Firearms Protocol art. 12(5)",
        hears=_NOBODY + "whoever asked for the document has it; the log of disclosures says so",
    ),
    Act("request", "let_in", stays(*_STANDING), ("named",), guards=(_EITHER,), article=_ARTICLE, hears="the offices that are let in, by a notice"),
)  # fmt: skip
_STEPS: Final = (
    Act(
        "step", "asked", to("asked", ""), ("line", "role", "asked", "country", "due_at"), guards=(_FOLLOWED,),
        article="Firearms Protocol art. 3(f)", hears="the trader, by a notice and My tasks",
    ),
    Act(
        "step", "noted", to("answered", ""), ("line", "role", "country", *_ANSWERED), personal={"described": "described", "source": "source"},
        stamps={"answered_at": _NOW}, guards=(_FOLLOWED, _ROUNDS), article="Firearms Protocol art. 3(f)",
        hears=_NOBODY + "the office that follows the chain notes it itself",
    ),
    Act(
        "step", "answered", to("answered", "asked"), _ANSWERED, personal={"described": "described", "source": "source"},
        stamps={"answered_at": _NOW}, guards=(OfOffice(code="tracing.other_office", column="asked"), _while(*_STANDING), _ROUNDS),
        article="Firearms Protocol art. 3(f)", hears="the office that follows the chain, by a notice",
    ),
    Act(
        "step", "failed", to("failed", "asked"), ("failure",), personal={"source": "source"}, stamps={"answered_at": _NOW},
        guards=(
            _while("withdrawn", when=(Condition("failure", ("withdrawn",)),)),
            _while(*_STANDING, when=(Condition("failure", ("withdrawn",), differs=True),)),
        ),
        article="Firearms Protocol art. 3(f)",
        hears="the office that follows the chain, by a notice, where the trader says so; else nobody, because it says so itself",
    ),
)  # fmt: skip
_EXCHANGES: Final = (
    Act(
        "exchange", "sent", to("sent", ""), (*_FILE, "expires_on"), personal={"said": "said"},
        guards=(_ITS, *_WHOLE, _belongs("request", "outgoing", "recipient"), _belongs("answer", "incoming", "recipient")),
        article=_ARTICLE, hears="the other State, by the file",
    ),
    Act(
        "exchange", "accepted", to("accepted", ""), (*_FILE, "expires_on"), personal={"said": "said"},
        guards=(_ITS, *_WHOLE, _belongs("request", "incoming", "sender"), _belongs("answer", "outgoing", "sender")),
        article=_ARTICLE, hears=_NOBODY + "the office takes it in itself; the act on its request says who hears of that",
    ),
    Act(
        "exchange", "refused", to("refused", ""), (*_FILE, "reason"), guards=(_ITS, Blank(code="tracing.file.unrelated", column="request")),
        article=_ARTICLE, hears=_NOBODY + "the office takes it in itself, and is told why it is refused",
    ),
)  # fmt: skip

ACTS: Final = Acts(
    "tracing",
    words="ifar.tracing.labels",
    records=[
        Record("request", "O", stamps={"opened_by": "actor", "opened_at": _NOW}),
        Record("step", "O", parent="request", stamps={"asked_at": _NOW}),
        Record("exchange", "O", stamps={"at": _NOW}),
    ],
    acts=(*_REQUESTS, *_STEPS, *_EXCHANGES),
    checks=True,
    follows=True,
    locks=True,
)


def goes(act: Act, direction: str) -> bool:
    """Whether an act is one of requests of a direction."""
    named = (guard for guard in act.guards if isinstance(guard, Listed) and guard.column == "direction")
    return all(direction in listed.values for listed in named)
