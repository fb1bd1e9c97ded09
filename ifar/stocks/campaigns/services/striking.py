"""What was struck on arms, and why on others nothing was: sheets of the machine that are handed in.

What is struck is the life cycle's own act, done to many: one person hands the sheet in and another agrees, and each arm has its own event, which names the campaign as its
paper. Why an arm is not marked is noted at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from django.db import transaction
from django.utils.translation import gettext_lazy
from pydantic import AfterValidator, Field

from ifar.accounts.models import Proposal
from ifar.acts.inputs import Input, Moment, Prompt, identifier
from ifar.bulk.many import Many
from ifar.bulk.one_by_one import MOST, each_asked
from ifar.bulk.services import batches
from ifar.documents.things import of_lines
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.matters.services import matters
from ifar.registry.detail_labels import CODES
from ifar.registry.labels import words_of
from ifar.registry.manufacture_inputs import Method, Place
from ifar.registry.models import Firearm
from ifar.registry.occurred import instant
from ifar.registry.services import proposals
from ifar.registry.services.events import NewEvent
from ifar.rights import UNITS, Actor, require
from ifar.stocks import labels
from ifar.stocks.campaigns import selectors
from ifar.stocks.campaigns.labels import EXCEPTIONS
from ifar.stocks.campaigns.models import Campaign, Struck
from ifar.stocks.campaigns.numbers import number_of, text_of
from ifar.stocks.services.writing import ISSUE, RECORDER
from ifar.typed import is_case_number

STRUCK: Final = "registry.re_marked"
PROPOSE: Final = "registry:event:propose"
MISSING: Final = "stocks.campaign_missing"


def _(text: str) -> str:
    """Marks a message id; it is put into the reader's language where it is shown."""
    return text


_WHYS: Final = tuple(
    (code, CODES[code])
    for code in ("unmarked", "marks_altered", "marks_worn", "post_seizure", "replacement_part", "other")
)


class StrikeArms(Input):
    """Of which campaign what was struck is entered, each number behind its arm; outside a campaign, by which order, why, and which mark it is."""

    campaign: Annotated[
        str,
        identifier("Z", optional=True),
        Prompt(
            _("Marking campaign"),
            _("Outside a campaign, enter the order, the reason for re-marking and the mark instead."),
            way="choice",
            among=(),
            empty=_("Outside a campaign"),
        ),
    ] = ""
    order: Annotated[str, Field(max_length=60), Prompt(_("Order number"), way="code")] = ""
    why: Annotated[
        Literal["unmarked", "marks_altered", "marks_worn", "post_seizure", "replacement_part", "other", ""],
        Prompt(_("Reason for re-marking"), way="choice", among=_WHYS),
    ] = ""
    mark: Annotated[str, Field(max_length=40), Prompt(_("Mark applied"), way="choice", among="mark_kind")] = (
        ""
    )
    symbol: Annotated[
        str,
        Field(max_length=60),
        Prompt(_("Geometric symbol"), _("Where a code is struck beside it."), way="code"),
    ] = ""
    place: Place = ""
    method: Method = ""
    number: Annotated[str, Field(max_length=60), Prompt(_("What was struck on it"), way="code")] = ""
    reason: Annotated[
        str,
        Field(min_length=1, max_length=2000),
        Prompt(_("Reason"), _("For the second person, and for the log."), way="text"),
    ]
    at: Annotated[
        Moment | None,
        AfterValidator(lambda at: at or ledger.now()),
        Prompt(_("When, if not now"), way="moment"),
        Field(validate_default=True),
    ] = None


def event_of(campaign: Campaign, number: str, at: Any) -> NewEvent:
    """The event by which an arm bears a number of a campaign, beside the symbol where that is a code.

    Raises:
        Invalid: it is no number of the campaign, or another arm bears it.
    """
    read = number_of(number, campaign.prefix, campaign.last)
    if read is None or not campaign.first <= read <= campaign.last:
        raise RECORDER.invalid(Reason("stocks.campaign.number", field="number"))
    text = text_of(campaign.prefix, read, campaign.last)
    if Struck.objects.filter(mark=campaign.mark, text=text).exists():
        raise RECORDER.invalid(Reason("stocks.campaign.number_borne", field="number"))
    said = {"symbol": campaign.symbol, campaign.mark: text}
    return _re_marked(campaign, "unmarked", said, at, campaign.public_id)


def _re_marked(
    given: Campaign | StrikeArms, why: str, said: Mapping[str, str], at: Any, paper: str
) -> NewEvent:
    """The event by which an arm bears marks by an order, each by its kind."""
    where = {name: value for name in ("place", "method") if (value := getattr(given, name))}
    return NewEvent(
        "re_marked",
        {"order": given.order, "reason": why},
        instant(at),
        paper=paper,
        marks=tuple(
            {"kind": kind, "text": value, "text_status": "known", **where}
            for kind, value in said.items()
            if value
        ),
    )


def _outside(actor: Actor, strike_arms: StrikeArms, firearm: str, number: str) -> NewEvent:
    """The event by which an arm of the unit's own bears a mark outside a campaign.

    Raises:
        Invalid: the order, the reason, the mark or what was struck is not said, or the arm is none of the State that the unit has.
    """
    said = {name: getattr(strike_arms, name) for name in ("order", "why", "mark")} | {"number": number}
    wrong = [Reason(f"stocks.campaign.outside_{name}", field=name) for name in said if not said[name].strip()]
    if not is_case_number(said["order"].strip()) and not wrong:
        wrong.append(Reason("stocks.order", field="order"))
    own = Firearm.objects.filter(public_id=firearm, custodian=actor.agency, ownership="state", merged_into="")
    if not own.exists():
        wrong.append(Reason("stocks.serviceability.not_held", params={"given": firearm}))
    if wrong:
        raise RECORDER.invalid(*wrong)
    borne = {"symbol": strike_arms.symbol.strip(), strike_arms.mark: " ".join(number.split())}
    return _re_marked(strike_arms, strike_arms.why, borne, strike_arms.at, "")


