"""International transfers: authorisations, the papers of other States on which they rest, the parties abroad with whom goods are dealt. Pure.

Acts of authority ask the gate (`gate.py`, `trade_check`, `replay.py`): granting, resuming, amending and extending. What somebody observes of a paper
is recorded whatever follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.acts import Act, Acts, Another, Blank, Filled, Listed, NotBefore, OfOffice, Record, stays, to
from ifar.trade.consignments.acts import ACTS_OF_CONSIGNMENTS, RECORDS_OF_CONSIGNMENTS
from ifar.trade.declarations.acts import DECLARATION, DECLARATION_RECORD
from ifar.trade.deliveries.acts import DELIVERY_ACTS, DELIVERY_RECORDS
from ifar.trade.despatches.acts import BOX, DESPATCH, DESPATCH_RECORDS
from ifar.trade.journeys.acts import JOURNEY, JOURNEY_ACTS
from ifar.trade.refusals.acts import ARTICLE as _REFUSED_BEFORE
from ifar.trade.refusals.acts import DENIAL, DENIAL_ACTS
from ifar.trade.screening import acts as screening_acts

STATE: Final = "state"
"""A transfer from State to State, to which the Protocol does not apply (art. 4): two people of the defence decide about it, and nobody else sees it."""
COMMERCIAL: Final = ("export", "import", "transit", "brokering")
"""What else may be authorised: figures of trade count these, and of the others what their office includes."""
KINDS: Final = (*COMMERCIAL, STATE)
"""What may be authorised."""
KINDS_OF: Final[Mapping[str, tuple[str, ...]]] = {"civilian": COMMERCIAL, "defence": (STATE,)}
"""Compartment of an office -> what it may authorise."""
EXTENTS: Final = ("single", "open", "general")
"""How far an authorisation reaches: one consignment; several, up to the quantities of its lines; several of whatever belongs to the classes that its lines name."""
RISKS: Final = ("acceptable", "mitigated", "overriding")
"""How a risk assessment concludes: nothing speaks against it; nothing does with measures that are taken; something overrides (ATT art. 7)."""
REQUESTS: Final = ("extension", "amendment")
"""What an applicant asks for once it is granted."""
GATED: Final = ("granted", "resumed", "amended", "extended")
"""Acts that ask whether everything is there that the law wants."""
VERIFIED_BY: Final = ("issuer", "diplomatic", "register", "contact")
"""How a paper was verified: by asking who issued it, through diplomatic channels, in a public register, by the national point of contact."""

_DUTIES: Final = "UNCAC art. 7-9"
_GATE: Final = "Protocol art. 10(2)-(3)"
_RISK: Final = "ATT art. 6-7"
_BROKERS: Final = "Protocol art. 12(1), 13(3), 15"
_WRITE: Final = "trade:transfer:write"
_OWN: Final = OfOffice(code="trade.other_office", column="agency")
_REASON: Final = Filled(code="trade.reason", column="kept.note", field="reason")
_DEALS: Final = ("country", "deals")
_WHO: Final = {"who": "who", "number": "number"}
"""A party abroad may be a person, and then the number of a licence is one's own."""
_COUNTRY: Final = Filled(code="trade.party.country", column="country", field="country")
_PLAIN: Final = "nobody, because the page shows it"

PARTY: Final = (
    Act(
        "party",
        "entered",
        to("open", ""),
        _DEALS,
        personal=_WHO,
        guards=(_COUNTRY,),
        article=_BROKERS,
        hears=_PLAIN,
    ),
    Act(
        "party",
        "changed",
        stays("open"),
        _DEALS,
        personal=_WHO,
        guards=(_OWN, _COUNTRY),
        hears=_PLAIN,
    ),
    Act(
        "party",
        "closed",
        to("closed", "open"),
        guards=(_OWN, _REASON),
        hears="nobody, because no authorisation names it from then on",
    ),
)

