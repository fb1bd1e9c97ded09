"""The programme over HTTP as JSON: strategy, projects, results, indicators, values, periods, the Fund, the committee, files of others."""

from __future__ import annotations

from ninja import Router

from ifar.programme.api.committee import router as committee
from ifar.programme.api.others import router as others
from ifar.programme.api.people import router as people
from ifar.programme.api.planning import router as planning
from ifar.programme.api.strategy import router as strategy
from ifar.programme.api.values import router as values
from ifar.programme.api.work import router as work
from ifar.programme.fund.api.extracts import router as extracts
from ifar.programme.fund.api.fund import router as fund

router = Router(tags=["programme"])
router.add_router("", strategy)
router.add_router("", planning)
router.add_router("", values)
router.add_router("", fund)
router.add_router("", extracts)
router.add_router("", committee)
router.add_router("", others)
router.add_router("", people)
router.add_router("", work)
