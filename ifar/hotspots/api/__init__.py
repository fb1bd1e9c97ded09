"""Hotspots over HTTP as JSON."""

from __future__ import annotations

from ninja import Router

from ifar.hotspots.api.incidents import router as incidents
from ifar.hotspots.api.plans import router as plans
from ifar.hotspots.api.responses import router as responses
from ifar.hotspots.api.signals import router as signals
from ifar.hotspots.api.sources import router as sources

router = Router(tags=["hotspots"])
router.add_router("", incidents)
router.add_router("", sources)
router.add_router("", signals)
router.add_router("", responses)
router.add_router("", plans)
