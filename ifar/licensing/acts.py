"""The acts of licensing: applications, licences, notices, removals, offers; inspection rounds, visits, findings; moves; reminders. Pure.

What else an act asks for stands in the rules beside (`application`, `licence`, `eligibility`, `offer`, `inspection`, `move`, `reminder`), in
`licensing_check` and in `licensing_after`. Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Another, Record, stays, to
from ifar.licensing.follow_up_acts import FINDING, MOVE, REMINDER, ROUND, VISIT

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
        hears="nobody, because whoever takes it in goes on with it",
    ),
    Act(
        "application",
        "amended",
        stays("draft", "waiting"),
        _ASKED,
        hears="nobody, because whoever asked for it does it, before it is decided",
    ),
    Act(
        "application",
        "submitted",
        to("submitted", "draft"),
        ("submitted_on", "due_on"),
        hears="the desk, in its queue; the clock runs from then on",
    ),
    Act(
        "application",
        "checked",
        {**stays("examination", "waiting", "appealed"), **to("examination", "submitted", "advised")},
        ("checks",),
        permission="licensing:check:answer",
        hears="nobody, because the answer stands in the file of whoever examines it",
    ),
    Act(
        "application",
        "paused",
        to("waiting", "submitted", "examination", "advised"),
        ("pauses", "due_on"),
        hears="the applicant, on their own page with what is asked of them",
    ),
    Act(
        "application",
        "resumed",
        to("examination", "waiting"),
        ("pauses", "due_on"),
        hears="the desk, in its queue",
    ),
    Act(
        "application",
        "advised",
        {**stays("advised", "appealed"), **to("advised", "examination")},
        ("advice",),
        permission="licensing:application:write",
        hears="nobody, because the decision is proposed next",
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
        hears="the applicant, on their own page with the licence; whoever proposed it, as a notice",
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
        hears="the applicant, on their own page with grounds and time to appeal; every desk that asks of the person",
    ),
    Act(
        "application",
        "withdrawn",
        to("withdrawn", *_OPEN),
        ("decided_on",),
        hears="nobody, because the applicant does it",
    ),
    Act(
        "application",
        "appealed",
        to("appealed", "refused"),
        ("appeal_until",),
        hears="the desk, in its queue",
    ),
    Act(
        "application",
        "dismissed",
        to("closed", "appealed"),
        ("decided_on",),
        people=2,
        computed=("decided_on",),
        guards=_DECIDES,
        article=_DUTIES,
        hears="the applicant, on their own page",
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
        hears="the holder, on their own page",
    ),
    Act(
        "licence",
        "renewed",
        stays(*_ALIVE),
        ("valid_to", "application"),
        people=2,
        decided_by="application_granted",
        hears="the holder, on their own page",
    ),
    Act(
        "licence",
        "suspended",
        to("suspended", *_ALIVE),
        ("ground",),
        article=_WITHDRAWN,
        hears="the holder, on their own page; the desk, where firearms must be surrendered",
    ),
    Act(
        "licence",
        "reinstated",
        to("in_force", "suspended"),
        ("ground",),
        people=2,
        article=_DUTIES,
        hears="the holder, on their own page",
    ),
    Act(
        "licence",
        "revoked",
        to("revoked", *_ALIVE),
        ("ground",),
        people=2,
        article=_WITHDRAWN,
        hears="the holder, on their own page; the desk, where firearms must be surrendered; every desk that asks of the person",
    ),
    Act(
        "licence",
        "lapsed",
        to("lapsed", *_ALIVE),
        ("ground",),
        people=2,
        article=_DUTIES,
        hears="the desk, where firearms must be surrendered",
    ),
    Act(
        "licence",
        "surrendered",
        to("surrendered", *_ALIVE),
        hears="the desk, where firearms must be surrendered",
    ),
    Act(
        "licence",
        "changed",
        stays(*_ALIVE),
        ("categories", "quota", "conditions"),
        people=2,
        article=_DUTIES,
        hears="the holder, on their own page",
    ),
    Act(
        "licence",
        "handed",
        stays(*_ALIVE),
        ("agency",),
        hears="the office that handed it over, as it sent the file",
    ),
)
"""One person stops a licence, because waiting endangers; two bring it back or end it."""
NOTICE: Final = (
    Act(
        "notice",
        "taken",
        to("waiting", ""),
        ("ground", "again", "effective_on"),
        personal={"described": "described"},
        hears="the desk, in its queue of notices",
    ),
    Act(
        "notice",
        "matched",
        to("applied", "waiting"),
        ("party",),
        hears="the desk of each licence that is suspended by it, where firearms must be surrendered",
    ),
    Act(
        "notice",
        "dismissed",
        to("dismissed", "waiting"),
        hears="nobody, because it means nobody who holds a licence",
    ),
    Act(
        "notice",
        "settled",
        to("settled", "applied"),
        people=2,
        article=_DUTIES,
        hears="nobody, because two people have just looked at it",
    ),
)
REMOVAL: Final = (
    Act(
        "removal",
        "opened",
        to("open", ""),
        ("holder", "ground", "licence", "notice", "due_on"),
        hears="the office that follows it up, in My tasks",
    ),
    Act(
        "removal",
        "extended",
        stays("open"),
        ("due_on",),
        hears="the holder, on their own page with the new day",
    ),
    Act(
        "removal",
        "cleared",
        to("cleared", "open"),
        ("way", "proof"),
        article=_WITHDRAWN,
        hears="nobody, because nothing is left to do",
    ),
    Act("removal", "lifted", to("lifted", "open"), hears="the holder, on their own page"),
    Act(
        "removal",
        "handed",
        stays("open"),
        ("agency",),
        hears="the office that handed it over, as it sent the file",
    ),
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
        (
            "firearm",
            "firearm_n",
            "seller",
            "buyer",
            "licence",
            "transfer",
            "good_until",
            "hand_over_from",
        ),
        permission=_OFFER,
        hears="the buyer, on their own page; the desk, in its list of transfers",
    ),
    Act(
        "offer",
        "confirmed",
        to("confirmed", "offered"),
        guards=_OTHER_SIDE,
        permission=_OFFER,
        hears="the seller's office, in My tasks",
    ),
    Act(
        "offer",
        "declined",
        to("declined", "offered"),
        guards=_OTHER_SIDE,
        hears="the seller's office, in My tasks",
    ),
    Act(
        "offer",
        "taken_back",
        to("taken_back", "offered", "confirmed"),
        hears="nobody, because the buyer sees that it is no longer open",
    ),
    Act(
        "offer",
        "ended",
        to("ended", "offered", "confirmed"),
        article="Directive (EU) 2021/555 art. 4(6)",
        hears="both sides: desks by a notice, holders on their own page",
    ),
)
ACTS: Final = Acts(
    "licensing",
    words="ifar.licensing.labels",
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
