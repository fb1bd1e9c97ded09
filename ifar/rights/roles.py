"""Roles: what each may do, and at which kinds of agencies it may be held. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ifar.rights.duties import (
    ASKING,
    BARS,
    BORDER,
    CASEWORK,
    CIVIL_SERVICE,
    CONSULTED,
    COUNTER,
    DELIVERIES,
    DESK,
    DISPOSING,
    HOLDERS,
    HOTSPOTS,
    KEEPING,
    KEEPS_APART,
    LICENSING,
    LOTS,
    MATTERS,
    OFFICER,
    PAPERS,
    PRACTITIONER,
    RECOVERING,
    REPORTED,
    SENIOR,
    TRACING,
    TRADE,
    TRANSFERS,
    WATCHING,
)
from ifar.rights.role import Role
from ifar.rights.stocks import OF_STOCKS
from ifar.rights.strategy import OF_STRATEGY

ROLES: Final[Mapping[str, Role]] = {
    "licensing_clerk": Role(
        OFFICER
        | BARS
        | PAPERS
        | LICENSING
        | TRANSFERS
        | HOLDERS
        | COUNTER
        | {
            "ammunition:lot:read",
            "registry:event:propose",
        },
        frozenset({"licensing_authority"}),
    ),
    "licensing_head": Role(
        OFFICER
        | SENIOR
        | BARS
        | PAPERS
        | LICENSING
        | TRANSFERS
        | HOLDERS
        | COUNTER
        | LOTS
        | {
            "returns:figure:read",
            "returns:return:prepare",
            "returns:package:send",
            "returns:quality:read",
            "parties:bar:lift",
            "documents:paper:withdraw",
            "parties:party:merge",
            "parties:personal:erase",
            "placement:place:manage",
            "retention:hold:read",
            "retention:hold:place",
            "retention:lapsed:read",
            "parties:file:give",
            "books:declaration:load",
            "registry:import:decide",
            "registry:duplicate:decide",
            "accounts:emergency:act",
        },
        frozenset({"licensing_authority"}),
    ),
    "data_steward": Role(
        (OFFICER - {"registry:event:record"})
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
            "trade:list:propose",
        },
        frozenset({"licensing_authority", "police", "military"}),
    ),
    "police_officer": Role(
        OFFICER
        | DESK
        | BARS
        | PAPERS
        | WATCHING
        | RECOVERING
        | ASKING
        | KEEPING
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
        OFFICER
        | SENIOR
        | DESK
        | BARS
        | PAPERS
        | HOTSPOTS
        | REPORTED
        | RECOVERING
        | TRACING
        | KEEPING
        | DISPOSING
        | CONSULTED
        | LOTS
        | {
            "returns:figure:read",
            "returns:return:prepare",
            "returns:package:send",
            "returns:quality:read",
            "hotspots:response:approve",
            "recoveries:case:hand_over",
            "parties:bar:lift",
            "documents:paper:withdraw",
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
        OFFICER
        | DESK
        | PAPERS
        | WATCHING
        | REPORTED
        | RECOVERING
        | ASKING
        | KEEPING
        | CONSULTED
        | BORDER
        | {
            "custody:batch:prepare",
            "custody:batch:witness",
            "licensing:licence:read",
            "trade:consignment:check",
        }
        | DELIVERIES,
        frozenset({"customs"}),
    ),
    "customs_supervisor": Role(
        OFFICER
        | SENIOR
        | DESK
        | PAPERS
        | HOTSPOTS
        | REPORTED
        | RECOVERING
        | TRACING
        | KEEPING
        | DISPOSING
        | CONSULTED
        | BORDER
        | DELIVERIES
        | {
            "hotspots:response:approve",
            "recoveries:case:hand_over",
            "documents:paper:withdraw",
            "accounts:emergency:act",
            "licensing:licence:read",
            "trade:consignment:check",
        },
        frozenset({"customs"}),
    ),
    # The national point of contact (Firearms Protocol art. 13(2)): what other States ask and are asked passes here.
    "tracing_officer": Role(
        (OFFICER | DESK | PAPERS | TRACING | {"recoveries:case:read"}) - {"registry:event:record"},
        frozenset({"police", "customs", "licensing_authority"}),
    ),
    # Analyses where and when arms show (the strategy's first prong); no attribute of a person is among what it reads.
    "hotspot_analyst": Role(
        HOTSPOTS
        | REPORTED
        | {
            "hotspots:source:manage",
            "hotspots:run:make",
            "hotspots:alert:triage",
            "hotspots:hotspot:manage",
            "accounts:agency:read",
            "ledger:checkpoint:read",
            "ledger:proof:read",
            "reference:list:read",
        },
        frozenset({"police", "customs", "licensing_authority", "inspectorate"}),
    ),
    # Leads what is done about a hotspot (second and third prong); another approves it.
    "response_coordinator": Role(
        HOTSPOTS
        | {
            "hotspots:hotspot:manage",
            "hotspots:response:work",
            "hotspots:plan:manage",
            "accounts:agency:read",
            "ledger:checkpoint:read",
            "ledger:proof:read",
            "reference:list:read",
        },
        frozenset({"police", "customs", "licensing_authority"}),
    ),
    "forensic_examiner": Role(
        OFFICER
        | DESK
        | KEEPING
        | {
            "registry:event:propose",
            "recoveries:case:read",
            "recoveries:item:compare",
            "custody:request:answer",
            "custody:series:decide",
            "placement:place:manage",
            "custody:gap:explain",
        },
        frozenset({"forensic_laboratory"}),
    ),
    # Who answers for an evidence room: takes in, hands over, receives and places; seizes nothing, and decides about no disposal.
    "evidence_custodian": Role(
        OFFICER | KEEPING | {"recoveries:case:read", "placement:place:manage", "custody:gap:explain"},
        frozenset({"police", "customs", "court"}),
    ),
    **OF_STOCKS,
    "court_clerk": Role(
        OFFICER
        | BARS
        | PAPERS
        | KEEPING
        | {
            "placement:place:manage",
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
            OFFICER
            | SENIOR
            | BARS
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
    "maker": Role(TRADE | {"books:order:manage"}, frozenset({"maker"})),
    "dealer": Role(TRADE, frozenset({"dealer"})),
    "proof_master": Role(TRADE, frozenset({"proof_house"})),
    "desk_reader": Role(
        PRACTITIONER
        | frozenset(
            {"accounts:agency:read", "ledger:checkpoint:read", "reference:list:read", "returns:package:read"}
        ),
        frozenset({"un_desk"}),
    ),
    "hub_officer": Role(
        PRACTITIONER
        | frozenset(
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
        PRACTITIONER
        | MATTERS
        | frozenset(
            {
                "hotspots:incident:read",
                "hotspots:signal:read",
                "returns:figure:read",
                "returns:quality:read",
                "tracing:request:read",
                "tracing:figure:read",
                "registry:mark:search",
                "registry:firearm:read",
                "books:book:read",
                "ammunition:lot:read",
                "stocks:armoury:read",
                "placement:place:read",
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
                "documents:paper:read",
                "licensing:application:read",
                "licensing:licence:read",
                "cashier:fee:read",
                "licensing:round:read",
                "trade:transfer:read",
                "trade:consignment:read",
                "trade:despatch:read",
                "accounts:agency:read",
                "accounts:person:read",
                "accounts:readlog:read",
                "ledger:checkpoint:read",
                "ledger:proof:read",
                "ledger:verify:run",
                "ledger:log:export",
                "accounts:list:take",
                "reference:list:read",
                "oversight:inspection:read",
            }
        ),
        frozenset({"licensing_authority", "court", "inspectorate"}),
        excludes=frozenset(
            {"licensing_clerk", "licensing_head", "data_steward", "administrator", "security_officer"}
        ),
    ),
    # Reads signals and what the inspectorate settles of them; nobody who keeps rights, decides licences or enters data holds it beside that.
    "oversight_inspector": Role(
        PRACTITIONER
        | CASEWORK
        | {
            "oversight:desk:work",
            "returns:figure:read",
            "returns:quality:read",
            "placement:place:read",
            "stocks:armoury:read",
            "books:book:read",
            "licensing:application:read",
            "licensing:licence:read",
            "custody:exhibit:read",
        },
        frozenset({"inspectorate"}),
        excludes=KEEPS_APART,
    ),
    # Looks into what the register asks about the inspectorate's own people, and into nothing else (UNCAC art. 6, 36).
    "court_inspector": Role(CASEWORK, frozenset({"court"}), excludes=KEEPS_APART),
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
    # Somebody who comes for the Community of Practitioners alone, as most do at a hub.
    "practitioner": Role(
        PRACTITIONER | {"accounts:agency:read", "ledger:checkpoint:read", "reference:list:read"},
        CIVIL_SERVICE,
    ),
    # The national focal point: nominates for the own country, and says when somebody leaves the post (domain.md, section 7).
    "community_focal_point": Role(
        PRACTITIONER
        | {
            "community:member:nominate",
            "accounts:agency:read",
            "ledger:checkpoint:read",
            "reference:list:read",
        },
        CIVIL_SERVICE,
    ),
    # The community's secretariat: vets by two, opens spaces. It reads no more of what members write than any other member.
    "community_secretary": Role(
        PRACTITIONER
        | PAPERS
        | {
            "community:member:nominate",
            "community:member:vet",
            "community:space:manage",
            "accounts:agency:read",
            "accounts:proposal:decide",
            "ledger:checkpoint:read",
            "reference:list:read",
        },
        frozenset({"un_desk", "licensing_authority", "police", "inspectorate"}),
    ),
    **OF_STRATEGY,
    # No office gives this role: it comes with an account that was bound to a party (`holders`), and reaches that party alone.
    "holder": Role(frozenset({"portal:own:read", "portal:own:act"}), frozenset()),
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All permissions that a set of roles gives; an unknown role gives none."""
    return frozenset().union(*(ROLES[role].permissions for role in roles if role in ROLES))


def who_may(permission: str, agency_kind: str) -> list[str]:
    """The roles at an agency of this kind that hold a permission, in the order of the list."""
    return [
        name
        for name, role in ROLES.items()
        if permission in role.permissions and agency_kind in role.agency_kinds
    ]


def conflicts(roles: frozenset[str]) -> frozenset[tuple[str, str]]:
    """Pairs of roles that one person must not hold together (separation of duties)."""
    return frozenset(
        (min(role, other), max(role, other))
        for role in roles
        if role in ROLES
        for other in ROLES[role].excludes & roles
    )
