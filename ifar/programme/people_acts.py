"""Acts on people and alliances: initiatives, who took part, feedback; stakeholders, their commitments, what they report; the committee. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import (
    Act,
    Another,
    Condition,
    Filled,
    Listed,
    NotBefore,
    OfOffice,
    Record,
    Referenced,
    stays,
    to,
)
from ifar.programme import feedback
from ifar.programme.plan_acts import in_order, named
from ifar.programme.sightings import report as sighting

RECORDS: Final = (
    Record("initiative", "R", kept=False, words=("title", "words", "effect", "place")),
    Record("participation", "R", kept=False),
    Record("feedback", "R", kept=False),
    Record("stakeholder", "R", kept=False, words=("words",)),
    Record("commitment", "R", kept=False, words=("title", "words")),
    Record("sighting", "R", kept=False),
    Record("seat", "R", kept=False),
    Record("meeting", "R", kept=False),
    Record("decision", "R", kept=False, words=("title", "words", "owner", "public_words")),
)
_INITIATIVE: Final = ("title", "kind", "audiences", "words", "project", "place", "starts_on", "ends_on")
_PLANNED: Final = (in_order(), named("project", code="programme.choice", field="project"))
_COUNTED: Final = ("held_on", "total", "counts")
_BEGUN: Final = (
    Referenced(column="initiative", record_type="initiative", states=("running", "ended"), code="programme.people.not_begun"),
)  # fmt: skip
_NOT_ABOUT: Final = Another(than="about", code="programme.feedback.own", article="UNCAC art. 7(4), 8(5)")
_IN_HAND: Final = OfOffice(
    column="was.taken_by",
    code="programme.sighting.other",
    when=(Condition("was.taken_by", ("",), differs=True),),
)
"""What one office has in hand another leaves alone."""
_STAKEHOLDER: Final = ("name", "kind", "country", "agency", "words")
_LISTED: Final = Referenced(
    column="stakeholder", record_type="stakeholder", states=("listed",), code="programme.impossible"
)
_MET: Final = Referenced(
    column="meeting", record_type="meeting", states=("open",), code="programme.committee.quorum"
)

ACTS: Final = (
    Act("initiative", "opened", to("planned", ""), _INITIATIVE, guards=_PLANNED),
    Act("initiative", "changed", stays("planned", "running"), _INITIATIVE, guards=_PLANNED),
    Act("initiative", "started", to("running", "planned")),
    Act("initiative", "ended", to("ended", "running"), ("effect",)),
    Act("initiative", "looked_back", stays("ended"), ("effect",)),
    Act("initiative", "cancelled", to("cancelled", "planned", "running")),
    Act("participation", "noted", to("noted", ""), ("initiative", *_COUNTED), guards=_BEGUN),
    Act("participation", "corrected", stays("noted"), _COUNTED, guards=_BEGUN),
    Act("participation", "withdrawn", to("withdrawn", "noted")),
    Act("feedback", "received", to("received", ""), ("project", "initiative", "kind", "channel", "received_on", "due_on", "about"), guards=(
        named("project"), named("initiative"))),
    # Whoever it is about does not look into it, answer it or close it.
    Act("feedback", "looked_into", to("looked_into", "received"), guards=(_NOT_ABOUT,)),
    Act("feedback", "answered", to("answered", "looked_into"), ("answered_on",), permission="programme:feedback:answer", guards=(
        _NOT_ABOUT, NotBefore(column="answered_on", than="received_on", code="programme.people.day"))),
    Act("feedback", "closed", to("closed", "looked_into", "answered"), ("closed_on", "why"), permission="programme:feedback:answer", guards=(
        _NOT_ABOUT,
        Listed(column="why", values=feedback.CLOSINGS, code="programme.choice", field="why"),
        Filled(column="answered_on", code="programme.feedback.unanswered", when=(Condition("why", (feedback.SETTLED,)),)),
        NotBefore(column="closed_on", than="received_on", code="programme.people.day"))),
    Act("stakeholder", "entered", to("listed", ""), _STAKEHOLDER),
    Act("stakeholder", "changed", stays("listed"), _STAKEHOLDER),
    Act("stakeholder", "contact_set", stays("listed"), ("contact",), guards=(
        Listed(column="contact", values=("true",), code="programme.impossible"),)),
    Act("stakeholder", "contact_removed", stays("listed"), clears=("contact",)),
    Act("stakeholder", "ended", to("ended", "listed")),
    Act("commitment", "made", to("made", ""), ("stakeholder", "project", "title", "words", "made_on", "due_on"), guards=(
        _LISTED, in_order("made_on", "due_on"), named("project", code="programme.choice", field="project"))),
    Act("commitment", "followed_up", stays("made"), ("followed_on",)),
    Act("commitment", "kept", to("kept", "made"), ("kept_on",), guards=(
        NotBefore(column="kept_on", than="made_on", code="programme.commitment.day", field="kept_on"),)),
    Act("commitment", "withdrawn", to("withdrawn", "made")),
    # An office reports for itself, where it is entered as a stakeholder; another takes it on.
    Act("sighting", "sent", to("sent", ""), ("stakeholder", "agency", "what", "goods", "happened_on", "countries", "desk"), guards=(
        OfOffice(column="agency", code="programme.sighting.office"),
        Filled(column="agency", code="programme.sighting.office"),
        Referenced(column="stakeholder", record_type="stakeholder", states=("listed",), same={"agency": "agency"}, code="programme.sighting.office"))),
    Act("sighting", "taken", to("taken", "sent"), ("taken_by",), guards=(OfOffice(column="taken_by", code="programme.sighting.other"),)),
    Act("sighting", "given_back", to("sent", "taken"), clears=("taken_by",), guards=(_IN_HAND,)),
    Act("sighting", "passed", to("passed", "taken"), ("delivery",), guards=(_IN_HAND,)),
    Act("sighting", "closed", to("closed", "sent", "taken"), ("why",), guards=(
        _IN_HAND,
        Listed(column="why", values=sighting.REASONS, code="programme.choice", field="why"),)),
    Act("seat", "filled", to("filled", ""), ("constituency", "organisation", "member", "alternate", "starts_on", "ends_on"), guards=(in_order(),)),
    Act("seat", "changed", stays("filled"), ("member", "alternate", "ends_on"), guards=(in_order(),)),
    Act("seat", "ended", to("ended", "filled")),
    Act("meeting", "planned", to("planned", ""), ("title", "held_on", "place", "papers")),
    Act("meeting", "opened", to("open", "planned"), ("present", "quorum")),
    Act("meeting", "closed", to("closed", "open")),
    Act("meeting", "cancelled", to("cancelled", "planned")),
    Act("decision", "tabled", to("tabled", ""), ("meeting", "title", "words", "rule", "about", "owner", "due_on"), guards=(
        Referenced(column="meeting", record_type="meeting", states=("planned", "open"), code="programme.impossible"),)),
    Act("decision", "interest_declared", stays("tabled"), ("interests",)),
    Act("decision", "adopted", to("adopted", "tabled"), ("votes",), guards=(_MET,)),
    Act("decision", "rejected", to("rejected", "tabled"), ("votes",), guards=(_MET,)),
    Act("decision", "done", to("done", "adopted")),
    Act("decision", "summed_up", stays("adopted", "rejected", "done"), ("public_words",)),
)  # fmt: skip
