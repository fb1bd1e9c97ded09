"""Duties: permissions that several roles have together, and kinds of agencies at which they are held. `roles` puts them into its table. Pure."""

from __future__ import annotations

from typing import Final

PRACTITIONER: Final = frozenset({"community:space:read", "community:post:write"})
"""What everybody holds who could be vetted as a member of the Community of Practitioners. By itself it shows nothing: whether somebody is a
member, and of which spaces, the database says anew with each request."""


MATTERS: Final = frozenset({"matters:matter:raise", "matters:matter:settle", "matters:matter:explain"})
"""What everybody needs whose office settles differences with another side (UNCAC art. 7, 9)."""


CASEWORK: Final = MATTERS | {
    "oversight:signal:read",
    "oversight:case:work",
    "registry:firearm:read",
    "parties:party:read",
    "accounts:agency:read",
    "ledger:checkpoint:read",
    "ledger:proof:read",
    "reference:list:read",
}
"""What whoever inspects other offices needs (UNCAC art. 6, 36)."""


KEEPS_APART: Final = frozenset(
    {"administrator", "security_officer", "licensing_clerk", "licensing_head", "data_steward"}
)
"""What nobody does beside inspecting: keep rights, decide licences, enter data."""


STORING: Final = frozenset({"placement:place:read", "placement:thing:place"})
"""What everybody needs whose office has firearms in its custody (Protocol art. 7, 11; MOSAIC 05.20)."""


STORES: Final = STORING | {"placement:place:manage"}
"""What those need who answer for a store: they open, name and close its rooms and shelves."""


OFFICER: Final = (
    PRACTITIONER
    | MATTERS
    | STORING
    | frozenset(
        {
            "registry:mark:search",
            "registry:search:keep",
            "registry:firearm:read",
            "registry:event:record",
            "parties:party:read",
            "parties:bar:check",
            "accounts:agency:read",
            "accounts:list:take",
            "stocks:issue:confirm",
            "ledger:checkpoint:read",
            "ledger:proof:read",
            "reference:list:read",
        }
    )
)


CIVIL_SERVICE: Final = frozenset(
    {
        "un_desk",
        "licensing_authority",
        "police",
        "customs",
        "court",
        "forensic_laboratory",
        "inspectorate",
        "military",
    }
)
"""Kinds of office whose people can be members of the community: nobody who trades."""


SENIOR: Final = frozenset(
    {"registry:event:propose", "accounts:proposal:decide", "accounts:absence:manage", "accounts:person:read"}
)


BARS: Final = frozenset({"parties:bar:read", "parties:bar:enter"})
"""What the desks need whose decisions bar somebody: refusals, prohibitions, protection orders (EU 2021/555 art. 6, 2021/1423)."""


DESK: Final = frozenset({"registry:search:restricted"})
"""What the desks need that hold a recovered firearm or trace one (Protocol art. 12; ITI 14-23)."""


RECOVERING: Final = frozenset(
    {
        "recoveries:case:read",
        "recoveries:case:write",
        "recoveries:outcome:record",
        "recoveries:market:read",
        "recoveries:market:observe",
    }
)
"""What those need who seize, find and take in (Protocol art. 6, 11, 12; ITI para. 9)."""


ASKING: Final = frozenset({"tracing:request:read", "tracing:request:write", "registry:trace:note"})
"""What those need who recover firearms and ask where they came from (Firearms Protocol art. 12; ITI 14-23)."""


TRACING: Final = ASKING | {"tracing:request:answer", "tracing:figure:read", "tracing:words:erase"}
"""A tracing desk: it answers what other States and offices ask."""


KEEPING: Final = frozenset({"custody:exhibit:read", "custody:exhibit:keep", "custody:room:count"})
"""What everybody needs through whose hands an exhibit goes (Protocol art. 11)."""


DISPOSING: Final = frozenset(
    {
        "custody:gap:explain",
        "placement:place:manage",
        "custody:batch:prepare",
        "custody:batch:witness",
        "custody:series:decide",
    }
)
"""What those need who answer for an evidence room and for what becomes of its arms (Protocol art. 6(2))."""


WATCHING: Final = frozenset({"hotspots:incident:read", "hotspots:tip:write"})
"""What everybody needs who meets illicit arms and the places where they show: the coarse map, and a way to pass on what they are told."""


HOTSPOTS: Final = WATCHING | {"hotspots:incident:precise", "hotspots:signal:read"}
"""What those need who decide about hotspots: precise places, and what follows from them."""


AMMUNITION: Final = frozenset(
    {
        "ammunition:lot:read",
        "ammunition:lot:write",
        "ammunition:movement:record",
        "ammunition:movement:attest",
    }
)
"""What those need who have ammunition in store: makers, dealers and armouries (Protocol art. 3(c), 7, 11)."""


