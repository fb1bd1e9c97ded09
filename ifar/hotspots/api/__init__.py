"""Hotspots over HTTP as JSON."""

from __future__ import annotations

from ninja import Router

from ifar.hotspots.api.incidents import router as incidents

router = Router(tags=["hotspots"])
router.add_router("", incidents)
