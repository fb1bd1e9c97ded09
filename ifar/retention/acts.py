"""The acts on legal holds: ordered by one person, lifted by two of the office that ordered it. Pure."""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Listed, Record, to
from ifar.retention.hold import ENDINGS, GROUNDS

_ARTICLE: Final = "EU 2016/680 art. 16(3)"
ACTS: Final = Acts(
    "retention",
    words="ifar.retention.labels",
    records=[Record("hold", "H", stamps={"placer": "actor", "at": "recorded_at"})],
    acts=[
        Act(
            "hold",
            "ordered",
            to("standing", ""),
            ("object", "case", "ground", "until"),
            guards=(Listed(code="retention.hold.ground", column="ground", values=GROUNDS, field="ground"),),
            article=_ARTICLE,
            hears="whoever opens the record, on its page",
        ),
        Act(
            "hold",
            "lifted",
            to("lifted", "standing"),
            ("ending",),
            people=2,
            guards=(Listed(code="retention.hold.ending", column="ending", values=ENDINGS, field="ground"),),
            article=_ARTICLE,
            hears="whoever opens the record, on its page",
        ),
    ],
    checks=True,
)