LOTS: Final = frozenset({"ammunition:lot:read", "ammunition:lot:suspend"})
"""What those need who look after such stores: they stop a lot everywhere at once."""


PAPERS: Final = frozenset({"documents:paper:read", "documents:paper:issue"})
"""What a counter needs that gives papers out: certificates, cards, and receipts for what was handed in."""


LICENSING: Final = frozenset(
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
        "parties:party:write",
        "books:book:read",
        "books:book:close",
        "registry:category:set",
        "registry:list:export",
    }
)
"""A licensing desk (Directive (EU) 2021/555 art. 4-6, 9-10)."""


CONSULTED: Final = frozenset({"trade:transfer:read", "trade:advice:give", "trade:consignment:read"})
"""What those need whose office is asked about international transfers, or lets them pass (Protocol art. 10, 11)."""


DELIVERIES: Final = frozenset({"trade:delivery:write", "trade:delivery:confirm"})
"""What those need who follow up whether goods arrived: the authority, and customs (Protocol art. 10(4))."""


TRANSFERS: Final = (
    CONSULTED
    | DELIVERIES
    | {
        "trade:transfer:write",
        "trade:paper:verify",
        "trade:decision:propose",
        "trade:journey:announce",
        "trade:consignment:pack",
        "trade:consignment:check",
        "trade:despatch:read",
        "trade:despatch:report",
    }
)
"""A licensing desk's international transfers (Protocol art. 10, 15)."""


BETWEEN_STATES: Final = frozenset(
    {"trade:transfer:read", "trade:transfer:write", "trade:paper:verify", "trade:decision:propose"}
)
"""What the defence needs for transfers from State to State, which stay in its compartment (Protocol art. 4)."""


BORDER: Final = frozenset({"trade:journey:announce", "trade:journey:check", "trade:declaration:send"})
"""A border post: it lets travellers with accompanied firearms pass, records what came back, and takes in what its system declares (Protocol art. 10(6), 11)."""


HOLDERS: Final = frozenset({"portal:account:bind", "portal:report:answer"})
"""A counter that knows holders by sight, and answers what they report from their own accounts."""


COUNTER: Final = frozenset(
    {
        "cashier:fee:read",
        "cashier:payment:take",
        "cashier:decision:propose",
        "cashier:card:manage",
        "cashier:likeness:take",
        "cashier:likeness:read",
        "cashier:identity:ask",
    }
)
"""What a licensing desk's counter needs: fees, photos and signatures, blank cards, the identity register."""


TRADE: Final = (
    MATTERS
    | STORES
    | AMMUNITION
    | frozenset(
        {
            "books:book:read",
            "books:sale:make",
            "books:stock:count",
            "tracing:question:answer",
            "trade:consignment:read",
            "trade:consignment:pack",
            "trade:despatch:read",
            "trade:despatch:send",
            "licensing:licence:read",
            "licensing:transfer:offer",
            "registry:mark:search",
            "registry:firearm:read",
            "registry:event:record",
            "registry:event:propose",
            "accounts:agency:read",
            "accounts:list:take",
            "ledger:proof:read",
            "reference:list:read",
        }
    )
)
"""Makers, dealers and proof houses report on their own books (NWR). What takes two people (to mark anew, to destroy, to date a change
before a later one) they propose, and an authority's second person decides (domestic law under Protocol art. 6, 8; ITI para. 9)."""

STRATEGY: Final = frozenset(
    {
        "programme:strategy:read",
        "programme:office:read",
        "accounts:agency:read",
        "ledger:checkpoint:read",
        "reference:list:read",
    }
)
"""What everybody needs who works under the strategy. The Fund's donors are told to those whose work is with its money."""


PEOPLE: Final = frozenset(
    {
        "programme:initiative:write",
        "programme:feedback:note",
        "programme:feedback:answer",
        "programme:partner:keep",
    }
)
"""What those need who work with communities and partners (the strategy's outcomes 3 and 4)."""


REPORTED: Final = frozenset({"programme:sighting:take"})
"""A desk that is asked where a carrier or a marketplace reports something (Protocol art. 13(3))."""


CARRYING: Final = frozenset({"trade:despatch:read", "trade:despatch:carry", "matters:matter:explain"})
"""What a carrier needs: it sees what is on its road by crate, seal and number, and says what became of what did not arrive (Protocol art. 11)."""


PARTNER: Final = frozenset({"programme:sighting:send"})
"""Carriers and marketplaces: they report, and see nothing else."""


OF_THE_STRATEGY: Final = frozenset({"un_desk", "licensing_authority", "police", "inspectorate"})
"""Kinds of office that may have a part in the strategy."""
