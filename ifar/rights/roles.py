"""Roles: what each may do, and at which kinds of agencies it may be held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_PRACTITIONER: Final = frozenset({"community:space:read", "community:post:write"})
"""What everybody holds who could be vetted as a member of the Community of Practitioners. By itself it shows nothing: whether somebody is a
member, and of which spaces, the database says anew with each request."""


_OFFICER: Final = _PRACTITIONER | frozenset(
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


_CIVIL_SERVICE: Final = frozenset(
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


_WATCHING: Final = frozenset({"hotspots:incident:read", "hotspots:tip:write"})
"""What everybody needs who meets illicit arms and the places where they show: the coarse map, and a way to pass on what they are told."""


_HOTSPOTS: Final = _WATCHING | {"hotspots:incident:precise", "hotspots:signal:read"}
"""What those need who decide about hotspots: precise places, and what follows from them."""


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


_STRATEGY: Final = frozenset(
    {
        "programme:strategy:read",
        "programme:fund:read",
        "accounts:agency:read",
        "ledger:checkpoint:read",
        "reference:list:read",
    }
)
"""What everybody needs who works under the strategy."""


_OF_THE_STRATEGY: Final = frozenset({"un_desk", "licensing_authority", "police", "inspectorate"})
"""Kinds of office that may have a part in the strategy."""


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
        | _WATCHING
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
        | _HOTSPOTS
        | _RECOVERING
        | _TRACING
        | _KEEPING
        | _DISPOSING
        | {
            "returns:figure:read",
            "returns:return:prepare",
            "returns:package:send",
            "returns:quality:read",
            "hotspots:response:approve",
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
        | _WATCHING
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
        | _HOTSPOTS
        | _RECOVERING
        | _TRACING
        | _KEEPING
        | _DISPOSING
        | {
            "hotspots:response:approve",
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
    # Analyses where and when arms show (the strategy's first prong); no attribute of a person is among what it reads.
    "hotspot_analyst": Role(
        _HOTSPOTS
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
        _HOTSPOTS
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
        _PRACTITIONER
        | frozenset(
            {"accounts:agency:read", "ledger:checkpoint:read", "reference:list:read", "returns:package:read"}
        ),
        frozenset({"un_desk"}),
    ),
    "hub_officer": Role(
        _PRACTITIONER
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
        _PRACTITIONER
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
    # Somebody who comes for the Community of Practitioners alone, as most do at a hub.
    "practitioner": Role(
        _PRACTITIONER | {"accounts:agency:read", "ledger:checkpoint:read", "reference:list:read"},
        _CIVIL_SERVICE,
    ),
    # The national focal point: nominates for the own country, and says when somebody leaves the post (domain.md, section 7).
    "community_focal_point": Role(
        _PRACTITIONER
        | {
            "community:member:nominate",
            "accounts:agency:read",
            "ledger:checkpoint:read",
            "reference:list:read",
        },
        _CIVIL_SERVICE,
    ),
    # The community's secretariat: vets by two, opens spaces. It reads no more of what members write than any other member.
    "community_secretary": Role(
        _PRACTITIONER
        | _PAPERS
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
    # Who works under the strategy: plans projects, reports what was reached. Another person approves.
    "programme_officer": Role(
        _STRATEGY
        | {
            "programme:project:write",
            "programme:value:report",
        },
        _OF_THE_STRATEGY,
    ),
    "programme_manager": Role(
        _STRATEGY
        | {
            "programme:framework:write",
            "programme:project:write",
            "programme:value:report",
            "programme:value:approve",
            "programme:committee:keep",
        },
        _OF_THE_STRATEGY,
    ),
    # Keeps the books of the Fund.
    "fund_officer": Role(_STRATEGY | {"programme:fund:post"}, _OF_THE_STRATEGY),
    # A donor's or a committee member's eye: sees everything of the strategy and changes nothing.
    "strategy_reader": Role(_STRATEGY, _OF_THE_STRATEGY),
    # No office gives this role: it comes with an account that was bound to a party (`holders`), and reaches that party alone.
    "holder": Role(frozenset({"holders:own:read", "holders:own:act"}), frozenset()),
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """All permissions that a set of roles gives; an unknown role gives none."""
    return frozenset().union(*(ROLES[role].permissions for role in roles if role in ROLES))


def conflicts(roles: frozenset[str]) -> frozenset[tuple[str, str]]:
    """Pairs of roles that one person must not hold together (separation of duties)."""
    return frozenset(
        (min(one, other), max(one, other))
        for one in roles
        if one in ROLES
        for other in ROLES[one].excludes & roles
    )
