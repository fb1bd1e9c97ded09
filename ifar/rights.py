"""Who may do what: the one list of permissions, the one table of roles, the one check.

A permission is named `area:thing:action`. A role gives permissions and may be held only at agencies of certain kinds.
`require(actor, permission)` stands on the first line of every service; nothing else in ifar decides about permissions.
What an actor may *see* is the other half and belongs to the selectors.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ifar.errors import Forbidden, NotSignedIn

ActorKind = Literal["person", "client", "job", "node", "nobody"]
Compartment = Literal["civilian", "police", "defence", "courts"]
COMPARTMENTS: Final[tuple[Compartment, ...]] = ("civilian", "police", "defence", "courts")

PERMISSIONS: Final[Mapping[str, str]] = {
    "registry:mark:search": "search firearms by their marks",
    "registry:search:keep": "keep a search by marks open, and say what its hits are",
    "registry:search:blind": "be told whom to ask where a match lies in a compartment that is closed to one (recovery and tracing desks)",
    "registry:search:answer": "be alerted of such matches in one's own compartment, and be asked about them",
    "registry:firearm:read": "open a firearm's page and its life",
    "registry:event:record": "record a life-cycle event that one's agency may record",
    "registry:event:propose": "propose an event that needs a second person (correction, annulment, destruction …)",
    "registry:category:set": "say to which legal category a firearm belongs",
    "registry:security:set": "say that a firearm of the State's own is a matter of national security (Protocol art. 4)",
    "registry:duplicate:decide": "decide about possible duplicates: merge, not the same, undo",
    "registry:import:prepare": "upload a legacy register, map it and try it",
    "registry:import:decide": "release or refuse an import that somebody else prepared",
    "registry:quarantine:repair": "mend and re-submit quarantined rows",
    "registry:list:export": "take a list out of the register as a file",
    "parties:party:read": "open a person or a legal entity",
    "parties:party:write": "register and change a person or a legal entity",
    "parties:party:merge": "merge and split persons",
    "parties:personal:erase": "propose a lawful erasure of personal data",
    "parties:bar:check": "be told that somebody alike is barred from firearms, by whom, and whom to ask",
    "parties:bar:read": "see the bars that one's own office entered",
    "parties:bar:enter": "enter that somebody is barred: refused, prohibited, under a protection order, revoked",
    "parties:bar:lift": "propose that a bar of one's own office is lifted",
    "retention:hold:read": "see legal holds",
    "retention:hold:place": "order that the register keep what it knows of a firearm or a party, and propose to lift one's office's order",
    "retention:lapsed:read": "see whose personal data no law keeps any longer",
    "parties:file:give": "give a person the file of what is kept about them, and of who read it",
    "papers:paper:read": "open papers that were issued, and take them as PDF",
    "papers:paper:issue": "issue papers: certificates, cards, receipts",
    "papers:paper:withdraw": "withdraw papers that were issued",
    "recoveries:case:read": "see what was seized, found and handed in at one's office and below it, and cases that were shared with it",
    "recoveries:case:write": "open such cases, enter their items, say which firearm of the register an item is",
    "recoveries:item:compare": "say which firearm left a cartridge case or a bullet (forensic laboratories)",
    "recoveries:outcome:record": "record arrests, prosecutions and judgments, and conclude a case",
    "recoveries:case:hand_over": "take a case out as a file for a case-management system, and lists of cases",
    "custody:exhibit:read": "see exhibits, evidence rooms, laboratory requests, destruction batches and series of one's office and below it",
    "custody:exhibit:keep": "take exhibits into custody, hand them over, receive, move and seal them, and ask a laboratory",
    "custody:gap:explain": "explain gaps in a chain of custody and differences of a count (another person than the one who left them)",
    "custody:room:manage": "open and close evidence rooms",
    "custody:room:count": "count an evidence room blind",
    "custody:request:answer": "accept and answer what a forensic laboratory is asked",
    "custody:batch:prepare": "make the list of a destruction batch, propose to seal it, read its items on the day and record the destruction",
    "custody:batch:witness": "witness a destruction (nobody who made or approved the list)",
    "custody:series:decide": "look for series from one workshop, and say what is one",
    "recoveries:market:read": "see prices and availability of illicit arms",
    "recoveries:market:observe": "note what an illicit arm costs and how easily it can be had",
    "tracing:request:read": "see trace requests that one's office asked, answers or keeps, and those of offices below it",
    "tracing:request:write": "draft and send trace requests, and say what came of them",
    "tracing:request:answer": "acknowledge, search, answer, delay, restrict and refuse trace requests, and ask traders for their books",
    "tracing:question:answer": "say what one's own book knows of a firearm that is traced",
    "registry:trace:note": "note on a firearm's life, by a trace request of one's own desk, that it is traced and what came of it",
    "tracing:words:erase": "propose to erase what was said with a trace request, once no law keeps it any longer",
    "tracing:figure:read": "see figures of tracing, and what left the register for whom",
    "returns:figure:read": "see official figures of the whole State, every compartment: IAFQ, SDG 16.4.2",
    "returns:return:prepare": "propose that the return of a year is frozen as it stands, as what the State says",
    "returns:package:send": "send a frozen return to a hub with the State's consent and conditions, and withdraw it",
    "returns:package:read": "see what a hub received: the returns of all States side by side, and where each figure comes from",
    "returns:package:receive": "take in packages and official files at a hub",
    "returns:quality:read": "see how good the data are that one may see, and what there is to mend",
    "licensing:application:read": "see applications for licences and the queue of one's desk",
    "licensing:application:write": "take in applications, pause them and advise",
    "licensing:check:answer": "answer those checks of applications that one's kind of office answers",
    "licensing:decision:propose": "propose that a licence is granted, refused, revoked, reinstated or changed",
    "licensing:licence:read": "see licences, as far as one's office may",
    "licensing:licence:suspend": "suspend a licence at once, and record its surrender",
    "licensing:notice:take": "take in notices of deaths, convictions, protection orders and of doctors, and say whom they mean",
    "licensing:removal:clear": "follow up that firearms leave a holder, and record the proof",
    "licensing:round:read": "see inspection rounds, their frames' hashes and what they drew",
    "licensing:round:write": "open an inspection round and have it drawn",
    "licensing:visit:record": "see the visits that are planned, and record what was found there",
    "licensing:reminder:write": "see what holders were reminded of, print letters, and follow up those who were not reached",
    "licensing:transfer:offer": "offer a firearm to a buyer, or answer for the buyer's side",
    "holders:own:read": "see what one holds, one's licences, papers and applications, and what is kept about one",
    "holders:own:act": "apply, report a loss or a move, and answer an offer: for oneself, or for whom one acts",
    "holders:account:bind": "open an account for a holder whose identity one has seen, and end it",
    "holders:report:answer": "confirm the moves that holders report, and answer what they ask to be corrected",
    "counter:fee:read": "see fees, payments, tills and the stock of blank cards",
    "counter:payment:take": "take payments at the counter, and open and count one's own till",
    "counter:decision:propose": "propose that a fee is waived or refunded, a till is closed, a blank card is written off",
    "counter:card:manage": "enter deliveries of blank cards, give a card's number to a paper, and count the stock",
    "counter:likeness:take": "take a holder's photo and signature",
    "counter:likeness:read": "see a holder's photo and signature",
    "counter:identity:ask": "ask the identity register about somebody at the counter",
    "accounts:agency:read": "see agencies",
    "accounts:agency:manage": "register and close agencies",
    "accounts:person:read": "see people and their roles",
    "accounts:person:manage": "register people, lock and unlock them",
    "accounts:grant:propose": "propose that a person gets or loses a role",
    "accounts:proposal:decide": "decide, as the second person, about what others propose",
    "accounts:emergency:act": "act now in an emergency, to be countersigned later",
    "accounts:absence:manage": "enter absences and who stands in",
    "accounts:client:manage": "register API clients and their tokens",
    "accounts:readlog:read": "see who read whose data",
    "ledger:checkpoint:read": "see checkpoints, witnesses and the log's state",
    "ledger:proof:read": "take the proof of an entry that one may see",
    "ledger:verify:run": "run a verification",
    "ledger:log:export": "export the whole log",
    "ledger:key:rotate": "propose a new signing key",
    "reference:list:read": "read the reference data",
    "reference:list:manage": "load reference data",
    "oversight:inspection:read": "see flagged acts of every office: emergencies, late approvals, read patterns",
}

_OFFICER: Final = frozenset(
    {
        "registry:mark:search",
        "registry:search:keep",
        "registry:firearm:read",
        "registry:event:record",
        "parties:party:read",
        "parties:bar:check",
        "accounts:agency:read",
        "ledger:checkpoint:read",
        "ledger:proof:read",
        "reference:list:read",
    }
)
_SENIOR: Final = frozenset(
    {"registry:event:propose", "accounts:proposal:decide", "accounts:absence:manage", "accounts:person:read"}
)
_BARS: Final = frozenset({"parties:bar:read", "parties:bar:enter"})
"""What the desks need whose decisions bar somebody: refusals, prohibitions, protection orders (EU 2021/555 art. 6, 2021/1423)."""
_DESK: Final = frozenset({"registry:search:blind"})
"""What the desks need that hold a recovered firearm or trace one (Protocol art. 12; ITI 14-23)."""
_RECOVERING: Final = frozenset(
    {
        "recoveries:case:read",
        "recoveries:case:write",
        "recoveries:outcome:record",
        "recoveries:market:read",
        "recoveries:market:observe",
    }
)
"""What those need who seize, find and take in (Protocol art. 6, 11, 12; ITI para. 9)."""
_ASKING: Final = frozenset({"tracing:request:read", "tracing:request:write", "registry:trace:note"})
"""What those need who recover firearms and ask where they came from (Firearms Protocol art. 12; ITI 14-23)."""
_TRACING: Final = _ASKING | {"tracing:request:answer", "tracing:figure:read", "tracing:words:erase"}
"""A tracing desk: it answers what other States and offices ask."""
_KEEPING: Final = frozenset({"custody:exhibit:read", "custody:exhibit:keep", "custody:room:count"})
"""What everybody needs through whose hands an exhibit goes (Protocol art. 11)."""
_DISPOSING: Final = frozenset(
    {
        "custody:gap:explain",
        "custody:room:manage",
        "custody:batch:prepare",
        "custody:batch:witness",
        "custody:series:decide",
    }
)
"""What those need who answer for an evidence room and for what becomes of its arms (Protocol art. 6(2))."""
_PAPERS: Final = frozenset({"papers:paper:read", "papers:paper:issue"})
"""What a counter needs that gives papers out: certificates, cards, and receipts for what was handed in."""
_LICENSING: Final = frozenset(
    {
        "licensing:application:read",
        "licensing:application:write",
        "licensing:check:answer",
        "licensing:decision:propose",
        "licensing:licence:read",
        "licensing:licence:suspend",
        "licensing:notice:take",
        "licensing:removal:clear",
        "licensing:round:read",
        "licensing:round:write",
        "licensing:visit:record",
        "licensing:reminder:write",
        "licensing:transfer:offer",
    }
)
"""A licensing desk (Directive (EU) 2021/555 art. 4-6, 9-10)."""
_HOLDERS: Final = frozenset({"holders:account:bind", "holders:report:answer"})
"""A counter that knows holders by sight, and answers what they report from their own accounts."""
_COUNTER: Final = frozenset(
    {
        "counter:fee:read",
        "counter:payment:take",
        "counter:decision:propose",
        "counter:card:manage",
        "counter:likeness:take",
        "counter:likeness:read",
        "counter:identity:ask",
    }
)
"""What a licensing desk's counter needs: fees, photos and signatures, blank cards, the identity register."""
_TRADE: Final = frozenset(
    {
        "tracing:question:answer",
        "licensing:licence:read",
        "licensing:transfer:offer",
        "registry:mark:search",
        "registry:firearm:read",
        "registry:event:record",
        "registry:event:propose",
        "accounts:agency:read",
        "ledger:proof:read",
        "reference:list:read",
    }
)
"""Makers, dealers and proof houses report on their own books (NWR). What takes two people (to mark anew, to destroy, to date a change
before a later one) they propose, and an authority's second person decides (domestic law under Protocol art. 6, 8; ITI para. 9)."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a role may do, at which kinds of agency it may be held, and which roles exclude it (separation of duties)."""

    permissions: frozenset[str]
    agency_kinds: frozenset[str]
    excludes: frozenset[str] = frozenset()