_GOODS: Final = ("through", "goods")
_ASKED: Final = (
    "kind",
    "extent",
    "applicant",
    "from_state",
    "into_state",
    "purpose",
    "consignee",
    "end_user",
    "further",
    "destinations",
    "broker",
    "carrier",
    *_GOODS,
)
_PENDING: Final = ("received", "incomplete", "examination")
_REQUEST: Final = ("request", "requested_on", "wish", "reply")
_ANOTHER: Final = Another(code="trade.assessed_by_you", than_whoever=("assessed",), article=_DUTIES)
_ANSWERED: Final = Another(code="trade.refusal.yours", than_whoever=("refusal_weighed",), article=_DUTIES)
_ASSESSED: Final = Listed(code="trade.risk", column="risk", values=RISKS[:2], article=_RISK)
_KIND: Final = (
    Listed(code="trade.kind", column="kind", values=KINDS, field="kind"),
    Listed(code="trade.extent", column="extent", values=EXTENTS, field="extent"),
)

AUTHORISATION: Final = (
    Act(
        "authorisation",
        "drafted",
        to("draft", ""),
        _ASKED,
        guards=_KIND,
        hears="nobody, because whoever takes it in goes on with it",
    ),
    Act(
        "authorisation",
        "changed",
        stays("draft", "incomplete"),
        _ASKED,
        clears=("risk", "answers", "assessment", "weighed", "refusals_answered"),
        guards=(_OWN, *_KIND),
        hears=_PLAIN,
    ),
    Act(
        "authorisation",
        "applied",
        to("received", "draft"),
        ("applied_on",),
        guards=(_OWN,),
        hears="the desk, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "completed",
        to("examination", "received", "incomplete"),
        ("days", "since", "due_on"),
        clears=("supplied_on",),
        guards=(_OWN,),
        hears="the desk, in its list; the clock runs from then on",
    ),
    Act(
        "authorisation",
        "prolonged",
        stays("examination"),
        ("days", "due_on"),
        guards=(_OWN, _REASON),
        article="Protocol art. 10(1)",
        hears="the applicant, on their own page",
    ),
    Act(
        "authorisation",
        "found_incomplete",
        to("incomplete", "received", "examination"),
        ("spent", "since", "due_on"),
        personal={"missing": "missing"},
        clears=("supplied_on",),
        guards=(_OWN,),
        hears="the applicant, on their own page",
    ),
    Act(
        "authorisation",
        "supplied",
        stays("incomplete"),
        ("supplied_on",),
        guards=(_OWN,),
        hears="the desk, in its list of authorisations; whoever finds it complete lets the clock run on",
    ),
    Act(
        "authorisation",
        "consulted",
        stays("examination"),
        ("asks_office",),
        personal={"question": "question"},
        clears=("advice",),
        guards=(
            _OWN,
            Blank(code="trade.consulted_already", column="was.asks_office"),
            Filled(code="trade.office", column="asks_office", field="office"),
        ),
        article=_RISK,
        hears="the office that is asked, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "advised",
        stays("examination"),
        ("asks_office",),
        personal={"advice": "advice"},
        guards=(
            OfOffice(code="trade.not_asked", column="was.asks_office"),
            Blank(code="trade.not_asked", column="asks_office"),
        ),
        article=_RISK,
        hears="the office that asked, on the page",
    ),
    Act(
        "authorisation",
        "assessed",
        stays("examination", "in_force", "suspended"),
        ("risk", "answers"),
        personal={"assessment": "assessment", "weighed": "weighed"},
        guards=(_OWN, Listed(code="trade.risk.conclusion", column="risk", values=RISKS, field="risk")),
        permission=_WRITE,
        article=_RISK,
        hears="nobody, because the decision is proposed next",
    ),
    Act(
        "authorisation",
        "refusal_weighed",
        stays("examination", "in_force", "suspended"),
        ("refusals_answered",),
        guards=(_OWN, _REASON),
        permission=_WRITE,
        article=_REFUSED_BEFORE,
        hears="whoever decides, on its page",
    ),
    Act(
        "authorisation",
        "granted",
        to("in_force", "examination"),
        ("valid_from", "valid_to", "decided_on", "screened"),
        people=2,
        computed=("decided_on", "screened"),
        guards=(
            _OWN,
            _ANOTHER,
            _ANSWERED,
            Blank(code="trade.consultation_open", column="asks_office"),
            _ASSESSED,
            Filled(code="trade.valid_from", column="valid_from", field="valid_from"),
            Filled(code="trade.valid_to", column="valid_to", field="valid_to"),
            NotBefore(code="trade.days", column="valid_to", than="valid_from", field="valid_to"),
        ),
        article=_GATE,
        hears="customs, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "refused",
        to("refused", *_PENDING),
        ("ground", "decided_on"),
        people=2,
        computed=("decided_on",),
        clears=("asks_office",),
        guards=(_OWN, _ANOTHER, Filled(code="trade.ground", column="ground", field="ground")),
        article=_DUTIES,
        hears="the applicant, on their own page",
    ),
    Act(
        "authorisation",
        "withdrawn",
        to("withdrawn", "draft", *_PENDING),
        clears=("asks_office",),
        guards=(_OWN, _REASON),
        hears="nobody, because the applicant asks for it",
    ),
    Act(
        "authorisation",
        "suspended",
        to("suspended", "in_force"),
        guards=(_OWN, _REASON),
        permission=_WRITE,
        article="Protocol art. 10(1), 11",
        hears="customs, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "resumed",
        to("in_force", "suspended"),
        ("screened",),
        people=2,
        computed=("screened",),
        guards=(
            _OWN,
            _ANOTHER,
            _ANSWERED,
            _ASSESSED,
            Another(
                code="trade.suspended_by_you",
                than_whoever=("suspended",),
                since=("resumed",),
                article=_DUTIES,
            ),
        ),
        article=_GATE,
        hears="customs, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "amended",
        stays("in_force"),
        (*_GOODS, "screened"),
        people=2,
        computed=("screened",),
        clears=_REQUEST,
        guards=(_OWN, _ANOTHER, _ANSWERED, _ASSESSED),
        article=_GATE,
        hears="customs, on its page",
    ),
    Act(
        "authorisation",
        "extended",
        stays("in_force"),
        ("valid_to", "screened"),
        people=2,
        computed=("screened",),
        clears=_REQUEST,
        guards=(
            _OWN,
            _ANOTHER,
            _ANSWERED,
            _ASSESSED,
            Filled(code="trade.valid_to", column="valid_to", field="valid_to"),
            NotBefore(code="trade.earlier", column="valid_to", than="was.valid_to", field="valid_to"),
        ),
        article=_GATE,
        hears="customs, on its page",
    ),
    Act(
        "authorisation",
        "requested",
        stays("in_force"),
        ("request", "requested_on"),
        personal={"wish": "wish"},
        clears=("reply",),
        guards=(_OWN, Listed(code="trade.request", column="request", values=REQUESTS, field="request")),
        hears="the desk, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "declined",
        stays("in_force", "suspended"),
        personal={"reply": "reply"},
        clears=("request", "requested_on", "wish"),
        guards=(_OWN, Filled(code="trade.request", column="was.request")),
        article=_DUTIES,
        hears="the applicant, on their own page",
    ),
    Act(
        "authorisation",
        "revoked",
        to("revoked", "in_force", "suspended"),
        ("ground",),
        people=2,
        guards=(_OWN, Filled(code="trade.ground", column="ground", field="ground")),
        article="Protocol art. 10(1), 11",
        hears="customs, in its list of authorisations",
    ),
    Act(
        "authorisation",
        "included",
        stays("in_force"),
        ("counts_on",),
        guards=(
            _OWN,
            Listed(code="trade.figures.kind", column="kind", values=(STATE,), field="kind"),
            Filled(code="trade.figures.day", column="counts_on", field="counts_on"),
            NotBefore(code="trade.figures.day", column="counts_on", than="valid_from", field="counts_on"),
        ),
        permission=_WRITE,
        article="Protocol art. 4(2); ATT art. 13(3)",
        hears="nobody, because whoever makes the return reads its figures",
    ),
    Act(
        "authorisation",
        "left_out",
        stays("in_force"),
        clears=("counts_on",),
        guards=(_OWN, _REASON),
        permission=_WRITE,
        article="Protocol art. 4(2); ATT art. 13(3)",
        hears="nobody, because whoever makes the return reads its figures",
    ),
)
"""One person suspends, because waiting endangers; two grant, refuse, resume, change and revoke. What States transfer themselves counts in figures where
the office that keeps it says so, and on which day it was done."""

