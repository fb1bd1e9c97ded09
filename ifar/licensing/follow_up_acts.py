"""How a holder is followed up: inspection rounds, visits, findings, moves and reminders, as acts of licensing. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Condition, Filled, Listed, OfOffice, Referenced, stays, to

_CHANGED: Final = "licensing.changed_meanwhile"

ROUND: Final = (
    Act(
        "round",
        "opened",
        to("frozen", ""),
        (
            *("area", "kinds", "period_from", "period_to", "counts", "frame_hash", "frame_size"),
            *("seed_by", "beacon", "seed_after"),
        ),
        hears="nobody, because nobody may know who is drawn before the seed",
    ),
    Act(
        "round",
        "drawn",
        to("drawn", "frozen"),
        ("seed", "seed_size", "drawn"),
        hears="the office, in its list of visits",
    ),
    Act("round", "closed", to("closed", "drawn"), hears="nobody, because every visit of it has been told"),
)
"""A frame is frozen with its hash, drawn once, and closed when no visit of it waits. Nobody takes a round back: that would be a second draw."""
VISIT: Final = (
    Act(
        "visit",
        "planned",
        to("planned", ""),
        ("round", "token", "stratum", "licence", "holder", "why", "due_on", "finding"),
        guards=(
            Listed(
                code=_CHANGED,
                column="why",
                values=("finding", "moved"),
                when=(Condition("round", ("",)),),
            ),
            Listed(
                code=_CHANGED,
                column="why",
                values=("drawn", "replacement"),
                when=(Condition("round", ("",), differs=True),),
            ),
            Referenced(
                code=_CHANGED,
                column="finding",
                record_type="finding",
                states=("open",),
                same={"licence": "licence"},
                when=(Condition("why", ("finding",)),),
            ),
        ),
        hears="the office, in its list of visits; the holder by nobody, because a visit is not announced",
    ),
    Act(
        "visit", "missed", stays("planned"), ("missed",), hears="nobody, because the visit stays in the list"
    ),
    Act(
        "visit",
        "visited",
        to("visited", "planned"),
        ("answers", "result", "visited_on"),
        guards=(Listed(code="licensing.visit.answers", column="result", values=("passed", "failed")),),
        permission="licensing:visit:record",
        article="Directive (EU) 2021/555 art. 5(3), 8",
        hears="nobody, because what was found is an act of its own",
    ),
    Act(
        "visit",
        "replaced",
        to("replaced", "planned"),
        ("replacement",),
        hears="the office, in its list of visits",
    ),
)
"""A visit ends with answers, or with the reason for which the next of its stratum takes its place."""
FINDING: Final = (
    Act(
        "finding",
        "found",
        to("open", ""),
        ("visit", "licence", "holder", "item", "due_on"),
        guards=(
            Referenced(
                code=_CHANGED,
                column="visit",
                record_type="visit",
                states=("visited",),
                same={"licence": "licence"},
            ),
        ),
        hears="the holder, by the reminder of the day; the office, in its list",
    ),
    Act(
        "finding",
        "extended",
        stays("open"),
        ("due_on",),
        hears="the holder, by the reminder of the new day",
    ),
    Act(
        "finding",
        "remedied",
        to("remedied", "open"),
        ("by_visit",),
        guards=(
            Referenced(
                code=_CHANGED,
                column="by_visit",
                record_type="visit",
                states=("visited",),
                same={"licence": "licence"},
            ),
        ),
        hears="nobody, because the holder was there when it was found remedied",
    ),
)
"""A finding ends with another visit that found it mended, and with nothing else."""
_MOVED: Final = ("holder", "address", "moved_on", "reported_on", "reported_by", "due_on", "late", "to_agency")
_RESPONSIBLE: Final = (OfOffice(code="licensing.move.other", column="to_agency"),)
MOVE: Final = (
    Act(
        "move", "noted", to("noted", ""), _MOVED, hears="the office, in My tasks, where it was reported late"
    ),
    Act(
        "move",
        "sent",
        to("waiting", ""),
        _MOVED,
        guards=(Filled(code=_CHANGED, column="to_agency"),),
        hears="the authority that answers for the new address, in My tasks",
    ),
    Act(
        "move",
        "taken",
        to("taken", "waiting"),
        guards=_RESPONSIBLE,
        hears="the office that sent the file, in the licence",
    ),
    Act(
        "move",
        "sent_back",
        to("sent_back", "waiting"),
        guards=_RESPONSIBLE,
        hears="the office that sent the file, in My tasks",
    ),
)
"""A move within an authority's area is noted; one across its border waits until the new authority takes the file, or says why it does not."""
_FOLLOWS: Final = (OfOffice(code="licensing.not_found", column="agency", jobs=True),)
REMINDER: Final = (
    Act(
        "reminder",
        "queued",
        to("queued", ""),
        ("rule", "about", "licence", "holder", "due_on", "channel", "language", "tried"),
        guards=_FOLLOWS,
        hears="the holder, by the channel that is named",
    ),
    Act(
        "reminder",
        "sent",
        to("sent", "queued", "printed"),
        ("sent_on",),
        guards=_FOLLOWS,
        hears="nobody, because it is on its way to the holder",
    ),
    Act(
        "reminder",
        "printed",
        to("printed", "queued"),
        ("batch",),
        guards=_FOLLOWS,
        hears="the office, in its batch of letters",
    ),
    Act(
        "reminder",
        "failed",
        to("failed", "queued", "sent", "printed"),
        ("failure",),
        guards=_FOLLOWS,
        hears="the office, in its list, where no other channel is left",
    ),
    Act(
        "reminder",
        "turned",
        to("queued", "failed"),
        ("channel", "tried"),
        guards=_FOLLOWS,
        hears="the holder, by the next channel",
    ),
    Act(
        "reminder",
        "given_up",
        to("unreached", "failed"),
        guards=_FOLLOWS,
        hears="the office, in My tasks: somebody has to reach the holder",
    ),
    Act(
        "reminder",
        "reached",
        to("reached", "unreached"),
        ("how",),
        guards=_FOLLOWS,
        hears="nobody, because the holder was told",
    ),
    Act(
        "reminder",
        "dropped",
        to("dropped", "queued"),
        guards=_FOLLOWS,
        hears="nobody, because it is due no more",
    ),
)