ROLES: Final[Mapping[str, Role]] = {
    "licensing_clerk": Role(
        _OFFICER
        | _BARS
        | _PAPERS
        | _LICENSING
        | _HOLDERS
        | _COUNTER
        | {"parties:party:write", "registry:event:propose", "registry:category:set", "registry:list:export"},
        frozenset({"licensing_authority"}),
    ),
    "licensing_head": Role(
        _OFFICER
        | _SENIOR
        | _BARS
        | _PAPERS
        | _LICENSING
        | _HOLDERS
        | _COUNTER
        | {
            "returns:figure:read",
            "returns:return:prepare",
            "returns:package:send",
            "returns:quality:read",
            "parties:bar:lift",
            "papers:paper:withdraw",
            "parties:party:write",
            "parties:party:merge",
            "parties:personal:erase",
            "retention:hold:read",
            "retention:hold:place",
            "retention:lapsed:read",
            "parties:file:give",
            "registry:import:decide",
            "registry:duplicate:decide",
            "registry:category:set",
            "registry:list:export",
            "accounts:emergency:act",
        },
        frozenset({"licensing_authority"}),
    ),
    "data_steward": Role(
        (_OFFICER - {"registry:event:record"})
        | {
            "returns:quality:read",
            "registry:event:propose",
            "registry:category:set",
            "registry:import:prepare",
            "registry:quarantine:repair",
            "registry:duplicate:decide",
            "parties:party:write",
            "parties:party:merge",
            "reference:list:manage",
        },
        frozenset({"licensing_authority", "police", "military"}),
    ),
    "police_officer": Role(
        _OFFICER
        | _DESK
        | _BARS
        | _PAPERS
        | _RECOVERING
        | _ASKING
        | _KEEPING
        | {
            "custody:batch:prepare",
            "custody:batch:witness",
            "registry:event:propose",
            "licensing:check:answer",
            "licensing:licence:read",
            "licensing:notice:take",
            "licensing:round:read",
            "licensing:visit:record",
        },
        frozenset({"police"}),
    ),
    "police_supervisor": Role(
        _OFFICER
        | _SENIOR
        | _DESK
        | _BARS
        | _PAPERS
        | _RECOVERING
        | _TRACING
        | _KEEPING
        | _DISPOSING
        | {
            "returns:figure:read",
            "returns:return:prepare",
            "returns:package:send",
            "returns:quality:read",
            "recoveries:case:hand_over",
            "parties:bar:lift",
            "papers:paper:withdraw",
            "licensing:check:answer",
            "licensing:licence:read",
            "licensing:licence:suspend",
            "licensing:notice:take",
            "licensing:round:read",
            "licensing:visit:record",
            "registry:search:answer",
            "retention:hold:read",
            "registry:import:decide",
            "registry:duplicate:decide",
            "registry:category:set",
            "registry:security:set",
            "accounts:emergency:act",
        },
        frozenset({"police"}),
    ),
    "customs_officer": Role(
        _OFFICER
        | _DESK
        | _PAPERS
        | _RECOVERING
        | _ASKING
        | _KEEPING
        | {"custody:batch:prepare", "custody:batch:witness", "licensing:licence:read"},
        frozenset({"customs"}),
    ),
    "customs_supervisor": Role(
        _OFFICER
        | _SENIOR
        | _DESK
        | _PAPERS
        | _RECOVERING
        | _TRACING
        | _KEEPING
        | _DISPOSING
        | {
            "recoveries:case:hand_over",
            "papers:paper:withdraw",
            "accounts:emergency:act",
            "licensing:licence:read",
        },
        frozenset({"customs"}),
    ),
    # The national point of contact (Firearms Protocol art. 13(2)): what other States ask and are asked passes here.
    "tracing_officer": Role(
        (_OFFICER | _DESK | _PAPERS | _TRACING | {"recoveries:case:read"}) - {"registry:event:record"},
        frozenset({"police", "customs", "licensing_authority"}),
    ),
    "forensic_examiner": Role(
        _OFFICER
        | _DESK
        | _KEEPING
        | {
            "registry:event:propose",
            "recoveries:case:read",
            "recoveries:item:compare",
            "custody:request:answer",
            "custody:series:decide",
            "custody:room:manage",
            "custody:gap:explain",
        },
        frozenset({"forensic_laboratory"}),
    ),
    "armourer": Role(_OFFICER - {"parties:party:read"}, frozenset({"military", "police"})),
    "armoury_commander": Role(
        (
            _OFFICER
            | _SENIOR
            | {
                "returns:quality:read",
                "registry:search:answer",
                "registry:import:decide",
                "registry:duplicate:decide",
                "registry:category:set",
                "registry:security:set",
                "accounts:emergency:act",
            }
        )
        - {"parties:party:read"},
        frozenset({"military"}),
    ),
    "court_clerk": Role(
        _OFFICER
        | _BARS
        | _PAPERS
        | _KEEPING
        | {
            "custody:room:manage",
            "custody:gap:explain",
            "custody:batch:witness",
            "registry:event:propose",
            "recoveries:case:read",
            "recoveries:outcome:record",
            "recoveries:case:hand_over",
            "registry:search:answer",
            "parties:bar:lift",
            "retention:hold:read",
            "licensing:licence:read",
            "licensing:notice:take",
        },
        frozenset({"court"}),
    ),
    "judge": Role(
        (
            _OFFICER
            | _SENIOR
            | _BARS
            | {
                "registry:search:answer",
                "recoveries:case:read",
                "custody:exhibit:read",
                "custody:batch:witness",
                "parties:bar:lift",
                "retention:hold:read",
                "retention:hold:place",
            }
        )
        - {"registry:event:record"},
        frozenset({"court"}),
    ),
    "maker": Role(_TRADE, frozenset({"maker"})),
    "dealer": Role(_TRADE, frozenset({"dealer"})),
    "proof_master": Role(_TRADE, frozenset({"proof_house"})),
    "desk_reader": Role(
        frozenset(
            {"accounts:agency:read", "ledger:checkpoint:read", "reference:list:read", "returns:package:read"}
        ),
        frozenset({"un_desk"}),
    ),
    "hub_officer": Role(
        frozenset(
            {
                "accounts:agency:read",
                "ledger:checkpoint:read",
                "reference:list:read",
                "returns:package:read",
                "returns:package:receive",
            }
        ),
        frozenset({"un_desk"}),
    ),
    "inspector": Role(
        frozenset(
            {
                "returns:figure:read",
                "returns:quality:read",
                "tracing:request:read",
                "tracing:figure:read",
                "registry:mark:search",
                "registry:firearm:read",
                "recoveries:case:read",
                "recoveries:market:read",
                "custody:exhibit:read",
                "custody:batch:witness",
                "parties:party:read",
                "parties:bar:check",
                "parties:file:give",
                "retention:hold:read",
                "retention:hold:place",
                "retention:lapsed:read",
                "papers:paper:read",
                "licensing:application:read",
                "licensing:licence:read",
                "counter:fee:read",
                "licensing:round:read",
                "accounts:agency:read",
                "accounts:person:read",
                "accounts:readlog:read",
                "ledger:checkpoint:read",
                "ledger:proof:read",
                "ledger:verify:run",
                "ledger:log:export",
                "reference:list:read",
                "oversight:inspection:read",
            }
        ),
        frozenset({"licensing_authority", "court", "inspectorate"}),
        excludes=frozenset(
            {"licensing_clerk", "licensing_head", "data_steward", "administrator", "security_officer"}
        ),
    ),
    "administrator": Role(
        frozenset(
            {
                "accounts:agency:read",
                "accounts:agency:manage",
                "accounts:person:read",
                "accounts:person:manage",
                "accounts:grant:propose",
                "accounts:client:manage",
                "accounts:absence:manage",
                "ledger:checkpoint:read",
                "ledger:verify:run",
                "ledger:key:rotate",
                "reference:list:read",
            }
        ),
        frozenset({"licensing_authority", "police", "military", "customs", "court", "inspectorate"}),
        excludes=frozenset({"security_officer", "licensing_clerk", "licensing_head", "data_steward"}),
    ),
    "security_officer": Role(
        frozenset(
            {
                "accounts:agency:read",
                "accounts:person:read",
                "accounts:proposal:decide",
                "accounts:readlog:read",
                "ledger:checkpoint:read",
                "ledger:verify:run",
                "reference:list:read",
                "oversight:inspection:read",
            }
        ),
        frozenset({"licensing_authority", "police", "military", "customs", "court", "inspectorate"}),
        excludes=frozenset({"administrator"}),
    ),
    # No office gives this role: it comes with an account that was bound to a party (`holders`), and reaches that party alone.
    "holder": Role(frozenset({"holders:own:read", "holders:own:act"}), frozenset()),
}

