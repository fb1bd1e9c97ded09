"""Duties that events open, and what fulfils them.

Most stand as long as the state that they came with, or until the same duty is opened anew to another day: a loan is due back while it is on loan. The others are fulfilled by an
event of one of some kinds, whatever the state is then. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WITH_THE_STATE: Final[frozenset[str]] = frozenset(
    {
        "marking", "proof_return", "re_export", "transit_exit", "temporary_export_return", "loan_return", "repair_return",
        "deposit_resolution", "issue_return", "disposal", "international_alert", "forensic_return", "surrender_disposal",
    }
)  # fmt: skip
"""Duties that end when the thing leaves the state into which the event brought it."""

LATE_REASON: Final = "late_reason"
"""What is owed of an urgent event that a trader's book tells late and without a reason: nothing holds up what is urgent."""
FULFILLED_BY: Final[Mapping[str, frozenset[str]]] = {
    "import_mark": frozenset({"import_marked", "re_marked"}),
    "unique_mark": frozenset({"import_marked", "re_marked"}),
    "delivery_verification": frozenset({"delivery_confirmed"}),
    "trace": frozenset({"trace_answered"}),
    "trace_acknowledgement": frozenset({"trace_answered"}),
    "permit_recheck": frozenset({"noted"}),
    "inheritance_permit": frozenset({"noted"}),
    "deactivation_certificate": frozenset({"noted"}),
    "dismantled_parts": frozenset({"noted"}),
    LATE_REASON: frozenset({"noted"}),
}
"""Duty -> kinds of later events that fulfil it (Protocol art. 8(1)(b), 10(4), 12; ITI para. 17; EU 2021/555 art. 4(5)(d))."""

MATTERS: Final[Mapping[str, str]] = {
    "proof_return": "overdue_return",
    "re_export": "overdue_return",
    "temporary_export_return": "overdue_return",
    "loan_return": "overdue_return",
    "repair_return": "overdue_return",
    "issue_return": "overdue_return",
    "forensic_return": "overdue_return",
    "transit_exit": "overdue_transit",
    "delivery_verification": "overdue_answer",
    LATE_REASON: "breach",
}
"""Duties of which another side has the thing or owes the word, and the kind of matter that each becomes when its day has passed. The others an office owes
alone, to nobody who could explain them: it is reminded of them."""

DATED: Final[frozenset[str]] = frozenset(
    {
        "loaned", "repair_handed_over", "temporarily_exported", "temporarily_imported", "lost", "stolen", "missing_in_transit", "deactivated", "converted",
        "surrendered", "deposited", "inherited", "disassembled", "state_stock_issued", "proof_handed_over",
    }
)  # fmt: skip
"""Kinds of events whose duties the list `duty_term` may date; every other event is recorded without asking it."""
