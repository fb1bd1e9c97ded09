"""Applications: taken in, examined, paused, advised on, decided by a second person, appealed. Each is one act of the log."""

from __future__ import annotations

from ifar.licensing.services.applications.deciding import (
    against,
    carry_out_dismissal,
    carry_out_grant,
    carry_out_refusal,
    kind_allows,
    propose_dismissal,
    propose_grant,
    propose_refusal,
)
from ifar.licensing.services.applications.preparing import (
    advise,
    amend,
    answer_check,
    answer_checks,
    appeal,
    draft,
    draft_renewal,
    own_checks,
    pause,
    resume,
    submit,
    withdraw,
)
from ifar.licensing.services.applications.reading import APPLICATION, WRITE, as_it_stands, pauses_of, today

__all__ = [
    "APPLICATION", "WRITE", "advise", "against", "amend", "answer_check", "answer_checks", "appeal", "as_it_stands", "carry_out_dismissal", "carry_out_grant", "carry_out_refusal", "draft",
    "draft_renewal", "kind_allows", "own_checks", "pause", "pauses_of", "propose_dismissal", "propose_grant", "propose_refusal", "resume", "submit", "today",
    "withdraw",
]  # fmt: skip