AGENCY_COMPARTMENT: Final[Mapping[str, Compartment]] = {
    "licensing_authority": "civilian",
    "police": "police",
    "customs": "civilian",
    "forensic_laboratory": "police",
    "military": "defence",
    "court": "courts",
    "maker": "civilian",
    "dealer": "civilian",
    "proof_house": "civilian",
    "inspectorate": "civilian",
    "un_desk": "civilian",
}

SEES: Final[Mapping[str, frozenset[str]]] = {
    "licensing_authority": frozenset({"civilian"}),
    "police": frozenset({"civilian", "police"}),
    "customs": frozenset({"civilian"}),
    "forensic_laboratory": frozenset({"civilian", "police", "courts"}),
    "military": frozenset({"defence"}),
    "court": frozenset({"civilian", "police", "courts"}),
    "maker": frozenset({"civilian"}),
    "dealer": frozenset({"civilian"}),
    "proof_house": frozenset({"civilian"}),
    "inspectorate": frozenset({"civilian", "police", "courts", "defence"}),
    "un_desk": frozenset(),
}
"""Kind of agency -> the compartments whose rows its people may see (Protocol art. 4: defence stock stays apart)."""

OWN_BOOK: Final[frozenset[str]] = frozenset({"maker", "dealer", "proof_house"})
"""Agencies that see only what is, or was, in their own book."""

