"""One act on many things: looked through, begun or put before another person, written chunk by chunk, ended. Pure.

A batch is answered for once; each thing has an event and an entry of its own, which name the batch. Its lines and answers are rows of their own,
and the entries of the batch hold their digests, so that nobody changes a report unnoticed.
"""

from __future__ import annotations

from typing import Final

from ifar.acts import Act, Acts, Another, Filled, OfOffice, Record, stays, to

_OURS: Final = OfOffice(code="bulk.not_yours", column="agency")
_ANOTHER: Final = Another(code="bulk.own_list", than="person")
"""Who gave a list answers for it; another person decides."""

ACTS: Final = Acts(
    "bulk",
    words="ifar.bulk.labels",
    checks=True,
    records=[Record("batch", "I", stamps={"person": "actor", "given_at": "recorded_at"})],
    acts=[
        Act(
            "batch",
            "previewed",
            to("previewed", ""),
            ("act", "listed", "total", "refused"),
            personal={"said": "said"},
            guards=(Filled(code="bulk.act", column="act", field="act"),),
            hears="nobody, because whoever gave it reads it",
        ),
        Act(
            "batch",
            "begun",
            to("running", "previewed"),
            stamps={"begun_by": "actor"},
            guards=(_OURS,),
            hears="nobody, because the office's list shows it",
        ),
        Act(
            "batch",
            "proposed",
            to("proposed", "previewed"),
            ("proposal",),
            guards=(_OURS,),
            hears="nobody, because it stands among what waits for whoever decides",
        ),
        Act(
            "batch",
            "struck",
            stays("proposed"),
            ("struck",),
            guards=(_ANOTHER,),
            permission="accounts:proposal:decide",
            hears="nobody, because the page of the batch shows it",
        ),
        Act(
            "batch",
            "released",
            to("running", "proposed"),
            stamps={"begun_by": "actor"},
            guards=(_ANOTHER,),
            permission="accounts:proposal:decide",
            hears="nobody, because the page of the batch shows it",
        ),
        Act(
            "batch",
            "written",
            stays("running"),
            ("done", "written", "rejected"),
            guards=(_OURS,),
            hears="nobody, because the page of the batch shows how far it has come",
        ),
        Act(
            "batch",
            "ended",
            to("ended", "running"),
            guards=(_OURS,),
            hears="nobody, because the page of the batch shows it",
        ),
        Act(
            "batch",
            "abandoned",
            to("abandoned", "previewed", "proposed", "running"),
            guards=(_OURS,),
            hears="nobody, because the office's list shows it",
        ),
    ],
)
