"""Hotspots over HTTP as JSON."""

from __future__ import annotations

from ninja import Router

router = Router(tags=["hotspots"])