EYES: Final[Mapping[str, int]] = {
    "accounts.grant": 2,
    "accounts.revoke": 2,
    "accounts.agency": 2,
    "accounts.client": 2,
    "accounts.absence": 2,
    "accounts.factor_reset": 2,
    "parties.erased": 2,
    "parties.bar_lifted": 2,
    "retention.lifted": 2,
    "words.erased": 2,
    "returns.frozen": 2,
    "returns.published": 2,
    "registry.import": 2,
    "registry.late": 2,
    "ledger.key_rotated": 2,
}
"""Act -> how many people it takes, for the acts outside the life cycle's own table (`registry/lifecycle` adds its kinds).

Where an act stands here or there, the database refuses it without a decision by somebody other than the proposer.
"""

DECIDES: Final[Mapping[str, frozenset[str]]] = {
    "accounts": frozenset({"security_officer"}),
    "ledger": frozenset({"security_officer"}),
    "licensing": frozenset({"licensing_head"}),
    "counter": frozenset({"licensing_head"}),
    "custody": frozenset({"police_supervisor", "customs_supervisor", "judge", "licensing_head"}),
    "parties": frozenset({"licensing_head", "police_supervisor", "judge"}),
    "retention": frozenset({"licensing_head", "police_supervisor", "judge"}),
    "words": frozenset({"licensing_head", "police_supervisor", "customs_supervisor", "judge"}),
    "returns": frozenset({"licensing_head", "police_supervisor"}),
    "registry": frozenset(
        {"licensing_head", "police_supervisor", "customs_supervisor", "armoury_commander", "judge"}
    ),
}
"""Area of a proposal -> roles that may answer it as the second person."""

