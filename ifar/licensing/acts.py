"""The acts of licensing: applications, licences, notices, removals, offers; inspection rounds, visits, findings; moves; reminders. Pure.

What else an act asks for stands in the rules beside (`application`, `licence`, `eligibility`, `offer`, `inspection`, `move`, `reminder`), in
`licensing_check` and in `licensing_after`.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Another, Condition, Filled, Listed, OfOffice, Record, Referenced, stays, to

_DUTIES: Final = "UNCAC art. 7-9"
_WITHDRAWN: Final = "Directive (EU) 2021/555 art. 10(2)"
_CHANGED: Final = "licensing.changed_meanwhile"
_DECIDES: Final = (
    Another(code="licensing.examined_by_you", than_whoever=("checked", "advised"), article=_DUTIES),
)
"""Whoever examined or advised does not decide."""
_ASKED: Final = ("categories", "quota", "months")
_OPEN: Final = ("draft", "submitted", "examination", "waiting", "advised", "appealed")
_ALIVE: Final = ("in_force", "suspended")

APPLICATION: Final = (
    Act(
        "application",
        "drafted",
        to("draft", ""),
        (
            "kind",
            "purpose",
            "applicant",
            "applicant_kind",
            "book",
            "licence",
            "kind_version",
            "clock_days",
            *_ASKED,
        ),
    ),
    Act("application", "amended", stays("draft", "waiting"), _ASKED),
    Act("application", "submitted", to("submitted", "draft"), ("submitted_on", "due_on")),
    Act(
        "application",
        "checked",
        {**stays("examination", "waiting", "appealed"), **to("examination", "submitted", "advised")},
        ("checks",),
        permission="licensing:check:answer",
    ),
    Act("application", "paused", to("waiting", "submitted", "examination", "advised"), ("pauses", "due_on")),
    Act("application", "resumed", to("examination", "waiting"), ("pauses", "due_on")),
    Act(
        "application",
        "advised",
        {**stays("advised", "appealed"), **to("advised", "examination")},
        ("advice",),
        permission="licensing:application:write",
    ),
    Act(
        "application",
        "granted",
        to("granted", "advised", "appealed"),
        ("licence", "decided_on", *_ASKED),
        people=2,
        computed=("decided_on",),
        guards=_DECIDES,
        article=_DUTIES,
    ),
    Act(
        "application",
        "refused",
        to("refused", "submitted", "examination", "waiting", "advised"),
        ("grounds", "decided_on", "appeal_until", "due_on", "pauses"),
        people=2,
        computed=("decided_on", "appeal_until", "due_on", "pauses"),
        guards=_DECIDES,
        article=_DUTIES,
    ),
    Act("application", "withdrawn", to("withdrawn", *_OPEN), ("decided_on",)),
    Act("application", "appealed", to("appealed", "refused"), ("appeal_until",)),
    Act(
        "application",
        "dismissed",
        to("closed", "appealed"),
        ("decided_on",),
        people=2,
        computed=("decided_on",),
        guards=_DECIDES,
        article=_DUTIES,
    ),
)
LICENCE: Final = (
    Act(
        "licence",
        "granted",
        to("in_force", ""),
        (
            *(
                "kind",
                "holder",
                "holder_kind",
                "book",
                "allows",
                "categories",
                "counts",
                "quota",
                "conditions",
            ),
            *("valid_from", "valid_to", "application", "kind_version"),
        ),
        people=2,
        decided_by="application_granted",
    ),
    Act(
        "licence",
        "renewed",
        stays(*_ALIVE),
        ("valid_to", "application"),
        people=2,
        decided_by="application_granted",
    ),
    Act("licence", "suspended", to("suspended", *_ALIVE), ("ground",), article=_WITHDRAWN),
    Act("licence", "reinstated", to("in_force", "suspended"), ("ground",), people=2, article=_DUTIES),
    Act("licence", "revoked", to("revoked", *_ALIVE), ("ground",), people=2, article=_WITHDRAWN),
    Act("licence", "lapsed", to("lapsed", *_ALIVE), ("ground",), people=2, article=_DUTIES),
    Act("licence", "surrendered", to("surrendered", *_ALIVE)),
    Act(
        "licence", "changed", stays(*_ALIVE), ("categories", "quota", "conditions"), people=2, article=_DUTIES
    ),
    Act("licence", "handed", stays(*_ALIVE), ("agency",)),
)
"""One person stops a licence, because waiting endangers; two bring it back or end it."""
NOTICE: Final = (
    Act(
        "notice",
        "taken",
        to("waiting", ""),
        ("ground", "again", "effective_on"),
        personal={"described": "described"},
    ),
    Act("notice", "matched", to("applied", "waiting"), ("party",)),
    Act("notice", "dismissed", to("dismissed", "waiting")),
    Act("notice", "settled", to("settled", "applied"), people=2, article=_DUTIES),
)
REMOVAL: Final = (
    Act("removal", "opened", to("open", ""), ("holder", "ground", "licence", "notice", "due_on")),
    Act("removal", "extended", stays("open"), ("due_on",)),
    Act("removal", "cleared", to("cleared", "open"), ("way", "proof"), article=_WITHDRAWN),
    Act("removal", "lifted", to("lifted", "open")),
    Act("removal", "handed", stays("open"), ("agency",)),
)
"""A removal ends with proof that nothing is left with the holder, or because a second person reinstated the licence."""
_OFFER: Final = "licensing:transfer:offer"
_OTHER_SIDE: Final = (
    Another(
        code="licensing.offer.other_side",
        than_whoever=("made",),
        article="Directive (EU) 2021/555 art. 4(6)",
    ),
)
OFFER: Final = (
    Act(
        "offer",
        "made",
        to("offered", ""),
        ("firearm", "firearm_n", "seller", "buyer", "licence", "transfer", "good_until"),
        permission=_OFFER,
    ),
    Act("offer", "confirmed", to("confirmed", "offered"), guards=_OTHER_SIDE, permission=_OFFER),
    Act("offer", "declined", to("declined", "offered"), guards=_OTHER_SIDE),
    Act("offer", "taken_back", to("taken_back", "offered", "confirmed")),
)
ROUND: Final = (
    Act(
        "round",
        "opened",
        to("frozen", ""),
        (
            *("area", "kinds", "period_from", "period_to", "counts", "frame_hash", "frame_size"),
            *("seed_by", "beacon", "seed_after"),
        ),
    ),
    Act("round", "drawn", to("drawn", "frozen"), ("seed", "seed_size", "drawn")),
    Act("round", "closed", to("closed", "drawn")),
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
    ),
    Act("visit", "missed", stays("planned"), ("missed",)),
    Act(
        "visit",
        "visited",
        to("visited", "planned"),
        ("answers", "result", "visited_on"),
        guards=(Listed(code="licensing.visit.answers", column="result", values=("passed", "failed")),),
        permission="licensing:visit:record",
        article="Directive (EU) 2021/555 art. 5(3), 8",
    ),
    Act(
        "visit",
        "replaced",
        to("replaced", "planned"),
        ("replacement",),
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
    ),
    Act("finding", "extended", stays("open"), ("due_on",)),
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
    ),
)
"""A finding ends with another visit that found it mended, and with nothing else."""
_MOVED: Final = ("holder", "address", "moved_on", "reported_on", "reported_by", "due_on", "late", "to_agency")
_RESPONSIBLE: Final = (OfOffice(code="licensing.move.other", column="to_agency"),)
MOVE: Final = (
    Act("move", "noted", to("noted", ""), _MOVED),
    Act("move", "sent", to("waiting", ""), _MOVED, guards=(Filled(code=_CHANGED, column="to_agency"),)),
    Act("move", "taken", to("taken", "waiting"), guards=_RESPONSIBLE),
    Act("move", "sent_back", to("sent_back", "waiting"), guards=_RESPONSIBLE),
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
    ),
    Act("reminder", "sent", to("sent", "queued", "printed"), ("sent_on",), guards=_FOLLOWS),
    Act("reminder", "printed", to("printed", "queued"), ("batch",), guards=_FOLLOWS),
    Act("reminder", "failed", to("failed", "queued", "sent", "printed"), ("failure",), guards=_FOLLOWS),
    Act("reminder", "turned", to("queued", "failed"), ("channel", "tried"), guards=_FOLLOWS),
    Act("reminder", "given_up", to("unreached", "failed"), guards=_FOLLOWS),
    Act("reminder", "reached", to("reached", "unreached"), ("how",), guards=_FOLLOWS),
    Act("reminder", "dropped", to("dropped", "queued"), guards=_FOLLOWS),
)

ACTS: Final = Acts(
    "licensing",
    words="ifar.licensing.words",
    records=[
        Record("application", "G"),
        Record("licence", "L"),
        Record("notice", "Y"),
        Record("removal", "M"),
        Record("offer", "T"),
        Record("round", "M"),
        Record("visit", "M"),
        Record("finding", "M"),
        Record("move", "M"),
        Record("reminder", "Y"),
    ],
    acts=[*APPLICATION, *LICENCE, *NOTICE, *REMOVAL, *OFFER, *ROUND, *VISIT, *FINDING, *MOVE, *REMINDER],
    checks=True,
    follows=True,
    locks=True,
)
"""What follows a holder up shares the removal's letter, what is told the notice's."""