_ON_PAPER: Final = (
    "kind",
    "country",
    "number",
    "issuer",
    "issued_on",
    "expires_on",
    "consignee",
    "goods",
    "file",
)
_PAPER: Final = (
    *(
        Filled(code=f"trade.paper.{name}", column=name, field=name)
        for name in ("kind", "number", "issuer", "issued_on", "expires_on", "consignee", "file")
    ),
    NotBefore(code="trade.paper.days", column="expires_on", than="issued_on", field="expires_on"),
)
PAPER: Final = (
    Act(
        "paper",
        "entered",
        to("entered", ""),
        _ON_PAPER,
        guards=_PAPER,
        permission=_WRITE,
        article=_GATE,
        hears="nobody, because whoever verifies it finds it on the authorisation",
    ),
    Act(
        "paper",
        "corrected",
        stays("entered"),
        _ON_PAPER,
        guards=(_OWN, *_PAPER),
        permission=_WRITE,
        hears=_PLAIN,
    ),
    Act(
        "paper",
        "verified",
        to("verified", "entered"),
        ("verified_by",),
        guards=(
            _OWN,
            Another(code="trade.paper.yours", than_whoever=("entered", "corrected"), article=_DUTIES),
            Listed(
                code="trade.paper.verified_by", column="verified_by", values=VERIFIED_BY, field="verified_by"
            ),
        ),
        permission="trade:paper:verify",
        article="Protocol art. 10(5)",
        hears="nobody, because the authorisation shows it",
    ),
    Act("paper", "rejected", to("rejected", "entered"), guards=(_OWN, _REASON), hears=_PLAIN),
    Act(
        "paper",
        "withdrawn",
        to("withdrawn", "verified"),
        guards=(_OWN, _REASON),
        hears="nobody, because the authorisation shows that it no longer rests on it",
    ),
)
"""A paper is part of one authorisation. That it turned out to be false, or was taken back, is recorded whatever follows from it."""

ACTS: Final = Acts(
    "trade",
    words="ifar.trade.labels",
    records=[
        Record("party", "T", stamps={"entered_by": "actor", "entered_at": "recorded_at"}),
        Record("authorisation", "T", stamps={"drafted_by": "actor", "drafted_at": "recorded_at"}),
        Record(
            "paper", "T", parent="authorisation", stamps={"entered_by": "actor", "entered_at": "recorded_at"}
        ),
        *RECORDS_OF_CONSIGNMENTS,
        JOURNEY,
        DENIAL,
        *DELIVERY_RECORDS,
        *DESPATCH_RECORDS,
        DECLARATION_RECORD,
        *screening_acts.RECORDS,
    ],
    acts=[
        *PARTY,
        *AUTHORISATION,
        *PAPER,
        *ACTS_OF_CONSIGNMENTS,
        *JOURNEY_ACTS,
        *DENIAL_ACTS,
        *DELIVERY_ACTS,
        *DECLARATION,
        *DESPATCH,
        *BOX,
        *screening_acts.WATCHLIST,
        *screening_acts.MATCH,
    ],
    checks=True,
    locks=True,
)
