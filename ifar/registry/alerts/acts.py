"""The acts on saved searches and on what they find. Pure.

A search is opened, kept open longer, found to mean what another desk keeps, said to have looked through what it had to, released by a colleague, and
closed; each hit is noted by the program and judged by people, also after its search was closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ifar.acts import (
    Act,
    Acts,
    Filled,
    Listed,
    OfOffice,
    Record,
    Referenced,
    Rule,
    stays,
    to,
)
from ifar.errors import Reason
from ifar.registry.alerts.saved_search import CLOSINGS, KINDS, VERDICTS


def _one_more(
    was: Mapping[str, Any] | None, is_now: Mapping[str, Any], _seen: Mapping[str, Any]
) -> Iterator[Reason]:
    """Whom the searcher was told to ask stays told; another desk comes behind."""
    if was is None or not is_now["asked"] or list(is_now["asked"])[:-1] != list(was["asked"]):
        yield Reason("alerts.asked")


ACTS: Final = Acts(
    "registry",
    prefix="alerts",
    table="registry_alertevent",
    words="ifar.registry.labels.saved_searches",
    records=[
        Record("savedsearch", "E", stamps={"owner": "actor", "opened_at": "recorded_at"}, words=("reason",)),
        Record(
            "savedsearchhit",
            "E",
            kept=False,
            parent="savedsearch",
            stamps={"entry": "entry", "at": "recorded_at"},
            words=("note",),
        ),
    ],
    acts=[
        Act(
            "savedsearch",
            "opened",
            to("open", ""),
            (
                "kind",
                "reference",
                "reason",
                "question",
                "purpose",
                "case",
                "answers_restricted",
                "expires_at",
            ),
            guards=(
                OfOffice(code="registry.saved_search.not_found", column="agency"),
                Listed(code="registry.saved_search.kind", column="kind", values=KINDS, field="kind"),
                Filled(code="registry.saved_search.reference", column="reference", field="reference"),
                Filled(code="registry.saved_search.reason", column="reason", field="reason"),
            ),
            article="ITI para. 14-23; Protocol art. 12",
            hears="nobody, because whoever opens it has it before them",
        ),
        Act(
            "savedsearch",
            "renewed",
            stays("open"),
            ("expires_at",),
            guards=(
                OfOffice(code="registry.saved_search.not_found", column="agency"),
                Filled(code="registry.saved_search.reason", column="kept.note", field="reason"),
            ),
            hears="nobody, because it stands on the page of the search",
        ),
        Act(
            "savedsearch",
            "referred",
            stays("open"),
            ("asked",),
            guards=(OfOffice(code="registry.saved_search.not_found", column="agency", jobs=True),),
            rule=Rule({1: _one_more}),
            hears="whoever keeps the search open, in their notifications; the desk that is named",
        ),
        Act(
            "savedsearch",
            "looked",
            stays("open"),
            guards=(OfOffice(code="registry.saved_search.not_found", column="agency", jobs=True),),
            hears="nobody, because it stands on the page of the search",
        ),
        Act(
            "savedsearch",
            "released",
            stays("open"),
            # That it is another person than the one who asked, the database says by its own hand: it is no side of an act from which programs are kept.
            guards=(OfOffice(code="registry.saved_search.not_found", column="agency"),),
            hears="whoever asked, in their notifications",
        ),
        Act(
            "savedsearch",
            "closed",
            to("closed", "open"),
            ("closed",),
            guards=(
                OfOffice(code="registry.saved_search.not_found", column="agency"),
                Listed(
                    code="registry.saved_search.outcome", column="closed", values=CLOSINGS, field="outcome"
                ),
            ),
            hears="nobody, because it stands on the page of the search",
        ),
        Act(
            "savedsearchhit",
            "noted",
            to("waiting", ""),
            ("firearm", "mark_n", "plain", "percent", "reasons"),
            guards=(
                Referenced(
                    code="registry.saved_search.closed",
                    column="savedsearch",
                    record_type="savedsearch",
                    states=("open",),
                ),
            ),
            article="ITI para. 14-23; Protocol art. 12",
            hears="whoever keeps the search open, in their notifications",
        ),
        Act(
            "savedsearchhit",
            "judged",
            to("judged", "waiting", "judged"),
            ("verdict", "note"),
            stamps={"judged_by": "actor"},
            guards=(
                Listed(
                    code="registry.saved_search.verdict", column="verdict", values=VERDICTS, field="verdict"
                ),
            ),
            hears="nobody, because it stands on the page of the search",
        ),
    ],
    checks=True,
    locks=True,
)