OF_THE_STATE: Final = frozenset({"returns"})
"""Areas whose proposals speak for the whole State, not for an office: whoever decides in the area answers them, of whatever kind
their own office is. Elsewhere a kind of office that decides answers for itself."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why personal data are read: the stated purpose, and the case or shift it stands under."""

    shift: str
    purpose: str
    case: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person at an agency, an API client, a job, a foreign node, or nobody.

    `id` is the public identifier (`U…`, `C…`) or the job's name; `agency` the agency's public identifier.
    """

    kind: ActorKind
    id: str
    name: str = ""
    agency: str = ""
    agency_id: int = 0
    agency_kind: str = ""
    agency_name: str = ""
    country: str = ""
    roles: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    purpose: Purpose | None = None
    standing_in_for: str = ""
    until: dt.datetime | None = field(default=None, compare=False)

    @property
    def is_somebody(self) -> bool:
        """Whether anybody stands behind this actor at all."""
        return self.kind != "nobody"

    @property
    def own_book_only(self) -> bool:
        """Whether this actor sees only the firearms of its own book."""
        return self.agency_kind in OWN_BOOK


NOBODY: Final = Actor(kind="nobody", id="nobody")


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All permissions that a set of roles gives; an unknown role gives none."""
    return frozenset().union(*(ROLES[role].permissions for role in roles if role in ROLES))


def compartments_of(agency_kind: str) -> frozenset[str]:
    """The compartments that people of an agency of this kind may see."""
    return SEES.get(agency_kind, frozenset())


def conflicts(roles: frozenset[str]) -> frozenset[tuple[str, str]]:
    """Pairs of roles that one person must not hold together (separation of duties)."""
    return frozenset(
        (min(one, other), max(one, other))
        for one in roles
        if one in ROLES
        for other in ROLES[one].excludes & roles
    )


def may(actor: Actor, permission: str) -> bool:
    """Whether `actor` holds `permission`; an unknown permission is a programming error."""
    if permission not in PERMISSIONS:
        raise ValueError(f"unknown permission {permission!r}")
    return permission in actor.permissions


def require(actor: Actor, permission: str) -> None:
    """Raise unless `actor` holds `permission`. The message never tells whether an object exists."""
    if may(actor, permission):
        return
    if not actor.is_somebody:
        raise NotSignedIn()
    raise Forbidden(params={"permission": permission})
