"""Tracing over HTTP as JSON: requests, the links of their chains, and the questions to a trader's own book."""

from __future__ import annotations

from ninja import Router

from ifar.tracing.api.links import router as links
from ifar.tracing.api.requests import router as requests

router = Router(tags=["tracing"])
router.add_router("", requests)
router.add_router("", links)
