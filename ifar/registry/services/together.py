"""One event of many firearms: transfer, stock, return, disposal, another category. Each firearm's event is the single one, asked of the life cycle by itself.

What a kind of event asks is in its schema; here its input is made from it, with an answer and a document for each condition that no record
answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field, create_model

from ifar.accounts.models import Proposal
from ifar.acts.inputs import Day, Input, Moment, Prompt, identifier
from ifar.bulk.many import Answer, Many
from ifar.bulk.one_by_one import MOST, each_alone, each_asked
from ifar.ledger import services as ledger
from ifar.registry import kinds, labels
from ifar.registry.attestations import Attestation
from ifar.registry.detail_labels import CODES, FIELDS, SPECIAL
from ifar.registry.lateness import CHECK
from ifar.registry.lifecycle import CONDITIONS, RULES
from ifar.registry.lifecycle.rule import FREE, SOLD
from ifar.registry.occurred import instant
from ifar.registry.services import events, proposals
from ifar.registry.services.events import NewEvent
from ifar.rights import OWN_BOOK, Actor


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


TITLES: Final[Mapping[str, Any]] = {
    "deposited": gettext_lazy("Put firearms into deposit"),
    "stock_declared": gettext_lazy("Take finished firearms into stock"),
    "wholesale_transferred": gettext_lazy("Wholesale transfer of firearms"),
    "state_stock_received": gettext_lazy("Receive firearms into a State stock"),
    "state_stock_transferred": gettext_lazy("Move firearms to another State stock"),
    "written_off": gettext_lazy("Write firearms off"),
    "corrected": gettext_lazy("Correct the category of firearms"),
    "returned_to_owner": gettext_lazy("Return firearms to their owners"),
    "missing_in_transit": gettext_lazy("Report firearms missing in transit"),
    "confiscated": gettext_lazy("Record the confiscation of firearms"),
    "disposal_decided": gettext_lazy("Decide what becomes of firearms"),
    "sold_from_disposal": gettext_lazy("Pass firearms on from disposal"),
}
"""Kinds of event that are recorded, or proposed, for many firearms at once -> the act as an imperative."""
AT_ONCE: Final = frozenset({"deposited", "stock_declared"})
"""Those that are written by the thousand, by functions of their own (`at_once.py`)."""
ONLY: Final[Mapping[str, frozenset[str]]] = {"stock_declared": frozenset({"maker"})}
"""Kinds of offices at which it is offered for many, where the life cycle lets more record it: of firearms on record a maker's finished ones alone come into stock so. What a
trader has already when it joins is declared as opening stock."""
ALSO: Final[Mapping[str, tuple[str, ...]]] = {"disposal_decided": ("disposal_authority",)}
"""Conditions that a kind of event asks as its details say."""
CATEGORY: Final = "category"
"""The one column that a correction of many sets: everything else is read on each by itself."""
_ANSWER: Final = "answer_"
_SEEN: Final = "seen_"
"""Before the name of a condition: whether it holds, and the document that says so."""
_STANDS: Final = frozenset({*FREE, *SOLD, "not_the_counter"})
"""Conditions that the record itself always answers."""
_APART: Final = frozenset({"reason", "fields", "remark", "at"})


def _of(name: str, schema: Mapping[str, Any], needed: bool) -> tuple[Any, Any]:
    """A field of an event's schema as an input."""
    label: Any = FIELDS.get(name, name)
    pattern, longest = schema.get("pattern", ""), schema.get("maxLength", 200)
    value: Any
    if among := schema.get("enum"):
        choices = tuple((code, SPECIAL.get((name, code), CODES.get(code, code))) for code in among)
        value = Annotated[Literal[*among, ""], Prompt(label, way="choice", among=choices)]
    elif schema.get("format") == "date":
        value = Annotated[Day | None, Prompt(label, way="day")]
        return value, ... if needed else None
    elif pattern.endswith("{13}$"):
        letters = pattern[1:].strip("[]").partition("[")[0].rstrip("]")
        value = Annotated[
            str, identifier(letters, optional=not needed), Prompt(label, way="identifier", among=letters)
        ]
    else:
        value = Annotated[str, Field(min_length=int(needed), max_length=longest), Prompt(label, way="code")]
    return value, ... if needed else ""


