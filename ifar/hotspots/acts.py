"""The acts of hotspots: areas and figures, sources, deliveries and pairs of incidents; runs, alerts, hotspots, reports, responses, plans, effects. Pure.

What else an act asks for stands in the rules beside (`alert`, `record`, `response`, `plan`, `caution`), in `hotspots_check`, and for the verifier in
`flow_replay`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from ifar.acts import (
    Act,
    Acts,
    Another,
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
from ifar.hotspots import feeding
from ifar.hotspots.alert import DISMISSALS

_OWN: Final = OfOffice(code="hotspots.other_office", column="agency")
_OF_ITS_OFFICE: Final = OfOffice(code="hotspots.other_office", column="agency", jobs=True)
"""What an office begins is its own; a job begins it for an office."""
_WHY: Final = Filled(code="hotspots.reason", column="reason", field="reason", least=3)
_FIRST: Final = (Condition("n", ("1",)),)

# Who hears of an act, and where.
_SHOWN: Final = "nobody, because the map and its lists show it"
_TAKEN_BACK: Final = "those who judge alerts that lose too many of their cases by it, under Notices"
_NOBODY_OF_RUNS: Final = "nobody, because whoever asked sees it on the run's page"
_ITS_PAGE: Final = "nobody, because those who work on it see it on its page"
_JUDGES: Final = "those of its office who judge alerts, under Notices"

_SAID_OF_SOURCES: Final = (
    "kind", "name", "reliability", "credibility", "licence", "terms", "attribution", "address", "redistribution", "mapping",
)  # fmt: skip
AMENDED: Final = tuple(name for name in _SAID_OF_SOURCES if name != "kind")
"""What is said of a source, when it is registered and later; its kind is settled with the first."""
_GRADED: Final[tuple[Guard, ...]] = (
    Filled(code="hotspots.source.name", column="name", field="name"),
    Listed(
        code="hotspots.source.reliability", column="reliability", values=tuple("ABCDEF"), field="reliability"
    ),
    Listed(
        code="hotspots.source.credibility", column="credibility", values=tuple("123456"), field="credibility"
    ),
    Filled(
        code="hotspots.source.licence",
        column="licence",
        field="licence",
        when=(Condition("kind", feeding.TABLES),),
    ),
    Listed(
        code="hotspots.source.acled",
        column="redistribution",
        values=("false",),
        field="redistribution",
        when=(Condition("kind", ("acled",)),),
    ),
)
COUNTED: Final = (
    "rows", "loaded", "duplicate", "imprecise", "invalid", "incidents", "fresh", "revised", "same", "withdrawn",
)  # fmt: skip
"""How the rows and the incidents of a delivery are accounted for."""


_place: Final = partial(Act, hears=_SHOWN)
PLACES: Final = (
    _place(
        "layer",
        "opened",
        to("opened", ""),
        ("kind", "level", "name", "country", "origin", "year", "file", "count"),
        guards=(_OWN,),
    ),
    _place("layer", "loaded", to("loaded", "opened"), ("digest",)),
    _place("layer", "withdrawn", to("withdrawn", "loaded"), ("reason",), guards=(_WHY,)),
    _place(
        "source",
        "registered",
        to("open", ""),
        _SAID_OF_SOURCES,
        guards=(
            _OWN,
            Listed(code="hotspots.source.kind", column="kind", values=feeding.KINDS, field="kind"),
            *_GRADED,
        ),
    ),
    _place("source", "amended", stays("open"), AMENDED, guards=_GRADED),
    _place("source", "closed", to("closed", "open"), ("reason",), guards=(_WHY,)),
    _place("source", "reopened", to("open", "closed"), ("reason",), guards=(_WHY,)),
    _place(
        "delivery",
        "opened",
        to("opened", ""),
        ("source", "file", "name", "mapping", "whole", "told_on"),
        personal={"words": "words"},
        guards=(
            _OWN,
            Referenced(
                code="hotspots.source.closed",
                column="source",
                record_type="source",
                states=("open",),
                same={"compartment": "compartment"},
            ),
        ),
    ),
    _place("delivery", "loaded", to("loaded", "opened"), ("digest", *COUNTED), hears=_TAKEN_BACK),
    _place(
        "delivery", "withdrawn", to("withdrawn", "loaded"), ("reason",), guards=(_WHY,), hears=_TAKEN_BACK
    ),
    _place("pair", "joined", to("one", ""), ("kept", "dropped"), guards=(_OWN,), hears=_TAKEN_BACK),
    _place(
        "pair",
        "parted",
        to("two", "", "one"),
        ("kept", "dropped"),
        guards=(OfOffice(code="hotspots.other_office", column="agency", when=_FIRST),),
    ),
)

RUN: Final = (
    Act(
        "run",
        "asked",
        to("asked", ""),
        (
            *("layer", "unit", "first", "last", "signals", "sources", "kinds"),
            *("parameters", "version", "by_clock"),
        ),
        guards=(_OF_ITS_OFFICE,),
        hears="the worker, over the outbox",
    ),
    Act(
        "run",
        "done",
        to("done", "asked"),
        ("inputs", "result", "counted", "findings", "forecast", "risk", "raised", "again"),
        hears=_NOBODY_OF_RUNS,
    ),
    Act("run", "failed", to("failed", "asked"), ("reason",), hears=_NOBODY_OF_RUNS),
)
_FOUND: Final = (
    *("last", "observed", "places", "finding", "series", "caveats", "kinds", "sources", "incidents"),
    *("indicators", "still", "effort", "level", "held", "run", "seen"),
)
"""What a run says of an alert, when it raises it and when it finds it again."""
_OF_A_RUN: Final = Referenced(
    code="hotspots.alert.run",
    column="run",
    record_type="run",
    states=("asked",),
    same={"agency": "agency", "compartment": "compartment"},
)
_LESS: Final = ("still", "caveats")
"""What is said of an alert when some of its cases, or all of them, were taken back."""
_UNDER_WAY: Final = ("active", "responding", "sustained")
_AT_AN_OPEN_HOTSPOT: Final = Referenced(
    code="hotspots.response.closed_hotspot",
    column="hotspot",
    record_type="hotspot",
    states=_UNDER_WAY,
    same={"compartment": "compartment"},
)
_WORDS: Final = {"words": "words"}
_JUDGED: Final = "nobody, because it closes the desk's notice; the alert's page says it"
ALERT: Final = (
    Act(
        "alert",
        "raised",
        to("raised", ""),
        ("identity", "signal", "layer", "first", "after", *_FOUND),
        guards=(_OF_ITS_OFFICE, _OF_A_RUN),
        hears=_JUDGES,
    ),
    Act(
        "alert",
        "seen",
        stays("raised", "watched", "confirmed", "dismissed"),
        _FOUND,
        guards=(_OF_A_RUN,),
        hears="nobody, because they were told of it when it was raised; the alert's page says what was found since",
    ),
    Act(
        "alert",
        "lessened",
        stays("raised", "watched", "confirmed"),
        _LESS,
        hears="nobody, because it still stands; the alert's page and its reports say what is left",
    ),
    Act(
        "alert",
        "withdrawn",
        to("withdrawn", "raised", "watched", "confirmed", "dismissed"),
        _LESS,
        clears=("again_on",),
        hears=f"{_JUDGES}, unless it was dismissed; and where it became a hotspot, those who work on responses to it, under Notices",
    ),
    Act(
        "alert",
        "watched",
        to("watched", "raised", "watched"),
        ("again_on",),
        personal=_WORDS,
        guards=(Filled(code="hotspots.alert.again", column="again_on", field="again_on"),),
        hears=f"{_JUDGES}, when the day has come",
    ),
    Act(
        "alert",
        "confirmed",
        to("confirmed", "raised", "watched"),
        ("hotspot",),
        personal=_WORDS,
        clears=("again_on",),
        guards=(_AT_AN_OPEN_HOTSPOT,),
        hears=_JUDGED,
    ),
    Act(
        "alert",
        "dismissed",
        to("dismissed", "raised", "watched"),
        ("reason",),
        personal=_WORDS,
        clears=("again_on",),
        guards=(Listed(code="hotspots.alert.reason", column="reason", values=DISMISSALS, field="reason"),),
        hears=_JUDGED,
    ),
    Act(
        "alert",
        "reopened",
        to("raised", "dismissed", "watched"),
        personal=_WORDS,
        clears=("reason", "again_on"),
        hears="nobody, because whoever takes it up again works on it; it is in the list of alerts",
    ),
)
_SAID_OF_HOTSPOTS: Final = (
    *("areas", "first", "last", "drivers", "threats", "confidence", "tlp", "level", "held", "kinds"),
    *("version", "brief", "caveats"),
)
"""What is said of a hotspot, when it is opened and later."""
_URGED: Final = "those of its office who work on responses, under Notices, where its level asks for one"
HOTSPOT: Final = (
    Act(
        "hotspot",
        "opened",
        to("active", ""),
        ("layer", "confirmed_on", *_SAID_OF_HOTSPOTS),
        personal=_WORDS,
        guards=(_OWN,),
        hears=_URGED,
    ),
    Act("hotspot", "revised", stays(*_UNDER_WAY), _SAID_OF_HOTSPOTS, personal=_WORDS, hears=_URGED),
    Act("hotspot", "levelled", stays(*_UNDER_WAY), ("level", "held"), personal=_WORDS, hears=_URGED),
    Act("hotspot", "responded", to("responding", *_UNDER_WAY), hears=_ITS_PAGE),
    Act("hotspot", "sustained", to("sustained", *_UNDER_WAY), hears=_ITS_PAGE),
    Act("hotspot", "eased", to("active", *_UNDER_WAY), hears=_ITS_PAGE),
    Act(
        "hotspot",
        "closed",
        to("closed", "active", "sustained"),
        ("closed_on",),
        personal=_WORDS,
        hears=_ITS_PAGE,
    ),
    Act(
        "hotspot", "reopened", to("active", "closed"), personal=_WORDS, clears=("closed_on",), hears=_ITS_PAGE
    ),
)
REPORT: Final = Act(
    "report",
    "issued",
    to("issued", ""),
    ("hotspot", "version", "tlp", "content", "digest", "issued_on"),
    personal=_WORDS,
    guards=(
        _OWN,
        Referenced(
            code="hotspots.changed_meanwhile",
            column="hotspot",
            record_type="hotspot",
            same={"compartment": "compartment", "version": "version"},
        ),
    ),
    hears="nobody, because whoever issues it hands it on, as its level of sharing lets them",
)
"""A report says what the hotspot says now, and no other version."""

_PROPOSED: Final = ("owner", "measures", "needs", "tasks", "budget", "currency")
"""What a response proposes, until it is approved."""
_CHECK: Final = ("rights", "checked_by", "checked_on")
_WORK: Final = "hotspots:response:work"
_RIGHTS: Final = "ICCPR art. 2, 9, 12, 17, 26"
RESPONSE: Final = (
    Act(
        "response",
        "proposed",
        to("proposed", ""),
        ("hotspot", "plan_due", "first_due", *_PROPOSED),
        personal=_WORDS,
        guards=(_OWN, _AT_AN_OPEN_HOTSPOT),
        permission=_WORK,
        hears="the adviser for human rights, under My tasks",
    ),
    Act(
        "response",
        "amended",
        stays("proposed"),
        _PROPOSED,
        personal=_WORDS,
        clears=_CHECK,
        permission=_WORK,
        hears="the adviser for human rights, under My tasks",
    ),
    Act(
        "response",
        "checked",
        stays("proposed"),
        ("rights", "checked_on"),
        personal=_WORDS,
        stamps={"checked_by": "actor"},
        guards=(Another(code="hotspots.response.own_check", than_whoever=("proposed", "amended")),),
        permission="hotspots:response:check",
        article=_RIGHTS,
        hears="those of its office who approve responses, under Notices",
    ),
    Act(
        "response",
        "approved",
        to("approved", "proposed"),
        ("approved_on",),
        personal=_WORDS,
        stamps={"approved_by": "actor"},
        guards=(
            Filled(code="hotspots.response.unchecked", column="checked_by", article=_RIGHTS),
            Another(code="hotspots.response.same_person", than_whoever=("proposed", "amended", "checked")),
        ),
        permission="hotspots:response:approve",
        hears="those who work on responses in its office and in the one that leads it, under Notices",
    ),
    Act(
        "response",
        "returned",
        stays("proposed"),
        personal=_WORDS,
        clears=_CHECK,
        hears="those of its office who work on responses, under Notices",
    ),
    Act(
        "response",
        "withdrawn",
        to("withdrawn", "proposed", "approved"),
        ("closed_on",),
        personal=_WORDS,
        hears=_ITS_PAGE,
    ),
    Act("response", "begun", to("active", "approved"), ("begun_on",), hears=_ITS_PAGE),
    Act("response", "tasked", stays("approved", "active"), ("tasks",), personal=_WORDS, hears=_ITS_PAGE),
    Act("response", "worked", stays("active"), ("tasks", "first_done_on"), personal=_WORDS, hears=_ITS_PAGE),
    Act("response", "logged", stays("active"), ("logged",), hears=_ITS_PAGE),
    Act("response", "closed", to("closed", "active"), ("closed_on",), personal=_WORDS, hears=_ITS_PAGE),
)
"""Three people: one proposes, the adviser answers the check of human rights, another approves. What is changed or sent back is checked again."""

_PLANNED: Final = ("outcomes", "measures", "milestones", "indicators", "criteria")
PLAN: Final = (
    Act(
        "plan",
        "drafted",
        to("draft", ""),
        ("hotspot", *_PLANNED),
        personal=_WORDS,
        guards=(_OWN, _AT_AN_OPEN_HOTSPOT),
        hears=_ITS_PAGE,
    ),
    Act("plan", "amended", stays("draft"), _PLANNED, personal=_WORDS, hears=_ITS_PAGE),
    Act("plan", "begun", to("running", "draft"), ("begun_on",), hears=_ITS_PAGE),
    Act("plan", "reached", stays("running"), ("milestones",), hears=_ITS_PAGE),
    Act("plan", "reported", stays("running"), ("indicators",), hears=_ITS_PAGE),
    Act("plan", "judged", stays("running"), ("criteria",), personal=_WORDS, hears=_ITS_PAGE),
    Act("plan", "ended", to("ended", "running"), ("ended_on",), personal=_WORDS, hears=_ITS_PAGE),
)
EFFECT: Final = Act(
    "effect",
    "measured",
    to("measured", ""),
    (
        *("hotspot", "about", "since", "first", "last", "unit", "compared"),
        *("result", "series", "inputs", "weak"),
    ),
    guards=(
        _OWN,
        Referenced(
            code="hotspots.not_found",
            column="hotspot",
            record_type="hotspot",
            same={"compartment": "compartment"},
        ),
    ),
    hears=_ITS_PAGE,
)

_TYPED: Final[Mapping[str, tuple[str, ...]]] = {
    "layer": ("reason",),
    "source": ("reason",),
    "delivery": ("reason", "name"),
}
"""Type of record -> what of it is in somebody's own words, besides what stands among its `words`."""

ACTS: Final = Acts(
    "hotspots",
    words="ifar.hotspots.labels",
    records=[
        Record(
            name, "H", stamps={"opened_by": "actor", "opened_at": "recorded_at"}, words=_TYPED.get(name, ())
        )
        for name in (
            *("layer", "source", "delivery", "pair", "run", "alert"),
            *("hotspot", "report", "response", "plan", "effect"),
        )
    ],
    acts=[*PLACES, *RUN, *ALERT, *HOTSPOT, REPORT, *RESPONSE, *PLAN, EFFECT],
    checks=True,
    locks=True,
)