def _ask(actor: Actor, strike_arms: StrikeArms, firearm: str, number: str) -> Proposal:
    number = number or strike_arms.number
    if strike_arms.campaign:
        campaign = selectors.own_running(actor).filter(public_id=strike_arms.campaign).first()
        if campaign is None:
            raise RECORDER.refused(Reason("stocks.campaign.not_running"))
        if firearm not in selectors.to_mark(campaign, [firearm]):
            raise RECORDER.refused(Reason("stocks.campaign.arm", params={"given": firearm}))
        event = event_of(campaign, number, strike_arms.at)
    else:
        event = _outside(actor, strike_arms, firearm, number)
    return proposals.propose_event(actor=actor, firearm=firearm, event=event, reason=strike_arms.reason)


def _campaigns(actor: Actor) -> Mapping[str, Any]:
    running = selectors.own_running(actor)[:100]
    return {"among": {"campaign": [(campaign.public_id, campaign.order) for campaign in running]}}


def _words(code: str, params: Mapping[str, Any]) -> Any:
    return labels.of(code, params) if code.startswith("stocks.") else words_of(code, params)


BATCH: Final = Many(
    name=STRUCK,
    title=gettext_lazy("Enter what was struck on arms of a State stock"),
    said=StrikeArms,
    permission=PROPOSE,
    look=each_asked(PROPOSE, STRUCK, _ask)[0],
    write=None,
    words=_words,
    letters="F",
    kinds=UNITS,
    each="number",
    asks=_campaigns,
    most=MOST,
)
"""What was struck is put before another person by list."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a sheet: the list that waits to be put before another person, empty where nothing was struck, and how many arms were not marked."""

    batch: str
    exceptions: int


@transaction.atomic
def hand_in(*, actor: Actor, campaign_id: str, lines: Sequence[str]) -> HandedIn:
    """Hand a sheet of the machine in: what was struck is looked through as a list for another person, why nothing was is noted at once.

    Raises:
        NotFound: there is no such campaign for this actor.
        Forbidden: it is another unit's.
        Refused: it is not being carried out.
        Invalid: no line, too many, or one that says nothing of an arm that the campaign has still to mark.
    """
    require(actor, ISSUE)
    campaign = selectors.campaign_for(actor, campaign_id)
    if campaign.state != "running" or campaign.agency_id != actor.agency_id:
        raise RECORDER.refused(Reason("stocks.campaign.not_running"))
    given = [text for line in lines if (text := " ".join(line.split())[:200])]
    if not given or len(given) > MOST:
        raise RECORDER.invalid(Reason("stocks.campaign.lines", field="rows", params={"most": MOST}))
    struck, excepted = _parted(actor, campaign, given)
    if excepted:
        _except(actor, campaign, excepted)
    batch = ""
    if struck:
        require(actor, PROPOSE)
        said = {"campaign": campaign.public_id, "reason": campaign.order}
        batch = batches.preview(actor=actor, act=STRUCK, said=said, things=struck)
    return HandedIn(batch, len(excepted))


def _parted(actor: Actor, campaign: Campaign, given: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """The lines that say what was struck, and the arms on which nothing was, each with its ground."""
    struck: list[str] = []
    excepted: list[list[str]] = []
    wrong: list[Reason] = []
    numbers = set[int | None]()
    for text, line in zip(given, of_lines(actor, given, "F", behind=True), strict=True):
        if ground := _ground_of(line.rest):
            excepted.append([line.identifier, ground])
        elif line.identifier and not line.rest:
            wrong.append(Reason("stocks.campaign.result", field="rows", params={"given": text}))
        else:
            struck.append(text)
            number = number_of(line.rest, campaign.prefix, campaign.last)
            if number is not None and number in numbers:
                wrong.append(
                    Reason("stocks.campaign.number_twice", field="rows", params={"given": line.rest})
                )
            numbers.add(number)
    to_mark = set(selectors.to_mark(campaign, [arm for arm, _code in excepted]))
    seen = set[str]()
    for arm, _code in excepted:
        if arm not in to_mark or arm in seen:
            wrong.append(Reason("stocks.campaign.arm", field="rows", params={"given": arm}))
        seen.add(arm)
    if wrong:
        raise RECORDER.invalid(*wrong[:20])
    return struck, excepted


def _ground_of(word: str) -> str:
    """The code of a ground that is said by its code or in the reader's language; empty where it is none."""
    casefold = word.casefold().strip(".,;:")
    return next((code for code, text in EXCEPTIONS.items() if casefold in (code, str(text).casefold())), "")


def _except(actor: Actor, campaign: Campaign, rows: list[list[str]]) -> None:
    """Note why arms are not marked; one that is not there is a matter, which whoever says so does not close."""
    RECORDER.record(
        actor,
        "campaign",
        "excepted",
        campaign,
        changes={"exceptions": [*campaign.exceptions, *rows]},
        details={"rows": rows},
    )
    for arm, ground in rows:
        if ground == "not_there":
            matters.open_matter(
                "count_difference",
                arm,
                f"{MISSING} {campaign.public_id}",
                campaign.agency,
                compartment=campaign.compartment,
                barred=[actor.id],
            )
