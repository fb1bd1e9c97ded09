"""The acts of custody: on chains, counts, laboratory requests, destruction batches and series. Pure.

What else an act asks for stands in `recoveries_custody_check`: gaps that a chain leaves, what a count comes to, what may stand on a list. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Another, Listed, OfOffice, Record, Rule, Same, stays, to
from ifar.recoveries.custody import continuity

WHERE: Final = ("place", "room", "seal", "keeper", "since")
"""Where an exhibit is, under which seal, with whom, since when."""
_HANDED: Final = ("to_agency", "handed_by", "purpose")
_KEEP, _EXPLAIN, _COUNT = "custody:exhibit:keep", "custody:gap:explain", "custody:room:count"
_CUSTODY: Final = "Protocol art. 11"
_COUNTS: Final = "MOSAIC 05.20"
_DESTRUCTION: Final = "Protocol art. 6(2)"
_OTHER: Final = "custody.other_office"
_OWN: Final = OfOffice(code=_OTHER, column="agency")
"""Whose record it is; or, of an act that opens one or receives an exhibit, whose it becomes."""
_HOLDS: Final = OfOffice(code=_OTHER, column="agency", article=_CUSTODY)
_TAKES: Final = Same(code="custody.named", as_column="keeper", article=_CUSTODY)
_ANSWERS: Final = (
    Another(code="custody.both_sides", than="was.handed_by", article=_CUSTODY),
    OfOffice(code=_OTHER, column="was.to_agency", article=_CUSTODY),
)
"""Another person than the one who handed it over, of the office that was meant."""
_ANOTHER_EXPLAINS: Final = (Another(code="custody.count.own", than="counter", article=_COUNTS),)
_GAP: Final = "where it leaves a gap, the office that saw it, as a matter, and who explains gaps at the office that had it, in My tasks"
_SELF: Final = "nobody, because its office itself does it and finds it on the page of the record"

CHAIN: Final = (
    Act(
        "chain",
        "taken_in",
        to("kept", ""),
        (*WHERE, "firearm"),
        guards=(_TAKES, _HOLDS),
        article=_CUSTODY,
        hears=_SELF,
    ),
    Act(
        "chain",
        "handed",
        to("handed", "kept"),
        ("place", "room", "seal", *_HANDED, "since", "gaps"),
        guards=(Same(code="custody.named", as_column="handed_by", article=_CUSTODY), _HOLDS),
        permission=_KEEP,
        article=_CUSTODY,
        hears=f"who keeps exhibits at the office that it is meant for, in My tasks; {_GAP}",
    ),
    Act(
        "chain",
        "received",
        to("kept", "handed"),
        (*WHERE, "agency", *_HANDED, "gaps"),
        guards=(*_ANSWERS, _TAKES, _HOLDS),
        rule=Rule({1: continuity.tells_of_its_way}, seen=("gap_hours",)),
        permission=_KEEP,
        article=_CUSTODY,
        hears=_GAP,
    ),
    Act(
        "chain",
        "declined",
        to("kept", "handed"),
        (*_HANDED, "gaps"),
        guards=_ANSWERS,
        article=_CUSTODY,
        hears=_GAP,
    ),
    Act(
        "chain",
        "taken_back",
        to("kept", "handed"),
        (*_HANDED, "gaps"),
        guards=(_HOLDS,),
        article=_CUSTODY,
        hears=_GAP,
    ),
    Act(
        "chain",
        "moved",
        stays("kept"),
        (*WHERE, "gaps"),
        guards=(_TAKES, _HOLDS),
        article=_CUSTODY,
        hears=_GAP,
    ),
    Act("chain", "sealed", stays("kept"), ("seal", "gaps"), guards=(_HOLDS,), article=_CUSTODY, hears=_GAP),
    Act(
        "chain",
        "counted",
        to("kept", "kept", "missing"),
        ("place", "seal", "gaps"),
        article=_COUNTS,
        hears=_GAP,
    ),
    Act("chain", "missed", to("missing", "kept", "handed"), ("gaps", *_HANDED), article=_COUNTS, hears=_GAP),
    Act(
        "chain",
        "refound",
        to("kept", "missing"),
        (*WHERE, "gaps"),
        guards=(_TAKES, _HOLDS),
        article=_CUSTODY,
        hears=_GAP,
    ),
    Act(
        "chain",
        "released",
        to("released", "kept"),
        ("gaps", "since"),
        article=_DESTRUCTION,
        hears="nobody, because the register says of the firearm why it left custody",
    ),
    Act(
        "chain",
        "explained",
        stays("kept", "handed", "missing", "released"),
        ("gaps", "explained"),
        permission=_EXPLAIN,
        article=_CUSTODY,
        hears=_SELF,
    ),
)
COUNT: Final = (
    Act(
        "count",
        "begun",
        to("counting", ""),
        ("room", "counter"),
        guards=(
            Same(code="custody.named", as_column="counter", article=_COUNTS),
            _OWN,
        ),
        permission=_COUNT,
        article=_COUNTS,
        hears=_SELF,
    ),
    Act(
        "count",
        "agreed",
        to("agreed", "counting"),
        ("expected", "found"),
        guards=(Same(code="custody.count.yours", as_column="counter", article=_COUNTS),),
        article=_COUNTS,
        hears=_SELF,
    ),
    Act(
        "count",
        "differed",
        to("differs", "counting"),
        ("expected", "found", "differences"),
        guards=(Same(code="custody.count.yours", as_column="counter", article=_COUNTS),),
        article=_COUNTS,
        hears="the office, as a matter that the counter does not close",
    ),
    Act(
        "count",
        "settled",
        stays("differs"),
        ("settled",),
        guards=_ANOTHER_EXPLAINS,
        permission=_EXPLAIN,
        article=_COUNTS,
        hears=_SELF,
    ),
    Act(
        "count",
        "abandoned",
        to("abandoned", "counting"),
        guards=(Another(code="custody.count.yours_to_end", than="counter", article=_COUNTS), _OWN),
        article=_COUNTS,
        hears=_SELF,
    ),
    Act(
        "count",
        "closed",
        to("settled", "differs"),
        ("settled",),
        guards=_ANOTHER_EXPLAINS,
        article=_COUNTS,
        hears=_SELF,
    ),
)
_ASKED: Final = (OfOffice(code=_OTHER, column="laboratory"),)
REQUEST: Final = (
    Act(
        "request",
        "asked",
        to("asked", ""),
        ("exhibit", "laboratory", "questions", "due_on"),
        guards=(_OWN,),
        article="ITI para. 16",
        hears="who answers requests at the laboratory, in My tasks",
    ),
    Act(
        "request",
        "accepted",
        to("accepted", "asked"),
        guards=_ASKED,
        hears="nobody, because whoever asked waits for the answer",
    ),
    Act(
        "request",
        "answered",
        to("answered", "asked", "accepted"),
        ("results", "answered_on"),
        guards=_ASKED,
        article="ITI para. 16",
        hears="who keeps exhibits at the office that asked, in My tasks",
    ),
    Act(
        "request",
        "withdrawn",
        to("withdrawn", "asked", "accepted"),
        guards=(_OWN,),
        hears="nobody, because it leaves the laboratory's list of requests",
    ),
)
_UNREAD_BY_WITNESSES: Final = Listed(
    code="custody.batch.signed", column="witnesses", values=("[]",), article=_DESTRUCTION
)
BATCH: Final = (
    Act(
        "batch",
        "opened",
        to("draft", ""),
        ("name", "order", "method", "planned_on", "place", "lines"),
        guards=(_OWN,),
        hears=_SELF,
    ),
    Act("batch", "listed", stays("draft"), ("lines",), guards=(_OWN,), hears=_SELF),
    Act(
        "batch",
        "sealed",
        to("sealed", "draft"),
        ("seal", "proposer", "approver"),
        people=2,
        computed=("proposer", "approver"),
        guards=(Same(code="custody.named", as_column="approver", article=_DESTRUCTION),),
        article=_DESTRUCTION,
        hears="who witnesses destructions at every inspectorate and court, in My tasks",
    ),
    Act(
        "batch",
        "checked",
        stays("sealed"),
        ("readings",),
        guards=(_OWN, _UNREAD_BY_WITNESSES),
        article=_DESTRUCTION,
        hears=_SELF,
    ),
    Act(
        "batch",
        "witnessed",
        stays("sealed"),
        ("witnesses",),
        guards=(
            Another(code="custody.witness.concerned", than="proposer", article=_DESTRUCTION),
            Another(code="custody.witness.concerned", than="approver", article=_DESTRUCTION),
            Another(code="custody.witness.twice", than_whoever=("witnessed",), article=_DESTRUCTION),
        ),
        permission="custody:batch:witness",
        article=_DESTRUCTION,
        hears=_SELF,
    ),
    Act(
        "batch",
        "destroyed",
        to("destroyed", "sealed"),
        ("weight_grams", "counted", "photos", "exceptions", "destroyed_on"),
        guards=(
            _OWN,
            Another(code="custody.witness.recorder", than_whoever=("witnessed",), article=_DESTRUCTION),
        ),
        permission="custody:batch:prepare",
        article=_DESTRUCTION,
        hears="whoever hears of the destruction in each firearm's life",
    ),
    Act("batch", "abandoned", to("abandoned", "draft", "sealed"), guards=(_OWN,), hears=_SELF),
)
SERIES: Final = (
    Act(
        "series",
        "proposed",
        to("proposed", ""),
        ("members", "percent", "reasons"),
        guards=(_OWN,),
        hears=_SELF,
    ),
    Act("series", "accepted", to("accepted", "proposed"), ("name",), guards=(_OWN,), hears=_SELF),
    Act("series", "rejected", to("rejected", "proposed"), guards=(_OWN,), hears=_SELF),
    Act("series", "split", stays("proposed", "accepted"), ("members",), guards=(_OWN,), hears=_SELF),
    Act("series", "joined", stays("accepted"), ("members",), guards=(_OWN,), hears=_SELF),
    Act("series", "passed_over", stays("accepted"), guards=(_OWN,), hears=_SELF),
)

ACTS: Final = Acts(
    "recoveries",
    prefix="custody",
    table="recoveries_custodyevent",
    words="ifar.recoveries.custody.labels",
    records=[
        Record("chain", "X"),
        *(Record(name, "Z") for name in ("count", "request", "batch", "series")),
    ],
    acts=[*CHAIN, *COUNT, *REQUEST, *BATCH, *SERIES],
    checks=True,
    locks=True,
)
"""A chain bears the identifier of its exhibit; its rooms are places (`ifar/placement/`). Hand over and receive, leave a gap and explain it, count and explain a difference, seal or destroy and
witness: each side another person's."""
COVERED: Final = {"custody.batch_sealed": "registry.destroyed"}
"""An act of two people that releases many others: what the sealed list names may be destroyed, once it was done before witnesses."""