def input_of(kind: str) -> type[Input]:
    """What is said of many firearms at once of which this kind of event is recorded."""
    rule, schema = RULES[kind], kinds.SCHEMAS[kinds.KINDS[kind].schema]
    needed = {*schema.get("required", ()), *kinds.KINDS[kind].demanded}
    fields: dict[str, Any] = {
        name: _of(name, value, name in needed)
        for name, value in schema["properties"].items()
        if name not in _APART and value.get("type") != "array"
    }
    if kind == "corrected":
        fields[CATEGORY] = (
            Annotated[str, Field(min_length=1, max_length=20), Prompt(_("Category"), way="code")],
            ...,
        )
    asks = (
        *rule.needs,
        *rule.expects,
        *ALSO.get(kind, ()),
        *(text for more in rule.needs_from.values() for text in more),
    )
    for name in dict.fromkeys(asks):
        condition = CONDITIONS[name]
        if not condition.by_record and condition.detail not in schema["properties"] and name not in _STANDS:
            hint = _("A yes names the document that you have seen, by its kind and number.")
            label: Any = labels.CONDITIONS[name][0]
            among: Any = labels.ATTESTED
            asked = Prompt(label, way="radio", among=among)
            fields[_ANSWER + name] = (Annotated[Literal["yes", "no", "unknown", ""], asked], "")
            document: Any = format_lazy("{} {}", label, gettext_lazy("Document"))
            seen = Prompt(document, hint, way="line")
            fields[_SEEN + name] = (Annotated[str, Field(max_length=120), seen], "")
    # What others decide about says when it happened: now is when the list was given, and not when it is carried out.
    now = Prompt(_("When, if not now"), way="moment")
    said_now = (AfterValidator(lambda at: at or ledger.now()),) if rule.people > 1 else ()
    fields["at"] = (Annotated[Moment | None, now, *said_now], Field(None, validate_default=True))
    if rule.recorders & OWN_BOOK:
        late = Prompt(
            _("Why it is entered late"),
            _("Only where the term for the book has passed since the day on which it happened."),
            way="choice",
            among="late_ground",
        )
        fields[CHECK] = (Annotated[str, Field(max_length=40), late], "")
    if rule.people > 1:
        reason = Prompt(_("Reason"), _("For the second person, and for the log."), way="text")
        fields["reason"] = (Annotated[str, Field(min_length=1, max_length=2000), reason], ...)
    name = "".join(part.capitalize() for part in kind.split("_"))
    made: type[Input] = create_model(f"{name}OfMany", __base__=Input, __doc__=str(schema["title"]), **fields)
    return made


def event_of(kind: str, values: Input) -> NewEvent:
    """The event that is recorded of each."""
    result = {name: value for name, value in values if value not in ("", None)}
    at, category, reason, late = (result.pop(name, None) for name in ("at", CATEGORY, "reason", CHECK))
    asked = [name.removeprefix(_SEEN) for name in type(values).model_fields if name.startswith(_SEEN)]
    answered = {name: (result.pop(_ANSWER + name, ""), result.pop(_SEEN + name, "")) for name in asked}
    # A document without an answer is refused as in the single act, and not taken for a yes.
    attested = {name: Attestation(*both) for name, both in answered.items() if any(both)}
    details = {
        name: value.isoformat() if isinstance(value, dt.date) else value for name, value in result.items()
    }
    if category:
        details |= {"reason": reason, "fields": [CATEGORY]}
    return NewEvent(
        kind,
        details,
        occurred=instant(at or ledger.now()),
        identity={CATEGORY: category} if category else {},
        attested=attested,
        lateness=str(late or ""),
    )


def _batch(kind: str) -> Many:
    def record(actor: Actor, values: Input, firearm: str, _rest: str) -> Answer:
        entry = events.record_event(actor=actor, firearm=firearm, event=event_of(kind, values)).entry
        return Answer(firearm, entry)

    def ask(actor: Actor, said: Any, firearm: str, _rest: str) -> Proposal:
        return proposals.propose_event(
            actor=actor, firearm=firearm, event=event_of(kind, said), reason=said.reason
        )

    act, rule = kinds.KINDS[kind].act, RULES[kind]
    permission = "registry:event:propose" if rule.people > 1 else "registry:event:record"
    look, write = each_asked(permission, act, ask) if rule.people > 1 else each_alone(permission, record)
    return Many(
        name=act,
        title=TITLES[kind],
        said=input_of(kind),
        permission=permission,
        look=look,
        write=write,
        words=labels.words_of,
        letters="FK",
        kinds=ONLY.get(kind, rule.recorders),
        most=MOST,
    )


BATCHES: Final = tuple(_batch(kind) for kind in TITLES if kind not in AT_ONCE)
"""Events that are recorded of many firearms at once."""
