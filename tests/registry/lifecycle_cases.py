"""What the life-cycle tests share: one lawful example of each kind of event, and the hand-written matrix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ifar.registry.lifecycle import (
    CONDITIONS,
    RULES,
    Facts,
    KnownFacts,
    Legal,
    Outcome,
    Proposed,
    Refusal,
    State,
    Thing,
    decide,
    is_legal,
    state_of,
    typical,
)

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
EVENT = "0195a3c4-0000-7000-8000-000000000001"


def identifier(letter: str, number: int = 1) -> str:
    """Something of the form of a public identifier."""
    return f"{letter}{number:013d}"


WITNESSES = [identifier("U", 8), identifier("U", 9)]

# kind -> (a recorder whom the law allows, details that say enough).
EXAMPLES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "production_planned": ("maker", {"batch": "B-1"}),
    "production_started": ("maker", {}),
    "production_completed": ("maker", {}),
    "marked": ("maker", {"marks": [1, 2, 3]}),
    "proof_handed_over": ("maker", {"proof_house": identifier("A")}),
    "proof_returned": ("proof_house", {"result": "passed"}),
    "stock_declared": ("dealer", {"owner_kind": "retailer"}),
    "imported": ("customs", {"owner_kind": "importer", "country": "ITA", "marking": "unique"}),
    "import_marked": ("dealer", {"country": "SRB", "year": 2026}),
    "temporarily_imported": ("customs", {"return_date": "2026-04-01", "purpose": "sport"}),
    "reexported": ("customs", {"country": "ITA"}),
    "stay_extended": ("licensing_authority", {"return_date": "2026-06-01"}),
    "export_licensed": ("licensing_authority", {"country": "ITA", "transit_countries": ["HRV", "SVN"]}),
    "export_withdrawn": ("licensing_authority", {"reason": "expired"}),
    "exported": ("customs", {"country": "ITA", "declaration": "X-1"}),
    "delivery_confirmed": ("licensing_authority", {"country": "ITA"}),
    "transit_entered": ("customs", {"country_from": "ITA", "country_to": "GRC"}),
    "transit_exited": ("customs", {"country": "GRC"}),
    "temporarily_exported": ("customs", {"return_date": "2026-04-01", "purpose": "hunting"}),
    "absence_extended": ("licensing_authority", {"return_date": "2026-06-01"}),
    "temporary_export_returned": ("customs", {}),
    "wholesale_transferred": ("dealer", {"owner_kind": "wholesaler", "owner": identifier("P")}),
    "despatched": (
        "dealer",
        {
            "despatch": identifier("T"),
            "carrier": identifier("A"),
            "receiver": identifier("A", 2),
            "crate": "1",
        },
    ),
    "despatch_received": (
        "dealer",
        {
            "despatch": identifier("T"),
            "sender": identifier("A"),
            "receiver": identifier("A", 2),
            "terms": "sale",
            "owner_kind": "retailer",
            "owner": identifier("A", 2),
        },
    ),
    "consent_withdrawn": ("maker", {}),
    "retail_sold": ("dealer", {"owner_kind": "private", "owner": identifier("P")}),
    "acquired": ("dealer", {"owner_kind": "retailer", "source": "holder"}),
    "privately_transferred": (
        "licensing_authority",
        {"owner_kind": "private", "owner": identifier("P", 2), "licence": identifier("L")},
    ),
    "inherited": ("licensing_authority", {"owner_kind": "private", "owner": identifier("P", 3)}),
    "loaned": ("licensing_authority", {"return_date": "2026-04-01", "borrower": identifier("P")}),
    "loan_returned": ("licensing_authority", {}),
    "repair_handed_over": ("dealer", {"return_date": "2026-04-01", "repairer": identifier("A")}),
    "repair_returned": ("dealer", {}),
    "deposited": ("police", {"ground": "revoked", "depositary": identifier("A")}),
    "deposit_released": ("licensing_authority", {}),
    "blocked": ("licensing_authority", {"reason": "investigation"}),
    "unblocked": ("licensing_authority", {"order": "D-1"}),
    "state_stock_received": ("military", {"order": "D-1"}),
    "state_stock_issued": ("military", {"order": "D-1", "issued_to": identifier("U")}),
    "state_stock_returned": ("military", {}),
    "state_stock_sent": (
        "military",
        {"order": "D-1", "carrier": identifier("A"), "receiver": identifier("A", 2), "crate": "1"},
    ),
    "state_stock_arrived": (
        "military",
        {"order": "D-1", "sender": identifier("A"), "owner": identifier("A", 2)},
    ),
    "state_stock_transferred": ("military", {"order": "D-1"}),
    "written_off": ("military", {"order": "D-1", "method": "destruction", "ground": "obsolete"}),
    "sold_to_civilians": ("military", {"order": "D-1", "owner_kind": "private", "owner": identifier("P")}),
    "lost": ("holder", {"ground": "loss"}),
    "stolen": ("police", {"taken_from": "dwelling"}),
    "missing_in_transit": ("customs", {"last_seen": "2026-02-01"}),
    "recovered": ("licensing_authority", {"by": "holder"}),
    "found": ("police", {"location": "national_territory"}),
    "surrendered": ("police", {"amnesty": "2026", "anonymous": True}),
    "seized": ("customs", {"ground": "illicit_trafficking", "offences": ["drug_trafficking", "terrorism"]}),
    "custody_handed_over": ("police", {"kept_by": "customs", "received_by": identifier("U")}),
    "sent_to_forensics": ("police", {"seal": "S-1", "laboratory": identifier("A")}),
    "forensics_returned": ("forensic_laboratory", {"seal": "S-2", "kept_by": "police"}),
    "evidence_taken": ("court", {"seal": "S-3", "kept_by": "court"}),
    "returned_to_owner": ("court", {"owner_kind": "private", "order": "D-2"}),
    "confiscated": ("court", {"order": "D-3"}),
    "disposal_decided": ("court", {"order": "D-4", "method": "destruction"}),
    "sold_from_disposal": ("police", {"order": "D-5", "owner_kind": "private", "owner": identifier("P")}),
    "destroyed": (
        "police",
        {"order": "D-6", "method": "smelting", "witnesses": WITNESSES, "weight_grams": 950},
    ),
    "deactivated": ("proof_house", {"certificate": "C-1", "standard": "EU 2018/337"}),
    "converted": ("dealer", {"conversion": ["calibre"], "category_after": "B"}),
    "re_marked": ("police", {"order": "D-7", "reason": "post_seizure"}),
    "leading_part_exchanged": ("dealer", {"never_used": True, "successor": identifier("F", 2)}),
    "part_exchanged": ("dealer", {"part_kind": "barrel", "never_used": True}),
    "disassembled": ("dealer", {"purpose": "parts_recovery"}),
    "reassembled": ("dealer", {"owner_kind": "private", "predecessors": [identifier("F", 3)]}),
    "part_fitted": ("maker", {"firearm": identifier("F"), "place": "barrel"}),
    "part_removed": ("dealer", {"owner_kind": "private"}),
    "registered": ("licensing_authority", {"state": "held_civilian", "row": 17, "import": identifier("I")}),
    "corrected": ("licensing_authority", {"reason": "A digit was misread.", "fields": ["year"]}),
    "annulled": ("licensing_authority", {"reason": "Wrong firearm.", "event": EVENT}),
    "merged": ("police", {"survivor": identifier("F", 4)}),
    "split": ("police", {"reason": "Two firearms after all."}),
    "sighted": ("inspectorate", {"method": "blind_count"}),
    "diversion_found": ("police", {"way": "theft_in_transit", "basis": "tracing"}),
    "trace_requested": ("police", {"purpose": "criminal_investigation"}),
    "trace_answered": ("police", {"outcome": "diversion_otherwise_identified"}),
    "noted": ("police", {"text": "Seen at a market."}),
}

ALL_TRUE = dict.fromkeys(CONDITIONS, True)
PART_ONLY = {"part_fitted", "part_removed"}
FIREARM_ONLY = {"converted", "leading_part_exchanged", "part_exchanged", "disassembled", "reassembled"}

SHORT = {
    "PL": "planned", "IP": "in_production", "MF": "manufactured", "MK": "marked", "PF": "proofed",
    "SM": "in_stock_maker", "SI": "in_stock_importer", "SW": "in_stock_wholesale", "SR": "in_stock_retail",
    "SS": "in_stock_state", "HC": "held_civilian", "HB": "held_company", "HM": "held_museum", "HS": "held_state",
    "LN": "on_loan", "RP": "in_repair", "TX": "temp_exported", "TI": "temp_imported", "TR": "in_transit", "DP": "despatched", "UE": "under_escort", "CN": "consigned",
    "PH": "at_proof_house", "DE": "deposited_estate", "DR": "deposited_revoked", "LO": "lost", "ST": "stolen",
    "MI": "missing", "SZ": "seized", "FO": "found", "SU": "surrendered", "LB": "in_forensics", "EV": "evidence",
    "CF": "confiscated", "PD": "pending_disposal", "EX": "exported", "DA": "deactivated", "DS": "destroyed",
    "DM": "disassembled", "RE": "replaced", "FT": "fitted",
}  # fmt: skip


def matrix() -> dict[str, dict[str, str]]:
    """The hand-written file: kind -> short state (or NW) -> short state after it."""
    table: dict[str, dict[str, str]] = {}
    text = (Path(__file__).parent / "lifecycle_matrix.txt").read_text(encoding="utf-8")
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        kind, _, moves = line.partition(":")
        assert kind not in table, f"{kind} stands twice"
        table[kind] = {}
        for move in moves.split(";"):
            sources, _, target = move.partition(">")
            named, _, excepted = sources.partition("not")
            for source in list(SHORT) if named.strip() == "*" else named.split():
                if source not in excepted.split():
                    assert source not in table[kind], f"{kind} from {source} stands twice"
                    table[kind][source] = source if target.strip() == "=" else target.strip()
    return table


def typical_for(kind: str, state: State) -> Facts:
    """The typical facts of a state, with the legal status that the kind presupposes where the state can have it."""
    facts = typical(state)
    wanted = {
        "exported": Legal.EXPORT_LICENSED,
        "export_withdrawn": Legal.EXPORT_LICENSED,
        "unblocked": Legal.BLOCKED,
    }.get(kind, facts.legal)
    changed = replace(facts, legal=wanted)
    return changed if is_legal(changed) and state_of(changed) == state else facts


def example(kind: str, *, thing: Thing = "firearm", recorder: str = "", **details: Any) -> Proposed:
    """The lawful example of a kind, with other details laid over; a detail that is None is left out."""
    usual, given = EXAMPLES[kind]
    laid = {name: value for name, value in {**given, **details}.items() if value is not None}
    return Proposed(kind, recorder or usual, laid, thing, frozenset({identifier("U", 1), identifier("U", 2)}))


def knowing(**answers: bool | None) -> KnownFacts:
    """Everything is answered with True but what is said otherwise."""
    return KnownFacts(ALL_TRUE | answers, now=NOW, restored=typical(State.HELD_MUSEUM))


def done(current: Facts | None, event: Proposed, known: KnownFacts | None = None) -> Outcome:
    """Decide, and insist on an outcome."""
    outcome = decide(current, event, known or knowing())
    assert isinstance(outcome, Outcome), outcome
    return outcome


def refused(current: Facts | None, event: Proposed, known: KnownFacts | None = None) -> tuple[str, ...]:
    """Decide, and insist on a refusal; its codes."""
    refusal = decide(current, event, known or knowing())
    assert isinstance(refusal, Refusal), refusal
    return refusal.codes


def kinds() -> list[str]:
    """All kinds, in the table's order."""
    return list(RULES)
