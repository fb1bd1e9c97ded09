"""The acts of the community. What members say to each other is no act and stands in no ledger; who became a member, who opened, moderated and ended
a space, and who lowered a mark does. Pure.

A subject can bear several records: an object of the shelves has its mark (`downgrade`), what a moderator did with it (`ruling`), and how far it is.
Pure.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Acts, Record
from ifar.community.knowledge.acts import SHELF
from ifar.community.member_acts import MEMBER
from ifar.community.space_acts import REPORT, SEAT, SPACE, WRITTEN

ACTS: Final = Acts(
    "community",
    words="ifar.community.labels",
    records=[
        Record(name, "S", kept=False)
        for name in (
            "member", "space", "seat", "report", "downgrade", "ruling", "erasure",
            "review", "appraisal", "adoption", "progress", "agreement", "training",
        )
    ],
    acts=(*MEMBER, *SPACE, *SEAT, *REPORT, *WRITTEN, *SHELF),
    checks=True,
    locks=True,
)  # fmt: skip
